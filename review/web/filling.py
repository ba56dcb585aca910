"""Pages of which most never changes: drawn once, cut at the places that do, filled in.

Drawing through a template takes milliseconds; what differs from one request to the
next is a few words. So a template is rendered once with a mark at every place that can
differ, cut at the marks and kept; a request puts the words in between.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Generic, TypeVar

from flask import render_template
from markupsafe import Markup

# NUL can stand in no text of a scheme, so it marks the places to fill in.
CUT = "\0"
Drawn = TypeVar("Drawn")
INDENT = re.compile(r"\s*\n\s*")


class SamePlace(RuntimeError):
    """Two places of a template have one name: only one of them would be filled in."""


class Template:
    """Rendered HTML cut at the places to fill in; filling joins the pieces."""

    def __init__(self, html: str) -> None:
        self._pieces = INDENT.sub("\n", html).split(CUT)
        self._at = {name: n for n, name in enumerate(self._pieces) if n % 2}
        if len(self._at) != len(self._pieces) // 2:
            raise SamePlace(sorted(self._pieces[1::2]))
        for n in self._at.values():
            self._pieces[n] = ""

    @property
    def places(self) -> Collection[str]:
        return self._at.keys()

    def filled(self, values: Iterable[tuple[str, str]]) -> Markup:
        """The HTML with these values; they are escaped already."""
        pieces = self._pieces.copy()
        at = self._at
        for name, value in values:
            if name in at:
                pieces[at[name]] = value
        return Markup("".join(pieces))


def place(*names: str) -> Markup:
    """A place to fill in, as the template writes it."""
    return Markup(CUT + "|".join(names) + CUT)


def template(name: str, **values: object) -> Template:
    """The template of this name with `place` to write the places by."""
    return Template(render_template(f"{name}.html", place=place, **values))


class Kept(Generic[Drawn]):
    """The last things drawn, each found by everything that it depends on."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[Hashable, Drawn] = {}
        self._keeping = threading.Lock()

    def get(self, key: Hashable, draw: Callable[[], Drawn]) -> Drawn:
        """What was drawn for this key, drawn now if it never was."""
        found = self._found.get(key)
        if found is None:
            found = draw()
            with self._keeping:
                while len(self._found) >= self._most:
                    del self._found[next(iter(self._found))]
                self._found[key] = found
        return found
