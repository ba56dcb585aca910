"""Giving files to reviewers: the proposal, who holds what, taking back, conflicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.errors import N_, NotVisible, RuleBroken, StaleVersion
from review.domain.late_conflicts import Decision
from review.domain.policy import Action, may_in
from review.domain.query_words import Subject
from review.domain.reads import Purpose
from review.services import (
    allocation,
    campaigns,
    conflicts,
    late_conflicts,
    reader_tables,
    readers,
    redaction,
)
from review.services import people_lists as people
from review.services.conflicts import Against, Conflicts
from review.services.readers import ReadFilter, ReadsPage, State
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists, query_box
from review.web.bureau.lists import Here, cut_of, download, one_of
from review.web.bureau.rows import read_rows
from review.web.bureau.taking_back import bulk_of
from review.web.clock import now, today, zone
from review.web.errors import in_words
from review.web.forms.campaign import TakeBack
from review.web.forms.members import DeclareConflict
from review.web.language import gettext as _
from review.web.language import said

bp = Guarded("allocation", __name__, url_prefix="/campaigns/<code>/allocation")
MOST_CONCERNS = 200
MOST_WAITING = 30


@bp.get("/", action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    """The empty places, and on request who would get them."""
    wants = request.args.get("proposal") == "1"
    return _page(code, wants=wants, ready_only=request.args.get("ready") == "1")


def first_concerns(concerns: Sequence[Any]) -> dict[str, Any]:
    """As many as a page shows, and how many more there are."""
    return {
        "concerns": concerns[:MOST_CONCERNS],
        "n_more_concerns": len(concerns[MOST_CONCERNS:]),
    }


def _page(code: str, *, wants: bool, ready_only: bool, trouble: str = "") -> str:
    found = campaigns.page(viewer=viewer(), code=code, on=today())
    numbers = found.line.numbers
    wants = numbers.n_empty > 0 and wants
    own = {"viewer": viewer(), "code": code, "ready_only": ready_only}
    try:
        proposal = allocation.propose(on=today(), **own) if wants else None
    except allocation.RoundOpen as refusal:
        proposal, trouble = None, in_words(refusal)
    concerns = proposal.concerns if proposal else ()
    can_redact = may_in(viewer(), Action.REDACT, code)
    return render_template(
        "allocation/page.html",
        trouble=trouble,
        **first_concerns(concerns),
        found=found,
        line=found.line,
        numbers=numbers,
        proposal=proposal,
        ready_only=ready_only,
        listed=MOST_WAITING,
        can_redact=can_redact,
        standing=redaction.of_campaign(viewer=viewer(), code=code)
        if proposal and can_redact
        else None,
        most=max((load.n_after for load in proposal.loads), default=1)
        if proposal
        else 1,
        late=late_conflicts.shown(viewer=viewer(), code=code),
        said=campaign_words.said,
        tabs=campaign_words.tabs(code, "allocation.page"),
    )


@bp.post("/", action=Action.ALLOCATE)
def confirm(code: str) -> ResponseReturnValue:
    """Write the proposal that was looked at, and no other."""
    digest = request.form.get("digest", "")
    if not digest:
        abort(400)
    ready_only = request.form.get("ready") == "1"
    try:
        done = allocation.confirm(
            viewer=viewer(),
            code=code,
            at=now(),
            on=today(),
            digest=digest,
            ready_only=ready_only,
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        # What is there now is proposed beneath the sentence.
        trouble = in_words(refusal)
        page = _page(code, wants=True, ready_only=ready_only, trouble=trouble)
        return page, 409 if isinstance(refusal, StaleVersion) else 422
    if done.n_missing:
        flash(
            ngettext(
                "The files are given out; %(num)d place stays empty.",
                "The files are given out; %(num)d places stay empty.",
                done.n_missing,
            )
        )
    else:
        flash(_("The files are given out. The reviewers see them now."))
    return redirect(url_for("allocation.page", code=code))


FILTERS = ("reviewer", "submitted", "purpose")


def _wanted() -> ReadFilter:
    sort = one_of("sort", readers.SORTS, "position")
    return ReadFilter(query=query_box.typed(), sort=sort)


def _here(code: str, wanted: ReadFilter) -> Here:
    sort = wanted.sort if wanted.sort != "position" else ""
    asked = {"q": wanted.query, "sort": sort}
    return Here("allocation.reads", {"code": code}, asked)


@bp.get("/reads", action=Action.ALLOCATE)
def reads(code: str) -> ResponseReturnValue:
    """Who holds which file, among the files that are not settled yet."""
    wanted = _wanted()
    found = readers.reads(
        viewer=viewer(), code=code, wanted=wanted, cut=cut_of(), on=today()
    )
    here, asked = _here(code, wanted), found.asked
    query = query_box.with_filters(asked.known, FILTERS)
    if query != wanted.query:
        return redirect(here.url(q=query))
    page = render_template(
        "allocation/reads.html",
        found=found,
        code=code,
        wanted=wanted,
        here=here,
        pager=here.pager(found.page),
        box=query_box.box_of(
            Subject.READS,
            asked,
            _filters(found),
            of_institutions=found.of_institutions,
        ),
        rows=read_rows(found.page.rows, code),
        bulk=bulk_of(found),
        tabs=campaign_words.tabs(code, "allocation.reads"),
    )
    return page, 422 if asked.refusal else 200


def _filters(found: ReadsPage) -> list[query_box.Filter]:
    known, node = found.asked.known, found.asked.node
    numbers = [(n, f"{name} · {n}") for n, name in found.readers]
    states = [("no", _(State.OPEN.words)), ("yes", _(State.SUBMITTED.words))]
    # Objections come to settled files, of which the list has no reads.
    purposes = [
        (key.value, _(words))
        for key, words in readers.PURPOSE_WORDS.items()
        if key is not Purpose.APPEAL
    ]
    return [
        query_box.filter_of(known, node, name, labels, choices)
        for name, labels, choices in (
            ("reviewer", (_("Reviewer"), _("All reviewers")), numbers),
            ("submitted", (_("State"), _("All states")), states),
            ("purpose", (_("Purpose of the review"), _("All purposes")), purposes),
        )
    ]


@bp.get("/reads.<any(csv, xlsx):file_format>", action=Action.ALLOCATE)
def export_reads(code: str, file_format: str) -> Response:
    body = reader_tables.export_reads(
        viewer=viewer(),
        code=code,
        wanted=_wanted(),
        at=now(),
        on=today(),
        file_format=file_format,
        say=said,
        zone=zone(),
    )
    return download(body, f"reads-{code}", file_format)


@bp.route("/reads/<public_id>", methods=["GET", "POST"], action=Action.ALLOCATE)
def withdraw(code: str, public_id: str) -> ResponseReturnValue:
    """Take one open file back from its reviewer, with a reason."""
    form = TakeBack()
    if form.validate_on_submit():
        try:
            allocation.withdraw(
                viewer=viewer(),
                code=code,
                public_id=public_id,
                reason=form.reason.data,
                at=now(),
            )
        except (allocation.NoReason, allocation.AlreadySubmitted) as refusal:
            # Of a submitted one the page says so itself.
            form.reason.errors = [in_words(refusal)]
        else:
            flash(_("The file is taken back. Its place can be given to somebody else."))
            return redirect(url_for("allocation.page", code=code))
    line = readers.read(viewer=viewer(), code=code, public_id=public_id, on=today())
    page = render_template(
        "allocation/withdraw.html",
        form=form,
        read=line,
        code=code,
        purposes=readers.PURPOSE_WORDS,
        labels=campaign_words.Labels(),
    )
    return page, 422 if request.method == "POST" else 200


@bp.get("/conflicts", action=Action.ALLOCATE)
def conflicts_page(code: str) -> ResponseReturnValue:
    """The conflicts known so far, and the form for another one."""
    found = conflicts.listing(viewer=viewer(), code=code)
    return _conflicts(found, _conflict_form(found))


CONFLICT_STATES = {"": N_("All"), "firm": N_("Firms"), "handler": N_("Handlers")}


def _conflicts(
    found: Conflicts, form: DeclareConflict, **more: Any
) -> ResponseReturnValue:
    wanted = people_lists.wanted(conflicts.CONFLICT_STATES)
    listed = people.found(found.lines, wanted, conflicts.CONFLICT_STATES)
    states = {state: _(words) for state, words in CONFLICT_STATES.items()}
    where = "allocation.conflicts_page", {"code": found.code}
    page = render_template(
        "allocation/conflicts.html",
        found=found,
        lines=listed.page(cut_of()).rows,
        bar=people_lists.bar(*where, (wanted, listed), states),
        form=form,
        code=found.code,
        late=late_conflicts.shown(viewer=viewer(), code=found.code),
        said=campaign_words.said,
        tabs=campaign_words.tabs(found.code, "allocation.page"),
        **more,
    )
    return page, 422 if form.errors else 200


@bp.post("/conflicts/late/<public_id>", action=Action.ALLOCATE)
def decide_late(code: str, public_id: str) -> ResponseReturnValue:
    """What becomes of a review whose reviewer turned out to have a conflict."""
    chosen = request.form.get("decision", "")
    if chosen not in set(Decision):
        abort(400)
    late_conflicts.decide(
        viewer=viewer(),
        code=code,
        key=public_id,
        decision=Decision(chosen),
        reason=request.form.get("reason", ""),
        at=now(),
        on=today(),
    )
    flash(_("Your decision is recorded."))
    return redirect(url_for("allocation.conflicts_page", code=code))


def _conflict_form(found: Conflicts) -> DeclareConflict:
    form = DeclareConflict()
    form.offer(found)
    return form


@bp.post("/conflicts", action=Action.ALLOCATE)
def declare(code: str) -> ResponseReturnValue:
    """First what declaring would take back; declared by the button beneath it."""
    found = conflicts.listing(viewer=viewer(), code=code)
    form = _conflict_form(found)
    if not form.validate_on_submit():
        return _conflicts(found, form)
    against = Against.FIRM if form.firm.data else Against.HANDLER
    asked = {
        "viewer": viewer(),
        "code": code,
        "number": form.reviewer.data,
        "against": against,
        "public_id": form.firm.data or form.handler.data,
    }
    if request.form.get("do") != "declare":
        return _conflicts(found, form, shown=conflicts.consequence(**asked))
    done = conflicts.declare(**asked, at=now(), on=today())
    flash(
        _(
            "The conflict is declared; files taken back: %(n)s, given to others "
            "already: %(given)s.",
            n=done.n_open,
            given=done.n_refilled,
        )
    )
    return redirect(url_for("allocation.conflicts_page", code=code))


@bp.route("/conflicts/withdrawal", methods=["GET", "POST"], action=Action.ALLOCATE)
def withdraw_conflict(code: str) -> ResponseReturnValue:
    """First what withdrawing leads to; withdrawn with a reason."""
    form, line = TakeBack(), _line_asked()
    if form.validate_on_submit():
        reason = form.reason.data
        try:
            conflicts.withdraw(
                viewer=viewer(), code=code, **line, reason=reason, at=now()
            )
        except conflicts.NoReason as refusal:
            form.reason.errors = [in_words(refusal)]
        else:
            flash(_("The conflict is withdrawn. It counts no more from now on."))
            return redirect(url_for("allocation.conflicts_page", code=code))
    page = render_template(
        "allocation/withdraw_conflict.html",
        form=form,
        line=conflicts.line(viewer=viewer(), code=code, **line),
        code=code,
    )
    return page, 422 if request.method == "POST" else 200


def _line_asked() -> dict[str, Any]:
    """Which declared conflict the address or the form names."""
    given = request.form if request.method == "POST" else request.args
    against = given.get("against", "")
    if against not in set(Against):
        abort(404)
    return {
        "number": given.get("number", ""),
        "against": Against(against),
        "public_id": given.get("party", ""),
    }
