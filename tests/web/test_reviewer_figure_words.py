"""How a reviewer's own figures are said."""

from __future__ import annotations

import pytest
from flask import Flask

from review.domain.reviewer_figures import Share
from review.web.reviewer_figure_words import own_cell
from tests.web.routes import application


@pytest.fixture(scope="module")
def page() -> Flask:
    return application()


@pytest.mark.parametrize(
    ("pairs", "said", "about"),
    [
        ([(40, 40)] * 29 + [(36, 40)], "95%以上", ("30件",)),
        ([(40, 40)] * 12, "95%以上", ("12件", "76–95%")),
        ([(0, 20)] * 40, "5%以下", ("40件", "5–9%")),
        ([(20, 20), (10, 20)] * 6, "75%", ("12件", "58–87%")),
    ],
    ids=["nearly all", "all of a few", "nothing", "three of four"],
)
def test_an_interval_is_said_where_it_says_something(
    page: Flask, pairs: list[tuple[int, int]], said: str, about: tuple[str, ...]
) -> None:
    with page.test_request_context():
        cell = own_cell(Share.of(pairs))
    assert (cell.value, cell.about) == (said, about)
