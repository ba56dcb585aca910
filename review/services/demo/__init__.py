"""The demonstration: an invented bureau, brought to any step by the real services.

What is made here is made in small steps that may be taken again, so that a build that
was interrupted goes on where it stopped.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from random import Random

from review.domain.campaigns import CampaignPlan
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import IntakeKind
from review.domain.policy import Viewer
from review.domain.publication import ReleaseKind
from review.domain.sampling import SampleBy, SampleRule
from review.files import shipped
from review.services import (
    allocation,
    intake,
    membership,
    opening,
    publication,
    sampling,
    schemes,
)
from review.services.accounts import actor_of
from review.services.demo import (
    accounts,
    institutions,
    objecting,
    pins,
    reviews,
    scans,
    spreadsheets,
    traces,
    year_end,
)
from review.services.demo.calendar import Calendar
from review.services.demo.reviews import Progress
from review.services.demo.spreadsheets import FULL, SMALL, Size
from review.services.demo.words import BUREAU_NAME, CITY
from review.services.intake import Upload
from review.services.sampling import AlreadyDrawn
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import Bureau
from review.store.queries import demo as queries

__all__ = [
    "BUREAU_NAME",
    "CITY",
    "FULL",
    "SMALL",
    "InUse",
    "Size",
    "State",
    "Step",
    "build",
    "dice",
    "founded_at",
    "is_demo",
    "state",
]
CASE_SCHEMES = (
    "civil_litigation",
    "administrative_litigation",
    "arbitration_and_non_litigation",
    "criminal_defense_investigation",
    "criminal_defense_prosecution",
    "criminal_defense_trial",
    "criminal_representation",
    "duty_lawyer_help",
)
LAST_YEAR_SHARE, LAST_SAMPLE, THIS_SAMPLE = 0.94, 9, 15


class InUse(RuleBroken):
    """Invented people and known passwords do not belong among real ones."""

    sentence = N_(
        "This database is in use. The demonstration needs an empty one: name another "
        "with CASE_REVIEW_DATABASE_URL."
    )


class Step(StrEnum):
    """Where the present year's campaign stands when the demo opens."""

    SAMPLING = "sampling"
    ALLOCATION = "allocation"
    REVIEWING = "reviewing"
    RECONCILIATION = "reconciliation"
    PUBLICATION = "publication"

    @property
    def words(self) -> str:
        return STEP_WORDS[self]


STEP_WORDS = {
    Step.SAMPLING: N_("Sampling"),
    Step.ALLOCATION: N_("Allocation"),
    Step.REVIEWING: N_("Reviewing"),
    Step.RECONCILIATION: N_("Reconciliation"),
    Step.PUBLICATION: N_("Publication"),
}


class State(StrEnum):
    """What a database holds of the demonstration."""

    NOTHING = "nothing"
    BEGUN = "begun"
    BUILT = "built"


@dataclass(frozen=True, slots=True)
class _Mark:
    """What was begun, kept with the bureau until the end and after."""

    day: date
    step: Step
    size: Size
    is_built: bool = False


def state() -> State:
    """How far the demonstration is; InUse where the database belongs to real work."""
    found = _mark()
    if found is None:
        with unit.reading():
            if queries.is_in_use():
                raise InUse
        return State.NOTHING
    return State.BUILT if found.is_built else State.BEGUN


def built_at() -> Step | None:
    """The step at which the demonstration of this database was made."""
    found = _mark()
    return found.step if found else None


def is_demo() -> bool:
    """Whether this database holds the demonstration: its passwords are known."""
    return _mark() is not None


def _mark() -> _Mark | None:
    with unit.reading():
        kept = queries.mark()
    if kept is None:
        return None
    day = date.fromisoformat(kept["day"])
    return _Mark(day, Step(kept["step"]), Size(**kept["size"]), kept["is_built"])


def _keep_mark(viewer: Viewer, mark: _Mark, at: datetime) -> None:
    kind = "demo_built" if mark.is_built else "demo_begun"
    with unit.transaction():
        event = unit.record(kind, chain="bureaus", actor=actor_of(viewer), at=at)
        settings = queries.marked(
            viewer.bureau_id or 0,
            {**asdict(mark), "day": mark.day.isoformat()},
        )
        unit.change(event, Bureau, {"id": viewer.bureau_id}, settings=settings)


def founded_at(today: date) -> datetime:
    """When the bureau began with the program: before its first spreadsheet."""
    return Calendar.before(today).a_year_earlier().at(-7)


def build(
    *,
    viewer: Viewer,
    today: date,
    step: Step,
    progress: Progress,
    size: Size = FULL,
    shelf: Shelf | None = None,
) -> list[accounts.DemoAccount]:
    """The whole demonstration, or the rest of one that was interrupted.

    Everything happens before the day on which it was begun.
    """
    state()
    mark = _mark() or _Mark(today, step, size)
    this = Calendar.before(mark.day)
    last = this.a_year_earlier()
    _keep_mark(viewer, mark, last.at(0))
    _take_in(viewer, last, this, mark.size, progress)
    _load_schemes(viewer, last.at(0, 30))
    _last_year(viewer, last, progress, shelf)
    institutions.review(viewer, last, mark.size.institutions)
    _this_year(viewer, this, mark.step, progress)
    made = accounts.make(viewer=viewer, at=this.at(0, 30), code=str(this.year))
    if mark.step is Step.REVIEWING:
        people = accounts.reviewers(viewer=viewer, code=str(this.year))
        reviews.begin(viewer, this, 39, n=12, people=people)
        if shelf is not None:
            scans.bring(viewer, this, shelf, people=people, n=mark.size.scans)
            pins.put(viewer, str(this.year), people=people, at=this.at(39, 450))
            traces.keep(viewer, str(this.year), people=people, at=this.at(39, 460))
    year_end.assess(viewer=viewer, calendar=last, made=made)
    _keep_mark(viewer, replace(mark, is_built=True), this.at(39, 500))
    return made


def dice() -> Random:
    """The same people and cases every time."""
    return Random("case-review demo")


def _take_in(
    viewer: Viewer, last: Calendar, this: Calendar, size: Size, progress: Progress
) -> None:
    chance = dice()
    made = spreadsheets.bureau(chance, size)
    share = size.cases * LAST_YEAR_SHARE
    before = spreadsheets.closed_cases(
        made, chance, closed_from=last.closed_from, share=share
    )
    present = spreadsheets.closed_cases(
        made, chance, closed_from=this.closed_from, share=size.cases
    )
    case_lists = spreadsheets.case_sheets(
        chance, (before, last.at(-3).date()), (present, this.at(-3).date())
    )
    sheets = (
        (IntakeKind.FIRMS, spreadsheets.firms_sheet(made), last),
        (IntakeKind.HANDLERS, spreadsheets.handlers_sheet(made), last),
        (IntakeKind.REVIEWERS, spreadsheets.reviewers_sheet(made), last),
        (IntakeKind.CASES, case_lists[0], last),
        (IntakeKind.CASES, case_lists[1], this),
    )
    for number, (kind, body, calendar) in enumerate(sheets, start=1):
        at = calendar.at(-3)
        upload = Upload(kind, body, f"{kind.value}.csv")
        intake.take_in(viewer=viewer, upload=upload, at=at, today=at.date())
        progress("intake", number, len(sheets))


def _load_schemes(viewer: Viewer, at: datetime) -> None:
    for text in shipped.scoring_schemes().values():
        schemes.load(viewer=viewer, text=text, at=at)


def _plan(
    calendar: Calendar,
    percent: int,
    *,
    senior_read: bool = False,
    trace_days: int = 0,
    answer_days: int = 0,
) -> CampaignPlan:
    rule = SampleRule(by=SampleBy.PERCENT, percent=percent, minimum_per_handler=1)
    return CampaignPlan(
        code=str(calendar.year),
        name=f"{calendar.year}年度法律援助案件质量评查",
        assessment_year=calendar.year,
        closed_from=calendar.closed_from,
        closed_until=calendar.closed_until,
        due_on=calendar.due_on,
        schemes=CASE_SCHEMES,
        sample=rule,
        seed=f"{calendar.year}-yunling",
        decimals=1,
        senior_read=senior_read,
        trace_days=trace_days,
        answer_days=answer_days,
        provisional_first=answer_days > 0,
    )


def _name_seniors(viewer: Viewer, calendar: Calendar) -> None:
    """The leads read what fails before anybody outside sees it."""
    with unit.reading():
        numbers = queries.leads_of(str(calendar.year))
    for number in numbers:
        membership.set_senior(
            viewer=viewer,
            code=str(calendar.year),
            number=number,
            is_senior=True,
            at=calendar.at(0, 90),
        )


def _draw_and_allocate(viewer: Viewer, calendar: Calendar) -> None:
    code = str(calendar.year)
    _draw(viewer, calendar)
    allocation.confirm(viewer=viewer, code=code, at=calendar.at(3))


def _draw(viewer: Viewer, calendar: Calendar) -> None:
    try:
        sampling.draw(viewer=viewer, code=str(calendar.year), at=calendar.at(1))
    except AlreadyDrawn:
        return  # Drawn before the demonstration was interrupted.


def _last_year(
    viewer: Viewer, last: Calendar, progress: Progress, shelf: Shelf | None
) -> None:
    plan = _plan(last, LAST_SAMPLE, answer_days=5)
    opening.open_campaign(viewer=viewer, plan=plan, at=last.at(0, 60))
    _draw_and_allocate(viewer, last)
    reviews.give_reviews(viewer, last, (4, 32), progress)
    reviews.settle_all(viewer, last, 34, progress)
    if not _is_published(viewer, plan.code, ReleaseKind.FINAL):
        _publish(viewer, plan.code, ReleaseKind.PROVISIONAL, last.at(44))
        if shelf is not None:
            objecting.object_to_some(viewer, last, shelf, 45)
        _publish(viewer, plan.code, ReleaseKind.FINAL, last.at(60))


def _is_published(viewer: Viewer, code: str, kind: ReleaseKind) -> bool:
    return any(x.kind is kind for x in publication.releases(viewer=viewer, code=code))


def _publish(viewer: Viewer, code: str, kind: ReleaseKind, at: datetime) -> None:
    publication.publish(
        viewer=viewer,
        code=code,
        kind=kind,
        at=at,
        on=at.date(),
        key=f"demo-{code}-{kind.value}",
    )


def _this_year(viewer: Viewer, this: Calendar, step: Step, progress: Progress) -> None:
    plan = _plan(this, THIS_SAMPLE, senior_read=True, trace_days=traces.DAYS)
    opening.open_campaign(viewer=viewer, plan=plan, at=this.at(0, 60))
    _name_seniors(viewer, this)
    match step:
        case Step.SAMPLING:
            return
        case Step.ALLOCATION:
            _draw(viewer, this)
        case Step.REVIEWING:
            _draw_and_allocate(viewer, this)
            reviews.give_reviews(viewer, this, (4, 30), progress, share=0.55)
            reviews.call_readers(viewer, this, this.at(31))
            reviews.give_reviews(
                viewer, this, (32, 38), progress, share=0.62, leads=False
            )
        case Step.RECONCILIATION:
            _draw_and_allocate(viewer, this)
            reviews.give_reviews(viewer, this, (4, 36), progress)
        case Step.PUBLICATION:
            _draw_and_allocate(viewer, this)
            reviews.give_reviews(viewer, this, (4, 26), progress)
            reviews.settle_all(viewer, this, 28, progress)
