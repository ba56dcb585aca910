"""Pages whose pictures break off are noticed, and sound ones are not suspected."""

from __future__ import annotations

import io
import random
import zlib

import pikepdf
import pytest
from PIL import Image

from review.files.pages import PagesRefused, Refusal
from tests.files.pages import corpus
from tests.files.pages.samples import opened
from tests.scanned import cut_pdf, pdf, tiff


def doubtful(content: bytes, n_pages: int) -> list[int]:
    with opened(content) as pages:
        assert pages.inspect().n_pages == n_pages
        found = [pages.check(page, width=80)[1] for page in range(1, n_pages + 1)]
    return [page for page, is_so in enumerate(found, 1) if is_so]


def test_a_picture_that_breaks_off_is_noticed() -> None:
    assert doubtful(cut_pdf(10, 60, 110, cut=2), 3) == [2]


def test_sound_pages_are_not_suspected() -> None:
    assert doubtful(pdf(0, 128, 255), 3) == []
    assert doubtful(corpus.pdf(2), 2) == []
    assert doubtful(tiff(10, 255), 2) == []


def bare(content: bytes, filters: pikepdf.Object, *, side: int = 8) -> bytes:
    """A page with one square picture of grey pixels, stored like this."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(100, 100))
    picture = pikepdf.Stream(made, content)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width = picture.Height = side
    picture.BitsPerComponent = 8
    picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceGray, filters
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(S=picture))
    page.Contents = made.make_stream(b"q 100 0 0 100 0 0 cm /S Do Q")
    return corpus.saved(made)


@pytest.mark.parametrize("kind", ["DCTDecode", "JPXDecode"])
def test_a_picture_that_comes_to_nothing_is_noticed(kind: str) -> None:
    assert doubtful(bare(b"no picture at all", pikepdf.Name(f"/{kind}")), 1) == [1]


def test_bytes_behind_the_end_of_a_picture_are_no_fault() -> None:
    body = io.BytesIO()
    Image.new("L", (8, 8), 255).save(body, "JPEG")
    content = body.getvalue() + b"\0\r\n"

    assert doubtful(bare(content, pikepdf.Name.DCTDecode), 1) == []


SIDE = 200
NOISE = Image.frombytes("L", (SIDE, SIDE), random.Random(1).randbytes(SIDE * SIDE))
KINDS = {
    "plain": {},
    "in layers": {"progressive": True},
    "rows": {"restart_marker_rows": 2},
}


def jpeg(kind: str, picture: Image.Image = NOISE) -> bytes:
    body = io.BytesIO()
    picture.save(body, "JPEG", **KINDS[kind])
    return body.getvalue()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_a_jpeg_whose_data_end_half_way_is_noticed_though_it_is_closed(
    kind: str, share: float
) -> None:
    whole = jpeg(kind)
    half = whole[: int(len(whole) * share)] + b"\xff\xd9"
    inside = [bare(each, pikepdf.Name.DCTDecode, side=SIDE) for each in (whole, half)]

    assert [doubtful(each, 1) for each in (whole, half)] == [[], [1]]
    assert [doubtful(each, 1) for each in inside] == [[], [1]]


@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_that_is_blank_below_is_whole(kind: str) -> None:
    sheet = Image.new("L", (SIDE, 3 * SIDE), 255)
    sheet.paste(NOISE)

    assert doubtful(jpeg(kind, sheet), 1) == []
    assert doubtful(jpeg(kind, sheet) + b"\0\0", 1) == []


@pytest.mark.parametrize(("share", "found"), [(0.5, [1]), (0.9, [1]), (1.0, [])])
def test_compressed_rows_that_are_missing_are_noticed(
    share: float, found: list[int]
) -> None:
    whole = zlib.compress(NOISE.tobytes())
    content = whole[: int(len(whole) * share)]

    assert doubtful(bare(content, pikepdf.Name.FlateDecode, side=SIDE), 1) == found


def test_rows_that_are_all_there_need_no_check_sum() -> None:
    content = zlib.compress(NOISE.tobytes())[:-4]

    assert doubtful(bare(content, pikepdf.Name.FlateDecode, side=SIDE), 1) == []


def test_a_page_that_does_not_decode_is_refused_by_itself() -> None:
    with opened(tiff(10, 60, 110, broken=[2])) as pages:
        assert pages.inspect().n_pages == 3
        with pytest.raises(PagesRefused) as refused:
            pages.check(2, width=80)
        assert refused.value.reason is Refusal.PAGE_DAMAGED
        assert pages.check(3, width=80)[1] is False
