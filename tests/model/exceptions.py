"""What the model does not try, and why: every kind of event it never writes.

Whoever adds an action adds it to the model, or its kind to this list with a reason.
"""

from __future__ import annotations

NO_CAMPAIGN = "about an account, the bureau, its schemes or its queries; no campaign"
BEFORE = "before a campaign is open, or only while it is being set up"
BETWEEN = "between bureaus or with an organisation; the model has one of each"
PAGES = "about the pages of a case; nobody's place or result hangs on it"
ASIDE = "beside the reviews: no place, no answer and no result hangs on it"
PRACTICE = (
    "practice lies in a campaign of its own; tests/services/test_calibration.py and "
    "test_seeds.py, and in any order with the rest in test_races.py"
)
ANOTHER_WAY = "another way of reviewing than the model's campaign has"
NOTHING_LEFT = "every submission settles its own file, so that nothing is left for it"
OBJECTIONS = "after a provisional release: a model of its own, test_objections.py"
YEAR = "the year's assessment reads what was released, when the campaign is over"

NOT_TRIED: dict[str, tuple[str, ...]] = {
    NO_CAMPAIGN: (
        *("account_created", "account_disabled", "account_enabled"),
        *("accounts_invited", "invitation_accepted", "language_chosen"),
        *("password_changed", "role_granted", "role_revoked", "session_ended"),
        *("signed_in", "signed_out", "contact_changed", "phone_noted", "demo_begun"),
        *("file_uploaded", "scheme_loaded", "scheme_tried", "query_saved"),
        *("scheme_change_proposed", "scheme_change_decided", "query_dropped"),
    ),
    BEFORE: ("plan_begun", "plan_dropped", "plan_opened", "seed_announced"),
    BETWEEN: (
        *("bureau_placed", "scheme_issued", "scheme_received", "cases_designated"),
        *("designation_received", "designation_joined", "results_asked"),
        *("designation_withdrawn", "designation_withdrawal_received"),
        *("designation_left", "request_received"),
        *("results_unasked", "results_delivered", "results_received"),
        *("exchange_key_made", "bureau_pinned", "partner_key_ended"),
        *("exchange_file_made", "exchange_file_taken", "campaign_entrusted"),
        *("contract_changed", "campaign_taken_back", "evaluation_delivered"),
    ),
    PAGES: (
        *("case_dates_changed", "scan_added", "scan_removed", "scan_moved"),
        *("scan_numbered", "scan_volume_said", "contents_proposed", "contents_set"),
        *("pages_recognised", "redaction_chosen", "redaction_looked"),
        *("redaction_first_chosen", "redaction_seen", "redaction_drawn"),
        *("redaction_removed",),
    ),
    ASIDE: (
        *("reminders_sent", "reminder_rule_changed", "session_arranged"),
        *("session_guests_changed", "session_signed_in", "session_sign_in_undone"),
        *("session_cancelled", "fee_rule_set", "fee_list_made", "fee_list_paid"),
        *("fee_list_cancelled", "panel_called", "moves_asked"),
        *("stop_asked",),
    ),
    PRACTICE: (
        *("standard_set", "anchor_added", "anchor_withdrawn", "trial_begun"),
        *("seeds_set", "seed_added", "seed_removed"),
    ),
    ANOTHER_WAY: (
        *("files_entered", "recheck_set", "round_set", "conflict_rules_changed"),
        *("first_view_locked", "common_files_set"),
    ),
    NOTHING_LEFT: ("cases_settled", "cases_diverged"),
    OBJECTIONS: (
        *("objection_lodged", "objection_withdrawn", "objection_given"),
        *("objection_decided", "objection_told", "case_reconsidered"),
    ),
    YEAR: (
        *("assessment_scheme_loaded", "assessment_scheme_chosen"),
        *("assessments_compiled", "assessments_supplied", "assessment_decided"),
    ),
}
