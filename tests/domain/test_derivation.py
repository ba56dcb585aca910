"""A calculation is written down in one way, whoever writes it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from types import MappingProxyType

import pytest

from review.domain.derivation import as_data, canonical, digest
from review.domain.schemes import Party
from review.domain.scoring import score
from review.files.schemes import load
from tests.domain import random_answers
from tests.repository import ROOT

SHIPPED = sorted((ROOT / "scoring_schemes").glob("*.yaml"))


@dataclass(frozen=True)
class Thing:
    name: str
    many: tuple[object, ...] = ()
    mark: Decimal | None = None
    is_so: bool = False
    also: object = None


VALUES: list[object] = [
    Thing('甲"\\\n\u2028', (1, True, None, "", -2), Decimal("0.00")),
    Thing("", (), Decimal("1E+2"), is_so=True, also={"b": [], "a": {}}),
    Thing("x", (Thing("y"), Party.HANDLER), also=MappingProxyType({"z": 1, "a": 2})),
    {"乙": Fraction(7, 3), "a": [Fraction(4), 1.5, ()], Party.HANDLER: None},
    {
        3: "b",
        1: {
            True: 1,
            False: 2,
        },
    },
    [],
    "é",
]


def of_library(value: object) -> bytes:
    """The same data, written by the JSON module alone."""
    options = {"sort_keys": True, "ensure_ascii": False, "separators": (",", ":")}
    return json.dumps(as_data(value), **options).encode()


@pytest.mark.parametrize("value", VALUES)
def test_the_written_form_is_that_of_the_json_module(value: object) -> None:
    assert canonical(value) == of_library(value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_was_written_before_is_written_alike(path: Path) -> None:
    scheme, rnd = load(path.read_text(encoding="utf-8")), Random(path.stem)
    given = [random_answers.answers(rnd, scheme, None, None) for _ in range(6)]
    sheets = [score(scheme, each) for each in given]
    assert [canonical(each) for each in sheets] == [of_library(e) for e in sheets]


def test_equal_calculations_have_one_digest() -> None:
    one, other = Thing("x", mark=Decimal("3.50")), Thing("x", mark=Decimal("3.5"))
    assert digest(one) == digest(other)
    assert digest(one) != digest(Thing("x", mark=Decimal("3.51")))
