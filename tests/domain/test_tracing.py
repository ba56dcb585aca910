"""A reading trace: read strictly, and summed by page and by answer."""

from __future__ import annotations

import pytest

from review.domain.tracing import (
    InvalidTrace,
    PageTime,
    Span,
    Step,
    Trace,
    read_spans,
    trace_of,
)

ITEMS = {"a1", "a2"}


def test_spans_are_read_as_they_were_sent() -> None:
    raw = [[1, 30, ""], [2, 5, "a1"]]

    assert read_spans(raw, items=ITEMS) == (Span(1, 30), Span(2, 5, "a1"))
    assert read_spans([], items=ITEMS) == ()


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {},
        "x",
        [1],
        [[1, 2]],
        [[1, 2, "", 4]],
        [[0, 5, ""]],
        [[-1, 5, ""]],
        [[100_000, 5, ""]],
        [[1, 0, ""]],
        [[1, 3601, ""]],
        [[1.5, 5, ""]],
        [[True, 5, ""]],
        [["1", 5, ""]],
        [[1, 5, None]],
        [[1, 5, "unheard_of"]],
        [[1, 5, ["a1"]]],
        [[1, 5, ""]] * 201,
    ],
)
def test_anything_else_is_refused(raw: object) -> None:
    with pytest.raises(InvalidTrace):
        read_spans(raw, items=ITEMS)


def test_time_is_summed_by_page_and_by_answer() -> None:
    """What was read before anybody knew what would follow belongs to the next answer."""
    found = trace_of(
        [
            Span(3, 10),
            Span(1, 20),
            Span(3, 5, "a1"),
            Span(2, 7, "a2"),
            Span(2, 1, "a2"),
            Span(9, 4),
        ]
    )

    assert found == Trace(
        pages=(PageTime(1, 20), PageTime(2, 8), PageTime(3, 15), PageTime(9, 4)),
        steps=(
            Step("a1", (PageTime(1, 20), PageTime(3, 15))),
            Step("a2", (PageTime(2, 8),)),
            Step("", (PageTime(9, 4),)),
        ),
    )
    assert (found.n_opened, found.seconds, found.before_first) == (4, 47, 35)


def test_an_item_answered_again_is_a_step_of_its_own() -> None:
    found = trace_of([Span(1, 1, "a1"), Span(2, 2, "a2"), Span(3, 3, "a1")])

    assert [step.item for step in found.steps] == ["a1", "a2", "a1"]


def test_an_empty_trace_has_nothing() -> None:
    found = trace_of([])

    assert (found.n_opened, found.seconds, found.before_first) == (0, 0, 0)
