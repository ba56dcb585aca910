"""Rules have a name and a version: "mean@1". A changed rule is a new version."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from review.domain.errors import N_, RuleBroken

Rule = TypeVar("Rule")


class UnknownRule(RuleBroken):
    """A scheme names a rule that this program does not have."""

    sentence = N_("There is no rule %(name)s; there are %(known)s.")


def registered(register: Mapping[str, Rule], name: str) -> Rule:
    """The function of a named rule."""
    if name in register:
        return register[name]
    raise UnknownRule(name=name, known=tuple(register))
