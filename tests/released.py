"""Campaigns that were reviewed and settled, with everything in them that could leak.

Every reason and comment names the file and the reviewer's place, every reviewer has a
name that occurs nowhere else, so that a test can look for what must not be there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from review.domain.aggregation import By
from review.domain.answers import parse_answers
from review.domain.grading import grade_of
from review.domain.policy import Role, Viewer
from review.domain.publication import Publicity, ReleaseKind, addressed, seal
from review.domain.ranking import Showing
from review.domain.schemes import Grade, Scheme, Standing, Text
from review.services import allocation, opening, publication, sampling, settling
from review.services.publication import ReleaseView
from review.services.ranking import RankedList, rows_of
from review.services.submissions import Place as Submitted
from review.services.submissions import (
    Reviewed,
    by_answers,
    by_figures,
    record_submissions,
)
from review.store import unit
from review.store.models import (
    Area,
    Campaign,
    CampaignCase,
    Case,
    CaseParticipation,
    Read,
    Release,
    ReleaseRow,
    Submission,
)
from tests.casework import CENSUS, Casework, casework, plan, sheet
from tests.conftest import AT

LATER = AT + timedelta(days=3, hours=5, minutes=17, seconds=41)
TODAY = date(2026, 3, 5)
REVIEWER_NAMES = ("评审甲某某", "评审乙某某", "评审丙某某", "评审丁某某")
CITY = "市本级"
EXCELLENT = Standing.EXCELLENT


GRADE_SET = (
    Grade("excellent", Text("优秀", "Excellent"), Decimal(90), True, EXCELLENT, "S14"),
    Grade("good", Text("良好", "Good"), Decimal(80), True, Standing.GOOD, "S14"),
    Grade("pass", Text("合格", "Pass"), Decimal(60), True, Standing.OTHER, "S14"),
    Grade("fail", Text("不合格", "Fail"), Decimal(0), False, Standing.OTHER, "S14"),
)


def a_sheet(*, guided: bool = False) -> Scheme:
    """Ten items of ten points, for two kinds of cases, with grades as usual."""
    scheme = sheet(grades=GRADE_SET, case_kinds=("civil", "criminal_defense"))
    if not guided:
        return scheme
    (part,) = scheme.sections
    items = (
        replace(item, guidance=Text(f"是否做好{item.code}", f"Whether {item.code}"))
        for item in part.items
    )
    return replace(scheme, sections=(replace(part, items=tuple(items)),))


@dataclass
class Place:
    """A bureau with its people, as viewers, and its campaign."""

    work: Casework
    code: str
    scheme: Scheme
    people: dict[str, Viewer] = field(default_factory=dict)
    figures_only: bool = False
    lost: dict[str, int] = field(default_factory=lambda: dict(LOST))
    """By case number how many points every reader takes off; else ten."""

    @property
    def officer(self) -> Viewer:
        return self.work.officer

    def publish(
        self,
        kind: str = "final",
        *,
        display: str = "",
        internal: bool = False,
        **more: Any,
    ) -> ReleaseView:
        values = {"at": LATER, "key": f"{kind} {self.code}", "on": TODAY} | more
        values["rankings"] = Showing.chosen(display, internal=internal)
        return publication.publish(
            viewer=self.officer, code=self.code, kind=ReleaseKind(kind), **values
        )


# Number, lead handler, area, kind, points lost by every reader. 李四 of another firm
# did 30% of the third file.
FILES = (
    ("(2025)青援0001号", ("赵一",), "东山县", "civil", 0),
    ("(2025)青援0002号", ("赵一",), "西河区", "civil", 30),
    ("(2025)青援0003号", ("钱二",), "东山县", "civil", 20),
    ("(2025)青援0004号", ("孙三",), CITY, "civil", 0),
    ("(2025)青援0005号", ("孙三",), "西河区", "criminal_defense", 50),
    ("(2025)青援0006号", ("李四",), CITY, "criminal_defense", 10),
)
SECRET = ("(2025)青援0007号", ("钱二",), "东山县", "civil", 0)
LOST = {file[0]: file[4] for file in (*FILES, SECRET)}
HIDDEN = "(2024)青援0901号"
"""A file of the year before: settled, and never released."""
FIRM_OF = {"赵一": "甲律师事务所", "钱二": "甲律师事务所", "孙三": "乙律师事务所"}
FIRM_OF |= {"李四": "乙律师事务所", "周五": "丙律师事务所"}


def a_place(
    *,
    guidance: bool = False,
    below: tuple[str, str] | None = None,
    figures_only: bool = False,
    lost: Mapping[str, int] | None = None,
    **rules: Any,
) -> Place:
    """The founded bureau with a campaign in which every file is settled.

    `below` puts the first area below the second; `figures_only` has reviews on paper
    of which nothing but the totals came in; `lost` takes other points off some files.
    """
    with unit.transaction():
        work = casework()
        scheme = work.scheme(a_sheet(guided=guidance))
        _people(work)
        for case_no, lawyers, area, kind, _ in FILES:
            work.case(case_no, area=area, lawyers=lawyers, kind=kind, cause="劳动争议")
        work.case(SECRET[0], area=SECRET[2], lawyers=SECRET[1], secret=True)
        for name in ("赵一", "孙三"):
            number = HIDDEN if name == "赵一" else HIDDEN.replace("1号", "2号")
            work.case(number, lawyers=(name,), closed_on=date(2024, 9, 1))
        _share(work, FILES[2][0], "李四")
        unit.change(work.event, Area, {"name": CITY}, is_city_proper=True)
        if below:
            lower, upper = (work.areas[name] for name in below)
            unit.change(work.event, Area, {"id": lower}, parent_id=upper)
        place = Place(work, "2025", scheme, figures_only=figures_only)
        place.lost |= lost or {}
        _accounts(place)
    _reviewed(place, **rules)
    year = {"closed_from": date(2024, 1, 1), "closed_until": date(2024, 12, 31)}
    _reviewed(replace(place, code="2024"), name="未发布的评查", **year)
    return place


RANKED_FIRMS = ("甲", "乙", "寅", "丁", "戊", "己")
"""From the best to the worst; each has two lawyers with six files each."""


def ranked_place(*, gap: int = 10, **rules: Any) -> Place:
    """Six firms of three counties, each `gap` points below the one before.

    A seventh has one perfect file and nothing else.
    """
    with unit.transaction():
        work = casework()
        place = Place(work, "2025", work.scheme(a_sheet()))
        for n, name in enumerate(REVIEWER_NAMES, start=1):
            work.reviewer(f"PY-{n}", name=name)
        for at, name in enumerate(RANKED_FIRMS):
            _ranked_firm(place, at, name, gap * at)
        _ranked_file(place, "(2025)青援9999号", "满分", "独律师事务所", "civil", 0)
        _accounts(place)
    _reviewed(place, **rules)
    return place


def _ranked_firm(place: Place, at: int, name: str, lost: int) -> None:
    """Every other file is of another kind and ten points worse or better."""
    for n in range(12):
        number = f"(2025)青援{at}{n:03}号"
        kind = "criminal_defense" if n % 3 == 0 else "civil"
        _ranked_file(
            place,
            number,
            f"{name}{'一二'[n % 2]}",
            f"{name}律师事务所",
            kind,
            min(lost + 10 * (n // 2 % 3), 100),
        )


def _ranked_file(
    place: Place, number: str, lawyer: str, firm: str, kind: str, lost: int
) -> None:
    work = place.work
    if lawyer not in work.lawyers:
        work.lawyer(lawyer, firm)
    area = ("东山县", "西河区", CITY)[len(work.cases) % 3]
    work.case(number, area=area, lawyers=(lawyer,), kind=kind)
    place.lost[number] = lost


def another_place() -> Place:
    """A second bureau with a published campaign of its own."""
    with unit.transaction():
        work = casework(bureau="1", login="other officer")
        scheme = work.scheme(a_sheet())
        for n in range(1, 5):
            work.reviewer(f"外评-{n}", name=f"外市评审{n}")
        work.firm(FIRM_OF["周五"], area="南岭县")
        work.lawyer("周五", FIRM_OF["周五"])
        work.case("(2025)邻援0001号", area="南岭县", lawyers=("周五",), cause="离婚")
        place = Place(work, "2025", scheme)
        _accounts(place)
    _reviewed(place)
    return place


def _people(work: Casework) -> None:
    for n, name in enumerate(REVIEWER_NAMES, start=1):
        work.reviewer(f"PY-{n}", name=name)
    for lawyer in ("赵一", "钱二", "孙三", "李四"):
        work.lawyer(lawyer, FIRM_OF[lawyer])


def _share(work: Casework, case_no: str, name: str) -> None:
    """Somebody of another firm who did part of the work."""
    unit.add(
        work.event,
        CaseParticipation,
        bureau_id=work.bureau_id,
        case_id=work.cases[case_no],
        person_id=work.lawyers[name],
        capacity="handler",
        firm_id=work.firms[FIRM_OF[name]],
        share=Decimal(30),
    )


def _accounts(place: Place) -> None:
    work, people = place.work, place.people
    for name, person_id in work.lawyers.items():
        people[name] = work.account(name, Role.LAWYER, person_id=person_id)
    for name, firm_id in work.firms.items():
        people[name] = work.account(name, Role.FIRM_HEAD, firm_id=firm_id)
    for name, area_id in work.areas.items():
        people[name] = work.account(name, Role.COUNTY_OFFICER, area_id=area_id)


def _reviewed(place: Place, **rules: Any) -> None:
    """Opened, drawn, allocated, every review in, every file settled."""
    sample = {"sample": rules.pop("sample", CENSUS)}
    opening.open_campaign(
        viewer=place.officer,
        plan=plan(code=place.code, seed="a seed", **(sample | rules)),
        at=AT,
    )
    sampling.draw(viewer=place.officer, code=place.code, at=AT)
    allocation.confirm(viewer=place.officer, code=place.code, at=AT)
    scheme = place.scheme
    with unit.transaction() as connection:
        mine = Campaign.bureau_id == place.work.bureau_id
        own = _READS.where(Campaign.code == place.code, mine)
        found = connection.execute(own).all()
        record_submissions(
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT),
            [(_place(row, scheme), _review(row, place)) for row in found],
            at=AT + timedelta(minutes=7, seconds=13),
            on_paper=place.figures_only,
        )
    settling.settle(viewer=place.officer, campaign_code=place.code, at=AT)


_READS = (
    select(
        Read.id,
        Read.public_id,
        Read.bureau_id,
        Read.campaign_case_id,
        Read.reviewer_code,
        Read.slot,
        Case.case_no,
    )
    .join(Campaign, Campaign.id == Read.campaign_id)
    .join(CampaignCase, CampaignCase.id == Read.campaign_case_id)
    .join(Case, Case.id == CampaignCase.case_id)
    .order_by(Read.id)
)


def _place(row: Any, scheme: Scheme) -> Submitted:
    return Submitted(
        row.id,
        row.public_id,
        row.bureau_id,
        row.campaign_case_id,
        row.reviewer_code,
        scheme.digest,
    )


def _review(row: Any, place: Place) -> Reviewed:
    """Points go off in tens, each with its reason and place."""
    scheme, lost = place.scheme, place.lost.get(row.case_no, 10)
    comment = f"第{row.slot}份，对{row.case_no}的总体评语"
    if place.figures_only:
        total = Decimal(100 - lost)
        grade = grade_of(scheme, total).code
        return by_figures(scheme, total=total, grade=grade, comment=comment)
    raw: dict[str, object] = {f"i{n}": "full" for n in range(10)}
    for n in range(lost // 10):
        reason = f"第{n}项扣分理由，见{row.case_no}"
        where = {"absent": True} if n % 2 else {"pages": f"{n + 3}"}
        raw[f"i{n}"] = {"choice": 10, "reason": reason, **where}
    answers = parse_answers(scheme, raw)
    return by_answers(scheme, answers, comment=comment)


def canaries(place: Place) -> set[str]:
    """Everything of reviewers and reviews that must stay inside."""
    names = {*REVIEWER_NAMES, *place.work.reviewers}
    with unit.reading() as connection:
        reads = connection.execute(select(Read.public_id, Read.reviewer_code)).all()
        sent = connection.execute(
            select(Submission.public_id, Submission.receipt, Submission.sheet_digest)
        ).all()
    return names | {str(value) for row in (*reads, *sent) for value in row}


GOOD = {"part": 3, "whole": 3, "percent": "100.0"}
A_RANKING = RankedList(
    By.FIRM,
    "",
    {
        "key": "firm:",
        "by": "firm",
        "case_kind": "",
        "good": GOOD,
        "display": "funnel",
        "by_rule": "funnel",
        "rankability": "0.10",
        "n_ranked": 1,
        "n_left": 0,
        "least": 3,
        "n_files": 3,
        "files_needed": 9,
        "mean": "90.00",
        "true_sd": "1.00",
        "error_sd": "6.00",
    },
    (
        {
            "list": "firm:",
            "key": "甲",
            "name": "甲律师事务所",
            "n": 3,
            "mean": "90.00",
            "adjusted": "90.00",
            "good": GOOD,
            "outlier": "",
        },
    ),
)


def with_a_ranking(place: Place) -> None:
    """A line of a ranking beside a release of too few files for one."""
    parts = addressed(
        rows_of([A_RANKING]), kind=ReleaseKind.FINAL, publicity=Publicity()
    )
    own = {"bureau_id": place.work.bureau_id}
    with unit.transaction() as connection:
        newest = select(Release.id).where(Release.bureau_id == place.work.bureau_id)
        own["release_id"] = connection.scalars(
            newest.order_by(Release.id.desc())
        ).first()
        rows = [
            {
                **own,
                "audience": each.part.addressee.audience.value,
                "audience_id": None,
                "kind": each.part.kind.value,
                "position": each.part.position,
                "body": each.part.body.decode(),
                "salt": each.salt,
                "digest": each.digest,
            }
            for each in seal(parts, header={}, secret=b"tests").parts
        ]
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.add_all(event, ReleaseRow, rows)
