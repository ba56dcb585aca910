"""Every view names the action it is for; without one the application does not start."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Flask,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from review.domain.policy import POLICY, PUBLIC, Action, Viewer, may, may_in
from review.services import accounts
from review.web import resume, settings
from review.web.clock import now
from review.web.language import READ_IN

ASSETS = {"static", "bootstrap.static"}
WHILE_PASSWORD_IS_OLD = {
    "account.change_password",
    "account.sign_out",
    "account.set_language",
}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
KEPT = ("locale", READ_IN)


class UnguardedView(RuntimeError):
    """A view was registered without the action that guards it."""


class Guarded(Blueprint):
    """A blueprint whose routes need `action=`: `@bp.get("/x", action=Action.Y)`."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.actions: dict[str, Action] = {}
        self.uploads: set[str] = set()

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Any = None,
        provide_automatic_options: bool | None = None,
        *,
        action: Action | None = None,
        brings_files: bool = False,
        **options: Any,
    ) -> None:
        if action is None:
            raise UnguardedView(f"{self.name}: {rule} names no action")
        name = f"{self.name}.{endpoint or view_func.__name__}"
        if self.actions.setdefault(name, action) is not action:
            raise UnguardedView(f"{name} names two actions")
        if brings_files:
            self.uploads.add(name)
        super().add_url_rule(
            rule, endpoint, view_func, provide_automatic_options, **options
        )


def init_app(app: Flask, blueprints: list[Guarded]) -> None:
    """Register the blueprints and refuse to start with an unguarded route."""
    guards: dict[str, Action] = {}
    uploads: set[str] = set()
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
        guards.update(blueprint.actions)
        uploads |= blueprint.uploads
    known = set(guards) | ASSETS
    unguarded = {rule.endpoint for rule in app.url_map.iter_rules()} - known
    if unguarded:
        raise UnguardedView(", ".join(sorted(unguarded)))
    app.extensions["case_review_actions"] = guards
    app.extensions["case_review_uploads"] = uploads
    app.before_request(_guard)
    if hops := app.config["TRUSTED_PROXIES"]:
        # Only these hops are believed about where a request came from.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )


def viewer() -> Viewer:
    """Who is looking, as the session on the server says at this request."""
    return g.viewer


def _guard() -> ResponseReturnValue | None:
    own = g.viewer = PUBLIC
    endpoint = request.endpoint
    if endpoint in ASSETS:
        return None
    _refuse_other_sites()
    action = current_app.extensions["case_review_actions"].get(endpoint)
    if action and _comes_from_another_site() and not POLICY[action].public:
        return render_template("account/continue.html", address=request.full_path)
    if token := settings.token():
        at = now()
        own = g.viewer = accounts.viewer_of(
            token=token, at=at, today=at.date(), idle=settings.idle()
        )
    bind_form_tokens(token if own.is_signed_in else "", own)
    if action and may(own, action):
        _allow_files(endpoint)
    _refuse_what_nobody_types()
    if endpoint is None:
        return None  # There is no such address; the answer is the same 404.
    if action is None:
        abort(404)
    return _check_action(own, endpoint, action)


def _allow_files(endpoint: str | None) -> None:
    """A large request is read only where files are brought, and from who may do so."""
    if endpoint in current_app.extensions["case_review_uploads"]:
        request.max_content_length = settings.most_upload()


def _may_here(viewer: Viewer, action: Action) -> bool:
    """The pages of a campaign that an organisation runs are not the bureau's."""
    code = (request.view_args or {}).get("code")
    if code is None or not viewer.kept_apart:
        return may(viewer, action)
    return may_in(viewer, action, str(code))


def _check_action(
    viewer: Viewer, endpoint: str, action: Action
) -> ResponseReturnValue | None:
    if _may_here(viewer, action):
        if viewer.must_change and endpoint not in WHILE_PASSWORD_IS_OLD:
            return redirect(url_for("account.change_password"))
        return None
    if not viewer.is_signed_in and request.method in SAFE_METHODS:
        return redirect(url_for("account.sign_in", then=request.full_path))
    abort(404 if viewer.is_signed_in else 401)


def _refuse_what_nobody_types() -> None:
    """NUL is no text, and one name given two values is two different requests."""
    asked = request.args
    if any(len(values) > 1 for _, values in asked.lists()):
        abort(400)
    given = (request.path, *asked.values(), *_typed())
    if any("\0" in each for each in given):
        abort(400)


def _typed() -> list[str]:
    return [each for values in request.form.listvalues() for each in values]


def _refuse_other_sites() -> None:
    """A form of another site may not act here, whatever cookies come along.

    Without TLS browsers do not say which site asks, and for forms the origin is "null"
    under our referrer policy: there the form's token has to decide.
    """
    if request.method in SAFE_METHODS:
        return
    headers = request.headers
    site = headers.get("Sec-Fetch-Site", "")
    origin = headers.get("Origin", "null")
    is_own = origin == "null" or origin.partition("://")[2] == request.host
    if site not in ("same-origin", "none") if site else not is_own:
        abort(400)


def _comes_from_another_site() -> bool:
    """A link elsewhere must not learn from our answer what its reader may open."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def bind_form_tokens(token: str, viewer: Viewer, *, anew: bool = False) -> None:
    """A form's token counts only in the session that it was made for."""
    mark = accounts.hash_of(token)[:16] if token else ""
    if session.get("of", "") == mark and not anew:
        return
    if not anew:
        kept = {name: session[name] for name in KEPT if name in session}
        session.clear()
        session.update(kept)
    session["of"] = mark
    if viewer.is_signed_in:
        session[READ_IN] = viewer.locale
    resume.begin_tokens(viewer)
