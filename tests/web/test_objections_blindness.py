"""Who must not know of an objection, of its decision or of who decides, cannot tell.

The same bureau twice, once as it is and once with the secret changed: everything that
somebody can open is fetched from both, and not a byte may differ.
"""

from __future__ import annotations

import io
import re
import secrets
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.domain.appeals import Ruling
from review.domain.policy import PUBLIC, Viewer, may
from review.services.accounts import hash_of
from review.store import unit
from review.store.database import db
from review.store.models import Read, ReviewerCode
from review.store.queries import sessions
from review.web.settings import COOKIE
from tests.databases import Once
from tests.released import Place
from tests.services.objected import (
    AFTER,
    CODE,
    decide,
    decider_of,
    file_of,
    give,
    lodge,
    point,
    ruling,
    told,
)
from tests.services.rounds import rows
from tests.web import crawl

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
Pages = dict[str, tuple[object, ...]]
OUTSIDE = ("钱二", "孙三", "李四", "甲律师事务所", "乙律师事务所", "东山县", "西河区")
KEY = re.compile(r'name="key" value="[^"]*"')
WHY = {"reason": "仅缺落款", "pages": "3"}


def given() -> tuple[Place, str]:
    place = told()
    key = lodge(place, point("i0"), point("i1"))
    give(place, key)
    return place, key


@pytest.fixture
def world(app: Flask, once: Once) -> Iterator[tuple[Place, str]]:
    app.config["CLOCK"] = lambda: AFTER
    found = once(given)
    with app.app_context():
        yield found


@contextmanager
def another(app: Flask) -> Iterator[None]:
    """Whatever is done inside is undone afterwards."""
    own = _raw()
    with closing(type(own)(":memory:")) as kept:
        own.backup(kept)
        yield
        kept.backup(_raw())
    db.engine.dispose()


def _raw() -> Any:
    return db.engine.raw_connection().driver_connection


def client_of(app: Flask, viewer: Viewer) -> FlaskClient:
    client = app.test_client()
    if viewer is not PUBLIC:
        token = secrets.token_urlsafe(16)
        with unit.transaction():
            ends_at = AFTER + timedelta(hours=12)
            own = {"token_hash": hash_of(token), "user_id": viewer.user_id or 0}
            sessions.start(at=AFTER, ends_at=ends_at, **own)
        client.set_cookie(COOKIE, token)
    return client


def addresses(app: Flask, viewer: Viewer) -> list[str]:
    """Everything this account may ask for, with every key there is.

    The beat of an open sheet is the token of a form, another one each time.
    """
    actions = app.extensions["case_review_actions"]
    found = []
    with unit.reading():
        rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ())]
        for rule in rules:
            action = actions.get(rule.endpoint)
            is_beat = rule.rule.endswith("/pulse")
            if action is not None and may(viewer, action) and not is_beat:
                names = sorted(rule.arguments)
                own = [crawl.provider(rule.endpoint, name)().own for name in names]
                found += [
                    (rule.endpoint, dict(zip(names, values, strict=True)))
                    for values in product(*own)
                ]
    with app.test_request_context():
        return [url_for(endpoint, **arguments) for endpoint, arguments in found]


def first_seen(client: FlaskClient, urls: list[str]) -> Pages:
    """As whoever has been there before sees it; so it is seen in the other worlds."""
    for url in urls:
        client.get(url)
    return seen(client, urls)


def seen(client: FlaskClient, urls: list[str]) -> Pages:
    return {url: _answer(client.get(url)) for url in urls}


def _answer(response: TestResponse) -> tuple[object, ...]:
    """What a page says; of a workbook every part but when it was made."""
    if not response.data.startswith(b"PK"):
        status, headers, html = crawl.answer(response)
        # The key of a form is drawn anew each time.
        return status, headers, KEY.sub("", str(html))
    with zipfile.ZipFile(io.BytesIO(response.data)) as parts:
        names = [n for n in parts.namelist() if not n.startswith("docProps")]
        return tuple((name, parts.read(name)) for name in names)


def apart(one: Pages, other: Pages) -> list[str]:
    return [url for url in one if one[url] != other[url]]


def readers(place: Place) -> tuple[list[str], str]:
    """Who reviewed the file, and who neither did nor decides the objection."""
    file = file_of(place)
    (file_id,) = (r[0] for r in rows(crawl.CampaignCase, "id", public_id=file))
    codes = {c for (c,) in rows(Read, "reviewer_code", campaign_case_id=file_id)}
    people = {p: v for v, p in place.work.reviewers.items()}
    held = [people[p] for (p,) in rows(ReviewerCode, "person_id") if _is(p, codes)]
    (free,) = set(place.work.reviewers) - set(held)
    decider = decider_of(place)[0].login
    return sorted({*held} - {decider}), free


def _is(person_id: int, codes: set[str]) -> bool:
    own = {c for (c,) in rows(ReviewerCode, "code", person_id=person_id)}
    return not own.isdisjoint(codes)


def test_nobody_can_tell_what_was_decided_before_it_is_told(
    app: Flask, world: tuple[Place, str]
) -> None:
    """Not decided yet, upheld, or rejected: for all but the bureau and who decided."""
    place, _key = world
    reviewed, free = readers(place)
    people = [*OUTSIDE, "赵一", *reviewed, free]
    found = {who: (client_of(app, place.people[who]), []) for who in people}
    found["nobody"] = (client_of(app, PUBLIC), [])
    for who, (_client, urls) in found.items():
        urls += addresses(app, place.people.get(who, PUBLIC))
        assert len(urls) > 5
    before = {who: first_seen(client, urls) for who, (client, urls) in found.items()}
    worlds: dict[str, Callable[[], Any]] = {
        "upheld": lambda: decide(place, ruling("i0"), ruling("i1", Ruling.PARTLY)),
        "rejected": lambda: decide(
            place,
            ruling("i0", Ruling.REJECTED),
            ruling("i1", Ruling.REJECTED),
            i0={"choice": "10", **WHY},
        ),
    }
    for name, act in worlds.items():
        with another(app):
            act()
            for who, (client, urls) in found.items():
                assert apart(before[who], seen(client, urls)) == [], (name, who)


def test_nobody_else_can_tell_that_there_is_an_objection(
    app: Flask, once: Once
) -> None:
    """Neither those who reviewed the file, nor other lawyers, firms and counties."""
    app.config["CLOCK"] = lambda: AFTER
    place = once(told)
    with app.app_context():
        with another(app):
            give(place, lodge(place))
            reviewed, free = readers(place)
            keys = [key for (key,) in rows(crawl.Objection, "public_id")]
        people = [*OUTSIDE, *reviewed, free]
        found = {who: client_of(app, place.people[who]) for who in people}
        urls = {who: addresses(app, place.people[who]) for who in people}
        for who, mine in urls.items():
            room = (
                "/my-objections/" if who in place.work.lawyers else "/firm-objections/"
            )
            mine += [f"{room}{key}" for key in keys]
        before = {who: first_seen(client, urls[who]) for who, client in found.items()}
        give(place, lodge(place))
        for who, client in found.items():
            assert apart(before[who], seen(client, urls[who])) == [], who


def test_nobody_else_can_tell_who_decides(app: Flask, world: tuple[Place, str]) -> None:
    """Neither who objected, nor the bureau, nor those who reviewed the file."""
    place, _key = world
    reviewed, free = readers(place)
    people = [*OUTSIDE, "赵一", *reviewed, "officer"]
    found = {
        who: client_of(app, place.people.get(who, place.officer)) for who in people
    }
    urls = {who: addresses(app, place.people.get(who, place.officer)) for who in people}
    before = {who: first_seen(client, urls[who]) for who, client in found.items()}
    (other,) = _codes_of(place, free)
    with another(app):
        with unit.transaction():
            event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AFTER)
            unit.change(event, Read, {"purpose": "appeal"}, reviewer_code=other)
        for who, client in found.items():
            assert apart(before[who], seen(client, urls[who])) == [], who


def _codes_of(place: Place, number: str) -> list[str]:
    ((campaign_id,),) = rows(crawl.Campaign, "id", code=CODE)
    person_id = place.work.reviewers[number]
    own = {"campaign_id": campaign_id, "person_id": person_id}
    return [code for (code,) in rows(ReviewerCode, "code", **own)]
