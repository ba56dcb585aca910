"""Invariants of objections: who decided them, and that what was told is what was decided."""

from __future__ import annotations

_OF_OBJECTION = """
        [[AND o.campaign_id = :campaign_id]]"""
# As the trigger has it; what somebody came to have part in later is another matter.
_HAD_PART = """
        SELECT a.id FROM reads a
        JOIN campaign_cases mine ON mine.id = a.campaign_case_id
        JOIN reviewer_codes me ON me.code = a.reviewer_code
        WHERE a.purpose = 'appeal' AND a.ended_at IS NULL AND (
            EXISTS (SELECT 1 FROM campaign_cases c
                JOIN reads r ON r.campaign_case_id = c.id
                JOIN reviewer_codes k ON k.code = r.reviewer_code
                WHERE c.case_id = mine.case_id AND k.person_id = me.person_id
                AND r.event_id < a.event_id)
            OR EXISTS (SELECT 1 FROM campaign_cases c
                JOIN senior_reads s ON s.campaign_case_id = c.id
                JOIN reviewer_codes k ON k.code = s.reviewer_code
                WHERE c.case_id = mine.case_id AND k.person_id = me.person_id
                AND s.event_id < a.event_id)
            OR EXISTS (SELECT 1 FROM campaign_cases c
                JOIN panel_decisions d ON d.campaign_case_id = c.id
                JOIN panel_members m ON m.meeting_id = d.meeting_id
                JOIN reviewer_codes k ON k.code = m.reviewer_code
                WHERE c.case_id = mine.case_id AND k.person_id = me.person_id
                AND d.event_id < a.event_id)
            OR EXISTS (SELECT 1 FROM case_participation p
                WHERE p.case_id = mine.case_id AND p.person_id = me.person_id))
        [[AND a.campaign_id = :campaign_id]]"""

OBJECTIONS: dict[str, str] = {
    "whoever_decides_an_objection_had_no_part": _HAD_PART,
    "objections_are_decided_in_their_read": f"""
        SELECT o.id FROM objections o
        JOIN objection_endings e ON e.objection_id = o.id AND e.kind = 'decided'
        WHERE NOT EXISTS (SELECT 1 FROM submissions s
            JOIN objection_reads d ON d.read_id = s.read_id
            WHERE s.id = e.submission_id AND d.objection_id = o.id){_OF_OBJECTION}""",
    "every_point_of_a_decided_objection_is_ruled_on": f"""
        SELECT o.id FROM objections o
        JOIN objection_endings e ON e.objection_id = o.id AND e.kind = 'decided'
        WHERE EXISTS (SELECT 1 FROM objection_points p
            LEFT JOIN objection_rulings r ON r.objection_id = p.objection_id
                AND r.item_code = p.item_code
            WHERE p.objection_id = o.id AND r.id IS NULL){_OF_OBJECTION}""",
    "what_is_told_of_an_objection_is_how_it_ended": f"""
        SELECT o.id FROM objections o
        JOIN objection_answers t ON t.objection_id = o.id
        LEFT JOIN objection_endings e ON e.objection_id = o.id
        WHERE (e.kind IS NULL OR e.kind <> t.kind){_OF_OBJECTION}""",
    "final_releases_waited_for_the_objections": f"""
        SELECT o.id FROM objections o
        JOIN releases f ON f.campaign_id = o.campaign_id AND f.kind = 'final'
        WHERE NOT EXISTS (SELECT 1 FROM objection_answers t
            WHERE t.objection_id = o.id AND t.event_id < f.event_id)
        AND o.event_id < f.event_id{_OF_OBJECTION}""",
}
