"""The checklist is filled in and read back without loss, and filled in quickly."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from review.domain.answers import Answer, Finding, Special, parse_answers, to_json
from review.domain.cited_pages import file_pages, without_page
from review.domain.completeness import missing
from review.domain.numbering import numbered
from review.domain.page_numbers import Part
from review.domain.schemes import Scheme
from review.domain.scoring import score
from review.web import filling
from review.web.forms.checklist import Checklist, checklist, drawn_form
from review.web.forms.controls import draw
from review.web.forms.posted import raw_answers
from review.web.forms.progress import Progress, progress_of
from review.web.language import speaking
from tests.domain.builders import (
    LEVELS,
    D,
    adding,
    indicator_scheme,
    item,
    points_scheme,
    section,
    text,
)
from tests.web.forms.sheets import Browser, every_kind, sent

pytestmark = pytest.mark.usefixtures("request_in_english")

WHY = Finding(reason="会见笔录\n未签名 <b>", pages="3-5")
OUTSIDE = Answer(special=Special.NOT_DONE_EXTERNAL, organ="看守所", cause='停止"会见"')
ANSWERS: list[tuple[str, Answer]] = [
    ("notes", Answer(D("2.5"), findings=(WHY, Finding(absent=True)))),
    ("notes", Answer(special=Special.NOT_APPLICABLE)),
    ("notes", Answer(special=Special.CANNOT_ASSESS, findings=(WHY,))),
    ("notes", OUTSIDE),
    ("notes", Answer(findings=(Finding(reason="还没有打分"),))),
    ("notes", Answer(D(0))),
    ("seal", Answer("met")),
    ("seal", Answer("missing", findings=(WHY,))),
    ("papers", Answer(0)),
    ("papers", Answer(3, findings=(WHY, Finding(pages="9")))),
    ("late", Answer(())),
    ("late", Answer(("a_bit",), findings=(Finding("a_bit", "晚了", "7"),))),
    ("late", Answer(("a_bit", "a_lot"), findings=(Finding("a_lot", absent=True),))),
    ("late", Answer(("a_bit",), findings=(Finding(reason="不指明哪一项"),))),
    ("plan", Answer("good")),
    ("plan", Answer("thin", findings=(WHY,))),
    ("errors", Answer(0)),
    ("errors", Answer(12, findings=(WHY,))),
    ("told", Answer("no")),
    ("told", Answer("yes", findings=(WHY,))),
    ("court_on_time", Answer(D(4), findings=(WHY,))),
    ("appeal_won", Answer("yes", findings=(WHY,))),
    ("took_money", Answer("yes", findings=(WHY,))),
    ("took_money", Answer("no")),
    ("outcome", Answer("lost")),
    ("outcome", Answer("won", findings=(Finding(reason="二审改判"),))),
    ("remark", Answer("两行\n文字 & <标记>")),
]


def progress(scheme: Scheme, form: Checklist, answers: dict[str, Answer]) -> Progress:
    return progress_of(
        scheme, form.drawn, score(scheme, answers), missing(scheme, answers)
    )


@pytest.mark.parametrize(
    ("language", "told"), [("en", "no page 999, p. x:"), ("zh_Hans", "999、p. x")]
)
def test_pages_that_the_file_has_not_are_told_in_a_row(
    language: str, told: str
) -> None:
    scheme = every_kind()
    file = file_pages((Part(3),), is_divided=False)
    found = tuple(without_page({"seal": ["999、p. x"]}, file))
    with speaking(language):
        state = progress_of(scheme, checklist(scheme).drawn, score(scheme, {}), found)
    assert told in state.lines["seal"].needs


def filled(scheme: Scheme, answers: dict[str, Answer]) -> str:
    form = checklist(scheme)
    return form.filled(answers, progress(scheme, form, answers))


@pytest.mark.parametrize(("code", "answer"), ANSWERS)
def test_an_answer_comes_back_as_it_was_filled_in(code: str, answer: Answer) -> None:
    scheme = every_kind()

    raw = raw_answers(checklist(scheme).drawn, sent(filled(scheme, {code: answer})))

    given = {each: found for each, found in raw.items() if found is not None}
    assert parse_answers(scheme, given) == {code: answer}


def test_a_whole_sheet_comes_back_as_it_was_filled_in() -> None:
    scheme = every_kind()
    answers = parse_answers(scheme, {c: to_json(a) for c, a in ANSWERS})

    raw = raw_answers(checklist(scheme).drawn, sent(filled(scheme, answers)))

    given = {each: found for each, found in raw.items() if found is not None}
    assert parse_answers(scheme, given) == answers


def test_an_empty_sheet_is_read_as_no_answers() -> None:
    scheme = every_kind()

    raw = raw_answers(checklist(scheme).drawn, sent(filled(scheme, {})))

    assert raw == {leaf.code: None for leaf in scheme.leaves}


@pytest.mark.parametrize("grade", ["excellent", "fail"])
def test_an_indicator_and_the_overall_grade_come_back(grade: str) -> None:
    scheme = indicator_scheme("judgement@1")
    answers = {"a": Answer(grade), "overall": Answer("pass")}

    raw = raw_answers(checklist(scheme).drawn, sent(filled(scheme, answers)))

    assert raw["a"] == {"choice": grade}
    assert raw["overall"] == {"choice": "pass"}


def test_a_filled_sheet_leaves_nothing_behind_for_the_next_one() -> None:
    scheme = every_kind()
    answers = dict(ANSWERS)
    first = filled(scheme, {})

    filled(scheme, answers)

    assert filled(scheme, {}) == first
    fresh = drawn_form(scheme)
    assert fresh.filled({}, progress(scheme, fresh, {})) == first


def test_every_place_is_filled_and_no_text_of_a_person_becomes_markup() -> None:
    html = filled(every_kind(), dict(ANSWERS))

    assert filling.CUT not in html
    assert "<b>" not in html.replace('<b class="line-lost">', "")
    assert "<标记>" not in html
    assert "&lt;标记&gt;" in html
    assert "Meeting &lt;notes&gt; &amp; signs" in html


def test_states_and_needs_stand_at_their_lines() -> None:
    answers = {"notes": Answer(D(2)), "seal": Answer("met")}

    page = Browser(filled(every_kind(), answers))

    wanted = dict.fromkeys((leaf.code for leaf in every_kind().leaves), "open")
    wanted |= {"notes": "incomplete", "seal": "done", "remark": "optional"}
    assert page.states == wanted


def test_a_refused_answer_is_shown_as_typed_beside_the_sentence() -> None:
    scheme = every_kind()
    form = checklist(scheme)
    typed = {"notes": Answer("12,5")}
    problems = {"notes": "Give a number <here>."}

    html = form.filled(typed, progress(scheme, form, {}), problems=problems)

    assert Browser(html).states["notes"] == "refused"
    assert sent(html)["a.notes"] == "12,5"
    assert "Give a number &lt;here&gt;." in html


@pytest.mark.parametrize(
    ("answer", "more", "rows"),
    [
        (Answer(D(2)), "", 1),
        (Answer(D(2), findings=(WHY,)), "", 1),
        (Answer(D(2), findings=(WHY,)), "notes", 2),
    ],
)
def test_there_is_always_a_finding_to_write(
    answer: Answer, more: str, rows: int
) -> None:
    assert _rows("notes", answer, more) == rows


@pytest.mark.parametrize(
    ("code", "answer", "rows"),
    [
        ("papers", Answer(0), 1),
        ("papers", Answer(3), 3),
        ("papers", Answer(40), 6),
        ("papers", Answer(3, findings=(WHY,)), 3),
        ("late", Answer(("a_bit", "a_lot")), 2),
        ("late", Answer(("a_lot",), findings=(Finding("a_lot", "晚"),)), 1),
        ("late", Answer(()), 1),
        ("remark", Answer("评语"), 0),
    ],
)
def test_there_are_as_many_findings_to_write_as_were_counted(
    code: str, answer: Answer, rows: int
) -> None:
    assert _rows(code, answer, "") == rows


def _rows(code: str, answer: Answer, more: str) -> int:
    scheme = every_kind()
    form = checklist(scheme)
    answers = {code: answer}
    html = form.filled(answers, progress(scheme, form, answers), more=more)
    names = {name for name in sent(html) if name.startswith(f"f.{code}.")}
    return len({name.split(".")[2] for name in names})


def test_special_answers_are_offered_only_where_they_are_possible() -> None:
    drawn = checklist(every_kind()).drawn.by_code
    assessed = (Special.CANNOT_ASSESS, Special.NOT_DONE_EXTERNAL)

    assert drawn["notes"].specials == (Special.NOT_APPLICABLE, *assessed)
    assert drawn["seal"].specials == assessed
    assert drawn["appeal_won"].specials == (Special.CANNOT_ASSESS,)
    assert drawn["took_money"].specials == (Special.CANNOT_ASSESS,)
    assert drawn["outcome"].specials == drawn["remark"].specials == ()


@pytest.mark.parametrize(
    ("points", "step", "expected"),
    [
        ("1", "0.5", ["0", "0.5", "1"]),
        ("3", "0.5", ["0", "0.5", "1", "1.5", "2", "2.5", "3"]),
        ("5", "0.5", ["0", "1", "2", "3", "4", "5"]),
        ("10", "0.5", ["0", "2", "4", "6", "8", "10"]),
        ("15", "1", ["0", "5", "10", "15"]),
        ("7", "2", ["0", "2", "4", "6", "7"]),
        ("0.3", "0.3", ["0", "0.3"]),
    ],
)
def test_quick_numbers_are_round_and_few(
    points: str, step: str, expected: list[str]
) -> None:
    scheme = points_scheme(
        section("s", item("i", points, step=D(step))), digest=points + step
    )

    choices = checklist(scheme).drawn.by_code["i"].choices

    assert [choice.value for choice in choices] == expected


def test_worth_is_what_an_answer_takes_or_gives() -> None:
    lines = (item("a", 2), item("b", 3, kind=every_kind().item("seal").kind))
    taken = checklist(points_scheme(section("s", *lines), digest="t")).drawn.by_code
    given = checklist(adding(section("s", *lines), digest="g")).drawn.by_code

    worths = [[c.worth for c in each["b"].choices] for each in (taken, given)]
    assert worths == [["", "\N{MINUS SIGN}3"], ["+3", ""]]
    assert taken["a"].prompt == "Points off"
    assert given["a"].prompt == "Points earned"


def test_items_are_numbered_as_on_the_whole_sheet_when_few_are_read() -> None:
    form = checklist(every_kind(), items=("court_argued", "took_money"))

    assert {c: d.number for c, d in form.drawn.by_code.items()} == {
        "court_argued": "1.8.2",
        "took_money": "3.1",
    }


def test_the_meaning_of_indicator_grades_stands_once_above_the_sheet() -> None:
    grades = tuple(
        type(each)(each.code, each.title, guidance=text(f"<{each.code} means>"))
        for each in LEVELS
    )
    scheme = indicator_scheme(indicator_grades=grades, digest="scale")

    html = filled(scheme, {})

    assert html.count("&lt;excellent means&gt;") == 1


def test_a_form_is_drawn_once_for_each_language_part_and_choice_of_items() -> None:
    scheme = every_kind()

    assert checklist(scheme) is checklist(scheme)
    assert checklist(scheme, items=["seal", "late"]) is checklist(
        scheme, items=("late", "seal")
    )
    with speaking("zh_Hans"):
        other = checklist(scheme)
    assert other is not checklist(scheme)
    assert "会见&lt;笔录&gt;" in other.filled({}, progress(scheme, other, {}))


def test_filling_is_much_faster_than_drawing() -> None:
    """Both in the same run, so that a slow machine is slow twice."""
    forty = section("s", *(item(f"i{n}", "2.5") for n in range(40)))
    scheme = points_scheme(forty, digest="forty")
    answers = {f"i{n}": Answer(D(1), findings=(WHY,)) for n in range(40)}
    form = checklist(scheme)
    state = progress(scheme, form, answers)

    drawing = _seconds(lambda: drawn_form(scheme), 3)
    filling = _seconds(lambda: form.filled(answers, state), 10)

    assert filling * 8 < drawing


def _seconds(work: Callable[[], object], times: int) -> float:
    """The quickest of several runs: what the machine can do when left alone."""
    found = []
    for _ in range(times):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def test_the_page_numbers_lines_as_the_domain_does() -> None:
    scheme = every_kind()
    drawn = draw(scheme).by_code

    found = {
        each.line.item.code: each.number
        for section in numbered(scheme)
        for each in section.lines
    }
    assert {code: line.number for code, line in drawn.items()} == found
