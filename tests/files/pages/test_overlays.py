"""Filled-in forms are shown as they were filled in, and their text is read and hidden."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.files.pages import corpus
from tests.files.pages.forms import AT, DRAWN, FONTS, form
from tests.files.pages.samples import inspection, opened, seen

DARK = 128


def ink(image: Image.Image) -> int:
    return sum(image.convert("L").histogram()[:DARK])


FORMS = {
    "appearance": form("OUYANG", appearance=DRAWN),
    "asks for appearances": form("OUYANG", asks=True),
    "value only": form("OUYANG"),
    "appearance without a value": form(None, appearance=DRAWN),
    "read only": form("OUYANG", more={"/Ff": 1}),
    "choice": form("OUYANG", more={"/FT": Name.Ch, "/Ff": 1 << 17}),
    "turned": form("OUYANG", rotate=90),
    "upside down": form("OUYANG", rotate=180),
    "inherits": form("OUYANG", inherits=True),
}
UNTURNED = {
    f"{rotate}, {name}": form("OUYANG", flags=20, rotate=rotate, appearance=drawn)
    for rotate in (90, 180, 270)
    for name, drawn in (("drawn", DRAWN), ("value only", b""))
}
EMPTY = corpus.pdf(1)


@pytest.mark.parametrize("name", [*FORMS, *UNTURNED])
def test_what_was_filled_in_is_shown_read_and_covered(name: str) -> None:
    with opened((FORMS | UNTURNED)[name]) as pages:
        assert pages.inspect().n_pages == 1
        text = pages.texts(1, weigh=True)
        shown = seen(pages.render(1, width=595))
        checked, is_doubtful = pages.check(1, width=595)
        (place,) = text.places("OUYANG")
        covered = seen(pages.render(1, width=595, boxes=[place.grown(0.01, 0.01)]))
    assert text.text.split()[:6] == ["Page", "1", "of", "a", "case", "file"]
    assert len(text.places("case file")) == 1
    assert (text.has_pictures, text.is_outweighed, is_doubtful) == (False,) * 3
    sides = (shown.width, shown.height) * 2
    edges = (place.left, place.top, place.right, place.bottom)
    where = [int(e * s) for e, s in zip(edges, sides, strict=True)]
    assert ink(shown.crop(where)) > 200
    assert ink(seen(checked).crop(where)) > 200
    assert covered.crop(where).convert("L").getextrema()[1] < DARK


@pytest.mark.parametrize("name", FORMS)
def test_it_looks_as_a_viewer_shows_it(name: str) -> None:
    with opened(FORMS[name]) as pages:
        ours = seen(pages.render(1, width=595)).convert("L")
    document = pypdfium2.PdfDocument(FORMS[name])
    document.init_forms()
    theirs = document[0].render(scale=595 / document[0].get_width()).to_pil()
    document.close()

    assert ours.size == theirs.size
    pairs = zip(ours.tobytes(), theirs.convert("L").tobytes(), strict=True)
    assert max(abs(a - b) for a, b in pairs) < 60


def test_a_name_filled_in_in_chinese_is_drawn_and_read() -> None:
    with opened(form("欧阳桂芬")) as pages:
        text = pages.texts(1)
        drawn = ink(seen(pages.render(1, width=595)))
    with opened(EMPTY) as pages:
        printed = ink(seen(pages.render(1, width=595)))

    assert len(text.places("欧阳桂芬")) == 1
    assert drawn > printed + 200


def test_a_ticked_box_is_shown() -> None:
    def ticked(state: str) -> bytes:
        def fill(made: pikepdf.Pdf) -> None:
            on = made.make_stream(b"0 0 20 20 re f", BBox=[0, 0, 20, 20])
            on.Type, on.Subtype = Name.XObject, Name.Form
            off = made.make_stream(b" ", BBox=[0, 0, 20, 20])
            off.Type, off.Subtype = Name.XObject, Name.Form
            field = made.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Widget,
                    FT=Name.Btn,
                    T=String("tick"),
                    F=4,
                    Rect=Array([100, 100, 120, 120]),
                    V=Name(state),
                    AS=Name(state),
                    AP=Dictionary(N=Dictionary(On=on, Off=off)),
                )
            )
            made.pages[0].Annots = Array([field])
            made.Root.AcroForm = Dictionary(Fields=[field])

        return corpus.pdf(1, fill)

    found = []
    for state in ("/On", "/Off"):
        with opened(ticked(state)) as pages:
            found.append(ink(seen(pages.render(1, width=595))))
    on, off = found
    assert on - off == pytest.approx(400, abs=40)


def test_what_a_viewer_does_not_show_is_not_shown() -> None:
    with opened(form("OUYANG", flags=2)) as pages:
        hidden = ink(seen(pages.render(1, width=595)))
        text = pages.texts(1)
    with opened(EMPTY) as pages:
        printed = ink(seen(pages.render(1, width=595)))

    assert hidden == printed
    assert text.places("OUYANG") == ()


def test_a_form_with_nothing_but_fields_has_text() -> None:
    def blank(made: pikepdf.Pdf) -> None:
        made.pages[0].Contents = made.make_stream(b"")

    with pikepdf.open(io.BytesIO(form("OUYANG"))) as made:
        blank(made)
        content = corpus.saved(made)

    assert [page.has_text for page in inspection(content).pages] == [True]


def over(kind: str, *, flags: int = 4, rotate: int = 0, is_drawn: bool = True) -> bytes:
    """A page with something over it that is no field."""

    def put(made: pikepdf.Pdf) -> None:
        own = made.make_stream(DRAWN, Resources=FONTS, BBox=[0, 0, 350, 60])
        own.Type, own.Subtype = Name.XObject, Name.Form
        facts = {"/Type": Name.Annot, "/Subtype": Name(f"/{kind}"), "/Rect": Array(AT)}
        look = {"/AP": Dictionary(N=own)} if is_drawn else {}
        each = made.make_indirect(Dictionary(facts | {"/F": flags} | look))
        made.pages[0].Annots, made.pages[0].Rotate = Array([each]), rotate

    return corpus.pdf(1, put)


@pytest.mark.parametrize("kind", ["Stamp", "Link", "FreeText", "Watermark"])
@pytest.mark.parametrize(("flags", "rotate"), [(4, 0), (20, 0), (20, 90), (20, 180)])
def test_the_text_of_what_lies_over_a_page_is_read_where_it_is_drawn(
    kind: str, flags: int, rotate: int
) -> None:
    with opened(over(kind, flags=flags, rotate=rotate)) as pages:
        text = pages.texts(1)
        (place,) = text.places("OUYANG")
        box = place.grown(0.01, 0.01)
        shown = seen(pages.render(1, width=595))
        covered = seen(pages.render(1, width=595, boxes=[box]))
    empty = over("Link", rotate=rotate, is_drawn=False)
    with opened(empty) as pages:
        bare = seen(pages.render(1, width=595, boxes=[box]))

    assert text.has_pictures is True
    assert ink(shown) > 200
    assert covered.tobytes() == bare.tobytes()


def test_a_link_that_looks_like_nothing_is_nothing() -> None:
    with opened(over("Link", is_drawn=False)) as pages:
        assert pages.texts(1).has_pictures is False


def test_the_library_that_draws_forms_can_run_no_scripts() -> None:
    assert "V8" not in pypdfium2.PDFIUM_INFO.flags
    assert "XFA" not in pypdfium2.PDFIUM_INFO.flags
