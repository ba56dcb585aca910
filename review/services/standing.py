"""How many files of a campaign are in each phase, counted once until something happens.

Counting the phases of ten thousand files takes longer than showing five hundred of
them. Every change has an event, so the heads of the chains say whether anything changed
since it was counted; what is kept is only ever what this very state was counted as.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar, cast

from review.domain.divergence import DivergenceKind
from review.domain.phases import CasePhase
from review.store import unit
from review.store.queries import campaign_files, chains, phases
from review.store.queries.phases import Parts

MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign's files by phase, by why they diverged, by kind and county."""

    by_phase: Mapping[CasePhase, int]
    by_reason: Mapping[DivergenceKind, int]
    kinds: tuple[str, ...]
    area_ids: tuple[int, ...]

    @property
    def n_files(self) -> int:
        return sum(self.by_phase.values())


_kept: OrderedDict[tuple[object, ...], Any] = OrderedDict()
_lock = Lock()
Counted = TypeVar("Counted")


def once(key: tuple[object, ...], count: Callable[[], Counted]) -> Counted:
    """What counting gives in this state of the database, counted once for it.

    A transaction that writes counts for itself: what it sees may never come to be.
    """
    if unit.is_writing():
        return count()
    key = (*key, *chains.state())
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast(Counted, _kept[key])
    found = count()
    with _lock:
        _kept[key] = found
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return found


def forget() -> None:
    """For whoever puts another database in the place of this one without an event."""
    with _lock:
        _kept.clear()


def standing_of(campaign_id: int, n_parts: Parts) -> Standing:
    """As the campaign stands in this reading."""
    return once(("standing", campaign_id), lambda: _counted(campaign_id, n_parts))


def _counted(campaign_id: int, n_parts: Parts) -> Standing:
    by_phase = phases.n_by_phase(campaign_id, n_parts)
    kinds: dict[int, set[str]] = {}
    for row in campaign_files.divergences(campaign_id):
        known = kinds.setdefault(row.campaign_case_id, set())
        known |= {each["kind"] for each in row.reasons}
    counted = Counter(kind for found in kinds.values() for kind in found)
    return Standing(
        by_phase={phase: by_phase.get(phase, 0) for phase in CasePhase},
        by_reason={kind: counted[kind] for kind in DivergenceKind if counted[kind]},
        kinds=tuple(campaign_files.kinds(campaign_id)),
        area_ids=tuple(campaign_files.area_ids(campaign_id)),
    )
