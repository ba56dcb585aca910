"""What a year rests on: the current final releases, and the cases that were closed.

Grades and scores come from the frozen rows of releases and from nowhere else. How many
cases a person handled comes from the bureau's case list.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from review.domain.assessment import Subject
from review.domain.assessment_measures import Evidence, ReleasedResult
from review.domain.errors import N_
from review.domain.kinds import FirmKind
from review.domain.schemes import Standing
from review.store.queries import assessment as queries

HANDLED_SOURCES = {
    Subject.HANDLER: N_(
        "The bureau's case list: cases closed in the calendar year of which the person "
        "was the lead handler."
    ),
    Subject.FIRM: N_(
        "The bureau's case list: cases closed in the calendar year whose lead handler "
        "then practised at the firm."
    ),
}
HUNDRED = Decimal(100)

Whose = tuple[Subject, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A current final release of the year."""

    digest: str
    campaign: str
    name: str
    number: int
    published_on: str
    grades: Mapping[str, Mapping[str, Any]]

    def as_json(self) -> dict[str, object]:
        return {
            "digest": self.digest,
            "campaign": self.campaign,
            "name": self.name,
            "number": self.number,
            "published_on": self.published_on,
            "grades": list(self.grades.values()),
        }


@dataclass(frozen=True, slots=True)
class Released:
    """A case as a release froze it, and which firm it belongs to."""

    source: Source
    content: Mapping[str, Any]
    firm: str

    @property
    def case(self) -> str:
        """What tells the file from every other one of the bureau."""
        return "/".join(self.content[key] for key in ("case_no", "stage", "volume_set"))

    @property
    def result(self) -> ReleasedResult:
        content = self.content
        grade = self.source.grades.get(content["grade"] or "", {})
        percent = content["handler_percent"]
        return ReleasedResult(
            release=self.source.digest,
            campaign=self.source.campaign,
            case=self.case,
            grade=content["grade"] or "",
            passes=grade.get("passes", True),
            standing=Standing(grade.get("standing", Standing.OTHER)),
            score=None if content["score"] is None else Decimal(content["score"]),
            handler_points=None if percent is None else Decimal(percent),
            handler_maximum=None if percent is None else HUNDRED,
        )

    def as_json(self) -> dict[str, object]:
        content = self.content
        leads = (each["name"] for each in content["handlers"] if each["leads"])
        kept = ("case_no", "stage", "volume_set", "kind", "closed_on", "grade", "score")
        return {name: content[name] for name in kept} | {
            "handler_percent": content["handler_percent"],
            "handler": next(leads, ""),
            "firm": {"id": self.firm, "name": content["firm"]["name"]},
            "release": self.source.digest,
        }


@dataclass(frozen=True, slots=True)
class YearBasis:
    """Everything a compilation looks at, read at one time."""

    year: int
    sources: tuple[Source, ...]
    unreleased: tuple[str, ...]
    released: Mapping[Whose, Sequence[Released]]
    handled: Mapping[Whose, Sequence[Any]]
    people: Mapping[int, Any]
    firms: Mapping[int, Any]
    homes: Mapping[int, int]
    current: Mapping[Whose, Any]
    release_ids: tuple[int, ...] = ()
    staff: Mapping[int, Counter[str]] = field(default_factory=dict)

    def subjects(self) -> list[Whose]:
        """Whoever is on the bureau's lists, or has cases in the year, or had a row.

        Who handled nothing has a row too: that is what a yearly minimum is about. A
        station has no lawyers of its own and no annual inspection.
        """
        listed = {
            (Subject.FIRM, row.id)
            for row in self.firms.values()
            if row.kind != FirmKind.DUTY_STATION
        }
        found = {*listed, *self.released, *self.handled, *self.current}
        found |= {
            (Subject.HANDLER, person.id)
            for person in self.people.values()
            if self._is_on_the_list(person)
        }
        return sorted(found, key=lambda whose: (whose[0].value, whose[1]))

    def _is_on_the_list(self, person: Any) -> bool:
        """A handler of the year: begun by its end, and not gone from every firm.

        Volunteers and others without a firm never were in one.
        """
        since = person.practising_since
        if person.category is None or (since is not None and since.year > self.year):
            return False
        return person.id in self.homes or not person.has_practised

    def home_of(self, whose: Whose) -> int | None:
        """The firm at the end of the year; else that of the last case closed in it."""
        subject, number = whose
        if subject is Subject.FIRM:
            return number
        worked = (row.firm_id for row in reversed(self.handled.get(whose, ())))
        return self.homes.get(number) or next(filter(None, worked), None)

    def evidence_of(self, whose: Whose) -> Evidence:
        subject, _ = whose
        return Evidence(
            subject=self._key(whose),
            year=self.year,
            persons=self.persons_of(whose),
            results=tuple(each.result for each in self.released.get(whose, ())),
            handled=len(self.handled.get(whose, ())),
            handled_source=HANDLED_SOURCES[subject],
        )

    def persons_of(self, whose: Whose) -> Counter[str]:
        """Whose minimum counts: the person, or the firm's people at the year's end."""
        subject, number = whose
        if subject is Subject.FIRM:
            return self.staff.get(number, Counter())
        return Counter({self.people[number].category or "": 1})

    def _key(self, whose: Whose) -> str:
        subject, number = whose
        known = self.people if subject is Subject.HANDLER else self.firms
        return str(known[number].public_id)


def read_basis(bureau_id: int, year: int) -> YearBasis:
    """Read it all in a fixed number of statements."""
    campaigns = queries.final_releases(bureau_id, year)
    sources = {row.id: _source(row) for row in campaigns if row.id is not None}
    first, last = date(year, 1, 1), date(year, 12, 31)
    people = {row.id: row for row in queries.handlers(bureau_id)}
    firms = {row.id: row for row in queries.firms(bureau_id)}
    homes = {
        row.person_id: row.firm_id for row in queries.affiliations(bureau_id, last)
    }
    return YearBasis(
        year=year,
        sources=tuple(sources.values()),
        unreleased=tuple(row.campaign_name for row in campaigns if row.id is None),
        released=_released(sources, firms),
        handled=_handled(queries.caseload(bureau_id, first, last)),
        people=people,
        firms=firms,
        homes=homes,
        current={
            (Subject(row.subject_kind), row.subject_id): row
            for row in queries.current(bureau_id, year)
        },
        release_ids=tuple(sources),
        staff=_staff(people, homes),
    )


def _source(row: Any) -> Source:
    header = json.loads(row.header)
    return Source(
        digest=row.digest,
        campaign=row.campaign_code,
        name=row.campaign_name,
        number=row.number,
        published_on=header["published_on"],
        grades={grade["code"]: grade for grade in header["grades"]},
    )


def _released(
    sources: Mapping[int, Source], firms: Mapping[int, Any]
) -> dict[Whose, list[Released]]:
    """The lead handler carries the grade; others who took part do not."""
    found: defaultdict[Whose, list[Released]] = defaultdict(list)
    rows = list(_opened(queries.released_cases(list(sources))))
    belongs = {
        (release, _identity(content)): firms[target].public_id
        for release, audience, target, content in rows
        if audience == Subject.FIRM
    }
    for release, audience, target, content in rows:
        subject = Subject(audience)
        if subject is Subject.HANDLER and not _leads(content):
            continue
        firm = belongs.get((release, _identity(content)), "")
        whose = (subject, target)
        found[whose].append(Released(sources[release], content, firm))
    return found


def _opened(rows: Iterable[Any]) -> Iterator[tuple[int, str, int, dict[str, Any]]]:
    for row in rows:
        body = json.loads(row.body)
        content = body["content"] | {"addressee": body["addressee"]}
        yield row.release_id, row.audience, row.audience_id, content


def _identity(content: Mapping[str, Any]) -> tuple[str, str, str]:
    return content["case_no"], content["stage"], content["volume_set"]


def _leads(content: Mapping[str, Any]) -> bool:
    """Whether the row was sent to the lead handler."""
    return any(
        each["leads"] and each["key"] == content["addressee"]
        for each in content["handlers"]
    )


def _handled(rows: Iterable[Any]) -> dict[Whose, list[Any]]:
    """Each closed case once for its lead handler and once for the firm at closing."""
    found: defaultdict[Whose, list[Any]] = defaultdict(list)
    for row in rows:
        found[Subject.HANDLER, row.person_id].append(row)
        if row.firm_id is not None:
            found[Subject.FIRM, row.firm_id].append(row)
    return found


def _staff(
    people: Mapping[int, Any], homes: Mapping[int, int]
) -> dict[int, Counter[str]]:
    """How many people of which category each firm had; handlers only."""
    staff: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for person_id, firm_id in homes.items():
        person = people.get(person_id)
        if person is not None and person.category is not None:
            staff[firm_id][person.category] += 1
    return staff
