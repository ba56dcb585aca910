"""The bureau's schemes: loading them, seeing them as reviewers do, trying them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import (
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from review.domain.answers import InvalidAnswers, full_answer, to_json
from review.domain.errors import RuleBroken
from review.domain.policy import Action, may
from review.services import adoption, bureaus, schemes
from review.services.adoption import AdoptedBy, ProposalLine
from review.services.schemes import SchemeView, Trial
from review.web import scheme_facts
from review.web.access import Guarded, viewer
from review.web.clock import now, today
from review.web.derivation import derivation_of
from review.web.display import filled
from review.web.errors import in_words
from review.web.forms.checklist import Checklist, checklist
from review.web.forms.conflicts import as_json
from review.web.forms.controls import draw, veto_effect
from review.web.forms.posted import (
    as_typed,
    is_given,
    raw_answers,
    sections_in,
    sent_object,
    with_ready_text,
)
from review.web.forms.progress import progress_of
from review.web.forms.schemes import LoadScheme
from review.web.language import gettext as _
from review.web.procedure_words import limit_words
from review.web.wording import ITEM_KINDS, PARTIES, SPECIALS

bp = Guarded("schemes", __name__, url_prefix="/schemes")


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem of a scheme file, and the line it is in."""

    line: int
    where: str
    sentence: str
    excerpt: str


@bp.get("/", action=Action.SCHEMES_READ)
def listing() -> ResponseReturnValue:
    return render_template(
        "schemes/listing.html",
        lines=schemes.listing(viewer=viewer()),
        can_load=may(viewer(), Action.SCHEMES_LOAD),
        proposals=_proposals(),
    )


def _proposals() -> tuple[ProposalLine, ...] | None:
    """Proposed changes, for those who decide about them."""
    if not may(viewer(), Action.RULES_CHANGE):
        return None
    return adoption.listing(viewer=viewer(), on=today())


@bp.route("/load", methods=["GET", "POST"], action=Action.SCHEMES_LOAD)
def load() -> ResponseReturnValue:
    """Take in a file, or show everything that is wrong with it at once."""
    form = LoadScheme()
    if not form.validate_on_submit():
        return render_template("schemes/load.html", form=form, problems=[])
    if reason := (form.reason.data or "").strip():
        return _propose(form, reason)
    try:
        line = schemes.load(viewer=viewer(), text=form.text, at=now())
    except RuleBroken as refusal:
        return _load_refused(form, refusal)
    flash(_("The scheme is loaded. Campaigns can use it now."))
    return redirect(url_for("schemes.show", public_id=line.public_id))


def _propose(form: LoadScheme, reason: str) -> ResponseReturnValue:
    """The changed file goes to another officer instead of being loaded."""
    try:
        address = adoption.propose_file(
            viewer=viewer(), text=form.text, reason=reason, at=now()
        )
    except RuleBroken as refusal:
        return _load_refused(form, refusal)
    flash(_("The change is proposed. Somebody else has to adopt it."))
    return redirect(url_for("adoption.show", proposal_id=address))


def _load_refused(form: LoadScheme, refusal: RuleBroken) -> ResponseReturnValue:
    form.file.errors = [in_words(refusal)]
    page = render_template(
        "schemes/load.html",
        form=form,
        problems=problem_rows(refusal, form.text),
    )
    return page, 422


def problem_rows(refusal: RuleBroken, text: str) -> list[ProblemRow]:
    """The problems a refusal carries, each with the line of the file it is about."""
    lines = text.splitlines()
    return [
        ProblemRow(
            line=problem.line,
            where=problem.where,
            sentence=filled(problem.sentence, problem.values),
            excerpt=lines[problem.line - 1].strip()[:200]
            if 0 < problem.line <= len(lines)
            else "",
        )
        for problem in getattr(refusal, "problems", ())
    ]


@bp.get("/<public_id>", action=Action.SCHEMES_READ)
def show(public_id: str) -> ResponseReturnValue:
    """The scheme as reviewers will see it, with every maximum and source."""
    found = schemes.view(viewer=viewer(), public_id=public_id)
    drawn = draw(found.scheme)
    return render_template(
        "schemes/show.html",
        line=found.line,
        scheme=found.scheme,
        drawn=drawn,
        facts=scheme_facts.facts(found.scheme),
        counting=scheme_facts.counting(found.scheme),
        combining=scheme_facts.combining(found.scheme),
        grades=scheme_facts.grade_rows(found.scheme),
        examples=scheme_facts.example_rows(found.scheme, drawn),
        source_codes=scheme_facts.source_codes(found.scheme),
        effects={
            each.section.code: veto_effect(found.scheme, each.section)
            for each in drawn.sections
            if each.section.effect is not None
        },
        kind_words=ITEM_KINDS,
        limit_words=limit_words,
        party_words=PARTIES,
        special_words=SPECIALS,
        can_try=may(viewer(), Action.RULES_TRY),
        adopted=_adopted(public_id),
        can_issue=_can_issue(),
    )


def _can_issue() -> bool:
    """Whether there is anybody below to issue a scheme to."""
    if not may(viewer(), Action.EXCHANGE):
        return False
    return bool(bureaus.subordinates(viewer=viewer()))


def _adopted(public_id: str) -> AdoptedBy | None:
    if not may(viewer(), Action.RULES_CHANGE):
        return None
    return adoption.adopted_by(viewer=viewer(), scheme_id=public_id)


@bp.get("/<public_id>/text", action=Action.SCHEMES_READ)
def text(public_id: str) -> ResponseReturnValue:
    """The file as it was loaded, to change it and load it as a new version."""
    found = schemes.view(viewer=viewer(), public_id=public_id)
    name = f"{found.line.code}-{found.line.version}.yaml"
    response = Response(found.text, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/<public_id>/sandbox", action=Action.SCHEMES_READ)
def sandbox(public_id: str) -> ResponseReturnValue:
    """An empty sheet to try answers on; nothing of it is stored."""
    found = schemes.view(viewer=viewer(), public_id=public_id)
    part = part_of(found)
    trial = schemes.try_out(viewer=viewer(), public_id=public_id, answers={}, part=part)
    return sandbox_page(found, checklist(found.scheme, part), trial)


@bp.post("/<public_id>/sandbox", action=Action.SCHEMES_READ)
def try_out(public_id: str) -> ResponseReturnValue:
    """What these answers come to: for the script as data, otherwise as the page."""
    found = schemes.view(viewer=viewer(), public_id=public_id)
    form = checklist(found.scheme, part_of(found))
    asked, code, position = asked_of_form()
    if request.is_json:
        sent = sent_object()
        raw, closed = answers_in(sent), sections_in(sent)
    else:
        raw = raw_answers(form.drawn, request.form)
        closed = [code] if asked == "close" else []
    for section in closed:
        raw = raw | rest_in_full(found, form, raw, section)
    if asked == "ready" and code in form.drawn.by_code:
        raw[code] = with_ready_text(raw[code], form.drawn.ready_text(code, position))
    trial, refused = tried(found, {code: each for code, each in raw.items() if each})
    if not request.is_json:
        return sandbox_page(found, form, trial, refused=refused, raw=raw)
    state = progress_of(found.scheme, form.drawn, trial.sheet, trial.missing)
    return jsonify(
        state.as_json() | {"refused": refused, "answers": as_json(trial.answers)}
    )


def asked_of_form() -> tuple[str, str, str]:
    """What the pressed button asks for beside counting."""
    first, second, third = (request.form.get("do", "").split(":") + ["", ""])[:3]
    return first, second, third


def rest_in_full(
    found: SchemeView, form: Checklist, raw: Mapping[str, Any], section: str
) -> dict[str, Any]:
    """Nothing more in a section: what is unanswered there loses nothing."""
    lines = [
        drawn
        for each in form.drawn.sections
        if each.section.code == section and each.can_close
        for drawn in each.lines
        if drawn.line.is_scored
    ]
    return {
        drawn.item.code: (raw.get(drawn.item.code) or {})
        | to_json(full_answer(found.scheme, drawn.item))
        for drawn in lines
        if not is_given(raw.get(drawn.item.code))
    }


def answers_in(sent: object) -> dict[str, Any]:
    """The answers of a JSON body; anything else cannot be understood."""
    answers = sent.get("answers") if isinstance(sent, dict) else None
    if not isinstance(answers, dict):
        abort(400)
    return answers


def tried(found: SchemeView, raw: dict[str, Any]) -> tuple[Trial, dict[str, str]]:
    """The trial of all answers that are possible, and a sentence for each other one."""
    refused: dict[str, str] = {}
    for _again in range(2):
        try:
            trial = schemes.try_out(
                viewer=viewer(),
                public_id=found.line.public_id,
                answers={c: a for c, a in raw.items() if c not in refused},
                part=part_of(found),
            )
        except InvalidAnswers as refusal:
            refused = {each.item: in_words(each) for each in refusal.problems}
        else:
            return trial, refused
    abort(400)


def part_of(found: SchemeView) -> str | None:
    """The part of the sheet that is tried: all of it, unless the address names one."""
    part = request.args.get("part")
    if part is None or len(found.scheme.parts) < 2:
        return None
    return part if part in found.scheme.parts else None


def sandbox_page(
    found: SchemeView,
    form: Checklist,
    trial: Trial,
    *,
    refused: dict[str, str] | None = None,
    raw: dict[str, Any] | None = None,
) -> str:
    refused = refused or {}
    typed = {code: as_typed((raw or {}).get(code)) for code in refused}
    progress = progress_of(found.scheme, form.drawn, trial.sheet, trial.missing)
    answers = dict(trial.answers) | typed
    return render_template(
        "schemes/sandbox.html",
        line=found.line,
        scheme=found.scheme,
        part=part_of(found),
        progress=progress,
        form=form.filled(answers, progress, problems=refused),
        nav=form.nav_filled(progress),
        dialogs=form.dialogs_for(""),
        derivation=derivation_of(found.scheme, trial.sheet, trial.answers)
        if raw is not None
        else None,
    )
