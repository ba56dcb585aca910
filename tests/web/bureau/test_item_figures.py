"""The page of items: one scheme at a time, in three orders."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.web.bureau.reading import text
from tests.web.bureau.test_reconciliation import diverged, readers, settled

__all__ = ["diverged", "readers", "settled"]

ITEMS = "/campaigns/2025/items/"


def test_items_stand_by_their_numbers_and_in_the_order_asked_for(
    client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    shown = client.get(ITEMS)
    sorted_ = client.get(f"{ITEMS}?order=lost")

    assert shown.status_code == sorted_.status_code == 200
    assert "1.1 " in text(shown)
    assert 'aria-current="true">Most deductions first' in sorted_.text
    assert 'aria-current="true">As on the sheet' in shown.text


@pytest.mark.parametrize("asked", ["order=name", "scheme=nobodys"])
def test_what_is_not_there_is_refused(
    client: FlaskClient, settled: tuple[str, list[str]], asked: str
) -> None:
    assert client.get(f"{ITEMS}?{asked}").status_code == 400
