"""What the pages of released results say in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from review.domain.aggregation import By
from review.domain.answers import Finding
from review.domain.errors import N_, ngettext
from review.domain.feedback import Remark
from review.domain.kinds import CaseKind, Stage
from review.domain.panel_meetings import PANEL_MEETING
from review.domain.publication import AUDIENCE_WORDS, Audience, ReleaseKind, RowKind
from review.domain.reads import Purpose
from review.domain.sampling_rule import rule_from_data
from review.domain.schemes import Party, Text, VetoEffect
from review.services.case_views import CaseView, ItemView, ReviewView, SectionView
from review.services.figures import NAME_WORDS, RATES
from review.services.publication import AudienceCount
from review.services.recurring import FindingLine
from review.services.release_tables import name_of
from review.services.release_views import CaseLine, FigureView, HandlerView, Head
from review.web.bureau.case_page import label_words
from review.web.bureau.sampling_words import rule_words
from review.web.display import points, score, words
from review.web.forms.answer_words import place_words
from review.web.language import gettext as _
from review.web.outcome_words import CAPPED, OUTCOMES, RULES, SCALED
from review.web.scheme_facts import named
from review.web.wording import PARTIES, listed

KINDS = {
    ReleaseKind.PROVISIONAL: N_("Provisional release"),
    ReleaseKind.FINAL: N_("Final release"),
}
WHAT_KINDS_ARE = {
    ReleaseKind.PROVISIONAL: N_(
        "For lawyers, firms and counties, so that they can speak up before it is final. "
        "The public sees nothing."
    ),
    ReleaseKind.FINAL: N_(
        "For everybody: the public sees figures and the names of excellent results; "
        "lawyers, firms and counties see their own in full."
    ),
}
ROW_KINDS = {
    RowKind.TOTAL: N_("Figures in total"),
    RowKind.CASE_KIND: N_("Case kinds"),
    RowKind.COUNTY: N_("Counties"),
    RowKind.FIRM: N_("Firms"),
    RowKind.HANDLER: N_("Handlers"),
    RowKind.CASE: N_("Cases with all deductions"),
    RowKind.EXCELLENT: N_("Names of excellent results"),
    RowKind.RANKING: N_("Rankings"),
    RowKind.STANDING: N_("Lines of rankings"),
}


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """Who would see what, in words."""

    who: str
    n: str
    what: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Term:
    """How a review enters the result."""

    reader: str
    total: str
    weight: str
    note: str


def group_name(row: FigureView) -> str:
    """What a row of figures is called in the reader's language."""
    return name_of(row, words)


def column_title(by: By) -> str:
    return NAME_WORDS[by]


def reader(number: int) -> str:
    """评查员一, never a name."""
    return label_words(str(number))


def kind_name(code: str) -> str:
    return named(CaseKind, [code])


def about(line: CaseLine) -> str:
    """Kind, stage, volume set and cause in a line."""
    stage = named(Stage, [line.stage]) if line.stage else ""
    parts = (kind_name(line.kind), stage, line.volume_set, line.cause)
    return " · ".join(part for part in parts if part)


def people(line: CaseLine) -> str:
    """The handlers with what each did."""
    return listed(_person(each, len(line.handlers) > 1) for each in line.handlers)


def _person(each: HandlerView, many: bool) -> str:
    if each.share is not None:
        share = points(each.share)
        return _("%(name)s (%(share)s%% of the work)", name=each.name, share=share)
    return _("%(name)s (lead)", name=each.name) if many and each.leads else each.name


def audience_rows(counts: Sequence[AudienceCount]) -> list[AudienceRow]:
    return [
        AudienceRow(
            who=_(AUDIENCE_WORDS[each.audience]),
            n=_how_many(each),
            what=tuple((_(ROW_KINDS[kind]), n) for kind, n in each.rows),
        )
        for each in counts
    ]


HOW_MANY = {
    Audience.HANDLER: ngettext("%(n)s handler", "%(n)s handlers"),
    Audience.FIRM: ngettext("%(n)s firm", "%(n)s firms"),
    Audience.AREA: ngettext("%(n)s county", "%(n)s counties"),
}


def _how_many(each: AudienceCount) -> str:
    if each.audience is Audience.PUBLIC:
        return _("everybody")
    if each.audience is Audience.BUREAU:
        return _("this bureau's officers")
    if each.audience is Audience.INTERNAL:
        return _("all county bureaus and heads of firms")
    return _(HOW_MANY[each.audience]) % {"n": each.n_addressees}


@dataclass(frozen=True, slots=True)
class Sample:
    """How the files were chosen; with seed and record anyone can draw them again."""

    n_drawn: int
    n_population: int | None
    rule: tuple[str, ...]
    seed: str
    record: str


def sample(head: Head) -> Sample:
    said = head.sample
    rule = rule_words(rule_from_data(said["rule"])) if said.get("rule") else []
    return Sample(
        n_drawn=said.get("n_drawn", said.get("n_files", 0)),
        n_population=said.get("n_population"),
        rule=tuple(rule),
        seed=said.get("seed") or "",
        record=said.get("record", ""),
    )


def combined(view: CaseView) -> list[str]:
    """How the reviews became one result, in sentences."""
    if view.rule == PANEL_MEETING:
        return [_(RULES[view.rule])]
    found = (OUTCOMES.get(view.outcome), RULES.get(view.rule))
    return [_(sentence) for sentence in found if sentence]


def terms(view: CaseView) -> list[Term]:
    """Every review with its total and what it weighs, in the order of the labels."""
    is_overruled = view.rule == PANEL_MEETING
    return [_term(review, is_overruled) for review in view.reviews]


def _term(review: ReviewView, is_overruled: bool) -> Term:
    part = words(review.part) if review.part else ""
    named_part = f" · {part}" if part else ""
    grade = words(review.grade.title) if review.grade else ""
    return Term(
        reader=reader(review.reader) + named_part,
        total=score(review.total) if review.total is not None else grade,
        weight=_("was before the panel") if is_overruled else _weight(review),
        note=_(_NOTES[review.purpose]) if review.purpose in _NOTES else "",
    )


_NOTES = {
    Purpose.THIRD: N_("further reader"),
    Purpose.ADJUDICATION: N_("decision of the panel lead"),
    Purpose.APPEAL: N_("decision on the objection"),
}


def _weight(review: ReviewView) -> str:
    if review.decides_items and review.purpose is Purpose.APPEAL:
        return _("decides the items objected to")
    if review.decides_items:
        return _("decides the items in dispute")
    if not review.weight:
        return _("does not enter the result")
    if review.weight == 1:
        return _("is the result")
    return _("counts for %(share)s", share=fraction(review.weight))


def fraction(weight: Fraction) -> str:
    return f"{weight.numerator}/{weight.denominator}"


def nothing(item: ItemView) -> str:
    """What it means that a reader said nothing of an item another one spoke of."""
    is_bonus = any(each.remark and each.remark.gained for each in item.entries)
    return _("nothing added") if is_bonus else _("nothing taken off")


def loss(remark: Remark) -> str:
    """What an item cost at one reader, as a sheet writes it."""
    if remark.veto:
        return _("veto")
    if remark.grade is not None:
        return words(remark.grade)
    if remark.gained:
        return f"+{points(remark.gained)}"
    if remark.external:
        return _("not done, outside cause: costs nothing")
    if remark.inapplicable:
        return _("not applicable")
    return f"\N{MINUS SIGN}{points(remark.lost)}" if remark.lost else _("a remark")


def said(remark: Remark) -> Iterator[str]:
    """Which named deductions, how often, and what stood in the way."""
    if remark.effect == VetoEffect.TOTAL_ZERO:
        yield _("The total of this review is zero.")
    elif remark.cap is not None:
        yield _("The grade is at best %(grade)s.", grade=words(remark.cap))
    yield from (words(each) for each in remark.said)
    if remark.times:
        yield _(ngettext("%(n)s time", "%(n)s times"), n=remark.times)
    if remark.external:
        yield " · ".join(text for text in (remark.organ, remark.cause) if text)


def places(remark: Remark) -> list[tuple[str, str, str]]:
    """Each finding: what it is about, why, and where in the file."""
    return [
        (
            words(each.about) if each.about and len(remark.places) > 1 else "",
            each.reason,
            place_words(
                Finding(pages=each.pages, absent=each.absent, current=each.current)
            ),
        )
        for each in remark.places
    ]


def percent(rate: Mapping[str, Any]) -> str:
    """Beside it stand part and whole."""
    return f"{rate['percent']}%" if rate["whole"] else "—"


def part_of_whole(rate: Mapping[str, Any]) -> str:
    return f"{rate['part']}/{rate['whole']}"


def n_columns(grades: Sequence[object]) -> int:
    """The columns of figures beside the name: cases, grades, rates, the mean."""
    return len(grades) + len(RATES) + 2


def party(item: ItemView) -> str:
    """Who answers for it, where that is not the handler."""
    return "" if item.party is Party.HANDLER else _(PARTIES[item.party])


def has_only_figures(view: CaseView) -> bool:
    return any(review.figures_only for review in view.reviews)


def comments(view: CaseView) -> list[tuple[str, str, bool]]:
    """Every reader's comment under the reader's number."""
    return [
        (reader(review.reader), review.comment, review.counts)
        for review in view.reviews
        if review.comment
    ]


def section_readers(view: CaseView) -> list[str]:
    return [reader(review.reader) for review in view.reviews if review.sections]


def section_rows(view: CaseView) -> list[tuple[str, list[str]]]:
    """What each section brought at each reader, of how much."""
    told = [review for review in view.reviews if review.sections]
    titles = dict.fromkeys(each.title for review in told for each in review.sections)
    return [
        (words(title), [_section_mark(review, title) for review in told])
        for title in titles
    ]


def scaling(view: CaseView) -> list[str]:
    """What became of the marks where items did not apply, or a bonus was too much."""
    rules = dict.fromkeys(r.not_applicable for r in view.reviews if r.not_applicable)
    limited = [(reader(r.reader), points(r.most)) for r in view.reviews if r.most]
    return [
        *(_(SCALED[rule]) for rule in rules),
        *(_(CAPPED, reader=who, most=most) for who, most in limited),
    ]


def _section_mark(review: ReviewView, title: Text) -> str:
    found = (each for each in review.sections if each.title == title)
    return next(map(_of_whole, found), "—")


def _of_whole(section: SectionView) -> str:
    """A bonus is no part of the full mark: it is added."""
    if not section.weight:
        return f"+{points(section.mark)}"
    return f"{points(section.mark)} / {points(section.weight)}"


def found_again(findings: Sequence[FindingLine]) -> list[FindingLine]:
    return [line for line in findings if line.n_cases > 1]


def found_once(findings: Sequence[FindingLine]) -> list[FindingLine]:
    return [line for line in findings if line.n_cases == 1]


def has_chart(rows: Sequence[FigureView]) -> bool:
    """One bar alone compares nothing."""
    return sum(row.n > 0 for row in rows) > 1
