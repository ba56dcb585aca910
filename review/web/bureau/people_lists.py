"""Lists of people: what the address asks of them, and the states beside their counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from review.services.people_lists import Found, PeopleFilter
from review.web.bureau.lists import Here, Pager, cut_of, one_of, words_of


class Tab(NamedTuple):
    """A state of the list with how many of those found are in it."""

    url: str
    words: str
    n: int
    is_here: bool


class Bar(NamedTuple):
    """What stands above and beneath a list of people."""

    here: Here
    wanted: PeopleFilter
    tabs: list[Tab]
    pager: Pager


def wanted(states: Mapping[str, Any]) -> PeopleFilter:
    """What was typed to search for, and a state that must be one of these."""
    return PeopleFilter(words_of(), one_of("state", states))


def bar(
    endpoint: str,
    values: Mapping[str, Any],
    of: tuple[PeopleFilter, Found[Any]],
    words: Mapping[str, str],
    **more: str,
) -> Bar:
    """Search, states and pages of a list; `words` are the states in their order.

    What else the address asks for, such as an order, is kept from page to page.
    """
    asked, found = of
    own = {**more, "text": asked.text, "state": asked.state}
    here = Here(endpoint, values, own)
    tabs = [
        Tab(here.url(state=state), said, found.n_by_state[state], state == asked.state)
        for state, said in words.items()
    ]
    return Bar(here, asked, tabs, here.pager(found.page(cut_of())))
