"""What notices say: in the application, by e-mail, as a text message.

Numbers, campaigns and days only: never a party, a lawyer, a grade or another reviewer,
and no address but that of a list that asks who is looking.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from review.domain.errors import N_, ngettext
from review.domain.notice_kinds import NoticeKind
from review.domain.objects import Reviewed, common_to

Say = Callable[[str], str]
"""A sentence in the language of whoever reads it."""
SayOf = Callable[[Reviewed], Say]
"""The same, in the words for what is reviewed."""


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign in a notice; `days` are working days to or since the due day."""

    campaign: str
    n: int
    due_on: date | None = None
    days: int = 0
    is_late: bool = False
    reviewed: Reviewed = Reviewed.FILES


@dataclass(frozen=True, slots=True)
class Notice:
    """What one person is told, in however many campaigns."""

    kind: NoticeKind
    lines: tuple[Line, ...]

    @property
    def n(self) -> int:
        return sum(line.n for line in self.lines)

    @property
    def reviewed(self) -> Reviewed:
        """What all of its campaigns review."""
        return common_to(line.reviewed for line in self.lines)


def to_data(notice: Notice) -> dict[str, object]:
    """A notice as it is stored; it stays what it was when it was made."""
    return {
        "lines": [
            {
                "campaign": line.campaign,
                "n": line.n,
                "due_on": line.due_on.isoformat() if line.due_on else None,
                "days": line.days,
                "is_late": line.is_late,
                "reviewed": line.reviewed.value,
            }
            for line in notice.lines
        ]
    }


def from_data(kind: str, data: Mapping[str, Sequence[Mapping[str, object]]]) -> Notice:
    return Notice(
        NoticeKind(kind),
        tuple(
            Line(
                campaign=str(each["campaign"]),
                n=int(str(each["n"])),
                due_on=_day(each["due_on"]),
                days=int(str(each["days"])),
                is_late=bool(each["is_late"]),
                reviewed=Reviewed(str(each.get("reviewed", Reviewed.FILES.value))),
            )
            for each in data["lines"]
        ),
    )


def _day(written: object) -> date | None:
    return date.fromisoformat(str(written)) if written else None


def heading(notice: Notice, say_of: SayOf) -> str:
    """What the whole notice is about."""
    return say_of(notice.reviewed)(notice.kind.title) % {"n": notice.n}


def sentences(notice: Notice, say_of: SayOf) -> list[str]:
    """What is said of each campaign, in the words for what it reviews."""
    return [sentence(notice.kind, line, say_of(line.reviewed)) for line in notice.lines]


def sentence(kind: NoticeKind, line: Line, say: Say) -> str:
    """What is said of one campaign."""
    values = {
        "campaign": line.campaign,
        "n": line.n,
        "day": day_words(line.due_on, say) if line.due_on else "",
        "days": line.days,
    }
    return say(_template(kind, line)) % values


def _template(kind: NoticeKind, line: Line) -> str:
    if kind is NoticeKind.REMINDER:
        return _reminding(line)
    return SENTENCES[kind, line.due_on is not None]


_LATE = ngettext(
    "“%(campaign)s”: %(n)s review is not in; it was due on %(day)s. "
    "Working days since then: %(days)s.",
    "“%(campaign)s”: %(n)s reviews are not in; they were due on %(day)s. "
    "Working days since then: %(days)s.",
)
_PROVISIONAL = N_(
    "“%(campaign)s”: provisional results were released. Sign in to see yours; they "
    "are not public."
)
_ANSWERABLE = N_(
    "“%(campaign)s”: provisional results were released. Sign in to see yours; they "
    "are not public. If something is not right, tell the bureau by %(day)s."
)
_PUBLISHED = N_(
    "“%(campaign)s”: the final results were published. Sign in to see yours."
)
_ASKED_FOR = N_(
    "The bureau above asks for the results of %(campaign)s. Deliver them under “Superior "
    "and subordinates” once they are published."
)
SENTENCES = {
    (NoticeKind.GIVEN, False): ngettext(
        "“%(campaign)s”: %(n)s file was given to you.",
        "“%(campaign)s”: %(n)s files were given to you.",
    ),
    (NoticeKind.GIVEN, True): ngettext(
        "“%(campaign)s”: %(n)s file was given to you; it is due on %(day)s.",
        "“%(campaign)s”: %(n)s files were given to you; they are due on %(day)s.",
    ),
    (NoticeKind.TAKEN, False): ngettext(
        "“%(campaign)s”: the bureau has taken %(n)s file off your list. What "
        "you had answered is kept there, and you need do nothing more about "
        "it. Thank you for what you have done.",
        "“%(campaign)s”: the bureau has taken %(n)s files off your list. What "
        "you had answered is kept there, and you need do nothing more about "
        "them. Thank you for what you have done.",
    ),
    (NoticeKind.GIVEN_BACK, False): ngettext(
        "“%(campaign)s”: %(n)s file that was taken off your list is back on "
        "it, with what you had answered.",
        "“%(campaign)s”: %(n)s files that were taken off your list are back on "
        "it, with what you had answered.",
    ),
    (NoticeKind.TERM, False): ngettext(
        "“%(campaign)s”: reviews are no longer due on a certain day; %(n)s "
        "file is not submitted yet.",
        "“%(campaign)s”: reviews are no longer due on a certain day; %(n)s "
        "files are not submitted yet.",
    ),
    (NoticeKind.TERM, True): ngettext(
        "“%(campaign)s”: reviews are now due on %(day)s; %(n)s file is not "
        "submitted yet.",
        "“%(campaign)s”: reviews are now due on %(day)s; %(n)s files are not "
        "submitted yet.",
    ),
    (NoticeKind.EXTENDED, True): ngettext(
        "“%(campaign)s”: %(n)s file of yours is now due on %(day)s. What you "
        "have answered is kept.",
        "“%(campaign)s”: %(n)s files of yours are now due on %(day)s. What you "
        "have answered is kept.",
    ),
    (NoticeKind.NOT_EXTENDED, True): ngettext(
        "“%(campaign)s”: you were not given more time; %(n)s file stays due on "
        "%(day)s.",
        "“%(campaign)s”: you were not given more time; %(n)s files stay due on "
        "%(day)s.",
    ),
    (NoticeKind.ASKED, False): ngettext(
        "“%(campaign)s”: %(n)s request for more time waits for an answer, "
        "under “Who holds what”.",
        "“%(campaign)s”: %(n)s requests for more time wait for an answer, "
        "under “Who holds what”.",
    ),
    (NoticeKind.TO_ADOPT, False): N_(
        "Changed rules of the scheme %(campaign)s are proposed. It takes a second person: "
        "you can adopt or refuse them under “Proposed changes of rules”."
    ),
    (NoticeKind.DECIDED, False): N_(
        "Your proposal for the scheme %(campaign)s has been decided; see “Proposed "
        "changes of rules”."
    ),
    (NoticeKind.ISSUED, False): N_(
        "The bureau above has issued the scheme %(campaign)s. Campaigns here can use it; "
        "it is changed only there."
    ),
    (NoticeKind.DESIGNATED, False): ngettext(
        "“%(campaign)s”: the bureau above has designated %(n)s case number. "
        "Under “Superior and subordinates” stands which campaign it joins, or "
        "waits for.",
        "“%(campaign)s”: the bureau above has designated %(n)s case numbers. "
        "Under “Superior and subordinates” stands which campaign they join, or "
        "wait for.",
    ),
    (NoticeKind.UNDESIGNATED, False): N_(
        "“%(campaign)s”: the bureau above has withdrawn the case numbers (%(n)s). Why, "
        "and what becomes of them, stands under “Superior and subordinates”."
    ),
    (NoticeKind.COLLECTED, False): _ASKED_FOR,
    (NoticeKind.COLLECTED, True): N_(
        "The bureau above asks for the results of %(campaign)s by %(day)s. Deliver them "
        "under “Superior and subordinates” once they are published."
    ),
    (NoticeKind.UNCOLLECTED, False): N_(
        "The bureau above no longer asks for the results of %(campaign)s. The reason stands "
        "under “Superior and subordinates”; what was delivered stays."
    ),
    (NoticeKind.OVERSIGHT, True): _LATE,
    (NoticeKind.PROVISIONAL, False): _PROVISIONAL,
    (NoticeKind.PROVISIONAL, True): _ANSWERABLE,
    (NoticeKind.PUBLISHED, False): _PUBLISHED,
    (NoticeKind.OBJECTED, False): N_(
        "“%(campaign)s”: an objection to a result came in. It stands under “Objections” of "
        "the campaign."
    ),
    (NoticeKind.OBJECTION_ANSWERED, False): N_(
        "“%(campaign)s”: what was decided on your objection stands beside your results."
    ),
}
"""What is said of a campaign without and with a day."""


def _reminding(line: Line) -> str:
    if line.due_on is None:
        return ngettext(
            "“%(campaign)s”: %(n)s file is not submitted yet.",
            "“%(campaign)s”: %(n)s files are not submitted yet.",
        )
    if line.is_late:
        return ngettext(
            "“%(campaign)s”: %(n)s file is not submitted yet; it was due on "
            "%(day)s. Working days since then: %(days)s.",
            "“%(campaign)s”: %(n)s files are not submitted yet; they were due on "
            "%(day)s. Working days since then: %(days)s.",
        )
    if line.days == 0:
        return ngettext(
            "“%(campaign)s”: %(n)s file is not submitted yet; it is due on "
            "%(day)s, and no working day is left after today.",
            "“%(campaign)s”: %(n)s files are not submitted yet; they are due on "
            "%(day)s, and no working day is left after today.",
        )
    return ngettext(
        "“%(campaign)s”: %(n)s file is not submitted yet; it is due on "
        "%(day)s. Working days until then: %(days)s.",
        "“%(campaign)s”: %(n)s files are not submitted yet; they are due on "
        "%(day)s. Working days until then: %(days)s.",
    )


MONTHS = (
    *(N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June")),
    *(N_("July"), N_("August"), N_("September"), N_("October"), N_("November")),
    N_("December"),
)


def day_words(day: date, say: Say) -> str:
    """A day as the language writes it."""
    month = say(MONTHS[day.month - 1])
    values = {"year": day.year, "month": month, "day": day.day}
    return say(N_("%(month)s %(day)s, %(year)s")) % values
