"""The words of the audit for what was done, to what, and what was opened."""

from __future__ import annotations

from collections.abc import Mapping

from review.domain.errors import N_
from review.domain.volumes import Volume

EVENTS: Mapping[str, str] = {
    "account_created": N_("Account made"),
    "account_disabled": N_("Account closed"),
    "account_enabled": N_("Account opened again"),
    "accounts_invited": N_("Invitation slips made"),
    "invitation_accepted": N_("Invitation accepted"),
    "language_chosen": N_("Language chosen"),
    "password_changed": N_("Password changed"),
    "role_granted": N_("Role given"),
    "role_revoked": N_("Role taken back"),
    "session_ended": N_("Session ended"),
    "signed_in": N_("Signed in"),
    "signed_out": N_("Signed out"),
    "bureau_founded": N_("Bureau founded"),
    "demo_begun": N_("Demonstration begun"),
    "file_uploaded": N_("Spreadsheet uploaded"),
    "taken_in": N_("Spreadsheet taken in"),
    "scheme_loaded": N_("Scheme loaded"),
    "campaign_opened": N_("Campaign opened"),
    "reviewer_taken_in": N_("Reviewer taken into the campaign"),
    "reviewer_limited": N_("Reviewer's limit changed"),
    "reviewer_dismissed": N_("Reviewer left the campaign"),
    "term_changed": N_("Term of the campaign changed"),
    "seed_announced": N_("Seed announced"),
    "sample_drawn": N_("Sample drawn"),
    "file_replaced": N_("Drawn file replaced"),
    "sample_extended": N_("Sample extended"),
    "reminders_sent": N_("Reminders sent"),
    "reminder_rule_changed": N_("Schedule of reminders changed"),
    "contact_changed": N_("Own contact details changed"),
    "reads_allocated": N_("Reviews allocated"),
    "reads_withdrawn": N_("Reviews taken back"),
    "read_withdrawn": N_("Review taken back"),
    "query_saved": N_("Query kept"),
    "query_dropped": N_("Query dropped"),
    "conflict_declared": N_("Conflict of interest declared"),
    "conflict_withdrawn": N_("Conflict of interest withdrawn"),
    "case_dates_changed": N_("Days of a case changed"),
    "scan_added": N_("Scan added"),
    "scan_removed": N_("Scan taken out"),
    "scan_moved": N_("Order of scans changed"),
    "scan_numbered": N_("Page numbers of a scan changed"),
    "contents_proposed": N_("Contents list proposed"),
    "contents_set": N_("Contents list set"),
    "redaction_chosen": N_("Words to hide chosen"),
    "pages_recognised": N_("Text of scanned pages recognised"),
    "redaction_looked": N_("Pages looked through for what to hide"),
    "redaction_first_chosen": N_("Chosen whether pages are looked through first"),
    "redaction_drawn": N_("Box drawn on a page"),
    "redaction_removed": N_("Box taken off a page"),
    "scan_volume_said": N_("Volume of a scan changed"),
    "review_submitted": N_("Review submitted"),
    "review_declined": N_("Review declined"),
    "settling_asked": N_("Settling asked for"),
    "case_settled": N_("File settled"),
    "cases_settled": N_("Files settled"),
    "case_diverged": N_("Reviews diverged"),
    "cases_diverged": N_("Reviews of several files diverged"),
    "released": N_("Released"),
    "assessment_scheme_loaded": N_("Assessment scheme loaded"),
    "assessment_scheme_chosen": N_("Assessment scheme chosen"),
    "assessments_compiled": N_("Assessments compiled"),
    "assessments_supplied": N_("Assessments handed to the bar association"),
    "assessment_decided": N_("Assessment decided"),
}
OBJECTS: Mapping[str, str] = {
    "user": N_("account"),
    "person": N_("person"),
    "case": N_("case file"),
    "campaign_case": N_("drawn file"),
    "read": N_("review place"),
    "campaign": N_("campaign"),
    "bureau": N_("bureau"),
    "firm": N_("firm"),
    "release": N_("release"),
    "assessment": N_("assessment proposal"),
}
OPENINGS: Mapping[str, str] = {
    "review.open": N_("opened the sheet"),
    "review.offline": N_("took the sheet along in a workbook"),
    "trace.open": N_("opened the reading trace"),
    "case.open": N_("opened the file's reviews and result"),
    "scan.original": N_("took a scanned file as it was brought"),
    "assessment.export": N_("took a year's assessments as a file"),
}
# What else an event names is no word for the auditor, or it is content.
DETAILS: Mapping[str, str] = {
    "n": N_("number"),
    "year": N_("year"),
    "version": N_("version"),
    "due_on": N_("due on"),
    "bytes": N_("bytes"),
    "digest": N_("digest"),
    "receipt": N_("receipt"),
    "seed": N_("seed"),
    "protocol": N_("digest of the protocol"),
    "n_pages": N_("pages"),
    "gaps": N_("pages that cannot be shown"),
    "first_number": N_("first page number"),
    "by": N_("moved"),
    "volume": N_("volume"),
}
# What stands there for a word is said in words.
VALUES: Mapping[tuple[str, str], str] = {
    ("volume", ""): Volume.WHOLE.words,
    ("volume", "main_volume"): Volume.MAIN.words,
    ("volume", "secondary_volume"): Volume.SECONDARY.words,
    ("first_number", "None"): N_("counted on from the scan before"),
    ("by", "-1"): N_("one place up"),
    ("by", "1"): N_("one place down"),
}
ACTORS: Mapping[str, str] = {
    "user": N_("Account"),
    "reviewer": N_("Reviewer code"),
    "operator": N_("At the server"),
    "system": N_("The program"),
    "public": N_("Nobody signed in"),
}
FAULTS: Mapping[str, str] = {
    "payload": N_("what was recorded was changed"),
    "content": N_("the event or its objects were changed"),
    "link": N_("it does not follow the event before"),
    "gap": N_("events before it are missing"),
    "head": N_("the end of the chain is not where it was left"),
}
CHAINS: Mapping[str, str] = {
    "accounts": N_("Accounts"),
    "bureau": N_("Bureau"),
    "campaign": N_("Campaign"),
}
