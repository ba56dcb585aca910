"""Changed rules become a version by two people's hands, or by the superior bureau's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from review.domain.adoption import (
    ANOTHER_OFFICER,
    NOBODY,
    THE_SUPERIOR,
    Decision,
    NotTheProposer,
    OnePerson,
)
from review.domain.errors import NotVisible, RuleBroken
from review.domain.notices import NoticeKind
from review.domain.policy import Role, Viewer
from review.files.schemes import dump
from review.services import adoption, notices, opening, replay, sampling, schemes
from review.services.adoption import (
    AlreadyDecided,
    AlreadyProposed,
    NothingChanged,
    ProposalView,
    ReasonNeeded,
)
from review.services.paging import Cut
from review.services.schemes import VersionTaken
from review.store import invariants, unit
from review.store.models import (
    Bureau,
    CampaignScheme,
    Event,
    SchemeDecision,
    SchemeProposal,
    StoredScheme,
)
from tests.casework import casework, plan
from tests.conftest import AT
from tests.databases import Once
from tests.released import Place, a_place
from tests.services.rounds import at_once, rows

pytestmark = pytest.mark.usefixtures("app_context")

TODAY = AT.date()
ADOPT, REFUSE, WITHDRAW = Decision
sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def place(app_context: None, once: Once) -> Place:
    return once(a_place)


@pytest.fixture
def colleague(place: Place) -> Viewer:
    with unit.transaction():
        return place.work.account("second officer", Role.BUREAU_OFFICER)


def tried(place: Place, version: str = "2", lower: int = 95) -> str:
    grades = list(place.scheme.grades)
    grades[0] = replace(grades[0], lower=Decimal(lower))
    new = replace(place.scheme, grades=tuple(grades), version=version)
    return replay.try_rules(
        viewer=place.officer,
        public_id=schemes.named(viewer=place.officer, name="civil@1").public_id,
        text=dump(new),
        campaigns=["2025"],
        at=AT,
    )


def proposed(place: Place, **more: Any) -> str:
    trial = tried(place, **more)
    return adoption.propose(
        viewer=place.officer, trial=trial, reason="优秀率偏高", at=AT
    )


def decide(viewer: Viewer, proposal: str, decision: Decision, reason: str = "") -> None:
    adoption.decide(
        viewer=viewer,
        public_id=proposal,
        decision=decision,
        reason=reason,
        at=AT,
        on=TODAY,
    )


def shown(viewer: Viewer, proposal: str) -> ProposalView:
    return adoption.view(viewer=viewer, public_id=proposal, on=TODAY)


def versions(place: Place) -> list[str]:
    mine = place.officer.bureau_id
    return [version for (version,) in rows(StoredScheme, "version", bureau_id=mine)]


def superior_of(place: Place) -> Viewer:
    """The officer of a bureau above the place's."""
    with unit.transaction():
        above = casework(bureau="9", login="province officer")
        unit.change(
            above.event,
            Bureau,
            {"id": place.officer.bureau_id},
            parent_id=above.bureau_id,
        )
    return above.officer


def test_a_colleague_adopts_and_the_new_version_is_there(
    place: Place, colleague: Viewer
) -> None:
    pinned = rows(CampaignScheme)
    proposal = proposed(place)
    assert shown(colleague, proposal).line.is_for_viewer

    decide(colleague, proposal, ADOPT)

    assert versions(place) == ["1", "2"]
    assert rows(CampaignScheme) == pinned
    found = shown(place.officer, proposal)
    by = adoption.adopted_by(viewer=place.officer, scheme_id=found.adopted_id)
    assert by is not None
    assert (by.proposer, by.decider) == ("officer", "second officer")
    kinds = [kind for (kind,) in rows(Event, "kind")][-3:]
    assert kinds == [
        "scheme_tried",
        "scheme_change_proposed",
        "scheme_change_decided",
    ]
    with unit.reading():
        assert invariants.check() == []


def told(viewer: Viewer) -> list[tuple[NoticeKind, str]]:
    page = notices.listing(viewer=viewer, cut=Cut())
    return [(x.notice.kind, x.notice.lines[0].campaign) for x in page.rows]


@sqlite
def test_second_person_is_told_that_something_waits(
    place: Place, colleague: Viewer
) -> None:
    proposal = proposed(place)
    waiting = told(colleague)
    decide(colleague, proposal, REFUSE, "先试行")

    assert waiting == [(NoticeKind.TO_ADOPT, "civil")]
    assert told(place.officer) == [(NoticeKind.DECIDED, "civil")]
    assert told(colleague) == waiting


@sqlite
def test_superior_is_told_where_an_office_has_one_officer(place: Place) -> None:
    above = superior_of(place)

    proposal = proposed(place)
    decide(place.officer, proposal, WITHDRAW)

    assert told(above) == [(NoticeKind.TO_ADOPT, "civil")]
    assert told(place.officer) == []


@sqlite
def test_nobody_is_told_where_nobody_can_decide(place: Place) -> None:
    proposed(place)

    assert told(place.officer) == []


@sqlite
def test_only_campaigns_opened_afterwards_use_it(
    place: Place, colleague: Viewer
) -> None:
    decide(colleague, proposed(place), ADOPT)
    opening.open_campaign(viewer=place.officer, plan=plan(code="2027"), at=AT)

    def digests(code: str) -> list[str]:
        with unit.reading():
            campaign = sampling.campaign_of(
                place.officer, code, adoption.Action.CAMPAIGN_READ
            )
        found = rows(CampaignScheme, "scheme_id", campaign_id=campaign.id)
        return [schemes.parsed(each).version for (each,) in found]

    assert (digests("2025"), digests("2027")) == (["1"], ["2"])


@sqlite
@pytest.mark.parametrize("decision", [ADOPT, REFUSE])
def test_nobody_decides_what_they_proposed(
    place: Place, colleague: Viewer, decision: Decision
) -> None:
    proposal = proposed(place)
    with pytest.raises(OnePerson):
        decide(place.officer, proposal, decision, "理由")
    assert versions(place) == ["1"]
    assert shown(place.officer, proposal).waits == ANOTHER_OFFICER


def test_the_database_refuses_one_pair_of_hands_too(place: Place) -> None:
    proposal = proposed(place)
    ((row_id, user_id),) = rows(SchemeProposal, "id", "user_id", public_id=proposal)
    with pytest.raises(IntegrityError), unit.transaction():
        unit.add(
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT),
            SchemeDecision,
            bureau_id=place.officer.bureau_id,
            proposal_id=row_id,
            proposer_id=user_id,
            user_id=user_id,
            decision="refused",
            reason="",
            decided_at=AT,
        )


@sqlite
def test_refusing_needs_a_reason_and_loads_nothing(
    place: Place, colleague: Viewer
) -> None:
    proposal = proposed(place)
    with pytest.raises(ReasonNeeded):
        decide(colleague, proposal, REFUSE, " ")
    decide(colleague, proposal, REFUSE, "样本太少")
    line = shown(place.officer, proposal).line
    assert (line.decision, line.decision_reason) == (REFUSE, "样本太少")
    assert versions(place) == ["1"]
    with pytest.raises(AlreadyDecided):
        decide(colleague, proposal, ADOPT)


@sqlite
def test_only_the_proposer_withdraws(place: Place, colleague: Viewer) -> None:
    proposal = proposed(place)
    with pytest.raises(NotTheProposer):
        decide(colleague, proposal, WITHDRAW)
    decide(place.officer, proposal, WITHDRAW)
    assert shown(colleague, proposal).line.decision is WITHDRAW


def test_where_there_is_one_officer_the_superior_adopts(place: Place) -> None:
    proposal = proposed(place)
    assert shown(place.officer, proposal).waits == NOBODY
    superior = superior_of(place)
    assert shown(place.officer, proposal).waits == THE_SUPERIOR
    (line,) = adoption.listing(viewer=superior, on=TODAY)
    found = shown(superior, proposal)
    assert (line.public_id, line.is_own, found.trial) == (proposal, False, "")

    decide(superior, proposal, ADOPT)

    assert versions(place) == ["1", "2"]
    assert rows(StoredScheme, bureau_id=superior.bureau_id) == []
    with unit.reading():
        assert invariants.check() == []


@sqlite
def test_where_there_are_two_officers_the_superior_sees_nothing(
    place: Place, colleague: Viewer
) -> None:
    proposal = proposed(place)
    superior = superior_of(place)
    assert adoption.listing(viewer=superior, on=TODAY) == ()
    with pytest.raises(NotVisible):
        decide(superior, proposal, ADOPT)


@sqlite
def test_nobody_else_sees_a_proposal(place: Place) -> None:
    proposal = proposed(place)
    with unit.transaction():
        beside = casework(bureau="8", login="another").officer
        reviewer = place.work.reader("PY-1")
    for viewer in (beside, reviewer, *place.people.values()):
        with pytest.raises(NotVisible):
            shown(viewer, proposal)


@sqlite
def test_what_is_frozen_is_what_was_shown(place: Place, colleague: Viewer) -> None:
    figures = shown(colleague, proposed(place)).line.figures
    assert (figures["files"], figures["moved"], figures["worse"]) == (6, 1, 1)
    assert ["excellent", "good", 1] in figures["moves"]


@sqlite
def test_a_copy_is_proposed_once_and_a_version_is_given_once(
    place: Place, colleague: Viewer
) -> None:
    trial = tried(place)
    of = {"viewer": place.officer, "trial": trial, "at": AT}
    with pytest.raises(ReasonNeeded):
        adoption.propose(reason="", **of)
    first = adoption.propose(reason="理由", **of)
    with pytest.raises(AlreadyProposed):
        adoption.propose(reason="理由", **of)
    second = proposed(place, lower=96)
    decide(colleague, first, ADOPT)
    with pytest.raises(VersionTaken):
        decide(colleague, second, ADOPT)
    with pytest.raises(VersionTaken):
        proposed(place, lower=97)


@sqlite
def test_what_is_loaded_is_not_proposed(place: Place) -> None:
    with pytest.raises(NothingChanged):
        proposed(place, version="1", lower=90)


def test_one_of_many_decides(app: Flask, place: Place, colleague: Viewer) -> None:
    proposal = proposed(place)

    found = at_once(app, [lambda: decide(colleague, proposal, ADOPT)] * 4)

    assert sorted(map(str, found)).count("None") == 1
    assert all(each is None or isinstance(each, RuleBroken) for each in found)
    assert len(rows(SchemeDecision)) == 1
    assert versions(place) == ["1", "2"]
