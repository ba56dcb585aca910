"""What the pages of the annual assessment say about a number, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import ngettext

from review.domain.assessment import Subject
from review.domain.assessment_measures import Measure
from review.domain.assessment_proof import CASELOAD, EXACT, MEANS, PERCENT
from review.domain.assessment_sources import explained
from review.domain.errors import N_
from review.domain.kinds import CaseKind, HandlerCategory, Stage
from review.domain.sources import source_in
from review.services.assessment import CaseRef, CheckView, LineView, RowView, Sheet
from review.web.display import points, words
from review.web.language import gettext as _
from review.web.language import language_code
from review.web.scheme_facts import named
from review.web.wording import listed

KINDS: Mapping[Subject, str] = {
    Subject.HANDLER: N_("Handlers"),
    Subject.FIRM: N_("Firms"),
}
MEASURES: Mapping[Measure, str] = {
    Measure.CASES_HANDLED: N_("Cases closed in the year"),
    Measure.CASES_SHORT: N_("Cases missing to the yearly minimum"),
    Measure.CASES_REVIEWED: N_("Cases reviewed"),
    Measure.CASES_EXCELLENT: N_("Excellent cases"),
    Measure.CASES_FAILED: N_("Failed cases"),
    Measure.SHARE_EXCELLENT: N_("Share of excellent cases"),
    Measure.SHARE_EXCELLENT_OR_GOOD: N_("Share of excellent and good cases"),
    Measure.SHARE_PASSED: N_("Share of passed cases"),
    Measure.SHARE_FAILED: N_("Share of failed cases"),
    Measure.HANDLER_MEAN: N_("Mean of the handler's own part"),
    Measure.MEAN_SCORE: N_("Mean score"),
    Measure.POINTS: N_("Points"),
}
OF_ALL = N_("Cases with such a grade, of all reviewed cases.")
HOW: Mapping[Measure, str] = {
    Measure.CASES_SHORT: N_("The yearly minimum less the cases closed in the year."),
    Measure.CASES_REVIEWED: N_("Cases with a grade in the releases named below."),
    Measure.CASES_EXCELLENT: N_("Cases with a grade that counts as excellent."),
    Measure.CASES_FAILED: N_("Cases with a grade that is no pass."),
    Measure.SHARE_EXCELLENT: OF_ALL,
    Measure.SHARE_EXCELLENT_OR_GOOD: OF_ALL,
    Measure.SHARE_PASSED: OF_ALL,
    Measure.SHARE_FAILED: OF_ALL,
    Measure.HANDLER_MEAN: N_(
        "For each case, the marks of the items the handler answers for, in per cent of "
        "what they could earn; then the mean over the cases. What the centre or the "
        "firm answers for is left out."
    ),
    Measure.MEAN_SCORE: N_("The mean of the case scores, the whole sheet included."),
    Measure.POINTS: N_("The points of the lines above, added up."),
}


@dataclass(frozen=True, slots=True)
class LineFact:
    """One number with what it is made of, how, from which cases, by whose rule."""

    title: str
    number: str
    note: str
    how: str
    cases: tuple[str, ...]
    points: str
    source: str
    is_caseload: bool


@dataclass(frozen=True, slots=True)
class CheckFact:
    """A condition that was tried; `state` is yes, no or unknown."""

    grade: str
    condition: str
    value: str
    state: str
    source: str


@dataclass(frozen=True, slots=True)
class CaseFact:
    """A case in a list, in words."""

    label: str
    about: str


def number_of(line: LineView) -> str:
    return _number(line.measure, line.value)


def note_of(line: LineView) -> str:
    """What the number is made of; a percentage never stands without it."""
    if line.whole is None:
        return ""
    values = {"part": line.part, "whole": line.whole}
    if line.measure in CASELOAD:
        return _("minimum %(whole)s", **values)
    if line.measure in MEANS:
        return _mean_note(line.measure, line.part or 0, line.whole)
    return _("%(part)s of %(whole)s", **values)


def _mean_note(measure: Measure, part: int, whole: int) -> str:
    """What has no number is told: it is in no mean, neither for nor against."""
    if part == whole:
        return _("mean, n = %(whole)s", whole=whole)
    if measure is Measure.HANDLER_MEAN:
        return ngettext(
            "mean of %(part)s; of %(num)d more result the handler's part is not known",
            "mean of %(part)s; of %(num)d more results the handler's part is not known",
            whole - part,
            part=part,
        )
    return _(
        "mean of the %(part)s of %(whole)s that have a score", part=part, whole=whole
    )


def line_facts(sheet: Sheet) -> list[LineFact]:
    return [
        LineFact(
            title=words(line.title),
            number=number_of(line),
            note=note_of(line),
            how=_(line.evidence or HOW[line.measure]),
            cases=tuple(case_label(ref) for ref in line.cases),
            points="" if line.points is None else points(line.points),
            source=source_words(line.source),
            is_caseload=line.measure in CASELOAD,
        )
        for line in sheet.row.lines
    ]


def check_facts(sheet: Sheet) -> list[CheckFact]:
    """How the suggestion came about, condition by condition."""
    return [
        CheckFact(
            grade=words(check.grade) if check.grade else _("Insufficient cases"),
            condition=_condition(check),
            value=_number(check.measure, check.value),
            state={True: "yes", False: "no", None: "unknown"}[check.holds],
            source=source_words(check.source),
        )
        for check in sheet.checks
    ]


def source_words(source: str) -> str:
    """Where a rule comes from, as a reader of this language writes it."""
    return source_in(source, language_code())


def sources_of(sheet: Sheet) -> list[tuple[str, str]]:
    """What the codes stand for that the sheet names as its sources."""
    named_there = [
        *(line.source for line in sheet.row.lines),
        sheet.minimum_source,
        *(check.source for check in sheet.checks),
    ]
    return [(code, words(text)) for code, text in explained(named_there).items()]


def campaigns_of(sheet: Sheet) -> dict[str, str]:
    """The campaign behind each release's digest, where there are several."""
    found = {each.digest: each.campaign for each in sheet.evidence.sources}
    return found if len(found) > 1 else {}


def why_insufficient(sheet: Sheet) -> list[str]:
    """The conditions that made it too few cases."""
    return [
        _("%(condition)s (here %(value)s)", condition=c.condition, value=c.value)
        for check, c in zip(sheet.checks, check_facts(sheet), strict=True)
        if check.grade is None and check.holds
    ]


def case_label(ref: CaseRef) -> str:
    """The case number, and what tells files of one number apart."""
    stage = named(Stage, [ref.stage]) if ref.stage else ""
    return " · ".join(part for part in (ref.case_no, stage, ref.volume_set) if part)


def kind_of(code: str) -> str:
    return named(CaseKind, [code])


def category_of(row: RowView) -> str:
    return named(HandlerCategory, [row.category]) if row.category else ""


def people_of(row: RowView) -> str:
    """A firm's people by category: whose minimum it is measured by."""
    return listed(
        _("%(category)s: %(n)s", category=named(HandlerCategory, [code]), n=n)
        for code, n in row.persons.items()
    )


def suggestion_of(row: RowView) -> str:
    title = row.suggested_title
    return words(title) if title else _("Insufficient cases")


def _condition(check: CheckView) -> str:
    """A condition in words, both ends included."""
    name = _(MEASURES[check.measure])
    low, high = check.at_least, check.at_most
    values = {
        "measure": name,
        "low": _limit(check.measure, low),
        "high": _limit(check.measure, high),
    }
    if low is not None and high is not None:
        return _("%(measure)s between %(low)s and %(high)s", **values)
    if low is not None:
        return _("%(measure)s at least %(low)s", **values)
    return _("%(measure)s at most %(high)s", **values)


def _number(measure: Measure, value: Decimal | None) -> str:
    if value is None:
        return "—"
    if measure in PERCENT:
        return f"{value:.2f}%"
    if measure is Measure.MEAN_SCORE:
        return f"{value:.2f}"
    return points(value) if measure in EXACT else f"{value:f}"


def _limit(measure: Measure, limit: Decimal | None) -> str:
    """A limit as the scheme's author wrote it."""
    if limit is None:
        return ""
    return f"{points(limit)}%" if measure in PERCENT else points(limit)
