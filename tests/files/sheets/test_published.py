"""Published figures come out of spreadsheets as a bureau could have typed them."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from review.domain.cases import IntakeKind
from review.files.sheets import Intake, read
from tests.fixtures import published
from tests.fixtures.published import ALL, DEHUA, HUANGPI, KEPT, YINGDONG, Published

IDS = [place.code for place in ALL]


def taken(place: Published) -> dict[str, Intake]:
    return {
        kind: read(data, kind=IntakeKind(kind))
        for kind, data in published.tables(place).items()
    }


def grades(intakes: dict[str, Intake]) -> dict[str, Counter[str]]:
    """By kind of case: the grades of the means of two totals."""
    kinds = {row.record.case_no: row.record.kind for row in intakes["cases"].rows}
    of_case: dict[str, list[Decimal]] = defaultdict(list)
    for row in intakes["reviews"].rows:
        of_case[row.record.case_no].append(row.record.total)
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for case_no, (first, second) in of_case.items():
        mean = (first + second) / 2
        counted[kinds[case_no].value][published.grade_of(mean)] += 1
    return counted


@pytest.mark.parametrize("place", KEPT, ids=[place.code for place in KEPT])
def test_the_kept_files_are_the_generated_ones(place: Published) -> None:
    kept = {
        kind: (published.HERE / place.code / f"{kind}.csv").read_bytes()
        for kind in published.tables(place)
    }

    assert kept == published.tables(place)


@pytest.mark.parametrize("place", ALL, ids=IDS)
def test_every_row_is_understood(place: Published) -> None:
    intakes = taken(place)

    assert {kind: i.refused for kind, i in intakes.items()} == dict.fromkeys(
        intakes, ()
    )
    assert {kind: len(i.rows) for kind, i in intakes.items()} == {
        "firms": 10,
        "handlers": 20,
        "reviewers": 6,
        "cases": place.n_cases,
        "reviews": 2 * place.n_cases,
    }
    assert {kind: i.encoding for kind, i in intakes.items()} == {
        **dict.fromkeys(intakes, "utf-8"),
        "cases": "gb18030",
    }
    assert [len(i.set_aside) for i in intakes.values()] == [0, 0, 0, 1, 0]
    assert {i.unknown_columns for i in intakes.values()} == {()}


def test_huangpi_2024() -> None:
    assert grades(taken(HUANGPI)) == {
        "civil": {"优秀": 1, "良好": 11, "合格": 18},
        "criminal_defense": {"优秀": 1, "良好": 17, "合格": 12},
    }


def test_dehua_2023() -> None:
    by_kind = grades(taken(DEHUA))

    assert sum(by_kind.values(), Counter()) == {"良好": 4, "合格": 7}
    assert {kind: c.total() for kind, c in by_kind.items()} == {
        "civil": 6,
        "criminal_defense": 5,
    }


def test_yingdong_2023() -> None:
    assert grades(taken(YINGDONG))["civil"] == {"优秀": 14, "良好": 57, "合格": 6}


@pytest.mark.parametrize("place", ALL, ids=IDS)
def test_two_reviews_of_a_file_agree_and_come_from_another_firm(
    place: Published,
) -> None:
    """So that no rule for diverging reviews, and no recusal, changes the figures."""
    intakes = taken(place)
    firm_of = {row.record.name: row.record.firm for row in intakes["reviewers"].rows}
    handled_by = {
        row.record.case_no: row.record.lead.firm for row in intakes["cases"].rows
    }
    of_case: dict[str, list] = defaultdict(list)
    for row in intakes["reviews"].rows:
        of_case[row.record.case_no].append(row.record)

    for case_no, (first, second) in of_case.items():
        assert first.reviewer != second.reviewer
        assert first.grade == second.grade
        assert abs(first.total - second.total) <= 2
        assert handled_by[case_no] not in (
            firm_of[first.reviewer],
            firm_of[second.reviewer],
        )


def test_no_two_people_share_a_name() -> None:
    names = [published.person(n) for n in (*range(20), *range(30, 36))]

    assert len(set(names)) == len(names)
