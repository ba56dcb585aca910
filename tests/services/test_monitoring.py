"""What hidden second reads say: by name, over enough files, and never before settling."""

from __future__ import annotations

import pytest
from flask import Flask

from review.domain.policy import Viewer
from review.services import allocation, campaigns, monitoring
from review.services.announced_rules import GivenOut
from review.services.monitoring import WrongRate
from review.store import unit
from review.store.models import Event
from tests.casework import casework, sheet
from tests.databases import ready
from tests.services.rounds import rows
from tests.services.test_allocation import LATER, drawn
from tests.services.test_second_reads import (
    TODAY,
    Round,
    give,
    given_out,
    of_file,
    seconds,
    six_files_drawn,
)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


work = ready(given_out)


def found(work: Round) -> monitoring.Monitoring:
    return monitoring.monitoring(viewer=work.officer, code="2025")


def test_before_anything_is_settled_only_the_numbers_are_told(work: Round) -> None:
    give(work, seconds()[0], lost=60)
    page = found(work)

    assert (page.percent, page.n_under_way, page.n_submitted) == (50, 3, 1)
    assert (page.n_settled, page.lines, page.apart, page.found.n_pairs) == (
        0,
        (),
        (),
        0,
    )


def test_each_counted_review_is_compared_with_the_hidden_one(work: Round) -> None:
    second = seconds()[0]
    give(work, *of_file(second))
    give(work, second, lost=60)
    page = found(work)

    items = page.found.whole.items.same
    assert (items.part, items.whole, items.n_files) == (8, 20, 1)
    assert page.found.table == {("excellent", "fail"): 2}
    assert [(each.result, each.second) for each in page.apart] == [
        ("excellent", "fail")
    ]
    # By name it would tell whose review is whose.
    assert page.lines == ()


def test_a_campaign_counts_it_among_what_is_to_come_in(work: Round) -> None:
    give(work, *seconds())
    own = {"viewer": work.officer, "code": "2025", "on": TODAY}
    numbers = campaigns.line(**own).numbers

    assert (numbers.n_places, numbers.n_empty) == (15, 0)
    assert (numbers.counted.n_open, numbers.counted.n_submitted) == (12, 3)


@pytest.mark.parametrize("percent", [-1, 51])
def test_a_rate_has_limits(work: Round, percent: int) -> None:
    with pytest.raises(WrongRate):
        set_rate(work.officer, percent)


def set_rate(viewer: Viewer, percent: int) -> None:
    monitoring.set_rate(viewer=viewer, code="2025", percent=percent, at=LATER)


def test_the_rate_stays_once_files_were_given_out(work: Round) -> None:
    with pytest.raises(GivenOut):
        set_rate(work.officer, 10)
    set_rate(work.officer, 50)
    assert found(work).percent == 50


def test_before_that_it_is_set_with_one_event(app: Flask) -> None:
    with app.app_context():
        work = Round(six_files_drawn(), {})
        for percent in (10, 10):
            set_rate(work.officer, percent)
        page = found(work)
        assert (page.percent, page.n_expected, page.is_given_out) == (10, 1, False)
        assert len(rows(Event, kind="second_reads_set")) == 1


def read_by_all() -> Round:
    """Twenty files of which every second is read once more, by the third of three."""
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for n in (1, 2, 3):
            made.reviewer(f"R{n}")
        made.lawyer("赵一", "青川律师事务所")
        for n in range(20):
            made.case(f"c{n:02}")
    drawn(made, second_reads=50)
    with unit.transaction():
        viewers = {f"评查员R{n}": made.reader(f"R{n}") for n in (1, 2, 3)}
    allocation.confirm(viewer=made.officer, code="2025", at=LATER)
    return Round(made, viewers)


def test_by_name_ten_files_are_counted_at_once(app: Flask) -> None:
    """Who looks before and after a single file learns nothing of whose review is whose."""
    with app.app_context():
        work, seen = read_by_all(), []
        for second in seconds():
            give(work, *of_file(second))
            give(work, second)
            seen.append([line.agreement.grades.whole for line in found(work).lines])

    assert seen[:-1] == [[]] * 9
    assert sum(seen[-1]) == 40
