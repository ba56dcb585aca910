"""What a scheme says about itself, its grades and its rules, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import ngettext

from review.domain.answers import Answer, parse_answers
from review.domain.derivation import plain
from review.domain.kinds import CaseClass, CaseKind, Stage, Worded
from review.domain.schemes import (
    Combination,
    Example,
    Grade,
    Method,
    Party,
    Resolution,
    Scheme,
    Standing,
)
from review.domain.sources import cited
from review.web.derivation import band_words
from review.web.display import score, source_words, words
from review.web.forms.answer_words import answer_words
from review.web.forms.drawn import DrawnSheet
from review.web.forms.progress import standing_of
from review.web.language import gettext as _
from review.web.wording import (
    COMBINING,
    DIRECTIONS,
    METHODS,
    NOT_APPLICABLE_RULES,
    OVERALL_RULES,
    PARTIES,
    RESOLUTIONS,
    THEN,
    headed,
    listed,
)


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A grade, its band and what it counts as."""

    title: str
    standing: str
    band: str
    passes: bool
    counts_as: str
    source: str
    guidance: str


@dataclass(frozen=True, slots=True)
class ExampleRow:
    """Answers and what their author expects of them."""

    title: str
    answers: tuple[tuple[str, str], ...]
    rest: str
    result: str


def named(kind: type[Worded], codes: Iterable[str]) -> str:
    """Codes of a kind in the reader's words; one that is not known stays as it is."""
    known = {member.value: member.words for member in kind}
    return listed(_(known[c]) if c in known else c for c in codes)


def facts(scheme: Scheme) -> list[tuple[str, str]]:
    """The head of the page: what the scheme is for and how it counts."""
    found = [
        (_("Code and version"), f"{scheme.code} · {scheme.version}"),
        (_("Method"), _(METHODS[scheme.method])),
        (_("Case kinds"), named(CaseKind, scheme.case_kinds) or _("all")),
        (_("Stages"), named(Stage, scheme.stages) or _("all")),
        (_("Case classes"), named(CaseClass, scheme.case_classes) or _("all")),
        (_("Provenance"), words(scheme.provenance)),
    ]
    if scheme.points_source:
        found.append((_("Source of the points"), source_words(scheme.points_source)))
    return found


def source_codes(scheme: Scheme) -> list[tuple[str, str]]:
    """What the codes stand for that the scheme names as its sources, each once."""
    found = dict(cited("; ".join(_sources(scheme))))
    return [(code, words(text)) for code, text in sorted(found.items())]


def _sources(scheme: Scheme) -> Iterator[str]:
    yield scheme.points_source
    yield scheme.combination.source
    for section in scheme.sections:
        yield section.source
        for item in (*section.items, *section.leaves):
            yield from (item.source, item.points_source)
            yield from (each.source for each in item.procedures)
    for grade in (*scheme.grades, *scheme.indicator_grades):
        yield grade.source


def counting(scheme: Scheme) -> list[str]:
    """How answers become a total and a grade, sentence by sentence."""
    return list(_counting(scheme))


def _counting(scheme: Scheme) -> Iterator[str]:
    if scheme.method is Method.POINTS:
        yield _("Full mark %(points)s.", points=plain(scheme.full_mark))
        yield _(DIRECTIONS[scheme.direction])
        if scheme.maximum_total != scheme.full_mark:
            most = plain(scheme.maximum_total)
            yield _("With the bonus, %(points)s at most.", points=most)
        yield _(NOT_APPLICABLE_RULES[scheme.not_applicable])
    elif scheme.overall is not None:
        yield _(OVERALL_RULES.get(scheme.overall.rule, scheme.overall.rule))
        yield from _overall_steps(scheme)
    if set(scheme.counted_parties) != set(Party):
        counted = listed(_(PARTIES[each]) for each in scheme.counted_parties)
        yield _(
            "Only these parties' items make the grade: %(parties)s.", parties=counted
        )


def _overall_steps(scheme: Scheme) -> Iterator[str]:
    """The conditions of each overall grade, in the order in which they are tried."""
    names = {g.code: words(g.title) for g in (*scheme.indicator_grades, *scheme.grades)}
    for step in scheme.overall.steps if scheme.overall else ():
        parts = [
            *(
                _(
                    "at least %(n)s graded %(grade)s or better",
                    n=n,
                    grade=names.get(g, g),
                )
                for g, n in step.at_least.items()
            ),
            *(
                _("at most %(n)s graded %(grade)s or worse", n=n, grade=names.get(g, g))
                for g, n in step.at_most.items()
            ),
        ]
        if core := step.core_at_least:
            core = names.get(core, core)
            parts.append(_("every core indicator %(grade)s or better", grade=core))
        grade = names.get(step.grade, step.grade)
        condition = "; ".join(parts) or _("without condition")
        yield headed(grade, condition)


def combining(scheme: Scheme) -> list[str]:
    """How the reviews of a case become one result, sentence by sentence."""
    rule = scheme.combination
    return [
        *_reviews(rule),
        _(COMBINING.get(rule.rule, rule.rule)),
        *_diverging(rule),
        *(
            [_("Source: %(source)s", source=source_words(rule.source))]
            if rule.source
            else []
        ),
    ]


def diverging(scheme: Scheme) -> list[str]:
    """When reviews are no agreement, and what then; also what is let pass as one."""
    rule = scheme.combination
    found = [_(COMBINING.get(rule.rule, rule.rule)), *_diverging(rule)]
    if rule.item_gap:
        n = sum(item.gap_limit is not None for item in scheme.leaves)
        found.append(_("Items with a limit of their own: %(n)s.", n=n))
    if not rule.compares_findings:
        found.append(
            _(
                "Different findings within these limits are agreement, as with equal totals."
            )
        )
    return found


def _reviews(rule: Combination) -> Iterator[str]:
    yield _("Reviews of each file: %(n)s.", n=rule.reviews[""])
    for case_class, n in rule.reviews.items():
        if case_class:
            name = named(CaseClass, [case_class])
            yield ngettext(
                "Files of the class “%(name)s”: %(num)d review.",
                "Files of the class “%(name)s”: %(num)d reviews.",
                n,
                name=name,
            )


def _diverging(rule: Combination) -> Iterator[str]:
    reasons = list(_reasons(rule))
    yield from reasons
    if reasons:
        yield _(THEN.get(rule.then, rule.then))
    if reasons and rule.resolution is Resolution.DISPUTED_ITEMS:
        yield _(RESOLUTIONS[rule.resolution])


def _reasons(rule: Combination) -> Iterator[str]:
    if rule.total_gap is not None:
        gap = plain(rule.total_gap)
        yield _("Reviews diverge when their totals lie over %(gap)s apart.", gap=gap)
    if rule.grade_differs:
        yield _("Reviews diverge when their grades differ.")
    if rule.veto_differs:
        yield _("Reviews diverge when not all of them found the same veto.")
    if rule.item_gap:
        yield _("Reviews diverge when an item lies over its own limit.")
    if rule.findings_differ:
        yield _(
            "Reviews diverge when they found different things, even with equal totals."
        )
    elif rule.equal_totals_differ:
        yield _(
            "Reviews diverge when their totals are equal and they found different things."
        )


def grade_rows(scheme: Scheme) -> list[GradeRow]:
    """The grade table, the best grade first."""
    return [_grade_row(scheme, each) for each in scheme.grades]


def _grade_row(scheme: Scheme, grade: Grade) -> GradeRow:
    counts = {
        Standing.EXCELLENT: _("excellent"),
        Standing.GOOD: _("good"),
        Standing.OTHER: "",
    }
    return GradeRow(
        title=words(grade.title),
        standing=standing_of(grade),
        band=band_words(scheme, grade.code),
        passes=grade.passes,
        counts_as=counts[grade.standing],
        source=source_words(grade.source),
        guidance=words(grade.guidance),
    )


def example_rows(scheme: Scheme, drawn: DrawnSheet) -> list[ExampleRow]:
    """The examples that the check of the scheme has counted through."""
    return [_example(scheme, drawn, each) for each in scheme.examples]


def _example(scheme: Scheme, drawn: DrawnSheet, example: Example) -> ExampleRow:
    given = parse_answers(scheme, example.answers)
    rest = {
        "full": _("everything else loses nothing"),
        "missing": _("everything else is unanswered"),
    }
    return ExampleRow(
        title=_title(example),
        answers=tuple(
            (drawn.label(c), _answered(drawn, c, a)) for c, a in given.items()
        ),
        rest=rest[example.rest],
        result=_expected(scheme, example),
    )


def _title(example: Example) -> str:
    """A title in one language stands as it was written."""
    return example.title if isinstance(example.title, str) else words(example.title)


def _answered(drawn: DrawnSheet, code: str, answer: Answer) -> str:
    line = drawn.by_code.get(code)
    return answer_words(line, answer) if line else ""


def _expected(scheme: Scheme, example: Example) -> str:
    if example.no_result:
        return _("no result")
    grade = scheme.grade(example.grade)
    parts = [score(example.score)] if example.score is not None else []
    return " · ".join([*parts, *([words(grade.title)] if grade else [])])
