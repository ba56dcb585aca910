"""Two versions of one sheet side by side, for a browser without the script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from flask import abort

from review.domain.answers import Answer, Answers, to_json
from review.web.forms.answer_words import FindingWords, answer_words, finding_words
from review.web.forms.drawn import Drawn, DrawnSheet
from review.web.forms.posted import Form, as_typed
from review.web.language import gettext as _
from review.web.wording import headed

COMMENT = "comment"


class Sent(Protocol):
    """The version that could not be saved."""

    answers: Mapping[str, Any]
    comment: str | None


class Stored(Protocol):
    """The version that was saved elsewhere."""

    answers: Answers
    comment: str


@dataclass(frozen=True, slots=True)
class Row:
    """An item on which the two differ; `mine` is the answer to send again."""

    code: str
    label: str
    mine: str
    mine_words: str
    theirs_words: str


def as_json(answers: Answers) -> dict[str, Any]:
    return {code: to_json(answer) for code, answer in answers.items()}


def rows(drawn: DrawnSheet, sent: Sent, stored: Stored) -> list[Row]:
    """Every item on which what was sent differs from what is stored."""
    found = list(_answers(drawn, sent, stored))
    comment = sent.comment or ""
    if comment != stored.comment:
        mine = json.dumps(comment, ensure_ascii=False)
        found.append(Row(COMMENT, _("Overall comment"), mine, comment, stored.comment))
    return found


def _answers(drawn: DrawnSheet, sent: Sent, stored: Stored) -> Iterator[Row]:
    kept = as_json(stored.answers)
    for code, line in drawn.by_code.items():
        mine = sent.answers.get(code)
        if canonical(mine) == canonical(kept.get(code)):
            continue
        yield Row(
            code,
            drawn.label(code),
            json.dumps(mine, ensure_ascii=False),
            in_words(line, as_typed(mine)),
            in_words(line, stored.answers.get(code)),
        )


def canonical(raw: Mapping[str, Any] | None) -> dict[str, Any]:
    """Numbers come as text from a form and as numbers from a draft."""
    raw = dict(raw or {})
    if isinstance(raw.get("choice"), int):
        raw["choice"] = str(raw["choice"])
    return raw


def in_words(line: Drawn, answer: Answer | None) -> str:
    """A whole answer on one line: the choice, then each finding.

    A named deduction that a finding tells of stands before it and not by itself too.
    """
    found = finding_words(line, answer)
    findings = [_finding_words(each) for each in found]
    answer = _not_told(answer)
    remark = _("Submit as a remark") if answer is not None and answer.is_remark else ""
    said = [answer_words(line, answer), *findings, remark]
    return " · ".join(each for each in said if each) or _("no answer")


def _finding_words(found: FindingWords) -> str:
    rest = " ".join(each for each in (found.reason, found.where) if each)
    return headed(found.about, rest) if found.about and rest else found.about + rest


def _not_told(answer: Answer | None) -> Answer | None:
    """The answer with the named deductions that no finding tells of."""
    if answer is None or not isinstance(answer.choice, tuple):
        return answer
    told = {finding.option for finding in answer.findings}
    left = tuple(code for code in answer.choice if code not in told)
    return replace(answer, choice=left or (None if answer.choice else ()))


def kept(form: Form) -> tuple[dict[str, Any], str | None]:
    """What the reviewer chose to keep of their own; the rest stays as it is stored."""
    mine = {
        name.removeprefix("pick."): _parsed(form.get("mine." + name[5:], "null"))
        for name, value in form.items()
        if name.startswith("pick.") and value == "mine"
    }
    comment = mine.pop(COMMENT, None)
    if not isinstance(comment, str | None):
        abort(400)
    if not all(isinstance(raw, dict | None) for raw in mine.values()):
        abort(400)
    return mine, comment


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        abort(400)
