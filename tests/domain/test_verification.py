"""A release is what was published, or the check says that it is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.publication import (
    Publicity,
    ReleaseKind,
    Row,
    RowKind,
    addressed,
    seal,
)
from review.domain.verification import StoredPart, verify

HEADER = {"campaign": "2025", "seed": "s"}
ROWS = [
    Row(RowKind.TOTAL, "total", {"key": "total", "name": "", "n": 2}),
    Row(RowKind.CASE, "c1", {"score": "90.00"}, handlers=("h1",), firms=("f1",)),
]
SEALED = seal(
    addressed(ROWS, kind=ReleaseKind.FINAL, publicity=Publicity()),
    header=HEADER,
    secret=b"s" * 32,
)
STORED = [
    StoredPart(
        each.part.addressee.audience.value,
        each.part.kind.value,
        each.part.position,
        each.part.body.decode(),
        each.salt,
        each.digest,
    )
    for each in SEALED.parts
]


def test_an_untouched_release_holds() -> None:
    found = verify(HEADER, SEALED.digest, STORED)

    assert found.holds
    assert (found.n_rows, found.n_broken) == (5, 0)
    assert found.digest == found.published == SEALED.digest


def test_the_order_of_the_rows_does_not_matter() -> None:
    assert verify(HEADER, SEALED.digest, reversed(STORED)).holds


@pytest.mark.parametrize(
    ("changes", "n_broken"),
    [
        ({"body": STORED[-1].body.replace("90.00", "91.00")}, 1),
        ({"audience": "public"}, 1),
        ({"kind": "firm"}, 1),
        ({"position": 2}, 1),
        ({"salt": "00" * 32}, 1),
        ({"digest": "0" * 64}, 1),
    ],
)
def test_a_changed_row_is_found(changes: dict[str, object], n_broken: int) -> None:
    rows = [*STORED[:-1], replace(STORED[-1], **changes)]  # type: ignore[arg-type]

    found = verify(HEADER, SEALED.digest, rows)

    assert not found.holds
    assert found.n_broken == n_broken


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        (HEADER | {"seed": "t"}, STORED),
        (HEADER, STORED[1:]),
        (HEADER, [*STORED, STORED[0]]),
    ],
)
def test_another_header_or_another_number_of_rows_is_found(
    header: dict[str, object], rows: list[StoredPart]
) -> None:
    found = verify(header, SEALED.digest, rows)

    assert not found.holds
    assert found.n_broken == 0
    assert found.digest != found.published
