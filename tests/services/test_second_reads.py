"""Hidden second reads are given out among the others and decide nothing."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.campaigns import Announced
from review.domain.fees import FeeRole, FeeRule, PaidAs
from review.domain.phases import CasePhase
from review.domain.policy import Viewer
from review.domain.reads import Purpose
from review.services import (
    allocation,
    fees,
    moving,
    reader_tables,
    readers,
    reconciliation,
    reviewer_figures,
    reviewing,
)
from review.services.paging import WHOLE
from review.store import invariants, unit
from review.store.models import CampaignCase, Case, Divergence, Result, StoredNotice
from tests.casework import Casework, casework, sheet, submit, submit_all
from tests.conftest import AT
from tests.databases import ready
from tests.domain.builders import D
from tests.services.rounds import rows
from tests.services.test_allocation import LATER, drawn, reads

TODAY = LATER.date()
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HALF = {"second_reads": 50}


@dataclass
class Round:
    """A campaign given out, and the accounts of its reviewers by name."""

    work: Casework
    viewers: dict[str, Viewer]

    @property
    def officer(self) -> Viewer:
        return self.work.officer


def six_files_drawn(n_reviewers: int = 4) -> Casework:
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for n in range(1, n_reviewers + 1):
            made.reviewer(f"R{n}")
        for n in range(6):
            made.lawyer(f"赵{n}", f"第{n % 3}律师事务所")
            made.case(f"c{n}", lawyers=(f"赵{n}",))
    drawn(made, **HALF)
    return made


def given_out() -> Round:
    made = six_files_drawn()
    with unit.transaction():
        viewers = {f"评查员R{n}": made.reader(f"R{n}") for n in range(1, 5)}
    allocation.confirm(viewer=made.officer, code="2025", at=LATER)
    return Round(made, viewers)


work = ready(given_out)
"""Six files with four reviewers; three of them have a hidden second read."""


def seconds() -> list[Any]:
    return [read for read in reads() if read.purpose == Purpose.SECOND]


def viewer_of(work: Round, read: Any) -> Viewer:
    return work.viewers[read.reviewer]


def give(work: Round, *given: Any, lost: int = 0) -> None:
    for read in given:
        submit(viewer_of(work, read), read.public_id, lost)


def of_file(read: Any) -> list[Any]:
    """The other reads of the same file."""
    return [r for r in reads() if r.case_no == read.case_no and r.id != read.id]


def broken() -> list[Any]:
    with unit.reading():
        return list(invariants.check())


def file_of(read: Any) -> str:
    return str(rows(CampaignCase, "public_id", id=read.campaign_case_id)[0][0])


def phase_of(work: Round, read: Any) -> CasePhase:
    return case(work, file_of(read)).phase


def case(work: Round, public_id: str) -> reconciliation.CaseView:
    return reconciliation.case_view(viewer=work.officer, public_id=public_id, at=LATER)


def test_half_of_the_files_get_one_reader_more_at_once(work: Round) -> None:
    found = seconds()

    assert len({read.case_no for read in found}) == len(found) == 3
    for read in found:
        others = of_file(read)
        assert {each.purpose for each in others} == {"counted"}
        assert len({each.reviewer for each in (read, *others)}) == 3
    assert len({(read.allocated_at, read.event_id) for read in reads()}) == 1
    loads = Counter(read.reviewer for read in reads()).values()
    assert max(loads) - min(loads) <= 1


@on_sqlite
def test_everybody_is_told_once_of_all_together(work: Round) -> None:
    loads = Counter(read.reviewer_code for read in reads())

    told = rows(StoredNotice, "payload", kind="given")
    assert sorted(said["lines"][0]["n"] for (said,) in told) == sorted(loads.values())


@on_sqlite
@pytest.mark.parametrize("last", [0, 1, 2])
def test_a_file_waits_for_the_second_read_as_for_the_others(
    work: Round, last: int
) -> None:
    """Whoever comes last completes the file: the moment tells nothing."""
    second = seconds()[0]
    three = sorted((second, *of_file(second)), key=lambda read: read.id)
    late = three.pop(last)
    give(work, *three)
    assert phase_of(work, second) in (CasePhase.REVIEWING, CasePhase.ALLOCATED)

    give(work, late)
    assert phase_of(work, second) is CasePhase.SETTLED


@on_sqlite
def test_it_decides_nothing(work: Round) -> None:
    second = seconds()[0]
    give(work, *of_file(second))
    give(work, second, lost=60)

    ((score, used),) = rows(Result, "score", "used")
    assert (score, len(used)) == (10000, 2)
    found = case(work, file_of(second))
    assert len(found.reviews) == 2
    assert [review.total for review in found.second] == [40]
    assert found.is_reproduced
    assert broken() == []


@on_sqlite
def test_it_calls_no_third_reader(work: Round) -> None:
    second = seconds()[0]
    give(work, second, lost=60)
    give(work, *of_file(second))

    assert not reconciliation.settle(
        viewer=work.officer, campaign_code="2025", at=LATER
    ).n_diverged
    assert rows(Divergence) == []


@on_sqlite
def test_who_decides_the_file_did_not_read_it_unknowingly(work: Round) -> None:
    """A third reader is somebody who has none of the three places."""
    second = seconds()[0]
    first, other = of_file(second)
    give(work, first, second)
    give(work, other, lost=40)
    allocation.call_readers(viewer=work.officer, code="2025", at=LATER)

    (third,) = [read for read in reads() if read.purpose == "third"]
    assert third.reviewer not in {each.reviewer for each in (first, other, second)}


@on_sqlite
def test_handed_back_it_goes_to_somebody_else_as_any_file(work: Round) -> None:
    second = seconds()[0]
    before = {each.reviewer for each in (second, *of_file(second))}
    reviewing.decline(
        viewer=viewer_of(work, second),
        public_id=second.public_id,
        reason="认识承办人",
        at=LATER,
    )

    (again,) = [read for read in seconds() if read.case_no == second.case_no]
    assert again.reviewer not in before
    assert again.slot == second.slot


def test_taken_back_the_file_waits_no_longer(work: Round) -> None:
    second = seconds()[0]
    give(work, *of_file(second))
    allocation.withdraw(
        viewer=work.officer,
        code="2025",
        public_id=second.public_id,
        reason="评查员患病",
        at=LATER,
    )

    assert phase_of(work, second) is CasePhase.SETTLED
    assert allocation.propose(viewer=work.officer, code="2025", on=TODAY).n_pairs == 0


@on_sqlite
def test_a_proposal_says_how_many_and_is_confirmed_as_it_was(app: Flask) -> None:
    with app.app_context():
        work = six_files_drawn()
        look = allocation.propose(viewer=work.officer, code="2025", on=TODAY)
        assert (look.n_pairs, look.n_second) == (15, 3)
        allocation.confirm(
            viewer=work.officer, code="2025", at=LATER, digest=look.digest
        )
        assert len(seconds()) == 3


@on_sqlite
def test_a_file_of_moves_gives_the_same_places(app: Flask) -> None:
    with app.app_context():
        work = six_files_drawn()
        own = {"viewer": work.officer, "code": "2025", "on": TODAY}
        body = moving.export(**own, at=LATER, say=str, with_proposal=True)
        assert "second" not in body.decode() and "复评" not in body.decode()
        look = moving.preview(**own, body=body, at=LATER)
        assert (look.faults, look.n_give) == ((), 15)
        moving.apply(**own, body=body, digest=look.digest, at=LATER)
        assert len(seconds()) == 3

        body = moving.export(**own, at=LATER, say=str, with_proposal=False)
        again = moving.preview(**own, body=body, at=LATER)
        assert (again.n_same, again.changes) == (15, False)


@on_sqlite
def test_where_nobody_is_left_the_hidden_place_stays_empty_first(app: Flask) -> None:
    with app.app_context():
        work = six_files_drawn(n_reviewers=2)
        look = allocation.confirm(viewer=work.officer, code="2025", at=LATER)
        assert {read.purpose for read in reads()} == {"counted"}
        assert len(reads()) == 12
        assert {each.missing for each in look.unfilled} == {1}
        # Given out once, a file is decided: it does not go on asking for a reader.
        assert not allocation.propose(
            viewer=work.officer, code="2025", on=TODAY
        ).unfilled


@on_sqlite
def test_its_reviewer_is_paid_and_counted_like_the_others(work: Round) -> None:
    for name, viewer in work.viewers.items():
        n = submit_all(viewer)
        assert n == sum(read.reviewer == name for read in reads())

    own = {"viewer": work.officer, "code": "2025"}
    fees.set_rule(**own, rule=FeeRule({FeeRole.FIRST: D(100)}), at=LATER)
    lines = fees.page(**own, on=TODAY).lines
    loads = Counter(read.reviewer for read in reads())
    assert {line.name: dict(line.pay.counts) for line in lines} == {
        name: {PaidAs(FeeRole.FIRST): n} for name, n in loads.items()
    }
    panel = reviewer_figures.panel(**own)
    assert {line.name: line.work.n_done for line in panel.lines} == loads
    assert broken() == []


@on_sqlite
def test_officers_see_what_it_is_and_lists_for_the_table_do_not(work: Round) -> None:
    own = {"viewer": work.officer, "code": "2025", "on": TODAY}
    page = readers.reads(**own, wanted=readers.ALL_READS, cut=WHOLE).page
    assert Counter(line.purpose for line in page.rows) == {
        Purpose.COUNTED: 12,
        Purpose.SECOND: 3,
    }
    only = readers.ReadFilter("用途:暗中复评")
    assert readers.reads(**own, wanted=only, cut=WHOLE).page.n == 3
    listed = reader_tables.export_reads(
        **own, at=LATER, file_format="json", say=str, zone=UTC
    )
    assert {row["purpose"] for row in json.loads(listed)["rows"]} == {"counted"}


@on_sqlite
def test_a_secret_file_gets_none(app: Flask) -> None:
    with app.app_context():
        work = six_files_drawn()
        with unit.transaction() as connection:
            connection.execute(update(Case).values(secret=True))
        look = allocation.propose(viewer=work.officer, code="2025", on=TODAY)
        assert (look.n_pairs, look.n_second) == (12, 0)


@on_sqlite
def test_the_rate_is_announced_and_nothing_else(work: Round) -> None:
    viewer = work.viewers["评查员R1"]
    for line in reviewing.queue(viewer=viewer, at=AT):
        assert line.announced == Announced(second_reads=50)
