"""Done to several files at once: previewed, carried out whole, undone while unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from review.domain.errors import NotVisible, RuleBroken
from review.domain.kinds import CaseClass
from review.domain.sampling_changes import ChangeKind
from review.services import (
    allocation,
    classing,
    draw_records,
    giving,
    membership,
    publication,
    redrawing,
    seeding,
    withdrawing,
)
from review.services.allocation import ProposalChanged
from review.services.arrivals import NothingEnters
from review.services.on_files import CannotUndo, FilesChanged, NothingToDo, Which
from review.services.room import OverTheirCap
from review.store import invariants, unit
from review.store.models import (
    CampaignCase,
    Case,
    Event,
    SampleChange,
    StoredNotice,
    User,
)
from tests.casework import (
    Casework,
    casework,
    sheet,
    submit,
    submit_all,
    without_lines,
)
from tests.databases import ready
from tests.services.rounds import at_once, rows
from tests.services.test_allocation import LATER, drawn, reads

TODAY, MAJOR = LATER.date(), CaseClass.MAJOR
SOON = LATER + timedelta(minutes=5)
# What differs between the databases is tried on both.
SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def six_drawn() -> Casework:
    """Six files of a census, four reviewers; major files have three reviews by a
    sheet of their own.
    """
    with unit.transaction():
        made = casework()
        made.scheme(sheet("big", case_classes=("major",)))
        made.scheme(sheet())
        made.reviewer_numbers(4)
        for n in range(6):
            made.case(f"c{n}", lawyers=(f"赵{n}",))
    drawn(made, schemes=("big", "civil"), reviews={"major": 3})
    return made


work = ready(six_drawn)


def of(work: Casework, query: str = "", files: tuple[str, ...] = ()) -> dict[str, Any]:
    which = Which(query, files)
    return {"viewer": work.officer, "code": "2025", "which": which, "on": TODAY}


def file_of(case_no: str) -> str:
    (found,) = rows(Case, "id", case_no=case_no)
    return str(rows(CampaignCase, "public_id", case_id=found[0])[0][0])


def files() -> dict[str, tuple[str, int]]:
    """Class and number of reviews of each file of the sample, by number."""
    classes = {row[0]: row[1:] for row in rows(Case, "id", "case_no", "case_class")}
    found = rows(CampaignCase, "case_id", "n_reviews", left_event_id=None)
    return {classes[case][0]: (classes[case][1], n) for case, n in found}


def set_class(work: Casework, to: str = "major", **meant: Any) -> str:
    asked = {**of(work, **meant), "case_class": CaseClass(to)}
    digest = classing.preview(**asked).digest
    return classing.set_class(**asked, digest=digest, at=LATER)


def give(work: Casework, **meant: Any) -> str:
    asked = of(work, **meant)
    return giving.give(**asked, digest=giving.preview(**asked).digest, at=LATER)


def withdraw(work: Casework, **meant: Any) -> str:
    asked = of(work, **meant)
    digest = withdrawing.preview(**asked).digest
    return withdrawing.withdraw(**asked, reason="不属于范围", digest=digest, at=LATER)


def undo(work: Casework, how: Callable[..., int], key: str, **more: Any) -> int:
    return how(viewer=work.officer, code="2025", key=key, at=SOON, **more)


def broken() -> list[Any]:
    with unit.reading():
        return list(invariants.check())


def submit_one(work: Casework, case_no: str) -> None:
    read = next(each for each in reads() if each.case_no == case_no)
    with unit.transaction():
        viewer = work.reader(read.reviewer.removeprefix("评查员"))
    submit(viewer, read.public_id)


# The class


def test_files_get_a_class_and_are_read_as_its_files_are(work: Casework) -> None:
    asked = {**of(work, "number:c1 or number:c2"), "case_class": CaseClass.MAJOR}
    shown = classing.preview(**asked)
    key = classing.set_class(**asked, digest=shown.digest, at=LATER)

    assert sorted(line.case_no for line in shown.lines) == ["c1", "c2"]
    assert (shown.n_reviews_more, shown.n_other_scheme, shown.n_given) == (2, 2, 0)
    assert {files()[each] for each in ("c1", "c2")} == {("major", 3)}
    assert files()["c0"] == ("general", 2)
    # The same form once more is the same change.
    assert classing.set_class(**asked, digest=shown.digest, at=SOON) == key
    assert len(rows(Event, kind="case_class_set")) == 1
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    assert Counter(r.case_no for r in reads())["c1"] == 3
    assert broken() == []


@SQLITE
def test_chosen_files_count_more_than_the_query(work: Casework) -> None:
    chosen = (file_of("c4"),)
    set_class(work, query="number:c1", files=chosen)

    assert [no for no, (name, _) in files().items() if name == "major"] == ["c4"]


@SQLITE
def test_what_was_given_out_keeps_its_scheme_and_reviews(work: Casework) -> None:
    give(work, files=(file_of("c1"),))
    asked = {**of(work, "number:c1"), "case_class": CaseClass.MAJOR}
    shown = classing.preview(**asked)

    assert (shown.n_given, shown.n_reviews_more, shown.n_other_scheme) == (1, 0, 0)
    classing.set_class(**asked, digest=shown.digest, at=LATER)
    assert files()["c1"] == ("major", 2)


@SQLITE
def test_a_class_is_undone_until_a_file_is_given_out(work: Casework) -> None:
    before = files()
    key = set_class(work, query="number:c1")
    assert classing.done(viewer=work.officer, code="2025", key=key).can_undo
    assert undo(work, classing.undo, key) == 1
    assert files() == before
    with pytest.raises(CannotUndo):
        undo(work, classing.undo, key)

    # Undone it can be done again, and the button is no second click of the first time.
    later = set_class(work, query="number:c1")
    assert files()["c1"] == ("major", 3) and later != key
    give(work, files=(file_of("c1"),))
    with pytest.raises(CannotUndo):
        undo(work, classing.undo, later)
    assert files()["c1"] == ("major", 3)


@SQLITE
def test_a_class_is_not_set_when_a_file_changed_since_the_look(work: Casework) -> None:
    asked = {**of(work, "number:c1"), "case_class": CaseClass.MAJOR}
    digest = classing.preview(**asked).digest
    give(work, files=(file_of("c1"),))

    with pytest.raises(FilesChanged):
        classing.set_class(**asked, digest=digest, at=LATER)
    assert files()["c1"] == ("general", 2)
    assert classing.preview(**{**asked, "case_class": CaseClass.GENERAL}).n_same == 1


@SQLITE
def test_settled_files_keep_their_class(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    for n in range(1, 5):
        with unit.transaction():
            viewer = work.reader(f"R{n}")
        submit_all(viewer)
    shown = classing.preview(**of(work), case_class=CaseClass.MAJOR)

    assert (len(shown.lines), shown.n_settled) == (0, 6)
    with pytest.raises(NothingToDo):
        classing.set_class(
            **of(work), case_class=CaseClass.MAJOR, digest=shown.digest, at=LATER
        )


SEED = {"viewer": None, "code": "2025", "case_no": "c1", "lead": "L1", "at": LATER}


def with_lead() -> Casework:
    with unit.transaction():
        made = casework()
        made.scheme(sheet("big", case_classes=("major",)))
        made.scheme(sheet())
        made.reviewer_numbers(4)
        made.reviewer("L1", panel_lead=True)
        for n in range(6):
            made.case(f"c{n}", lawyers=(f"赵{n}",))
    drawn(made, schemes=("big", "civil"), reviews={"major": 3}, seeds=20)
    return made


seeded = ready(with_lead)


def scheme_of(case_no: str) -> set[int]:
    """By which schemes a file is read, in the sample and by whoever agrees on it."""
    (found,) = rows(Case, "id", case_no=case_no)
    return {row[0] for row in rows(CampaignCase, "scheme_id", case_id=found[0])}


@SQLITE
def test_a_seed_is_read_by_the_scheme_of_its_agreed_answers(seeded: Casework) -> None:
    seeding.add_seed(**{**SEED, "viewer": seeded.officer})
    before = scheme_of("c1")
    key = set_class(seeded, query="number:c1")

    assert rows(Case, "case_class", case_no="c1") == [("major",)]
    assert rows(CampaignCase, "n_reviews", public_id=file_of("c1")) == [(2,)]
    assert scheme_of("c1") == before
    assert undo(seeded, classing.undo, key) == 1


@SQLITE
def test_a_class_is_not_undone_once_answers_were_agreed(seeded: Casework) -> None:
    key = set_class(seeded, query="number:c1")
    seeding.add_seed(**{**SEED, "viewer": seeded.officer})

    assert not classing.done(viewer=seeded.officer, code="2025", key=key).can_undo
    with pytest.raises(CannotUndo):
        undo(seeded, classing.undo, key)
    assert len(scheme_of("c1")) == 1


def test_class_and_agreed_answers_set_at_once_are_of_one_scheme(
    app: Flask, seeded: Casework
) -> None:
    numbers = ("c1", "c2", "c3")
    asked = {**of(seeded, files=tuple(map(file_of, numbers))), "case_class": MAJOR}
    digest = classing.preview(**asked).digest
    actions: list[Callable[[], object]] = [
        partial(seeding.add_seed, **{**SEED, "viewer": seeded.officer, "case_no": n})
        for n in numbers
    ]
    set_them = partial(classing.set_class, **asked, digest=digest, at=LATER)
    at_once(app, [*actions, set_them])

    assert {n: len(scheme_of(n)) for n in numbers} == dict.fromkeys(numbers, 1)


# Giving out


def test_places_of_these_files_alone_are_given_out(work: Casework) -> None:
    chosen = (file_of("c0"), file_of("c3"))
    shown = giving.preview(**of(work, files=chosen))
    key = giving.give(**of(work, files=chosen), digest=shown.digest, at=LATER)

    assert sorted(line.case_no for line in shown.lines) == ["c0", "c3"]
    assert {read.case_no for read in reads()} == {"c0", "c3"}
    told = {line.case_no: set(line.about) for line in shown.lines}
    assert told["c0"] == {r.reviewer for r in reads() if r.case_no == "c0"}
    assert giving.give(**of(work, files=chosen), digest=shown.digest, at=SOON) == key
    again = giving.preview(**of(work))
    assert (again.n_full, again.proposal.n_cases) == (2, 4)
    assert broken() == []


def test_giving_that_is_refused_writes_nothing(work: Casework) -> None:
    """Not even lines of alternates, which are drawn up with what is given out."""
    give(work)
    without_lines()
    before = rows(Event, "id")

    with pytest.raises(NothingToDo):
        give(work, query="number:c0")
    assert rows(Event, "id") == before


def test_giving_is_undone_until_somebody_may_have_seen_it(work: Casework) -> None:
    key = give(work, query="number:c0")
    before = {(read.case_no, read.reviewer) for read in reads()}
    found = giving.done(viewer=work.officer, code="2025", key=key)
    assert (found.can_undo, len(found.lines)) == (True, 1)
    assert undo(work, giving.undo, key) == 2
    assert reads() == []

    # The very same proposal is no second click of the one that was undone.
    reader = min(name for _, name in before).removeprefix("评查员")
    with unit.transaction():
        viewer = work.reader(reader)
    second = give(work, query="number:c0")
    assert {(read.case_no, read.reviewer) for read in reads()} == before
    see(viewer.user_id)
    with pytest.raises(CannotUndo):
        undo(work, giving.undo, second)
    assert len(reads()) == 2 and broken() == []


def see(user_id: int | None) -> None:
    """The account has read its notices."""
    newest = max(row[0] for row in rows(StoredNotice, "id"))
    with unit.transaction() as connection:
        connection.execute(
            update(User).where(User.id == user_id).values(notices_seen=newest)
        )


@SQLITE
def test_who_reads_a_file_is_told_until_it_is_settled(work: Casework) -> None:
    key = give(work, query="number:c0")
    found = giving.done(viewer=work.officer, code="2025", key=key)
    assert [len(line.about) for line in found.lines] == [2]
    for n in range(1, 5):
        with unit.transaction():
            viewer = work.reader(f"R{n}")
        submit_all(viewer)

    found = giving.done(viewer=work.officer, code="2025", key=key)
    assert [line.about for line in found.lines] == [()]
    assert not found.can_undo


@SQLITE
def test_two_files_of_one_number_are_two_files(app: Flask) -> None:
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.reviewer_numbers(4)
            for volume_set in "一二":
                made.case("c1", volume_set=volume_set)
        drawn(made)
        shown = giving.preview(**of(made))
        key = give(made)

        found = giving.done(viewer=made.officer, code="2025", key=key)
    assert {line.public_id for line in found.lines} == {
        line.public_id for line in shown.lines
    }
    assert [len(line.about) for line in found.lines] == [2, 2]


@SQLITE
def test_a_proposal_that_is_not_the_one_shown_is_not_written(work: Casework) -> None:
    digest = giving.preview(**of(work, "number:c0")).digest
    give(work, query="number:c0")
    with pytest.raises(ProposalChanged):
        giving.give(**of(work), digest=digest + "x", at=LATER)
    assert len(reads()) == 2


# Withdrawing


def test_files_leave_the_sample_with_their_open_reviews(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    submit_one(work, "c0")
    shown = withdrawing.preview(**of(work, "number:c0 or number:c1"))
    key = withdraw(work, query="number:c0 or number:c1")

    assert (len(shown.lines), shown.n_now) == (2, 6)
    assert (shown.n_open, shown.n_submitted, shown.n_settled) == (3, 1, 0)
    assert set(files()) == {"c2", "c3", "c4", "c5"}
    ended = [read for read in reads(ended=True) if read.ended_at is not None]
    assert len(ended) == 3
    changes = rows(SampleChange, "number", "kind", "reason")
    assert changes == [(n, "withdrawal", "不属于范围") for n in (1, 2)]
    found = withdrawing.done(viewer=work.officer, code="2025", key=key)
    assert (found.said, len(found.lines)) == ("不属于范围", 2)
    assert broken() == []


def test_they_come_back_with_their_reviews_while_nobody_saw_it(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    before = {(read.public_id, read.ended_at) for read in reads()}
    key = withdraw(work, query="number:c0 or number:c1")
    assert undo(work, withdrawing.undo, key, on=TODAY) == 2

    assert {(read.public_id, read.ended_at) for read in reads()} == before
    assert len(files()) == 6
    kinds = [row[0] for row in rows(SampleChange, "kind")]
    assert kinds == [ChangeKind.WITHDRAWAL] * 2 + [ChangeKind.RETURN] * 2
    with pytest.raises(NotVisible):
        undo(work, withdrawing.undo, key, on=TODAY)
    again = withdraw(work, query="number:c0 or number:c1")
    assert again != key and len(files()) == 4
    assert broken() == []


@SQLITE
def test_they_stay_out_once_a_reviewer_was_here_since(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    with unit.transaction():
        reader = work.reader(
            next(r for r in reads() if r.case_no == "c0").reviewer[-2:]
        )
    key = withdraw(work, query="number:c0")
    assert withdrawing.done(viewer=work.officer, code="2025", key=key).can_undo
    see(reader.user_id)

    with pytest.raises(CannotUndo):
        undo(work, withdrawing.undo, key, on=TODAY)
    assert "c0" not in files()


@SQLITE
def test_they_stay_out_while_a_reviewer_has_no_room_for_them(work: Casework) -> None:
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    number = next(r for r in reads() if r.case_no == "c0").reviewer[-2:]
    held = sum(r.reviewer[-2:] == number for r in reads())
    key = withdraw(work, query="number:c0")
    own = {"viewer": work.officer, "code": "2025"}
    membership.set_limit(number=number, cap=held - 1, at=LATER, **own)
    before = withdrawing.done(**own, key=key)
    assert (before.can_undo, before.n_over) == (False, 1)
    with pytest.raises(OverTheirCap):
        undo(work, withdrawing.undo, key, on=TODAY)
    assert "c0" not in files()

    membership.set_limit(number=number, cap=held, at=LATER, **own)
    assert withdrawing.done(**own, key=key).can_undo
    assert undo(work, withdrawing.undo, key, on=TODAY) == 1


@SQLITE
def test_they_stay_out_after_the_final_release(work: Casework) -> None:
    key = withdraw(work, query="number:c0")
    allocation.confirm(viewer=work.officer, code="2025", at=LATER)
    for n in range(1, 5):
        with unit.transaction():
            viewer = work.reader(f"R{n}")
        submit_all(viewer)
    own = {"viewer": work.officer, "code": "2025"}
    assert withdrawing.done(**own, key=key).can_undo
    publication.publish(**own, kind="final", key="k", at=LATER)

    assert not withdrawing.done(**own, key=key).can_undo
    with pytest.raises(NothingEnters):
        undo(work, withdrawing.undo, key, on=TODAY)
    assert "c0" not in files()


@SQLITE
def test_the_sample_without_them_is_drawn_again_elsewhere(work: Casework) -> None:
    key = withdraw(work, query="number:c0 or number:c1")
    assert redrawn(work) == 4
    undo(work, withdrawing.undo, key, on=TODAY)
    assert redrawn(work) == 6


def redrawn(work: Casework) -> int:
    """How many files the record of the draw comes to, drawn again from it alone."""
    bundle = draw_records.bundle(viewer=work.officer, code="2025", at=SOON)
    found = redrawing.redraw(bundle)
    assert found.holds
    return len(found.files)


@SQLITE
def test_whoever_only_reviews_may_do_none_of_it(work: Casework) -> None:
    with unit.transaction():
        reader = work.reader("R1")
    asked = {**of(work), "viewer": reader}
    for look in (giving.preview, withdrawing.preview):
        with pytest.raises((NotVisible, RuleBroken)):
            look(**asked)
    with pytest.raises((NotVisible, RuleBroken)):
        classing.preview(**asked, case_class=CaseClass.MAJOR)
