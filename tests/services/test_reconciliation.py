"""Settling: agreed, diverged and read again; in one transaction, again and in bulk."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import Flask

from review.domain.derivation import digest
from review.domain.errors import NotVisible
from review.domain.outcomes import OutcomeKind
from review.domain.parties import FIRST
from review.domain.phases import CampaignPhase, CasePhase
from review.domain.policy import Granted, Role, Viewer
from review.domain.reads import Purpose
from review.domain.schemes import Combination, Party, Resolution
from review.domain.scoring import score
from review.services import allocation, reconciliation, schemes, settling
from review.services.submissions import (
    Place,
    by_answers,
    by_figures,
    by_sheet,
    record_submissions,
)
from review.store import unit
from review.store.models import (
    AccessLog,
    CampaignCase,
    Divergence,
    Event,
    Read,
    Result,
    StoredText,
    Submission,
)
from review.store.queries import results
from tests.conftest import AT
from tests.domain.builders import (
    NA,
    filled,
    indicator_scheme,
    item,
    section,
    text,
)
from tests.factories import World
from tests.services.rounds import (
    LATER,
    MEAN,
    at_once,
    decide,
    first_two,
    further_read,
    lost,
    n_statements,
    reader,
    release,
    rows,
    sheet,
    submit,
    under_review,
)

pytestmark = pytest.mark.usefixtures("app_context")


def kinds() -> list[str]:
    return [kind for (kind,) in rows(Event, "kind", chain="campaign:1")]


def outcomes(*columns: str) -> list[tuple[object, ...]]:
    return rows(Result, *columns)


def needs() -> list[tuple[object, ...]]:
    return rows(Divergence, "needs", "n_needed", "part", "items")


def settle(world: World) -> reconciliation.Settled:
    assert world.officer
    return reconciliation.settle(viewer=world.officer, campaign_code="2026", at=LATER)


def far(points: str = "10") -> dict[str, object]:
    """Twenty points lost: over the limit from a full sheet, within from ten."""
    return {"a0": lost(points), "b0": lost(10)}


def test_the_second_review_settles_the_file(app: Flask) -> None:
    world = under_review()
    first_two(world, lost(2), lost(5))

    assert outcomes("outcome", "rule", "score", "handler_score", "grade") == [
        ("agreed", "mean@1", 9650, 9650, "excellent")
    ]
    assert kinds()[-3:] == ["review_submitted", "review_submitted", "case_settled"]
    ((used,),) = outcomes("used")
    assert sorted(each["submission"] for each in used) == [1, 2]
    assert [each["weight"] for each in used] == ["1/2", "1/2"]
    assert sorted(each["label"] for each in used) == ["1", "2"]


def test_the_first_review_settles_nothing(app: Flask) -> None:
    world = under_review()
    submit(world, reader(world, 0, 0), world.reads[0][0])

    assert (outcomes(), needs()) == ([], [])


def test_settling_is_a_consequence_of_the_submission(app: Flask) -> None:
    world = under_review()
    first_two(world, "full", "full")

    *_, submitted, settled = rows(Event, "id", "kind", "actor_kind", "cause_id")
    assert submitted[1:3] == ("review_submitted", "reviewer")
    assert settled[1:] == ("case_settled", "system", submitted[0])


def test_a_failure_to_settle_undoes_the_submission(app: Flask) -> None:
    """Both facts or neither: a result that cannot be stored takes the review back."""
    world = under_review()
    submit(world, reader(world, 0, 0), world.reads[0][0])
    with unit.transaction() as connection:
        name = connection.dialect.name
        for statement in REFUSE_RESULTS[name]:
            connection.exec_driver_sql(statement)

    with pytest.raises(Exception, match="no results today"):
        submit(world, reader(world, 0, 1), world.reads[0][1])
    assert len(rows(Submission)) == 1
    assert kinds().count("review_submitted") == 1


REFUSE_RESULTS = {
    "sqlite": [
        """CREATE TRIGGER refuse_results BEFORE INSERT ON results
        BEGIN SELECT RAISE(ABORT, 'no results today'); END"""
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_results() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION 'no results today'; END $$ LANGUAGE plpgsql""",
        """CREATE TRIGGER refuse_results BEFORE INSERT ON results
        FOR EACH ROW EXECUTE FUNCTION refuse_results()""",
    ],
}


def test_reviews_far_apart_ask_for_a_third(app: Flask) -> None:
    world = under_review()
    first_two(world, "full", far())

    assert outcomes() == []
    assert needs() == [("third", 1, "", None)]
    ((reasons,),) = rows(Divergence, "reasons")
    assert [(each["kind"], each["values"]) for each in reasons] == [
        ("total_gap", {"gap": "20", "limit": "10"})
    ]
    assert kinds()[-1] == "case_diverged"


@pytest.mark.parametrize(
    ("third", "score", "rule"),
    [
        ({"a0": lost(5)}, 9750, "mean of the nearer"),
        ({"a0": lost(10)}, 9000, "all three"),
        (far("9"), 8050, "mean of the nearer"),
    ],
)
def test_a_third_review_settles(
    app: Flask, third: dict[str, object], score: int, rule: str
) -> None:
    world = under_review()
    first_two(world, "full", far())
    read = further_read(world, 3)
    submit(world, world.reviewers[3], read, **third)

    assert outcomes("outcome", "rule", "score") == [
        ("settled_by_third", "third_read@1", score)
    ]
    assert len(rows(Submission)) == 3


def test_a_third_too_far_off_leads_to_the_lead(app: Flask) -> None:
    world = under_review()
    first_two(world, "full", far())
    ten = {f"{code}{n}": lost(10) for code in "ab" for n in range(5)}
    submit(world, world.reviewers[3], further_read(world, 3), **ten)

    assert outcomes() == []
    assert needs() == [("third", 1, "", None), ("lead", 1, "", None)]
    read = further_read(world, 4, purpose="adjudication")
    assert world.lead
    submit(world, world.lead, read, a0=lost(7))
    assert outcomes("outcome", "rule", "score", "grade") == [
        ("settled_by_lead", "lead@1", 9300, "excellent")
    ]
    assert len(rows(Submission)) == 4


def test_what_cannot_be_assessed_goes_to_the_lead(app: Flask) -> None:
    world = under_review()
    first_two(world, {"special": "cannot_assess"}, "full")

    assert needs() == [("lead", 1, "", None)]


def test_disputed_items_are_read_again_and_stand(app: Flask) -> None:
    items = replace(MEAN, resolution=Resolution.DISPUTED_ITEMS)
    world = under_review(sheet(combination=items))
    first_two(world, {"a1": lost(2)}, far() | {"a1": lost(2)})
    assert needs() == [("third", 1, "", ["a0", "b0"])]

    read = further_read(world, 3, items=["a0", "b0"])
    decide(world, world.reviewers[3], read, first={"b0": lost(4)})

    assert outcomes("outcome", "rule", "score") == [
        ("settled_by_third", "disputed_items@2", 9400)
    ]


def test_a_panel_decides_by_majority(app: Flask) -> None:
    panel = replace(MEAN, then="panel_majority@1")
    world = under_review(sheet(combination=panel), n_reviewers=6)
    first_two(world, "full", far())
    assert needs() == [("panel", 3, "", None)]

    for slot, points in enumerate((1, 2, 10), start=1):
        read = further_read(world, slot + 1, slot=slot)
        assert outcomes() == []
        submit(world, world.reviewers[slot + 1], read, a0=lost(points), b0=lost(4))
    assert needs() == [("panel", 3, "", None)]
    assert outcomes("outcome", "score", "grade") == [
        ("settled_by_panel", 9450, "excellent")
    ]


def test_an_indicator_sheet_settles_on_a_grade(app: Flask) -> None:
    scheme = indicator_scheme(
        "worst@1",
        code="civil",
        case_kinds=("civil",),
        combination=Combination(rule="lower@1", source="own"),
    )
    world = under_review(scheme)
    for slot, grade in enumerate(("good", "pass")):
        given = {"choice": grade, "reason": "意见简略"}
        submit(world, reader(world, 0, slot), world.reads[0][slot], a=given)

    assert outcomes("outcome", "score", "grade") == [("agreed", None, "pass")]


def test_a_sheet_in_parts_settles_part_by_part(app: Flask) -> None:
    scheme = sheet(
        section("a", item("a0", 60), part="lawyer"),
        section("b", item("b0", 40), part="center"),
        part_titles={"lawyer": text("律师"), "center": text("中心")},
    )
    world = under_review(scheme)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        for read in world.reads[0]:
            unit.change(event, Read, {"public_id": read}, part="lawyer")
    first_two(world, lost(5), lost(10))
    assert (outcomes(), needs()) == ([], [])

    for slot, points in ((1, 4), (2, 2)):
        read = further_read(
            world, slot + 1, purpose="counted", slot=slot, part="center"
        )
        submit(world, world.reviewers[slot + 1], read, b0=lost(points))
    assert outcomes("score", "grade") == [(8950, "good")]


def on_paper(world: World, case: int, *given: object) -> None:
    """Reviews of a file taken in from paper: each a total alone, or answers by item."""
    scheme = schemes.parsed(world.scheme_id)
    with unit.transaction():
        event = unit.record("taken_in", chain="campaign:1", actor=unit.SYSTEM, at=AT)
        found = rows(Read, "id", "public_id", "reviewer_code")
        places = {
            public_id: Place(
                read_id=key,
                public_id=public_id,
                bureau_id=world.bureau_id,
                campaign_case_id=world.campaign_case_ids[case],
                reviewer_code=code,
                scheme_digest=scheme.digest,
            )
            for key, public_id, code in found
        }
        reviews = [
            (places[read], by_answers(scheme, filled(scheme, **each)))
            if isinstance(each, dict)
            else (
                places[read],
                by_figures(scheme, total=Decimal(str(each)), grade="good"),
            )
            for read, each in zip(world.reads[case], given, strict=True)
        ]
        record_submissions(event, reviews, at=AT, on_paper=True)


def test_totals_on_paper_reconcile(app: Flask) -> None:
    world = under_review()
    on_paper(world, 0, "85.5", 88)
    on_paper(world, 1, 60, 88)

    assert settle(world) == reconciliation.Settled(1, 1, 0)
    assert outcomes("score", "grade", "handler_score") == [(8675, "good", 8675)]
    assert rows(Submission, "choices", "on_paper")[0] == (None, True)


def test_a_file_that_leaves_while_it_is_settled_comes_to_nothing(app: Flask) -> None:
    """Settling calculates before its transaction; what left meanwhile is seen in it."""
    world = under_review(n_cases=3)
    on_paper(world, 0, "85.5", 88)
    on_paper(world, 1, 60, 88)
    on_paper(world, 2, 85, 85)
    campaign = SimpleNamespace(id=1, secret_key="k")
    with unit.reading():
        found = settling.calculated(campaign, LATER)
    assert [bool(each.result) for each in found] == [True, False, True]
    with unit.transaction():
        event = unit.record("tested", chain="campaign:1", actor=unit.SYSTEM, at=LATER)
        gone = {"id": world.campaign_case_ids[:2]}
        unit.change(event, CampaignCase, gone, left_event_id=event.id)
        assert settling.stored(1, found, at=LATER, cause=event) == (1, 0)

    assert (outcomes("score"), needs()) == ([(8500,)], [])
    assert settle(world) == reconciliation.Settled(0, 0, 0)


def test_totals_on_paper_hide_whose_the_marks_are(app: Flask) -> None:
    shared = section("a", item("a0", 60), item("a1", 40, party=Party.CENTER))
    world = under_review(sheet(shared))
    on_paper(world, 0, {}, 98)
    on_paper(world, 1, {}, {})
    settle(world)

    assert outcomes("score", "handler_score") == [(9900, None), (10000, 10000)]


def test_totals_on_paper_have_no_items_to_dispute(app: Flask) -> None:
    items = replace(MEAN, resolution=Resolution.DISPUTED_ITEMS, item_gap=True)
    limited = section("a", item("a0", 60, gap_limit=Decimal(5)), item("a1", 40))
    world = under_review(sheet(limited, combination=items))
    on_paper(world, 0, 60, 88)
    on_paper(world, 1, 87, 88)
    settle(world)

    assert needs() == [("lead", 1, "", None)]
    assert outcomes("score") == [(8750,)]


def test_items_are_compared_only_where_every_review_has_them(app: Flask) -> None:
    items = replace(MEAN, resolution=Resolution.DISPUTED_ITEMS)
    world = under_review(sheet(combination=items))
    on_paper(world, 0, 60, far())
    settle(world)

    assert needs() == [("lead", 1, "", None)]


@pytest.mark.parametrize("differ", [True, False])
def test_different_findings_diverge_by_themselves(app: Flask, differ: bool) -> None:
    """Without any other rule that looks at items."""
    items = Combination(findings_differ=differ, then="lead@1", source="own")
    world = under_review(sheet(combination=items))
    on_paper(world, 0, {"a0": lost(10)}, {"b0": lost(10)})
    settle(world)

    assert [row[0] for row in needs()] == (["lead"] if differ else [])
    assert outcomes("score") == ([] if differ else [(9000,)])


@pytest.mark.parametrize(
    ("other", "score"),
    [
        ({"a0": lost(10, "别的话")}, 9000),
        ({"b0": lost(10)}, None),
        ({"b0": lost(9)}, 9050),
    ],
)
def test_equal_totals_with_other_findings_may_diverge_alone(
    app: Flask, other: dict[str, object], score: int | None
) -> None:
    """Not the same findings in other words, nor totals that are apart themselves."""
    asked = Combination(equal_totals_differ=True, then="lead@1", source="own")
    world = under_review(sheet(combination=asked))
    on_paper(world, 0, {"a0": lost(10)}, other)
    settle(world)

    assert [row[0] for row in needs()] == (["lead"] if score is None else [])
    assert outcomes("score") == ([] if score is None else [(score,)])


def test_equal_totals_may_differ_in_what_is_disputed(app: Flask) -> None:
    items = replace(MEAN, resolution=Resolution.DISPUTED_ITEMS)
    world = under_review(sheet(combination=items), n_cases=8)
    for case in range(8):
        code = "ab"[case % 2]
        on_paper(world, case, {}, {f"{code}0": lost(10), f"{code}1": lost(10)})
    settle(world)

    assert [row[3] for row in needs()] == [["a0", "a1"], ["b0", "b1"]] * 4


def test_a_review_that_was_ended_does_not_count(app: Flask) -> None:
    world = under_review()
    on_paper(world, 0, 85, 88)
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.change(
            event, Read, {"public_id": "read-0-1"}, ended_at=AT, ended_reason="x"
        )

    assert settle(world) == reconciliation.Settled(0, 0, 1)
    assert view(world, 0).phase is CasePhase.REVIEWING


def test_settling_again_changes_nothing(app: Flask) -> None:
    world = under_review(n_cases=3)
    on_paper(world, 0, 85, 88)
    on_paper(world, 1, 60, 88)
    first = settle(world)
    again = settle(world)

    assert first == reconciliation.Settled(1, 1, 0)
    assert again == reconciliation.Settled(0, 1, 0)
    assert (len(outcomes()), len(needs())) == (1, 1)
    assert kinds()[-4:] == [
        "settling_asked",
        "cases_settled",
        "cases_diverged",
        "settling_asked",
    ]


def test_settling_twice_at_once_makes_one_result_each(app: Flask) -> None:
    world = under_review(n_cases=8)
    for case in range(8):
        on_paper(world, case, 85 if case % 2 else 60, 88)

    found = at_once(app, [lambda: settle(world)] * 4)

    counts_ = [(each.n_settled, each.n_diverged) for each in found]  # type: ignore[attr-defined]
    assert sorted(counts_) == [(0, 4), (0, 4), (0, 4), (4, 4)]
    assert (len(outcomes()), len(needs())) == (4, 4)


def test_in_bulk_comes_out_what_came_out_one_by_one(app: Flask) -> None:
    """The same reviews through the two ways have the same results and derivations."""
    world = under_review(n_cases=2)
    given = [{"a0": lost(3)}, {"a1": lost(4)}]
    first_two(world, *given, case=0)
    scheme = schemes.parsed(world.scheme_id)
    with unit.transaction():
        event = unit.record("taken_in", chain="campaign:1", actor=unit.SYSTEM, at=AT)
        for slot, raw in enumerate(given):
            ((key, code),) = rows(
                Read, "id", "reviewer_code", public_id=world.reads[1][slot]
            )
            place = Place(
                key,
                world.reads[1][slot],
                world.bureau_id,
                world.campaign_case_ids[1],
                code,
                scheme.digest,
            )
            reviewed = by_answers(scheme, filled(scheme, **raw))
            record_submissions(event, [(place, reviewed)], at=AT)
    settle(world)

    one, bulk = outcomes("outcome", "rule", "score", "handler_score", "grade")
    assert one == bulk
    views = [view(world, case) for case in (0, 1)]
    assert [each.is_reproduced for each in views] == [True, True]


def test_reviews_of_before_are_calculated_as_they_were_submitted(app: Flask) -> None:
    """Whose their marks were is not told anew, nor is what their disputed items make."""
    own = section("a", item("a0", 50), item("n", 10))
    world = under_review(sheet(own, section("b", item("a1", 40))))
    scheme = schemes.parsed(world.scheme_id)
    given = [{"a0": lost(5), "n": NA}, {"a0": lost(6), "n": NA}]
    with unit.transaction():
        event = unit.record("taken_in", chain="campaign:1", actor=unit.SYSTEM, at=AT)
        for slot, raw in enumerate(given):
            told = filled(scheme, **raw)
            reviewed = by_sheet(scheme, told, score(scheme, told, None, FIRST))
            assert "party_rule" not in reviewed.summary
            record_submissions(event, [(_place(world, slot), reviewed)], at=AT)
    settle(world)

    # 85 and 84 of 90; the total is of 100, where the rest makes up for what left.
    assert outcomes("score", "handler_score") == [(9340, 9389)]
    found = view(world, 0)
    assert found.is_reproduced
    sheets = {digest(each.sheet) for each in found.reviews}
    assert sheets == {each for (each,) in rows(Submission, "sheet_digest")}
    marks = [each.sheet.parties[0].maximum for each in found.reviews if each.sheet]
    assert marks == [90, 90]


def _place(world: World, slot: int) -> Place:
    public_id = world.reads[0][slot]
    ((key, code),) = rows(Read, "id", "reviewer_code", public_id=public_id)
    of_case = world.campaign_case_ids[0]
    scheme = schemes.parsed(world.scheme_id)
    return Place(key, public_id, world.bureau_id, of_case, code, scheme.digest)


def test_a_file_with_one_review_waits(app: Flask) -> None:
    world = under_review()
    submit(world, reader(world, 0, 0), world.reads[0][0])

    assert settle(world) == reconciliation.Settled(0, 0, 1)


def case_id(world: World, case: int) -> str:
    ((public_id,),) = rows(CampaignCase, "public_id", id=world.campaign_case_ids[case])
    return str(public_id)


def view(
    world: World, case: int, viewer: Viewer | None = None
) -> reconciliation.CaseView:
    chosen = viewer or world.officer
    assert chosen
    return reconciliation.case_view(
        viewer=chosen, public_id=case_id(world, case), at=LATER
    )


def test_officers_see_who_is_awaited_and_nothing_of_a_review(app: Flask) -> None:
    world = under_review()
    submit(world, reader(world, 0, 0), world.reads[0][0], a0=lost(3, "CANARY"))

    seen = view(world, 0)

    assert seen.phase is CasePhase.REVIEWING
    assert [(r.reviewer, r.is_submitted) for r in seen.reads] == [
        ("评查专家1", True),
        ("评查专家2", False),
    ]
    assert (seen.reviews, seen.outcome, seen.reasons) == ((), None, ())
    assert "CANARY" not in repr(seen)


def test_a_place_given_up_is_wanted_again(app: Flask) -> None:
    world = under_review()
    allocation.withdraw(
        viewer=world.officer,
        code="2026",
        public_id=world.reads[0][0],
        reason="出差",
        at=AT,
    )

    seen = view(world, 0)

    assert seen.phase is CasePhase.DRAWN
    assert [read.reviewer for read in seen.reads] == ["评查专家2"]
    assert counts(world) == {CasePhase.DRAWN: 1, CasePhase.ALLOCATED: 1}


def test_officers_see_why_reviews_diverged_but_no_figures(app: Flask) -> None:
    world = under_review()
    first_two(world, "full", far())

    seen = view(world, 0)

    assert seen.phase is CasePhase.DIVERGED
    assert [str(each) for each in seen.reasons] == [
        "The totals lie further apart than allowed."
    ]
    assert (seen.reviews, seen.outcome) == ((), None)


def test_officers_see_settled_reviews_without_names(app: Flask) -> None:
    world = under_review()
    submit(world, reader(world, 0, 0), world.reads[0][0], a0=lost(3, "缺会见笔录"))
    submit(world, reader(world, 0, 1), world.reads[0][1], a1=lost(5))

    seen = view(world, 0)

    assert (seen.phase, seen.is_reproduced) == (CasePhase.SETTLED, True)
    assert [review.label for review in seen.reviews] == ["1", "2"]
    assert sorted(str(review.total) for review in seen.reviews) == ["95.00", "97.00"]
    assert {read.reviewer for read in seen.reads} == {""}
    assert "评查专家" not in repr(seen)
    assert "code-" not in repr(seen)
    found = [a for r in seen.reviews for a in r.answers.values() for a in a.findings]
    assert "缺会见笔录" in {finding.reason for finding in found}
    assert seen.outcome is not None
    assert (seen.outcome.kind, seen.outcome.score) == (
        OutcomeKind.AGREED,
        Decimal("96.00"),
    )
    assert (seen.handler, seen.firm) == ("律师1", "第1律师事务所")


def test_settled_after_a_third_shows_the_figures_of_the_divergence(app: Flask) -> None:
    world = under_review()
    first_two(world, "full", far())
    submit(world, world.reviewers[3], further_read(world, 3), a0=lost(5))

    seen = view(world, 0)

    assert [str(each) for each in seen.reasons] == ["The totals lie 20 apart, over 10."]
    assert [review.purpose for review in seen.reviews] == [
        Purpose.COUNTED,
        Purpose.COUNTED,
        Purpose.THIRD,
    ]
    assert seen.is_reproduced


def test_a_result_that_cannot_be_reproduced_is_told(app: Flask) -> None:
    world = under_review()
    first_two(world, lost(2), "full")
    with unit.transaction() as connection:
        for statement in TAMPER[connection.dialect.name]:
            connection.exec_driver_sql(statement)

    assert view(world, 0).is_reproduced is False


TAMPER = {
    "sqlite": [
        "DROP TRIGGER submissions_no_update",
        "UPDATE submissions SET total = 9000 WHERE id = 1",
    ],
    "postgresql": [
        "ALTER TABLE submissions DISABLE TRIGGER submissions_append_only",
        "UPDATE submissions SET total = 9000 WHERE id = 1",
    ],
}


def test_reviews_on_paper_are_shown_by_their_figures(app: Flask) -> None:
    world = under_review()
    on_paper(world, 0, "85.5", 88)
    settle(world)

    seen = view(world, 0)

    assert [(r.sheet, r.answers, r.on_paper) for r in seen.reviews] == [
        (None, {}, True)
    ] * 2
    assert seen.is_reproduced


def test_opening_a_file_is_logged_once_in_a_sitting(app: Flask) -> None:
    world = under_review()
    view(world, 0)
    view(world, 0)

    assert rows(AccessLog, "action", "object_id") == [("case.open", case_id(world, 0))]


def overview(world: World, *phases_in: CasePhase) -> reconciliation.Overview:
    assert world.officer
    return reconciliation.overview(
        viewer=world.officer, campaign_code="2026", phases_in=phases_in
    )


def counts(world: World) -> dict[CasePhase, int]:
    return {phase: n for phase, n in overview(world).by_phase.items() if n}


def test_overview_counts_files_by_phase(app: Flask) -> None:
    world = under_review(n_cases=4)
    seen = [(overview(world).phase, counts(world))]
    submit(world, reader(world, 0, 0), world.reads[0][0])
    first_two(world, "full", far(), case=1)
    first_two(world, "full", "full", case=2)
    seen.append((overview(world).phase, counts(world)))
    further_read(world, 3, case=1)
    seen.append((overview(world).phase, counts(world)))
    release(world.bureau_id, world.campaign_id, "provisional", 1)
    seen.append((overview(world).phase, counts(world)))
    release(world.bureau_id, world.campaign_id, "final", 2)
    seen.append((overview(world).phase, counts(world)))

    C, P = CampaignPhase, CasePhase
    rest = {P.ALLOCATED: 1, P.REVIEWING: 1}
    assert seen == [
        (C.ALLOCATED, {P.ALLOCATED: 4}),
        (C.REVIEWING, rest | {P.DIVERGED: 1, P.SETTLED: 1}),
        (C.REVIEWING, rest | {P.READ_AGAIN: 1, P.SETTLED: 1}),
        (C.PROVISIONAL, rest | {P.READ_AGAIN: 1, P.PROVISIONAL: 1}),
        (C.PUBLISHED, rest | {P.READ_AGAIN: 1, P.PUBLISHED: 1}),
    ]


def test_a_file_settled_after_a_release_is_not_in_it(app: Flask) -> None:
    world = under_review()
    release(world.bureau_id, world.campaign_id, "final", 1)
    on_paper(world, 0, 85, 88)
    settle(world)

    assert counts(world) == {CasePhase.SETTLED: 1, CasePhase.ALLOCATED: 1}
    assert view(world, 0).phase is CasePhase.SETTLED


def test_overview_lists_what_an_officer_must_act_on(app: Flask) -> None:
    world = under_review(n_cases=3)
    first_two(world, "full", far(), case=1)
    assert world.officer

    lines = reconciliation.overview(viewer=world.officer, campaign_code="2026").lines

    assert [(line.case_no, line.phase) for line in lines] == [
        ("(2025)青援0002号", CasePhase.DIVERGED)
    ]
    assert [str(each) for each in lines[0].reasons] == [
        "The totals lie further apart than allowed."
    ]
    assert lines[0].diverged_at == LATER
    allocated = overview(world, CasePhase.ALLOCATED).lines
    assert [line.case_no for line in allocated] == [
        "(2025)青援0001号",
        "(2025)青援0003号",
    ]


def test_every_file_in_a_list_has_the_phase_of_its_page(app: Flask) -> None:
    world = under_review(n_cases=4)
    submit(world, reader(world, 0, 0), world.reads[0][0])
    first_two(world, "full", far(), case=1)
    first_two(world, {"special": "cannot_assess"}, "full", case=2)

    lines = overview(world, *CasePhase).lines

    assert [line.phase for line in lines] == [
        view(world, case).phase for case in range(4)
    ]
    assert len({line.phase for line in lines}) == 4


def test_who_is_awaited_is_a_query(app: Flask) -> None:
    panel = replace(MEAN, then="panel_majority@1")
    world = under_review(sheet(combination=panel), n_cases=3, n_reviewers=6)
    first_two(world, "full", far(), case=0)
    first_two(world, {"special": "cannot_assess"}, "full", case=1)

    def awaited() -> list[tuple[object, ...]]:
        with unit.reading():
            return [tuple(row) for row in results.awaiting_readers(world.campaign_id)]

    first, second, _ = world.campaign_case_ids
    lead = (second, "lead", "adjudication", 1, "", None)
    assert awaited() == [(first, "panel", "third", 3, "", None), lead]
    for slot in (1, 2, 3):
        assert len(awaited()) == 2
        further_read(world, slot + 1, slot=slot)
    assert awaited() == [lead]


def outsiders(world: World) -> dict[str, Viewer]:
    assert world.lead
    assert world.officer
    return {
        "reviewer": world.reviewers[0],
        "lead": world.lead,
        "lawyer": world.lawyers[0],
        "public": Viewer(),
        "other bureau": replace(
            world.officer, bureau_id=2, grants=(Granted(Role.BUREAU_OFFICER, 2),)
        ),
        "other campaign": replace(
            world.officer,
            grants=(Granted(Role.CAMPAIGN_MANAGER, world.bureau_id, campaign_id=77),),
        ),
    }


def test_only_the_campaigns_staff_looks_and_settles(app: Flask) -> None:
    world = under_review()
    for viewer in outsiders(world).values():
        with pytest.raises(NotVisible):
            view(world, 0, viewer)
        with pytest.raises(NotVisible):
            reconciliation.overview(viewer=viewer, campaign_code="2026")
        with pytest.raises(NotVisible):
            reconciliation.settle(viewer=viewer, campaign_code="2026", at=LATER)
    assert world.officer
    with pytest.raises(NotVisible):
        reconciliation.overview(viewer=world.officer, campaign_code="1999")
    with pytest.raises(NotVisible):
        reconciliation.case_view(viewer=world.officer, public_id="no", at=AT)


@pytest.mark.parametrize("n_cases", [1, 60])
def test_statements_do_not_grow_with_files(app: Flask, n_cases: int) -> None:
    world = under_review(n_cases=n_cases, n_reviewers=3)
    for case in range(n_cases):
        on_paper(world, case, 85, 88 if case % 2 else 99)
    overview(world)

    n = {
        "settle": n_statements(lambda: settle(world)),
        "settle again": n_statements(lambda: settle(world)),
        "overview": n_statements(lambda: overview(world, *CasePhase)),
    }
    view(world, 0)
    # One of them is the test's own, to find the address of the file.
    n["case"] = n_statements(lambda: view(world, 0)) - 1

    both = n_cases > 1
    assert n == {
        # One looks whether somebody stands in line for those that diverged. Where the
        # chain ends is asked once, whatever is recorded in it.
        "settle": 3 + 4 + 2 + 4 * (2 if both else 1) + 1,
        "settle again": 3 + 4 + 2 + 1,
        "overview": 6,
        "case": 4,
    }


def test_erased_texts_do_not_change_a_result(app: Flask) -> None:
    world = under_review()
    first_two(world, lost(2), lost(5))
    with unit.transaction():
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        erased = {"body": "", "erased_at": AT, "erased_by": 1}
        unit.change(event, StoredText, {}, **erased)

    seen = view(world, 0)

    assert seen.is_reproduced
    assert {
        f.reason for r in seen.reviews for a in r.answers.values() for f in a.findings
    } == {""}


def test_a_scheme_is_asked_for_as_many_reviews_as_were_drawn(app: Flask) -> None:
    """What was fixed at the draw holds, whatever the case class became since."""
    three = replace(MEAN, reviews={"": 3})
    world = under_review(sheet(combination=three))
    first_two(world, lost(2), lost(4))

    assert outcomes("score") == [(9700,)]
    assert view(world, 0).is_reproduced
