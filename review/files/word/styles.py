"""How the parts of an official document look: fonts, sizes and margins by role.

Sizes, margins and the line pitch follow what Chinese offices use for their documents
(GB/T 9704-2012): 2号 小标宋 for the title, 3号 仿宋 for the text, 黑体 and 楷体 for the
two levels of headings.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from review.domain.paperwork.blocks import Role

if TYPE_CHECKING:
    from docx.document import Document as Word

FANG, KAI, HEI, SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
BIAO = "方正小标宋简体"
LATIN = "Times New Roman"
# What stands in where an office has no fonts of the second name.
ELSE = {FANG: "仿宋", KAI: "楷体", BIAO: "华文中宋"}
PITCH = 28.95
TABLE = "Table Text"


@dataclass(frozen=True, slots=True)
class Look:
    """`size` and `pitch` in points, `indent` and `right` in characters; `level` in the outline."""

    font: str
    size: float
    align: str = "left"
    indent: int = 0
    pitch: float = PITCH
    before: float = 0
    after: float = 0
    right: int = 0
    keeps: bool = False
    level: int | None = None


LOOKS: dict[Role, Look] = {
    Role.TITLE: Look(BIAO, 22, "center", pitch=32, after=16, keeps=True),
    Role.NUMBER: Look(FANG, 16, "center", after=14),
    Role.ADDRESSEE: Look(FANG, 16),
    Role.HEADING: Look(HEI, 16, indent=2, keeps=True, level=0),
    Role.SUBHEADING: Look(KAI, 16, indent=2, keeps=True, level=1),
    Role.BODY: Look(FANG, 16, indent=2),
    Role.FORM: Look(FANG, 14, indent=2, pitch=26),
    Role.PLAIN: Look(FANG, 16, pitch=34),
    Role.CAPTION: Look(HEI, 14, "left", pitch=26, before=10, after=4, keeps=True),
    Role.NOTE: Look(FANG, 12, pitch=20, before=4),
    Role.SIGNATURE: Look(FANG, 16, "right", before=10, keeps=True, right=2),
    Role.HONOUR: Look(BIAO, 48, "center", pitch=72, before=110, after=60),
    Role.AWARD: Look(FANG, 22, pitch=46),
}
NAMES = {role: f"Official {role.value.title()}" for role in Role}
# Of the styles that come with the library only these are of use.
KEPT = {"Normal", "Default Paragraph Font", "Normal Table", "No List", "Table Grid"}
KEPT |= {"Header", "Footer"}


@cache
def skeleton() -> bytes:
    """An empty document with our styles and nothing of the library's own template."""
    import docx

    word = docx.Document()
    _drop_strange_parts(word)
    _set_defaults(word)
    for style in list(word.styles):
        if style.name not in KEPT:
            style.element.getparent().remove(style.element)
    for role, look in LOOKS.items():
        _add_style(word, NAMES[role], look)
    _add_style(word, TABLE, Look(FANG, 10.5, pitch=16, before=2, after=2))
    _set_page(word)
    body = io.BytesIO()
    word.save(body)
    return body.getvalue()


STRANGE = ("thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings")


def _drop_strange_parts(word: Word) -> None:
    """A picture of another document, a bibliography, styles of an old version."""
    for rels in (word.part.rels, word.part.package.rels):
        for key, rel in list(rels.items()):
            if rel.reltype.rsplit("/", 1)[-1] in STRANGE:
                del rels[key]
            elif rel.reltype.endswith("/extended-properties"):
                rel.target_part._blob = NO_PROPERTIES
            elif rel.reltype.endswith("/fontTable"):
                rel.target_part._blob = _font_table()


NO_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http:'
    b'//schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _font_table() -> bytes:
    """Each font with the one that takes its place where an office does not have it."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{ELSE.get(name, SONG)}"/>'
        '<w:charset w:val="86"/></w:font>'
        for name in (FANG, KAI, HEI, SONG, BIAO)
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}\n<w:fonts xmlns:w="{W}">{fonts}</w:fonts>'.encode()


def _set_defaults(word: Word) -> None:
    """Our fonts instead of the theme's, Chinese, and no space between paragraphs."""
    from docx.oxml.ns import qn

    defaults = word.styles.element.find(qn("w:docDefaults"))
    assert defaults is not None
    for fonts in defaults.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        set_fonts(fonts, FANG)
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    for spacing in defaults.iter(qn("w:spacing")):
        spacing.attrib.clear()
    for language in word.settings.element.iter(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    word.settings.odd_and_even_pages_header_footer = True


def set_fonts(fonts: Any, east: str) -> None:
    """Chinese characters in one font, Latin letters and digits in another."""
    from docx.oxml.ns import qn

    for name, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN)):
        fonts.set(qn(f"w:{name}"), font)
    fonts.set(qn("w:eastAsia"), east)


def _add_style(word: Word, name: str, look: Look) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]  # type: ignore[assignment]
    style.quick_style = True
    style.font.size = Pt(look.size)
    set_fonts(style.element.get_or_add_rPr().get_or_add_rFonts(), look.font)
    paragraph = style.element.get_or_add_pPr()
    _space(paragraph.get_or_add_spacing(), look)
    if look.keeps:
        style.paragraph_format.keep_with_next = True
    for side, characters in (("firstLine", look.indent), ("right", look.right)):
        if characters:
            indent = paragraph.get_or_add_ind()
            indent.set(qn(f"w:{side}Chars"), str(100 * characters))
            indent.set(qn(f"w:{side}"), str(int(20 * look.size * characters)))
    paragraph.get_or_add_jc().set(qn("w:val"), look.align)
    if look.level is not None:
        _add(paragraph, "w:outlineLvl", str(look.level))


def _space(spacing: Any, look: Look) -> None:
    from docx.oxml.ns import qn

    spacing.set(qn("w:before"), str(int(20 * look.before)))
    spacing.set(qn("w:after"), str(int(20 * look.after)))
    spacing.set(qn("w:line"), str(round(20 * look.pitch)))
    spacing.set(qn("w:lineRule"), "exact")


def _add(parent: Any, tag: str, value: str) -> None:
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement

    made = OxmlElement(tag)
    made.set(qn("w:val"), value)
    parent.append(made)


def _set_page(word: Word) -> None:
    """A4; 37 mm above, 28 mm at the left; 28 characters in 22 lines."""
    from docx.shared import Mm

    (section,) = word.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(28)
