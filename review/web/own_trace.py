"""The reading trace on the reviewer's own pages: the own one, and the way to others'."""

from __future__ import annotations

from review.domain.policy import Action, may
from review.services import tracing
from review.web.access import viewer
from review.web.tracing_facts import TraceView, trace_view


def own_trace_view(public_id: str) -> TraceView | None:
    """What was kept of an own submitted review, where the campaign keeps anything."""
    found = tracing.own_trace(viewer=viewer(), public_id=public_id)
    return trace_view(found) if found else None


def leads_traces() -> bool:
    """Whether there are traces that this viewer may see as a panel lead."""
    who = viewer()
    return may(who, Action.TRACES_READ) and tracing.leads_any(viewer=who)
