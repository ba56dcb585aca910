"""What the keywords of a query ask of one of the bureau's case files."""

from __future__ import annotations

from typing import Any

from sqlalchemy import exists, func, select

from review.store.models import (
    IN_SAMPLE,
    IS_DRAWN,
    Area,
    CampaignCase,
    Case,
    CaseParticipation,
    Firm,
    Person,
    Scan,
)
from review.store.queries.campaigns import LEAD
from review.store.queries.listed import LISTED
from review.store.queries.query_tests import (
    Condition,
    Finder,
    among,
    anywhere,
    contains,
    counted,
    dated,
    named,
    packed,
    same,
)


def finders() -> dict[str, Finder]:
    """A finder for each keyword of the list of case files."""
    scanned = exists().where(Scan.case_id == Case.id, Scan.ended_event_id.is_(None))
    return anywhere(
        {
            "number": lambda test: contains(packed(test), Case.case_no),
            "cause": lambda test: contains(test, Case.cause),
            "handler": lambda test: _led(Person, named(test, Person)),
            "firm": lambda test: _led(Firm, named(test, Firm)) | _reviewed(test),
            "county": lambda test: Case.area_id.in_(
                select(Area.id).where(among(test, Area.code))
            ),
            "kind": lambda test: among(test, Case.kind),
            "stage": lambda test: among(test, Case.stage),
            "class": lambda test: among(test, Case.case_class),
            "closed": lambda test: dated(test, Case.closed_on),
            "assigned": lambda test: (
                Case.assigned_on.is_not(None) & dated(test, Case.assigned_on)
            ),
            "secret": lambda test: Case.secret.is_(test.so),
            "sealed": lambda test: Case.sealed.is_(test.so),
            "scan": lambda test: same(test, scanned),
            "contents": lambda test: among(test, LISTED),
            "times": lambda test: counted(test, _n_campaigns()),
        }
    )


def _led(model: Any, condition: Condition) -> Condition:
    """The lead handler, or the firm of that time, is such a one."""
    key = CaseParticipation.person_id if model is Person else CaseParticipation.firm_id
    return exists(
        select(CaseParticipation.id)
        .join(model, model.id == key)
        .where(
            CaseParticipation.case_id == Case.id,
            CaseParticipation.capacity == LEAD,
            condition,
        )
        .correlate(Case)
    )


def _reviewed(test: Any) -> Condition:
    """The institution itself, where it is what is reviewed, is such a one."""
    return exists(
        select(Firm.id)
        .where(Firm.id == Case.object_firm_id, named(test, Firm))
        .correlate(Case)
    )


def _n_campaigns() -> Any:
    return (
        select(func.count())
        .select_from(CampaignCase)
        .where(CampaignCase.case_id == Case.id, IN_SAMPLE, IS_DRAWN)
        .correlate(Case)
        .scalar_subquery()
    )
