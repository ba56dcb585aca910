"""A campaign is opened, then drawn once, and anyone can draw it again."""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from review.domain.campaigns import PlanBroken
from review.domain.errors import NotVisible
from review.domain.policy import PUBLIC, Role
from review.domain.sampling import SampleBy, SampleRule, Why
from review.domain.sampling_seed import SeedBroken
from review.domain.schemes import Combination, Text
from review.services import consequences, opening, sampling
from review.store import unit
from review.store.models import (
    Campaign,
    CampaignCase,
    CampaignReviewer,
    CampaignScheme,
    Case,
    Draw,
    Event,
    ReviewerCode,
)
from tests.casework import CENSUS, Casework, casework, number, percent, plan, sheet
from tests.conftest import AT
from tests.domain.builders import grade, item, section

LATER = AT + timedelta(days=1)


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Twelve civil and six criminal files of two counties, one scheme for civil."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.reviewer_numbers(4)
            for n in range(1, 13):
                area = "东山县" if n % 3 else "西河区"
                who = (f"赵{n % 4}",)
                made.case(f"(2025)青援民字第{n:02}号", area=area, lawyers=who)
            for n in range(1, 7):
                made.case(
                    f"(2025)青援刑字第{n:02}号",
                    kind="criminal_defense",
                    stage="trial_first",
                )
        yield made


def opened(work: Casework, **changes: Any) -> str:
    sampling.open_campaign(viewer=work.officer, plan=plan(**changes), at=AT)
    return str(changes.get("code", "2025"))


def drawn(work: Casework, seed: str = "7", **changes: Any) -> str:
    code = opened(work, **changes)
    sampling.draw(viewer=work.officer, code=code, at=LATER, seed=seed)
    return code


def rows(model: Any) -> list[Any]:
    with unit.reading() as connection:
        order = list(model.__table__.primary_key)
        return list(connection.execute(select(model.__table__).order_by(*order)))


def drawn_numbers() -> list[str]:
    with unit.reading() as connection:
        statement = (
            select(Case.case_no)
            .join(CampaignCase, CampaignCase.case_id == Case.id)
            .order_by(CampaignCase.position)
        )
        return list(connection.scalars(statement))


def events(kind: str) -> list[Any]:
    return [row for row in rows(Event) if row.kind == kind]


# Opening


def test_open_pins_the_newest_version_of_a_scheme(work: Casework) -> None:
    with unit.transaction():
        newer = work.scheme(sheet(version="2"))

    opened(work)

    with unit.transaction():
        work.scheme(sheet(version="3"))
    assert [r.scheme_id for r in rows(CampaignScheme)] == [2]
    assert events("campaign_opened")[0].payload["schemes"] == [newer.digest]


def test_open_pins_the_version_that_is_named(work: Casework) -> None:
    with unit.transaction():
        work.scheme(sheet(version="2"))

    opened(work, schemes=("civil@1",))

    assert [row.scheme_id for row in rows(CampaignScheme)] == [1]


def test_open_takes_reviewers_in_under_random_codes(work: Casework) -> None:
    opened(work)
    opened(work, code="2025b")

    codes = rows(ReviewerCode)
    by_campaign = [{c.person_id for c in codes if c.campaign_id == n} for n in (1, 2)]
    assert by_campaign == [set(work.reviewers.values())] * 2
    assert len({row.code for row in codes}) == 8
    assert all(len(row.code) == 13 for row in codes)
    written = str([row.payload for row in rows(Event)])
    assert [row.code for row in codes if row.code in written] == []


def test_open_takes_leads_and_caps_from_plan_and_list(work: Casework) -> None:
    with unit.transaction():
        work.reviewer("R5", cap=10)
        work.reviewer("R6", cap=90, panel_lead=True)
        work.reviewer("R7", ended_on=date(2020, 1, 1))

    opened(work, cap=40, caps={"R2": 55})

    by_person = {
        row.person_id: (row.is_lead, row.cap) for row in rows(CampaignReviewer)
    }
    assert {n: by_person.get(p) for n, p in work.reviewers.items()} == {
        "R1": (False, 40),
        "R2": (False, 55),
        "R3": (False, 40),
        "R4": (False, 40),
        "R5": (False, 10),
        "R6": (True, 40),
        "R7": None,
    }


def test_a_lead_of_the_list_who_is_named_as_reviewer_reads(work: Casework) -> None:
    with unit.transaction():
        work.reviewer("R6", panel_lead=True)

    opened(work, reviewers=("R1", "R6"))

    leads = {row.person_id: row.is_lead for row in rows(CampaignReviewer)}
    assert leads == {work.reviewers["R1"]: False, work.reviewers["R6"]: False}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reviewers": ("R1", "R9")}, "These reviewers are not on the list: R9."),
        ({"caps": {"R8": 3}}, "These reviewers are not on the list: R8."),
        ({"schemes": ("tax",)}, "There is no scheme tax here."),
        ({"schemes": ("civil@9",)}, "There is no scheme civil@9 here."),
        ({"schemes": ()}, "A campaign needs at least one scheme."),
        ({"closed_until": date(2024, 1, 1)}, "The period ends before it begins."),
        (
            {"sample": percent(0)},
            "The percentage to draw must be over 0 and at most 100.",
        ),
    ],
)
def test_open_refuses_a_plan_that_cannot_be_carried_out(
    work: Casework, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Exception) as refusal:
        opened(work, **changes)

    assert str(refusal.value) == sentence
    assert rows(Campaign) == []


def test_open_refuses_schemes_with_different_grades(work: Casework) -> None:
    with unit.transaction():
        grades = (grade("good", 60, source="S14"), grade("fail", 0, source="S14"))
        work.scheme(sheet("defence", case_kinds=("criminal_defense",), grades=grades))

    with pytest.raises(PlanBroken) as refusal:
        opened(work, schemes=("civil", "defence"))

    assert str(refusal.value) == (
        "The schemes civil, defence do not share one set of grades."
    )


def test_open_refuses_a_code_that_is_taken(work: Casework) -> None:
    opened(work)

    with pytest.raises(opening.CodeTaken):
        opened(work, name="另一个活动")
    assert len(rows(Campaign)) == 1


def test_opening_twice_by_a_double_click_opens_once(work: Casework) -> None:
    first = sampling.open_campaign(viewer=work.officer, plan=plan(), at=AT)
    second = sampling.open_campaign(viewer=work.officer, plan=plan(), at=LATER)

    assert first == second == rows(Campaign)[0].public_id
    assert len(events("campaign_opened")) == 1


def test_another_officer_does_not_open_the_same_campaign(work: Casework) -> None:
    opened(work)
    with unit.transaction():
        other = work.account("other", Role.BUREAU_OFFICER)

    with pytest.raises(opening.CodeTaken):
        sampling.open_campaign(viewer=other, plan=plan(), at=AT)


def test_only_an_officer_opens(work: Casework) -> None:
    with unit.transaction():
        manager = work.account("manager", Role.CAMPAIGN_MANAGER)

    for viewer in (manager, PUBLIC):
        with pytest.raises(NotVisible):
            sampling.open_campaign(viewer=viewer, plan=plan(), at=AT)


def test_preview_tells_every_fault_at_once(work: Casework) -> None:
    opened(work)

    shown = consequences.preview(
        viewer=work.officer,
        plan=plan(
            closed_until=date(2024, 1, 1),
            schemes=("tax", "civil"),
            reviewers=("R9",),
            decimals=9,
        ),
        on=AT.date(),
    )

    assert [str(fault) for fault in shown.faults] == [
        "The period ends before it begins.",
        "Rates have between 0 and 4 decimals.",
        "There is already a campaign with the code 2025.",
        "There is no scheme tax here.",
        "These reviewers are not on the list: R9.",
    ]
    assert shown.draw is None


def test_preview_says_what_opening_leads_to(work: Casework) -> None:
    shown = consequences.preview(viewer=work.officer, plan=plan(), on=AT.date())

    assert shown.faults == ()
    assert shown.draw is not None
    assert (shown.draw.report.drawn, shown.draw.n_reviews) == (12, 24)
    assert (shown.draw.n_reviewers, shown.draw.each) == (4, (6, 6))
    assert [str(remark) for remark in shown.remarks] == [
        "No panel lead is named; nobody could decide a file that stays apart."
    ]
    assert rows(Campaign) == []


def test_preview_warns_of_what_cannot_work(work: Casework) -> None:
    shown = consequences.preview(
        viewer=work.officer,
        plan=plan(reviewers=("R1",), leads=("R2",), cap=5, due_on=date(2026, 3, 1)),
        on=AT.date(),
    )

    assert [str(remark) for remark in shown.remarks] == [
        "Reviewers: 1, which is too few for 2 reviews of a file.",
        "Reviews for which the reviewers' limits leave room: 5 of 24.",
        "The day by which reviews are due is past already.",
    ]
    once = plan(
        reviewers=("R1",),
        leads=("R2",),
        reviews=dict.fromkeys(("general", "complex", "major"), 1),
    )
    alone = consequences.preview(viewer=work.officer, plan=once, on=AT.date())
    assert not any("too few for" in str(remark) for remark in alone.remarks)


@pytest.mark.parametrize(
    ("rule", "seed", "is_open"),
    [
        (SampleRule(by=SampleBy.NUMBER, number=5), "", True),
        (SampleRule(by=SampleBy.NUMBER, number=5), "told beforehand", False),
        (SampleRule(by=SampleBy.NUMBER, number=12), "", False),
        (SampleRule(by=SampleBy.CENSUS), "", False),
    ],
    ids=["by lot", "seed known", "all by number", "census"],
)
def test_preview_says_what_still_depends_on_the_lot(
    work: Casework, rule: SampleRule, seed: str, is_open: bool
) -> None:
    shown = consequences.preview(
        viewer=work.officer, plan=plan(sample=rule, seed=seed), on=AT.date()
    )
    said = [str(each) for each in shown.remarks]
    assert any("seed of the draw is not known" in each for each in said) is is_open


# Drawing


def test_draw_leaves_out_files_without_a_scheme_and_says_so(work: Casework) -> None:
    code = opened(work)

    preview = sampling.preview_draw(viewer=work.officer, code=code)

    assert preview.n_without_scheme == 6
    unsuited = [(u.kind, u.stage, u.case_class, u.n) for u in preview.unsuited]
    assert unsuited == [("criminal_defense", "trial_first", "general", 6)]
    assert preview.report.population == 12


def test_draw_gives_files_their_scheme_by_kind_stage_and_class(work: Casework) -> None:
    with unit.transaction():
        three = Combination(reviews={"": 1, "major": 3}, source="S14")
        made = {
            "trial": {"stages": ("trial_first",)},
            "hard": {"case_classes": ("major",), "combination": three},
            "rest": {},
        }
        for code, facts in made.items():
            kinds = {"case_kinds": ("criminal_defense",)} | facts
            work.scheme(sheet(code, **kinds))
        for number_, facts in {
            "a": {"stage": "trial_first"},
            "b": {"stage": "investigation", "case_class": "major"},
            "c": {"stage": "investigation"},
            "d": {"stage": "trial_first", "case_class": "major"},
        }.items():
            work.case(f"x{number_}", kind="criminal_defense", **facts)

    drawn(
        work,
        schemes=("hard", "trial", "rest"),
        sample=SampleRule(by=SampleBy.LISTED, case_numbers=("xa", "xb", "xc", "xd")),
    )

    names = {2: "trial", 3: "hard", 4: "rest"}
    with unit.reading() as connection:
        found = connection.execute(
            select(Case.case_no, CampaignCase.scheme_id, CampaignCase.n_reviews)
            .join(CampaignCase, CampaignCase.case_id == Case.id)
            .order_by(Case.case_no)
        ).all()
    assert [(no, names[scheme], n) for no, scheme, n in found] == [
        ("xa", "trial", 2),
        ("xb", "hard", 3),
        ("xc", "rest", 2),
        ("xd", "hard", 3),
    ]


def test_reviews_are_counted_by_part_of_the_sheet(work: Casework) -> None:
    with unit.transaction():
        parts = tuple(
            section(code, item(f"{code}1", 50, source="S14"), part=part)
            for code, part in (("f", "formal"), ("p", "professional"))
        )
        titles = {part: Text(part, part) for part in ("formal", "professional")}
        work.scheme(sheet("parts", sections=parts, part_titles=titles))

    code = opened(work, schemes=("parts",))

    preview = sampling.preview_draw(viewer=work.officer, code=code)
    assert (preview.report.drawn, preview.n_reviews) == (12, 48)


def test_draw_never_takes_a_sealed_file_and_secret_ones_only_by_rule(
    work: Casework,
) -> None:
    with unit.transaction():
        work.case("sealed", sealed=True)
        work.case("secret", secret=True)
        work.case("both", sealed=True, secret=True)

    drawn(work)
    drawn(work, code="b", sample=replace(CENSUS, include_secret=True))

    with unit.reading() as connection:
        statement = select(CampaignCase.campaign_id, Case.case_no).join(
            Case, Case.id == CampaignCase.case_id
        )
        found = {row for row in connection.execute(statement) if row[1][0] in "sb"}
    assert found == {(2, "secret")}
    protocols = [row.protocol for row in rows(Draw)]
    assert ["sealed" in body or "both" in body for body in protocols] == [False, False]
    assert ["secret" in body for body in protocols] == [False, True]


def test_draw_takes_only_files_closed_in_the_period(work: Casework) -> None:
    with unit.transaction():
        for day in ("2024-12-31", "2025-01-01", "2025-12-31", "2026-01-01"):
            work.case(day, closed_on=date.fromisoformat(day))

    drawn(work)

    days = sorted(no for no in drawn_numbers() if no[0] == "2")
    assert days == ["2025-01-01", "2025-12-31"]


def test_draw_freezes_handler_firm_county_and_kind(work: Casework) -> None:
    with unit.transaction():
        work.lawyer("钱二", "西河律师事务所")
        case_id = work.case("x", area="西河区", lawyers=("钱二", "赵1"))
    drawn(work, sample=SampleRule(by=SampleBy.LISTED, case_numbers=("x",)))

    with unit.transaction() as connection:
        connection.execute(
            text(
                "UPDATE cases SET kind = 'administrative', area_id = 1 WHERE id = :id"
            ),
            {"id": case_id},
        )

    (row,) = rows(CampaignCase)
    assert (row.lead_person_id, row.firm_id, row.area_id, row.kind, row.drawn_by) == (
        work.lawyers["钱二"],
        work.firms["西河律师事务所"],
        work.areas["西河区"],
        "civil",
        "listed",
    )


def test_a_reviewer_of_an_earlier_year_is_no_handler(work: Casework) -> None:
    with unit.transaction():
        case_id = work.case("x")
        work.lawyer("钱二")
        work._take_part(case_id, "钱二", "reviewer")

    drawn(
        work,
        sample=replace(
            CENSUS, by=SampleBy.NUMBER, number=1, stratify_by=(), minimum_per_handler=1
        ),
    )

    with unit.reading() as connection:
        shown = sampling.preview_draw(viewer=work.officer, code="2025")
        leads = set(connection.scalars(select(CampaignCase.lead_person_id)))
    assert shown.short == ()
    assert work.lawyers["钱二"] not in leads


def test_draw_happens_once(work: Casework) -> None:
    code = drawn(work, sample=number(5))
    before = drawn_numbers()

    for seed in ("7", "8", ""):
        with pytest.raises(sampling.AlreadyDrawn):
            sampling.draw(viewer=work.officer, code=code, at=LATER, seed=seed)

    assert drawn_numbers() == before
    assert len(events("sample_drawn")) == 1


def test_the_form_that_drew_may_come_twice(work: Casework) -> None:
    code = opened(work, sample=number(5))
    shown = sampling.preview_draw(viewer=work.officer, code=code)

    def send() -> sampling.DrawPreview:
        return sampling.draw(
            viewer=work.officer, code=code, at=LATER, digest=shown.digest
        )

    first, second = send(), send()

    assert first == second
    assert len(events("sample_drawn")) == len(rows(Draw)) == 1
    assert len(drawn_numbers()) == 5


def test_draw_refuses_a_list_that_changed_since_the_preview(work: Casework) -> None:
    code = opened(work)
    shown = sampling.preview_draw(viewer=work.officer, code=code)
    with unit.transaction():
        work.case("new")

    with pytest.raises(sampling.ListChanged):
        sampling.draw(viewer=work.officer, code=code, at=LATER, digest=shown.digest)

    assert drawn_numbers() == []


def test_a_seed_fixed_when_opening_stays(work: Casework) -> None:
    code = opened(work, seed="体育彩票26035期")

    with pytest.raises(SeedBroken, match="was announced before"):
        sampling.draw(viewer=work.officer, code=code, at=LATER, seed="8")
    sampling.draw(viewer=work.officer, code=code, at=LATER)

    assert rows(Campaign)[0].seed == "体育彩票26035期"
    record = sampling.record_of(viewer=work.officer, code=code)
    assert (record.seed, record.seed_was_fixed) == ("体育彩票26035期", True)


def test_without_a_seed_the_program_makes_one(work: Casework) -> None:
    drawn(work, "", sample=number(5))
    drawn(work, " ", code="b", sample=number(5))

    seeds = [row.seed for row in rows(Campaign)]
    assert [len(seed) for seed in seeds] == [16, 16]
    assert seeds[0] != seeds[1]


def test_draw_refuses_where_nothing_fits(work: Casework) -> None:
    code = opened(work, closed_from=date(2030, 1, 1), closed_until=date(2030, 1, 2))

    with pytest.raises(sampling.NothingDrawn):
        sampling.draw(viewer=work.officer, code=code, at=LATER)

    assert rows(Campaign)[0].drawn_at is None


def test_draw_records_one_event_with_seed_counts_and_digests(work: Casework) -> None:
    drawn(work, sample=number(5))

    (event,) = events("sample_drawn")
    assert (event.chain, event.actor) == ("campaign:1", work.officer.public_id)
    assert event.at == LATER
    assert event.payload == {
        "seed": "7",
        "n": 5,
        "of": 12,
        "protocol": rows(Draw)[0].digest,
        "preview": sampling.preview_draw(viewer=work.officer, code="2025").digest,
    }


# Drawing again


def by_hand(body: bytes, seed: str, n: int) -> list[str]:
    """The draw as anyone would repeat it from the handed-out list, with SHA-256 only."""
    files = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    keys = {
        f["案号 case_no"]: hashlib.sha256(
            f"{seed}\n{unicodedata.normalize('NFKC', f['案号 case_no'])}".encode()
        ).hexdigest()
        for f in files
    }
    assert [f["摘要值 sha256"] for f in files] == [
        keys[f["案号 case_no"]] for f in files
    ]
    return sorted(keys, key=lambda case_no: keys[case_no])[:n]


def test_the_sample_can_be_drawn_again_by_hand(work: Casework) -> None:
    code = drawn(work, "20260302", sample=replace(number(5), stratify_by=()))

    body = sampling.protocol(viewer=work.officer, code=code, at=LATER)

    assert by_hand(body, "20260302", 5) == drawn_numbers()
    record = sampling.record_of(viewer=work.officer, code=code)
    assert hashlib.sha256(body).hexdigest() == record.digest
    assert (record.n_population, record.n_drawn, record.n_reviews) == (12, 5, 10)
    assert record.proof.holds


def test_the_record_survives_later_corrections(work: Casework) -> None:
    code = drawn(work, sample=percent("25"))
    before = sampling.record_of(viewer=work.officer, code=code)
    with unit.transaction() as connection:
        work.case("new")
        connection.execute(text("UPDATE cases SET kind = 'drafting'"))

    after = sampling.record_of(viewer=work.officer, code=code)

    assert after == before
    assert after.proof.holds


def test_the_record_shows_strata_and_reasons(work: Casework) -> None:
    rule = replace(number(6), minimum_per_handler=1)
    code = drawn(work, sample=rule)

    record = sampling.record_of(viewer=work.officer, code=code)

    strata = [(s.area, s.kind, s.population, s.quota) for s in record.strata]
    assert strata == [("东山县", "civil", 8, 4), ("西河区", "civil", 4, 2)]
    assert sum(s.drawn for s in record.strata) == record.n_drawn >= 6
    reasons = dict(record.by_reason)
    assert reasons[Why.MINIMUM] == 4
    assert sum(reasons.values()) == record.n_drawn


def test_a_changed_sample_is_found(work: Casework) -> None:
    code = drawn(work, sample=number(5))
    with unit.transaction() as connection:
        connection.execute(
            text(
                "UPDATE campaign_cases SET case_id = (SELECT max(id) FROM cases) "
                "WHERE id = 1"
            )
        )

    proof = sampling.record_of(viewer=work.officer, code=code).proof

    assert (proof.digest_holds, proof.draw_repeats, proof.sample_agrees) == (
        True,
        True,
        False,
    )
    assert not proof.holds


def test_there_is_no_record_before_the_draw(work: Casework) -> None:
    code = opened(work)

    with pytest.raises(NotVisible):
        sampling.record_of(viewer=work.officer, code=code)
    with pytest.raises(NotVisible):
        sampling.protocol(viewer=work.officer, code=code, at=LATER)


# Whose campaign


def test_another_bureau_or_campaign_manager_finds_nothing(work: Casework) -> None:
    code = opened(work)
    opened(work, code="b")
    with unit.transaction():
        stranger = casework(bureau="9", login="stranger").officer
        manager = work.account("manager", Role.CAMPAIGN_MANAGER, campaign_id=2)

    for viewer in (stranger, manager, PUBLIC):
        with pytest.raises(NotVisible):
            sampling.preview_draw(viewer=viewer, code=code)
        with pytest.raises(NotVisible):
            sampling.draw(viewer=viewer, code=code, at=LATER)
        with pytest.raises(NotVisible):
            sampling.record_of(viewer=viewer, code=code)
    assert sampling.preview_draw(viewer=manager, code="b").report.drawn == 12
