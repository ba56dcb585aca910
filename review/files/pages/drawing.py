"""The last step of every page: black boxes burned in, turned, and made a plain JPEG."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw

from review.domain.places import Box

QUALITY = 80
LONGEST = 16_000
"""Pixels of one side; no picture of a page is longer."""
DRAWN = ("L", "RGB", "RGBX")
TURNS = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def scale_for(width: float, height: float, wanted: int, most_pixels: int) -> float:
    """To the wanted width, or less where the page is so long that it would be too big."""
    scale = wanted / width
    scale = min(scale, LONGEST / max(width, height))
    return min(scale, math.sqrt(most_pixels / (width * height)))


def finished(
    image: Image.Image, rotate: int, boxes: Sequence[Box]
) -> tuple[bytes, int, int]:
    """Nothing but the pixels leaves: no metadata, no profile, nothing under a box."""
    if image.mode not in DRAWN:
        image = image.convert("RGB")
    if boxes:
        _blacken(image, boxes)
    if rotate:
        image = image.transpose(TURNS[rotate])
    image.info.clear()
    file = io.BytesIO()
    image.save(file, "JPEG", quality=QUALITY, exif=b"", icc_profile=None)
    return file.getvalue(), image.width, image.height


def _blacken(image: Image.Image, boxes: Sequence[Box]) -> None:
    """Boxes grow to whole pixels, and by one, so that no edge of a letter stays."""
    pen = ImageDraw.Draw(image)
    black = 0 if image.mode == "L" else (0,) * len(image.getbands())
    for box in boxes:
        edges = (
            math.floor(box.left * image.width) - 1,
            math.floor(box.top * image.height) - 1,
            math.ceil(box.right * image.width) + 1,
            math.ceil(box.bottom * image.height) + 1,
        )
        pen.rectangle(edges, fill=black)
