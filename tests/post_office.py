"""A real SMTP server and a real HTTP server on loopback, for messages that leave."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "case-review", "a mailbox's password"
LOOPBACK = "127.0.0.1"


@dataclass
class Inbox:
    """What the server took, envelope by envelope; it answers as the test wants."""

    port: int = 0
    letters: list[Envelope] = field(default_factory=list)
    answer: Callable[[Envelope], str] = lambda _: "250 taken"
    n_sessions: int = 0

    async def handle_EHLO(
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = hostname
        self.n_sessions += 1
        return responses

    async def handle_DATA(
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        said = self.answer(envelope)
        if said.startswith("250"):
            self.letters.append(envelope)
        return said

    @property
    def read(self) -> list[EmailMessage]:
        """The letters as a mail program reads them."""
        return [
            message_from_bytes(each.original_content or b"", policy=policy.default)  # type: ignore[misc]
            for each in self.letters
        ]

    @property
    def to(self) -> list[list[str]]:
        return [each.rcpt_tos for each in self.letters]


@contextmanager
def receiving(inbox: Inbox | None = None, **options: Any) -> Iterator[Inbox]:
    """An SMTP server on loopback while the block runs."""
    inbox = inbox or Inbox()
    controller = Controller(inbox, hostname=LOOPBACK, port=free_port(), **options)
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()


def signed_in(
    _server: SMTP, _session: Session, _envelope: Envelope, *given: Any
) -> Any:
    """Only our mailbox may send."""
    _mechanism, data = given
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def free_port() -> int:
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return free.getsockname()[1]


@dataclass(frozen=True)
class Certificate:
    """A certificate for loopback that nobody trusts who was not told to."""

    path: Path

    @property
    def context(self) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.path)
        return made


def certificate(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, LOOPBACK)])
    now = datetime.now(UTC)
    host = x509.SubjectAlternativeName([x509.IPAddress(ip_address(LOOPBACK))])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(host, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / "loopback.pem"
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return Certificate(path)


@dataclass
class Provider:
    """What was asked of a provider of text messages, and what it answers."""

    url: str = ""
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    status: int = 200
    body: str = '{"code": 0}'
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def read(self) -> list[Any]:
        return [json.loads(body) for _, _, body in self.asked]


@contextmanager
def providing(tls: Certificate | None = None) -> Iterator[Provider]:
    """An HTTP server on loopback while the block runs."""
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            body = self.rfile.read(size).decode()
            provider.asked.append((self.path, dict(self.headers), body))
            said = provider.body.encode()
            self.send_response(provider.status)
            for name, value in provider.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    if tls is not None:
        server.socket = tls.context.wrap_socket(server.socket, server_side=True)
    scheme = "https" if tls else "http"
    provider.url = f"{scheme}://{LOOPBACK}:{server.server_port}/send"
    thread = Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
