"""Uploads go on where they stopped, are checked page by page, and then are scans."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.domain.volumes import Volume
from review.files.pages import PagesRefused
from review.gateways.objects import ObjectTooLarge
from review.services import case_pages, checking, clearing, scans, uploads
from review.services.checking import Undecided
from review.services.page_images import close_all
from review.services.scans import OnPaperOnly
from review.services.shelf import Shelf
from review.services.uploads import (
    Garbled,
    NotChecked,
    NotComplete,
    Stage,
    TooMuchUnderWay,
    UploadLine,
)
from review.store import invariants, unit
from review.store.models import Event
from tests.conftest import AT
from tests.factories import World
from tests.scanned import case_id, cut_pdf, mark, marked, pdf, tiff, tone
from tests.stored import Place
from tests.worlds import one_of_each_role

BODY = pdf(10, 60, 110)
KEY = hashlib.sha256(b"the file of the browser").hexdigest()


@pytest.fixture
def shelf(app: Flask, tmp_path: Path) -> Iterator[Shelf]:
    with app.app_context():
        yield Shelf(str(tmp_path / "objects"), tmp_path / "scratch", tmp_path / "pages")
    close_all()


@pytest.fixture
def own(world: World, shelf: Shelf) -> dict[str, Any]:
    """The officer, a case and the shelf: what every call needs."""
    return {"viewer": world.officer, "public_id": case_id(world), "shelf": shelf}


def begin(own: dict[str, Any], body: bytes = BODY, **said: Any) -> str:
    return uploads.begin(n_bytes=len(body), **{"key": KEY, **said}, **own).id


def send(own: dict[str, Any], body: bytes = BODY, **said: Any) -> str:
    """A file that has arrived and waits for its check."""
    upload_id = begin(own, body, **said)
    uploads.receive(upload_id=upload_id, offset=0, stream=io.BytesIO(body), **own)
    digest = hashlib.sha256(body).hexdigest()
    uploads.finish(upload_id=upload_id, digest=digest, at=AT, **own)
    return upload_id


def checked(own: dict[str, Any], upload_id: str) -> UploadLine:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        line = uploads.look(upload_id=upload_id, **own)
        if line.stage is not Stage.CHECKING:
            return line
        time.sleep(0.01)
    raise AssertionError("the check did not end")


def numbers(own: dict[str, Any]) -> list[tuple[int, int]]:
    found = scans.of_case(viewer=own["viewer"], public_id=own["public_id"])
    return [(line.first, line.last) for line in found.lines]


def payloads() -> list[dict[str, Any]]:
    with unit.reading() as connection:
        query = select(Event.payload).where(Event.kind == "scan_added")
        return list(connection.scalars(query))


def test_a_file_in_pieces_becomes_a_scan(own: dict[str, Any]) -> None:
    upload_id = begin(own)
    for start in range(0, len(BODY), 1000):
        piece = io.BytesIO(BODY[start : start + 1000])
        uploads.receive(upload_id=upload_id, offset=start, stream=piece, **own)
    digest = hashlib.sha256(BODY).hexdigest()
    uploads.finish(upload_id=upload_id, digest=digest, at=AT, **own)
    line = checked(own, upload_id)
    assert (line.stage, line.n_pages, line.n_checked) == (Stage.CHECKED, 3, 3)

    for _ in range(2):
        added = uploads.accept(upload_id=upload_id, at=AT, **own)
        assert added.n_pages == 3
    assert numbers(own) == [(1, 3)]
    assert own["shelf"].store().read(digest) == BODY
    assert uploads.of_case(**own) == []
    with unit.reading():
        assert invariants.check() == []


def test_pages_imported_are_rendered_and_offered(own: dict[str, Any]) -> None:
    """Every page is in the cache before anybody asks for it, and each is the right one."""
    upload_id = send(own)
    checked(own, upload_id)
    uploads.accept(upload_id=upload_id, at=AT, **own)

    viewer, public_id, shelf = own["viewer"], own["public_id"], own["shelf"]
    cached = [p for p in shelf.cache.rglob("*") if p.is_file()]
    offered = case_pages.preview(viewer=viewer, public_id=public_id)
    assert (len(cached), len(offered)) == (3, 3)
    images = [
        case_pages.preview_image(page=n, width=160, turn=0, **own) for n in (1, 2, 3)
    ]
    assert [tone(image) for image in images] == [10, 60, 110]


def test_the_same_file_goes_on_where_it_stopped(own: dict[str, Any]) -> None:
    first = begin(own)
    uploads.receive(upload_id=first, offset=0, stream=io.BytesIO(BODY[:700]), **own)

    again = uploads.begin(n_bytes=len(BODY), key=KEY, **own)
    assert (again.id, again.received, again.stage) == (first, 700, Stage.ARRIVING)
    assert begin(own, BODY + b" ") != first
    assert begin(own, key=KEY[::-1]) != first


def test_a_file_that_was_added_begins_anew(own: dict[str, Any]) -> None:
    first = send(own)
    checked(own, first)
    uploads.accept(upload_id=first, at=AT, **own)

    again = send(own)
    assert again != first
    line = uploads.look(upload_id=again, **own)
    assert line.stage is Stage.REFUSED
    assert "has exactly this file already" in str(line.refusal)
    assert numbers(own) == [(1, 3)]


def test_a_file_that_the_case_has_need_not_be_sent_again(own: dict[str, Any]) -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    checked(own, first := send(own))
    assert uploads.begin(n_bytes=len(BODY), **own).alike == ()
    uploads.accept(upload_id=first, at=AT, **own)

    begun, longer = (
        uploads.begin(n_bytes=n, key=KEY, **own) for n in (len(BODY), len(BODY) + 1)
    )
    assert (begun.alike, longer.alike) == ((digest,), ())
    known, other = (
        {"upload_id": begun.id, "digest": each, "at": AT} for each in (digest, "0" * 64)
    )
    with pytest.raises(NotComplete):
        uploads.finish(**other, **own)
    line = uploads.finish(**known, **own)
    assert (line.stage, line.is_there, line.received) == (Stage.REFUSED, True, 0)
    assert numbers(own) == [(1, 3)]


def test_of_two_alike_under_way_at_once_the_second_is_there(
    own: dict[str, Any],
) -> None:
    one, other = (send(own, key="") for _ in range(2))
    for upload_id in (one, other):
        assert checked(own, upload_id).stage is Stage.CHECKED
    uploads.accept(upload_id=one, at=AT, **own)

    with pytest.raises(scans.SameContent):
        uploads.accept(upload_id=other, at=AT, **own)
    line = uploads.look(upload_id=other, **own)
    assert (line.stage, line.is_there, numbers(own)) == (
        Stage.REFUSED,
        True,
        [(1, 3)],
    )


def test_what_is_not_complete_is_not_finished(own: dict[str, Any]) -> None:
    upload_id = begin(own)
    finish = {"upload_id": upload_id, "at": AT, **own}

    with pytest.raises(NotComplete):
        uploads.finish(digest="0" * 64, **finish)
    with pytest.raises(Garbled):
        uploads.finish(digest="digest", **finish)
    with pytest.raises(NotChecked):
        uploads.accept(**finish)


def test_a_changed_byte_is_noticed(own: dict[str, Any]) -> None:
    upload_id = begin(own)
    uploads.receive(upload_id=upload_id, offset=0, stream=io.BytesIO(BODY), **own)
    uploads.finish(upload_id=upload_id, digest="0" * 64, at=AT, **own)

    line = checked(own, upload_id)
    assert (line.stage, line.received) == (Stage.REFUSED, 0)
    assert isinstance(line.refusal, Exception)
    assert line.refusal.sentence == checking.ArrivedOtherwise.sentence
    assert list(own["shelf"].store().held()) == []
    with pytest.raises(Exception, match="arrived otherwise"):
        uploads.accept(upload_id=upload_id, at=AT, **own)


@pytest.mark.parametrize("body", [b"no scan at all", BODY[:-300]])
def test_nothing_of_a_refused_file_is_kept(own: dict[str, Any], body: bytes) -> None:
    line = checked(own, send(own, body))

    assert (line.stage, line.received, numbers(own)) == (Stage.REFUSED, 0, [])
    assert list(own["shelf"].store().held()) == []


def test_a_page_that_cannot_be_shown_is_decided_about(own: dict[str, Any]) -> None:
    body = tiff(10, 60, 110, 160, broken=[2, 4])
    upload_id = send(own, body)
    line = checked(own, upload_id)
    assert (line.broken, line.doubtful, line.needs_decision) == ((2, 4), (), True)
    accept = {"upload_id": upload_id, "at": AT, **own}

    with pytest.raises(Undecided) as undecided:
        uploads.accept(**accept)
    assert undecided.value.values == {"pages": ("2", "4")}
    assert numbers(own) == []
    uploads.accept(is_decided=True, **accept)

    viewer, public_id = own["viewer"], own["public_id"]
    (scan,) = scans.of_case(viewer=viewer, public_id=public_id).lines
    assert (scan.n_pages, scan.gaps) == (4, (2, 4))
    shown = case_pages.preview(viewer=viewer, public_id=public_id)
    assert [page.is_gap for page in shown] == [False, True, False, True]
    with pytest.raises(NotVisible):
        case_pages.preview_image(page=2, width=160, turn=0, **own)
    assert payloads()[0]["gaps"] == [2, 4]


def test_a_picture_that_breaks_off_is_decided_about(own: dict[str, Any]) -> None:
    upload_id = send(own, cut_pdf(10, 60, cut=2))
    line = checked(own, upload_id)
    assert (line.broken, line.doubtful, line.needs_decision) == ((), (2,), True)

    assert uploads.page_image(upload_id=upload_id, page=2, **own)[:2] == b"\xff\xd8"
    uploads.accept(upload_id=upload_id, at=AT, is_decided=True, **own)
    (scan,) = scans.of_case(viewer=own["viewer"], public_id=own["public_id"]).lines
    assert scan.gaps == ()


def test_a_file_of_which_nothing_can_be_shown_is_refused(own: dict[str, Any]) -> None:
    line = checked(own, send(own, tiff(10, 60, broken=[1, 2])))

    assert (line.stage, str(line.refusal)) == (
        Stage.REFUSED,
        "None of the pages can be shown. Scan the file again.",
    )


def test_too_many_gaps_are_refused(
    own: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "MOST_BROKEN", 1)
    line = checked(own, send(own, tiff(10, 60, 110, broken=[1, 2])))

    assert "Pages 1, 2 and perhaps more" in str(line.refusal)


def test_names_say_the_volume_and_are_not_kept(own: dict[str, Any]) -> None:
    for name, tones in (("副卷/张三.pdf", (10,)), ("正卷 李四.pdf", (60, 110))):
        upload_id = send(own, pdf(*tones), key="", name=name)
        checked(own, upload_id)
        uploads.accept(upload_id=upload_id, at=AT, **own)

    found = scans.of_case(viewer=own["viewer"], public_id=own["public_id"])
    volumes = [(line.volume, line.first, line.last) for line in found.lines]
    assert volumes == [(Volume.MAIN, 1, 2), (Volume.SECONDARY, 1, 1)]
    folder = own["shelf"].scratch
    kept = b"".join(p.read_bytes() for p in folder.rglob("*") if p.is_file())
    assert "张三".encode() not in kept and "李四".encode() not in kept


def on_disk(shelf: Shelf) -> bytes:
    return b"".join(p.read_bytes() for p in shelf.scratch.rglob("*") if p.is_file())


def test_bookmarks_are_forgotten_once_the_file_is_added(own: dict[str, Any]) -> None:
    upload_id = send(own, marked(2, ("会见笔录 欧阳建国", 1)))
    checked(own, upload_id)
    before = on_disk(own["shelf"])
    uploads.accept(upload_id=upload_id, at=AT, **own)

    after = on_disk(own["shelf"])
    assert ["欧阳建国".encode() in each for each in (before, after)] == [True, False]
    line = uploads.look(upload_id=upload_id, **own)
    assert (line.stage, line.n_pages, line.n_papers) == (Stage.ADDED, 2, 1)


def test_bookmarks_of_earlier_uploads_go_with_the_sweep(own: dict[str, Any]) -> None:
    shelf = own["shelf"]
    upload_id = send(own, marked(2, ("会见笔录 欧阳建国", 1)))
    checked(own, upload_id)
    kept = shelf.uploads()
    upload = kept.find(upload_id)
    kept.note(upload, kept.state(upload) | {"stage": "added"})

    for rehearse, is_there in ((True, True), (False, False)):
        clearing.clear(shelf=shelf, at=AT, rehearse=rehearse)
        assert ("欧阳建国".encode() in on_disk(shelf)) is is_there
    assert uploads.look(upload_id=upload_id, **own).n_pages == 2


def test_an_upload_is_there_for_whoever_began_it_only(
    world: World, own: dict[str, Any]
) -> None:
    upload_id = send(own)
    people = one_of_each_role(world).values()
    other_case = {**own, "public_id": case_id(world, 1)}

    for viewer in (each for each in people if each != own["viewer"]):
        with pytest.raises(NotVisible):
            uploads.look(upload_id=upload_id, **{**own, "viewer": viewer})
        with pytest.raises(NotVisible):
            uploads.accept(upload_id=upload_id, at=AT, **{**own, "viewer": viewer})
    with pytest.raises(NotVisible):
        uploads.look(upload_id=upload_id, **other_case)
    with pytest.raises(NotVisible):
        uploads.drop(upload_id=upload_id, **other_case)
    assert uploads.of_case(**other_case) == []


def test_only_officers_begin_and_only_where_scans_may_be(
    world: World, own: dict[str, Any]
) -> None:
    for role, viewer in one_of_each_role(world).items():
        if role not in ("bureau_officer", "campaign_manager"):
            with pytest.raises(NotVisible):
                begin({**own, "viewer": viewer})
    mark(world, 0, "sealed")
    with pytest.raises(OnPaperOnly):
        begin(own)


def test_a_case_that_became_secret_meanwhile_gets_nothing(
    world: World, own: dict[str, Any]
) -> None:
    upload_id = send(own)
    checked(own, upload_id)
    mark(world, 0, "secret")

    with pytest.raises(OnPaperOnly):
        uploads.accept(upload_id=upload_id, at=AT, **own)


def test_sizes_and_numbers_are_limited(
    own: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = own["shelf"]
    with pytest.raises(PagesRefused):
        uploads.begin(n_bytes=0, **own)
    with pytest.raises(ObjectTooLarge):
        uploads.begin(n_bytes=shelf.limits.file_bytes + 1, **own)
    small = {**own, "shelf": replace(shelf, upload_bytes=1000)}
    for _ in range(2):
        uploads.begin(n_bytes=1000, **small)
    with pytest.raises(TooMuchUnderWay):
        uploads.begin(n_bytes=1, **small)
    monkeypatch.setattr(uploads, "MOST_UNDER_WAY", 2)
    with pytest.raises(TooMuchUnderWay):
        uploads.begin(n_bytes=1, **own)


def test_what_is_left_out_is_gone(own: dict[str, Any]) -> None:
    upload_id = send(own)
    uploads.drop(upload_id=upload_id, **own)

    with pytest.raises(NotVisible):
        uploads.look(upload_id=upload_id, **own)
    with pytest.raises(NotVisible):
        uploads.receive(upload_id=upload_id, offset=0, stream=io.BytesIO(b"x"), **own)


def test_a_check_that_was_killed_is_begun_anew(own: dict[str, Any]) -> None:
    """The state of an upload whose process is gone: nobody looks into it any more."""
    upload_id = begin(own)
    uploads.receive(upload_id=upload_id, offset=0, stream=io.BytesIO(BODY), **own)
    shelf = own["shelf"]
    upload = shelf.uploads().find(upload_id)
    digest = hashlib.sha256(BODY).hexdigest()
    left = {"stage": "checking", "digest": digest, "n_pages": 3, "n_checked": 1}
    shelf.uploads().note(upload, left)

    assert checked(own, upload_id).stage is Stage.CHECKED


def test_a_whole_file_is_settled_in_one_go(own: dict[str, Any]) -> None:
    given = {"stream": io.BytesIO(BODY), "n_bytes": len(BODY), "name": "正卷.pdf"}
    line = uploads.bring(at=AT, **given, **own)
    done = uploads.settle(upload_id=line.id, at=AT, seconds=20, **own)

    assert (done.stage, done.name, numbers(own)) == (Stage.ADDED, "", [(1, 3)])
    (scan,) = scans.of_case(viewer=own["viewer"], public_id=own["public_id"]).lines
    assert scan.volume is Volume.MAIN


def test_it_works_with_either_store(
    world: World, app: Flask, place: Place, tmp_path: Path
) -> None:
    options = tuple(sorted(place.options.items()))
    shelf = Shelf(place.at, place.scratch, tmp_path / "pages", options=options)
    with app.app_context():
        own = {"viewer": world.officer, "public_id": case_id(world), "shelf": shelf}
        upload_id = send(own)
        checked(own, upload_id)
        uploads.accept(upload_id=upload_id, at=AT, **own)

        assert shelf.store().read(hashlib.sha256(BODY).hexdigest()) == BODY
    close_all()


def test_a_viewer_without_a_bureau_brings_nothing(own: dict[str, Any]) -> None:
    with pytest.raises(NotVisible):
        begin({**own, "viewer": Viewer()})
