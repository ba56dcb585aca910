"""What somebody asks of the files of a campaign, made ready for the database.

The vocabulary is the asker's own: a keyword the policy does not give is unknown to it.
Item marks are not stored; the answers that are worth such a mark are found first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from review.domain.case_queries import EVERYTHING, ItemMarked, Node, terms
from review.domain.lines import lines_of
from review.domain.policy import Viewer
from review.domain.query_keywords import KEYWORDS, VALUES
from review.domain.query_marks import fits, place_of
from review.domain.query_parsing import parse
from review.domain.query_tokens import QueryRefused
from review.domain.query_words import ANY, NONE, Subject, Value, Vocabulary, vocabulary
from review.domain.query_words import value as word
from review.domain.schemes import Scheme
from review.store.queries import file_conditions
from review.store.queries.file_conditions import About, Answered
from review.store.queries.phases import Parts


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as it was typed and as it was understood, or why it was not."""

    typed: str
    known: Vocabulary
    node: Node
    about: About
    refusal: QueryRefused | None = None


def asked(
    viewer: Viewer,
    campaign: Any,
    schemes: Mapping[int, Scheme],
    areas: Sequence[Any],
    typed: str,
    on: date,
) -> Asked:
    """The query in the words this person has for the campaign; inside a reading."""
    known = vocabulary(viewer, Subject.FILES, KEYWORDS, values(schemes, areas))
    about = About(
        campaign_id=campaign.id,
        bureau_id=campaign.bureau_id,
        n_parts=parts(schemes),
        is_over=campaign.due_on is not None and campaign.due_on < on,
    )
    try:
        node = parse(typed, known)
    except QueryRefused as refusal:
        return Asked(typed, known, EVERYTHING, about, refusal)
    items = tuple(_answered(node, campaign.id, schemes))
    return Asked(typed, known, node, replace(about, items=items))


def parts(schemes: Mapping[int, Scheme]) -> Parts:
    return tuple((key, len(scheme.parts)) for key, scheme in schemes.items())


def values(
    schemes: Mapping[int, Scheme], areas: Sequence[Any]
) -> dict[str, Sequence[Value]]:
    """The values of this campaign beside those that are the same everywhere."""
    return {
        **VALUES,
        "county": [
            Value(frozenset({row.code}), (row.name,), (row.name,)) for row in areas
        ],
        "grade": _once(_grades(schemes)),
        "item": _once(_items(schemes)),
        "veto": [word(ANY, "有", "any"), word(NONE, "无", "none")]
        + _once(_vetoes(schemes)),
    }


def _once(found: Iterator[Value]) -> list[Value]:
    """Schemes share grades and items: each value once, by its code and names."""
    return list(dict.fromkeys(found))


def _grades(schemes: Mapping[int, Scheme]) -> Iterator[Value]:
    for scheme in schemes.values():
        for grade in scheme.grades:
            yield _titled(grade.code, grade.title, first=grade.title.zh)


def _items(schemes: Mapping[int, Scheme]) -> Iterator[Value]:
    for scheme in schemes.values():
        for item in scheme.leaves:
            yield _titled(item.code, item.title, first=item.code)


def _vetoes(schemes: Mapping[int, Scheme]) -> Iterator[Value]:
    for scheme in schemes.values():
        for line in lines_of(scheme):
            if line.is_veto:
                yield _titled(line.item.code, line.item.title, first=line.item.code)


def _titled(code: str, title: Any, *, first: str) -> Value:
    return Value(frozenset({code}), (first, title.zh), (code, title.en or title.zh))


def _answered(
    node: Node, campaign_id: int, schemes: Mapping[int, Scheme]
) -> Iterator[tuple[ItemMarked, tuple[Answered, ...]]]:
    """For each mark that is asked for, the stored answers that are worth it."""
    for test in dict.fromkeys(term.test for term in terms(node)):
        if isinstance(test, ItemMarked):
            found = (
                _answers(test, campaign_id, key, scheme)
                for key, scheme in schemes.items()
            )
            yield test, tuple(each for each in found if each is not None)


def _answers(
    test: ItemMarked, campaign_id: int, scheme_id: int, scheme: Scheme
) -> Answered | None:
    position = place_of(scheme, test.item)
    if position is None:
        return None
    given = file_conditions.answers_given(campaign_id, scheme_id, position)
    worth = [each for each in given if fits(scheme, test, json.loads(each))]
    return Answered(scheme_id, position, tuple(sorted(worth)))
