"""Changing a sample after its draw: unusable files replaced, the sample extended."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.notices import NoticeKind
from review.domain.policy import Action, Viewer
from review.domain.sampling import Drawn, Why
from review.domain.sampling_changes import (
    Change,
    ChangeKind,
    Places,
    Standing,
    extension,
    larger,
    replacement,
)
from review.domain.sampling_order import may_be_drawn, stratum_of
from review.domain.sampling_rule import SampleBy, SampleRule, rule_from_data
from review.services.accounts import actor_of
from review.services.drawing import Chosen, Fitting, fitting_files
from review.services.notices import tell_moved
from review.services.sampled import campaign_of, drawn, is_over, pool_of, repeated
from review.services.sampling import rows_of
from review.store import unit
from review.store.models import CampaignCase, Read, SampleChange
from review.store.queries import calibration
from review.store.queries import sampling as records

MOST_REASON = 200
# Stored as the reason of what is taken back. It names no replacement: whoever held the
# file learns that it is not reviewed any more, and nothing of how it was drawn.
REASON = N_("The bureau has taken this file out of the campaign.")


class NoReason(RuleBroken):
    sentence = N_("Give a reason of at most %(most)s characters; it is shown to all.")


class IsSettled(RuleBroken):
    sentence = N_("This file is settled; it stays in the sample.")


class HasLeft(RuleBroken):
    sentence = N_("This file has left the sample already.")


class SampleChanged(StaleVersion):
    sentence = N_("The sample changed since this page was made. Look at the new one.")


class NothingToAdd(RuleBroken):
    sentence = N_("There are no further files that this size would add.")


class IsOver(RuleBroken):
    sentence = N_(
        "This campaign has its final release: its sample is not extended any more."
    )


class BadSize(RuleBroken):
    sentence = N_("Give a whole number of files, or a percentage such as 12.5.")


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file by its number, and its place in the list that was drawn from."""

    position: int
    case_no: str
    stage: str
    volume_set: str
    kind: str


@dataclass(frozen=True, slots=True)
class Replacing:
    """What replacing a file would do; nothing has been written."""

    campaign: str
    code: str
    public_id: str
    left: FileLine
    coming: FileLine | None
    n_passed: int
    n_open: int
    n_submitted: int

    @property
    def expected(self) -> str:
        """What the button promises, so that a changed sample is refused."""
        return str(self.coming.position) if self.coming else "0"


@dataclass(frozen=True, slots=True)
class Extending:
    """What a larger size would add."""

    campaign: str
    code: str
    size: str
    by: SampleBy
    n_now: int
    n_added: int
    n_reviews: int
    n_passed: int
    files: tuple[FileLine, ...]

    @property
    def expected(self) -> str:
        return ",".join(str(each.position) for each in self.files[:1] + self.files[-1:])


@dataclass(frozen=True, slots=True)
class _Sample:
    """A sample to be changed: the draw repeated, and what can be used of its list."""

    campaign: Any
    standing: Standing
    fitting: Fitting
    n_changes: int

    def chosen(self, place: int, why: Why) -> Chosen | None:
        """The file at a place as the bureau knows it now; None if it is unusable."""
        listed = self.standing.ordered[place - 1]
        found = self.fitting.get((listed.case_no, listed.stage, listed.volume))
        if found is None:
            return None
        candidate, scheme_id, scheme, row = found
        planned = rule_from_data(self.campaign.rules["sample"])
        if not may_be_drawn(candidate, planned):
            return None
        stratum = stratum_of(listed, self.standing.rule)
        return Chosen(Drawn(candidate, place, stratum, why), scheme_id, scheme, row)

    def usable(
        self, find: Callable[[Sequence[int]], tuple[Places, Places]], why: Why
    ) -> tuple[list[Chosen], Places]:
        """What comes in, passing over whatever cannot be used."""
        unusable: list[int] = []
        while True:
            taken, passed = find(unusable)
            found = {place: self.chosen(place, why) for place in taken}
            bad = [place for place, chosen in found.items() if chosen is None]
            if not bad:
                return [each for each in found.values() if each], passed
            unusable += bad


def preview_replacement(*, viewer: Viewer, code: str, public_id: str) -> Replacing:
    """Which file would come in for this one."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        file = _file_in(campaign, public_id)
        if file.left_event_id is not None:
            raise HasLeft
        if file.is_settled:
            raise IsSettled
        chosen, passed = _coming(_sample(campaign), file.position)
        reads = records.open_reads_of(file.id)
    n_submitted = sum(each.submission_id is not None for each in reads)
    return Replacing(
        campaign=campaign.name,
        code=campaign.code,
        public_id=file.public_id,
        left=FileLine(
            file.position, file.case_no, file.stage, file.volume_set, file.kind
        ),
        coming=_line(chosen[0]) if chosen else None,
        n_passed=len(passed),
        n_open=len(reads) - n_submitted,
        n_submitted=n_submitted,
    )


def replace_file(
    *,
    viewer: Viewer,
    code: str,
    public_id: str,
    reason: str,
    at: datetime,
    expected: str = "",
) -> FileLine | None:
    """Take an unusable file out and the next one in; gives the one that came in.

    Open reviews of it end, drafts are kept; submitted ones stay and count nowhere.
    Sent twice it is done once.
    """
    reason = checked_reason(reason)
    with unit.transaction(), unit.refusing(_RACES):
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        file = _to_take_out(campaign, public_id)
        if file.left_event_id is not None:
            return None
        event = unit.record(
            "file_replaced",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign_case", file.id)],
        )
        sample = _sample(campaign)
        chosen, passed = _coming(sample, file.position)
        coming = _line(chosen[0]) if chosen else None
        if expected not in ("", str(coming.position) if coming else "0"):
            raise SampleChanged
        end_reads(event, campaign, [file.id])
        unit.change(event, CampaignCase, {"id": file.id}, left_event_id=event.id)
        change = Change(ChangeKind.REPLACEMENT, file.position, _places(chosen), passed)
        _write(event, sample, change, chosen, reason)
    return coming


def _to_take_out(campaign: Any, public_id: str) -> Any:
    """Looked at behind the chain's lock: a review may have settled it meanwhile, and of
    two who take the same file out at once the second finds that it has left.
    """
    unit.hold(f"campaign:{campaign.id}")
    file = _file_in(campaign, public_id)
    if file.left_event_id is None and file.is_settled:
        raise IsSettled
    return file


def _coming(sample: _Sample, left: int) -> tuple[list[Chosen], Places]:
    return sample.usable(
        lambda unusable: replacement(sample.standing, left, unusable=unusable),
        Why.REPLACEMENT,
    )


def preview_extension(*, viewer: Viewer, code: str, size: str) -> Extending:
    """Which files a larger number or percentage would add."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        if is_over(campaign):
            raise IsOver
        sample = _sample(campaign)
        size = _sized(sample.standing.rule, size)
        chosen, passed = _added(sample, size)
    return Extending(
        campaign=campaign.name,
        code=campaign.code,
        size=size,
        by=sample.standing.rule.by,
        n_now=len(sample.standing.why),
        n_added=len(chosen),
        n_reviews=sum(each.n_reads for each in chosen),
        n_passed=len(passed),
        files=tuple(map(_line, chosen)),
    )


def extend(
    *,
    viewer: Viewer,
    code: str,
    size: str,
    reason: str,
    at: datetime,
    expected: str = "",
) -> int:
    """Draw on up to a larger size; everything that was drawn stays. Gives how many."""
    reason = checked_reason(reason)
    with unit.transaction(), unit.refusing(_RACES):
        campaign = campaign_of(viewer, code, Action.SAMPLE_DRAW)
        event = unit.record(
            "sample_extended",
            chain=f"campaign:{campaign.id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", campaign.id)],
        )
        # Behind the chain's lock: it may have been published meanwhile.
        if is_over(campaign):
            raise IsOver
        sample = _sample(campaign)
        size = _sized(sample.standing.rule, size)
        chosen, passed = _added(sample, size)
        places = _places(chosen)
        if not chosen:
            raise NothingToAdd
        if expected not in ("", ",".join(map(str, places[:1] + places[-1:]))):
            raise SampleChanged
        change = Change(ChangeKind.EXTENSION, None, places, passed, size)
        _write(event, sample, change, chosen, reason)
    return len(chosen)


def _added(sample: _Sample, size: str) -> tuple[list[Chosen], Places]:
    rule = larger(sample.standing.rule, size)
    return sample.usable(
        lambda unusable: extension(sample.standing, rule, unusable=unusable),
        Why.EXTENSION,
    )


def _sized(rule: SampleRule, size: str) -> str:
    """A size as it is kept: a whole number, or a percentage without idle zeros."""
    try:
        number = Decimal(size.strip())
    except InvalidOperation:
        raise BadSize from None
    if not number.is_finite() or not 0 < number < 1_000_000:
        raise BadSize
    if rule.by is not SampleBy.PERCENT and number != number.to_integral_value():
        raise BadSize
    return f"{number.normalize():f}"


def _sample(campaign: Any) -> _Sample:
    record = drawn(campaign)
    return _Sample(
        campaign,
        repeated(record).standing,
        _fitting(campaign),
        len(records.changes_of(campaign.id)),
    )


def _fitting(campaign: Any) -> Fitting:
    """Without the files that reviewers of the campaign have been calibrated on."""
    anchors = calibration.cases_of_anchors(campaign.id)
    found = fitting_files(pool_of(campaign))
    return {key: each for key, each in found.items() if each[3].id not in anchors}


def _file_in(campaign: Any, public_id: str) -> Any:
    file = records.drawn_file(campaign.id, public_id)
    if file is None:
        raise NotVisible
    return file


def checked_reason(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= MOST_REASON:
        raise NoReason(most=MOST_REASON)
    return reason


def end_reads(event: unit.Recorded, campaign: Any, file_ids: Sequence[int]) -> None:
    """The open reviews of files that leave the sample; who had one is told so."""
    held = records.open_reads_in(file_ids)
    open_ids = [row.id for row in held if row.submission_id is None]
    if open_ids:
        ended = {"ended_at": event.at, "ended_reason": REASON}
        unit.change(event, Read, {"id": open_ids}, **ended)
        tell_moved(event, campaign, NoticeKind.TAKEN, open_ids)


def _places(chosen: Iterable[Chosen]) -> Places:
    return tuple(each.drawn.position for each in chosen)


def _line(chosen: Chosen) -> FileLine:
    row, place = chosen.row, chosen.drawn.position
    return FileLine(place, row.case_no, row.stage, row.volume_set, row.kind)


def _write(
    event: unit.Recorded,
    sample: _Sample,
    change: Change,
    chosen: Sequence[Chosen],
    reason: str,
) -> None:
    campaign = sample.campaign
    unit.add(
        event,
        SampleChange,
        bureau_id=campaign.bureau_id,
        campaign_id=campaign.id,
        number=sample.n_changes + 1,
        kind=change.kind,
        left_place=change.left,
        taken=list(change.taken),
        passed=list(change.passed),
        size=change.size,
        reason=reason,
        changed_at=event.at,
    )
    unit.add_all(event, CampaignCase, rows_of(campaign, chosen))


_RACES = {
    "sample_changes": SampleChanged(),
    "campaign_cases": SampleChanged(),
}
