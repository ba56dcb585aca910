"""A campaign's reminders: who is due, why, the texts; sending by hand; the schedule."""

from __future__ import annotations

from collections.abc import Collection

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from review.domain.errors import RuleBroken
from review.domain.policy import Action
from review.services import campaigns, reminder_views, reminders
from review.services import people_lists as people
from review.services.reminder_views import PERSON_STATES, RemindersPage
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists, reminder_words
from review.web.bureau.lists import Here, cut_of, one_of
from review.web.bureau.reminder_words import (
    days,
    left_out,
    person_rows,
    sent_rows,
    state_tabs,
)
from review.web.clock import now, today
from review.web.errors import in_words
from review.web.forms.reminders import ScheduleForm, schedule_data
from review.web.language import said

bp = Guarded("reminders", __name__, url_prefix="/campaigns/<code>")


def _found(code: str) -> RemindersPage:
    return reminder_views.page(
        viewer=viewer(),
        code=code,
        at=now(),
        say=said,
        site=current_app.config["PUBLIC_URL"],
    )


@bp.get("/reminders", action=Action.REMIND)
def page(code: str) -> ResponseReturnValue:
    """Who would be reminded now and why, and the texts that would go out."""
    found = _found(code)
    return _page(found, reminder_views.due_now(found))


def _page(found: RemindersPage, chosen: Collection[str]) -> str:
    """A page of people; whoever is chosen and stands elsewhere stays chosen."""
    code, asked = found.code, people_lists.wanted(PERSON_STATES)
    listed = people.found(found.people, asked, PERSON_STATES)
    states = {state: _(words) for state, words in reminder_words.PERSON_STATES.items()}
    shown = listed.page(cut_of()).rows
    here = {each.public_id for each in shown}
    return render_template(
        "reminders/page.html",
        found=found,
        rows=person_rows(shown, chosen),
        bar=people_lists.bar("reminders.page", {"code": code}, (asked, listed), states),
        n_found=len(listed.lines),
        chosen=chosen,
        elsewhere=[each for each in chosen if each not in here],
        days=days(found, today()),
        line=campaigns.line(viewer=viewer(), code=code, on=today()),
        code=code,
        set_up=settings.channels(),
        tabs=campaign_words.tabs(code, "reminders.page"),
    )


CHOOSING = {
    "turn": lambda found, meant, _: reminder_views.kept(found, meant),
    "all": reminder_views.with_all,
    "none": reminder_views.without,
}
"""What the buttons around the list make of those chosen; nothing is sent by them."""


@bp.post("/reminders", action=Action.REMIND)
def send(code: str) -> ResponseReturnValue:
    """First whom it reaches and what it says; sent only by the button beneath that."""
    meant, do = request.form.getlist("person"), request.form.get("do")
    if do == "send":
        done = reminders.send_now(viewer=viewer(), code=code, people=meant, at=now())
        if done.n_people:
            flash(_("People who are reminded: %(n)s.", n=done.n_people))
        else:
            flash(_("Nobody was left to remind: done, or reminded today already."))
        return redirect(url_for("reminders.page", code=code))
    found = _found(code)
    if do in CHOOSING:
        asked = people_lists.wanted(PERSON_STATES)
        listed = people.found(found.people, asked, PERSON_STATES)
        return _page(found, CHOOSING[do](found, meant, listed.lines))
    chosen = reminder_views.chosen(found, meant)
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
