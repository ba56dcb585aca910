"""What the days of a case propose, drawn beside the lines of the sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from review.domain.case_dates import KEPT_APART
from review.domain.procedures import (
    STAMP_LENGTH,
    Proposal,
    Proposals,
    Span,
    accepted,
    offered,
    response,
    timed_options,
)
from review.services.reviewing import Desk, Shown
from review.web.forms.checklist import Checklist
from review.web.forms.drawn import Drawn
from review.web.forms.posted import as_typed
from review.web.procedure_words import DayWords

HIDDEN = " hidden"
WITHOUT = " proposal-none"


def drawn_proposals(form: Checklist, desk: Desk) -> dict[str, Markup]:
    """By line; nothing at all where the bureau does not use days of steps."""
    if not _are_used(desk.proposals):
        return {}
    say = DayWords()
    return {
        code: form.proposal.filled(
            _values(form.drawn.by_code[code], proposal, desk, say).items()
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
    drawn: Drawn, proposal: Proposal, desk: Desk, say: DayWords
) -> dict[str, str]:
    code = drawn.item.code
    values = {
        "days_id": f"proposal-{code}-days",
        "days": "".join([_span(span, say) for span in proposal.spans]),
    }
    then = desk.changed.get(code)
    if then is None:
        values["not_changed"] = HIDDEN
    else:
        values |= {"changed": escape(say.then(then)), "keep": f"keep:{code}"}
    if not proposal.is_made:
        return values | {"class": WITHOUT, "no_head": HIDDEN, "no_offer": HIDDEN}
    values["state"] = str(response(proposal, desk.answers.get(code)))
    return values | _offer(drawn, proposal, say)


def _span(span: Span, say: DayWords) -> str:
    told, source = escape(say.span(span)), escape(say.source(span))
    return f'<li>{told} <span class="source">{source}</span></li>'


def _offer(drawn: Drawn, proposal: Proposal, say: DayWords) -> dict[str, str]:
    code = drawn.item.code
    return {
        "choice": escape(json.dumps(offered(proposal))),
        "timed": escape(json.dumps(sorted(timed_options(proposal.line)))),
        "reason": escape(say.reason(proposal)),
        "offer_id": f"proposal-{code}-offer",
        "offer": escape(say.offer(drawn, proposal)),
        "described": f"proposal-{code}-days proposal-{code}-offer",
        "accept": f"accept:{code}",
        "others": escape(say.others(drawn, proposal)),
    }


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
    return {
        code: accepted(proposal, as_typed(raw.get(code)), DayWords().reason(proposal))
    }
