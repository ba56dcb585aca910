"""Queries that must return nothing, whatever happened."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold, and the rows that break it."""

    name: str
    rows: list[list[object]]


def check() -> list[Violation]:
    """Every invariant that does not hold; inside `unit.reading()`."""
    return []
