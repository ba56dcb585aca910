"""The names of rankings, kept beside the lines so that a long one is searched at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from review.domain.aggregation import By
from review.domain.name_search import searchable, wordings
from review.domain.publication import Audience, Part, RowKind
from review.gateways.pinyin import name_key, person_key
from review.numerics.substrings import Lines
from review.store.queries import ranking as queries

READ = (Audience.PUBLIC, Audience.INTERNAL, Audience.BUREAU)
"""Those who read whole rankings; a handler reads the own lines alone."""
MOST_LISTS = 8
"""Rankings whose names stay at hand; a hundred bytes for each name."""


def stored(parts: Iterable[Part]) -> Iterator[dict[str, Any]]:
    """What is kept of a release's lines: for each reader and ranking one text."""
    lists: defaultdict[tuple[Audience, str], list[str]] = defaultdict(list)
    for part in parts:
        if part.kind is RowKind.STANDING and part.addressee.audience in READ:
            key = str(part.content["list"])
            lists[part.addressee.audience, key].append(_line(key, part.content))
    for (audience, key), lines in lists.items():
        names = "\n".join(lines)
        yield {"audience": audience.value, "list_key": key, "names": names}


def _line(list_key: str, content: Mapping[str, object]) -> str:
    name = str(content["name"])
    is_person = list_key.startswith(f"{By.HANDLER.value}:")
    return searchable(name, (person_key if is_person else name_key)(name))


def found(release: Any, audience: Audience, list_key: str, text: str) -> Sequence[int]:
    """The places of a ranking, from 0 on, at which there is such a name.

    What was released does not change, so its names are looked up once.
    """
    lines = _lines(release.public_id, release.id, audience, list_key)
    return lines.holding(*wordings(text)).tolist()


@lru_cache(maxsize=MOST_LISTS)
def _lines(
    _public_id: str, release_id: int, audience: Audience, list_key: str
) -> Lines:
    """The public id tells the releases of two databases apart."""
    return Lines.of(queries.names(release_id, audience, list_key))
