"""Rows of lists drawn as markup: what is written in a cell stays in it, escaped."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask

from review.services.cases import CaseLine
from review.web.bureau.rows import case_rows

PLAIN = CaseLine(
    case_no="1",
    stage="",
    volume_set="",
    kind="civil",
    case_class="ordinary",
    cause="",
    area="东山县",
    handler="赵一",
    firm="正义律师事务所",
    closed_on=date(2025, 3, 1),
    is_sealed=False,
    is_secret=False,
    n_campaigns=1,
    public_id="abc",
    has_scan=True,
)


@pytest.mark.parametrize(
    ("firm", "shown"),
    [
        ("", ""),
        ("甲 & 乙", "甲 &amp; 乙"),
        ('<b title="x">', "&lt;b title=&#34;x&#34;&gt;"),
        ("one\0two", "one\0two"),
    ],
)
def test_a_cell_keeps_to_itself(app: Flask, firm: str, shown: str) -> None:
    lines = [PLAIN, PLAIN._replace(firm=firm, case_no="2"), PLAIN]
    with app.test_request_context():
        rows = case_rows(lines).splitlines()
    cells = [re.findall("<td>(.*?)</td>", row)[:3] for row in rows]
    whole = ["东山县", "赵一", "正义律师事务所"]
    assert cells == [whole, ["东山县", "赵一", shown], whole]
