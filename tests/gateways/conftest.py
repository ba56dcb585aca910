"""Both stores, the second with a real server process on loopback."""

from __future__ import annotations

import pytest

from review.gateways.objects import Objects
from tests.stored import Place


@pytest.fixture
def objects(place: Place) -> Objects:
    return place.store()
