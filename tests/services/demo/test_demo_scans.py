"""The desks that the demonstration shows have scanned files to try the viewer on."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from review.domain.page_numbers import page_key
from review.domain.policy import operator
from review.services import demo
from review.services.demo import SMALL, Step
from review.services.demo.objecting import WANTED
from review.services.demo.papers import MANY
from review.store import invariants, unit
from review.store.models import (
    Campaign,
    Draft,
    ObjectionAnswer,
    ObjectionRuling,
    ReadingSpan,
    Scan,
    StoredContents,
)
from tests.scanned import shelf_in

PAGES = {9, 11, 13, 14}
"""Of a file of an investigation, a prosecution, a criminal and another trial: chance
allots the reviewers whose desks are shown, so it decides which of them come first."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_first_cases_have_scans(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        demo.build(
            viewer=operator(1),
            today=date(2026, 11, 21),
            step=Step.REVIEWING,
            progress=lambda *_: None,
            size=SMALL,
            shelf=shelf_in(tmp_path),
        )
        with unit.reading() as connection:
            found = connection.scalars(select(Scan.n_pages).order_by(Scan.id)).all()
            assert invariants.check() == []

            digests = connection.scalars(select(Scan.digest)).all()
            drafts = connection.scalars(select(Draft.answers)).all()
            lists = connection.execute(
                select(StoredContents.case_id, StoredContents.is_proposed).order_by(
                    StoredContents.id
                )
            ).all()

        check_traces()
        check_objections()

    assert found[0] - MANY in PAGES
    assert set(found[1:]) <= PAGES
    assert len(found) == 3
    proposed = {case_id for case_id, is_proposed in lists if is_proposed}
    checked = {case_id for case_id, is_proposed in lists if not is_proposed}
    assert (len(proposed), len(checked)) == (3, 2)
    assert checked < proposed
    # What the shown reviewers found leads to pages of these files.
    pins = [pin for text in drafts for pin in re.findall(r'\["([0-9a-f]{20})"', text)]
    assert len(pins) > 1
    assert set(pins) <= {page_key(digest, n) for digest in digests for n in range(45)}


def check_traces() -> None:
    """Whoever begins on a shown desk was told of the trace and has one already."""
    with unit.reading() as connection:
        rules = connection.scalar(select(Campaign.rules).where(Campaign.code == "2026"))
        spans = connection.execute(
            select(ReadingSpan.read_id, ReadingSpan.page, ReadingSpan.item)
        ).all()
        most = connection.scalar(select(func.max(Scan.n_pages)))
    assert rules["trace_days"] == 90
    assert {row.page for row in spans} <= set(range(1, (most or 0) + 1))
    by_read = {
        row.read_id: [s.item for s in spans if s.read_id == row.read_id]
        for row in spans
    }
    assert len(by_read) == 2
    for items in by_read.values():
        assert items[:3] == ["", "", ""] and all(items[3:])


def check_objections() -> None:
    """Last year a few lawyers objected; each was told, and not all were right."""
    with unit.reading() as connection:
        told = connection.scalars(select(ObjectionAnswer.id)).all()
        rulings = connection.scalars(select(ObjectionRuling.ruling)).all()
    assert len(told) == len(rulings) == WANTED
    assert set(rulings) == {"upheld", "rejected"}
