"""One's own notices, and where messages for oneself may go."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from review.domain.deliveries import BadAddress, BadMobile
from review.domain.errors import RuleBroken
from review.domain.notices import heading, sentences
from review.domain.policy import Action
from review.services import contacts, notices
from review.web import settings
from review.web.access import Guarded
from review.web.bureau.lists import Here, cut_of
from review.web.clock import now
from review.web.errors import in_words
from review.web.forms.reminders import ContactForm
from review.web.language import said

bp = Guarded("notices", __name__)
MOST_DIGITS = 18
SAY_OF = notices.saying_of(said)


@bp.get("/notices", action=Action.OWN_ACCOUNT)
def listing() -> ResponseReturnValue:
    """What this account was told, the newest first."""
    page = notices.listing(viewer=g.viewer, cut=cut_of())
    rows = [
        {
            "title": heading(each.notice, SAY_OF),
            "sentences": sentences(each.notice, SAY_OF),
            "url": each.notice.kind.path,
            "at": each.created_at,
            "is_new": each.is_new,
        }
        for each in page.rows
    ]
    return render_template(
        "notices/listing.html",
        rows=rows,
        newest=page.rows[0].id if page.rows else 0,
        n_new=g.viewer.n_unread,
        pager=Here("notices.listing", {}, {}).pager(page),
    )


@bp.post("/notices/seen", action=Action.OWN_ACCOUNT)
def seen() -> ResponseReturnValue:
    """The list was looked at, up to the notice that stood first in it."""
    given = request.form.get("upto", "")
    if given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS:
        notices.see(viewer=g.viewer, upto=int(given))
    return redirect(url_for("notices.listing"))


@bp.route("/account/contact", methods=["GET", "POST"], action=Action.OWN_ACCOUNT)
def contact() -> ResponseReturnValue:
    """The own addresses, and whether messages may go there."""
    form = ContactForm(obj=contacts.own(viewer=g.viewer))
    if form.validate_on_submit() and _is_changed(form):
        flash(_("Your contact details are saved."))
        return redirect(url_for("account.own"))
    page = render_template(
        "notices/contact.html", form=form, set_up=settings.channels()
    )
    return page, 422 if form.errors else 200


def _is_changed(form: ContactForm) -> bool:
    try:
        contacts.change(
            viewer=g.viewer,
            contact=form.contact(),
            password=form.password.data or "",
            source=settings.source(),
            at=now(),
            **settings.passwords(),
        )
    except BadAddress as refusal:
        form.email.errors = [in_words(refusal)]
    except BadMobile as refusal:
        form.mobile.errors = [in_words(refusal)]
    except RuleBroken as refusal:
        form.password.errors = [in_words(refusal)]
    else:
        return True
    return False
