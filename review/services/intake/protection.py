"""Files that a list seals (封存) or marks secret (涉密), also after they were drawn.

What becomes of their reviews is told beside the row and done where conflicts are looked
for: nobody keeps or gets a sealed file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from review.domain.cases import Remark, only_protects
from review.domain.errors import N_
from review.services import calibration
from review.services.intake.steps import Effect, Step
from review.store import unit
from review.store.models import Case, Scan, StoredText
from review.store.queries import confined as queries

SEALED_IN = N_(
    "In the sample of %(campaigns)s and not settled there: its open reviews end, and "
    "nobody gets it any more. Replace it there, or withdraw it."
)
SECRET_IN = N_(
    "In the sample of %(campaigns)s and not settled there: from now on it is reviewed on "
    "paper only."
)
SCANS_GO = N_("Its scans are taken out of the file (%(n)s): it stays on paper.")
ON_PAPER = N_("The file was marked sealed or secret, and stays on paper.")


def note(steps: Sequence[Step]) -> None:
    """Say beside each row what protecting its file leads to; two statements for all."""
    protected = {step.target.id: step for step in steps if _protects(step)}
    if not protected:
        return
    held: dict[int, list[str]] = defaultdict(list)
    for row in queries.samples_of(protected):
        held[row.case_id].append(f"{row.name} ({row.code})")
    n_scans: dict[int, int] = defaultdict(int)
    for row in queries.scans_of(protected):
        n_scans[row.case_id] += 1
    for case_id, step in protected.items():
        words = SEALED_IN if "sealed" in _added(step) else SECRET_IN
        if names := held[case_id]:
            step.remarks += (Remark(words, (("campaigns", tuple(names)),)),)
        if n := n_scans[case_id]:
            step.remarks += (Remark(SCANS_GO, (("n", str(n)),)),)


def apply(event: unit.Recorded, steps: Sequence[Step]) -> None:
    """Mark drawn files, of which nothing else changes, and keep them all on paper."""
    protected = [step for step in steps if _protects(step)]
    for step in protected:
        if step.target.is_drawn:
            marked = dict.fromkeys(_added(step), True)
            unit.change(event, Case, {"id": step.target.id}, **marked)
    sealed = [step.target.id for step in protected if "sealed" in _added(step)]
    calibration.withdraw_sealed(sealed, cause=event)
    rows = queries.scans_of(step.target.id for step in protected)
    if not rows:
        return
    text = {"kind": "scan_reason", "body": ON_PAPER, "bureau_id": rows[0].bureau_id}
    reason_id = unit.add(event, StoredText, **text)
    ended = {"ended_event_id": event.id, "ended_reason_id": reason_id}
    for row in rows:
        unit.change(event, Scan, {"id": row.id}, **ended)


def _protects(step: Step) -> bool:
    return step.effect is Effect.CHANGED and bool(_added(step))


def _added(step: Step) -> list[str]:
    return [change[0] for change in step.changes if only_protects(*change)]
