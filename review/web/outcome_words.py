"""How reviews became one result, in sentences for those who read the result."""

from __future__ import annotations

from review.domain.errors import N_
from review.domain.panel_meetings import PANEL_MEETING
from review.domain.schemes import NotApplicableRule

OUTCOMES = {
    "agreed": N_("The reviews agree within the limits of the scheme."),
    "settled_by_third": N_(
        "The first reviews diverged, so a further reader read the file."
    ),
    "settled_by_panel": N_("The first reviews diverged, so a panel read the file."),
    "settled_by_lead": N_(
        "The reviews could not become one result, so the panel lead read the file and "
        "decided."
    ),
    "settled_on_objection": N_(
        "An objection to this result was decided by somebody who had no part in the file."
    ),
    "no_grade": N_("Nothing on the sheet applied to this file: it has no grade."),
}
RULES = {
    "mean@1": N_("The result is the mean of the reviews."),
    "lower@1": N_("The lower review is the result."),
    "median@1": N_("The result is the median of the reviews."),
    "trimmed_mean@1": N_(
        "The result is the mean without the highest and the lowest review."
    ),
    "third_read@1": N_("The result is the mean of the reviews nearest to each other."),
    "panel_majority@1": N_("The grade of the panel's majority is the result."),
    PANEL_MEETING: N_(
        "A panel met on the file and decided its grade and score by majority."
    ),
    "lead@1": N_("The panel lead's review is the result."),
    "reconsideration@1": N_(
        "Where the objection was upheld, wholly or partly, the answers of that decision "
        "stand in every review; then the reviews are combined as before."
    ),
    "disputed_items@2": N_(
        "A further reviewer read the disputed items again, first without the reviews and "
        "then with them. Those answers stand; then the reviews are combined."
    ),
    "disputed_items@3": N_(
        "The further reviewer could not assess an item in dispute, so the panel lead read "
        "the disputed items. The lead's answers stand; then the reviews are combined."
    ),
    "disputed_items@1": N_(
        "On the items in dispute the further reader's answers stand in every review."
    ),
}
CAPPED = N_(
    "%(reader)s: with its bonus a total is never above %(most)s; what came to more is not "
    "counted."
)
SCALED = {
    NotApplicableRule.FULL_MARKS: N_("Items that do not apply have full marks."),
    NotApplicableRule.RESCALE_SECTION: N_(
        "Items that do not apply leave their section: the marks of its other items are "
        "scaled up to the section's points."
    ),
    NotApplicableRule.RESCALE_SHEET: N_(
        "Items that do not apply leave the sheet: the marks of the others are scaled up "
        "to the full mark."
    ),
}
