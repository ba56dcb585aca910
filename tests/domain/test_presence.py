"""What a contents list decides of an item, and how it goes together with days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from review.domain.answers import Answer, Finding, Special, to_json
from review.domain.case_dates import CaseDates, CaseEvent, Dated
from review.domain.choices import Choice
from review.domain.contents import Evidence, Standing
from review.domain.contents import Finding as Found
from review.domain.documents import DocumentType
from review.domain.lines import Line, answerable
from review.domain.presence import Presence, Verdict, is_doubted, presence
from review.domain.procedures import (
    Proposal,
    Response,
    accepted,
    changed_since,
    objections,
    offered,
    proposal,
    response,
)
from review.domain.schemes import DayKind, Item, ItemKind, Procedure
from tests.domain.builders import bonus, item, points_scheme, section

LETTER, JUDGMENT = DocumentType.AID_LETTER, DocumentType.JUDGMENT
PRESENT, MISSING, UNKNOWN = Standing.PRESENT, Standing.MISSING, Standing.UNKNOWN
ASIDE, NOT_LISTED = Standing.NOT_APPLICABLE, Standing.NOT_LISTED
MISPLACED = Standing.OUT_OF_ORDER
FILING = Procedure("closed", "archived", 30, DayKind.CALENDAR, "S49")
PAPERS = (LETTER.value, JUDGMENT.value)
WHOLE = replace(
    item("i", 10, ItemKind.ALL_OR_NOTHING), documents=PAPERS, by_presence=True
)
TIMED = replace(WHOLE, procedures=(FILING,))
MAY_LACK = replace(WHOLE, may_not_apply=True)
IN_TIME, LATE = date(2025, 9, 30), date(2025, 10, 31)


def line_of(made: Item) -> Line:
    scheme = points_scheme(section("s", made, item("other", 90)))
    return answerable(scheme)["i"]


def said(whole: Standing, *standings: Standing) -> Evidence:
    """What a list says of the two papers, and of both together."""
    pairs = zip((LETTER, JUDGMENT), standings, strict=True)
    return Evidence(whole, tuple(Found(paper, each) for paper, each in pairs))


def archived(on: date) -> CaseDates:
    return {
        CaseEvent.CLOSED: Dated(date(2025, 9, 1), None),  # type: ignore[arg-type]
        CaseEvent.ARCHIVED: Dated(on, None),  # type: ignore[arg-type]
    }


BOTH = said(PRESENT, PRESENT, PRESENT)
ONE_LACKS = said(MISSING, PRESENT, MISSING)
NEITHER = said(ASIDE, ASIDE, ASIDE)


@pytest.mark.parametrize(
    ("made", "evidence", "expected"),
    [
        (WHOLE, None, None),
        (WHOLE, BOTH, Presence(Verdict.PRESENT)),
        (WHOLE, said(PRESENT, PRESENT, ASIDE), Presence(Verdict.PRESENT)),
        (WHOLE, ONE_LACKS, Presence(Verdict.MISSING, (JUDGMENT,))),
        (
            WHOLE,
            said(MISSING, MISSING, UNKNOWN),
            Presence(Verdict.MISSING, (LETTER,)),
        ),
        (WHOLE, said(PRESENT, PRESENT, NOT_LISTED), None),
        (WHOLE, said(PRESENT, PRESENT, UNKNOWN), None),
        (WHOLE, said(UNKNOWN, UNKNOWN, UNKNOWN), None),
        (WHOLE, said(NOT_LISTED, NOT_LISTED, NOT_LISTED), None),
        (WHOLE, said(MISPLACED, PRESENT, MISPLACED), None),
        (WHOLE, NEITHER, None),
        (MAY_LACK, NEITHER, Presence(Verdict.NOT_APPLICABLE)),
        (replace(WHOLE, by_presence=False), BOTH, None),
    ],
)
def test_the_list_decides_only_what_it_shows(
    made: Item, evidence: Evidence | None, expected: Presence | None
) -> None:
    assert presence(line_of(made), evidence) == expected


LOOKED_FOR = replace(WHOLE, by_presence=False)
MAY_BE_NONE = replace(LOOKED_FOR, may_not_apply=True)


@pytest.mark.parametrize(
    ("made", "evidence", "expected"),
    [
        (LOOKED_FOR, None, False),
        (LOOKED_FOR, BOTH, False),
        (LOOKED_FOR, ONE_LACKS, True),
        (LOOKED_FOR, said(UNKNOWN, MISPLACED, UNKNOWN), True),
        (LOOKED_FOR, said(MISPLACED, MISPLACED, PRESENT), True),
        (LOOKED_FOR, said(UNKNOWN, PRESENT, UNKNOWN), False),
        (LOOKED_FOR, said(PRESENT, PRESENT, NOT_LISTED), False),
        (LOOKED_FOR, said(PRESENT, PRESENT, ASIDE), False),
        (LOOKED_FOR, NEITHER, False),
        (MAY_BE_NONE, NEITHER, True),
        (MAY_BE_NONE, said(PRESENT, PRESENT, ASIDE), False),
        (WHOLE, said(MISPLACED, MISPLACED, PRESENT), True),
    ],
)
def test_full_marks_pass_over_what_the_list_says(
    made: Item, evidence: Evidence | None, expected: bool
) -> None:
    assert is_doubted(line_of(made), evidence) is expected


def test_a_bonus_that_is_not_won_needs_no_papers() -> None:
    scheme = points_scheme(section("s", item("other")), bonus("b", 5, LOOKED_FOR))

    assert not is_doubted(answerable(scheme)["i"], ONE_LACKS)


def yes_no(full_on: str) -> Item:
    return replace(WHOLE, kind=ItemKind.YES_NO, full_on=full_on)


@pytest.mark.parametrize(
    ("made", "evidence", "choice"),
    [
        (WHOLE, BOTH, "met"),
        (WHOLE, ONE_LACKS, "missing"),
        (yes_no("yes"), BOTH, "yes"),
        (yes_no("yes"), ONE_LACKS, "no"),
        (yes_no("no"), BOTH, "no"),
        (yes_no("no"), ONE_LACKS, "yes"),
    ],
)
def test_the_answer_follows_the_papers(
    made: Item, evidence: Evidence, choice: str
) -> None:
    assert proposal(line_of(made), {}, evidence).choice == choice


@pytest.mark.parametrize(
    ("dates", "evidence", "choice", "is_late"),
    [
        (archived(IN_TIME), BOTH, "met", False),
        (archived(IN_TIME), ONE_LACKS, "missing", False),
        (archived(IN_TIME), None, None, False),
        (archived(LATE), None, "missing", True),
        (archived(LATE), BOTH, "missing", True),
        (archived(LATE), ONE_LACKS, "missing", True),
        ({}, BOTH, None, False),
        ({}, ONE_LACKS, "missing", False),
    ],
)
def test_days_and_papers_make_one_proposal(
    dates: CaseDates, evidence: Evidence | None, choice: Choice | None, is_late: bool
) -> None:
    found = proposal(line_of(TIMED), dates, evidence)

    assert (found.choice, found.is_late) == (choice, is_late)
    assert found.is_fault == (choice == "missing")


def test_what_does_not_apply_is_proposed_as_that() -> None:
    found = proposal(line_of(MAY_LACK), {}, NEITHER)

    assert (found.choice, found.special) == (None, Special.NOT_APPLICABLE)
    assert offered(found) == {"special": "not_applicable"}
    assert accepted(found, None, "") == to_json(Answer(special=Special.NOT_APPLICABLE))
    assert response(found, Answer(special=Special.NOT_APPLICABLE)) is Response.ACCEPTED
    assert response(found, Answer(special=Special.CANNOT_ASSESS)) is Response.OVERRIDDEN
    assert response(found, Answer("met")) is Response.OVERRIDDEN


def test_an_item_left_aside_does_not_agree_with_papers_that_are_there() -> None:
    found = proposal(line_of(MAY_LACK), {}, BOTH)

    assert response(found, Answer("met")) is Response.ACCEPTED
    assert (
        response(found, Answer(special=Special.NOT_APPLICABLE)) is Response.OVERRIDDEN
    )


def test_what_lacks_is_taken_over_as_absent_from_the_file() -> None:
    found = proposal(line_of(WHOLE), {}, ONE_LACKS)

    assert accepted(found, None, "no judgment") == to_json(
        Answer("missing", findings=(Finding(reason="no judgment", absent=True),))
    )
    told = Answer("met", findings=(Finding(reason="mine"),))
    assert accepted(found, told, "no judgment") == to_json(
        Answer("missing", findings=told.findings)
    )


def test_another_answer_needs_its_reason() -> None:
    found = {"i": proposal(line_of(WHOLE), {}, ONE_LACKS)}
    explained = Answer("met", findings=(Finding(reason="on page 9"),))

    assert [each.item for each in objections(found, {"i": Answer("met")}, {})] == ["i"]
    assert list(objections(found, {"i": explained}, {})) == []


def changes(before: Proposal, after: Proposal) -> set[str]:
    answers = {"i": Answer("met")}
    return set(changed_since({"i": after}, answers, {"i": before.basis}))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (BOTH, BOTH, set()),
        (BOTH, ONE_LACKS, {"i"}),
        (None, BOTH, {"i"}),
        (None, said(UNKNOWN, UNKNOWN, UNKNOWN), set()),
        (ONE_LACKS, said(MISSING, MISSING, MISSING), {"i"}),
    ],
)
@pytest.mark.parametrize("made", [WHOLE, TIMED])
def test_a_list_that_comes_to_another_verdict_is_a_change(
    made: Item, before: Evidence | None, after: Evidence, expected: set[str]
) -> None:
    line, dates = line_of(made), archived(IN_TIME)
    then, now = proposal(line, dates, before), proposal(line, dates, after)

    assert changes(then, now) == expected
