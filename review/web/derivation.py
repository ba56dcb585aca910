"""How a sheet came to its result, drawn so that anyone can do it again by hand.

One drawing for the reviewer's confirmation and receipt, the sandbox, and whoever reads
the review afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from review.domain.answers import UNANSWERED, Answers
from review.domain.derivation import half_up, plain
from review.domain.indicators import OverallMark
from review.domain.marks import ItemMark
from review.domain.schemes import Method, Scheme, SectionKind, VetoEffect
from review.domain.set_aside import loses_nothing
from review.domain.sheets import PartyMark, SectionMark, Sheet
from review.web.display import score, words
from review.web.forms.answer_words import FindingWords, answer_words, finding_words
from review.web.forms.controls import draw
from review.web.forms.drawn import Drawn, DrawnSection, signed
from review.web.forms.progress import not_scored, so_far, standing_of
from review.web.language import gettext as _
from review.web.wording import (
    OVERALL_RULES,
    PARTIES,
    SECTION_KINDS,
    SPECIALS,
    bracketed,
)

PLACES = 6


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A line of the sheet and what it came to."""

    code: str
    number: str
    title: str
    answer: str
    special: str
    maximum: str
    mark: str
    lost: str
    findings: tuple[FindingWords, ...]
    notes: tuple[str, ...] = ()
    is_loss: bool = False
    is_remark: bool = False
    """What was written stands beside an answer that takes nothing off."""


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section, what applies of it, and what it brings to the sheet."""

    number: str
    title: str
    kind: str
    maximum: str
    applicable: str
    earned: str
    brings: str
    note: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the calculation; `is_result` draws it strong."""

    words: str
    value: str
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Derivation:
    """Everything the derivation shows, in the reader's words."""

    is_points: bool
    sections: tuple[SectionRow, ...]
    steps: tuple[Step, ...]
    parties: tuple[Step, ...]
    total: str
    grade: str
    standing: str
    note: str


def derivation_of(
    scheme: Scheme,
    sheet: Sheet,
    answers: Answers | None = None,
    *,
    only: Collection[str] | None = None,
) -> Derivation:
    """A sheet's derivation; with the answers, also what was chosen and why.

    A read of disputed items (`only`) has neither sections nor a total of its own.
    """
    if sheet.total is not None and not any(item.answered for item in sheet.items):
        sheet = _without_result(sheet)
    drawn = draw(scheme, sheet.part, only)
    marks = {item.code: item for item in sheet.items}
    sections = {section.code: section for section in sheet.sections}
    grade = scheme.grade(sheet.grade or "")
    is_points = scheme.method is Method.POINTS and bool(sheet.sections)
    return Derivation(
        is_points=is_points,
        sections=tuple(
            _section(each, sections.get(each.section.code), marks, answers)
            for each in drawn.sections
        ),
        steps=tuple(
            _point_steps(scheme, sheet) if is_points else _grade_steps(scheme, sheet)
        ),
        parties=_parties(scheme, sheet),
        total="" if sheet.total is None else score(sheet.total),
        grade=words(grade.title) if grade else "",
        standing=standing_of(grade),
        note="" if only is not None else _note(scheme, sheet),
    )


def _without_result(sheet: Sheet) -> Sheet:
    """Before the first answer nothing has been scored, though nothing is lost either."""
    return replace(sheet, sections=(), parties=(), exact=None, total=None, grade=None)


def _note(scheme: Scheme, sheet: Sheet) -> str:
    """Why there is no result, or why it is not the last word."""
    if not any(item.answered for item in sheet.items):
        return not_scored()
    if sheet.cannot_assess:
        return _("An item cannot be assessed: no total; the lead will decide.")
    if sheet.nothing_applicable:
        return _("Nothing applies: no total and no grade.")
    if sheet.n_missing:
        return so_far(scheme)
    return ""


def _section(
    drawn: DrawnSection,
    mark: SectionMark | None,
    marks: Mapping[str, ItemMark],
    answers: Answers | None,
) -> SectionRow:
    bears = mark is not None and mark.maximum > 0
    return SectionRow(
        number=drawn.number,
        title=words(drawn.section.title),
        kind=_(SECTION_KINDS[drawn.section.kind])
        if SECTION_KINDS[drawn.section.kind]
        else "",
        maximum=plain(mark.maximum) if mark and bears else "",
        applicable=plain(mark.applicable) if mark and bears else "",
        earned=plain(mark.earned) if mark and bears else "",
        brings=_brings(mark) if mark and bears else "",
        note=_section_note(mark) if mark else "",
        items=tuple(
            _item(each, marks.get(each.item.code), answers)
            for each in drawn.lines
            if each.line.is_required or _is_said(each, answers)
        ),
    )


def _is_said(drawn: Drawn, answers: Answers | None) -> bool:
    """Whether an optional text was written; an empty one is no row."""
    answer = (answers or {}).get(drawn.item.code, UNANSWERED)
    return bool(answer.choice or answer.special or answer.findings)


def _brings(mark: SectionMark) -> str:
    """The mark of the weight, or what a bonus adds."""
    if mark.kind is SectionKind.BONUS:
        return f"+{exact(mark.mark)}"
    return "" if mark.left else f"{exact(mark.mark)} / {exact(mark.weight)}"


def _section_note(mark: SectionMark) -> str:
    if mark.left:
        return _("Nothing in this section applies: it leaves the sheet.")
    if mark.n_not_applicable:
        return _("%(n)s not applicable", n=mark.n_not_applicable)
    return ""


def _item(drawn: Drawn, mark: ItemMark | None, answers: Answers | None) -> ItemRow:
    code = drawn.item.code
    answer = (answers or {}).get(code)
    return ItemRow(
        code=code,
        number=drawn.number,
        title=words(drawn.item.title),
        answer=answer_words(drawn, answer),
        special=_(SPECIALS[mark.special]) if mark and mark.special else "",
        maximum=plain(mark.maximum) if mark and mark.maximum else "",
        mark=plain(mark.mark)
        if mark and mark.answered and mark.mark is not None
        else "",
        lost=signed(mark.lost, False) if mark else "",
        findings=finding_words(drawn, answer),
        notes=tuple(_notes(drawn, mark)),
        is_loss=bool(mark and (mark.lost or mark.hit)),
        is_remark=answer is not None and loses_nothing(drawn.line, answer),
    )


def _notes(drawn: Drawn, mark: ItemMark | None) -> Iterator[str]:
    if drawn.line.answers_for is not None:
        yield _(PARTIES[drawn.line.answers_for])
    if not drawn.line.counted:
        yield _("not counted in the grade")
    if mark and not mark.answered and drawn.line.is_scored:
        yield _("not answered")


def _point_steps(scheme: Scheme, sheet: Sheet) -> Iterator[Step]:
    """From the sum of the sections to the rounded total, the veto and the grade."""
    if sheet.exact is None or sheet.before_veto is None or sheet.total is None:
        return
    standard = [s for s in sheet.sections if s.kind is SectionKind.STANDARD]
    earned = sum((s.mark for s in standard), Fraction(0))
    weight = sum((s.weight for s in standard), Fraction(0))
    yield Step(_("Sum of the sections"), f"{exact(earned)} / {exact(weight)}")
    if sheet.scale is not None and sheet.scale != 1 and weight:
        factor = f"{exact(sheet.maximum)} ÷ {exact(weight)}"
        yield Step(
            _("Scaled up to the full mark (× %(factor)s)", factor=factor),
            exact(sheet.standard),
        )
    if any(s.kind is SectionKind.BONUS for s in sheet.sections):
        yield Step(_("Bonus"), f"+{exact(sheet.bonus)}")
    if sheet.is_capped:
        yield Step(
            _("Never above %(most)s", most=plain(scheme.maximum_total)),
            exact(sheet.exact),
        )
    if half_up(sheet.exact) != sheet.exact:
        yield Step(_("Rounded half up to hundredths"), score(sheet.before_veto))
    yield from _veto_steps(scheme, sheet)
    yield Step(_("Total"), score(sheet.total), is_result=True)
    yield from _band_step(scheme, sheet)


def _veto_steps(scheme: Scheme, sheet: Sheet) -> Iterator[Step]:
    for hit in sheet.hits:
        item = scheme.item(hit.item)
        named = words(item.title) if item else hit.item
        yield Step(
            _("Veto: %(item)s", item=named),
            _effect(scheme, hit.effect, hit.grade_cap, hit.counted),
        )


def _effect(scheme: Scheme, effect: VetoEffect | None, cap: str, counted: bool) -> str:
    if not counted:
        return _("not counted in the grade")
    grade = scheme.grade(cap)
    if effect is VetoEffect.GRADE_CAP and grade is not None:
        return _("at best %(grade)s", grade=words(grade.title))
    return _("total zero")


def _band_step(scheme: Scheme, sheet: Sheet) -> Iterator[Step]:
    grade = scheme.grade(sheet.grade or "")
    if grade is None:
        return
    yield from _whole_step(scheme, sheet)
    before = scheme.grade(sheet.grade_before_veto or "")
    if before is not None and before != grade:
        yield Step(_("Grade without the veto"), words(before.title))
    yield Step(
        _("Grade"),
        bracketed(words(grade.title), band_words(scheme, grade.code)),
        is_result=True,
    )


def _whole_step(scheme: Scheme, sheet: Sheet) -> Iterator[Step]:
    """A part of a sheet is graded as if it were the whole."""
    if sheet.total is None or not sheet.maximum or sheet.maximum == scheme.full_mark:
        return
    whole = Fraction(sheet.total) * Fraction(scheme.full_mark) / sheet.maximum
    factor = f"{exact(scheme.full_mark)} ÷ {exact(sheet.maximum)}"
    yield Step(
        _("As a whole sheet (× %(factor)s)", factor=factor), score(half_up(whole))
    )


def band_words(scheme: Scheme, code: str) -> str:
    """The band of a grade, half-open: it begins at its lower end, which belongs to it."""
    upper: Decimal | None = None
    for grade in scheme.grades:
        if grade.code == code:
            return _band(grade.lower, upper)
        upper = grade.lower
    return ""


def _band(lower: Decimal | None, upper: Decimal | None) -> str:
    if lower is None and upper is None:
        return ""
    if upper is None:
        return _("%(lower)s or more", lower=plain(lower or Decimal(0)))
    if not lower:
        return _("under %(upper)s", upper=plain(upper))
    return _(
        "%(lower)s or more, under %(upper)s", lower=plain(lower), upper=plain(upper)
    )


def _grade_steps(scheme: Scheme, sheet: Sheet) -> Iterator[Step]:
    """From the counts of the indicators to the overall grade."""
    overall = sheet.overall
    if overall is None:
        return
    names = {grade.code: words(grade.title) for grade in scheme.indicator_grades}
    counts = " · ".join(f"{names[code]} {n}" for code, n in overall.counts if n)
    yield Step(_("Grades of the indicators"), counts or "—")
    yield Step(_("Rule"), _(OVERALL_RULES.get(overall.rule, overall.rule)))
    yield from _judgement_steps(scheme, overall)
    yield from _veto_steps(scheme, sheet)
    grade = scheme.grade(sheet.grade or "")
    if grade is not None:
        yield Step(_("Grade"), words(grade.title), is_result=True)


def _judgement_steps(scheme: Scheme, overall: OverallMark) -> Iterator[Step]:
    judged, limit = scheme.grade(overall.judged), scheme.grade(overall.limit)
    if judged is not None:
        yield Step(_("Judged by the reviewer"), words(judged.title))
    if judged is not None and limit is not None:
        yield Step(_("Best grade the counts allow"), words(limit.title))


def _parties(scheme: Scheme, sheet: Sheet) -> tuple[Step, ...]:
    """What each party brings to the total, where more than one party answers."""
    shown = [each for each in sheet.parties if each.maximum or each.bonus]
    if len(shown) < 2:
        return ()
    return tuple(Step(_party(scheme, each), _party_mark(each)) for each in shown)


def _party(scheme: Scheme, mark: PartyMark) -> str:
    name = _(PARTIES[mark.party])
    if mark.party not in scheme.counted_parties:
        return bracketed(name, _("not counted in the grade"))
    return bracketed(name, _("taken by a veto")) if mark.vetoed else name


def _party_mark(mark: PartyMark) -> str:
    own = f"{exact(mark.mark)} / {exact(mark.maximum)}"
    return f"{own} +{exact(mark.bonus)}" if mark.bonus else own


def exact(number: Fraction | Decimal) -> str:
    """A number without loss: as a decimal if it has an end, else as a fraction too."""
    fraction = Fraction(number)
    rest = fraction.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest == 1:
        return plain(Decimal(fraction.numerator) / Decimal(fraction.denominator))
    rounded = round(fraction, PLACES)
    short = plain(Decimal(rounded.numerator) / Decimal(rounded.denominator))
    return f"{fraction.numerator}/{fraction.denominator} ≈ {short}"
