"""A campaign's documents: what each holds, what is missing, and the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from review.domain.errors import NotVisible
from review.domain.paperwork import compose
from review.domain.paperwork.facts import Facts
from review.domain.paperwork.kinds import Paperwork
from review.domain.paperwork.lacks import Lack, lacks
from review.domain.policy import Action, Viewer, may_in
from review.files.word import folder_of, safe_name, to_docx
from review.services.openings import note_export
from review.services.paperwork_facts import facts_of, outcome_of
from review.services.sampling import campaign_of
from review.store import unit

OF_RESULTS = frozenset({Paperwork.SUMMARY, Paperwork.EVALUATION})


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A document that this viewer may have, and what it will lack today."""

    kind: Paperwork
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class PaperworkView:
    """The documents of a campaign; `reviewers` are number and name, by pinyin."""

    campaign: str
    code: str
    lines: tuple[PaperLine, ...]
    reviewers: tuple[tuple[str, str], ...]


def overview(*, viewer: Viewer, code: str, on: date) -> PaperworkView:
    """Nothing of results is read for this page."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        facts = facts_of(viewer, campaign, on=on)
    knows = may_in(viewer, Action.ALLOCATE, campaign.code)
    people = facts.reviewers if knows else ()
    return PaperworkView(
        campaign=campaign.name,
        code=campaign.code,
        lines=tuple(
            PaperLine(kind, lacks(kind, facts))
            for kind in _for(viewer, campaign, facts)
        ),
        reviewers=tuple((each.number, each.name) for each in people),
    )


def _for(viewer: Viewer, campaign: Any, facts: Facts) -> Iterator[Paperwork]:
    """What came out is for the bureau's officers alone until they release it, and for
    the organisation that they entrust with the evaluation. While one runs the reviews,
    officers have what names nobody.
    """
    for kind in Paperwork:
        is_theirs = kind is not Paperwork.EVALUATION or facts.contract is not None
        if is_theirs and may_in(viewer, _action(kind), campaign.code):
            yield kind


def document(
    *,
    viewer: Viewer,
    code: str,
    kind: Paperwork | str,
    at: datetime,
    on: date,
    number: str = "",
) -> bytes:
    """A document as it can be written now; with a number, one reviewer's own page."""
    wanted = Paperwork(kind)
    with unit.reading():
        campaign = campaign_of(viewer, code, _action(wanted))
        facts = _known(viewer, campaign, wanted, on)
    if number:
        facts = _only(facts, wanted, number)
    if wanted.names_reviewers:
        note_export(viewer, f"{code}/paperwork/{wanted}", at)
    return to_docx(compose(wanted, facts), at=at)


def _action(kind: Paperwork) -> Action:
    of_results = {
        Paperwork.SUMMARY: Action.SUMMARIZE,
        Paperwork.EVALUATION: Action.RESULTS_READ,
    }
    bare = Action.ALLOCATE if kind.names_reviewers else Action.CAMPAIGN_READ
    return of_results.get(kind, bare)


def _known(viewer: Viewer, campaign: Any, kind: Paperwork, on: date) -> Facts:
    facts = facts_of(viewer, campaign, on=on)
    if kind is Paperwork.EVALUATION and facts.contract is None:
        raise NotVisible
    if kind not in OF_RESULTS:
        return facts
    return replace(facts, outcome=outcome_of(viewer, campaign))


def _only(facts: Facts, kind: Paperwork, number: str) -> Facts:
    people = tuple(each for each in facts.reviewers if each.number == number)
    if not people or not kind.is_for_each:
        raise NotVisible
    return replace(facts, reviewers=people)


def folder(*, viewer: Viewer, code: str, at: datetime, on: date) -> bytes:
    """All documents as a ZIP, numbered in the order in which they are needed."""
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.CAMPAIGN_READ)
        facts = facts_of(viewer, campaign, on=on)
        kinds = list(_for(viewer, campaign, facts))
        if OF_RESULTS & set(kinds):
            facts = replace(facts, outcome=outcome_of(viewer, campaign))
    note_export(viewer, f"{code}/paperwork", at)
    return folder_of(
        (
            f"{place:02}-{safe_name(kind.zh)}.docx",
            to_docx(compose(kind, facts), at=at),
        )
        for place, kind in enumerate(kinds, start=1)
    )
