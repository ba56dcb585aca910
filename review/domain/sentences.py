"""A sentence the program says about data: English key and the values of its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.domain.errors import plain


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is the key of the translation catalogue, `values` fill its named places."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % plain(self.values) if self.values else self.text
