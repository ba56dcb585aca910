"""Reading changes nothing, breaks nothing, and tells nobody what is not theirs.

Every GET route is asked by every role, with what exists, with what belongs to another
bureau, and with what does not exist.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.exceptions import NotFound
from werkzeug.routing import Rule

from review.domain.policy import PUBLIC, Action, Role, Viewer, may
from review.store import unit
from review.store.database import STATEMENTS_KEPT, db
from review.web.access import ASSETS
from tests.conftest import AT
from tests.web.conftest import ClientFor
from tests.web.crawl import (
    FOR_ANYBODY,
    QUERIES,
    Address,
    addresses,
    answer,
    contents,
    provider,
)
from tests.web.populated import Populated, populate
from tests.web.routes import application


@pytest.fixture
def populated(app: Flask) -> Populated:
    with app.app_context():
        return populate()


def readable(app: Flask) -> list[Rule]:
    """The routes that answer to GET."""
    rules = app.url_map.iter_rules()
    return [r for r in rules if "GET" in (r.methods or ()) and r.endpoint not in ASSETS]


def everywhere(app: Flask) -> list[tuple[Address, str]]:
    """Every address of the crawl, and how it is written."""
    with app.app_context(), app.test_request_context(), unit.reading():
        asked = [each for rule in readable(app) for each in addresses(rule)]
        written = [(each, _written(app, each)) for each in asked]
    return [(address, path) for address, path in written if path]


def _written(app: Flask, address: Address) -> str:
    """Nothing, where the route cannot even hold the value, such as a word for a year."""
    try:
        path = url_for(address.endpoint, **dict(address.arguments))
        app.url_map.bind("localhost").match(path)
    except (ValueError, NotFound):
        return ""
    query = urlencode(QUERIES.get(address.endpoint, {}))
    return f"{path}?{query}" if query else path


def clients(
    client_for: ClientFor, populated: Populated
) -> Iterator[tuple[str, FlaskClient]]:
    yield "nobody", client_for()
    for role, viewer in sorted(populated.everyone.items()):
        yield role, client_for(viewer)


def test_every_parameter_has_a_provider() -> None:
    for rule in readable(application()):
        for name in rule.arguments:
            assert provider(rule.endpoint, name)

    with pytest.raises(LookupError, match="add a provider"):
        provider("planted.page", "unheard_of")


@dataclass
class Crawl:
    """What was asked and what came of it."""

    asked: list[tuple[Address, str]]
    actions: dict[str, Action]
    is_brief: bool = False
    """What a role is refused whatever it names is asked once for every route; else
    each address is asked by somebody who is refused, and each route by everybody."""
    tried: set[Address] = field(default_factory=set)
    broken: list[tuple[str, str, int]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    """Where a refusal did not look like nothing being there."""
    opened: Counter[str] = field(default_factory=Counter)
    readers: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def ask(self, who: str, viewer: Viewer | None, client: FlaskClient) -> None:
        client.get("/published")
        nothing_there = answer(client.get("/no-such-address"))
        assert nothing_there[0] == 404
        for address, path in self._asked_by(viewer):
            response = client.get(path)
            status, action = response.status_code, self.actions[address.endpoint]
            self.broken += [(who, path, status)] * (status >= 500)
            is_allowed = may(viewer or PUBLIC, action)
            if viewer is None and not is_allowed:
                must_sign_in = response.location or ""
                self.told += [(who, path)] * (not must_sign_in.startswith("/sign-in?"))
                self.refused[who] += 1
            elif not is_allowed or is_foreign(address) or status == 404:
                self.told += [(who, path)] * (answer(response) != nothing_there)
                self.refused[who] += 1
            else:
                self.opened[address.endpoint] += status in (200, 302)
                self.readers[who] += status == 200
            response.close()

    def _asked_by(self, viewer: Viewer | None) -> Iterator[tuple[Address, str]]:
        refused: set[str] = set()
        for address, path in self.asked:
            if may(viewer or PUBLIC, self.actions[address.endpoint]):
                yield address, path
            elif self._is_new(address) or address.endpoint not in refused:
                yield address, path
                refused.add(address.endpoint)
                self.tried |= {address} if viewer else set()

    def _is_new(self, address: Address) -> bool:
        """No account was refused it yet."""
        return not self.is_brief and address not in self.tried


def is_foreign(address: Address) -> bool:
    """Nothing of another bureau's is there, but for what anybody may read."""
    return not address.is_real and address.endpoint.partition(".")[0] not in FOR_ANYBODY


def test_reading_breaks_nothing_changes_nothing_and_tells_nothing(
    app: Flask, client_for: ClientFor, populated: Populated, statements: list[str]
) -> None:
    """The guard decides by the role and the route and looks at no address: so each of
    the pairs is asked, and each address, but not each address of each role. What gets
    past the guard is asked without exception.
    """
    with app.app_context():
        is_brief = db.engine.dialect.name == "postgresql"
    crawl = Crawl(everywhere(app), app.extensions["case_review_actions"], is_brief)
    changed = []
    for who, client in clients(client_for, populated):
        with app.app_context(), unit.reading():
            before = contents()
        viewer = populated.everyone.get(Role(who)) if who != "nobody" else None
        crawl.ask(who, viewer, client)
        with app.app_context(), unit.reading():
            after = contents()
        changed += [(who, table) for table in before if before[table] != after[table]]

    assert (crawl.broken, changed, crawl.told) == ([], [], [])
    assert {rule.endpoint for rule in readable(app)} - set(+crawl.opened) == set()
    assert min(crawl.readers.values()) > 0
    assert min(crawl.refused.values()) > 0
    # SQLite's module keeps all of them prepared, and as many again that only change.
    assert 100 < len(set(statements)) < STATEMENTS_KEPT / 2


def test_a_changed_table_is_seen(app: Flask, populated: Populated) -> None:
    with app.app_context():
        with unit.reading():
            before = contents()
        with unit.transaction():
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        with unit.reading():
            after = contents()

    assert {t for t in before if before[t] != after[t]} == {"events", "chains"}
