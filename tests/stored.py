"""Places where files are stored: a disk, and a real server process that speaks S3."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import obstore
from obstore.store import S3Store

from review.gateways.objects import Objects, objects_at

BUCKETS = count()
KEYS = {"region": "us-east-1", "access_key_id": "test", "secret_access_key": "test"}


@dataclass(frozen=True)
class Place:
    """Where a store is, and a hand that reaches around it."""

    at: str
    scratch: Path
    options: dict[str, str] = field(default_factory=dict)

    def store(self) -> Objects:
        return objects_at(self.at, scratch=self.scratch, options=self.options)

    def overwrite(self, digest: str, content: bytes) -> None:
        if self.options:
            obstore.put(self._bucket(), digest, content)
        else:
            self._path(digest).write_bytes(content)

    def remove(self, digest: str) -> None:
        if self.options:
            obstore.delete(self._bucket(), digest)
        else:
            self._path(digest).unlink()

    def _bucket(self) -> S3Store:
        plain = {"allow_http": True}
        return S3Store.from_url(self.at, client_options=plain, **self.options)

    def _path(self, digest: str) -> Path:
        return Path(self.at) / digest[:2] / digest[2:4] / digest


def _send(method: str, url: str) -> None:
    request = urllib.request.Request(url, method=method)
    with urllib.request.urlopen(request, timeout=10):
        pass


@contextmanager
def serving_s3() -> Iterator[str]:
    """The address of a server that speaks S3, stopped in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{url}/moto-api/")
        yield url
    finally:
        server.kill()
        server.wait()


def _wait_for(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            return _send("GET", url)
        except (urllib.error.URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


def on_disk(folder: Path) -> Place:
    return Place(str(folder / "objects"), folder / "scratch")


def in_a_bucket(server: str, folder: Path) -> Place:
    """An empty bucket of its own."""
    bucket = f"files{next(BUCKETS)}"
    _send("PUT", f"{server}/{bucket}")
    at = f"s3://{bucket}/case-files"
    return Place(at, folder / "scratch", {"endpoint": server, **KEYS})
