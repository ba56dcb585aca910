"""Objections: lodged in time, decided by somebody without part in the file, told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from review.domain.appeals import (
    WHOLE,
    Cause,
    DecidedByPanel,
    ObjectedAlready,
    ObjectionEnded,
    ObjectionsOff,
    Point,
    PointsUndecided,
    ReceivedOutside,
    Ruling,
    Side,
    Stage,
    TotalAlone,
    WindowOver,
)
from review.domain.errors import NotVisible, RuleBroken
from review.domain.outcomes import Origin, OutcomeKind
from review.domain.publication_gate import GateCode, NotReadyToPublish
from review.services import item_figures, publication, releases, reviewing
from review.services.appeals import giving, lodging, office, own, withdrawing
from review.services.appeals.giving import NobodyFree
from review.services.appeals.lodging import NoLetter
from review.services.drafts import ReadEnded
from review.services.reconsidered import points_of
from review.services.shelf import Shelf
from review.store import invariants, unit
from review.store.models import (
    CampaignReviewer,
    Event,
    Objection,
    ObjectionAnswer,
    ObjectionEnding,
    Read,
    Result,
    StoredNotice,
    Submission,
)
from review.store.protection import HAD_PART_REFUSAL
from tests.conftest import AT
from tests.databases import Once, ready
from tests.released import LATER, TODAY, Place, a_place
from tests.scanned import shelf_in
from tests.services.objected import (
    AFTER,
    CLOSED,
    CODE,
    FILE,
    PDF,
    decide,
    decider_of,
    file_of,
    give,
    lodge,
    looked,
    on_paper,
    point,
    result,
    row_of,
    ruling,
    side_of,
    tell,
    told,
)
from tests.services.rounds import at_once, rows

sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
place = ready(told)
LAST_DAY = date(2026, 3, 12)


@pytest.fixture
def shelf(tmp_path: Any) -> Shelf:
    return shelf_in(tmp_path)


@pytest.fixture(autouse=True)
def sound(app: Flask) -> Any:
    """Whatever was done, the rows fit together."""
    yield
    with app.app_context(), unit.reading():
        assert [each.name for each in invariants.check()] == []


def stages(place: Place) -> list[Stage]:
    page = office.listing(viewer=place.officer, code=CODE, on=TODAY)
    return [line.stage for line in page.lines]


def mine(place: Place, who: str = "赵一", on: date = TODAY) -> list[own.OwnObjection]:
    side = side_of(who)
    return list(own.listing(viewer=place.people[who], side=side, on=on))


def kinds(prefix: str) -> list[str]:
    return [kind for (kind,) in rows(Event, "kind") if kind.startswith(prefix)]


def blocking(place: Place) -> dict[GateCode, int]:
    items = publication.gate(viewer=place.officer, code=CODE, kind="final", on=CLOSED)
    return {item.code: item.n for item in items if item.blocks}


def publish(place: Place, **more: Any) -> publication.ReleaseView:
    values = {"at": AFTER + timedelta(days=15), "on": CLOSED} | more
    return place.publish("final", **values)


# --- lodging ---


def test_a_lawyer_objects_item_by_item_and_as_a_whole(place: Place) -> None:
    key = lodge(place, point(), point(WHOLE, "整体偏低"))

    (line,) = mine(place)
    assert (line.public_id, line.case_no, line.until_on) == (key, FILE, LAST_DAY)
    assert line.is_open
    found = own.one(
        viewer=place.people["赵一"], side=Side.HANDLER, public_id=key, on=TODAY
    )
    assert [each.item for each in found.points] == ["i0", WHOLE]
    assert [each.text for each in found.points] == ["卷内第3页有会见笔录", "整体偏低"]
    assert kinds("objection") == ["objection_lodged"]
    assert stages(place) == [Stage.LODGED]


@sqlite
def test_the_head_of_the_firm_objects_for_the_firm(place: Place) -> None:
    lodge(place, who="甲律师事务所")
    assert len(mine(place, "甲律师事务所")) == 1
    assert mine(place) == []
    # Both may: each for itself.
    lodge(place, key="other")
    assert len(mine(place)) == 1


def test_the_same_request_again_is_the_same_objection(place: Place) -> None:
    assert lodge(place) == lodge(place)
    assert len(rows(Objection)) == len(kinds("objection")) == 1


@sqlite
def test_one_side_objects_once_at_a_time(place: Place) -> None:
    lodge(place)
    with pytest.raises(ObjectedAlready):
        lodge(place, point("i1"), key="other")


@sqlite
def test_only_who_carries_the_grade_objects(place: Place) -> None:
    """Who did part of the work reads the result; it counts for the lead handler."""
    shared = "(2025)青援0003号"
    viewer = place.people["李四"]
    (campaign,) = releases.own_results(viewer=viewer).campaigns
    (line,) = campaign.shared
    assert line.case_no == shared
    own_row = {"viewer": viewer, "side": Side.HANDLER, "public_id": line.public_id}
    with pytest.raises(NotVisible):
        lodging.lodge(**own_row, points=[point()], key="k", at=AFTER, on=TODAY)
    with pytest.raises(NotVisible):
        lodging.objectable(**own_row, on=TODAY)


@sqlite
def test_what_was_told_to_others_is_not_there(place: Place) -> None:
    theirs = row_of(place.people["孙三"], "(2025)青援0004号")
    for who, side in (("赵一", Side.HANDLER), ("甲律师事务所", Side.FIRM)):
        with pytest.raises(NotVisible):
            lodging.lodge(
                viewer=place.people[who],
                side=side,
                public_id=theirs,
                points=[point()],
                key="k",
                at=AFTER,
                on=TODAY,
            )


@sqlite
@pytest.mark.parametrize(
    ("on", "is_open"), [(TODAY, True), (LAST_DAY, True), (date(2026, 3, 13), False)]
)
def test_the_time_is_that_of_the_release(place: Place, on: date, is_open: bool) -> None:
    viewer = place.people["赵一"]
    found = lodging.objectable(
        viewer=viewer, side=Side.HANDLER, public_id=row_of(viewer), on=on
    )
    assert (found.window.until_on, found.window.is_open) == (LAST_DAY, is_open)
    if is_open:
        lodge(place, on=on)
    else:
        with pytest.raises(WindowOver):
            lodge(place, on=on)


def switched_off() -> Place:
    place = a_place(provisional_first=True)
    place.publish("provisional")
    return place


@sqlite
def test_a_campaign_without_time_for_answers_takes_none(app: Flask, once: Once) -> None:
    place = once(switched_off)
    with app.app_context(), pytest.raises(ObjectionsOff):
        lodge(place)


@sqlite
def test_after_the_final_release_nothing_is_objected_to(place: Place) -> None:
    assert not office.listing(viewer=place.officer, code=CODE, on=TODAY).is_final
    publish(place)
    assert office.listing(viewer=place.officer, code=CODE, on=TODAY).is_final
    with pytest.raises(RuleBroken):
        lodge(place)
    with pytest.raises(RuleBroken):
        on_paper(place, shelf=None)


def bare() -> Place:
    place = a_place(provisional_first=True, answer_days=5, figures_only=True)
    place.publish("provisional")
    return place


@sqlite
def test_a_total_alone_is_refused_with_a_sentence(app: Flask, once: Once) -> None:
    place = once(bare)
    with app.app_context(), pytest.raises(TotalAlone):
        lodge(place)


# --- on paper ---


def test_a_letter_counts_for_the_day_it_was_received(
    place: Place, shelf: Shelf
) -> None:
    key = on_paper(place, shelf=shelf, received_on=LAST_DAY, on=CLOSED)

    (line,) = mine(place)
    assert (line.public_id, line.on_paper) == (key, True)
    digest = office.letter(viewer=place.officer, code=CODE, public_id=key)
    assert shelf.store().read(digest) == PDF


@sqlite
@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"received_on": date(2026, 3, 4)}, ReceivedOutside),
        ({"received_on": date(2026, 3, 6)}, ReceivedOutside),
        ({"received_on": date(2026, 3, 13), "on": CLOSED}, WindowOver),
        ({"letter": BytesIO(b"MZ")}, NoLetter),
    ],
)
def test_what_is_no_letter_in_time_is_refused(
    place: Place, shelf: Shelf, more: dict[str, Any], refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal):
        on_paper(place, shelf=shelf, **more)
    assert rows(Objection) == []


@sqlite
def test_a_letter_taken_back_is_entered_by_the_officer(
    place: Place, shelf: Shelf
) -> None:
    key = on_paper(place, shelf=shelf)
    back = {"viewer": place.officer, "code": CODE, "at": AFTER}
    withdrawing.withdraw_from_paper(public_id=key, **back)
    assert stages(place) == [Stage.WITHDRAWN]

    online = lodge(place)
    with pytest.raises(NotVisible):
        withdrawing.withdraw_from_paper(public_id=online, **back)


# --- withdrawing ---


def withdraw(place: Place, key: str, who: str = "赵一") -> None:
    withdrawing.withdraw(
        viewer=place.people[who], side=side_of(who), public_id=key, at=AFTER
    )


def test_an_objection_is_withdrawn_until_it_is_decided(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    viewer, read = decider_of(place)
    withdraw(place, key)
    withdraw(place, key)

    assert stages(place) == [Stage.WITHDRAWN]
    assert [line.is_withdrawn for line in mine(place)] == [True]
    assert kinds("objection_withdrawn") == ["objection_withdrawn"]
    with pytest.raises(RuleBroken):
        looked(viewer, read)
    # And the way is free for another one.
    lodge(place, point("i1"), key="other")


@sqlite
def test_what_is_decided_is_not_withdrawn(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    decide(place)
    with pytest.raises(ObjectionEnded):
        withdraw(place, key)


@sqlite
def test_nobody_withdraws_another_ones(place: Place) -> None:
    key = lodge(place)
    for who in ("孙三", "甲律师事务所"):
        with pytest.raises(NotVisible):
            withdraw(place, key, who)


# --- who decides ---


def readers_of(file: str) -> set[str]:
    """Who ever had a read of a file, by the code of the campaign."""
    query = text(
        "SELECT r.reviewer_code FROM reads r JOIN campaign_cases c "
        "ON c.id = r.campaign_case_id WHERE c.public_id = :file AND r.purpose <> 'appeal'"
    )
    with unit.reading() as connection:
        return set(connection.scalars(query, {"file": file}))


def test_who_decides_had_no_part_in_the_file(place: Place) -> None:
    key = lodge(place)
    give(place, key)

    ((code, items),) = rows(Read, "reviewer_code", "items", purpose="appeal")
    assert code not in readers_of(file_of(place))
    assert items == ["i0"]
    assert stages(place) == [Stage.GIVEN]


def join(place: Place, code: str, firm: str, until: date | None = None) -> None:
    from review.store.models import Affiliation

    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        place.work.event = event
        firm_id = place.work.firm(firm)
        unit.add(
            event,
            Affiliation,
            bureau_id=place.work.bureau_id,
            person_id=_person(code),
            firm_id=firm_id,
            ends_on=until,
        )


def test_nobody_decides_who_shares_a_firm_with_whoever_had_part(place: Place) -> None:
    key = lodge(place)
    readers = sorted(readers_of(file_of(place)))
    one, other = (each for each in _codes() if each not in readers)
    join(place, readers[0], "乙律师事务所")
    join(place, readers[1], "丙律师事务所", until=TODAY - timedelta(days=1))
    join(place, one, "乙律师事务所")
    join(place, other, "丙律师事务所")

    give(place, key)
    # Whoever left the firm is of it no longer.
    assert [code for (code,) in rows(Read, "reviewer_code", purpose="appeal")] == [
        other
    ]

    with pytest.raises(NobodyFree):
        give(place, key)


@sqlite
def test_whoever_was_given_it_before_does_not_get_it_again(place: Place) -> None:
    """Taken back or not: of four reviewers two read the file, and two can decide."""
    key = lodge(place)
    give(place, key)
    give(place, key)
    first, second = rows(Read, "reviewer_code", "ended_at", purpose="appeal")
    assert first[0] != second[0]
    assert first[1] is not None and second[1] is None
    with pytest.raises(NobodyFree):
        give(place, key)
    # What cannot be given to another one stays with whoever has it.
    assert rows(Read, "ended_at", purpose="appeal")[1][0] is None


def test_what_is_handed_back_waits_for_somebody_else(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    viewer, read = decider_of(place)
    reviewing.decline(viewer=viewer, public_id=read, reason="认识承办人", at=AFTER)
    assert stages(place) == [Stage.LODGED]
    give(place, key)
    assert decider_of(place)[0] != viewer
    assert stages(place) == [Stage.GIVEN]


def put_appeal(place: Place, code: str, **values: Any) -> None:
    """A place for a decider as a careless statement would write it."""
    ((file_id, campaign_id),) = rows(
        _files(), "id", "campaign_id", public_id=file_of(place)
    )
    row = {
        "public_id": f"x{code}"[:24],
        "bureau_id": place.work.bureau_id,
        "campaign_id": campaign_id,
        "campaign_case_id": file_id,
        "purpose": "appeal",
        "part": "",
        "slot": 1,
        "reviewer_code": code,
        "allocated_at": AFTER,
    }
    with unit.transaction() as connection:
        event = unit.record("tried", chain="test", actor=unit.SYSTEM, at=AT)
        connection.execute(insert(Read).values(event_id=event.id, **(row | values)))


def _files() -> Any:
    from review.store.models import CampaignCase

    return CampaignCase


def test_the_database_refuses_a_reader_of_the_file(place: Place) -> None:
    for code in readers_of(file_of(place)):
        # An open place is refused by its own index already: so it is ended first.
        with unit.transaction():
            event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
            ended = {"ended_at": AT, "ended_reason": "x"}
            unit.change(event, Read, {"reviewer_code": code}, **ended)
        with pytest.raises(DBAPIError, match=HAD_PART_REFUSAL):
            put_appeal(place, code)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        again = {"ended_at": None, "ended_reason": None}
        unit.change(event, Read, {"ended_reason": "x"}, **again)


def test_the_database_refuses_the_firm_of_the_handler(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    ((code, read_id),) = rows(Read, "reviewer_code", "id", purpose="appeal")
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        ended = {"ended_at": AT, "ended_reason": "x"}
        unit.change(event, Read, {"id": read_id}, **ended)
    others = {each for each in _codes() if each not in readers_of(file_of(place))}
    (other,) = others - {code}
    join(place, other, "甲律师事务所")
    with pytest.raises(DBAPIError, match=HAD_PART_REFUSAL):
        put_appeal(place, other, slot=2)
    with pytest.raises(NobodyFree):
        give(place, key)


def _codes() -> list[str]:
    from review.store.models import ReviewerCode

    ((campaign_id,),) = rows(_campaigns(), "id", code=CODE)
    return [code for (code,) in rows(ReviewerCode, "code", campaign_id=campaign_id)]


def _campaigns() -> Any:
    from review.store.models import Campaign

    return Campaign


def _person(code: str) -> int:
    from review.store.models import ReviewerCode

    ((person_id,),) = rows(ReviewerCode, "person_id", code=code)
    return int(person_id)


# --- deciding ---


def test_what_is_upheld_stands_in_every_review(place: Place) -> None:
    before = result(place)
    assert (str(before.outcome and before.outcome.score), before.is_reproduced) == (
        "70.00",
        True,
    )
    key = lodge(place, point("i0"), point("i1"))
    give(place, key)
    no = ruling("i1", Ruling.REJECTED, reason="扣分正确")
    decide(place, ruling("i0"), no)

    after = result(place)
    assert after.outcome is not None and after.is_reproduced
    assert after.outcome.kind is OutcomeKind.SETTLED_ON_OBJECTION
    assert str(after.outcome.score) == "80.00"
    told_of = {
        p.item: p.origin for part in after.outcome.parts for p in part.provenance
    }
    assert told_of == {"i0": Origin.RECONSIDERED}
    (_id, replaced) = rows(Result, "id", "replaces_id")[-1]
    assert replaced is not None
    assert stages(place) == [Stage.DECIDED]
    assert kinds("objection")[-1] == "objection_decided"
    assert kinds("case_recon") == ["case_reconsidered"]


def test_a_rejected_objection_leaves_the_result_as_it_is(place: Place) -> None:
    before = rows(Result)
    key = lodge(place)
    give(place, key)
    decide(place, ruling("i0", Ruling.REJECTED), i0={"choice": "5", **WHY})

    assert rows(Result) == before
    assert result(place).is_reproduced
    assert kinds("case_recon") == []


WHY = {"reason": "仅缺落款", "pages": "3"}


@sqlite
def test_of_a_partly_upheld_point_the_deciders_answer_stands(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    decide(place, ruling("i0", Ruling.PARTLY), i0={"choice": "4", **WHY})
    assert str(getattr(result(place).outcome, "score", "")) == "76.00"


@sqlite
def test_the_whole_grade_is_decided_on_all_items(place: Place) -> None:
    key = lodge(place, point(WHOLE, "整体偏低"))
    give(place, key)
    decide(place, ruling(WHOLE), i2={"choice": "10", **WHY})
    assert str(getattr(result(place).outcome, "score", "")) == "90.00"


@sqlite
def test_of_two_objections_the_later_decision_stands(place: Place) -> None:
    """The firm's objection is given out first and decided last."""
    firm = lodge(place, who="甲律师事务所")
    give(place, firm)
    later = decider_of(place)
    own_key = lodge(place, key="other")
    give(place, own_key)
    decide(place, i0={"choice": "3", **WHY})
    assert str(getattr(result(place).outcome, "score", "")) == "77.00"

    viewer, read = later
    version = looked(viewer, read, i0={"choice": "1", **WHY})
    reviewing.submit(
        viewer=viewer,
        public_id=read,
        version=version,
        key="later",
        rulings=[ruling()],
        at=AFTER,
    )
    found = result(place)
    assert str(getattr(found.outcome, "score", "")) == "79.00"
    assert found.is_reproduced


def test_without_rulings_nothing_is_decided(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    viewer, read = decider_of(place)
    n = len(rows(Submission))
    version = looked(viewer, read)
    for rulings in (None, (), (replace(ruling(), reason=" "),)):
        with pytest.raises(PointsUndecided):
            reviewing.submit(
                viewer=viewer,
                public_id=read,
                version=version,
                key="k",
                rulings=rulings,
                at=AFTER,
            )
    assert len(rows(Submission)) == n
    assert rows(ObjectionEnding) == []


@sqlite
def test_what_is_objected_to_shows_once_the_own_view_is_locked(place: Place) -> None:
    from review.services import adjudication

    key = lodge(place)
    give(place, key)
    viewer, read = decider_of(place)
    own_read = {"viewer": viewer, "public_id": read}
    assert adjudication.second_view(**own_read) is None
    looked(viewer, read)
    second = adjudication.second_view(**own_read)
    assert second is not None
    assert [(each.item, each.text) for each in second.objected] == [
        ("i0", "卷内第3页有会见笔录")
    ]
    assert [each.label for each in second.others["i0"]] == ["1", "2"]


@sqlite
def test_a_panel_that_voted_since_is_not_overruled(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    viewer, read = decider_of(place)
    version = looked(viewer, read)
    voted_on(place)
    with pytest.raises(DecidedByPanel):
        reviewing.submit(
            viewer=viewer,
            public_id=read,
            version=version,
            key="k",
            rulings=[ruling()],
            at=AFTER,
        )


def voted_on(place: Place) -> None:
    from review.store.models import PanelDecision, PanelMeeting

    ((result_id, file_id),) = [
        (row[0], row[1])
        for row in rows(Result, "id", "campaign_case_id")
        if row[1] == rows(_files(), "id", public_id=file_of(place))[0][0]
    ]
    ((campaign_id,),) = rows(_campaigns(), "id", code=CODE)
    own_row = {"bureau_id": place.work.bureau_id}
    with unit.transaction() as connection:
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        text_id = connection.scalar(text("SELECT min(id) FROM texts"))
        meeting = unit.add(
            event,
            PanelMeeting,
            campaign_id=campaign_id,
            held_on=TODAY,
            place="x",
            recorded_at=AT,
            **own_row,
        )
        unit.add(
            event,
            PanelDecision,
            meeting_id=meeting,
            campaign_case_id=file_id,
            result_id=result_id,
            grade="pass",
            text_id=text_id,
            **own_row,
        )


@sqlite
def test_a_result_that_a_panel_voted_on_is_refused_with_a_sentence(
    place: Place,
) -> None:
    voted_on(place)
    with pytest.raises(DecidedByPanel):
        lodge(place)


# --- telling and publishing ---


def test_what_was_decided_is_read_when_it_was_told(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    decide(place)
    (before,) = mine(place)
    assert before.told_on is None
    tell(place, key)
    tell(place, key)

    found = own.one(
        viewer=place.people["赵一"], side=Side.HANDLER, public_id=key, on=TODAY
    )
    (said,) = found.points
    assert (said.ruling, said.cause) == (Ruling.UPHELD, Cause.REVIEWER_ERROR)
    assert said.reason == "第3页确有笔录"
    assert stages(place) == [Stage.TOLD]
    assert len(rows(ObjectionAnswer)) == 1
    told_to = rows(StoredNotice, "user_id", kind="objection_answered")
    assert told_to == [(place.people["赵一"].user_id,)]


@sqlite
def test_nothing_is_told_before_it_is_decided(place: Place) -> None:
    key = lodge(place)
    give(place, key)
    with pytest.raises(ObjectionEnded):
        tell(place, key)


def test_an_open_objection_holds_the_final_release_up(place: Place) -> None:
    key = lodge(place)
    assert blocking(place) == {GateCode.OBJECTIONS_OPEN: 1}
    with pytest.raises(NotReadyToPublish):
        publish(place)
    give(place, key)
    assert blocking(place) == {GateCode.OBJECTIONS_OPEN: 1}
    decide(place)
    assert blocking(place) == {GateCode.OBJECTIONS_UNTOLD: 1}
    tell(place, key)
    assert blocking(place) == {}
    publish(place)

    found = releases.own_case(
        viewer=place.people["赵一"], public_id=row_of(place.people["赵一"])
    )
    assert (found.outcome, str(found.line.score)) == ("settled_on_objection", "80.00")
    totals = [str(each.total) for each in found.reviews if each.weight]
    assert totals == ["80.00", "80.00"]
    (decider,) = (each for each in found.reviews if each.decides_items)
    assert decider.reader == 3
    # What was upheld is no loss any more, and the others are.
    assert [each.code for each in found.losses] == ["i1", "i2"]


@sqlite
def test_a_withdrawn_objection_holds_nothing_up(place: Place) -> None:
    withdraw(place, lodge(place))
    assert blocking(place) == {}
    publish(place)


@sqlite
def test_the_list_counts_by_stage_and_in_working_days(place: Place) -> None:
    key = lodge(place)
    page = office.listing(viewer=place.officer, code=CODE, on=date(2026, 3, 9))
    (line,) = page.lines
    assert (line.public_id, line.name, line.n_waiting) == (key, "赵一", 2)
    assert (page.n_left, page.counts) == (3, {Stage.LODGED: 1})
    others = office.listing(viewer=place.officer, code=CODE, on=TODAY, stage=Stage.TOLD)
    assert (others.lines, others.n_all) == ((), 1)


@sqlite
def test_officers_are_told_that_one_came_in(place: Place) -> None:
    lodge(place)
    ((user_id, payload),) = rows(StoredNotice, "user_id", "payload", kind="objected")
    assert user_id == place.officer.user_id
    assert "赵一" not in str(payload) and FILE not in str(payload)


@sqlite
@pytest.mark.parametrize("who", ["赵一", "甲律师事务所", "东山县", "PY-1"])
def test_the_bureaus_list_is_the_bureaus(place: Place, who: str) -> None:
    key = lodge(place)
    asked = {"viewer": place.people[who], "code": CODE}
    for action in (
        lambda: office.listing(on=TODAY, **asked),
        lambda: office.one(public_id=key, on=TODAY, **asked),
        lambda: giving.give(public_id=key, at=AFTER, on=TODAY, **asked),
        lambda: office.tell(public_id=key, at=AFTER, **asked),
    ):
        with pytest.raises(NotVisible):
            action()


# --- at once ---


def test_of_two_who_object_at_once_for_one_side_one_is_refused(
    place: Place, app: Flask
) -> None:
    row = row_of(place.people["赵一"])

    def one(key: str) -> str:
        return lodging.lodge(
            viewer=place.people["赵一"],
            side=Side.HANDLER,
            public_id=row,
            points=[Point("i0", point().ground, f"理由{key}")],
            key=key,
            at=AFTER,
            on=TODAY,
        )

    came_to = at_once(app, [lambda n=n: one(str(n)) for n in range(4)])
    assert sum(isinstance(each, str) for each in came_to) == 1
    assert sum(isinstance(each, ObjectedAlready) for each in came_to) == 3


def test_withdrawn_or_decided_but_not_both(place: Place, app: Flask) -> None:
    key = lodge(place)
    give(place, key)
    viewer, read = decider_of(place)
    version = looked(viewer, read)

    def deciding() -> object:
        return reviewing.submit(
            viewer=viewer,
            public_id=read,
            version=version,
            key="k",
            rulings=[ruling()],
            at=AFTER,
        )

    came_to = at_once(app, [deciding, lambda: withdraw(place, key)])
    refused = [each for each in came_to if isinstance(each, RuleBroken)]
    assert len(refused) == 1
    assert isinstance(refused[0], ObjectionEnded | ReadEnded)
    assert len(rows(ObjectionEnding)) == 1


def test_a_reviewer_leaving_takes_nothing_back_that_was_decided(place: Place) -> None:
    """Whoever decided stays without a name, whatever becomes of the person."""
    key = lodge(place)
    give(place, key)
    decide(place)
    ((code,),) = rows(Read, "reviewer_code", purpose="appeal")
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(
            event, CampaignReviewer, {"person_id": _person(code)}, ended_at=LATER
        )
    view = office.one(viewer=place.officer, code=CODE, public_id=key, on=TODAY)
    assert view.points[0].ruling is Ruling.UPHELD


# --- what is learned of items and of reviewers ---


def per_item(place: Place) -> dict[str, tuple[int, int]]:
    found = item_figures.of_campaign(viewer=place.officer, code=CODE)
    lines = {line.item: (line.upheld.part, line.upheld.whole) for line in found.lines}
    answered = {item: shares for item, shares in lines.items() if shares[1]}
    return answered | {WHOLE: (found.whole.part, found.whole.whole)}


def test_items_tell_how_many_objections_were_upheld_once_told(place: Place) -> None:
    key = lodge(place, point(), point("i1"), point(WHOLE, "整体偏低"))
    give(place, key)
    rejected = ruling("i1", Ruling.REJECTED), ruling(WHOLE, Ruling.REJECTED)
    decide(
        place, ruling(), *rejected, i1={"choice": "10", "reason": "缺", "pages": "3"}
    )
    assert per_item(place) == {WHOLE: (0, 0)}

    tell(place, key)
    assert per_item(place) == {"i0": (1, 1), "i1": (0, 1), WHOLE: (0, 1)}
    with unit.reading():
        found = points_of(_campaign_id())
    assert [(each.item, each.finds_error) for each in found] == [
        ("i0", True),
        ("i1", False),
        (WHOLE, False),
    ]
    assert [each.answer is None for each in found] == [False, False, True]


def _campaign_id() -> int:
    ((campaign_id,),) = rows(_campaigns(), "id", code=CODE)
    return int(campaign_id)
