"""Where no process can be shut off and the risk was accepted, the pages say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from review.domain.policy import Role, Viewer
from review.files import pages as package
from review.files.pages import isolation, process
from review.services.page_images import close_all
from tests.factories import World
from tests.scanned import case_id, pdf, zipped
from tests.web.conftest import ClientFor

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

LAUNCH = Path(package.__file__).parent / "launch.py"
SAID = {
    "en": "Uploaded files are opened without isolation",
    "zh_Hans": "上传的文件未经隔离即打开",
}


@pytest.fixture
def unknown_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """There is no filter for it, so that nothing is shut off."""
    text = LAUNCH.read_text(encoding="utf-8")
    text = text.replace(
        "    main(sys.argv[1:])",
        "    import platform\n    platform.machine = lambda: 'pdp11'\n"
        "    main(sys.argv[1:])",
    ).replace("parents[3]", f"parents[3] / {str(LAUNCH.parents[3])!r}")
    planted = tmp_path / "launch.py"
    planted.write_text(text, encoding="utf-8")
    monkeypatch.setattr(process, "LAUNCH", planted)
    isolation.cache_clear()
    yield
    isolation.cache_clear()
    close_all()


Texts = Callable[[str], dict[str, str]]


@pytest.fixture
def texts(
    app: Flask, client_for: ClientFor, world: World, everyone: dict[Role, Viewer]
) -> Texts:
    """The pages on which it has to stand, in a language."""

    def read(locale: str) -> dict[str, str]:
        officer, keeper = map(client_for, (world.officer, everyone[Role.SYSTEM_ADMIN]))
        for client in (officer, keeper):
            client.post("/language", data={"locale": locale, "then": "/"})
        with app.app_context():
            case = f"/cases/{case_id(world)}/scans/"
        pages = {path: officer.get(path).text for path in (case, "/cases/scans/")}
        if app.config["ACCEPT_UNISOLATED"]:
            pages["preview"] = officer.get(_brought(officer)).text
        return pages | {"/accounts/": keeper.get("/accounts/").text}

    return read


def _brought(officer: FlaskClient) -> str:
    body = zipped(("(2025)青援0001号.pdf", pdf(10)))
    sent = officer.post("/cases/scans/", data={"bundle": (body, "scans.zip")})
    return sent.location


@pytest.mark.parametrize("locale", SAID)
def test_the_accepted_risk_is_told_as_long_as_it_lasts(
    app: Flask, texts: Texts, locale: str, unknown_machine: None
) -> None:
    app.config["ACCEPT_UNISOLATED"] = True

    found = texts(locale)

    assert len(found) == 4
    assert [path for path, page in found.items() if SAID[locale] not in page] == []


@pytest.mark.parametrize("accepts", [True, False])
def test_where_files_are_shut_off_nothing_is_told(
    app: Flask, texts: Texts, accepts: bool
) -> None:
    app.config["ACCEPT_UNISOLATED"] = accepts

    assert [path for path, page in texts("en").items() if SAID["en"] in page] == []
