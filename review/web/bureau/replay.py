"""What if: rules changed on a copy, and what settled campaigns would come to by them."""

from __future__ import annotations

from typing import Any

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import Action
from review.domain.scheme_edits import BadEdits
from review.services import adoption, replay, replay_lists, rule_changes
from review.services.replay_lists import FATES, GROUPINGS, Wanted
from review.services.rule_changes import RulesForm
from review.web.access import Guarded, viewer
from review.web.bureau import replay_words
from review.web.bureau.lists import Here, cut_of, download, one_of, words_of
from review.web.bureau.schemes import problem_rows
from review.web.clock import now
from review.web.display import words
from review.web.errors import in_words
from review.web.forms.rules import rules_page
from review.web.forms.schemes import ChangedScheme
from review.web.language import said

bp = Guarded("replay", __name__, url_prefix="/schemes")


@bp.get("/<public_id>/what-if", action=Action.RULES_TRY)
def change(public_id: str) -> ResponseReturnValue:
    """The rules as a form, beside the campaigns that they can be tried on."""
    trial = request.args.get("trial", "")
    form = rule_changes.form(viewer=viewer(), public_id=public_id, trial=trial)
    return _form_page(form, ChangedScheme(version=form.version), chosen=form.chosen)


@bp.post("/<public_id>/what-if", action=Action.RULES_TRY)
def try_rules(public_id: str) -> ResponseReturnValue:
    """Keep the changed copy and look at it, or say what is wrong with it."""
    trial = request.args.get("trial", "")
    form = rule_changes.form(viewer=viewer(), public_id=public_id, trial=trial)
    sent, text = ChangedScheme(), ""
    chosen = request.form.getlist("campaign")
    if not sent.validate_on_submit():
        return _form_page(form, sent, chosen=frozenset(chosen)), 422
    try:
        text = sent.given or rule_changes.changed_text(
            form=form, values=request.form, version=sent.version.data or ""
        )
        address = replay.try_rules(
            viewer=viewer(),
            public_id=public_id,
            text=text,
            campaigns=chosen,
            at=now(),
            in_proportion=bool(sent.in_proportion.data),
        )
    except NotVisible:
        raise
    except RuleBroken as refusal:
        page = _form_page(form, sent, refusal, text, chosen=frozenset(chosen))
        return page, 422
    return redirect(url_for("replay.show", trial_id=address))


def _form_page(
    form: RulesForm,
    sent: ChangedScheme,
    refusal: RuleBroken | None = None,
    text: str = "",
    *,
    chosen: frozenset[str],
) -> str:
    faults = refusal.faults if isinstance(refusal, BadEdits) else {}
    return render_template(
        "replay/change.html",
        line=form.line,
        campaigns=[(each, each.code in chosen) for each in form.campaigns],
        page=rules_page(form.scheme, request.form, faults),
        form=sent,
        refusal=in_words(refusal) if refusal else "",
        problems=problem_rows(refusal, text) if refusal else [],
        trial=request.args.get("trial", ""),
    )


@bp.get("/trials/<trial_id>", action=Action.RULES_TRY)
def show(trial_id: str) -> ResponseReturnValue:
    """Which grades would move, from which to which, and whose."""
    found = replay.view(viewer=viewer(), public_id=trial_id)

    def url(**asked: str) -> str:
        return url_for("replay.files", trial_id=trial_id, **asked)

    return render_template(
        "replay/show.html",
        found=found,
        table=replay_words.grade_table(found, url),
        moved=replay_words.moved(found.total),
        mean=replay_words.signed(found.total.mean_change),
        groups=replay_words.group_tables(found, url),
        misfits=replay_words.misfit_rows(found, url),
        left_out=replay_words.left_out(found, url),
        moved_url=url(fate=replay_lists.MOVED) if found.sees_files else "",
        proposal=_proposal(trial_id) if found.sees_files else "",
    )


def _proposal(trial_id: str) -> str:
    return adoption.of_trial(viewer=viewer(), trial=trial_id)


@bp.get("/trials/<trial_id>/text", action=Action.RULES_TRY)
def text(trial_id: str) -> ResponseReturnValue:
    """The changed copy as a file."""
    found = replay.view(viewer=viewer(), public_id=trial_id)
    name = f"{found.new.code}-{found.new.version}.yaml"
    response = Response(found.text, mimetype="application/yaml")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/trials/<trial_id>/files", action=Action.RULES_CHANGE)
def files(trial_id: str) -> ResponseReturnValue:
    """The files behind a number, one by one."""
    wanted, of = _wanted(), {"viewer": viewer(), "public_id": trial_id}
    found = replay_lists.page(wanted=wanted, cut=cut_of(), **of)
    here = Here("replay.files", {"trial_id": trial_id}, _asked(wanted))
    old, new = replay.schemes_of(**of)
    return render_template(
        "replay/files.html",
        trial_id=trial_id,
        scheme=new,
        rows=[replay_words.file_row(each, old, new) for each in found.rows],
        here=here,
        pager=here.pager(found),
    )


def _asked(wanted: Wanted) -> dict[str, Any]:
    names = ("fate", "before", "after", "item", "by", "key")
    return {name: getattr(wanted, name) for name in names}


def _wanted() -> Wanted:
    return Wanted(
        fate=one_of("fate", FATES),
        before=words_of("before"),
        after=words_of("after"),
        item=words_of("item"),
        by=one_of("by", GROUPINGS),
        key=words_of("key"),
    )


@bp.get(
    "/trials/<trial_id>/files.<any(csv, xlsx):file_format>", action=Action.RULES_CHANGE
)
def export(trial_id: str, file_format: str) -> Response:
    body = replay_lists.export(
        viewer=viewer(),
        public_id=trial_id,
        wanted=_wanted(),
        at=now(),
        file_format=file_format,
        say=said,
        words=words,
    )
    return download(body, "what-if", file_format)
