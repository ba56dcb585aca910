"""Releases as they are read: everyone sees what was made for them, and nothing else."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Granted, Role, Viewer
from review.domain.publication import Audience, RowKind, release_digest
from review.domain.schemes import Text
from review.domain.verification import StoredPart, verify
from review.services import release_tables, releases
from review.services.paging import Cut
from review.services.releases import GroupResults, OwnResults
from review.store import unit
from review.store.audience import HIDDEN_FROM_OUTSIDE
from review.store.models import Area, EarlierResult, ReleaseRow
from tests.conftest import AT
from tests.databases import Once
from tests.released import (
    CITY,
    FILES,
    FIRM_OF,
    HIDDEN,
    REVIEWER_NAMES,
    Place,
    a_place,
    another_place,
    canaries,
)
from tests.services.rounds import counted, n_statements, rows

pytestmark = pytest.mark.usefixtures("app_context")

NUMBERS = [file[0] for file in FILES]
FIRST_FIRM, SECOND_FIRM = "甲律师事务所", "乙律师事务所"


@pytest.fixture
def place(once: Once) -> Place:
    return once(a_place)


def words(value: Text | str) -> str:
    return value.zh if isinstance(value, Text) else value


def everything(place: Place, who: str) -> str:
    """All that one reader can get by every way there is, in one text."""
    viewer = place.people[who]
    found: list[Any] = []
    ways = {
        Role.LAWYER: (_own_lines, releases.own_case),
        Role.FIRM_HEAD: (_firm_lines, releases.firm_case),
        Role.COUNTY_OFFICER: (_county_lines, releases.county_case),
    }
    (role,) = viewer.roles
    lines_of, one = ways[role]
    results, lines = lines_of(viewer)
    found += results if isinstance(results, list) else [results]
    found += [one(viewer=viewer, public_id=line) for line in lines]
    return json.dumps([asdict(each) for each in found], ensure_ascii=False, default=str)


def _own_lines(viewer: Viewer) -> tuple[OwnResults, list[str]]:
    found = releases.own_results(viewer=viewer)
    return found, [
        line.public_id
        for campaign in found.campaigns
        for line in (*campaign.led, *campaign.shared)
    ]


def _firm_lines(viewer: Viewer) -> tuple[GroupResults, list[str]]:
    found = releases.firm_results(viewer=viewer)
    return found, [line.public_id for line in found.cases.rows]


LISTS = (RowKind.COUNTY, RowKind.FIRM, RowKind.HANDLER, RowKind.CASE)


def county(viewer: Viewer, wanted: RowKind = RowKind.FIRM, **more: Any) -> GroupResults:
    return releases.county_results(viewer=viewer, wanted=wanted, **more)


def _county_lines(viewer: Viewer) -> tuple[list[GroupResults], list[str]]:
    found = [county(viewer, wanted) for wanted in LISTS]
    return found, [line.public_id for line in found[-1].cases.rows]


# Before anything is released


def test_before_publication_there_is_nothing_for_anyone(place: Place) -> None:
    nobody = OwnResults((), ())
    for who in ("赵一", "孙三"):
        assert releases.own_results(viewer=place.people[who]) == nobody
    assert releases.firm_results(viewer=place.people[FIRST_FIRM]) == GroupResults(())
    assert county(place.people["东山县"]) == GroupResults(())
    assert county(place.officer) == GroupResults(())
    assert releases.published(viewer=PUBLIC) == ()


def test_a_provisional_release_is_not_there_for_the_public(place: Place) -> None:
    made = place.publish("provisional")

    assert releases.published(viewer=PUBLIC) == ()
    for public_id in (made.public_id, "nowhere"):
        with pytest.raises(NotVisible) as refused:
            releases.public_release(viewer=PUBLIC, public_id=public_id)
        assert refused.value.args == NotVisible().args
        with pytest.raises(NotVisible):
            release_tables.proof(viewer=PUBLIC, public_id=public_id)
        with pytest.raises(NotVisible):
            release_tables.public_table(viewer=PUBLIC, public_id=public_id, words=words)


# Who sees what


SEES = [
    ("赵一", [0, 1], {"赵一", FIRST_FIRM}),
    ("钱二", [2], {"钱二", "李四", FIRST_FIRM}),
    ("孙三", [3, 4], {"孙三", SECOND_FIRM}),
    ("李四", [2, 5], {"李四", "钱二", FIRST_FIRM, SECOND_FIRM}),
    (FIRST_FIRM, [0, 1, 2], {"赵一", "钱二", "李四", FIRST_FIRM}),
    (SECOND_FIRM, [3, 4, 5], {"孙三", "李四", SECOND_FIRM}),
    ("东山县", [0, 2], {"赵一", "钱二", "李四", FIRST_FIRM}),
    ("西河区", [1, 4], {"赵一", "孙三", FIRST_FIRM, SECOND_FIRM}),
    (CITY, [3, 5], {"孙三", "李四", SECOND_FIRM}),
]
NAMES = {*FIRM_OF, *FIRM_OF.values()}


@pytest.mark.parametrize("kind", ["provisional", "final"])
def test_everyone_sees_their_own_and_nothing_else(place: Place, kind: str) -> None:
    other = another_place()
    other.publish()
    place.publish(kind)
    inside = canaries(place) | canaries(other)
    for who, files, names in SEES:
        seen = everything(place, who)

        assert {n for n, no in enumerate(NUMBERS) if no in seen} == set(files), who
        assert {name for name in NAMES if name in seen} == names, who
        assert {each for each in inside if each in seen} == set(), who
        assert HIDDEN not in seen
        assert "未发布" not in seen
        assert "邻援" not in seen


def test_another_bureaus_people_see_only_theirs(place: Place) -> None:
    other = another_place()
    place.publish()
    for who in ("周五", FIRM_OF["周五"], "南岭县"):
        assert "邻援" not in everything(other, who)
    other.publish()
    for who in ("周五", FIRM_OF["周五"], "南岭县"):
        seen = everything(other, who)

        assert "(2025)邻援0001号" in seen
        assert "青援" not in seen


def test_an_address_opens_for_its_reader_only(place: Place) -> None:
    other = another_place()
    other.publish()
    place.publish()
    ways: dict[Role, Callable[..., Any]] = {
        Role.LAWYER: releases.own_case,
        Role.FIRM_HEAD: releases.firm_case,
        Role.COUNTY_OFFICER: releases.county_case,
    }
    lines = {
        who: set(_lines(viewer))
        for each in (place, other)
        for who, viewer in each.people.items()
    }
    for each in (place, other):
        for who, viewer in each.people.items():
            (role,) = viewer.roles
            strange = set().union(*(lines[x] for x in lines if x != who))
            for public_id in (*strange, "nowhere"):
                with pytest.raises(NotVisible):
                    ways[role](viewer=viewer, public_id=public_id)


def _lines(viewer: Viewer) -> list[str]:
    (role,) = viewer.roles
    find = {
        Role.LAWYER: _own_lines,
        Role.FIRM_HEAD: _firm_lines,
        Role.COUNTY_OFFICER: _county_lines,
    }
    return find[role](viewer)[1]


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        (releases.own_results, {Role.LAWYER}),
        (releases.firm_results, {Role.FIRM_HEAD}),
        (
            partial(releases.county_results, wanted=RowKind.FIRM),
            {Role.COUNTY_OFFICER, Role.BUREAU_OFFICER},
        ),
    ],
)
def test_roles_that_have_no_such_page_find_nothing(
    place: Place, action: Callable[..., Any], roles: set[Role]
) -> None:
    place.publish()
    for role in set(Role) - roles:
        bureau_id = place.work.bureau_id
        viewer = replace(place.officer, grants=(Granted(role, bureau_id),))
        with pytest.raises(NotVisible):
            action(viewer=viewer)
    with pytest.raises(NotVisible):
        action(viewer=PUBLIC)


def test_a_lawyer_without_a_person_has_no_results(place: Place) -> None:
    viewer = replace(place.people["赵一"], person_id=None)

    with pytest.raises(NotVisible):
        releases.own_results(viewer=viewer)


def test_readers_connections_touch_nothing_hidden(place: Place) -> None:
    place.publish()
    with counted() as sent:
        for who in ("赵一", FIRST_FIRM, "东山县"):
            everything(place, who)
        (head,) = releases.published(viewer=PUBLIC)
        releases.public_release(viewer=PUBLIC, public_id=head.public_id)

    hidden = re.compile(rf"\b({'|'.join(HIDDEN_FROM_OUTSIDE)})\b")
    assert [statement for statement in sent if hidden.search(statement)] == []
    assert any("release_rows" in statement for statement in sent)


# A lawyer


def test_a_lawyer_sees_figures_cases_and_shares(place: Place) -> None:
    place.publish()

    (own,) = releases.own_results(viewer=place.people["李四"]).campaigns

    assert own.figure is not None
    assert (own.figure.n, own.figure.mean_score) == (1, Decimal("90.00"))
    assert [line.case_no for line in own.led] == [NUMBERS[5]]
    (shared,) = own.shared
    assert (shared.case_no, shared.lead) == (NUMBERS[2], "钱二")
    assert [each.share for each in shared.handlers] == [None, Decimal("30.00")]


def test_a_lawyer_reads_every_deduction_of_both_readers(place: Place) -> None:
    place.publish()
    viewer = place.people["赵一"]
    line = next(
        line
        for campaign in releases.own_results(viewer=viewer).campaigns
        for line in campaign.led
        if line.case_no == NUMBERS[1]
    )

    view = releases.own_case(viewer=viewer, public_id=line.public_id)

    assert view.line == line
    assert (line.score, line.grade and line.grade.code) == (Decimal("70.00"), "pass")
    assert [(r.reader, r.weight, r.counts) for r in view.reviews] == [
        (1, Fraction(1, 2), True),
        (2, Fraction(1, 2), True),
    ]
    for review in view.reviews:
        assert review.total == Decimal("70.00")
        assert review.comment.endswith(f"对{NUMBERS[1]}的总体评语")
        assert [(r.item, r.lost) for r in review.losses] == [
            ("i0", Decimal(10)),
            ("i1", Decimal(10)),
            ("i2", Decimal(10)),
        ]
    assert view.outcome == "agreed"
    assert view.others == ()
    assert [
        (item.code, [(e.reader, e.remark and e.remark.lost) for e in item.entries])
        for item in view.losses
    ] == [(code, [(1, Decimal(10)), (2, Decimal(10))]) for code in ("i0", "i1", "i2")]


def test_the_final_release_takes_the_place_of_the_provisional_one(
    place: Place,
) -> None:
    viewer = place.people["赵一"]
    place.publish("provisional")
    (first,) = releases.own_results(viewer=viewer).campaigns
    old = first.led[0].public_id
    assert first.head.is_provisional
    assert releases.own_case(viewer=viewer, public_id=old).head == first.head

    place.publish()
    (last,) = releases.own_results(viewer=viewer).campaigns

    assert not last.head.is_provisional
    assert last.head.year == 2025
    with pytest.raises(NotVisible):
        releases.own_case(viewer=viewer, public_id=old)


def test_earlier_years_are_shown_and_counted_nowhere(place: Place) -> None:
    with unit.transaction():
        for name, number in (("赵一", "旧001"), ("孙三", "旧002")):
            unit.add(
                place.work.event,
                EarlierResult,
                bureau_id=place.work.bureau_id,
                year=2023,
                case_no=number,
                handler_name=name,
                person_id=place.work.lawyers[name],
                firm_name="旧所",
                grade="优秀",
                score=9550,
            )
    place.publish()

    found = releases.own_results(viewer=place.people["赵一"])

    (line,) = found.earlier
    assert (line.year, line.case_no, line.grade) == (2023, "旧001", "优秀")
    assert line.score == Decimal("95.50")
    figure = found.campaigns[0].figure
    assert figure is not None and figure.n == 2


def test_guidance_comes_from_the_very_scheme(app: Flask) -> None:
    place = a_place(guidance=True)
    place.publish()
    viewer = place.people["赵一"]
    for public_id in _own_lines(viewer)[1]:
        view = releases.own_case(viewer=viewer, public_id=public_id)
        assert all(item.guidance for item in view.items)
        assert [item.guidance.zh for item in view.items if item.guidance] == [
            f"是否做好{item.code}" for item in view.items
        ]


# A firm


def test_a_firm_sees_what_recurs(place: Place) -> None:
    place.publish()

    found = releases.firm_results(viewer=place.people[FIRST_FIRM])

    assert [(g.name, g.n) for g in found.groups] == [(FIRST_FIRM, 3)]
    assert [(h.name, h.n) for h in found.handlers] == [("钱二", 1), ("赵一", 2)]
    assert [
        (f.item, f.n_cases, f.n_reviewed, f.lost, f.n_absent) for f in found.findings
    ] == [
        ("i0", 2, 3, Decimal("10.00"), 0),
        ("i1", 2, 3, Decimal("10.00"), 2),
        ("i2", 1, 3, Decimal("10.00"), 0),
    ]


def test_a_firms_lawyers_are_counted_by_their_work_for_it(place: Place) -> None:
    """李四 led nothing for the first firm, and stands in no figure of it."""
    place.publish()

    found = releases.firm_results(viewer=place.people[FIRST_FIRM])

    assert "李四" not in [each.name for each in found.handlers]
    assert sum(each.n for each in found.handlers) == found.groups[0].n


# A county, and the bureau


def test_a_county_sees_its_own(place: Place) -> None:
    place.publish()
    viewer = place.people["西河区"]

    firms, handlers = county(viewer), county(viewer, RowKind.HANDLER)

    assert firms.total is None
    assert [(g.name, g.n) for g in firms.groups] == [("西河区", 2)]
    assert [(f.name, f.n) for f in firms.firms] == [(FIRST_FIRM, 1), (SECOND_FIRM, 1)]
    assert [(h.name, h.firms) for h in handlers.handlers] == [
        ("孙三", (SECOND_FIRM,)),
        ("赵一", (FIRST_FIRM,)),
    ]


def test_lists_come_one_at_a_time(place: Place) -> None:
    place.publish()
    viewer = place.people["西河区"]
    for wanted in LISTS:
        found = county(viewer, wanted)

        assert len(found.groups) == 1
        assert bool(found.firms) == (wanted is RowKind.FIRM)
        assert bool(found.handlers) == (wanted is RowKind.HANDLER)
        assert bool(found.cases.n) == (wanted is RowKind.CASE)


def test_whoever_has_a_county_sees_what_is_below_it(app: Flask) -> None:
    place = a_place(below=("西河区", "东山县"))
    place.publish()
    viewer = place.people["东山县"]

    found, cases = county(viewer), county(viewer, RowKind.CASE)
    below = county(place.people["西河区"])

    assert [g.name for g in found.groups] == ["东山县", "西河区"]
    assert {line.case_no for line in cases.cases.rows} == {
        NUMBERS[0],
        NUMBERS[1],
        NUMBERS[2],
        NUMBERS[4],
    }
    # The first firm's three files all lie within; the second firm's only in part.
    assert [(f.name, f.n) for f in found.firms] == [(FIRST_FIRM, 3), (SECOND_FIRM, 1)]
    assert [g.name for g in below.groups] == ["西河区"]


def test_the_bureau_sees_all_counties(place: Place) -> None:
    place.publish()

    found = county(place.officer, RowKind.COUNTY)
    cases = county(place.officer, RowKind.CASE)

    assert found.total is not None and found.total.n == 6
    assert [(g.name, g.n) for g in found.groups] == [
        (CITY, 2),
        ("东山县", 2),
        ("西河区", 2),
    ]
    assert [line.case_no for line in cases.cases.rows] == [
        NUMBERS[n] for n in (5, 3, 2, 0, 1, 4)
    ]


def test_cases_come_page_by_page(place: Place) -> None:
    place.publish()

    pages = [
        county(place.officer, RowKind.CASE, cut=Cut(page, 4)).cases
        for page in (1, 2, 3)
    ]

    assert [page.n for page in pages] == [6, 6, 6]
    assert [len(page.rows) for page in pages] == [4, 2, 0]


def test_a_release_is_chosen_by_its_address(place: Place) -> None:
    made = place.publish()
    other = another_place().publish()
    viewer = place.people["东山县"]

    found = county(viewer, release=made.public_id)

    assert found.head is not None and found.head.digest == made.digest
    for unknown in ("nowhere", other.public_id):
        with pytest.raises(NotVisible):
            county(viewer, release=unknown)
        with pytest.raises(NotVisible):
            releases.firm_results(viewer=place.people[FIRST_FIRM], release=unknown)


# The public


def test_the_public_reads_every_published_campaign(place: Place) -> None:
    other = another_place()
    first, second = other.publish(), place.publish()

    found = releases.published(viewer=PUBLIC)

    assert {head.public_id for head in found} == {first.public_id, second.public_id}
    assert {head.bureau for head in found} == {"1", "青川市司法局"}


def test_the_public_reads_figures_with_part_and_whole(place: Place) -> None:
    made = place.publish()

    found = releases.public_release(viewer=PUBLIC, public_id=made.public_id)

    assert found.head.digest == made.digest
    assert found.total.n == 6
    assert [
        (s.grade.code, s.n, s.rate["part"], s.rate["whole"]) for s in found.total.shares
    ] == [
        ("excellent", 3, 3, 6),
        ("good", 1, 1, 6),
        ("pass", 1, 1, 6),
        ("fail", 1, 1, 6),
    ]
    assert [each.name for each in found.counties] == [CITY, "东山县", "西河区"]
    assert [each.name for each in found.firms] == [FIRST_FIRM, SECOND_FIRM]
    assert [(each.handler, each.grade.zh) for each in found.excellent] == [
        ("李四", "优秀"),
        ("孙三", "优秀"),
        ("赵一", "优秀"),
    ]


def test_nobody_reading_in_public_learns_more(place: Place) -> None:
    made = place.publish()
    found = releases.public_release(viewer=PUBLIC, public_id=made.public_id)
    seen = json.dumps(asdict(found), ensure_ascii=False, default=str)
    seen += release_tables.public_table(
        viewer=PUBLIC, public_id=made.public_id, words=words
    ).decode()
    seen += release_tables.proof(viewer=PUBLIC, public_id=made.public_id).decode()

    assert "钱二" not in seen
    assert "青援" not in seen
    assert {each for each in canaries(place) if each in seen} == set()
    assert not any(name in seen for name in REVIEWER_NAMES)


def test_withheld_groups_are_known_by_name_only(app: Flask) -> None:
    place = a_place(minimum_n=3)
    made = place.publish()

    found = releases.public_release(viewer=PUBLIC, public_id=made.public_id)
    table = release_tables.public_table(
        viewer=PUBLIC, public_id=made.public_id, words=words
    )

    assert [(c.name, c.withheld, c.n, c.shares) for c in found.counties] == [
        (name, True, 0, ()) for name in (CITY, "东山县", "西河区")
    ]
    lines = [
        line for line in table.decode("utf-8-sig").splitlines() if "东山县" in line
    ]
    assert lines == ["County,东山县" + "," * 19]
    # Of two kinds with four and two files both are withheld, of the firms none.
    assert [(e.handler, e.firm, e.county, e.kind) for e in found.excellent] == [
        ("李四", SECOND_FIRM, None, None),
        ("孙三", SECOND_FIRM, None, None),
        ("赵一", FIRST_FIRM, None, None),
    ]


def test_the_proof_lets_anyone_calculate_the_digest_again(place: Place) -> None:
    made = place.publish()

    data = json.loads(release_tables.proof(viewer=PUBLIC, public_id=made.public_id))

    assert data["digest"] == made.digest
    assert release_digest(data["header"], data["parts"]) == made.digest
    public = [StoredPart(**_place_of(part), **part) for part in data["public"]]
    assert len(public) == len(rows(ReleaseRow, "id", audience="public"))
    digests = {part.digest for part in public}
    assert digests < set(data["parts"])
    assert verify({}, "", public).n_broken == 0


def _place_of(part: dict[str, str]) -> dict[str, Any]:
    body = json.loads(part["body"])
    return {name: body[name] for name in ("audience", "kind", "position")}


# Files


def test_public_table_holds_every_figure(place: Place) -> None:
    made = place.publish()

    body = release_tables.public_table(
        viewer=PUBLIC, public_id=made.public_id, words=words
    )
    lines = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))

    assert [(line["Figures of"], line["Name of the group"]) for line in lines] == [
        ("Scope", "All cases"),
        ("Case kind", "Criminal defence"),
        ("Case kind", "Civil litigation"),
        ("County", CITY),
        ("County", "东山县"),
        ("County", "西河区"),
        ("Firm", FIRST_FIRM),
        ("Firm", SECOND_FIRM),
    ]
    assert lines[0] == lines[0] | {
        "Cases with a grade": "6",
        "优秀": "3",
        "优秀: share": "50.00%",
        "Pass rate": "83.33%",
        "Pass rate: part": "5",
        "Pass rate: whole": "6",
        "Mean score": "81.67",
    }


def test_county_gets_a_workbook_for_the_annual_assessment(place: Place) -> None:
    made = place.publish()
    ask = {"viewer": place.people["西河区"], "release": made.public_id, "words": words}

    book = load_workbook(io.BytesIO(release_tables.county_table(**ask)))
    cases = release_tables.county_table(**ask, sheet="cases").decode("utf-8-sig")

    assert book.sheetnames == ["Counties", "Firms", "Handlers", "Cases"]
    found = {
        sheet.title: [row[0].value for row in sheet.iter_rows(min_row=2)]
        for sheet in book
    }
    assert found == {
        "Counties": ["西河区"],
        "Firms": [FIRST_FIRM, SECOND_FIRM],
        "Handlers": ["孙三", "赵一"],
        "Cases": [NUMBERS[1], NUMBERS[4]],
    }
    assert [line["Score"] for line in csv.DictReader(io.StringIO(cases))] == [
        "70.00",
        "50.00",
    ]


def test_firm_gets_its_own_lists(place: Place) -> None:
    made = place.publish()
    ask = {"viewer": place.people[FIRST_FIRM], "release": made.public_id}

    book = load_workbook(io.BytesIO(release_tables.firm_table(**ask, words=words)))

    assert book.sheetnames == ["Firms", "Handlers", "Cases"]
    assert len(list(book["Cases"].iter_rows(min_row=2))) == 3


def test_chart_is_drawn_from_what_is_published(app: Flask) -> None:
    place = a_place(minimum_n=3)
    made = place.publish()
    ask = {"viewer": PUBLIC, "public_id": made.public_id, "words": words}

    drawn = release_tables.county_chart(**ask)

    # Every county is withheld, so there is no bar.
    assert drawn.startswith(b"<?xml")
    assert b"patch_" not in drawn.split(b'id="legend_1"')[0].split(b'id="axes_1"')[-1]
    with pytest.raises(NotVisible):
        release_tables.county_chart(**(ask | {"public_id": "nowhere"}))


def test_there_is_no_file_before_there_is_a_release(place: Place) -> None:
    with pytest.raises(NotVisible):
        release_tables.county_table(
            viewer=place.people["东山县"], release="", words=words
        )


# Size


def test_statements_do_not_grow_with_the_rows(place: Place) -> None:
    made = place.publish()
    asks: dict[str, Callable[[], object]] = {
        "lawyer": lambda: releases.own_results(viewer=place.people["赵一"]),
        "firm": lambda: releases.firm_results(viewer=place.people[FIRST_FIRM]),
        "county": lambda: county(place.people["东山县"], RowKind.CASE),
        "bureau": lambda: county(place.officer, RowKind.CASE),
        "handlers": lambda: county(place.officer, RowKind.HANDLER),
        "public": lambda: releases.public_release(
            viewer=PUBLIC, public_id=made.public_id
        ),
        "home": lambda: releases.published(viewer=PUBLIC),
    }
    before = {name: n_statements(ask) for name, ask in asks.items()}
    for audience in set(Audience) - {Audience.INTERNAL}:
        _more_rows(audience, 500)

    role = 0 if _is_sqlite() else 1  # SET LOCAL ROLE
    assert before == {
        "lawyer": 3 + role,
        "firm": 4 + role,
        "county": 5 + role,
        "bureau": 5 + role,
        "handlers": 3 + role,
        "public": 3 + role,
        "home": 1 + role,
    }
    assert {name: n_statements(ask) for name, ask in asks.items()} == before


def _is_sqlite() -> bool:
    with unit.reading() as connection:
        return connection.dialect.name == "sqlite"


def _more_rows(audience: Audience, n: int) -> None:
    """As many rows again like the audience's first one of a case or a firm."""
    kind = "firm" if audience is Audience.PUBLIC else "case"
    with unit.transaction() as connection:
        table = ReleaseRow.__table__
        row = connection.execute(
            table.select().where(table.c.audience == audience, table.c.kind == kind)
        ).first()
        assert row is not None
        like = {k: v for k, v in row._mapping.items() if k not in ("id", "public_id")}
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.add_all(
            event, ReleaseRow, [like | {"position": 100 + m} for m in range(n)]
        )


def test_one_case_takes_few_statements(place: Place) -> None:
    place.publish()
    viewer = place.people["赵一"]
    (line, _) = _own_lines(viewer)[1]
    releases.own_case(viewer=viewer, public_id=line)

    role = 0 if _is_sqlite() else 1
    n = n_statements(lambda: releases.own_case(viewer=viewer, public_id=line))

    assert n == 2 + role


def test_areas_are_where_the_factory_put_them(app: Flask) -> None:
    place = a_place(below=("西河区", "东山县"))
    parents = dict(rows(Area, "name", "parent_id"))

    assert parents["西河区"] == place.work.areas["东山县"]
    assert date(2026, 3, 5).isoformat() == "2026-03-05"
