"""The demo's reviewers at work, through the same services as real ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from review.domain.appeals import Decided
from review.domain.errors import StaleVersion
from review.domain.kinds import is_object
from review.domain.lines import answerable
from review.domain.policy import Granted, Role, Viewer
from review.services import (
    adjudication,
    allocation,
    drafts,
    procedures,
    reviewing,
    schemes,
    settling,
)
from review.services.demo import answers, words
from review.services.demo.calendar import Calendar
from review.store import unit
from review.store.queries import campaigns as campaign_queries
from review.store.queries import demo as queries

Progress = Callable[[str, int, int], None]
ROUNDS, ROUND_DAYS = 3, 3
SEATS = {"counted": 0, "third": 10, "adjudication": 20}


def reader(bureau_id: int, person_id: int, role: Role = Role.REVIEWER) -> Viewer:
    """A reviewer as the services see one who has signed in."""
    return Viewer(
        kind="user",
        person_id=person_id,
        bureau_id=bureau_id,
        grants=(Granted(role, bureau_id),),
    )


def waiting(viewer: Viewer, code: str) -> Sequence[Any]:
    """The reads without a review, in a steady order."""
    with unit.reading():
        campaign = campaign_queries.by_code(code, bureau_id=viewer.bureau_id or 0)
        return queries.waiting_reads(campaign.id if campaign else 0)


def give_reviews(
    viewer: Viewer,
    calendar: Calendar,
    days: tuple[int, int],
    progress: Progress,
    *,
    share: float = 1,
    leads: bool = True,
) -> None:
    """Submit a share of the reviews that wait; the files settle or diverge by rule.

    Without the leads, what waits for them goes on waiting.
    """
    found = waiting(viewer, str(calendar.year))
    rows = [row for row in found if leads or row.purpose != "adjudication"]
    rows.sort(key=_turn)
    rows = rows[: _n_to_give(viewer, calendar, len(rows), share)]
    moments = calendar.moments(*days, len(rows))
    for number, (row, at) in enumerate(zip(rows, moments, strict=True), start=1):
        submit(viewer, row, at)
        progress("reviews", number, len(rows))


def _turn(row: Any) -> float:
    """Readers work side by side: many files have one review while few have both."""
    return Random(f"{row.case_no}/{row.purpose}/{row.part}/{row.slot}").random()


def _n_to_give(viewer: Viewer, calendar: Calendar, n: int, share: float) -> int:
    """What is in from before an interruption counts towards the share."""
    with unit.reading():
        campaign = campaign_queries.by_code(
            str(calendar.year), bureau_id=viewer.bureau_id or 0
        )
        n_in = queries.n_submitted(campaign.id if campaign else 0)
    return max(0, round((n + n_in) * share) - n_in)


def call_readers(viewer: Viewer, calendar: Calendar, at: datetime) -> None:
    """What the officer does with the files that diverged."""
    code = str(calendar.year)
    settling.settle(viewer=viewer, campaign_code=code, at=at)
    allocation.call_readers(viewer=viewer, code=code, at=at)


def settle_all(
    viewer: Viewer, calendar: Calendar, day: int, progress: Progress
) -> None:
    """Third readers, then leads, until every file has its result."""
    for number in range(ROUNDS):
        first = day + number * ROUND_DAYS
        call_readers(viewer, calendar, calendar.at(first))
        give_reviews(viewer, calendar, (first + 1, first + ROUND_DAYS - 1), progress)


def begin(
    viewer: Viewer, calendar: Calendar, day: int, *, n: int, people: Sequence[int]
) -> None:
    """Leave sheets half filled in, as they are in the middle of a campaign.

    `people` are those whose accounts are shown: each has one of their own.
    """
    rows = waiting(viewer, str(calendar.year))
    own = [next((r for r in rows if r.person_id == each), None) for each in people]
    chosen = [row for row in own if row is not None]
    chosen += [row for row in rows if row.person_id not in people][: n - len(chosen)]
    moments = calendar.moments(day, day, len(chosen))
    for row, at in zip(chosen, moments, strict=True):
        _begin(viewer, row, at)


def _begin(viewer: Viewer, row: Any, at: datetime) -> None:
    given = _answers(row)
    changes = dict(list(given.items())[: len(given) // 2])
    try:
        drafts.save_answers(
            viewer=reader(viewer.bureau_id or 0, row.person_id),
            public_id=row.public_id,
            version=0,
            changes=changes,
            at=at,
        )
    except StaleVersion:
        return  # Begun before the demonstration was interrupted.


def submit(
    viewer: Viewer,
    row: Any,
    at: datetime,
    *,
    given: dict[str, Any] | None = None,
    rulings: Sequence[Decided] | None = None,
) -> None:
    """A whole review, begun some time before."""
    role = Role.PANEL_LEAD if row.purpose == "adjudication" else Role.REVIEWER
    given = _answers(row) if given is None else given
    reviewer = reader(viewer.bureau_id or 0, row.person_id, role)
    reviewing.submit(
        viewer=reviewer,
        public_id=row.public_id,
        version=_before(reviewer, row, given, at),
        key=f"demo-{row.public_id}",
        at=at,
        answers=given,
        comment="" if rulings else _comment(row, given),
        rulings=rulings,
    )


def _before(reviewer: Viewer, row: Any, given: dict[str, Any], at: datetime) -> int:
    """What was done on the sheet before it is submitted; the version of its draft."""
    if row.items:
        return _with_first_view(reviewer, row, given, at)
    code, first = next(iter(given.items()))
    try:
        drafts.save_answers(
            viewer=reviewer,
            public_id=row.public_id,
            version=0,
            changes={code: first},
            at=at - _took(row),
        )
    except StaleVersion:
        pass  # Begun before the demonstration was interrupted.
    return 1


def _took(row: Any) -> timedelta:
    """From the first answer to the last: half an hour or so, seldom more than one."""
    turn = Random(f"{row.case_no}/{row.purpose}/{row.slot}/minutes")
    return timedelta(minutes=round(turn.triangular(16, 80, 32)))


def _with_first_view(
    reviewer: Viewer, row: Any, given: dict[str, Any], at: datetime
) -> int:
    """Lock the answers to disputed items; the version of the draft afterwards."""
    own: dict[str, Any] = {"viewer": reviewer, "public_id": row.public_id, "at": at}
    try:
        drafts.save_answers(version=0, changes=given, **own)
    except StaleVersion:
        pass  # Saved before the demonstration was interrupted.
    adjudication.lock(version=1, **own)
    return 2


def _comment(row: Any, given: dict[str, Any]) -> str:
    faults = answers.share_of_faults(given)
    comments = words.OF_SERVICE if is_object(row.kind) else words.COMMENTS
    said = comments[0 if faults < 0.12 else 1 if faults < 0.3 else 2]
    return Random(f"{row.case_no}/{row.purpose}/{row.slot}").choice(said)


def _answers(row: Any) -> dict[str, Any]:
    """A further reader sees what the first two saw, with eyes of their own."""
    scheme = schemes.parsed(row.scheme_id)
    part = row.part if len(scheme.parts) > 1 else None
    seat = SEATS[row.purpose] + row.slot
    found = procedures.proposals_for(answerable(scheme, part), row.case_id)
    given = answers.review(
        scheme, case=row.case_no, reader=seat, part=part, proposals=found
    )
    if row.items:
        given = {code: given[code] for code in row.items}
    return given
