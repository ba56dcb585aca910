"""A sample from the command line: announced, drawn, changed, and drawn again elsewhere."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from review.domain.sampling import draw, in_draw_order
from review.files import draw_bundles, draws
from review.store import unit
from review.store.models import Case
from tests.conftest import AT
from tests.typed import data, done, refused, typed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def data_of(result: Result) -> dict[str, Any]:
    return json.loads(result.stdout)


def lots(folder: Path) -> str:
    """The example's plan without a seed, drawing four of the files."""
    text = (folder / "campaign.yaml").read_text("utf-8")
    text = text.replace("seed: 青川2025年第一次抽样\n", "").replace('"2025"', '"lots"')
    (folder / "lots.yaml").write_text(text.replace("number: 8", "number: 4"), "utf-8")
    return "lots.yaml"


def test_a_seed_kept_secret_is_announced_by_its_digest(
    app: Flask, opened: Path
) -> None:
    done(app, f"campaign open {lots(opened)}")
    digest = hashlib.sha256("明年春分".encode()).hexdigest()

    said = done(app, f"campaign announce lots --sha256 {digest}")
    other = refused(app, "campaign draw lots --seed 今年春分")
    none = refused(app, "campaign draw lots")
    drawn = data(app, "campaign draw lots --seed 明年春分 --json")

    assert said.startswith("Announced. The list has 12 files; its SHA-256: ")
    assert other.startswith("The seed of this campaign was announced before;")
    assert none == "Give the seed that was announced."
    assert drawn["seed"] == "明年春分"


@pytest.mark.parametrize("moment", ["2099-03-09 21:30", "2099-03-09T21:30:00"])
def test_an_event_is_announced_with_its_time(
    app: Flask, opened: Path, moment: str
) -> None:
    done(app, f"campaign open {lots(opened)}")

    said = done(app, f"campaign announce lots --event 开奖 --at '{moment}'")
    early = refused(app, "campaign draw lots --seed 1")

    assert said.startswith("Announced. The list has 12 files;")
    assert early == "The seed comes from an event that has not taken place yet."


def test_an_announcement_says_one_thing(app: Flask, opened: Path) -> None:
    done(app, f"campaign open {lots(opened)}")

    for given in ("", "--seed 1 --event 开奖"):
        said = refused(app, f"campaign announce lots {given}")
        assert said == "Give one of --seed, --sha256 and --event."
    assert refused(app, "campaign announce lots --event 开奖 --at 2020-01-01") == (
        "Say when the event takes place; it is still to come."
    )


def test_sample_is_changed_and_drawn_again_on_another_machine(
    app: Flask, opened: Path
) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign record 2025 --output first.zip")
    first = typed(None, "redraw first.zip --json")
    case_no = data_of(first)["files"][0][1]

    replaced = done(app, f"campaign replace 2025 {case_no} --reason 卷宗遗失")
    extended = done(app, "campaign extend 2025 10 --reason 上级要求")
    done(app, "campaign record 2025 --output second.zip")
    again = typed(None, "redraw second.zip --output sample.csv --json")

    found = data_of(again)
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert replaced.startswith(f"{case_no} is replaced by ")
    assert extended == "2 further files are drawn.\n"
    assert (found["changes"], found["sample"], found["population"]) == (2, 10, 12)
    assert case_no not in {number for _, number in found["files"]}
    assert found["list_digest"] == data_of(first)["list_digest"]
    body = (opened / "sample.csv").read_bytes()
    assert hashlib.sha256(body).hexdigest() == found["sample_digest"]
    with zipfile.ZipFile(opened / "second.zip") as bundle:
        assert bundle.read("sample.csv") == body
        assert (
            hashlib.sha256(bundle.read("list.csv")).hexdigest() == found["list_digest"]
        )


def test_a_record_that_was_changed_is_found(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign record 2025 --output a.zip")
    with zipfile.ZipFile("a.zip") as old, zipfile.ZipFile("b.zip", "w") as new:
        for name in old.namelist():
            body = old.read(name)
            new.writestr(name, body.replace(b",stratum\r\n", b",\r\n", 1))

    result = typed(None, "redraw b.zip")

    assert result.exit_code == 1
    assert marks(result) == "✗✗✓✓✓"
    assert "does not give what this record says" in result.stderr


def marks(result: Result) -> str:
    return "".join(line[0] for line in result.stdout.splitlines() if line[0] in "✓✗")


def announced(app: Flask, folder: Path) -> str:
    """The campaign's lots, drawn by a seed of which the SHA-256 was announced."""
    done(app, f"campaign open {lots(folder)}")
    digest = hashlib.sha256("明年春分".encode()).hexdigest()
    said = done(app, f"campaign announce lots --sha256 {digest}")
    done(app, "campaign draw lots --seed 明年春分")
    done(app, "campaign record lots --output a.zip")
    return said.rpartition(" ")[2].strip()


def forged(record: str, seed: str, *, leaves_out: int) -> None:
    """Another seed and fewer files, and everything that follows from them done right."""
    found = draw_bundles.from_bundle(Path(record).read_bytes())
    lines = [each.candidate for each in draws.from_protocol(found.list_body)]
    ordered = in_draw_order(lines[: len(lines) - leaves_out], seed=seed)
    rule = replace(found.rule, include_secret=True)
    drawn = draw(ordered, rule=rule, seed=seed).drawn
    said = {**found.said, "seed": seed}
    body = draw_bundles.to_bundle(
        said,
        list_body=draws.to_protocol(ordered, drawn, rule=rule, seed=seed),
        frozen=draws.frozen(ordered, rule=found.rule),
        sample_body=draw_bundles.to_sample(ordered, [each.position for each in drawn]),
    )
    Path("forged.zip").write_bytes(body)


def test_what_was_announced_is_told_to_be_compared(app: Flask, opened: Path) -> None:
    listed = announced(app, opened)

    result = typed(None, "redraw a.zip")

    seed = hashlib.sha256("明年春分".encode()).hexdigest()
    before = "Compare with what was published before the draw:"
    assert (result.exit_code, marks(result)) == (0, "✓✓✓✓✓✓✓")
    *told, rule = result.stdout.splitlines()[-3:]
    assert told == [
        f"{before} SHA-256 of the seed {seed}",
        f"{before} list {listed}",
    ]
    assert rule.startswith('The rule of the draw: {"by": "number"')
    with zipfile.ZipFile("a.zip") as found:
        assert hashlib.sha256(found.read("frozen.txt")).hexdigest() == listed


@pytest.mark.parametrize(
    ("seed", "leaves_out", "expected"),
    [
        ("明年春分", 0, "✓✓✓✓✓✓✓"),
        ("我挑的种子", 0, "✓✓✓✓✗✓✓"),
        ("明年春分", 3, "✓✓✓✓✓✗✗"),
    ],
)
def test_a_record_that_keeps_not_to_what_was_announced_is_found(
    app: Flask, opened: Path, seed: str, leaves_out: int, expected: str
) -> None:
    announced(app, opened)
    forged("a.zip", seed, leaves_out=leaves_out)

    result = typed(None, "redraw forged.zip")

    assert marks(result) == expected
    assert result.exit_code == int("✗" in expected)


def test_a_draw_that_nobody_announced_is_told_so(app: Flask, opened: Path) -> None:
    done(app, f"campaign open {lots(opened)}")
    done(app, "campaign draw lots --seed 1")
    done(app, "campaign record lots --output a.zip")

    result = typed(None, "redraw a.zip")

    assert (result.exit_code, marks(result)) == (0, "✓✓✓✓")
    assert result.stdout.endswith(
        "Nothing was announced before the draw; the seed may be a chosen one.\n"
    )


def test_a_seed_of_the_plan_freezes_the_list_when_it_is_announced(
    app: Flask, opened: Path
) -> None:
    seed = "青川2025年第一次抽样"
    done(app, "campaign draw 2025")
    done(app, "campaign record 2025 --output never.zip")
    text = (opened / "campaign.yaml").read_text("utf-8").replace('"2025"', "again")
    (opened / "again.yaml").write_text(text, "utf-8")
    done(app, "campaign open again.yaml")

    said = done(app, f"campaign announce again --seed {seed}")

    assert said.startswith("Announced. The list has 12 files; its SHA-256: ")
    never = typed(None, "redraw never.zip").stdout
    assert "No list was frozen before the draw;" in never


def test_another_list_than_the_announced_one_is_drawn_from_only_when_asked(
    app: Flask, opened: Path
) -> None:
    done(app, f"campaign open {lots(opened)}")
    done(app, "campaign announce lots --seed 26035")
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        first = unit.connection().scalar(select(func.min(Case.id)))
        unit.change(event, Case, {"id": first}, sealed=True)

    said = refused(app, "campaign draw lots")
    done(app, "campaign draw lots --changed-list")

    assert "no longer those that were announced (files then: 12, now: 11)" in said
    assert "--changed-list" in said


def test_a_campaign_that_is_not_drawn_is_there(app: Flask, opened: Path) -> None:
    for command in ("record 2025", "extend 2025 9 --reason 增补"):
        said = refused(app, f"campaign {command}")
        assert said == "The sample of this campaign is not drawn yet."

    assert refused(app, "campaign record 2026") == "There is no campaign 2026 here."


def test_another_file_is_no_record(opened: Path) -> None:
    result = typed(None, "redraw campaign.yaml")

    assert result.exit_code == 1
    assert "This is not the exported record of a draw." in result.stderr
