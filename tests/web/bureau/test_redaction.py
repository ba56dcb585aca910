"""Whatever a reviewer can fetch holds none of the names that were to be hidden."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from review.domain.policy import Role, Viewer
from review.domain.sampling_rule import rule_as_data
from review.services import allocation, page_recognition
from review.services.page_images import close_all
from review.store import unit
from review.store.models import Campaign
from tests import recognised
from tests.casework import CENSUS
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World
from tests.scanned import case_id, pdf
from tests.untrusted import deceiving
from tests.web.conftest import ClientFor
from tests.written import is_black, place, written

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

NAME, PHONE, LATIN = "张三", "13812345678", "quexiaofang"
SPELT = {
    *(word.encode(code) for word in (NAME, PHONE) for code in ("utf-8", "utf-16-be")),
    *(NAME.encode("gb18030"), NAME.encode("unicode_escape"), LATIN.encode()),
}
"""The planted words in every way in which bytes may hold them."""
HIDDEN = {1: [place(0, 4, 2), place(1, 2, 11)], 2: [place(1, 0, 2)]}
MARKERS = {0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
"""Of a JPEG: picture, JFIF, tables, frame, codes, scan; no comment and no EXIF."""


@cache
def body() -> bytes:
    pages = [f"受援人：{NAME}", f"电话{PHONE}"], ["本页", f"{NAME}到庭"]
    return written(*pages, about=f"{NAME}{LATIN}{PHONE}")


def photograph() -> bytes:
    """With a name in its EXIF and in a comment."""
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x013B] = LATIN
    Image.new("L", (300, 400), 200).save(file, "JPEG", exif=exif, comment=LATIN)
    return file.getvalue()


@pytest.fixture
def case(once: Once, world: World, client_for: ClientFor) -> Iterator[str]:
    """The address of a case with a written file, a photograph and a scan."""

    def brought() -> str:
        address = f"/cases/{case_id(world)}"
        files = [
            (io.BytesIO(body()), f"{NAME}-{LATIN}-{PHONE}.pdf"),
            (io.BytesIO(photograph()), f"{LATIN}.jpg"),
            (io.BytesIO(pdf(200)), f"{LATIN}.pdf"),
        ]
        client = client_for(world.officer)
        sent = client.post(f"{address}/scans/", data={"files": files})
        assert sent.status_code == 200
        return address

    yield once(brought)
    close_all()


@pytest.fixture
def officer(client_for: ClientFor, world: World) -> FlaskClient:
    client = client_for(world.officer)
    client.post("/language", data={"locale": "en", "then": "/"})
    return client


def text_of(response: TestResponse) -> str:
    html = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return " ".join(html.split())


def hide(officer: FlaskClient, case: str, words: str = NAME) -> None:
    """Choose, then go on until every page has been looked at."""
    chosen = {"words": words, "numbers": "1"}
    response = officer.post(f"{case}/redaction/", data=chosen)
    assert response.location == f"{case}/redaction/look"
    finish(officer, case)


def finish(officer: FlaskClient, case: str) -> None:
    """Go on until there is nothing left to look through."""
    while not (response := officer.get(f"{case}/redaction/look")).location:
        assert "pages" in text_of(response)
        officer.post(f"{case}/redaction/look")
    assert response.location == f"{case}/redaction/"


def everything(client: FlaskClient, read: str) -> dict[str, TestResponse]:
    """What a reviewer can fetch of the own file, by address."""
    pages = f"{read}/pages/"
    paths = [read, pages, f"{pages}list.json", f"{read}/print", f"{read}/print/blank"]
    paths += [f"{pages}?page={n}" for n in range(1, 5)]
    sizes = [(1, 160, 90), *((n, w, 0) for n in (1, 2) for w in (160, 900, 1400))]
    sizes += [(n, 160, 0) for n in (3, 4)]
    paths += [f"{pages}{n}?width={w}&turn={t}" for n, w, t in sizes]
    found = {path: client.get(path) for path in paths}
    assert {r.status_code for r in found.values()} <= {200, 404}
    return found


def test_no_reviewer_can_fetch_what_is_hidden(
    world: World, client_for: ClientFor, case: str, officer: FlaskClient
) -> None:
    hide(officer, case)
    read = f"/reviews/{world.reads[0][0]}"

    found = everything(client_for(world.reviewers[0]), read)

    told = [
        (path, word)
        for path, response in found.items()
        for word in SPELT
        if word in path.encode() + str(response.headers).encode() + response.data
    ]
    assert told == []
    for page, places in HIDDEN.items():
        for width in (160, 900, 1400):
            image = found[f"{read}/pages/{page}?width={width}&turn=0"].data
            assert all(is_black(image, each) for each in places), (page, width)
    images = [r for r in found.values() if r.mimetype == "image/jpeg"]
    assert len(images) == 9
    assert {marker for image in images for marker in markers(image.data)} == MARKERS
    assert {"Content-Disposition" in image.headers for image in images} == {False}
    assert {image.headers["Cache-Control"] for image in images} == {"no-store"}


def test_no_reviewer_finds_what_is_hidden(
    world: World, client_for: ClientFor, case: str, officer: FlaskClient
) -> None:
    reviewer = client_for(world.reviewers[0])
    address = f"/reviews/{world.reads[0][0]}/pages/search"

    def found(words: str) -> list[object]:
        asked = {"words": words, "start": 1}
        return reviewer.post(address, json=asked).get_json()["found"]

    assert [page for page, *_ in found(NAME)] == [1, 2]
    assert found(PHONE) == []

    hide(officer, case)
    sides = {"left": "0", "top": "0", "width": "25", "height": "14"}
    officer.post(f"{case}/redaction/pages/1", data=sides)

    assert found(NAME) == found(PHONE) == found("受援人") == []
    assert found("到庭") == [[2, 2, [["本页 ■■", "到庭", ""]]]]


def markers(image: bytes) -> Iterator[int]:
    """The segments of a JPEG up to its pixels."""
    yield image[1]
    place = 2
    while image[place] == 0xFF:
        yield image[place + 1]
        if image[place + 1] == 0xDA:
            return
        place += 2 + int.from_bytes(image[place + 2 : place + 4], "big")


def test_an_image_fetched_before_is_another_one_after(
    world: World, client_for: ClientFor, case: str, officer: FlaskClient
) -> None:
    reviewer = client_for(world.reviewers[0])
    address = f"/reviews/{world.reads[0][0]}/pages/1?width=900&turn=0"
    before = reviewer.get(address).data
    assert not is_black(before, HIDDEN[1][0])

    hide(officer, case)

    assert is_black(reviewer.get(address).data, HIDDEN[1][0])
    small = f"{case}/scans/pages/1?width=900"
    assert is_black(officer.get(small).data, HIDDEN[1][0])
    original = f"{case}/redaction/original/1?width=900"
    assert officer.get(original).data == before


def test_how_a_case_stands_is_shown(case: str, officer: FlaskClient) -> None:
    assert "looked through for what is to be hidden: 0 of 4" in text_of(
        officer.get(f"{case}/scans/")
    )

    hide(officer, case, "王五")

    for path in ("scans", "redaction"):
        told = text_of(officer.get(f"{case}/{path}/"))
        assert "Covered: 1 box on 1 page." in told
        assert "names of parties still to be read: 1" in told
        assert "2 pages have no text and were not looked at" in told
    officer.post(
        f"{case}/redaction/names",
        data={
            "name": re.findall(
                r'name="name" value="([\w-]+)"', officer.get(f"{case}/redaction/").text
            )
        },
    )
    finish(officer, case)
    told = text_of(officer.get(f"{case}/redaction/"))
    assert "Covered: 3 boxes on 2 pages." in told
    assert "the other pages were not searched" in told


def test_recognised_text_is_told_wherever_it_counts(
    app: Flask, case: str, officer: FlaskClient, world: World, client_for: ClientFor
) -> None:
    assert "recognition is not installed or switched off" not in text_of(
        officer.get(f"{case}/scans/")
    )
    hide(officer, case)
    for path in ("scans", "redaction"):
        told = text_of(officer.get(f"{case}/{path}/"))
        assert "recognition is not installed or switched off" in told

    app.config["OCR"] = True
    send_page(officer, case)
    finish(officer, case)

    for path in ("scans", "redaction"):
        told = text_of(officer.get(f"{case}/{path}/"))
        assert "The text of 1 page was recognised by this system" in told
        assert "recognition is not installed or switched off" not in told
    page = text_of(officer.get(f"{case}/redaction/pages/5"))
    assert "Text was recognised by this system and may be wrong." in page
    campaign = text_of(officer.get("/campaigns/2026/redaction/"))
    assert "wrong: 1; hardly readable among them: 0" in campaign
    url = f"/reviews/{world.reads[0][0]}/pages/search"
    reviewer = client_for(world.reviewers[0])
    found = reviewer.post(url, json={"words": "劳动报酬", "start": 1}).get_json()
    assert (found["found"][0][0], found["has_recognised"]) == (5, True)
    page_recognition.close()


def send_page(officer: FlaskClient, case: str) -> None:
    """One more scan, of a paper and without text."""
    sent = {"files": [(io.BytesIO(recognised.body()), "scan.pdf")]}
    kind = "multipart/form-data"
    officer.post(f"{case}/scans/", data=sent, content_type=kind)


def test_looking_goes_on_by_script(case: str, officer: FlaskClient) -> None:
    officer.post(f"{case}/redaction/", data={"words": ""})

    answers = [
        officer.post(
            f"{case}/redaction/look", headers={"Accept": "application/json"}
        ).get_json()
        for _ in range(3)
    ]

    assert answers == [{"done": n, "all": 4} for n in (2, 3, 4)]


def test_words_too_short_are_told_and_kept(case: str, officer: FlaskClient) -> None:
    response = officer.post(f"{case}/redaction/", data={"words": "张\n王五"})

    assert response.status_code == 422
    assert "between 2 and 60 characters: 张" in text_of(response)
    assert ">张\n王五</textarea>" in response.get_data(as_text=True)


def test_a_box_is_entered_taken_away_and_put_back(
    case: str, officer: FlaskClient
) -> None:
    page = f"{case}/redaction/pages/3"
    sides = {"left": "10", "top": "20.5", "width": "30", "height": "5"}

    there = officer.post(page, data=sides)

    html = officer.get(there.location).get_data(as_text=True)
    assert 'x="100000" y="205000" width="300000" height="50000"' in html
    assert "left 10.0%, top 20.5%, 30.0% × 5.0%" in html
    (box,) = set(re.findall(r'name="box" value="([\w-]+)"', html))
    gone = officer.post(f"{page}/remove", data={"box": box})
    html = officer.get(gone.location).get_data(as_text=True)
    assert "<rect" not in html
    assert "The box is taken away." in html
    back = officer.post(f"{page}/restore", data={"box": box})
    assert "<rect" in officer.get(back.location).get_data(as_text=True)
    assert officer.post(f"{page}/remove", data={"box": box}).status_code == 404


@pytest.mark.parametrize(
    "sides",
    [
        {},
        {"left": "x", "top": "1", "width": "1", "height": "1"},
        {"left": "NaN", "top": "1", "width": "1", "height": "1"},
        {"left": "1e99", "top": "1", "width": "1", "height": "1"},
        {"left": "-1", "top": "1", "width": "1", "height": "1"},
        {"left": "100", "top": "1", "width": "1", "height": "1"},
        {"left": "1", "top": "1", "width": "0.1", "height": "1"},
    ],
)
def test_a_box_that_is_none_is_told(
    case: str, officer: FlaskClient, sides: dict[str, str]
) -> None:
    response = officer.post(f"{case}/redaction/pages/1", data=sides)

    assert response.status_code == 422
    assert "A box lies on its page" in text_of(response)
    assert "<rect" not in response.get_data(as_text=True)


def test_the_file_itself_is_a_download_for_bureau_officers(
    case: str,
    officer: FlaskClient,
    client_for: ClientFor,
    everyone: dict[Role, Viewer],
) -> None:
    html = officer.get(f"{case}/scans/").get_data(as_text=True)
    first = re.findall(r'href="([^"]+/original)"', html)[0]

    taken = officer.get(first)

    assert (taken.status_code, taken.data) == (200, body())
    assert taken.headers["Content-Disposition"] == "attachment; filename=scan-1.pdf"
    assert taken.mimetype == "application/octet-stream"
    assert taken.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.headers["Cache-Control"] == "no-store"
    taken.close()
    for role in set(Role) - {Role.BUREAU_OFFICER}:
        client = client_for(everyone[role])
        assert client.get(first).status_code == 404, role
    manager = client_for(everyone[Role.CAMPAIGN_MANAGER])
    assert "/original" not in manager.get(f"{case}/scans/").get_data(as_text=True)


def test_a_case_without_a_scan_says_so(
    app: Flask, world: World, officer: FlaskClient
) -> None:
    with app.app_context():
        other = f"/cases/{case_id(world, 1)}/redaction/"

    assert "Nothing has been uploaded yet." in text_of(officer.get(other))
    assert officer.get(f"{other}look").location == other
    assert officer.post(f"{other}look").status_code == 302
    assert officer.get(f"{other}pages/1").status_code == 404


def empty_place(app: Flask, world: World) -> str:
    """The page on which the place is given out again."""
    with app.app_context():
        with unit.transaction():
            event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
            rules = {"sample": rule_as_data(CENSUS), "minimum_n": 1, "decimals": 2}
            rules |= {"bar_same_county": False, "provisional_first": False}
            unit.change(event, Campaign, {"id": world.campaign_id}, rules=rules)
        allocation.withdraw(
            viewer=world.officer,
            code="2026",
            public_id=world.reads[0][0],
            reason="退回",
            at=AT,
        )
    return "/campaigns/2026/allocation/?proposal=1"


def test_what_is_left_is_told_before_files_are_given_out(
    app: Flask, world: World, case: str, officer: FlaskClient
) -> None:
    proposal = empty_place(app, world)
    told = text_of(officer.get(proposal))
    assert "What reviewers will see of the scanned files (1)" in told
    assert (
        "not all pages have been looked through for names and numbers: 1 of 1" in told
    )
    assert "Give out 1 place" in told

    hide(officer, case, "王五")

    told = text_of(officer.get(proposal))
    assert (
        "Words, numbers or names of parties that can still be read: 1; files: 1."
        in told
    )
    assert "2 pages have no text and were not looked at" in told
    hide(officer, case)
    assert "the other pages were not searched" in text_of(officer.get(proposal))


def test_a_bureau_that_waits_gives_nothing_out(
    app: Flask, world: World, case: str, officer: FlaskClient
) -> None:
    proposal = empty_place(app, world)
    page = officer.get(proposal)
    (digest,) = re.findall(r'name="digest" value="(\w+)"', page.get_data(as_text=True))
    officer.post("/campaigns/2026/redaction/first", data={"required": "1"})

    page = officer.get(proposal)
    told = text_of(page)
    assert "Files that are not ready: 1." in told
    assert "(2025)青援0001号 0 of 4 pages looked through" in told
    assert "Go on without them" not in told
    assert re.findall(r"<button[^>]* disabled>([^<]*)", page.text) == [
        "Give out 1 place"
    ]
    assert 'name="digest"' not in page.text
    refused = officer.post("/campaigns/2026/allocation/", data={"digest": digest})
    assert refused.status_code == 422
    assert "Files that are not ready: 1." in text_of(refused)

    hide(officer, case)
    given = officer.post("/campaigns/2026/allocation/", data={"digest": digest})
    assert given.status_code == 302


def test_all_files_of_a_campaign_are_looked_through(
    case: str, officer: FlaskClient
) -> None:
    page = "/campaigns/2026/redaction/"
    assert "looked through for what is to be hidden: 0 of 4" in text_of(
        officer.get(page)
    )

    while not (response := officer.get(f"{page}look")).location:
        officer.post(f"{page}look")

    assert response.location == page
    told = text_of(officer.get(page))
    assert "looked through for what is to be hidden: 4 of 4" in told
    assert "(2025)青援0001号 4 of 4 1 1 0 2 0" in told
    done = officer.post(f"{page}look", headers={"Accept": "application/json"})
    assert done.get_json() == {"done": 4, "all": 4}


def test_a_campaign_without_scans_says_so(officer: FlaskClient) -> None:
    page = text_of(officer.get("/campaigns/2026/redaction/"))

    assert "No drawn file has a scan yet." in page
    assert "scanned files" not in text_of(officer.get("/campaigns/2026/allocation/"))


def test_a_page_whose_text_lies_waits_for_a_person(
    case: str, officer: FlaskClient
) -> None:
    lying = [(io.BytesIO(deceiving("private")), "a.pdf")]
    assert officer.post(f"{case}/scans/", data={"files": lying}).status_code == 200
    hide(officer, case)
    page = f"{case}/redaction/pages/5"
    before = text_of(officer.get(page))
    told = text_of(officer.get(f"{case}/redaction/"))

    assert "cannot be what stands on this page" in before
    assert "The text of 1 page cannot be trusted: look at this page." in told
    assert officer.post(f"{page}/seen", data={"seen": "1"}).location == (
        f"{case}/redaction/"
    )
    assert "Looked at by a person." in text_of(officer.get(page))
    seen = text_of(officer.get(f"{case}/redaction/"))
    assert "1 page whose text cannot be trusted has been looked at" in seen
    assert officer.post(f"{page}/seen").location.startswith(page)
    assert "I have looked at this page" in text_of(officer.get(page))
