"""The list of case files says of each file what is stored of it."""

from __future__ import annotations

from datetime import date

from flask import Flask

from review.services import cases
from review.services.cases import CaseFilter, CaseLine
from review.services.paging import Cut
from review.store import unit
from review.store.queries.case_lists import COLUMNS
from tests.casework import casework


def test_a_line_is_made_of_a_row_as_it_comes() -> None:
    assert CaseLine._fields == COLUMNS


def test_a_line_says_everything_of_its_file(app: Flask) -> None:
    with app.app_context():
        with unit.transaction():
            work = casework()
            work.case("b", lawyers=(), secret=True)
            work.case(
                "a",
                stage="trial_first",
                volume_set="2",
                case_class="major",
                cause="盗窃",
                lawyers=("赵一", "钱二"),
                closed_on=date(2025, 9, 2),
                sealed=True,
            )
        found = cases.listing(viewer=work.officer, wanted=CaseFilter(), cut=Cut())

    place = {"kind": "civil", "area": "东山县", "n_campaigns": 0}
    first, second = found.page.rows
    assert first.public_id != second.public_id
    assert first._asdict() == place | {
        "public_id": first.public_id,
        "has_scan": False,
        "case_no": "a",
        "stage": "trial_first",
        "volume_set": "2",
        "case_class": "major",
        "cause": "盗窃",
        "handler": "赵一",
        "firm": "青川律师事务所",
        "closed_on": date(2025, 9, 2),
        "is_sealed": True,
        "is_secret": False,
    }
    assert (second.case_no, second.handler, second.firm) == ("b", "", "")
    assert (second.is_sealed, second.is_secret) == (False, True)
    assert found.years == (2025,)
