"""The nightly run clears away what is over, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from review.domain.errors import NotVisible
from review.domain.kinds import IntakeKind
from review.domain.policy import Viewer
from review.services import accounts, intake, sweeping
from review.services.intake import Upload
from review.services.sweeping import Swept
from review.store import unit
from review.store.models import SignedIn, SignInAttempt
from tests.conftest import AT
from tests.services.conftest import sign_in

pytestmark = pytest.mark.usefixtures("app_context")

HALF_A_YEAR = 180


def n_attempts() -> int:
    with unit.reading() as connection:
        counted = select(func.count()).select_from(SignInAttempt)
        return connection.scalar(counted) or 0


def login_of(token: str) -> str:
    return accounts.viewer_of(token=token, at=AT, today=AT.date()).login


def test_ended_and_idle_sessions_go(officer: Viewer) -> None:
    old, idle, alive = (sign_in("officer") for _ in range(3))
    with unit.transaction() as connection:
        for token, values in (
            (old, {"ends_at": AT}),
            (idle, {"seen_at": AT - timedelta(minutes=31)}),
        ):
            connection.execute(
                update(SignedIn)
                .where(SignedIn.token_hash == accounts.hash_of(token))
                .values(**values)
            )

    assert sweeping.sweep(at=AT, idle=timedelta(minutes=32)) == Swept(1, 0, 0)
    assert sweeping.sweep(at=AT) == Swept(1, 0, 0)
    assert sweeping.sweep(at=AT) == Swept(0, 0, 0)
    assert login_of(alive) == "officer"


def test_attempts_are_kept_half_a_year(officer: Viewer) -> None:
    for _ in range(3):
        sign_in("officer")
    n = n_attempts()
    assert n >= 3

    early = sweeping.sweep(at=AT + timedelta(days=HALF_A_YEAR - 1))
    assert (early.n_attempts, n_attempts()) == (0, n)
    late = sweeping.sweep(at=AT + timedelta(days=HALF_A_YEAR + 1))
    assert (late.n_attempts, n_attempts()) == (n, 0)


def test_uploads_nobody_confirmed_are_kept_a_day(officer: Viewer) -> None:
    upload = Upload(IntakeKind.FIRMS, "机构名称\n明正".encode(), "firms.csv")
    public_id = intake.keep(viewer=officer, upload=upload, at=AT)

    in_time = sweeping.sweep(at=AT + timedelta(hours=23))
    assert in_time.n_uploads == 0
    assert intake.kept(viewer=officer, public_id=public_id).name == "firms.csv"

    assert sweeping.sweep(at=AT + timedelta(hours=25)).n_uploads == 1
    with pytest.raises(NotVisible):
        intake.kept(viewer=officer, public_id=public_id)
