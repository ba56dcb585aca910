"""Whether the strips of a TIFF have all their rows, where its decoder says nothing.

It refuses those that are too short in every code but two: JPEG and that of fax machines.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from PIL.TiffImagePlugin import ImageFileDirectory_v2, TiffImageFile

from review.files.pages import fax, jpeg

CODE, FILL_ORDER, ROWS, OPTIONS, JPEG_TABLES = 259, 266, 278, 292, 347
STRIPS, TILES = (273, 279), (324, 325)
TILE_WIDTH, TILE_HEIGHT = 322, 323
JPEG = 7
FAXES = {3: {"K": 0}, 4: {"K": -1}}
IN_TWO_DIMENSIONS = 1
TURNED = bytes(int(f"{n:08b}"[::-1], 2) for n in range(256))
"""Each byte with its bits from right to left."""


def break_off(image: TiffImageFile, file: BinaryIO) -> bool:
    tags: Any = image.tag_v2
    code = tags.get(CODE)
    if code == JPEG:
        tables = tags.get(JPEG_TABLES, b"")[:-2]
        whole = (tables + data[2:] if tables else data for data in _data(tags, file))
        return any(map(jpeg.breaks_off, whole))
    return code in FAXES and _faxes_break_off(image, file)


def _data(tags: ImageFileDirectory_v2, file: BinaryIO) -> list[bytes]:
    places, lengths = TILES if TILES[0] in tags else STRIPS
    found = []
    for place, length in zip(tags[places], tags.get(lengths, ()), strict=False):
        file.seek(place)
        found.append(file.read(length))
    return found


def _faxes_break_off(image: TiffImageFile, file: BinaryIO) -> bool:
    tags: Any = image.tag_v2
    width, height = tags.get(TILE_WIDTH, tags[256]), tags[257]
    rows = tags.get(TILE_HEIGHT) or min(tags.get(ROWS, height), height)
    code = dict(FAXES[tags[CODE]])
    if tags[CODE] == 3 and tags.get(OPTIONS, 0) & IN_TWO_DIMENSIONS:
        code["K"] = 1
    found = []
    for n, data in enumerate(_data(tags, file)):
        n_rows = rows if TILE_HEIGHT in tags else min(rows, height - n * rows)
        turned = data.translate(TURNED) if tags.get(FILL_ORDER) == 2 else data
        found.append((turned, n_rows))
    return fax.lack_rows(found, width, code | {"Columns": width})
