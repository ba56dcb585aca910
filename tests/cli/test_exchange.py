"""Keys and signed files at the command line, between two bureaus."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from review.store import unit
from review.store.models import CollectedResult
from tests.typed import data, done, refused

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def county(app: Flask, folder: Path) -> str:
    """Another bureau; gives its fingerprint once it has a key and a card."""
    done(app, "bureaus found E 东山县司法局")
    done(app, "schemes load scheme.yaml --bureau 0")
    for code in ("0", "E"):
        done(app, f"exchange keys --make --card key-{code}.json --bureau {code}")
    trust = "exchange trust key-{0}.json --code {1} --as {2} --bureau {3}"
    for other, name, place, own in (
        ("E", "far-county", "subordinate", "0"),
        ("0", "far-city", "superior", "E"),
    ):
        mark = data(app, f"exchange keys --json --bureau {other}")["own"]
        command = trust.format(other, name, place, own)
        done(app, f"{command} --fingerprint '{mark}'")
    return str(data(app, "exchange keys --json --bureau E")["own"])


def test_a_scheme_and_numbers_are_carried_over(app: Flask, county: str) -> None:
    Path("numbers.txt").write_text("(2025)1号\n(2025)2号\n", encoding="utf-8")
    (code,) = {each["code"] for each in data(app, "schemes list --json --bureau 0")}
    done(app, f"exchange issue {code} --to far-county -o scheme.zip --bureau 0")
    command = "exchange designate numbers.txt --to far-county --name 抽查"
    done(app, f"{command} -o numbers.zip --bureau 0")

    looked = data(app, "exchange take scheme.zip --look --json --bureau E")
    taken = data(app, "exchange take scheme.zip --json --bureau E")
    again = done(app, "exchange take scheme.zip --bureau E")
    numbers = data(app, "exchange take numbers.zip --json --bureau E")

    assert (looked["kind"], looked["was_in"], taken["was_in"]) == (
        "scheme",
        False,
        False,
    )
    assert "It was in already" in again
    assert (numbers["about"], numbers["n"]) == ("抽查", 2)
    assert [e["code"] for e in data(app, "schemes list --json --bureau E")] == [code]
    listed = data(app, "exchange keys --json --bureau 0")["partners"]
    assert [(each["code"], each["fingerprint"]) for each in listed] == [
        ("far-county", county)
    ]


def test_requests_and_withdrawals_are_carried_over(app: Flask, county: str) -> None:
    Path("numbers.txt").write_text("(2025)1号\n(2025)2号\n", encoding="utf-8")
    to = "--to far-county --bureau 0"
    why = "--reason 改由省厅汇总"
    done(app, f"exchange ask 2025 --due 2026-05-01 {to} -o ask.zip")
    done(app, f"exchange ask 2025 {to} -o again.zip")
    asked = data(app, "exchange take ask.zip --json --bureau E")
    again = data(app, "exchange take again.zip --json --bureau E")
    done(app, f"exchange withdraw-request 2025 {why} {to} -o unask.zip")
    done(app, f"exchange designate numbers.txt --name 抽查 {to} -o numbers.zip")
    done(app, "exchange take numbers.zip --bureau E")
    done(app, f"exchange withdraw-numbers 抽查 {why} {to} -o gone.zip")
    done(app, f"exchange withdraw-numbers 抽查 {why} {to} -o twice.zip")

    looked = data(app, "exchange take unask.zip --look --json --bureau E")
    unasked = done(app, "exchange take unask.zip --bureau E")
    late = refused(app, "exchange take again.zip --bureau E")
    gone = data(app, "exchange take gone.zip --json --bureau E")
    twice = done(app, "exchange take twice.zip --bureau E")

    assert (asked["kind"], asked["about"], asked["due_on"]) == (
        *("request", "2025"),
        "2026-05-01",
    )
    assert (asked["was_in"], again["was_in"], looked["was_in"]) == (False, True, False)
    assert (looked["kind"], looked["reason"]) == ("request_withdrawal", "改由省厅汇总")
    assert "Withdrawn on" in unasked and "改由省厅汇总" in unasked
    assert "A newer file of the same matter is in already" in late
    assert (gone["n"], gone["effect"], gone["reason"]) == (2, "waited", "改由省厅汇总")
    assert "They have joined no campaign" in twice
    assert "It was in already" in twice
    other = f"exchange withdraw-numbers 另一次 {why} {to} -o x.zip"
    assert "“另一次” does not name one designation" in refused(app, other)


@pytest.fixture
def published(app: Flask, settled: Path) -> Path:
    done(app, "campaign publish 2025 --despite-notes")
    return settled


def delivered(app: Flask) -> list[str]:
    with app.app_context(), unit.reading() as connection:
        return list(connection.scalars(select(CollectedResult.campaign)))


def test_without_a_superior_that_is_what_is_said(app: Flask, published: Path) -> None:
    said = refused(app, "exchange deliver 2025 -o x.zip")

    assert said == "There is no superior bureau to deliver to."


def test_a_superior_in_this_installation_needs_no_file(
    app: Flask, published: Path
) -> None:
    done(app, "bureaus found P 省司法厅")
    done(app, "bureaus place 0 --under P")

    said = done(app, "exchange deliver 2025 -o x.zip --bureau 0")

    assert said == (
        "Delivered to 省司法厅, which works in this installation: no file was needed or "
        "written.\n"
    )
    assert delivered(app) == ["2025"]
    assert not Path("x.zip").exists()


def test_what_cannot_be_signed_is_not_delivered(app: Flask, published: Path) -> None:
    done(app, "bureaus found P 省司法厅")
    done(app, "exchange keys --make --card key.json --bureau P")
    mark = data(app, "exchange keys --json --bureau P")["own"]
    trust = "exchange trust key.json --code above --as superior --bureau 0"
    done(app, f"{trust} --fingerprint '{mark}'")
    command = "exchange deliver 2025 -o x.zip --bureau 0"

    assert refused(app, command).startswith("This bureau has no key yet.")
    assert delivered(app) == []

    done(app, "exchange keys --make --bureau 0")
    assert done(app, command) == "Written to x.zip.\n"
    assert delivered(app) == ["2025"]
    assert Path("x.zip").exists()


FALSE = "Do not trust the card"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("exchange take scheme.yaml", "not a signed file of this program"),
        ("exchange issue x --to nobody -o x.zip", "No bureau nobody"),
        ("exchange deliver 2025 -o x.zip", "2025 is no campaign with a final"),
        ("exchange trust key-0.json --code y --as superior --fingerprint 12", FALSE),
    ],
)
def test_what_cannot_be_is_said(
    app: Flask, county: str, command: str, said: str
) -> None:
    assert said in refused(app, f"{command} --bureau E")
