"""A bureau with lawyers, reviewers, schemes and closed files, before any campaign.

Rows are written in a line each, so that a test says only what it is about.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from review.domain.campaigns import CampaignPlan
from review.domain.policy import Granted, Role, Viewer
from review.domain.sampling import SampleBy, SampleRule
from review.domain.schemes import Combination, Party, Scheme, Standing
from review.files import schemes as files
from review.gateways.pinyin import name_key
from review.services import reviewing
from review.services.accounts import login_key
from review.store import unit
from review.store.models import (
    Affiliation,
    Alternate,
    Area,
    Bureau,
    Case,
    CaseParticipation,
    DeclaredConflict,
    Firm,
    Grant,
    Handler,
    Person,
    Reviewer,
    StoredScheme,
    User,
)
from tests.conftest import AT
from tests.domain.builders import GRADES, item, points_scheme, section, text

CENSUS = SampleRule(by=SampleBy.CENSUS)
CLOSED = date(2025, 9, 1)


def number(n: int) -> SampleRule:
    return SampleRule(by=SampleBy.NUMBER, number=n)


def percent(n: object) -> SampleRule:
    return SampleRule(by=SampleBy.PERCENT, percent=Decimal(str(n)))


def sheet(code: str = "civil", **rest: object) -> Scheme:
    """A small points sheet for a case kind; two reviews, far apart over ten points."""
    title = text(f"标准{code}")
    values: dict[str, object] = {
        "combination": Combination(total_gap=Decimal(10), source="S14"),
        "case_kinds": ("civil",),
        "grades": tuple(replace(grade, source="S14") for grade in GRADES),
    }
    made = (section("s", *(replace(item(f"i{n}"), source="S14") for n in range(10))),)
    return points_scheme(
        *rest.pop("sections", made),  # type: ignore[misc]
        code=code,
        title=title,
        points_source="S14",
        **(values | rest),
    )


def service_sheet() -> Scheme:
    """The same for institutions and stations, which answer for every line."""
    lines = (
        replace(item(f"i{n}"), source="S14", party=Party.CENTER) for n in range(10)
    )
    kinds = ("institution", "station")
    best, *rest = (replace(grade, source="S14") for grade in GRADES)
    grades = (replace(best, standing=Standing.EXCELLENT), *rest)
    made = (section("s", *lines),)
    return sheet("service", case_kinds=kinds, sections=made, grades=grades)


@dataclass
class Casework:
    """What was made so far, by name or number."""

    bureau_id: int
    officer: Viewer
    event: unit.Recorded
    areas: dict[str, int] = field(default_factory=dict)
    firms: dict[str, int] = field(default_factory=dict)
    lawyers: dict[str, int] = field(default_factory=dict)
    reviewers: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)

    def area(self, name: str) -> int:
        if name not in self.areas:
            code = f"{self.bureau_id:02}{len(self.areas) + 1:02}"
            top = unit.connection().execute(
                Bureau.__table__.select().where(Bureau.id == self.bureau_id)
            )
            self.areas[name] = self._add(
                Area,
                code=code,
                name=name,
                name_key=name_key(name),
                level="county",
                parent_id=top.one().area_id,
            )
        return self.areas[name]

    def firm(self, name: str, area: str = "东山县") -> int:
        if name not in self.firms:
            self.firms[name] = self._add(
                Firm,
                bureau_id=self.bureau_id,
                area_id=self.area(area),
                code=name,
                name=name,
                name_key=name_key(name),
                kind="law_firm",
            )
        return self.firms[name]

    def person(self, name: str, firm: str = "") -> int:
        person_id = self._add(
            Person, bureau_id=self.bureau_id, name=name, name_key=name_key(name)
        )
        if firm:
            self._add(
                Affiliation,
                bureau_id=self.bureau_id,
                person_id=person_id,
                firm_id=self.firm(firm),
            )
        return person_id

    def lawyer(self, name: str, firm: str = "青川律师事务所") -> int:
        if name not in self.lawyers:
            self.lawyers[name] = self.person(name, firm)
            self._add(
                Handler,
                bureau_id=self.bureau_id,
                person_id=self.lawyers[name],
                category="lawyer",
                licence_no=f"L{self.lawyers[name]}",
            )
        return self.lawyers[name]

    def reviewer(
        self, number: str, *, person_id: int | None = None, firm: str = "", **rest: Any
    ) -> int:
        name = rest.pop("name", f"评查员{number}")
        area = rest.pop("area", "")
        known = person_id or self.person(name, firm)
        self._add(
            Reviewer,
            bureau_id=self.bureau_id,
            person_id=known,
            number=number,
            area_id=self.area(area) if area else None,
            **rest,
        )
        self.reviewers[number] = known
        return known

    def reviewer_numbers(self, n: int) -> None:
        for each in range(1, n + 1):
            self.reviewer(f"R{each}")

    def conflict(self, reviewer: str, *, firm: str = "", lawyer: str = "") -> None:
        self._add(
            DeclaredConflict,
            bureau_id=self.bureau_id,
            person_id=self.reviewers[reviewer],
            firm_id=self.firms[firm] if firm else None,
            other_person_id=self.lawyers[lawyer] if lawyer else None,
        )

    def case(
        self,
        case_no: str,
        *,
        kind: str = "civil",
        area: str = "东山县",
        lawyers: tuple[str, ...] = ("赵一",),
        **rest: Any,
    ) -> int:
        """A closed file; the first of `lawyers` leads."""
        case_id = self._add(
            Case,
            bureau_id=self.bureau_id,
            area_id=self.area(area),
            case_no=case_no,
            kind=kind,
            **({"closed_on": CLOSED} | rest),
        )
        for place, name in enumerate(lawyers):
            self._take_part(case_id, name, "handler" if place else "lead_handler")
        self.cases[case_no] = case_id
        return case_id

    def _take_part(self, case_id: int, name: str, capacity: str) -> None:
        person_id = self.lawyer(name)
        firm = unit.connection().execute(
            Affiliation.__table__.select().where(Affiliation.person_id == person_id)
        )
        self._add(
            CaseParticipation,
            bureau_id=self.bureau_id,
            case_id=case_id,
            person_id=person_id,
            capacity=capacity,
            firm_id=firm.one().firm_id,
        )

    def scheme(self, scheme: Scheme) -> Scheme:
        """Stored as its file says it; gives it back as the program reads it."""
        body = files.dump(scheme)
        read = files.load(body)
        self._add(
            StoredScheme,
            bureau_id=self.bureau_id,
            code=read.code,
            version=read.version,
            title={"zh": read.title.zh, "en": read.title.en},
            text=body,
            digest=read.digest,
            structure_digest=read.structure_digest,
            loaded_at=AT,
        )
        return read

    def reader(self, number: str, role: Role = Role.REVIEWER) -> Viewer:
        """The account with which a reviewer reads."""
        return self.account(number, role, person_id=self.reviewers[number])

    def account(self, login: str, role: Role, **scope: Any) -> Viewer:
        """An account with one role; `person_id` says whose it is."""
        person_id = scope.pop("person_id", None)
        public_id = f"user {login}"[:24]
        user_id = self._add(
            User,
            public_id=public_id,
            bureau_id=self.bureau_id,
            person_id=person_id,
            login=login,
            login_key=login_key(login),
            created_at=AT,
        )
        self._add(Grant, bureau_id=self.bureau_id, user_id=user_id, role=role, **scope)
        return Viewer(
            kind="user",
            user_id=user_id,
            public_id=public_id,
            person_id=person_id,
            bureau_id=self.bureau_id,
            login=login,
            name=login,
            grants=(Granted(role, self.bureau_id, **scope),),
        )

    def _add(self, model: Any, **values: Any) -> int:
        return int(unit.add(self.event, model, **values))


def casework(*, bureau: str = "0", login: str = "officer") -> Casework:
    """The founded bureau, or another one made on the spot; inside a transaction."""
    connection = unit.connection()
    row = connection.execute(
        Bureau.__table__.select().where(Bureau.code == bureau)
    ).first()
    event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
    work = Casework(row.id if row else 0, Viewer(), event)
    if row is None:
        area_id = work._add(
            Area, code=f"B{bureau}", name=bureau, name_key=bureau, level="prefecture"
        )
        work.bureau_id = work._add(Bureau, area_id=area_id, code=bureau, name=bureau)
    work.officer = work.account(login, Role.BUREAU_OFFICER)
    return work


def plan(**changes: Any) -> CampaignPlan:
    """A plan for the year 2025; all files and groups of any size, unless told
    otherwise.
    """
    known = CampaignPlan(
        code="2025",
        name="2025年度案卷质量评查",
        assessment_year=2025,
        closed_from=date(2025, 1, 1),
        closed_until=date(2025, 12, 31),
        schemes=("civil",),
        due_on=date(2026, 3, 31),
        seed="",
        minimum_n=1,
        senior_read=False,
    )
    return replace(known, **changes)


def submit(viewer: Viewer, public_id: str, lost: int = 0) -> None:
    """A whole review of a small sheet that takes off some points in tens."""
    answers: dict[str, object] = {f"i{n}": "full" for n in range(10)}
    for n in range(lost // 10):
        answers[f"i{n}"] = {"choice": 10, "reason": "无会见笔录", "pages": "3"}
    saved = reviewing.save_answers(
        viewer=viewer, public_id=public_id, version=0, changes=answers, at=AT
    )
    reviewing.submit(
        viewer=viewer,
        public_id=public_id,
        version=saved.version,
        key=f"key {public_id}",
        at=AT,
    )


def submit_all(viewer: Viewer, lost: int = 0) -> int:
    """Everything this reviewer has open; gives how many that was."""
    lines = reviewing.queue(viewer=viewer, at=AT)
    open_lines = [line for line in lines if line.submitted_at is None]
    for line in open_lines:
        submit(viewer, line.public_id, lost)
    return len(open_lines)


def without_lines() -> None:
    """Nobody stands in line for a file: further readers are called by the officer."""
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(event, Alternate, {}, ended_event_id=event.id)
