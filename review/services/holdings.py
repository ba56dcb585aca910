"""How many volumes of a file are where: what was kept back when the file moved on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from review.domain.custody import Held, Move, Moved, Place, held_after, place_after
from review.store.queries import kept_volumes as queries


@dataclass(frozen=True, slots=True)
class Kept:
    """So many volumes are not where the file is; at the office, where nobody is named."""

    holder: str
    n: int


@dataclass(frozen=True, slots=True)
class Book:
    """The moves of a file of which not always as many volumes moved."""

    rows: tuple[Any, ...]

    @property
    def held(self) -> Held:
        return held_after(map(_moved, self.rows))

    @property
    def is_apart(self) -> bool:
        return bool(self.held.kept_back(self.place, self.holder))

    @property
    def last_seq(self) -> int:
        return int(self.rows[-1].seq)

    def before(self, seq: int) -> Held:
        return held_after(_moved(row) for row in self.rows if row.seq < seq)

    def who(self, code: str) -> tuple[str, str]:
        """Number and name of a reviewer of the file."""
        row = next(row for row in self.rows if row.code == code)
        return row.number, row.name

    @property
    def place(self) -> Place:
        return place_after(self._main.kind)

    @property
    def holder(self) -> str:
        return str(self._main.code) if self.place.is_out else ""

    @property
    def _main(self) -> Any:
        return next(row for row in reversed(self.rows) if not row.is_rest)


def _moved(row: Any) -> Moved:
    return Moved(Move(row.kind), row.n_volumes, row.code)


def books(campaign_id: int) -> dict[int, Book]:
    """By file; of whatever has none all volumes are together. Joins a reading."""
    rows = groupby(queries.uneven(campaign_id), key=lambda row: row.id)
    return {key: Book(tuple(book)) for key, book in rows}


def held_of(row: Any, book: Book | None) -> Held:
    """Of a file as the list of files has it."""
    if book:
        return book.held
    place = place_after(row.last)
    if place.is_out:
        return Held(0, {row.code: row.n_volumes})
    return Held(row.n_volumes if place is Place.OFFICE else 0)


def kept(book: Book | None) -> tuple[Kept, ...]:
    if book is None:
        return ()
    found = book.held.kept_back(book.place, book.holder)
    return tuple(Kept(book.who(code)[1] if code else "", n) for code, n in found)


def kept_by_list(known: Iterable[Book]) -> dict[int, int]:
    """How many volumes are still due from a list by which fewer came than were due."""
    found: dict[int, int] = {}
    for book in known:
        held = book.held
        for code, n in book.held.kept_back(book.place, book.holder):
            if code:
                _note(found, book, Move.BACK, code, n)
        if book.place is Place.RETURNED and held.n:
            _note(found, book, Move.RETURNED, "", held.n)
    return found


def _note(found: dict[int, int], book: Book, move: Move, code: str, n: int) -> None:
    for row in reversed(book.rows):
        if row.kind == move.value and row.code == code:
            found[row.handover_id] = found.get(row.handover_id, 0) + n
            return


def due_at(row: Any, move: Move, code: str, known: Mapping[int, Book]) -> int:
    """How many were due by a move when it was made."""
    book = known.get(row.id)
    return book.before(row.seq).due(move, code) if book else 0
