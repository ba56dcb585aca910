"""A bureau, its officer and a campaign at each step, for the tests of bureau pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.services import allocation, sampling
from review.store import unit
from review.store.models import Event
from tests.casework import Casework, casework, plan, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.web.conftest import ClientFor


@pytest.fixture
def work(once: Once) -> Casework:
    """Six civil files of two counties, three reviewers and a lead."""
    return once(six_files)


def six_files() -> Casework:
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for number, name in (("R1", "周一"), ("R2", "白二"), ("R3", "钱三")):
            made.reviewer(number, name=name)
        made.reviewer("L1", name="组长甲", panel_lead=True)
        for n in range(6):
            area = "东山县" if n % 2 else "西河区"
            made.case(f"(2025)青援{n}号", area=area, lawyers=(f"赵{n}",))
    return made


@pytest.fixture
def client(client_for: ClientFor, work: Casework) -> FlaskClient:
    """The officer, reading English."""
    made = client_for(work.officer)
    made.post("/language", data={"locale": "en", "then": "/"})
    return made


@pytest.fixture
def opened(app: Flask, work: Casework) -> Casework:
    with app.app_context():
        sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    return work


@pytest.fixture
def drawn(app: Flask, opened: Casework) -> Casework:
    with app.app_context():
        sampling.draw(viewer=opened.officer, code="2025", at=AT, seed="7")
    return opened


@pytest.fixture
def allocated(app: Flask, drawn: Casework) -> Casework:
    with app.app_context():
        allocation.confirm(viewer=drawn.officer, code="2025", at=AT)
    return drawn


NOT_OURS = ("tested", "bureau_founded", "language_chosen")


@pytest.fixture
def events(app: Flask) -> Callable[[], list[str]]:
    """What happened so far, by kind; what only prepared the test is left out."""

    def kinds() -> list[str]:
        with app.app_context(), unit.reading() as connection:
            found = connection.scalars(select(Event.kind).order_by(Event.id))
            return [kind for kind in found if kind not in NOT_OURS]

    return kinds
