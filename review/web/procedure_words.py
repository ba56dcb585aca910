"""Time limits, papers, and what a case says about them, in sentences.

Every sheet that is opened has a few of them. Finding a sentence in the catalogue and
writing a day in words cost more than all the rest, so both are done once per language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from review.domain.case_dates import CaseEvent
from review.domain.errors import N_, ngettext
from review.domain.procedures import Proposal, Span
from review.domain.schemes import DayKind, Item, Procedure
from review.domain.sources import OWN
from review.domain.time_limits import Timing
from review.web.display import day, papers, source_words, words
from review.web.forms.answer_words import choice_words
from review.web.forms.drawn import Drawn
from review.web.language import gettext as _
from review.web.language import language_code
from review.web.wording import SPECIALS, listed

WITHIN: Mapping[DayKind, str] = {
    DayKind.WORKING: ngettext(
        "%(first)s → %(last)s within %(n)s working day",
        "%(first)s → %(last)s within %(n)s working days",
    ),
    DayKind.CALENDAR: ngettext(
        "%(first)s → %(last)s within %(n)s day",
        "%(first)s → %(last)s within %(n)s days",
    ),
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
NOT_KNOWN = N_("Not known: %(names)s. Nothing is proposed.")
MOVED = N_("The last day was a day off; the limit ran to %(due)s.")
LIMIT = N_("Limit: %(source)s.")
OWN_LIMIT = N_("Limit: suggested for reference, not set by law.")
DAYS = N_("Days: %(sources)s.")
NO_DEDUCTION = N_("no deduction for the days")
OTHERS = N_("The days say nothing about: %(options)s.")
CHANGED = N_("The days were changed after you answered. Your answer stays as it is.")
CHANGED_FROM = N_(
    "The days were changed after you answered; they were %(days)s. "
    "Your answer stays as it is."
)
LIST_CHANGED = N_(
    "The contents list was changed after you answered. Your answer stays as it is."
)
FROM_DAYS = N_("Proposal from the days of the case")
FROM_LIST = N_("Proposal from the contents list")
FROM_BOTH = N_("Proposal from the days and the contents list")
CHECKED = N_("The bureau has checked the list.")
NOT_CHECKED = N_("The list was made from file names and bookmarks, not checked.")
LACKS = N_("Not on the contents list: %(papers)s.")
BACKWARDS = N_(
    "%(last)s %(last_on)s lies before %(first)s %(first_on)s; nothing is proposed."
)


_SENTENCES: Mapping[Timing, Mapping[DayKind, str]] = {
    Timing.IN_TIME: IN_TIME,
    Timing.LATE: LATE,
    Timing.UNKNOWN: UNKNOWN,
    Timing.BACKWARDS: dict.fromkeys(DayKind, BACKWARDS),
}


@lru_cache(maxsize=512)
def _sentence(sentence: str, _locale: str) -> str:
    return _(sentence)


@lru_cache(maxsize=4096)
def _day(on: date, _locale: str) -> str:
    return day(on)


class DayWords:
    """What the days say, in the language of the request."""

    def __init__(self) -> None:
        self._locale = language_code()

    def said(self, sentence: str, **values: object) -> str:
        text = _sentence(sentence, self._locale)
        return text % values if values else text

    def span(self, span: Span) -> str:
        """What two days say about a limit, with everything it was counted from."""
        if span.timing is Timing.MISSING:
            return self.said(NOT_KNOWN, names=self._missing(span))
        sentence = _SENTENCES[span.timing][span.procedure.days]
        text = self.said(sentence, **self._values(span))
        if not span.count.is_moved or span.count.due_on is None:
            return text
        moved = self.said(MOVED, due=_day(span.count.due_on, self._locale))
        return f"{text} {moved}"

    def _missing(self, span: Span) -> str:
        pairs = zip(span.events, (span.first, span.last), strict=True)
        return listed([self.said(event.words) for event, on in pairs if on is None])

    def _values(self, span: Span) -> dict[str, object]:
        first, last = span.events
        return {
            "first": self.said(first.words),
            "last": self.said(last.words),
            "first_on": _day(span.first.on, self._locale) if span.first else "",
            "last_on": _day(span.last.on, self._locale) if span.last else "",
            "n": span.count.n,
            "within": span.procedure.within,
            "late": span.count.late_by,
            "years": listed(map(str, span.count.unknown)),
        }

    def source(self, span: Span) -> str:
        """Where the limit comes from, and where the program has the days from."""
        limit = self._limit(span.procedure.source)
        if span.timing is Timing.MISSING:
            return limit
        known = [each.source for each in (span.first, span.last) if each is not None]
        told = listed([self.said(each.words) for each in dict.fromkeys(known)])
        return f"{limit} {self.said(DAYS, sources=told)}"

    def _limit(self, source: str) -> str:
        """No statute is claimed for a limit that none sets."""
        if source == OWN:
            return self.said(OWN_LIMIT)
        return self.said(LIMIT, source=source_words(source))

    def reason(self, proposal: Proposal) -> str:
        """The evidence of a fault, as a reason that the handler will read."""
        late = [span for span in proposal.spans if span.timing is Timing.LATE]
        told = [self.span(span) for span in late]
        if proposal.papers is not None and proposal.papers.missing:
            told.append(self.said(LACKS, papers=papers(proposal.papers.missing)))
        return " ".join(told)

    def title(self, *, from_days: bool, from_list: bool) -> str:
        """What a proposal rests on."""
        if from_days and from_list:
            return self.said(FROM_BOTH)
        return self.said(FROM_DAYS if from_days else FROM_LIST)

    def list_source(self, *, is_checked: bool) -> str:
        return self.said(CHECKED if is_checked else NOT_CHECKED)

    def offer(self, drawn: Drawn, proposal: Proposal) -> str:
        """The answer; that there is no delay says nothing of the other findings."""
        if proposal.choice == ():
            return self.said(NO_DEDUCTION)
        if proposal.special is not None:
            return self.said(SPECIALS[proposal.special])
        assert proposal.choice is not None
        return choice_words(drawn, proposal.choice)

    def others(self, drawn: Drawn, proposal: Proposal) -> str:
        """What the days cannot tell of an item and the reviewer has to look for."""
        timed = proposal.line.timed_options
        others = [o for o in drawn.item.options if timed and o.code not in timed]
        if not others:
            return ""
        return self.said(OTHERS, options=listed([words(o.title) for o in others]))

    def then(self, then: Sequence[str], proposal: Proposal) -> str:
        """That days or papers were changed, and on which days the answer was given."""
        days, listed_then = _apart(then)
        days_now, listed_now = _apart(proposal.basis.split(";"))
        told = []
        if days != days_now:
            shown = [_basis(each) for each in days if each.strip(">")]
            from_ = {"days": listed(shown)} if shown else {}
            told.append(self.said(CHANGED_FROM if shown else CHANGED, **from_))
        if listed_then != listed_now or not told:
            told.append(self.said(LIST_CHANGED))
        return " ".join(told)


def _apart(basis: Sequence[str]) -> tuple[list[str], list[str]]:
    """The pairs of days, and what the contents list said."""
    days = [each for each in basis if ">" in each]
    return days, [each for each in basis if each and ">" not in each]


def _basis(written: str) -> str:
    first, _arrow, last = written.partition(">")
    return f"{first or '—'} → {last or '—'}"
