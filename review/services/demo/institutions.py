"""Last year's review of the centres and stations: small, and published by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from review.domain.campaigns import CampaignKind, CampaignPlan
from review.domain.kinds import IntakeKind
from review.domain.policy import Viewer
from review.domain.publication import ReleaseKind
from review.services import allocation, intake, opening, publication, sampling, settling
from review.services.demo import reviews, spreadsheets, words
from review.services.demo.calendar import Calendar
from review.services.intake import Upload
from review.services.sampling import AlreadyDrawn

SCHEMES = ("institution_service", "duty_station_service")
GIVEN = ((5, 12), (14, 18), (20, 24))
"""Days of the reviews: both readers, third readers, leads."""


def review(viewer: Viewer, calendar: Calendar, n: int) -> None:
    """The centres of the first counties and their stations, each read by two."""
    _take_in(viewer, calendar, n)
    plan = _plan(calendar)
    opening.open_campaign(viewer=viewer, plan=plan, at=calendar.at(0, 70))
    try:
        sampling.draw(viewer=viewer, code=plan.code, at=calendar.at(1, 60))
    except AlreadyDrawn:
        pass  # Drawn before the demonstration was interrupted.
    allocation.confirm(viewer=viewer, code=plan.code, at=calendar.at(3, 60))
    for first, last in GIVEN:
        rows = reviews.waiting(viewer, plan.code)
        moments = calendar.moments(first, last, len(rows))
        for row, at in zip(rows, moments, strict=True):
            reviews.submit(viewer, row, at)
        _settle(viewer, plan.code, calendar.at(last + 1))
    _publish(viewer, plan, calendar.at(51))


def _take_in(viewer: Viewer, calendar: Calendar, n: int) -> None:
    until = calendar.closed_until
    body = spreadsheets.objects_sheet(_rows(n, until.year), until)
    upload = Upload(IntakeKind.OBJECTS, body, "objects.csv")
    at = calendar.at(-3, 30)
    intake.take_in(viewer=viewer, upload=upload, at=at, today=at.date())


def _rows(n: int, year: int) -> Iterator[tuple[str, str, str]]:
    """Number, name and county; every second county has a station too."""
    counties = words.COUNTIES[1 : n + 1]
    for number, county in enumerate(counties, start=1):
        yield f"机构〔{year}〕{number:02}号", f"{county}法律援助中心", county
    for number, county in enumerate(counties[::2]):
        host = words.HOSTS[number % len(words.HOSTS)]
        name = f"{county}法律援助中心驻{host}工作站"
        yield f"站点〔{year}〕{number + 1:02}号", name, county


def _plan(calendar: Calendar) -> CampaignPlan:
    """Whoever reads it may know how each institution fared: groups of one are shown."""
    return CampaignPlan(
        code=f"{calendar.year}-jg",
        name=f"{calendar.year}年度法律援助机构和工作站服务质量评查",
        assessment_year=calendar.year,
        closed_from=calendar.closed_from,
        closed_until=calendar.closed_until,
        due_on=calendar.due_on,
        schemes=SCHEMES,
        kind=CampaignKind.SPECIAL,
        bar_same_county=True,
        decimals=1,
        minimum_n=1,
        senior_read=False,
    )


def _settle(viewer: Viewer, code: str, at: datetime) -> None:
    settling.settle(viewer=viewer, campaign_code=code, at=at)
    allocation.call_readers(viewer=viewer, code=code, at=at)


def _publish(viewer: Viewer, plan: CampaignPlan, at: datetime) -> None:
    publication.publish(
        viewer=viewer,
        code=plan.code,
        kind=ReleaseKind.FINAL,
        at=at,
        on=at.date(),
        key=f"demo-{plan.code}",
    )
