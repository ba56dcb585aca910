"""Paper volumes from the command line: the same lists as on the pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.typed import data, done, refused

FIRM = "明远律师事务所"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_volumes_go_to_a_reviewer_and_back_by_lists(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign allocate 2025")
    wanted = data(app, "volumes wanted 2025 --json")
    (asked,) = (each["files"] for each in wanted if each["firm"] == FIRM)
    numbers = [each["case_no"] for each in asked]

    received = data(app, f"volumes move 2025 received --with {FIRM} --all --json")
    known = data(app, "volumes movable 2025 handed --with P02 --json")
    move = f"volumes move 2025 handed --with P02 '{numbers[0]}=2' {known[1]['key']}"
    handed = data(app, f"{move} --json")

    assert (received["n_files"], received["move"]) == (len(numbers), "received")
    assert [file["case_no"] for file in known] == numbers
    assert [file["volumes"] for file in handed["files"]] == [2, 1]
    at = data(app, "volumes status 2025 --place reviewer --json")
    assert at["by_place"] == {"owner": 5, "office": 1, "reviewer": 2, "returned": 0}
    assert {(f["case_no"], f["holder"]) for f in at["files"]} == {
        (number, "何雅静") for number in numbers[:2]
    }
    assert data(app, "volumes movable 2025 back --json") == [
        {"key": "P02", "name": "何雅静", "files": 2}
    ]
    for typed, said in REFUSED:
        assert refused(app, f"volumes {typed}") == said

    done(app, "volumes move 2025 back --with P02 --all")
    # Nothing is settled, so --all gives nothing back; a file that is named goes.
    returned = f"volumes move 2025 returned --with {FIRM}"
    assert refused(app, f"{returned} --all") == "Choose at least one case file."
    done(app, f"{returned} '{numbers[0]}'")
    lists = data(app, "volumes status 2025 --json")["lists"]
    assert [each["move"] for each in lists] == [
        "returned",
        "back",
        "handed",
        "received",
    ]
    assert data(app, "volumes list 2025 2 --json") == handed


NOTHING = "cannot be handed over so now: see volumes movable."
REFUSED = (
    ("move 2025 handed --with P03 X", f"X {NOTHING}"),
    (
        "move 2025 handed --with P03 X=two",
        "Write the number of volumes after the sign, as in X=2.",
    ),
    ("move 2025 handed --with P03", "Choose at least one case file."),
    (
        "move 2025 handed --with P01 --all",
        "Nothing can be handed over with P01 now: see volumes movable.",
    ),
    ("list 2025 3", "This campaign has no handover list 3."),
    ("status none", "There is no campaign none here."),
)


def test_fewer_volumes_go_only_when_that_is_said(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign allocate 2025")
    done(app, f"volumes move 2025 received --with {FIRM} --all")
    number = data(app, "volumes movable 2025 handed --with P02 --json")[0]["case_no"]
    done(app, f"volumes move 2025 handed --with P02 '{number}=3'")
    back = f"volumes move 2025 back --with P02 '{number}=2'"

    assert refused(app, back) == (
        f"Fewer volumes than there are: {number} (3→2). If that is so, add --fewer; "
        "what is kept back stays marked until it comes."
    )
    made = data(app, f"{back} --fewer --json")
    assert (made["n_volumes"], made["files"][0]["due"]) == (2, 3)
    status = data(app, "volumes status 2025 --json")
    assert [(f["case_no"], f["kept"]) for f in status["kept"]] == [
        (number, [{"holder": "何雅静", "volumes": 1}])
    ]
    assert [each["n_kept"] for each in status["lists"]] == [1, 0, 0]
    assert "1 with 何雅静" in done(app, "volumes status 2025")

    done(app, "volumes move 2025 back --with P02 --all")
    after = data(app, "volumes status 2025 --json")
    assert (after["kept"], after["by_place"]["office"]) == ([], 3)
