"""Texts of reminders that somebody pastes into a chat, with a group or with one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review.domain.errors import N_, ngettext
from review.domain.notices import Notice, Say, SayOf, day_words, sentences
from review.domain.objects import Reviewed

FEWEST_PEOPLE = 5
"""A number told to a group is one of so many people at least: of fewer, each of them
could work out the others'."""


@dataclass(frozen=True, slots=True)
class Group:
    """Those to whom a text for a chat goes; `place` is empty for all of them."""

    place: str
    n_people: int
    n_open: int


def chat_text(
    group: Group, *, campaign: str, due_on: date | None, today: date, say: Say
) -> str:
    """A text to paste into a group's chat: no name, and no number of a few people."""
    values = {
        "campaign": campaign,
        "place": group.place,
        "n": group.n_open,
        "day": day_words(due_on, say) if due_on else "",
    }
    parts = [_greeting(group), _standing(group), _term(due_on, today), _please()]
    return "".join(say(each) % values for each in parts if each)


def _greeting(group: Group) -> str:
    if group.place:
        return N_("To the reviewers in %(place)s: “%(campaign)s” is under review. ")
    return N_("To all reviewers: “%(campaign)s” is under review. ")


def _standing(group: Group) -> str:
    if group.n_people < FEWEST_PEOPLE:
        return N_("Some reviews are not submitted yet. ")
    return ngettext(
        "%(n)s review is not submitted yet. ", "%(n)s reviews are not submitted yet. "
    )


def _term(due_on: date | None, today: date) -> str:
    if due_on is None:
        return ""
    if due_on < today:
        return N_("They were due on %(day)s. ")
    return N_("They are due on %(day)s. ")


def _please() -> str:
    return N_(
        "Whoever has open files, please sign in to the review system and submit them; "
        "thank you to all who have finished."
    )


def personal_text(notice: Notice, *, say_of: SayOf) -> str:
    """A text to paste into the chat with one person."""
    say = say_of(Reviewed.FILES)
    please = say(N_("Please sign in to the review system. Thank you!"))
    return "\n".join([say(N_("Good day,")), *sentences(notice, say_of), please])
