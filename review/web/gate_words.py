"""What is to be done about everything the gate of a release finds, and where."""

from __future__ import annotations

from review.domain.errors import N_
from review.domain.publication_gate import GateCode

WHAT_TO_DO = {
    GateCode.NOTHING_GRADED: N_("Wait until reviews are in and files are settled."),
    GateCode.INVARIANTS_BROKEN: N_(
        "Ask the system administrator to run the checks of the database."
    ),
    GateCode.SLOTS_UNFILLED: N_("Allocate these files, under Allocation."),
    GateCode.READS_OPEN: N_("See who still has files, under Who holds what."),
    GateCode.CASES_UNSETTLED: N_("Settle the files, under Files and results."),
    GateCode.CASES_DIVERGED: N_(
        "Find further readers or let the lead decide, under Files and results."
    ),
    GateCode.AT_PANEL: N_("Record what the panel decides of them."),
    GateCode.FAILS_UNREAD: N_(
        "They wait for a senior; the list says whether anybody may read them."
    ),
    GateCode.FAILS_UNASKED: N_(
        "Under Fails they can still be given to seniors before anybody outside sees them."
    ),
    GateCode.OBJECTIONS_OPEN: N_("Decide the objections first."),
    GateCode.OBJECTIONS_UNTOLD: N_("Tell those who objected what was decided."),
    GateCode.NO_PROVISIONAL_RELEASE: N_("Make the provisional release first."),
    GateCode.ANSWERS_AWAITED: N_("Publish after that day."),
    GateCode.PERSONAL_NUMBERS_PUBLIC: N_(
        "Correct the names in the lists of firms and handlers and take them in again."
    ),
    GateCode.PERSONAL_NUMBERS: N_(
        "Only the handler, the firm and the county concerned will read them."
    ),
    GateCode.CASES_UNGRADED: N_("They are listed without a grade."),
    GateCode.MINIMA_UNMET: N_(
        "They handled fewer files than the minimum asks; see the record of the draw."
    ),
    GateCode.GROUPS_WITHHELD: N_("The public sees their names and no figures."),
    GateCode.GROUPS_SMALL: N_(
        "From so few, a single result can be guessed. A larger minimum can be set when a "
        "campaign opens."
    ),
    GateCode.CASES_CONFINED: N_("They count in the figures."),
    GateCode.PERIOD_RUNS: N_(
        "For the results so far there are the reports by month or quarter; release it "
        "when the period is over."
    ),
}
GO_THERE = {
    GateCode.SLOTS_UNFILLED: "allocation.page",
    GateCode.READS_OPEN: "allocation.reads",
    GateCode.CASES_UNSETTLED: "reconciliation.files",
    GateCode.CASES_DIVERGED: "reconciliation.files",
    GateCode.FAILS_UNREAD: "fails.page",
    GateCode.FAILS_UNASKED: "fails.page",
    GateCode.AT_PANEL: "panels.page",
    GateCode.OBJECTIONS_OPEN: "objections.listing",
    GateCode.OBJECTIONS_UNTOLD: "objections.listing",
    GateCode.NOTHING_GRADED: "reconciliation.files",
}
