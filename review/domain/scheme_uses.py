"""How a campaign uses a scheme: for which files, and with how many reviews.

A campaign may use a scheme for fewer files than it is meant for, never for others, and
may ask for more or fewer reviews of a class of case. Everything else, the limits of
divergence above all, is the scheme's own: its digest vouches for how a grade came about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.kinds import CaseClass, is_object
from review.domain.scheme_checks.combining import (
    FEWEST,
    FEWEST_TO_TRIM,
    MOST,
    TRIMMED,
)
from review.domain.schemes import Scheme

FEWEST_REVIEWS, MOST_REVIEWS = FEWEST, MOST


class UseBroken(RuleBroken):
    """The campaign cannot use the scheme like this."""

    sentence = N_("The scheme cannot be used like this.")
    place = "schemes"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The kinds, stages and classes for which alone a scheme is used; empty is all."""

    case_kinds: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    case_classes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.case_kinds or self.stages or self.case_classes)


EVERYTHING = Narrowing()


def use_faults(
    scheme: Scheme, narrowing: Narrowing, reviews: Mapping[str, int]
) -> Iterator[UseBroken]:
    """A scheme is not stretched, and a trimmed mean needs three reviews."""
    for each in fields(Narrowing):
        meant, wanted = getattr(scheme, each.name), getattr(narrowing, each.name)
        for value in wanted:
            if value not in meant if meant else is_object(value):
                yield UseBroken(
                    N_("The scheme %(code)s is not meant for %(value)s."),
                    code=scheme.code,
                    value=value,
                )
    trims = scheme.combination.rule == TRIMMED
    if trims and any(n < FEWEST_TO_TRIM for n in reviews.values()):
        yield UseBroken(
            ngettext(
                "The scheme %(code)s needs at least %(n)s review of every case.",
                "The scheme %(code)s needs at least %(n)s reviews of every case.",
            ),
            code=scheme.code,
            n=FEWEST_TO_TRIM,
        )


def as_used(scheme: Scheme, narrowing: Narrowing, reviews: Mapping[str, int]) -> Scheme:
    """The scheme as this campaign chooses files by it and gives them out."""
    if not narrowing and not reviews:
        return scheme
    chosen = {f.name: getattr(narrowing, f.name) for f in fields(Narrowing)}
    numbers = {**scheme.combination.reviews, **reviews}
    classes = narrowing.case_classes or scheme.case_classes
    return replace(
        scheme,
        combination=replace(scheme.combination, reviews=_that_occur(numbers, classes)),
        **{name: values for name, values in chosen.items() if values},
    )


def _that_occur(numbers: Mapping[str, int], classes: Sequence[str]) -> dict[str, int]:
    """Without a default that no class is left for, and classes that no file has."""
    meant = [each.value for each in CaseClass if not classes or each.value in classes]
    usual = numbers[""]
    if all(each in numbers for each in meant):
        usual = numbers[meant[0]]
    known = {each: numbers.get(each, usual) for each in meant}
    return {"": usual} | {each: n for each, n in known.items() if n != usual}


def narrowing_as_data(narrowing: Narrowing) -> dict[str, list[str]]:
    """What a narrowing says, without what it leaves open."""
    said = ((each.name, getattr(narrowing, each.name)) for each in fields(Narrowing))
    return {name: list(values) for name, values in said if values}


def narrowing_from_data(data: Mapping[str, Any]) -> Narrowing:
    return Narrowing(**{name: tuple(values) for name, values in data.items()})
