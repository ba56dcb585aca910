"""The tree of bureaus, as whoever runs the program sets it up."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.typed import data, done, refused

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def tree(app: Flask) -> list[tuple[str, str, str]]:
    found = data(app, "bureaus list --json")
    return [(each["code"], each["level"], each["above"]) for each in found]


def test_counties_are_founded_below_the_first_bureau(app: Flask) -> None:
    done(app, "bureaus found E 东山县司法局 --under 0 --area 东山县")
    done(app, "bureaus found P 省司法厅")
    done(app, "bureaus place 0 --under P")

    assert tree(app) == [
        ("P", "province", ""),
        ("0", "prefecture", "P"),
        ("E", "county", "0"),
    ]
    shown = done(app, "bureaus list").splitlines()
    assert shown[-1].startswith("　　东山县司法局")
    assert done(app, "users add east --role system_admin --bureau E").startswith("east")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("bureaus found 0 又一个", "There is a bureau with the code 0 already."),
        ("bureaus found E 东山 --under X", "no bureau with the code X"),
        ("bureaus place 0 --under 0", "cannot stand under itself"),
        ("bureaus found E ''", "Code and name of a bureau are needed"),
    ],
)
def test_what_cannot_be_is_said(app: Flask, command: str, said: str) -> None:
    done(app, "bureaus list")
    assert said in refused(app, command)
