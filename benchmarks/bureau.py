"""A bureau with a campaign under review, brought there by the real services."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from benchmarks.databases import sqlite
from benchmarks.requests import Browser, browser
from review import create_app
from review.domain.campaigns import CampaignPlan
from review.domain.kinds import IntakeKind
from review.domain.lines import answerable
from review.domain.policy import Role, Viewer
from review.domain.schemes import Scheme
from review.files.schemes import load
from review.files.sheets import csv_bytes
from review.files.shipped import scoring_schemes
from review.services import (
    allocation,
    drafts,
    intake,
    opening,
    procedures,
    sampling,
    schemes,
    setup,
)
from review.services.accounts import hash_of
from review.services.administration import NewAccount, create_account
from review.services.demo import answers
from review.services.demo.reviews import reader, waiting
from review.services.intake import Upload
from review.store import unit
from review.store.database import db
from review.store.queries import sessions

CODE = "speed"
SCHEME = "criminal_defense_trial"
"""The longest shipped sheet: 39 lines to answer, and the comment."""
SECRET = "for benchmarks only"
COMMENT = "庭前准备充分，辩护意见有据；会见笔录可以更完整。"
SESSION = timedelta(hours=12)
COUNTIES = tuple(f"{letter}县" for letter in "东西南北中上下前后") + ("市本级",)
GIVEN = ("建国", "晓敏", "志强", "丽华", "文博", "雨桐", "海涛", "思远", "国庆", "静")
N_FIRMS, N_HANDLERS = 40, 300
CASE_HEADS = (
    *("案号", "案件类型", "办理阶段", "结案日期", "承办人", "执业证号"),
    *("承办机构", "案由", "所属县区", "指派日期", "案件分级"),
)


def now() -> datetime:
    return datetime.now(UTC)


def founded(url: str) -> tuple[Flask, Viewer]:
    """An application on an empty database, and its operator."""
    app = create_app({"SQLALCHEMY_DATABASE_URI": url, "SECRET_KEY": SECRET})
    with app.app_context():
        names = {"bureau_name": "青川市司法局", "area_name": "青川市"}
        return app, setup.ensure_ready(**names, at=now())


def closed(app: Flask) -> None:
    with app.app_context():
        db.engine.dispose()


def take_in(
    viewer: Viewer, kind: IntakeKind, heads: Sequence[str], rows: Iterable[Any]
) -> None:
    upload = Upload(kind, csv_bytes(heads, rows), f"{kind}.csv")
    intake.take_in(viewer=viewer, upload=upload, at=now(), today=now().date())


def people(viewer: Viewer, *, n_reviewers: int) -> None:
    """Firms in ten counties, their lawyers, and reviewers from elsewhere."""
    firms = [
        [f"第{n}律师事务所", "律师事务所", COUNTIES[n % 10]] for n in range(N_FIRMS)
    ]
    take_in(viewer, IntakeKind.FIRMS, ("机构名称", "机构类型", "所属县区"), firms)
    heads = ("姓名", "执业证号", "人员类别", "执业机构", "所属县区")
    lawyers = [[*handler(n), COUNTIES[n % 10]] for n in range(N_HANDLERS)]
    rows = [[name, no, "律师", firm, area] for name, no, firm, area in lawyers]
    take_in(viewer, IntakeKind.HANDLERS, heads, rows)
    experts = [[f"评查专家{n}", f"R{n:03}", "否"] for n in range(n_reviewers)]
    experts.append(["组长", "L1", "是"])
    take_in(viewer, IntakeKind.REVIEWERS, ("姓名", "评查员编号", "是否组长"), experts)


def handler(n: int) -> tuple[str, str, str]:
    """Name, licence number and firm of one of the lawyers."""
    number = n % N_HANDLERS
    name = f"{chr(0x5B89 + number)}{GIVEN[number % 10]}"
    return name, f"11502201210{number:06}", f"第{number % N_FIRMS}律师事务所"


def case_rows(
    n_cases: int, kind: str = "刑事辩护", stage: str = "一审"
) -> Iterator[Sequence[object]]:
    """Closed case files, spread evenly over the year, the lawyers and the counties."""
    for n in range(n_cases):
        yield (
            *(f"（2025）青法援字第{n:06}号", kind, stage),
            date(2025, n % 12 + 1, n % 28 + 1),
            *(*handler(n), "盗窃罪", COUNTIES[n % 10]),
            *(date(2024, n % 12 + 1, n % 28 + 1), "一般"),
        )


DAY_HEADS = ("着手办理日期", "申请会见日期", "提交结案材料日期")


def dated_rows(n_cases: int) -> Iterator[Sequence[object]]:
    """The same files with the days from which the sheet proposes answers."""
    for n, row in enumerate(case_rows(n_cases)):
        closed = date(2025, n % 12 + 1, n % 28 + 1)
        assigned = date(2024, n % 12 + 1, n % 28 + 1)
        begun = assigned + timedelta(days=n % 9)
        yield (*row, begun, begun, closed + timedelta(days=n % 40))


def under_review(viewer: Viewer, *, n_cases: int, n_reviewers: int) -> int:
    """Taken in, opened, drawn and allocated: two empty reads for every file."""
    people(viewer, n_reviewers=n_reviewers)
    take_in(viewer, IntakeKind.CASES, (*CASE_HEADS, *DAY_HEADS), dated_rows(n_cases))
    schemes.load(viewer=viewer, text=scoring_schemes()[SCHEME], at=now())
    plan = CampaignPlan(
        code=CODE,
        name="2025年度法律援助案件质量评查",
        assessment_year=2025,
        closed_from=date(2025, 1, 1),
        closed_until=date(2025, 12, 31),
        schemes=(SCHEME,),
        seed="speed",
        senior_read=False,
    )
    opening.open_campaign(viewer=viewer, plan=plan, at=now())
    sampling.draw(viewer=viewer, code=CODE, at=now())
    allocation.confirm(viewer=viewer, code=CODE, at=now())
    return len(waiting(viewer, CODE))


@dataclass(frozen=True, slots=True)
class Task:
    """An allocated read: whose it is, and which answers will be given."""

    public_id: str
    person_id: int
    answers: dict[str, Any]


def tasks(viewer: Viewer) -> list[Task]:
    """Every read that waits; the two readers of a file mostly agree."""
    scheme = load(scoring_schemes()[SCHEME])
    return [
        Task(row.public_id, row.person_id, _answers(scheme, row))
        for row in waiting(viewer, CODE)
    ]


def _answers(scheme: Scheme, row: Any) -> dict[str, Any]:
    found = procedures.proposals_for(answerable(scheme), row.case_id)
    return answers.review(
        scheme, case=row.case_no, reader=row.slot, part=None, proposals=found
    )


def fill_in(viewer: Viewer, task: Task) -> None:
    """A draft with every answer and a comment."""
    drafts.save_answers(
        viewer=reader(viewer.bureau_id or 0, task.person_id),
        public_id=task.public_id,
        version=0,
        changes=task.answers,
        comment=COMMENT,
        at=now(),
    )


def session(viewer: Viewer, person_id: int | None, role: Role, login: str) -> str:
    """An account with a session that has begun: the token of its cookie."""
    account = NewAccount(login=login, role=role, person_id=person_id)
    user_id = create_account(viewer=viewer, account=account, at=now())
    token, at = secrets.token_urlsafe(32), now()
    with unit.transaction():
        sessions.start(
            token_hash=hash_of(token), user_id=user_id, at=at, ends_at=at + SESSION
        )
    return token


def officer(app: Flask, viewer: Viewer) -> Browser:
    """A browser in which an officer of the bureau is signed in."""
    with app.app_context():
        token = session(viewer, None, Role.BUREAU_OFFICER, "officer")
    return browser(app, token, "/account")


@dataclass(frozen=True, slots=True)
class UnderReview:
    """A campaign whose files are given out, and the officer who looks at it."""

    folder: Path
    app: Flask
    viewer: Viewer
    officer: Browser


@contextmanager
def campaign(*, n_cases: int, n_reviewers: int) -> Iterator[UnderReview]:
    """On a database of its own, gone afterwards."""
    with sqlite() as url:
        app, viewer = founded(url)
        with app.app_context():
            under_review(viewer, n_cases=n_cases, n_reviewers=n_reviewers)
        folder = Path(url.removeprefix("sqlite:///")).parent
        yield UnderReview(folder, app, viewer, officer(app, viewer))
        closed(app)
