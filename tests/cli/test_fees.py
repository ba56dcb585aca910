"""Review fees from the command line: rates, one list, its end; what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.typed import data, done, refused

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_fees_are_paid_once_and_lists_end_once(app: Flask, settled: Path) -> None:
    before = data(app, "fees status 2025 --json")
    rates = data(app, "fees rates 2025 first=50 lead=9.5 --tax 0:5 --tax 90:10 --json")
    open_ = data(app, "fees status 2025 --json")
    changed = data(app, "fees rates 2025 lead= first=60 --no-tax --json")

    assert (before["to_be_paid"], before["without_rate"]) == (
        [],
        {"first": 16, "lead": 1},
    )
    assert rates["rates"] == {"first": "50.00", "lead": "9.50"}
    assert rates["tax"] == [["0.00", "5.00"], ["90.00", "10.00"]]
    assert open_["total"]["reviews"] == {"first": 16, "lead": 1}
    assert open_["total"]["gross"] == "809.50"
    assert changed == {"rates": {"first": "60.00"}, "tax": []}

    stale = refused(app, f"fees make 2025 --basis {open_['basis']}")
    made = data(app, "fees make 2025 --json")
    done(app, "fees export 2025 1 --format xlsx -o 1.xlsx")
    done(app, "fees cancel 2025 1 --reason 标准有误")
    again = data(app, "fees make 2025 --json")
    done(app, "fees paid 2025 2")
    listed = data(app, "fees status 2025 --json")

    assert stale.startswith("More reviews were finished, or the rates changed")
    assert (made["gross"], made["tax"], made["state"]) == ("960.00", "0.00", "open")
    assert sum(each["reviews"]["first"] for each in made["people"]) == 16
    assert load_workbook(settled / "1.xlsx").active.max_row == 5
    assert (again["list"], again["people"]) == (2, made["people"])
    states = [(each["list"], each["state"]) for each in listed["lists"]]
    assert states == [(2, "paid"), (1, "cancelled")]
    assert (listed["to_be_paid"], listed["without_rate"]) == ([], {"lead": 1})
    dearer = data(app, "fees rates 2025 first/civil/complex=90 first/civil=70 --json")
    plain = data(app, "fees rates 2025 first/civil= first/civil/complex= --json")
    assert dearer["of_files"] == {
        "first/civil/complex": "90.00",
        "first/civil": "70.00",
    }
    assert plain == {"rates": {"first": "60.00"}, "tax": []}
    for typed, said in REFUSED:
        assert refused(app, f"fees {typed}") == said


ROLES = "Write a rate as ROLE=YUAN, where ROLE is one of: first, third, panel, lead, "
FILES = "; for some files as ROLE/CLASS=YUAN, ROLE/KIND=YUAN or ROLE/KIND/CLASS=YUAN."
BAND = "Write a band of the tax as OVER:PERCENT, for instance 800:20."
REFUSED = (
    ("make 2025", "No finished review with a rate is waiting to be paid."),
    ("rates 2025 first", f"{ROLES}senior{FILES}"),
    ("rates 2025 everybody=5", f"{ROLES}senior{FILES}"),
    ("rates 2025 first/easy=5", f"{ROLES}senior{FILES}"),
    ("rates 2025 first=fünf", f"{ROLES}senior{FILES}"),
    ("rates 2025 first=NaN", "Rates and tax are numbers from 0 on."),
    ("rates 2025 --tax 20", BAND),
    ("rates 2025 --tax 800:x", BAND),
    ("list 2025 3", "This campaign has no list 3."),
    ("paid 2025 2 --on tomorrow", "Write the day as 2026-03-31."),
    (
        "cancel 2025 2 --reason 再来",
        "This list was paid or cancelled before; nothing was changed.",
    ),
    ("status none", "There is no campaign none here."),
)
