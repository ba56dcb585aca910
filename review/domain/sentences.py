"""A sentence the program says about data: English key and the values of its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is the key of the translation catalogue, `values` fill its named places.

    Several names or words for one place come as a tuple: how they are joined is for the
    language that they are read in.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % plain(self.values) if self.values else self.text


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """The values as an English sentence has them."""
    return {name: _in_a_row(value) for name, value in values.items()}


def _in_a_row(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
