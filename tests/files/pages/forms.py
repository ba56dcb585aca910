"""Forms that somebody filled in on a computer: what is written lies over the page."""

from __future__ import annotations

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.files.pages import corpus

AT = (50, 600, 400, 660)
"""Where the field lies, in points."""
FONTS = Dictionary(
    Font=Dictionary(
        Helv=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
)
DRAWN = b"/Tx BMC q BT /Helv 24 Tf 2 20 Td (OUYANG) Tj ET Q EMC"


def form(
    value: str | None,
    *,
    appearance: bytes = b"",
    asks: bool = False,
    flags: int = 4,
    more: dict[str, object] | None = None,
    rotate: int = 0,
    inherits: bool = False,
) -> bytes:
    """A page with a printed line and one field over it."""

    def fill(made: pikepdf.Pdf) -> None:
        page = made.pages[0]
        facts = {"/Type": Name.Annot, "/Subtype": Name.Widget, "/FT": Name.Tx}
        facts |= {"/T": String("name"), "/Rect": Array(AT), "/F": flags}
        facts |= {"/DA": String("/Helv 24 Tf 0 g"), **(more or {})}
        if value is not None:
            facts["/V"] = String(value)
        if appearance:
            own = made.make_stream(appearance, Resources=FONTS, BBox=[0, 0, 350, 60])
            own.Type, own.Subtype = Name.XObject, Name.Form
            facts["/AP"] = Dictionary(N=own)
        field = made.make_indirect(Dictionary(facts))
        page.Annots = Array([field])
        made.Root.AcroForm = Dictionary(Fields=[field], DR=FONTS)
        if asks:
            made.Root.AcroForm.NeedAppearances = True
        page.Rotate = rotate
        if inherits:
            for name in ("/MediaBox", "/Resources"):
                made.Root.Pages[name] = page.obj[name]
                del page.obj[name]

    return corpus.pdf(1, fill)
