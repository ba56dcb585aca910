"""Standing campaigns from the command line: opened, kept up by the clock, reported."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.typed import data, done

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_standing_campaign_keeps_itself_up(app: Flask, loaded: Path) -> None:
    text = (loaded / "campaign.yaml").read_text("utf-8")
    head = text.split("sample:")[0]
    plan = f"{head}kind: standing\nreport_every: quarter\nreviews: 1\n"
    (loaded / "standing.yaml").write_text(plan, "utf-8")

    done(app, "campaign open standing.yaml")
    status = data(app, "campaign status 2025 --json")
    kept = data(app, "campaign standing --json")
    figures = data(app, "figures 2025 --period 2025-Q1")

    assert status["cases"] == 12
    assert kept == {
        "n_campaigns": 1,
        "n_entered": 0,
        "n_given": 0,
        "n_missing": 0,
        "n_waiting": 0,
        "n_settled": 0,
        "n_called": 0,
    }
    assert figures["rows"][0]["n"] == 0
    assert done(app, "campaign plan 2025").count("kind: standing") == 1
