"""Taking in reviews made on paper, into the reads of a campaign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from review.domain.cases import ReviewRecord
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import Stage
from review.domain.lines import answerable
from review.domain.verdicts import in_hundredths
from review.services import schemes, settling, submissions
from review.services.intake.paper_reviews import (
    Asked,
    Several,
    part_of,
    remarks_of,
    reviewed_on_paper,
)
from review.services.intake.steps import Effect, RowRefused, Step, refused
from review.services.submissions import Place, Reviewed
from review.store import unit
from review.store.models import Read
from review.store.queries import campaigns as campaign_queries
from review.store.queries import candidates
from review.store.queries import intake as queries

SUBMITTED = N_("This reviewer's review of this file is in; submitted reviews stay.")
FULL = N_("All reviews of this file (%(n)s) are in or given to other reviewers.")
SETTLED = N_("This file is settled; no further review is taken in.")
TWICE = N_("Lines %(lines)s are the same reviewer's review of one file: keep one.")
SEVERAL_FILES = N_(
    "The sample has other files of this case number: write stage and volume set as they "
    "are there (%(known)s)."
)
OTHER_PART = N_("This reviewer was given another part of the divided sheet.")
OWN = N_("This reviewer handled the case or belongs to a handler's firm.")


def item_names(campaign: Any) -> dict[str, str]:
    """Item codes by every word that may head a column: code and titles."""
    names: dict[str, str] = {}
    for row in campaign_queries.schemes_of(campaign.id):
        for code, line in answerable(schemes.parsed(row.id)).items():
            for word in (code, line.item.title.zh, line.item.title.en):
                names.setdefault(word, code)
    return names


class _Campaign:
    """The files, reads and reviewers of a campaign, found by a row's words."""

    def __init__(self, campaign: Any) -> None:
        self.cases: dict[tuple[str, ...], Any] = {}
        self.by_number: dict[str, list[Any]] = defaultdict(list)
        for row in queries.campaign_cases(campaign.id):
            self.cases[row.case_no, row.stage, row.volume_set] = row
            self.by_number[row.case_no].append(row)
        self.reads: dict[int, list[Any]] = defaultdict(list)
        for read in queries.campaign_reads(campaign.id):
            self.reads[read.campaign_case_id].append(read)
        self.reviewers = list(queries.campaign_reviewers(campaign.id))
        # Who stands on the list for a part reads no other.
        self.parts = {row.code: row.part for row in self.reviewers if row.part}
        self.barred = set(_barred(campaign.id, self.reviewers))

    def case(self, record: ReviewRecord) -> Any:
        found = self.cases.get((record.case_no, record.stage, record.volume_set))
        same = self.by_number[record.case_no]
        if found is None and len(same) == 1 and not record.stage:
            found = same[0]
        if found is None and same:
            known = (words for row in same if (words := _which(row)))
            raise RowRefused(SEVERAL_FILES, known=tuple(dict.fromkeys(known)))
        if found is None:
            raise RowRefused(N_("This case number is not in the campaign's sample."))
        return found

    def code(self, words: str) -> str:
        """A reviewer's code by number, or by a name that is one person's."""
        rows = [row for row in self.reviewers if row.number == words]
        rows = rows or [row for row in self.reviewers if row.name == words]
        if len(rows) != 1:
            raise RowRefused(
                N_("“%(words)s” is not one reviewer of this campaign."), words=words
            )
        return str(rows[0].code)


def _which(row: Any) -> str:
    """Stage and volume set of a file, as the spreadsheets write them."""
    stage = Stage.find(row.stage)
    return " ".join(
        text for text in (stage.zh if stage else "", row.volume_set) if text
    )


def _barred(campaign_id: int, reviewers: Sequence[Any]) -> Iterator[tuple[int, str]]:
    """Pairs of file and reviewer that own handling or own firm forbids."""
    codes = {row.id: row.code for row in reviewers}
    firms: dict[int, set[str]] = defaultdict(set)
    for row in candidates.stays_of_reviewers(campaign_id):
        firms[row.firm_id].add(codes.get(row.person_id, ""))
    for row in candidates.cases_to_allocate(campaign_id):
        if row.person_id in codes:
            yield row.id, codes[row.person_id]
        for code in firms.get(row.firm_id, ()):
            yield row.id, code


def plan(rows: Sequence[tuple[int, ReviewRecord]], campaign: Any) -> list[Step]:
    """A review is known by its file and its reviewer."""
    found = _Campaign(campaign)
    return _once([_step(line, record, found) for line, record in rows])


def _once(steps: list[Step]) -> list[Step]:
    """One review under a number and under a name: nobody can say which one is meant."""
    same: dict[object, list[Step]] = defaultdict(list)
    for step in steps:
        if step.values:
            values = step.values
            same[values["case"].id, values["code"], values["part"]].append(step)
    twice = {
        step.line: lines
        for group in same.values()
        if len(lines := [str(step.line) for step in group]) > 1
        for step in group
    }
    return [
        refused(s.line, s.label, RowRefused(TWICE, lines=tuple(twice[s.line])))
        if s.line in twice
        else s
        for s in steps
    ]


def _step(line: int, record: ReviewRecord, campaign: _Campaign) -> Step:
    label = f"{record.case_no} · {record.reviewer}"
    try:
        case, code = campaign.case(record), campaign.code(record.reviewer)
        scheme = schemes.parsed(case.scheme_id)
        part = part_of(record, scheme)
        read = _own_read(campaign, case, code, part)
        only = tuple(read.items) if read is not None and read.items else None
        asked = Asked(scheme, part, only, case.secret)
        reviewed = reviewed_on_paper(record, asked)
        reviewed = replace(reviewed, reviewed_on=record.reviewed_on)
        if read is not None and read.submission_id is not None:
            _check_same(read, reviewed)
            return Step(line, label, Effect.UNCHANGED, record, read)
        place = {"part": scheme.parts[0] if part is None else part, "slot": 0}
        if read is None:
            place["slot"] = _take_slot(campaign, case, code, place["part"])
        values = {"case": case, "code": code, "reviewed": reviewed, **place}
    except Several as refusal:
        return refused(line, label, *refusal.broken)
    except RuleBroken as refusal:
        return refused(line, label, refusal)
    remarks = remarks_of(record, asked)
    return Step(line, label, Effect.CREATED, record, read, values, remarks=remarks)


def _own_read(campaign: _Campaign, case: Any, code: str, part: str | None) -> Any:
    own = [read for read in campaign.reads[case.id] if read.reviewer_code == code]
    found = [read for read in own if part is None or read.part == part]
    if own and not found:
        raise RowRefused(OTHER_PART)
    return found[0] if found else None


def _check_same(read: Any, reviewed: Reviewed) -> None:
    stored = (read.total, read.grade, read.choices)
    if stored != (in_hundredths(reviewed.total), reviewed.grade, reviewed.choices):
        raise RowRefused(SUBMITTED)


def _take_slot(campaign: _Campaign, case: Any, code: str, part: str) -> int:
    """A free counted place at the file, for a campaign that was not allocated here."""
    if case.result_id is not None:
        raise RowRefused(SETTLED)
    if (case.id, code) in campaign.barred:
        raise RowRefused(OWN)
    if part and campaign.parts.get(code, part) != part:
        raise RowRefused(OTHER_PART)
    reads = [r for r in campaign.reads[case.id] if r.purpose == "counted"]
    taken = {read.slot for read in reads if read.part == part}
    free = [slot for slot in range(1, case.n_reviews + 1) if slot not in taken]
    if not free:
        raise RowRefused(FULL, n=case.n_reviews)
    campaign.reads[case.id].append(_Held(code, part, free[0]))
    return free[0]


class _Held:
    """A place taken by an earlier row of the same file."""

    submission_id = None
    items = None
    purpose = "counted"

    def __init__(self, reviewer_code: str, part: str, slot: int) -> None:
        self.reviewer_code, self.part, self.slot = reviewer_code, part, slot


def apply(event: unit.Recorded, steps: Sequence[Step], campaign: Any) -> None:
    """Fill the reads, store the reviews, settle what is complete: one transaction."""
    new = [step for step in steps if step.target is None]
    unit.add_all(event, Read, [_read(step, campaign, event) for step in new])
    reads = {
        (read.campaign_case_id, read.reviewer_code, read.part): read
        for read in queries.campaign_reads(campaign.id)
    }
    digests = {row.id: row.digest for row in campaign_queries.schemes_of(campaign.id)}
    placed = [
        (_place(step, reads, campaign, digests), step.values["reviewed"])
        for step in steps
    ]
    submissions.record_submissions(event, placed, at=event.at, on_paper=True)
    settling.settle_complete(campaign, at=event.at, cause=event)


def _read(step: Step, campaign: Any, event: unit.Recorded) -> dict[str, Any]:
    return {
        "bureau_id": campaign.bureau_id,
        "campaign_id": campaign.id,
        "campaign_case_id": step.values["case"].id,
        "purpose": "counted",
        "part": step.values["part"],
        "slot": step.values["slot"],
        "reviewer_code": step.values["code"],
        "allocated_at": event.at,
    }


def _place(
    step: Step, reads: Mapping[Any, Any], campaign: Any, digests: Mapping[int, str]
) -> Place:
    case, code = step.values["case"], step.values["code"]
    read = step.target or reads[case.id, code, step.values["part"]]
    return Place(
        read_id=read.id,
        public_id=read.public_id,
        bureau_id=campaign.bureau_id,
        campaign_case_id=case.id,
        reviewer_code=code,
        scheme_digest=digests[case.scheme_id],
    )
