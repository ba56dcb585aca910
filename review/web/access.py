"""Every view names the action it is for; without one the application does not start."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.policy import PUBLIC, Action, Viewer, may
from review.services import accounts
from review.web.clock import now

COOKIE = "case_review_token"
ASSETS = {"static", "bootstrap.static"}
WHILE_PASSWORD_IS_OLD = {
    "account.change_password",
    "account.sign_out",
    "account.set_language",
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class UnguardedView(RuntimeError):
    """A view was registered without the action that guards it."""


class Guarded(Blueprint):
    """A blueprint whose routes need `action=`: `@bp.get("/x", action=Action.Y)`."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.actions: dict[str, Action] = {}

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        provide_automatic_options: bool | None = None,
        *,
        action: Action | None = None,
        **options: Any,
    ) -> None:
        if action is None:
            raise UnguardedView(f"{self.name}: {rule} names no action")
        name = endpoint or view_func.__name__
        self.actions[f"{self.name}.{name}"] = action
        super().add_url_rule(
            rule, endpoint, view_func, provide_automatic_options, **options
        )


def init_app(app: Flask, blueprints: list[Guarded]) -> None:
    """Register the blueprints and refuse to start with an unguarded route."""
    guards: dict[str, Action] = {}
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
        guards.update(blueprint.actions)
    known = set(guards) | ASSETS
    unguarded = {rule.endpoint for rule in app.url_map.iter_rules()} - known
    if unguarded:
        raise UnguardedView(", ".join(sorted(unguarded)))
    app.extensions["case_review_actions"] = guards
    app.before_request(_guard)


def viewer() -> Viewer:
    """Who is looking, as the session on the server says at this request."""
    return g.viewer


def _guard() -> ResponseReturnValue | None:
    g.viewer = PUBLIC
    if request.endpoint is None or request.endpoint in ASSETS:
        return None
    _refuse_other_sites()
    if token := request.cookies.get(COOKIE):
        g.viewer = accounts.viewer_of(token=token, at=now())
    return _check_action(g.viewer, request.endpoint)


def _check_action(viewer: Viewer, endpoint: str) -> ResponseReturnValue | None:
    action = current_app.extensions["case_review_actions"][endpoint]
    if may(viewer, action):
        if viewer.must_change and endpoint not in WHILE_PASSWORD_IS_OLD:
            return redirect(url_for("account.change_password"))
        return None
    if not viewer.is_signed_in and request.method in SAFE_METHODS:
        return redirect(url_for("account.sign_in", then=request.full_path))
    abort(404 if viewer.is_signed_in else 401)


def _refuse_other_sites() -> None:
    """A form of another site may not act here, whatever cookies come along."""
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    if request.method not in SAFE_METHODS and site == "cross-site":
        abort(400)
