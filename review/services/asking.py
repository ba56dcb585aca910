"""A query as it was typed and as it was understood, or why it was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from review.domain.case_queries import EVERYTHING, Node
from review.domain.policy import Viewer
from review.domain.query_keywords import KEYWORDS, VALUES
from review.domain.query_parsing import parse
from review.domain.query_tokens import QueryRefused
from review.domain.query_words import Subject, Value, Vocabulary, vocabulary

NOTHING_MORE: Mapping[str, Sequence[Value]] = {}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a list in the words this person has for it."""

    typed: str
    known: Vocabulary
    node: Node = field(default=EVERYTHING)
    refusal: QueryRefused | None = None


def asked_of(
    viewer: Viewer,
    subject: Subject,
    areas: Sequence[Any],
    typed: str,
    more: Mapping[str, Sequence[Value]] = NOTHING_MORE,
) -> Asked:
    """The query read by the asker's own vocabulary; counties are those of the list."""
    values = {**VALUES, "county": [_county(row) for row in areas], **more}
    known = vocabulary(viewer, subject, KEYWORDS, values)
    try:
        return Asked(typed, known, parse(typed, known))
    except QueryRefused as refusal:
        return Asked(typed, known, refusal=refusal)


def _county(row: Any) -> Value:
    """By its name, or by how that sounds."""
    sound = row.name_key.removesuffix(row.name.lower()).rstrip()
    return Value(frozenset({row.code}), (row.name,), (row.name, sound))
