"""What days and papers of a case propose, drawn beside the lines of the sheet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from review.domain.case_dates import KEPT_APART
from review.domain.procedures import (
    STAMP_LENGTH,
    Proposal,
    Proposals,
    Span,
    accepted,
    is_against,
    offered,
    response,
)
from review.domain.sameness import Same
from review.services.reviewing import Desk, Shown
from review.web.forms.checklist import Checklist
from review.web.forms.drawn import Drawn
from review.web.forms.posted import as_typed
from review.web.language import language_code
from review.web.procedure_words import DayWords

HIDDEN = " hidden"
WITHOUT, AGAINST = " proposal-none", " proposal-against"


def drawn_proposals(
    form: Checklist, desk: Desk, papers: Mapping[str, Markup]
) -> dict[str, Markup]:
    """By line; of days nothing where the bureau does not use days of steps."""
    say, use_days = DayWords(), are_used(desk.proposals)
    found = {}
    for code, proposal in desk.proposals.items():
        days = _days(Same(proposal), language_code()) if use_days else ""
        listed = []
        if proposal.papers is not None:
            listed = [_papers(papers.get(code, ""), desk, say)]
        is_changed = code in desk.changed and proposal.line.item.by_presence
        if days or listed or is_changed:
            values = _values(form.drawn.by_code[code], proposal, desk, say)
            title = say.title(from_days=bool(days), from_list=bool(listed))
            values |= {"label": escape(title), "title": escape(title)}
            values["days"] = "".join([days, *listed])
            found[code] = form.proposal.filled(values.items())
    return found


def apart(papers: Mapping[str, Markup], desk: Desk) -> dict[str, Markup]:
    """What the list says of lines whose answer it does not decide."""
    told = {code for code, each in desk.proposals.items() if each.papers is not None}
    return {code: html for code, html in papers.items() if code not in told}


def are_used(found: Proposals) -> bool:
    """Whether the bureau enters days of steps at all."""
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
    values = {"days_id": f"proposal-{code}-days"}
    then = desk.changed.get(code)
    if then is None:
        values["not_changed"] = HIDDEN
    else:
        values |= {"changed": escape(say.then(then, proposal)), "keep": f"keep:{code}"}
    if not proposal.is_made:
        return values | {"class": WITHOUT, "no_head": HIDDEN, "no_offer": HIDDEN}
    values["state"] = str(response(proposal, desk.answers.get(code)))
    return values | _offer(Same(drawn), Same(proposal), language_code())


@lru_cache(maxsize=4096)
def _days(of: Same[Proposal], _language: str) -> str:
    """What the days say; each save and each page of a file says it again."""
    say = DayWords()
    return "".join([_span(each, say) for each in of.it.spans])


def _span(span: Span, say: DayWords) -> str:
    told, source = escape(say.span(span)), escape(say.source(span))
    return f'<li>{told} <span class="source">{source}</span></li>'


def _papers(beside: str, desk: Desk, say: DayWords) -> str:
    """Where the papers are, and whether anybody looked at the list."""
    source = escape(say.list_source(is_checked=desk.file.contents.is_checked))
    source = f'<span class="source">{source}</span>'
    return f'<li class="proposal-papers">{beside} {source}</li>'


@lru_cache(maxsize=4096)
def _offer(line: Same[Drawn], of: Same[Proposal], _language: str) -> dict[str, str]:
    drawn, proposal, say = line.it, of.it, DayWords()
    code = drawn.item.code
    return {
        "class": AGAINST if is_against(proposal) else "",
        "choice": escape(json.dumps(offered(proposal))),
        "timed": escape(json.dumps(sorted(proposal.line.timed_options))),
        "reason": escape(say.reason(proposal)),
        "absent": "true" if proposal.lacks_papers else "",
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
