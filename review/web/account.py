"""One's own account: signing in and out, the password, sessions, the language."""

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

from review.config import LANGUAGES
from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import accounts
from review.web import resume, settings
from review.web.access import Guarded, bind_form_tokens
from review.web.addresses import local
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.account import AcceptInvitation, ChangePassword, SignIn
from review.web.language import READ_IN, chosen
from review.web.language import gettext as _
from review.web.navigation import links

bp = Guarded("account", __name__)


@bp.route("/sign-in", methods=["GET", "POST"], action=Action.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    form = SignIn()
    if not form.is_submitted() and g.viewer.is_signed_in:
        return redirect(url_for("account.home"))
    if form.validate_on_submit():
        try:
            token = accounts.sign_in(
                login=form.login.data,
                password=form.password.data,
                former=settings.token(),
                at=now(),
                **settings.signing_in(),
            )
        except RuleBroken as refusal:
            form.password.errors = [in_words(refusal)]
        else:
            answer = _with_token(redirect(local(request.args.get("then"))), token)
            _keep_language(session.get("locale", ""))
            return answer
    return render_template("account/sign_in.html", form=form)


def _keep_language(locale: str) -> None:
    """What was chosen on the way in is the account's language from now on."""
    if locale in LANGUAGES and g.viewer.locale != locale:
        accounts.set_language(viewer=g.viewer, locale=locale, at=now())


def _with_token(response: Response, token: str) -> Response:
    """The browser gets the new session, and its forms new tokens."""
    g.viewer = accounts.viewer_of(token=token, at=now(), today=today())
    bind_form_tokens(token, g.viewer, anew=True)
    response.set_cookie(
        settings.cookie_name(),
        token,
        httponly=True,
        samesite="Lax",
        secure=settings.is_secure(),
    )
    return response


@bp.post("/sign-in/again", action=Action.SIGN_IN)
def sign_in_again() -> ResponseReturnValue:
    """Sign in where the session ended; what was filled in goes to its owner only."""
    held = resume.opened()
    if held is None:
        return redirect(url_for("account.sign_in"))
    whose, target, fields = held
    try:
        token = accounts.sign_in(
            login=request.form.get("login", "")[:200],
            password=request.form.get("password", "")[:128],
            former=settings.token(),
            at=now(),
            **settings.signing_in(),
        )
    except RuleBroken as refusal:
        return resume.shown(in_words(refusal), target, whose, fields)
    answer = _with_token(make_response(redirect(url_for("account.home"))), token)
    if resume.mark_of(g.viewer) == whose and not g.viewer.must_change:
        sentence = _("You are signed in again. One click sends what was filled in.")
        answer.set_data(resume.shown(sentence, target, whose, fields))
        answer.status_code = 200
        answer.headers.pop("Location", None)
    return answer


@bp.post("/sign-out", action=Action.OWN_ACCOUNT)
def sign_out() -> ResponseReturnValue:
    accounts.sign_out(token=settings.token(), at=now())
    language = chosen()
    session.clear()
    session[READ_IN] = language
    response = make_response(redirect(url_for("public.home")))
    response.delete_cookie(settings.cookie_name(), secure=settings.is_secure())
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/home", action=Action.HOME)
def home() -> ResponseReturnValue:
    """To the first place this person may open."""
    places = links()
    return redirect(places[0]["url"] if places else url_for("account.own"))


@bp.get("/account", action=Action.OWN_ACCOUNT)
def own() -> ResponseReturnValue:
    sessions = accounts.own_sessions(
        viewer=g.viewer, token=settings.token(), at=now(), idle=settings.idle()
    )
    held = sorted({role.words for role in g.viewer.roles})
    return render_template("account/own.html", held=held, sessions=sessions)


@bp.post("/account/sessions/end", action=Action.OWN_ACCOUNT)
def end_session() -> ResponseReturnValue:
    handle = request.form.get("session", "")
    accounts.end_own_session(viewer=g.viewer, handle=handle, at=now())
    flash(_("The session has ended."))
    return redirect(url_for("account.own"))


@bp.route("/account/password", methods=["GET", "POST"], action=Action.OWN_ACCOUNT)
def change_password() -> ResponseReturnValue:
    form = ChangePassword()
    if form.validate_on_submit():
        try:
            token = accounts.change_password(
                viewer=g.viewer,
                old=form.old.data,
                new=form.new.data,
                at=now(),
                **settings.signing_in(),
            )
        except accounts.WeakPassword as refusal:
            form.new.errors = [in_words(refusal)]
        except RuleBroken as refusal:
            form.old.errors = [in_words(refusal)]
        else:
            flash(_("Your password has been changed. Your other sessions have ended."))
            return _with_token(redirect(url_for("account.home")), token)
    return render_template("account/change_password.html", form=form)


@bp.route("/invitation", methods=["GET", "POST"], action=Action.SIGN_IN)
def accept_invitation() -> ResponseReturnValue:
    """The code of a slip is typed: an address would leave it in logs and histories."""
    form = AcceptInvitation()
    if form.validate_on_submit():
        try:
            accounts.accept_invitation(
                login=form.login.data,
                code=form.code.data,
                password=form.new.data,
                source=settings.source(),
                at=now(),
                **settings.passwords(),
            )
        except accounts.WeakPassword as refusal:
            form.new.errors = [in_words(refusal)]
        except RuleBroken as refusal:
            form.code.errors = [in_words(refusal)]
        else:
            flash(_("Your password is set. You can sign in now."))
            return redirect(url_for("account.sign_in"))
    return render_template("account/accept_invitation.html", form=form)


@bp.post("/language", action=Action.PUBLIC_READ)
def set_language() -> ResponseReturnValue:
    locale = request.form.get("locale", "")
    if locale in LANGUAGES:
        session["locale"] = locale
        if g.viewer.is_signed_in:
            _keep_language(locale)
    return redirect(local(request.form.get("then")))
