"""Invariants of what only measures reviewers: anchors, trials, hidden reads."""

from __future__ import annotations

HIDDEN_READS: dict[str, str] = {
    "anchors_have_no_result": """
        SELECT r.id FROM results r JOIN campaign_cases c ON c.id = r.campaign_case_id
        JOIN campaigns g ON g.id = c.campaign_id
        WHERE (g.calibrates_id IS NOT NULL OR c.drawn_by IN ('anchor', 'seed'))
        [[AND g.id = :campaign_id]]""",
    "trials_are_read_among_anchors_alone": """
        SELECT r.id FROM reads r JOIN campaigns g ON g.id = r.campaign_id
        WHERE (g.calibrates_id IS NOT NULL) <> (r.purpose IN ('seed', 'agreed'))
        [[AND r.campaign_id = :campaign_id]]""",
    "hidden_reads_come_after_the_counted_places": """
        SELECT r.id FROM reads r JOIN campaign_cases c ON c.id = r.campaign_case_id
        WHERE r.purpose IN ('second', 'linking') AND r.slot <= c.n_reviews
        [[AND r.campaign_id = :campaign_id]]""",
    "files_waited_for_their_hidden_reads": """
        SELECT r.id FROM reads r JOIN results x ON x.campaign_case_id = r.campaign_case_id
        LEFT JOIN submissions s ON s.read_id = r.id
        WHERE r.purpose IN ('second', 'linking') AND r.ended_at IS NULL AND s.id IS NULL
        [[AND r.campaign_id = :campaign_id]]""",
}
