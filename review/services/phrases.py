"""What a reviewer wrote lately, offered again; never what anybody else wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from review.domain.drafts import kept_in
from review.domain.phrases import Phrase, recent
from review.domain.policy import Action, Viewer, require
from review.store import unit
from review.store.queries import phrases as queries


def own_phrases(*, viewer: Viewer, item: str) -> tuple[str, ...]:
    """The own reasons in drafts and submitted reviews of the rounds under way."""
    require(viewer, Action.REVIEW)
    own = {"person_id": viewer.person_id, "bureau_id": viewer.bureau_id}
    with unit.reading():
        drafts = queries.drafts(**own)
        submitted = queries.submitted(item=item, **own)
    return recent(item, [*_drafted(drafts), *_submitted(submitted)])


def _drafted(rows: Sequence[Any]) -> Iterator[Phrase]:
    for row in rows:
        for code, answer in kept_in(row.answers).items():
            for finding in answer.get("findings", ()):
                yield Phrase(code, finding.get("reason", ""), row.saved_at)


def _submitted(rows: Sequence[Any]) -> Iterator[Phrase]:
    for row in rows:
        yield Phrase(row.item_code, row.body, row.submitted_at)
