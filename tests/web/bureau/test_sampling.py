"""The sample's pages: what a draw would give, drawing once, the certificate."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from review.domain.sampling_rule import SampleBy, SampleRule, Stratifier
from review.services import cancelling, sampling
from review.store import unit
from review.store.models import Campaign, CampaignCase, Case
from tests.casework import Casework, number, plan
from tests.conftest import AT
from tests.web.bureau.reading import hidden, text

PAGE = "/campaigns/2025/sample/"
Events = Callable[[], list[str]]


def draw(client: FlaskClient, **changes: str) -> Any:
    data = {"digest": hidden(client.get(PAGE), "digest"), "seed": "7"} | changes
    return client.post(PAGE, data=data)


def test_the_preview_counts_before_anything_is_drawn(
    client: FlaskClient, opened: Casework, events: Events
) -> None:
    said = text(client.get(PAGE))

    assert "6 case files fit" in said
    assert "Draw 6 of 6 files" in said
    assert "东山县 · Civil litigation 3 3 3" in said
    assert events() == ["campaign_opened"]


def test_what_is_left_out_is_said(
    app: Flask, client: FlaskClient, opened: Casework
) -> None:
    with app.app_context(), unit.transaction():
        opened.case("a", kind="drafting")
        opened.case("b", sealed=True)
        opened.case("c", secret=True)

    said = text(client.get(PAGE))

    assert "1 file has no scheme in this campaign: Drafting · General" in said
    assert "1 sealed file of juveniles is never drawn." in said
    assert "1 secret file:" in said
    assert "Draw 6 of 6 files" in said


def test_the_minimum_that_makes_the_number_larger_is_said(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    """On the preview, beside the sample, and on its certificate."""
    with app.app_context():
        rule = SampleRule(SampleBy.NUMBER, number=2, minimum_per_handler=1)
        sampling.open_campaign(viewer=work.officer, plan=plan(sample=rule), at=AT)
    words = "The rule asks for 2; the minimum per handler makes it 6 (beyond the quotas"

    assert words in text(client.get(PAGE))
    draw(client)
    assert words in text(client.get(PAGE))
    assert words in text(client.get(f"{PAGE}certificate"))


def test_the_sample_is_drawn_by_the_form_that_was_shown(
    client: FlaskClient, opened: Casework, events: Events
) -> None:
    done = draw(client)

    assert (done.status_code, done.location) == (302, PAGE)
    said = text(client.get(PAGE))
    assert "Files drawn: 6; reviews they need: 12." in said
    assert "6 files drawn of 6 that fit" in said
    assert "Checked just now: the list is unchanged" in said
    assert events()[-1] == "sample_drawn"


def test_what_was_sealed_after_the_draw_is_named_and_to_be_replaced(
    app: Flask, client: FlaskClient, opened: Casework
) -> None:
    draw(client)
    assert "Sealed after the draw" not in client.get(PAGE).text
    with app.app_context(), unit.transaction():
        unit.change(opened.event, Case, {"id": min(opened.cases.values())}, sealed=True)

    page = client.get(PAGE)

    assert "1 file of the sample was sealed after the draw" in text(page)
    assert f'href="{PAGE}replace/' in page.text


def test_a_double_click_draws_once(
    client: FlaskClient, opened: Casework, events: Events
) -> None:
    digest = hidden(client.get(PAGE), "digest")

    answers = [
        client.post(PAGE, data={"digest": digest, "seed": "7"}) for _ in range(2)
    ]

    assert [each.status_code for each in answers] == [302, 302]
    assert events().count("sample_drawn") == 1


def test_drawing_from_a_list_that_changed_is_refused(
    app: Flask, client: FlaskClient, opened: Casework
) -> None:
    digest = hidden(client.get(PAGE), "digest")
    with app.app_context(), unit.transaction():
        opened.case("new")

    refused = client.post(PAGE, data={"digest": digest, "seed": ""})

    assert refused.status_code == 409
    assert "The case files changed since this preview was made." in text(refused)
    # The very page that refuses draws from the list as it is now.
    assert "Draw 7 of 7 files" in text(refused)
    again = {"digest": hidden(refused, "digest"), "seed": ""}
    assert client.post(PAGE, data=again).status_code == 302


def test_drawing_again_with_another_seed_is_refused(
    client: FlaskClient, opened: Casework
) -> None:
    draw(client)

    refused = client.post(PAGE, data={"digest": "", "seed": "8"})

    assert refused.status_code == 422
    assert "it is not drawn twice" in text(refused)
    assert "6 files drawn of 6 that fit" in text(refused)


def test_a_seed_that_is_too_long_draws_nothing_and_stays_in_its_field(
    app: Flask, client: FlaskClient, work: Casework, events: Events
) -> None:
    with app.app_context():
        made = plan(sample=number(3))
        sampling.open_campaign(viewer=work.officer, plan=made, at=AT)

    refused = draw(client, seed="7" * 101)

    assert refused.status_code == 422
    assert seed_field(refused) == "7" * 101
    assert 'id="seed-error"' in refused.text
    assert "sample_drawn" not in events()


def seed_field(page: Any) -> str:
    (value,) = re.findall(r'<input[^>]*name="seed"[^>]*value="([^"]*)"', page.text)
    return str(value)


def test_a_wrong_seed_comes_back_to_its_field(
    app: Flask, client: FlaskClient, work: Casework, events: Events
) -> None:
    right, wrong = "a secret kept", "a secret kept?"
    with app.app_context():
        made = plan(sample=number(3))
        sampling.open_campaign(viewer=work.officer, plan=made, at=AT)
    said = hashlib.sha256(right.encode()).hexdigest()
    client.post(PAGE + "seed", data={"way": "digest", "said": said})

    refused = draw(client, seed=wrong)

    assert refused.status_code == 422
    assert seed_field(refused) == wrong
    error = refused.text.split('id="seed-error"')[1].split("</div>")[0]
    assert "another one draws nothing" in error
    assert "sample_drawn" not in events()
    data = {"digest": hidden(refused, "digest"), "seed": right}
    assert client.post(PAGE, data=data).status_code == 302


def test_what_cannot_be_drawn_is_told_on_the_page_of_the_sample(
    app: Flask, client: FlaskClient, opened: Casework, events: Events
) -> None:
    with app.app_context(), unit.transaction():
        unit.change(opened.event, Case, {"bureau_id": opened.bureau_id}, sealed=True)

    refused = draw(client)

    assert refused.status_code == 422
    assert "No case file fits" in text(refused)
    assert "Draw 0 of 0 files" in text(refused)
    assert "sample_drawn" not in events()


def test_a_rule_whose_county_is_gone_says_so_and_leads_on(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    quotas = SampleRule(
        by=SampleBy.PERCENT,
        percent=Decimal(50),
        stratify_by=(Stratifier.COUNTY,),
        per=(Stratifier.COUNTY,),
        quotas=(("东山县", 2),),
    )
    with app.app_context():
        made = plan(sample=quotas)
        sampling.open_campaign(viewer=work.officer, plan=made, at=AT)
        with unit.transaction():
            gone = {"area_id": work.areas["西河区"]}
            unit.change(work.event, Case, {"bureau_id": work.bureau_id}, **gone)

    page = client.get(PAGE)

    assert "Nothing here is called “东山县”" in text(page)
    assert 'href="/campaigns/2025/cancel"' in page.text


@pytest.mark.parametrize(
    ("changes", "asks"),
    [({}, False), ({"sample": number(3)}, True)],
)
def test_a_seed_is_asked_for_where_lots_are_drawn(
    app: Flask, client: FlaskClient, work: Casework, changes: Any, asks: bool
) -> None:
    with app.app_context():
        sampling.open_campaign(viewer=work.officer, plan=plan(**changes), at=AT)

    assert ('name="seed"' in client.get(PAGE).get_data(as_text=True)) is asks


def test_a_seed_fixed_beforehand_is_shown_and_kept(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    values = plan(sample=number(3), seed="彩票26035")
    with app.app_context():
        sampling.open_campaign(viewer=work.officer, plan=values, at=AT)
    page = client.get(PAGE)
    assert "彩票26035" in text(page)
    assert 'name="seed"' not in page.get_data(as_text=True)

    client.post(PAGE, data={"digest": hidden(page, "digest")})

    with app.app_context(), unit.reading() as connection:
        assert connection.scalar(select(Campaign.seed)) == "彩票26035"
    said = text(client.get(PAGE + "certificate"))
    assert "Announced 2026-03-02 09:00 · Seed: 彩票26035" in said


def test_the_certificate_has_all_that_drawing_again_needs(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context():
        values = plan(sample=number(3))
        sampling.open_campaign(viewer=work.officer, plan=values, at=AT)
    draw(client)

    said = text(client.get(PAGE + "certificate"))
    body = client.get(PAGE + "list.csv")

    assert hashlib.sha256(body.data).hexdigest() in said
    assert body.headers["Content-Disposition"] == "attachment; filename=draw-2025.csv"
    assert "3 drawn of 6 that could be drawn · Drawn by lot 3" in said
    assert "Seed 7" in said
    assert "Nothing was announced" in said
    with app.app_context(), unit.reading() as connection:
        places = connection.scalars(
            select(CampaignCase.position).order_by(CampaignCase.position)
        ).all()
    lines = body.data.decode("utf-8-sig").splitlines()[1:]
    drawn = [line.split(",")[0] for line in lines if line.endswith(",stratum")]
    assert drawn == [str(place) for place in places]


def test_before_the_draw_there_is_no_certificate(
    client: FlaskClient, opened: Casework
) -> None:
    assert client.get(PAGE + "certificate").status_code == 404
    assert client.get(PAGE + "list.csv").status_code == 404


def test_page_certificate_and_annex_say_which_number_came_in_for_which(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    rule = SampleRule(
        by=SampleBy.LISTED,
        case_numbers=("(2025)青援9号", "没有1号"),
        next_number=True,
    )
    with app.app_context():
        with unit.transaction():
            work.case("(2025)青援11号")
        sampling.open_campaign(viewer=work.officer, plan=plan(sample=rule), at=AT)
        sampling.draw(viewer=work.officer, code="2025", at=AT)

    for page in ("", "certificate", "certificate/files"):
        said = text(client.get(PAGE + page))
        assert "(2025)青援9号: in its place (2025)青援11号" in said
        assert "没有1号: its series has no further number" in said


def test_page_certificate_and_annex_name_a_draw_that_was_cancelled(
    app: Flask, client: FlaskClient, work: Casework
) -> None:
    with app.app_context():
        for hours, seed in enumerate(("first", "second")):
            at = AT + timedelta(hours=hours)
            own = plan(sample=number(2), seed=seed)
            sampling.open_campaign(viewer=work.officer, plan=own, at=at)
            sampling.draw(viewer=work.officer, code="2025", at=at)
            if seed == "first":
                cancelling.cancel(
                    viewer=work.officer, code="2025", reason="样本不合意", at=at
                )

    for page in ("", "certificate", "certificate/files"):
        said = text(client.get(PAGE + page))
        assert "Drawn before, and cancelled" in said
        assert "with the seed first, files: 2; cancelled on" in said
        assert "样本不合意" in said
