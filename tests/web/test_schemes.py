"""Loading schemes, the page that shows one, and trying answers on it."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from review.domain.policy import Role, Viewer
from review.files.schemes import dump
from review.web.forms import schemes as forms
from tests.factories import World
from tests.repository import ROOT
from tests.web.conftest import ClientFor
from tests.web.forms.sheets import Browser, every_kind, in_parts

SHIPPED = sorted((ROOT / "scoring_schemes").glob("*.yaml"))


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def upload(client: FlaskClient, content: bytes | str) -> str:
    """Where loading this file leads."""
    data = content if isinstance(content, bytes) else content.encode()
    file = {"file": (BytesIO(data), "scheme.yaml")}
    answer = client.post("/schemes/load", data=file)
    return answer.location or answer.text


def loaded(client: FlaskClient) -> str:
    """The address of a sheet with a line of every kind."""
    return upload(client, dump(every_kind()))


def test_the_list_shows_what_is_loaded_and_how_to_load_more(
    officer: FlaskClient, everyone: dict[Role, Viewer], client_for: ClientFor
) -> None:
    page = officer.get("/schemes/").text
    reader = client_for(everyone[Role.REVIEWER]).get("/schemes/").text

    assert "Criminal defence at trial: reference draft (own)" in page
    assert 'href="/schemes/load"' in page
    assert 'href="/schemes/load"' not in reader


def test_only_an_officer_loads(
    everyone: dict[Role, Viewer], client_for: ClientFor
) -> None:
    for role in (Role.REVIEWER, Role.COUNTY_OFFICER, Role.CAMPAIGN_MANAGER):
        client = client_for(everyone[role])
        assert client.get("/schemes/load").status_code == 404
        assert upload(client, "code: x").startswith("<!doctype")
    nobody = client_for()
    assert nobody.get("/schemes/").status_code == 302


def test_loading_the_same_twice_shows_the_same_scheme(officer: FlaskClient) -> None:
    assert loaded(officer) == loaded(officer)
    assert loaded(officer).startswith("/schemes/")


def test_every_problem_is_shown_at_once_with_its_line(officer: FlaskClient) -> None:
    good = dump(every_kind())
    bad = good.replace("points: 50", "points: 51").replace("version: '1'", "versoin: 2")

    page = upload(officer, bad)

    assert "problems. Nothing was loaded." in page
    assert "<code>versoin: 2</code>" in page
    lines = [n for n, line in enumerate(bad.splitlines(), 1) if "versoin" in line]
    assert f'<td class="number">{lines[0]}</td>' in page


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe", "The file is not UTF-8 text."),
        (b"", "1 problem. Nothing was loaded."),
        ("name: <b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
    ],
)
def test_a_file_that_is_no_scheme_is_refused(
    officer: FlaskClient, content: bytes | str, sentence: str
) -> None:
    assert sentence in upload(officer, content)


def test_a_file_no_person_could_have_written_is_not_read(
    officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = dump(every_kind())
    monkeypatch.setattr(forms, "MOST_BYTES", len(text.encode()) - 1)

    assert "The file is too large for a scheme." in upload(officer, text)


def test_no_file_is_told(officer: FlaskClient) -> None:
    assert "Choose a file." in officer.post("/schemes/load", data={}).text


def test_a_changed_scheme_under_the_same_version_is_refused(
    officer: FlaskClient,
) -> None:
    text = dump(every_kind())
    upload(officer, text)

    page = upload(officer, text.replace("en: told", "en: informed"))

    assert "is already loaded and says something else" in page


def test_the_page_shows_every_line_with_maximum_and_source(
    officer: FlaskClient,
) -> None:
    page = officer.get(loaded(officer)).text

    for leaf in every_kind().leaves:
        assert (
            leaf.title.en.replace("&", "&amp;")
            .replace("<", "&lt;")
            .replace(">", "&gt;")
            in page
        )
    for shown in (
        "Full mark 100.",
        "With the bonus, 102 at most.",
        "90 or more",
        "Reviews diverge when their totals lie over 10 apart.",
        "Points in steps of 0.5",
        "\N{MINUS SIGN}2 for each occurrence, up to the maximum",
        "5 errors or more",
        "Points: Haigang district review by nine core indicators",
        "Any hit makes the total zero.",
    ):
        assert shown in page


@pytest.mark.parametrize(
    ("locale", "statute", "code"),
    [
        ("zh_Hans", "刑事诉讼法第", "人民法院案件质量评分标准"),
        ("en", "Criminal Procedure Law art. ", "Court case scoring standard"),
    ],
)
def test_sources_read_in_the_language_of_the_page(
    officer: FlaskClient, locale: str, statute: str, code: str
) -> None:
    officer.post("/language", data={"locale": locale, "then": "/"})
    path = next(each for each in SHIPPED if each.stem == "criminal_defense_trial")

    page = officer.get(upload(officer, path.read_bytes())).text

    assert statute in page
    assert f"<dt>S43</dt><dd>{code}</dd>" in page


def test_every_shipped_scheme_can_be_shown_and_tried(officer: FlaskClient) -> None:
    for path in SHIPPED:
        url = upload(officer, path.read_bytes())

        assert officer.get(url).status_code == 200, path.stem
        assert officer.get(f"{url}/sandbox").status_code == 200, path.stem


def test_the_file_comes_back_as_it_was_loaded(officer: FlaskClient) -> None:
    text = dump(every_kind())

    answer = officer.get(upload(officer, text) + "/text")

    assert answer.text == text
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename=points-1.yaml"
    )


def test_the_sandbox_scores_for_the_script_and_stores_nothing(
    officer: FlaskClient,
) -> None:
    url = f"{loaded(officer)}/sandbox"
    answers = {"seal": {"choice": "missing"}, "notes": {"choice": "x"}, "plan": None}

    state = officer.post(url, json={"answers": answers}).get_json()

    assert (state["total"], state["n_done"]) == ("95.00", 0)
    assert set(state["refused"]) == {"notes"}
    assert MultiDict(Browser(officer.get(url).text).sent)["a.notes"] == ""


def test_the_sandbox_closes_a_section(officer: FlaskClient) -> None:
    url = f"{loaded(officer)}/sandbox"
    body = {"answers": {"seal": {"choice": "missing"}}, "close": ["work"]}

    state = officer.post(url, json=body).get_json()

    assert state["answers"]["seal"] == {"choice": "missing"}
    assert state["answers"]["late"] == {"choice": []}
    assert state["sections"]["work"]["done"] == "7/9"
    assert state["sections"]["integrity"]["done"] == "0/1"


def test_the_sandbox_leaves_what_is_only_recorded_to_the_person(
    officer: FlaskClient,
) -> None:
    url = f"{loaded(officer)}/sandbox"

    state = officer.post(url, json={"answers": {}, "close": ["record"]}).get_json()

    assert state["answers"] == {}


def test_an_ordinary_form_shows_the_derivation_and_keeps_the_answers(
    officer: FlaskClient,
) -> None:
    url = f"{loaded(officer)}/sandbox"
    form = MultiDict(Browser(officer.get(url).text).sent)
    form["a.seal"], form["a.notes"] = "missing", "lots"

    page = officer.post(url, data=form).text

    shown = MultiDict(Browser(page).sent)
    assert (shown["a.seal"], shown["a.notes"]) == ("missing", "lots")
    assert "Sum of the sections" in page
    assert "95.00" in page


@pytest.mark.parametrize("body", [[], {}, {"answers": 5}, 5, "x"])
def test_a_request_of_another_shape_is_not_understood(
    officer: FlaskClient, body: object
) -> None:
    answer = officer.post(f"{loaded(officer)}/sandbox", json=body)

    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("part", "codes"),
    [(None, ["a1", "b1"]), ("formal", ["a1"]), ("nonsense", ["a1", "b1"])],
)
def test_a_part_can_be_tried_by_itself(
    officer: FlaskClient, part: str | None, codes: list[str]
) -> None:
    url = upload(officer, dump(in_parts()))
    page = officer.get(f"{url}/sandbox", query_string={"part": part} if part else {})

    assert list(Browser(page.text).states) == codes


@pytest.mark.parametrize("page", ["", "/text", "/sandbox"])
def test_an_unknown_scheme_is_not_there(officer: FlaskClient, page: str) -> None:
    assert officer.get(f"/schemes/nothing{page}").status_code == 404
