"""Hidden seeds: agreed first, then read by more than decide, and told to few."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from review.domain.errors import NotVisible, RuleBroken
from review.domain.phases import CasePhase
from review.domain.policy import Role
from review.domain.seeds import SeedFigure
from review.services import allocation, calibrating, monitoring, seeding
from review.services.announced_rules import GivenOut
from review.services.seeding import IsSeed, NotInSample, WrongShare
from review.store import unit
from review.store.models import Campaign, Read, Result
from tests.casework import casework, sheet, submit, submit_all
from tests.databases import ready
from tests.services.rounds import release, rows
from tests.services.test_allocation import LATER, drawn, reads
from tests.services.test_second_reads import TODAY, Round, broken, give, phase_of

SEEDS = ("c0", "c1")
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def prepared() -> Round:
    """Ten files, eight reviewers, a lead who has agreed on two files; not given out."""
    with unit.transaction():
        made = casework()
        made.scheme(sheet())
        for n in range(1, 9):
            made.reviewer(f"R{n}")
        made.reviewer("L1", panel_lead=True)
        for n in range(10):
            made.lawyer(f"赵{n}", f"第{n % 3}律师事务所")
            made.case(f"c{n}", lawyers=(f"赵{n}",))
    drawn(made, seeds=20)
    with unit.transaction():
        viewers = {f"评查员R{n}": made.reader(f"R{n}") for n in range(1, 9)}
        viewers["lead"] = made.reader("L1", Role.PANEL_LEAD)
    work = Round(made, viewers)
    for case_no in SEEDS:
        add(work, case_no)
        agree(work)
    return work


def given() -> Round:
    work = prepared()
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    return work


work = ready(given)
before = ready(prepared)


def add(work: Round, case_no: str, lead: str = "L1") -> None:
    seeding.add_seed(
        viewer=work.officer, code="2025", case_no=case_no, lead=lead, at=LATER
    )


def agree(work: Round) -> None:
    """The lead's sheet of the newest seed: two items lose all."""
    (read,) = rows(Read, "public_id", purpose="agreed")[-1]
    submit(work.viewers["lead"], read, 20)


def found(work: Round) -> seeding.Seeding:
    return seeding.seeding(viewer=work.officer, code="2025")


def further(case_no: str = "") -> list[Any]:
    """The further readers of seeds."""
    return [r for r in reads() if r.purpose == "second" and case_no in ("", r.case_no)]


def test_the_rate_is_spread_over_the_seeds_and_the_reviewers(work: Round) -> None:
    """20% of 20 reviews are 4 more, of two files: two further readers each."""
    assert Counter(read.case_no for read in further()) == dict.fromkeys(SEEDS, 2)
    counted = {
        r.reviewer for r in reads() if r.case_no in SEEDS and r.purpose == "counted"
    }
    # Whoever has a seed among the own files anyhow gets no other before all have one.
    assert len({r.reviewer for r in further()} - counted) == 4
    loads = Counter(r.reviewer for r in reads() if r.purpose != "agreed")
    assert max(loads.values()) - min(loads.values()) <= 2
    assert (
        len({(r.allocated_at, r.event_id) for r in reads() if r.purpose != "agreed"})
        == 1
    )
    assert broken() == []


def test_a_seed_is_settled_by_its_counted_reviews_when_all_are_in(work: Round) -> None:
    mine = [r for r in reads() if r.case_no == "c0" and r.purpose != "agreed"]
    give(work, *[r for r in mine if r.purpose == "counted"])
    assert phase_of(work, mine[0]) is CasePhase.REVIEWING
    give(work, *further("c0"), lost=60)

    assert phase_of(work, mine[0]) is CasePhase.SETTLED
    ((score, used),) = rows(Result, "score", "used")
    assert (score, len(used)) == (10000, 2)
    assert broken() == []


def test_by_name_nothing_is_told_of_a_few_seeds_before_the_final_release(
    work: Round,
) -> None:
    """Not before a seed is settled, nor of one that is: that would say whose is whose."""
    counted = [r for r in reads() if r.case_no == "c0" and r.purpose == "counted"]
    hidden = further("c0")
    give(work, counted[0], hidden[0], lost=20)
    assert (told(work), found(work).whole) == ({}, SeedFigure())

    give(work, counted[1], lost=10)
    give(work, hidden[1])
    assert told(work) == {}
    whole = found(work).whole
    assert (whole.n_files, whole.n_met, whole.items.part) == (4, 4, 37)

    ((campaign_id,),) = rows(Campaign, "id", code="2025")
    release(work.work.bureau_id, campaign_id, "final")
    assert told(work) == {
        hidden[0].reviewer: (1, 1, 10),
        hidden[1].reviewer: (1, 1, 8),
        counted[0].reviewer: (1, 1, 10),
        counted[1].reviewer: (1, 1, 9),
    }


def told(work: Round) -> dict[str, tuple[int, int, int]]:
    return {
        each.name: (each.figure.n_files, each.figure.n_met, each.figure.items.part)
        for each in found(work).people
    }


def test_seeds_are_no_second_reads_in_the_figures(work: Round) -> None:
    for name, viewer in work.viewers.items():
        if name != "lead":
            submit_all(viewer)

    page = monitoring.monitoring(viewer=work.officer, code="2025")
    assert (page.n_settled, page.n_under_way, page.found.n_pairs) == (0, 0, 0)


def test_reviewers_learn_of_their_seeds_after_the_final_release(work: Round) -> None:
    name = further("c0")[0].reviewer
    viewer = work.viewers[name]
    submit_all(viewer)
    assert calibrating.own(viewer=viewer) == ()

    for other, each in work.viewers.items():
        if other not in (name, "lead"):
            submit_all(each)
    assert calibrating.own(viewer=viewer) == ()
    ((campaign_id,),) = rows(Campaign, "id", code="2025")
    release(work.work.bureau_id, campaign_id, "final")
    (own,) = calibrating.own(viewer=viewer)
    (tried,) = own.seeds
    assert (tried.case_no, own.has_anchors) == ("c0", False)
    assert [each.item for each in tried.trial.differences] == ["i0", "i1"]
    lead = work.viewers["lead"]
    assert calibrating.own(viewer=lead) == ()


def test_a_seed_without_agreed_answers_gets_nobody_more(before: Round) -> None:
    add(before, "c2")
    allocation.confirm(viewer=before.officer, code="2025", at=LATER)

    assert {read.case_no for read in further()} == set(SEEDS)
    assert [each.is_agreed for each in found(before).seeds] == [True, True, False]


def test_a_seed_may_be_taken_out_before_files_are_given_out(before: Round) -> None:
    own = {"viewer": before.officer, "code": "2025", "at": LATER}
    first, _ = found(before).seeds
    seeding.remove_seed(**own, public_id=first.public_id)
    assert [each.case_no for each in found(before).seeds] == ["c1"]
    with pytest.raises(NotVisible):
        seeding.remove_seed(**own, public_id=first.public_id)
    allocation.confirm(**own)
    assert {read.case_no for read in further()} == {"c1"}
    assert broken() == []


@pytest.mark.parametrize(
    ("case_no", "lead", "refusal"),
    [("c0", "L1", IsSeed), ("c99", "L1", NotInSample), ("c2", "R1", NotVisible)],
)
def test_a_seed_is_a_file_of_the_sample_with_a_lead(
    before: Round, case_no: str, lead: str, refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal):
        add(before, case_no, lead)


def test_nothing_of_it_changes_once_files_were_given_out(work: Round) -> None:
    own = {"viewer": work.officer, "code": "2025", "at": LATER}
    with pytest.raises(GivenOut):
        add(work, "c2")
    with pytest.raises(GivenOut):
        seeding.set_share(**own, percent=5)
    with pytest.raises(GivenOut):
        seeding.remove_seed(**own, public_id=found(work).seeds[0].public_id)
    with pytest.raises(WrongShare):
        seeding.set_share(**own, percent=21)


def test_a_further_reader_who_hands_back_is_followed_by_another(work: Round) -> None:
    first = further("c0")[0]
    before = {r.reviewer for r in reads() if r.case_no == "c0"}
    allocation.withdraw(
        viewer=work.officer,
        code="2025",
        public_id=first.public_id,
        reason="出差",
        at=LATER,
    )
    allocation.confirm(viewer=work.officer, code="2025", at=LATER, on=TODAY)

    (again,) = [r for r in further("c0") if r.slot == first.slot]
    assert again.reviewer not in before
