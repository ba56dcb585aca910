"""How the workbook looks: quiet grey for what is fixed, white for what is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

INK, SOFT, LINE = "#1F3A5F", "#5B6675", "#B8C0CC"
FIXED, HEAD, SECTION, TO_FILL, ASKED = (
    *("#F3F5F8", "#1F3A5F", "#DCE4EE", "#FFFDF2", "#FCE4E4"),
)
SIZE = 10

_BOX = {"border": 1, "border_color": LINE}
_TEXT = {"text_wrap": True, "valign": "top", "font_size": SIZE}
_CENTRED = {"align": "center"}
_LOCKED: dict[str, Any] = {**_TEXT, **_BOX, "bg_color": FIXED}
_OPEN: dict[str, Any] = {**_TEXT, **_BOX, "bg_color": TO_FILL, "locked": False}
_AS_TEXT = {"num_format": "@"}

STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "facts": {"font_size": SIZE, "font_color": SOFT},
    "note": {**_LOCKED, "font_size": 9, "font_color": SOFT},
    "label": {"font_size": SIZE, "font_color": SOFT, "align": "right"},
    "figure": {
        "bold": True,
        "font_size": 12,
        "font_color": INK,
        "align": "left",
        "num_format": "0.00",
    },
    "remark": {"font_size": 9, "font_color": SOFT, "italic": True},
    "head": {
        **_BOX,
        **_CENTRED,
        "bold": True,
        "text_wrap": True,
        "valign": "vcenter",
        "font_size": SIZE,
        "font_color": "#FFFFFF",
        "bg_color": HEAD,
    },
    "section": {
        **_BOX,
        "bold": True,
        "font_size": 11,
        "font_color": INK,
        "bg_color": SECTION,
        "valign": "vcenter",
    },
    "fixed": _LOCKED,
    "fixed_centre": {**_LOCKED, **_CENTRED},
    "heading": {**_LOCKED, "bold": True},
    "mark": {**_LOCKED, **_CENTRED, "bold": True, "num_format": "General"},
    "section_mark": {
        **_BOX,
        **_CENTRED,
        "valign": "vcenter",
        "bold": True,
        "font_color": INK,
        "bg_color": SECTION,
    },
    "open": {**_OPEN, **_AS_TEXT},
    # Without the mark, editing the cell would turn its text into a formula.
    "open_marked": {**_OPEN, **_AS_TEXT, "quote_prefix": True},
    "open_choice": {**_OPEN, **_CENTRED},
    "closed": {**_LOCKED, "pattern": 1},
    "asked": {"bg_color": ASKED},
    "option": {**_LOCKED, "indent": 1},
    "finding": {**_LOCKED, "indent": 1, "font_color": SOFT},
    "bold": {"bold": True, "font_size": SIZE},
    "small": {"font_size": 9, "font_color": SOFT},
    "page_title": {"bold": True, "font_size": 18, "font_color": INK},
    "page_head": {"bold": True, "font_size": 12, "font_color": INK, "top": 1},
    "page_text": {"text_wrap": True, "valign": "top", "font_size": 11},
    "page_link": {"font_size": 11, "font_color": INK, "underline": 1},
    "page_cell": {**_TEXT, **_BOX},
    "page_cell_head": {**_TEXT, **_BOX, "bold": True, "bg_color": SECTION},
    "legend_fixed": {**_BOX, "bg_color": FIXED},
    "legend_open": {**_BOX, "bg_color": TO_FILL},
    "legend_asked": {**_BOX, "bg_color": ASKED},
}


class Styles:
    """The styles of one workbook, each made when it is first asked for."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[str, Format] = {}

    def __getitem__(self, name: str) -> Format:
        if name not in self._made:
            self._made[name] = self._workbook.add_format(STYLES[name])
        return self._made[name]
