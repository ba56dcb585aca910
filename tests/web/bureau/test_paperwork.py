"""The documents of a campaign: who gets which, and what stands in them."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.paperwork.kinds import Paperwork
from review.domain.policy import Role
from review.services import publication, reconciliation
from review.store import unit
from tests.casework import Casework, submit_all
from tests.conftest import AT
from tests.web.bureau.reading import text
from tests.web.conftest import ClientFor

HERE = "/campaigns/2025/paperwork/"
NAMES = ("周一", "白二", "钱三", "组长甲")
OWN = [kind for kind in Paperwork if kind is not Paperwork.EVALUATION]
"""Of a campaign that no organisation runs."""
OPEN = [kind for kind in OWN if not kind.names_reviewers]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def said(body: bytes) -> str:
    """Everything that stands in a Word file, table by table after the paragraphs."""
    word = docx.Document(io.BytesIO(body))
    cells = (c.text for t in word.tables for row in t.rows for c in row.cells)
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


def fetched(client: FlaskClient, kind: str) -> str:
    answer = client.get(f"{HERE}{kind}.docx")
    assert answer.status_code == 200, kind
    return said(answer.data)


def test_page_says_what_is_missing_and_where(
    client: FlaskClient, opened: Casework
) -> None:
    page = client.get(HERE)

    assert "The sample is not drawn yet. Go there" in text(page)
    assert "Of 4 reviewers no firm is on record. Go there" in text(page)
    assert 'href="/campaigns/2025/sample/"' in page.text


def test_documents_grow_with_the_campaign(client: FlaskClient, drawn: Casework) -> None:
    plan = fetched(client, "plan")

    assert "评查案卷6件" in plan
    assert "东山县\n3" in plan
    assert "评查员3名，另设评查组组长1名" in plan


def test_reviewers_stand_only_in_what_is_theirs(
    client: FlaskClient, allocated: Casework
) -> None:
    shown = {kind: fetched(client, kind) for kind in OWN}

    for kind in OWN:
        found = [name for name in NAMES if name in shown[kind]]
        assert found == (list(NAMES) if kind.names_reviewers else []), kind


def test_one_reviewer_gets_the_own_page_only(
    client: FlaskClient, allocated: Casework
) -> None:
    own = said(client.get(HERE + "appointment.docx?number=R2").data)

    assert [name for name in NAMES if name in own] == ["白二"]
    assert client.get(HERE + "appointment.docx?number=R9").status_code == 404
    assert client.get(HERE + "plan.docx?number=R2").status_code == 400


def test_summary_counts_what_is_settled_and_says_what_is_not(
    app: Flask, client: FlaskClient, allocated: Casework
) -> None:
    before = fetched(client, "summary")
    with app.app_context():
        with unit.transaction():
            readers = [allocated.reader(number) for number in ("R1", "R2", "R3")]
        for reader in readers[:2]:
            submit_all(reader, 10)
        reconciliation.settle(viewer=allocated.officer, campaign_code="2025", at=AT)
    half = fetched(client, "summary")
    with app.app_context():
        submit_all(readers[2], 10)
        reconciliation.settle(viewer=allocated.officer, campaign_code="2025", at=AT)
        publication.publish(
            viewer=allocated.officer, code="2025", kind="final", at=AT, key="k"
        )
    whole = fetched(client, "summary")

    assert "目前没有已形成结果的案卷。" in before
    assert "尚有6件案卷未形成评查结果" in before
    assert "【阶段性材料，不得对外】" in half
    assert "占100.00%（6/6）" in whole
    assert "尚有" not in whole
    assert "发布正式稿（第1号）" in whole
    assert "评查表中扣分的12份，占100.00%（12/12）" in whole


def test_summary_is_for_officers_of_the_bureau(
    app: Flask, client_for: ClientFor, client: FlaskClient, allocated: Casework
) -> None:
    with app.app_context(), unit.transaction():
        manager = allocated.account("m", Role.CAMPAIGN_MANAGER, campaign_id=1)
    outsourced = client_for(manager)

    assert outsourced.get(HERE + "summary.docx").status_code == 404
    assert "summary.docx" not in outsourced.get(HERE).text
    assert names_in(outsourced)[-1] == "06-签到表.docx"
    assert names_in(client)[-1] == "07-总结报告.docx"


def names_in(client: FlaskClient) -> list[str]:
    body = client.get(HERE + "all.zip").data
    return zipfile.ZipFile(io.BytesIO(body)).namelist()


def test_same_moment_gives_the_same_bytes(
    client: FlaskClient, allocated: Casework
) -> None:
    assert client.get(HERE + "all.zip").data == client.get(HERE + "all.zip").data
