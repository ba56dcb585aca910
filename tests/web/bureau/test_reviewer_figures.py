"""The panel of reviewers and the own page, as people read them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from review.domain.reviewer_figures import FEWEST_FILES
from tests.databases import Once
from tests.factories import World
from tests.services.rounds import first_two, lost, release, under_review
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

PANEL = "/campaigns/2026/reviewers/"
OWN = "/reviews/figures/"
N = FEWEST_FILES
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def settled() -> World:
    """All files settled and released; the first reviewer takes two points off each."""
    world = under_review(n_cases=N, n_reviewers=2)
    for case in range(N):
        given = (lost(2), lost(0))
        first_two(world, *(given if case % 2 == 0 else given[::-1]), case=case)
    release(world.bureau_id, world.campaign_id, "final")
    return world


@pytest.fixture
def world(once: Once) -> World:
    return once(settled)


def in_english(client: FlaskClient) -> FlaskClient:
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def test_the_panel_says_each_figure_with_files_and_interval(
    client_for: ClientFor, world: World
) -> None:
    page = text(in_english(client_for(world.officer)).get(PANEL))

    assert "45/50, files: 5" in page
    assert "−1.0" in page
    assert "This is no ranking" in page
    assert "too few files" not in page
    assert "since the final release what is left over counts too" in page
    assert "Until the final release" not in page


def test_before_the_final_release_files_count_ten_at_a_time(
    client_for: ClientFor, once: Once
) -> None:
    world = once(lambda: under_review(n_cases=1))

    page = text(in_english(client_for(world.officer)).get(PANEL))

    assert "Until the final release the settled files of each reviewer" in page
    assert "Since the final release" not in page


def test_the_panel_is_found_from_the_reviewers(
    client_for: ClientFor, world: World
) -> None:
    page = client_for(world.officer).get("/campaigns/2026/readers")

    assert f'href="{PANEL}"' in page.text


@pytest.mark.parametrize("wrong", ["same", "leniency", "lost"])
def test_no_figure_makes_an_order(
    client_for: ClientFor, world: World, wrong: str
) -> None:
    client = client_for(world.officer)

    assert client.get(f"{PANEL}?order=done").status_code == 200
    assert client.get(f"{PANEL}?order={wrong}").status_code == 400


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_panel_can_be_taken_away(
    client_for: ClientFor, world: World, file_format: str
) -> None:
    client = client_for(world.officer)

    page = client.get(PANEL).text
    address = f"{PANEL}reviewers.{file_format}"
    assert f'href="{address}"' in page
    assert client.get(address).status_code == 200


def test_the_own_page_names_nobody_and_counts_nothing_back(
    client_for: ClientFor, world: World
) -> None:
    client = in_english(client_for(world.reviewers[0]))
    page = text(client.get(OWN))

    assert "My figures" in text(client.get("/reviews/"))
    assert "90% 5 files" in page
    assert "45/50" not in page
    assert "评查专家" not in page
    assert "R1" not in page
    assert "the others" not in page.split("How the figures are meant")[0]


def test_the_own_page_waits_for_the_final_release(
    client_for: ClientFor, once: Once
) -> None:
    world = once(lambda: under_review(n_cases=1))
    page = text(in_english(client_for(world.reviewers[0])).get(OWN))

    assert "appear here when the final results are published" in page
    assert "As the partner" not in page


def test_officers_have_no_own_page_and_reviewers_no_panel(
    client_for: ClientFor, world: World
) -> None:
    assert client_for(world.officer).get(OWN).status_code == 404
    assert client_for(world.reviewers[0]).get(PANEL).status_code == 404
