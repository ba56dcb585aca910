"""What somebody asks of the files of a campaign, made ready for the database.

The vocabulary is the asker's own: a keyword the policy does not give is unknown to it.
Item marks are not stored; the answers that are worth such a mark are found first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any

from review.domain.case_queries import ItemMarked, Node, terms
from review.domain.policy import Viewer
from review.domain.query_items import items, vetoes
from review.domain.query_marks import asked_of as asked_items
from review.domain.query_marks import fits, place_of
from review.domain.query_words import ANY, NONE, Subject, Value
from review.domain.query_words import value as word
from review.domain.schemes import Scheme
from review.services.asking import Asked, asked_of
from review.store.queries import file_conditions
from review.store.queries.file_conditions import About, Answered
from review.store.queries.phases import Parts


def asked(
    viewer: Viewer,
    schemes: Mapping[int, Scheme],
    areas: Sequence[Any],
    typed: str,
) -> Asked:
    """The query in the words this person has for the campaign."""
    return asked_of(viewer, Subject.FILES, areas, typed, values(schemes))


def about(
    asked: Asked, campaign: Any, schemes: Mapping[int, Scheme], on: date, zone: tzinfo
) -> About:
    """What the database needs to know of the campaign for it; inside a reading.

    Days begin by the clocks of the zone.
    """
    return About(
        campaign_id=campaign.id,
        n_parts=parts(schemes),
        is_over=campaign.due_on is not None and campaign.due_on < on,
        on=on,
        zone=zone,
        drawn_at=campaign.drawn_at,
        items=tuple(_answered(asked.node, campaign.id, schemes)),
    )


def parts(schemes: Mapping[int, Scheme]) -> Parts:
    return tuple((key, len(scheme.parts)) for key, scheme in schemes.items())


_values: dict[tuple[str, ...], dict[str, Sequence[Value]]] = {}
MOST_VALUES = 64


def values(schemes: Mapping[int, Scheme]) -> dict[str, Sequence[Value]]:
    """The values of this campaign beside those that are the same everywhere.

    Made once for the schemes that a digest names: they never change.
    """
    key = tuple(scheme.digest for scheme in schemes.values())
    if key not in _values:
        if len(_values) >= MOST_VALUES:
            _values.clear()
        _values[key] = _made(schemes)
    return _values[key]


def _made(schemes: Mapping[int, Scheme]) -> dict[str, Sequence[Value]]:
    any_, none = word(ANY, "有", "any"), word(NONE, "无", "none")
    return {
        "grade": tuple(_once(_grades(schemes))),
        "item": items(schemes.values()),
        "veto": (any_, none, *vetoes(schemes.values())),
    }


def _once(found: Iterator[Value]) -> list[Value]:
    """Schemes share grades and items: each value once, by its code and names."""
    return list(dict.fromkeys(found))


def _grades(schemes: Mapping[int, Scheme]) -> Iterator[Value]:
    for scheme in schemes.values():
        for grade in scheme.grades:
            named = (grade.code, grade.title.en or grade.title.zh)
            yield Value(frozenset({grade.code}), (grade.title.zh,), named)


def _answered(
    node: Node, campaign_id: int, schemes: Mapping[int, Scheme]
) -> Iterator[tuple[ItemMarked, tuple[Answered, ...]]]:
    """For each mark that is asked for, the stored answers that are worth it."""
    for test in dict.fromkeys(term.test for term in terms(node)):
        if isinstance(test, ItemMarked):
            found = (
                _answers(each, campaign_id, key, scheme)
                for key, scheme in schemes.items()
                for each in asked_items(scheme, test)
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
