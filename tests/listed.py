"""A round on a sheet whose items papers decide, and contents lists to decide them by."""

from __future__ import annotations

import io
from dataclasses import replace

from review.domain.contents import Entry
from review.domain.documents import DocumentType as D
from review.domain.schemes import ItemKind, Scheme, Text
from review.services import contents, scans
from review.services.shelf import Shelf
from tests.conftest import AT
from tests.domain.builders import item, points_scheme, section
from tests.factories import World
from tests.files.pages import corpus
from tests.limited import FILING, address
from tests.services.rounds import MEAN

LETTER = replace(
    item("letter", 6, ItemKind.ALL_OR_NOTHING),
    title=Text("公函入卷", "Letter in the file"),
    documents=(D.AID_LETTER.value,),
    by_presence=True,
    procedures=(FILING,),
)
NOTES = replace(
    item("notes", 4, ItemKind.YES_NO),
    title=Text("笔录入卷", "Notes in the file"),
    documents=(D.MEETING_NOTES.value,),
    by_presence=True,
)
RECORD = replace(
    item("record", 4, ItemKind.ALL_OR_NOTHING),
    title=Text("庭审笔录入卷", "Record in the file"),
    documents=(D.HEARING_RECORD.value,),
    by_presence=True,
    may_not_apply=True,
)
REST = item("rest", 86)
WITHOUT_LETTER = ((1, D.INDEX), (2, D.MEETING_NOTES))
WITH_LETTER = ((1, D.INDEX), (2, D.AID_LETTER), (3, D.MEETING_NOTES))


def listed_sheet() -> Scheme:
    """Three items decided by papers, the first by days as well."""
    made = section("s", LETTER, NOTES, RECORD, REST)
    return points_scheme(made, combination=MEAN, case_kinds=("civil",), code="civil")


ASKED = {
    "told": D.RIGHTS_NOTICE,
    "applied": D.APPLICATION_FORM,
    "heard": D.HEARING_RECORD,
    "proven": D.EVIDENCE,
    "met": D.MEETING_NOTES,
}
"""Of the list below: missing, out of order, not of this case, kept if any, and there."""
DOUBTFUL = ("told", "applied", "heard")
OUT_OF_ORDER = (
    (1, D.INDEX),
    (2, D.AID_LETTER),
    (3, D.MEETING_NOTES),
    (4, D.APPLICATION_FORM),
)


def doubtful_sheet() -> Scheme:
    """Items that look for papers, which alone decide none of them."""
    items = [
        replace(
            item(code, 20, ItemKind.ALL_OR_NOTHING),
            documents=(paper.value,),
            may_not_apply=code == "heard",
        )
        for code, paper in ASKED.items()
    ]
    made = section("s", *items)
    return points_scheme(made, combination=MEAN, case_kinds=("civil",), code="civil")


def bring_file(world: World, shelf: Shelf, number: int = 0) -> None:
    """Four pages without bookmarks; nobody has made a list of them."""
    assert world.officer is not None
    scans.add(
        viewer=world.officer,
        public_id=address(world, number),
        stream=io.BytesIO(corpus.pdf(4)),
        shelf=shelf,
        at=AT,
    )


def set_list(world: World, *entries: tuple[int, D], number: int = 0) -> None:
    """As an officer who checked it; the case had no hearing."""
    assert world.officer is not None
    found = contents.of_case(viewer=world.officer, public_id=address(world, number))
    contents.set_list(
        viewer=world.officer,
        public_id=address(world, number),
        entries=[Entry(page, kind) for page, kind in entries],
        not_applicable=[D.HEARING_RECORD],
        state=found.state,
        at=AT,
    )
