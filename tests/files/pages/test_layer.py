"""Text is read the way it stands, however the page is turned, and found where it stands."""

from __future__ import annotations

import pytest
from PIL import Image

from review.files.pages import PageText
from tests.files.pages import corpus
from tests.files.pages.samples import opened, seen

LINES = ("申请人欧阳桂芬", "住幸福路18号", "电话张", "三丰")
TURNS = [(r, t) for r in (0, 90, 180, 270) for t in (False, True)]
DARK = 128


def page(rotate: int, *, is_turned: bool) -> bytes:
    return corpus.lettered(*LINES, is_turned=is_turned, rotate=rotate)


def ink(image: Image.Image) -> int:
    return sum(image.convert("L").histogram()[:DARK])


@pytest.mark.parametrize(("rotate", "is_turned"), TURNS)
def test_a_page_is_read_forwards_however_it_stands(
    rotate: int, is_turned: bool
) -> None:
    with opened(page(rotate, is_turned=is_turned)) as pages:
        found = pages.texts(1)

    assert found.text.split() == list(LINES)
    assert len(found.places("欧阳桂芬")) == 1
    assert len(found.places("张三丰")) == 2


@pytest.mark.parametrize(("rotate", "is_turned"), TURNS)
def test_what_is_covered_is_what_stands_there(rotate: int, is_turned: bool) -> None:
    blank = ("申请人　　　　", *LINES[1:])
    without = corpus.lettered(*blank, is_turned=is_turned, rotate=rotate)
    with opened(page(rotate, is_turned=is_turned)) as pages:
        (box,) = pages.texts(1).places("欧阳桂芬")
        image = seen(pages.render(1, width=600))
    with opened(without) as pages:
        rest = ink(seen(pages.render(1, width=600)))
    sides = (image.width, image.height) * 2
    edges = (box.left, box.top, box.right, box.bottom)
    where = [int(e * s) for e, s in zip(edges, sides, strict=True)]
    assert ink(image) > rest + 500
    image.paste("white", where)
    assert ink(image) == pytest.approx(rest, rel=0.02)


def test_a_page_with_letters_of_all_directions_is_read_in_each() -> None:
    """As a table with a heading along its side, and a sheet pasted in upside down."""
    lines = [
        b"1 0 0 1 %d 300 Tm (%b) Tj",
        b"-1 0 0 -1 %d 200 Tm (%b) Tj",
        b"0 1 -1 0 50 %d Tm (%b) Tj",
        b"0 -1 1 0 550 %d Tm (%b) Tj",
    ]
    words = ("UPRIGHT", "TURNED", "RISING", "FALLING")
    starts, steps = (100, 500, 100, 500), (20, -20, 20, -20)
    letters = [
        line % (start + step * n, letter.encode())
        for line, word, start, step in zip(lines, words, starts, steps, strict=True)
        for n, letter in enumerate(word)
    ]
    content = b"BT /F1 20 Tf %b ET" % b" ".join(letters)
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    body = corpus.one_page(
        b"/Resources << /Font << /F1 5 0 R >> >>", content=content, more={5: font}
    )
    with opened(body) as pages:
        found: PageText = pages.texts(1)

    assert [len(found.places(word)) for word in words] == [1, 1, 1, 1]
    (turned,), (rising,) = found.places("TURNED"), found.places("RISING")
    assert (turned.right, turned.bottom) == pytest.approx(
        (500 / 595, 642 / 842), abs=0.03
    )
    assert rising.bottom == pytest.approx(742 / 842, abs=0.02)
    assert rising.height > rising.width
