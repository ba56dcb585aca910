"""The draft of a bulletin: the frozen public figures, for the bureau, always the same."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import docx
import pytest
from sqlalchemy import text

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC
from review.services import bulletins
from review.store import unit
from tests.databases import Once
from tests.released import Place, a_place, another_place, canaries

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def place(once: Once) -> Place:
    return once(a_place)


def draft(place: Place, made: Any, viewer: Any = None) -> bytes:
    return bulletins.draft(
        viewer=viewer or place.officer, code=place.code, public_id=made.public_id
    )


def inside(content: bytes) -> str:
    package = zipfile.ZipFile(io.BytesIO(content))
    return "\n".join(package.read(name).decode() for name in package.namelist())


def test_a_draft_has_the_published_figures_and_its_digest(place: Place) -> None:
    made = place.publish()
    opened = docx.Document(io.BytesIO(draft(place, made)))
    written = "\n".join(each.text for each in opened.paragraphs)
    tables = [[[c.text for c in r.cells] for r in t.rows] for t in opened.tables]

    assert "优秀3件，占50.00%（3/6）" in written
    assert made.digest in written
    assert tables[0][-1][:3] == ["合计", "6", "50.00%\n3/6"]
    assert [row[0] for row in tables[1][1:]] == ["市本级", "东山县", "西河区"]


def test_the_same_release_gives_the_same_bytes(place: Place) -> None:
    made = place.publish()

    assert draft(place, made) == draft(place, made)


def test_a_draft_names_no_reviewer_and_nothing_that_is_not_public(place: Place) -> None:
    secret = canaries(place)
    made = place.publish()
    found = inside(draft(place, made))

    assert {each for each in secret if each in found} == set()
    with unit.reading() as connection:
        numbers = connection.scalars(text("select case_no from cases")).all()
    assert numbers
    assert {each for each in numbers if each in found} == set()


def test_of_what_is_not_public_there_is_no_draft(place: Place) -> None:
    provisional = place.publish("provisional")

    with pytest.raises(NotVisible):
        draft(place, provisional)


def test_others_have_no_draft(place: Place) -> None:
    other = another_place()
    made = place.publish()

    for viewer in (PUBLIC, other.officer, *place.people.values()):
        with pytest.raises(NotVisible):
            draft(place, made, viewer)
