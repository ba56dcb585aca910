"""Alternates stand ready for every file and are called at once, under every rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.policy import Role
from review.services import allocation, alternates, conflicts, declining, sampling
from review.services.conflicts import Against
from review.services.recusal import refill
from review.store import turns, unit
from review.store.models import Alternate, Event, Read
from review.store.queries import alternates as queries
from review.store.queries import candidates
from tests.casework import Casework, casework, number, plan, sheet, submit
from tests.conftest import AT
from tests.services.held import heard, held, impatient
from tests.services.rounds import at_once
from tests.services.test_allocation import reads

LATER = AT + timedelta(days=1)
ON = AT.date()
# What differs between the databases is tried on both.
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def given_out(n_reviewers: int = 6) -> Casework:
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for n in range(1, n_reviewers + 1):
            made.reviewer(f"R{n}")
        made.reviewer("L1", panel_lead=True)
        for n in range(6):
            made.lawyer(f"赵{n}", f"第{n % 3}律师事务所")
            made.case(f"c{n}", lawyers=(f"赵{n}",))
    sampling.open_campaign(viewer=made.officer, plan=plan(), at=AT)
    sampling.draw(viewer=made.officer, code="2025", at=AT, seed="7")
    allocation.confirm(viewer=made.officer, code="2025", at=LATER)
    return made


@pytest.fixture
def work(app: Flask) -> Any:
    with app.app_context():
        yield given_out()


def lines() -> dict[int, list[str]]:
    """By drawn file, the codes in their order."""
    found: dict[int, list[str]] = {}
    with unit.reading():
        for row in queries.in_line(1):
            found.setdefault(row.campaign_case_id, []).append(row.reviewer_code)
    return found


def seen(work: Casework) -> alternates.AlternatesPage:
    return alternates.page(viewer=work.officer, code="2025", on=ON)


@SQLITE
def test_lines_are_drawn_up_with_the_allocation(work: Casework) -> None:
    held = {(row.campaign_case_id, row.reviewer_code) for row in reads()}
    found = lines()

    assert [len(line) for line in found.values()] == [3] * 6
    assert not {(file, code) for file, line in found.items() for code in line} & held
    assert set(Counter(line[0] for line in found.values()).values()) == {1}
    page = seen(work)
    assert (page.n_files, page.n_ready, page.n_without, page.lacking) == (6, 6, 0, ())
    assert [turn.n_first for turn in page.turns] == [1] * 6
    assert page.n_to_fill == 0


@SQLITE
def test_who_hands_a_file_back_is_followed_by_the_next_in_line(work: Casework) -> None:
    read = next(row for row in reads() if row.reviewer == "评查员R1")
    line = lines()[read.campaign_case_id]
    with unit.transaction():
        viewer = work.reader("R1", Role.REVIEWER)

    declining.decline(
        viewer=viewer, public_id=read.public_id, reason="出差", at=LATER, on=ON
    )

    (now_,) = [r for r in reads() if r.case_no == read.case_no and r.slot == read.slot]
    assert now_.reviewer_code == line[0]
    # The line closes up and is filled up; who handed the file back is not in it.
    after = lines()[read.campaign_case_id]
    assert after[:2] == line[1:]
    assert read.reviewer_code not in after


@SQLITE
def test_who_has_a_conflict_by_now_is_passed_over(work: Casework) -> None:
    file = reads()[0]
    first, second, _ = lines()[file.campaign_case_id]
    (number,) = (t.number for t in seen(work).turns if _code(t.number) == first)
    firm = conflicts.listing(viewer=work.officer, code="2025").parties
    own = next(p for p in firm if p.against is Against.FIRM and p.name == _firm(file))
    conflicts.declare(
        viewer=work.officer,
        code="2025",
        number=number,
        against=own.against,
        public_id=own.public_id,
        at=LATER,
        on=ON,
    )

    with unit.transaction():
        cause = unit.record("tested", chain="campaign:1", actor=unit.SYSTEM, at=LATER)
        ended = {"ended_at": LATER, "ended_reason": "出差"}
        unit.change(cause, Read, {"id": file.id}, **ended)
        drawn = candidates.campaign(1)
        assert refill(drawn, {file.campaign_case_id}, cause=cause, on=ON) == 1

    (now_,) = [r for r in reads() if r.case_no == file.case_no and r.slot == file.slot]
    assert now_.reviewer_code == second


def _code(number: str) -> str:
    (row,) = {r.reviewer_code for r in reads() if r.reviewer == f"评查员{number}"}
    return str(row)


def _firm(read: Any) -> str:
    return f"第{int(read.case_no[1:]) % 3}律师事务所"


@SQLITE
def test_third_reads_go_to_the_first_in_line(work: Casework) -> None:
    expected = {file: line[0] for file, line in lines().items()}
    with unit.transaction():
        viewers = [work.reader(f"R{n}", Role.REVIEWER) for n in range(1, 7)]

    for row in reads():
        n = int(row.reviewer[-1])
        submit(viewers[n - 1], row.public_id, 20 * (n - 1))
    # How long a submission takes must not tell that another review differs.
    assert [r for r in reads() if r.purpose == "third"] == []

    assert (alternates.call_waiting(at=AT), alternates.call_waiting(at=AT)) == (6, 0)
    thirds = {
        r.campaign_case_id: r.reviewer_code for r in reads() if r.purpose == "third"
    }
    assert thirds == expected
    assert set(Counter(thirds.values()).values()) == {1}
    with unit.reading() as connection:
        causes = connection.execute(
            select(Event.actor_kind, Event.cause_id).where(
                Event.kind == "reads_allocated"
            )
        ).all()
    assert [row.actor_kind for row in causes[1:]] == ["system"]


def test_third_reads_called_by_several_at_once_are_given_once(
    app: Flask, work: Casework
) -> None:
    with unit.transaction():
        viewers = [work.reader(f"R{n}", Role.REVIEWER) for n in range(1, 7)]
    for row in reads():
        n = int(row.reviewer[-1])
        submit(viewers[n - 1], row.public_id, 20 * (n - 1))

    called = at_once(app, [lambda: alternates.call_waiting(at=AT)] * 4)
    assert sorted(called, key=str) == [0, 0, 0, 6]
    assert len([r for r in reads() if r.purpose == "third"]) == 6


def test_a_campaign_that_is_refused_holds_back_no_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 1.0)
    with app.app_context():
        impatient()
        _two_campaigns_with_a_file_apart()
        with held("campaign:1", app) as let_go, heard(alternates.log, let_go) as said:
            assert alternates.call_waiting(at=AT) == 1

        assert said == ["campaign 1: third reads not called: Busy"]
        assert [r.campaign_id for r in reads() if r.purpose == "third"] == [2]
        assert alternates.call_waiting(at=AT) == 1


def _two_campaigns_with_a_file_apart() -> None:
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        made.reviewer_numbers(8)
        readers = {f"评查员R{n}": made.reader(f"R{n}") for n in range(1, 9)}
        made.case("c0")
        made.case("c1")
    opened = plan(sample=replace(number(1), stratify_by=(), leave_out_drawn=True))
    own = {"viewer": made.officer, "at": AT}
    for code in ("first", "second"):
        sampling.open_campaign(plan=replace(opened, code=code), **own)
        sampling.draw(code=code, seed="7", **own)
        allocation.confirm(code=code, **own)
    for row in reads():
        submit(readers[row.reviewer], row.public_id, 50 * (row.slot - 1))


@SQLITE
def test_files_without_alternates_are_said_one_by_one(app: Flask) -> None:
    with app.app_context():
        work = given_out(n_reviewers=3)
        page = seen(work)

        assert (page.n_ready, page.n_without, len(page.lacking)) == (0, 0, 6)
        assert [str(s) for s in page.lacking[0].sentences] == [
            "Of 3 reviewers, 1 may read this case.",
            "2 have this case already.",
        ]


@SQLITE
def test_lines_are_drawn_up_anew_only_where_something_changed(work: Casework) -> None:
    before = lines()
    again = {"viewer": work.officer, "code": "2025", "at": LATER, "on": ON}
    assert alternates.draw_up_anew(**again) == 0
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Alternate, {"place": 2}, ended_event_id=event.id)

    # One of three is missing: worth filling up, and nothing to ask the officer for.
    assert seen(work).n_to_fill == 0
    assert alternates.draw_up_anew(**again) == 6
    after = lines()
    for file, line in before.items():
        assert after[file][:2] == [line[0], line[2]]
        assert len(after[file]) == 3
