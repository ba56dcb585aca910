"""One person is one reviewer, whatever the list of reviewers writes them with."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review.store import unit
from review.store.models import Handler, Person, Reviewer
from tests.typed import data, done, typed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

HEAD = "姓名,评查员编号,执业机构,执业证号"
FIRM = "明远律师事务所"
NUMBER = "11502201910990099"


@pytest.fixture
def lists(app: Flask, folder: Path) -> Path:
    done(app, "intake firms firms.csv")
    return folder


def taken(app: Flask, folder: Path, *rows: str, kind: str = "reviewers") -> list[str]:
    """What the command said of these rows: refusals and notes, and what it counted."""
    head = HEAD if kind == "reviewers" else "姓名,执业证号,类别,执业机构"
    (folder / "list.csv").write_text("\n".join([head, *rows]), "utf-8")
    return typed(app, f"intake {kind} list.csv").stdout.splitlines()


def reviewers(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context(), unit.reading() as connection:
        found = connection.execute(
            select(Reviewer.number, Person.name, Reviewer.licence_no)
            .join(Person, Person.id == Reviewer.person_id)
            .order_by(Reviewer.number)
        )
        return [tuple(row) for row in found]


def test_a_licence_number_makes_one_reviewer_only(app: Flask, lists: Path) -> None:
    both = taken(app, lists, *(f"白云,P2{n},{FIRM},{NUMBER}" for n in (0, 1)))
    taken(app, lists, f"白云,P20,{FIRM},{NUMBER}")
    later = taken(app, lists, f"白云,P29,{FIRM},{NUMBER}")
    other = taken(app, lists, f"黑土,P30,{FIRM},{NUMBER}")

    assert both[1].endswith("In this table P20, P21 are the same person: keep one row.")
    assert "keeps the number P20" in later[1]
    assert f"Licence number {NUMBER} is that of 白云" in other[1]
    assert reviewers(app) == [("P20", "白云", NUMBER)]


def test_who_reviews_first_and_handles_later_is_one_person(
    app: Flask, lists: Path
) -> None:
    taken(app, lists, f"白云,P20,,{NUMBER}")
    slipped = taken(app, lists, f"黑土,{NUMBER},律师,{FIRM}", kind="handlers")
    done_ = taken(app, lists, f"白云,{NUMBER},律师,{FIRM}", kind="handlers")
    again = data(app, "intake handlers list.csv --json")

    assert f"Licence number {NUMBER} is that of 白云" in slipped[1]
    assert done_[0].startswith("Rows: 1; created: 1")
    assert (again["created"], again["changed"], again["noted"]) == (0, 0, [])
    with app.app_context(), unit.reading() as connection:
        handler = connection.scalar(select(Handler.person_id))
        assert connection.scalar(select(Reviewer.person_id)) == handler


def test_without_any_number_the_name_and_the_firm_tell(app: Flask, lists: Path) -> None:
    taken(app, lists, f"白云,P01,{FIRM},", f"刘甲,,{FIRM},")
    by_name = data_of(app, lists, f"白云,,{FIRM},")
    numbered = taken(app, lists, f"刘甲,P31,{FIRM},")
    namesake = taken(app, lists, f"白云,P32,{FIRM},")
    which = taken(app, lists, "白云,,,")

    assert (by_name["created"], by_name["unchanged"]) == (0, 1)
    assert "keeps the number 刘甲" in numbered[1]
    assert "the reviewer of this name (P01) at the same firm" in " ".join(namesake)
    assert "Several reviewers are called 白云 (P01, P32)" in which[1]
    assert [number for number, _, _ in reviewers(app)] == ["P01", "P32", "刘甲"]


def data_of(app: Flask, folder: Path, *rows: str) -> dict[str, int]:
    (folder / "list.csv").write_text("\n".join([HEAD, *rows]), "utf-8")
    return dict(data(app, "intake reviewers list.csv --json"))
