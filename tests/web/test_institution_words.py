"""Pages of a campaign that reviews institutions never speak of case files."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from review.services import opening
from review.store import unit
from review.web.institution_words import ON_PAGES
from review.web.language import gettext, speak_of_institutions, speaking_plainly
from tests.casework import plan
from tests.conftest import AT
from tests.repository import REVIEW
from tests.web.conftest import ClientFor
from tests.web.test_institutions import (
    Bureau,
    bureau,
    give_out,
    main_of,
    review_all,
    set_up,
    take_in,
)

__all__ = ["bureau"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PLACE = re.compile(r"%\((\w+)\)[sd]")
BEFORE = ("", "/sample/", "/allocation/", "/allocation/rules/", "/round/", "/board/")
GIVEN = (
    *("", "/sample/", "/sample/replace", "/allocation/", "/allocation/alternates/"),
    *("/allocation/reads", "/allocation/requests", "/allocation/take-back?q=R1"),
    *("/readers", "/reader?number=R1", "/calibration/", "/volumes/", "/volumes/back"),
    *("/volumes/handed", "/further", "/files", "/board/", "/scans", "/items/"),
    *("/proposals", "/fails/", "/panel/", "/on-files/give", "/on-files/class"),
    *("/fees/", "/cancel", "/entrustment/", "/round/", "/reviewers/stops"),
    "/publication/release/final",
)
SETTLED = ("", "/files", "/allocation/reads", "/items/", "/proposals", "/publication")


def test_every_sentence_is_one_that_pages_say(app: Flask) -> None:
    """And the one said instead has the same places to fill."""
    po = REVIEW / "translations" / "zh_Hans" / "LC_MESSAGES" / "messages.po"
    text = po.read_text("utf-8").replace('"\n"', "")
    known = {
        each.replace('\\"', '"')
        for each in re.findall(r'^msgid "(.+)"$', text, re.MULTILINE)
    }

    assert [said for said in ON_PAGES if said not in known] == []
    assert [said for said in ON_PAGES.values() if said not in known] == []
    places = [
        (said, instead)
        for said, instead in ON_PAGES.items()
        if set(PLACE.findall(said)) != set(PLACE.findall(instead))
    ]
    assert places == []


def test_words_change_within_a_request_and_not_beyond(app: Flask) -> None:
    with app.test_request_context():
        speak_of_institutions()
        assert gettext("Files and results") == "机构与结果"
        with speaking_plainly():
            assert gettext("Files and results") == "案卷与结果"
        assert gettext("Files and results") == "机构与结果"
        app.preprocess_request()
        assert gettext("Files and results") == "案卷与结果"


def test_no_page_of_the_office_speaks_of_case_files(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    officer = client_for(bureau.work.officer)
    take_in(officer, AT.year - 1)
    with app.app_context(), unit.transaction():
        readers = bureau.readers
    here = set_up(officer)

    def check(paths: tuple[str, ...]) -> None:
        for path in paths:
            shown = officer.get(f"{here}{path}")
            assert shown.status_code == 200, path
            assert "案卷" not in main_of(shown.text), (path, _around(shown.text))

    check(BEFORE)
    give_out(officer, here)
    officer.get(here)
    check(GIVEN)
    read = re.findall(
        rf'"({here}/allocation/reads/[^"/?]+)"',
        officer.get(f"{here}/allocation/reads").text,
    )
    check((read[0].removeprefix(here),))
    reader = client_for(readers[0])
    desk = re.findall(r'href="(/reviews/[^/"?]{8,})"', reader.get("/reviews/").text)
    assert "案卷" not in main_of(reader.get(f"{desk[0]}/decline").text)
    review_all(app, readers)
    check(SETTLED)
    one = re.findall(rf'"({here}/files/[^"/?]+)"', officer.get(f"{here}/files").text)
    check((one[0].removeprefix(here), f"{one[0].removeprefix(here)}/print"))


def _around(page: str) -> list[str]:
    return re.findall(r".{0,30}案卷.{0,30}", main_of(page))


def test_a_campaign_of_case_files_says_what_it_said(
    app: Flask, bureau: Bureau, client_for: ClientFor
) -> None:
    """Also after one of institutions was shown, in the same process."""
    officer = client_for(bureau.work.officer)
    plain = rooms_of(officer.get("/campaigns").text)
    take_in(officer, AT.year - 1)
    here = set_up(officer)
    officer.get(here)
    officer.get(f"{here}/files")
    with app.app_context():
        opening.open_campaign(
            viewer=bureau.work.officer, plan=plan(code="cases", seed="s"), at=AT
        )

    shown = officer.get("/campaigns/cases/files").text

    assert "<h1>案卷与结果</h1>" in shown
    assert "案卷在谁手中" in shown
    assert "机构与结果" not in shown
    assert rooms_of(officer.get("/campaigns").text) == plain


def rooms_of(page: str) -> list[str]:
    """The links above every page, which are drawn once and kept."""
    return re.findall(r"<a [^>]*>([^<]+)</a>", page.partition("<main")[0])
