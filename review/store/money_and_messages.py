"""Invariants of what leaves the house beside results: messages, fees, volumes."""

from __future__ import annotations

MONEY_AND_MESSAGES: dict[str, str] = {
    # --- messages ---
    "messages_go_to_whom_they_are_for": """
        SELECT o.id FROM outbox o JOIN notices n ON n.id = o.notice_id
        WHERE n.user_id <> o.user_id OR n.kind <> o.kind
        UNION ALL SELECT r.id FROM reminders r JOIN notices n ON n.id = r.notice_id
        WHERE n.user_id <> r.user_id""",
    "messages_end_once": """
        SELECT id FROM outbox WHERE (sent_at IS NOT NULL AND ended_at IS NOT NULL)
        OR (ended_at IS NULL) <> (ended_reason = '')""",
    "messages_sent_were_taken": """
        SELECT id FROM outbox o WHERE o.sent_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM delivery_tries t
            WHERE t.outbox_id = o.id AND t.trouble = '')""",
    # --- review fees ---
    "no_read_is_paid_twice": """
        SELECT read_id FROM fee_lines WHERE ended_event_id IS NULL
        GROUP BY read_id HAVING count(*) > 1
        UNION ALL SELECT senior_read_id FROM senior_fee_lines
        WHERE ended_event_id IS NULL GROUP BY senior_read_id HAVING count(*) > 1""",
    "only_finished_reads_are_paid": """
        SELECT l.id FROM fee_lines l JOIN reads r ON r.id = l.read_id
        LEFT JOIN submissions s ON s.read_id = r.id
        WHERE l.ended_event_id IS NULL AND (s.id IS NULL OR r.ended_at IS NOT NULL)""",
    "reads_are_paid_in_their_campaign": """
        SELECT l.id FROM fee_lines l JOIN reads r ON r.id = l.read_id
        JOIN fee_payouts p ON p.id = l.payout_id WHERE p.campaign_id <> r.campaign_id
        UNION ALL SELECT l.id FROM senior_fee_lines l
        JOIN senior_reads s ON s.id = l.senior_read_id
        JOIN campaign_cases c ON c.id = s.campaign_case_id
        JOIN fee_payouts p ON p.id = l.payout_id
        WHERE p.campaign_id <> c.campaign_id""",
    "lists_of_fees_add_up": """
        SELECT p.id FROM fee_payouts p WHERE
            p.gross <> (SELECT coalesce(sum(s.gross), 0) FROM fee_shares s
                WHERE s.payout_id = p.id)
            OR p.tax <> (SELECT coalesce(sum(s.tax), 0) FROM fee_shares s
                WHERE s.payout_id = p.id)
            OR p.gross <> (SELECT coalesce(sum(l.amount), 0) FROM fee_lines l
                WHERE l.payout_id = p.id)
                + (SELECT coalesce(sum(l.amount), 0) FROM senior_fee_lines l
                WHERE l.payout_id = p.id)""",
    "cancelled_lists_pay_nothing": """
        SELECT l.id FROM fee_lines l JOIN fee_payouts p ON p.id = l.payout_id
        WHERE (p.cancelled_event_id IS NULL) <> (l.ended_event_id IS NULL)
        UNION ALL SELECT l.id FROM senior_fee_lines l
        JOIN fee_payouts p ON p.id = l.payout_id
        WHERE (p.cancelled_event_id IS NULL) <> (l.ended_event_id IS NULL)""",
    # --- paper volumes ---
    "moves_of_volumes_are_numbered_through": """
        SELECT campaign_case_id FROM handed_files GROUP BY campaign_case_id
        HAVING min(seq) <> 1 OR max(seq) <> count(*)""",
    "volumes_move_through_the_office": """
        SELECT n.id FROM handed_files n JOIN handovers k ON k.id = n.handover_id
        LEFT JOIN handed_files b ON b.campaign_case_id = n.campaign_case_id
            AND b.seq = n.seq - 1
        LEFT JOIN handovers h ON h.id = b.handover_id
        WHERE NOT CASE
            WHEN k.kind = 'received' THEN coalesce(h.kind, 'returned') = 'returned'
            WHEN k.kind = 'back' THEN coalesce(h.kind, '') = 'handed'
                AND h.reviewer_code = k.reviewer_code
            ELSE coalesce(h.kind, '') IN ('received', 'back') END""",
    # --- on-site sessions ---
    "only_guests_signed_in": """
        SELECT s.id FROM onsite_signatures s JOIN onsite_guests g ON g.id = s.guest_id
        JOIN onsite_sessions o ON o.id = g.session_id
        WHERE s.ended_event_id IS NULL
        AND (g.ended_event_id IS NOT NULL OR o.ended_event_id IS NOT NULL)""",
}
