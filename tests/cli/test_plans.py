"""Plans from the command line: looked at, taken out, copied."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from flask import Flask

from tests.typed import data, done, line_of, refused, typed

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FIRMS = {"明远律师事务所", "同泽律师事务所", "云帆律师事务所"}


def test_a_dry_run_shows_the_consequence_and_writes_nothing(
    app: Flask, loaded: Path, n_events: Callable[[], int]
) -> None:
    before = n_events()

    found = data(app, "campaign open campaign.yaml --dry-run --json")
    said = done(app, "campaign open campaign.yaml --dry-run")

    assert n_events() == before
    assert {name: found[name] for name in ("population", "drawn", "reviews")} == {
        "population": 12,
        "drawn": 8,
        "reviews": 16,
    }
    assert found["each"] == [5, 6]
    assert found["without_scheme"] == [
        {"kind": "arbitration", "stage": "", "class": "general", "files": 1}
    ]
    assert found["schemes"] == [{"scheme": "civil_files@1", "fit": 12, "drawn": 8}]
    assert "Files to be drawn: 8 of 12; reviews: 16." in said
    assert "Arbitration · General: 1 → No scheme: not reviewed" in said


def test_a_dry_run_says_what_it_does_not_find(app: Flask, loaded: Path) -> None:
    plan = yaml.safe_load((loaded / "campaign.yaml").read_text("utf-8"))
    asked = {"by": "number", "number": 5000}
    weighed = {"extra_tickets": {"complaint": 2}, "complaints": ["没有第1号"]}
    plan["sample"] = asked | weighed
    (loaded / "much.yaml").write_text(yaml.safe_dump(plan), "utf-8")
    plan["sample"] = {"by": "listed", "case_numbers": ["没有第2号"]}
    (loaded / "named.yaml").write_text(yaml.safe_dump(plan), "utf-8")

    much = done(app, "campaign open much.yaml --dry-run")
    named = done(app, "campaign open named.yaml --dry-run")

    assert "Files asked for: 5000; files that fit: 12. All of these are drawn." in much
    assert "Complained about and not among the files of the period: 没有第1号" in much
    assert "Named and not among the files of the period: 没有第2号" in named


def test_quotas_that_stay_unmet_are_told_before_and_by_the_draw(
    app: Flask, loaded: Path
) -> None:
    plan = yaml.safe_load((loaded / "campaign.yaml").read_text("utf-8"))
    plan["sample"] = {
        "by": "number",
        "number": 12,
        "stratify_by": ["firm"],
        "minimum_per_handler": 1,
        "maximum_per_handler": 1,
    }
    (loaded / "short.yaml").write_text(yaml.safe_dump(plan), "utf-8")

    looked = done(app, "campaign open short.yaml --dry-run")
    remarks = data(app, "campaign open short.yaml --dry-run --json")["remarks"]
    done(app, "campaign open short.yaml")
    drawn = data(app, f"campaign draw {plan['code']} --json")

    missing = 12 - drawn["drawn"]
    assert missing > 0
    (said,) = (line for line in looked.splitlines() if "the maximum" in line)
    assert f"files missing: {missing}." in said
    assert remarks[-1] == drawn["remarks"][-1] == said


def test_a_dry_run_says_why_common_files_come_to_nothing(
    app: Flask, loaded: Path
) -> None:
    plan = loaded / "campaign.yaml"
    plan.write_text(f"{plan.read_text('utf-8')}\ncommon_files: 6\n", "utf-8")

    said = done(app, "campaign open campaign.yaml --dry-run")

    assert "There are too few reviewers for common files" in said


def test_a_dry_run_counts_hidden_reads_in_its_sums(app: Flask, loaded: Path) -> None:
    plan = loaded / "campaign.yaml"
    plan.write_text(f"{plan.read_text('utf-8')}\nsecond_reads: 50\n", "utf-8")

    found = data(app, "campaign open campaign.yaml --dry-run --json")
    said = done(app, "campaign open campaign.yaml --dry-run")

    assert (found["reviews"], found["counted_reviews"], found["each"]) == (
        20,
        16,
        [6, 7],
    )
    assert "Files to be drawn: 8 of 12; reviews: 20." in said
    assert "Reviews that count: 16; those that only measure reviewers: about 4." in said


def test_a_dry_run_of_what_cannot_be_opened_fails(app: Flask, opened: Path) -> None:
    result = typed(app, "campaign open campaign.yaml --dry-run")

    assert result.exit_code == 1
    assert "There is already a campaign with the code 2025." in result.stdout
    assert line_of(result) == "This plan cannot be opened; faults: 1."


def test_a_plan_is_taken_out_and_says_the_same_again(app: Flask, opened: Path) -> None:
    done(app, "campaign plan 2025 -o first.yaml")
    first = (opened / "first.yaml").read_text("utf-8")
    (opened / "again.yaml").write_text(first.replace('"2025"', "again"), "utf-8")
    done(app, "campaign open again.yaml")

    assert (
        done(app, "campaign plan again").strip()
        == first.replace('"2025"', "again").strip()
    )


def test_a_plan_is_copied_for_the_next_year(app: Flask, opened: Path) -> None:
    result = typed(app, "campaign copy 2025 -o next.yaml")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "Assessment year: 2025 → 2026\n" in result.stderr
    text = (opened / "next.yaml").read_text("utf-8")
    assert 'code: "2026"\n' in text
    assert "due_on: 2027-03-31\n" in text
    assert "seed" not in text
    done(app, "campaign open next.yaml")


def test_only_a_campaign_that_is_there_has_a_plan(app: Flask, loaded: Path) -> None:
    assert "There is no campaign 1999 here." in refused(app, "campaign plan 1999")


def test_a_plan_that_rotates_is_looked_at_drawn_and_allocated(
    app: Flask, loaded: Path
) -> None:
    """Three firms with a reviewer each, and a seed that was announced."""
    plan = loaded / "campaign.yaml"
    plan.write_text(f"{plan.read_text('utf-8')}who_reviews: firms\n", "utf-8")

    found = data(app, "campaign open campaign.yaml --dry-run --json")
    said = done(app, "campaign open campaign.yaml --dry-run")
    done(app, "campaign open campaign.yaml")
    done(app, "campaign draw 2025")
    given = done(app, "campaign readers 2025 --format csv")

    reads = {each["name"]: each["reads"] for each in found["units"]}
    assert found["who_reviews"] == "firms"
    assert set(reads) == set(reads.values()) == FIRMS
    assert all(reads[reads[each]] != each for each in FIRMS)
    assert "Firms review each other, round in a circle" in said
    assert all(f"→ {each}" in said for each in FIRMS)
    # A file needs two reviewers, and each firm has one.
    assert "These have fewer reviewers than a file that falls to them needs" in said
    assert given.count("\n") == 1
    assert "who_reviews: firms" in done(app, "campaign plan 2025")


def test_what_is_not_there_cannot_be_re_checked(app: Flask, loaded: Path) -> None:
    plan = loaded / "campaign.yaml"
    plan.write_text(f'{plan.read_text("utf-8")}recheck_of: "2024"\n', "utf-8")

    told = refused(app, "campaign open campaign.yaml")

    assert "There is no campaign 2024 with a sample to re-check." in told
