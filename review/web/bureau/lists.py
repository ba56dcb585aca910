"""Long lists: what the address asks for, and the addresses of other pages and orders.

Whatever is asked stands in the address, so that a list can be sent to a colleague.
Values outside the known ones are refused, not guessed at.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, abort, request

from review.services.paging import SIZES, Cut, Page
from review.web.addresses import address

MOST_TEXT = 60
MOST_SHOWN = 200
"""Lines shown of what is done to many at once."""
MOST_PAGES = 100_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
MOST_DIGITS = 18


def one_of(name: str, allowed: Collection[str], default: str = "") -> str:
    """A value of the address that must be one of these; nothing is always possible."""
    given = request.args.get(name, "")
    if given and given not in allowed:
        abort(400)
    return given or default


def words_of(name: str = "text") -> str:
    """What was typed to search for."""
    return request.values.get(name, "").strip()[:MOST_TEXT]


def number_of(name: str, *, least: int, most: int) -> int | None:
    """A whole number of the address within bounds."""
    given = request.args.get(name, "")
    if not given:
        return None
    is_number = given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS
    if not (is_number and least <= int(given) <= most):
        abort(400)
    return int(given)


def cut_of() -> Cut:
    """Which page is wanted, and of which size."""
    size = number_of("size", least=1, most=max(SIZES)) or SIZES[0]
    if size not in SIZES:
        abort(400)
    return Cut(number_of("page", least=1, most=MOST_PAGES) or 1, size)


@dataclass(frozen=True, slots=True)
class Pager:
    """The links under a list; an empty address is no link."""

    first: int
    last: int
    n: int
    page: int
    n_pages: int
    before: str
    after: str
    sizes: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True, slots=True)
class Here:
    """The address of a list with what it asks for, from which others are made."""

    endpoint: str
    values: Mapping[str, Any]
    asked: Mapping[str, Any]

    def url(self, **changes: Any) -> str:
        """The same list with something else asked; a new question begins at page 1."""
        asked = {
            key: value for key, value in {**self.asked, **changes}.items() if value
        }
        return address(self.endpoint, asked, **self.values)

    @property
    def is_asking(self) -> bool:
        """Whether anything but an order is asked for."""
        return any(
            value for key, value in self.asked.items() if key not in ("sort", "order")
        )

    def export(self, endpoint: str, file_format: str) -> str:
        """The same rows, all of them, as a file."""
        asked = {key: value for key, value in self.asked.items() if value}
        return address(endpoint, asked, **self.values, file_format=file_format)

    def pager(self, page: Page[Any]) -> Pager:
        cut, size = page.cut, _size(page.cut.size)
        current = min(cut.page, page.n_pages + 1)
        return Pager(
            first=page.first,
            last=page.last,
            n=page.n,
            page=cut.page,
            n_pages=page.n_pages,
            before=self._page(current - 1, size) if current > 1 else "",
            after=self._page(cut.page + 1, size) if cut.page < page.n_pages else "",
            sizes=tuple((n, self.url(size=_size(n)), n == cut.size) for n in SIZES),
        )

    def _page(self, number: int, size: int | None) -> str:
        return self.url(page=number if number > 1 else None, size=size)


def _size(size: int) -> int | None:
    """The usual size is not said."""
    return None if size == SIZES[0] else size


def download(body: bytes, name: str, file_format: str) -> Response:
    """A file to keep; its name says nothing but what the list is."""
    response = Response(body, content_type=TYPES[file_format])
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{name}.{file_format}"
    )
    return response


def first_of(lines: Sequence[Any]) -> dict[str, Any]:
    """The lines a page shows of what is done to many at once, and how many more it is."""
    return {"lines": lines[:MOST_SHOWN], "n_more": len(lines[MOST_SHOWN:])}
