"""What the pages of a campaign say in words, and where their links lead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for
from flask_babel import ngettext

from review.domain.divergence import DivergenceKind
from review.domain.errors import N_
from review.domain.kinds import CaseClass, CaseKind, Stage, is_object
from review.domain.policy import Action, may_in
from review.domain.sentences import Sentence
from review.domain.waiting import Progress, Step, StepProgress, Wait, Who
from review.services.campaigns import CampaignLine
from review.web.access import viewer
from review.web.addresses import address
from review.web.bureau.sampling_words import stratum_words
from review.web.display import words
from review.web.language import gettext as _
from review.web.scheme_facts import named

ENDPOINTS = {
    Step.SAMPLING: "sampling.page",
    Step.ALLOCATION: "allocation.page",
    Step.REVIEWING: "allocation.reads",
    Step.RECONCILIATION: "reconciliation.files",
    Step.PUBLICATION: "publication.campaign",
}
TABS = {
    "campaigns.page": N_("Overview"),
    "board.page": N_("Board"),
    "sampling.page": N_("Sample"),
    "missing_scans.listing": N_("Scans"),
    "entrustment.page": N_("Entrustment"),
    "allocation.page": N_("Allocation"),
    "members.listing": N_("Reviewers"),
    "allocation.reads": N_("Who holds what"),
    "volumes.listing": N_("Paper volumes"),
    "reminders.page": N_("Reminders"),
    "paperwork.listing": N_("Word drafts"),
    "fees.page": N_("Review fees"),
    "reconciliation.files": N_("Files and results"),
    "publication.campaign": N_("Publication"),
    "objections.listing": N_("Objections"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a campaign; its words are said by the page that shows them."""

    url: str
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step of the path with its numbers in words."""

    number: int
    words: str
    state: str
    state_words: str
    part: int
    whole: int
    counts: str
    url: str


@dataclass(frozen=True, slots=True)
class WaitLine:
    """Whose turn it is, in words, and where to go."""

    who: str
    sentence: str
    url: str
    is_late: bool
    is_officer: bool


def said(sentence: Sentence) -> str:
    """A sentence of the domain in the reader's language."""
    return words(sentence)


def tabs(code: str, here: str) -> list[Tab]:
    """The pages of a campaign that this viewer may open."""
    actions, own = current_app.extensions["case_review_actions"], viewer()
    return [
        Tab(address(endpoint, code=code), words, endpoint == here)
        for endpoint, words in TABS.items()
        if endpoint in actions and may_in(own, actions[endpoint], code)
    ]


def step_cards(line: CampaignLine) -> list[StepCard]:
    """The path from the draw to publication."""
    return [
        StepCard(
            number=number,
            words=_(each.step.words),
            state=each.progress,
            state_words=_(each.progress.words),
            part=each.part,
            whole=each.whole,
            counts=_counts(each),
            url=step_url(each.step, line.code),
        )
        for number, each in enumerate(line.steps, start=1)
    ]


def _counts(each: StepProgress) -> str:
    if not each.whole:
        return "" if each.progress is Progress.AHEAD else _(each.progress.words)
    sentences = {
        Step.SAMPLING: ngettext(
            "%(num)d file drawn", "%(num)d files drawn", each.whole
        ),
        Step.ALLOCATION: ngettext(
            "%(part)s of %(num)d place filled",
            "%(part)s of %(num)d places filled",
            each.whole,
            part=each.part,
        ),
        Step.REVIEWING: ngettext(
            "%(part)s of %(num)d review is in",
            "%(part)s of %(num)d reviews are in",
            each.whole,
            part=each.part,
        ),
        Step.RECONCILIATION: ngettext(
            "%(part)s of %(num)d file settled",
            "%(part)s of %(num)d files settled",
            each.whole,
            part=each.part,
        ),
    }
    return sentences[each.step]


def step_url(step: Step, code: str) -> str:
    """Where a step is done; nowhere for whom it is not, or where there is no page."""
    endpoint = ENDPOINTS[step]
    action = current_app.extensions["case_review_actions"].get(endpoint)
    known = action is not None and may_in(viewer(), action, code)
    return url_for(endpoint, code=code) if known else ""


def wait_lines(waits: Iterable[Wait], code: str) -> list[WaitLine]:
    return [
        WaitLine(
            who=_(wait.who.words),
            sentence=said(wait.sentence),
            url=_wait_url(wait, code),
            is_late=wait.is_late,
            is_officer=_is_own(wait, code),
        )
        for wait in waits
    ]


def _is_own(wait: Wait, code: str) -> bool:
    """Whether it is the reader's turn; in an entrusted campaign there are two sides."""
    sides = {Who.OFFICER: Action.SAMPLE_DRAW, Who.ORGANISATION: Action.DELIVER}
    return wait.who in sides and may_in(viewer(), sides[wait.who], code)


def _wait_url(wait: Wait, code: str) -> str:
    if wait.who is Who.ORGANISATION and wait.step is Step.PUBLICATION:
        return url_for("entrustment.page", code=code)
    if wait.of_conflicts:
        return url_for("allocation.conflicts_page", code=code)
    return step_url(wait.step, code)


def due_words(line: CampaignLine) -> str:
    """How long until the reviews are due; nothing once what they came to is out."""
    if line.days_left is None or line.is_published:
        return ""
    if line.days_left < 0:
        n = -line.days_left
        return ngettext("%(num)d day over", "%(num)d days over", n)
    if line.days_left == 0:
        return _("due today")
    return ngettext("%(num)d day left", "%(num)d days left", line.days_left)


class Labels:
    """Kinds and stages in words, each translated once per page."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, str], str] = {}

    def kind(self, code: str) -> str:
        return named(CaseKind, [code]) if code else ""

    def stratum(self, line: Any) -> str:
        return stratum_words(line)

    def unsuited(self, line: Any) -> str:
        """Kind, stage and class of files that no scheme is meant for."""
        parts = (
            named(CaseKind, [line.kind]),
            named(Stage, [line.stage]) if line.stage else "",
            "" if is_object(line.kind) else named(CaseClass, [line.case_class]),
        )
        return " · ".join(part for part in parts if part)

    def about(self, line: Any) -> str:
        """Kind, stage and volume set of a file in a line."""
        return self.of(line.kind, line.stage, line.volume_set)

    def of(self, kind: str, stage: str, volume_set: str) -> str:
        key = (kind, stage, volume_set)
        if key not in self._known:
            parts = (
                named(CaseKind, [kind]),
                named(Stage, [stage]) if stage else "",
                volume_set,
            )
            self._known[key] = " · ".join(part for part in parts if part)
        return self._known[key]


def kind_choices(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Kinds for a filter, in the order of the list of kinds."""
    wanted = set(codes)
    return [(kind.value, _(kind.words)) for kind in CaseKind if kind.value in wanted]


REASONS = {
    DivergenceKind.TOTAL_GAP: N_("Totals apart"),
    DivergenceKind.GRADE_DIFFERS: N_("Grades differ"),
    DivergenceKind.VETO_DIFFERS: N_("Veto seen by one only"),
    DivergenceKind.ITEM_GAP: N_("An item apart"),
    DivergenceKind.FINDINGS_DIFFER: N_("Findings differ"),
    DivergenceKind.CANNOT_ASSESS: N_("Could not be assessed"),
    DivergenceKind.NOTHING_APPLICABLE: N_("Nothing applies for one"),
    DivergenceKind.THIRD_APART: N_("Third review apart as well"),
    DivergenceKind.NO_MAJORITY: N_("No majority in the panel"),
    DivergenceKind.NOTHING_DISPUTED: N_("No item in dispute"),
}
