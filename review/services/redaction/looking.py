"""Looking through the text of a case's pages, a part at a time.

What is found is covered, and what somebody who sees the page could still read is counted.
Where a page has no text it is read off the image, if that can be done here; a page
without any is counted too: of it nothing can be said.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from review.domain.errors import RuleBroken
from review.domain.places import PageText, folded
from review.domain.policy import Viewer
from review.domain.redaction import (
    Numbers,
    box_of,
    boxes_over,
    hidden,
    numbers_of,
    remaining,
)
from review.services import page_recognition
from review.services.redaction.cases import (
    case_to_hide_in,
    recorded,
    scans_of,
)
from review.services.redaction.choices import Choices, WordState, choices, put_word
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import Redaction, ScanLook
from review.store.queries import redactions as queries

AT_ONCE = 20
DRAWN, FOUND = "drawn", "found"
LOOK_SECONDS = 5.0
"""After so long a step ends, for reading pages off their images takes its time."""
BLANK, PLAIN, MIXED, READ, DOUBTFUL = range(5)
"""A page without text, one with text, one on which more is drawn than the text has, one
read off its image, one that could hardly be read."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """One page that was looked at: what it is, and how much is still to be read."""

    kind: int
    n_words: int = 0
    n_numbers: int = 0
    n_names: int = 0

    @property
    def n_left(self) -> int:
        return self.n_words + self.n_numbers + self.n_names

    def to_json(self) -> list[int]:
        return [self.kind, self.n_words, self.n_numbers, self.n_names]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of a case's pages have been looked at."""

    n_looked: int
    n_pages: int

    @property
    def is_done(self) -> bool:
        return self.n_looked >= self.n_pages


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box in force."""

    id: int
    numbers: Numbers
    origin: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What a look at some pages of a scan depends on, besides their text."""

    n_looked: int
    choices: Choices
    boxes: Mapping[int, tuple[Drawn, ...]]
    opened: Mapping[int, frozenset[Numbers]]
    """What was found and a person uncovered: not covered again, and not warned of."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a page: its line, boxes to draw and to end, names to propose."""

    page: int
    line: Line
    new: tuple[Numbers, ...] = ()
    gone: tuple[int, ...] = ()
    names: tuple[str, ...] = ()


class _Overtaken(Exception):
    """Something changed while the pages were read; nothing is written."""


def look(*, viewer: Viewer, public_id: str, shelf: Shelf, at: datetime) -> Progress:
    """Look at the next pages that have not been looked at; how far that is now."""
    with unit.reading():
        case = case_to_hide_in(viewer, public_id)
        rows = scans_of(case)
        found = _next(rows, queries.looks(case.id))
        if found is None:
            return _progress(case, rows)
        row, pages = found
        basis = basis_of(case.id, row.digest, pages)
    texts = _texts(shelf, row.digest, pages)
    seen = [seen_on(n, text, basis) for n, text in zip(pages, texts, strict=False)]
    try:
        _write(viewer, case, row, pages, basis, seen, at)
    except _Overtaken:
        log.info("a look was overtaken and is tried again")
    with unit.reading():
        return _progress(case, scans_of(case))


def _texts(shelf: Shelf, digest: str, pages: range) -> list[PageText | None]:
    """Of one page at least; of the others as long as a step may take."""
    until = time.monotonic() + LOOK_SECONDS
    found: list[PageText | None] = []
    for page in pages:
        if found and time.monotonic() > until:
            break
        found.append(text_of(shelf, digest, page, may_read=True))
    return found


def _next(rows: Sequence[Any], looks: Mapping[str, Any]) -> tuple[Any, range] | None:
    for row in rows:
        done = looks[row.digest].n_looked if row.digest in looks else 0
        if done < row.n_pages:
            return row, range(done + 1, min(done + AT_ONCE, row.n_pages) + 1)
    return None


def _progress(case: Any, rows: Sequence[Any]) -> Progress:
    looks = queries.looks(case.id)
    return Progress(
        n_looked=sum(look.n_looked for look in looks.values()),
        n_pages=sum(row.n_pages for row in rows),
    )


def basis_of(case_id: int, digest: str, pages: range) -> Basis:
    """Inside the reading or transaction that is open."""
    asked = (case_id, digest, pages[0], pages[-1])
    boxes: dict[int, list[Drawn]] = {}
    for row in queries.of_pages(*asked):
        drawn = Drawn(row.id, _numbers(row), row.origin)
        boxes.setdefault(row.page, []).append(drawn)
    opened: dict[int, set[Numbers]] = {}
    for row in queries.ended_by_hand(*asked, origin=FOUND):
        opened.setdefault(row.page, set()).add(_numbers(row))
    for page, there in boxes.items():
        opened.get(page, set()).difference_update(each.numbers for each in there)
    look = queries.looks(case_id).get(digest)
    return Basis(
        n_looked=look.n_looked if look else 0,
        choices=choices(case_id),
        boxes={page: tuple(found) for page, found in boxes.items()},
        opened={page: frozenset(found) for page, found in opened.items()},
    )


def _numbers(row: Any) -> Numbers:
    return row.x_from, row.y_from, row.x_to, row.y_to


def text_of(
    shelf: Shelf, digest: str, page: int, *, may_read: bool = False
) -> PageText | None:
    """The text of a page; None where the page breaks whoever reads it."""
    try:
        return page_recognition.text(shelf, digest, page, may_read=may_read)
    except RuleBroken as refusal:
        log.warning("page not looked at: %s", refusal)
        return None


def seen_on(number: int, page: PageText | None, basis: Basis) -> Seen:
    """What to cover on a page and what is left then; found boxes follow the text."""
    if page is None or not page.text.strip():
        return Seen(number, Line(BLANK))
    hide, there = basis.choices.hide, basis.boxes.get(number, ())
    opened = basis.opened.get(number, frozenset())
    found = boxes_over(page, hidden(page.text, hide))
    wanted = {numbers_of(box) for box in found} - opened
    earlier = {each.numbers: each.id for each in there if each.origin == FOUND}
    drawn = {each.numbers for each in there if each.origin == DRAWN}
    covering = [box_of(each) for each in {*wanted, *drawn, *opened}]
    left = remaining(page, hide, covering, basis.choices.known)
    return Seen(
        number,
        Line(_kind(page), left.n_words, left.n_numbers, len(left.names)),
        new=tuple(sorted(wanted - earlier.keys(), key=itemgetter(1, 0))),
        gone=tuple(id_ for key, id_ in earlier.items() if key not in wanted),
        names=left.names,
    )


def _kind(page: PageText) -> int:
    if page.is_recognised:
        return DOUBTFUL if page.is_doubtful else READ
    return MIXED if page.has_pictures else PLAIN


def _write(
    viewer: Viewer,
    case: Any,
    row: Any,
    pages: range,
    basis: Basis,
    seen: Sequence[Seen],
    at: datetime,
) -> None:
    n_new = sum(len(each.new) for each in seen)
    payload = {"digest": row.digest, "first": pages[0], "n": len(seen), "new": n_new}
    with unit.transaction():
        event = recorded("redaction_looked", viewer, case, at, payload)
        if basis_of(case.id, row.digest, pages) != basis:
            raise _Overtaken
        for each in seen:
            put_boxes(event, case, row.digest, each)
        _propose(event, case, basis.choices, seen)
        _put_lines(event, case, row.digest, [each.line for each in seen], pages[0])


def put_boxes(event: unit.Recorded, case: Any, digest: str, seen: Seen) -> None:
    if seen.gone:
        queries.end(seen.gone, event, by_hand=False)
    same = {"bureau_id": case.bureau_id, "case_id": case.id, "digest": digest}
    rows = [
        {**same, "page": seen.page, "origin": FOUND, **sides(each)} for each in seen.new
    ]
    unit.add_all(event, Redaction, rows)


def sides(numbers: Numbers) -> dict[str, int]:
    return dict(zip(("x_from", "y_from", "x_to", "y_to"), numbers, strict=True))


def _propose(
    event: unit.Recorded, case: Any, chosen: Choices, seen: Sequence[Seen]
) -> None:
    known = {folded(word.text) for word in chosen.proposed}
    for name in dict.fromkeys(name for each in seen for name in each.names):
        if folded(name) not in known:
            known.add(folded(name))
            put_word(event, case, name, WordState.PROPOSED)


def _put_lines(
    event: unit.Recorded, case: Any, digest: str, lines: Sequence[Line], first: int
) -> None:
    """The pages come in their order: what stands before them was looked at."""
    look = queries.looks(case.id).get(digest)
    before = lines_of(look)[: first - 1] if look else []
    values = _counted([*before, *lines]) | {"looked_at": event.at}
    where = {"case_id": case.id, "digest": digest}
    if not unit.change(event, ScanLook, where, event_id=event.id, **values):
        unit.add(event, ScanLook, bureau_id=case.bureau_id, **where, **values)


def lines_of(look: Any) -> list[Line]:
    return [Line(*each) for each in look.pages]


def _counted(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "n_looked": len(lines),
        "n_blank": sum(line.kind == BLANK for line in lines),
        "n_pictures": sum(line.kind == MIXED for line in lines),
        "n_recognised": sum(line.kind in (READ, DOUBTFUL) for line in lines),
        "n_doubtful": sum(line.kind == DOUBTFUL for line in lines),
        "n_left": sum(line.n_left for line in lines),
        "pages": [line.to_json() for line in lines],
    }


def look_again(
    event: unit.Recorded, case: Any, digest: str, page: int, text: PageText | None
) -> None:
    """After a box of a page was drawn or taken away: what is left on that page now."""
    basis = basis_of(case.id, digest, range(page, page + 1))
    if basis.n_looked < page:
        return
    lines = lines_of(queries.looks(case.id)[digest])
    lines[page - 1] = seen_on(page, text, basis).line
    where = {"case_id": case.id, "digest": digest}
    unit.change(event, ScanLook, where, **_counted(lines))
