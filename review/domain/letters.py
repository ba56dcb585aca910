"""A notice as a message to one person: an e-mail, and the short form of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.domain.errors import N_
from review.domain.notices import Notice, Say, SayOf, day_words, heading, sentences
from review.domain.objects import Reviewed


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one person: the e-mail's subject and body, and the short form."""

    subject: str
    body: str
    short: str


def letter(
    notice: Notice, *, say_of: SayOf, link: str = "", office: str = ""
) -> Letter:
    """A notice as a message. Without a known address it says where to sign in."""
    say, subject = say_of(Reviewed.FILES), heading(notice, say_of)
    where = (
        say(N_("Sign in here: %(link)s")) % {"link": link}
        if link
        else say(N_("Sign in to the review system to see them."))
    )
    body = "\n".join(_body(sentences(notice, say_of), say, where, office)) + "\n"
    return Letter(subject, body, _short(notice, subject, say, office))


def _body(told: Sequence[str], say: Say, where: str, office: str) -> Iterator[str]:
    yield say(N_("Good day,"))
    yield ""
    yield from told
    yield ""
    yield where
    yield ""
    if office:
        yield office
    yield say(
        N_(
            "This message was sent automatically; answers are not read. You can switch "
            "off e-mail under “My account”."
        )
    )


def _short(notice: Notice, subject: str, say: Say, office: str) -> str:
    """One text message: how many, until when, who says so."""
    days = [line.due_on for line in notice.lines if line.due_on]
    tail = ""
    if days:
        day = day_words(min(days), say)
        tail = say(N_(", due on %(day)s")) % {"day": day}
    return say(_signed(office)) % {"office": office, "text": subject + tail}


def _signed(office: str) -> str:
    return N_("[%(office)s] %(text)s.") if office else N_("%(text)s.")
