"""The administrators' pages: accounts, roles, sessions, slips. No content anywhere."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import RuleBroken
from review.domain.policy import BY_CAPACITY, Action, Role, may, may_give
from review.services import account_lists, administration, invitations
from review.services.account_lists import STATES, AccountFilter, AccountPage
from review.services.administration import NewAccount
from review.services.invitations import Group, Invited, PrintedSlip
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.accounts import NewAccountForm, RoleForm
from review.web.language import gettext as _

bp = Guarded("accounts", __name__, url_prefix="/accounts")


@bp.get("/", action=Action.ACCOUNTS_READ)
def listing() -> ResponseReturnValue:
    given = request.args
    wanted = AccountFilter(
        text=given.get("text", "").strip()[:60],
        role=given.get("role", "") if given.get("role", "") in set(Role) else "",
        state=given.get("state", "") if given.get("state") in STATES else "",
        page=given.get("page", 1, type=int),
    )
    found = account_lists.listing(viewer=viewer(), wanted=wanted, at=now())
    return render_template(
        "accounts/listing.html",
        found=found,
        wanted=wanted,
        kinds=list(Role),
        states=STATES,
        can=_rights(),
        opens_unshut=settings.shelf().opens_unshut,
    )


def _rights() -> dict[str, bool]:
    """What the page offers this viewer; the services decide again."""
    return {
        "invite": may(viewer(), Action.ACCOUNTS_INVITE),
        "give": may(viewer(), Action.ROLES_GRANT),
        "end": may(viewer(), Action.SESSIONS_END),
    }


@bp.route("/new", methods=["GET", "POST"], action=Action.ACCOUNTS_INVITE)
def create() -> ResponseReturnValue:
    form = NewAccountForm()
    form.offer(_roles_to_offer())
    if form.validate_on_submit():
        account = NewAccount(
            login=form.login.data,
            name=form.name.data,
            role=Role(form.role.data) if form.role.data else None,
        )
        try:
            administration.create_account(viewer=viewer(), account=account, at=now())
        except RuleBroken as refusal:
            form.login.errors = [in_words(refusal)]
        else:
            roles = (account.role,) if account.role else ()
            return _one_slip(account.login, account.name, roles)
    return render_template("accounts/new.html", form=form)


def _roles_to_offer() -> list[Role]:
    """Roles that go with the account itself; people of the lists are invited there."""
    vacant = account_lists.vacant_posts(viewer=viewer(), at=now())
    return [
        role
        for role in Role
        if role not in BY_CAPACITY and may_give(viewer(), role, vacant=vacant)
    ]


def _one_slip(login: str, name: str, roles: tuple[Role, ...]) -> ResponseReturnValue:
    (slip,) = administration.invite(viewer=viewer(), logins=[login], at=now())
    return _slips(Invited((PrintedSlip(name, roles, slip),), 0), group="")


def _slips(invited: Invited, group: str) -> ResponseReturnValue:
    """The only time the codes are shown; nothing keeps them."""
    address = url_for("account.accept_invitation", _external=True)
    return render_template(
        "accounts/slips.html", invited=invited, group=group, address=address
    )


@bp.route("/invitations", methods=["GET", "POST"], action=Action.ACCOUNTS_INVITE)
def invite() -> ResponseReturnValue:
    known = {group.value: group for group in Group}
    group = known.get(request.values.get("group", ""), Group.REVIEWERS)
    refusal = ""
    if request.method == "POST":
        try:
            invited = invitations.invite_group(
                viewer=viewer(),
                group=group,
                keys=set(request.form.getlist("who")),
                at=now(),
                today=today(),
            )
        except RuleBroken as broken:
            refusal = in_words(broken)
        else:
            return _slips(invited, group=group)
    candidates = invitations.candidates(
        viewer=viewer(), group=group, at=now(), today=today()
    )
    return render_template(
        "accounts/invite.html",
        groups=list(Group),
        group=group,
        candidates=candidates,
        refusal=refusal,
    )


@bp.get("/<account_id>", action=Action.ACCOUNTS_READ)
def show(account_id: str) -> ResponseReturnValue:
    page = _account(account_id)
    return render_template(
        "accounts/show.html", page=page, can=_rights(), states=STATES
    )


def _account(account_id: str) -> AccountPage:
    return account_lists.account(
        viewer=viewer(), public_id=account_id, at=now(), idle=settings.idle()
    )


def _login(account_id: str) -> str:
    return _account(account_id).line.login


def _back(account_id: str, said: str) -> ResponseReturnValue:
    flash(said)
    return redirect(url_for("accounts.show", account_id=account_id))


@bp.post("/<account_id>/slip", action=Action.ACCOUNTS_INVITE)
def slip(account_id: str) -> ResponseReturnValue:
    line = _account(account_id).line
    roles = dict.fromkeys(post.role for post in line.posts)
    return _one_slip(line.login, line.name, tuple(roles))


@bp.route("/<account_id>/close", methods=["GET", "POST"], action=Action.ACCOUNTS_INVITE)
def close(account_id: str) -> ResponseReturnValue:
    page = _account(account_id)
    if request.method == "GET":
        return render_template("accounts/close.html", page=page)
    administration.disable(viewer=viewer(), login=page.line.login, at=now())
    return _back(account_id, _("The account is closed. Its sessions have ended."))


@bp.post("/<account_id>/open", action=Action.ACCOUNTS_INVITE)
def reopen(account_id: str) -> ResponseReturnValue:
    administration.enable(viewer=viewer(), login=_login(account_id), at=now())
    return _back(account_id, _("The account is open again. It needs a new slip."))


@bp.post("/<account_id>/sessions/end", action=Action.SESSIONS_END)
def end_sessions(account_id: str) -> ResponseReturnValue:
    administration.end_sessions(
        viewer=viewer(),
        login=_login(account_id),
        at=now(),
        handle=request.form.get("session", ""),
    )
    return _back(account_id, _("The session has ended."))


@bp.route("/<account_id>/roles", methods=["GET", "POST"], action=Action.ROLES_GRANT)
def give_role(account_id: str) -> ResponseReturnValue:
    page, form = _account(account_id), RoleForm()
    places = account_lists.places_for(viewer=viewer())
    form.offer(places)
    if form.validate_on_submit():
        try:
            post = account_lists.post_for(
                places,
                Role(form.role.data),
                form.place.data,
                form.starts_on.data,
                form.ends_on.data,
            )
            administration.grant(
                viewer=viewer(), login=page.line.login, post=post, at=now()
            )
        except account_lists.PlaceMissing as refusal:
            form.place.errors = [in_words(refusal)]
        except RuleBroken as refusal:
            form.role.errors = [in_words(refusal)]
        else:
            return _back(account_id, _("The role is given."))
    return render_template("accounts/role.html", page=page, form=form)


@bp.post("/<account_id>/roles/take", action=Action.ROLES_GRANT)
def take_role(account_id: str) -> ResponseReturnValue:
    administration.revoke(
        viewer=viewer(),
        login=_login(account_id),
        grant_id=request.form.get("post", 0, type=int),
        at=now(),
    )
    return _back(account_id, _("The role is taken back. The sessions have ended."))
