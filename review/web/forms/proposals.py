"""What the days of a case propose, drawn beside the lines of the sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from review.domain.case_dates import KEPT_APART
from review.domain.procedures import (
    STAMP_LENGTH,
    Proposal,
    Proposals,
    accepted,
    offered,
    response,
    timed_options,
)
from review.services.reviewing import Desk, Shown
from review.web.forms.checklist import Checklist
from review.web.forms.drawn import Drawn
from review.web.forms.posted import as_typed
from review.web.procedure_words import (
    offer_words,
    others_words,
    reason_words,
    source_of,
    span_words,
    then_words,
)

HIDDEN = Markup(" hidden")
WITHOUT = " proposal-none"


def drawn_proposals(form: Checklist, desk: Desk) -> dict[str, Markup]:
    """By line; nothing at all where the bureau does not use days of steps."""
    if not _are_used(desk.proposals):
        return {}
    return {
        code: form.proposal.filled(
            _values(form.drawn.by_code[code], proposal, desk, desk.changed.get(code))
        )
        for code, proposal in desk.proposals.items()
    }


def _are_used(found: Proposals) -> bool:
    return any(
        known is not None and event in KEPT_APART
        for proposal in found.values()
        for span in proposal.spans
        for event, known in zip(span.events, (span.first, span.last), strict=True)
    )


def _values(
    drawn: Drawn, proposal: Proposal, desk: Desk, then: Sequence[str] | None
) -> Iterator[tuple[str, str]]:
    code = drawn.item.code
    yield "days_id", f"proposal-{code}-days"
    yield "days", Markup("").join(_days(proposal))
    if then is None:
        yield "not_changed", HIDDEN
    else:
        yield "changed", escape(then_words(then))
        yield "keep", f"keep:{code}"
    if not proposal.is_made:
        yield from (("class", WITHOUT), ("no_head", HIDDEN), ("no_offer", HIDDEN))
        return
    yield "state", str(response(proposal, desk.answers.get(code)))
    yield from _offer(drawn, proposal)


def _days(proposal: Proposal) -> Iterator[Markup]:
    for span in proposal.spans:
        yield Markup('<li>{} <span class="source">{}</span></li>').format(
            span_words(span), source_of(span)
        )


def _offer(drawn: Drawn, proposal: Proposal) -> Iterator[tuple[str, str]]:
    code = drawn.item.code
    yield "choice", escape(json.dumps(offered(proposal)))
    yield "timed", escape(json.dumps(sorted(timed_options(proposal.line))))
    yield "reason", escape(reason_words(proposal))
    yield "offer_id", f"proposal-{code}-offer"
    yield "offer", escape(offer_words(drawn, proposal))
    yield "described", f"proposal-{code}-days proposal-{code}-offer"
    yield "accept", f"accept:{code}"
    yield "others", escape(others_words(drawn, proposal))


def states(responses: Mapping[str, object]) -> dict[str, str]:
    """What became of each proposal, for the script."""
    return {code: str(each) for code, each in responses.items()}


def shown_in(sent: Mapping[str, Any], *, kept: Sequence[object]) -> Shown:
    """Which days a page showed, and after which items its reader looked again."""
    again = (code for code in kept if isinstance(code, str))
    return Shown(str(sent.get("days", ""))[:STAMP_LENGTH], frozenset(again))


def taken(
    desk: Desk, code: str, raw: Mapping[str, Any], shown: Shown
) -> dict[str, Any]:
    """The answer after a proposal was accepted; one the page did not show is not."""
    proposal = desk.proposals.get(code)
    if proposal is None or not proposal.is_made or shown.days != desk.days:
        return {}
    return {code: accepted(proposal, as_typed(raw.get(code)), reason_words(proposal))}
