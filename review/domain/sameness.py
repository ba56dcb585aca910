"""A thing that never changes as a key: quick to find, however much it holds."""

from __future__ import annotations

from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Same(Generic[Thing]):
    """Equal to what holds the very same object; holding it keeps its identity its own.

    A plain class: many are made for one page, and a frozen one takes thrice as long.
    """

    __slots__ = ("it",)

    def __init__(self, it: Thing) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.it is other.it
