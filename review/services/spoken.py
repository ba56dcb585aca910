"""What a request or a command is about: its sentences have the words for it.

Whatever finds a campaign, a review or a release says here what is reviewed there, so
that pages, refusals, tables and commands need not be told one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from review.domain.objects import Reviewed

SPOKEN_OF: ContextVar[Reviewed] = ContextVar("spoken_of", default=Reviewed.FILES)
"""What is spoken of now: case files, unless something else was found."""


def speak_of(what: Reviewed) -> None:
    """From now on this request, or this command, is about this."""
    SPOKEN_OF.set(what)


@contextmanager
def speaking_of(what: Reviewed) -> Iterator[None]:
    """What is said inside is about this, whatever the page is about."""
    token = SPOKEN_OF.set(what)
    try:
        yield
    finally:
        SPOKEN_OF.reset(token)
