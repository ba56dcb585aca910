"""Pages whose pictures break off are noticed, and sound ones are not suspected."""

from __future__ import annotations

import base64
import io
import random
import struct
import zlib
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops

from review.files.pages import PagesRefused, Refusal, jbig
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


def bare(
    content: bytes, filters: pikepdf.Object, *, side: int = 8, **facts: Any
) -> bytes:
    """A page with one square picture of grey pixels, stored like this."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(100, 100))
    picture = pikepdf.Stream(made, content)
    picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    picture.Width = picture.Height = side
    picture.BitsPerComponent = 8
    picture.ColorSpace, picture.Filter = pikepdf.Name.DeviceGray, filters
    for name, fact in facts.items():
        picture[f"/{name}"] = fact
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


@pytest.mark.parametrize("size", [(SIDE, 4), (1, SIDE)])
@pytest.mark.parametrize("kind", KINDS)
def test_a_rule_is_whole(kind: str, size: tuple[int, int]) -> None:
    """Letterheads have one; decoded much smaller there is nothing left of it."""
    assert doubtful(jpeg(kind, NOISE.crop((0, 0, *size))), 1) == []


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


HALF = NOISE.tobytes()[: SIDE * SIDE // 2]
FLATE, A85, FAX = (
    pikepdf.Name(f"/{each}Decode") for each in ("Flate", "ASCII85", "CCITTFax")
)
SPOTS = Image.new("1", (SIDE, SIDE), 1)
for at in range(10, SIDE - 20, 20):
    SPOTS.paste(0, (at, at, at + 8, at + 6))
DARK = SPOTS.copy()
DARK.paste(0, (0, SIDE - 30, SIDE, SIDE))


def in_tiff(
    picture: Image.Image, code: str = "group4", rows: int = SIDE
) -> tuple[bytes, Any]:
    """Its content and its tags."""
    body = io.BytesIO()
    picture.save(body, "TIFF", compression=code, tiffinfo={278: rows})
    return body.getvalue(), Image.open(body).tag_v2


def strip(picture: Image.Image) -> bytes:
    """In the code of fax machines."""
    content, tags = in_tiff(picture)
    return content[tags[273][0] :][: tags[279][0]]


@pytest.mark.parametrize(
    "content",
    [
        bare(zlib.compress(HALF), FLATE, side=SIDE),
        bare(base64.a85encode(HALF) + b"~>", A85, side=SIDE),
        bare(
            base64.a85encode(zlib.compress(NOISE.tobytes())[: SIDE * SIDE // 2]),
            pikepdf.Array([A85, FLATE]),
            side=SIDE,
        ),
        bare(HALF[: SIDE * SIDE // 16], pikepdf.Array(), side=SIDE, BitsPerComponent=1),
    ],
    ids=["deflated", "letters", "both", "bits"],
)
def test_rows_that_whole_data_lack_are_noticed(content: bytes) -> None:
    assert doubtful(content, 1) == [1]


@pytest.mark.parametrize("picture", [SPOTS, DARK], ids=["white below", "black below"])
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_fax_that_ends_half_way_is_noticed(
    picture: Image.Image, is_turned: bool
) -> None:
    whole = strip(ImageChops.invert(picture) if is_turned else picture)
    half = whole[: len(whole) // 2]
    code = pikepdf.Dictionary(K=-1, Columns=SIDE, Rows=SIDE)

    found = [
        doubtful(bare(each, FAX, side=SIDE, BitsPerComponent=1, DecodeParms=code), 1)
        for each in (whole, half, half + b"\x00\x10\x01")
    ]

    assert found == [[], [1], [1]]


@pytest.mark.parametrize(
    ("code", "rows"),
    [("group3", SIDE), ("group4", SIDE), ("group4", 16), ("jpeg", SIDE)],
)
def test_a_strip_of_a_tiff_that_ends_half_way_is_noticed(code: str, rows: int) -> None:
    picture = NOISE if code == "jpeg" else DARK
    whole, tags = in_tiff(picture, code, rows)
    lengths, cut = tags[279], bytearray(whole)
    entry = cut.index(struct.pack("<HH", 279, 4))
    place = entry + 8
    if len(lengths) > 1:
        (place,) = struct.unpack_from("<I", cut, entry + 8)
    struct.pack_into("<I", cut, place, lengths[0] // 2)

    assert [doubtful(bytes(each), 1) for each in (whole, cut)] == [[], [1]]


@pytest.mark.parametrize("left", range(1, 9))
def test_a_whole_tiff_raises_no_alarm_however_low_its_last_strip_is(left: int) -> None:
    whole, tags = in_tiff(NOISE.crop((0, 0, SIDE, 16 + left)), "jpeg", 8)

    assert len(tags[279]) == 3
    assert doubtful(whole, 1) == []


def png(data: bytes, *, laced: bool = False) -> bytes:
    facts = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 0, 0, 0, laced)
    parts = (b"IHDR", facts), (b"IDAT", data), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(text))
        + kind
        + text
        + struct.pack(">I", zlib.crc32(kind + text))
        for kind, text in parts
    )


def test_a_png_that_lacks_rows_is_noticed() -> None:
    rows = b"".join(b"\0" + HALF[n : n + SIDE] for n in range(0, len(HALF), SIDE))

    assert doubtful(png(zlib.compress(rows * 2)), 1) == []
    assert doubtful(png(zlib.compress(rows)), 1) == [1]
    assert doubtful(png(zlib.compress(rows + rows[: -SIDE - 1])), 1) == [1]
    laced = bytes(SIDE * SIDE + 2 * SIDE - SIDE // 8)
    assert doubtful(png(zlib.compress(laced), laced=True), 1) == []


@pytest.mark.parametrize("n_gone", [1, 3, 8])
def test_a_piece_between_marks_that_is_gone_is_noticed(n_gone: int) -> None:
    whole = jpeg("rows")
    marks = [
        n
        for n in range(len(whole) - 1)
        if whole[n] == 0xFF and whole[n + 1] & 0xF8 == 0xD0
    ]
    hole = whole[: marks[1]] + whole[marks[1 + n_gone] :]
    ended = whole[: marks[-n_gone]] + b"\xff\xd9"

    assert [doubtful(each, 1) for each in (whole, hole, ended)] == [[], [1], [1]]


def test_what_a_camera_puts_behind_a_picture_is_none_of_it() -> None:
    whole = jpeg("plain")
    half = whole[: len(whole) // 2] + b"\xff\xd9"
    behind = jpeg("plain", NOISE.resize((20, 20))) + bytes(3000)

    assert doubtful(whole + behind, 1) == []
    assert doubtful(half + behind, 1) == [1]
    assert doubtful(bare(whole + behind, pikepdf.Name.DCTDecode, side=SIDE), 1) == []


def drawing(content: str, **pictures: bytes) -> bytes:
    """A page that draws this; its pictures are strips, deflated."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(100, 100))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary())
    for name, data in pictures.items():
        page.Resources.XObject[f"/{name}"] = pikepdf.Stream(
            made,
            data,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=SIDE,
            Height=SIDE // 2,
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray,
            Filter=FLATE,
        )
    page.Contents = made.make_stream(content.encode("latin-1"))
    return corpus.saved(made)


def test_every_picture_of_a_page_is_looked_at_and_none_it_does_not_draw() -> None:
    whole, short = zlib.compress(HALF), zlib.compress(HALF[: len(HALF) // 2])
    strips = {f"S{n}": short if n == 57 else whole for n in range(60)}
    all_drawn = " ".join(
        f"q 100 0 0 2 0 {n} cm /{name} Do Q" for n, name in enumerate(strips)
    )

    assert doubtful(drawing(all_drawn, **strips), 1) == [1]
    assert doubtful(drawing(all_drawn.replace("/S57 Do", ""), **strips), 1) == []


@pytest.mark.parametrize(("n_bytes", "found"), [(100, []), (50, [1])])
def test_a_picture_inside_the_page_is_looked_at(n_bytes: int, found: list[int]) -> None:
    data = (b"\x5a\xa5" * n_bytes)[:n_bytes].hex()
    content = (
        f"q 100 0 0 100 0 0 cm BI /W 10 /H 10 /CS /G /BPC 8 /F /AHx ID {data}> EI Q"
    )

    assert doubtful(drawing(content), 1) == found


def segments(*lengths: int) -> bytes:
    return b"".join(
        struct.pack(">IBBBI", n, 38, 0, 1, length) + bytes(length)
        for n, length in enumerate(lengths)
    )


def test_the_last_segment_of_jbig2_has_to_be_there() -> None:
    whole = segments(19, 300, 0)

    assert not jbig.breaks_off(whole)
    assert not jbig.breaks_off(whole + b"\r\n")
    assert jbig.breaks_off(segments(19, 300)[:-100])
    assert not jbig.breaks_off(struct.pack(">IBBBI", 0, 38, 0, 1, jbig.UNKNOWN))


def test_a_page_that_does_not_decode_is_refused_by_itself() -> None:
    with opened(tiff(10, 60, 110, broken=[2])) as pages:
        assert pages.inspect().n_pages == 3
        with pytest.raises(PagesRefused) as refused:
            pages.check(2, width=80)
        assert refused.value.reason is Refusal.PAGE_DAMAGED
        assert pages.check(3, width=80)[1] is False
