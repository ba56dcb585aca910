"""What a campaign's documents may say of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from review.domain.aggregation import Rate
from review.domain.campaigns import Announced
from review.domain.entrustment import Contract
from review.domain.rotation import WhoReviews
from review.domain.sampling_rule import SampleRule


@dataclass(frozen=True, slots=True)
class Group:
    """A county or a kind of case with its number of files."""

    name: str
    n: int


@dataclass(frozen=True, slots=True)
class Standard:
    """A scheme of the campaign: how it is read and combined, said in numbers."""

    title: str
    version: str
    reviews: tuple[tuple[str, int], ...]
    """By class of case; under no name for all that are not named."""
    apart: tuple[str, ...]
    """When reviews are too far apart, each way in words."""
    grades: tuple[str, ...]
    """From the best to the worst, with their lower limits."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A reviewer of the campaign, for the documents that stay with the bureau."""

    number: str
    name: str
    firm: str
    area: str
    is_lead: bool
    conflicts: tuple[str, ...] = ()
    """Firms and handlers whose files the person has declared not to read."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of results; None where the group is too small to be told."""

    name: str
    n: int
    grades: tuple[Rate, ...]
    rates: tuple[Rate, ...]
    mean: Decimal | None
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """An item of the checklist and how many of its sheets took something off."""

    title: str
    scheme: str
    lost: Rate


@dataclass(frozen=True, slots=True)
class Released:
    """The newest release: which, and when."""

    is_final: bool
    number: int
    on: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is settled; only for those who may know it."""

    grades: tuple[str, ...]
    total: Row
    kinds: tuple[Row, ...]
    counties: tuple[Row, ...]
    findings: tuple[Finding, ...]
    n_ungraded: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the reviews are; nothing of what they say."""

    n_places: int = 0
    n_submitted: int = 0
    n_settled: int = 0
    n_further: int = 0
    """Further reviews and final decisions that were called for."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """The on-site session that a sheet is signed at."""

    place: str
    on: date
    hours: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the documents of a campaign are made of, on the day they are made."""

    bureau: str
    name: str
    year: int
    closed_from: date
    closed_until: date
    due_on: date | None
    rule: SampleRule
    seed: str
    is_drawn: bool
    n_population: int | None
    n_files: int
    kinds: tuple[Group, ...]
    counties: tuple[Group, ...]
    standards: tuple[Standard, ...]
    reviewers: tuple[Invited, ...]
    n_reviewers: int
    n_leads: int
    bars_county: bool
    bars: tuple[str, ...]
    """Further relations that keep a reviewer from a file, in words."""
    minimum_n: int
    provisional_first: bool
    announced: Announced
    standing: Standing
    on: date
    kinds_of_case: frozenset[str] = frozenset()
    released: Released | None = None
    outcome: Outcome | None = None
    contract: Contract | None = None
    """By which an organisation reviews for the bureau."""
    sitting: Sitting | None = None
    of_institutions: bool = False
    """Whether institutions are reviewed, and not what handlers did."""
    who: WhoReviews = WhoReviews.ANYONE
    """Who reviews whose files."""
    rechecked: str = ""
    """The campaign of which settled files are re-checked."""

    @property
    def n_unsettled(self) -> int:
        return self.n_files - self.standing.n_settled

    @property
    def is_settled(self) -> bool:
        return self.n_files > 0 and not self.n_unsettled
