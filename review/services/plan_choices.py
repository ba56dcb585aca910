"""What the form of a new campaign offers: schemes, reviewers, what could be re-checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from review.domain.campaigns import GradeSet, grade_set, most_alike
from review.domain.docket import full_years
from review.domain.kinds import is_object
from review.domain.policy import Action, Viewer, require
from review.domain.scheme_uses import EVERYTHING, Narrowing
from review.domain.schemes import Scheme, Text
from review.services import rechecked, schemes
from review.store import unit
from review.store.queries import campaigns as queries


@dataclass(frozen=True, slots=True)
class SchemeChoice:
    """A scheme a plan may name; `name` is its code, with the version if not newest."""

    name: str
    version: str
    title: Text
    meant_for: Narrowing = EVERYTHING
    grades: GradeSet = ()

    @property
    def is_for_institutions(self) -> bool:
        return any(map(is_object, self.meant_for.case_kinds))


@dataclass(frozen=True, slots=True)
class ReviewerChoice:
    """A reviewer in force who may be taken into a campaign."""

    number: str
    name: str
    area: str
    cap: int | None
    is_lead: bool
    years: int | None = None
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a new campaign offers."""

    schemes: tuple[SchemeChoice, ...]
    reviewers: tuple[ReviewerChoice, ...]
    campaigns: tuple[rechecked.Choice, ...] = ()
    """Those of which a share could be re-checked."""

    @property
    def usual_schemes(self) -> tuple[str, ...]:
        """As many as can go together in one campaign: those for case files, if any."""
        of_cases = [s for s in self.schemes if not s.is_for_institutions]
        return most_alike({s.name: s.grades for s in of_cases or self.schemes})

    @property
    def institution_schemes(self) -> tuple[str, ...]:
        """The same for a campaign that reviews institutions and stations."""
        found = [s for s in self.schemes if s.is_for_institutions]
        return most_alike({s.name: s.grades for s in found})


def choices(*, viewer: Viewer, on: date) -> Choices:
    """The bureau's schemes, the newest version of each, and reviewers by pinyin."""
    require(viewer, Action.CAMPAIGN_OPEN)
    bureau_id = viewer.bureau_id or 0
    with unit.reading():
        rows = queries.newest_schemes(bureau_id)
        people = queries.reviewers_in_force(bureau_id, on=on)
        newest = {row.code: row for row in reversed(rows)}
        parsed = {c: schemes.parsed(r.id, r.digest) for c, r in newest.items()}
        drawn = rechecked.choices(rechecked.others(viewer))
    return Choices(
        schemes=tuple(
            SchemeChoice(
                code,
                row.version,
                Text(row.title["zh"], row.title.get("en", "")),
                _meant_for(parsed[code]),
                grade_set(parsed[code]),
            )
            for code, row in sorted(newest.items())
        ),
        reviewers=tuple(
            ReviewerChoice(
                *(r.number, r.name, r.area or "", r.cap, r.panel_lead),
                full_years(r.practising_since, on=on),
                r.organisation,
            )
            for r in sorted(people, key=lambda row: (row.name_key, row.number))
        ),
        campaigns=drawn,
    )


def _meant_for(scheme: Scheme) -> Narrowing:
    return Narrowing(scheme.case_kinds, scheme.stages, scheme.case_classes)
