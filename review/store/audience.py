"""What a connection may read at all, chosen by who will see the answer.

Requests of lawyers, firms, the bar association and the public run on a connection
that cannot read the identity vault, whatever a query says: on SQLite by an
authorizer, on PostgreSQL by a role without the grant.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from sqlalchemy import Connection, text

from review.store.database import sqlite_library

STAFF = "staff"
OUTSIDE = "outside"
HIDDEN_FROM_OUTSIDE = frozenset(
    {
        "access_log",
        "alternates",
        "campaign_drafts",
        "case_dates",
        "case_relations",
        "changed_views",
        "closing_counts",
        "collected_results",
        "collection_changes",
        "collections",
        "contacts",
        "contents",
        "delivery_tries",
        "designation_withdrawals",
        "designations",
        "divergences",
        "drafts",
        "draws",
        "exchange_files",
        "entrustments",
        "class_changes",
        "extensions",
        "fee_lines",
        "fee_payouts",
        "fee_rules",
        "fee_shares",
        "findings",
        "first_views",
        "handed_files",
        "handovers",
        "intake_files",
        "notices",
        "object_holds",
        "objection_endings",
        "objection_reads",
        "objection_rulings",
        "onsite_guests",
        "onsite_sessions",
        "onsite_signatures",
        "outbox",
        "panel_decisions",
        "panel_meetings",
        "panel_members",
        "panel_votes",
        "partner_keys",
        "person_phones",
        "proposals",
        "read_relations",
        "reading_spans",
        "redaction_words",
        "redactions",
        "reminder_rules",
        "reminders",
        "rereads",
        "results",
        "reviewer_codes",
        "saved_queries",
        "sample_changes",
        "scan_looks",
        "scans",
        "scheme_decisions",
        "scheme_issues",
        "scheme_proposals",
        "scheme_trials",
        "seed_announcements",
        "stops",
        "senior_fee_lines",
        "senior_reads",
        "submissions",
        "term_requests",
    }
)
OUTSIDE_ROLE = "case_review_outside"


def limited(connection: Connection, audience: str) -> AbstractContextManager[None]:
    """Hold the connection to what the audience may read."""
    return nullcontext() if audience == STAFF else _limited(connection)


@contextmanager
def _limited(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "sqlite":
        with _authorized(connection):
            yield
        return
    connection.execute(text(f"SET LOCAL ROLE {OUTSIDE_ROLE}"))
    yield


@contextmanager
def _authorized(connection: Connection) -> Iterator[None]:
    raw: Any = connection.connection.dbapi_connection
    raw.set_authorizer(_deny_hidden)
    try:
        yield
    finally:
        raw.set_authorizer(None)


def _deny_hidden(
    action: int, table: str | None, _column: object, _db: object, _trigger: object
) -> int:
    library = sqlite_library()
    if action == library.SQLITE_READ and table in HIDDEN_FROM_OUTSIDE:
        return int(library.SQLITE_DENY)
    return int(library.SQLITE_OK)
