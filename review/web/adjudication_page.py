"""Deciding disputed items on the page: first the own sheet, then the reviews beside it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from review.domain.adjudication import MOST_REASON
from review.domain.answers import Answer, to_json
from review.domain.appeals import MOST_REASON as MOST_RULING
from review.domain.appeals import Cause, Decided, Ruling
from review.services import adjudication
from review.services.adjudication import SecondView
from review.services.appeals import deciding
from review.services.reviewing import Desk, Preview
from review.web.access import viewer
from review.web.bureau.case_page import label_words
from review.web.derivation import derivation_of
from review.web.display import words
from review.web.forms.answer_words import answer_words, finding_words
from review.web.forms.checklist import checklist
from review.web.forms.drawn import Drawn, DrawnSheet
from review.web.forms.posted import lines_of
from review.web.forms.progress import progress_of
from review.web.language import gettext as _
from review.web.reviewer_facts import case_facts, missing_links
from review.web.secret_words import left_out_words

OWN = "own"


@dataclass(frozen=True, slots=True)
class Said:
    """One of the answers to a disputed item, and what takes it over."""

    key: str
    words: str
    answer: str
    findings: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An item answered otherwise than before the reviews were seen."""

    code: str
    label: str
    before: str
    now: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ruled:
    """A point of an objection, to be ruled on."""

    item: str
    title: str
    text: str
    now: str
    ruling: str
    cause: str
    reason: str


def second_view_of(desk: Desk) -> SecondView | None:
    """The reviews' answers, if this reader has locked the own ones."""
    if desk.items is None or desk.submitted_at is not None:
        return None
    return adjudication.second_view(viewer=viewer(), public_id=desk.public_id)


def beside(second: SecondView | None, sheet: DrawnSheet) -> dict[str, Markup]:
    """The answers to every disputed item, to stand beside its line."""
    if second is None:
        return {}
    objected = {each.item: each for each in second.objected}
    return {
        code: Markup(
            render_template(
                "adjudication/beside.html",
                code=code,
                own=OWN,
                answers=list(_answers(code, drawn, second)),
                objected=objected.get(code),
            )
        )
        for code, drawn in sheet.by_code.items()
    }


def _answers(code: str, drawn: Drawn, second: SecondView) -> Iterator[Said]:
    if code in second.first:
        yield _said(OWN, _("Your first view"), drawn, second.first[code])
    for other in second.others.get(code, ()):
        yield _said(other.label, label_words(other.label), drawn, other.answer)


def _said(key: str, words: str, drawn: Drawn, answer: Answer) -> Said:
    return Said(
        key=key,
        words=words,
        answer=answer_words(drawn, answer),
        findings=tuple(
            " · ".join(each.said) for each in finding_words(drawn, answer) if each.said
        ),
        raw=json.dumps(to_json(answer), ensure_ascii=False, separators=(",", ":")),
    )


def stage_note(desk: Desk, second: SecondView | None) -> Markup:
    """Above the sheet: which of the two steps this is."""
    if desk.items is None:
        return Markup("")
    if second is None:
        return Markup(render_template("adjudication/first.html", n=len(desk.items)))
    whole = [each for each in second.objected if each.item not in desk.items]
    note = "objections/second.html" if second.objected else "adjudication/second.html"
    return Markup(render_template(note, second=second, whole=whole))


def finish_words(desk: Desk, second: SecondView | None) -> Markup:
    """What the button at the end of the sheet says: the first view is only locked."""
    if desk.items is not None and second is None:
        return escape(_("Check and lock"))
    return escape(_("Check and submit"))


def taken_over(desk: Desk, code: str, key: str) -> dict[str, object]:
    """The answer of a review, or the own first one, as a page would send it."""
    second = second_view_of(desk)
    if second is None:
        return {}
    own = key == OWN
    answer = second.first.get(code) if own else second.answer_of(code, key)
    return {} if answer is None else {code: to_json(answer)}


def decision_page(
    found: Preview, *, typed: Mapping[str, Any] | None = None, problem: str = ""
) -> str:
    """Before locking: what is locked. Afterwards: what was changed, and why."""
    second = adjudication.second_view(viewer=viewer(), public_id=found.public_id)
    drawn = checklist(found.scheme, found.part, found.items).drawn
    progress = progress_of(found.scheme, drawn, found.sheet, found.missing)
    return render_template(
        "adjudication/confirm.html",
        preview=found,
        facts=case_facts(found.case),
        missing=missing_links(drawn, progress),
        left=left_out_words(found.left_out, drawn),
        second=second,
        changed=list(_changed(found, second, drawn, typed or {})) if second else [],
        derivation=derivation_of(
            found.scheme, found.sheet, found.answers, only=found.items
        ),
        key=secrets.token_urlsafe(16),
        most=MOST_REASON,
        problem=problem,
        points=list(_ruled(found, second, drawn, typed or {})) if second else [],
        rulings=tuple(Ruling),
        causes=tuple(Cause),
        most_reason=MOST_RULING,
    )


def _ruled(
    found: Preview, second: SecondView, sheet: DrawnSheet, typed: Mapping[str, Any]
) -> Iterator[Ruled]:
    """Every point of an objection, with what was typed of it before."""
    for each in second.objected:
        drawn = sheet.by_code.get(each.item)
        yield Ruled(
            item=each.item,
            title=words(each.title),
            text=each.text,
            now=answer_words(drawn, found.answers.get(each.item)) if drawn else "",
            ruling=typed.get(f"u.{each.item}", ""),
            cause=typed.get(f"c.{each.item}", ""),
            reason=typed.get(f"w.{each.item}", ""),
        )


def rulings_in(form: Mapping[str, str]) -> tuple[Decided, ...] | None:
    """The rulings of a page that was sent; None where it asked for none."""
    items = [name.removeprefix("u.") for name in form if name.startswith("u.")]
    if not items:
        return None
    return deciding.decided_in(
        {
            item: (
                form.get(f"u.{item}", ""),
                form.get(f"c.{item}", ""),
                lines_of(form.get(f"w.{item}", "")),
            )
            for item in items
        }
    )


def _changed(
    found: Preview, second: SecondView, sheet: DrawnSheet, typed: Mapping[str, Any]
) -> Iterator[Changed]:
    for code in second.changed:
        drawn = sheet.by_code[code]
        yield Changed(
            code=code,
            label=sheet.label(code),
            before=answer_words(drawn, second.first.get(code)),
            now=answer_words(drawn, found.answers.get(code)),
            reason=typed.get(f"r.{code}", ""),
        )
