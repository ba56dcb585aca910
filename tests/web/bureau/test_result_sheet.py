"""The result sheet of a file: only when it is settled, and without who reviewed it."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from review.domain.canonical import canonical
from review.domain.policy import Viewer
from review.web.bureau.case_page import ReviewCard
from review.web.bureau.result_sheet import deductions
from review.web.derivation import Derivation, ItemRow, SectionRow
from review.web.forms.answer_words import FindingWords
from review.web.language import speaking
from tests.casework import Casework
from tests.web.bureau.reading import text
from tests.web.bureau.test_reconciliation import (
    NAMES,
    address_of,
    diverged,
    readers,
    settled,
)
from tests.web.conftest import ClientFor

__all__ = ["diverged", "readers", "settled"]

LATE = FindingWords("", "晚了", "page 7")


def row(code: str, **rest: Any) -> ItemRow:
    values: dict[str, Any] = {
        "number": code,
        "title": f"t{code}",
        "answer": "",
        "special": "",
        "maximum": "10",
        "mark": "",
        "lost": "",
        "findings": (),
    }
    return ItemRow(code=code, **(values | rest))


def card(label: str, *items: ItemRow) -> ReviewCard:
    section = SectionRow("1", "s", "", "", "", "", "", "", items)
    derived = Derivation(True, (section,), (), (), "", "", "", "")
    return ReviewCard(label, "", "", "", "", "", "", "", "", derived)


def test_deductions_stand_item_by_item_and_then_by_label() -> None:
    one = card("one", row("1", lost="-2", is_loss=True, findings=(LATE,)), row("2"))
    apart = {"notes": ("Centre", "not counted in the grade")}
    two = card("two", row("1"), row("2", lost="-1", is_loss=True, **apart))
    three = card("three", row("1", lost="-3", is_loss=True))

    found = deductions([one, two, three])

    assert [(r.number, r.label, r.lost, r.findings, r.notes) for r in found] == [
        ("1", "one", "-2", (LATE,), ()),
        ("1", "three", "-3", (), ()),
        ("2", "two", "-1", (), apart["notes"]),
    ]


def test_a_veto_and_a_remark_without_points_are_told(app: Flask) -> None:
    veto = row("1", answer="Found in this file", is_loss=True)
    remark = row("2", special="Cannot assess", findings=(LATE,))

    full = row("3", answer="Met", findings=(LATE,), is_remark=True)

    with app.test_request_context(), speaking("en"):
        found = deductions([card("one", veto, remark, full)])

    told = [("—", "Found in this file"), ("—", "Cannot assess"), ("remark", "")]
    assert [(r.lost, r.said) for r in found] == told


def test_what_does_not_apply_is_told_although_it_costs_nothing() -> None:
    """In the wide column: an organ and its cause are a sentence."""
    words = "客观原因未完成（人民法院 · 阅卷未获准许）"
    outside = row("3", special="客观原因未完成", answer=words)
    items = (row("1", special="不适用"), row("2"), outside)

    found = deductions([card("one", *items)])

    told = [(r.number, r.lost, r.said, r.findings) for r in found]
    assert told == [("1", "—", "不适用", ()), ("3", "—", words, ())]


def test_a_review_of_figures_only_has_no_deductions() -> None:
    bare = ReviewCard("one", "", "", "90", "", "", "", "", "", None)

    assert deductions([bare]) == ()


def test_a_settled_file_has_a_result_sheet(
    app: Flask, client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    url = address_of(app, settled[0])

    html = client.get(f"{url}/print").get_data(as_text=True)
    found = text(client.get(f"{url}/print"))

    assert f'href="{url}/print"' in client.get(url).get_data(as_text=True)
    assert "Result 95.00 Grade excellent" in found
    assert "How the total follows · Reviewer one" in found
    assert "Sum of the sections" in found
    assert "Reviewer two" in found
    assert len(re.findall(r'class="mono">\w{64}<', html)) == 2
    assert not [name for name in NAMES.values() if name in html]


def test_a_settled_files_derivation_is_data_that_can_be_digested_again(
    app: Flask, client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    url = address_of(app, settled[0])
    answer = client.get(f"{url}/derivation.json")
    data = answer.get_json()

    assert f'href="{url}/derivation.json"' in client.get(url).get_data(as_text=True)
    assert sha256(canonical(data["outcome"])).hexdigest() == data["digest"]
    assert data["digest"] in client.get(f"{url}/print").get_data(as_text=True)
    assert {sheet["total"] for sheet in data["sheets"].values()} == {"90", "100"}
    assert sorted(data) == ["case_no", "digest", "outcome", "sheets"]
    assert not [name for name in NAMES.values() if name in answer.get_data(True)]


def test_before_a_file_is_settled_there_is_no_result_sheet(
    app: Flask, client: FlaskClient, diverged: tuple[str, list[str]]
) -> None:
    url = address_of(app, diverged[0])

    assert client.get(f"{url}/print").status_code == 404
    assert client.get(f"{url}/derivation.json").status_code == 404
    assert "/print" not in client.get(url).get_data(as_text=True)


def test_the_sheet_stands_under_its_own_campaign_only(
    app: Flask, client: FlaskClient, settled: tuple[str, list[str]]
) -> None:
    url = address_of(app, settled[0]).replace("/2025/", "/2024/")

    assert client.get(f"{url}/print").status_code == 404


def test_reviewers_have_no_result_sheets(
    app: Flask,
    client_for: ClientFor,
    settled: tuple[str, list[str]],
    readers: dict[str, Viewer],
    allocated: Casework,
) -> None:
    reviewer = client_for(readers["R1"])

    url = f"{address_of(app, settled[0])}/print"
    assert reviewer.get(url).status_code == 404
