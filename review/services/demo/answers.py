"""Plausible reviews: both readers see the same file, not always with the same eyes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from review.domain.answers import Special, allowed_specials, parse_answers
from review.domain.completeness import MissingKind, missing
from review.domain.lines import Line, answerable
from review.domain.procedures import Proposals
from review.domain.schemes import ItemKind, Scheme, VetoEffect
from review.services.demo import days, words

FALLBACK = "相关材料不完整，未见相应记录"
UNREADABLE = "扫描件模糊，无法辨认，请承办单位补交"
CONFIRMED = "经向受援人和办案机关核实，情况属实"
NO_PROPOSALS: Proposals = {}
# Readers from this seat on are called because others could not agree: they decide.
FURTHER = 10
# How much is wrong with a file, how much of it a reader sees or only believes to see,
# and how often a line cannot be judged: so that grades and divergences come out as
# published ones do.
FAULTS, SEEN, IMAGINED, UNJUDGED = 0.70, 0.95, 0.997, 0.01
FAILED = 0.012
"""Share of the files that miss a basic requirement: nobody overlooks that."""
OUTSIDE = 0.14
"""How often an organ stood in the way of work that needs one."""


def review(
    scheme: Scheme,
    *,
    case: str,
    reader: int,
    part: str | None,
    proposals: Proposals = NO_PROPOSALS,
) -> dict[str, Any]:
    """Raw answers of one reader: the faults of the file, some unseen, some imagined."""
    truth = Random(f"{case}/{scheme.code}")
    eyes = Random(f"{case}/{scheme.code}/{reader}")
    quality = truth.betavariate(2.6, 4) * FAULTS
    raw: dict[str, Any] = {}
    for code, line in answerable(scheme, part).items():
        # Each line takes its own dice, so that one reader's slip moves no other line.
        fault = Random(f"{case}/{scheme.code}/{code}")
        there = truth.random() < quality
        seen = eyes.random()
        faulty = (there and seen < SEEN) or seen > IMAGINED
        given = _answer(line, fault, faulty, truth.random() < 0.06)
        raw[code] = _in_own_words(given, f"{case}/{code}", reader)
    raw |= _failure(scheme, case, part)
    raw |= _outside(scheme, case, part)
    days.follow(raw, proposals, case=case, reader=reader, may_doubt=reader < FURTHER)
    if reader < FURTHER:
        _give_up(scheme, raw, eyes, part)
    return _completed(scheme, raw, part)


def _failure(scheme: Scheme, case: str, part: str | None) -> dict[str, Any]:
    """Of a few files the basic requirement that was missed, so that they fail."""
    dice = Random(f"{case}/{scheme.code}/failed")
    lines = answerable(scheme, part).values()
    fatal = [line for line in lines if line.section.effect is VetoEffect.TOTAL_ZERO]
    if dice.random() >= FAILED or not fatal:
        return {}
    line = dice.choice(fatal)
    reason = f"{line.item.title.zh}，{CONFIRMED}"
    found = {"reason": reason, "pages": str(dice.randint(2, 86))}
    return {line.item.code: {"choice": "yes", **found}}


def _outside(scheme: Scheme, case: str, part: str | None) -> dict[str, Any]:
    """Work that some organ did not let the handler do, as the file shows to everybody."""
    found = {}
    for code, line in answerable(scheme, part).items():
        dice = Random(f"{case}/{scheme.code}/{code}/outside")
        if Special.NOT_DONE_EXTERNAL not in allowed_specials(line):
            continue
        if code in words.OUTSIDE and dice.random() < OUTSIDE:
            organ, cause = dice.choice(words.OUTSIDE[code])
            special = str(Special.NOT_DONE_EXTERNAL)
            found[code] = {"special": special, "organ": organ, "cause": cause}
    return found


def once_more(
    scheme: Scheme,
    *,
    case: str,
    items: Sequence[str],
    is_right: bool,
    proposals: Proposals = NO_PROPOSALS,
) -> dict[str, Any]:
    """Items looked at again: either nothing is wrong, or what the reviewers found is.

    What the dates of the case say stands in any event.
    """
    lines = answerable(scheme)
    raw = dict.fromkeys(items, "full")
    if not is_right:
        dice = {code: Random(f"{case}/{scheme.code}/{code}") for code in items}
        raw = {code: _answer(lines[code], dice[code], True, False) for code in items}
    own = {code: proposals[code] for code in items if code in proposals}
    days.follow(raw, own, case=case, reader=FURTHER, may_doubt=False)
    found = _completed(scheme, dict(raw), None)
    return {code: found[code] for code in items}


def share_of_faults(given: dict[str, Any]) -> float:
    """How much of the sheet is not as it should be."""
    faulty = [a for a in given.values() if isinstance(a, dict) and "choice" in a]
    return len(faulty) / max(1, len(given))


def _answer(line: Line, fault: Random, faulty: bool, not_applicable: bool) -> Any:
    item = line.item
    if item.may_not_apply and not_applicable:
        return {"special": "not_applicable"}
    if line.is_veto:
        return "no"
    if not faulty or line.is_bonus or item.kind is ItemKind.RECORD:
        return "full"
    return {"choice": _fault(line, fault), **_finding(line, fault)}


def _give_up(
    scheme: Scheme, raw: dict[str, Any], eyes: Random, part: str | None
) -> None:
    """Once in a while a line cannot be judged from what is in the file."""
    lines = answerable(scheme, part)
    scored = [code for code, line in lines.items() if line.is_scored]
    if scored and eyes.random() < UNJUDGED:
        given = {"special": "cannot_assess", "reason": UNREADABLE, "absent": True}
        raw[eyes.choice(scored)] = given


def _fault(line: Line, dice: Random) -> Any:
    item = line.item
    match item.kind:
        case ItemKind.STEPS:
            lost = min(item.step * dice.randint(1, 2), item.points)
            return str(item.points - lost if line.adds else lost)
        case ItemKind.ALL_OR_NOTHING:
            return "missing"
        case ItemKind.PER_OCCURRENCE | ItemKind.ERROR_COUNT:
            return dice.choice((1, 1, 2))
        case ItemKind.ALTERNATIVES:
            return [min(item.options, key=lambda o: (o.points, dice.random())).code]
        case ItemKind.LEVELS:
            worse = sorted(item.options, key=lambda option: -option.points)
            return worse[min(1, len(worse) - 1)].code
        case ItemKind.INDICATOR:
            return line.grades[min(1, len(line.grades) - 1)].code
        case _:
            return "no" if item.full_on == "yes" else "yes"


def _finding(line: Line, fault: Random) -> dict[str, Any]:
    """What is wrong stands where it stands: both readers name the same page."""
    texts = [text.zh for text in line.item.common_findings] or [FALLBACK]
    finding: dict[str, Any] = {"reason": fault.choice(texts)}
    if fault.random() < 0.25:
        return {**finding, "absent": True}
    return {**finding, "pages": str(fault.randint(2, 86))}


def _in_own_words(given: Any, place: str, reader: int) -> Any:
    """Neighbouring seats never say it alike."""
    if not isinstance(given, dict) or "reason" not in given:
        return given
    ways = words.IN_OWN_WORDS
    way = ways[(Random(place).randrange(len(ways)) + reader) % len(ways)]
    return {**given, "reason": way % {"finding": given["reason"]}}


def _completed(scheme: Scheme, raw: dict[str, Any], part: str | None) -> dict[str, Any]:
    """Fill in what the scheme still asks for, as a careful reader would."""
    for point in missing(scheme, parse_answers(scheme, raw), part):
        if point.kind is MissingKind.OVERALL:
            raw["overall"] = _overall(scheme, raw)
        elif point.kind in (MissingKind.REASON, MissingKind.PLACE):
            given = raw[point.item]
            given = given if isinstance(given, dict) else {"choice": given}
            raw[point.item] = {**given, "reason": FALLBACK, "absent": True}
        elif point.kind is MissingKind.ANSWER:
            raw[point.item] = "full"
    for point in missing(scheme, parse_answers(scheme, raw), part):
        if point.kind is MissingKind.LIMIT:
            raw["overall"] = point.sentence.values["limit"]
    return raw


def _overall(scheme: Scheme, raw: dict[str, Any]) -> str:
    n_faults = sum(1 for answer in raw.values() if isinstance(answer, dict))
    share = Decimal(n_faults) / max(1, len(raw))
    position = 0 if share < Decimal("0.05") else 1 if share < Decimal("0.2") else 2
    return scheme.grades[min(position, len(scheme.grades) - 1)].code
