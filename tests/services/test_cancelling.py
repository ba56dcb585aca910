"""A campaign opened by mistake: cancelled while it is nobody's work, and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.campaigns import CampaignKind
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Granted, Role, Viewer
from review.services import (
    allocation,
    arrivals,
    calibration,
    campaigns,
    cancelling,
    consequences,
    opening,
    sampling,
    taking_back,
)
from review.services.cancelling import CodeInUse, ReviewsBegun
from review.services.opening import CodeTaken
from review.services.replacing import NoReason
from review.store import invariants, unit
from review.store.models import CampaignCase, Read
from tests.casework import CENSUS, Casework, casework, plan, sheet, submit_all
from tests.conftest import AT
from tests.services.rounds import at_once

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Three files drawn for a campaign that nobody wants."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.reviewer_numbers(3)
            for n in range(3):
                made.case(f"(2025)青援{n}号")
        opening.open_campaign(viewer=made.officer, plan=plan(sample=CENSUS), at=AT)
        sampling.draw(viewer=made.officer, code="2025", at=AT, seed="7")
        yield made


def cancel(work: Casework, reason: str = "期间写错") -> None:
    cancelling.cancel(viewer=work.officer, code="2025", reason=reason, at=AT)


def codes(work: Casework) -> list[str]:
    return [line.code for line in campaigns.listing(viewer=work.officer, on=AT.date())]


def test_a_cancelled_campaign_is_nowhere_and_its_code_and_files_are_free(
    work: Casework,
) -> None:
    seen = cancelling.look(viewer=work.officer, code="2025")
    cancel(work)

    assert (seen.n_files, seen.is_possible) == (3, True)
    assert codes(work) == []
    with pytest.raises(NotVisible):
        campaigns.page(viewer=work.officer, code="2025", on=AT.date())
    with pytest.raises(NotVisible):
        allocation.confirm(viewer=work.officer, code="2025", at=AT)
    anew = plan(sample=CENSUS)
    found = consequences.preview(viewer=work.officer, plan=anew, on=AT.date())
    assert (found.faults, found.draw and found.draw.elsewhere) == ((), ())
    opening.open_campaign(viewer=work.officer, plan=anew, at=AT)
    assert codes(work) == ["2025"]
    with unit.reading():
        assert invariants.check() == []


def test_it_is_brought_back_as_it_was_unless_its_code_is_taken(work: Casework) -> None:
    cancel(work)
    (line,) = cancelling.listing(viewer=work.officer)
    assert (line.code, line.reason) == ("2025", "期间写错")
    back = {"viewer": work.officer, "public_id": line.public_id, "at": AT}

    opening.open_campaign(viewer=work.officer, plan=plan(sample=CENSUS), at=AT)
    with pytest.raises(CodeInUse):
        cancelling.bring_back(**back)
    cancel(work)

    assert cancelling.bring_back(**back) == "2025"
    assert codes(work) == ["2025"]
    page = campaigns.page(viewer=work.officer, code="2025", on=AT.date())
    assert (page.line.n_cases, page.seed) == (3, "7")
    assert len(cancelling.listing(viewer=work.officer)) == 1
    with pytest.raises(NotVisible):
        cancelling.bring_back(**back)


def test_of_one_brought_back_and_one_opened_at_once_one_has_the_code(
    app: Flask, work: Casework
) -> None:
    cancel(work)
    (line,) = cancelling.listing(viewer=work.officer)
    of = {"viewer": work.officer, "at": AT}
    back = partial(cancelling.bring_back, public_id=line.public_id, **of)
    anew = partial(opening.open_campaign, plan=plan(sample=CENSUS), **of)

    done = at_once(app, [back, anew])

    refused = [type(each) for each in done if isinstance(each, RuleBroken)]
    assert refused in ([], [CodeInUse], [CodeTaken])
    assert codes(work) == ["2025"]


def test_anchors_of_a_cancelled_campaign_are_in_nobodys_way(work: Casework) -> None:
    """Its code is another's by then, and so is the file."""
    cancel(work)
    with unit.transaction():
        work.case("(2024)青援9号", closed_on=date(2024, 5, 1))
    for _ in range(2):
        planned = plan(sample=CENSUS, leads=("R3",))
        opening.open_campaign(viewer=work.officer, plan=planned, at=AT)
        sampling.draw(viewer=work.officer, code="2025", at=AT, seed="7")
        add_anchor(work, "(2024)青援9号")
        (anchor,) = calibration.calibration(viewer=work.officer, code="2025").anchors
        calibration.withdraw_anchor(
            viewer=work.officer, code="2025", public_id=anchor.public_id, at=AT
        )
        cancel(work)

    assert len(cancelling.listing(viewer=work.officer)) == 3


def add_anchor(work: Casework, case_no: str) -> None:
    found = calibration.calibration(viewer=work.officer, code="2025")
    (scheme, _title), *_ = found.schemes
    calibration.add_anchor(
        viewer=work.officer,
        code="2025",
        case_no=case_no,
        scheme=scheme,
        lead="R3",
        at=AT,
    )


def test_reviews_keep_a_campaign(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    with pytest.raises(ReviewsBegun) as refused:
        cancel(work)
    assert refused.value.values == {"n_open": 6, "n_submitted": 0}

    with unit.transaction():
        reader = work.reader("R1")
    n = submit_all(reader)
    with pytest.raises(ReviewsBegun) as refused:
        cancel(work)
    assert refused.value.values == {"n_open": 6 - n, "n_submitted": n}
    assert codes(work) == ["2025"]


@SQLITE
@pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
def test_it_needs_a_reason(work: Casework, reason: str) -> None:
    with pytest.raises(NoReason):
        cancel(work, reason)


@SQLITE
def test_only_who_opens_campaigns_cancels_one(work: Casework) -> None:
    cancelled = {"code": "2025", "reason": "x", "at": AT}
    for role in Role:
        if role is Role.BUREAU_OFFICER:
            continue
        other = Viewer(
            kind="user",
            user_id=99,
            bureau_id=work.bureau_id,
            grants=(Granted(role, work.bureau_id),),
        )
        with pytest.raises(NotVisible):
            cancelling.cancel(viewer=other, **cancelled)
        with pytest.raises(NotVisible):
            cancelling.listing(viewer=other)


@SQLITE
@pytest.mark.parametrize("has_entered", [True, False])
def test_whoever_read_it_before_gives_nothing_out_after(
    work: Casework, has_entered: bool
) -> None:
    """The nightly run reads a standing campaign, and then it is cancelled."""
    said = {"viewer": work.officer, "code": "daily", "at": AT}
    on = AT.date()
    values = plan(code="daily", kind=CampaignKind.STANDING)
    opening.open_campaign(viewer=work.officer, plan=values, at=AT)
    if has_entered:
        arrivals.enter(**said, on=on)
        asked = {"viewer": work.officer, "code": "daily", "query": "", "on": on}
        seen = taking_back.preview(**asked)
        taking_back.take_back(**asked, reason="误开启", digest=seen.digest, at=AT)
    with unit.reading():
        (stale,) = arrivals.under_way(work.bureau_id)
    cancelling.cancel(**said, reason="误开启")
    before = n_open_reads(), n_files(stale.id)

    found = arrivals._enter(stale, unit.SYSTEM, AT, on)

    assert (found.n_entered, found.n_given) == (0, 0)
    assert (n_open_reads(), n_files(stale.id)) == before
    assert before == (0, 3 * has_entered)


def n_open_reads() -> int:
    with unit.reading() as connection:
        ended = select(func.count()).where(Read.ended_at.is_(None))
        return connection.scalar(ended) or 0


def n_files(campaign_id: int) -> int:
    with unit.reading() as connection:
        of_it = CampaignCase.campaign_id == campaign_id
        return connection.scalar(select(func.count()).where(of_it)) or 0
