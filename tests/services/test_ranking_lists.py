"""Rankings as they are read: by whom, page by page, by name, as files and pictures."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role
from review.domain.publication import RowKind
from review.domain.ranking import Display, Outlier
from review.services import ranking_lists, ranking_tables, releases
from review.services.paging import Cut
from review.services.ranking_lists import RankingView
from review.services.releases import GroupResults
from review.store import unit
from review.store.models import Person
from tests.databases import Once
from tests.released import RANKED_FIRMS, Place, another_place, ranked_place
from tests.services.rounds import n_statements

pytestmark = pytest.mark.usefixtures("app_context")


@pytest.fixture
def place(once: Once) -> Place:
    return once(ranked_place)


def public(place: Place, display: str = "", **more: object) -> RankingView:
    made = place.publish(display=display)
    return ranking_lists.public_ranking(
        viewer=PUBLIC,
        public_id=made.public_id,
        **more,  # type: ignore[arg-type]
    )


def plain(text: object) -> str:
    return str(text)


def rows(view: RankingView) -> list[str]:
    assert view.lines is not None
    return [line.name for line in view.lines.rows]


def test_the_public_reads_institutions(place: Place) -> None:
    view = public(place)

    assert [(each.by.value, each.case_kind) for each in view.lists] == [("firm", "")]
    assert rows(view) == [f"{name}律师事务所" for name in RANKED_FIRMS]
    assert view.said is not None
    assert (view.said.is_chosen, view.said.n_left) == (False, 1)


def test_the_public_cannot_ask_for_handlers(place: Place) -> None:
    with pytest.raises(NotVisible):
        public(place, by="handler")


@pytest.mark.parametrize("who", ["甲律师事务所", "东山县"])
def test_heads_and_counties_read_what_the_public_reads(place: Place, who: str) -> None:
    made = place.publish()
    own = {"viewer": place.people[who], "public_id": made.public_id}
    view = ranking_lists.internal_ranking(**own)

    assert [each.by.value for each in view.lists] == ["firm"]
    assert not view.is_internal
    with pytest.raises(NotVisible):
        ranking_lists.internal_ranking(**own, by="handler")


@pytest.mark.parametrize("who", ["甲律师事务所", "东山县"])
def test_heads_and_counties_read_everything_that_goes_round(
    place: Place, who: str
) -> None:
    made = place.publish(internal=True)
    view = ranking_lists.internal_ranking(
        viewer=place.people[who], public_id=made.public_id, by="handler"
    )

    assert {each.by.value for each in view.lists} == {"firm", "handler"}
    assert rows(view)[0].startswith("甲")
    assert view.lines is not None
    assert view.lines.rows[0].firms == ("甲律师事务所",)


def test_another_bureau_reads_nothing_of_it(once: Once, place: Place) -> None:
    made = place.publish()
    other = another_place()

    with pytest.raises(NotVisible):
        ranking_lists.internal_ranking(viewer=other.officer, public_id=made.public_id)


def test_a_provisional_release_has_no_ranking(place: Place) -> None:
    made = place.publish("provisional")

    with pytest.raises(NotVisible):
        ranking_lists.internal_ranking(viewer=place.officer, public_id=made.public_id)


def test_page_by_page_and_by_name_or_sound(place: Place) -> None:
    made = place.publish()

    def asked(text: str = "", cut: Cut | None = None) -> tuple[list[str], int]:
        view = ranking_lists.internal_ranking(
            viewer=place.officer,
            public_id=made.public_id,
            by="firm",
            text=text,
            cut=cut or Cut(),
        )
        assert view.lines is not None
        return rows(view), view.lines.n

    assert asked(cut=Cut(2, 4)) == (["戊律师事务所", "己律师事务所"], 6)
    assert asked("寅") == (["寅律师事务所"], 1)
    assert asked("yin") == (["寅律师事务所"], 1)
    assert asked("firm") == ([], 0)
    every = [f"{name}律师事务所" for name in RANKED_FIRMS]
    assert asked("lvshi", Cut(2, 4)) == (every[4:], 6)


def test_people_are_found_by_the_surname_as_it_is_said(place: Place) -> None:
    with unit.transaction() as connection:
        known = Person.name == f"{RANKED_FIRMS[0]}一"
        connection.execute(update(Person).where(known).values(name="单一"))
    made = place.publish()
    view = ranking_lists.internal_ranking(
        viewer=place.officer, public_id=made.public_id, by="handler", text="shan"
    )

    assert rows(view) == ["单一"]


def test_what_a_display_hides_is_in_no_view_and_no_file(place: Place) -> None:
    view = public(place, "funnel")
    assert view.said is not None
    assert view.lines is not None
    line = view.lines.rows[0]

    assert (view.said.display, view.said.is_chosen) == (Display.FUNNEL, True)
    assert (line.place, line.estimate, line.rank_low, line.band) == (None,) * 4
    text = ranking_tables.table(view, plain, file_format="csv").decode("utf-8-sig")
    assert "Expected rank" not in text
    assert len(text.splitlines()) == 1 + len(RANKED_FIRMS)


def test_firms_that_chance_does_not_explain_are_outliers(place: Place) -> None:
    view = public(place)
    assert view.lines is not None
    found = {line.name[0]: line.outlier for line in view.lines.rows}

    assert found["甲"] in {Outlier.ABOVE, Outlier.FAR_ABOVE}
    assert found["己"] is Outlier.BELOW


def test_the_table_has_every_line_with_part_and_whole(place: Place) -> None:
    view = public(place)
    text = ranking_tables.table(view, plain, file_format="csv").decode("utf-8-sig")
    head, first, *_ = text.splitlines()

    assert head.startswith("Place,Firm,Files,Mean score,Excellent or good")
    assert first.startswith("1,甲律师事务所,12,90.00,100.00%,12,12")


@pytest.mark.parametrize("display", list(Display))
def test_the_chart_is_the_same_every_time(place: Place, display: Display) -> None:
    view = public(place, display.value, cut=None)
    drawn = [ranking_tables.chart(view, plain) for _ in range(2)]

    assert drawn[0] == drawn[1]
    assert re.match(rb"<\?xml", drawn[0])
    assert b"<svg" in drawn[0]


@pytest.mark.parametrize(
    ("display", "expected"),
    [(Display.ORDERED, [0, 1, 2, 3]), (Display.FUNNEL, [0, 2, 4])],
)
def test_of_a_long_list_as_much_is_drawn_as_can_be_read(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    display: Display,
    expected: list[int],
) -> None:
    """The first of an order; of a funnel, which has none, some from everywhere."""
    every = rows(public(place, display.value))
    monkeypatch.setitem(ranking_lists.MOST_DRAWN, display, 4)
    (released,) = releases.published(viewer=PUBLIC)
    view = ranking_lists.public_ranking(
        viewer=PUBLIC, public_id=released.public_id, cut=None
    )

    assert rows(view) == [every[at] for at in expected]
    assert f"{len(expected)} of 6. ".encode() in ranking_tables.chart(view, plain)


def test_a_lawyer_reads_the_own_place(place: Place) -> None:
    place.publish()
    found = releases.own_results(viewer=place.people["乙二"]).campaigns[0].standings

    assert [line.name for line in found] == ["乙二"]
    assert found[0].rank_low is not None


def test_a_ranking_takes_as_many_statements_as_ever(place: Place) -> None:
    made = place.publish()

    def ask(size: int) -> int:
        return n_statements(
            lambda: ranking_lists.public_ranking(
                viewer=PUBLIC, public_id=made.public_id, cut=Cut(1, size)
            )
        )

    assert ask(1) == ask(500) <= 4


@pytest.mark.parametrize("who", ["甲律师事务所", "东山县"])
def test_a_ranking_is_offered_where_there_is_one(place: Place, who: str) -> None:
    """The lines of handlers alone are the bureau's own, and none of these."""
    place.publish("provisional")
    assert not results_of(place, who).has_ranking
    place.publish()
    assert results_of(place, who).has_ranking


def results_of(place: Place, who: str) -> GroupResults:
    viewer = place.people[who]
    if Role.FIRM_HEAD in viewer.roles:
        return releases.firm_results(viewer=viewer)
    return releases.county_results(viewer=viewer, wanted=RowKind.COUNTY)
