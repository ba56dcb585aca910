"""The pictures a page of a PDF draws, as the file has them: not yet decoded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream
from pikepdf import StreamDecodeLevel as Level
from pikepdf.models.image import PdfInlineImage

LOADED = PdfInlineImage
"""Reads what stands inside a page; must be there before the process is sealed."""
DRAWING, DEPTH = "Do BI ID EI", 8
MASKS = ("/SMask", "/Mask")
COLOURS = {
    **dict.fromkeys(("/DeviceGray", "/CalGray", "/Indexed", "/Separation"), 1),
    **dict.fromkeys(("/DeviceRGB", "/CalRGB", "/Lab"), 3),
    "/DeviceCMYK": 4,
}


@dataclass(frozen=True, slots=True)
class Stored:
    """One picture, and the colours its page has names for."""

    stream: Stream
    spaces: Mapping[str, Any]

    @property
    def size(self) -> tuple[int, int]:
        return int(self.stream.get("/Width", 0)), int(self.stream.get("/Height", 0))

    @property
    def filters(self) -> list[str]:
        return [str(each) for each in _listed(self.stream.get("/Filter"))]

    @property
    def parameters(self) -> Dictionary:
        """Of the last filter."""
        found = _listed(self.stream.get("/DecodeParms"))[-1:]
        return found[0] if found and isinstance(found[0], Dictionary) else Dictionary()

    def row(self) -> int | None:
        """Bytes of one, not compressed; nothing where that cannot be told."""
        width, _ = self.size
        if self.stream.get("/ImageMask", False):
            return (width + 7) // 8
        n_colours = self._n_colours(self.stream.get("/ColorSpace"))
        bits = width * (n_colours or 0) * int(self.stream.get("/BitsPerComponent", 0))
        return (bits + 7) // 8 or None

    def _n_colours(self, space: Any) -> int | None:
        if isinstance(space, Name) and str(space) in self.spaces:
            space = self.spaces[str(space)]
        if not isinstance(space, Array):
            return COLOURS.get(str(space))
        kind = str(space[0])
        if kind == "/ICCBased":
            return int(space[1].get("/N", 0))
        return len(space[1]) if kind == "/DeviceN" else COLOURS.get(kind)

    def coded(self) -> bytes:
        """As the last filter takes it, with those before it undone."""
        raw, before = self.stream.read_raw_bytes(), self.filters[:-1]
        if not before:
            return raw
        facts: dict[str, Object] = {"Filter": Array([Name(each) for each in before])}
        parameters = _listed(self.stream.get("/DecodeParms"))[: len(before)]
        if parameters:
            facts["DecodeParms"] = Array(parameters)
        outer = pikepdf.new()
        return Stream(outer, raw, **facts).read_bytes(Level.specialized)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


def drawn_on(page: Page) -> Iterator[Stored]:
    """Each once, with its masks, also those in what the page draws as a whole."""
    with pikepdf.new() as aside:
        yield from _drawn(page, page.resources, DEPTH, set(), aside)


def _drawn(
    content: Page | Stream,
    resources: Any,
    depth: int,
    seen: set[tuple[int, int]],
    aside: Pdf,
) -> Iterator[Stored]:
    """What stands between other drawing is put `aside` as a picture like the others."""
    named, spaces = resources.get("/XObject", {}), resources.get("/ColorSpace", {})
    for each in pikepdf.parse_content_stream(content, DRAWING):
        if isinstance(each, pikepdf.ContentStreamInlineImage):
            yield Stored(_inline(each.iimage, aside), spaces)
            continue
        what = named.get(str(each.operands[0])) if each.operands else None
        if not isinstance(what, Stream) or what.objgen in seen:
            continue
        seen.add(what.objgen)
        if what.get("/Subtype") == Name.Image:
            yield from (Stored(layer, spaces) for layer in _layers(what))
        elif depth:
            own = what.get("/Resources", resources)
            yield from _drawn(what, own, depth - 1, seen, aside)


def _inline(image: PdfInlineImage, aside: Pdf) -> Stream:
    facts = {key.removeprefix("/"): value for key, value in image.obj.items()}
    return Stream(aside, image.read_raw_bytes(), **facts)


def _layers(image: Stream) -> Iterator[Stream]:
    yield image
    for key in MASKS:
        mask = image.get(key)
        if isinstance(mask, Stream):
            yield mask
