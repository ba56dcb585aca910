"""What proposals rest on, in words for the workbook that is taken along."""

from __future__ import annotations

from review.domain.procedures import Proposal, Proposals
from review.services.contents import FileContents
from review.web.contents_facts import papers_in_words
from review.web.forms.proposals import are_used
from review.web.procedure_words import DayWords


def evidence_in_words(found: Proposals, file: FileContents) -> dict[str, str]:
    """By item; of days nothing where the bureau does not use days of steps."""
    say, use_days = DayWords(), are_used(found)
    told = {
        code: "\n".join(_evidence(proposal, file, say, use_days=use_days))
        for code, proposal in found.items()
    }
    return {code: text for code, text in told.items() if text}


def _evidence(
    proposal: Proposal, file: FileContents, say: DayWords, *, use_days: bool
) -> list[str]:
    spans = proposal.spans if use_days else ()
    told = [f"{say.span(span)} {say.source(span)}" for span in spans]
    if proposal.papers is not None:
        papers = papers_in_words(proposal.line.item.documents, file)
        told.append(papers)
        told.append(say.list_source(is_checked=file.contents.is_checked))
    return told
