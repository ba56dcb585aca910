"""One's own account: signing in and out, the password, the language."""

from __future__ import annotations

from flask import (
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from review.config import LANGUAGES
from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import accounts
from review.web.access import COOKIE, Guarded
from review.web.clock import now
from review.web.errors import in_words
from review.web.forms.account import ChangePassword, SetPassword, SignIn

bp = Guarded("account", __name__)


@bp.route("/sign-in", methods=["GET", "POST"], action=Action.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    form = SignIn()
    if form.validate_on_submit():
        try:
            token = accounts.sign_in(
                login=form.login.data,
                password=form.password.data,
                source=request.remote_addr or "",
                at=now(),
            )
        except RuleBroken as refusal:
            form.password.errors = [in_words(refusal)]
        else:
            return _with_token(redirect(_local(request.args.get("then"))), token)
    return render_template("account/sign_in.html", form=form)


def _with_token(response: Response, token: str) -> Response:
    session.pop("csrf_token", None)
    response.set_cookie(
        COOKIE, token, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return response


def _local(target: str | None) -> str:
    """Only addresses of this application are followed."""
    is_local = target and target.startswith("/") and target[1:2] not in ("/", "\\")
    return target if target and is_local else url_for("account.home")


@bp.post("/sign-out", action=Action.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    accounts.sign_out(token=request.cookies.get(COOKIE, ""))
    session.clear()
    response = make_response(redirect(url_for("public.home")))
    response.delete_cookie(COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@bp.get("/home", action=Action.HOME)
def home() -> ResponseReturnValue:
    """To the first place this person may open."""
    from review.web.navigation import links

    places = links()
    return redirect(places[0]["url"] if places else url_for("account.own"))


@bp.get("/account", action=Action.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    return render_template("account/own.html", roles=sorted(g.viewer.roles))


@bp.route("/account/password", methods=["GET", "POST"], action=Action.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = ChangePassword()
    if form.validate_on_submit():
        accounts.change_password(
            viewer=g.viewer,
            old=form.old.data,
            new=form.new.data,
            token=request.cookies.get(COOKIE, ""),
            at=now(),
        )
        flash(_("Your password has been changed. Your other sessions have ended."))
        return redirect(url_for("account.home"))
    return render_template("account/change_password.html", form=form)


@bp.route("/invitation/<token>", methods=["GET", "POST"], action=Action.SIGN_IN)
def accept_invitation(token: str) -> ResponseReturnValue:
    form = SetPassword()
    login = accounts.invited_login(token=token, at=now())
    if form.validate_on_submit():
        accounts.accept_invitation(token=token, password=form.new.data, at=now())
        flash(_("Your password is set. You can sign in now."))
        return redirect(url_for("account.sign_in"))
    return render_template("account/accept_invitation.html", form=form, login=login)


@bp.post("/language", action=Action.PUBLIC_READ)
def set_language() -> ResponseReturnValue:
    locale = request.form.get("locale", "")
    if locale in LANGUAGES:
        session["locale"] = locale
        if g.viewer.is_signed_in and g.viewer.locale != locale:
            accounts.set_language(viewer=g.viewer, locale=locale, at=now())
    return redirect(_local(request.form.get("then")))
