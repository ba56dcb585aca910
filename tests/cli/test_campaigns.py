"""A campaign from the command line: each step, each refusal, each repetition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from review.domain.entrustment import Contract, OrganisationKind
from review.domain.phases import CasePhase
from review.domain.redaction import LOOKS_FIRST
from review.files import campaigns as files
from review.files.campaigns import PlanRefused
from review.services import contracts
from review.store import unit
from review.store.models import (
    AccessLog,
    Bureau,
    CampaignCase,
    CampaignReviewer,
    Reviewer,
    Scan,
)
from review.web import settings
from tests.cli.conftest import reviewed
from tests.conftest import AT
from tests.scanned import on_every_case
from tests.services.test_spoken import with_a_campaign_of_each
from tests.typed import data, done, line_of, refused, typed

STEPS = (
    *("draw", "allocate", "readers", "settle", "status"),
    *("publish", "publish --provisional"),
)


def plan(folder: Path, **changes: str) -> str:
    """The example's plan with some lines changed, as another file."""
    text = (folder / "campaign.yaml").read_text("utf-8")
    for old, new in changes.items():
        assert f"\n{old}: " in text
        start = text.index(f"\n{old}: ") + 1
        text = text[:start] + new + text[text.index("\n", start) :]
    (folder / "plan.yaml").write_text(text, "utf-8")
    return "plan.yaml"


def phases(**counts: int) -> dict[str, int]:
    return {phase.value: counts.get(phase.value, 0) for phase in CasePhase}


def test_opening_says_what_was_opened(app: Flask, opened: Path) -> None:
    (line,) = data(app, "campaign list --json")
    heading, shown = done(app, "campaign list").splitlines()

    assert line == {
        "code": "2025",
        "name": "2025年度民事法律援助案卷评查",
        "assessment_year": 2025,
        "phase": "opened",
        "cases": 0,
    }
    assert heading.split() == [
        "Code",
        "Campaign",
        "Assessment",
        "year",
        "Phase",
        "Files",
    ]
    assert shown.split()[:3] == ["2025", "2025年度民事法律援助案卷评查", "2025"]


def test_opening_the_same_plan_again_finds_it_open(
    app: Flask, opened: Path, n_events: Callable[[], int]
) -> None:
    before = n_events()

    again = data(app, "campaign open campaign.yaml --json")

    assert again == {
        "code": "2025",
        "name": "2025年度民事法律援助案卷评查",
        "assessment_year": 2025,
        "schemes": ["civil_files@1"],
        "reviewers": 3,
        "leads": 1,
    }
    assert n_events() == before


def test_another_plan_does_not_take_the_code(
    app: Flask, opened: Path, n_events: Callable[[], int]
) -> None:
    before = n_events()
    other = plan(opened, decimals="decimals: 2")

    said = refused(app, f"campaign open {other}")

    assert said == "There is already a campaign with the code 2025."
    assert n_events() == before


def test_a_bad_plan_says_every_fault_and_how_many(
    app: Flask, opened: Path, n_events: Callable[[], int]
) -> None:
    before = n_events()
    bad = plan(opened, decimals="decimals: many", due_on="due: 2026-03-31")
    with pytest.raises(PlanRefused) as told:
        files.load((opened / bad).read_text("utf-8"))
    first, second = told.value.problems

    listed = typed(app, f"campaign open {bad}").stderr.splitlines()[:-1]
    said = refused(app, f"campaign open {bad}")

    assert (first.line, second.line) == (7, 15)
    assert listed == [str(first), str(second)]
    assert said == f"The campaign file has 2 problems; nothing was opened. {first}"
    assert n_events() == before


def test_a_plan_needs_schemes_that_are_loaded(app: Flask, opened: Path) -> None:
    bad = plan(opened, code='code: "2025b"', schemes="schemes: [nowhere]")

    assert refused(app, f"campaign open {bad}") == "There is no scheme nowhere here."


def test_an_unknown_campaign_is_said_to_be_so(
    app: Flask, n_events: Callable[[], int]
) -> None:
    before = n_events()

    for step in STEPS:
        verb, _, option = step.partition(" ")
        said = refused(app, f"campaign {verb} 1999 {option}")
        assert said == "There is no campaign 1999 here.", step
    assert n_events() == before


def test_a_sample_is_drawn_once(
    app: Flask, opened: Path, n_events: Callable[[], int]
) -> None:
    drawn = data(app, "campaign draw 2025 --json")
    before = n_events()
    again = refused(app, "campaign draw 2025")

    assert {key: drawn[key] for key in drawn if key != "record_digest"} == {
        "seed": "青川2025年第一次抽样",
        "population": 12,
        "drawn": 8,
        "reviews": 16,
        "without_scheme": 1,
        "unknown_numbers": [],
        "withheld_numbers": [],
        "next_numbers": [],
        "asked": 8,
        "remarks": [],
    }
    assert len(drawn["record_digest"]) == 64
    assert again == (
        "The sample of this campaign has been drawn; it is not drawn twice."
    )
    assert n_events() == before


def test_it_is_said_that_a_minimum_makes_the_number_larger(
    app: Flask, opened: Path
) -> None:
    text = (opened / "campaign.yaml").read_text("utf-8")
    head, _, _ = text.partition("sample:")
    other = head.replace('code: "2025"', "code: least")
    rule = "sample:\n  by: number\n  number: 1\n  minimum_per_handler: 1\nseed: x\n"
    (opened / "least.yaml").write_text(f"{other}{rule}", "utf-8")
    looked = done(app, "campaign open least.yaml --dry-run")
    done(app, "campaign open least.yaml")

    drawn = data(app, "campaign draw least --json")

    assert drawn["asked"] == 1 < drawn["drawn"]
    (remark,) = drawn["remarks"]
    assert remark.startswith("The rule asks for 1; the minimum per handler makes it")
    assert f"makes it {drawn['drawn']} (" in remark
    assert remark in looked


def test_a_seed_fixed_by_the_plan_stays(app: Flask, opened: Path) -> None:
    said = refused(app, "campaign draw 2025 --seed other")

    assert said == (
        "The seed of this campaign was announced before; another one draws nothing."
    )


def test_a_seed_is_given_or_made(app: Flask, opened: Path) -> None:
    for code in ("given", "made"):
        file = plan(opened, code=f"code: {code}", seed="minimum_n: 1")
        done(app, f"campaign open {file}")

    given = data(app, "campaign draw given --seed 20260302 --json")
    made = data(app, "campaign draw made --json")

    assert given["seed"] == "20260302"
    assert len(made["seed"]) == 16


def test_numbers_that_are_not_there_are_named(app: Flask, opened: Path) -> None:
    listed = (
        "sample:\n  by: listed\n  case_numbers: [（2025）川援民字第001号, 没有这个号]"
    )
    text = (opened / "campaign.yaml").read_text("utf-8")
    head, _, _ = text.partition("sample:")
    other = head.replace('code: "2025"', "code: listed")
    (opened / "listed.yaml").write_text(f"{other}{listed}\nseed: x\n", "utf-8")
    done(app, "campaign open listed.yaml")

    lines = done(app, "campaign draw listed").splitlines()

    assert lines[0] == "Files drawn: 1 of 12; reviews: 2."
    assert lines[-1] == "Named and not among the files of the period: 没有这个号"


def test_the_next_numbers_are_told_before_and_after(app: Flask, opened: Path) -> None:
    listed = (
        "sample:\n  by: listed\n  next_number: true\n"
        "  case_numbers: [（2025）川援民字第000号, 没有这个号]"
    )
    text = (opened / "campaign.yaml").read_text("utf-8")
    head, _, _ = text.partition("sample:")
    other = head.replace('code: "2025"', "code: listed")
    (opened / "listed.yaml").write_text(f"{other}{listed}\nseed: x\n", "utf-8")
    followed = (
        "(2025)川援民字第000号 cannot be used; the next number is "
        "(2025)川援民字第001号."
    )

    looked = done(app, "campaign open listed.yaml --dry-run")
    done(app, "campaign open listed.yaml")
    drawn = data(app, "campaign draw listed --json")

    assert followed in looked.splitlines()
    assert followed in drawn["remarks"]
    assert drawn["next_numbers"] == [
        ["(2025)川援民字第000号", "(2025)川援民字第001号"],
        ["没有这个号", ""],
    ]


def test_readers_says_who_reads_which_file(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")
    assert data(app, "campaign readers 2025") == {"campaign": "2025", "rows": []}
    done(app, "campaign allocate 2025")

    found = data(app, "campaign readers 2025 --json --format csv")
    rows = found["rows"]

    by_file = Counter(row["case_no"] for row in rows)
    assert (len(by_file), set(by_file.values())) == (8, {2})
    assert {row["number"] for row in rows} <= {"P01", "P02", "P03"}
    assert {key: value for key, value in rows[0].items() if key in PLAIN} == PLAIN
    lines = done(app, "campaign readers 2025 --format csv").splitlines()
    assert lines[0].startswith("\ufeffCase number,Stage,Volume set,Case kind,County,")
    assert len(lines) == 17


PLAIN = {
    "kind": "civil",
    "purpose": "counted",
    "allocated_on": "2026-03-02",
    "state": "open",
    "is_late": False,
}


def test_readers_go_to_a_file_and_who_took_it_is_noted(
    app: Flask, opened: Path
) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign allocate 2025")

    done(app, "campaign readers 2025 --format xlsx -o readers.xlsx")

    assert load_workbook(opened / "readers.xlsx").active.max_row == 17
    with app.app_context(), unit.reading() as connection:
        noted = connection.scalars(select(AccessLog.object_id)).all()
    assert noted == ["reads:2025"]


def test_readers_give_days_as_the_bureau_counts_them(app: Flask, opened: Path) -> None:
    """Half past midnight in China is still the day before in UTC."""
    done(app, "campaign draw 2025")
    app.config["CLOCK"] = lambda: datetime(2026, 3, 2, 16, 30, tzinfo=UTC)
    done(app, "campaign allocate 2025")

    rows = data(app, "campaign readers 2025")["rows"]

    assert {row["allocated_on"] for row in rows} == {"2026-03-03"}


def test_a_campaign_takes_in_who_is_on_the_list_on_the_day_at_the_bureau(
    app: Flask, loaded: Path
) -> None:
    """As the dry run says; half past midnight in China is the day before in UTC."""
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        last_day = {"ended_on": date(2026, 3, 2)}
        assert unit.change(event, Reviewer, {"number": "P01"}, **last_day) == 1
    app.config["CLOCK"] = lambda: datetime(2026, 3, 2, 16, 30, tzinfo=UTC)

    done(app, "campaign open campaign.yaml")

    with app.app_context(), unit.reading() as connection:
        taken_in = connection.scalars(
            select(Reviewer.number).join(
                CampaignReviewer, CampaignReviewer.person_id == Reviewer.person_id
            )
        )
        assert "P01" not in set(taken_in)


def test_readers_of_no_campaign_are_refused(app: Flask, opened: Path) -> None:
    assert refused(app, "campaign readers 1999") == "There is no campaign 1999 here."
    assert refused(app, "campaign readers 2025 -o nowhere/x.csv") == (
        "There is no folder nowhere to write to."
    )


def test_nothing_is_allocated_before_the_draw(app: Flask, opened: Path) -> None:
    assert refused(app, "campaign allocate 2025") == (
        "Draw the sample first; there is nothing to allocate yet."
    )


def test_allocating_again_finds_every_place_filled(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")

    first = data(app, "campaign allocate 2025 --json")
    again = data(app, "campaign allocate 2025 --json")

    assert (first["reads"], first["cases"], first["unfilled"]) == (16, 8, [])
    assert first["concerns"] == []
    assert sum(first["loads"].values()) == 16
    assert max(first["loads"].values()) - min(first["loads"].values()) <= 1
    assert (again["reads"], again["loads"]) == (0, first["loads"])


def test_who_is_given_a_file_in_spite_of_a_relation_is_named(
    app: Flask, opened: Path
) -> None:
    """Of three reviewers one is of the handler's firm; the others acted against it."""
    numbers = [f"（2025）川援民字第{n}号" for n in ("001", "004", "009")]
    rows = [f"{no},对方代理人,{who}" for no in numbers for who in ("P02", "P03")]
    body = "\n".join(["案号,关系,对象", *rows])
    (opened / "docket.csv").write_text(body, "utf-8")
    done(app, "intake docket docket.csv")
    file = plan(opened, code="code: warn", decimals="recusal: {opposing: warn}")
    done(app, f"campaign open {file}")
    done(app, "campaign draw warn")

    lines = done(app, "campaign allocate warn").splitlines()

    named = lines[lines.index("Given in spite of a relation:") + 1 :]
    assert len(named) >= 2 and len(named) % 2 == 0
    assert all("or their firm acted for the other side in" in line for line in named)
    assert {re.sub(r".*\((P\d\d), .*", r"\1", line) for line in named} == {"P02", "P03"}


def test_places_that_stay_empty_are_said_with_their_reason(
    app: Flask, opened: Path
) -> None:
    """Of two reviewers each may read no file of the own firm."""
    file = plan(opened, code="code: few", decimals="reviewers: [P01, P02]")
    done(app, f"campaign open {file}")
    done(app, "campaign draw few")

    result = typed(app, "campaign allocate few")
    status = data(app, "campaign status few --json")

    lines = result.stdout.splitlines()
    assert result.exit_code == 1
    assert line_of(result) == "6 places have no reviewer; the reasons are listed."
    assert lines[0] == "Places filled: 10; files: 8."
    assert "At 8 files nobody would be left for a further review." in lines
    reasons = [line for line in lines if line.startswith("(2025)川援民字第0")]
    assert (len(reasons), lines[-6:]) == (6, reasons)
    assert status["by_phase"] == phases(drawn=6, allocated=2)


def test_settling_calls_the_lead_for_files_apart(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")
    done(app, "campaign allocate 2025")
    done(app, "intake reviews reviews.csv --campaign 2025")

    first = data(app, "campaign settle 2025 --json")
    again = data(app, "campaign settle 2025 --json")
    status = data(app, "campaign status 2025 --json")

    assert first == {
        "settled": 0,
        "diverged": 1,
        "waiting": 0,
        "readers_called": 1,
        "cases": 8,
        "by_phase": phases(awaiting_lead=1, settled=7),
    }
    assert again == {**first, "readers_called": 0}
    assert status["phase"] == "reviewing"
    assert [wait["who"] for wait in status["waiting_for"]] == ["leads"]


def test_nothing_is_published_too_early(
    app: Flask, opened: Path, n_events: Callable[[], int]
) -> None:
    done(app, "campaign draw 2025")
    before = n_events()

    said = refused(app, "campaign publish 2025")

    assert said == (
        "This campaign cannot be published yet: 2 points are open. "
        "No case has a grade yet. 16 places have no reviewer."
    )
    assert n_events() == before


@pytest.mark.parametrize("form", ["", " --json"])
def test_what_is_to_be_seen_is_told_before_anything_is_published(
    app: Flask, settled: Path, n_events: Callable[[], int], form: str
) -> None:
    before = n_events()

    said = refused(app, f"campaign publish 2025{form}")

    assert said == (
        "Nothing was published yet: 1 point is to be seen first; --despite-notes "
        "publishes all the same. 5 groups are too small and are withheld."
    )
    assert n_events() == before
    assert data(app, "campaign status 2025 --json")["phase"] == "reconciled"


def test_groups_small_enough_to_guess_from_are_told_as_the_page_tells_them(
    app: Flask, loaded: Path
) -> None:
    """They are published, because the plan says so; not without a word."""
    plan = (loaded / "campaign.yaml").read_text("utf-8")
    (loaded / "campaign.yaml").write_text(f"{plan}\nminimum_n: 1\n", "utf-8")
    done(app, "campaign open campaign.yaml")
    reviewed(app)
    small = "4 published groups have fewer than 5 cases."

    said = refused(app, "campaign publish 2025")
    published = data(app, "campaign publish 2025 --despite-notes --json")

    assert said == (
        "Nothing was published yet: 1 point is to be seen first; --despite-notes "
        f"publishes all the same. {small}"
    )
    assert published["notes"] == [small]


def test_publishing_twice_gives_one_release(
    app: Flask, settled: Path, n_events: Callable[[], int]
) -> None:
    first = data(app, "campaign publish 2025 --despite-notes --json")
    before = n_events()
    again = data(app, "campaign publish 2025 --json")
    late = refused(app, "campaign publish 2025 --provisional")

    assert (first["kind"], first["number"], len(first["digest"])) == ("final", 1, 64)
    assert again == first
    assert late.startswith("This campaign has its final release.")
    assert n_events() == before
    assert data(app, "campaign status 2025 --json")["phase"] == "published"


def test_a_provisional_release_comes_before_the_final_one(
    app: Flask, settled: Path
) -> None:
    provisional = data(app, "campaign publish 2025 --provisional --json")
    final = data(app, "campaign publish 2025 --despite-notes --json")
    line = done(app, "campaign publish 2025")

    assert (provisional["kind"], provisional["number"]) == ("provisional", 1)
    assert (final["kind"], final["number"]) == ("final", 2)
    withheld = "5 groups are too small and are withheld."
    assert (provisional["notes"], final["notes"]) == ([], [withheld])
    assert line.splitlines() == [
        f"Release 2 of 2025. SHA-256: {final['digest']}",
        withheld,
    ]


def test_another_key_is_another_request(app: Flask, settled: Path) -> None:
    first = data(app, "campaign publish 2025 --key one --despite-notes --json")

    assert data(app, "campaign publish 2025 --key one --json") == first
    assert refused(app, "campaign publish 2025 --key two").startswith(
        "This campaign has its final release."
    )


def test_the_status_is_told_in_lines_too(app: Flask, opened: Path) -> None:
    done(app, "campaign draw 2025")

    assert done(app, "campaign status 2025").splitlines() == [
        "2025  2025年度民事法律援助案卷评查  The sample is drawn",
        "  Drawn, reviewers still wanted: 8",
        "The bureau: Give 16 places to reviewers.",
    ]


def test_files_that_are_not_looked_through_are_left_out_if_asked(
    app: Flask, opened: Path
) -> None:
    done(app, "campaign draw 2025")
    with app.app_context():
        on_every_case(settings.shelf(), most=6)
        with unit.transaction() as connection:
            required = update(Bureau).values(settings={LOOKS_FIRST: True})
            connection.execute(required)
            n_waiting = connection.scalar(
                select(func.count(CampaignCase.id.distinct())).join(
                    Scan, Scan.case_id == CampaignCase.case_id
                )
            )

    told = refused(app, "campaign allocate 2025")
    found = data(app, "campaign allocate 2025 --ready-only --json")
    lines = done(app, "campaign allocate 2025 --ready-only").splitlines()

    assert 0 < n_waiting < 8
    assert f"Files that are not ready: {n_waiting}." in told
    assert (found["cases"], found["unfilled"]) == (8 - n_waiting, [])
    assert len(found["left_out"]) == n_waiting
    assert lines[0] == "Places filled: 0; files: 0."
    assert lines[-n_waiting:] == [f"  {each}" for each in found["left_out"]]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_campaign_that_others_run_is_not_told_away(app: Flask, opened: Path) -> None:
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        days = {"starts_on": AT.date(), "ends_on": AT.date()}
        bar = Contract("青川市律师协会", OrganisationKind.BAR, "7号", **days)
        contracts.add(event, bar, {"bureau_id": 1, "campaign_id": 1})

    for step in ("allocate", "readers", "settle"):
        told = refused(app, f"campaign {step} 2025")
        assert told.startswith("The reviews of 2025 are run by"), step
    assert refused(app, "campaign settle 1999") == "There is no campaign 1999 here."


def test_a_campaign_of_institutions_is_told_in_their_words(
    app: Flask, folder: Path
) -> None:
    """And the command after it, in the same process, in its own."""
    with app.app_context():
        with_a_campaign_of_each()
    result = typed(app, "campaign settle 2025", language="zh_Hans")
    plain = typed(app, "campaign draw cases --seed s", language="zh_Hans")

    assert (result.exit_code, plain.exit_code) == (0, 0)
    assert "个" in result.output and "件" not in result.output
    assert "件" in plain.output
