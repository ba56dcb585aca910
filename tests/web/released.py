"""A bureau whose campaign is settled, and what its pages say without their frame."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from review.services.publication import ReleaseView
from tests.released import Place
from tests.web.tokens import without_tokens


def text_of(response: TestResponse) -> str:
    return response.get_data(as_text=True)


def body_of(client: FlaskClient, path: str) -> tuple[int, str]:
    """Status and page, without the tokens and without the address itself."""
    response = client.get(path)
    page = without_tokens(text_of(response))
    return response.status_code, page.replace(path, "")


def links_to_cases(page: str, prefix: str) -> list[str]:
    return sorted(set(re.findall(rf'href="({prefix}[A-Za-z0-9_-]+)"', page)))


def published(place: Place, kind: str = "final") -> ReleaseView:
    return place.publish(kind)
