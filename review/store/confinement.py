"""What must hold of sealed and secret files, whenever they were marked so."""

from __future__ import annotations

CONFINEMENT: dict[str, str] = {
    # A file may be sealed after its draw: then a list that said so came in since.
    "sealed_cases_are_in_no_campaign": """
        SELECT c.id FROM campaign_cases c JOIN cases f ON f.id = c.case_id
        WHERE f.sealed AND c.left_event_id IS NULL AND NOT EXISTS (
            SELECT 1 FROM events e WHERE e.kind = 'taken_in' AND e.id > c.event_id)
        [[AND c.campaign_id = :campaign_id]]""",
    "sealed_cases_are_with_nobody": """
        SELECT r.id FROM reads r JOIN campaign_cases c ON c.id = r.campaign_case_id
        JOIN cases f ON f.id = c.case_id JOIN campaigns g ON g.id = c.campaign_id
        WHERE f.sealed AND r.ended_at IS NULL AND g.cancelled_event_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM submissions s WHERE s.read_id = r.id)
        [[AND c.campaign_id = :campaign_id]]""",
    "secret_and_sealed_cases_have_no_scan": """
        SELECT s.id FROM scans s JOIN cases c ON c.id = s.case_id
        WHERE s.ended_event_id IS NULL AND (c.secret OR c.sealed)
        [[AND c.id IN (SELECT case_id FROM campaign_cases
            WHERE campaign_id = :campaign_id)]]""",
}
