"""Good files: counted, shown as plain images, turned, blackened, searched."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from review.files.pages import (
    Bookmark,
    Box,
    Kind,
    PageFacts,
    PageFile,
    PagesRefused,
    Refusal,
    inspect,
    render,
    texts,
)
from tests.files.pages import corpus
from tests.files.pages.samples import LIMITS, inspection, opened, seen

DARK, LIGHT = 60, 200


def grey(image: Image.Image, x: float, y: float) -> int:
    """How light the picture is at a place given as fractions."""
    at = (int(x * (image.width - 1)), int(y * (image.height - 1)))
    return image.convert("L").getpixel(at)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (corpus.pdf(1), Kind.PDF),
        (corpus.picture("JPEG"), Kind.JPEG),
        (corpus.picture("PNG"), Kind.PNG),
        (corpus.tiff(1), Kind.TIFF),
    ],
)
def test_kind_is_told_by_content(tmp_path: Path, content: bytes, kind: Kind) -> None:
    path = tmp_path / "scan.docx"
    path.write_bytes(content)

    assert inspect(path).kind is kind


def test_pages_have_their_size_and_text() -> None:
    def mixed(made: pikepdf.Pdf) -> None:
        made.add_blank_page(page_size=(300, 200)).Rotate = 90

    found = inspection(corpus.pdf(1, mixed))

    assert found.pages == (PageFacts(595, 842, True), PageFacts(200, 300, False))
    assert found.n_pages == 2


def test_bookmarks_lead_to_pages() -> None:
    def marked(made: pikepdf.Pdf) -> None:
        with made.open_outline() as outline:
            first = pikepdf.OutlineItem("委托手续", 0)
            first.children.append(pikepdf.OutlineItem("会见笔录", 2))
            outline.root += [first, pikepdf.OutlineItem("x" * 900, 1)]

    assert inspection(corpus.pdf(3, marked)).bookmarks == (
        Bookmark("委托手续", 1, 0),
        Bookmark("会见笔录", 3, 1),
        Bookmark("x" * 200, 2, 0),
    )


def test_a_page_is_as_wide_as_asked_and_shows_what_a_viewer_shows() -> None:
    content = corpus.pdf(2)
    with opened(content) as pages:
        picture = pages.render(2, width=600)
    plain = pypdfium2.PdfDocument(content)[1].render(scale=600 / 595).to_pil()

    assert (picture.width, picture.height) == (600, 850)
    assert seen(picture).size == (600, 850)
    ours, theirs = (i.convert("L").resize((60, 85)) for i in (seen(picture), plain))
    pairs = zip(ours.tobytes(), theirs.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) < 40
    assert min(ours.tobytes()) < LIGHT


@pytest.mark.parametrize(
    ("rotate", "dark"), [(0, (0, 0)), (90, (1, 0)), (180, (1, 1)), (270, (0, 1))]
)
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_pages_turn_clockwise(form: str, rotate: int, dark: tuple[int, int]) -> None:
    with opened(corpus.picture(form)) as pages:
        image = seen(pages.render(1, width=200, rotate=rotate))

    assert image.size == ((200, 280) if rotate % 180 == 0 else (280, 200))
    corners = [(x, y) for x in (0, 1) for y in (0, 1)]
    assert [c for c in corners if grey(image, *c) < DARK] == [dark]


def test_pages_turn_by_quarters_only() -> None:
    with opened(corpus.pdf(1)) as pages, pytest.raises(ValueError, match="quarters"):
        pages.render(1, width=100, rotate=45)


@pytest.mark.parametrize("content", [corpus.pdf(1), corpus.picture("PNG", "L")])
def test_a_box_is_black_and_only_the_box(content: bytes) -> None:
    box = Box(0.5, 0.5, 0.75, 0.6)
    with opened(content) as pages:
        image = seen(pages.render(1, width=400, boxes=[box]))
        turned = seen(pages.render(1, width=400, rotate=90, boxes=[box]))

    assert grey(image, 0.5, 0.5) < 10
    assert grey(image, 0.745, 0.595) < 10
    assert grey(image, 0.62, 0.55) == 0
    assert grey(image, 0.45, 0.55) > LIGHT
    assert grey(image, 0.62, 0.65) > LIGHT
    assert grey(turned, 0.45, 0.62) == 0


def test_words_under_a_box_are_gone() -> None:
    content = corpus.pdf(1)
    with opened(content) as pages:
        places = pages.texts(1).places("case file")
        clear = seen(pages.render(1, width=1200))
        covered = seen(pages.render(1, width=1200, boxes=places))
    assert len(places) == 1
    before, after = (cut(i.convert("L"), places[0]) for i in (clear, covered))
    assert min(before.tobytes()) < DARK
    assert max(before.tobytes()) > LIGHT
    assert max(after.tobytes()) < 10
    # Nothing of the covered words stands beside the box.
    beside = Box(places[0].right + 0.005, places[0].top, 1, places[0].bottom)
    around = cut(covered.convert("L"), beside)
    assert min(around.tobytes()) > LIGHT


@pytest.mark.parametrize("font", ["STSong-Light", "SimHei", "FangSong_GB2312"])
def test_chinese_is_drawn_though_the_file_has_no_font(font: str) -> None:
    with opened(corpus.chinese("张三李四", font)) as pages:
        image = seen(pages.render(1, width=595)).convert("L")
        text = pages.texts(1)

    assert text.text == "张三李四"
    boxes = [box for box in text.boxes if box is not None]
    ink = [sum(value < DARK for value in cut(image, box).tobytes()) for box in boxes]
    assert len(set(ink)) == 4
    assert min(ink) > 40


def cut(image: Image.Image, box: Box) -> Image.Image:
    sides = (image.width, image.height) * 2
    edges = (box.left, box.top, box.right, box.bottom)
    return image.crop([int(e * s) for e, s in zip(edges, sides, strict=True)])


def test_names_in_chinese_are_blackened() -> None:
    with opened(corpus.chinese("受援人张三诉")) as pages:
        clear = seen(pages.render(1, width=595)).convert("L")
        (place,) = pages.texts(1).places("张三")
        covered = seen(pages.render(1, width=595, boxes=[place])).convert("L")

    assert (min(cut(clear, place).tobytes()), max(cut(clear, place).tobytes())) == (
        pytest.approx(0, abs=30),
        255,
    )
    # A JPEG rings a little beside an edge; of the letters nothing is left.
    assert max(cut(covered, place).tobytes()) < 40
    assert place.left == pytest.approx(180 / 595, abs=0.01)
    assert place.right == pytest.approx(260 / 595, abs=0.01)


def test_text_has_places_on_a_turned_and_cropped_page() -> None:
    def turned(made: pikepdf.Pdf) -> None:
        made.pages[0].Rotate = 90
        made.pages[0].CropBox = [0, 421, 595, 842]

    with opened(corpus.pdf(1, turned)) as pages:
        (place,) = pages.texts(1).places("Page 1")
        image = seen(pages.render(1, width=842))

    dark = image.convert("L").point(lambda value: 255 * (value < DARK)).getbbox()
    assert dark is not None
    assert abs(place.left * image.width - dark[0]) < 12
    assert abs(place.top * image.height - dark[1]) < 12


def test_a_picture_has_no_text() -> None:
    with opened(corpus.picture("PNG")) as pages:
        assert pages.texts(1).text == ""


def test_nothing_but_pixels_leaves() -> None:
    content = corpus.with_exif()
    assert b"Zhang San" in content

    with opened(content) as pages:
        picture = pages.render(1, width=300)

    assert b"Zhang" not in picture.content
    assert b"Exif" not in picture.content
    assert seen(picture).getexif() == {}
    assert set(seen(picture).info) <= {"jfif", "jfif_version"} | {
        "jfif_unit",
        "jfif_density",
    }


def test_metadata_and_attachments_of_a_pdf_do_not_leave() -> None:
    def named(made: pikepdf.Pdf) -> None:
        made.docinfo["/Author"] = "Zhang San"
        made.attachments["Zhang San.txt"] = b"Zhang San"

    content = corpus.pdf(1, named)
    with opened(content) as pages:
        assert b"Zhang" not in pages.render(1, width=300).content


def test_a_photograph_stands_as_it_was_held() -> None:
    found = inspection(corpus.with_exif(6))
    with opened(corpus.with_exif(6)) as pages:
        image = seen(pages.render(1, width=280))

    assert found.pages == (PageFacts(560, 400),)
    assert image.size == (280, 200)
    assert grey(image, 1, 0) < DARK
    assert grey(image, 0, 0) > LIGHT


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "I;16", "RGBA", "F"])
def test_every_kind_of_colour_shows_black_on_white(mode: str) -> None:
    with opened(corpus.picture("TIFF", mode)) as pages:
        image = seen(pages.render(1, width=200))

    assert grey(image, 0.1, 0.1) < DARK
    assert grey(image, 0.8, 0.8) > LIGHT


def test_what_is_transparent_is_paper() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    file = io.BytesIO()
    clear.save(file, "PNG")

    with opened(file.getvalue()) as pages:
        assert grey(seen(pages.render(1, width=40)), 0.5, 0.5) > 250


def test_every_page_of_a_tiff_is_shown() -> None:
    shades = [Image.new("L", (60, 80), 60 * n) for n in range(4)]
    file = io.BytesIO()
    shades[0].save(file, "TIFF", save_all=True, append_images=shades[1:])

    with opened(file.getvalue()) as pages:
        assert pages.inspect().n_pages == 4
        shown = [grey(seen(pages.render(n, width=60)), 0.5, 0.5) for n in (4, 1, 3, 2)]
    assert shown == pytest.approx([180, 0, 120, 60], abs=2)


def test_more_pages_than_pdfium_keeps_are_all_their_own() -> None:
    with opened(corpus.pdf(150)) as pages:
        found = {pages.texts(n).text for n in range(1, 151)}

    assert len(found) == 150


@pytest.mark.parametrize("page", [-1, 0, 4, 10**9])
@pytest.mark.parametrize("content", [corpus.pdf(3), corpus.tiff(3)])
def test_a_page_that_is_not_there_is_refused(content: bytes, page: int) -> None:
    with opened(content) as pages:
        for ask in (lambda: pages.render(page, width=100), lambda: pages.texts(page)):
            with pytest.raises(PagesRefused) as refused:
                ask()
            assert refused.value.reason is Refusal.NO_SUCH_PAGE
        assert pages.render(3, width=100).width == 100


def test_a_very_long_page_is_made_smaller() -> None:
    content = corpus.one_page(size=b"[0 0 10 14000]")
    with opened(content) as pages:
        picture = pages.render(1, width=4000)

    assert picture.height <= 16_000
    assert picture.width * picture.height <= LIMITS.picture_pixels


def test_widths_have_bounds() -> None:
    with opened(corpus.pdf(1)) as pages:
        assert pages.render(1, width=0).width == 16
        assert pages.render(1, width=10**6).width == LIMITS.width


def test_single_questions_need_no_open_file(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(corpus.pdf(2))

    assert inspect(path).n_pages == 2
    assert render(path, 2, width=100).content.startswith(b"\xff\xd8\xff")
    assert texts(path, 2).text.startswith("Page 2 of a case file")
    with path.open("rb") as file, PageFile(file) as pages:
        assert pages.inspect().n_pages == 2


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ({"file_bytes": 10}, Refusal.TOO_BIG),
        ({"pages": 2}, Refusal.TOO_MANY_PAGES),
    ],
)
def test_limits_are_settings(limit: dict[str, int], reason: Refusal) -> None:
    limits = replace(LIMITS, **limit)
    with pytest.raises(PagesRefused) as refused, opened(corpus.pdf(3), limits) as pages:
        pages.inspect()
    assert refused.value.reason is reason


def test_too_many_pixels_are_told_with_their_number() -> None:
    content, limits = corpus.picture("PNG"), replace(LIMITS, pixels=1000)
    with pytest.raises(PagesRefused) as refused, opened(content, limits) as pages:
        pages.inspect()
    assert refused.value.reason is Refusal.PIXELS
    assert refused.value.values == {"page": "1", "width": "400", "height": "560"}
