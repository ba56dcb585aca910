"""Files enter a standing campaign as they close, are given out fairly and reported."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from review.domain.aggregation import By
from review.domain.arrivals import NoPeriod, ReportEvery
from review.domain.campaigns import CampaignKind
from review.domain.errors import NotVisible, RuleBroken
from review.domain.kinds import IntakeKind
from review.domain.policy import Role, operator
from review.domain.publication_gate import GateCode
from review.domain.schemes import Combination
from review.services import (
    arrivals,
    figures,
    intake,
    integrity,
    membership,
    opening,
    period_reports,
    publication,
    upkeep,
    withdrawing,
)
from review.services.arrivals import Arrived, NothingEnters, NotStanding
from review.services.intake import Upload
from review.services.on_files import Which
from review.services.withdrawing import NotDrawn
from review.store import unit
from review.store.models import AccessLog, CampaignCase, Case, Event, Handler, Read
from tests.casework import Casework, casework, plan, sheet, submit_all
from tests.conftest import AT
from tests.domain.builders import D

TODAY = AT.date()
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
YEAR = {"closed_from": date(2025, 1, 1), "closed_until": date(2026, 12, 31)}


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet(combination=Combination(total_gap=D(10), source="S14")))
            for n in range(1, 4):
                made.reviewer(f"R{n}")
            made.reviewer("L1", panel_lead=True)
            for n in range(3):
                made.case(f"c{n}", closed_on=date(2026, 1, 5 + n))
        yield made
        assert integrity.check_invariants(viewer=operator(1)) == []


def standing(work: Casework, **changes: object) -> None:
    values = {"kind": CampaignKind.STANDING, "reviews": {"general": 1}, **YEAR}
    opening.open_campaign(viewer=work.officer, plan=plan(**values, **changes), at=AT)


def enter(work: Casework) -> Arrived:
    return arrivals.enter(viewer=work.officer, code="2025", at=AT, on=TODAY)


def closes(work: Casework, case_no: str, **rest: object) -> int:
    values = {"closed_on": date(2026, 2, 10), **rest}
    with unit.transaction():
        return work.case(case_no, **values)


def entered() -> list[tuple[int, str, str]]:
    with unit.reading() as connection:
        rows = connection.execute(
            select(CampaignCase.position, Case.case_no, CampaignCase.drawn_by)
            .join(Case, Case.id == CampaignCase.case_id)
            .order_by(CampaignCase.position)
        )
        return [tuple(row) for row in rows]


def loads() -> list[int]:
    with unit.reading() as connection:
        codes = connection.scalars(select(Read.reviewer_code))
        return sorted(Counter(codes).values())


def n_events() -> int:
    with unit.reading() as connection:
        return connection.scalar(select(func.count()).select_from(Event)) or 0


def test_what_closed_enters_and_is_given_out(work: Casework) -> None:
    standing(work)

    assert enter(work) == Arrived(n_entered=3, n_given=3)
    assert entered() == [
        (1, "c0", "arrival"),
        (2, "c1", "arrival"),
        (3, "c2", "arrival"),
    ]
    assert loads() == [1, 1, 1]


@SQLITE
def test_nothing_new_changes_nothing(work: Casework) -> None:
    standing(work)
    enter(work)
    before = n_events()

    assert enter(work) == Arrived()
    assert n_events() == before


def test_one_by_one_loads_stay_even(work: Casework) -> None:
    standing(work)
    enter(work)

    for n in range(9):
        closes(work, f"later{n}")
        assert enter(work) == Arrived(n_entered=1, n_given=1)
        assert max(loads()) - min(loads()) <= 1

    assert loads() == [4, 4, 4]
    assert [place for place, _, _ in entered()] == list(range(1, 13))


@SQLITE
def test_sealed_secret_and_unsuited_files_stay_outside(work: Casework) -> None:
    standing(work)
    closes(work, "sealed", sealed=True)
    closes(work, "secret", secret=True)
    closes(work, "kind", kind="arbitration")
    closes(work, "late", closed_on=date(2027, 1, 1))

    assert enter(work).n_entered == 3
    outside = arrivals.left_out(viewer=work.officer, code="2025")
    assert (outside.n_sealed, outside.n_secret) == (1, 1)
    assert [(each.kind, each.n) for each in outside.unsuited] == [("arbitration", 1)]


@SQLITE
def test_the_class_says_how_many_review_a_file(work: Casework) -> None:
    standing(work, reviewers=("R1", "R2", "R3"))
    enter(work)
    closes(work, "hard", case_class="major")

    # Nothing is said of major cases: the scheme asks for two reviews.
    assert enter(work) == Arrived(n_entered=1, n_given=2)


@SQLITE
def test_places_nobody_can_fill_wait_for_a_reviewer(work: Casework) -> None:
    standing(work, reviewers=("R1",), caps={"R1": 2})

    assert enter(work) == Arrived(n_entered=3, n_given=2, n_missing=1)
    membership.take_in(viewer=work.officer, code="2025", number="R2", at=AT, on=TODAY)
    assert enter(work) == Arrived(n_given=1)


@SQLITE
def test_a_file_that_left_does_not_come_again(work: Casework) -> None:
    standing(work)
    enter(work)
    with unit.transaction() as connection:
        left = update(CampaignCase).where(CampaignCase.position == 1)
        connection.execute(left.values(left_event_id=work.event.id))
        reads = update(Read).where(Read.campaign_case_id == 1)
        connection.execute(reads.values(ended_at=AT, ended_reason="x"))

    assert enter(work) == Arrived()


@SQLITE
def test_a_list_of_cases_brings_its_closed_files_in(work: Casework) -> None:
    standing(work)
    with unit.transaction() as connection:
        mine = Handler.person_id == work.lawyer("赵一")
        licence = update(Handler).where(mine).values(licence_no="11502201210000001")
        connection.execute(licence)
    lines = (
        "案号,案件类型,结案日期,承办人,执业证号,承办机构,所属县区\n"
        "(2026)援1号,民事,2026-02-20,赵一,11502201210000001,青川律师事务所,东山县\n"
    )
    upload = Upload(IntakeKind.CASES, lines.encode(), "cases.csv")

    report = intake.take_in(viewer=work.officer, upload=upload, at=AT, today=TODAY)

    assert report.arrived == Arrived(n_entered=4, n_given=4)


@SQLITE
def test_only_standing_campaigns_take_files_in(work: Casework) -> None:
    opening.open_campaign(viewer=work.officer, plan=plan(), at=AT)

    with pytest.raises(NotStanding):
        enter(work)
    with pytest.raises(NotVisible):
        period_reports.report(viewer=work.officer, code="2025", on=TODAY)
    done = arrivals.enter_everywhere(viewer=work.officer, at=AT, on=TODAY)
    assert done == Arrived()


@SQLITE
def test_nothing_enters_after_the_final_release(work: Casework) -> None:
    """Nobody could open such a file, and no release would ever hold it."""
    standing(work)
    enter(work)
    with unit.transaction():
        readers = [work.reader(f"R{n}") for n in (1, 2, 3)]
    for reader in readers:
        submit_all(reader)
    said = {"viewer": work.officer, "code": "2025", "kind": "final"}
    before = {item.code: item for item in publication.gate(**said, on=TODAY)}
    after = publication.gate(**said, on=date(2027, 1, 1))
    publication.publish(key="k", at=AT, **said)
    closes(work, "late")

    running = before[GateCode.PERIOD_RUNS]
    days = (YEAR["closed_until"] - TODAY).days
    assert (running.n, running.blocks) == (days, False)
    assert GateCode.PERIOD_RUNS not in {item.code for item in after}

    with pytest.raises(NothingEnters):
        enter(work)
    arrivals.enter_everywhere(viewer=work.officer, at=AT, on=TODAY)
    assert len(entered()) == 3


@SQLITE
def test_only_officers_let_files_in(work: Casework) -> None:
    standing(work)
    with unit.transaction():
        county = work.account("bar", Role.BAR_ASSOCIATION)

    for ask in (
        lambda: arrivals.enter(viewer=county, code="2025", at=AT, on=TODAY),
        lambda: arrivals.enter_everywhere(viewer=county, at=AT, on=TODAY),
        lambda: arrivals.left_out(viewer=county, code="2025"),
        lambda: period_reports.report(viewer=county, code="2025", on=TODAY),
        lambda: upkeep.keep_up(viewer=county, at=AT, on=TODAY),
    ):
        with pytest.raises(NotVisible):
            ask()


def test_periods_are_reported_as_far_as_they_are_settled(work: Casework) -> None:
    standing(work, report_every=ReportEvery.QUARTER)
    closes(work, "before", closed_on=date(2025, 12, 30))
    enter(work)
    with unit.transaction():
        viewers = [work.reader(f"R{n}") for n in range(1, 4)]
    n_in = sum(submit_all(viewer) for viewer in viewers[:2])
    upkeep.keep_up(viewer=work.officer, at=AT, on=TODAY)

    report = period_reports.report(viewer=work.officer, code="2025", on=TODAY)

    lines = {each.period.key: each for each in report.lines}
    assert [each.period.key for each in report.lines[:2]] == ["2026-Q1", "2025-Q4"]
    assert sum(each.n_files for each in report.lines) == 4
    assert sum(each.n_settled for each in report.lines) == n_in > 0
    assert (lines["2026-Q1"].n_files, lines["2025-Q4"].n_files) == (3, 1)
    for key, line in lines.items():
        found = figures.figures(
            viewer=work.officer, code="2025", by=By.TOTAL, period=key
        )
        (row,) = found.views
        assert (row.n, row.shares) == (line.figure.n, line.figure.shares)
    with pytest.raises(NoPeriod):
        figures.figures(viewer=work.officer, code="2025", by=By.TOTAL, period="2026")


# A file that is not to be reviewed is withdrawn with a reason, as from a drawn sample.


def which(*case_nos: str) -> Which:
    with unit.reading() as connection:
        found = connection.scalars(
            select(CampaignCase.public_id)
            .join(Case, Case.id == CampaignCase.case_id)
            .where(Case.case_no.in_(case_nos))
        )
        return Which(files=tuple(found))


def withdraw(work: Casework, *case_nos: str, reason: str = "重复录入") -> str:
    asked = {
        "viewer": work.officer,
        "code": "2025",
        "which": which(*case_nos),
        "on": TODAY,
    }
    digest = withdrawing.preview(**asked).digest
    return withdrawing.withdraw(**asked, reason=reason, digest=digest, at=AT)


def changes(work: Casework) -> list[tuple[str, str, tuple[str, ...], str]]:
    return [
        (each.kind.value, each.left, each.taken, each.reason)
        for each in withdrawing.changes(viewer=work.officer, code="2025")
    ]


def test_a_withdrawn_file_leaves_and_does_not_come_back_by_itself(
    work: Casework,
) -> None:
    standing(work)
    enter(work)

    withdraw(work, "c1")
    closes(work, "new")
    assert enter(work) == Arrived(n_entered=1, n_given=1)

    assert changes(work) == [("withdrawal", "c1", (), "重复录入")]
    with unit.reading() as connection:
        ended = connection.scalars(
            select(Case.case_no)
            .join(CampaignCase, CampaignCase.case_id == Case.id)
            .join(Read, Read.campaign_case_id == CampaignCase.id)
            .where(Read.ended_at.is_not(None))
        )
        assert list(ended) == ["c1"]
    report = period_reports.report(viewer=work.officer, code="2025", on=TODAY)
    counts = {x.period.key: (x.n_files, x.n_left) for x in report.lines}
    assert (counts["2026-01"], counts["2026-02"]) == ((2, 1), (1, 0))


def test_a_withdrawal_is_undone_although_others_entered_since(work: Casework) -> None:
    standing(work)
    enter(work)
    key = withdraw(work, "c0", "c2")
    closes(work, "new")
    enter(work)

    own = {"viewer": work.officer, "code": "2025", "key": key}
    assert withdrawing.done(**own).can_undo
    assert withdrawing.undo(**own, at=AT, on=TODAY) == 2

    assert [each[0] for each in changes(work)] == ["withdrawal"] * 2 + ["return"] * 2
    assert len(loads()) == 3 and sum(loads()) == 4


@SQLITE
def test_nothing_is_withdrawn_before_anything_entered(work: Casework) -> None:
    standing(work)

    with pytest.raises(NotDrawn):
        withdraw(work, "c0")


@SQLITE
@pytest.mark.parametrize("reason", ["", "  ", "长" * 201])
def test_a_withdrawal_needs_a_reason(work: Casework, reason: str) -> None:
    standing(work)
    enter(work)

    with pytest.raises(RuleBroken):
        withdraw(work, "c0", reason=reason)
    assert changes(work) == []


@SQLITE
def test_others_learn_nothing_of_what_was_withdrawn(work: Casework) -> None:
    standing(work)
    enter(work)
    with unit.transaction():
        others = [work.account("bar", Role.BAR_ASSOCIATION), work.reader("R1")]

    for other in others:
        with pytest.raises(NotVisible):
            withdrawing.changes(viewer=other, code="2025")


# The report leaves the program with a row for each period.


def exported(work: Casework, file_format: str = "csv", **rest: object) -> bytes:
    asked = {"viewer": work.officer, "code": "2025", "at": AT, "on": TODAY, **rest}
    return period_reports.export(
        **asked,
        file_format=file_format,
        words=lambda said: said if isinstance(said, str) else said.en or said.zh,
        named=lambda period: f"<{period.key}>",
    )


def test_the_report_is_a_table_of_periods(work: Casework) -> None:
    standing(work)
    enter(work)
    withdraw(work, "c1")
    with unit.transaction():
        readers = [work.reader(f"R{n}") for n in (1, 2, 3)]
    submit_all(readers[0])
    upkeep.keep_up(viewer=work.officer, at=AT, on=TODAY)
    report = period_reports.report(viewer=work.officer, code="2025", on=TODAY)

    rows = list(csv.DictReader(io.StringIO(exported(work).decode("utf-8-sig"))))

    assert len(rows) == len(report.lines)
    (row,) = (each for each in rows if each["Code"] == "2026-01")
    (line,) = (each for each in report.lines if each.period.key == "2026-01")
    assert row["Period"] == "<2026-01>"
    counts = [
        row[name] for name in ("Files", "Settled", "Not settled yet", "Files withdrawn")
    ]
    assert counts == [str(n) for n in (2, line.n_settled, line.n_open, 1)]
    assert row["Cases with a grade"] == str(line.figure.n)
    assert row["Pass rate: whole"] == str(line.figure.rates["pass"]["whole"])
    assert exported(work, "xlsx")[:2] == b"PK"


@SQLITE
def test_taking_the_report_along_is_logged_and_for_officers(work: Casework) -> None:
    standing(work)
    enter(work)
    exported(work)
    with unit.transaction():
        reader = work.reader("R1")

    with unit.reading() as connection:
        taken = connection.scalars(select(AccessLog.object_id)).all()
    assert "periods:2025" in " ".join(taken)
    with pytest.raises(NotVisible):
        exported(work, viewer=reader)
