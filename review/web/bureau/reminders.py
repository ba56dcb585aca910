"""A campaign's reminders: who is due, why, the texts; sending by hand; the schedule."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import campaigns, reminder_views, reminders
from review.services.reminder_views import RemindersPage
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import Here, cut_of, one_of
from review.web.bureau.reminder_words import (
    days,
    left_out,
    person_rows,
    sent_rows,
    state_tabs,
)
from review.web.clock import local_now, now, today
from review.web.errors import in_words
from review.web.forms.reminders import ScheduleForm, schedule_data
from review.web.language import said

bp = Guarded("reminders", __name__, url_prefix="/campaigns/<code>")


def _found(code: str) -> RemindersPage:
    return reminder_views.page(
        viewer=viewer(),
        code=code,
        at=local_now(),
        say=said,
        site=current_app.config["PUBLIC_URL"],
    )


@bp.get("/reminders", action=Action.REMIND)
def page(code: str) -> ResponseReturnValue:
    """Who would be reminded now and why, and the texts that would go out."""
    found = _found(code)
    return render_template(
        "reminders/page.html",
        found=found,
        rows=person_rows(found),
        days=days(found, today()),
        line=campaigns.line(viewer=viewer(), code=code, on=today()),
        code=code,
        set_up=settings.channels(),
        tabs=campaign_words.tabs(code, "reminders.page"),
    )


@bp.post("/reminders", action=Action.REMIND)
def send(code: str) -> ResponseReturnValue:
    """First whom it reaches and what it says; sent only by the button beneath that."""
    people = request.form.getlist("person")
    if request.form.get("do") == "send":
        done = reminders.send_now(
            viewer=viewer(), code=code, people=people, at=local_now()
        )
        if done.n_people:
            flash(_("%(n)s people are reminded.", n=done.n_people))
        else:
            flash(_("Nobody was left to remind: done, or reminded today already."))
        return redirect(url_for("reminders.page", code=code))
    found = _found(code)
    chosen = reminder_views.chosen(found, people)
    return render_template(
        "reminders/confirm.html",
        found=found,
        chosen=chosen,
        left_out=left_out(chosen),
        code=code,
    )


@bp.route("/reminders/schedule", methods=["GET", "POST"], action=Action.REMIND)
def schedule(code: str) -> ResponseReturnValue:
    """When this campaign reminds, how often, and by which channels."""
    found = _found(code)
    form = ScheduleForm(data=schedule_data(found.schedule))
    if form.validate_on_submit():
        wanted = form.schedule(found.schedule, settings.channels())
        try:
            reminders.set_schedule(
                viewer=viewer(), code=code, schedule=wanted, at=now()
            )
        except RuleBroken as refusal:
            form.most.errors = [in_words(refusal)]
        else:
            flash(_("The schedule is changed."))
            return redirect(url_for("reminders.page", code=code))
    page = render_template(
        "reminders/schedule.html",
        form=form,
        found=found,
        code=code,
        set_up=settings.channels(),
    )
    return page, 422 if form.errors else 200


@bp.get("/reminders/sent", action=Action.REMIND)
def sent(code: str) -> ResponseReturnValue:
    """What went out, message by message: sent, waiting, or given up and why."""
    state = one_of("state", reminder_views.STATES)
    campaign, found, counts = reminder_views.sent(
        viewer=viewer(), code=code, state=state, cut=cut_of()
    )
    here = Here("reminders.sent", {"code": code}, {"state": state})
    return render_template(
        "reminders/sent.html",
        campaign=campaign,
        code=code,
        rows=sent_rows(found),
        states=state_tabs(here, counts, state),
        pager=here.pager(found),
    )
