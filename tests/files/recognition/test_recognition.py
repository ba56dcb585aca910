"""What stands on the image of a page is read here, by a process that reaches nothing."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from review.domain.places import Box, PageText
from review.files import recognition
from review.files.invented_scans import HEIGHT, LETTER, WIDTH
from review.files.pages import PagesRefused, render
from review.files.recognition import Recogniser, from_facts, to_facts
from tests.recognised import LINES, NAME, body, place


@pytest.fixture(scope="module")
def reader() -> Iterator[Recogniser]:
    made = Recogniser()
    yield made
    made.close()


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("scan") / "scan.pdf"
    path.write_bytes(body())
    return render(path, 1, width=recognition.WIDTH).content


def test_a_page_is_read_where_it_stands(
    reader: Recogniser, image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)

    found = reader.read(image)

    lines = [line.replace(":", "：") for line in found.text.splitlines()]
    assert [line for line in LINES if line not in lines] == []
    assert (found.is_recognised, found.is_doubtful) == (True, False)
    (name,) = found.places(NAME)
    left, top, right, bottom = place(0, 4, 3)
    assert Box(left, top, right, bottom).share_in(name) > 0.95
    assert name.width < 5 * LETTER / WIDTH
    assert name.height < 2 * LETTER / HEIGHT
    assert reader.is_sealed


def test_what_is_no_image_is_refused_and_the_next_page_is_read(
    reader: Recogniser, image: bytes
) -> None:
    with pytest.raises(PagesRefused):
        reader.read(b"no image")

    assert NAME in reader.read(image).text


def test_what_was_read_is_kept_as_it_was() -> None:
    box = Box(0.1, 0.2, 0.3, 0.4)
    text = PageText("a b", (box, None, box), is_recognised=True, is_doubtful=True)

    assert from_facts(to_facts(text)) == text


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"text": "a", "boxes": [], "doubtful": False},
        {"text": "a", "boxes": [[0, 0, 2, 1]], "doubtful": False},
        {"text": "a", "boxes": [["x"] * 4], "doubtful": False},
    ],
)
def test_nonsense_is_that_of_a_broken_process(facts: dict[str, object]) -> None:
    with pytest.raises(PagesRefused):
        from_facts(facts)


def test_without_the_extra_nothing_can_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert recognition.is_installed()
    monkeypatch.setattr(recognition, "PACKAGES", ("no_such_package",))
    recognition.is_installed.cache_clear()
    try:
        assert not recognition.is_installed()
    finally:
        recognition.is_installed.cache_clear()
