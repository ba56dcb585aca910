"""What the reviewer's pages say about a file and its sheet, in words."""

from __future__ import annotations

from dataclasses import dataclass

from review.domain.answers import UNANSWERED
from review.domain.kinds import CaseClass, CaseKind, Stage, is_object
from review.domain.lines import answerable
from review.services.procedures import doubted, left_open
from review.services.reviewing import CaseFacts, Desk
from review.web.contents_facts import papers_in_words
from review.web.display import day
from review.web.forms.drawn import Drawn, DrawnSection, DrawnSheet
from review.web.forms.progress import DONE, OPTIONAL, Progress
from review.web.language import gettext as _
from review.web.offline_proposals import evidence_in_words
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


@dataclass(frozen=True, slots=True)
class LeftLine:
    """A line that stays open when its section is closed, and what is said of it."""

    drawn: Drawn
    told: str


def to_close(section: DrawnSection, desk: Desk) -> tuple[list[Drawn], list[LeftLine]]:
    """The lines of a section that have no answer yet, and those that will have none."""
    lines = answerable(desk.scheme, desk.part)
    but = left_open(lines, desk.proposals, desk.file)
    unsure = doubted(lines, desk.file)
    told = evidence_in_words(desk.proposals, desk.file)
    closed, left = [], []
    for drawn in section.lines:
        item = drawn.item
        if desk.answers.get(item.code, UNANSWERED).is_given:
            continue
        if item.code not in but:
            closed.append(drawn)
            continue
        words = [told.get(item.code, "")]
        if item.code in unsure and not _is_of_papers(desk, item.code):
            words.append(papers_in_words(item.documents, desk.file))
        left.append(LeftLine(drawn, " ".join(words).strip()))
    return closed, left


def _is_of_papers(desk: Desk, code: str) -> bool:
    """Whether the words of its proposal name the papers already."""
    return code in desk.proposals and desk.proposals[code].papers is not None
