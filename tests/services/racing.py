"""Two who act on one campaign at the same moment, and what must hold whoever is first.

Each has looked before: what it goes by was read while the other was not there yet. Then
both wait for the campaign, which somebody else is at work in, and go on one after the
other as soon as that one is done.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy import text

from review.domain.errors import RuleBroken
from review.store import invariants, unit

Act = Callable[[], object]
LINED_UP = 0.08
"""Seconds in which somebody gets as far as the campaign's lock."""

NOBODY_OPEN = """
    SELECT r.id FROM reads r
    JOIN campaigns c ON c.id = r.campaign_id
    JOIN campaign_cases f ON f.id = r.campaign_case_id
    JOIN reviewer_codes k ON k.code = r.reviewer_code
    WHERE r.ended_at IS NULL AND c.calibrates_id IS NULL
    AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.read_id = r.id)
"""
WRONG = {
    "open in a cancelled campaign": f"{NOBODY_OPEN}"
    " AND c.cancelled_event_id IS NOT NULL",
    "practice in a cancelled campaign": """
        SELECT r.id FROM reads r JOIN campaigns p ON p.id = r.campaign_id
        JOIN campaigns c ON c.id = p.calibrates_id
        WHERE r.ended_at IS NULL AND c.cancelled_event_id IS NOT NULL""",
    "open at a file that left": f"{NOBODY_OPEN} AND f.left_event_id IS NOT NULL",
    "open at a settled file": f"{NOBODY_OPEN} AND r.purpose = 'counted' AND EXISTS"
    " (SELECT 1 FROM results x WHERE x.campaign_case_id = f.id)",
    "held by somebody who has left": f"""{NOBODY_OPEN} AND NOT EXISTS (
        SELECT 1 FROM campaign_reviewers m WHERE m.campaign_id = r.campaign_id
        AND m.person_id = k.person_id AND m.ended_at IS NULL)""",
    "held against a declared conflict": f"""{NOBODY_OPEN} AND EXISTS (
        SELECT 1 FROM declared_conflicts d WHERE d.person_id = k.person_id
        AND d.firm_id = f.firm_id AND d.ended_event_id IS NULL)""",
    "held beyond a limit": """
        SELECT k.code FROM reads r JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN campaign_reviewers m ON m.campaign_id = r.campaign_id
        AND m.person_id = k.person_id
        WHERE r.ended_at IS NULL GROUP BY k.code, m.cap HAVING count(*) > m.cap""",
    "one file twice with one reader": """
        SELECT 1 FROM reads WHERE ended_at IS NULL
        GROUP BY campaign_case_id, reviewer_code HAVING count(*) > 1""",
    "more readers than places": """
        SELECT f.id FROM reads r JOIN campaign_cases f ON f.id = r.campaign_case_id
        WHERE r.ended_at IS NULL AND r.purpose = 'counted'
        GROUP BY f.id, f.n_reviews HAVING count(*) > f.n_reviews""",
    "announced after files were given out": """
        SELECT e.id FROM events e WHERE e.kind IN ('second_reads_set', 'seeds_set',
        'common_files_set', 'seed_added', 'seed_removed') AND EXISTS (
        SELECT 1 FROM events g WHERE g.chain = e.chain AND g.kind = 'reads_allocated'
        AND g.id < e.id)""",
    "told of files that are not held": """
        SELECT e.id FROM events e WHERE e.kind = 'reads_allocated' AND NOT EXISTS (
        SELECT 1 FROM reads r WHERE r.event_id = e.id)""",
}


def behind_one_another(
    app: Flask, chain: str, acts: Sequence[Act]
) -> list[object | None]:
    """What came of each, in this order of arrival; None for what is not refused."""
    busy, over = threading.Event(), threading.Event()

    def somebody() -> None:
        with app.app_context(), unit.transaction():
            unit.hold(chain)
            busy.set()
            over.wait(10)

    def run(act: Act) -> object | None:
        with app.app_context():
            try:
                act()
            except RuleBroken as refused:
                return refused
        return None

    with ThreadPoolExecutor(len(acts) + 1) as pool:
        first = pool.submit(somebody)
        busy.wait(10)
        waiting = []
        for act in acts:
            waiting.append(pool.submit(run, act))
            time.sleep(LINED_UP)
        over.set()
        first.result()
        return [each.result(30) for each in waiting]


def wrong(*unless: str) -> list[str]:
    """What must never be, whoever was first."""
    with unit.reading() as connection:
        found = [
            said
            for said, query in WRONG.items()
            if said not in unless and connection.execute(text(query)).first()
        ]
        return found + [broken.name for broken in invariants.check()]
