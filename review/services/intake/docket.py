"""Taking in what the docket says of cases beside their handlers."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from review.domain.cases import DocketRecord, Remark
from review.domain.cells import code
from review.domain.docket import Relation
from review.domain.errors import N_
from review.services.intake.known import Known
from review.services.intake.steps import Effect, RowRefused, Step, refused
from review.store import unit
from review.store.models import CaseRelation
from review.store.queries import candidates as queries
from review.store.queries import intake

Target = tuple[str, Any]
"""The column that names whom or what, and its value."""
Known_ = dict[tuple[int, str, str, Any], int]

NO_CASE = N_("The case %(case)s is not known. Take in the cases first.")
NOBODY = N_(
    "“%(who)s” is neither on the lists of handlers and reviewers nor a known firm: no "
    "reviewer can have this conflict, so nothing is kept."
)
NAMESAKES = N_("%(n)s people are called %(who)s. Give the licence number instead.")
NOT_THERE = N_("This was not taken in before; there is nothing to withdraw.")


class _Docket:
    """The files and the relations of a bureau, loaded once."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.files: dict[str, list[Any]] = defaultdict(list)
        for row in intake.cases(known.bureau_id):
            self.files[row.case_no].append(row)
        self.stored: Known_ = {
            (row.case_id, row.relation, *_target_of(row)): row.id
            for row in queries.relations_of_bureau(known.bureau_id)
        }

    def cases(self, record: DocketRecord) -> list[int]:
        """The files of a number; of one stage or volume, where the row says which."""
        found = [
            row.id
            for row in self.files.get(record.case_no, ())
            if record.stage.value in ("", row.stage)
            and record.volume_set in ("", row.volume_set)
        ]
        if not found:
            raise RowRefused(NO_CASE, case=record.case_no)
        return found

    def target(self, record: DocketRecord) -> Target | None:
        """Whom or what the row names; None for somebody no list knows."""
        if record.relation is Relation.MATTER:
            return "key", code(record.who)
        if record.relation is Relation.PARTY:
            return "key", party_key(self.known.bureau_id, record.who)
        if record.who in self.known.firms:
            return "firm_id", int(self.known.firms[record.who].id)
        people = self._people(record.who)
        if len(people) > 1:
            raise RowRefused(NAMESAKES, n=len(people), who=record.who)
        return ("person_id", people.pop()) if people else None

    def _people(self, who: str) -> set[int]:
        known = self.known
        exact = known.handler_by_licence.get(who) or known.reviewer_by_number.get(who)
        if exact is not None:
            return {int(exact.person_id)}
        named = [*known.handlers_called(who)]
        named += [row for row in known.reviewers if row.name == who]
        return {int(row.person_id) for row in named}


def plain(text: str) -> str:
    """A number or a name without differences of width and space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def party_key(bureau_id: int, name: str) -> str:
    """Tells the same party again without keeping the name."""
    return hashlib.sha256(f"party\n{bureau_id}\n{plain(name)}".encode()).hexdigest()


def _target_of(row: Any) -> Target:
    if row.person_id is not None:
        return "person_id", row.person_id
    return ("firm_id", row.firm_id) if row.firm_id is not None else ("key", row.key)


def plan(rows: Sequence[tuple[int, DocketRecord]], known: Known) -> list[Step]:
    """A relation is known by the file, its kind, and whom or what it names."""
    docket = _Docket(known)
    return [_step(line, record, docket) for line, record in rows]


def _step(line: int, record: DocketRecord, docket: _Docket) -> Step:
    label = f"{record.case_no} {record.relation.zh} {record.who}"
    try:
        cases, target = docket.cases(record), docket.target(record)
    except RowRefused as refusal:
        return refused(line, label, refusal)
    if target is None:
        remark = Remark(NOBODY, (("who", record.who),))
        return Step(line, label, Effect.UNCHANGED, record, remarks=(remark,))
    keys = [(case_id, record.relation.value, *target) for case_id in cases]
    there = [key for key in keys if key in docket.stored]
    if record.withdrawn and not there:
        return refused(line, label, RowRefused(NOT_THERE))
    ids = [docket.stored[key] for key in there]
    new = [] if record.withdrawn else [key for key in keys if key not in there]
    values = {"new": new, "ended": ids if record.withdrawn else [], "cases": cases}
    effect = Effect.CREATED if new else Effect.UNCHANGED
    effect = Effect.CHANGED if record.withdrawn else effect
    return Step(line, label, effect, record, values=values)


def apply(event: unit.Recorded, steps: Sequence[Step], known: Known) -> None:
    new = dict.fromkeys(key for step in steps for key in step.values["new"])
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for case_id, relation, column, value in new:
        row = {"bureau_id": known.bureau_id, "case_id": case_id, "relation": relation}
        rows[column].append({**row, column: value})
    for each in rows.values():
        unit.add_all(event, CaseRelation, each)
    ended = sorted({ended for step in steps for ended in step.values["ended"]})
    if ended:
        where = {"id": ended, "ended_event_id": None}
        unit.change(event, CaseRelation, where, ended_event_id=event.id)
