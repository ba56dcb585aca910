"""Cases for the workbook's tests: a scheme, raw answers, and what is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

from review.domain.answers import Special, allowed_specials, parse_answers
from review.domain.choices import written
from review.domain.drafts import asked, kept_from
from review.domain.lines import Line, answerable
from review.domain.offline import COMMENT, mark_of
from review.domain.schemes import ItemKind, Scheme
from review.files.offline import OfflineCase
from tests.repository import ROOT

SCHEMES = sorted((ROOT / "scoring_schemes").glob("*.yaml"))


def a_case(scheme: Scheme, raw: Mapping[str, Any] | None = None, **rest: Any) -> Any:
    """A case with these answers; what is not said is of no account."""
    part, only = rest.pop("part", None), rest.pop("only", None)
    answers = parse_answers(scheme, raw or {})
    kept, comment = kept_from(answers), rest.pop("comment", "")
    marks = {code: mark_of(kept.get(code)) for code in asked(scheme, part, only)}
    values: dict[str, Any] = {
        "read": "read-1",
        "case_no": "(2025)青援0001号",
        "kind": "criminal_defense",
        "stage": "trial_first",
        "volume_set": "",
        "cause": "故意伤害罪",
        "campaign": "2026年度案卷质量评查",
        "due_on": date(2026, 3, 31),
        "version": 1,
        "scheme_digest": scheme.digest,
        "marks": marks | {COMMENT: mark_of(comment)},
    }
    return OfflineCase(
        scheme=scheme,
        part=part,
        only=only,
        answers=answers,
        comment=comment,
        **(values | rest),
    )


def some_answers(scheme: Scheme, dice: Random, share: float = 0.8) -> dict[str, Any]:
    """Answers of every shape to most lines of a scheme, by the dice."""
    lines = answerable(scheme)
    return {
        code: _answer(line, dice)
        for code, line in lines.items()
        if dice.random() < share
    }


def _answer(line: Line, dice: Random) -> dict[str, Any]:
    specials = [s for s in allowed_specials(line) if s is not Special.CANNOT_ASSESS]
    if specials and dice.random() < 0.3:
        special = dice.choice(specials)
        raw: dict[str, Any] = {"special": str(special)}
        if special is Special.NOT_DONE_EXTERNAL:
            raw |= {"organ": "看守所", "cause": "停止会见"}
        return raw
    choice = _CHOICES[line.item.kind](line, dice)
    raw = {"choice": choice}
    if dice.random() < 0.5:
        raw["findings"] = _findings(line, choice, dice)
    return raw


def _findings(line: Line, choice: Any, dice: Random) -> list[dict[str, Any]]:
    found = []
    for number in range(dice.randint(1, 3)):
        finding: dict[str, Any] = {"reason": f"=第{number}处 问题\n换行"}
        if dice.random() < 0.5:
            finding |= {"pages": dice.choice(["12", "3-5", "第2卷7页"])}
        if dice.random() < 0.3:
            finding["absent"] = True
        if isinstance(choice, list) and choice and dice.random() < 0.7:
            finding["option"] = dice.choice(choice)
        found.append(finding)
    return found


def _steps(line: Line, dice: Random) -> str:
    n = int(line.item.points / line.item.step)
    return str(written(line.item.step * dice.randint(0, n)))


def _one_of(*words: str) -> Any:
    return lambda line, dice: dice.choice(words)


def _option(line: Line, dice: Random) -> str:
    if not line.item.options:
        return "记录的文字"
    return dice.choice(line.item.options).code


def _several(line: Line, dice: Random) -> list[str]:
    return [o.code for o in line.item.options if dice.random() < 0.4]


_CHOICES: dict[Any, Any] = {
    ItemKind.STEPS: _steps,
    ItemKind.ALL_OR_NOTHING: _one_of("met", "missing"),
    ItemKind.PER_OCCURRENCE: lambda line, dice: dice.randint(0, 6),
    ItemKind.ERROR_COUNT: lambda line, dice: dice.randint(0, 9),
    ItemKind.ALTERNATIVES: _several,
    ItemKind.LEVELS: _option,
    ItemKind.YES_NO: _one_of("yes", "no"),
    ItemKind.INDICATOR: lambda line, dice: dice.choice(line.grades).code,
    ItemKind.RECORD: _option,
}
