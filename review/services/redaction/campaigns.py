"""How the files of a campaign stand before they are given to reviewers.

What is left to be read is told where files are given out. It stops nobody, unless the
bureau has chosen that pages are looked through first.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.redaction import LOOKS_FIRST
from review.services.accounts import actor_of
from review.services.redaction.looking import Progress, look
from review.services.sampling import campaign_of
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import Bureau
from review.store.queries import places
from review.store.queries import redactions as queries


class NotLookedThrough(RuleBroken):
    sentence = N_(
        "The bureau gives out no file before its pages have been looked "
        "through and nothing that is to be hidden can be read. Files that are "
        "not ready: %(n)s."
    )


@dataclass(frozen=True, slots=True)
class FileStanding:
    """A drawn file that has a scan: its pages, and what is left to be read on them."""

    public_id: str
    case_no: str
    n_pages: int
    n_looked: int
    n_blank: int
    n_pictures: int
    n_recognised: int
    n_doubtful: int
    n_unsure: int
    n_left: int
    n_boxes: int
    is_given: bool = False
    """Whether a reviewer has it already."""

    @property
    def is_looked(self) -> bool:
        return self.n_looked >= self.n_pages

    @property
    def is_ready(self) -> bool:
        return self.is_looked and not self.n_left and not self.n_unsure


@dataclass(frozen=True, slots=True)
class CampaignStanding:
    """All drawn files with a scan; `is_required` if the bureau waits for them."""

    name: str
    files: tuple[FileStanding, ...]
    is_required: bool

    @property
    def unlooked(self) -> tuple[FileStanding, ...]:
        return tuple(each for each in self.files if not each.is_looked)

    @property
    def left(self) -> tuple[FileStanding, ...]:
        return tuple(each for each in self.files if each.n_left)

    @property
    def n_left(self) -> int:
        return sum(each.n_left for each in self.files)

    @property
    def n_blank(self) -> int:
        return sum(each.n_blank for each in self.files)

    @property
    def n_pictures(self) -> int:
        return sum(each.n_pictures for each in self.files)

    @property
    def n_recognised(self) -> int:
        return sum(each.n_recognised for each in self.files)

    @property
    def n_doubtful(self) -> int:
        return sum(each.n_doubtful for each in self.files)

    @property
    def n_unsure(self) -> int:
        return sum(each.n_unsure for each in self.files)

    @property
    def n_not_ready(self) -> int:
        return sum(not each.is_ready for each in self.files)

    @property
    def withheld(self) -> tuple[FileStanding, ...]:
        """Files of which reviewers have a part only, until the rest is ready."""
        waiting = (each for each in self.files if each.is_given and not each.is_ready)
        return tuple(waiting) if self.is_required else ()

    @property
    def progress(self) -> Progress:
        n_looked = sum(each.n_looked for each in self.files)
        return Progress(n_looked, sum(each.n_pages for each in self.files))


def of_campaign(*, viewer: Viewer, code: str) -> CampaignStanding:
    """What could be read of the campaign's files if they were given out now."""
    with unit.reading():
        return _standing(campaign_of(viewer, code, Action.REDACT))


def _standing(campaign: Any) -> CampaignStanding:
    rows = queries.of_campaign(campaign.id)
    return CampaignStanding(
        name=campaign.name,
        files=tuple(_file(row) for row in rows),
        is_required=is_required(campaign.bureau_id),
    )


def _file(row: Any) -> FileStanding:
    return FileStanding(
        public_id=row.public_id,
        case_no=row.case_no,
        n_pages=int(row.n_pages),
        n_looked=int(row.n_looked),
        n_blank=int(row.n_blank),
        n_pictures=int(row.n_pictures),
        n_recognised=int(row.n_recognised),
        n_doubtful=int(row.n_doubtful),
        n_unsure=int(row.n_unsure),
        n_left=int(row.n_left),
        n_boxes=int(row.n_boxes),
        is_given=bool(row.is_given),
    )


def is_required(bureau_id: int) -> bool:
    return bool(places.bureau(bureau_id).settings.get(LOOKS_FIRST))


def look_on(*, viewer: Viewer, code: str, shelf: Shelf, at: datetime) -> Progress:
    """Look at the next pages of the first file that is not done; how far that is."""
    found = of_campaign(viewer=viewer, code=code)
    if found.unlooked:
        first = found.unlooked[0].public_id
        look(viewer=viewer, public_id=first, shelf=shelf, at=at)
    return of_campaign(viewer=viewer, code=code).progress


def require_looks(*, viewer: Viewer, is_required: bool, at: datetime) -> None:
    """Choose whether files wait until their pages have been looked through."""
    require(viewer, Action.REDACT_FIRST)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        event = unit.record(
            "redaction_first_chosen",
            chain=f"bureau:{bureau_id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("bureau", bureau_id)],
            payload={"is_required": is_required},
        )
        settings = {**places.bureau(bureau_id).settings, LOOKS_FIRST: is_required}
        unit.change(event, Bureau, {"id": bureau_id}, settings=settings)


def check_looked(campaign: Any, campaign_case_ids: Collection[int]) -> None:
    """Refuse to give out files that are not ready, if the bureau has chosen so."""
    if waiting := not_ready(campaign, campaign_case_ids):
        raise NotLookedThrough(n=len(waiting))


def not_ready(
    campaign: Any, campaign_case_ids: Collection[int]
) -> dict[int, FileStanding]:
    """Those of these files that wait, if the bureau has chosen so."""
    if not campaign_case_ids or not is_required(campaign.bureau_id):
        return {}
    wanted = set(campaign_case_ids)
    files = {row.id: _file(row) for row in queries.of_campaign(campaign.id)}
    return {n: each for n, each in files.items() if n in wanted and not each.is_ready}


def not_looked(campaign: Any, campaign_case_ids: Collection[int]) -> set[int]:
    """The files among these that are not ready, if the bureau waits for that."""
    return set(not_ready(campaign, campaign_case_ids))
