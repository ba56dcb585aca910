"""What the preview of a workbook says: cell, item, and both values in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review.domain.drafts import answers_of
from review.domain.offline import COMMENT, Effect
from review.domain.sentences import Sentence
from review.services.offline import MAY_CHOOSE, Change, FilePlan, Plan
from review.services.tasks import Task
from review.web.display import words
from review.web.errors import in_words
from review.web.forms.conflicts import in_words as answer_in_words
from review.web.forms.controls import draw
from review.web.forms.drawn import DrawnSheet
from review.web.language import gettext as _

MINE, THEIRS = "mine", "theirs"
ORDER = tuple(Effect)
FIGURES = (
    Effect.NEW,
    Effect.CHANGED,
    Effect.TAKEN_BACK,
    Effect.CONFLICT,
    Effect.REFUSED,
    Effect.SAME,
)


@dataclass(frozen=True, slots=True)
class ShownRefusal:
    """A cell that is refused: where, what stands there, and what to do."""

    cell: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One item of the preview; `picked` is the choice made beforehand, if there is one."""

    code: str
    cell: str
    label: str
    effect: Effect
    mine: str
    stored: str
    refusals: tuple[ShownRefusal, ...] = ()
    notes: tuple[ShownRefusal, ...] = ()
    may_choose: bool = False
    picked: str = ""


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One sheet of the workbook, with what needs somebody first."""

    name: str
    read: str
    version: int
    refusal: str
    has_moved: bool
    rows: tuple[ShownChange, ...]
    strays: tuple[ShownRefusal, ...]
    n_same: int


def figures(plan: Plan) -> list[tuple[int, str]]:
    """How many answers there are of each kind, those that need a look first."""
    return [(plan.counts.get(each, 0), _(each.words)) for each in FIGURES]


def shown_files(plan: Plan) -> list[ShownFile]:
    return [_file(each) for each in plan.files]


def _file(plan: FilePlan) -> ShownFile:
    changes = sorted(plan.changes, key=lambda each: ORDER.index(each.effect))
    told = [each for each in changes if each.effect is not Effect.SAME]
    return ShownFile(
        name=plan.sheet,
        read=plan.read,
        version=plan.version,
        refusal=in_words(plan.refusal) if plan.refusal else "",
        has_moved=plan.has_moved and bool(plan.of(*MAY_CHOOSE)),
        rows=tuple(_rows(plan.task, told, plan.has_moved)) if plan.task else (),
        strays=tuple(_refusal(each) for each in plan.strays),
        n_same=len(changes) - len(told),
    )


def _rows(task: Task, changes: list[Change], has_moved: bool) -> list[ShownChange]:
    drawn = draw(task.scheme, task.part, task.only)
    mine = _answers(task, {each.code: each.mine for each in changes})
    stored = _answers(task, {each.code: each.stored for each in changes})
    return [
        ShownChange(
            code=each.code,
            cell=each.cell,
            label=_label(drawn, each.code),
            effect=each.effect,
            mine=_said(drawn, each.code, each.mine, mine),
            stored=_said(drawn, each.code, each.stored, stored),
            refusals=tuple(_refusal(one) for one in each.refusals),
            notes=tuple(_refusal(one) for one in each.notes),
            may_choose=has_moved and each.effect in MAY_CHOOSE,
            picked=_picked(each.effect),
        )
        for each in changes
    ]


def _answers(task: Task, raw: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = {code: each for code, each in raw.items() if each and code in task.lines}
    return answers_of(kept, task.lines)


def _label(drawn: DrawnSheet, code: str) -> str:
    return _("Overall comment") if code == COMMENT else drawn.label(code)


def _said(drawn: DrawnSheet, code: str, raw: object, answers: Mapping[str, Any]) -> str:
    """A whole answer on one line; the comment as it is."""
    if code == COMMENT:
        return str(raw or "") or _("no answer")
    return answer_in_words(drawn.by_code[code], answers.get(code))


def _picked(effect: Effect) -> str:
    """A conflict is decided by nobody but the reviewer."""
    if effect is Effect.CONFLICT:
        return ""
    return THEIRS if effect is Effect.KEPT else MINE


def _refusal(refusal: Any) -> ShownRefusal:
    """With the item's words where the sentence names what may be chosen."""
    why: Sentence = refusal.why
    return ShownRefusal(refusal.cell, refusal.value, words(why))
