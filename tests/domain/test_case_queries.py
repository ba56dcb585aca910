"""The query language as a table: what is typed, what it asks, where it is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from review.domain.answers import Special
from review.domain.case_queries import (
    Among,
    Both,
    Contains,
    Is,
    ItemMarked,
    Node,
    Not,
    Range,
    Term,
    Within,
    chosen,
    replaced,
    terms,
)
from review.domain.policy import Granted, Role, Viewer
from review.domain.query_keywords import KEYWORDS, VALUES
from review.domain.query_parsing import MOST_TERMS, parse
from review.domain.query_tokens import QueryRefused
from review.domain.query_words import (
    ANY,
    Asks,
    Subject,
    Value,
    Vocabulary,
    value,
    vocabulary,
)

D = Decimal
OFFICER = Viewer(user_id=1, grants=(Granted(Role.BUREAU_OFFICER, 1),))
GRADES = (
    value("excellent", "优秀", "Excellent"),
    value("pass", "合格", "Pass"),
    value("fail", "不合格", "Fail"),
)
OF_CAMPAIGN = {
    **VALUES,
    "grade": GRADES,
    "item": (
        Value(frozenset({"C3"}), ("C3", "会见笔录"), ("C3", "Notes")),
        Value(frozenset({"1.2"}), ("1.2", "阅卷"), ("1.2", "Reading")),
    ),
    "veto": (value(ANY, "有", "any"), value("V1", "伪造", "Forgery")),
    "county": (value("01", "东山县"), value("02", "西河区"), value("03", "东河县")),
}
KNOWN = vocabulary(OFFICER, Subject.FILES, KEYWORDS, OF_CAMPAIGN)


def plain(node: Node) -> object:
    """A query without the places of its words, short enough for a table."""
    if isinstance(node, Term):
        return (node.name, node.test)
    if isinstance(node, Not):
        return {"not": plain(node.of)}
    joined = "all" if isinstance(node, Both) else "any"
    return {joined: [plain(each) for each in node.of]}


def asked(typed: str) -> object:
    return plain(parse(typed, KNOWN))


def has(*texts: str) -> Contains:
    return Contains(texts)


def codes(*of: str) -> Among:
    return Among(frozenset(of))


def within(low: object = None, high: object = None, **more: bool) -> Within:
    return Within((Range(low, high, **more),))  # type: ignore[arg-type]


FAIL, OVER_TEN = ("grade", codes("fail")), ("gap", within(D(10), beyond=True))
FIRM = ("firm", has("正义"))

READ = [
    ("", {"all": []}),
    ("   ", {"all": []}),
    ("0012", ("anywhere", has("0012"))),
    ("（2025）青援4号", ("anywhere", has("(2025)青援4号"))),
    ('"青援 4"', ("anywhere", has("青援 4"))),
    ("非诉讼", ("anywhere", has("非诉讼"))),
    ("a-b", ("anywhere", has("a-b"))),
    ("等级:不合格", FAIL),
    ("等级：不合格", FAIL),
    ("等次= 不合格", FAIL),
    ("ＧＲＡＤＥ：Ｆａｉｌ", FAIL),
    ("grade:fail", FAIL),
    ("等级:不合格 律所:正义", {"all": [FAIL, FIRM]}),
    ("等级:不合格，律所:正义", {"all": [FAIL, FIRM]}),
    ("grade:fail and firm:正义", {"all": [FAIL, FIRM]}),
    ("等级:优秀,合格", ("grade", codes("excellent", "pass"))),
    ("等级:优秀、合格 正义", {
        "all": [("grade", codes("excellent", "pass")), ("anywhere", has("正义"))]
    }),
    ("律所:正义,公平", ("firm", has("正义", "公平"))),
    ('律所:"正义 律师"', ("firm", has("正义 律师"))),
    ("分差:>10", OVER_TEN),
    ("分差＞１０", OVER_TEN),
    ("分差 > 10", OVER_TEN),
    ("gap>10分", OVER_TEN),
    ("分差:≥10", ("gap", within(D(10)))),
    ("分差<=2.5", ("gap", within(None, D("2.5")))),
    ("分差:10", ("gap", within(D(10), D(10)))),
    ("分差!=10", {"not": ("gap", within(D(10), D(10)))}),
    ("得分:60..75", ("score", within(D(60), D(75)))),
    ("得分:60-75", ("score", within(D(60), D(75)))),
    ("得分:60～75", ("score", within(D(60), D(75)))),
    ("得分:60至75", ("score", within(D(60), D(75)))),
    ("得分:60,75", ("score", Within((Range(D(60), D(60)), Range(D(75), D(75)))))),
    ("结案:2025", ("closed", within(date(2025, 1, 1), date(2025, 12, 31)))),
    ("结案:2024-02", ("closed", within(date(2024, 2, 1), date(2024, 2, 29)))),
    ("结案:2025年3月5日", ("closed", within(date(2025, 3, 5), date(2025, 3, 5)))),
    ("结案:>2025-03", ("closed", within(date(2025, 3, 31), beyond=True))),
    ("结案:<2025-03", ("closed", within(None, date(2025, 3, 1), beyond=True))),
    ("closed:>=2025/3", ("closed", within(date(2025, 3, 1)))),
    ("结案:2025-03..2025-06", ("closed", within(date(2025, 3, 1), date(2025, 6, 30)))),
    ("结案:2025年3月至2025年6月", (
        "closed", within(date(2025, 3, 1), date(2025, 6, 30))
    )),
    ("逾期:是", ("late", Is(True))),
    ("scan:no", ("scan", Is(False))),
    ("扫描件:无", ("scan", Is(False))),
    ("类型:民事", ("kind", codes("civil"))),
    ("阶段:一审", ("stage", codes("trial_first"))),
    ("状态:待复评", ("state", codes("diverged"))),
    ("state:diverged,read_again", ("state", codes("diverged", "read_again"))),
    ("区县:东山", ("county", codes("01"))),
    ("项:C3<2", ("item", ItemMarked("C3", (Range(None, D(2), beyond=True),)))),
    ("项：Ｃ３＜２", ("item", ItemMarked("C3", (Range(None, D(2), beyond=True),)))),
    ("项:1.2=0", ("item", ItemMarked("1.2", (Range(D(0), D(0)),)))),
    ("项:会见笔录:>=1", ("item", ItemMarked("C3", (Range(D(1), None),)))),
    ("item:C3", ("item", ItemMarked("C3"))),
    ("项:C3:不适用", (
        "item", ItemMarked("C3", special=Special.NOT_APPLICABLE)
    )),
    ("项:C3!=2", ("item", ItemMarked("C3", (
        Range(None, D(2), beyond=True), Range(D(2), None, beyond=True)
    )))),
    ("否决:有", ("veto", codes(ANY))),
    ("-等级:不合格", {"not": FAIL}),
    ("非等级:不合格", {"not": FAIL}),
    ("非 等级:不合格", {"not": FAIL}),
    ("not grade:fail", {"not": FAIL}),
    ("--grade:fail", {"not": {"not": FAIL}}),
    ("等级:不合格 或 律所:正义", {"any": [FAIL, FIRM]}),
    ("grade:fail OR firm:正义", {"any": [FAIL, FIRM]}),
    ("等级:不合格|律所:正义", {"any": [FAIL, FIRM]}),
    ("分差>10 等级:不合格 或 律所:正义", {
        "any": [{"all": [OVER_TEN, FAIL]}, FIRM]
    }),
    ("分差>10（等级:不合格 或 律所:正义）", {
        "all": [OVER_TEN, {"any": [FAIL, FIRM]}]
    }),
    ("非（等级:不合格 律所:正义）", {"not": {"all": [FAIL, FIRM]}}),
    ("律所:或", ("firm", has("或"))),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "expected"), READ, ids=[row[0] for row in READ])
def test_what_is_typed_is_what_is_asked(typed: str, expected: object) -> None:
    assert asked(typed) == expected


REFUSED = [
    ("登级:不合格", "登级", "There is no keyword “登级”.", "等级:不合格"),
    ("律所:正义 grad:fail", "grad", "There is no keyword “grad”.",
     "律所:正义 grade:fail"),
    ("非登级:不合格", "非登级", "There is no keyword “非登级”.", None),
    ("等级:不及格", "不及格", "“不及格” is not a value of “等级”.", "等级:不合格"),
    ("grade:bad", "bad", "“bad” is not a value of “grade”.", None),
    ("区县:东", "东", "“东” may mean several values of “区县”.", None),
    ("等级:", "等级", "A value is missing after “等级”.", ""),
    ("等级: )", "等级", "A value is missing after “等级”.", ""),
    ("分差:很大", "很大",
     "A number is wanted here: 10, >10, <=10 or 60..75.", ""),
    ("得分:75..60", "75..60",
     "A number is wanted here: 10, >10, <=10 or 60..75.", ""),
    ("得分:>60..75", "60..75",
     "A number is wanted here: 10, >10, <=10 or 60..75.", ""),
    ("分差:-5", "-5", "A number is wanted here: 10, >10, <=10 or 60..75.", ""),
    ("结案:2025-02-30", "2025-02-30",
     "A day is wanted here: 2025, 2025-03, 2025-03-05, or two of them: a..b.", ""),
    ("结案:0000", "0000",
     "A day is wanted here: 2025, 2025-03, 2025-03-05, or two of them: a..b.", ""),
    ("逾期:也许", "也许", "Yes or no is wanted here.", ""),
    ("律所>正义", "正义",
     "“律所” has no greater or less: write a colon after it.", ""),
    ("等级:不合格律所:正义", "不合格律所",
     "“不合格律所” is not a value of “等级”.", None),
    (":5", ":", "A keyword is missing before this sign.", ""),
    ("正义 > 5", "正义", "There is no keyword “正义”.", None),
    ("正义 或", "或", "Something to look for is missing here.", ""),
    ("或 正义", "或", "Something to look for is missing here.", ""),
    ("正义 -", None, "", None),
    ("非", "非", "Something to look for is missing here.", ""),
    ("()", ")", "Something to look for is missing here.", ""),
    ("(正义", "(", "This bracket is never closed.", ""),
    ("正义）", "）", "There is no opening bracket to this one.", ""),
    ('律所:"正义', '"正义', "This quotation mark is never closed.", ""),
    ("项:C9<2", "C9", "“C9” is not a value of “项”.", "项:C3<2"),
    ("项:C3<很低", "很低",
     "A number is wanted here: 10, >10, <=10 or 60..75.", ""),
    ("项:C3<", "<", "A number is wanted here: 10, >10, <=10 or 60..75.", ""),
    ("正" * 501, "正", "A query has at most 500 characters.", ""),
    ("a " * (MOST_TERMS + 1), "a", "A query has at most 30 conditions.", ""),
    ("(" * 21 + "a", "(", "These brackets lie too deep in one another.", ""),
    ("非" + "-" * 21 + "a", None, "", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "word", "sentence", "mended"),
    [row for row in REFUSED if row[1]],
    ids=[row[0][:20] for row in REFUSED if row[1]],
)
def test_what_cannot_be_read_is_refused_at_its_place(
    typed: str, word: str, sentence: str, mended: str | None
) -> None:
    with pytest.raises(QueryRefused) as refusal:
        parse(typed, KNOWN)

    span = refusal.value.span
    assert typed[span.start : span.end] == word
    assert str(refusal.value) == sentence
    if mended is not None:
        assert refusal.value.mended == mended


def test_every_keyword_is_known_by_all_its_names() -> None:
    for subject in Subject:
        known = vocabulary(OFFICER, subject, KEYWORDS, OF_CAMPAIGN)
        for each in known.keywords:
            assert all(known.keyword(name) is each for name in each.names), each


def test_examples_of_the_help_can_be_read() -> None:
    for subject in Subject:
        known = vocabulary(OFFICER, subject, KEYWORDS, OF_CAMPAIGN)
        for each in known.keywords:
            for language in ("en", "zh"):
                (term,) = terms(parse(each.example(language), known))
                assert term.name == each.name


def test_each_list_has_fifteen_keywords_or_more() -> None:
    counted = {
        subject: len(vocabulary(OFFICER, subject, KEYWORDS, VALUES).keywords)
        for subject in Subject
    }

    assert counted == {"cases": 15, "files": 27, "reads": 17}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("subject", list(Subject))
def test_a_keyword_nobody_gave_does_not_exist(role: Role, subject: Subject) -> None:
    """The table of who may ask what, written out a second time."""
    everything = {each.name for each in KEYWORDS if subject in each.subjects}
    expected = {
        Role.BUREAU_OFFICER: everything,
        Role.CAMPAIGN_MANAGER: everything,
    }
    viewer = Viewer(user_id=1, grants=(Granted(role, 1),))

    known = vocabulary(viewer, subject, KEYWORDS, OF_CAMPAIGN)

    assert {each.name for each in known.keywords} == expected.get(role, set())
    for each in KEYWORDS:
        if known.named(each.name) is None:
            without = [other for other in KEYWORDS if other is not each]
            unknown = vocabulary(viewer, subject, without, OF_CAMPAIGN)
            for name in each.names:
                assert _refusal(name, known) == _refusal(name, unknown)


def _refusal(name: str, known: Vocabulary) -> tuple[object, ...]:
    with pytest.raises(QueryRefused) as refusal:
        parse(f"{name}:x", known)
    found = refusal.value
    return str(found), found.span, found.nearest, found.mended


def test_an_empty_vocabulary_still_finds_words() -> None:
    known = Vocabulary(())

    assert plain(parse("正义", known)) == ("anywhere", has("正义"))


@pytest.mark.parametrize(
    ("typed", "word", "expected"),
    [
        ("", "状态:已定", "状态:已定"),
        ("状态:待复评", "状态:已定", "状态:已定"),
        ("状态:待复评", "", ""),
        ("(状态:待复评) 正义", "", "正义"),
        ("正义 状态：待复评 得分>5", "状态:已定", "正义 状态:已定 得分>5"),
        ("正义 状态：待复评 得分>5", "", "正义 得分>5"),
        ("状态:待复评 或 正义", "状态:已定", "(状态:待复评 或 正义) 状态:已定"),
        ("非 状态:待复评", "状态:已定", "非 状态:待复评 状态:已定"),
        ("正义 ", "", "正义"),
    ],
)
def test_a_filter_changes_its_own_word_only(
    typed: str, word: str, expected: str
) -> None:
    found = replaced(typed, parse(typed, KNOWN), "state", word)

    assert found == expected
    parse(found, KNOWN)


def test_a_filter_shows_what_the_query_says() -> None:
    node = parse("正义 状态:待复评", KNOWN)

    term = chosen(node, "state")
    assert term is not None and term.test == codes("diverged")
    assert chosen(node, "grade") is None
    assert chosen(parse("-状态:待复评", KNOWN), "state") is None


def test_ranges_hold_their_ends_unless_beyond() -> None:
    held = [D(n) for n in range(5) if Range(D(1), D(3)).holds(D(n))]
    inner = [D(n) for n in range(5) if Range(D(1), D(3), beyond=True).holds(D(n))]

    assert held == [1, 2, 3]
    assert inner == [2]
    assert Range().holds(D(7))


def test_values_have_a_name_in_each_language() -> None:
    one = Value(frozenset({"x"}), ("甲",), ("one",))

    assert (one.in_language("zh_Hans"), one.in_language("en")) == ("甲", "one")
    assert all(k.asks is not Asks.CHOICE or KNOWN.values_of(k) for k in KNOWN.keywords)
