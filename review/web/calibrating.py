"""Calibration for reviewers: try a file, then see only where one differs, and why."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from review.domain.calibration import Standard
from review.domain.lines import answerable
from review.domain.policy import Action
from review.services import calibrating
from review.services.calibrating import Own
from review.services.qualification import Tried
from review.web.access import Guarded, viewer
from review.web.clock import now
from review.web.display import words
from review.web.forms.answer_words import answer_words, finding_words
from review.web.forms.controls import draw_line

bp = Guarded("calibrating", __name__, url_prefix="/reviews/calibration")


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """An item, what was answered and what was agreed, with the agreed reasons."""

    item: str
    own: str
    agreed: str
    reasons: tuple[str, ...]
    is_missed: bool


@dataclass(frozen=True, slots=True)
class TrialLine:
    tried: Tried
    is_met: bool
    differences: tuple[DifferenceLine, ...]


@dataclass(frozen=True, slots=True)
class OwnLine:
    own: Own
    trials: tuple[TrialLine, ...]
    seeds: tuple[TrialLine, ...]


@bp.get("/", action=Action.REVIEW)
def page() -> ResponseReturnValue:
    """The campaigns with calibration files, newest trial first."""
    found = calibrating.own(viewer=viewer())
    return render_template(
        "calibration/own.html", lines=[OwnLine(each, *_trials(each)) for each in found]
    )


@bp.post("/", action=Action.REVIEW)
def begin() -> ResponseReturnValue:
    """On to the sheet of a file."""
    code = request.form.get("code", "")
    read = calibrating.begin(viewer=viewer(), code=code, at=now())
    return redirect(url_for("reviewer.sheet", public_id=read))


def _trials(own: Own) -> tuple[tuple[TrialLine, ...], tuple[TrialLine, ...]]:
    """The own trials, newest first, and the own reviews of seeds."""
    trials, seeds = (
        tuple(_trial(each, own.standard) for each in reversed(found))
        for found in (own.trials, own.seeds)
    )
    return trials, seeds


def _trial(tried: Tried, standard: Standard) -> TrialLine:
    return TrialLine(tried, tried.trial.meets(standard), tuple(_differences(tried)))


def _differences(tried: Tried) -> list[DifferenceLine]:
    lines = answerable(tried.scheme)
    found = []
    for each in tried.trial.differences:
        drawn = draw_line(lines[each.item], each.item)
        reasons = [
            " · ".join(finding.said) for finding in finding_words(drawn, each.agreed)
        ]
        found.append(
            DifferenceLine(
                item=words(lines[each.item].item.title),
                own=answer_words(drawn, each.own) or "—",
                agreed=answer_words(drawn, each.agreed),
                reasons=tuple(reasons),
                is_missed=each.item in tried.trial.missed,
            )
        )
    return found
