"""Counties or firms with files in a sample, their reviewers, and the circle they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.domain.candidates import Unit
from review.domain.errors import N_, RuleBroken
from review.domain.rotation import Round, Way, idle, rotation


class NobodyReviews(RuleBroken):
    """A unit that is reviewed and cannot review would break the circle."""

    sentence = N_(
        "These have files and no reviewer in the campaign, so that nobody could review "
        "for them: %(names)s."
    )


@dataclass(frozen=True, slots=True)
class ReviewUnit:
    """A county or firm; `n_reads` is how many reviewers a file of it needs at most."""

    id: str
    name: str
    code: str
    n_files: int
    n_reads: int
    n_reviewers: int


Units = Mapping[str, ReviewUnit]


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A county or firm with files of the sample, and who is to review them."""

    name: str
    code: str
    n_files: int
    n_reviewers: int
    reads: str
    """Whose files its reviewers get; empty where nothing is settled."""
    n_reads: int

    @property
    def is_short(self) -> bool:
        """A file needs more reviewers than there are."""
        return self.n_reviewers < self.n_reads


def made(known: Units, way: Way, unit: Unit, seed: str) -> Round:
    """Who reviews whom among these; refused where some unit could not take part."""
    if way is Way.OWN:
        reads = {each: each for each in known}
    else:
        by_code = {each.code: each.id for each in known.values()}
        circle = rotation(by_code, seed)
        reads = {by_code[one]: by_code[other] for one, other in circle.items()}
    names = idle({each.name: each.n_reviewers for each in known.values()})
    if names:
        raise NobodyReviews(names=tuple(names))
    return Round(way, unit, reads)


def lines(known: Units, found: Round | None) -> tuple[UnitLine, ...]:
    """Round the circle where there is one, else as the list has them."""
    return tuple(_line(each, known, found) for each in _ordered(known, found))


def _ordered(known: Units, found: Round | None) -> list[ReviewUnit]:
    if found is None or found.way is not Way.ROTATION:
        return list(known.values())
    order, each = [], next(iter(found.reads))
    for _ in found.reads:
        order.append(each)
        each = found.reads[each]
    return [known[each] for each in order if each in known]


def _line(each: ReviewUnit, known: Units, found: Round | None) -> UnitLine:
    wanted = found.reads.get(each.id, "") if found else ""
    read = known.get(wanted)
    return UnitLine(
        name=each.name,
        code=each.code,
        n_files=each.n_files,
        n_reviewers=each.n_reviewers,
        reads=read.name if read else "",
        n_reads=read.n_reads if read else 0,
    )
