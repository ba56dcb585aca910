"""An allocation as a file: exported, edited, looked at, applied whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import Busy, NotVisible
from review.domain.policy import PUBLIC
from review.files.sheets.uncalculated import NotCalculated
from review.services import allocation, moving, reviewing
from review.services.allocation import ProposalChanged
from review.services.moving import MovesBroken, MovesPreview
from review.store import unit
from review.store.models import (
    AccessLog,
    CampaignCase,
    CampaignReviewer,
    Case,
    Event,
    Read,
    Reviewer,
    ReviewerCode,
)
from tests.casework import Casework, casework, sheet, submit
from tests.conftest import AT
from tests.files.sheets.workbooks import with_formulas
from tests.services.rounds import at_once
from tests.services.test_allocation import drawn

LATER = AT + timedelta(days=1)
TODAY = LATER.date()
HEADS = "案号,动作,评查员,名额,理由"


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Three files of a firm; a reviewer of that firm and three others."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.lawyer("赵一", "青川律师事务所")
            made.reviewer("own", firm="青川律师事务所")
            for n in (1, 2, 3):
                made.reviewer(f"R{n}")
            for n in range(3):
                made.case(f"c{n}")
        drawn(made)
        yield made


def file(*lines: str) -> bytes:
    return "\n".join([HEADS, *lines]).encode()


def look(work: Casework, body: bytes) -> MovesPreview:
    return moving.preview(
        viewer=work.officer, code="2025", body=body, at=LATER, on=TODAY
    )


def change(work: Casework, body: bytes, digest: str = "") -> MovesPreview:
    return moving.apply(
        viewer=work.officer,
        code="2025",
        body=body,
        digest=digest or look(work, body).digest,
        at=LATER,
        on=TODAY,
    )


def export(work: Casework, *, with_proposal: bool = True) -> bytes:
    return moving.export(
        viewer=work.officer,
        code="2025",
        at=LATER,
        on=TODAY,
        say=str,
        with_proposal=with_proposal,
    )


def held() -> list[tuple[str, int, str]]:
    statement = (
        select(Case.case_no, Read.slot, Reviewer.number)
        .select_from(Read)
        .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
        .join(Case, Case.id == CampaignCase.case_id)
        .join(ReviewerCode, ReviewerCode.code == Read.reviewer_code)
        .join(Reviewer, Reviewer.person_id == ReviewerCode.person_id)
        .where(Read.ended_at.is_(None))
        .order_by(Case.case_no, Read.slot)
    )
    with unit.reading() as connection:
        return [tuple(row) for row in connection.execute(statement)]


def faults(shown: MovesPreview) -> list[str]:
    return [f"{fault.line}: {fault.sentence}" for fault in shown.faults]


def test_taking_the_file_is_logged(work: Casework) -> None:
    export(work)

    with unit.reading() as connection:
        log = select(AccessLog.action, AccessLog.object_id, AccessLog.at)
        assert connection.execute(log).all() == [("list.export", "moves:2025", LATER)]


def test_an_exported_proposal_brought_back_is_the_proposal(work: Casework) -> None:
    body = export(work)

    shown = look(work, body)
    assert (shown.n_give, shown.n_take_back, shown.n_same) == (6, 0, 0)
    assert shown.faults == ()
    change(work, body)

    again = look(work, body)
    assert (again.n_give, again.n_same, again.faults) == (0, 6, ())
    assert len(held()) == 6
    kept = export(work, with_proposal=False)
    assert look(work, kept).n_same == 6
    assert look(work, moving.as_text(body).encode()).n_same == 6


def test_the_machine_and_its_file_give_the_same_places(work: Casework) -> None:
    body = export(work)
    allocation.confirm(viewer=work.officer, code="2025", at=LATER, on=TODAY)

    assert look(work, body).n_same == 6


def test_an_edited_file_takes_back_and_gives_in_one_change(work: Casework) -> None:
    change(work, file("c0,give,R1,1,", "c0,give,R2,2,", "c1,give,R1,,"))

    body = file("c0,收回,R1,,出差", "c0,指派,R3,1,", "c1,保留,R1,,", "c2,指派,R2,,")
    shown = change(work, body)

    assert (shown.n_give, shown.n_take_back, shown.n_same) == (2, 1, 1)
    assert shown.taken_back == (("c0", "R1", "出差"),)
    assert held() == [
        ("c0", 1, "R3"),
        ("c0", 2, "R2"),
        ("c1", 1, "R1"),
        ("c2", 1, "R2"),
    ]
    with unit.reading() as connection:
        kinds = connection.execute(select(Event.kind).order_by(Event.id)).scalars()
        assert list(kinds)[-3:] == [
            "reads_withdrawn",
            "reads_allocated",
            "alternates_drawn_up",
        ]


def test_clearing_and_making_the_same_again_changes_nothing(work: Casework) -> None:
    change(work, file("c0,give,R1,1,"))

    shown = look(work, file("c0,take_back,R1,1,x", "c0,give,R1,1,"))

    assert (shown.n_give, shown.n_take_back, shown.changes) == (0, 0, False)


def test_a_second_click_does_nothing_twice(work: Casework) -> None:
    body = file("c0,give,R1,1,")
    digest = look(work, body).digest

    change(work, body, digest)
    change(work, body, digest)

    assert held() == [("c0", 1, "R1")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("c9,give,R1,,", "This campaign has no file c9."),
        ("c0,give,R9,,", "This campaign has no reviewer R9 for such reviews."),
        ("c0,give,own,,", "Reviewer own is in the firm of a handler of case c0."),
        ("c0,give,R1,3,", "Case c0 has no such empty place."),
        ("c0,give,R1,1,", "Case c0 has no such empty place."),
        ("c0,take_back,R1,,x", "Reviewer R1 does not hold case c0."),
        ("c0,take_back,R2,,", "Say in at most 200 characters why it is taken back."),
        ("c0,keep,R3,,", "Reviewer R3 does not hold case c0."),
        ("c0,steal,R1,,", "steal"),
    ],
)
def test_a_line_at_fault_stops_all_of_them(
    work: Casework, line: str, words: str
) -> None:
    change(work, file("c0,give,R2,1,"))
    body = file("c1,give,R1,,", line)

    shown = look(work, body)

    assert [said.split(": ", 1)[0] for said in faults(shown)] == ["3"]
    assert words in faults(shown)[0]
    with pytest.raises(MovesBroken):
        change(work, body, shown.digest)
    assert held() == [("c0", 1, "R2")]


def test_a_formula_without_its_value_is_told(work: Casework) -> None:
    """Read as empty, the move would be another one."""
    body = with_formulas(HEADS.split(","), ["c0", "give", "R1", "=A1"])

    (fault,) = look(work, body).faults

    assert (fault.line, fault.sentence.text) == (2, NotCalculated.sentence)


def test_lines_about_the_same_place_are_told(work: Casework) -> None:
    shown = look(work, file("c0,give,R1,1,", "c0,give,R2,1,", "c0,give,R1,2,"))

    assert [said.split(": ")[0] for said in faults(shown)] == ["3", "4"]
    assert shown.n_give == 1


def test_nobody_gets_more_than_their_limit(work: Casework) -> None:
    with unit.transaction() as connection:
        connection.execute(CampaignReviewer.__table__.update().values(cap=1))

    shown = look(work, file("c0,give,R1,1,", "c1,give,R1,1,"))

    assert faults(shown) == ["3: Reviewer R1 would have more files than allowed."]


def test_what_is_submitted_never_moves_and_a_settled_file_says_nothing(
    work: Casework,
) -> None:
    change(work, file("c0,give,R1,1,", "c0,give,R2,2,"))
    with unit.transaction():
        readers = [work.reader("R1"), work.reader("R2")]
    for reader in readers[:1]:
        submit(reader, reviewing.queue(viewer=reader, at=AT)[0].public_id)

    assert faults(look(work, file("c0,take_back,R1,,x"))) == [
        "2: Reviewer R1 has submitted c0; it stays."
    ]
    submit(readers[1], reviewing.queue(viewer=readers[1], at=AT)[0].public_id)
    told = [
        faults(look(work, file(f"c0,{verb},{number},,x")))
        for verb in ("take_back", "keep")
        for number in ("R1", "R3")
    ]
    assert {said[0].replace("R1", "R3") for said in told} == {
        "2: Reviewer R3 does not hold case c0."
    }
    assert "c0" not in export(work, with_proposal=False).decode()


def test_moves_looked_at_before_something_changed_are_not_applied(
    work: Casework,
) -> None:
    body = file("c0,give,R1,,")
    digest = look(work, body).digest
    change(work, file("c0,give,R2,1,"))

    with pytest.raises(ProposalChanged):
        change(work, body, digest)


def test_of_fifty_who_want_the_last_place_one_gets_it(
    app: Flask, work: Casework
) -> None:
    with unit.transaction() as connection:
        connection.execute(CampaignReviewer.__table__.update().values(cap=1))
    change(work, file("c0,give,R1,1,", "c1,give,R2,1,"))
    bodies = [file(f"c{n % 3},give,R3,2,") for n in range(50)]
    digests = {body: look(work, body).digest for body in set(bodies)}

    found = at_once(
        app,
        [lambda body=body: change(work, body, digests[body]) for body in bodies],
    )

    mine = [place for place in held() if place[2] == "R3"]
    assert len(mine) == 1
    done = [each for each in found if isinstance(each, MovesPreview)]
    assert 1 <= len(done) <= 17
    assert {type(each) for each in found} <= {
        *(MovesPreview, MovesBroken, ProposalChanged, Busy)
    }


def test_a_place_goes_to_one_of_two_who_give_it_out_at_once(
    app: Flask, work: Casework
) -> None:
    digest = allocation.propose(viewer=work.officer, code="2025", on=TODAY).digest
    body = file("c0,give,R1,1,")
    seen = look(work, body).digest

    def confirm() -> object:
        return allocation.confirm(
            viewer=work.officer, code="2025", at=LATER, on=TODAY, digest=digest
        )

    found = at_once(app, [confirm, lambda: change(work, body, seen)])

    assert sum(isinstance(each, ProposalChanged | MovesBroken) for each in found) == 1
    assert len(set(held())) == len(held()) in (1, 6)


def test_only_whoever_allocates_may_see_or_change(work: Casework) -> None:
    with unit.transaction():
        stranger = casework(bureau="9", login="stranger").officer
    for viewer in (stranger, PUBLIC):
        with pytest.raises(NotVisible):
            moving.preview(viewer=viewer, code="2025", body=file(), at=LATER, on=TODAY)
        with pytest.raises(NotVisible):
            moving.export(
                viewer=viewer,
                code="2025",
                at=LATER,
                on=TODAY,
                say=str,
                with_proposal=False,
            )


OFTEN = "of 3 people it was answered within a year"
KEPT_APART = "or is kept apart from it"


@pytest.fixture
def again(work: Casework) -> Casework:
    """R1 and R2 have c0 in one campaign; it is drawn in another one too."""
    with unit.transaction():
        work.reviewer("R4")
    change(work, file("c0,give,R1,1,", "c0,give,R2,2,"))
    drawn(work, code="b")
    return work


def asked(
    work: Casework, *people: str, code: str = "b", days: int = 0, case: str = "c0"
) -> list[str]:
    """What is answered of each of them alone; empty, where they may read it."""
    own = {"viewer": work.officer, "code": code, "on": TODAY}
    bodies = [file(f"{case},give,{number},1,") for number in people]
    at = LATER + timedelta(days=days)
    looks = [moving.preview(**own, body=body, at=at) for body in bodies]
    return [" ".join(str(each.sentence) for each in look.faults) for look in looks]


def kept() -> list[dict[str, object]]:
    with unit.reading() as connection:
        rows = connection.scalars(
            select(Event.payload).where(Event.kind == "moves_asked").order_by(Event.id)
        )
        return list(rows)


def test_nobody_is_found_by_asking_about_one_after_the_other(again: Casework) -> None:
    """Of three people it is answered who may read it; then neither of a reader nor of
    anybody else, in whatever campaign one asks.
    """
    r3, r1, r4, r2, r3_again = asked(again, "R3", "R1", "R4", "R2", "R3")
    drawn(again, code="c")
    (other,) = asked(again, "own", code="c")
    (r2_there,) = asked(again, "R2", code="c")

    assert (r3, r4, r3_again) == ("", "", "")
    assert KEPT_APART in r1
    assert OFTEN in r2 and OFTEN in r2_there
    assert "in the firm of a handler" in other
    assert [each["n"] for each in kept()] == [1, 1, 1]
    assert asked(again, "R2", days=400) != [r2]


def test_a_file_nobody_else_gave_out_is_answered_for_everybody(again: Casework) -> None:
    assert asked(again, "R1", "R2", "R3", "R4", case="c1") == [""] * 4
    assert kept() == []


def test_who_was_not_looked_at_is_not_tried_either(again: Casework) -> None:
    """What applying answers would be a question without a trace."""
    own = {"viewer": again.officer, "code": "b", "at": LATER, "on": TODAY}
    for number in ("R1", "R3"):
        with pytest.raises(ProposalChanged):
            moving.apply(**own, body=file(f"c0,give,{number},1,"), digest="0" * 64)

    body = file("c0,give,R3,1,")
    digest = moving.preview(**own, body=body).digest
    moving.apply(**own, body=body, digest=digest)
    assert held().count(("c0", 1, "R3")) == 1


def test_a_known_relation_is_told_and_is_no_question(again: Casework) -> None:
    with unit.transaction() as connection:
        connection.execute(CampaignReviewer.__table__.update().values(cap=0))

    assert all("more files than allowed" in each for each in asked(again, "R1", "R3"))
    assert kept() == []
