"""A reading trace in words: by paper of the file, and from answer to answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from review.domain.tracing import PageTime, Step
from review.services.contents import FileContents
from review.services.tracing import ReadTrace
from review.web.contents_facts import paper
from review.web.forms.controls import draw
from review.web.forms.drawn import DrawnSheet
from review.web.language import gettext as _
from review.web.wording import listed

Minutes = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class PaperTime:
    """A paper of the file: which of its pages were open, of how many, and how long."""

    words: str
    n_opened: int
    n_pages: int
    pages: str
    time: str


@dataclass(frozen=True, slots=True)
class StepTime:
    """What was read before an answer."""

    words: str
    pages: str
    time: str


@dataclass(frozen=True, slots=True)
class TraceView:
    """The whole trace as a page shows it."""

    n_opened: int
    n_pages: int
    time: str
    before_first: str
    papers: tuple[PaperTime, ...]
    steps: tuple[StepTime, ...]


def minutes(seconds: int) -> str:
    """A time as people say it: 45 s, 3 min 5 s."""
    whole, rest = divmod(seconds, 60)
    if not whole:
        return _("%(seconds)s s", seconds=rest)
    return _("%(minutes)s min %(seconds)s s", minutes=whole, seconds=rest)


def trace_view(found: ReadTrace, time: Minutes = minutes) -> TraceView:
    drawn = draw(found.scheme, found.part, found.items)
    pages = [each for each in found.trace.pages if each.page <= found.n_pages]
    return TraceView(
        n_opened=len(pages),
        n_pages=found.n_pages,
        time=time(found.trace.seconds),
        before_first=time(found.trace.before_first),
        papers=tuple(_papers(found.file, pages, time)),
        steps=tuple(_step(each, found, drawn, time) for each in found.trace.steps),
    )


def _papers(
    file: FileContents, pages: Sequence[PageTime], time: Minutes
) -> Iterator[PaperTime]:
    """Each paper from its first page to the next one's; what no list names, as well."""
    for words, first, last in _stretches(file):
        own = [each for each in pages if first <= each.page <= last]
        yield PaperTime(
            words,
            len(own),
            last - first + 1,
            page_words(file, own),
            time(sum(each.seconds for each in own)) if own else "",
        )


def _stretches(file: FileContents) -> Iterator[tuple[str, int, int]]:
    """The papers in the order of their pages, with the first and the last page."""
    begins = [(line.page, paper(line.document, line.number)) for line in file.lines]
    if file.labels and (not begins or begins[0][0] > 1):
        begins.insert(
            0, (1, _("Not on the contents list") if begins else _("Case file"))
        )
    ends = [*begins, (len(file.labels) + 1, "")]
    for (first, words), (following, _words) in pairwise(ends):
        if following > first:
            yield words, first, following - 1


def _step(step: Step, found: ReadTrace, drawn: DrawnSheet, time: Minutes) -> StepTime:
    words = drawn.label(step.item) if step.item else _("After the last answer")
    return StepTime(words, page_words(found.file, step.pages), time(step.seconds))


def page_words(file: FileContents, pages: Iterable[PageTime]) -> str:
    """Numbers of pages as they are pencilled, those in a row as a range."""
    known = [each.page for each in pages if each.page <= len(file.labels)]
    ranges: list[list[int]] = []
    for page in known:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    return listed(
        str(file.labels[first - 1])
        if first == last
        else f"{file.labels[first - 1]}–{file.labels[last - 1]}"
        for first, last in ranges
    )
