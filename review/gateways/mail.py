"""E-mail through an SMTP server: one recipient per message, no cleartext passwords."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from enum import StrEnum

from review.domain.deliveries import (
    BadAddress,
    NotDelivered,
    Outgoing,
    Trouble,
    email_of,
)
from review.gateways.carriers import Carrier, CarrierMisconfigured

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Security(StrEnum):
    """How the connection is secured; none is for a relay on an intranet."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True, repr=False)
class MailServer:
    """Where mail goes, and as whom. It has no repr: the password would be in it."""

    host: str
    sender: str
    security: Security = Security.STARTTLS
    port: int = 0
    user: str = ""
    password: str = ""
    timeout: float = 20
    ca_file: str = ""

    def check(self) -> None:
        """Refuse settings that would send passwords in the clear or to nobody."""
        try:
            sender = email_of(self.sender)
        except BadAddress:
            sender = ""
        if not sender:
            raise CarrierMisconfigured(problem="MAIL_FROM is not an e-mail address")
        if self.user and self.security is Security.NONE and self.host not in LOOPBACK:
            raise CarrierMisconfigured(
                problem="MAIL_SECURITY=none would send the password in the clear"
            )


class Mail(Carrier):
    """A connection that is opened for the first message and kept for the next."""

    def __init__(self, server: MailServer) -> None:
        server.check()
        self._server = server
        self._domain = server.sender.rpartition("@")[2]
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Outgoing) -> None:
        written = self._written(message)
        with self._told():
            connection = self._open()
            connection.sendmail(self._server.sender, [message.to], written)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                connection.quit()
            connection.close()

    def _written(self, message: Outgoing) -> bytes:
        try:
            to = email_of(message.to)
            return self._letter(message, to).as_bytes(policy=SMTP)
        except (BadAddress, ValueError):
            raise NotDelivered(Trouble.BAD_ADDRESS) from None

    def _letter(self, message: Outgoing, to: str) -> EmailMessage:
        """Plain text. Machines are told that nobody wants their answer (RFC 3834)."""
        if not to:
            raise BadAddress
        letter = EmailMessage(policy=SMTP)
        letter["From"] = self._server.sender
        letter["To"] = to
        letter["Subject"] = message.subject
        letter["Date"] = formatdate(usegmt=True)
        letter["Message-ID"] = f"<{message.message_id}@{self._domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter["X-Auto-Response-Suppress"] = "All"
        letter.set_content(message.text, cte="base64")
        letter["Content-Language"] = message.language.replace("_", "-")
        return letter

    def _open(self) -> smtplib.SMTP:
        """The kept connection if the server still listens, else a new one."""
        if self._connection is not None:
            with suppress(smtplib.SMTPException, OSError):
                if self._connection.noop()[0] == 250:
                    return self._connection
            self.close()
        self._connection = self._connect()
        return self._connection

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        where = (server.host, server.port or PORTS[server.security])
        options = {"local_hostname": self._domain, "timeout": server.timeout}
        if server.security is Security.TLS:
            made: smtplib.SMTP = smtplib.SMTP_SSL(
                *where, context=self._context(), **options
            )
        else:
            made = smtplib.SMTP(*where, **options)
        try:
            if server.security is Security.STARTTLS:
                made.starttls(context=self._context())
            if server.user:
                made.login(server.user, server.password)
        except BaseException:
            made.close()
            raise
        return made

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._server.ca_file or None)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the library raises, as the trouble it means; the words stay here."""
        try:
            yield
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise NotDelivered(*_trouble(error)) from None


def _trouble(error: Exception) -> tuple[Trouble, int]:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble.SIGN_IN, error.smtp_code
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _answered(next(iter(error.recipients.values()))[0])
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError | ssl.SSLError):
        return Trouble.UNSAFE, 0
    # Waiting too long for an answer, the library says that it was disconnected.
    is_slow = any(isinstance(e, TimeoutError) for e in (error, error.__context__))
    return (Trouble.SLOW if is_slow else Trouble.UNREACHED), 0


def _answered(code: int) -> tuple[Trouble, int]:
    """4xx may do later; 5xx will never do; anything else was no answer."""
    if 500 <= code < 600:
        return Trouble.REFUSED, code
    return (Trouble.LATER if 400 <= code < 500 else Trouble.UNREACHED), max(code, 0)
