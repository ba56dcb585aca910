"""What changed rules make of every settled file of some campaigns, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from threading import Lock
from typing import Any

from review.domain.reads import Purpose
from review.domain.replay import Replay, StoredRead
from review.domain.replay_figures import Before, Compared, compared
from review.domain.schemes import Scheme
from review.domain.verdicts import from_hundredths, verdict_from
from review.store.queries import replay as queries


@dataclass(frozen=True, slots=True)
class PastCampaign:
    """A campaign with files of the scheme, and how many of all its files are settled."""

    id: int
    code: str
    name: str
    minimum_n: int
    n: int
    n_settled: int
    n_own: int

    @property
    def is_settled(self) -> bool:
        return self.n_settled == self.n


@dataclass(frozen=True, slots=True)
class TriedFile:
    """A settled file with what the changed rules make of it, and whose it is."""

    public_id: str
    campaign: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    area: str
    case_class: str
    firm: str
    handler: str
    handler_id: int | None
    compared: Compared


@dataclass(frozen=True, slots=True)
class Tried:
    """Every file of a trial, in the order of the draw; `n_unsettled` have no result."""

    files: tuple[TriedFile, ...]
    n_unsettled: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried on what, whether it is kept or only looked at."""

    scheme_id: int
    old: Scheme
    new: Scheme
    campaigns: tuple[PastCampaign, ...]
    in_proportion: bool

    @property
    def campaign_ids(self) -> list[int]:
        return [each.id for each in self.campaigns]


class Counted:
    """The last few trials as they were counted, each for one state of its campaigns."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[object, ...], Tried] = {}
        self._lock = Lock()

    def once(self, mark: tuple[object, ...], count: Callable[[], Tried]) -> Tried:
        with self._lock:
            found = self._known.get(mark)
        if found is None:
            found = count()
            with self._lock:
                self._known[mark] = found
                while len(self._known) > self._most:
                    del self._known[next(iter(self._known))]
        return found


def count(trial: Trial) -> Tried:
    """Two statements, whatever the number of files; the rest is arithmetic."""
    replay = Replay(trial.old, trial.new, trial.in_proportion)
    rows = queries.files(trial.campaign_ids, trial.scheme_id)
    reads = queries.reviews(
        trial.campaign_ids, trial.scheme_id, with_choices=replay.needs_choices
    )
    by_file = {
        key: list(group)
        for key, group in groupby(reads, key=attrgetter("campaign_case_id"))
    }
    settled = [row for row in rows if row.result_id is not None]
    made = (_file(row, replay, by_file.get(row.id, [])) for row in settled)
    return Tried(tuple(made), len(rows) - len(settled))


def _file(row: Any, replay: Replay, reads: Sequence[Any]) -> TriedFile:
    is_corrected = row.replaces_id is not None
    before = Before(from_hundredths(row.score), row.grade, is_corrected)
    found = replay.of(_stored(reads), row.n_reviews)
    return TriedFile(
        public_id=row.public_id,
        campaign=row.campaign,
        case_no=row.case_no,
        stage=row.stage,
        volume_set=row.volume_set,
        kind=row.kind,
        area=row.area,
        case_class=row.case_class,
        firm=row.firm or "",
        handler=row.handler or "",
        handler_id=row.handler_id,
        compared=compared(row.public_id, before, found, replay.new.grades),
    )


def _stored(rows: Iterable[Any]) -> Iterator[StoredRead]:
    for row in rows:
        whose = ("parties", "party_rule")
        flags = {key: each for key, each in row.summary.items() if key not in whose}
        yield StoredRead(
            purpose=Purpose(row.purpose),
            slot=row.slot,
            part=row.part,
            verdict=verdict_from(row.total, row.grade, flags),
            choices=row.choices,
            is_partial=row.items is not None,
            is_bare=row.is_bare,
        )
