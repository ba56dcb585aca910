"""Pins on the findings of the sheets that the demonstration shows half filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from review.domain import drafts as rules
from review.domain.lines import Line
from review.domain.page_numbers import page_key, place_of
from review.domain.pins import Box, Pin, to_json
from review.domain.policy import Viewer
from review.services import contents, drafts, tasks
from review.services.contents import FileContents
from review.services.demo.reviews import reader
from review.services.scans import parts_of
from review.store import unit
from review.store.queries import campaigns, scans
from review.store.queries import demo as queries

LEFT, WIDE, HIGH, TOP, BOTTOM = 110, (380, 700), (35, 90), 200, 620
"""Where on a page something may be marked, in thousandths."""


def put(viewer: Viewer, code: str, *, people: Sequence[int], at: datetime) -> None:
    """What these people found so far leads to the pages it is about."""
    with unit.reading():
        campaign = campaigns.by_code(code, bureau_id=viewer.bureau_id or 0)
        rows = queries.begun_reads(campaign.id if campaign else 0, people)
    for row in rows:
        _pin(viewer, row, at)


def _pin(viewer: Viewer, row: Any, at: datetime) -> None:
    with unit.reading():
        file = contents.of_file(row.case_id)
        found = scans.of_case(row.case_id)
    if not found or not file.labels:
        return
    lines = tasks.task_of(row).lines
    changes = {
        code: {**answer, "findings": [_pinned(e, line, file, found) for e in findings]}
        for code, answer in rules.kept_in(row.answers).items()
        if (line := lines.get(code)) and (findings := _to_pin(answer))
    }
    if changes:
        drafts.save_answers(
            viewer=reader(viewer.bureau_id or 0, row.person_id),
            public_id=row.public_id,
            version=row.version,
            changes=changes,
            at=at,
        )


def _to_pin(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Nothing of what was pinned before the demonstration was interrupted."""
    findings = answer.get("findings", [])
    is_pinned = any("pins" in each for each in findings)
    return [] if is_pinned or not any("pages" in e for e in findings) else findings


def _pinned(
    finding: dict[str, Any], line: Line, file: FileContents, found: Sequence[Any]
) -> dict[str, Any]:
    if "pages" not in finding:
        return finding
    dice = Random(f"{line.item.code}/{finding['pages']}")
    page = _page(line, file, dice)
    place = place_of(parts_of(found), page)
    assert place is not None
    key = page_key(found[place.part].digest, place.page)
    pins = to_json([Pin(key, _box(dice))])
    return {**finding, "pages": str(file.labels[page - 1]), "pins": pins}


def _page(line: Line, file: FileContents, dice: Random) -> int:
    """Where the paper is that the line looks for; else any page."""
    evidence = file.evidence(line.item)
    if evidence is not None and evidence.entries:
        return evidence.entries[0].page
    return dice.randint(1, len(file.labels))


def _box(dice: Random) -> Box:
    return Box(
        LEFT, dice.randint(TOP, BOTTOM), dice.randint(*WIDE), dice.randint(*HIGH)
    )
