"""What the reviewer's pages say about a file and its sheet, in words."""

from __future__ import annotations

from dataclasses import dataclass

from review.domain.answers import UNANSWERED, Answers
from review.domain.kinds import CaseClass, CaseKind, Stage, is_object
from review.services.reviewing import CaseFacts, Desk
from review.web.display import day
from review.web.forms.drawn import Drawn, DrawnSection, DrawnSheet
from review.web.forms.progress import DONE, OPTIONAL, Progress
from review.web.language import gettext as _
from review.web.scheme_facts import named


@dataclass(frozen=True, slots=True)
class MissingLink:
    """An item that keeps the review from being submitted, and why."""

    code: str
    label: str
    needs: str


def about_file(kind: str, stage: str, volume_set: str, institution: str = "") -> str:
    parts = [named(CaseKind, [kind]), named(Stage, [stage]) if stage else ""]
    return " · ".join(part for part in (*parts, volume_set, institution) if part)


def desk_facts(desk: Desk) -> list[tuple[str, str]]:
    """The same above a sheet, with the campaign and until when it is wanted."""
    found = case_facts(desk.case)
    if desk.campaign:
        found.append((_("Campaign"), desk.campaign))
    if desk.due_on:
        found.append((_("Due on"), day(desk.due_on)))
    if not desk.has_scan:
        found.append((_("Scanned pages"), _("none to be seen: read it on paper")))
    return found


def case_facts(case: CaseFacts) -> list[tuple[str, str]]:
    """What the reviewer sees of the file; never which handler's work it is."""
    if is_object(case.kind):
        return [
            (_("Institution under review"), case.institution),
            (_("Kind"), about_file(case.kind, "", "")),
            (_("Last day of the period"), day(case.closed_on)),
        ]
    found = [
        (_("Case kind"), about_file(case.kind, case.stage, case.volume_set)),
        (_("Cause of action"), case.cause),
        (
            _("Case class"),
            named(CaseClass, [case.case_class] if case.case_class else []),
        ),
        (_("Assigned on"), day(case.assigned_on) if case.assigned_on else ""),
        (_("Closed on"), day(case.closed_on)),
    ]
    return [(label, value) for label, value in found if value]


def missing_links(drawn: DrawnSheet, progress: Progress) -> list[MissingLink]:
    """What is missing, in the order of the sheet."""
    return [
        MissingLink(code, drawn.label(code), state.needs or _("no answer yet"))
        for code, state in progress.lines.items()
        if state.state not in (DONE, OPTIONAL)
    ]


def to_close(section: DrawnSection, answers: Answers) -> list[Drawn]:
    """The lines of a section that have no answer yet."""
    return [
        drawn
        for drawn in section.lines
        if not answers.get(drawn.item.code, UNANSWERED).is_given
    ]
