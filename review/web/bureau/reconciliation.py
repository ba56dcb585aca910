"""What the reviews of files came to: files by phase, further reviewers, one file."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.kinds import is_object
from review.domain.phases import CasePhase
from review.domain.policy import Action, may_in
from review.domain.query_words import Subject
from review.services import (
    allocation,
    campaign_files,
    campaigns,
    case_pages,
    reconciliation,
)
from review.services.campaign_files import FileFilter, FilesPage
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, on_files, query_box
from review.web.bureau.case_page import case_page
from review.web.bureau.lists import Here, cut_of, download, one_of
from review.web.bureau.rows import file_rows
from review.web.clock import now, today, zone
from review.web.language import gettext as _
from review.web.language import language_code, said
from review.web.page_viewer import width_of
from review.web.pinned_pages import pinned_pages_of_file


class PhaseTab(NamedTuple):
    """A phase with its number of files, and where they are listed."""

    url: str
    words: str
    n: int
    is_here: bool


RESULTS = (CasePhase.SETTLED, CasePhase.PROVISIONAL, CasePhase.PUBLISHED)
bp = Guarded("reconciliation", __name__, url_prefix="/campaigns/<code>")


FILTERS = ("kind", "county", "divergence")


def _wanted() -> FileFilter:
    sort = one_of("sort", campaign_files.SORTS, "position")
    return FileFilter(query=query_box.typed(), sort=sort, zone=zone())


def _here(code: str, wanted: FileFilter) -> Here:
    sort = wanted.sort if wanted.sort != "position" else ""
    asked = {"q": wanted.query, "sort": sort}
    return Here("reconciliation.files", {"code": code}, asked)


@bp.get("/files", action=Action.RESULTS_READ)
def files(code: str) -> ResponseReturnValue:
    """The files that a query finds; what is apart, and why."""
    wanted = _wanted()
    found = campaign_files.files(
        viewer=viewer(), code=code, wanted=wanted, cut=cut_of(), on=today()
    )
    here, asked = _here(code, wanted), found.asked
    query = query_box.with_filters(asked.known, FILTERS)
    if query != wanted.query:
        return redirect(here.url(q=query))
    line = campaigns.line(viewer=viewer(), code=code, on=today())
    offered = on_files.offered(line)
    page = render_template(
        "reconciliation/files.html",
        found=found,
        line=line,
        wanted=wanted,
        here=here,
        pager=here.pager(found.page),
        phases=_phase_tabs(found, here),
        box=query_box.box_of(
            Subject.FILES,
            asked,
            _filters(found),
            of_institutions=line.of_institutions,
        ),
        rows=file_rows(
            found.page.rows,
            code,
            pick=bool(offered),
            handled=not line.of_institutions,
        ),
        offered=offered,
        n_complete=found.by_phase[CasePhase.COMPLETE],
        has_results=any(found.by_phase[phase] for phase in RESULTS),
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )
    return page, 422 if asked.refusal else 200


def _phase_tabs(found: FilesPage, here: Here) -> list[PhaseTab]:
    """The phases there are files in, each as a word of the query."""
    current = query_box.chosen_code(found.asked.node, "state")
    every = ("", _("All"), sum(found.by_phase.values()))
    known = [(p.value, _(p.words), n) for p, n in found.by_phase.items() if n]
    tabs = []
    for code, words, n in (every, *known) if known else ():
        word = query_box.word_of(found.asked.known, "state", code) if code else ""
        url = here.url(q=query_box.with_word(found.asked, "state", word))
        tabs.append(PhaseTab(url, words, n, code == current))
    return tabs


def _filters(found: FilesPage) -> list[query_box.Filter]:
    reasons = [
        (each.kind.value, f"{_(campaign_words.REASONS[each.kind])} ({each.n})")
        for each in found.by_reason
    ]
    kinds = campaign_words.kind_choices(found.kinds)
    of_kind = (_("Case kind"), _("All case kinds"))
    if any(map(is_object, found.kinds)):
        of_kind = (_("Kind"), _("All kinds"))
    known, node = found.asked.known, found.asked.node
    named = (
        ("kind", of_kind, kinds),
        ("county", (_("County"), _("All counties")), found.areas),
        ("divergence", (_("Why it diverged"), _("Any reason")), reasons),
    )
    return [
        query_box.filter_of(known, node, name, labels, choices)
        for name, labels, choices in named
        if choices
    ]


@bp.get("/files.<any(csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export_files(code: str, file_format: str) -> Response:
    body = campaign_files.export_files(
        viewer=viewer(),
        code=code,
        wanted=_wanted(),
        at=now(),
        on=today(),
        file_format=file_format,
        say=said,
        in_language=language_code(),
    )
    return download(body, f"files-{code}", file_format)


@bp.post("/settle", action=Action.RECONCILE)
def settle(code: str) -> ResponseReturnValue:
    """Settle every file whose reviews are all in; again is harmless."""
    done = reconciliation.settle(viewer=viewer(), campaign_code=code, at=now())
    flash(
        _(
            "Files settled now: %(n)s; apart: %(apart)s.",
            n=done.n_settled,
            apart=done.n_diverged,
        )
    )
    return redirect(url_for("reconciliation.files", code=code))


@bp.get("/further", action=Action.RECONCILE)
def further(code: str) -> ResponseReturnValue:
    """Who would read or decide the files that are apart."""
    proposal = allocation.propose_further(viewer=viewer(), code=code, on=today())
    loads = [load for load in proposal.loads if load.n_after > load.n_before]
    return render_template(
        "reconciliation/further.html",
        line=campaigns.line(viewer=viewer(), code=code, on=today()),
        proposal=proposal,
        loads=loads,
        most=max((load.n_after for load in loads), default=1),
        said=campaign_words.said,
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )


@bp.post("/further", action=Action.RECONCILE)
def call(code: str) -> ResponseReturnValue:
    """Call exactly the readers that were shown."""
    digest = request.form.get("digest", "")
    if not digest:
        abort(400)
    done = allocation.call_readers(
        viewer=viewer(), code=code, at=now(), on=today(), digest=digest
    )
    if done.n_missing:
        flash(
            ngettext(
                "Called; %(num)d place stays empty.",
                "Called; %(num)d places stay empty.",
                done.n_missing,
            )
        )
    else:
        flash(_("The further reviewers are called. They see the files now."))
    return redirect(url_for("reconciliation.files", code=code))


@bp.get("/files/<public_id>", action=Action.RESULTS_READ)
def case(code: str, public_id: str) -> ResponseReturnValue:
    """One file: blind before it is settled, with both reviews and why afterwards."""
    found = reconciliation.case_view(viewer=viewer(), public_id=public_id, at=now())
    if found.campaign_code != code:
        abort(404)
    page = case_page(found)
    told = [review.derivation for review in page.reviews if review.derivation]
    return render_template(
        "reconciliation/case.html",
        found=found,
        page=page,
        can_take_in=may_in(viewer(), Action.INTAKE, code),
        pinned=pinned_pages_of_file(code, public_id, told),
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )


@bp.get("/files/<public_id>/pages/<key>", action=Action.RESULTS_READ)
def pinned_page(code: str, public_id: str, key: str) -> ResponseReturnValue:
    """The image of a page that a review of this file points to."""
    content = case_pages.pinned_image(
        viewer=viewer(),
        campaign_code=code,
        public_id=public_id,
        key=key,
        width=width_of(),
        shelf=settings.shelf(),
        at=now(),
    )
    return Response(content, mimetype="image/jpeg")
