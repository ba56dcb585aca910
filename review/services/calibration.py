"""Calibration for officers: the standard, the anchor files, and who has met it.

Anchors live in a campaign of their own beside the one they calibrate, so nothing of them
can enter its results, figures, boards, publication or fees. A panel lead sets the agreed
answers on the usual sheet before anyone tries the file.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.calibration import RULE, Standard, as_data, standard_in
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.reads import Purpose
from review.domain.schemes import Text
from review.services import schemes
from review.services.campaign_events import record
from review.services.opening import new_code
from review.services.people_lists import States
from review.services.qualification import Tried, is_qualified, tried
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import (
    ANCHOR,
    Campaign,
    CampaignCase,
    CampaignScheme,
    Read,
    ReviewerCode,
)
from review.store.queries import calibration as queries
from review.store.queries import campaigns, confined

SUFFIX = "-calibration~%s"
"""With what nobody types, and the campaign itself: its code may be another's later."""
NAMED = "%s（校准）"
WITHDRAWN = N_("The bureau has taken this calibration file out.")


class NoSuchFile(RuleBroken):
    sentence = N_("There is no case file of this number that could be an anchor.")


class IsInSample(RuleBroken):
    sentence = N_("This file is drawn for the campaign, or is an anchor already.")


class IsUnderReview(RuleBroken):
    sentence = N_(
        "This file is drawn for another campaign that has no final release yet: its "
        "reviewers would be told the agreed answers."
    )


class DrawFirst(RuleBroken):
    sentence = N_("Draw the sample first: a file of the sample cannot be an anchor.")


class SeveralParts(RuleBroken):
    sentence = N_("A sheet that is divided among reviewers cannot be calibrated on.")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A file with agreed answers, or still waiting for them."""

    public_id: str
    case_no: str
    title: dict[str, str]
    lead: str
    is_agreed: bool
    n_trials: int


@dataclass(frozen=True, slots=True)
class Person:
    """A reviewer and how the trials went; `best` is the highest share of exact items."""

    name: str
    sound: str
    number: str
    n_trials: int
    best: int | None
    is_qualified: bool
    n_open: int


PERSON_STATES: States[Person] = {
    "qualified": lambda person: person.is_qualified,
    "tried": lambda person: not person.is_qualified and person.n_trials > 0,
    "untried": lambda person: not person.is_qualified and person.n_trials == 0,
}


@dataclass(frozen=True, slots=True)
class Calibration:
    campaign: str
    code: str
    is_drawn: bool
    standard: Standard
    anchors: tuple[Anchor, ...]
    people: tuple[Person, ...]
    schemes: tuple[tuple[str, Text], ...]
    leads: tuple[tuple[str, str], ...]
    """Numbers and names of those who may set agreed answers."""

    @property
    def n_held(self) -> int:
        """Open files of people who are not qualified: demanded, they cannot open them."""
        return sum(each.n_open for each in self.people if not each.is_qualified)

    @property
    def n_qualified(self) -> int:
        return sum(each.is_qualified for each in self.people)


def calibration(*, viewer: Viewer, code: str) -> Calibration:
    """How far everyone is, by name."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        anchors = queries.anchors(campaign.id)
        people = queries.people(campaign.id)
        trials = tried(campaign.id)
        pinned = campaigns.schemes_of(campaign.id)
    return Calibration(
        campaign=campaign.name,
        code=campaign.code,
        is_drawn=campaign.drawn_at is not None,
        standard=standard_in(campaign.rules),
        anchors=tuple(_anchor(row) for row in anchors),
        people=tuple(
            _person(row, campaign.rules, trials.get(row.person_id, []))
            for row in people
            if not row.is_lead
        ),
        schemes=tuple((str(row.id), Text(**row.title)) for row in pinned),
        leads=tuple(
            (row.number, row.name) for row in people if row.is_lead and row.number
        ),
    )


def _anchor(row: Any) -> Anchor:
    return Anchor(
        public_id=row.public_id,
        case_no=row.case_no,
        title=row.title,
        lead=row.lead or "",
        is_agreed=bool(row.is_agreed),
        n_trials=row.n_trials,
    )


def _person(row: Any, rules: Any, trials: list[Tried]) -> Person:
    return Person(
        name=row.name,
        sound=row.sound,
        number=row.number or "",
        n_trials=len(trials),
        best=max((each.trial.percent for each in trials), default=None),
        is_qualified=is_qualified(rules, trials),
        n_open=row.n_open,
    )


def set_standard(
    *, viewer: Viewer, code: str, standard: Standard, at: datetime
) -> None:
    """The share that is asked, and whether nobody reads without having met it."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        if standard_in(campaign.rules) == standard:
            return
        event = record(
            "standard_set",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload=as_data(standard),
        )
        # Behind the chain's lock: another rule may have been set meanwhile.
        now = campaign_of(viewer, code, Action.ALLOCATE)
        rules = {**now.rules, RULE: as_data(standard)}
        unit.change(event, Campaign, {"id": campaign.id}, rules=rules)


def add_anchor(
    *, viewer: Viewer, code: str, case_no: str, scheme: str, lead: str, at: datetime
) -> None:
    """A file outside the sample; the lead finds its sheet among the own reviews.

    Whoever may not draw brings no file along either: an organisation reviews what its
    contract covers.
    """
    twice = {"campaign_cases": IsInSample(), "campaigns": IsInSample()}
    with unit.refusing(twice), unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        require(viewer, Action.SAMPLE_DRAW, campaign_id=campaign.id)
        case = _case(campaign, case_no.strip())
        scheme_id = _scheme(campaign, scheme)
        person = lead_of(campaign, lead)
        event = record(
            "anchor_added",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload={"case": case.id},
        )
        # Behind the chain's lock: it may have come into the sample meanwhile, or the
        # campaign may have been cancelled.
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        case = _case(campaign, case_no.strip())
        own = queries.of(campaign.id)
        calibration_id = own.id if own else open_calibration(event, campaign)
        anchor_id = add_file(event, calibration_id, case, scheme_id, ANCHOR)
        ask_agreed(event, calibration_id, anchor_id, person)


def ask_agreed(
    event: unit.Recorded, calibration_id: int, anchor_id: int, person: Any
) -> None:
    """The usual sheet for the lead who sets the agreed answers."""
    reviewer_code = code_in(
        event, calibration_id, person.person_id, bureau_id=person.bureau_id
    )
    unit.add(
        event,
        Read,
        bureau_id=person.bureau_id,
        campaign_id=calibration_id,
        campaign_case_id=anchor_id,
        purpose=Purpose.AGREED,
        slot=1,
        reviewer_code=reviewer_code,
        allocated_at=event.at,
    )


def lead_of(campaign: Any, number: str) -> Any:
    people = (row for row in queries.people(campaign.id) if row.is_lead)
    person = next((row for row in people if row.number == number), None)
    if person is None:
        raise NotVisible
    return person


def _case(campaign: Any, case_no: str) -> Any:
    if campaign.drawn_at is None:
        raise DrawFirst
    rows = queries.case_to_add(
        case_no, bureau_id=campaign.bureau_id, campaign_id=campaign.id
    )
    open_ = [row for row in rows if not row.sealed and not row.secret]
    if not open_:
        raise NoSuchFile
    free = [row for row in open_ if not row.is_there]
    if not free:
        raise IsInSample
    free = [row for row in free if not row.is_live]
    if not free:
        raise IsUnderReview
    return free[0]


def _scheme(campaign: Any, scheme: str) -> int:
    pinned = {str(row.id): row for row in campaigns.schemes_of(campaign.id)}
    if scheme not in pinned:
        raise NotVisible
    row = pinned[scheme]
    if len(schemes.parsed(row.id, row.digest).parts) > 1:
        raise SeveralParts
    return int(row.id)


def open_calibration(event: unit.Recorded, campaign: Any) -> int:
    """The campaign of anchors: with its own key, codes and files, and no day due."""
    calibration_id = int(
        unit.add(
            event,
            Campaign,
            bureau_id=campaign.bureau_id,
            code=f"{campaign.code}{SUFFIX % campaign.id}",
            name=(NAMED % campaign.name)[:200],
            assessment_year=campaign.assessment_year,
            closed_from=campaign.closed_from,
            closed_until=campaign.closed_until,
            rules={name: campaign.rules.get(name, 1) for name in _COPIED},
            secret_key=secrets.token_hex(32),
            opened_at=event.at,
            drawn_at=event.at,
            calibrates_id=campaign.id,
        )
    )
    tenant = {"bureau_id": campaign.bureau_id, "campaign_id": calibration_id}
    pinned = campaigns.schemes_of(campaign.id)
    rows = [{"scheme_id": row.id, **tenant} for row in pinned]
    unit.add_all(event, CampaignScheme, rows)
    return calibration_id


_COPIED = ("decimals", "minimum_n")


def add_file(
    event: unit.Recorded, calibration_id: int, case: Any, scheme_id: int, use: str
) -> int:
    """A file among the anchors, to qualify on or to be hidden in live work."""
    return int(
        unit.add(
            event,
            CampaignCase,
            bureau_id=case.bureau_id,
            campaign_id=calibration_id,
            case_id=case.id,
            scheme_id=scheme_id,
            n_reviews=1,
            position=queries.n_anchors(calibration_id) + 1,
            stratum="",
            drawn_by=use,
            area_id=case.area_id,
            kind=case.kind,
        )
    )


def code_in(
    event: unit.Recorded, calibration_id: int, person_id: int, *, bureau_id: int
) -> str:
    """The person's code among the anchors, made when it is first needed."""
    known = queries.code_of(calibration_id, person_id)
    if known is not None:
        return known
    made = new_code()
    unit.add(
        event,
        ReviewerCode,
        code=made,
        bureau_id=bureau_id,
        campaign_id=calibration_id,
        person_id=person_id,
    )
    return made


def withdraw_anchor(*, viewer: Viewer, code: str, public_id: str, at: datetime) -> None:
    """Nobody gets it any more; what was tried on it stays and counts."""
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        anchors = {row.public_id: row.id for row in queries.anchors(campaign.id)}
        if public_id not in anchors:
            raise NotVisible
        anchor_id = anchors[public_id]
        event = record(
            "anchor_withdrawn",
            viewer=viewer,
            campaign=campaign,
            at=at,
            payload={"file": anchor_id},
        )
        _withdraw(event, anchor_id)


def withdraw_sealed(case_ids: Iterable[int], *, cause: unit.Recorded) -> None:
    """Nobody is calibrated on a file that was sealed; inside a transaction."""
    for row in confined.anchors_of(case_ids):
        event = unit.record(
            "anchor_withdrawn",
            chain=f"campaign:{row.calibrates_id}",
            actor=unit.SYSTEM,
            at=cause.at,
            payload={"file": row.id},
            cause=cause,
        )
        _withdraw(event, row.id)


def _withdraw(event: unit.Recorded, anchor_id: int) -> None:
    held = list(queries.open_reads_of(anchor_id))
    if held:
        change = {"ended_at": event.at, "ended_reason": WITHDRAWN}
        unit.change(event, Read, {"id": held}, **change)
    unit.change(event, CampaignCase, {"id": anchor_id}, left_event_id=event.id)
