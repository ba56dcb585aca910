"""The record of a draw is a file from which the draw can be repeated."""

from __future__ import annotations

import hashlib

import pytest

from review.domain.sampling import (
    Candidate,
    SampleBy,
    SampleRule,
    draw,
    in_draw_order,
)
from review.files import draws

SEED = "7"
RULE = SampleRule(by=SampleBy.NUMBER, number=2, stratify_by=())
FILES = [
    Candidate(1, "(2025)青援1号", "", "", "01", "civil", ("17",)),
    Candidate(2, "(2025)青援2号", "trial_first", "2", "02", "civil", ("18", "17")),
    Candidate(3, "(2025)青援3号", "", "", "01", "drafting", ()),
    Candidate(4, "=2+3", "", "-x", "01", "civil", ("17",)),
    Candidate(5, "'=2+3", "", "", "01", "civil", ("18",)),
]


@pytest.fixture
def body() -> bytes:
    drawn = draw(FILES, rule=RULE, seed=SEED).drawn
    return draws.to_protocol(
        in_draw_order(FILES, seed=SEED), drawn, rule=RULE, seed=SEED
    )


def test_the_record_reads_back_as_it_was_written(body: bytes) -> None:
    lines = draws.from_protocol(body)

    ordered = in_draw_order(FILES, seed=SEED)
    facts = [(c.case_no, c.stage, c.volume, c.area, c.kind) for c in ordered]
    read = [line.candidate for line in lines]
    assert [(c.case_no, c.stage, c.volume, c.area, c.kind) for c in read] == facts
    assert [line.why for line in lines] == ["stratum", "stratum", "", "", ""]


def test_handlers_are_told_apart_and_not_named(body: bytes) -> None:
    lines = draws.from_protocol(body)

    ordered = in_draw_order(FILES, seed=SEED)
    numbers = {c.lead: line.candidate.lead for c, line in zip(ordered, lines)}
    assert numbers[""] == ""
    assert len(set(numbers.values())) == 3
    assert {numbers["17"], numbers["18"]} <= {"H1", "H2", "H3"}


def test_no_cell_is_a_formula(body: bytes) -> None:
    cells = [
        c for row in body.decode("utf-8-sig").split("\r\n") for c in row.split(",")
    ]

    assert [cell for cell in cells if cell[:1] in set("=+-@")] == []


def test_the_draw_repeats_from_the_record(body: bytes) -> None:
    lines = draws.from_protocol(body)

    again = draw([line.candidate for line in lines], rule=RULE, seed=SEED).drawn

    noted = [i for i, line in enumerate(lines, start=1) if line.why]
    assert [each.position for each in again] == noted


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("位次", "次位", 1),
        ("\r\n2,", "\r\n3,", 3),
        (",civil,", ",", 2),
    ],
)
def test_a_file_that_is_no_record_is_refused(
    body: bytes, old: str, new: str, line: int
) -> None:
    changed = body.decode().replace(old, new, 1).encode()

    with pytest.raises(draws.ProtocolBroken, match=f"Line {line} "):
        draws.from_protocol(changed)


def test_records_of_the_first_program_are_still_written_byte_for_byte() -> None:
    """Its digest of the same draw, so that old certificates hold."""
    rule = SampleRule(by=SampleBy.NUMBER, number=3, minimum_per_handler=1)
    drawn = draw(FILES, rule=rule, seed=SEED).drawn
    ordered = in_draw_order(FILES, seed=SEED)

    record = draws.to_protocol(ordered, drawn, rule=rule, seed=SEED)

    assert hashlib.sha256(record).hexdigest() == (
        "f2226c5382fa7cd2fc0906fc02f6b34922a510cb83030e95d7c612417ac28cb6"
    )
    lines = [line.candidate for line in draws.from_protocol(record)]
    again = draw(lines, rule=rule, seed=SEED).drawn
    assert draws.to_protocol(lines, again, rule=rule, seed=SEED) == record
