"""The kinds of notice, each with its title and the page that it leads to."""

from __future__ import annotations

from enum import StrEnum

from review.domain.errors import N_, ngettext


class NoticeKind(StrEnum):
    """The kinds of notice, each with its title and the page that it leads to."""

    REMINDER = "reminder"
    GIVEN = "given"
    TAKEN = "taken"
    GIVEN_BACK = "given_back"
    TERM = "term"
    EXTENDED = "extended"
    NOT_EXTENDED = "not_extended"
    ASKED = "asked"
    TO_ADOPT = "to_adopt"
    DECIDED = "decided"
    ISSUED = "issued"
    DESIGNATED = "designated"
    UNDESIGNATED = "undesignated"
    COLLECTED = "collected"
    UNCOLLECTED = "uncollected"
    OVERSIGHT = "oversight"
    PROVISIONAL = "provisional"
    PUBLISHED = "published"
    OBJECTED = "objected"
    OBJECTION_ANSWERED = "objection_answered"

    @property
    def title(self) -> str:
        return TITLES[self]

    @property
    def path(self) -> str:
        return PATHS[self]


TITLES = {
    NoticeKind.REMINDER: ngettext(
        "%(n)s file is waiting for your review",
        "%(n)s files are waiting for your review",
    ),
    NoticeKind.GIVEN: ngettext(
        "You have been given %(n)s file to review",
        "You have been given %(n)s files to review",
    ),
    NoticeKind.TAKEN: ngettext(
        "%(n)s file is no longer yours to review",
        "%(n)s files are no longer yours to review",
    ),
    NoticeKind.GIVEN_BACK: ngettext(
        "%(n)s file is yours to review again", "%(n)s files are yours to review again"
    ),
    NoticeKind.TERM: N_("Reviews are due on another day"),
    NoticeKind.EXTENDED: ngettext(
        "%(n)s of your files is due on another day",
        "%(n)s of your files are due on another day",
    ),
    NoticeKind.NOT_EXTENDED: N_("You were not given more time"),
    NoticeKind.ASKED: N_("A reviewer asks for more time"),
    NoticeKind.TO_ADOPT: N_("Changed rules wait for your decision"),
    NoticeKind.DECIDED: N_("Your proposal of changed rules has been decided"),
    NoticeKind.ISSUED: N_("A scheme was issued to this bureau"),
    NoticeKind.DESIGNATED: ngettext(
        "%(n)s case number was designated to this bureau",
        "%(n)s case numbers were designated to this bureau",
    ),
    NoticeKind.UNDESIGNATED: N_("Designated case numbers were withdrawn"),
    NoticeKind.COLLECTED: N_("The bureau above asks for results"),
    NoticeKind.UNCOLLECTED: N_("The bureau above no longer asks for results"),
    NoticeKind.OVERSIGHT: ngettext("%(n)s review is late", "%(n)s reviews are late"),
    NoticeKind.PROVISIONAL: N_("Results were released to you provisionally"),
    NoticeKind.PUBLISHED: N_("Results were published"),
    NoticeKind.OBJECTED: N_("An objection to a result came in"),
    NoticeKind.OBJECTION_ANSWERED: N_("Your objection has been answered"),
}
_REVIEWERS = (
    *(NoticeKind.REMINDER, NoticeKind.GIVEN, NoticeKind.TAKEN, NoticeKind.GIVEN_BACK),
    *(NoticeKind.TERM, NoticeKind.EXTENDED, NoticeKind.NOT_EXTENDED),
)
PATHS = {
    **dict.fromkeys(_REVIEWERS, "/reviews/"),
    **dict.fromkeys((NoticeKind.ASKED, NoticeKind.OVERSIGHT), "/campaigns"),
    NoticeKind.OBJECTED: "/campaigns",
    **dict.fromkeys((NoticeKind.TO_ADOPT, NoticeKind.DECIDED), "/schemes/proposals/"),
    **dict.fromkeys((NoticeKind.ISSUED, NoticeKind.DESIGNATED), "/exchange/"),
    NoticeKind.UNDESIGNATED: "/exchange/",
    **dict.fromkeys((NoticeKind.COLLECTED, NoticeKind.UNCOLLECTED), "/exchange/"),
    # To the first room of whoever reads it: a lawyer's, a firm's, a county's results.
    **dict.fromkeys((NoticeKind.PROVISIONAL, NoticeKind.PUBLISHED), "/home"),
    NoticeKind.OBJECTION_ANSWERED: "/home",
}
OF_REVIEWERS = frozenset(
    {
        *(NoticeKind.REMINDER, NoticeKind.GIVEN, NoticeKind.TERM),
        *(NoticeKind.EXTENDED, NoticeKind.NOT_EXTENDED),
    }
)
"""Those that say nothing any more once everything is submitted."""
