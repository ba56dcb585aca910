"""Pages whose pictures break off are noticed, and sound ones are not suspected."""

from __future__ import annotations

import io

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


def bare(content: bytes, filters: pikepdf.Object) -> bytes:
    """A page with one picture of 8 by 8 grey pixels, stored like this."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(100, 100))
    picture = pikepdf.Stream(made, content)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width = picture.Height = picture.BitsPerComponent = 8
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


def test_a_page_that_does_not_decode_is_refused_by_itself() -> None:
    with opened(tiff(10, 60, 110, broken=[2])) as pages:
        assert pages.inspect().n_pages == 3
        with pytest.raises(PagesRefused) as refused:
            pages.check(2, width=80)
        assert refused.value.reason is Refusal.PAGE_DAMAGED
        assert pages.check(3, width=80)[1] is False
