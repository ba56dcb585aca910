"""Scripts, styles and pictures, under an address that names what they say.

A browser may keep them for good: another release has another address. Modules import
one another by relative addresses, so those of two releases never mix.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
KEPT = "public, max-age=31536000, immutable"
LETTERS = 16


@cache
def address() -> str:
    """Where all of them lie; the library's style sheet follows its version."""
    found = hashlib.sha256(version("bootstrap-flask").encode())
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            found.update(path.relative_to(FOLDER).as_posix().encode())
            found.update(path.read_bytes())
    return f"/static/{found.hexdigest()[:LETTERS]}"


IMPORTED = re.compile(r"""^import .* from "\./([\w.]+)";$""", re.MULTILINE)


@cache
def modules_of(*names: str) -> tuple[str, ...]:
    """The modules that these import, at whatever remove: fetched all at once."""
    found, ahead = set(names), list(names)
    while ahead:
        text = (FOLDER / ahead.pop()).read_text(encoding="utf-8")
        new = set(IMPORTED.findall(text)) - found
        found |= new
        ahead += new
    return tuple(sorted(found - set(names)))
