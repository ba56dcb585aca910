"""The objections of a campaign: the list, one of them, and letters that came on paper."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from typing import BinaryIO, cast

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.appeals import (
    DECISION_DAYS,
    MOST_PAGES,
    MOST_TEXT,
    Cause,
    Ground,
    Ruling,
    Side,
    Stage,
)
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.services import reconciliation
from review.services.appeals import figures as appeal_figures
from review.services.appeals import giving, lodging, office, withdrawing
from review.web import objection_words as say
from review.web import settings
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download, one_of, words_of
from review.web.clock import now, today
from review.web.display import words
from review.web.errors import in_words
from review.web.language import gettext as _
from review.web.language import said
from review.web.reviewer_facts import about_file

bp = Guarded("objections", __name__, url_prefix="/campaigns/<code>/objections")
STAGES = tuple(each.value for each in Stage)
MEDIA = {b"%PDF": ("application/pdf", "pdf"), b"\x89PNG": ("image/png", "png")}
PICTURE = ("image/jpeg", "jpg")


@bp.get("/", action=Action.OBJECTIONS)
def listing(code: str) -> ResponseReturnValue:
    """All objections, or those of one stage; files to enter a letter for."""
    stage = one_of("stage", STAGES)
    number = words_of("number")
    found = office.listing(
        viewer=viewer(), code=code, on=today(), stage=Stage(stage) if stage else None
    )
    return render_template(
        "objections/bureau.html",
        found=found,
        stage=stage,
        stages=tuple(Stage),
        number=number,
        files=office.files(viewer=viewer(), code=code, number=number),
        about=about_file,
        tabs=campaign_words.tabs(code, "objections.listing"),
    )


@bp.get("/figures", action=Action.OBJECTIONS)
def figures(code: str) -> ResponseReturnValue:
    """What objections came to: outcomes, days, grounds, items."""
    found = appeal_figures.of_campaign(viewer=viewer(), code=code)
    return render_template(
        "objections/figures.html",
        found=found,
        figures=found.figures,
        rulings=tuple(Ruling),
        causes=tuple(Cause),
        grounds=tuple(Ground),
        sides=tuple(Side),
        stages=tuple(Stage),
        term=DECISION_DAYS,
        tabs=campaign_words.tabs(code, "objections.listing"),
    )


@bp.get("/figures.<any(csv, xlsx):file_format>", action=Action.OBJECTIONS)
def export(code: str, file_format: str) -> Response:
    body = appeal_figures.export_items(
        viewer=viewer(), code=code, file_format=file_format, say=said, words=words
    )
    return download(body, f"objections-{code}", file_format)


@bp.get("/<public_id>", action=Action.OBJECTIONS)
def one(code: str, public_id: str) -> ResponseReturnValue:
    """One objection, and what can be done with it now."""
    found = office.one(viewer=viewer(), code=code, public_id=public_id, on=today())
    return render_template(
        "objections/bureau_one.html",
        found=found,
        line=found.line,
        about=about_file,
        stage=Stage,
    )


@bp.post("/<public_id>/give", action=Action.OBJECTIONS)
def give(code: str, public_id: str) -> ResponseReturnValue:
    """To somebody who may decide it; again, to somebody else."""
    return _done(
        code,
        public_id,
        lambda: giving.give(
            viewer=viewer(), code=code, public_id=public_id, at=now(), on=today()
        ),
        _("Somebody who had no part in the file has it now."),
    )


@bp.post("/<public_id>/tell", action=Action.OBJECTIONS)
def tell(code: str, public_id: str) -> ResponseReturnValue:
    """What was decided, to those who objected."""
    return _done(
        code,
        public_id,
        lambda: office.tell(viewer=viewer(), code=code, public_id=public_id, at=now()),
        _("Those who objected have been told."),
    )


@bp.post("/<public_id>/withdraw", action=Action.OBJECTIONS)
def withdraw(code: str, public_id: str) -> ResponseReturnValue:
    """That a letter was taken back."""
    return _done(
        code,
        public_id,
        lambda: withdrawing.withdraw_from_paper(
            viewer=viewer(), code=code, public_id=public_id, at=now()
        ),
        _("It is recorded that the letter was taken back."),
    )


def _done(
    code: str, public_id: str, act: Callable[[], None], said: str
) -> ResponseReturnValue:
    try:
        act()
    except NotVisible:
        raise
    except RuleBroken as refusal:
        flash(in_words(refusal), "warning")
    else:
        flash(said)
    return redirect(url_for("objections.one", code=code, public_id=public_id))


@bp.get("/<public_id>/letter", action=Action.OBJECTIONS)
def letter(code: str, public_id: str) -> Response:
    """The scanned letter as it came, to be kept or opened elsewhere."""
    digest = office.letter(viewer=viewer(), code=code, public_id=public_id)
    body = settings.shelf().store().read(digest)
    media, suffix = MEDIA.get(body[:4], PICTURE)
    response = Response(body, mimetype=media)
    name = f"objection-{public_id}.{suffix}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/new/<file>", action=Action.OBJECTIONS)
def paper(code: str, file: str) -> ResponseReturnValue:
    """A letter that came on paper: what it says, item by item."""
    return _paper(code, file)


def _paper(code: str, file: str, refused: str = "") -> ResponseReturnValue:
    found = reconciliation.case_view(viewer=viewer(), public_id=file, at=now())
    if found.campaign_code != code:
        raise NotVisible
    page = render_template(
        "objections/paper.html",
        found=found,
        offers=say.offers(found.scheme, request.form),
        grounds=tuple(Ground),
        sides=tuple(Side),
        sent=request.form,
        most=MOST_TEXT,
        most_pages=MOST_PAGES,
        key=request.form.get("key") or secrets.token_urlsafe(16),
        problem=refused,
        about=about_file,
        today=today(),
    )
    return page, 422 if refused else 200


@bp.post("/new/<file>", action=Action.OBJECTIONS, brings_files=True)
def enter(code: str, file: str) -> ResponseReturnValue:
    """Enter it with its scan. What was typed stays where it is refused."""
    sent, scan = request.form, request.files.get("letter")
    key, side = sent.get("key", ""), sent.get("side", "")
    if not key or side not in {each.value for each in Side}:
        abort(400)
    scheme = reconciliation.case_view(viewer=viewer(), public_id=file, at=now()).scheme
    if scan is None or not scan.filename:
        return _paper(code, file, in_words(lodging.NoLetter()))
    try:
        made = lodging.lodge_from_paper(
            viewer=viewer(),
            code=code,
            file=file,
            side=Side(side),
            points=say.points_in(scheme, sent),
            received_on=_day(sent.get("received_on", "")),
            letter=cast("BinaryIO", scan.stream),
            shelf=settings.shelf(),
            key=key[:64],
            at=now(),
            on=today(),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        return _paper(code, file, say.problem(refusal, scheme))
    flash(_("The letter has been entered."))
    return redirect(url_for("objections.one", code=code, public_id=made))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min
