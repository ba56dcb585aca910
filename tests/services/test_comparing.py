"""What common files say of reviewers: by name, over enough files, and after settling."""

from __future__ import annotations

import pytest

from review.domain.common_files import Expected
from review.domain.errors import NotVisible, RuleBroken
from review.services import comparing, reviewer_figures
from review.services.announced_rules import GivenOut
from review.services.comparing import WrongNumber
from review.store.models import Campaign, Event
from tests.casework import submit_all
from tests.databases import ready
from tests.services.rounds import release, rows
from tests.services.test_allocation import LATER
from tests.services.test_common_files import a_common_file, given, linking, of, prepared
from tests.services.test_second_reads import Round, give

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SEVERE = "评查员R3"


def settled() -> Round:
    """Everything is in; one reviewer finds a fault in each file that nobody else does."""
    work = given()
    for name, viewer in work.viewers.items():
        submit_all(viewer, 10 if name == SEVERE else 0)
    return work


work = ready(given)
done = ready(settled)


before = ready(prepared)


def found(work: Round) -> comparing.Comparison:
    return comparing.comparison(viewer=work.officer, code="2025")


def test_before_a_file_is_settled_only_what_is_in_is_told(work: Round) -> None:
    case_no = a_common_file()
    give(work, *of(case_no)[:5])
    page = found(work)

    assert [(f.case_no, f.n_submitted) for f in page.files if f.n_submitted] == [
        (case_no, 5)
    ]
    assert (page.n_settled, page.people) == (0, ())
    assert all(each.found is None and not each.result for each in page.files)


def test_a_settled_file_tells_its_spread_and_grades(work: Round) -> None:
    case_no = a_common_file()
    give(work, *[read for read in of(case_no) if read.purpose == "counted"])
    give(work, *linking(case_no), lost=60)
    page = found(work)

    assert page.people == ()
    (file,) = [each for each in page.files if each.found]
    assert (file.result, file.n_submitted, file.n_reads) == ("excellent", 6, 6)
    assert file.found == comparing.common_file(
        [(10000, "excellent")] * 2 + [(4000, "fail")] * 4
    )


def test_who_is_more_severe_is_told_with_an_interval(done: Round) -> None:
    page = found(done)
    by_name = {each.name: each.severity for each in page.people}

    assert [each.name for each in page.people] == sorted(by_name)
    assert len(by_name) == 8 and len({each.group for each in by_name.values()}) == 1
    severe = by_name.pop(SEVERE)
    assert severe.high < 0 < min(each.raw for each in by_name.values())
    # Of eight nobody is left without more than two.
    assert min(each.n_files for each in (severe, *by_name.values())) >= 4


def test_the_panel_counts_common_files_too(done: Round) -> None:
    ((bureau_id, campaign_id),) = rows(Campaign, "bureau_id", "id", code="2025")
    release(bureau_id, campaign_id, "final")
    panel = reviewer_figures.panel(viewer=done.officer, code="2025")
    n_files = {
        line.name: line.severity.n_files for line in panel.lines if line.severity
    }

    assert panel.n_groups == 1
    assert sum(n_files.values()) == 24 + 24
    # Counted reviews alone are measured otherwise.
    assert sum(line.figure.n_files for line in panel.lines) == 24


def test_before_files_are_given_out_it_says_what_the_number_costs(
    before: Round,
) -> None:
    page = found(before)

    assert (page.n, page.n_reviewers, page.is_given_out) == (6, 8, False)
    assert page.expected == Expected(6, 6, 24, 4)


@pytest.mark.parametrize("n", [-1, 1, 5, 31])
def test_a_number_has_limits(before: Round, n: int) -> None:
    with pytest.raises(WrongNumber):
        set_number(before, n)


def set_number(work: Round, n: int) -> None:
    comparing.set_number(viewer=work.officer, code="2025", n=n, at=LATER)


def test_the_number_is_set_with_one_event(before: Round) -> None:
    for n in (8, 8, 0):
        set_number(before, n)

    assert found(before).n == 0
    assert len(rows(Event, kind="common_files_set")) == 2


def test_the_number_stays_once_files_were_given_out(work: Round) -> None:
    with pytest.raises(GivenOut):
        set_number(work, 8)
    set_number(work, 6)


def test_reviewers_do_not_see_it(done: Round) -> None:
    with pytest.raises((NotVisible, RuleBroken)):
        comparing.comparison(viewer=done.viewers[SEVERE], code="2025")
