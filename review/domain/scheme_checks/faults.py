"""A fault of a scheme: where in the scheme, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from review.domain.errors import plain
from review.domain.schemes import Item, Scheme, Section

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """`path` names fields and positions, as the scheme and its file both do."""

    path: Path
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % plain(self.values) if self.values else self.sentence


Faults = Iterator[Fault]


def sections_of(scheme: Scheme) -> Iterator[tuple[Path, Section]]:
    """Every section with its path."""
    for number, section in enumerate(scheme.sections):
        yield ("sections", number), section


def items_of(section: Section, path: Path) -> Iterator[tuple[Path, Item]]:
    """The items directly in a section."""
    for number, item in enumerate(section.items):
        yield (*path, "items", number), item


def leaves_of(section: Section, path: Path) -> Iterator[tuple[Path, Item]]:
    """The lines that are answered: sub-items, or items that have none."""
    for at, item in items_of(section, path):
        for number, sub in enumerate(item.items):
            yield (*at, "items", number), sub
        if not item.items:
            yield at, item


def all_leaves(scheme: Scheme) -> Iterator[tuple[Path, Section, Item]]:
    """Every answered line of the sheet with its section."""
    for path, section in sections_of(scheme):
        for at, leaf in leaves_of(section, path):
            yield at, section, leaf
