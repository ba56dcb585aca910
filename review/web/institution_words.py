"""What pages say otherwise where institutions are reviewed and not handlers' cases."""

from __future__ import annotations

from review.domain.aggregation import By
from review.domain.errors import N_, ngettext
from review.domain.publication import Audience, ReleaseKind, RowKind
from review.services.figures import BY_WORDS
from review.services.institution_words import INSTEAD
from review.web import institution_desk, institution_office

ON_PAGES = {**INSTEAD, **institution_office.INSTEAD, **institution_desk.INSTEAD}
"""Every sentence of a page that says something else where institutions are reviewed."""
WHAT_KINDS_ARE = {
    ReleaseKind.PROVISIONAL: N_(
        "For the institutions and counties, so that they can speak up before it is "
        "final. The public sees nothing."
    ),
    ReleaseKind.FINAL: N_(
        "For everybody: the public sees figures and the names of institutions graded "
        "excellent; institutions and counties see their own in full."
    ),
}
ROW_KINDS = {
    RowKind.CASE_KIND: N_("Kinds of institution"),
    RowKind.FIRM: N_("Institutions"),
    RowKind.CASE: N_("Results with all deductions"),
    RowKind.EXCELLENT: N_("Institutions graded excellent"),
}
AUDIENCES = {Audience.FIRM: N_("Each institution under review")}
HOW_MANY = {Audience.FIRM: ngettext("%(n)s institution", "%(n)s institutions")}


def by_words(*, of_institutions: bool) -> dict[By, str]:
    """By what figures are broken down; institutions have no handlers."""
    if not of_institutions:
        return dict(BY_WORDS)
    return {
        by: INSTEAD.get(said, said)
        for by, said in BY_WORDS.items()
        if by is not By.HANDLER
    }
