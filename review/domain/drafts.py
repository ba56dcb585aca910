"""Answers as a draft keeps them: checked when they are given, not when read back."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from review.domain.answers import (
    Answer,
    Answers,
    Special,
    full_answer,
    parse_answers,
    to_json,
)
from review.domain.choices import Choice
from review.domain.errors import N_, RuleBroken
from review.domain.findings import finding_from
from review.domain.kept_pages import Scans, with_keys
from review.domain.lines import OVERALL, Line, answerable
from review.domain.schemes import ItemKind, Scheme

Kept = dict[str, dict[str, Any]]


class NotAsked(RuleBroken):
    """An answer to an item that this review does not cover."""

    sentence = N_("Item %(item)s is not part of this review.")


class UnknownSection(RuleBroken):
    sentence = N_("There is no such section in this review.")


def asked(
    scheme: Scheme, part: str | None, only: Collection[str] | None
) -> Mapping[str, Line]:
    """The lines of this review: of the sheet, of one part, or the disputed ones."""
    lines = answerable(scheme, part)
    if only is None:
        return lines
    return {code: line for code, line in lines.items() if code in only}


def with_changes(
    scheme: Scheme, kept: Kept, lines: Mapping[str, Line], changes: Mapping[str, object]
) -> Kept:
    """The kept answers after some were given, changed, or taken back (None)."""
    for code in changes:
        if code not in lines:
            raise NotAsked(item=_shown(code))
    given = {code: raw for code, raw in changes.items() if raw is not None}
    parsed = parse_answers(scheme, given)
    rest = {code: raw for code, raw in kept.items() if code not in changes}
    return rest | {code: to_json(answer) for code, answer in parsed.items()}


def with_section_closed(
    scheme: Scheme,
    kept: Kept,
    lines: Mapping[str, Line],
    section: str,
    but: Collection[str] = (),
) -> Kept:
    """Nothing more to note in a section: what is unanswered loses nothing.

    Findings already written stay, so that no word is lost. The overall judgement is
    never given by the way, what is only recorded is not invented, and the items of
    `but`, where something else is proposed, are left to the reviewer.
    """
    own = {
        code: line
        for code, line in lines.items()
        if line.section.code == section and code != OVERALL
    }
    if not own:
        raise UnknownSection
    given = _given(kept)
    full = {
        code: kept.get(code, {}) | to_json(full_answer(scheme, line.item))
        for code, line in own.items()
        if line.is_scored and code not in but and code not in given
    }
    return kept | full


def names_pages(kept: Kept, lines: Mapping[str, Line]) -> bool:
    """Whether a finding of the kept answers names a page."""
    return any(
        "pages" in finding
        for code, raw in kept.items()
        if "findings" in raw and code in lines
        for finding in raw["findings"]
    )


def with_page_keys(kept: Kept, changed: Collection[str], scans: Scans) -> Kept:
    """The kept answers; those that were changed keep the pages that they name."""
    if not scans.parts:
        return kept
    named = {
        code: {**raw, "findings": [_with_keys(each, scans) for each in raw["findings"]]}
        for code in changed
        if (raw := kept.get(code)) and "findings" in raw
    }
    return kept | named


def _with_keys(finding: Mapping[str, Any], scans: Scans) -> dict[str, Any]:
    rest = {name: each for name, each in finding.items() if name != "keys"}
    keys = with_keys(finding.get("pages", ""), finding.get("keys", {}), scans)
    return {**rest, "keys": keys} if keys else rest


def _given(kept: Kept) -> set[str]:
    """The kept answers that are more than a reason for a choice yet to be made."""
    return {code for code, raw in kept.items() if "choice" in raw or "special" in raw}


def n_answered(kept: Kept, lines: Mapping[str, Line]) -> int:
    """How many lines that need an answer have one."""
    given = _given(kept)
    return sum([code in given and line.is_required for code, line in lines.items()])


def n_items(lines: Mapping[str, Line]) -> int:
    """How many lines need an answer."""
    return sum([line.is_required for line in lines.values()])


def written(kept: Kept) -> str:
    """The text a draft is stored as."""
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def kept_in(text: str | None) -> Kept:
    """The kept answers of a stored draft; of none, nothing."""
    return json.loads(text) if text else {}


def answers_of(kept: Kept, lines: Mapping[str, Line]) -> dict[str, Answer]:
    """Kept answers in their own types, in the order of the sheet."""
    return {code: _answer(lines[code], kept[code]) for code in lines if code in kept}


def _answer(line: Line, raw: Mapping[str, Any]) -> Answer:
    """A line keeps the answers that are nothing but a choice; most answers are such."""
    word = raw.get("choice")
    if type(word) is list:
        word = tuple(word)
    if len(raw) > 1 or type(word) not in _KEPT or line.is_free_text:
        return _spelt_out(line, raw)
    key = "answer", word
    return line.known.get(key) or line.keep(key, _spelt_out(line, raw))


_KEPT = (str, int, tuple)


def _spelt_out(line: Line, raw: Mapping[str, Any]) -> Answer:
    special = raw.get("special")
    return Answer(
        _choice(line, raw.get("choice")),
        Special(special) if special else None,
        tuple(map(finding_from, raw.get("findings", ()))),
        raw.get("organ", ""),
        raw.get("cause", ""),
        raw.get("remark", False),
    )


def _choice(line: Line, raw: Any) -> Choice | None:
    if raw is None:
        return None
    if line.item.kind is ItemKind.STEPS:
        return Decimal(raw)
    return tuple(raw) if isinstance(raw, list) else raw


def kept_from(answers: Answers) -> Kept:
    """Answers as a draft would keep them."""
    return {code: to_json(answer) for code, answer in answers.items()}


def _shown(code: object) -> str:
    return code[:40] if isinstance(code, str) and code.isprintable() else "?"
