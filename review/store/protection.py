"""Triggers and roles that keep facts from being changed, on both databases."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from review.store.audience import HIDDEN_FROM_OUTSIDE, OUTSIDE_ROLE

APPEND_ONLY = (
    "case_participation",
    "changed_views",
    "collected_results",
    "collection_changes",
    "collections",
    "contents",
    "delivery_tries",
    "designation_withdrawals",
    "divergences",
    "draws",
    "event_targets",
    "events",
    "exchange_files",
    "class_changes",
    "extensions",
    "fee_rules",
    "fee_shares",
    "findings",
    "first_views",
    "handed_files",
    "handovers",
    "notices",
    "objection_answers",
    "objection_endings",
    "objection_points",
    "objection_reads",
    "objection_rulings",
    "objections",
    "panel_decisions",
    "panel_meetings",
    "panel_members",
    "panel_votes",
    "proposals",
    "ranking_names",
    "release_rows",
    "releases",
    "reminders",
    "rereads",
    "results",
    "reviewer_codes",
    "sample_changes",
    "scheme_decisions",
    "scheme_issues",
    "scheme_proposals",
    "scheme_trials",
    "schemes",
    "seed_announcements",
    "stops",
    "senior_reads",
    "submissions",
    "assessment_schemes",
    "assessments",
    "assessments_supplied",
    "assessment_decisions",
)

DONE_ELSEWHERE = ("grants", "scheme_decisions")
"""Tables whose rows an account of another bureau may stand in."""

ADMIN_ROLES = "('system_admin', 'security_admin', 'audit_admin')"
# 三员分立: an account with an administrator's role has no other role in force.
MIXED = (
    "SELECT 1 FROM grants WHERE user_id = NEW.user_id AND id <> NEW.id "
    "AND revoked_at IS NULL "
    f"AND (role IN {ADMIN_ROLES} OR NEW.role IN {ADMIN_ROLES})"
)
MIXED_ROLES = (
    "SELECT user_id FROM grants WHERE revoked_at IS NULL GROUP BY user_id "
    "HAVING count(*) > 1 AND "
    f"sum(CASE WHEN role IN {ADMIN_ROLES} THEN 1 ELSE 0 END) > 0"
)
MIXED_REFUSAL = "grants: an administrator holds no other role"

# Objections are decided by whoever never had part in the case, in any campaign: no read
# of it was ever given to the person, taken back or not, who did not work on it, sat in no
# panel about it, read it as no senior, and is in no handler's firm.
HAD_PART = (
    "SELECT 1 FROM reviewer_codes me "
    "JOIN campaign_cases mine ON mine.id = NEW.campaign_case_id "
    "WHERE me.code = NEW.reviewer_code AND ("
    "EXISTS (SELECT 1 FROM campaign_cases c JOIN reads r ON r.campaign_case_id = c.id "
    "JOIN reviewer_codes k ON k.code = r.reviewer_code "
    "WHERE c.case_id = mine.case_id AND k.person_id = me.person_id AND r.id <> NEW.id) "
    "OR EXISTS (SELECT 1 FROM campaign_cases c "
    "JOIN senior_reads s ON s.campaign_case_id = c.id "
    "JOIN reviewer_codes k ON k.code = s.reviewer_code "
    "WHERE c.case_id = mine.case_id AND k.person_id = me.person_id) "
    "OR EXISTS (SELECT 1 FROM campaign_cases c "
    "JOIN panel_decisions d ON d.campaign_case_id = c.id "
    "JOIN panel_members m ON m.meeting_id = d.meeting_id "
    "JOIN reviewer_codes k ON k.code = m.reviewer_code "
    "WHERE c.case_id = mine.case_id AND k.person_id = me.person_id) "
    "OR EXISTS (SELECT 1 FROM case_participation p "
    "WHERE p.case_id = mine.case_id AND p.person_id = me.person_id) "
    "OR EXISTS (SELECT 1 FROM case_participation p "
    "JOIN affiliations a ON a.firm_id = p.firm_id "
    "WHERE p.case_id = mine.case_id AND a.person_id = me.person_id "
    "AND p.capacity IN ('lead_handler', 'handler') "
    "AND (a.starts_on IS NULL OR a.starts_on < date(NEW.allocated_at)) "
    "AND (a.ends_on IS NULL OR a.ends_on > date(NEW.allocated_at))))"
)
# Whoever turns out to have had part later can still be relieved of it.
DECIDES = "NEW.purpose = 'appeal' AND NEW.ended_at IS NULL"
HAD_PART_REFUSAL = "reads: whoever had part in a case decides no objection to it"


def sqlite_statements(tables: Collection[str]) -> Iterator[str]:
    """A trigger per append-only table and verb."""
    for table in tables:
        for verb in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} "
                f"BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    # The id of a new row is not known before it is there, so the row is looked at after.
    for verb in ("INSERT", "UPDATE"):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS grants_admin_alone_{verb.lower()} "
            f"AFTER {verb} ON grants "
            f"WHEN NEW.revoked_at IS NULL AND EXISTS ({MIXED}) "
            f"BEGIN SELECT RAISE(ABORT, '{MIXED_REFUSAL}'); END"
        )
    if "objections" in tables:
        yield from _no_part_sqlite()


def _no_part_sqlite() -> Iterator[str]:
    for verb in ("INSERT", "UPDATE"):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS reads_no_part_{verb.lower()} "
            f"AFTER {verb} ON reads "
            f"WHEN {DECIDES} AND EXISTS ({HAD_PART}) "
            f"BEGIN SELECT RAISE(ABORT, '{HAD_PART_REFUSAL}'); END"
        )


def postgresql_statements(tables: Collection[str]) -> Iterator[str]:
    """A trigger per append-only table, and the role of outside readers."""
    yield (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END "
        "$$ LANGUAGE plpgsql"
    )
    for table in tables:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_append_only "
            f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    yield from _admin_alone()
    if "objections" in tables:
        yield from _no_part()
    yield from _outside_role()


def _admin_alone() -> Iterator[str]:
    """The account's row is locked, so that two grants at once see one another."""
    yield (
        "CREATE OR REPLACE FUNCTION refuse_mixed_roles() RETURNS trigger AS $$ BEGIN "
        "PERFORM 1 FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE; "
        f"IF NEW.revoked_at IS NULL AND EXISTS ({MIXED}) THEN "
        f"RAISE EXCEPTION '{MIXED_REFUSAL}'; END IF; RETURN NULL; END "
        "$$ LANGUAGE plpgsql"
    )
    yield (
        "CREATE OR REPLACE TRIGGER grants_admin_alone "
        "AFTER INSERT OR UPDATE ON grants "
        "FOR EACH ROW EXECUTE FUNCTION refuse_mixed_roles()"
    )


def _no_part() -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION refuse_part() RETURNS trigger AS $$ BEGIN "
        f"IF EXISTS ({HAD_PART}) THEN "
        f"RAISE EXCEPTION '{HAD_PART_REFUSAL}'; END IF; RETURN NULL; END "
        "$$ LANGUAGE plpgsql"
    )
    yield (
        "CREATE OR REPLACE TRIGGER reads_no_part AFTER INSERT OR UPDATE ON reads "
        f"FOR EACH ROW WHEN ({DECIDES}) EXECUTE FUNCTION refuse_part()"
    )


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
    # The first migration runs this too, and there some of them do not exist yet.
    hidden = ", ".join(f"'{name}'" for name in sorted(HIDDEN_FROM_OUTSIDE))
    yield (
        "DO $$ DECLARE name text; BEGIN FOR name IN SELECT tablename FROM pg_tables "
        f"WHERE schemaname = 'public' AND tablename IN ({hidden}) LOOP "
        f"EXECUTE format('REVOKE ALL ON %I FROM {OUTSIDE_ROLE}', name); "
        "END LOOP; END $$"
    )


def statements(dialect: str, present: Collection[str]) -> tuple[str, ...]:
    """Everything the tables that are there need; a migration that makes one runs it."""
    tables = [table for table in APPEND_ONLY if table in present]
    make = sqlite_statements if dialect == "sqlite" else postgresql_statements
    return tuple(make(tables))
