"""A JPEG, PNG or TIFF, opened by its own decoder inside the sealed process."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from PIL import Image, ImageFile, ImageOps
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile

from review.domain.places import Box
from review.files.pages import jpeg, png, strips
from review.files.pages.drawing import finished, scale_for
from review.files.pages.inspection import (
    Inspection,
    Kind,
    Note,
    PageFacts,
    PagesRefused,
    Refusal,
)
from review.files.pages.limits import Limits
from review.files.pages.tiff import Chain

OPENERS: dict[Kind, type[ImageFile.ImageFile]] = {
    Kind.JPEG: JpegImageFile,
    Kind.PNG: PngImageFile,
    Kind.TIFF: TiffImageFile,
}
FAULTS = (
    *(OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError),
    *(struct.error, OverflowError, EOFError, AttributeError, ZeroDivisionError),
    *(Image.DecompressionBombError, NotImplementedError, RuntimeError, AssertionError),
)
"""What decoders raise at manipulated files, NotImplementedError at forms they do not know.

A lack of memory is told on its own.
"""
ORIENTATION = 0x0112
SIDEWAYS = (5, 6, 7, 8)
DEEP = ("I;16", "I;16B", "I;16L", "I;16N")
PREVIEW = 64


def load() -> None:
    """What any picture needs from the disk; done twice it does nothing."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None


def prepare(number: int, kind: Kind, limits: Limits) -> Callable[[], Picture]:
    """Load what needs the disk; the picture is not looked into yet."""
    load()
    file = open(number, "rb", closefd=False)  # noqa: SIM115
    return lambda: Picture(file, kind, limits)


class Picture:
    """Pages count from 1; only a TIFF has more than one."""

    def __init__(self, file: BinaryIO, kind: Kind, limits: Limits) -> None:
        self.file, self.kind, self.limits = file, kind, limits
        self.n_pages = 1
        if kind is Kind.TIFF:
            size = os.fstat(file.fileno()).st_size
            self.n_pages = Chain(file, size, limits.pages).count()
        if not self.n_pages:
            raise PagesRefused(Refusal.NO_PAGES)

    def inspect(self) -> Inspection:
        """A single picture is decoded once; the pages of a TIFF are opened."""
        pages = tuple(self._facts(page) for page in range(1, self.n_pages + 1))
        notes: tuple[Note, ...] = ()
        if self.kind is Kind.PNG and getattr(self._image(1), "is_animated", False):
            notes = (Note.FRAMES,)
        if self.kind is not Kind.TIFF:
            self.render(1, PREVIEW, 0, ())
        return Inspection(self.kind, pages, notes=notes)

    def _facts(self, page: int) -> PageFacts:
        image = self._image(page)
        width, height = image.size
        if _orientation(image) in SIDEWAYS:
            width, height = height, width
        return PageFacts(width, height)

    def _image(self, page: int) -> ImageFile.ImageFile:
        if not 1 <= page <= self.n_pages:
            raise PagesRefused(Refusal.NO_SUCH_PAGE, page=page)
        try:
            self.file.seek(0)
            image = OPENERS[self.kind](self.file)
            if page > 1:
                image.seek(page - 1)
            width, height = image.size
        except FAULTS:
            raise PagesRefused(Refusal.DAMAGED) from None
        if min(width, height) < 1:
            raise PagesRefused(Refusal.PAGE_SIZE, page=page)
        if width * height > self.limits.pixels:
            size = {"width": width, "height": height}
            raise PagesRefused(Refusal.PIXELS, page=page, **size)
        return image

    def render(
        self, page: int, width: int, rotate: int, boxes: Sequence[Box]
    ) -> tuple[bytes, int, int]:
        image = self._image(page)
        try:
            small = _upright(image, width, self.limits.picture_pixels)
            return finished(small, rotate, boxes)
        except FAULTS as fault:
            if "truncated" in str(fault):
                raise PagesRefused(Refusal.CUT_OFF) from None
            raise PagesRefused(Refusal.PAGE_DAMAGED, page=page) from None

    def check(self, page: int, width: int) -> tuple[tuple[bytes, int, int], bool]:
        """What is cut off does not decode, unless somebody closed it behind."""
        drawn = self.render(page, width, 0, ())
        try:
            return drawn, self._breaks_off(page)
        except FAULTS:
            return drawn, True

    def _breaks_off(self, page: int) -> bool:
        match self.kind:
            case Kind.PNG:
                return png.lacks_rows(self.file)
            case Kind.TIFF:
                return strips.break_off(self._image(page), self.file)
            case _:
                self.file.seek(0)
                return jpeg.breaks_off(self.file.read())

    def texts(self, page: int, *, weigh: bool) -> dict[str, Any]:
        """Pictures have no text layer, so there is nothing to weigh."""
        self._image(page)
        nothing = {"unmapped": 0, "outweighed": False}
        return {"text": "", "boxes": [], "pictures": True, **nothing}


def _orientation(image: Image.Image) -> int:
    """How the camera was held; what cannot be read counts as upright."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except FAULTS:
        return 1


def _upright(image: Image.Image, wanted: int, most_pixels: int) -> Image.Image:
    """Decoded no larger than needed, in plain colours, turned as it was taken."""
    turn = _orientation(image)
    width, height = image.size
    across, down = (height, width) if turn in SIDEWAYS else (width, height)
    scale = min(1.0, scale_for(across, down, wanted, most_pixels))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if isinstance(image, JpegImageFile):
        image.draft(None, size)
    plain = _plain(image)
    if plain.size != size:
        plain = plain.resize(size, Image.Resampling.BOX, reducing_gap=2.0)
    plain = plain.convert("L" if plain.mode == "L" else "RGB")
    return _turned(plain, turn)


def _plain(image: Image.Image) -> Image.Image:
    """Into a mode that can be made smaller; transparent parts become white paper."""
    image.load()
    if image.mode in ("L", "RGB", "CMYK", "YCbCr"):
        return image
    if image.mode == "1":
        return image.convert("L")
    if image.mode in DEEP:
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("I", "F"):
        return ImageOps.autocontrast(image.convert("F").convert("L"))
    if "A" in image.getbands() or "transparency" in image.info:
        paper = Image.new("RGB", image.size, "white")
        clear = image.convert("RGBA")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image.convert("RGB")


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(orientation)
    return image if turn is None else image.transpose(turn)
