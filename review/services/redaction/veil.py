"""What of a case's text a reviewer may search and read: the boxes' other half.

Whoever shows reviewers text that comes out of a scan asks here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from review.domain.places import PageText
from review.domain.redaction import (
    Hide,
    Numbers,
    box_of,
    version_of,
    visible,
)
from review.services.redaction.choices import choices
from review.store.queries import redactions as queries


@dataclass(frozen=True, slots=True)
class Veil:
    """What is hidden in a case at one moment."""

    hide: Hide
    boxes: Mapping[tuple[str, int], tuple[Numbers, ...]]

    def text(self, digest: str, page: int, text: PageText) -> PageText:
        """The text of a page without what is hidden; masks stand in its place."""
        boxes = [box_of(each) for each in self.boxes.get((digest, page), ())]
        return visible(text, self.hide, boxes)

    def version(self, digest: str, page: int) -> str:
        """Names what is hidden on a page, so that text kept without it is not found."""
        drawn = version_of(self.boxes.get((digest, page), ()))
        chosen = repr((drawn, sorted(self.hide.words), self.hide.numbers))
        return hashlib.sha256(chosen.encode()).hexdigest()[:24]


def veil_of(case_id: int) -> Veil:
    """As it is now; inside the reading or transaction that is open."""
    boxes: dict[tuple[str, int], list[Numbers]] = {}
    for row in queries.of_case(case_id):
        numbers = row.x_from, row.y_from, row.x_to, row.y_to
        boxes.setdefault((row.digest, row.page), []).append(numbers)
    return Veil(
        hide=choices(case_id).hide,
        boxes={place: tuple(found) for place, found in boxes.items()},
    )
