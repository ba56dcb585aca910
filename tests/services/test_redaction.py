"""What an officer hides no reviewer sees, and nobody is told of words but the officer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role, Viewer
from review.domain.redaction import BoxRefused, WordRefused
from review.files.pages import PageFile, PagesRefused, Refusal
from review.services import allocation, case_pages, page_images, redaction, scans
from review.services.page_images import MOST_KEPT, close_all
from review.services.redaction import looking
from review.services.redaction.campaigns import NotLookedThrough
from review.services.redaction.looking import Line, Progress
from review.services.shelf import Shelf
from review.store import invariants, unit
from review.store.models import AccessLog, Event, Redaction, Scan, StoredText
from tests.conftest import AT
from tests.databases import Once
from tests.factories import World, user
from tests.files.pages import corpus
from tests.files.pages.forms import form
from tests.scanned import bring, case_id, mark, pdf, shelf_in
from tests.services.rounds import rows
from tests.untrusted import every_kind
from tests.written import is_black, place, written

ZHANG = place(0, 4, 2)
PHONE = place(1, 2, 11)
PAGES = (
    ["受援人：张三，男，汉族", "电话13812345678"],
    ["本页没有姓名"],
    ["原告：李四，张", "三与王五"],
)
DRAWN = (100_000, 400_000, 500_000, 600_000)


@cache
def body() -> bytes:
    """Made once: every PDF has a moment in it."""
    return written(*PAGES, pictures=[1], about="张三")


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    yield shelf_in(tmp_path / "data")
    close_all()


@pytest.fixture
def scanned(app: Flask, once: Once, world: World, shelf: Shelf) -> Iterator[World]:
    """The first case: three pages with text, the second with a stamp; then one without."""

    def brought() -> None:
        for each in (body(), pdf(200)):
            bring(officer(world), case_id(world), each, shelf)

    once(brought)
    with app.app_context():
        yield world
        with unit.reading():
            assert invariants.check() == []


def officer(world: World) -> Viewer:
    assert world.officer is not None
    return world.officer


def of(world: World) -> dict[str, object]:
    return {"viewer": officer(world), "public_id": case_id(world)}


def hide(
    world: World, *words: str, numbers: bool = True, handler: bool = False
) -> bool:
    return redaction.choose(
        **of(world),
        words=words,
        hides_numbers=numbers,
        hides_handler=handler,
        at=AT,
    )


def look(world: World, shelf: Shelf) -> Progress:
    """Until every page has been looked at."""
    while True:
        done = redaction.look(**of(world), shelf=shelf, at=AT)
        if done.is_done:
            return done


def draw(world: World, shelf: Shelf, page: int, numbers: tuple[int, ...]) -> str:
    own = of(world)
    return redaction.draw(**own, page=page, numbers=numbers, shelf=shelf, at=AT)


def remove(world: World, shelf: Shelf, page: int, box_id: str) -> None:
    redaction.remove(**of(world), page=page, box_id=box_id, shelf=shelf, at=AT)


def seen(world: World, shelf: Shelf, page: int, *, width: int = 900) -> bytes:
    """The page as its reviewer gets it."""
    return case_pages.page_image(
        viewer=world.reviewers[0],
        public_id=world.reads[0][0],
        page=page,
        width=width,
        turn=0,
        shelf=shelf,
        at=AT,
    )


def summary(world: World) -> redaction.Summary:
    return redaction.summary(**of(world))


def test_what_was_chosen_is_found_and_covered(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")

    assert look(scanned, shelf) == Progress(4, 4)
    first, _, third, _ = (seen(scanned, shelf, n) for n in (1, 2, 3, 4))
    assert is_black(first, ZHANG)
    assert is_black(first, PHONE)
    assert not is_black(first, place(0, 0, 4))
    assert is_black(third, place(0, 6, 1))
    assert is_black(third, place(1, 0, 1))
    assert not is_black(third, place(1, 1, 3))


HARD_TO_SEE = {
    "shown upside down": corpus.lettered("欧阳桂芬", "与张三", rotate=180),
    "written upside down": corpus.lettered("欧阳桂芬", "与张三", is_turned=True),
    "filled in": form("欧阳桂芬 与张三"),
    "filled in and shown upside down": form("欧阳桂芬 与张三", rotate=180),
}


@pytest.mark.parametrize("name", HARD_TO_SEE)
def test_names_are_covered_however_they_come_to_stand_there(
    world: World, shelf: Shelf, app: Flask, name: str
) -> None:
    with app.app_context():
        bring(officer(world), case_id(world), HARD_TO_SEE[name], shelf)
        clear = seen(world, shelf, 1)
        hide(world, "欧阳桂芬", "张三")
        look(world, shelf)
        (page,) = summary(world).pages
        boxes = rows(Redaction, "x_from", "y_from", "x_to", "y_to")
        covered = seen(world, shelf, 1)

    assert (page.n_boxes, page.line) == (2, Line(looking.PLAIN))
    for box in boxes:
        where = tuple(n / 1e6 for n in box)
        assert is_black(covered, where)
        assert not is_black(clear, where)


def test_how_a_case_stands_is_told_page_by_page(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三", numbers=False)
    look(scanned, shelf)

    found = summary(scanned)

    assert [(each.n_boxes, each.line) for each in found.pages] == [
        (1, Line(looking.PLAIN, 0, 1, 0)),
        (0, Line(looking.MIXED)),
        (2, Line(looking.PLAIN, 0, 0, 1)),
        (0, Line(looking.BLANK)),
    ]
    assert (found.n_boxes, found.n_left) == (3, 2)
    assert [word.text for word in found.choices.proposed] == ["李四"]
    assert [len(p) for p in (found.left, found.blank, found.mixed)] == [2, 1, 1]


def test_nothing_is_hidden_before_anybody_looked(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")

    assert summary(scanned).progress == Progress(0, 4)
    assert not is_black(seen(scanned, shelf, 1), ZHANG)


def test_a_kept_image_is_not_served_any_more_once_a_box_is_stored(
    scanned: World, shelf: Shelf
) -> None:
    place_drawn = (0.1, 0.4, 0.5, 0.6)
    widths = page_images.WIDTHS
    before = {width: seen(scanned, shelf, 1, width=width) for width in widths}
    assert not any(is_black(image, place_drawn) for image in before.values())

    box = draw(scanned, shelf, 1, DRAWN)

    for width in widths:
        assert is_black(seen(scanned, shelf, 1, width=width), place_drawn), width
    assert not is_black(seen(scanned, shelf, 2), place_drawn)
    remove(scanned, shelf, 1, box)
    assert {width: seen(scanned, shelf, 1, width=width) for width in widths} == before


def test_a_page_rendered_ahead_has_its_own_boxes(scanned: World, shelf: Shelf) -> None:
    draw(scanned, shelf, 2, DRAWN)
    seen(scanned, shelf, 1)
    close_all()

    assert is_black(seen(scanned, shelf, 2), (0.1, 0.4, 0.5, 0.6))
    draw(scanned, shelf, 3, DRAWN)
    assert is_black(seen(scanned, shelf, 3), (0.1, 0.4, 0.5, 0.6))


def test_the_officer_sees_the_page_as_it_was_and_as_it_is_given_out(
    scanned: World, shelf: Shelf
) -> None:
    draw(scanned, shelf, 1, DRAWN)
    own = of(scanned)

    asked = {**own, "page": 1, "width": 900, "shelf": shelf}
    assert not is_black(redaction.page_image(**asked), (0.1, 0.4, 0.5, 0.6))
    given = case_pages.preview_image(**asked, turn=0)
    assert given == seen(scanned, shelf, 1)
    with pytest.raises(NotVisible):
        redaction.page_image(**{**asked, "width": 901})
    with pytest.raises(NotVisible):
        redaction.page_image(**{**asked, "page": 5})


def test_boxes_stay_with_the_content_of_a_scan(scanned: World, shelf: Shelf) -> None:
    draw(scanned, shelf, 1, DRAWN)
    own = of(scanned)
    first = scans.of_case(**own).lines[0]

    scans.remove(**own, scan_id=first.public_id, reason="换", at=AT)
    assert summary(scanned).n_boxes == 0
    bring(officer(scanned), case_id(scanned), body(), shelf)

    assert [each.n_boxes for each in summary(scanned).pages] == [0, 1, 0, 0]
    assert is_black(seen(scanned, shelf, 2), (0.1, 0.4, 0.5, 0.6))


def test_a_box_twice_is_one(scanned: World, shelf: Shelf) -> None:
    assert draw(scanned, shelf, 1, DRAWN) == draw(scanned, shelf, 1, DRAWN)
    assert summary(scanned).n_boxes == 1
    assert len(rows(Event, "id", kind="redaction_drawn")) == 1


def test_a_box_beside_the_page_is_refused(scanned: World, shelf: Shelf) -> None:
    with pytest.raises(BoxRefused):
        draw(scanned, shelf, 1, (0, 0, 10, 10))
    with pytest.raises(NotVisible):
        draw(scanned, shelf, 5, DRAWN)


def test_a_box_is_taken_away_and_put_back(scanned: World, shelf: Shelf) -> None:
    box, own = draw(scanned, shelf, 1, DRAWN), of(scanned)

    remove(scanned, shelf, 1, box)
    assert redaction.page_of(**own, page=1).boxes == ()
    with pytest.raises(NotVisible):
        remove(scanned, shelf, 1, box)
    redaction.restore(**own, page=1, box_id=box, shelf=shelf, at=AT)

    (back,) = redaction.page_of(**own, page=1).boxes
    assert (back.left, back.top, back.width, back.height) == (
        *(100_000, 400_000, 400_000, 200_000),
    )
    assert back.is_drawn
    for wrong in ({"page": 2}, {"box_id": "nobody-has-this"}):
        with pytest.raises(NotVisible):
            redaction.remove(
                **{**own, "page": 1, "box_id": back.public_id, **wrong},
                shelf=shelf,
                at=AT,
            )


def test_what_a_person_uncovered_stays_so(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")
    look(scanned, shelf)
    name, number = redaction.page_of(**of(scanned), page=1).boxes
    remove(scanned, shelf, 1, name.public_id)
    assert not is_black(seen(scanned, shelf, 1), ZHANG)
    assert summary(scanned).n_left == 1  # 李四, whom nobody decided about

    hide(scanned, "张三", "王五")
    look(scanned, shelf)

    (left,) = redaction.page_of(**of(scanned), page=1).boxes
    assert left.public_id == number.public_id
    assert not is_black(seen(scanned, shelf, 1), ZHANG)
    own = of(scanned)
    redaction.restore(**own, page=1, box_id=name.public_id, shelf=shelf, at=AT)
    hide(scanned, "张三")
    look(scanned, shelf)
    assert is_black(seen(scanned, shelf, 1), ZHANG)


def test_boxes_follow_the_words(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")
    look(scanned, shelf)
    drawn = draw(scanned, shelf, 1, DRAWN)

    hide(scanned, numbers=False)
    assert is_black(seen(scanned, shelf, 1), ZHANG)
    look(scanned, shelf)

    (left,) = redaction.page_of(**of(scanned), page=1).boxes
    assert left.public_id == drawn
    assert not is_black(seen(scanned, shelf, 1), ZHANG)


def test_a_box_changes_what_is_left_on_its_page(scanned: World, shelf: Shelf) -> None:
    hide(scanned, numbers=False)
    look(scanned, shelf)
    assert summary(scanned).pages[0].line == Line(looking.PLAIN, 0, 1, 1)

    box = draw(scanned, shelf, 1, (0, 0, 1_000_000, 1_000_000))
    assert summary(scanned).pages[0].line == Line(looking.PLAIN)
    remove(scanned, shelf, 1, box)

    assert summary(scanned).pages[0].line == Line(looking.PLAIN, 0, 1, 1)


def test_choosing_the_same_again_is_nothing_new(scanned: World, shelf: Shelf) -> None:
    assert hide(scanned, "张三")
    look(scanned, shelf)

    assert not hide(scanned, "张　三")
    assert summary(scanned).progress.is_done
    assert hide(scanned, "张三", numbers=False)
    assert not summary(scanned).progress.is_done
    assert summary(scanned).n_left == 0


def test_the_handler_is_hidden_only_when_that_is_wanted(
    scanned: World, shelf: Shelf
) -> None:
    later = written(["承办人：律师1，第1律师事务所", "律师：律师1"])
    bring(officer(scanned), case_id(scanned), later, shelf)
    look(scanned, shelf)
    assert summary(scanned).choices.handlers == ("律师1", "第1律师事务所")
    assert not is_black(seen(scanned, shelf, 5), place(0, 4, 3))

    hide(scanned, handler=True)
    look(scanned, shelf)

    assert is_black(seen(scanned, shelf, 5), place(0, 4, 3))
    assert is_black(seen(scanned, shelf, 5), place(0, 8, 7))
    assert is_black(seen(scanned, shelf, 5), place(1, 3, 3))


def test_proposed_names_are_hidden_or_may_be_read(scanned: World, shelf: Shelf) -> None:
    look(scanned, shelf)
    zhang, li = summary(scanned).choices.proposed
    assert (zhang.text, li.text) == ("张三", "李四")
    assert summary(scanned).n_left == 2

    own = of(scanned)
    assert redaction.decide_names(**own, hidden=[zhang.public_id], at=AT) == 1
    look(scanned, shelf)

    found = summary(scanned).choices
    assert [w.text for w in (*found.words, *found.passed)] == ["张三", "李四"]
    assert found.proposed == ()
    assert summary(scanned).n_left == 0
    assert is_black(seen(scanned, shelf, 1), ZHANG)
    assert not is_black(seen(scanned, shelf, 3), place(0, 3, 2))
    assert redaction.decide_names(**own, hidden=[li.public_id], at=AT) == 0


def test_a_proposed_name_that_is_entered_is_a_word(
    scanned: World, shelf: Shelf
) -> None:
    look(scanned, shelf)

    hide(scanned, "李四")

    found = summary(scanned).choices
    assert [word.text for word in found.words] == ["李四"]
    assert [word.text for word in found.proposed] == ["张三"]


def test_an_erased_word_hides_nothing_more(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")
    with unit.transaction() as connection:
        connection.execute(
            update(StoredText)
            .where(StoredText.body == "张三")
            .values(body="", erased_at=AT, erased_by=officer(scanned).user_id)
        )

    assert summary(scanned).choices.words == ()


def test_pages_brought_later_are_not_looked_at_yet(
    scanned: World, shelf: Shelf
) -> None:
    hide(scanned, "王五")
    look(scanned, shelf)
    bring(officer(scanned), case_id(scanned), written(["证人王五"]), shelf)

    assert summary(scanned).progress == Progress(4, 5)
    look(scanned, shelf)
    assert is_black(seen(scanned, shelf, 5), place(0, 2, 2))


def test_a_look_that_was_overtaken_writes_nothing(
    scanned: World, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(scanned, "张三")
    read = looking.text_of

    def meanwhile(*asked: object, **how: object) -> object:
        monkeypatch.setattr(looking, "text_of", read)
        hide(scanned, "王五")
        return read(*asked, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(looking, "text_of", meanwhile)
    assert redaction.look(**of(scanned), shelf=shelf, at=AT) == Progress(0, 4)
    assert summary(scanned).n_boxes == 0

    look(scanned, shelf)
    assert [each.n_boxes for each in summary(scanned).pages] == [1, 0, 1, 0]


def test_a_damaged_file_is_looked_at_as_one_without_text(
    scanned: World, shelf: Shelf
) -> None:
    close_all()
    for path in Path(shelf.objects).rglob("*"):
        if path.is_file():
            path.chmod(0o644)
            path.write_bytes(path.read_bytes()[:-1] + b"x")

    look(scanned, shelf)

    assert len(summary(scanned).blank) == 4


def test_many_pages_are_looked_at_in_parts(
    scanned: World, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "AT_ONCE", 2)
    own = of(scanned)

    steps = [redaction.look(**own, shelf=shelf, at=AT).n_looked for _ in range(4)]

    assert steps == [2, 3, 4, 4]


def test_events_name_pages_and_never_words(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")
    look(scanned, shelf)
    box = draw(scanned, shelf, 1, DRAWN)
    remove(scanned, shelf, 1, box)

    with unit.reading() as connection:
        rows = connection.execute(
            select(Event.kind, Event.payload).where(Event.kind.startswith("redaction_"))
        ).all()
    assert [row.kind for row in rows] == [
        *("redaction_chosen", "redaction_looked", "redaction_looked"),
        *("redaction_drawn", "redaction_removed"),
    ]
    assert "张三" not in str(rows)


def test_words_of_one_character_are_refused(scanned: World) -> None:
    with pytest.raises(WordRefused):
        hide(scanned, "张")


def test_nobody_else_hides_or_sees_pages_as_they_were(
    scanned: World, shelf: Shelf
) -> None:
    box = draw(scanned, shelf, 1, DRAWN)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        where = {"area_id": scanned.counties[0]}
        county = user(event, scanned, "county", Role.COUNTY_OFFICER, **where)
    own = of(scanned)
    for viewer in (PUBLIC, scanned.reviewers[0], scanned.lawyers[0], county):
        asked = {**own, "viewer": viewer}
        page = {**asked, "page": 1, "shelf": shelf}
        acts = (
            lambda a=asked: redaction.summary(**a),
            lambda a=asked: redaction.look(**a, shelf=shelf, at=AT),
            lambda a=asked: redaction.decide_names(**a, hidden=[], at=AT),
            lambda p=page: redaction.page_image(**p, width=900),
            lambda p=page: redaction.draw(**p, numbers=DRAWN, at=AT),
            lambda p=page: redaction.remove(**p, box_id=box, at=AT),
            lambda a=asked: redaction.original(**a, scan_id="x", shelf=shelf, at=AT),
        )
        for act in acts:
            with pytest.raises(NotVisible):
                act()


def test_the_file_itself_goes_to_the_entitled_and_is_written_down(
    scanned: World, shelf: Shelf
) -> None:
    own = of(scanned)
    scan = scans.of_case(**own).lines[0]

    found = redaction.original(**own, scan_id=scan.public_id, shelf=shelf, at=AT)
    with found.file as file:
        assert file.read() == body()

    assert (found.name, found.n_bytes) == ("scan-1.pdf", scan.n_bytes)
    with unit.reading() as connection:
        log = select(AccessLog.action, AccessLog.object_id, AccessLog.user_id)
        assert connection.execute(log).all() == [
            ("scan.original", case_id(scanned), officer(scanned).user_id)
        ]
    with pytest.raises(NotVisible):
        redaction.original(**own, scan_id="nobody-has-this", shelf=shelf, at=AT)


def test_a_look_without_news_writes_no_box(scanned: World, shelf: Shelf) -> None:
    hide(scanned, "张三")
    look(scanned, shelf)

    def rows() -> int:
        with unit.reading() as connection:
            return connection.scalar(select(func.count()).select_from(Redaction)) or 0

    before = rows()
    hide(scanned, "张三", "没有的人")
    look(scanned, shelf)

    assert rows() == before == 4


def test_the_text_a_reviewer_may_search_lacks_what_is_hidden(
    scanned: World, shelf: Shelf
) -> None:
    digest = found_digest(scanned)
    text = page_images.text_layer(shelf, digest, 1)
    hide(scanned, "张三")
    draw(scanned, shelf, 1, (0, 0, 300_000, 130_000))

    with unit.reading():
        veil = redaction.veil_of(scanned.case_ids[0])

    lines = veil.text(digest, 1, text).text.split()
    assert lines == ["■" * 6 + "，男，汉族", "电话" + "■" * 11]
    assert veil.text(digest, 2, text).text.startswith("受援人：■■")


def found_digest(world: World) -> str:
    with unit.reading() as connection:
        query = select(Scan.digest).order_by(Scan.id)
        return str(connection.scalar(query))


def test_kept_text_is_named_by_what_is_hidden(scanned: World, shelf: Shelf) -> None:
    digest, versions = found_digest(scanned), []

    def note() -> None:
        with unit.reading():
            veil = redaction.veil_of(scanned.case_ids[0])
        versions.append((veil.version(digest, 1), veil.version(digest, 2)))

    note()
    box = draw(scanned, shelf, 1, DRAWN)
    note()
    hide(scanned, "张三")
    note()
    remove(scanned, shelf, 1, box)
    hide(scanned)
    note()

    assert len({first for first, _ in versions}) == 3
    assert len({second for _, second in versions}) == 2
    assert versions[0] == versions[-1]


def withdrawn(world: World) -> None:
    """One place is empty again."""
    allocation.withdraw(
        viewer=officer(world),
        code="2026",
        public_id=world.reads[0][0],
        reason="退回",
        at=AT,
    )


def standing(world: World) -> redaction.CampaignStanding:
    return redaction.of_campaign(viewer=officer(world), code="2026")


def test_how_the_files_of_a_campaign_stand(scanned: World, shelf: Shelf) -> None:
    assert standing(scanned).unlooked == standing(scanned).files
    hide(scanned, "张三", numbers=False)
    own = {"viewer": officer(scanned), "code": "2026", "shelf": shelf, "at": AT}

    steps = [redaction.look_on(**own) for _ in range(3)]

    assert steps == [Progress(3, 4), Progress(4, 4), Progress(4, 4)]
    (file,) = standing(scanned).files
    assert (file.case_no, file.n_pages, file.n_looked) == ("(2025)青援0001号", 4, 4)
    assert (file.n_blank, file.n_pictures, file.n_left, file.n_boxes) == (1, 1, 2, 3)
    assert (file.is_looked, file.is_ready) == (True, False)
    mark(scanned, 0, "secret")
    assert standing(scanned).files == ()
    mark(scanned, 0, "secret", is_so=False)


def test_files_are_given_out_whatever_is_left(scanned: World) -> None:
    withdrawn(scanned)

    done = allocation.confirm(viewer=officer(scanned), code="2026", at=AT)

    assert done.n_pairs == 1


def test_a_bureau_may_wait_until_nothing_can_be_read(
    scanned: World, shelf: Shelf
) -> None:
    withdrawn(scanned)
    redaction.require_looks(viewer=officer(scanned), is_required=True, at=AT)
    own = {"viewer": officer(scanned), "code": "2026", "at": AT}

    for chosen in ((), ("张三",)):
        hide(scanned, *chosen)
        for _ in range(2):
            with pytest.raises(NotLookedThrough):
                allocation.confirm(**own)
            look(scanned, shelf)
    hide(scanned, "张三", "李四")
    look(scanned, shelf)

    assert standing(scanned).n_not_ready == 0
    assert allocation.confirm(**own).n_pairs == 1
    redaction.require_looks(viewer=officer(scanned), is_required=False, at=AT)
    assert not standing(scanned).is_required


def test_files_that_are_ready_need_not_wait_for_others(
    scanned: World, shelf: Shelf
) -> None:
    own = {"viewer": officer(scanned), "code": "2026"}
    for n in (0, 1):
        read = scanned.reads[n][0]
        allocation.withdraw(public_id=read, reason="退回", at=AT, **own)
    redaction.require_looks(viewer=officer(scanned), is_required=True, at=AT)

    whole = allocation.propose(on=AT.date(), **own)
    part = allocation.propose(on=AT.date(), ready_only=True, **own)
    assert [p.n_pairs for p in (whole, part)] == [2, 1]
    assert {p.waiting for p in (whole, part)} == {standing(scanned).files}
    with pytest.raises(NotLookedThrough):
        allocation.confirm(at=AT, digest=whole.digest, **own)
    done = allocation.confirm(at=AT, digest=part.digest, ready_only=True, **own)
    assert done.n_pairs == 1
    hide(scanned, "张三", "李四")
    look(scanned, shelf)
    assert allocation.propose(on=AT.date(), **own).waiting == ()


def test_files_of_others_keep_nobody_waiting(scanned: World) -> None:
    """The place that is empty belongs to a file without a scan."""
    redaction.require_looks(viewer=officer(scanned), is_required=True, at=AT)
    allocation.withdraw(
        viewer=officer(scanned),
        code="2026",
        public_id=scanned.reads[1][0],
        reason="退回",
        at=AT,
    )

    assert allocation.confirm(viewer=officer(scanned), code="2026", at=AT).n_pairs == 1


def test_a_manager_neither_chooses_to_wait_nor_takes_originals(
    scanned: World, shelf: Shelf
) -> None:
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        own = {"campaign_id": scanned.campaign_id}
        manager = user(event, scanned, "manager", Role.CAMPAIGN_MANAGER, **own)

    with pytest.raises(NotVisible):
        redaction.require_looks(viewer=manager, is_required=True, at=AT)
    scan = scans.of_case(**of(scanned)).lines[0]
    taken = {**of(scanned), "scan_id": scan.public_id, "shelf": shelf, "at": AT}
    redaction.original(**taken).file.close()
    with pytest.raises(NotVisible):
        redaction.original(**{**taken, "viewer": manager})
    assert len(redaction.of_campaign(viewer=manager, code="2026").files) == 1
    with pytest.raises(NotVisible):
        redaction.of_campaign(viewer=scanned.reviewers[0], code="2026")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_that_nobody_can_read_now_is_not_taken_for_an_empty_one(
    scanned: World, shelf: Shelf, tmp_path: Path
) -> None:
    hide(scanned, "张三")
    one = replace(shelf.limits, at_once=1, wait_seconds=0.01)
    # The pages of a case have turns of their own beside those of uploads.
    full = replace(shelf, limits=replace(one, at_once=1 - MOST_KEPT))
    (tmp_path / "other.pdf").write_bytes(pdf(1))
    other, told = tmp_path / "other.pdf", pytest.raises(PagesRefused)
    with PageFile(other, limits=one), told as refused:
        look(scanned, full)
    assert refused.value.reason is Refusal.BUSY
    assert [page.line for page in summary(scanned).pages] == [None] * 4

    look(scanned, shelf)
    assert is_black(seen(scanned, shelf, 1), ZHANG)


def brought(world: World, shelf: Shelf, kinds: Sequence[str]) -> None:
    """Pages of these kinds behind the four that are there."""
    for kind in kinds:
        content, _ = every_kind()[kind]
        bring(officer(world), case_id(world), content, shelf)


def eyes(world: World, page: int, *, is_seen: bool = True) -> int:
    return redaction.see(**of(world), page=page, is_seen=is_seen, at=AT)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_pages_whose_text_cannot_be_trusted_wait_for_a_person(
    scanned: World, shelf: Shelf
) -> None:
    kinds = ("silent", "private", "control", "replaced", "rare", "outlined", "pictured")
    brought(scanned, shelf, ("true", *kinds))
    hide(scanned, "张三", "李四", "张晓军")
    redaction.require_looks(viewer=officer(scanned), is_required=True, at=AT)
    look(scanned, shelf)

    found = summary(scanned)
    assert [page.page for page in found.unsure] == [6, 7, 8, 9, 10, 11, 12]
    assert [page.page for page in found.withheld] == [6, 7, 8, 9, 10, 11, 12]
    assert (found.n_left, found.is_searched, found.pages[4].n_boxes) == (0, False, 1)
    (file,) = standing(scanned).files
    assert (file.n_unsure, file.n_left, file.is_ready) == (7, 0, False)
    with pytest.raises(NotVisible):
        seen(scanned, shelf, 6)

    assert eyes(scanned, 6) == 7
    assert not is_black(seen(scanned, shelf, 6), place(0, 0, 1))
    assert [eyes(scanned, page) for page in (12, 8, 9, 10, 11, 7)] == [
        *(7, 9, 10, 11, 7, 0),
    ]
    assert (summary(scanned).withheld, summary(scanned).n_seen) == ((), 7)
    assert standing(scanned).n_not_ready == 0
    assert eyes(scanned, 9, is_seen=False) == 9
    assert [page.page for page in summary(scanned).withheld] == [9]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_page_that_needs_no_eyes_stays_as_it_is(scanned: World, shelf: Shelf) -> None:
    look(scanned, shelf)
    assert eyes(scanned, 1) == 0

    assert not summary(scanned).pages[0].is_seen
    assert rows(Event, "id", kind="redaction_seen") == []


def test_other_words_ask_for_other_eyes(scanned: World, shelf: Shelf) -> None:
    brought(scanned, shelf, ["private"])
    hide(scanned, "张三")
    assert eyes(scanned, 5) == 0  # Before anybody looked there is nothing to say.
    look(scanned, shelf)
    assert [page.page for page in summary(scanned).unsure] == [5]
    eyes(scanned, 5)
    draw(scanned, shelf, 5, DRAWN)
    assert summary(scanned).unsure == ()

    own = of(scanned)
    redaction.decide_names(**own, hidden=[], at=AT)
    look(scanned, shelf)
    assert summary(scanned).unsure == ()
    hide(scanned, "张三", "张晓军")
    look(scanned, shelf)
    assert [page.page for page in summary(scanned).unsure] == [5]
    with pytest.raises(NotVisible):
        redaction.see(
            **{**own, "viewer": scanned.reviewers[0]}, page=5, is_seen=True, at=AT
        )
