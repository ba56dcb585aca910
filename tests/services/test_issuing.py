"""A superior issues a scheme: used below, changed above."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from review.domain.adoption import IssuedFromAbove, TakesTwo
from review.domain.errors import NotVisible
from review.domain.notices import Line, NoticeKind
from review.domain.policy import Viewer, operator
from review.files.schemes import dump
from review.services import (
    adoption,
    asked_results,
    bureaus,
    designating,
    issuing,
    notices,
    opening,
    schemes,
)
from review.services.adoption import NothingChanged
from review.services.issuing import NobodyChosen, OtherContentThere
from review.services.paging import Cut
from review.services.schemes import VersionTaken
from review.store import invariants, unit
from review.store.models import Bureau, Event, SchemeIssue, StoredScheme
from tests.casework import Casework, casework, plan, sheet
from tests.conftest import AT
from tests.databases import Once
from tests.services.rounds import at_once, rows

pytestmark = pytest.mark.usefixtures("app_context")

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Tree = tuple[Casework, Casework, Casework]


def a_tree() -> Tree:
    """A city with a scheme, two counties below it; the second knows none of this."""
    with unit.transaction():
        city = casework()
        east, west = (casework(bureau=n, login=f"officer {n}") for n in ("E", "W"))
        city.scheme(sheet())
        for each in (east, west):
            unit.change(
                each.event,
                Bureau,
                {"id": each.bureau_id},
                parent_id=city.bureau_id,
            )
    return city, east, west


@pytest.fixture
def tree(app_context: None, once: Once) -> Tree:
    return once(a_tree)


def address(work: Casework, table: str = "") -> str:
    """Of the bureau, or of the scheme it has."""
    if not table:
        return str(rows(Bureau, "public_id", id=work.bureau_id)[0][0])
    return schemes.named(viewer=work.officer, name=table).public_id


def issue(tree: Tree, *to: Casework) -> tuple[str, ...]:
    return issuing.issue(
        viewer=tree[0].officer,
        public_id=address(tree[0], "civil"),
        to=[address(each) for each in to],
        at=AT,
    )


def changed(version: str = "2", **more: object) -> str:
    return dump(replace(sheet(), version=version, **more))  # type: ignore[arg-type]


def test_it_is_used_below_and_told_by_whom(tree: Tree) -> None:
    city, east, west = tree

    assert issue(tree, east, west) == ("E", "W")

    (line,) = issuing.received(viewer=east.officer)
    assert (line.code, line.bureau) == ("civil", rows(Bureau, "name", id=1)[0][0])
    opening.open_campaign(viewer=east.officer, plan=plan(), at=AT)
    used = {e.bureau: e.n_campaigns for e in issuing.issued(viewer=city.officer)}
    assert used == {"E": 1, "W": 0}
    with unit.reading():
        assert invariants.check() == []
    kinds = [kind for (kind,) in rows(Event, "kind")]
    assert kinds.count("scheme_received") == 2


def test_issuing_again_changes_nothing(tree: Tree) -> None:
    issue(tree, tree[1])
    assert issue(tree, tree[1], tree[2]) == ("W",)
    assert issue(tree, tree[1], tree[2]) == ()
    assert len(rows(SchemeIssue)) == 2


@sqlite
def test_what_is_there_already_is_kept(tree: Tree) -> None:
    _city, east, _west = tree
    with unit.transaction():
        east.scheme(sheet())

    issue(tree, east)

    assert len(rows(StoredScheme, bureau_id=east.bureau_id)) == 1
    assert len(issuing.received(viewer=east.officer)) == 1


def test_other_content_under_the_same_version_stops_all(tree: Tree) -> None:
    _city, east, west = tree
    with unit.transaction():
        west.scheme(replace(sheet(), case_kinds=("administrative",)))

    with pytest.raises(OtherContentThere):
        issue(tree, east, west)

    assert rows(SchemeIssue) == []
    assert rows(StoredScheme, bureau_id=east.bureau_id) == []


@sqlite
def test_it_is_not_changed_below(tree: Tree) -> None:
    _city, east, _west = tree
    issue(tree, east)

    with pytest.raises(IssuedFromAbove):
        schemes.load(viewer=east.officer, text=changed(), at=AT)
    with pytest.raises(IssuedFromAbove):
        adoption.propose_file(viewer=east.officer, text=changed(), reason="x", at=AT)
    own = changed("1", code="civil_own")
    assert schemes.load(viewer=east.officer, text=own, at=AT).code == "civil_own"


@sqlite
def test_only_the_bureau_directly_above_issues(tree: Tree) -> None:
    city, east, _west = tree
    issue(tree, east)
    upwards = {"public_id": address(east, "civil"), "to": [address(city)]}

    with pytest.raises(NotVisible):
        issuing.issue(viewer=east.officer, at=AT, **upwards)
    with pytest.raises(NobodyChosen):
        issue(tree)
    with pytest.raises(NotVisible):
        bureaus.campaigns_below(viewer=east.officer, public_id=address(city))


@sqlite
@pytest.mark.parametrize("who", ["officer", "operator"])
def test_a_scheme_in_use_is_not_changed_by_one_person(tree: Tree, who: str) -> None:
    city = tree[0]
    viewer: Viewer = city.officer if who == "officer" else operator(city.bureau_id)
    opened_later = changed()
    opening.open_campaign(viewer=city.officer, plan=plan(), at=AT)

    with pytest.raises(TakesTwo):
        schemes.load(viewer=viewer, text=opened_later, at=AT)

    assert schemes.load(viewer=viewer, text=dump(sheet()), at=AT).version == "1"


@sqlite
def test_a_changed_file_is_proposed_without_a_trial(tree: Tree) -> None:
    city = tree[0]
    opening.open_campaign(viewer=city.officer, plan=plan(), at=AT)
    with unit.transaction():
        second = city.account("second", city.officer.grants[0].role)
    propose = {"viewer": city.officer, "reason": "错字", "at": AT}

    proposal = adoption.propose_file(text=changed(), **propose)

    found = adoption.view(viewer=second, public_id=proposal, on=AT.date())
    assert (found.line.is_tried, found.trial, found.line.version) == (False, "", "2")
    adoption.decide(
        viewer=second,
        public_id=proposal,
        decision=adoption.Decision.ADOPTED,
        reason="",
        at=AT,
        on=AT.date(),
    )
    assert schemes.named(viewer=second, name="civil").version == "2"
    with pytest.raises(NothingChanged):
        adoption.propose_file(text=changed(), **propose)
    with pytest.raises(VersionTaken):
        other = changed(case_kinds=("administrative",))
        adoption.propose_file(text=other, **propose)


@sqlite
def test_a_superior_sees_counts_and_no_more(tree: Tree) -> None:
    city, east, _west = tree
    issue(tree, east)
    opening.open_campaign(viewer=east.officer, plan=plan(), at=AT)

    bureau, (line,) = bureaus.campaigns_below(
        viewer=city.officer, public_id=address(east)
    )

    assert (bureau.name, bureau.n_campaigns) == ("E", 1)
    assert (line.stage, line.n_files, line.n_settled) == ("opened", None, None)
    assert line.release_id == ""


@sqlite
def test_an_office_of_one_adopts_by_its_superior_until_it_is_issued(
    tree: Tree,
) -> None:
    city, east, _west = tree
    with unit.transaction():
        east.scheme(sheet())
    opening.open_campaign(viewer=east.officer, plan=plan(), at=AT)
    first, second = (
        adoption.propose_file(
            viewer=east.officer, text=changed(version), reason="错字", at=AT
        )
        for version in ("2", "3")
    )
    decided = {
        "viewer": city.officer,
        "decision": adoption.Decision.ADOPTED,
        "reason": "",
        "at": AT,
        "on": AT.date(),
    }

    adoption.decide(public_id=first, **decided)

    assert schemes.named(viewer=east.officer, name="civil").version == "2"
    issue(tree, east)
    with pytest.raises(IssuedFromAbove):
        adoption.decide(public_id=second, **decided)


@sqlite
def test_the_officers_below_are_told_and_nobody_else(tree: Tree) -> None:
    city, east, west = tree
    issue(tree, east)
    issue(tree, east)

    (line,) = told(east.officer)
    assert (line.notice.kind, line.notice.lines) == (
        NoticeKind.ISSUED,
        (Line("civil@1", 0),),
    )
    assert told(city.officer) == told(west.officer) == ()


@sqlite
def test_they_are_told_of_numbers_and_of_results_asked_for(tree: Tree) -> None:
    city, east, west = tree
    designating.designate(
        viewer=city.officer,
        bureau=address(east),
        name="省厅点名",
        numbers="c1\nc2",
        at=AT,
    )
    asked_results.ask(viewer=city.officer, year=2025, due_on=date(2026, 2, 1), at=AT)

    asked = (NoticeKind.COLLECTED, Line("2025", 0, date(2026, 2, 1)))
    assert [
        (each.notice.kind, each.notice.lines[0]) for each in told(east.officer)
    ] == [
        asked,
        (NoticeKind.DESIGNATED, Line("省厅点名", 2)),
    ]
    assert [
        (each.notice.kind, each.notice.lines[0]) for each in told(west.officer)
    ] == [asked]
    assert list(told(city.officer)) == []


def told(viewer: Viewer) -> tuple[notices.NoticeLine, ...]:
    """The notices of an officer, the newest first."""
    return tuple(notices.listing(viewer=viewer, cut=Cut()).rows)


def test_issued_several_times_at_once_it_is_there_once(app: Flask, tree: Tree) -> None:
    city, east, west = tree
    to = tuple(map(address, (east, west)))
    own = {"viewer": city.officer, "public_id": address(city, "civil"), "at": AT}
    found = at_once(app, [lambda: issuing.issue(**own, to=to)] * 3)

    assert sorted(map(len, found)) == [0, 0, 2]
    assert len(rows(SchemeIssue, "id")) == 2
