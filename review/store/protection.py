"""Triggers and roles that keep facts from being changed, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

from review.store.audience import HIDDEN_FROM_OUTSIDE, OUTSIDE_ROLE

APPEND_ONLY = (
    "case_participation",
    "divergences",
    "draws",
    "event_targets",
    "events",
    "findings",
    "release_rows",
    "releases",
    "results",
    "reviewer_codes",
    "schemes",
    "submissions",
    "assessments",
    "assessment_decisions",
)


def sqlite_statements() -> Iterator[str]:
    """A trigger per append-only table and verb."""
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} "
                f"BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def postgresql_statements() -> Iterator[str]:
    """A trigger per append-only table, and the role of outside readers."""
    yield (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END "
        "$$ LANGUAGE plpgsql"
    )
    for table in APPEND_ONLY:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_append_only "
            f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    yield from _outside_role()


def _outside_role() -> Iterator[str]:
    yield (
        f"DO $$ BEGIN CREATE ROLE {OUTSIDE_ROLE} NOLOGIN; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    yield f"GRANT USAGE ON SCHEMA public TO {OUTSIDE_ROLE}"
    yield (
        f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {OUTSIDE_ROLE}"
    )
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {OUTSIDE_ROLE}"
    hidden = ", ".join(sorted(HIDDEN_FROM_OUTSIDE))
    yield f"REVOKE ALL ON {hidden} FROM {OUTSIDE_ROLE}"


def statements(dialect: str) -> tuple[str, ...]:
    """Everything this database needs; every migration that rebuilds a table runs it."""
    make = sqlite_statements if dialect == "sqlite" else postgresql_statements
    return tuple(make())
