"""Files are given out by hard rules, filled up again, and given to further readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role
from review.domain.schemes import Combination, Text
from review.services import allocation, sampling
from review.store import unit
from review.store.models import (
    Bureau,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Case,
    Divergence,
    Event,
    Person,
    Read,
    Reviewer,
    ReviewerCode,
)
from review.store.queries.campaigns import reviewers_in_force
from tests.casework import (
    Casework,
    casework,
    plan,
    sheet,
    submit,
    submit_all,
    without_lines,
)
from tests.conftest import AT
from tests.domain.builders import D, item, section

LATER = AT + timedelta(days=1)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Six civil files of three firms in two counties, four reviewers and a lead."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            for n in range(1, 5):
                made.reviewer(f"R{n}")
            made.reviewer("L1", panel_lead=True)
            for n in range(6):
                made.lawyer(f"赵{n}", f"第{n % 3}律师事务所")
                area = "东山县" if n % 2 else "西河区"
                made.case(f"c{n}", area=area, lawyers=(f"赵{n}",))
        yield made


def drawn(work: Casework, **changes: Any) -> str:
    sampling.open_campaign(viewer=work.officer, plan=plan(**changes), at=AT)
    code = str(changes.get("code", "2025"))
    sampling.draw(viewer=work.officer, code=code, at=AT, seed="7")
    return code


def allocated(work: Casework, **changes: Any) -> str:
    code = drawn(work, **changes)
    allocation.confirm(viewer=work.officer, code=code, at=LATER)
    return code


def reads(*, ended: bool = False) -> list[Any]:
    """Reads with the case number and the reviewer's name, as only a test sees them."""
    statement = (
        select(Read.__table__, Case.case_no, Person.name.label("reviewer"))
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Person, Person.id == ReviewerCode.person_id)
        .order_by(Case.case_no, Read.purpose, Read.part, Read.slot)
    )
    if not ended:
        statement = statement.where(Read.ended_at.is_(None))
    with unit.reading() as connection:
        return list(connection.execute(statement))


def readers_of(case_no: str) -> set[str]:
    return {row.reviewer for row in reads() if row.case_no == case_no}


def events(kind: str) -> list[Any]:
    with unit.reading() as connection:
        found = connection.execute(
            select(Event.__table__).where(Event.kind == kind).order_by(Event.id)
        )
        return list(found)


def withdraw(work: Casework, read: Any, reason: str = "出差") -> None:
    allocation.withdraw(
        viewer=work.officer,
        code="2025",
        public_id=read.public_id,
        reason=reason,
        at=LATER,
    )


# The counted reads


def test_every_file_gets_its_different_reviewers_with_even_loads(
    work: Casework,
) -> None:
    allocated(work)

    found = reads()
    slots = {(row.case_no, row.slot) for row in found}
    assert slots == {(f"c{n}", slot) for n in range(6) for slot in (1, 2)}
    assert {len(readers_of(f"c{n}")) for n in range(6)} == {2}
    assert set(Counter(row.reviewer for row in found).values()) == {3}
    assert {row.purpose for row in found} == {"counted"}


def test_what_another_campaign_gave_is_told_as_any_conflict(work: Casework) -> None:
    """Whoever runs this campaign does not learn who reviewed a file in another."""
    allocated(work)
    allocated(work, code="b")
    drawn(work, code="c")

    proposal = allocation.propose(viewer=work.officer, code="c", on=LATER.date())

    assert all(len(readers_of(f"c{n}")) == 4 for n in range(6))
    assert {tuple(map(str, each.sentences)) for each in proposal.unfilled} == {
        (
            "Places that stay empty: 2 of 2.",
            "Of 4 reviewers, 0 may read this case.",
            (
                "4 have declared a conflict of interest, or are kept apart from the file, "
                "for instance because another campaign gave it to them."
            ),
        )
    }
    assert len(proposal.unfilled) == 6


def test_a_lead_gets_no_counted_read(work: Casework) -> None:
    allocated(work)

    assert "评查员L1" not in {row.reviewer for row in reads()}


def test_who_is_of_no_county_is_of_that_of_the_firm(work: Casework) -> None:
    with unit.transaction():
        work.area("西山县")
        work.reviewer("n")
        work.reviewer("f", firm="东山所")
        work.reviewer("c", firm="东山所", area="西山县")
        work.reviewer("b", firm="东山所", area="西山县")
        own = select(Bureau.area_id).where(Bureau.id == work.bureau_id)
        top = unit.connection().scalar(own)
        unit.change(work.event, Reviewer, {"number": "b"}, area_id=top)
    with unit.reading():
        found = reviewers_in_force(work.bureau_id, on=AT.date())

    known = {row.number: row.area_id for row in found if row.number in "nfcb"}
    assert known == {
        "n": None,
        "f": work.areas["东山县"],
        "c": work.areas["西山县"],
        "b": work.areas["东山县"],
    }


def test_hard_rules_keep_reviewers_from_files(work: Casework) -> None:
    with unit.transaction():
        work.reviewer("own", person_id=work.lawyers["赵0"])
        work.reviewer("declared-firm")
        work.conflict("declared-firm", firm="第1律师事务所")
        work.reviewer("declared-lawyer")
        work.conflict("declared-lawyer", lawyer="赵2")
        work.reviewer("east", area="东山县")
        work.reviewer("by-firm", firm="第5律师事务所")
        work.case("two", lawyers=("赵1", "赵0"))
        work.reviewer("drafter", competences=["drafting"])

    allocated(work, bar_same_county=True)

    by_reviewer: dict[str, set[str]] = {}
    for row in reads():
        by_reviewer.setdefault(row.reviewer, set()).add(row.case_no)
    # 赵0 is of firm 0, whose files are c0, c3 and, as the second handler's, "two".
    assert not by_reviewer.get("赵0", set()) & {"c0", "c3", "two"}
    assert not by_reviewer["评查员declared-firm"] & {"c1", "c4", "two"}
    assert not by_reviewer["评查员declared-lawyer"] & {"c2"}
    assert not by_reviewer["评查员east"] & {"c1", "c3", "c5", "two"}
    assert not by_reviewer["评查员by-firm"] & {"c1", "c3", "c5", "two"}
    assert "评查员drafter" not in by_reviewer


def test_caps_hold_and_what_cannot_be_filled_is_said(work: Casework) -> None:
    drawn(work, reviewers=("R1", "R2"), cap=5)

    shown = allocation.propose(viewer=work.officer, code="2025", on=AT.date())

    assert (shown.n_pairs, shown.n_missing) == (10, 2)
    assert [line.n_after for line in shown.loads] == [5, 5]
    sentences = [str(each) for case in shown.unfilled for each in case.sentences]
    assert "1 has no room left under the limit." in sentences
    assert "Of 2 reviewers, 2 may read this case." in sentences
    numbers = [case.case_no for case in shown.unfilled]
    assert numbers == sorted(numbers)


def test_files_of_one_number_are_told_apart(work: Casework) -> None:
    with unit.transaction():
        for stage in ("trial_second", "trial_first"):
            work.case("c0", stage=stage)
    drawn(work, reviewers=("R1",), cap=1)

    shown = allocation.propose(viewer=work.officer, code="2025", on=AT.date())

    assert [x.stage_words for x in shown.unfilled if x.case_no == "c0"] == [
        "",
        "Trial, first instance",
        "Trial, second instance",
    ]


def test_proposing_writes_nothing(work: Casework) -> None:
    drawn(work)

    first = allocation.propose(viewer=work.officer, code="2025", on=AT.date())
    second = allocation.propose(viewer=work.officer, code="2025", on=AT.date())

    assert first == second
    assert first.n_pairs == 12
    assert reads(ended=True) == []


def test_loads_are_listed_by_pinyin(work: Casework) -> None:
    with unit.transaction():
        for number, name in (("X", "钱安"), ("Y", "白洁"), ("Z", "重庆")):
            work.reviewer(number, name=name)
    drawn(work, reviewers=("X", "Y", "Z"))

    shown = allocation.propose(viewer=work.officer, code="2025", on=AT.date())

    assert [line.name for line in shown.loads] == ["白洁", "重庆", "钱安"]


def test_nothing_is_allocated_before_the_draw(work: Casework) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)

    with pytest.raises(allocation.NotDrawn):
        allocation.propose(viewer=work.officer, code="2025", on=AT.date())
    with pytest.raises(allocation.NotDrawn):
        allocation.confirm(viewer=work.officer, code="2025", at=LATER)


def test_confirm_writes_exactly_the_proposal(work: Casework) -> None:
    drawn(work)
    shown = allocation.propose(viewer=work.officer, code="2025", on=AT.date())

    done = allocation.confirm(
        viewer=work.officer, code="2025", at=LATER, digest=shown.digest
    )

    assert done == shown
    assert len(reads()) == shown.n_pairs
    (event,) = events("reads_allocated")
    assert (event.chain, event.actor) == ("campaign:1", work.officer.public_id)
    assert event.payload == {"purpose": "counted", "n": 12, "proposal": shown.digest}
    with unit.reading() as connection:
        assert connection.scalar(select(Campaign.allocated_at)) == LATER


def test_a_stale_proposal_is_refused(work: Casework) -> None:
    drawn(work)
    shown = allocation.propose(viewer=work.officer, code="2025", on=AT.date())
    with unit.transaction():
        for reviewer in ("R1", "R2"):
            work.conflict(reviewer, firm="第1律师事务所")

    with pytest.raises(allocation.ProposalChanged):
        allocation.confirm(
            viewer=work.officer, code="2025", at=LATER, digest=shown.digest
        )

    assert reads(ended=True) == []


def test_confirming_twice_adds_nothing(work: Casework) -> None:
    drawn(work)
    shown = allocation.propose(viewer=work.officer, code="2025", on=AT.date())

    for digest in (shown.digest, shown.digest, ""):
        allocation.confirm(viewer=work.officer, code="2025", at=LATER, digest=digest)

    assert len(reads(ended=True)) == 12
    assert len(events("reads_allocated")) == 1
    assert (
        allocation.propose(viewer=work.officer, code="2025", on=AT.date()).n_pairs == 0
    )


def test_new_reviewers_fill_only_what_is_empty(work: Casework) -> None:
    allocated(work, reviewers=("R1", "R2", "R3"), cap=3)
    before = {(r.case_no, r.slot): r.reviewer for r in reads()}
    assert len(before) == 9
    with unit.transaction():
        work.reviewer("R9")
        tenant = {"bureau_id": work.bureau_id, "campaign_id": 1}
        person = {"person_id": work.reviewers["R9"], **tenant}
        unit.add(work.event, CampaignReviewer, **person)
        unit.add(work.event, ReviewerCode, code="R9R9", **person)

    allocation.confirm(viewer=work.officer, code="2025", at=LATER)

    after = {(r.case_no, r.slot): r.reviewer for r in reads()}
    assert len(after) == 12
    assert {key: after[key] for key in before} == before
    assert {after[key] for key in set(after) - set(before)} == {"评查员R9"}


def test_parts_of_one_sheet_go_to_different_people(work: Casework) -> None:
    with unit.transaction():
        sections = tuple(
            section(code, item(f"{code}1", 50, source="S14"), part=part)
            for code, part in (("f", "formal"), ("p", "professional"))
        )
        titles = {part: Text(part, part) for part in ("formal", "professional")}
        work.scheme(
            sheet(
                "parts",
                sections=sections,
                part_titles=titles,
                combination=Combination(reviews={"": 1}, source="S14"),
            )
        )
        work.reviewer("centre", part="formal")

    allocated(work, schemes=("parts",), reviewers=("R1", "R2", "R3", "centre"))

    found = reads()
    assert len(found) == 12
    assert {len(readers_of(f"c{n}")) for n in range(6)} == {2}
    parts = {row.part for row in found if row.reviewer == "评查员centre"}
    assert parts == {"formal"}


def test_codes_of_reviewers_stay_in_the_vault_and_the_reads(work: Casework) -> None:
    allocated(work)
    withdraw(work, reads()[0])

    with unit.reading() as connection:
        codes = list(connection.scalars(select(ReviewerCode.code)))
        written = connection.execute(select(Event.actor, Event.payload)).all()
    assert len(set(codes)) == 5
    assert [code for code in codes if code in str(written)] == []


# Taking back


def test_a_withdrawn_read_goes_to_somebody_else(work: Casework) -> None:
    allocated(work)
    taken = reads()[0]

    withdraw(work, taken, " 出差 ")
    again = allocation.confirm(viewer=work.officer, code="2025", at=LATER)

    assert again.n_pairs == 1
    assert taken.reviewer not in readers_of(taken.case_no)
    assert len(readers_of(taken.case_no)) == 2
    (ended,) = [row for row in reads(ended=True) if row.ended_at is not None]
    assert (ended.id, ended.ended_reason, ended.ended_at) == (taken.id, "出差", LATER)
    (event,) = events("read_withdrawn")
    assert event.payload == {}


def test_withdrawing_twice_is_withdrawing_once(work: Casework) -> None:
    allocated(work)
    taken = reads()[0]

    withdraw(work, taken, "出差")
    withdraw(work, taken, "生病")

    assert len(events("read_withdrawn")) == 1
    assert len(reads()) == 11


@pytest.mark.parametrize("reason", ["", "  ", "病" * 201])
def test_withdrawing_needs_a_reason(work: Casework, reason: str) -> None:
    allocated(work)

    with pytest.raises(allocation.NoReason):
        withdraw(work, reads()[0], reason)

    assert len(reads()) == 12


def test_a_submitted_review_is_not_taken_back(work: Casework) -> None:
    allocated(work)
    read = reads()[0]
    with unit.transaction():
        viewer = work.reader(read.reviewer.removeprefix("评查员"))
    submit(viewer, read.public_id)

    with pytest.raises(allocation.AlreadySubmitted):
        withdraw(work, read)

    assert len(reads()) == 12
    assert events("read_withdrawn") == []


def test_a_read_of_another_campaign_is_not_there(work: Casework) -> None:
    allocated(work)
    drawn(work, code="b")

    with pytest.raises(NotVisible):
        allocation.withdraw(
            viewer=work.officer,
            code="b",
            public_id=reads()[0].public_id,
            reason="x",
            at=LATER,
        )


# Further readers


def diverged(work: Casework, **changes: Any) -> dict[str, Any]:
    """Every file diverges: R1 and R2 take off nothing, R3 and R4 a lot. Nobody stands
    in line for them, so the officer calls further readers.
    """
    with unit.transaction():
        viewers = {
            n: work.reader(n, Role.PANEL_LEAD if n == "L1" else Role.REVIEWER)
            for n in ("R1", "R2", "R3", "R4", "L1")
        }
    allocated(work, **changes)
    without_lines()
    for number, lost in (("R1", 0), ("R2", 20), ("R3", 40), ("R4", 60)):
        submit_all(viewers[number], lost)
    return viewers


def test_third_readers_are_called_to_files_that_diverged(work: Casework) -> None:
    diverged(work)
    first = {f"c{n}": readers_of(f"c{n}") for n in range(6)}

    shown = allocation.propose_further(viewer=work.officer, code="2025", on=AT.date())
    done = allocation.call_readers(
        viewer=work.officer, code="2025", at=LATER, digest=shown.digest
    )

    assert done == shown
    assert done.n_pairs == 6
    thirds = {row.case_no: row for row in reads() if row.purpose == "third"}
    assert set(thirds) == set(first)
    assert all(row.reviewer not in first[no] for no, row in thirds.items())
    assert {row.slot for row in thirds.values()} == {1}
    (event,) = [e for e in events("reads_allocated") if e.payload["purpose"] == "third"]
    assert (event.payload["n"], event.payload["proposal"]) == (6, shown.digest)


def test_calling_twice_calls_once(work: Casework) -> None:
    diverged(work)
    shown = allocation.propose_further(viewer=work.officer, code="2025", on=AT.date())

    for digest in (shown.digest, shown.digest, ""):
        allocation.call_readers(
            viewer=work.officer, code="2025", at=LATER, digest=digest
        )

    assert len([row for row in reads() if row.purpose == "third"]) == 6


def test_leads_are_called_where_the_rule_asks_for_them(work: Casework) -> None:
    combination = Combination(total_gap=D(10), then="lead@1", source="S14")
    with unit.transaction():
        work.scheme(sheet("by_lead", combination=combination))
    diverged(work, schemes=("by_lead",))

    done = allocation.call_readers(viewer=work.officer, code="2025", at=LATER)

    assert done.n_pairs == 6
    found = {(r.case_no, r.reviewer) for r in reads() if r.purpose == "adjudication"}
    assert found == {(f"c{n}", "评查员L1") for n in range(6)}


def test_a_panel_is_filled_to_its_size(work: Casework) -> None:
    combination = Combination(
        total_gap=D(10), then="panel_majority@1", panel_size=3, source="S14"
    )
    with unit.transaction():
        work.scheme(sheet("by_panel", combination=combination))
        for n in (5, 6, 7):
            work.reviewer(f"R{n}", cap=2)
    diverged(work, schemes=("by_panel",), reviewers=("R1", "R2", "R3", "R4"))
    with unit.reading() as connection:
        assert set(connection.scalars(select(Divergence.n_needed))) == {3}

    done = allocation.call_readers(viewer=work.officer, code="2025", at=LATER)

    # Two of the four have read each file, so two places can be filled and one cannot.
    assert (done.n_pairs, done.n_missing) == (12, 6)
    slots = [row.slot for row in reads() if row.purpose == "third"]
    assert Counter(slots) == {1: 6, 2: 6}
    again = allocation.call_readers(viewer=work.officer, code="2025", at=LATER)
    assert (again.n_pairs, again.n_missing) == (0, 6)


def test_without_a_lead_the_reason_is_said(work: Casework) -> None:
    combination = Combination(total_gap=D(10), then="lead@1", source="S14")
    with unit.transaction():
        work.scheme(sheet("by_lead", combination=combination))
        work.reviewer("X", panel_lead=True, firm="第0律师事务所")
    readers = ("R1", "R2", "R3", "R4")
    diverged(work, schemes=("by_lead",), reviewers=readers, leads=("X",))

    done = allocation.call_readers(viewer=work.officer, code="2025", at=LATER)

    assert [each.case_no for each in done.unfilled] == ["c0", "c3"]
    assert [str(s) for s in done.unfilled[0].sentences] == [
        "Places that stay empty: 1 of 1.",
        "Of 1 reviewer, 0 may read this case.",
        "1 belongs to the firm of a handler.",
    ]


def test_nobody_is_called_where_all_agree(work: Casework) -> None:
    allocated(work)

    done = allocation.call_readers(viewer=work.officer, code="2025", at=LATER)

    assert (done.n_pairs, done.n_missing) == (0, 0)
    assert len(events("reads_allocated")) == 1


# Whose campaign


def test_another_bureau_or_campaign_manager_finds_nothing(work: Casework) -> None:
    allocated(work)
    drawn(work, code="b")
    with unit.transaction():
        stranger = casework(bureau="9", login="stranger").officer
        manager = work.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=2)
    read = reads()[0]

    calls: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (allocation.propose, {"on": AT.date()}),
        (allocation.propose_further, {"on": AT.date()}),
        (allocation.confirm, {"at": LATER}),
        (allocation.call_readers, {"at": LATER}),
        (
            allocation.withdraw,
            {"public_id": read.public_id, "reason": "x", "at": LATER},
        ),
    ]
    for viewer in (stranger, manager, PUBLIC):
        for call, values in calls:
            with pytest.raises(NotVisible):
                call(viewer=viewer, code="2025", **values)
    assert len(reads()) == 12
