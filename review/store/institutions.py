"""Invariants of files in which an institution is reviewed and not a handler's case."""

from __future__ import annotations

INSTITUTIONS: dict[str, str] = {
    "institutions_are_reviewed_without_a_handler": """
        SELECT c.id FROM cases c
        WHERE (c.kind IN ('institution', 'station')) <> (c.object_firm_id IS NOT NULL)
        OR c.object_firm_id IS NOT NULL AND EXISTS (
            SELECT 1 FROM case_participation p WHERE p.case_id = c.id
            AND p.capacity IN ('lead_handler', 'handler'))""",
    "institutions_are_drawn_as_themselves": """
        SELECT d.id FROM campaign_cases d JOIN cases c ON c.id = d.case_id
        WHERE c.object_firm_id IS NOT NULL
        AND (d.firm_id IS NULL OR d.firm_id <> c.object_firm_id
            OR d.lead_person_id IS NOT NULL)
        [[AND d.campaign_id = :campaign_id]]""",
    "nobody_reads_about_their_own_institution": """
        SELECT r.id FROM reads r JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN campaign_cases d ON d.id = r.campaign_case_id
        JOIN cases c ON c.id = d.case_id
        JOIN affiliations a ON a.person_id = k.person_id
            AND a.firm_id = c.object_firm_id
        WHERE r.ended_at IS NULL AND a.event_id < r.event_id
            AND (a.starts_on IS NULL OR a.starts_on < date(r.allocated_at))
            AND (a.ends_on IS NULL OR a.ends_on > date(r.allocated_at))
        [[AND r.campaign_id = :campaign_id]]""",
    "conflicts_with_institutions_are_kept": """
        SELECT r.id FROM reads r JOIN reviewer_codes k ON k.code = r.reviewer_code
        JOIN campaign_cases d ON d.id = r.campaign_case_id
        JOIN cases c ON c.id = d.case_id
        JOIN declared_conflicts x ON x.person_id = k.person_id
            AND x.firm_id = c.object_firm_id
        LEFT JOIN submissions s ON s.read_id = r.id
        WHERE r.ended_at IS NULL AND CASE WHEN x.ended_event_id IS NULL
            THEN s.id IS NULL OR x.event_id < r.event_id
            ELSE x.event_id < r.event_id AND r.event_id < x.ended_event_id END
        [[AND r.campaign_id = :campaign_id]]""",
}
