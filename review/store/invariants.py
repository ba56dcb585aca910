"""Queries that must return nothing, whatever happened.

They run after every journey of the tests, after a restore, and on demand. What the
database refuses by itself is asked here once more: a restore or a careless hand may
have gone past it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import text

from review.store import recalculated, unit
from review.store.confinement import CONFINEMENT
from review.store.database import Base
from review.store.hidden_reads import HIDDEN_READS
from review.store.institutions import INSTITUTIONS
from review.store.money_and_messages import MONEY_AND_MESSAGES
from review.store.objections import OBJECTIONS
from review.store.protection import DONE_ELSEWHERE, MIXED_ROLES
from review.store.queries import contents

Rows = Iterable[Iterable[object]]
LIMITED = re.compile(r"\[\[.*?\]\]", re.DOTALL)
"""What a query says besides when only one campaign is asked about."""


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold, and the rows that break it."""

    name: str
    rows: list[list[object]]


def check() -> list[Violation]:
    """Every invariant that does not hold; inside `unit.reading()`."""
    calculated = {name: of(None) for name, of in OF_A_CAMPAIGN.items()} | {
        name: of() for name, of in OF_EVERYTHING.items()
    }
    return _violations({name: whole(q) for name, q in QUERIES.items()}, calculated)


def check_campaign(campaign_id: int) -> list[Violation]:
    """What does not hold among the rows of one campaign; the others are not read.

    Before a campaign is published all of it must fit together; that all else does is
    asked apart.
    """
    queries = {
        name: query.replace("[[", "").replace("]]", "")
        for name, query in QUERIES.items()
        if "[[" in query
    }
    calculated = {name: of(campaign_id) for name, of in OF_A_CAMPAIGN.items()}
    return _violations(queries, calculated, campaign_id=campaign_id)


def whole(query: str) -> str:
    """A query over the rows of all campaigns."""
    return LIMITED.sub("", query)


def _violations(
    queries: Mapping[str, str], calculated: Mapping[str, Rows], **values: int
) -> list[Violation]:
    found = {name: _rows(query, **values) for name, query in queries.items()}
    found |= {name: [list(row) for row in rows] for name, rows in calculated.items()}
    return [Violation(name, rows) for name, rows in found.items() if rows]


def _rows(query: str, **values: int) -> list[list[object]]:
    rows = unit.connection().execute(text(query), values)
    return [list(row) for row in rows]


def without_event() -> Iterator[tuple[str, int]]:
    """Rows whose event is not there: nobody could say how they came about."""
    for table in Base.metadata.sorted_tables:
        if "event_id" in table.columns and table.name != "event_targets":
            query = (
                f"SELECT event_id FROM {table.name} t WHERE NOT EXISTS "
                "(SELECT 1 FROM events e WHERE e.id = t.event_id)"
            )
            yield from ((table.name, row[0]) for row in _rows(query))


def across_bureaus() -> Iterator[tuple[str, str, object]]:
    """Rows of one bureau that point at rows of another.

    Roles are granted elsewhere too, and a superior's officer decides about rules below.
    """
    for table in Base.metadata.sorted_tables:
        if "bureau_id" not in table.columns or table.name in DONE_ELSEWHERE:
            continue
        for key in table.foreign_keys:
            other = key.column.table
            if "bureau_id" in other.columns and other is not table:
                query = (
                    f"SELECT t.{key.parent.name} FROM {table.name} t "
                    f"JOIN {other.name} o ON o.{key.column.name} = t.{key.parent.name} "
                    "WHERE o.bureau_id <> t.bureau_id"
                )
                rows = _rows(query)
                yield from ((table.name, key.parent.name, row[0]) for row in rows)


OF_A_CAMPAIGN: dict[str, Callable[[int | None], Rows]] = {
    "chains_are_whole": recalculated.broken_chains,
    "results_use_reviews_of_their_file": recalculated.foreign_reviews_used,
    "release_rows_match_their_digests": recalculated.changed_release_rows,
    "release_rows_go_where_they_say": recalculated.misdirected_release_rows,
    "releases_match_their_digests": recalculated.changed_releases,
    "rankings_are_searched_by_their_names": recalculated.misnamed_rankings,
    "draws_match_their_digests": recalculated.changed_draws,
}

OF_EVERYTHING: dict[str, Callable[[], Rows]] = {
    "every_row_has_its_event": without_event,
    "bureaus_do_not_mix": across_bureaus,
    "assessments_match_their_digests": recalculated.changed_assessments,
    "assessments_are_about_their_subject": recalculated.misattributed_assessments,
    "assessments_are_those_compiled": recalculated.recounted_compilations,
    "assessments_handed_over_are_unchanged": recalculated.changed_supplies,
    "decisions_are_those_made": recalculated.changed_decisions,
    "logins_are_told_apart": recalculated.unfolded_logins,
    "contents_lie_in_their_scans": contents.misplaced_entries,
}

QUERIES: dict[str, str] = {
    # --- places for reviewers ---
    "reads_belong_to_their_campaign": """
        SELECT r.id FROM reads r JOIN campaign_cases c ON c.id = r.campaign_case_id
        WHERE c.campaign_id <> r.campaign_id
        [[AND c.campaign_id = :campaign_id]]""",
    "reads_have_a_code_of_their_campaign": """
        SELECT r.id FROM reads r LEFT JOIN reviewer_codes k ON k.code = r.reviewer_code
        WHERE (k.code IS NULL OR k.campaign_id <> r.campaign_id)
        [[AND r.campaign_id = :campaign_id]]""",
    "a_place_is_given_once": """
        SELECT campaign_case_id, purpose, part, slot FROM reads WHERE ended_at IS NULL
        [[AND campaign_id = :campaign_id]]
        GROUP BY campaign_case_id, purpose, part, slot HAVING count(*) > 1""",
    "a_person_reads_a_file_once": """
        SELECT r.campaign_case_id FROM reads r
        JOIN reviewer_codes k ON k.code = r.reviewer_code WHERE r.ended_at IS NULL
        [[AND r.campaign_id = :campaign_id]]
        GROUP BY r.campaign_case_id, k.person_id HAVING count(*) > 1""",
    "nobody_reads_their_own_case": """
        SELECT r.id FROM reads r JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN campaign_cases c ON c.id = r.campaign_case_id
        JOIN case_participation p ON p.case_id = c.case_id AND p.person_id = k.person_id
        WHERE r.ended_at IS NULL AND p.capacity IN ('lead_handler', 'handler')
        [[AND r.campaign_id = :campaign_id]]""",
    "nobody_reads_a_case_of_their_own_firm": """
        SELECT r.id FROM reads r JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN campaign_cases c ON c.id = r.campaign_case_id
        JOIN case_participation p ON p.case_id = c.case_id
            AND p.capacity IN ('lead_handler', 'handler')
        JOIN affiliations a ON a.person_id = k.person_id AND a.firm_id = p.firm_id
        WHERE r.ended_at IS NULL AND a.event_id < r.event_id
            AND (a.starts_on IS NULL OR a.starts_on < date(r.allocated_at))
            AND (a.ends_on IS NULL OR a.ends_on > date(r.allocated_at))
        [[AND r.campaign_id = :campaign_id]]""",
    "declared_conflicts_are_kept": """
        SELECT r.id FROM reads r JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN campaign_cases c ON c.id = r.campaign_case_id
        JOIN case_participation p ON p.case_id = c.case_id
            AND p.capacity IN ('lead_handler', 'handler')
        JOIN declared_conflicts d ON d.person_id = k.person_id
            AND (d.firm_id = p.firm_id OR d.other_person_id = p.person_id)
        LEFT JOIN submissions s ON s.read_id = r.id
        WHERE r.ended_at IS NULL AND CASE WHEN d.ended_event_id IS NULL
            THEN s.id IS NULL OR d.event_id < r.event_id
            ELSE d.event_id < r.event_id AND r.event_id < d.ended_event_id END
        [[AND r.campaign_id = :campaign_id]]""",
    "further_reads_follow_a_divergence": """
        SELECT r.id FROM reads r WHERE r.purpose IN ('third', 'adjudication')
        AND NOT EXISTS (SELECT 1 FROM divergences d
            WHERE d.campaign_case_id = r.campaign_case_id)
        [[AND r.campaign_id = :campaign_id]]""",
    "nobody_reads_a_file_that_left_the_sample": """
        SELECT r.id FROM reads r JOIN campaign_cases c ON c.id = r.campaign_case_id
        LEFT JOIN submissions s ON s.read_id = r.id
        WHERE c.left_event_id IS NOT NULL AND r.ended_at IS NULL AND s.id IS NULL
        [[AND r.campaign_id = :campaign_id]]""",
    "nobody_works_in_a_cancelled_campaign": """
        SELECT r.id FROM reads r JOIN campaigns g ON g.id = r.campaign_id
        WHERE g.cancelled_event_id IS NOT NULL AND r.ended_at IS NULL
        [[AND g.id = :campaign_id]]""",
    "files_that_left_the_sample_have_no_result": """
        SELECT r.id FROM results r JOIN campaign_cases c ON c.id = r.campaign_case_id
        WHERE c.left_event_id IS NOT NULL
        [[AND c.campaign_id = :campaign_id]]""",
    # --- reviews ---
    "reviews_are_of_their_read": """
        SELECT s.id FROM submissions s JOIN reads r ON r.id = s.read_id
        WHERE (s.reviewer_code <> r.reviewer_code
            OR s.campaign_case_id <> r.campaign_case_id)
        [[AND r.campaign_id = :campaign_id]]""",
    "submitted_reads_are_not_ended": """
        SELECT s.id FROM submissions s JOIN reads r ON r.id = s.read_id
        WHERE r.ended_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM read_relations l
            WHERE l.read_id = r.id AND l.decision = 'again')
        [[AND r.campaign_id = :campaign_id]]""",
    "reviews_use_the_scheme_of_their_file": """
        SELECT s.id FROM submissions s
        JOIN campaign_cases c ON c.id = s.campaign_case_id
        JOIN schemes h ON h.id = c.scheme_id WHERE s.scheme_digest <> h.digest
        [[AND c.campaign_id = :campaign_id]]""",
    "reviews_without_answers_are_on_paper": """
        SELECT id FROM submissions WHERE choices IS NULL AND NOT on_paper
        [[AND campaign_case_id IN (SELECT id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]""",
    "drafts_rest_once_submitted": """
        SELECT d.read_id FROM drafts d JOIN submissions s ON s.read_id = d.read_id
        JOIN reads r ON r.id = d.read_id
        WHERE d.saved_at > s.submitted_at
        [[AND r.campaign_id = :campaign_id]]""",
    "closing_answers_came_with_reviews": """
        SELECT k.campaign_id FROM closing_counts k
        WHERE k.n > 0 [[AND k.campaign_id = :campaign_id]]
        GROUP BY k.campaign_id HAVING sum(k.n) > (SELECT count(*) FROM submissions s
            JOIN campaign_cases c ON c.id = s.campaign_case_id
            WHERE c.campaign_id = k.campaign_id AND NOT s.on_paper)""",
    "marks_are_not_negative": """
        SELECT id FROM submissions WHERE total < 0
        [[AND campaign_case_id IN (SELECT id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]
        UNION ALL SELECT id FROM results
        WHERE (score < 0 OR handler_score < 0 OR handler_score > 10000)
        [[AND campaign_case_id IN (SELECT id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]""",
    "findings_are_numbered_through": """
        SELECT submission_id FROM findings
        [[WHERE submission_id IN (SELECT s.id FROM submissions s
            JOIN campaign_cases c ON c.id = s.campaign_case_id
            WHERE c.campaign_id = :campaign_id)]]
        GROUP BY submission_id
        HAVING min(seq) <> 1 OR max(seq) <> count(*)""",
    "erased_texts_are_empty": """
        SELECT id FROM texts WHERE erased_at IS NOT NULL AND body <> ''""",
    # --- files and results ---
    "files_have_a_scheme_of_their_campaign": """
        SELECT c.id FROM campaign_cases c WHERE NOT EXISTS (
            SELECT 1 FROM campaign_schemes s
            WHERE s.campaign_id = c.campaign_id AND s.scheme_id = c.scheme_id)
        [[AND c.campaign_id = :campaign_id]]""",
    "files_keep_the_lead_handler_of_their_case": """
        SELECT c.id FROM campaign_cases c WHERE c.lead_person_id IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM case_participation p WHERE p.case_id = c.case_id
            AND p.person_id = c.lead_person_id)
        [[AND c.campaign_id = :campaign_id]]""",
    "a_case_has_one_lead_handler": """
        SELECT case_id FROM case_participation WHERE capacity = 'lead_handler'
        [[AND case_id IN (SELECT case_id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]
        GROUP BY case_id HAVING count(*) > 1""",
    "files_are_drawn_in_a_draw": """
        SELECT DISTINCT c.campaign_id FROM campaign_cases c
        JOIN campaigns g ON g.id = c.campaign_id WHERE g.drawn_at IS NULL
        [[AND c.campaign_id = :campaign_id]]""",
    "a_campaign_goes_forward": """
        SELECT id FROM campaigns
        WHERE (drawn_at < opened_at OR allocated_at < drawn_at
            OR (allocated_at IS NOT NULL AND drawn_at IS NULL))
        [[AND id = :campaign_id]]""",
    "results_rest_on_enough_reviews": """
        SELECT r.id FROM results r JOIN campaign_cases c ON c.id = r.campaign_case_id
        WHERE c.n_reviews > (SELECT count(*) FROM submissions s
            JOIN reads d ON d.id = s.read_id AND d.purpose = 'counted'
            WHERE s.campaign_case_id = c.id)
        [[AND c.campaign_id = :campaign_id]]""",
    "a_file_has_one_current_result": """
        SELECT r.campaign_case_id FROM results r WHERE NOT EXISTS (
            SELECT 1 FROM results n WHERE n.replaces_id = r.id)
        [[AND r.campaign_case_id IN (SELECT id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]
        GROUP BY r.campaign_case_id HAVING count(*) > 1""",
    "results_replace_one_of_their_file": """
        SELECT n.id FROM results n JOIN results r ON r.id = n.replaces_id
        WHERE (n.campaign_case_id <> r.campaign_case_id OR n.id <= r.id)
        [[AND n.campaign_case_id IN (SELECT id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]""",
    "a_result_is_replaced_once": """
        SELECT replaces_id FROM results WHERE replaces_id IS NOT NULL
        [[AND campaign_case_id IN (SELECT id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]
        GROUP BY replaces_id HAVING count(*) > 1""",
    "seniors_had_no_part_in_the_file": """SELECT s.id FROM senior_reads s JOIN reads d
        USING (campaign_case_id, reviewer_code) [[WHERE d.campaign_id = :campaign_id]]""",
    "scans_have_their_own_place": """
        SELECT case_id, position FROM scans
        WHERE ended_event_id IS NULL
        [[AND case_id IN (SELECT case_id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]
        GROUP BY case_id, position HAVING count(*) > 1""",
    "a_case_has_each_scan_once": """
        SELECT case_id, digest FROM scans
        WHERE ended_event_id IS NULL
        [[AND case_id IN (SELECT case_id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]
        GROUP BY case_id, digest HAVING count(*) > 1""",
    "scans_end_after_they_began": """
        SELECT id FROM scans WHERE ended_event_id <= event_id
        [[AND case_id IN (SELECT case_id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]""",
    "redactions_lie_on_a_page_of_their_case": """
        SELECT r.id FROM redactions r WHERE NOT EXISTS (
            SELECT 1 FROM scans s WHERE s.case_id = r.case_id
            AND s.digest = r.digest AND r.page <= s.n_pages)
        [[AND r.case_id IN (SELECT case_id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]""",
    "redactions_end_after_they_began": """
        SELECT id FROM redactions WHERE ended_event_id <= event_id
        [[AND case_id IN (SELECT case_id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]""",
    # --- releases and the year ---
    "releases_are_numbered_through": """
        SELECT campaign_id FROM releases
        [[WHERE campaign_id = :campaign_id]] GROUP BY campaign_id
        HAVING min(number) <> 1 OR max(number) <> count(*)""",
    "a_campaign_has_one_current_release": """
        SELECT r.campaign_id FROM releases r WHERE NOT EXISTS (
            SELECT 1 FROM releases n WHERE n.replaces_id = r.id)
        [[AND r.campaign_id = :campaign_id]]
        GROUP BY r.campaign_id HAVING count(*) > 1""",
    "releases_replace_one_of_their_campaign": """
        SELECT n.id FROM releases n JOIN releases r ON r.id = n.replaces_id
        WHERE (n.campaign_id <> r.campaign_id OR n.number <= r.number)
        [[AND :campaign_id IN (n.campaign_id, r.campaign_id)]]""",
    "releases_hold_no_reviewer_code": """
        SELECT w.id, k.code FROM release_rows w
        JOIN releases r ON r.id = w.release_id
        JOIN reviewer_codes k ON k.campaign_id = r.campaign_id
        WHERE w.body LIKE '%' || k.code || '%'
        [[AND r.campaign_id = :campaign_id]]""",
    "a_year_has_one_current_assessment": """
        SELECT a.subject_kind, a.subject_id, a.year FROM assessments a
        WHERE NOT EXISTS (SELECT 1 FROM assessments n WHERE n.replaces_id = a.id)
        GROUP BY a.bureau_id, a.subject_kind, a.subject_id, a.year
        HAVING count(*) > 1""",
    "assessments_replace_one_of_their_subject": """
        SELECT n.id FROM assessments n JOIN assessments a ON a.id = n.replaces_id
        WHERE n.subject_kind <> a.subject_kind OR n.subject_id <> a.subject_id
            OR n.year <> a.year""",
    "decisions_follow_the_handing_over": """
        SELECT d.id FROM assessment_decisions d
        JOIN assessments a ON a.id = d.assessment_id WHERE NOT EXISTS (
            SELECT 1 FROM assessments_supplied s
            WHERE s.bureau_id = a.bureau_id AND s.year = a.year)""",
    "decisions_are_about_their_assessment": """
        SELECT d.id FROM assessment_decisions d
        JOIN assessments a ON a.id = d.assessment_id
        WHERE d.year <> a.year OR d.subject_kind <> a.subject_kind
            OR d.subject_id <> a.subject_id""",
    "a_subject_has_one_current_decision": """
        SELECT d.subject_kind, d.subject_id, d.year FROM assessment_decisions d
        WHERE NOT EXISTS (
            SELECT 1 FROM assessment_decisions n WHERE n.replaces_id = d.id)
        GROUP BY d.bureau_id, d.subject_kind, d.subject_id, d.year
        HAVING count(*) > 1""",
    # --- accounts ---
    "administrators_hold_one_role": MIXED_ROLES,
    "roles_for_a_place_have_one": """
        SELECT id FROM grants WHERE revoked_at IS NULL AND (
            (role = 'county_officer' AND area_id IS NULL)
            OR (role = 'firm_head' AND firm_id IS NULL)
            OR (role = 'campaign_manager' AND campaign_id IS NULL))""",
    "closed_accounts_are_signed_out": """
        SELECT u.id FROM users u JOIN sessions s ON s.user_id = u.id
        WHERE u.disabled_at IS NOT NULL""",
    "sessions_end": """
        SELECT user_id FROM sessions WHERE ends_at <= created_at
        OR seen_at < created_at OR seen_at > ends_at""",
    "slips_were_used_in_time": """
        SELECT user_id FROM invitations WHERE used_at > ends_at
        OR used_at < created_at""",
    **CONFINEMENT,
    **HIDDEN_READS,
    **INSTITUTIONS,
    **MONEY_AND_MESSAGES,
    **OBJECTIONS,
    # --- events ---
    "accounts_that_acted_exist": """
        SELECT e.id FROM events e WHERE e.actor_kind = 'user' AND NOT EXISTS (
            SELECT 1 FROM users u WHERE u.public_id = e.actor)""",
    "reviewers_that_acted_exist": """
        SELECT e.id FROM events e WHERE e.actor_kind = 'reviewer' AND NOT EXISTS (
            SELECT 1 FROM reviewer_codes k WHERE k.code = e.actor)""",
    "causes_come_before": """
        SELECT id FROM events WHERE cause_id >= id""",
}
