"""A folder with the files of the documented example, and a bureau made of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.store import unit
from review.store.models import Event
from tests.repository import ROOT
from tests.typed import done

LISTS = ("firms", "handlers", "reviewers", "cases")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the commands of a test are typed."""
    copy = tmp_path / "example"
    shutil.copytree(ROOT / "docs" / "example", copy)
    monkeypatch.chdir(copy)
    return copy


@pytest.fixture
def n_events(app: Flask) -> Callable[[], int]:
    """How much has been written: no change is without its event."""

    def counted() -> int:
        with app.app_context(), unit.reading() as connection:
            return connection.scalar(select(func.count()).select_from(Event)) or 0

    return counted


@pytest.fixture
def loaded(app: Flask, folder: Path) -> Path:
    """The example up to its lists."""
    done(app, "schemes load scheme.yaml assessment.yaml")
    for kind in LISTS:
        done(app, f"intake {kind} {kind}.csv")
    return folder


@pytest.fixture
def opened(app: Flask, loaded: Path) -> Path:
    """The example up to the open campaign."""
    done(app, "campaign open campaign.yaml")
    return loaded


@pytest.fixture
def settled(app: Flask, opened: Path) -> Path:
    """The example up to the last review."""
    reviewed(app)
    return opened


def reviewed(app: Flask) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign allocate 2025")
    done(app, "intake reviews reviews.csv --campaign 2025")
    done(app, "campaign settle 2025")
    done(app, "intake reviews lead_review.csv --campaign 2025")
