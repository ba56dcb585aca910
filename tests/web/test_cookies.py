"""Whoever knows no key of the installation signs no session; old keys are still read."""

from __future__ import annotations

from flask import Flask, session

from review.web.cookies import KeptSigner


def an_app(key: str, *former: str) -> Flask:
    app = Flask("signed")
    app.secret_key, app.config["SECRET_KEY_FALLBACKS"] = key, list(former)
    app.session_interface = KeptSigner()

    @app.get("/")
    def said() -> str:
        session.setdefault("of", "somebody")
        return str(session.get("said", "nothing"))

    return app


def cookie_of(key: str) -> str:
    signer = KeptSigner().get_signing_serializer(an_app(key))
    assert signer is not None
    return str(signer.dumps({"said": key}))


def test_a_session_is_read_with_the_present_and_the_former_keys_alone() -> None:
    app = an_app("new", "old")
    client = app.test_client()

    def said_with(cookie: str) -> str:
        client.set_cookie("session", cookie)
        return client.get("/").get_data(as_text=True)

    new, old, other = map(cookie_of, ("new", "old", "other"))
    assert [said_with(each) for each in (new, old, other, new + "x")] == [
        "new",
        "old",
        "nothing",
        "nothing",
    ]

    app.secret_key, app.config["SECRET_KEY_FALLBACKS"] = "other", []
    assert [said_with(each) for each in (new, other)] == ["nothing", "other"]


def test_the_signer_is_made_once_for_its_keys() -> None:
    app = an_app("new")
    kept = KeptSigner()

    first = kept.get_signing_serializer(app)
    assert kept.get_signing_serializer(app) is first

    app.secret_key = ""
    assert kept.get_signing_serializer(app) is None
