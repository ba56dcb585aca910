"""Scheme files: what is shipped is sound, and every fault is told at its line."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.domain.divergence import DivergenceKind, divergences
from review.domain.documents import DocumentType
from review.domain.reads import Purpose, Read
from review.domain.scheme_checks import codes, combining, grades, points
from review.domain.scheme_checks import examples as tried
from review.domain.scheme_checks import items as lines_of_items
from review.domain.scheme_checks import procedures as limits
from review.domain.scheme_checks import sources as said
from review.domain.schemes import (
    Item,
    ItemKind,
    NotApplicableRule,
    Party,
    Resolution,
    Scheme,
    SectionKind,
    Text,
    VetoEffect,
)
from review.domain.scoring import score
from review.files import schemes
from review.files.schemes import reading, shaping, syntax
from review.files.schemes.digests import with_digests
from tests.domain.builders import filled

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "scoring_schemes").glob("*.yaml"))
SOUND = (Path(__file__).parent / "sound_scheme.yaml").read_text(encoding="utf-8")

OWN_TITLE = "参考稿（自拟）"
CASE_SCHEMES = {
    "criminal_defense_investigation",
    "criminal_defense_prosecution",
    "criminal_defense_trial",
    "criminal_representation",
    "civil_litigation",
    "administrative_litigation",
    "arbitration_and_non_litigation",
    "duty_lawyer_help",
}
INSTITUTION_SCHEMES = {"institution_service", "duty_station_service"}


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Scheme]:
    return {path.stem: schemes.load(text_of(path)) for path in SHIPPED}


# What is shipped


def test_every_named_scheme_is_shipped() -> None:
    others = {"file_archiving", "nine_indicators", "five_point_review"}

    assert {
        path.stem for path in SHIPPED
    } == CASE_SCHEMES | INSTITUTION_SCHEMES | others


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scheme_checks_clean(path: Path) -> None:
    assert schemes.check(text_of(path)) == ()


def test_shipped_scheme_is_titled_a_draft_of_our_own(
    shipped: dict[str, Scheme],
) -> None:
    for stem, scheme in shipped.items():
        assert scheme.code == stem
        assert scheme.title.zh.endswith(OWN_TITLE)
        assert scheme.title.en.endswith("reference draft (own)")


def test_shipped_scheme_has_a_sensible_size_and_examples(
    shipped: dict[str, Scheme],
) -> None:
    for scheme in shipped.values():
        assert 15 <= len(scheme.leaves) <= 40
        assert len(scheme.examples) >= 3
        assert any("not_applicable" in str(e.answers) for e in scheme.examples)


def test_points_that_can_be_lost_have_findings_to_choose(
    shipped: dict[str, Scheme],
) -> None:
    for scheme in shipped.values():
        for section in scheme.sections:
            if section.kind is SectionKind.STANDARD:
                n = {
                    i.code: len(i.common_findings) for i in section.leaves if scored(i)
                }
                assert {c: k for c, k in n.items() if not 2 <= k <= 4} == {}


def scored(item: Item) -> bool:
    return item.kind is not ItemKind.RECORD


JUDGED = {ItemKind.LEVELS, ItemKind.ERROR_COUNT}


def test_one_shipped_scheme_takes_equal_totals_with_other_findings_for_no_agreement(
    shipped: dict[str, Scheme],
) -> None:
    """Only where the items in dispute are read again, and what is judged has a limit."""
    asking = [c for c, s in shipped.items() if s.combination.findings_differ]
    assert asking == ["criminal_defense_prosecution"]
    scheme = shipped["criminal_defense_prosecution"]
    assert scheme.combination.resolution is Resolution.DISPUTED_ITEMS
    assert all(i.gap_limit for i in scheme.leaves if i.kind in JUDGED)

    # Two points each, for other things; the totals are the same.
    no_name = sheet_of(scheme, firm_named_handler="missing")
    no_check = sheet_of(scheme, conflict_checked="no")
    # A count of slips that lies within its limit.
    one_slip, no_slip = sheet_of(scheme, slips_in_papers=1), sheet_of(scheme)

    assert no_name.verdict.total == no_check.verdict.total == 98
    (found,) = divergences(scheme, (no_name, no_check))
    assert found.kind is DivergenceKind.FINDINGS_DIFFER
    assert found.items == ("firm_named_handler", "conflict_checked")
    assert divergences(scheme, (one_slip, no_slip)) == ()


def sheet_of(scheme: Scheme, **raw: object) -> Read:
    """A review that loses nothing but by these answers."""
    given = filled(scheme, **raw)
    return Read(Purpose.COUNTED, 1, "1", score(scheme, given).verdict, "", given)


WITHOUT_TWO_TOTALS = {"nine_indicators", "five_point_review"}


def test_equal_totals_with_other_findings_are_no_agreement_in_any_shipped_scheme(
    shipped: dict[str, Scheme],
) -> None:
    """But where reviews have no totals, or there is one review."""
    asking = {c for c, s in shipped.items() if s.combination.compares_findings}

    assert shipped.keys() - asking == WITHOUT_TWO_TOTALS


def test_every_line_has_guidance(shipped: dict[str, Scheme]) -> None:
    without = [
        leaf.code for s in shipped.values() for leaf in s.leaves if not leaf.guidance
    ]

    assert without == []


def test_case_schemes_share_one_grade_table(shipped: dict[str, Scheme]) -> None:
    tables = {shipped[code].grades for code in CASE_SCHEMES | INSTITUTION_SCHEMES}

    assert len(tables) == 1
    assert [(g.code, g.lower) for g in tables.pop()] == [
        ("excellent", 90),
        ("good", 80),
        ("pass", 60),
        ("fail", 0),
    ]


def test_shipped_schemes_use_everything_a_scheme_can_say(
    shipped: dict[str, Scheme],
) -> None:
    every = tuple(shipped.values())
    leaves = [leaf for scheme in every for leaf in scheme.leaves]
    sections = [section for scheme in every for section in scheme.sections]

    assert {leaf.kind for leaf in leaves} == set(ItemKind)
    assert {leaf.party for leaf in leaves} == set(Party)
    assert {section.kind for section in sections} == set(SectionKind)
    assert {section.effect for section in sections} == {None, *VetoEffect}
    assert {scheme.not_applicable for scheme in every} == set(NotApplicableRule)
    assert {scheme.combination.rule for scheme in every} == {
        "mean@1",
        "median@1",
        "lower@1",
    }
    assert {scheme.combination.then for scheme in every} == {
        "third_read@1",
        "panel_majority@1",
        "lead@1",
    }
    assert any(scheme.part_titles for scheme in every)
    assert any(leaf.gap_limit is not None for leaf in leaves)
    assert any(item.items for section in sections for item in section.items)


# Faults of form, at the exact line

Fault = tuple[str, str, str, list[tuple[str, str]]]

SYNTAX: list[Fault] = [
    ("tab", "code: small", "code:\tsmall", [("code:\t", reading.TAB)]),
    ("NUL", "code: small", "code: sm\0all", [("code: sm", reading.FOREIGN_CHARACTER)]),
    (
        "escaped NUL",
        "zh: 小方案",
        'zh: "小\\0"',
        [('title: {zh: "小', reading.FOREIGN_CHARACTER)],
    ),
    ("anchor", "step: 0.5", "step: &half 0.5", [("&half", reading.ANCHOR)]),
    ("alias", "each: 2.50", "each: *half", [("each:", reading.ALIAS)]),
    ("tag", "each: 2.50", "each: !!float 2.50", [("each:", reading.TAG)]),
    (
        "python tag",
        "each: 2.50",
        "each: !!python/name:os.system",
        [("each:", reading.TAG)],
    ),
    (
        "second document",
        "grades:\n",
        "---\ngrades:\n",
        [("---", reading.SECOND_DOCUMENT)],
    ),
    (
        "directive",
        "code: small",
        "%YAML 1.1\n---\ncode: small",
        [("---", reading.DIRECTIVE)],
    ),
    ("list as key", "each: 2.50", "[a]: 2.50", [("[a]", reading.KEY_IS_NO_TEXT)]),
    ("wide colon", "kind: steps", "kind： steps", [("kind：", syntax.WIDE_COLON)]),
    (
        "no colon",
        "kind: steps",
        "kind steps",
        [("kind steps", syntax._HINTS["could not find expected ':'"])],
    ),
    (
        "open quote",
        "source: S14",
        'source: "S14',
        [('source: "S14', syntax.NOT_CLOSED)],
    ),
    (
        "open quote that the next one ends",
        "code: small",
        'code: "small',
        [('code: "small', syntax.NOT_CLOSED)],
    ),
    (
        "open quote in braces that the next one ends",
        "{zh: 小方案, en: Small}",
        "{zh: '小方案, en: Small}\nnote: 'x'",
        [("'小方案", syntax.NOT_CLOSED)],
    ),
    (
        "indentation under a text of two lines",
        "        points: 30",
        '        guidance: "one\n          two"\n         points: 30',
        [("         points: 30", syntax._HINTS["expected <block end>"])],
    ),
    (
        "open brace",
        "{zh: 会见, en: Meeting}",
        "{zh: 会见, en: Meeting",
        [("en: Meeting\n", syntax._HINTS["',' or '}'"])],
    ),
    (
        "indentation",
        "        points: 30",
        "         points: 30",
        [("         points: 30", syntax._HINTS["expected <block end>"])],
    ),
    (
        "percent sign",
        "en: Meeting}",
        "en: %Meeting}",
        [("%Meeting", syntax._HINTS["cannot start any token"])],
    ),
]

FORM: list[Fault] = [
    (
        "duplicate key",
        "each: 2.50",
        "each: 2.50\n        each: 3",
        [("each: 3", reading.DUPLICATE)],
    ),
    ("unknown key", "step: 0.5", "steps: 0.5", [("steps: 0.5", shaping.UNKNOWN_NEAR)]),
    ("unrelated key", "step: 0.5", "colour: red", [("colour", shaping.UNKNOWN)]),
    (
        "comma in braces",
        "{zh: 会见, en: Meeting}",
        "{zh: 会见, en: Meeting, or talk}",
        [("or talk", shaping.COMMA)],
    ),
    ("missing key", 'version: "1"\n', "", [("code: small", shaping.MISSING)]),
    (
        "missing code of an item",
        "- code: papers\n        title",
        "- title",
        [("- title: {zh: 手续", shaping.MISSING)],
    ),
    (
        "missing English",
        "{zh: 会见, en: Meeting}",
        "{zh: 会见}",
        [("{zh: 会见}", shaping.MISSING)],
    ),
    (
        "empty Chinese",
        "{zh: 会见, en: Meeting}",
        "{zh: , en: Meeting}",
        [("en: Meeting", shaping.SENTENCES["empty_text"])],
    ),
    (
        "empty value before a longer block",
        "title: {zh: 会见, en: Meeting}",
        "title:",
        [("title:\n", shaping.SENTENCES["model_type"])],
    ),
    (
        "number as text",
        "points: 30\n        kind",
        "points: thirty\n        kind",
        [("thirty", shaping.SENTENCES["number"])],
    ),
    (
        "quoted number",
        "step: 0.5",
        'step: "0.5"',
        [("step:", shaping.SENTENCES["number"])],
    ),
    ("octal", "step: 0.5", "step: 010", [("step:", shaping.SENTENCES["number"])]),
    ("exponent", "step: 0.5", "step: 5e-1", [("step:", shaping.SENTENCES["number"])]),
    (
        "sexagesimal",
        "step: 0.5",
        "step: 1:30",
        [("step:", shaping.SENTENCES["number"])],
    ),
    ("NaN", "step: 0.5", "step: .nan", [("step:", shaping.SENTENCES["number"])]),
    ("negative", "step: 0.5", "step: -0.5", [("step:", shaping.SENTENCES["number"])]),
    (
        "huge",
        "step: 0.5",
        "step: 1" + "0" * 5000,
        [("step:", shaping.SENTENCES["number"])],
    ),
    (
        "fraction of an error",
        "errors: 3",
        "errors: 3.5",
        [("errors: 3.5", shaping.SENTENCES["whole_number"])],
    ),
    (
        "yes is no truth value",
        "place_required: true",
        "place_required: yes",
        [("place_required", shaping.SENTENCES["bool_type"])],
    ),
    (
        "unknown kind",
        "kind: steps",
        "kind: stepwise",
        [("stepwise", shaping.SENTENCES["enum"])],
    ),
    (
        "capital in a code",
        "code: small",
        "code: Small",
        [("code: Small", shaping.BAD_CODE)],
    ),
    (
        "rule without version",
        "reviews: {default: 2}",
        "rule: mean",
        [("rule: mean", shaping.BAD_RULE)],
    ),
    (
        "list where keys belong",
        "combination:\n",
        "combination: []\nfoo:\n",
        [("combination", shaping.SENTENCES["model_type"]), ("foo", shaping.UNKNOWN)],
    ),
    (
        "no sections",
        "case_kinds: [civil]",
        "case_kinds: civil",
        [("case_kinds", shaping.SENTENCES["list_type"])],
    ),
    (
        "text too long",
        "{zh: 会见, en: Meeting}",
        "{zh: 会见, en: " + "M" * 2001 + "}",
        [("{zh: 会见", shaping.SENTENCES["string_too_long"])],
    ),
]

# The first item of the sound scheme with a time limit.
LIMIT = """        place_required: true
        procedures:
          - from: assigned
            to: first_interview
            within: 3
            days: working
            source: S14
            late:
              - {over: 3, choice: 5}
              - {over: 7, choice: 30}
"""
PLACE = "        place_required: true\n"
LIMITS: list[Fault] = [
    ("unknown event", PLACE, LIMIT.replace("assigned", "asigned"), [("from: asigned", shaping.SENTENCES["enum"])]),
    ("unknown kind of day", PLACE, LIMIT.replace("days: working", "days: weeks"), [("days: weeks", shaping.SENTENCES["enum"])]),
    ("limit without end", PLACE, LIMIT.replace("            to: first_interview\n", ""), [("- from: assigned", shaping.MISSING)]),
    ("limit without source", PLACE, LIMIT.replace("            source: S14\n", ""), [("- from: assigned", limits.NO_SOURCE)]),
    ("delay that costs nothing", PLACE, LIMIT.replace("choice: 5}", "choice: 0}"), [("choice: 0}", limits.LATE_IS_FULL)]),
    ("delay before the limit", PLACE, LIMIT.replace("{over: 3,", "{over: 2,"), [("over: 2,", limits.LATE_START)]),
]  # fmt: skip

MEANING: list[Fault] = [
    ("items to section", "points: 70", "points: 71", [("points: 71", points.SECTION_SUM)]),
    ("sub-items to item", "points: 20\n        source: S22", "points: 21\n        source: S22", [("points: 70", points.SECTION_SUM), ("points: 21", points.GROUP_SUM)]),
    ("sections to full mark", "method: points", "method: points\nfull_mark: 100.5", [("full_mark", points.SHEET_SUM), ("score: 84.5", tried.WRONG_SCORE)]),
    ("no points", "points: 10\n        kind: yes_no", "kind: yes_no", [("sections:", points.SHEET_SUM), ("points: 30\n    items", points.SECTION_SUM), ("- code: asked", lines_of_items.NO_POINTS)]),
    ("no source", "        source: S43\n", "", [("- code: slips", said.ITEM)]),
    ("band without source", ", lower: 60, source: 本产品建议", ", lower: 60", [("code: pass,", said.GRADE)]),
    ("combination without source", "  total_gap: 10\n  source: 本产品建议", "  total_gap: 10", [("combination:", said.COMBINATION)]),
    ("band hole at the bottom", "lower: 0,", "lower: 1,", [("code: fail", grades.NOT_FROM_ZERO)]),
    ("band twice", "lower: 60,", "lower: 80,", [("code: pass,", grades.SAME_LOWER)]),
    ("bands unsorted", "lower: 60,", "lower: 85,", [("code: pass,", grades.UNSORTED)]),
    ("grade out of reach", "lower: 80,", "lower: 103.5,", [("lower: 103.5", grades.OUT_OF_REACH), ("    grade: good", tried.WRONG_GRADE)]),
    ("unknown grade", "grade_cap: pass", "grade_cap: poor", [("grade_cap: poor", points.UNKNOWN_CAP)]),
    ("unknown rule", "reviews: {default: 2}", "rule: vote@1", [("rule: vote@1", combining.UNKNOWN_RULE)]),
    ("six reviews", "{default: 2}", "{default: 6}", [("{default: 6}", combining.REVIEWS_RANGE)]),
    ("item twice", "- code: slips", "- code: meeting", [("- code: meeting\n        title: {zh: 差错", codes.TWICE)]),
    ("unknown paper", "step: 0.5", "documents: [verdict]", [("documents: [verdict]", codes.UNKNOWN)]),
    ("presence without papers", "step: 0.5", "by_presence: true", [("by_presence: true", lines_of_items.NOT_FOR_KIND), ("by_presence: true", codes.NO_PAPERS)]),
    ("reserved item", "- code: slips", "- code: overall", [("- code: overall", codes.TAKEN)]),
    ("table not from nothing", "errors: 0, mark: 20", "errors: 1, mark: 20", [("errors: 1", lines_of_items.TABLE_START)]),
    ("alternative over its item", "en: adopted}, points: 3", "en: adopted}, points: 4", [("code: adopted", lines_of_items.OPTION_TOO_LARGE)]),
    ("veto without effect", "    effect: grade_cap\n    grade_cap: pass\n", "", [("- code: veto", points.NO_EFFECT)]),
    ("item_gap without limits", "total_gap: 10", "item_gap: true", [("item_gap", combining.NO_GAP_LIMIT)]),
    ("panel_size without a panel", "total_gap: 10", "total_gap: 10\n  panel_size: 5", [("panel_size: 5", combining.PANEL_UNUSED)]),
    ("bonus beyond the maximum", "maximum_total: 103", "maximum_total: 104", [("maximum_total", points.MAXIMUM_TOO_HIGH)]),
    ("example with a wrong score", "score: 84.5", "score: 85", [("score: 85", tried.WRONG_SCORE)]),
    ("example with a wrong grade", "    grade: good", "    grade: pass", [("    grade: pass\n", tried.WRONG_GRADE)]),
]  # fmt: skip


def refused(text: str) -> list[tuple[int, str]]:
    return [(problem.line, problem.sentence) for problem in schemes.check(text)]


def line_with(text: str, fragment: str) -> int:
    """The line on which a fragment begins that the text holds once."""
    assert text.count(fragment) == 1
    return text[: text.index(fragment)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [case[1:] for case in SYNTAX + FORM + LIMITS + MEANING],
    ids=[case[0] for case in SYNTAX + FORM + LIMITS + MEANING],
)
def test_fault_is_told_at_its_line(
    old: str, new: str, expected: list[tuple[str, str]]
) -> None:
    assert SOUND.count(old) == 1
    broken = SOUND.replace(old, new)

    assert refused(broken) == [(line_with(broken, at), text) for at, text in expected]


def test_all_faults_are_told_at_once() -> None:
    broken = SOUND
    for old, new in (
        ("step: 0.5", "steps: 0.5"),
        ("each: 2.50", "each: 2.50\n        each: 3"),
        ("points: 70", "points: 71"),
        ("lower: 0,", "lower: 1,"),
        ("{zh: 会见, en: Meeting}", "{zh: 会见}"),
        ("        source: S43\n", ""),
        ("score: 84.5", "score: 85"),
    ):
        broken = broken.replace(old, new)

    assert refused(broken) == [
        (line_with(broken, "points: 71"), points.SECTION_SUM),
        (line_with(broken, "{zh: 会见}"), shaping.MISSING),
        (line_with(broken, "steps: 0.5"), shaping.UNKNOWN_NEAR),
        (line_with(broken, "each: 3"), reading.DUPLICATE),
        (line_with(broken, "- code: slips"), said.ITEM),
        (line_with(broken, "lower: 1,"), grades.NOT_FROM_ZERO),
        (line_with(broken, "score: 85"), tried.WRONG_SCORE),
    ]


def test_fault_of_form_is_not_told_again_as_a_fault_of_meaning() -> None:
    """A mark that cannot be read would make every sum above it look wrong."""
    broken = SOUND.replace("mark: 10}", "mark: ten}")

    assert refused(broken) == [
        (line_with(broken, "mark: ten"), shaping.SENTENCES["number"])
    ]


def test_problem_says_where_in_words() -> None:
    (problem,) = schemes.check(SOUND.replace("points: 15}", "points: 16}"))

    assert str(problem) == (
        f"{line_with(SOUND, 'code: good, title: {zh: 好')}: "
        "sections.work.items.opinion.items.opinion_quality.options.good.points: "
        "A level is worth at most the points of its item (15)."
    )


def test_lines_are_counted_the_same_whatever_ends_them() -> None:
    broken = SOUND.replace("points: 70", "points: 71")

    for text in (broken, broken.replace("\n", "\r\n"), "\ufeff" + broken):
        assert refused(text) == [(line_with(broken, "points: 71"), points.SECTION_SUM)]


def test_refusal_carries_every_problem() -> None:
    with pytest.raises(schemes.SchemeRefused) as refusal:
        schemes.load(SOUND.replace("kind: steps", "kind: stepwise"))

    assert [(p.line, p.where) for p in refusal.value.problems] == [
        (line_with(SOUND, "kind: steps"), "sections.work.items.meeting.kind")
    ]
    assert "Write one of: steps, all_or_nothing" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", reading.EMPTY),
        ("# only a remark\n", reading.EMPTY),
        ("- a\n- b\n", shaping.SENTENCES["model_type"]),
        ("scheme", shaping.SENTENCES["model_type"]),
        ("a: " * 20, syntax._HINTS["mapping values are not allowed"]),
        ("a: " + "[" * 50 + "]" * 50, reading.TOO_DEEP),
        ("- " * 5000 + "a", reading.TOO_DEEP),
        ("#" * (1024 * 1024 + 1), reading.TOO_LARGE),
        ("a: [" + "b," * 50_001 + "]", reading.TOO_MANY),
    ],
)
def test_text_that_is_no_scheme_is_refused(text: str, sentence: str) -> None:
    assert [s for _, s in refused(text)] == [sentence]


def test_alias_bomb_is_refused_before_it_grows() -> None:
    layers = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    bomb = "\n".join(["a0: &a0 [lol]", *layers])
    start = time.process_time()

    sentences = {sentence for _, sentence in refused(bomb)}

    assert sentences == {reading.ANCHOR, reading.ALIAS}
    assert time.process_time() - start < 1


def test_deep_nesting_is_refused_fast() -> None:
    start = time.process_time()

    assert [s for _, s in refused("[" * 1_000_000)] == [reading.TOO_DEEP]
    assert time.process_time() - start < 2


# What is read


def test_numbers_are_read_exactly_as_they_are_written() -> None:
    scheme = schemes.load(SOUND)
    written = schemes.load(SOUND.replace("each: 2.50", "each: 2.5000"))

    assert scheme.item("papers").each == Decimal("2.5")
    assert type(scheme.item("papers").each) is Decimal
    assert written.digest == scheme.digest
    tenth = SOUND.replace("step: 0.5", "step: 0.1")
    assert schemes.load(tenth).item("meeting").step == Decimal("0.1")


def test_no_and_on_stay_texts() -> None:
    scheme = schemes.load(SOUND.replace("{zh: 会见, en: Meeting}", "{zh: on, en: no}"))

    assert scheme.sections[0].items[0].title == Text("on", "no")
    assert scheme.examples[0].answers["asked"] == "no"


def test_version_without_quotation_marks_keeps_its_last_zero() -> None:
    assert schemes.load(SOUND.replace('"1"', "2026.10")).version == "2026.10"


def test_answers_of_an_example_keep_pages_as_text() -> None:
    answers = schemes.load(SOUND).examples[0].answers

    assert answers == {
        "meeting": {"choice": 3, "reason": "笔录简单", "pages": "12"},
        "papers": 1,
        "asked": "no",
    }


def test_example_knows_its_line() -> None:
    example = schemes.load(SOUND).examples[0]

    assert example.line == line_with(SOUND, "- title: 会见扣三分")


TITLE = "title: 会见扣三分"


def test_title_of_an_example_may_have_both_languages() -> None:
    rest = SOUND.split(TITLE)[1].split("\n")[0]
    both = "title: {zh: 会见扣三分, en: Three off}"
    scheme = schemes.load(SOUND.replace(TITLE + rest, both))

    assert scheme.examples[0].title == Text("会见扣三分", "Three off")
    assert schemes.load(schemes.dump(scheme)).digest == scheme.digest
    assert scheme.structure_digest == schemes.load(SOUND).structure_digest


@pytest.mark.parametrize(
    ("title", "where"),
    [
        ("title:", "examples.1.title"),
        ("title: {zh: 会见扣三分}", "examples.1.title.en"),
        ("title: {zh: 会见, en: Met, fr: Vu}", "examples.1.title.fr"),
        ("title: [a]", "examples.1.title"),
    ],
)
def test_wrong_title_of_an_example_is_told_in_its_place(title: str, where: str) -> None:
    rest = SOUND.split(TITLE)[1].split("\n")[0]
    problems = schemes.check(SOUND.replace(TITLE + rest, title))

    assert [problem.where for problem in problems] == [where]
    assert problems[0].line == line_with(SOUND, TITLE)


def test_usual_number_of_reviews_is_the_default() -> None:
    text = SOUND.replace("{default: 2}", "{default: 2, major: 3}")
    scheme = schemes.load(text.replace("[civil]", "[civil]\ncase_classes: [major]"))

    assert scheme.combination.reviews == {"": 2, "major": 3}


# Digests


def reordered(text: str) -> str:
    """The same file with keys of a mapping in another order, and other layout."""
    lines = text.replace(
        "        points: 30\n        kind: steps\n",
        "        kind: steps\n        points: 30.0  # 分值\n",
    )
    return lines.replace("code: small\ntitle:", "title:").replace(
        'version: "1"', "\ncode: 'small'\nversion: '1'"
    )


def test_digest_is_that_of_the_content_not_of_the_spelling() -> None:
    scheme, same = schemes.load(SOUND), schemes.load(reordered(SOUND))

    assert same.digest == scheme.digest
    assert re.fullmatch(r"[0-9a-f]{64}", scheme.digest)
    assert same.structure_digest == scheme.structure_digest != scheme.digest


def test_default_written_out_changes_nothing() -> None:
    explicit = SOUND.replace("method: points", "method: points\nfull_mark: 100.00")

    assert schemes.load(explicit).digest == schemes.load(SOUND).digest


WORDING = [
    ("en: Meeting", "en: Interview"),
    ('version: "1"', 'version: "2"'),
    ("zh: 自拟", "zh: 我方自拟"),
    ("en: no notes", "en: no notes at all"),
    ("source: S14", "source: S22"),
    ("points_source: 本产品建议", "points_source: S42"),
    ("title: 会见扣三分", "title: 会见少三分"),
    ("        step: 0.5\n", "        step: 0.5\n        documents: [meeting_notes]\n"),
]
STRUCTURE = [
    ("place_required: true", "place_required: false"),
    ("step: 0.5", "step: 1"),
    ("code: meeting\n", "code: interview\n"),
    ("errors: 3", "errors: 4"),
    ("total_gap: 10", "total_gap: 12"),
    ("standing: good", "standing: excellent"),
    ("case_kinds: [civil]", "case_kinds: [administrative]"),
]


@pytest.mark.parametrize(("old", "new"), WORDING)
def test_wording_changes_the_content_digest_only(old: str, new: str) -> None:
    scheme, changed = schemes.load(SOUND), schemes.load(SOUND.replace(old, new))

    assert changed.digest != scheme.digest
    assert changed.structure_digest == scheme.structure_digest


@pytest.mark.parametrize(("old", "new"), STRUCTURE)
def test_structure_changes_both_digests(old: str, new: str) -> None:
    text = (
        SOUND.replace("      meeting: {", "      interview: {")
        if "interv" in new
        else SOUND
    )
    scheme, changed = schemes.load(SOUND), schemes.load(text.replace(old, new))

    assert changed.digest != scheme.digest
    assert changed.structure_digest != scheme.structure_digest


def test_digest_of_the_sound_scheme_never_changes() -> None:
    """Stored campaigns find their schemes by it: a new key must not move it."""
    assert schemes.load(SOUND).digest == (
        "fdc90657f6c7475d541fba8c6d600951a98326ecf03064b3f5ec28c1e1388ece"
    )


def test_a_time_limit_is_content_and_no_structure() -> None:
    """What is proposed changes no mark: results before and after may be compared."""
    limited = schemes.load(SOUND.replace(PLACE, LIMIT))

    (procedure,) = limited.item("meeting").procedures
    assert (procedure.from_, procedure.to) == ("assigned", "first_interview")
    assert limited.digest != schemes.load(SOUND).digest
    assert limited.structure_digest == schemes.load(SOUND).structure_digest
    assert schemes.load(schemes.dump(limited)).digest == limited.digest
    assert "from: assigned" in schemes.dump(limited)


def test_loaded_scheme_is_restored_by_its_digest() -> None:
    loaded = schemes.load(SOUND)

    assert schemes.restore(SOUND, loaded.digest) == without_lines(loaded)


def test_restoring_does_not_check_again() -> None:
    """A stricter check of later years must not lock reviews out of their scheme."""
    text = SOUND.replace("maximum_total: 103", "maximum_total: 104")
    with pytest.raises(schemes.SchemeRefused):
        schemes.load(text)
    then = with_digests(replace(schemes.load(SOUND), maximum_total=Decimal(104)))

    assert schemes.restore(text, then.digest).maximum_total == 104


@pytest.mark.parametrize("text", [SOUND.replace("points: 5\n", "points: 6\n"), "[", ""])
def test_altered_scheme_is_not_restored(text: str) -> None:
    with pytest.raises(schemes.SchemeAltered):
        schemes.restore(text, schemes.load(SOUND).digest)


# Writing


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_dumped_scheme_reads_as_the_same_scheme(path: Path) -> None:
    scheme = schemes.load(text_of(path))
    again = schemes.load(schemes.dump(scheme))

    assert again.digest == scheme.digest
    assert without_lines(again) == without_lines(scheme)


def without_lines(scheme: Scheme) -> Scheme:
    return replace(scheme, examples=tuple(replace(e, line=0) for e in scheme.examples))


@pytest.mark.parametrize(
    "words",
    ["null", "~", "true", "12", "1.50", "a: b", "- a", "#x", "'", '"', "{a}", "a\nb"],
)
def test_any_words_survive_a_dump(words: str) -> None:
    scheme = schemes.load(SOUND)
    changed = replace(scheme, provenance=Text("自拟", words))

    assert schemes.load(schemes.dump(changed)).provenance == Text("自拟", words)


# Editors


def test_json_schema_names_every_key_and_refuses_others() -> None:
    schema = schemes.json_schema()

    assert json.loads(json.dumps(schema)) == schema
    assert set(schema["required"]) == {
        "code",
        "title",
        "version",
        "method",
        "provenance",
        "sections",
        "grades",
        "combination",
    }
    shapes = [schema, *schema["$defs"].values()]
    assert all(s["additionalProperties"] is False for s in shapes if "properties" in s)
    assert schema["$defs"]["ItemKind"]["enum"] == [kind.value for kind in ItemKind]
    papers = schema["$defs"]["LeafShape"]["properties"]["documents"]["items"]["enum"]
    assert papers == [kind.value for kind in DocumentType]


# Whatever comes

SCRAPS = st.sampled_from(
    [*":-[]{}&*!|>'\"%@`#,\n\t\0 ", "\n  ", "---", "<<: ", "points: 1", "code: a"]
)
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(SCRAPS, max_size=60).map("".join),
)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_is_a_scheme_or_is_refused(text: str) -> None:
    refuse_or_load(text)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_damage_to_a_scheme_is_told_within_the_file(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SOUND)))
    cut = data.draw(st.integers(0, 40))
    new = data.draw(st.one_of(st.text(max_size=5), SCRAPS))

    refuse_or_load(SOUND[:at] + new + SOUND[at + cut :])


def refuse_or_load(text: str) -> None:
    try:
        assert schemes.load(text).digest
    except schemes.SchemeRefused as refusal:
        assert refusal.problems
        n_lines = len(text.split("\n")) + text.count("\r") + 1
        assert all(1 <= problem.line <= n_lines for problem in refusal.problems)
        assert all(str(problem) for problem in refusal.problems)


def test_institutions_are_scored_by_the_four_stages_of_service(
    shipped: dict[str, Scheme],
) -> None:
    for code in INSTITUTION_SCHEMES:
        stages = [s for s in shipped[code].sections if s.kind is SectionKind.STANDARD]
        scored_stages = [s.title.zh for s in stages if any(map(scored, s.leaves))]

        assert scored_stages == ["咨询", "受理", "办理", "结案"]
        assert {leaf.party for leaf in shipped[code].leaves} == {Party.CENTER}
