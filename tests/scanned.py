"""Small scanned files: every page has a tone of its own, so that order can be seen."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pikepdf
from PIL import Image
from sqlalchemy import select, text

from review.domain.policy import Viewer
from review.services import scans
from review.services.scans import Added
from review.services.shelf import Shelf
from review.store import unit
from review.store.database import writing
from review.store.models import Case, Scan
from tests.conftest import AT
from tests.factories import World
from tests.files.pages import corpus

WIDTH, HEIGHT = 210, 297


def pdf(*tones: int) -> bytes:
    """A file of pages, each as grey as its number from 0 to 255 says."""
    pages = [Image.new("L", (WIDTH, HEIGHT), tone) for tone in tones]
    body = io.BytesIO()
    pages[0].save(body, "PDF", save_all=True, append_images=pages[1:], resolution=72)
    return body.getvalue()


def cut_pdf(*tones: int, cut: int) -> bytes:
    """The same, with the picture of one page broken off in the middle."""
    with pikepdf.open(io.BytesIO(pdf(*tones))) as made:
        (image,) = made.pages[cut - 1].get_images().values()
        whole = image.read_raw_bytes()
        image.write(whole[: len(whole) // 2], filter=pikepdf.Name.DCTDecode)
        body = io.BytesIO()
        made.save(body)
    return body.getvalue()


def tiff(*tones: int, broken: Sequence[int] = ()) -> bytes:
    """Pages of these tones; the pictures of the broken ones cannot be decoded."""
    pages = [Image.new("L", (WIDTH, HEIGHT), tone) for tone in tones]
    body = io.BytesIO()
    options = {"save_all": True, "compression": "tiff_adobe_deflate"}
    pages[0].save(body, "TIFF", append_images=pages[1:], **options)
    content = bytearray(body.getvalue())
    with Image.open(body) as opened:
        for page in broken:
            opened.seek(page - 1)
            tags = opened.tag_v2  # type: ignore[attr-defined]
            for at, length in zip(tags[273], tags[279], strict=True):
                content[at : at + length] = b"\xff" * length
    return bytes(content)


def marked(n_pages: int, *marks: tuple[str, int]) -> bytes:
    """A PDF with bookmarks: what each says and the page it leads to."""

    def change(made: pikepdf.Pdf) -> None:
        with made.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(t, p - 1) for t, p in marks)

    return corpus.pdf(n_pages, change)


def picture(tone: int, kind: str = "PNG", size: tuple[int, int] = (400, 300)) -> bytes:
    body = io.BytesIO()
    Image.new("L", size, tone).save(body, kind)
    return body.getvalue()


def tone(image: bytes) -> int:
    """How grey the middle of an image is, to the nearest ten."""
    with Image.open(io.BytesIO(image)) as opened:
        grey = opened.convert("L")
        middle = grey.getpixel((grey.width // 2, grey.height // 2))
    assert isinstance(middle, int)
    return round(middle / 10) * 10


def size(image: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(image)) as opened:
        return opened.size


def shelf_in(folder: Path) -> Shelf:
    return Shelf(str(folder / "objects"), folder / "scratch", folder / "pages")


def case_id(world: World, number: int = 0) -> str:
    """The public id of a case of the world."""
    with unit.reading() as connection:
        query = select(Case.public_id).where(Case.id == world.case_ids[number])
        return str(connection.scalar(query))


def mark(world: World, number: int, flag: str, *, is_so: bool = True) -> None:
    """Make a case secret or sealed, as a corrected list would; or open again."""
    token = writing.set(True)
    with unit.transaction() as connection:
        values = {"id": world.case_ids[number], "is_so": is_so}
        connection.execute(
            text(f"UPDATE cases SET {flag} = :is_so WHERE id = :id"), values
        )
    writing.reset(token)


def bring(viewer: Viewer, public_id: str, body: bytes, shelf: Shelf) -> Added:
    return scans.add(
        viewer=viewer,
        public_id=public_id,
        stream=io.BytesIO(body),
        shelf=shelf,
        at=AT,
    )


def on_every_case(shelf: Shelf, most: int | None = None) -> None:
    """Two pages for every case of every bureau, as an upload would leave them.

    `most` is for the first cases only.
    """
    stored = shelf.store().put(io.BytesIO(pdf(60, 160)))
    with unit.transaction() as connection:
        cases = connection.execute(
            select(Case.id, Case.bureau_id)
            .where(~Case.secret, ~Case.sealed)
            .order_by(Case.id)
            .limit(most)
        ).all()
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        same = {
            "position": 1,
            "digest": stored.digest,
            "media": "pdf",
            "n_bytes": stored.size,
            "n_pages": 2,
            "shapes": [1414, 1414],
            "added_at": AT,
        }
        for case in cases:
            unit.add(event, Scan, case_id=case.id, bureau_id=case.bureau_id, **same)


def zipped(*files: tuple[str, bytes]) -> io.BytesIO:
    """A ZIP of these files, at its beginning."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as made:
        for name, content in files:
            made.writestr(name, content)
    body.seek(0)
    return body
