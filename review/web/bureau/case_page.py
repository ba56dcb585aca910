"""One file as an officer sees it: who still has to read, or what the reviews say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from review.domain.derivation import plain
from review.domain.errors import N_
from review.domain.kinds import CaseClass, CaseKind, Stage, is_object
from review.domain.outcomes import (
    Contribution,
    Origin,
    Outcome,
    OutcomeKind,
    PartOutcome,
    Provenance,
)
from review.domain.panel_meetings import PANEL_MEETING
from review.domain.schemes import Method, Scheme
from review.services.readers import PURPOSE_WORDS
from review.services.reconciliation import CaseView, ReviewView
from review.web.bureau.campaign_words import said
from review.web.bureau.review_words import fraction, note, share
from review.web.derivation import Derivation, ItemRow, derivation_of, exact
from review.web.display import day, score, words
from review.web.forms.progress import standing_of
from review.web.language import gettext as _
from review.web.scheme_facts import named

LABELS = (
    N_("Reviewer one"),
    N_("Reviewer two"),
    N_("Reviewer three"),
    N_("Reviewer four"),
    N_("Reviewer five"),
    N_("Reviewer six"),
    N_("Reviewer seven"),
    N_("Reviewer eight"),
    N_("Reviewer nine"),
)
OUTCOMES = {
    OutcomeKind.WAITING: N_("Waiting for reviews"),
    OutcomeKind.DIVERGED: N_("Diverged"),
    OutcomeKind.AGREED: N_("The reviews agree"),
    OutcomeKind.SETTLED_BY_THIRD: N_("Settled with a third review"),
    OutcomeKind.SETTLED_BY_PANEL: N_("Settled by a panel"),
    OutcomeKind.SETTLED_BY_LEAD: N_("Decided by the panel lead"),
    OutcomeKind.SETTLED_ON_OBJECTION: N_("Reconsidered on an objection"),
    OutcomeKind.NO_GRADE: N_("Without a grade"),
}
RULES = {
    "mean@1": N_("mean of the reviews"),
    "lower@1": N_("the lower review"),
    "median@1": N_("median of the reviews"),
    "trimmed_mean@1": N_("mean without the highest and the lowest"),
    "third_read@1": N_("third-reader rule"),
    "panel_majority@1": N_("majority of the panel"),
    "lead@1": N_("decision of the panel lead"),
    "reconsideration@1": N_("reconsideration on an objection"),
    PANEL_MEETING: N_("decision of a panel meeting"),
    "disputed_items@1": N_("disputed items read again"),
    "disputed_items@2": N_(
        "disputed items decided, first blind and then with both seen"
    ),
    "disputed_items@3": N_("disputed items decided by the panel lead"),
}
ORIGINS = {
    Origin.AGREED: N_("The reviews agree"),
    Origin.WITHIN_LIMIT: N_("Each review's own, within the limit"),
    Origin.REVIEWER: N_("%(label)s, taken over in the final review"),
    Origin.FIRST_VIEW: N_("Final review, first view"),
    Origin.AFTER_SEEING: N_("Final review, after seeing the reviews"),
    Origin.RECONSIDERED: N_("Reconsideration on an objection"),
}
UNDISPUTED = (Origin.AGREED, Origin.WITHIN_LIMIT)


@dataclass(frozen=True, slots=True)
class Place:
    """A place at the file before it is settled."""

    purpose: str
    part: str
    reviewer: str
    is_submitted: bool


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """A review of a settled file under its label."""

    label: str
    purpose: str
    part: str
    total: str
    grade: str
    standing: str
    weight: str
    note: str
    comment: str
    derivation: Derivation | None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one review says of one item."""

    mark: str
    is_loss: bool
    answer: str
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompareRow:
    """An item with every review's mark beside the others; a section has no cells."""

    number: str
    title: str
    maximum: str
    cells: tuple[Cell, ...]
    differs: bool
    is_decided: bool = False
    origin: str = ""
    """Where the answer that stands comes from, if items were read again."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ResultCard:
    """What the file came to, and by which rule."""

    outcome: str
    score: str
    grade: str
    standing: str
    handler_score: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    facts: tuple[tuple[str, str], ...]
    places: tuple[Place, ...]
    reasons: tuple[str, ...]
    result: ResultCard | None
    reviews: tuple[ReviewCard, ...]
    rows: tuple[CompareRow, ...]
    n_differing: int
    has_origins: bool = False
    second: tuple[ReviewCard, ...] = ()
    """The hidden second read, which is no part of the result."""


def label_words(label: str) -> str:
    """A review's number in words (评查员一); beyond nine the number itself."""
    place = int(label)
    if place <= len(LABELS):
        return _(LABELS[place - 1])
    return _("Reviewer %(n)s", n=label)


def case_page(found: CaseView) -> CasePage:
    cards = tuple(_card(found, review) for review in found.reviews)
    origins = _origins(found.outcome) if found.outcome else {}
    rows = tuple(_rows([card.derivation for card in cards], origins, found.reasons_of))
    return CasePage(
        facts=tuple((label, value) for label, value in _facts(found) if value),
        places=_places(found),
        reasons=tuple(said(each) for each in found.reasons),
        result=_result(found) if found.outcome else None,
        reviews=cards,
        rows=rows,
        n_differing=sum(row.differs for row in rows),
        has_origins=bool(origins),
        second=tuple(_card(found, review) for review in found.second),
    )


def _places(found: CaseView) -> tuple[Place, ...]:
    """By name: the order of the places is the order of the sums after settling."""
    reads = sorted(
        found.reads, key=lambda read: (read.purpose, read.part, read.reviewer)
    )
    return tuple(
        Place(
            _(PURPOSE_WORDS[read.purpose]),
            _part(found.scheme, read.part),
            read.reviewer,
            read.is_submitted,
        )
        for read in reads
    )


def _facts(found: CaseView) -> list[tuple[str, str]]:
    scheme = (_("Scheme"), f"{words(found.scheme.title)} · {found.scheme.version}")
    if is_object(found.kind):
        return [
            (_("Institution under review"), found.firm),
            (_("Kind"), named(CaseKind, [found.kind])),
            (_("Last day of the period"), day(found.closed_on)),
            scheme,
        ]
    stage = named(Stage, [found.stage]) if found.stage else ""
    return [
        (_("Case kind"), named(CaseKind, [found.kind])),
        (_("Stage"), stage),
        (_("Volume set"), found.volume_set),
        (_("Case class"), named(CaseClass, [found.case_class])),
        (_("Cause"), found.cause),
        (_("Closed on"), day(found.closed_on)),
        (_("Handler"), found.handler),
        (_("Firm"), found.firm),
        scheme,
    ]


def _part(scheme: Scheme, part: str) -> str:
    """The title of a part; a sheet in one part has none to say."""
    if len(scheme.parts) < 2:
        return ""
    title = scheme.part_titles.get(part)
    return words(title) if title else part


def _card(found: CaseView, review: ReviewView) -> ReviewCard:
    scheme = found.scheme
    grade = scheme.grade(review.grade or "")
    used = _used(found.outcome, review.label)
    derivation = (
        derivation_of(scheme, review.sheet, review.answers, only=review.items)
        if review.sheet
        else None
    )
    return ReviewCard(
        label=label_words(review.label) if review.label else "",
        purpose=_(PURPOSE_WORDS[review.purpose]),
        part=_part(scheme, review.part),
        total="" if review.total is None else score(review.total),
        grade=words(grade.title) if grade else "",
        standing=standing_of(grade) if grade else "",
        weight=_before_panel(found, share(review, used)) if found.outcome else "",
        note=note(review, used, found.outcome),
        comment=review.comment,
        derivation=derivation,
    )


def _used(outcome: Outcome | None, label: str) -> Contribution | None:
    known = outcome.used if outcome else ()
    return next((used for used in known if used.label == label), None)


def _before_panel(found: CaseView, said: str) -> str:
    """What the reviews came to, where a panel meeting decided otherwise since."""
    if found.outcome is None or found.outcome.rule != PANEL_MEETING:
        return said
    return _("before the panel: %(share)s", share=said)


def _result(found: CaseView) -> ResultCard:
    outcome = found.outcome
    assert outcome is not None
    grade = found.scheme.grade(outcome.grade or "")
    handler = found.handler_score
    return ResultCard(
        outcome=_(OUTCOMES[outcome.kind]),
        score="" if outcome.score is None else score(outcome.score),
        grade=words(grade.title) if grade else "",
        standing=standing_of(grade) if grade else "",
        handler_score="" if handler is None else f"{score(handler)}%",
        steps=tuple(_steps(found, outcome)),
    )


def _steps(found: CaseView, outcome: Outcome) -> Iterator[tuple[str, str]]:
    """From the reviews' totals to the case total, so that anyone can follow it."""
    for part in outcome.parts:
        title = _part(found.scheme, part.part)
        rule = _(RULES[part.rule]) if part.rule in RULES else part.rule
        if rule:
            yield (_("Rule for %(part)s", part=title) if title else _("Rule"), rule)
        yield from _sum(found.scheme, part)
    if outcome.rule == PANEL_MEETING:
        yield _("Decided afterwards"), _(RULES[PANEL_MEETING])
        yield _("The panel's reasons"), found.panel_reasons or "—"
    if outcome.score is not None and outcome.rule == PANEL_MEETING:
        yield _("Score by the decision"), score(outcome.score)
    elif outcome.score is not None:
        yield _("Rounded half up to hundredths"), score(outcome.score)
    grade = found.scheme.grade(outcome.grade or "")
    if grade is not None:
        yield _("Grade"), words(grade.title)


def _sum(scheme: Scheme, part: PartOutcome) -> Iterator[tuple[str, str]]:
    """The weighted totals of a part, by label; grades are not added up."""
    if scheme.method is not Method.POINTS or part.total is None:
        return
    terms = [
        _(
            "%(label)s %(total)s × %(weight)s",
            label=label_words(used.label),
            total=plain(used.verdict.total),
            weight=fraction(used.weight),
        )
        for used in sorted(part.used, key=lambda each: int(each.label))
        if used.weight and used.verdict.total is not None
    ]
    yield _("Calculation"), f"{' + '.join(terms)} = {exact(part.total)}"


def _origins(outcome: Outcome) -> dict[str, Provenance]:
    """By item; a decision taken in from paper tells the disputed items only."""
    return {each.item: each for part in outcome.parts for each in part.provenance}


def origin_words(of: Provenance) -> str:
    if of.origin is None:
        return label_words(of.label)
    return _(ORIGINS[of.origin], label=label_words(of.label) if of.label else "")


def _rows(
    derivations: Sequence[Derivation | None],
    origins: Mapping[str, Provenance],
    reasons: Mapping[str, str],
) -> Iterator[CompareRow]:
    """Every item once, in the order of the sheet, with each review's mark."""
    sheets = [_items(each) if each else {} for each in derivations]
    order: dict[str, ItemRow] = {}
    for sheet in sheets:
        order.update({code: row for code, row in sheet.items() if code not in order})
    for code, row in order.items():
        found = [sheet.get(code) for sheet in sheets]
        shown = {(each.mark, each.answer, each.special) for each in found if each}
        yield CompareRow(
            number=row.number,
            title=row.title,
            maximum=row.maximum,
            cells=tuple(_cell(each) for each in found),
            differs=len(shown) > 1,
            is_decided=code in origins and origins[code].origin not in UNDISPUTED,
            origin=origin_words(origins[code]) if code in origins else "",
            reason=reasons.get(code, ""),
        )


def _items(derivation: Derivation) -> dict[str, ItemRow]:
    return {row.code: row for section in derivation.sections for row in section.items}


def _cell(row: ItemRow | None) -> Cell:
    if row is None:
        return Cell("", False, "", ())
    called = (_("remark"),) if row.is_remark else ()
    findings = (" · ".join((*called, *each.said)) for each in row.findings)
    return Cell(row.mark, row.is_loss, row.answer or row.special, tuple(findings))
