"""A released ranking of 200,000 handlers: its pages, and finding somebody in it.

The rows are made up, as no bureau has so many, and stored as a release stores them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import date
from random import Random
from typing import Any
from urllib.parse import quote

from benchmarks import bureau
from benchmarks.clients import load
from benchmarks.databases import postgres, sqlite
from benchmarks.figures import Figure
from benchmarks.requests import Browser
from benchmarks.serving import served
from review.domain.aggregation import By
from review.domain.canonical import canonical
from review.domain.policy import Action, Viewer
from review.domain.publication import Part, Publicity, ReleaseKind, addressed, seal
from review.services import ranking_names
from review.services.freezing import header, read_basis
from review.services.ranking import RankedList, rows_of
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import RankingNames, Release, ReleaseRow

N_HANDLERS, N_COUNTIES = 200_000, 10
N_CLIENTS, N_EACH, SECONDS, P99 = 16, 400, 5.0, 50.0
LAST_PAGE = N_HANDLERS // 50
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞鑫波斌宇浩凯健俊帆雪婷"
TYPED = ("王", "伟", "李静", "wang", "zhangwei", "陈明华", "li", "第777", "没有这人")
GOOD = {"part": 3, "whole": 4, "percent": "75.0"}
Made = Callable[[], AbstractContextManager[str]]
Asked = Callable[[Random], str]
ASKED: dict[str, Asked] = {
    "a page of": lambda chosen: f"page={chosen.randint(1, LAST_PAGE)}",
    "somebody found among": lambda chosen: f"text={quote(chosen.choice(TYPED))}",
}


def figures() -> Iterator[Figure]:
    """The slowest of a hundred requests, from sixteen browsers at once."""
    for words, database in (("SQLite", sqlite), ("PostgreSQL", postgres)):
        yield from _on(words, database)


def _on(words: str, database: Made) -> Iterator[Figure]:
    with database() as url:
        app, viewer = bureau.founded(url)
        with app.app_context():
            bureau.under_review(viewer, n_cases=20, n_reviewers=4)
            public_id = released(viewer)
        officer = bureau.officer(app, viewer)
        path = f"/rankings/{public_id}"
        bureau.closed(app)
        yield from _served(words, url, officer, path)


def _served(words: str, url: str, own: Browser, path: str) -> Iterator[Figure]:
    settings = {
        "CASE_REVIEW_DATABASE_URL": url,
        "CASE_REVIEW_SECRET_KEY": bureau.SECRET,
    }
    with served("wsgi:app", settings) as port:
        first = [[own.get(f"{path}?by=handler&text=a").raw()]]
        yield Figure(
            f"the first search after a start, {words}",
            load(port, first, 200, SECONDS).latencies[0] * 1000,
            "ms",
        )
        for name, asked in ASKED.items():
            for _ in range(2):
                # The first time both processes warm up.
                done = load(port, _plans(own, path, asked), 200, SECONDS)
            title = f"{name} {N_HANDLERS} handlers, slowest of 100, {words}"
            yield Figure(title, done.p99_ms, "ms", P99)
            yield Figure(f"the same, {words}", done.per_second, "req/s")


def _plans(own: Browser, path: str, asked: Asked) -> list[list[bytes]]:
    return [
        [own.get(f"{path}?by=handler&{asked(chosen)}").raw() for _ in range(N_EACH)]
        for chosen in map(Random, range(N_CLIENTS))
    ]


def released(viewer: Viewer) -> str:
    """A final release that holds nothing but rankings; gives its public id."""
    with unit.reading():
        campaign = campaign_of(viewer, bureau.CODE, Action.PUBLISH)
        basis = read_basis(campaign)
    head = header(basis, ReleaseKind.FINAL, on=date(2026, 3, 2), software="benchmark")
    made = [_list(By.COUNTY, N_COUNTIES), _list(By.HANDLER, N_HANDLERS)]
    parts = addressed(rows_of(made), kind=ReleaseKind.FINAL, publicity=Publicity())
    parts = tuple(
        part for part in parts if part.addressee.audience in ranking_names.READ
    )
    return _stored(campaign, head, parts)


def _list(by: By, n: int) -> RankedList:
    chosen = Random(1)
    said: dict[str, Any] = {
        "key": f"{by.value}:",
        "by": by.value,
        "case_kind": "",
        "display": "ordered",
        "by_rule": "ordered",
        "n_ranked": n,
        "n_left": 0,
        "least": 3,
        "n_files": 4 * n,
        "files_needed": 9,
        "good": GOOD,
        **dict.fromkeys(("mean", "true_sd", "error_sd"), "6.00"),
        "rankability": "0.80",
    }
    lines = tuple(_line(by, place, chosen) for place in range(1, n + 1))
    return RankedList(by, "", said, lines)


def _line(by: By, place: int, chosen: Random) -> dict[str, Any]:
    numbers = ("mean", "adjusted", "estimate", "low", "high", "expected_rank")
    return {
        "list": f"{by.value}:",
        "key": str(place),
        "name": _name(by, place, chosen),
        "firms": [f"第{place % 9000}律师事务所"],
        "n": 4,
        **dict.fromkeys(numbers, "88.00"),
        "good": GOOD,
        "weight": "0.50",
        "rank_low": max(place - 90, 1),
        "rank_high": place + 90,
        "at_top": "0.12",
        "band": "average",
        "outlier": "",
        "place": place,
        "is_tied": False,
    }


def _name(by: By, place: int, chosen: Random) -> str:
    if by is By.COUNTY:
        return f"第{place}县"
    given = chosen.choices(GIVEN, k=chosen.choice((1, 2, 2)))
    return chosen.choice(SURNAMES) + "".join(given)


def _stored(campaign: Any, head: dict[str, Any], parts: Sequence[Part]) -> str:
    sealed = seal(parts, header=head, secret=secrets.token_bytes(32))
    own, at = {"bureau_id": campaign.bureau_id}, bureau.now()
    with unit.transaction() as connection:
        event = unit.record(
            "released", chain=f"campaign:{campaign.id}", actor=unit.SYSTEM, at=at
        )
        own["release_id"] = unit.add(
            event,
            Release,
            bureau_id=campaign.bureau_id,
            campaign_id=campaign.id,
            number=1,
            kind=ReleaseKind.FINAL.value,
            header=canonical(head).decode(),
            digest=sealed.digest,
            published_at=at,
        )
        unit.add_all(
            event, ReleaseRow, [{**own, **_row(each)} for each in sealed.parts]
        )
        names = ranking_names.stored(parts)
        unit.add_all(event, RankingNames, [{**own, **each} for each in names])
        table = Release.__table__
        found = table.select().where(table.c.id == own["release_id"])
        return str(connection.execute(found).one().public_id)


def _row(each: Any) -> dict[str, Any]:
    part = each.part
    return {
        "audience": part.addressee.audience.value,
        "audience_id": None,
        "kind": part.kind.value,
        "position": part.position,
        "body": part.body.decode(),
        "salt": each.salt,
        "digest": each.digest,
    }
