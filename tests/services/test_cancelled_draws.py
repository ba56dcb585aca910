"""Whoever drew, looked, cancelled and drew again has that written on the certificate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from review.domain.sampling_changes import ChangeKind
from review.domain.sampling_docket import Followed
from review.services import cancelling, draw_records, opening, redrawing, sampling
from review.store import unit
from tests.casework import Casework, casework, number, plan, sheet
from tests.conftest import AT

LATER, LAST = AT + timedelta(hours=1), AT + timedelta(hours=2)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Six civil files and two of arbitration."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.scheme(sheet("labour", case_kinds=("arbitration",)))
            made.reviewer_numbers(3)
            for n in range(6):
                made.case(f"c{n}")
            for n in range(2):
                made.case(f"a{n}", kind="arbitration")
        yield made


def draw(work: Casework, at: Any, seed: str, **changes: Any) -> None:
    given = plan(**{"sample": number(2), "seed": seed} | changes)
    opening.open_campaign(viewer=work.officer, plan=given, at=at)
    sampling.draw(viewer=work.officer, code=given.code, at=at)


def cancel(work: Casework, at: Any, code: str = "2025") -> None:
    cancelling.cancel(viewer=work.officer, code=code, reason="样本不合意", at=at)


def named(work: Casework, code: str = "2025") -> list[tuple[str, str, int, str]]:
    record = sampling.record_of(viewer=work.officer, code=code)
    return [
        (each.code, each.seed, each.n_drawn, each.reason) for each in record.cancelled
    ]


FIRST = ("2025", "first", 2, "样本不合意")


def test_a_draw_cancelled_before_is_on_record_with_its_seed(work: Casework) -> None:
    draw(work, AT, "first")
    assert named(work) == []
    cancel(work, LATER)
    draw(work, LAST, "second")

    assert named(work) == [FIRST]
    body = sampling.bundle(viewer=work.officer, code="2025", at=LAST)
    assert body == sampling.bundle(viewer=work.officer, code="2025", at=LAST)
    found = redrawing.redraw(body)
    assert found.holds
    (before,) = found.cancelled
    assert (before["code"], before["seed"], before["files"]) == ("2025", "first", "2")
    assert before["reason"] == "样本不合意"


def test_another_code_hides_nothing_where_the_files_are_the_same(
    work: Casework,
) -> None:
    draw(work, AT, "first")
    draw(work, LATER, "second", code="again")
    cancel(work, LAST)

    assert named(work, "again") == [FIRST]


def test_what_has_no_file_in_common_is_not_named(work: Casework) -> None:
    draw(work, AT, "first", code="other", schemes=("labour",))
    cancel(work, LATER, "other")
    draw(work, LAST, "second")

    assert named(work) == []


def test_a_later_draw_is_not_named_nor_one_that_was_brought_back(
    work: Casework,
) -> None:
    draw(work, AT, "first")
    draw(work, LATER, "second", code="again")
    cancel(work, LAST, "again")
    assert named(work) == []

    cancel(work, LAST)
    (line, _) = cancelling.listing(viewer=work.officer)
    cancelling.bring_back(viewer=work.officer, public_id=line.public_id, at=LAST)
    assert line.code == "2025"
    assert named(work) == []


def test_on_one_page_the_changes_make_room_for_what_stands_above(
    work: Casework,
) -> None:
    draw(work, AT, "first")
    cancel(work, LATER)
    draw(work, LAST, "second")
    record = sampling.record_of(viewer=work.officer, code="2025")
    change = draw_records.ChangeLine(
        1, ChangeKind.REPLACEMENT, AT, "a", ("b",), 0, "", "x"
    )
    many = replace(
        record,
        changes=(change,) * 20,
        cancelled=record.cancelled * 9,
        followed=(Followed("1", "2"),) * 9,
    )
    whole = 18 - -(-len(record.shown_strata) // 2)

    assert len(many.first_changes) == whole - 2 * (2 + 4)
    assert len(replace(many, followed=(), cancelled=()).first_changes) == 10
