"""Every address is in the table with its actors; none is registered without a guard."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Blueprint, Flask

from review import create_app
from review.domain.policy import ADMINS, POLICY, Action, Role, Viewer
from review.store.database import db
from review.web import access
from review.web.access import Guarded, UnguardedView
from review.web.settings import COOKIE
from tests.conftest import settings
from tests.web.conftest import session_of
from tests.web.routes import TABLE, application, lines

HOW = "Read the difference, then run: python -m tests.web.routes"


@pytest.fixture(scope="module")
def bare() -> Flask:
    return application()


def test_every_address_stands_in_the_table(bare: Flask) -> None:
    written = TABLE.read_text(encoding="utf-8").splitlines()

    found = lines(bare)
    assert (sorted(set(found) - set(written)), sorted(set(written) - set(found))) == (
        [],
        [],
    ), HOW
    assert len(found) > 50


def test_administrators_reach_accounts_and_audit_only(bare: Flask) -> None:
    actions = bare.extensions["case_review_actions"]
    reached = {
        rule.endpoint.split(".")[0]
        for rule in bare.url_map.iter_rules()
        if (action := actions.get(rule.endpoint)) and POLICY[action].roles & ADMINS
    }

    assert reached == {"accounts", "audit"}


def fresh() -> Flask:
    app = Flask("planted")
    app.config["TRUSTED_PROXIES"] = 0
    return app


def nothing() -> str:
    return ""


def test_a_view_without_an_action_cannot_be_registered() -> None:
    with pytest.raises(UnguardedView, match="/x names no action"):
        Guarded("planted", __name__).get("/x")(nothing)


def test_one_view_has_one_action() -> None:
    blueprint = Guarded("planted", __name__)
    blueprint.get("/x", action=Action.CASES_READ)(nothing)

    with pytest.raises(UnguardedView, match="two actions"):
        blueprint.get("/y", action=Action.PUBLIC_READ)(nothing)


def test_an_application_with_an_unguarded_view_does_not_start() -> None:
    app, plain = fresh(), Blueprint("plain", __name__)
    plain.get("/open")(nothing)
    app.register_blueprint(plain)

    with pytest.raises(UnguardedView, match=r"plain\.nothing"):
        access.init_app(app, [])


def test_an_application_with_guarded_views_starts() -> None:
    app, blueprint = fresh(), Guarded("guarded", __name__)
    blueprint.get("/x", action=Action.CASES_READ)(nothing)

    access.init_app(app, [blueprint])

    assert app.extensions["case_review_actions"] == {
        "guarded.nothing": Action.CASES_READ
    }


def test_a_view_that_slipped_in_later_is_not_there(
    app: Flask, database_url: str, tmp_path: Path, everyone: dict[Role, Viewer]
) -> None:
    """In an application of its own: the view stays in it."""
    leaky = create_app(settings(database_url, tmp_path))
    leaky.add_url_rule("/slipped-in", view_func=nothing)
    nobody, officer = leaky.test_client(), leaky.test_client()
    officer.set_cookie(COOKIE, session_of(app, everyone[Role.BUREAU_OFFICER]))

    assert officer.get("/account").status_code == 200
    for client in (nobody, officer):
        assert client.get("/slipped-in").status_code == 404
    with leaky.app_context():
        db.engine.dispose()
