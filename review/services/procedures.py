"""What the days and the papers of a case propose to its reviewers, and what became of it.

The same for everybody who reads the file: nothing here asks who is asking.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from review.domain import procedures as rules
from review.domain.answers import Answers
from review.domain.case_dates import CaseDates
from review.domain.contents import Evidence
from review.domain.drafts import Kept
from review.domain.lines import Line
from review.domain.presence import is_doubted
from review.domain.procedures import Proposals, Response
from review.services.case_dates import known_of
from review.services.contents import (
    NOTHING_LISTED,
    FileContents,
    of_file,
    of_files,
)
from review.store import unit
from review.store.models import StoredProposal
from review.store.queries import case_dates as queries

MOST_BASIS = 200


@dataclass(frozen=True, slots=True)
class Shown:
    """The days a page showed, and what its reader did about them.

    `days` is the page's stamp, empty where a page says nothing of days; `looked_again`
    are items whose answer stays though their days were changed.
    """

    days: str = ""
    looked_again: frozenset[str] = frozenset()


def proposals_for(
    lines: Mapping[str, Line],
    case_id: int,
    file: FileContents | None = None,
    known: CaseDates | None = None,
) -> Proposals:
    """One statement for the days and none for a sheet without time limits.

    Days and contents list are read where they decide an item, unless the caller has
    them.
    """
    asked = rules.may_be_proposed(lines)
    if not asked:
        return {}
    with unit.reading():
        known = known_days(asked, case_id) if known is None else known
        listed = _listed(asked, file, case_id)
    return rules.proposals(asked, known, listed)


def at_closing(
    lines: Mapping[str, Line], case_id: int
) -> tuple[Proposals, frozenset[str]]:
    """The proposals, and which items stay open; the list is read once for both."""
    has_papers = any(line.item.documents for line in lines.values())
    file = of_file(case_id) if has_papers else NOTHING_LISTED
    found = proposals_for(lines, case_id, file)
    return found, left_open(lines, found, file)


def left_open(
    lines: Mapping[str, Line], found: Proposals, file: FileContents
) -> frozenset[str]:
    """What is not answered with the rest: days or papers speak against full marks."""
    return rules.against(found) | doubted(lines, file)


def doubted(lines: Mapping[str, Line], file: FileContents) -> frozenset[str]:
    """The items of whose papers the contents list says that something is wrong."""
    if not file.contents.entries:
        return frozenset()
    return frozenset(
        code
        for code, line in lines.items()
        if line.item.documents and is_doubted(line, file.evidence(line.item))
    )


def proposals_of_files(
    asked: Sequence[tuple[Mapping[str, Line], int]],
) -> list[tuple[Proposals, FileContents]]:
    """Of several sheets, each its lines and its case, with the lists they rest on."""
    case_ids = {case_id for _, case_id in asked}
    with unit.reading():
        days = queries.with_cases(case_ids)
        files = of_files(case_ids)
    found = []
    for lines, case_id in asked:
        file = files.get(case_id, NOTHING_LISTED)
        known = known_of(days[case_id][0], days[case_id])
        found.append((rules.proposals(lines, known, _listed(lines, file)), file))
    return found


def known_days(asked: Mapping[str, Line], case_id: int) -> CaseDates:
    """The days of a case, where a line of its sheet has a time limit."""
    if not any(line.item.procedures for line in asked.values()):
        return {}
    rows = queries.with_case(case_id)
    return known_of(rows[0], rows)


def _listed(
    asked: Mapping[str, Line], file: FileContents | None, case_id: int = 0
) -> dict[str, Evidence]:
    items = [line.item for line in asked.values() if line.item.by_presence]
    if not items:
        return {}
    file = of_file(case_id) if file is None else file
    found = ((item, file.evidence(item)) for item in items)
    return {item.code: each for item, each in found if each is not None}


def seen_in(text: str | None) -> dict[str, str]:
    """On which days the answers of a stored draft rest."""
    return json.loads(text) if text else {}


def seen_after(
    text: str | None, found: Proposals, before: Kept, after: Kept, shown: Shown
) -> str:
    """The same after a save, as the draft stores it."""
    if not found:
        return text or ""
    seen = rules.seen_after(
        seen_in(text),
        found,
        before,
        after,
        looked_again=shown.looked_again,
        is_current=is_current(shown, found),
    )
    return json.dumps(seen, ensure_ascii=False, separators=(",", ":")) if seen else ""


def is_current(shown: Shown, found: Proposals) -> bool:
    """Whether a page shows the days as they are known now, if it shows any."""
    return not shown.days or shown.days == rules.stamp(found)


def store(
    event: unit.Recorded,
    *,
    bureau_id: int,
    submission_id: int,
    found: Proposals,
    answers: Answers,
) -> None:
    """Which proposals were made for a submitted review, and which were taken."""
    rows = list(_rows(found, answers))
    own = {"bureau_id": bureau_id, "submission_id": submission_id}
    unit.add_all(event, StoredProposal, [own | row for row in rows])


def _rows(found: Proposals, answers: Answers) -> Iterator[dict[str, Any]]:
    for code, proposal in found.items():
        if not proposal.is_made:
            continue
        response = rules.response(proposal, answers.get(code))
        if response is not Response.OPEN:
            yield {
                "item_code": code,
                "basis": proposal.basis[:MOST_BASIS],
                "offered": rules.offered(proposal),
                "is_late": proposal.is_fault,
                "is_accepted": response is Response.ACCEPTED,
            }


def responses(found: Proposals, answers: Answers) -> dict[str, Response]:
    """What became of each proposal so far."""
    return {
        code: rules.response(proposal, answers.get(code))
        for code, proposal in found.items()
        if proposal.is_made
    }
