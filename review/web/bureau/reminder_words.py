"""What the pages about reminders say in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from review.domain.deliveries import Trouble
from review.domain.errors import N_
from review.domain.notices import NoticeKind
from review.domain.reminders import Verdict, Why
from review.services.paging import Page
from review.services.reminder_views import (
    Chosen,
    PersonLine,
    RemindersPage,
    SentLine,
)
from review.web.bureau.lists import Here
from review.web.display import moment

STATE_WORDS = {
    "inside": N_("In the application only"),
    "sent": N_("Sent"),
    "waiting": N_("Waiting"),
    "failed": N_("Not sent"),
}

OTHERS = {
    NoticeKind.GIVEN: N_("Files given to review"),
    NoticeKind.TAKEN: N_("Files taken back"),
    NoticeKind.GIVEN_BACK: N_("Files given back"),
    NoticeKind.TERM: N_("Another day for the reviews"),
    NoticeKind.EXTENDED: N_("Another day for single reviews"),
    NoticeKind.NOT_EXTENDED: N_("More time refused"),
    NoticeKind.ASKED: N_("More time asked for"),
    NoticeKind.PROVISIONAL: N_("Provisional results"),
    NoticeKind.PUBLISHED: N_("Final results"),
}


PERSON_STATES = {
    "": N_("All"),
    "due": N_("Due now by the schedule"),
    "able": N_("Can be reminded now"),
    "unable": N_("Not possible now"),
}


def person_rows(
    people: Iterable[PersonLine], chosen: Collection[str]
) -> list[dict[str, Any]]:
    """People with open reviews: what the schedule does, and whether a hand may."""
    return [
        {
            "line": each,
            "verdict": verdict_words(each.by_schedule),
            "is_due": each.by_schedule.is_due,
            "is_chosen": each.public_id in chosen,
            "by_hand": each.by_hand.is_due,
            "channels": [channel.words for channel in sorted(each.reached)],
            "has_account": each.by_hand.why is not Why.NO_ACCOUNT,
        }
        for each in people
    ]


def left_out(chosen: Chosen) -> dict[str, list[PersonLine]]:
    """Those chosen whom a click would not remind, by the reason."""
    found: dict[str, list[PersonLine]] = {}
    for each in chosen.left_out:
        found.setdefault(verdict_words(each.by_hand), []).append(each)
    return found


def days(found: RemindersPage, today: date) -> list[dict[str, Any]]:
    """The days of the schedule; those that are over are drawn so."""
    return [{"day": x.day, "is_past": x.day < today} for x in found.points]


def verdict_words(verdict: Verdict) -> str:
    """Why now, or why not."""
    if verdict.why is not None:
        return _(verdict.why.words)
    step = verdict.step or 0
    if step < 0:
        return ngettext(
            "Due now: %(num)d working day before the day.",
            "Due now: %(num)d working days before the day.",
            -step,
        )
    if step == 0:
        return _("Due now: the day itself.")
    return ngettext(
        "Due now: %(num)d working day after the day.",
        "Due now: %(num)d working days after the day.",
        step,
    )


def sent_rows(found: Page[SentLine]) -> list[dict[str, Any]]:
    return [
        {
            "line": each,
            "about": _about(each),
            "channel": _(each.channel.words) if each.channel else "",
            "state": _(STATE_WORDS[each.state]),
            "detail": _detail(each),
        }
        for each in found.rows
    ]


def _about(line: SentLine) -> str:
    if line.kind in OTHERS:
        return _(OTHERS[line.kind])
    if line.kind is NoticeKind.OVERSIGHT:
        return ngettext(
            "%(num)d review late, to whoever runs the campaign",
            "%(num)d reviews late, to whoever runs the campaign",
            line.n_open,
        )
    if line.is_by_hand:
        return ngettext(
            "%(num)d review open, by hand", "%(num)d reviews open, by hand", line.n_open
        )
    return ngettext(
        "%(num)d review open, by schedule",
        "%(num)d reviews open, by schedule",
        line.n_open,
    )


def _detail(line: SentLine) -> str:
    """When it went, or what is in its way and when it is tried again."""
    if line.sent_at is not None:
        return moment(line.sent_at)
    why = trouble_words(line.trouble, line.code)
    if line.state == "waiting" and line.next_at is not None and line.n_tries:
        at = moment(line.next_at)
        again = ngettext(
            "Tried %(num)d time, again %(at)s.",
            "Tried %(num)d times, again %(at)s.",
            line.n_tries,
            at=at,
        )
        return f"{why} {again}".strip()
    return why


def trouble_words(trouble: Trouble | None, code: int) -> str:
    if trouble is None:
        return ""
    words = _(trouble.words)
    return f"{words} ({code})" if code else words


def state_tabs(
    here: Here, counts: Mapping[str, int], state: str
) -> list[dict[str, Any]]:
    """All messages, and those of each state with their number."""
    tabs = [("", _("All"), sum(counts.values()))]
    tabs += [(k, _(words), counts.get(k, 0)) for k, words in STATE_WORDS.items()]
    return [
        {"url": here.url(state=name), "words": words, "n": n, "is_here": name == state}
        for name, words, n in tabs
    ]
