"""Good files and hostile ones, all made by code: what a scanner, a clerk or a foe sends.

Every file is a `Sample`: a name, its content, and what must come of it. `None` says
that any inspection or any refusal is right, as long as nothing breaks or hangs.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from review.files.pages import Note, Refusal

A4 = (595, 842)


@dataclass(frozen=True)
class Sample:
    name: str
    content: bytes
    expected: int | Refusal | tuple[int | Refusal, ...] | None = None
    """Its number of pages, the reason of its refusal, or one of several reasons."""
    notes: tuple[Note, ...] | None = None


# Good files


def pdf(
    n_pages: int = 3,
    change: Callable[[pikepdf.Pdf], None] = lambda _: None,
    **options: object,
) -> bytes:
    """Pages with a line of text each, then whatever `change` does to them."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
    )
    font = made.make_indirect(font)
    for number in range(1, n_pages + 1):
        page = made.add_blank_page(page_size=A4)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        line = f"BT /F1 24 Tf 72 700 Td (Page {number} of a case file) Tj ET"
        page.Contents = made.make_stream(line.encode())
    change(made)
    return saved(made, **options)


def saved(made: pikepdf.Pdf, **options: object) -> bytes:
    file = io.BytesIO()
    made.save(file, deterministic_id="encryption" not in options, **options)
    return file.getvalue()


def raw_pdf(objects: dict[int, bytes], *, root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF from its bare objects, with a right table of places."""
    out, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start, top = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % top
    for number in range(1, top):
        at, state = (places[number], b"n") if number in places else (0, b"f")
        out += b"%010d 00000 %b \n" % (at, state)
    out += b"trailer\n<< /Size %d /Root %d 0 R %b >>\n" % (top, root, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def one_page(
    extra: bytes = b"",
    *,
    catalogue: bytes = b"",
    content: bytes = b"0 0 m 100 100 l S",
    filters: bytes = b"",
    size: bytes = b"[0 0 595 842]",
    more: dict[int, bytes] | None = None,
) -> bytes:
    """One page, its parts as given."""
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R %b >>" % catalogue,
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents 4 0 R %b >>"
            % (size, extra),
            4: b"<< /Length %d %b >>\nstream\n%b\nendstream"
            % (len(content), filters, content),
            **(more or {}),
        }
    )


def chinese(text: str, font: str = "STSong-Light") -> bytes:
    """A page whose Chinese font is named and not embedded, as many programs make it."""
    return _in_chinese(b"BT /F1 40 Tf 60 700 Td <%b> Tj ET" % _coded(text), font)


def lettered(*lines: str, is_turned: bool = False, rotate: int = 0) -> bytes:
    """A page on which each letter is placed by itself, upright or upside down."""
    sign = -1 if is_turned else 1
    letters = [
        b"1 0 0 1 %d %d Tm <%b> Tj" % (60 + 40 * n, 700 - 60 * row, _coded(letter))
        for row, line in enumerate(lines)
        for n, letter in enumerate(line)
    ]
    around = b"q %d 0 0 %d %d %d cm" % (
        sign,
        sign,
        *((595, 842) if sign < 0 else (0, 0)),
    )
    content = b"%b BT /F1 40 Tf %b ET Q" % (around, b" ".join(letters))
    return _in_chinese(content, "STSong-Light", b"/Rotate %d" % rotate)


def _coded(text: str) -> bytes:
    return text.encode("utf-16-be").hex().encode()


def _in_chinese(content: bytes, font: str, extra: bytes = b"") -> bytes:
    named = font.encode()
    more = {
        5: b"<< /Type /Font /Subtype /Type0 /BaseFont /%b /Encoding /UniGB-UCS2-H "
        b"/DescendantFonts [6 0 R] >>" % named,
        6: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /%b /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> "
        b"/FontDescriptor 7 0 R >>" % named,
        7: b"<< /Type /FontDescriptor /FontName /%b /Flags 4 /Ascent 800 "
        b"/FontBBox [0 -200 1000 900] /ItalicAngle 0 /Descent -200 /CapHeight 800 "
        b"/StemV 80 >>" % named,
    }
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    return one_page(fonts + extra, content=content, more=more)


def drawn(mode: str = "RGB", size: tuple[int, int] = (400, 560)) -> Image.Image:
    """A picture with a dark upper left corner, so that its turning is seen."""
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, size[0] // 4, size[1] // 4), fill="black")
    if mode == "I;16":
        return image.convert("L").convert("I").point(lambda v: v * 256).convert("I;16")
    return image.convert(mode)


def picture(form: str, mode: str = "RGB", **options: object) -> bytes:
    file = io.BytesIO()
    drawn(mode).save(file, form, **options)
    return file.getvalue()


def tiff(n_pages: int = 3, mode: str = "1", **options: object) -> bytes:
    file = io.BytesIO()
    pages = [drawn(mode) for _ in range(n_pages)]
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:], **options)
    return file.getvalue()


def with_exif(orientation: int = 6) -> bytes:
    """As a telephone takes it: turned, with the place and a name in it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Zhang San"
    exif.get_ifd(0x8825)[2] = (29.0, 33.0, 1.0)
    return picture("JPEG", exif=exif, comment=b"Zhang San's own telephone")


def gps_ifd() -> ImageFileDirectory_v2:
    tags = ImageFileDirectory_v2()
    tags[315] = "Zhang San"
    return tags


def good() -> Iterator[Sample]:
    yield Sample("text pdf", pdf(), 3, ())
    yield Sample("one page", pdf(1), 1, ())
    yield Sample("object streams", pdf(5, object_stream_mode=GENERATED), 5, ())
    yield Sample("linearized", pdf(4, linearize=True), 4, ())
    yield Sample("a hundred pages", pdf(100), 100, ())
    yield Sample("bare", one_page(), 1, ())
    yield Sample("byte order mark", b"\xef\xbb\xbf" + one_page(), 1)
    yield Sample("chinese", chinese("受援人张三"), 1, ())
    for mode in ("RGB", "L", "CMYK"):
        yield Sample(f"jpeg {mode}", picture("JPEG", mode), 1, ())
    yield Sample("jpeg progressive", picture("JPEG", progressive=True), 1, ())
    yield Sample("jpeg exif", with_exif(), 1, ())
    for mode in ("RGB", "L", "1", "P", "RGBA", "LA", "I;16"):
        yield Sample(f"png {mode}", picture("PNG", mode), 1, ())
    for mode in ("RGB", "L", "1", "CMYK", "I;16", "P", "RGBA", "F", "I"):
        yield Sample(f"tiff {mode}", picture("TIFF", mode), 1, ())
    for way in ("group3", "group4", "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        yield Sample(f"tiff {way}", tiff(compression=way), 3, ())
    yield Sample("tiff jpeg", tiff(mode="RGB", compression="jpeg"), 3, ())
    yield Sample("tiff big", tiff(big_tiff=True), 3, ())
    yield Sample("tiff named", picture("TIFF", tiffinfo=gps_ifd()), 1, ())


GENERATED = pikepdf.ObjectStreamMode.generate


# PDFs that are damaged, lie, explode or act


def encrypted() -> Iterator[Sample]:
    for revision in (2, 3, 4, 6):
        strong = {"aes": revision >= 4, "metadata": revision >= 4}
        asks = pikepdf.Encryption(user="u", owner="o", R=revision, **strong)
        opens = pikepdf.Encryption(user="", owner="o", R=revision, **strong)
        yield Sample(f"password {revision}", pdf(encryption=asks), Refusal.ENCRYPTED)
        yield Sample(f"open {revision}", pdf(encryption=opens), 3, (Note.PROTECTED,))


def truncated() -> Iterator[Sample]:
    whole = {
        "plain": pdf(20),
        "streams": pdf(20, object_stream_mode=GENERATED),
        "linear": pdf(20, linearize=True),
    }
    for name, content in whole.items():
        for percent in range(5, 100, 6):
            part = content[: len(content) * percent // 100]
            yield Sample(f"cut {name} {percent}%", part, Refusal.CUT_OFF)
        yield Sample(f"cut {name} end", content[:-7], Refusal.CUT_OFF)


def damaged() -> Iterator[Sample]:
    plain = pdf(6)
    at = plain.rindex(b"startxref")
    for wrong in (b"0", b"7", b"99999999", b"-1", b"x", b"", b"9" * 40):
        broken = plain[:at] + b"startxref\n" + wrong + b"\n%%EOF\n"
        yield Sample(f"startxref {wrong[:9]!r}", broken, (6, Refusal.DAMAGED))
    shifted = plain.replace(b"%PDF-1", b"%PDF-1.\n%" + b" " * 90 + b"\n", 1)
    yield Sample("places shifted", shifted)
    hole = plain[: len(plain) // 3] + plain[len(plain) * 2 // 3 :]
    yield Sample("hole in the middle", hole, (Refusal.INCOMPLETE, Refusal.DAMAGED))
    for old, new in (
        (b"endobj", b"xxxxxx"),
        (b"stream", b"straem"),
        (b"/Kids", b"/Kibs"),
        (b"/Pages", b"/Pagse"),
        (b"/Count", b"/Cuont"),
        (b"/Root", b"/Toor"),
        (b"trailer", b"trialer"),
        (b"xref", b"fexr"),
        (b"/Catalog", b"/Katalog"),
        (b"/MediaBox", b"/MediaBux"),
        (b" obj", b" jbo"),
        (b"/Length", b"/Lenght"),
        (b"\n", b"\r\n"),
    ):
        yield Sample(f"{old!r} lost", plain.replace(old, new))
    yield Sample("zeros at the end", plain + bytes(1000), 6)
    yield Sample("no table at all", plain[: plain.rindex(b"xref\n0")] + b"%%EOF\n")


def lying() -> Iterator[Sample]:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    for said, found in ((1, 3), (2, 3), (4, 3), (300, 3), (0, 3), (-1, 3), (10**9, 3)):
        kids = b" ".join(b"%d 0 R" % n for n in range(3, 3 + found))
        tree = {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, said),
            **{n: page for n in range(3, 3 + found)},
        }
        yield Sample(f"says {said} has {found}", raw_pdf(tree), LIES)
    lost = {1: b"<< /Pages 2 0 R >>", 2: b"<< /Kids [3 0 R 4 0 R] /Count 2 >>", 3: page}
    yield Sample("page missing", raw_pdf(lost), LIES)
    for n in (0, 1, 5000, 20_000):
        many = pdf(n) if n < 5000 else _wide(n)
        few = {0: Refusal.NO_PAGES, 1: 1}
        yield Sample(f"{n} pages", many, few.get(n, Refusal.TOO_MANY_PAGES))


LIES = (
    *(Refusal.INCOMPLETE, Refusal.DAMAGED, Refusal.NO_PAGES),
    *(Refusal.TOO_MANY_PAGES,),
)


def _wide(n: int) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + n))
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, n),
            **{number: page for number in range(3, 3 + n)},
        }
    )


def looping() -> Iterator[Sample]:
    root = b"<< /Type /Catalog /Pages 2 0 R >>"
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    for name, tree in (
        ("own child", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
        ("own child and page", b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 2 >>"),
        ("kids no list", b"<< /Type /Pages /Kids 3 0 R /Count 1 >>"),
        ("kids are numbers", b"<< /Type /Pages /Kids [1 2 3] /Count 3 >>"),
        ("kids are nothing", b"<< /Type /Pages /Kids [null 9 0 R] /Count 2 >>"),
        ("kids is catalogue", b"<< /Type /Pages /Kids [1 0 R] /Count 1 >>"),
        ("tree is a number", b"42"),
        ("tree is itself", b"2 0 R"),
    ):
        yield Sample(name, raw_pdf({1: root, 2: tree, 3: leaf}), LIES)
    twice = {1: root, 2: b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>", 3: leaf}
    yield Sample("a page twice", raw_pdf(twice))
    deep = {n: b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 1) for n in _DEEP}
    yield Sample("deep tree", raw_pdf({1: root, **deep, max(_DEEP) + 1: leaf}))
    chain = {n: b"%d 0 R" % (n + 1) for n in range(5, 400)} | {400: b"5 0 R"}
    yield Sample("length is a loop", one_page(b"/Rotate 5 0 R", more=chain))
    forms = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Length 6"
    inner = forms + b" /Resources << /XObject << /X 5 0 R >> >> >>\nstream\n/X Do \n"
    uses = b"/Resources << /XObject << /X 5 0 R >> >>"
    own = one_page(uses, content=b"/X Do", more={5: inner + b"endstream"})
    yield Sample("form in itself", own, 1)
    marks = {
        5: b"<< /First 6 0 R /Last 6 0 R /Count 1 >>",
        6: b"<< /Title (a) /Parent 5 0 R /Next 6 0 R /First 5 0 R >>",
    }
    yield Sample(
        "bookmarks in a ring", one_page(catalogue=b"/Outlines 5 0 R", more=marks), 1
    )
    nested = b"[" * 20_000 + b"]" * 20_000
    yield Sample("nested lists", one_page(more={5: nested}))
    yield Sample("nested content", one_page(content=b"[" * 100_000))
    yield Sample("saved states", one_page(content=b"q " * 300_000))
    yield Sample("nested dictionaries", one_page(b"/A " + b"<</A" * 9000))


_DEEP = range(2, 3000)


def exploding() -> Iterator[Sample]:
    for megabytes in (50, 300, 2000):
        bomb = _deflated(b" " * 1_000_000, megabytes)
        name = f"flate bomb {megabytes}"
        yield Sample(name, one_page(content=bomb, filters=b"/Filter /FlateDecode"))
    twice = zlib.compress(_deflated(bytes(1_000_000), 1000), 9)
    chain = b"/Filter [/FlateDecode /FlateDecode]"
    yield Sample("bomb in a bomb", one_page(content=twice, filters=chain))
    for side in (30_000, 100_000, 2**31 - 1):
        yield Sample(
            f"picture {side}",
            one_page(USES_X, content=b"/X Do", more={5: _image(side)}),
        )
    lines = zlib.compress(b"0 0 m 500 800 l S\n" * 1_000_000, 9)
    yield Sample(
        "a million lines", one_page(content=lines, filters=b"/Filter /FlateDecode")
    )
    for size in (
        *(b"[0 0 0 0]", b"[0 0 1e9 1e9]", b"[0 0 200000 1]", b"[0 0 1 200000]"),
        *(b"[9 9 0 0]", b"[0 0 -5 -5]", b"[a b c d]", b"[]", b"[0 0 0.001 0.001]"),
        *(b"[-1e38 -1e38 1e38 1e38]", b"null", b"[0 0 nan inf]", b"[0 0 14400 14400]"),
    ):
        yield Sample(f"size {size.decode()}", one_page(size=size))
    yield Sample("user unit", one_page(b"/UserUnit 100000"))
    yield Sample("rotated oddly", one_page(b"/Rotate 37"))
    yield Sample("rotated far", one_page(b"/Rotate 999999990"))


USES_X = b"/Resources << /XObject << /X 5 0 R >> >>"


def _deflated(piece: bytes, times: int) -> bytes:
    """The piece so many times, each packed alike, which is quick to make."""
    engine, check = zlib.compressobj(9), zlib.adler32(b"")
    first = engine.compress(piece) + engine.flush(zlib.Z_FULL_FLUSH)
    for _ in range(min(times, 100)):
        check = zlib.adler32(piece, check)
    return first + first[2:] * (times - 1) + b"\x03\0" + struct.pack(">I", check)


def _image(side: int, filters: bytes = b"/FlateDecode", data: bytes = b"") -> bytes:
    data = data or zlib.compress(bytes(100_000), 9)
    return (
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 "
        b"/ColorSpace /DeviceRGB /Filter %b /Length %d >>\nstream\n%b\nendstream"
    ) % (side, side, filters, len(data), data)


def acting() -> Iterator[Sample]:
    """Each of these would do something in a viewer, and does nothing here."""
    script = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
    for name, catalogue in (
        ("open script", b"/OpenAction " + script),
        ("open launch", b"/OpenAction << /S /Launch /F (calc.exe) >>"),
        ("named scripts", b"/Names << /JavaScript << /Names [(a) %b] >> >>" % script),
        ("closing action", b"/AA << /WC %b >>" % script),
        ("submit", b"/OpenAction << /S /SubmitForm /F (http://127.0.0.1:9/) >>"),
        ("import", b"/OpenAction << /S /ImportData /F (x.fdf) >>"),
    ):
        yield Sample(name, one_page(catalogue=catalogue), 1, (Note.SCRIPTS,))
    xfa = b"/AcroForm << /XFA (<xdp/>) /Fields [] >>"
    yield Sample("xfa", one_page(catalogue=xfa), 1, (Note.XFA,))
    embedded = {5: b"<< /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>"}
    names = b"/Names << /EmbeddedFiles << /Names [(a) 5 0 R] >> >>"
    yield Sample(
        "embedded", one_page(catalogue=names, more=embedded), 1, (Note.ATTACHMENTS,)
    )
    for kind, note in (
        *((b"URI", Note.OUTSIDE), (b"GoToR", Note.OUTSIDE), (b"GoToE", Note.OUTSIDE)),
        *((b"Launch", Note.SCRIPTS), (b"Rendition", Note.SCRIPTS)),
    ):
        link = b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /%b >> >>"
        yield Sample(
            f"link {kind.decode()}",
            one_page(b"/Annots [%b]" % (link % kind)),
            1,
            (note,),
        )
    page_script = b"/AA << /O %b >>" % script
    yield Sample("page script", one_page(page_script), 1, (Note.SCRIPTS,))
    outside = b"<< /Length 0 /F (/etc/hostname) >>\nstream\n\nendstream"
    yield Sample("content elsewhere", one_page(b"", more={5: outside}))
    rich = b"/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] /RichMediaContent <<>> >>]"
    yield Sample("rich media", one_page(rich), 1, (Note.ATTACHMENTS,))


def decoding() -> Iterator[Sample]:
    """Garbage for each decoder inside a PDF."""
    noise = bytes((n * 97 + n // 7) % 256 for n in range(4000))
    for name in (
        *(b"JBIG2Decode", b"JPXDecode", b"DCTDecode", b"CCITTFaxDecode", b"LZWDecode"),
        *(b"RunLengthDecode", b"ASCII85Decode", b"ASCIIHexDecode", b"FlateDecode"),
        *(b"Crypt", b"NoSuchDecode"),
    ):
        more = {5: _image(200, b"/" + name, noise)}
        yield Sample(
            f"noise {name.decode()}", one_page(USES_X, content=b"/X Do", more=more), 1
        )
    jpeg = picture("JPEG")
    for n in (20, 200, 600, 1200):
        more = {5: _image(400, b"/DCTDecode", jpeg[:n])}
        yield Sample(
            f"short jpeg inside {n}", one_page(USES_X, content=b"/X Do", more=more), 1
        )
    header = b"\x97JB2\r\n\x1a\n\x01\0\0\0\x01"
    more = {5: _image(60_000, b"/JBIG2Decode", header + noise)}
    yield Sample("jbig2 bomb", one_page(USES_X, content=b"/X Do", more=more), 1)
    fonts = b"/Resources << /Font << /F1 5 0 R >> >>"
    font = b"<< /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor 6 0 R >>"
    described = b"<< /Type /FontDescriptor /FontName /A /Flags 4 /FontFile2 7 0 R >>"
    program = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(noise), noise)
    more = {5: font, 6: described, 7: program}
    text = b"BT /F1 12 Tf 9 9 Td (abc) Tj ET"
    yield Sample("noise as font", one_page(fonts, content=text, more=more), 1)


# What is no PDF


def wrong() -> Iterator[Sample]:
    yield Sample("empty", b"", Refusal.EMPTY)
    for name, content in (
        ("one byte", b"%"),
        ("text", "结案报告".encode()),
        ("page of the web", b"<html><script>alert(1)</script></html>"),
        ("drawing", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("program", b"MZ" + bytes(500)),
        ("elf", b"\x7fELF" + bytes(500)),
        ("zip", b"PK\3\4" + bytes(500)),
        ("gif", picture("GIF")),
        ("bmp", picture("BMP")),
        ("webp", picture("WEBP")),
        ("jpeg 2000", picture("JPEG2000")),
        ("postscript", picture("EPS")),
        ("old word", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
        ("rar", b"Rar!\x1a\x07\0" + bytes(500)),
        ("zeros", bytes(4096)),
        ("pdf behind a program", b"MZ" + bytes(100) + pdf()),
        ("pdf behind a zip", b"PK\3\4" + bytes(100) + pdf()),
        ("pdf behind the web", b"<html>" + pdf()),
        ("pdf in utf-16", pdf(1).decode("latin-1").encode("utf-16")),
        ("pdf in base64", b"JVBERi0xLjcK" * 100),
    ):
        yield Sample(name, content, Refusal.UNKNOWN)
    for head in (b"%PDF-", b"%PDF-1.7\n", b"%PDF-9.9\n" + bytes(2000)):
        yield Sample(f"only {head[:9]!r}", head, Refusal.CUT_OFF)
    yield Sample("only ends", b"%PDF-1.7\n%%EOF", (Refusal.DAMAGED, Refusal.NO_PAGES))
    yield Sample("pdf and zip", pdf() + b"PK\5\6" + bytes(18), 3)
    yield Sample("jpeg and pdf", picture("JPEG") + pdf(), 1)
    yield Sample("png and zip", picture("PNG") + b"PK\5\6" + bytes(18), 1)
    yield Sample("two pdfs", pdf(2) + pdf(5))


def pictures() -> Iterator[Sample]:
    """Pictures that are cut, lie about their size, or never end."""
    for form in ("JPEG", "PNG", "TIFF"):
        whole = picture(form)
        for percent in (1, 5, 20, 50, 80, 95):
            part = whole[: len(whole) * percent // 100]
            yield Sample(f"{form} cut {percent}%", part, PICTURE_FAULTS)
        yield Sample(f"{form} head only", whole[:12], PICTURE_FAULTS)
    for width, height in ((0, 10), (10, 0), (0, 0), (2**31 - 1, 2**31 - 1), (2**20, 1)):
        yield Sample(f"png {width}x{height}", png_of(width, height))
    yield Sample("png bomb", png_of(9000, 9000, rows=9000))
    yield Sample("png 40,000", png_of(40_000, 40_000, rows=1), Refusal.PIXELS)
    for width, height in ((0, 0), (0, 100), (65_535, 65_535), (65_500, 1)):
        yield Sample(f"jpeg {width}x{height}", jpeg_of(width, height))
    frames = [drawn(), drawn("L").convert("RGB").rotate(90)]
    file = io.BytesIO()
    frames[0].save(file, "PNG", save_all=True, append_images=frames[1:], duration=1)
    yield Sample("animated", file.getvalue(), 1, (Note.FRAMES,))
    text = b"zTXt" + b"a\0\0" + _deflated(bytes(1_000_000), 100)
    yield Sample("png text bomb", png_of(10, 10, rows=10, more=[text]))
    profile = b"iCCP" + b"a\0\0" + _deflated(bytes(1_000_000), 100)
    yield Sample("png profile bomb", png_of(10, 10, rows=10, more=[profile]))
    yield Sample("jpeg exif noise", picture("JPEG", exif=b"Exif\0\0" + bytes(60)))
    yield Sample("jpeg inverted size", with_exif(99), 1)


PICTURE_FAULTS = (
    *(Refusal.CUT_OFF, Refusal.DAMAGED, Refusal.PAGE_DAMAGED, Refusal.PAGE_SIZE),
    *(Refusal.NO_PAGES, Refusal.UNKNOWN, Refusal.EMPTY),
)


def png_of(
    width: int, height: int, *, rows: int = 0, more: list[bytes] | None = None
) -> bytes:
    """A grey PNG that claims a size; as many rows as said are really there."""
    line = bytes(1 + min(width, 10**6))
    chunks = [
        b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0),
        *(more or []),
        b"IDAT" + (_deflated(line, rows) if rows else b""),
        b"IEND",
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _chunk(content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content) - 4)
        + content
        + struct.pack(">I", zlib.crc32(content))
    )


def jpeg_of(width: int, height: int) -> bytes:
    """A JPEG whose head claims another size."""
    content = bytearray(picture("JPEG"))
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def tiffs() -> Iterator[Sample]:
    whole = tiff(compression="group4")
    first = struct.unpack("<I", whole[4:8])[0]
    n_tags = struct.unpack("<H", whole[first : first + 2])[0]
    after = first + 2 + 12 * n_tags
    for name, target in (
        *(("itself", first), ("behind the end", len(whole) + 99), ("in itself", 4)),
        *(("odd", first + 1), ("far", 2**32 - 1)),
    ):
        broken = whole[:after] + struct.pack("<I", target) + whole[after + 4 :]
        yield Sample(f"next page {name}", broken, PICTURE_FAULTS)
    stopped = whole[:after] + bytes(4) + whole[after + 4 :]
    yield Sample("next page lost", stopped, 1)
    for name, value in (("none", 0), ("many", 65_535), ("more", 500)):
        broken = whole[:first] + struct.pack("<H", value) + whole[first + 2 :]
        yield Sample(f"tags {name}", broken, PICTURE_FAULTS)
    yield Sample("first page nowhere", whole[:4] + bytes(4) + whole[8:], PICTURE_FAULTS)
    for tag, value in (
        *((256, 0), (257, 0), (256, 2**31), (257, 10**9), (258, 99), (259, 0)),
        *((259, 7), (259, 34_712), (262, 77), (273, 2**32 - 1), (277, 60_000)),
        *((278, 0), (279, 2**32 - 1), (274, 99), (284, 9), (317, 3)),
    ):
        yield Sample(f"tag {tag} is {value}", tiff_with(whole, first, tag, value))
    yield Sample("many pages", tiff_chain(4000), Refusal.TOO_MANY_PAGES)


def tiff_with(whole: bytes, first: int, tag: int, value: int) -> bytes:
    """The first page with another value of one tag, where it has that tag."""
    content = bytearray(whole)
    n_tags = struct.unpack("<H", whole[first : first + 2])[0]
    for n in range(n_tags):
        at = first + 2 + 12 * n
        if struct.unpack("<H", whole[at : at + 2])[0] == tag:
            content[at + 2 : at + 12] = struct.pack("<HII", 4, 1, value)
            return bytes(content)
    last = first + 2 + 12 * (n_tags - 1)
    content[last : last + 12] = struct.pack("<HHII", tag, 4, 1, value)
    return bytes(content)


def tiff_chain(n: int) -> bytes:
    """So many tiny pages, one behind the other, all with the same strip."""
    out = bytearray(b"II*\0" + struct.pack("<I", 8))
    tags = ((256, 8), (257, 8), (258, 1), (259, 1), (262, 1), (273, 0), (279, 8))
    for number in range(n):
        out += struct.pack("<H", len(tags))
        for tag, value in tags:
            out += struct.pack("<HHII", tag, 4, 1, value)
        is_last = number == n - 1
        out += struct.pack("<I", 0 if is_last else len(out) + 4)
    return bytes(out)


def hostile() -> list[Sample]:
    """All of them; names are unique."""
    makers = (
        *(encrypted, truncated, damaged, lying, looping, exploding, acting),
        *(decoding, wrong, pictures, tiffs),
    )
    return [sample for maker in makers for sample in maker()]
