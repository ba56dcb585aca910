"""Looking through the text of a case's pages, a part at a time.

What is found is covered, and what somebody who sees the page could still read is counted.
Where that can be done here each page is read off its image too, and what is found there
is covered as well. A page without any text is counted: of it nothing can be said; nor of
one whose text cannot be what stands on it, which waits for a person to look at it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from review.domain.credibility import Reading
from review.domain.errors import RuleBroken
from review.domain.places import folded
from review.domain.policy import Viewer
from review.domain.redaction import (
    Numbers,
    box_of,
    boxes_over_all,
    numbers_of,
    remaining,
    times,
)
from review.services import page_recognition
from review.services.page_images import PageAway, for_bureau, is_passing
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
BLANK, PLAIN, MIXED, READ, DOUBTFUL, UNSURE = range(6)
"""A page without text, one with text, one on which more is drawn than the text has, one
read off its image, one that could hardly be read, one whose text is not what it shows."""
Unsure = Mapping[str, frozenset[int]]
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
    seen: frozenset[int]
    """Pages of the scan that a person has looked at."""
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
    found: tuple[int, ...] = ()
    """How often each word to hide stands there."""


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


def _texts(shelf: Shelf, digest: str, pages: range) -> list[Reading | None]:
    """Of one page at least; of the others as long as a step may take."""
    until = time.monotonic() + LOOK_SECONDS
    found: list[Reading | None] = []
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
        seen=frozenset(look.seen if look else ()),
        opened={page: frozenset(found) for page, found in opened.items()},
    )


def _numbers(row: Any) -> Numbers:
    return row.x_from, row.y_from, row.x_to, row.y_to


def text_of(
    shelf: Shelf, digest: str, page: int, *, may_read: bool = False
) -> Reading | None:
    """What a page says; None where the page breaks whoever reads it.

    Of one that nobody can read just now nothing is known: it is told, and looked at
    another time.
    """
    try:
        return page_recognition.reading(shelf, digest, page, may_read=may_read)
    except PageAway as fault:
        raise for_bureau(fault) from fault
    except RuleBroken as refusal:
        if is_passing(refusal):
            raise
        log.warning("page not looked at: %s", refusal)
        return None


def seen_on(number: int, page: Reading | None, basis: Basis) -> Seen:
    """What to cover on a page and what is left then; found boxes follow the text."""
    if page is None or page.is_blank:
        return Seen(number, Line(BLANK))
    hide, there = basis.choices.hide, basis.boxes.get(number, ())
    opened = basis.opened.get(number, frozenset())
    wanted = {numbers_of(box) for box in boxes_over_all(page.texts, hide)} - opened
    earlier = {each.numbers: each.id for each in there if each.origin == FOUND}
    drawn = {each.numbers for each in there if each.origin == DRAWN}
    covering = [box_of(each) for each in {*wanted, *drawn, *opened}]
    left = [remaining(t, hide, covering, basis.choices.known) for t in page.texts]
    n_words, n_numbers = (
        max(each.n_words for each in left),
        max(each.n_numbers for each in left),
    )
    names = remaining(page.best, hide, covering, basis.choices.known).names
    return Seen(
        number,
        Line(_kind(page), n_words, n_numbers, len(names)),
        new=tuple(sorted(wanted - earlier.keys(), key=itemgetter(1, 0))),
        gone=tuple(id_ for key, id_ in earlier.items() if key not in wanted),
        names=names,
        found=tuple(_found(page, [word.text for word in basis.choices.words])),
    )


def _found(page: Reading, words: Sequence[str]) -> list[int]:
    """How often each word stands there; in two texts of a page it is the same word."""
    return [max(each) for each in zip(*(times(t, words) for t in page.texts))]


def _kind(page: Reading) -> int:
    if not page.layer.text.strip():
        return DOUBTFUL if page.best.is_doubtful else READ
    if not page.is_trusted:
        return UNSURE
    return MIXED if page.layer.has_pictures else PLAIN


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
        _put_lines(event, case, row.digest, seen, basis.choices)


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
    event: unit.Recorded,
    case: Any,
    digest: str,
    seen: Sequence[Seen],
    chosen: Choices,
) -> None:
    """The pages come in their order: what stands before them was looked at."""
    look = queries.looks(case.id).get(digest)
    before = lines_of(look)[: seen[0].page - 1] if look else []
    eyes, found = (look.seen, dict(look.found)) if look else ([], {})
    for each in seen:
        for word, n in zip(chosen.words, each.found, strict=False):
            found[word.public_id] = found.get(word.public_id, 0) + n
    values = counted([*before, *(each.line for each in seen)], eyes)
    values |= {"looked_at": event.at, "seen": eyes, "found": found}
    where = {"case_id": case.id, "digest": digest}
    if not unit.change(event, ScanLook, where, event_id=event.id, **values):
        unit.add(event, ScanLook, bureau_id=case.bureau_id, **where, **values)


def lines_of(look: Any) -> list[Line]:
    return [Line(*each) for each in look.pages]


def distrusted(case_id: int) -> Unsure:
    """The pages of a case whose text was found not to be what stands on them."""
    return {
        digest: frozenset(
            n for n, line in enumerate(lines_of(look), 1) if line.kind == UNSURE
        )
        for digest, look in queries.looks(case_id).items()
    }


def waits_for_eyes(page: int, line: Line, seen: Collection[int]) -> bool:
    """Whether nothing can be said of the page before a person has looked at it."""
    return line.kind == UNSURE and page not in seen


def counted(lines: Sequence[Line], seen: Collection[int]) -> dict[str, Any]:
    """What is kept of the pages of a scan that were looked at, in their order."""
    n_unsure = sum(waits_for_eyes(n, line, seen) for n, line in enumerate(lines, 1))
    return {
        "n_unsure": n_unsure,
        "n_looked": len(lines),
        "n_blank": sum(line.kind == BLANK for line in lines),
        "n_pictures": sum(line.kind == MIXED for line in lines),
        "n_recognised": sum(line.kind in (READ, DOUBTFUL) for line in lines),
        "n_doubtful": sum(line.kind == DOUBTFUL for line in lines),
        "n_left": sum(line.n_left for line in lines),
        "pages": [line.to_json() for line in lines],
    }


def look_again(
    event: unit.Recorded, case: Any, digest: str, page: int, text: Reading | None
) -> None:
    """After a box of a page was drawn or taken away: what is left on that page now."""
    basis = basis_of(case.id, digest, range(page, page + 1))
    if basis.n_looked < page:
        return
    lines = lines_of(queries.looks(case.id)[digest])
    lines[page - 1] = seen_on(page, text, basis).line
    where = {"case_id": case.id, "digest": digest}
    unit.change(event, ScanLook, where, **counted(lines, basis.seen))
