"""A file sealed or secret after a draw: marked at any time, read by nobody, told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.kinds import IntakeKind
from review.domain.notices import NoticeKind
from review.domain.policy import Viewer
from review.domain.sampling import SampleBy, SampleRule
from review.services import (
    allocation,
    drawn_files,
    intake,
    replacing,
    reviewing,
    sampling,
)
from review.services.intake import Report, Upload
from review.services.page_images import close_all
from review.store import invariants, unit
from review.store.models import (
    CampaignCase,
    Case,
    Read,
    Scan,
    StoredNotice,
    Submission,
)
from tests.casework import CLOSED, Casework, casework, number, plan, sheet, submit
from tests.conftest import AT
from tests.scanned import bring, pdf, shelf_in

LATER = AT + timedelta(days=1)
TODAY = LATER.date()
HEADINGS = "案号,案件类型,结案日期,承办人,案由,是否封存,是否涉密"


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Six files of one lawyer, three reviewers; four of the files are drawn."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.reviewer_numbers(3)
            for n in range(6):
                made.case(f"c{n}", area="西河区")
        yield made


def begun(work: Casework) -> list[str]:
    """Drawn and given out; gives the four numbers of the sample."""
    sampling.open_campaign(viewer=work.officer, plan=plan(sample=number(4)), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")
    allocation.confirm(viewer=work.officer, code="2025", at=AT, on=AT.date())
    with unit.reading() as connection:
        drawn = select(Case.case_no).join(CampaignCase).order_by(CampaignCase.position)
        return list(connection.scalars(drawn))


def take_in(
    work: Casework, *rows: tuple[str, str, str, str], look: bool = False
) -> Report:
    """Rows of number, cause, sealed, secret; all else as it is stored."""
    lines = [
        f"{no},民事,{CLOSED},赵一,{cause},{sealed},{secret}"
        for no, cause, sealed, secret in rows
    ]
    upload = Upload(IntakeKind.CASES, "\n".join([HEADINGS, *lines]).encode())
    if look:
        return intake.preview(viewer=work.officer, upload=upload, today=TODAY)
    return intake.take_in(viewer=work.officer, upload=upload, at=LATER, today=TODAY)


def marks(case_no: str) -> tuple[bool, bool]:
    with unit.reading() as connection:
        found = select(Case.sealed, Case.secret).where(Case.case_no == case_no)
        return tuple(connection.execute(found).one())  # type: ignore[return-value]


def holding(case_no: str) -> list[str | None]:
    """Why each review of the file ended; None where it is open."""
    with unit.reading() as connection:
        found = (
            select(Read.ended_reason)
            .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
            .join(Case, Case.id == CampaignCase.case_id)
            .outerjoin(Submission, Submission.read_id == Read.id)
            .where(Case.case_no == case_no, Submission.id.is_(None))
        )
        return list(connection.scalars(found))


def remarks(report: Report) -> list[str]:
    return [str(remark) for step in report.steps for remark in step.remarks]


def assert_sound() -> None:
    with unit.reading():
        assert invariants.check() == []


def test_sealing_ends_open_reviews_and_is_told_before(work: Casework) -> None:
    case_no = begun(work)[0]
    row = (case_no, "", "是", "")
    before = holding(case_no)

    (told,) = remarks(take_in(work, row, look=True))
    assert (before, holding(case_no), marks(case_no)) == (
        [None] * 2,
        before,
        (False,) * 2,
    )
    report = take_in(work, row)

    assert "2025年度案卷质量评查 (2025)" in told
    assert "open reviews end" in told
    assert (report.counts.changed, report.counts.refused) == (1, 0)
    assert (report.freed.n_sealed, report.freed.n_freed) == (2, 0)
    assert marks(case_no) == (True, False)
    assert holding(case_no) == ["The file was sealed after the draw."] * 2
    assert_sound()


def test_reviewers_learn_that_a_file_left_and_not_why(work: Casework) -> None:
    first, *_ = begun(work)
    with unit.transaction():
        readers = [work.reader(f"R{n}") for n in (1, 2, 3)]

    take_in(work, (first, "", "是", ""))

    told = [_notices(reader) for reader in readers]
    assert sorted(NoticeKind.TAKEN in kinds for kinds in told) == [False, True, True]
    lists = [reviewing.queue(viewer=reader, at=LATER) for reader in readers]
    assert first not in {line.case_no for lines in lists for line in lines}


def _notices(reader: Viewer) -> set[NoticeKind]:
    with unit.reading() as connection:
        found = select(StoredNotice.kind).where(StoredNotice.user_id == reader.user_id)
        return {NoticeKind(kind) for kind in connection.scalars(found)}


def test_nobody_is_given_a_sealed_file_and_its_case_is_named(work: Casework) -> None:
    first, *_ = begun(work)
    take_in(work, (first, "", "是", ""))

    proposal = allocation.propose(viewer=work.officer, code="2025", on=TODAY)
    allocation.confirm(viewer=work.officer, code="2025", at=LATER, on=TODAY)

    assert holding(first).count(None) == 0
    assert "sealed after the draw" in str(
        [str(said) for each in proposal.unfilled for said in each.sentences]
    )
    (named,) = drawn_files.sealed_since(viewer=work.officer, code="2025")
    assert named.case_no == first


def test_replaced_it_is_named_no_more_and_the_next_comes_in(work: Casework) -> None:
    first, *rest = begun(work)
    take_in(work, (first, "", "是", ""))
    (named,) = drawn_files.sealed_since(viewer=work.officer, code="2025")

    came = replacing.replace_file(
        viewer=work.officer,
        code="2025",
        public_id=named.public_id,
        reason="抽样后封存",
        at=LATER,
    )

    assert came is not None
    assert came.case_no not in (first, *rest)
    assert drawn_files.sealed_since(viewer=work.officer, code="2025") == ()
    assert_sound()


def test_no_later_campaign_draws_it(work: Casework) -> None:
    first, *_ = begun(work)
    take_in(work, (first, "", "是", ""))
    listed = SampleRule(by=SampleBy.LISTED, case_numbers=(first,))
    again = plan(code="again", name="再评查", sample=listed)

    sampling.open_campaign(viewer=work.officer, plan=again, at=LATER)
    seen = sampling.preview_draw(viewer=work.officer, code="again")

    assert (seen.report.drawn, seen.report.withheld_numbers) == (0, (first,))


def test_what_else_was_drawn_stays_and_protection_is_not_lifted(work: Casework) -> None:
    first, second, *_ = begun(work)
    with pytest.raises(intake.RowsRefused) as refused:
        take_in(work, (first, "盗窃", "是", ""))
    (told,) = remarks(refused.value.report)
    assert "Cause" in told
    assert "Sealed" not in told
    assert marks(first) == (False, False)

    take_in(work, (first, "", "是", ""), (second, "", "", "是"))
    with pytest.raises(intake.RowsRefused):
        take_in(work, (first, "", "否", ""))
    assert (marks(first), marks(second)) == ((True, False), (False, True))


def test_a_secret_file_stays_with_its_reviewers_on_paper(work: Casework) -> None:
    first, *_ = begun(work)

    (told,) = remarks(take_in(work, (first, "", "", "是")))

    assert "on paper only" in told
    assert holding(first) == [None, None]
    assert drawn_files.sealed_since(viewer=work.officer, code="2025") == ()


def test_what_was_submitted_stays(work: Casework) -> None:
    first, *_ = begun(work)
    with unit.transaction():
        readers = [work.reader(f"R{n}") for n in (1, 2, 3)]
    reader, line = next(
        (reader, line)
        for reader in readers
        for line in reviewing.queue(viewer=reader, at=LATER)
        if line.case_no == first
    )
    submit(reader, line.public_id)

    assert take_in(work, (first, "", "是", "")).freed.n_sealed == 1
    assert holding(first) == ["The file was sealed after the draw."]
    assert_sound()


@pytest.mark.parametrize("marked", [("是", ""), ("", "是")])
def test_scans_are_taken_out_whether_or_not_it_was_drawn(
    work: Casework, tmp_path: Path, marked: tuple[str, str]
) -> None:
    drawn = begun(work)
    other = next(f"c{n}" for n in range(6) if f"c{n}" not in drawn)
    shelf = shelf_in(tmp_path)
    for case_no in (drawn[0], other):
        with unit.reading() as connection:
            found = select(Case.public_id).where(Case.case_no == case_no)
            public_id = connection.scalar(found)
        bring(work.officer, str(public_id), pdf(10), shelf)
    close_all()

    rows = [(case_no, "", *marked) for case_no in (drawn[0], other)]
    told = remarks(take_in(work, *rows))

    assert sum("scans are taken out" in each for each in told) == 2
    with unit.reading() as connection:
        assert connection.scalars(select(Scan.ended_event_id)).all().count(None) == 0
    assert_sound()
