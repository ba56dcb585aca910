"""Time limits and what the days of a case say about them, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from review.domain.case_dates import CaseEvent
from review.domain.errors import N_
from review.domain.procedures import Proposal, Span, Timing, timed_options
from review.domain.schemes import DayKind, Item, Procedure
from review.web.display import day, source_words, words
from review.web.forms.answer_words import choice_words
from review.web.forms.drawn import Drawn
from review.web.wording import listed

WITHIN: Mapping[DayKind, str] = {
    DayKind.WORKING: N_("%(first)s → %(last)s within %(n)s working days"),
    DayKind.CALENDAR: N_("%(first)s → %(last)s within %(n)s days"),
}


def limit_words(item: Item) -> list[str]:
    """The time limits of an item, for the page of its scheme."""
    return [
        _("Proposed from the days: %(limit)s (%(source)s)", limit=limit, source=source)
        for limit, source in (
            (within(each), source_words(each.source)) for each in item.procedures
        )
    ]


def within(procedure: Procedure) -> str:
    """A time limit by itself."""
    return _(
        WITHIN[procedure.days],
        first=_(CaseEvent(procedure.from_).words),
        last=_(CaseEvent(procedure.to).words),
        n=procedure.within,
    )


IN_TIME: Mapping[DayKind, str] = {
    DayKind.WORKING: N_(
        "%(first)s %(first_on)s → %(last)s %(last_on)s. "
        "Working days: %(n)s, at most %(within)s. In time."
    ),
    DayKind.CALENDAR: N_(
        "%(first)s %(first_on)s → %(last)s %(last_on)s. "
        "Days: %(n)s, at most %(within)s. In time."
    ),
}
LATE: Mapping[DayKind, str] = {
    DayKind.WORKING: N_(
        "%(first)s %(first_on)s → %(last)s %(last_on)s. "
        "Working days: %(n)s, at most %(within)s. Late by %(late)s."
    ),
    DayKind.CALENDAR: N_(
        "%(first)s %(first_on)s → %(last)s %(last_on)s. "
        "Days: %(n)s, at most %(within)s. Late by %(late)s."
    ),
}
UNKNOWN: Mapping[DayKind, str] = {
    DayKind.WORKING: N_(
        "%(first)s %(first_on)s → %(last)s %(last_on)s. Days without weekends: %(n)s. "
        "The holidays of %(years)s are not known here; nothing is proposed."
    ),
    DayKind.CALENDAR: N_(
        "%(first)s %(first_on)s → %(last)s %(last_on)s. Days: %(n)s. Whether the limit "
        "ended on a holiday of %(years)s is not known here; nothing is proposed."
    ),
}
BACKWARDS = N_(
    "%(last)s %(last_on)s lies before %(first)s %(first_on)s; nothing is proposed."
)


def span_words(span: Span) -> str:
    """What two days say about a time limit, with everything it was counted from."""
    if span.timing is Timing.MISSING:
        return _("Not known: %(names)s. Nothing is proposed.", names=_unknown(span))
    text = _(_SENTENCES[span.timing][span.procedure.days], **_values(span))
    if not span.count.is_moved:
        return text
    due = day(span.count.due_on)
    moved = _("The last day was a day off; the limit ran to %(due)s.", due=due)
    return f"{text} {moved}"


_SENTENCES: Mapping[Timing, Mapping[DayKind, str]] = {
    Timing.IN_TIME: IN_TIME,
    Timing.LATE: LATE,
    Timing.UNKNOWN: UNKNOWN,
    Timing.BACKWARDS: dict.fromkeys(DayKind, BACKWARDS),
}


def _unknown(span: Span) -> str:
    pairs = zip(span.events, (span.first, span.last), strict=True)
    return listed(_(event.words) for event, known in pairs if known is None)


def _values(span: Span) -> dict[str, object]:
    first, last = span.events
    return {
        "first": _(first.words),
        "last": _(last.words),
        "first_on": day(span.first.on if span.first else None),
        "last_on": day(span.last.on if span.last else None),
        "n": span.count.n,
        "within": span.procedure.within,
        "late": span.count.late_by,
        "years": listed(map(str, span.count.unknown)),
    }


def source_of(span: Span) -> str:
    """Where the limit comes from, and where the program has the days from."""
    sources = dict.fromkeys(
        known.source for known in (span.first, span.last) if known is not None
    )
    limit = _("Limit: %(source)s.", source=source_words(span.procedure.source))
    if not sources:
        return limit
    told = listed(_(source.words) for source in sources)
    days = _("Days: %(sources)s.", sources=told)
    return f"{limit} {days}"


def reason_words(proposal: Proposal) -> str:
    """The evidence of a delay, as a reason that the handler will read."""
    late = (span for span in proposal.spans if span.timing is Timing.LATE)
    return " ".join(map(span_words, late))


def offer_words(drawn: Drawn, proposal: Proposal) -> str:
    """The proposed answer; that no delay is found says nothing of the other findings."""
    if proposal.choice == ():
        return _("no deduction for the days")
    assert proposal.choice is not None
    return choice_words(drawn, proposal.choice)


def others_words(drawn: Drawn, proposal: Proposal) -> str:
    """What the days cannot tell of an item and the reviewer has to look for."""
    timed = timed_options(proposal.line)
    others = [o for o in drawn.item.options if timed and o.code not in timed]
    if not others:
        return ""
    named = listed(words(option.title) for option in others)
    return _("The days say nothing about: %(options)s.", options=named)


def then_words(then: Sequence[str]) -> str:
    """That the days were changed, with those on which the answer was given."""
    shown = listed(_basis(each) for each in then if each.strip(">"))
    if not shown:
        return _(
            "The days were changed after you answered. Your answer stays as it is."
        )
    return _(
        "The days were changed after you answered; they were %(days)s. "
        "Your answer stays as it is.",
        days=shown,
    )


def _basis(written: str) -> str:
    first, _arrow, last = written.partition(">")
    return f"{first or '—'} → {last or '—'}"
