"""Answers drawn at random that a line can have, and reviews made of them."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

from review.domain.answers import Answer, Answers, Special, allowed_specials
from review.domain.choices import Choice, full_choice, read_choice
from review.domain.lines import Line, answerable
from review.domain.schemes import ItemKind, Scheme

SELDOM = 0.1


def choice(rnd: Random, line: Line) -> Choice:
    """Mostly what loses nothing; a veto is hit seldom, as in files."""
    item = line.item
    if rnd.random() < 0.6 or line.is_free_text:
        return full_choice(line)
    if line.is_veto:
        return "yes" if rnd.random() < SELDOM else "no"
    raw: object
    match item.kind:
        case ItemKind.STEPS:
            raw = min(item.points, item.step * rnd.randrange(6))
        case ItemKind.ALL_OR_NOTHING:
            raw = rnd.choice(("met", "missing"))
        case ItemKind.PER_OCCURRENCE | ItemKind.ERROR_COUNT:
            raw = rnd.randrange(6)
        case ItemKind.ALTERNATIVES:
            codes = [option.code for option in item.options]
            raw = rnd.sample(codes, rnd.randrange(min(3, len(codes) + 1)))
        case ItemKind.YES_NO:
            raw = rnd.choice(("yes", "no"))
        case ItemKind.INDICATOR:
            raw = rnd.choice(line.grades).code
        case _:
            raw = rnd.choice(item.options).code
    return read_choice(line, raw)


def answer(rnd: Random, line: Line) -> Answer:
    specials = allowed_specials(line)
    if specials and rnd.random() < SELDOM:
        special = rnd.choice(specials)
        # A sheet that could not be assessed has no result; few are.
        if special is not Special.CANNOT_ASSESS or rnd.random() < SELDOM:
            return Answer(special=special)
    return Answer(choice(rnd, line))


def answers(
    rnd: Random,
    scheme: Scheme,
    part: str | None = None,
    only: Collection[str] | None = None,
) -> Answers:
    return {
        code: answer(rnd, line)
        for code, line in answerable(scheme, part).items()
        if only is None or code in only
    }
