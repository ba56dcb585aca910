"""A ZIP of many cases: each file finds its case by number, or is left out with the reason."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from review.domain.documents import DocumentType as D
from review.domain.errors import NotVisible
from review.domain.policy import Viewer
from review.domain.volumes import Volume
from review.files.bundles import BundleRefused, EntryFault
from review.services import bundles, scans, uploads
from review.services.bundles import AT_ODDS, NO_CASE, SEVERAL, UNCLEAR, TooManyFiles
from review.services.checking import ArrivedOtherwise
from review.services.page_images import close_all
from review.services.scans import OnPaperOnly, SameContent
from review.services.shelf import Shelf
from review.services.uploads import NotComplete
from review.store import unit
from review.store.models import Case
from tests.conftest import AT
from tests.factories import World
from tests.scanned import bring, case_id, mark, pdf, shelf_in, zipped

ONE, TWO = "(2025)青援0001号", "(2025)青援0002号"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path)
    close_all()


@pytest.fixture
def officer(app: Flask, world: World) -> Iterator[Viewer]:
    with app.app_context():
        assert world.officer is not None
        yield world.officer


def planned(
    officer: Viewer, shelf: Shelf, *files: tuple[str, bytes]
) -> tuple[bundles.Plan, str]:
    token = bundles.keep(viewer=officer, stream=zipped(*files), shelf=shelf)
    return bundles.plan(viewer=officer, token=token, shelf=shelf), token


@pytest.mark.parametrize(
    "path",
    [
        f"{ONE}/正卷.pdf",
        f"2025/{ONE}/副卷/2.pdf",
        f"{ONE}.pdf",
        f"{ONE}_2.pdf",
        f"{ONE}-正卷.pdf",
        "（２０２５）青援０００１号/a.pdf",
    ],
)
def test_folders_and_names_are_case_numbers(
    officer: Viewer, shelf: Shelf, path: str
) -> None:
    plan, _ = planned(officer, shelf, (path, b"x"))

    assert [each.case_no for each in plan.taken] == [ONE]
    assert (plan.refused, plan.missing) == ((), (TWO,))


def test_other_ways_to_write_a_number_are_read_and_unclear_ones_told(
    officer: Viewer, shelf: Shelf
) -> None:
    paths = (
        "〔2025〕青援1号 正卷/1.pdf",
        "[2025]青援０００２号李某诉某公司/1.pdf",
        "青援2号/2.pdf",
    )
    files = [(path, 10) for path in paths]

    plan = bundles.plan_folder(viewer=officer, files=files, shelf=shelf)

    assert [each.case_no for each in plan.taken] == [ONE, TWO]
    assert [(e.problem, e.candidates) for e in plan.refused] == [(UNCLEAR, (TWO,))]


def test_a_file_in_the_folder_of_another_case_is_left_out(
    officer: Viewer, shelf: Shelf
) -> None:
    inner = f"{TWO}判决书.pdf"
    paths = (f"{ONE}/{inner}", f"{ONE}/（2025）云01民初2号判决书.pdf")

    plan, _ = planned(officer, shelf, *((path, b"x") for path in paths))

    assert [each.entry.path for each in plan.taken] == [paths[1]]
    told = [(each.problem, each.candidates) for each in plan.refused]
    assert told == [(AT_ODDS, (ONE, TWO))]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("起诉状.pdf", (D.PLEADING, Volume.WHOLE)),
        ("正卷/庭审笔录-2.pdf", (D.HEARING_RECORD, Volume.MAIN)),
        ("证据材料/001.jpg", (D.EVIDENCE, Volume.WHOLE)),
        ("一审判决书.pdf", (D.JUDGMENT, Volume.WHOLE)),
        ("副卷.pdf", (None, Volume.SECONDARY)),
        ("001.pdf", (None, Volume.WHOLE)),
    ],
)
def test_names_say_what_a_file_is(
    officer: Viewer, shelf: Shelf, path: str, expected: tuple[D | None, Volume]
) -> None:
    plan, _ = planned(officer, shelf, (f"{ONE}/{path}", b"x"))

    assert [(each.paper, each.volume) for each in plan.taken] == [expected]


def test_what_belongs_to_no_case_is_left_out(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    mark(world, 1, "secret")
    files = (("other/a.pdf", b"x"), (f"{TWO}/a.pdf", b"x"), (f"../{ONE}.pdf", b"x"))

    plan, _ = planned(officer, shelf, *files)

    assert {each.entry.path: each.problem for each in plan.refused} == {
        "other/a.pdf": NO_CASE,
        f"{TWO}/a.pdf": OnPaperOnly.sentence,
        f"../{ONE}.pdf": EntryFault.PATH.value,
    }
    assert (plan.taken, plan.missing) == ((), (ONE,))


def test_volumes_stand_in_the_order_of_their_chinese_numbers(
    officer: Viewer, shelf: Shelf
) -> None:
    volumes = ("第一册", "第二册", "第三册", "第十册", "第十一册")
    paths = [f"{ONE}/{volume}/{page}.jpg" for volume in volumes for page in (1, 2)]

    plan, _ = planned(officer, shelf, *((path, b"x") for path in reversed(paths)))

    assert [each.entry.path for each in plan.taken] == paths


def test_files_are_added_in_the_order_people_count(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    files = [(f"{ONE}/{n}.pdf", pdf(*[n] * n)) for n in (10, 2, 1)]
    _, token = planned(officer, shelf, *files, (f"{ONE}/3.pdf", b"no scan"))

    done, following = bundles.take_in(
        viewer=officer, token=token, shelf=shelf, start=0, at=AT
    )

    assert [each.n_pages for each in done] == [1, 2, 0, 10]
    assert [each.refusal is None for each in done] == [True, True, False, True]
    found = scans.of_case(viewer=officer, public_id=case_id(world))
    assert [line.n_pages for line in found.lines] == [1, 2, 10]
    assert following == 0
    with pytest.raises(NotVisible):
        bundles.plan(viewer=officer, token=token, shelf=shelf)


def test_it_is_taken_in_part_by_part(
    world: World, officer: Viewer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PATIENCE", -1)
    body = pdf(10)
    bring(officer, case_id(world), body, shelf)
    _, token = planned(officer, shelf, (f"{ONE}.pdf", body), (f"{TWO}.pdf", body))
    given = {"viewer": officer, "token": token, "shelf": shelf, "at": AT}

    first, following = bundles.take_in(start=0, **given)
    assert first[0].refusal is not None
    assert (first[0].refusal.sentence, following) == (SameContent.sentence, 1)
    assert first[0].is_there
    second, following = bundles.take_in(start=1, **given)
    assert (second[0].n_pages, following) == (1, 0)


def test_the_plan_marks_what_may_be_there_already(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    body = pdf(10)
    bring(officer, case_id(world), body, shelf)
    files = ((f"{ONE}/1.pdf", body), (f"{ONE}/2.pdf", b"x"), (f"{TWO}.pdf", body))

    plan, _ = planned(officer, shelf, *files)
    assert [each.is_alike for each in plan.taken] == [True, False, False]
    assert plan.n_alike == 1
    (scan,) = scans.of_case(viewer=officer, public_id=case_id(world)).lines
    own = {"viewer": officer, "public_id": case_id(world), "at": AT}
    scans.remove(scan_id=scan.public_id, reason="a double", **own)
    sizes = [(path, len(content)) for path, content in files]
    again = bundles.plan_folder(viewer=officer, files=sizes, shelf=shelf)
    assert again.n_alike == 0


def test_it_is_there_for_whoever_brought_it_only(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    _, token = planned(officer, shelf, (f"{ONE}.pdf", b"x"))

    for viewer, asked in (
        (world.reviewers[0], token),
        (officer, "nobody-has-this"),
        (officer, "../x"),
    ):
        with pytest.raises(NotVisible):
            bundles.plan(viewer=viewer, token=asked, shelf=shelf)


def test_a_harmful_zip_is_not_kept(officer: Viewer, shelf: Shelf) -> None:
    with pytest.raises(BundleRefused):
        bundles.keep(viewer=officer, stream=io.BytesIO(b"PK"), shelf=shelf)

    assert shelf.uploads().everything() == []


def test_a_folder_is_planned_by_its_paths(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    files = [
        (f"2025/{TWO}/副卷.pdf", 10),
        (f"2025/{ONE}/2.pdf", 10),
        (f"2025/{ONE}/10.JPG", 10),
        (f"2025/{ONE}/notes.docx", 10),
        (f"2025/{ONE}/empty.pdf", 0),
        (f"2025/{ONE}/large.pdf", shelf.limits.file_bytes + 1),
        (f"2025/{ONE}/.DS_Store", 10),
        ("2025/other.pdf", 10),
    ]
    plan = bundles.plan_folder(viewer=officer, files=files, shelf=shelf)

    assert [(e.entry.index, e.case_no) for e in plan.taken] == [
        (1, ONE),
        (2, ONE),
        (0, TWO),
    ]
    assert {e.entry.index: e.problem for e in plan.refused} == {
        3: EntryFault.KIND.value,
        4: EntryFault.EMPTY.value,
        5: EntryFault.TOO_BIG.value,
        7: NO_CASE,
    }
    assert (plan.n_cases, plan.missing) == (2, ())
    with pytest.raises(NotVisible):
        bundles.plan_folder(viewer=world.reviewers[0], files=files, shelf=shelf)


def test_too_many_files_are_told(
    officer: Viewer, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "MOST_FILES", 1)
    with pytest.raises(TooManyFiles):
        bundles.plan_folder(viewer=officer, files=[("a", 1)] * 2, shelf=shelf)


def test_of_volumes_reviewed_apart_the_path_says_which(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        for number, volume in enumerate(("正卷", "副卷")):
            where = {"id": world.case_ids[number]}
            unit.change(event, Case, where, case_no=ONE, volume_set=volume)

    plan, _ = planned(officer, shelf, (f"{ONE}/副卷/a.pdf", b"x"), (f"{ONE}.pdf", b"x"))

    assert [each.case_id for each in plan.taken] == [case_id(world, 1)]
    assert [each.problem for each in plan.refused] == [SEVERAL]


def test_a_file_of_the_zip_is_unpacked_once(
    world: World, officer: Viewer, shelf: Shelf
) -> None:
    body = pdf(10)
    plan, token = planned(officer, shelf, (f"{ONE}/正卷.pdf", body), ("x.pdf", b"x"))
    given = {"viewer": officer, "token": token, "shelf": shelf, "at": AT}
    case = {"public_id": case_id(world)}

    first = bundles.unpack(index=plan.taken[0].entry.index, **case, **given)
    again = bundles.unpack(index=plan.taken[0].entry.index, **case, **given)
    assert again.id == first.id
    assert first.volume is Volume.MAIN
    done = uploads.settle(
        viewer=officer, upload_id=first.id, shelf=shelf, at=AT, seconds=20, **case
    )
    assert done.n_pages == 1
    with pytest.raises(NotVisible):
        bundles.unpack(index=7, **case, **given)
    with pytest.raises(NotVisible):
        bundles.unpack(index=0, public_id="nobody-has-this", **given)


def test_a_zip_in_pieces_is_looked_through_when_it_has_arrived(
    officer: Viewer, shelf: Shelf
) -> None:
    body = zipped((f"{ONE}.pdf", b"x")).getvalue()
    begun = uploads.begin(viewer=officer, n_bytes=len(body), shelf=shelf)
    own = {"viewer": officer, "shelf": shelf}
    uploads.receive(upload_id=begun.id, offset=0, stream=io.BytesIO(body[:50]), **own)
    digest = hashlib.sha256(body).hexdigest()
    with pytest.raises(NotVisible):
        bundles.plan(token=begun.id, **own)
    with pytest.raises(NotComplete):
        bundles.finish(token=begun.id, digest=digest, **own)

    uploads.receive(upload_id=begun.id, offset=50, stream=io.BytesIO(body[50:]), **own)
    for _ in range(2):
        bundles.finish(token=begun.id, digest=digest, **own)
    assert bundles.plan(token=begun.id, **own).n_cases == 1


@pytest.mark.parametrize("body", [b"no zip", zipped(("a", b"x")).getvalue()])
def test_a_zip_that_arrived_otherwise_is_not_kept(
    officer: Viewer, shelf: Shelf, body: bytes
) -> None:
    begun = uploads.begin(viewer=officer, n_bytes=len(body), shelf=shelf)
    own = {"viewer": officer, "shelf": shelf}
    uploads.receive(upload_id=begun.id, offset=0, stream=io.BytesIO(body), **own)
    is_zip = body[:2] == b"PK"
    digest = "0" * 64 if is_zip else hashlib.sha256(body).hexdigest()

    with pytest.raises(ArrivedOtherwise if is_zip else BundleRefused):
        bundles.finish(token=begun.id, digest=digest, **own)
    assert shelf.uploads().everything() == []
