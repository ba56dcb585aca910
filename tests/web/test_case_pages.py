"""A reviewer gets the own read's pages, and nothing that says whose file it was."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image, PngImagePlugin
from sqlalchemy import select

from review.services import first_pages
from review.services.page_images import close_all
from review.store import unit
from review.store.models import Scan
from review.web import assets
from tests.conftest import AT
from tests.factories import World
from tests.scanned import case_id, pdf, tone
from tests.web.conftest import ClientFor
from tests.web.tokens import without_tokens

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

CANARY = "quexiaofang"
"""The name of a person, as it stands in an uploaded file's name and metadata."""


@pytest.fixture
def own(app: Flask, world: World, client_for: ClientFor) -> Iterator[str]:
    """The address of the pages of the first reviewer's first file."""
    with app.app_context():
        case = case_id(world)
    files = [
        (io.BytesIO(pdf(10, 60) + f"\n%{CANARY}\n".encode()), f"{CANARY}-1.pdf"),
        (io.BytesIO(_named_picture()), f"../{CANARY}.png"),
    ]
    sent = client_for(world.officer).post(
        f"/cases/{case}/scans/", data={"files": files}
    )
    assert sent.status_code == 200
    yield f"/reviews/{world.reads[0][0]}/pages/"
    close_all()


def _named_picture() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", CANARY)
    body = io.BytesIO()
    Image.new("L", (300, 400), 200).save(body, "PNG", pnginfo=info)
    return body.getvalue()


def test_pages_are_images_by_number(
    world: World, client_for: ClientFor, own: str
) -> None:
    client = client_for(world.reviewers[0])

    listed = client.get(f"{own}list.json").get_json()
    pages = listed.pop("pages")
    assert [each[:2] for each in pages] == [[1, 1414], [2, 1414], [3, 1333]]
    assert len({key for _label, _shape, key in pages}) == 3
    sheet = client.get(own.removesuffix("/pages/")).text
    asked = re.findall(r'<link rel="preload" as="(\w+)" href="([^"]+)"', sheet)
    first = f"{own}1?width=900&amp;turn=0&amp;key={pages[0][2]}"
    script = f"{assets.address()}/viewer_first.js"
    assert asked == [("image", first), ("script", script), ("fetch", f"{own}list.json")]
    assert sheet.count(f'<script src="{script}"></script>') == 1
    nothing = {"gaps": [], "withheld": [], "volumes": [], "gone": []}
    assert listed == {**nothing, "sides": ["main"] * 3}
    assert [tone(client.get(f"{own}{n}").data) for n in (1, 2, 3)] == [10, 60, 200]
    for wrong in ("0", "4", "1?width=901", "1?turn=45"):
        assert client.get(own + wrong).status_code == 404, wrong


def test_a_browser_asks_for_the_first_page_before_anything_else(
    world: World, client_for: ClientFor, own: str
) -> None:
    """Drawing it takes longest, and a browser has six connections for thirty files."""
    sheet = client_for(world.reviewers[0]).get(own.removesuffix("/pages/")).text
    asked = re.findall(
        r'<(?:link|script|img)\b[^>]*(?:href|src)="([^"]+)"[^>]*>', sheet
    )
    preload = re.findall(r'<link rel="preload" as="image"[^>]*>', sheet)

    assert asked[0].startswith(f"{own}1?width=900&amp;")
    assert 'fetchpriority="high"' in preload[0]
    assert len(preload) == 1


def test_volumes_and_gaps_are_told_neutrally(
    app: Flask, world: World, client_for: ClientFor, own: str
) -> None:
    """Numbers begin anew with the volume; a gap is named and has no image."""
    with app.app_context(), unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        facts = ("main_volume", [2]), ("secondary_volume", [])
        for position, (volume, gaps) in enumerate(facts, 1):
            where = {"position": position}
            unit.change(event, Scan, where, volume=volume, gaps=gaps)
    client = client_for(world.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})

    listed = client.get(f"{own}list.json").get_json()
    assert [each[0] for each in listed["pages"]] == [1, 2, 1]
    assert listed["gaps"] == [2]
    assert listed["volumes"] == [[1, "Main volume"], [3, "Secondary volume"]]
    assert listed["sides"] == ["main", "main", "secondary"]
    assert client.get(f"{own}2").status_code == 404
    gap = client.get(f"{own}?page=2").get_data(as_text=True)
    assert "Page 2 cannot be shown. The bureau knows it." in gap
    assert "<img" not in gap
    last = client.get(f"{own}?page=3").get_data(as_text=True)
    assert "Secondary volume · Page 1" in last


def test_another_reviewers_read_is_not_there(
    world: World, client_for: ClientFor, own: str
) -> None:
    own_read, second = world.reads[0][0], world.reads[1][0]
    for who in (world.reviewers[1], world.officer):
        client = client_for(who)
        for path in ("", "1", "list.json"):
            nothing = client.get(f"/reviews/nobody-has-this/pages/{path}")
            found = client.get(own + path)
            assert found.status_code == nothing.status_code == 404
            assert body_of(found) == body_of(nothing)
    assert own_read in own
    no_scan = client_for(world.reviewers[1]).get(f"/reviews/{second}/pages/1")
    assert no_scan.status_code == 404


def body_of(response: object) -> str:
    html = response.get_data(as_text=True)  # type: ignore[attr-defined]
    html = re.sub(r'name="then" value="[^"]*"', "", html)
    return without_tokens(html)


def test_nothing_says_whose_file_it_was(
    app: Flask, world: World, client_for: ClientFor, own: str
) -> None:
    """Neither the name and metadata of the upload, nor digest or address of the scan."""
    with app.app_context(), unit.reading() as connection:
        rows = connection.execute(select(Scan.digest, Scan.public_id)).all()
    secrets = [CANARY, *(value for row in rows for value in row)]
    client = client_for(world.reviewers[0])
    sheet = own.removesuffix("/pages/")
    paths = [sheet, own, f"{own}?page=3", f"{own}list.json"]
    paths += [f"{own}{n}?width={w}" for n in (1, 2, 3) for w in (160, 900, 1400)]

    told = []
    for path in paths:
        response = client.get(path)
        assert response.status_code == 200, path
        seen = str(response.headers).encode() + response.data
        told += [(path, each) for each in secrets if each.encode() in seen]

    assert told == []


def test_images_carry_no_metadata(
    world: World, client_for: ClientFor, own: str
) -> None:
    client = client_for(world.reviewers[0])
    with Image.open(io.BytesIO(client.get(f"{own}3").data)) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    response = client.get(f"{own}3")
    assert response.headers["Cache-Control"] == "no-store"
    assert "Content-Disposition" not in response.headers


def test_a_damaged_file_is_told_without_its_digest(
    app: Flask, world: World, client_for: ClientFor, own: str
) -> None:
    folder = Path(app.config["DATA_FOLDER"]) / "objects"
    digests = []
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(b"x" + path.read_bytes()[1:])
            digests.append(path.name)

    client = client_for(world.reviewers[0])
    client.post("/language", data={"locale": "en", "then": "/"})
    response = client.get(f"{own}1")

    assert response.status_code == 422
    html = response.get_data(as_text=True)
    assert "This page cannot be shown" in html
    assert [each for each in digests if each in html] == []

    officer = client_for(world.officer)
    officer.post("/language", data={"locale": "en", "then": "/"})
    with app.app_context():
        preview = f"/cases/{case_id(world)}/scans/preview"
    html = officer.get(preview).get_data(as_text=True)
    assert "or take the file out and upload it again" in html
    assert ("Tell the bureau" in html, "/pages/1?" in html) == (False, False)
    drawing = officer.get(preview.replace("scans/preview", "redaction/pages/1")).text
    assert "or take the file out and upload it again" in drawing
    assert [
        each for each in ("<svg", "/original/1", "box-form") if each in drawing
    ] == []


def test_pages_are_read_without_a_script(
    world: World, client_for: ClientFor, own: str
) -> None:
    client = client_for(world.reviewers[0])

    first = client.get(own).get_data(as_text=True)
    assert ('rel="prev"' in first, 'rel="next"' in first) == (False, True)
    last = client.get(f"{own}?page=3").get_data(as_text=True)
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)
    assert client.get(f"{own}?page=4").status_code == 404


def test_a_page_of_a_store_that_is_away_comes_later(
    app: Flask, world: World, client_for: ClientFor, own: str
) -> None:
    """A script learns when to ask again, and that nothing is wrong with the page."""
    keys = {"access_key_id": "x", "secret_access_key": "x", "region": "x"}
    app.config["OBJECTS"] = "s3://away/case"
    app.config["OBJECTS_OPTIONS"] = {"endpoint": "http://127.0.0.1:1", **keys}

    answer = client_for(world.reviewers[0]).get(f"{own}1?width=900")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_the_first_page_is_drawn_while_the_browser_reads_the_sheet(
    app: Flask, world: World, client_for: ClientFor, own: str
) -> None:
    """By whoever may read it; the image is the one that the sheet asks for."""
    first_pages._known._paths.clear()
    images = Path(app.config["DATA_FOLDER"]) / "pages"
    sheet = own.removesuffix("/pages/")
    assert client_for(world.officer).get(sheet).status_code == 404
    assert list(images.rglob("*-900-*")) == []
    client = client_for(world.reviewers[0])
    asked = re.findall(
        r'<link rel="preload" as="image" href="([^"]+)"', client.get(sheet).text
    )
    until = time.monotonic() + 20
    while not list(images.rglob("1-900-0-2")) and time.monotonic() < until:
        time.sleep(0.01)

    assert [path.name for path in images.rglob("*-900-*")] == ["1-900-0-2"]
    (kept,) = images.rglob("1-900-0-2")
    image = client.get(asked[0].replace("&amp;", "&")).data
    assert kept.read_bytes().endswith(image)
    assert tone(image) == 10
