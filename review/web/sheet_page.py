"""The page of a sheet to fill in, and of one that was submitted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import render_template, url_for
from markupsafe import Markup

from review.domain.answers import Answer
from review.services.reviewing import Desk
from review.web.access import viewer
from review.web.adjudication_page import (
    beside,
    finish_words,
    second_view_of,
    stage_note,
)
from review.web.announcements import announcement, is_new
from review.web.case_days import case_days
from review.web.contents_facts import ContentsView, beside_lines, contents_view
from review.web.derivation import derivation_of
from review.web.forms.checklist import Checklist, checklist
from review.web.forms.conflicts import COMMENT
from review.web.forms.desk_page import desk_page
from review.web.forms.posted import as_typed
from review.web.forms.progress import progress_of
from review.web.forms.proposals import apart, drawn_proposals
from review.web.own_trace import own_trace_view
from review.web.pinned_pages import own_pinned_pages
from review.web.reviewer_facts import case_facts, desk_facts
from review.web.saving import Change
from review.web.secret_words import left_out_words


def form_of(desk: Desk) -> Checklist:
    return checklist(desk.scheme, desk.part, desk.items)


def sheet_page(
    desk: Desk,
    *,
    change: Change | None = None,
    problems: Mapping[str, str] | None = None,
    more: str = "",
) -> str:
    """The sheet; refused answers stand as they were typed, beside the sentence."""
    form = form_of(desk)
    progress = progress_of(
        desk.scheme, form.drawn, desk.sheet, desk.missing, saved_at=desk.saved_at
    )
    problems = problems or {}
    typed = _as_typed(form, change, problems)
    answers = dict(desk.answers) | typed
    listed, papers = papers_of(desk)
    if change and COMMENT in problems:
        desk = replace(desk, comment=change.comment or "")
    page = desk_page(form, desk)
    second = second_view_of(desk)
    parts = {
        "form": form.filled(
            answers,
            progress,
            problems=problems,
            more=more,
            papers=apart(papers, desk),
            proposals=drawn_proposals(form, desk, papers),
            others=beside(second, form.drawn),
            beside=desk.beside - typed.keys(),
        ),
        "nav": form.nav_filled(progress),
        "dialogs": form.dialogs_for(viewer().login),
        "notes": stage_note(desk, second) + notes_on(desk, form, problems),
        "finish": finish_words(desk, second),
        "viewer": viewer_of(desk, listed),
        "case_days": case_days(desk.known),
    }
    body = page.filled(desk, progress, desk_facts(desk), parts)
    return render_template("reviewer/sheet.html", desk=desk, page=page, body=body)


def _as_typed(
    form: Checklist, change: Change | None, problems: Mapping[str, str]
) -> dict[str, Answer]:
    refused = [code for code in problems if code in form.drawn.by_code]
    sent = change.answers if change else {}
    return {code: as_typed(sent.get(code)) for code in refused}


def notes_on(desk: Desk, form: Checklist, problems: Mapping[str, str]) -> Markup:
    """What is announced, refused or out of date; mostly nothing."""
    announced = announcement(desk.announced, desk.campaign)
    if not (announced or problems or desk.changed or desk.case.is_secret):
        return Markup("")
    return Markup(
        render_template(
            "reviewer/notes.html",
            announced=announced,
            is_new=is_new(announced),
            problems=problems,
            desk=desk,
            sheet=form.drawn,
            left=left_out_words(desk.left_out, form.drawn),
        )
    )


def viewer_of(desk: Desk, listed: ContentsView | None) -> Markup:
    """The scanned file beside the sheet, if there is one."""
    if not desk.has_scan:
        return Markup("")
    return Markup(render_template("reviewer/beside.html", desk=desk, contents=listed))


def papers_of(desk: Desk) -> tuple[ContentsView | None, dict[str, Markup]]:
    """The contents list of the file, and what it says beside the lines."""
    if not desk.has_scan:
        return None, {}
    pages = url_for("case_pages.reading", public_id=desk.public_id)
    view = contents_view(desk.file, since=desk.saved_at)
    return view, beside_lines(desk.scheme, desk.file, pages=pages)


def submitted_page(desk: Desk) -> str:
    derivation = derivation_of(desk.scheme, desk.sheet, desk.answers, only=desk.items)
    return render_template(
        "reviewer/submitted.html",
        desk=desk,
        facts=case_facts(desk.case),
        derivation=derivation,
        pinned=own_pinned_pages(desk.public_id, derivation),
        traced=own_trace_view(desk.public_id),
    )
