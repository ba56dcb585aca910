"""Frozen rows as people see them: opened, in order, with the words of their release."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from review.domain.campaigns import of_institutions
from review.domain.feedback import text_from
from review.domain.kinds import is_object
from review.domain.objects import Reviewed
from review.domain.publication import ReleaseKind
from review.domain.schemes import Grade, Standing, Text
from review.services.spoken import speak_of


@dataclass(frozen=True, slots=True)
class GradeView:
    """A grade as the release names it."""

    code: str
    title: Text
    passes: bool
    standing: Standing

    @property
    def mark(self) -> str:
        """How a page colours it: only a grade that does not pass is a failure."""
        return self.standing.value if self.passes else "fail"


@dataclass(frozen=True, slots=True)
class SchemeView:
    code: str
    version: str
    title: Text
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """What a release says of itself, and the grades from the best to the worst."""

    public_id: str
    kind: ReleaseKind
    number: int
    digest: str
    published_on: date
    bureau: str
    campaign: str
    campaign_code: str
    year: int
    closed_from: date
    closed_until: date
    minimum_n: int
    grades: tuple[GradeView, ...]
    schemes: tuple[SchemeView, ...]
    sample: Mapping[str, Any] = field(hash=False)
    software: str = ""
    answers_until: date | None = None
    is_of_institutions: bool = False

    @property
    def is_provisional(self) -> bool:
        return self.kind is ReleaseKind.PROVISIONAL

    def grade(self, code: str | None) -> GradeView | None:
        return next((grade for grade in self.grades if grade.code == code), None)


@dataclass(frozen=True, slots=True)
class Share:
    """A grade of a group: how many cases, and the rate with part and whole."""

    grade: GradeView
    n: int
    rate: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A group's figures; of a withheld group nothing but the name is known."""

    key: str
    name: str
    n: int = 0
    n_ungraded: int = 0
    shares: tuple[Share, ...] = ()
    rates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, hash=False)
    mean_score: Decimal | None = None
    firms: tuple[str, ...] = ()
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class HandlerView:
    """Who took part; the lead handler carries the grade."""

    key: str
    name: str
    leads: bool
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case with its result; `public_id` is the address of the row itself."""

    public_id: str
    case_no: str
    stage: str
    volume_set: str
    kind: str
    cause: str
    closed_on: date
    county: str
    firm: str
    handlers: tuple[HandlerView, ...]
    grade: GradeView | None
    score: Decimal | None
    handler_percent: Decimal | None
    scheme: SchemeView

    @property
    def is_of_institution(self) -> bool:
        """Whether an institution was reviewed: there is no handler then."""
        return is_object(self.kind)

    @property
    def lead(self) -> str:
        return next((each.name for each in self.handlers if each.leads), "")


def head_of(row: Any) -> Head:
    """A release from its stored header."""
    said = json.loads(row.header)
    campaign = said["campaign"]
    return Head(
        public_id=row.public_id,
        kind=ReleaseKind(said["kind"]),
        number=said["number"],
        digest=row.digest,
        published_on=date.fromisoformat(said["published_on"]),
        bureau=said["bureau"]["name"],
        campaign=campaign["name"],
        campaign_code=campaign["code"],
        year=campaign["assessment_year"],
        closed_from=date.fromisoformat(campaign["closed_from"]),
        closed_until=date.fromisoformat(campaign["closed_until"]),
        minimum_n=said["minimum_n"],
        grades=tuple(map(_grade, said["grades"])),
        schemes=tuple(map(_scheme, said["schemes"])),
        sample=said["sample"],
        software=said["software"],
        answers_until=_day(said.get("answers_until")),
        is_of_institutions=of_institutions(said),
    )


def head_shown(row: Any) -> Head:
    """The header of the release that is looked at: what it reviewed is spoken of."""
    head = head_of(row)
    speak_of(Reviewed.INSTITUTIONS if head.is_of_institutions else Reviewed.FILES)
    return head


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _grade(said: Mapping[str, Any]) -> GradeView:
    title, standing = text_from(said["title"]), Standing(said["standing"])
    return GradeView(said["code"], title, said["passes"], standing)


def _scheme(said: Mapping[str, Any]) -> SchemeView:
    title = text_from(said["title"])
    return SchemeView(said["code"], said["version"], title, said["digest"])


def grade_views(grades: Iterable[Grade]) -> tuple[GradeView, ...]:
    """The grades of a campaign that is not released yet."""
    return tuple(GradeView(g.code, g.title, g.passes, g.standing) for g in grades)


def content_of(row: Any) -> dict[str, Any]:
    """What a row says, without whose it is."""
    content: dict[str, Any] = json.loads(row.body)["content"]
    return content


def addressee_of(row: Any) -> str:
    """Whose row it is, by the key that stands in the content too."""
    return str(json.loads(row.body)["addressee"])


def figure_of(content: Mapping[str, Any], grades: Iterable[GradeView]) -> FigureView:
    """A row of figures, its grades in their order."""
    if content.get("withheld"):
        return FigureView(content["key"], content["name"], withheld=True)
    mean = content["mean_score"]
    return FigureView(
        key=content["key"],
        name=content["name"],
        n=content["n"],
        n_ungraded=content.get("n_ungraded", 0),
        shares=tuple(
            Share(
                grade, content["grades"][grade.code], content["grade_rates"][grade.code]
            )
            for grade in grades
        ),
        rates=content["rates"],
        mean_score=None if mean is None else Decimal(mean),
        firms=tuple(content.get("firms", ())),
    )


def line_of(public_id: str, content: Mapping[str, Any], head: Head) -> CaseLine:
    """A case as a list shows it."""
    return CaseLine(
        public_id=public_id,
        case_no=content["case_no"],
        stage=content["stage"],
        volume_set=content["volume_set"],
        kind=content["kind"],
        cause=content["cause"],
        closed_on=date.fromisoformat(content["closed_on"]),
        county=content["county"]["name"],
        firm=content["firm"]["name"],
        handlers=tuple(map(_handler, content["handlers"])),
        grade=head.grade(content["grade"]),
        score=number_of(content["score"]),
        handler_percent=number_of(content["handler_percent"]),
        scheme=_scheme(content["scheme"]),
    )


def _handler(said: Mapping[str, Any]) -> HandlerView:
    share = number_of(said.get("share"))
    return HandlerView(said["key"], said["name"], said["leads"], share)


def number_of(said: str | None) -> Decimal | None:
    """A frozen number, or that there is none."""
    return None if said is None else Decimal(said)
