"""What the database holds, read without the program's own queries."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import text

from review.store import unit
from review.store.database import Base

# Opening a page is logged, whether or not something is refused afterwards.
NOT_COMPARED = ("access_log", "sessions")
Row = tuple[Any, ...]


def _rows(statement: str, **values: object) -> list[Row]:
    with unit.reading() as connection:
        return [tuple(row) for row in connection.execute(text(statement), values)]


def tables() -> dict[str, str]:
    """A digest of every row of every table."""
    found = {}
    with unit.reading() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name in NOT_COMPARED:
                continue
            order = ", ".join(column.name for column in table.primary_key)
            rows = connection.exec_driver_sql(
                f"SELECT * FROM {table.name} ORDER BY {order}"
            ).fetchall()
            said = repr([tuple(row) for row in rows]).encode()
            found[table.name] = hashlib.sha256(said).hexdigest()
    return found


def files() -> list[Row]:
    """The files of the sample, in the order of the draw: number, reviews, address."""
    return _rows(
        """SELECT c.case_no, f.n_reviews, f.public_id FROM campaign_cases f
        JOIN cases c ON c.id = f.case_id WHERE f.left_event_id IS NULL
        ORDER BY f.position"""
    )


def places() -> list[Row]:
    """Places given out and not taken back: address, file, purpose, slot, reviewer."""
    return _rows(
        """SELECT r.public_id, c.case_no, r.purpose, r.slot, v.number FROM reads r
        JOIN campaign_cases f ON f.id = r.campaign_case_id
        JOIN cases c ON c.id = f.case_id
        JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN reviewers v ON v.person_id = k.person_id
        WHERE r.ended_at IS NULL ORDER BY c.case_no, r.purpose, r.slot"""
    )


def days() -> dict[str, str]:
    """By place given out and not taken back: the day it has of its own."""
    rows = _rows(
        """SELECT public_id, due_on FROM reads
        WHERE ended_at IS NULL AND due_on IS NOT NULL"""
    )
    return {key: str(day) for key, day in rows}


def classes() -> dict[str, str]:
    """The class of every drawn file that was put into another than it had."""
    rows = _rows(
        """SELECT c.case_no, c.case_class FROM cases c
        WHERE c.case_class <> 'general'"""
    )
    return dict(rows)  # type: ignore[arg-type]


def volumes() -> dict[str, str]:
    """By file where its volumes went last."""
    rows = _rows(
        """SELECT c.case_no, h.kind, v.number FROM handed_files m
        JOIN handovers h ON h.id = m.handover_id
        JOIN campaign_cases f ON f.id = m.campaign_case_id
        JOIN cases c ON c.id = f.case_id
        LEFT JOIN reviewer_codes k ON k.code = h.reviewer_code
        LEFT JOIN reviewers v ON v.person_id = k.person_id
        WHERE NOT EXISTS (SELECT 1 FROM handed_files n
        WHERE n.campaign_case_id = m.campaign_case_id AND n.seq > m.seq)"""
    )
    return {
        case_no: {"handed": number, "returned": "returned"}.get(kind, "office")
        for case_no, kind, number in rows
    }


def request_of(key: str) -> str:
    """The address of the last request for more time for a place; empty without any."""
    rows = _rows(
        """SELECT t.public_id FROM term_requests t JOIN reads r ON r.id = t.read_id
        WHERE r.public_id = :key ORDER BY t.id DESC""",
        key=key,
    )
    return str(rows[0][0]) if rows else ""


def last_notice(login: str) -> int:
    """The newest notice to an account."""
    rows = _rows(
        """SELECT max(n.id) FROM notices n JOIN users u ON u.id = n.user_id
        WHERE u.login = :login""",
        login=login,
    )
    return int(rows[0][0] or 0)


def reviews() -> dict[str, Row]:
    """By place: receipt, total and the choices of every review that came in."""
    rows = _rows(
        """SELECT r.public_id, s.receipt, s.total, s.choices FROM submissions s
        JOIN reads r ON r.id = s.read_id"""
    )
    return {key: (receipt, total, _data(made)) for key, receipt, total, made in rows}


def drafts() -> dict[str, Row]:
    """By place: how often it was saved and the answers."""
    rows = _rows(
        """SELECT r.public_id, d.version, d.answers FROM drafts d
        JOIN reads r ON r.id = d.read_id"""
    )
    return {key: (version, _data(answers)) for key, version, answers in rows}


def results() -> dict[str, Row]:
    """By file: score in hundredths, grade and digest of the result in force."""
    rows = _rows(
        """SELECT c.case_no, x.score, x.grade, x.derivation_digest FROM results x
        JOIN campaign_cases f ON f.id = x.campaign_case_id
        JOIN cases c ON c.id = f.case_id
        WHERE NOT EXISTS (SELECT 1 FROM results n WHERE n.replaces_id = x.id)"""
    )
    return {case_no: rest for case_no, *rest in map(list, rows)}  # type: ignore[misc]


def conflicts() -> set[tuple[str, str]]:
    """The declared conflicts in force: reviewer and firm."""
    rows = _rows(
        """SELECT v.number, f.name FROM declared_conflicts d
        JOIN reviewers v ON v.person_id = d.person_id
        JOIN firms f ON f.id = d.firm_id WHERE d.ended_event_id IS NULL"""
    )
    return {(number, firm) for number, firm in rows}


def releases() -> list[Row]:
    return _rows("SELECT kind, digest FROM releases ORDER BY number")


def readers_of(case_no: str) -> list[Row]:
    """Everybody who was ever given a read of a file, and the read."""
    return _rows(
        """SELECT k.person_id, r.public_id FROM reads r
        JOIN campaign_cases f ON f.id = r.campaign_case_id
        JOIN cases c ON c.id = f.case_id
        JOIN reviewer_codes k ON k.code = r.reviewer_code WHERE c.case_no = :case_no""",
        case_no=case_no,
    )


def number_of(read: str) -> str:
    """The number of the reviewer who has a read."""
    rows = _rows(
        """SELECT v.number FROM reads r
        JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN reviewers v ON v.person_id = k.person_id WHERE r.public_id = :read""",
        read=read,
    )
    return str(rows[0][0])


def file_id(case_no: str) -> str:
    """The address of a drawn file."""
    rows = _rows(
        """SELECT f.public_id FROM campaign_cases f JOIN cases c ON c.id = f.case_id
        WHERE c.case_no = :case_no""",
        case_no=case_no,
    )
    return str(rows[0][0])


def kinds() -> set[str]:
    """The kinds of events that were recorded."""
    return {str(row[0]) for row in _rows("SELECT DISTINCT kind FROM events")}


def scheme_id() -> str:
    """How the first scheme is named among those of a campaign."""
    return str(_rows("SELECT min(id) FROM schemes")[0][0])


def firm_ids() -> dict[str, str]:
    """The addresses of the firms by name."""
    return dict(_rows("SELECT name, public_id FROM firms"))


def _data(stored: Any) -> Any:
    return json.loads(stored) if stored and isinstance(stored, str) else stored
