"""Stored files of nobody go after a day, and never one that is about to be named."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.errors import Busy
from review.gateways.objects import Held, Stored
from review.services import clearing, scans
from review.services.clearing import DEAD_AFTER, KEPT_FOR, Amount
from review.services.page_images import close_all
from review.services.shelf import Shelf
from review.store import unit
from review.store.models import ObjectHold
from review.store.queries import objects as holds
from tests.factories import World
from tests.scanned import case_id, pdf
from tests.stored import Place

NOW = datetime.now(UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Aged:
    """The same store, whose files seem to lie there for a week already."""

    def __init__(self, inner: Any, meanwhile: list[Callable[[], object]]) -> None:
        self.inner = inner
        self.meanwhile = meanwhile

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> Stored:
        stored: Stored = self.inner.put(stream, limit=limit)
        for each in self.meanwhile:
            each()
        return stored

    def held(self) -> Iterator[Held]:
        for each in self.inner.held():
            yield replace(each, stored_at=each.stored_at - WEEK)


@dataclass(frozen=True)
class AgedShelf(Shelf):
    meanwhile: list[Callable[[], object]] = field(default_factory=list, hash=False)

    def store(self) -> Any:
        return Aged(super().store(), self.meanwhile)


@pytest.fixture
def shelf(app: Flask, place: Place, tmp_path: Path) -> Iterator[AgedShelf]:
    options = tuple(sorted(place.options.items()))
    with app.app_context():
        yield AgedShelf(place.at, place.scratch, tmp_path / "pages", options=options)
    close_all()


def stored(shelf: Shelf, content: bytes = b"nobody's") -> str:
    return shelf.store().put(io.BytesIO(content)).digest


def swept(shelf: Shelf, at: datetime = NOW, **options: bool) -> Amount:
    return clearing.clear(shelf=shelf, at=at, **options).objects


def held(shelf: Shelf) -> set[str]:
    return {each.digest for each in shelf.store().held()}


def n_holds() -> int:
    with unit.reading() as connection:
        return connection.scalar(select(func.count()).select_from(ObjectHold)) or 0


def test_what_no_row_names_goes_and_what_one_names_stays(
    world: World, shelf: AgedShelf
) -> None:
    assert world.officer is not None
    scans.add(
        viewer=world.officer,
        public_id=case_id(world),
        stream=io.BytesIO(pdf(10)),
        shelf=shelf,
        at=NOW - WEEK,
    )
    named = held(shelf)
    stored(shelf)

    assert swept(shelf, rehearse=True) == Amount(1, len(b"nobody's"))
    assert len(held(shelf)) == 2
    assert swept(shelf) == Amount(1, len(b"nobody's"))
    assert (held(shelf), n_holds()) == (named, 0)
    assert swept(shelf) == Amount(0, 0)


def test_what_was_taken_out_of_a_case_stays_stored(
    world: World, shelf: AgedShelf
) -> None:
    assert world.officer is not None
    own: dict[str, Any] = {"viewer": world.officer, "public_id": case_id(world)}
    scans.add(stream=io.BytesIO(pdf(10)), shelf=shelf, at=NOW - WEEK, **own)
    (line,) = scans.of_case(**own).lines
    scans.remove(scan_id=line.public_id, reason="wrong", at=NOW - WEEK, **own)

    assert (swept(shelf), len(held(shelf))) == (Amount(0, 0), 1)


def test_what_lies_there_for_less_than_a_day_stays(
    app: Flask, place: Place, tmp_path: Path
) -> None:
    options = tuple(sorted(place.options.items()))
    young = Shelf(place.at, place.scratch, tmp_path / "pages", options=options)
    with app.app_context():
        stored(young)

        assert swept(young, datetime.now(UTC) + DAY - timedelta(minutes=1)).n == 0
        assert swept(young, datetime.now(UTC) + DAY + timedelta(minutes=1)).n == 1


def test_an_upload_between_store_and_row_keeps_its_file(
    world: World, shelf: AgedShelf
) -> None:
    """Even where the same content lay there before, as an old orphan."""
    assert world.officer is not None
    body = pdf(10)
    stored(shelf, body)
    counts: list[Amount] = []
    shelf.meanwhile.append(lambda: counts.append(swept(shelf)))

    scans.add(
        viewer=world.officer,
        public_id=case_id(world),
        stream=io.BytesIO(body),
        shelf=shelf,
        at=NOW,
    )

    assert (counts, len(held(shelf))) == ([Amount(0, 0)], 1)
    assert swept(shelf).n == 0


def test_what_is_being_removed_is_not_stored_meanwhile(shelf: AgedShelf) -> None:
    digest = stored(shelf)
    with unit.transaction():
        assert holds.leave(digest, at=NOW, before=NOW - KEPT_FOR) is True

    with pytest.raises(Busy):
        clearing.announce(digest, at=NOW + timedelta(minutes=1))
    late = NOW + DEAD_AFTER + timedelta(minutes=1)
    clearing.announce(digest, at=late)
    with unit.transaction():
        holds.forget(digest, at=NOW)  # The first sweep wakes up again.
        clearing.confirm(digest, at=late)


def test_content_that_left_is_not_named(shelf: AgedShelf) -> None:
    digest = stored(shelf)
    clearing.announce(digest, at=NOW - WEEK)
    assert swept(shelf).n == 1

    with pytest.raises(Busy), unit.transaction():
        clearing.confirm(digest, at=NOW)


def test_a_sweep_that_was_killed_is_finished_by_the_next(shelf: AgedShelf) -> None:
    digest = stored(shelf)
    with unit.transaction():
        holds.leave(digest, at=NOW, before=NOW - KEPT_FOR)

    assert swept(shelf, NOW + DAY).n == 1
    assert (held(shelf), n_holds()) == (set(), 0)


def test_very_many_orphans_are_held_back(
    shelf: AgedShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "FEW", 2)
    for n in range(clearing.FEW + 1):
        stored(shelf, b"%d" % n)

    found = clearing.clear(shelf=shelf, at=NOW)
    assert (found.objects.n, found.held_back.n) == (0, clearing.FEW + 1)
    assert swept(shelf, all_orphans=True).n == clearing.FEW + 1


def test_uploads_nobody_went_on_with_go_after_a_day(shelf: AgedShelf) -> None:
    shelf.uploads().begin(owner="me", about="case", n_bytes=5)

    def n_unfinished(later: timedelta, **options: bool) -> int:
        at = datetime.now(UTC) + later
        return clearing.clear(shelf=shelf, at=at, **options).n_unfinished

    assert n_unfinished(DAY - timedelta(minutes=1)) == 0
    assert n_unfinished(DAY + timedelta(minutes=1), rehearse=True) == 1
    assert n_unfinished(DAY + timedelta(minutes=1)) == 1
    assert shelf.uploads().everything() == []


def images(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


def test_recognised_text_stays_while_a_scan_is_so_named(tmp_path: Path) -> None:
    for digest in ("named", "nobodys"):
        for name in ("1-ocr-3-1", "1-900-0"):
            path = tmp_path / digest[:2] / digest / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(100))

    assert clearing.trim(tmp_path, 0, named={"named"}) == Amount(3, 300)

    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert left == [tmp_path / "na" / "named" / "1-ocr-3-1"]


def test_images_looked_at_longest_ago_go_first(tmp_path: Path) -> None:
    for n, name in enumerate(("old", "new", "middle")):
        path = tmp_path / name[:2] / "digest" / name
        path.parent.mkdir(parents=True)
        path.write_bytes(bytes(100))
        age = (3, 1, 2)[n]
        os.utime(path, (NOW.timestamp() - age, NOW.timestamp() - age))

    assert clearing.trim(tmp_path, 300) == Amount(0, 0)
    assert clearing.trim(tmp_path, 250, rehearse=True) == Amount(1, 100)
    assert clearing.trim(tmp_path, 250) == Amount(1, 100)
    assert images(tmp_path) == {"new", "middle"}
    assert not (tmp_path / "ol").exists()
    assert clearing.trim(tmp_path, 199) == Amount(1, 100)
    assert images(tmp_path) == {"new"}
    assert clearing.trim(tmp_path / "nowhere", 0) == Amount(0, 0)
