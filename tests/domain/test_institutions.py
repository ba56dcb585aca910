"""Institutions are reviewed by schemes of their own, and answer for every line."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.domain.campaigns import (
    PlanBroken,
    check_one_object,
    of_institutions,
    scheme_for,
)
from review.domain.kinds import FILE_KINDS, OBJECT_KINDS, CaseKind, kind_by_name
from review.domain.people import names
from review.domain.scheme_checks.objects import BOTH, CHECKS, NO_STEPS, OWN_ANSWER
from review.domain.scheme_uses import Narrowing, use_faults
from review.domain.schemes import Party
from tests.domain.builders import item, points_scheme, section

CENTER = replace(item("i"), party=Party.CENTER)
ANYTHING = points_scheme(section("s", item("i")), code="any")
CIVIL = replace(ANYTHING, code="civil", case_kinds=("civil",))
STATION = points_scheme(section("s", CENTER), code="desk", case_kinds=("station",))


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("东山县法律援助中心", CaseKind.INSTITUTION),
        ("东山县法律援助中心驻看守所工作站", CaseKind.STATION),
        ("西河区人民法院值班律师室", CaseKind.STATION),
        ("北站街道联络点", CaseKind.STATION),
        ("市法律援助处", CaseKind.INSTITUTION),
    ],
)
def test_a_name_tells_a_station_from_an_institution(name: str, kind: CaseKind) -> None:
    assert kind_by_name(name) is kind


def test_every_kind_is_of_cases_or_of_institutions() -> None:
    assert {*FILE_KINDS, *OBJECT_KINDS} == set(CaseKind)
    assert [kind for kind in CaseKind if kind.is_object] == [
        CaseKind.INSTITUTION,
        CaseKind.STATION,
    ]


def test_a_station_is_avoided_by_its_name() -> None:
    assert names("驻看守所工作站、东街值班点、张 三") == (
        *("驻看守所工作站", "东街值班点", "张三"),
    )


@pytest.mark.parametrize(
    ("kind", "code"), [("station", "desk"), ("civil", "any"), ("institution", None)]
)
def test_only_a_scheme_that_names_institutions_is_for_them(
    kind: str, code: str | None
) -> None:
    found = scheme_for([ANYTHING, STATION], kind=kind, stage="", case_class="general")

    assert (found.code if found else None) == code


def test_a_scheme_for_anything_is_not_stretched_to_institutions() -> None:
    narrowing = Narrowing(case_kinds=("station",))

    assert len(list(use_faults(ANYTHING, narrowing, {}))) == 1
    assert list(use_faults(STATION, narrowing, {})) == []


def test_cases_and_institutions_are_two_campaigns() -> None:
    check_one_object([ANYTHING, CIVIL])
    check_one_object([STATION])
    with pytest.raises(PlanBroken) as refused:
        check_one_object([CIVIL, STATION])

    assert refused.value.values == {"codes": ("civil", "desk")}
    assert [of_institutions(rules) for rules in ({}, {"institutions": True})] == [
        *(False, True),
    ]


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        ({}, []),
        ({"case_kinds": ("civil", "station")}, [BOTH]),
        ({"stages": ("trial_first",), "case_classes": ("major",)}, [NO_STEPS] * 2),
        ({"sections": (section("s", item("i")),)}, [OWN_ANSWER]),
        ({"case_kinds": ("civil",), "sections": (section("s", item("i")),)}, []),
    ],
)
def test_a_scheme_for_institutions_is_for_them_alone(
    changes: dict[str, Any], sentences: list[str]
) -> None:
    scheme = replace(STATION, **changes)

    found = [fault.sentence for check in CHECKS for fault in check(scheme)]

    assert found == sentences
