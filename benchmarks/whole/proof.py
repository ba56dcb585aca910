"""What must hold of a campaign, asked by other means than the program's own."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from statistics import pstdev

from sqlalchemy import event, text

from benchmarks.requests import browser, call
from benchmarks.whole.clerk import run
from benchmarks.whole.officer import bureau_pages
from benchmarks.whole.place import Place
from review.store import unit
from review.store.database import db

OPEN = """FROM reads r JOIN campaigns g ON g.id = r.campaign_id AND g.code = :code
    JOIN campaign_cases f ON f.id = r.campaign_case_id
    JOIN reviewer_codes k ON k.code = r.reviewer_code
    WHERE r.ended_at IS NULL"""
QUERIES: Mapping[str, str] = {
    "files without exactly their counted reviews": """
        SELECT f.id FROM campaign_cases f JOIN campaigns g ON g.id = f.campaign_id
        LEFT JOIN reads r ON r.campaign_case_id = f.id AND r.purpose = 'counted'
            AND r.ended_at IS NULL
        WHERE g.code = :code AND f.left_event_id IS NULL
        GROUP BY f.id, f.n_reviews HAVING count(r.id) <> f.n_reviews""",
    "readers who read a file twice": f"""
        SELECT f.id {OPEN} GROUP BY f.id, k.person_id HAVING count(*) > 1""",
    "readers of the handler's firm": f"""
        SELECT r.id {OPEN} AND EXISTS (SELECT 1 FROM case_participation p
            JOIN affiliations a ON a.firm_id = p.firm_id
            WHERE p.case_id = f.case_id AND a.person_id = k.person_id)""",
    "readers who handled the case": f"""
        SELECT r.id {OPEN} AND EXISTS (SELECT 1 FROM case_participation p
            WHERE p.case_id = f.case_id AND p.person_id = k.person_id)""",
    "places without a review": f"""
        SELECT r.id {OPEN} AND NOT EXISTS (
            SELECT 1 FROM submissions s WHERE s.read_id = r.id)""",
    "files without a result": """
        SELECT f.id FROM campaign_cases f JOIN campaigns g ON g.id = f.campaign_id
        WHERE g.code = :code AND f.left_event_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM results x WHERE x.campaign_case_id = f.id)""",
}


def broken(place: Place, code: str) -> dict[str, int]:
    """How often each constraint is broken."""
    with place.looking(), unit.reading() as connection:
        return {
            name: len(connection.execute(text(query), {"code": code}).all())
            for name, query in QUERIES.items()
        }


def loads(place: Place, code: str) -> str:
    """Files a reviewer: fewest, most, deviation; further reads counted in."""
    query = f"SELECT count(*) {OPEN} AND r.purpose = 'counted' GROUP BY r.reviewer_code"
    with place.looking(), unit.reading() as connection:
        found = [row[0] for row in connection.execute(text(query), {"code": code})]
    deviation = pstdev(found)
    return f"{min(found)} to {max(found)} a reviewer, deviation {deviation:.2f}"


def counts(place: Place, code: str) -> str:
    """Files and reviews of the campaign, the further ones by themselves."""
    query = f"SELECT r.purpose, count(*) {OPEN} GROUP BY r.purpose ORDER BY r.purpose"
    with place.looking(), unit.reading() as connection:
        rows = connection.execute(text(query), {"code": code}).all()
    return ", ".join(f"{n} {purpose}" for purpose, n in rows)


def drawn_elsewhere(place: Place, code: str) -> bool:
    """The record of the draw, drawn again without a database, byte for byte."""
    record, again = place.folder / f"{code}.zip", place.folder / f"{code}-again.csv"
    run(place, "campaign", "record", code, "--output", str(record))
    run(place, "redraw", str(record), "--output", str(again), with_database=False)
    with zipfile.ZipFile(record) as folder:
        return again.read_bytes() == folder.read("sample.csv")


def sample_of(place: Place, code: str) -> list[str]:
    query = """SELECT c.case_no FROM campaign_cases f JOIN cases c ON c.id = f.case_id
        JOIN campaigns g ON g.id = f.campaign_id WHERE g.code = :code
        ORDER BY f.position"""
    with place.looking(), unit.reading() as connection:
        return list(connection.scalars(text(query), {"code": code}))


def statements(place: Place, code: str, officer: str) -> Iterator[tuple[str, int]]:
    """How many statements each of the bureau's pages sends, opened a second time."""
    sent = 0

    def count(*_given: object) -> None:
        nonlocal sent
        sent += 1

    with place.looking() as (app, _viewer):
        own = browser(app, officer, "/account")
        event.listen(db.engine, "before_cursor_execute", count)
        for name, path in bureau_pages(f"/campaigns/{code}").items():
            request = own.get(path)
            call(app, request.environ(), 200)
            sent = 0
            call(app, request.environ(), 200)
            yield name, sent
