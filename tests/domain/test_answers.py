from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.domain.answers import (
    Answer,
    Finding,
    InvalidAnswers,
    Special,
    VectorMismatch,
    decode,
    encode,
    full_answer,
    parse_answer,
    parse_answers,
    texts_of,
    to_json,
)
from review.domain.choices import InvalidAnswer
from review.domain.schemes import Item, ItemKind, Scheme
from tests.domain.builders import (
    CANNOT,
    LEVELS,
    NA,
    OUTSIDE,
    D,
    adding,
    bonus,
    indicator_scheme,
    item,
    options,
    points_scheme,
    section,
    table,
    veto,
)

EVERY_KIND = (
    item("steps", 5, may_not_apply=True),
    item("all", 5, ItemKind.ALL_OR_NOTHING),
    item("each", 5, ItemKind.PER_OCCURRENCE, each=D(2)),
    item("alt", 5, ItemKind.ALTERNATIVES, options=options(none=5, late=2, thin=1)),
    item("level", 5, ItemKind.LEVELS, options=options(good=5, half="2.5", bad=0)),
    item("errors", 5, ItemKind.ERROR_COUNT, table=table((1, 3), (4, 0))),
    item("yesno", 5, ItemKind.YES_NO, full_on="no"),
    item("remark", 0, ItemKind.RECORD),
    item("record", 0, ItemKind.RECORD, options=options(guilty=0, innocent=0)),
)
SCHEME = points_scheme(section("s", *EVERY_KIND), veto("v", "forged"))


def line(code: str, scheme: Scheme = SCHEME) -> Item:
    found = scheme.item(code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "raw", "choice"),
    [
        ("steps", 0, D(0)),
        ("steps", 1.5, D("1.5")),
        ("steps", D("1.50"), D("1.5")),
        ("steps", "2.5", D("2.5")),
        ("steps", "5", D(5)),
        ("steps", Decimal("1E+0"), D(1)),
        ("all", "met", "met"),
        ("all", "missing", "missing"),
        ("each", 0, 0),
        ("each", "3", 3),
        ("each", 3.0, 3),
        ("each", 999, 999),
        ("alt", [], ()),
        ("alt", "late", ("late",)),
        ("alt", ["thin", "none"], ("none", "thin")),
        ("alt", ("late", "thin"), ("late", "thin")),
        ("level", "half", "half"),
        ("errors", 4, 4),
        ("yesno", "yes", "yes"),
        ("remark", "  见第3页\n", "见第3页"),
        ("record", "guilty", "guilty"),
        ("forged", "yes", "yes"),
    ],
)
def test_a_choice_is_read_bare_or_under_its_name(
    code: str, raw: object, choice: object
) -> None:
    assert parse_answer(SCHEME, line(code), raw) == Answer(choice)
    assert parse_answer(SCHEME, line(code), {"choice": raw}) == Answer(choice)


LONG = (
    "Item remark: the text has 4,001 of 4,000 characters and is not saved. Shorten it."
)


@pytest.mark.parametrize(
    ("code", "raw", "message"),
    [
        ("steps", 5.5, "Item steps: give a number from 0 to 5 in steps of 0.5."),
        ("steps", 0.3, "Item steps: give a number from 0 to 5 in steps of 0.5."),
        ("steps", -1, "Item steps: give a number from 0 to 5 in steps of 0.5."),
        ("steps", "1_0", "Item steps: give a number from 0 to 5 in steps of 0.5."),
        ("steps", "１", "Item steps: give a number from 0 to 5 in steps of 0.5."),
        ("all", "partly", "Item all: choose one of met, missing."),
        ("all", True, "Item all: choose one of met, missing."),
        ("each", 1000, "Item each: give a whole number from 0 to 999."),
        ("each", 1.5, "Item each: give a whole number from 0 to 999."),
        ("each", -1, "Item each: give a whole number from 0 to 999."),
        (
            "alt",
            ["late", "late"],
            "Item alt: choose any of none, late, thin, each at most once.",
        ),
        (
            "alt",
            "other",
            "Item alt: choose any of none, late, thin, each at most once.",
        ),
        (
            "alt",
            [["late"]],
            "Item alt: choose any of none, late, thin, each at most once.",
        ),
        ("alt", None, "Item alt: choose any of none, late, thin, each at most once."),
        ("level", "best", "Item level: choose one of good, half, bad."),
        ("level", 5, "Item level: choose one of good, half, bad."),
        ("errors", "many", "Item errors: give a whole number from 0 to 999."),
        ("yesno", "maybe", "Item yesno: choose one of yes, no."),
        ("record", "free", "Item record: choose one of guilty, innocent."),
        (
            "remark",
            "x" * 4001,
            LONG,
        ),
        ("forged", "hit", "Item forged: choose one of yes, no."),
    ],
)
def test_a_wrong_choice_names_the_item_and_what_is_allowed(
    code: str, raw: object, message: str
) -> None:
    for form in (raw, {"choice": raw}):
        with pytest.raises(InvalidAnswer) as refused:
            parse_answer(SCHEME, line(code), form)
        assert str(refused.value) == message
        assert refused.value.item == code


ODD = [
    True,
    False,
    None,
    float("nan"),
    float("inf"),
    float("-inf"),
    1e308,
    5e-324,
    -0.0,
    10**5000,
    -(10**5000),
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("1E+999999"),
    Decimal("1E-999999"),
    Decimal("0." + "0" * 50 + "1"),
    "NaN",
    "1e3",
    "",
    b"1",
    {1: 2},
    {"choice": {"choice": 1}},
    [[]],
    object(),
    "\x00",
    "\ud800",
]


@pytest.mark.parametrize("raw", ODD, ids=[str(n) for n in range(len(ODD))])
@pytest.mark.parametrize("code", [each.code for each in EVERY_KIND])
def test_an_odd_value_is_refused_as_an_answer(code: str, raw: object) -> None:
    if code == "remark" and raw in ("NaN", "1e3", ""):
        assert parse_answer(SCHEME, line(code), raw) == Answer(raw)
        return
    with pytest.raises(InvalidAnswer):
        parse_answer(SCHEME, line(code), raw)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.sampled_from(["full", "yes", "met", "late", "good", "not_applicable"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["choice", "special", "findings", "reason", "pages", "absent"]
                + ["organ", "cause", "option", "other"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(code=st.sampled_from([each.code for each in EVERY_KIND]), raw=ANYTHING)
def test_anything_is_either_an_answer_or_an_invalid_one(code: str, raw: object) -> None:
    try:
        answer = parse_answer(SCHEME, line(code), raw)
    except InvalidAnswer as refused:
        assert refused.item == code
        return
    written = json.loads(json.dumps(to_json(answer)))
    assert parse_answer(SCHEME, line(code), written) == answer


def test_the_whole_item_can_be_lost_even_if_the_steps_miss_it() -> None:
    scheme = points_scheme(section("s", item("a", 5, step=D(2))))
    read = [parse_answer(scheme, line("a", scheme), raw).choice for raw in (4, 5)]
    assert read == [D(4), D(5)]
    with pytest.raises(InvalidAnswer):
        parse_answer(scheme, line("a", scheme), 3)


def test_steps_of_nothing_allow_all_or_nothing() -> None:
    scheme = points_scheme(section("s", item("a", 5, step=D(0))))
    assert parse_answer(scheme, line("a", scheme), 5) == Answer(D(5))
    with pytest.raises(InvalidAnswer):
        parse_answer(scheme, line("a", scheme), 1)


def test_an_item_with_sub_items_is_not_answered_itself() -> None:
    parent = item("p", 5, None, items=(item("p1", 2), item("p2", 3)))
    scheme = points_scheme(section("s", parent))
    with pytest.raises(InvalidAnswer, match="There is no item p to answer"):
        parse_answer(scheme, parent, 1)
    assert parse_answer(scheme, line("p2", scheme), 3) == Answer(D(3))


@pytest.mark.parametrize("raw", [1, "full"])
def test_a_line_without_a_kind_has_no_answer(raw: object) -> None:
    scheme = points_scheme(section("s", item("a", 5, None)))
    with pytest.raises(InvalidAnswer, match="Item a is answered by its parts"):
        parse_answer(scheme, line("a", scheme), raw)


@pytest.mark.parametrize(
    ("code", "adds", "kind", "rest", "full"),
    [
        ("a", False, ItemKind.STEPS, {}, D(0)),
        ("a", True, ItemKind.STEPS, {}, D(10)),
        ("a", False, ItemKind.ALL_OR_NOTHING, {}, "met"),
        ("a", False, ItemKind.PER_OCCURRENCE, {"each": D(3)}, 0),
        ("a", True, ItemKind.PER_OCCURRENCE, {"each": D(3)}, 4),
        ("a", True, ItemKind.PER_OCCURRENCE, {"each": D(5)}, 2),
        ("a", True, ItemKind.PER_OCCURRENCE, {"each": D(0)}, 0),
        ("a", False, ItemKind.ALTERNATIVES, {"options": options(x=1, y=2)}, ()),
        ("a", True, ItemKind.ALTERNATIVES, {"options": options(x=1, y=2)}, ("x", "y")),
        ("a", False, ItemKind.LEVELS, {"options": options(x=1, y=2, z=2)}, "y"),
        ("a", False, ItemKind.ERROR_COUNT, {"table": table((1, 5), (2, 0))}, 0),
        ("a", False, ItemKind.ERROR_COUNT, {"table": table((0, 5), (2, 10))}, 2),
        ("a", False, ItemKind.YES_NO, {"full_on": "no"}, "no"),
        ("a", False, ItemKind.YES_NO, {"full_on": "yes"}, "yes"),
        ("a", False, ItemKind.RECORD, {}, ""),
        ("a", False, ItemKind.RECORD, {"options": options(x=0, y=0)}, "x"),
    ],
)
def test_full_loses_nothing(
    code: str, adds: bool, kind: ItemKind, rest: dict[str, object], full: object
) -> None:
    build = adding if adds else points_scheme
    scheme = build(section("s", item(code, 10, kind, **rest)))
    assert full_answer(scheme, line(code, scheme)) == Answer(full)
    assert parse_answer(scheme, line(code, scheme), "full") == Answer(full)


@pytest.mark.parametrize(
    ("kind", "rest", "none"),
    [
        (ItemKind.STEPS, {}, D(0)),
        (ItemKind.ALL_OR_NOTHING, {}, "missing"),
        (ItemKind.PER_OCCURRENCE, {"each": D(3)}, 0),
        (ItemKind.ALTERNATIVES, {"options": options(x=1, y=2)}, ()),
        (ItemKind.LEVELS, {"options": options(x=2, y=0)}, "y"),
        (ItemKind.ERROR_COUNT, {"table": table((1, 5), (3, 0))}, 3),
        (ItemKind.YES_NO, {"full_on": "no"}, "yes"),
        (ItemKind.YES_NO, {"full_on": "yes"}, "no"),
    ],
)
def test_full_in_a_bonus_wins_nothing_extra(
    kind: ItemKind, rest: dict[str, object], none: object
) -> None:
    scheme = points_scheme(bonus("b", 5, item("x", 5, kind, **rest)))
    assert full_answer(scheme, line("x", scheme)) == Answer(none)


def test_full_on_a_veto_is_no_hit() -> None:
    assert full_answer(SCHEME, line("forged")) == Answer("no")


def test_full_for_an_indicator_is_the_best_grade() -> None:
    scheme = indicator_scheme()
    assert full_answer(scheme, line("a", scheme)) == Answer("excellent")


def test_full_is_a_literal_word_inside_a_mapping() -> None:
    assert parse_answer(SCHEME, line("remark"), {"choice": "full"}) == Answer("full")
    with pytest.raises(InvalidAnswer):
        parse_answer(SCHEME, line("level"), {"choice": "full"})


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        (
            {"choice": 1, "reason": " 笔录过简 ", "pages": "3-5"},
            Answer(D(1), findings=(Finding(reason="笔录过简", pages="3-5"),)),
        ),
        ({"choice": 1, "absent": True}, Answer(D(1), findings=(Finding(absent=True),))),
        (
            {"choice": 1, "findings": [{"reason": "a"}, {"pages": "7"}, {}]},
            Answer(D(1), findings=(Finding(reason="a"), Finding(pages="7"))),
        ),
        ({"choice": 0, "reason": "", "absent": False}, Answer(D(0))),
        ({"reason": "先写理由"}, Answer(findings=(Finding(reason="先写理由"),))),
        ({"special": "not_applicable"}, NA),
        ({"special": "cannot_assess"}, CANNOT),
        (
            {
                "special": "not_done_external",
                "organ": "看守所",
                "cause": "疫情期间停止会见",
            },
            OUTSIDE,
        ),
    ],
)
def test_a_mapping_says_more_than_the_choice(
    raw: dict[str, object], answer: Answer
) -> None:
    assert parse_answer(SCHEME, line("steps"), raw) == answer


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({}, "this answer says nothing"),
        ({"reason": "  "}, "this answer says nothing"),
        ({"points": 1}, "an answer says nothing but choice, special, findings"),
        ({1: 1}, "an answer says nothing but choice"),
        ({"choice": 1, "special": "cannot_assess"}, "not both"),
        ({"special": "perhaps"}, "choose one of not_applicable, cannot_assess"),
        ({"special": ["cannot_assess"]}, "choose one of not_applicable"),
        ({"choice": 1, "organ": "法院"}, "belong to not_done_external only"),
        ({"special": "cannot_assess", "cause": "x"}, "not_done_external only"),
        ({"choice": 1, "reason": 5}, "reason is plain text of at most 2000"),
        ({"choice": 1, "reason": "x" * 2001}, "reason has 2,001 of 2,000"),
        ({"choice": 1, "reason": "a\x00b"}, "reason is plain text"),
        ({"choice": 1, "pages": "x" * 101}, "page has 101 of 100 characters"),
        ({"choice": 1, "absent": 1}, "absent is true or false"),
        ({"choice": 1, "findings": "x"}, "findings are a list of at most 100"),
        ({"choice": 1, "findings": [{}] * 101}, "findings are a list"),
        ({"choice": 1, "findings": ["x"]}, "a finding says option, reason"),
        ({"choice": 1, "findings": [{"page": "1"}]}, "says nothing but option"),
        ({"choice": 1, "findings": [{"option": "late"}]}, "choose one of"),
        ({"choice": 1, "findings": [{"reason": "a"}], "pages": "1"}, "not both"),
        (
            {"special": "not_done_external", "organ": "x" * 201},
            "text has 201 of 200 characters",
        ),
        (
            {"special": "not_done_external", "cause": "x" * 1001},
            "text has 1,001 of 1,000 characters",
        ),
    ],
)
def test_a_wrong_mapping_is_refused(raw: dict[object, object], message: str) -> None:
    with pytest.raises(InvalidAnswer, match=message):
        parse_answer(SCHEME, line("steps"), raw)


def test_a_finding_names_an_alternative_that_was_chosen() -> None:
    late = [{"option": "late", "reason": "迟交"}]
    given = {"choice": ["late"], "findings": late}
    expected = Answer(("late",), findings=(Finding("late", "迟交"),))
    assert parse_answer(SCHEME, line("alt"), given) == expected
    with pytest.raises(InvalidAnswer, match="choose one of thin"):
        parse_answer(SCHEME, line("alt"), {"choice": ["thin"], "findings": late})
    unchosen = parse_answer(SCHEME, line("alt"), {"findings": late})
    assert unchosen == Answer(findings=(Finding("late", "迟交"),))


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("steps", {"not_applicable", "cannot_assess", "not_done_external"}),
        ("all", {"cannot_assess", "not_done_external"}),
        ("remark", set()),
        ("forged", {"cannot_assess"}),
        ("extra", {"cannot_assess"}),
    ],
)
def test_special_answers_depend_on_the_line(code: str, allowed: set[str]) -> None:
    scheme = points_scheme(*SCHEME.sections, bonus("b", 5, item("extra", 5)))
    taken = set()
    for special in Special:
        try:
            parse_answer(scheme, line(code, scheme), {"special": special.value})
        except InvalidAnswer:
            continue
        taken.add(special.value)
    assert taken == allowed


def test_a_sheet_is_read_in_the_order_of_the_scheme() -> None:
    read = parse_answers(SCHEME, {"forged": "no", "steps": "full", "each": 2})
    assert list(read.items()) == [
        ("steps", Answer(D(0))),
        ("each", Answer(2)),
        ("forged", Answer("no")),
    ]


def test_all_problems_of_a_sheet_come_at_once() -> None:
    raw = {"steps": 99, "all": "met", "nowhere": 1, 7: 1, "x" * 60: 1, "\n": 1}
    with pytest.raises(InvalidAnswers) as refused:
        parse_answers(SCHEME, raw)
    problems = [(each.item, str(each)) for each in refused.value.problems]
    assert problems == [
        ("steps", "Item steps: give a number from 0 to 5 in steps of 0.5."),
        ("nowhere", "There is no item nowhere to answer in this scheme."),
        ("?", "There is no item ? to answer in this scheme."),
        ("x" * 40, f"There is no item {'x' * 40} to answer in this scheme."),
        ("?", "There is no item ? to answer in this scheme."),
    ]
    assert str(refused.value).startswith("5 answers cannot be taken as they are: Item")


@pytest.mark.parametrize("raw", [None, [], "full", 5])
def test_a_sheet_that_is_no_table_is_refused(raw: object) -> None:
    with pytest.raises(InvalidAnswers, match="a table from item to answer"):
        parse_answers(SCHEME, raw)


def test_the_overall_judgement_is_answered_under_its_own_code() -> None:
    judged = indicator_scheme("judgement@1")
    assert parse_answers(judged, {"overall": "good"}) == {"overall": Answer("good")}
    cannot = parse_answers(judged, {"overall": {"special": "cannot_assess"}})
    assert cannot == {"overall": CANNOT}
    for raw in ("superb", {"special": "not_done_external"}):
        with pytest.raises(InvalidAnswers, match="Item overall: choose one of"):
            parse_answers(judged, {"overall": raw})
    with pytest.raises(InvalidAnswers, match="no item overall"):
        parse_answers(indicator_scheme("worst@1"), {"overall": "good"})


def test_the_written_form_says_nothing_that_is_empty() -> None:
    findings = (Finding("late", "迟交", "12"), Finding(absent=True))
    assert to_json(Answer(("late",), findings=findings)) == {
        "choice": ["late"],
        "findings": [
            {"option": "late", "reason": "迟交", "pages": "12"},
            {"absent": True},
        ],
    }
    assert to_json(Answer(D("2.50"))) == {"choice": "2.5"}
    assert to_json(Answer(D(100))) == {"choice": "100"}
    assert to_json(Answer(0)) == {"choice": 0}
    assert to_json(OUTSIDE) == {
        "special": "not_done_external",
        "organ": "看守所",
        "cause": "疫情期间停止会见",
    }


def test_the_vector_holds_choices_by_position_and_no_text() -> None:
    answers = parse_answers(
        SCHEME,
        {
            "steps": {"special": "not_applicable"},
            "all": {"choice": "missing", "reason": "无委托书", "pages": "1"},
            "each": {"special": "not_done_external", "organ": "法院", "cause": "改期"},
            "alt": {"choice": ["late"], "findings": [{"option": "late"}]},
            "level": {"reason": "未定"},
            "remark": "另附意见",
            "forged": "no",
        },
    )
    vector = encode(SCHEME, answers)
    assert vector == [
        {"special": "not_applicable"},
        "missing",
        {"special": "not_done_external"},
        ["late"],
        None,
        None,
        None,
        "",
        None,
        "no",
    ]
    rows = list(texts_of(SCHEME, answers))
    assert rows == [
        ("all", Finding(reason="无委托书", pages="1")),
        ("each", Finding("@organ", "法院")),
        ("each", Finding("@cause", "改期")),
        ("alt", Finding("late")),
        ("level", Finding(reason="未定")),
        ("remark", Finding("@text", "另附意见")),
    ]
    assert decode(SCHEME, json.loads(json.dumps(vector)), rows) == answers


def test_erased_texts_leave_the_choices() -> None:
    answers = {"remark": Answer("另附意见"), "each": OUTSIDE, "steps": Answer(D(1))}
    assert decode(SCHEME, encode(SCHEME, answers)) == {
        "steps": Answer(D(1)),
        "each": Answer(special=Special.NOT_DONE_EXTERNAL),
        "remark": Answer(""),
    }


def test_the_judgement_stands_last_in_the_vector() -> None:
    judged = indicator_scheme("judgement@1")
    answers = parse_answers(judged, {"e": "pass", "overall": "good"})
    assert encode(judged, answers) == [None, None, None, None, "pass", "good"]


def test_a_vector_of_another_scheme_is_refused() -> None:
    with pytest.raises(VectorMismatch):
        decode(SCHEME, ["met"])
    with pytest.raises(InvalidAnswer, match="no item elsewhere"):
        encode(SCHEME, {"elsewhere": NA})


def _choices(each: Item) -> st.SearchStrategy[object]:
    codes = [option.code for option in each.options]
    return {
        ItemKind.STEPS: st.integers(0, 10).map(lambda n: D(n) / 2),
        ItemKind.ALL_OR_NOTHING: st.sampled_from(["met", "missing"]),
        ItemKind.PER_OCCURRENCE: st.integers(0, 999),
        ItemKind.ALTERNATIVES: st.lists(st.sampled_from(codes or [""]), unique=True),
        ItemKind.LEVELS: st.sampled_from(codes or [""]),
        ItemKind.ERROR_COUNT: st.integers(0, 999),
        ItemKind.YES_NO: st.sampled_from(["yes", "no"]),
        ItemKind.INDICATOR: st.sampled_from([each.code for each in LEVELS]),
        ItemKind.RECORD: st.sampled_from(codes) if codes else WORDS,
    }[each.kind]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
FINDINGS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"reason": WORDS, "pages": WORDS, "absent": st.booleans()}
    ),
    max_size=3,
)


def _answers(each: Item) -> st.SearchStrategy[dict[str, object]]:
    outside = st.fixed_dictionaries(
        {"special": st.just("not_done_external"), "organ": WORDS, "cause": WORDS}
    )
    chosen = _choices(each).map(lambda choice: {"choice": choice})
    noted = st.tuples(chosen, FINDINGS).map(
        lambda pair: pair[0] | ({"findings": pair[1]} if pair[1] else {})
    )
    if each.kind is ItemKind.RECORD:
        return noted
    return noted | outside | st.just({"special": "cannot_assess"})


SHEETS = st.fixed_dictionaries(
    {}, optional={leaf.code: _answers(leaf) for leaf in SCHEME.leaves[:-1]}
)


@settings(max_examples=150, deadline=None)
@given(raw=SHEETS)
def test_the_stored_form_gives_the_same_answers_back(raw: dict[str, object]) -> None:
    answers = parse_answers(SCHEME, raw)
    vector = json.loads(json.dumps(encode(SCHEME, answers)))
    assert decode(SCHEME, vector, list(texts_of(SCHEME, answers))) == answers
    written = {code: to_json(answer) for code, answer in answers.items()}
    assert parse_answers(SCHEME, json.loads(json.dumps(written))) == answers
