"""Finding somebody in a list by what was typed: a name, how it sounds, or a number."""

from __future__ import annotations

import unicodedata


def is_found(text: str, *, name: str, sound: str, number: str = "") -> bool:
    """Whether the name, its sound or the number has this text in it.

    王伟, wangwei and wang wei find the same person: `sound` is the name in pinyin, as
    it is kept for sorting. Nothing typed finds everybody.
    """
    typed = _folded(text)
    if typed in _folded(name) or typed in _folded(number):
        return True
    return _packed(typed) in _packed(_folded(sound))


def searchable(name: str, sound: str) -> str:
    """One line of a list of names that is kept to be searched as one text.

    `sound` has the name itself in it, as it is kept for sorting.
    """
    return f"{_folded(name)}\t{_packed(_folded(sound))}"


def wordings(text: str) -> tuple[str, ...]:
    """What has to be in a line, one or the other, for `text` to be found there."""
    typed = _folded(text)
    return tuple(dict.fromkeys((typed, _packed(typed))))


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def _packed(text: str) -> str:
    return text.replace(" ", "")
