"""How a case stands: page by page, and in counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from review.domain.policy import Viewer
from review.domain.volumes import Volume
from review.services.redaction.campaigns import is_required
from review.services.redaction.cases import case_to_hide_in, numbered, scans_of
from review.services.redaction.choices import Choices, choices
from review.services.redaction.looking import (
    BLANK,
    DOUBTFUL,
    MIXED,
    READ,
    UNSURE,
    Line,
    Progress,
    lines_of,
)
from review.store import unit
from review.store.queries import redactions as queries


@dataclass(frozen=True, slots=True)
class PageState:
    """One page: how many boxes hide something on it, and what the look at it said."""

    page: int
    label: int
    volume: Volume
    n_boxes: int
    line: Line | None
    is_seen: bool = False
    """Whether a person said that they looked at it."""

    @property
    def n_left(self) -> int:
        return self.line.n_left if self.line else 0

    @property
    def is_ready(self) -> bool:
        """Looked through, and nothing that is to be hidden can be read, or may be."""
        return self.line is not None and not self.n_left and not self.waits_for_eyes

    @property
    def is_unsure(self) -> bool:
        """Whether its text is not what stands on it."""
        return self.line is not None and self.line.kind == UNSURE

    @property
    def waits_for_eyes(self) -> bool:
        return self.is_unsure and not self.is_seen

    @property
    def is_blank(self) -> bool:
        return self.line is not None and self.line.kind == BLANK

    @property
    def is_mixed(self) -> bool:
        return self.line is not None and self.line.kind == MIXED

    @property
    def is_recognised(self) -> bool:
        return self.line is not None and self.line.kind in (READ, DOUBTFUL)

    @property
    def is_doubtful(self) -> bool:
        return self.line is not None and self.line.kind == DOUBTFUL


@dataclass(frozen=True, slots=True)
class Summary:
    """A case with its pages and what was chosen for it."""

    public_id: str
    case_no: str
    kind: str
    stage: str
    volume_set: str
    choices: Choices
    pages: tuple[PageState, ...]
    found: tuple[tuple[str, int], ...] = ()
    """Each word to hide, and how often it stands on the pages looked through."""
    looks_first: bool = False
    """Whether reviewers get no page before it was looked through."""

    @property
    def withheld(self) -> tuple[PageState, ...]:
        """The pages that reviewers do not get yet."""
        waiting = (each for each in self.pages if not each.is_ready)
        return tuple(waiting) if self.looks_first else ()

    @property
    def n_boxes(self) -> int:
        return sum(page.n_boxes for page in self.pages)

    @property
    def n_left(self) -> int:
        return sum(page.n_left for page in self.pages)

    @property
    def progress(self) -> Progress:
        n_looked = sum(page.line is not None for page in self.pages)
        return Progress(n_looked, len(self.pages))

    @property
    def left(self) -> tuple[PageState, ...]:
        return tuple(page for page in self.pages if page.n_left)

    @property
    def covered(self) -> tuple[PageState, ...]:
        return tuple(page for page in self.pages if page.n_boxes)

    @property
    def blank(self) -> tuple[PageState, ...]:
        return tuple(page for page in self.pages if page.is_blank)

    @property
    def mixed(self) -> tuple[PageState, ...]:
        return tuple(page for page in self.pages if page.is_mixed)

    @property
    def recognised(self) -> tuple[PageState, ...]:
        return tuple(page for page in self.pages if page.is_recognised)

    @property
    def unsure(self) -> tuple[PageState, ...]:
        """Pages whose text is not what stands on them, and that nobody looked at."""
        return tuple(page for page in self.pages if page.waits_for_eyes)

    @property
    def n_seen(self) -> int:
        """Such pages that a person has looked at."""
        return sum(page.is_unsure and page.is_seen for page in self.pages)

    @property
    def is_searched(self) -> bool:
        """Whether every page has been looked through and had a text that counts."""
        return all(
            page.line is not None and not page.is_blank and not page.is_unsure
            for page in self.pages
        )

    @property
    def doubtful(self) -> tuple[PageState, ...]:
        return tuple(page for page in self.pages if page.is_doubtful)


def summary(*, viewer: Viewer, public_id: str) -> Summary:
    """What is hidden in a case, what is left, and what was not looked at."""
    with unit.reading():
        case = case_to_hide_in(viewer, public_id)
        chosen = choices(case.id)
        return Summary(
            public_id=case.public_id,
            case_no=case.case_no,
            kind=case.kind,
            stage=case.stage,
            volume_set=case.volume_set,
            choices=chosen,
            pages=tuple(_pages(case)),
            found=tuple(_found(case, chosen)),
            looks_first=is_required(case.bureau_id),
        )


def _found(case: Any, chosen: Choices) -> Iterator[tuple[str, int]]:
    looks = queries.looks(case.id).values()
    for word in chosen.words:
        yield word.text, sum(look.found.get(word.public_id, 0) for look in looks)


def _pages(case: Any) -> list[PageState]:
    boxes, looks = queries.n_of_case(case.id), queries.looks(case.id)
    lines = {digest: lines_of(look) for digest, look in looks.items()}
    found = []
    for n, (row, place, label) in enumerate(numbered(scans_of(case)), 1):
        seen = lines.get(row.digest, [])
        line = seen[place - 1] if place <= len(seen) else None
        by_eye = row.digest in looks and place in looks[row.digest].seen
        n_boxes, volume = boxes.get((row.digest, place), 0), Volume(row.volume)
        found.append(PageState(n, label, volume, n_boxes, line, by_eye))
    return found
