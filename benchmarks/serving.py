"""A WSGI application under gunicorn, with the options of `case-review run`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from review.services.elsewhere import THREADS

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = (
    *("--workers", "2", "--threads", str(THREADS), "--worker-class", "gthread"),
    "--reuse-port",
)
PATIENCE = 60


class NotServing(RuntimeError):
    """The server did not come up."""


@contextmanager
def served(application: str, settings: Mapping[str, str]) -> Iterator[int]:
    """The application under two workers; gives its port."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", application, *OPTIONS]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    environ = {**os.environ, **settings}
    server = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        _wait_for(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            _ask(port)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise NotServing(f"exit status {server.poll()}")


def _ask(port: int) -> None:
    """An answer of any kind: the port is open long before the workers are ready."""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
        wire.sendall(b"GET /nothing HTTP/1.0\r\n\r\n")
        if not wire.recv(1):
            raise ConnectionError
