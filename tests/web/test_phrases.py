"""Own phrases over HTTP: a small answer, asked for only when it is needed."""

from __future__ import annotations

from flask.testing import FlaskClient

from review.domain.policy import Role, Viewer
from tests.web.conftest import ClientFor
from tests.web.test_reviewer import URL, partner, reviewer, save, world

__all__ = ["partner", "reviewer", "world"]

PHRASES = "/reviews/phrases"
LATE = {"choice": ["a_bit"], "findings": [{"reason": "会见<晚了>"}]}


def test_own_words_are_offered_to_oneself_alone(
    reviewer: FlaskClient, partner: FlaskClient
) -> None:
    save(reviewer, 0, {"late": LATE})

    asked = f"{PHRASES}?item=late"
    assert reviewer.get(asked).get_json() == {"phrases": ["会见<晚了>"]}
    assert partner.get(asked).get_json() == {"phrases": []}


def test_they_are_not_in_the_form_itself(
    reviewer: FlaskClient, partner: FlaskClient
) -> None:
    before = reviewer.get(URL).text
    save(reviewer, 0, {"late": LATE}, comment="")
    save(reviewer, 1, {"late": None})

    assert f'data-phrases="{PHRASES}"' in before
    assert "晚了" not in reviewer.get(URL).text


def test_an_item_that_does_not_exist_has_no_words_of_its_own(
    reviewer: FlaskClient,
) -> None:
    assert reviewer.get(PHRASES).get_json() == {"phrases": []}
    assert reviewer.get(f"{PHRASES}?item={'x' * 500}").status_code == 200


def test_only_who_reviews_may_ask(
    client_for: ClientFor, everyone: dict[Role, Viewer]
) -> None:
    assert client_for().get(PHRASES).status_code == 302
    assert client_for(everyone[Role.BUREAU_OFFICER]).get(PHRASES).status_code == 404
