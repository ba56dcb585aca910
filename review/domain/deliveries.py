"""How a message gets out: whose address it may be, what went wrong, when to try again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from review.domain.errors import N_, RuleBroken

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=8),
    timedelta(hours=24),
)
"""After each try that failed; after the last of them nothing is tried any more."""
LEASE = timedelta(minutes=10)
"""Who began to send says how it went within this time, or somebody else sends again."""
STALE = timedelta(days=3)
"""A message that could not go for so long is old news; in the application it stays."""
MOST_ADDRESS = 254
LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
ADDRESS = re.compile(rf"{LOCAL}@{HOST}")
MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")


class BadAddress(RuleBroken):
    sentence = N_("This is not an e-mail address, such as name@example.cn.")


class BadMobile(RuleBroken):
    sentence = N_("This is not a mobile number of 11 digits.")


def email_of(typed: str) -> str:
    """An e-mail address for one person, or nothing.

    Line breaks would add header lines, a comma or a second @ another recipient.
    """
    address = typed.strip(" \u3000")
    if not address:
        return ""
    if len(address) > MOST_ADDRESS or not ADDRESS.fullmatch(address):
        raise BadAddress
    return address


def mobile_of(typed: str) -> str:
    """A mobile number in its 11 digits, however it was spaced; or nothing."""
    number = re.sub(r"[ \u3000-]", "", typed)
    if not number:
        return ""
    match = MOBILE.fullmatch(number) if number.isascii() else None
    if match is None:
        raise BadMobile
    return match[1]


class Trouble(StrEnum):
    """Why a message did not get out."""

    UNREACHED = "unreached"
    SLOW = "slow"
    UNSAFE = "unsafe"
    SIGN_IN = "sign_in"
    LATER = "later"
    REFUSED = "refused"
    BAD_ADDRESS = "bad_address"
    NO_ADDRESS = "no_address"
    OPTED_OUT = "opted_out"
    CLOSED = "closed"
    DONE = "done"
    STALE = "stale"

    @property
    def words(self) -> str:
        return TROUBLE_WORDS[self]


TROUBLE_WORDS = {
    Trouble.UNREACHED: N_("The server could not be reached."),
    Trouble.SLOW: N_("The server did not answer in time."),
    Trouble.UNSAFE: N_("The server's connection could not be secured."),
    Trouble.SIGN_IN: N_("The server did not accept our sign-in."),
    Trouble.LATER: N_("The server asked to try again later."),
    Trouble.REFUSED: N_("The server refused the message."),
    Trouble.BAD_ADDRESS: N_("The address is not valid."),
    Trouble.NO_ADDRESS: N_("There is no address any more."),
    Trouble.OPTED_OUT: N_("The person no longer wants such messages."),
    Trouble.CLOSED: N_("The account is closed."),
    Trouble.DONE: N_("There was nothing left to remind of."),
    Trouble.STALE: N_("It could not be sent for days and is out of date."),
}
# The server is not to be had at all: the messages behind this one wait with it.
OF_ALL = frozenset(
    {Trouble.UNREACHED, Trouble.SLOW, Trouble.UNSAFE, Trouble.SIGN_IN},
)
TEMPORARY = OF_ALL | {Trouble.LATER}


class NotDelivered(Exception):
    """A message did not get out; `code` is the server's answer, never its words.

    Those may quote the address.
    """

    def __init__(self, trouble: Trouble, code: int = 0) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        self.code = code


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address. A retry carries the same `message_id`."""

    to: str
    subject: str
    text: str
    message_id: str
    language: str = "zh_Hans"


def wait_after(n_tries: int) -> timedelta | None:
    """How long to wait after so many tries; None: it is given up."""
    return WAITS[n_tries - 1] if 1 <= n_tries <= len(WAITS) else None


def masked(address: str) -> str:
    """An address as officers see it: enough to tell whether it can be right."""
    name, at, host = address.partition("@")
    if at:
        return f"{name[:2]}***@{host}"
    return f"{address[:3]}****{address[-4:]}" if address else ""
