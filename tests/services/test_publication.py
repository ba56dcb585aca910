"""Figures of what is settled, the gate, and releases that are made once and for all."""

from __future__ import annotations

import io
import json
import re
import secrets
import threading
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, text, update

from review.domain.aggregation import By
from review.domain.campaigns import INSTITUTIONS
from review.domain.errors import NotVisible, RuleBroken
from review.domain.policy import PUBLIC, Role, Viewer
from review.domain.publication import Audience, ReleaseKind, RowKind
from review.domain.publication_gate import GateCode, NotesUnseen, NotReadyToPublish
from review.domain.reads import Purpose
from review.domain.sampling import SampleBy, SampleRule
from review.domain.visibility import labels
from review.services import allocation, opening, publication, sampling
from review.services.figures import TooManyDecimals
from review.services.freezing import figures_of, read_basis
from review.services.publication import (
    AlreadyProvisional,
    AlreadyPublished,
    ChangedMeanwhile,
    ReleaseView,
)
from review.store import unit
from review.store.models import (
    AccessLog,
    Campaign,
    CampaignCase,
    Event,
    Read,
    Release,
    ReleaseRow,
    Result,
    StoredFinding,
)
from review.store.queries import campaigns
from review.store.queries.idempotency import KeyReused
from tests.casework import plan, submit_all
from tests.conftest import AT
from tests.databases import Once
from tests.planting import planted
from tests.released import (
    FILES,
    LATER,
    REVIEWER_NAMES,
    SECRET,
    TODAY,
    Place,
    a_place,
    a_sheet,
    another_place,
    canaries,
)
from tests.services.rounds import counted, n_statements, rows

pytestmark = pytest.mark.usefixtures("app_context")

KINDS = ("civil", "criminal_defense")


@pytest.fixture
def place(once: Once) -> Place:
    return once(a_place)


def figure(place: Place, by: By, **more: Any) -> dict[str, dict[str, Any]]:
    found = publication.figures(viewer=place.officer, code=place.code, by=by, **more)
    return {row["name"] or row["key"]: row for row in found.figures.as_json()["rows"]}


def bodies(audience: Audience | None = None, kind: RowKind | None = None) -> list[dict]:
    """The rows of the newest release in their order, as they are stored."""
    with unit.reading() as connection:
        newest = connection.scalar(text("select max(id) from releases"))
    found = rows(ReleaseRow, "audience", "kind", "body", release_id=newest)
    return [
        json.loads(body)
        for whose, about, body in found
        if audience in (None, whose) and kind in (None, about)
    ]


def contents(audience: Audience, kind: RowKind) -> list[dict[str, Any]]:
    return [each["content"] for each in bodies(audience, kind)]


# Figures


def test_figures_in_every_direction(place: Place) -> None:
    def counted(by: By) -> dict[str, tuple[int, ...]]:
        return {
            name: (row["n"], *row["grades"].values())
            for name, row in figure(place, by).items()
        }

    assert counted(By.TOTAL) == {"total": (6, 3, 1, 1, 1)}
    assert counted(By.CASE_KIND) == {
        "刑事辩护": (2, 1, 0, 0, 1),
        "民事诉讼": (4, 2, 1, 1, 0),
    }
    assert list(counted(By.COUNTY).items()) == [
        ("市本级", (2, 2, 0, 0, 0)),
        ("东山县", (2, 1, 1, 0, 0)),
        ("西河区", (2, 0, 0, 1, 1)),
    ]
    assert counted(By.FIRM) == {
        "甲律师事务所": (3, 1, 1, 1, 0),
        "乙律师事务所": (3, 2, 0, 0, 1),
    }
    assert list(counted(By.HANDLER).items()) == [
        ("李四", (1, 1, 0, 0, 0)),
        ("钱二", (1, 0, 1, 0, 0)),
        ("孙三", (2, 1, 0, 0, 1)),
        ("赵一", (2, 1, 0, 1, 0)),
    ]


def test_figures_count_as_the_domain_counts_the_same_files(place: Place) -> None:
    with unit.reading():
        campaign = campaigns.by_code(place.code, bureau_id=place.work.bureau_id)
        basis = read_basis(campaign)
    for by in By:
        found = publication.figures(viewer=place.officer, code=place.code, by=by)

        assert found.figures.rows == figures_of(basis, by), by


def test_mean_score_and_rates_have_part_and_whole(place: Place) -> None:
    (row,) = figure(place, By.TOTAL, decimals=1).values()

    assert row["mean_score"] == "81.67"
    assert row["rates"] == {
        "excellent": {"part": 3, "whole": 6, "percent": "50.0"},
        "excellent_or_good": {"part": 4, "whole": 6, "percent": "66.7"},
        "pass": {"part": 5, "whole": 6, "percent": "83.3"},
    }


def test_decimals_are_the_campaigns_own_unless_asked(app: Flask) -> None:
    place = a_place(decimals=1)

    def percent(**more: Any) -> str:
        (row,) = figure(place, By.TOTAL, **more).values()
        return row["rates"]["pass"]["percent"]

    assert percent() == "83.3"
    assert percent(decimals=0) == "83"
    assert percent(decimals=4) == "83.3333"
    with pytest.raises(TooManyDecimals):
        percent(decimals=5)


def test_a_replaced_result_counts_no_more(place: Place) -> None:
    with unit.transaction() as connection:
        row = connection.execute(
            Result.__table__.select().order_by(Result.id).limit(1)
        ).one()
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        values = dict(row._mapping) | {"replaces_id": row.id, "grade": None}
        values |= {"score": None, "event_id": event.id}
        del values["id"], values["public_id"]
        unit.add(event, Result, **values)

    (total,) = figure(place, By.TOTAL).values()

    assert total["n"] == 5
    assert total["n_ungraded"] == 1


def test_figures_take_one_statement_whatever_the_size(app: Flask) -> None:
    def statements(place: Place) -> dict[By, int]:
        def ask(by: By) -> None:
            publication.figures(viewer=place.officer, code=place.code, by=by)

        ask(By.TOTAL)  # the scheme is parsed once
        return {by: n_statements(lambda by=by: ask(by)) for by in By}

    place = a_place()
    before = statements(place)
    many_more_results(place, 500)

    # The campaign, its schemes, the counts.
    assert before == dict.fromkeys(By, 3)
    assert statements(place) == before
    (total,) = figure(place, By.TOTAL).values()
    assert total["n"] == 506


def many_more_results(place: Place, n: int) -> None:
    """Further settled files like the first one, without reviews."""
    with unit.transaction() as connection:
        files = CampaignCase.__table__.select().order_by(CampaignCase.id)
        file = connection.execute(files.limit(1)).one()
        result = connection.execute(
            Result.__table__.select().where(Result.campaign_case_id == file.id)
        ).one()
        event = place.work.event
        for number in range(n):
            case_id = place.work.case(f"more {number}", lawyers=("赵一",))
            like = dict(file._mapping) | {"case_id": case_id, "position": 1000 + number}
            del like["id"], like["public_id"]
            file_id = unit.add(event, CampaignCase, **like)
            same = dict(result._mapping) | {"campaign_case_id": file_id, "used": []}
            del same["id"], same["public_id"]
            unit.add(event, Result, **same)


# Published figures, from stored results

PUBLISHED = [
    # 黄陂 2024: 良好率 there means 良好 alone (domain T1, T1a, T1b)
    ("total", {"civil": (1, 11, 18, 0), "criminal_defense": (1, 17, 12, 0)}, 1),
    # 德化 2023 (domain T4)
    ("dehua", {"civil": (0, 2, 4, 0), "criminal_defense": (0, 2, 3, 0)}, 2),
]


def stored(place: Place, counts: dict[str, tuple[int, ...]]) -> None:
    """Nothing but results, as many of each grade as were published."""
    grades = ("excellent", "good", "pass", "fail")
    position = 0
    with unit.transaction():
        campaign = campaigns.by_code(place.code, bureau_id=place.work.bureau_id)
        scheme_id = campaigns.schemes_of(campaign.id)[0].id
        for kind, wanted in counts.items():
            for grade, n in zip(grades, wanted, strict=True):
                for _ in range(n):
                    position += 1
                    _store_result(place, campaign.id, scheme_id, position, kind, grade)


def _store_result(
    place: Place, campaign_id: int, scheme_id: int, position: int, kind: str, grade: str
) -> None:
    work, event = place.work, place.work.event
    case_id = work.case(f"{kind} {position}", kind=kind, lawyers=("赵一",))
    tenant = {"bureau_id": work.bureau_id}
    file_id = unit.add(
        event,
        CampaignCase,
        campaign_id=campaign_id,
        case_id=case_id,
        scheme_id=scheme_id,
        n_reviews=2,
        position=position,
        stratum="",
        drawn_by="census",
        lead_person_id=work.lawyers["赵一"],
        firm_id=work.firms["甲律师事务所"],
        area_id=work.areas["东山县"],
        kind=kind,
        **tenant,
    )
    unit.add(
        event,
        Result,
        campaign_case_id=file_id,
        outcome="agreed",
        rule="mean@1",
        score=None,
        grade=grade,
        used=[],
        derivation_digest="0" * 64,
        settled_at=AT,
        **tenant,
    )


def empty_campaign() -> Place:
    """A campaign that is open and has no files yet."""
    from tests.casework import casework

    with unit.transaction():
        work = casework()
        scheme = work.scheme(a_sheet())
        work.reviewer_numbers(2)
        work.lawyer("赵一", "甲律师事务所")
    opening.open_campaign(viewer=work.officer, plan=plan(seed="s"), at=AT)
    return Place(work, "2025", scheme)


def rates(place: Place, by: By, decimals: int) -> dict[str, tuple[str, ...]]:
    """Excellent, good and pass as the bulletins print them, by group."""
    return {
        name: (
            row["rates"]["excellent"]["percent"],
            row["grade_rates"]["good"]["percent"],
            row["rates"]["pass"]["percent"],
        )
        for name, row in figure(place, by, decimals=decimals).items()
    }


def test_huangpi_2024_is_reproduced() -> None:
    place = empty_campaign()
    stored(place, {"civil": (1, 11, 18, 0), "criminal_defense": (1, 17, 12, 0)})

    assert rates(place, By.TOTAL, 1) == {"total": ("3.3", "46.7", "100.0")}
    assert rates(place, By.CASE_KIND, 1) == {
        "民事诉讼": ("3.3", "36.7", "100.0"),
        "刑事辩护": ("3.3", "56.7", "100.0"),
    }
    assert rates(place, By.TOTAL, 2) == {"total": ("3.33", "46.67", "100.00")}


def test_dehua_2023_is_reproduced() -> None:
    place = empty_campaign()
    stored(place, {"civil": (0, 2, 4, 0), "criminal_defense": (0, 2, 3, 0)})
    (row,) = figure(place, By.TOTAL, decimals=2).values()

    assert row["grade_rates"]["good"] == {"part": 4, "whole": 11, "percent": "36.36"}
    assert row["grade_rates"]["pass"] == {"part": 7, "whole": 11, "percent": "63.64"}
    assert row["rates"]["pass"]["percent"] == "100.00"
    assert rates(place, By.TOTAL, 1) == {"total": ("0.0", "36.4", "100.0")}


# Files


def test_json_is_written_as_documented(place: Place) -> None:
    body = publication.export_figures(
        viewer=place.officer,
        code=place.code,
        by="firm",
        format="json",
        decimals=1,
        at=AT,
        words=str,
    )
    data = json.loads(body)

    assert data["by"] == "firm"
    assert [row["key"] for row in data["rows"]] == ["甲律师事务所", "乙律师事务所"]
    assert list(data["rows"][0]) == [
        "key",
        "name",
        "n",
        "grades",
        "grade_rates",
        "rates",
        "mean_score",
    ]
    assert data["rows"][0]["rates"]["pass"] == {
        "part": 3,
        "whole": 3,
        "percent": "100.0",
    }


def test_csv_and_xlsx_hold_the_same_figures_in_the_readers_words(place: Place) -> None:
    def words(value: Any) -> str:
        return value.zh if hasattr(value, "zh") else {"Firm": "机构"}.get(value, value)

    ask = {"viewer": place.officer, "code": place.code, "by": "firm", "decimals": 1}
    ask["at"] = AT
    lines = (
        publication.export_figures(**ask, format="csv", words=words)
        .decode("utf-8-sig")
        .splitlines()
    )
    book = load_workbook(
        io.BytesIO(publication.export_figures(**ask, format="xlsx", words=words))
    )
    sheet = [[cell.value for cell in row] for row in book.active.iter_rows()]

    assert lines[0].startswith("Firm code,机构,Cases with a grade,优秀,优秀: share,")
    assert lines[1].split(",")[:5] == [
        "甲律师事务所",
        "甲律师事务所",
        "3",
        "1",
        "33.3%",
    ]
    assert sheet[0][:2] == ["Firm code", "机构"]
    assert sheet[1][:4] == ["甲律师事务所", "甲律师事务所", 3, 1]


def test_taking_the_figures_of_people_is_logged(place: Place) -> None:
    ask = {"viewer": place.officer, "code": place.code, "format": "csv", "words": str}
    for by in ("county", "handler", "firm"):
        publication.export_figures(**ask, by=by, at=AT)

    with unit.reading() as connection:
        log = select(AccessLog.action, AccessLog.object_id, AccessLog.at)
        assert connection.execute(log).all() == [
            ("list.export", f"figures:{place.code}/handler", AT)
        ]


def test_an_unknown_format_or_direction_is_refused(place: Place) -> None:
    for values in ({"by": "reviewer"}, {"format": "pdf"}):
        asked = {"by": "total", "format": "json", "at": AT, "words": str} | values
        with pytest.raises(ValueError, match="is not a valid"):
            publication.export_figures(viewer=place.officer, code=place.code, **asked)


# The gate


def half_reviewed() -> Place:
    """Two files of which one is settled; one reader has not begun."""
    from tests.casework import casework

    with unit.transaction():
        work = casework()
        scheme = work.scheme(a_sheet())
        work.reviewer_numbers(3)
        for n in range(6):
            work.case(f"(2025)青援{n}号")
    opening.open_campaign(viewer=work.officer, plan=plan(seed="s"), at=AT)
    sampling.draw(viewer=work.officer, code="2025", at=AT)
    allocation.confirm(viewer=work.officer, code="2025", at=AT)
    with unit.transaction():
        readers = [work.reader(number) for number in ("R1", "R2")]
    submit_all(readers[0], lost=0)
    submit_all(readers[1], lost=50)
    return Place(work, "2025", scheme)


def test_gate_tells_what_is_open(app: Flask) -> None:
    place = half_reviewed()

    items = publication.gate(viewer=place.officer, code="2025", kind="final")

    # Four reads each; R1 and R2 share two files, far apart from one another.
    assert [(item.code, item.n, item.blocks) for item in items] == [
        (GateCode.NOTHING_GRADED, 1, True),
        (GateCode.READS_OPEN, 4, True),
        (GateCode.CASES_DIVERGED, 2, True),
    ]
    with pytest.raises(NotReadyToPublish) as refused:
        place.publish()
    assert refused.value.items == items
    assert rows(Release, "id") == []


def test_an_open_gate_tells_that_its_fail_was_not_read_and_of_small_groups(
    place: Place,
) -> None:
    """The campaign was opened without senior reads, and for groups of one, knowingly.

    Only the total is of five cases or more.
    """
    said = {"viewer": place.officer, "code": "2025", "kind": "final"}
    items = publication.gate(**said)

    assert [(item.code, item.n, item.blocks) for item in items] == [
        (GateCode.FAILS_UNASKED, 1, False),
        (GateCode.GROUPS_SMALL, 7, False),
    ]
    assert publication.preview_release(**said).items == items
    with pytest.raises(NotesUnseen) as unseen:
        place.publish(despite_notes=False)
    assert unseen.value.items == items
    assert place.publish().number == 1


def test_of_institutions_no_group_is_too_small(place: Place) -> None:
    """Each is published by its name, as everybody is told beforehand."""
    with unit.transaction() as connection:
        rules = connection.scalar(select(Campaign.rules).where(Campaign.code == "2025"))
        of_institutions = update(Campaign).where(Campaign.code == "2025")
        connection.execute(of_institutions.values(rules=rules | {INSTITUTIONS: True}))

    items = publication.gate(viewer=place.officer, code="2025", kind="final")

    assert GateCode.GROUPS_SMALL not in {item.code for item in items}


def test_gate_holds_the_campaign_to_its_promise(app: Flask) -> None:
    place = a_place(provisional_first=True)

    item, *_ = publication.gate(viewer=place.officer, code="2025", kind="final")

    assert item.code is GateCode.NO_PROVISIONAL_RELEASE
    with pytest.raises(NotReadyToPublish):
        place.publish()
    first = place.publish("provisional")
    last = place.publish()
    assert [first.number, last.number] == [1, 2]
    assert last.header["replaces"] == first.digest


def test_gate_waits_for_answers_in_working_days(app: Flask) -> None:
    place = a_place(provisional_first=True, answer_days=5)
    # 2 March 2026 is a Monday; five working days later it is Monday again.
    monday, last = date(2026, 3, 2), date(2026, 3, 9)
    first = place.publish("provisional", on=monday)

    item, *_ = publication.gate(
        viewer=place.officer, code="2025", kind="final", on=last
    )

    assert first.header["answers_until"] == "2026-03-09"
    assert (item.code, item.blocks) == (GateCode.ANSWERS_AWAITED, True)
    with pytest.raises(NotReadyToPublish):
        place.publish(on=last)
    final = place.publish(on=date(2026, 3, 10))
    assert "answers_until" not in final.header


def test_gate_notes_small_groups_and_confined_files(app: Flask) -> None:
    sample = SampleRule(by=SampleBy.CENSUS, include_secret=True)
    place = a_place(minimum_n=4, sample=sample)

    items = publication.gate(viewer=place.officer, code="2025", kind="final")

    assert {(item.code, item.n, item.blocks) for item in items} == {
        (GateCode.FAILS_UNASKED, 1, False),
        (GateCode.GROUPS_WITHHELD, 7, False),
        (GateCode.CASES_CONFINED, 1, False),
    }


def test_gate_rereads_no_release_of_another_campaign(place: Place) -> None:
    def gate(code: str) -> set[GateCode]:
        items = publication.gate(viewer=place.officer, code=code, kind="final")
        return {item.code for item in items}

    before = n_statements(lambda: gate("2024"))
    place.publish()

    with counted() as sent:
        assert GateCode.INVARIANTS_BROKEN not in gate("2024")
    assert len(sent) == before
    asked = [each for each in sent if "release_rows" in each]
    assert asked
    assert [each for each in asked if "campaign_id" not in each] == []
    with planted("UPDATE release_rows SET digest = 'x'"):
        assert GateCode.INVARIANTS_BROKEN not in gate("2024")
        assert GateCode.INVARIANTS_BROKEN in gate("2025")


# Publishing


def test_preview_counts_who_would_see_what(place: Place) -> None:
    found = publication.preview_release(
        viewer=place.officer, code="2025", kind="provisional"
    )
    before = {each.audience: each for each in found.audiences}
    made = place.publish("provisional")

    assert found.is_open
    assert Audience.PUBLIC not in before
    assert before[Audience.HANDLER].n_addressees == 4
    assert dict(before[Audience.HANDLER].rows) == {RowKind.HANDLER: 4, RowKind.CASE: 7}
    assert made.audiences == found.audiences


def test_publishing_freezes_everything_under_one_event(place: Place) -> None:
    made = place.publish()
    (payload,) = (row[0] for row in rows(Event, "payload", kind="released"))

    assert made.number == 1
    assert made.kind is ReleaseKind.FINAL
    assert made.is_current
    assert made.published_on == TODAY
    assert payload == {
        "kind": "final",
        "number": 1,
        "digest": made.digest,
        "n_rows": len(bodies()),
    }


def test_header_says_by_which_rules_it_was_made(place: Place) -> None:
    from review import __version__

    header = place.publish().header

    assert set(header) == {
        "bureau",
        "campaign",
        "kind",
        "number",
        "replaces",
        "published_on",
        "decimals",
        "minimum_n",
        "grades",
        "schemes",
        "sample",
        "software",
    }
    assert header["software"] == __version__
    assert header["published_on"] == "2026-03-05"
    assert header["sample"]["seed"] == "a seed"
    assert header["sample"]["n_drawn"] == 6
    assert [scheme["code"] for scheme in header["schemes"]] == ["civil"]
    assert [grade["code"] for grade in header["grades"]] == [
        "excellent",
        "good",
        "pass",
        "fail",
    ]


def test_digest_is_found_again_in_the_stored_rows(place: Place) -> None:
    made = place.publish()

    found = publication.recomputed(
        viewer=place.officer, code="2025", public_id=made.public_id
    )

    assert found.holds
    assert found.digest == made.digest
    assert found.n_rows == len(bodies())


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE release_rows SET body = replace(body, '100.00', '99.00')",
        "UPDATE release_rows SET audience = 'public' WHERE audience = 'bureau'",
        "UPDATE release_rows SET position = position + 1 WHERE kind = 'firm'",
        "DELETE FROM release_rows WHERE kind = 'excellent'",
        "UPDATE releases SET header = replace(header, 'a seed', 'another')",
    ],
)
def test_a_change_behind_the_programs_back_is_found(place: Place, change: str) -> None:
    made = place.publish()
    with unit.transaction() as connection:
        _unlock(connection)
        assert connection.execute(text(change)).rowcount

    found = publication.recomputed(
        viewer=place.officer, code="2025", public_id=made.public_id
    )

    assert not found.holds


def _unlock(connection: Any) -> None:
    for table in ("release_rows", "releases"):
        if connection.dialect.name == "sqlite":
            connection.execute(text(f"DROP TRIGGER {table}_no_update"))
            connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
        else:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


def test_the_same_request_again_gives_the_same_release(place: Place) -> None:
    first, again = place.publish(), place.publish()

    assert again == first
    assert len(rows(Release, "id")) == 1
    with pytest.raises(KeyReused):
        place.publish("provisional", key="final 2025")


def test_two_publishers_at_once_make_one_release(app: Flask, place: Place) -> None:
    answers: list[Any] = []
    start = threading.Barrier(3)

    def run(key: str) -> None:
        with app.app_context():
            start.wait()
            try:
                answers.append(place.publish(key=key))
            except RuleBroken as refused:
                answers.append(type(refused))

    threads = [threading.Thread(target=run, args=(key,)) for key in ("a", "b", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (made,) = rows(Release, "public_id")
    given = {a.public_id for a in answers if isinstance(a, ReleaseView)}
    assert given == {made[0]}
    assert {a for a in answers if isinstance(a, type)} <= {AlreadyPublished}
    assert len(rows(Event, "id", kind="released")) == 1


def test_releases_come_in_their_order_and_once(place: Place) -> None:
    place.publish("provisional")
    with pytest.raises(AlreadyProvisional):
        place.publish("provisional", key="again")
    place.publish()
    for kind in ReleaseKind:
        with pytest.raises(AlreadyPublished):
            place.publish(kind, key="again")
        with pytest.raises(AlreadyPublished):
            publication.preview_release(viewer=place.officer, code="2025", kind=kind)

    found = publication.releases(viewer=place.officer, code="2025")

    assert [(r.number, r.kind, r.is_current) for r in found] == [
        (2, "final", True),
        (1, "provisional", False),
    ]


def test_only_what_was_looked_at_is_published(place: Place) -> None:
    seen = publication.preview_release(viewer=place.officer, code="2025", kind="final")
    with unit.transaction():
        chain = f"bureau:{place.work.bureau_id}"
        unit.record("taken_in", chain=chain, actor=unit.SYSTEM, at=AT)

    with pytest.raises(ChangedMeanwhile):
        place.publish(basis=seen.basis)

    now = publication.preview_release(viewer=place.officer, code="2025", kind="final")
    assert place.publish(basis=now.basis).number == 1


def test_what_happens_while_the_release_is_made_undoes_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = secrets.token_bytes

    def meanwhile(size: int) -> bytes:
        """The secret of the release is drawn when everything has been read."""
        monkeypatch.undo()
        with unit.transaction():
            campaign = campaigns.by_code(place.code, bureau_id=place.work.bureau_id)
            chain = f"campaign:{campaign.id}"
            unit.record("case_settled", chain=chain, actor=unit.SYSTEM, at=AT)
        return drawn(size)

    monkeypatch.setattr(secrets, "token_bytes", meanwhile)

    with pytest.raises(ChangedMeanwhile):
        place.publish()
    assert rows(Release, "id") == rows(ReleaseRow, "id") == []


@pytest.mark.parametrize("what", ["figures", "gate", "release", "publish", "preview"])
def test_others_find_no_campaign(place: Place, what: str) -> None:
    other = another_place()
    made = place.publish()
    manager = replace(
        place.officer,
        grants=tuple(
            replace(g, role=Role.CAMPAIGN_MANAGER, campaign_id=999)
            for g in place.officer.grants
        ),
    )
    strangers = [PUBLIC, other.officer, manager, *place.people.values()]
    # The other bureau has a campaign of the same code; it finds its own.
    ask: dict[str, Any] = {
        "figures": lambda v: publication.figures(viewer=v, code="2025", by=By.TOTAL),
        "gate": lambda v: publication.gate(viewer=v, code="2025", kind="final"),
        "preview": lambda v: publication.preview_release(
            viewer=v, code="2025", kind="final"
        ),
        "publish": lambda v: publication.publish(
            viewer=v, code="2025", kind="final", at=AT, key="k"
        ),
        "release": lambda v: publication.release(
            viewer=v, code="2025", public_id=made.public_id
        ),
    }
    for viewer in strangers:
        if viewer is other.officer and what != "release":
            continue
        with pytest.raises(NotVisible):
            ask[what](viewer)


# What is in the rows


def test_no_row_tells_who_reviewed_or_when(place: Place) -> None:
    inside = canaries(place)
    for kind in ("provisional", "final"):
        place.publish(kind)
        with unit.reading() as connection:
            found = connection.execute(text("select body, salt from release_rows"))
            heads = connection.execute(text("select header from releases"))
            written = "\n".join("\n".join(row) for row in (*found, *heads))

        assert {each for each in inside if each in written} == set()
        assert re.findall(r"\d\d:\d\d", written) == []
        assert '"reader":"1"' in written


def test_canaries_would_be_found(place: Place) -> None:
    inside = canaries(place)

    assert set(REVIEWER_NAMES) < inside
    assert len(inside) > 40


def test_case_rows_tell_every_deduction_with_reason_and_place(place: Place) -> None:
    place.publish()
    number = FILES[1][0]
    (case,) = (
        each
        for each in contents(Audience.HANDLER, RowKind.CASE)
        if each["case_no"] == number
    )

    assert case["score"] == "70.00"
    assert case["grade"] == "pass"
    assert case["handler_percent"] == "70.00"
    assert case["outcome"] == "agreed"
    assert case["rule"] == "mean@1"
    assert case["closed_on"] == "2025-09-01"
    assert case["county"]["name"] == "西河区"
    assert [each["name"] for each in case["handlers"]] == ["赵一"]
    assert [review["reader"] for review in case["reviews"]] == ["1", "2"]
    for review in case["reviews"]:
        assert review["weight"] == "1/2"
        assert review["total"] == "70.00"
        assert review["comment"].endswith(f"对{number}的总体评语")
        assert review["sections"] == [
            {"title": {"zh": "s", "en": "s"}, "mark": "70", "weight": "100"}
        ]
        assert [
            (
                r["item"],
                r["lost"],
                r["places"][0].get("pages"),
                r["places"][0]["reason"],
            )
            for r in review["remarks"]
        ] == [
            ("i0", "10", "3", f"第0项扣分理由，见{number}"),
            ("i1", "10", None, f"第1项扣分理由，见{number}"),
            ("i2", "10", "5", f"第2项扣分理由，见{number}"),
        ]
        assert review["remarks"][1]["places"][0]["absent"] is True


def test_readers_are_numbered_by_the_secret_key_not_by_who_came_first(
    place: Place,
) -> None:
    """The first slot's review was stored first; the labels say nothing of it."""
    with unit.reading() as connection:
        campaign = campaigns.by_code(place.code, bureau_id=place.work.bureau_id)
        found = connection.execute(
            Read.__table__.select().where(Read.campaign_id == campaign.id)
        ).all()
    expected = set()
    for case in {row.campaign_case_id for row in found}:
        reads = [row for row in found if row.campaign_case_id == case]
        pairs = [(row.public_id, Purpose.COUNTED) for row in reads]
        named = labels(campaign.secret_key, pairs)
        assert named == labels(campaign.secret_key, reversed(pairs))
        reads.sort(key=lambda row: named[row.public_id])
        expected.add((case, tuple(row.slot for row in reads)))

    place.publish()

    frozen = [
        tuple(int(review["comment"][1]) for review in case["reviews"])
        for case in contents(Audience.BUREAU, RowKind.CASE)
    ]
    assert Counter(frozen) == Counter(slots for _, slots in expected)
    assert [
        [review["reader"] for review in case["reviews"]]
        for case in contents(Audience.BUREAU, RowKind.CASE)
    ] == [["1", "2"]] * 6


def test_others_who_took_part_are_recorded_with_their_share(place: Place) -> None:
    place.publish()
    shared = [
        body
        for body in bodies(Audience.HANDLER, RowKind.CASE)
        if body["content"]["case_no"] == FILES[2][0]
    ]

    assert len(shared) == 2
    for body in shared:
        assert [
            (each["name"], each["leads"], each.get("share"))
            for each in body["content"]["handlers"]
        ] == [("钱二", True, None), ("李四", False, "30.00")]
    figures = {
        each["name"]: each["n"] for each in contents(Audience.HANDLER, RowKind.HANDLER)
    }
    assert figures == {"赵一": 2, "钱二": 1, "孙三": 2, "李四": 1}


def test_counties_hold_figures_over_their_own_work_only(place: Place) -> None:
    place.publish()

    def counted(county: str, kind: RowKind) -> dict[str, int]:
        code = next(
            each["key"]
            for each in contents(Audience.AREA, RowKind.COUNTY)
            if each["name"] == county
        )
        return {
            body["content"]["name"]: body["content"]["n"]
            for body in bodies(Audience.AREA, kind)
            if body["addressee"] == code
        }

    assert counted("东山县", RowKind.COUNTY) == {"东山县": 2}
    assert counted("东山县", RowKind.FIRM) == {"甲律师事务所": 2}
    assert counted("东山县", RowKind.HANDLER) == {"赵一": 1, "钱二": 1}
    assert counted("西河区", RowKind.FIRM) == {"甲律师事务所": 1, "乙律师事务所": 1}
    assert counted("西河区", RowKind.HANDLER) == {"赵一": 1, "孙三": 1}
    for county in ("市本级", "东山县", "西河区"):
        whole = counted(county, RowKind.COUNTY)[county]
        assert sum(counted(county, RowKind.FIRM).values()) == whole
        assert sum(counted(county, RowKind.HANDLER).values()) == whole


def test_public_and_bureau_get_no_partial_figures(place: Place) -> None:
    place.publish()
    for audience in (Audience.PUBLIC, Audience.BUREAU):
        firms = [(each["name"], each["n"]) for each in contents(audience, RowKind.FIRM)]

        assert firms == [("甲律师事务所", 3), ("乙律师事务所", 3)]


def test_public_sees_totals_institutions_and_excellent_names(place: Place) -> None:
    place.publish()

    assert {each["kind"] for each in bodies(Audience.PUBLIC)} == {
        "total",
        "case_kind",
        "county",
        "firm",
        "excellent",
    }
    assert contents(Audience.PUBLIC, RowKind.EXCELLENT) == [
        {
            "handler": handler,
            "firm": firm,
            "county": county,
            "case_kind": kind,
            "grade": "excellent",
        }
        for handler, firm, county, kind in (
            ("李四", "乙律师事务所", "市本级", "criminal_defense"),
            ("孙三", "乙律师事务所", "市本级", "civil"),
            ("赵一", "甲律师事务所", "东山县", "civil"),
        )
    ]
    written = json.dumps(bodies(Audience.PUBLIC), ensure_ascii=False)
    assert "钱二" not in written
    assert "青援" not in written


def test_a_provisional_release_has_nothing_for_the_public(place: Place) -> None:
    place.publish("provisional")

    assert bodies(Audience.PUBLIC) == []
    assert bodies(Audience.HANDLER) != []


def test_confined_files_stay_in_the_bureau(app: Flask) -> None:
    place = a_place(sample=SampleRule(by=SampleBy.CENSUS, include_secret=True))
    place.publish()

    holders = {
        body["audience"]
        for body in bodies(kind=RowKind.CASE)
        if body["content"]["case_no"] == SECRET[0]
    }
    named = [each["handler"] for each in contents(Audience.PUBLIC, RowKind.EXCELLENT)]

    assert holders == {"bureau"}
    assert "钱二" not in named


def test_small_groups_are_withheld_from_the_public_only(app: Flask) -> None:
    place = a_place(minimum_n=3)
    place.publish()

    assert contents(Audience.PUBLIC, RowKind.COUNTY) == [
        {"key": each["key"], "name": each["name"], "withheld": True}
        for each in contents(Audience.BUREAU, RowKind.COUNTY)
    ]
    assert [each["n"] for each in contents(Audience.PUBLIC, RowKind.FIRM)] == [3, 3]


def test_a_review_on_paper_without_answers_tells_its_figures(app: Flask) -> None:
    place = a_place(figures_only=True)
    place.publish()

    case = contents(Audience.BUREAU, RowKind.CASE)[0]

    for review in case["reviews"]:
        assert review["figures_only"] is True
        assert review["total"] == case["score"]
        assert "remarks" not in review


def test_rows_and_statements_of_publishing_do_not_grow_apart(place: Place) -> None:
    def ask() -> None:
        publication.preview_release(viewer=place.officer, code="2025", kind="final")

    ask()
    before = n_statements(ask)
    many_more_results(place, 500)

    assert n_statements(ask) == before
    assert rows(StoredFinding, "id") != []


def test_publication_day_is_the_bureaus(place: Place) -> None:
    made = place.publish(at=LATER + timedelta(hours=17), on=date(2026, 3, 6))

    assert made.header["published_on"] == "2026-03-06"


def test_viewer_is_named_in_the_event(place: Place) -> None:
    place.publish()
    (actor,) = (row[0] for row in rows(Event, "actor", kind="released"))

    assert isinstance(place.officer, Viewer)
    assert actor == place.officer.public_id
