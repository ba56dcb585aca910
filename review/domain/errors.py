"""What a broken rule says to the person who broke it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def N_(text: str) -> str:
    """Mark a sentence for translation; the page or the command line translates it."""
    return text


COMMA = N_(", ")
"""Between words, names or numbers in a row, in whatever language they are read."""


class Counted(str):
    """A sentence with a count: filled with one it says its singular, else its plural.

    The singular is the key of the catalogue. A translation, having one form, replaces it.
    """

    many: str
    by: str

    def __mod__(self, values: Any) -> str:
        return form(self, values) % values


def ngettext(one: str, many: str, by: str = "n") -> Counted:
    """Mark a sentence of two forms for translation; the value `by` decides."""
    sentence = Counted(one)
    sentence.many, sentence.by = many, by
    return sentence


def form(sentence: str, values: Mapping[str, object]) -> str:
    """The form of a sentence that goes with these values."""
    if not isinstance(sentence, Counted):
        return sentence
    return str(sentence) if values[sentence.by] == 1 else sentence.many


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """The values as an English sentence has them.

    Several names or words for one place come as a tuple: how they stand in a row is for
    the language in which they are read.
    """
    return {name: _in_a_row(value) for name, value in values.items()}


def _in_a_row(value: object) -> object:
    return COMMA.join(map(str, value)) if isinstance(value, tuple) else value


class RuleBroken(Exception):
    """A rule refused the action; `sentence % values` says why and what to do.

    The sentence is English and is the key of the translation catalogue. `values` fill
    its named places. Subclasses stand beside the function that raises them.
    """

    sentence = N_("This is not possible.")

    def __init__(self, sentence: str = "", **values: object) -> None:
        self.sentence = sentence or self.sentence
        self.values = values
        super().__init__(self.sentence % plain(values) if values else self.sentence)


class NotVisible(RuleBroken):
    """The thing is not there, or not there for this viewer: both look the same."""

    sentence = N_("There is nothing here.")


class StaleVersion(RuleBroken):
    """Somebody saved a newer version meanwhile; nothing was overwritten."""

    sentence = N_("This was changed elsewhere in the meantime. Nothing was lost.")


class Busy(RuleBroken):
    """Somebody else holds what this action needs, for longer than it could wait."""

    sentence = N_("The program is busy just now. Nothing was changed; try again.")
