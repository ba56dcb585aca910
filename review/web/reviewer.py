"""The reviewer's pages: the queue, the sheet, confirming, the receipt, handing back."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from review.domain.blindness import Acquaintance
from review.domain.calibration import NotQualified
from review.domain.declining import choices_for, reason_of
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.kinds import is_object
from review.domain.policy import Action
from review.services import first_pages, reviewing, senior_reads
from review.services.conflicts import Against
from review.services.phrases import own_phrases
from review.services.reviewing import AlreadySubmitted, Desk, DraftConflict, Incomplete
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.adjudication_page import decision_page, taken_over
from review.web.announcements import announcements, is_new
from review.web.bureau.lists import one_of
from review.web.clock import now
from review.web.derivation import derivation_of
from review.web.errors import in_words
from review.web.forms import conflicts
from review.web.forms.checklist import checklist
from review.web.forms.posted import (
    lines_of,
    narrowed,
    raw_answers,
    sections_in,
    sent_object,
    version_in,
    with_ready_text,
)
from review.web.forms.progress import progress_of
from review.web.forms.proposals import shown_in, taken
from review.web.language import gettext as _
from review.web.own_trace import leads_traces
from review.web.queue_facts import (
    LATE,
    OPEN,
    SHOWN,
    SUBMITTED,
    queue_rows,
    queue_tabs,
    rows_of,
)
from review.web.reviewer_facts import (
    case_facts,
    missing_links,
    to_close,
)
from review.web.saving import Change, both_sides, save_possible, state_of
from review.web.secret_words import left_out_words
from review.web.sheet_page import form_of, sheet_page, submitted_page

bp = Guarded("reviewer", __name__, url_prefix="/reviews")

MOST_CODE = 64
SAVED_SINCE = N_(
    "The review was saved elsewhere after you had opened this page, so nothing was "
    "submitted. Look it through as it is now, then submit."
)


@bp.get("/", action=Action.REVIEW)
def queue() -> ResponseReturnValue:
    """The own files by state, all of them or those of one state."""
    rows = queue_rows(reviewing.queue(viewer=viewer(), at=now()))
    shown = one_of("show", SHOWN)
    announced = announcements(rows)
    is_new(announced)
    return render_template(
        "reviewer/queue.html",
        rows=rows,
        tabs=queue_tabs(rows, shown),
        announced=announced,
        traces=leads_traces(),
        is_senior=senior_reads.serves(viewer=viewer()),
        shown=shown,
        open_rows=rows_of(rows, shown if shown == LATE else OPEN),
        submitted_rows=rows_of(rows, SUBMITTED),
    )


@bp.get("/next", action=Action.REVIEW)
def next_file() -> ResponseReturnValue:
    """On to the first open file of the queue; to the queue if none is left."""
    public_id = reviewing.next_open(viewer=viewer(), at=now())
    if public_id is None:
        return redirect(url_for("reviewer.queue"))
    return redirect(url_for("reviewer.sheet", public_id=public_id))


@bp.get("/phrases", action=Action.REVIEW)
def phrases() -> ResponseReturnValue:
    """The reviewer's own recent words about an item, for the script."""
    item = request.args.get("item", "")[:MOST_CODE]
    return jsonify(phrases=own_phrases(viewer=viewer(), item=item))


@bp.get("/<public_id>", action=Action.REVIEW)
def sheet(public_id: str) -> ResponseReturnValue:
    """The sheet to fill in; once submitted, what was submitted and its receipt."""
    try:
        desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    except NotQualified as refusal:
        said = in_words(refusal)
        page = render_template(
            "reviewer/unqualified.html", said=said, public_id=public_id
        )
        return page, 422
    if desk.submitted_at is not None:
        return submitted_page(desk)
    if desk.has_scan:
        first_pages.begin(
            viewer=viewer(), public_id=public_id, shelf=settings.shelf(), at=now()
        )
    return sheet_page(desk, more=request.args.get("more", ""))


@bp.post("/<public_id>", action=Action.REVIEW)
def act(public_id: str) -> ResponseReturnValue:
    """The sheet sent as an ordinary form: save everything, then go where asked."""
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    if desk.submitted_at is not None:
        return redirect(url_for("reviewer.sheet", public_id=public_id))
    asked, code, position = (request.form.get("do", "").split(":") + ["", ""])[:3]
    change = posted_change(desk, asked, code, position)
    if asked == "accept" and change.shown.days != desk.days:
        flash(_("Days or contents list were changed: look at the proposal again."))
    try:
        outcome = save_possible(public_id, change)
    except DraftConflict as found:
        return conflict_page(desk, change, found), 409
    if outcome.refused:
        fresh = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
        return sheet_page(fresh, change=change, problems=outcome.refused), 422
    return redirect(_next_page(public_id, asked, code))


def posted_change(desk: Desk, asked: str, code: str, position: str) -> Change:
    """The whole sheet as it was sent, with the ready text that was asked for."""
    version = version_in(request.form)
    if asked == "resolve":
        kept, comment = conflicts.kept(request.form)
        return Change(version, kept, comment)
    drawn = form_of(desk).drawn
    raw: dict[str, Any] = dict(raw_answers(drawn, request.form))
    if asked == "ready" and code in drawn.by_code:
        raw[code] = with_ready_text(raw[code], drawn.ready_text(code, position))
    shown = shown_in(request.form, kept=[code] if asked == "keep" else [])
    if asked == "accept":
        raw |= taken(desk, code, raw, shown)
    elif asked == "take":
        raw |= taken_over(desk, code, position)
    return Change(version, raw, lines_of(request.form.get("comment", "")), shown)


def conflict_page(desk: Desk, change: Change, found: DraftConflict) -> str:
    """Both versions, item by item, for a browser without the script."""
    drawn = form_of(desk).drawn
    return render_template(
        "reviewer/conflict.html",
        desk=desk,
        version=found.version,
        rows=conflicts.rows(drawn, change, found),
    )


def _next_page(public_id: str, asked: str, code: str) -> str:
    if asked == "confirm":
        return url_for("reviewer.confirm", public_id=public_id)
    if asked == "close":
        return url_for("reviewer.closing", public_id=public_id, section=code)
    more = code if asked == "more" else None
    anchor = f"item-{code}" if code else None
    return url_for("reviewer.sheet", public_id=public_id, more=more, _anchor=anchor)


@bp.post("/<public_id>/answers", action=Action.REVIEW)
def save(public_id: str) -> ResponseReturnValue:
    """Some answers, as the script sends them while they are given."""
    change = sent_change(sent_object())
    try:
        outcome = save_possible(public_id, change)
    except DraftConflict as found:
        return jsonify(both_sides(found)), 409
    told: dict[str, Any] = {"refused": dict(outcome.refused)}
    if outcome.saved is None:
        return jsonify(told | {"version": change.version}), 422
    if change.close:
        told["answers"] = conflicts.as_json(outcome.saved.answers)
    return jsonify(state_of(outcome.saved) | told)


def sent_change(sent: Any) -> Change:
    """A JSON body of the expected shape; anything else cannot be understood."""
    version, answers = sent.get("version"), sent.get("answers")
    comment = sent.get("comment")
    if not isinstance(version, int) or not isinstance(answers, dict):
        abort(400)
    if not isinstance(comment, str | None):
        abort(400)
    kept = sent.get("kept")
    shown = shown_in(sent, kept=kept if isinstance(kept, list) else [])
    given = {code: narrowed(each) for code, each in answers.items()}
    return Change(version, given, comment, shown, sections_in(sent))


@bp.post("/<public_id>/sections/<section>", action=Action.REVIEW)
def close_section(public_id: str, section: str) -> ResponseReturnValue:
    """Nothing more in a section: what is unanswered there loses nothing."""
    reviewing.close_section(
        viewer=viewer(),
        public_id=public_id,
        section=section,
        version=version_in(request.form),
        at=now(),
    )
    anchor = f"section-{section}"
    return redirect(url_for("reviewer.sheet", public_id=public_id, _anchor=anchor))


@bp.get("/<public_id>/sections/<section>", action=Action.REVIEW)
def closing(public_id: str, section: str) -> ResponseReturnValue:
    """Asks first, with the number and the names of what would be answered."""
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    drawn = next(
        (s for s in form_of(desk).drawn.sections if s.section.code == section), None
    )
    if drawn is None or not drawn.can_close:
        abort(404)
    lines, left = to_close(drawn, desk)
    return render_template(
        "reviewer/closing.html", desk=desk, section=drawn, lines=lines, left=left
    )


@bp.get("/<public_id>/confirm", action=Action.REVIEW)
def confirm(public_id: str) -> ResponseReturnValue:
    """What would be submitted, how it is calculated, and what is still missing."""
    try:
        found = reviewing.preview(viewer=viewer(), public_id=public_id)
    except AlreadySubmitted:
        return redirect(url_for("reviewer.sheet", public_id=public_id))
    if found.items is not None:
        return decision_page(found)
    drawn = checklist(found.scheme, found.part, found.items).drawn
    progress = progress_of(found.scheme, drawn, found.sheet, found.missing)
    return render_template(
        "reviewer/confirm.html",
        preview=found,
        facts=case_facts(found.case),
        missing=missing_links(drawn, progress),
        derivation=derivation_of(
            found.scheme, found.sheet, found.answers, only=found.items
        ),
        left=left_out_words(found.left_out, drawn),
        aside=[(code, drawn.label(code)) for code in found.set_aside],
        closing=list(Acquaintance) if found.announced.closing_question else [],
        key=secrets.token_urlsafe(16),
    )


@bp.post("/<public_id>/submit", action=Action.REVIEW)
def submit(public_id: str) -> ResponseReturnValue:
    """Final. The key of the page makes a second click the same submission."""
    version, key = version_in(request.form), request.form.get("key", "")
    if not key:
        abort(400)
    try:
        reviewing.submit(
            viewer=viewer(),
            public_id=public_id,
            version=version,
            key=key[:64],
            closing=request.form.get("closing", ""),
            at=now(),
        )
    except (DraftConflict, Incomplete) as refusal:
        is_conflict = isinstance(refusal, DraftConflict)
        flash(_(SAVED_SINCE) if is_conflict else in_words(refusal), "warning")
        return redirect(url_for("reviewer.confirm", public_id=public_id))
    except AlreadySubmitted:
        pass
    return redirect(_above())


def _above() -> str:
    """The address of the sheet: that of what is done with it, without its last word."""
    return request.script_root + request.path.rpartition("/")[0]


@bp.route("/<public_id>/decline", methods=["GET", "POST"], action=Action.REVIEW)
def decline(public_id: str) -> ResponseReturnValue:
    """Hand the file back, with the reason."""
    if request.method == "POST" and reviewing.is_handed_back(
        viewer=viewer(), public_id=public_id
    ):
        return redirect(url_for("reviewer.queue"))
    desk = reviewing.open_read(
        viewer=viewer(), public_id=public_id, at=now(), to_decline=True
    )
    if desk.submitted_at is not None:
        return redirect(url_for("reviewer.sheet", public_id=public_id))
    problem, sent = "", request.form
    if request.method == "POST":
        try:
            reviewing.decline(
                viewer=viewer(),
                public_id=public_id,
                reason=reason_of(sent.get("reason", ""), sent.get("words", "")),
                at=now(),
                avoid=[each for each in Against if sent.get(f"avoid_{each}")],
            )
        except RuleBroken as refusal:
            problem = in_words(refusal)
        else:
            flash(_("The file has been handed back."))
            return redirect(url_for("reviewer.queue"))
    page = render_template(
        "reviewer/decline.html",
        desk=desk,
        facts=case_facts(desk.case),
        sent=sent,
        choices=choices_for(desk.case.kind),
        of_institution=is_object(desk.case.kind),
        most=reviewing.MOST_REASON,
        problem=problem,
    )
    return page, 422 if problem else 200


@bp.get("/<public_id>/pulse", action=Action.REVIEW)
def pulse(public_id: str) -> ResponseReturnValue:
    """Whether this session may still save here, and with which token.

    An own read that has ended is no stranger's: a save says that it has.
    """
    try:
        reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    except NotVisible:
        reviewing.check_own(viewer=viewer(), public_id=public_id)
    return jsonify(csrf=generate_csrf())
