"""What goes onto paper: a reviewer's own sheet, a blank one, the result sheet of a file.

The pages are ordinary pages with a style for A4; no reviewer's name is on any of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from review.domain import outcomes, sheets
from review.domain.campaigns import reviews_institutions
from review.domain.derivation import as_data
from review.domain.kinds import CaseKind, Stage, is_object
from review.domain.panel_meetings import PANEL_MEETING
from review.domain.policy import Action
from review.domain.schemes import Scheme
from review.services import reconciliation, reviewing, schemes
from review.services.reconciliation import CaseView
from review.services.reviewing import CaseFacts, Desk
from review.web.access import Guarded, viewer
from review.web.bureau.case_page import case_page
from review.web.bureau.result_sheet import deductions, pins_gone
from review.web.clock import now
from review.web.display import day, words
from review.web.forms.checklist import checklist
from review.web.language import gettext as _
from review.web.paper_sheet import blank_sheet, filled_sheet
from review.web.pinned_pages import own_gone, pages_gone
from review.web.reviewer_facts import case_facts
from review.web.scheme_facts import named
from review.web.secret_words import left_out_words

bp = Guarded("printing", __name__)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the lines of a form; empty cells are filled in by hand."""

    title: str
    case_no: str
    cells: tuple[tuple[str, str], ...]
    scheme: str
    part: str
    digest: str
    is_secret: bool = False


@bp.get("/reviews/<public_id>/print", action=Action.REVIEW)
def own_sheet(public_id: str) -> ResponseReturnValue:
    """The reviewer's own sheet: the draft as it is now, or what was submitted."""
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    said = reviewing.to_submit(desk)
    paper = filled_sheet(
        desk.scheme, desk.sheet, said.answers, said.comment, only=desk.items
    )
    drawn = checklist(desk.scheme, desk.part, desk.items).drawn
    return render_template(
        "printing/own.html",
        desk=desk,
        head=_head(desk),
        paper=paper,
        printed_at=now(),
        left=left_out_words(desk.left_out, drawn),
        n_aside=len(said.set_aside),
        gone=own_gone(public_id, paper),
    )


@bp.get("/reviews/<public_id>/print/blank", action=Action.REVIEW)
def blank(public_id: str) -> ResponseReturnValue:
    """The same sheet with the file's facts and no answers, for paper."""
    desk = reviewing.open_read(viewer=viewer(), public_id=public_id, at=now())
    paper = blank_sheet(desk.scheme, desk.sheet, only=desk.items)
    return render_template(
        "printing/blank.html", desk=desk, head=_head(desk), paper=paper
    )


@bp.get("/schemes/<public_id>/print", action=Action.SCHEMES_READ)
def scheme_sheet(public_id: str) -> ResponseReturnValue:
    """A blank sheet of a scheme, or of the part that the address names."""
    found = schemes.view(viewer=viewer(), public_id=public_id)
    scheme = found.scheme
    part = request.args.get("part")
    known = part if len(scheme.parts) > 1 and part in scheme.parts else None
    trial = schemes.try_out(
        viewer=viewer(), public_id=public_id, answers={}, part=known
    )
    of_institution = reviews_institutions(scheme)
    head = Head(
        title=_title(of_institution),
        case_no="",
        cells=_blank_cells(of_institution),
        scheme=f"{words(scheme.title)} · {scheme.version}",
        part=_part(scheme, known),
        digest=scheme.digest,
    )
    return render_template(
        "printing/scheme.html",
        line=found.line,
        scheme=scheme,
        asked=known,
        head=head,
        paper=blank_sheet(scheme, trial.sheet),
    )


@bp.get("/campaigns/<code>/files/<public_id>/print", action=Action.RESULTS_READ)
def result_sheet(code: str, public_id: str) -> ResponseReturnValue:
    """What a settled file came to; before that there is no such page."""
    found = reconciliation.case_view(viewer=viewer(), public_id=public_id, at=now())
    page = case_page(found)
    if found.campaign_code != code or page.result is None:
        abort(404)
    told = [review.derivation for review in page.reviews if review.derivation]
    rows = deductions(page.reviews, pages_gone(public_id, told))
    return render_template(
        "printing/result.html",
        found=found,
        page=page,
        title=_("Result sheet of a review of an institution")
        if is_object(found.kind)
        else _("Result sheet of a case review"),
        cells=(_number(found.kind, found.case_no), *page.facts),
        deductions=rows,
        gone=pins_gone(rows),
        comments=[review for review in page.reviews if review.comment],
    )


def _head(desk: Desk) -> Head:
    return Head(
        title=_title(is_object(desk.case.kind)),
        case_no=desk.case.case_no,
        cells=_cells(desk.case, desk.campaign),
        scheme=f"{words(desk.scheme.title)} · {desk.scheme.version}",
        part=_part(desk.scheme, desk.part),
        digest=desk.scheme_digest,
        is_secret=desk.case.is_secret,
    )


def _title(of_institution: bool) -> str:
    if of_institution:
        return _("Review sheet of an institution")
    return _("Case review sheet")


def _number(kind: str, number: str) -> tuple[str, str]:
    """What a file is known by, named as its kind of files names it."""
    return (_("Review number") if is_object(kind) else _("Case number"), number)


def _part(scheme: Scheme, part: str | None) -> str:
    title = scheme.part_titles.get(part) if part is not None else None
    return words(title) if title else ""


def _cells(case: CaseFacts, campaign: str) -> tuple[tuple[str, str], ...]:
    """The cells that every bureau's form has, whatever is known of the file."""
    first = (_number(case.kind, case.case_no), (_("Campaign"), campaign))
    if is_object(case.kind):
        return (*first, *case_facts(case))
    return (
        *first,
        (_("Case kind"), named(CaseKind, [case.kind])),
        (_("Stage"), named(Stage, [case.stage]) if case.stage else ""),
        (_("Cause of action"), case.cause),
        (_("Volume set"), case.volume_set),
        (_("Assigned on"), _day(case.assigned_on)),
        (_("Closed on"), _day(case.closed_on)),
    )


def _blank_cells(of_institution: bool) -> tuple[tuple[str, str], ...]:
    """The same cells of no file: their headings alone."""
    kind = CaseKind.INSTITUTION if of_institution else CaseKind.CIVIL
    no_file = CaseFacts("", kind.value, "", "", "", "", None, date.min, False)
    return tuple((heading, "") for heading, _value in _cells(no_file, ""))


def _day(value: date | None) -> str:
    return day(value) if value else ""


@bp.get(
    "/campaigns/<code>/files/<public_id>/derivation.json", action=Action.RESULTS_READ
)
def derivation(code: str, public_id: str) -> Response:
    """What the page shows and the sheet prints, for a program to follow: the very data
    that were digested, the sheet of every review under its label, and the reasons of
    whoever decided otherwise.
    """
    found = reconciliation.case_view(viewer=viewer(), public_id=public_id, at=now())
    if found.campaign_code != code or found.outcome is None:
        abort(404)
    data = {
        "case_no": found.case_no,
        "digest": found.derivation_digest,
        "outcome": outcomes.to_json(found.outcome),
        "sheets": {
            review.label: sheets.to_json(review.sheet) if review.sheet else None
            for review in found.reviews
        },
        **_decided(found),
    }
    answer = jsonify(data)
    name = f"derivation-{public_id}.json"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _decided(found: CaseView) -> dict[str, object]:
    """What was decided otherwise than the reviews said, and why, where it was."""
    outcome = found.outcome
    panel = {}
    if outcome is not None and outcome.rule == PANEL_MEETING:
        decided = {"score": outcome.score, "grade": outcome.grade}
        panel = {"panel": as_data(decided) | {"reasons": found.panel_reasons}}
    items = dict(found.reasons_of)
    return panel | ({"reasons_of_items": items} if items else {})
