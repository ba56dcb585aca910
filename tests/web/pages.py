"""What every page owes its readers, checked on the bytes that were sent."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
FIELDS = {"input", "select", "textarea"}
UNLABELLED = {"hidden", "submit", "button", "reset", "image"}


class Page(HTMLParser):
    """Notes the parts of a page that the rules are about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang = ""
        self.title = ""
        self.headings = 0
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.inline: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        self._note_inline(tag, given)
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "h1":
            self.headings += 1
        elif tag == "label":
            self.labels.add(given.get("for", ""))
        elif tag in FIELDS and given.get("type") not in UNLABELLED:
            self.fields.append(given | {"within": str("label" in self._open)})

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open[-2:] == ["head", "title"]:
            self.title += data

    def _note_inline(self, tag: str, given: dict[str, str]) -> None:
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(f"<{tag}>")
        names = [n for n in given if n == "style" or n.startswith("on")]
        self.inline += [f"{tag} {name}=" for name in names]


def faults(html: str) -> list[str]:
    """What is wrong with a page; nothing with a good one."""
    page = Page(html)
    doubled = [each for each, n in Counter(page.ids).items() if n > 1]
    return [
        *([] if page.lang in {"zh-Hans", "en"} else [f"lang {page.lang!r}"]),
        *([] if page.title.strip(" ·\n") else ["no title"]),
        *([] if page.headings == 1 else [f"{page.headings} h1"]),
        *(f"id twice: {each}" for each in doubled),
        *(f"no label: {f.get('name', '?')}" for f in page.fields if _is_bare(f, page)),
        *(f"inline: {each}" for each in page.inline),
    ]


def _is_bare(field: dict[str, str], page: Page) -> bool:
    is_named = field.get("aria-label") or field.get("aria-labelledby")
    has_label = field.get("id", "") in page.labels - {""}
    return not (is_named or has_label or field["within"] == "True")
