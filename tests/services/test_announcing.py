"""What is announced before a draw binds everything on which the draw hangs."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from review.domain.sampling import Candidate, SampleBy, SampleRule, Stratifier, draw
from review.domain.sampling_order import in_draw_order, numbered
from review.domain.sampling_rule import rule_as_data
from review.domain.sampling_seed import Announcement, SeedWay
from review.files import draw_bundles, draws
from review.services import announcing, redrawing, sampling
from review.services.redrawing import Redrawn
from review.store import unit
from review.store.models import Campaign, SeedAnnouncement
from tests.casework import Casework, casework, plan, sheet
from tests.conftest import AT

LATER = AT + timedelta(days=1)
SEED = "26035"
RULE = SampleRule(
    by=SampleBy.NUMBER,
    number=6,
    stratify_by=(Stratifier.FIRM,),
    minimum_per_handler=1,
    maximum_per_handler=2,
)
Lines = Sequence[Candidate]


@pytest.fixture
def work(app: Flask) -> Iterator[Casework]:
    """Twelve files of four lawyers in two firms."""
    with app.app_context():
        with unit.transaction():
            made = casework()
            made.scheme(sheet())
            made.reviewer_numbers(3)
            for n, firm in enumerate(("甲所", "甲所", "乙所", "乙所")):
                made.lawyer(f"赵{n}", firm)
            for n in range(12):
                made.case(f"c{n:02}", lawyers=(f"赵{n % 4}",))
        yield made


def announced(work: Casework, rule: SampleRule = RULE) -> str:
    """Opened, and the seed announced; gives what was published of the list."""
    sampling.open_campaign(viewer=work.officer, plan=plan(sample=rule), at=AT)
    what = Announcement(SeedWay.VALUE, SEED, None)
    announcing.announce(viewer=work.officer, code="2025", what=what, at=AT)
    seen = announcing.announced(viewer=work.officer, code="2025", at=AT)
    assert seen is not None
    assert seen.is_same_list is True
    return seen.list_digest or ""


def recorded(work: Casework) -> bytes:
    sampling.draw(viewer=work.officer, code="2025", at=LATER)
    return sampling.bundle(viewer=work.officer, code="2025", at=LATER)


def forged(
    body: bytes,
    lines: Callable[[Lines], Lines] = lambda lines: lines,
    **changes: object,
) -> bytes:
    """Another list or rule, drawn from rightly, beside the announcement as it was."""
    found = draw_bundles.from_bundle(body)
    rule = replace(found.rule, **changes)  # type: ignore[arg-type]
    known = [each.candidate for each in draws.from_protocol(found.list_body)]
    ordered = in_draw_order(lines(known), seed=SEED)
    drawn = draw(ordered, rule=rule, seed=SEED).drawn
    said = {**found.said, "rule": rule_as_data(rule)}
    return draw_bundles.to_bundle(
        said,
        list_body=draws.to_protocol(ordered, drawn, rule=rule, seed=SEED),
        frozen=b"",
        sample_body=draw_bundles.to_sample(ordered, [each.position for each in drawn]),
    )


def others(lines: Lines) -> Lines:
    """The files with the handlers of their neighbours."""
    leads = [each.handlers for each in lines]
    moved = zip(lines, [*leads[1:], leads[0]], strict=True)
    return [replace(each, handlers=lead) for each, lead in moved]


def other_firms(lines: Lines) -> Lines:
    firms = [each.firm for each in lines]
    moved = zip(lines, [*firms[3:], *firms[:3]], strict=True)
    return numbered([replace(each, firm=firm) for each, firm in moved])


def swapped(lines: Lines) -> Lines:
    """The same firms under each other's numbers."""
    other = {"F1": "F2", "F2": "F1"}
    return [replace(each, firm=other[each.firm]) for each in lines]


def test_the_record_is_what_was_announced(work: Casework) -> None:
    published = announced(work)
    found = redrawing.redraw(recorded(work))

    assert found.holds
    assert found.announced_list == published
    assert (found.list_is_announced, found.binds_rule) == (True, True)
    record = sampling.record_of(viewer=work.officer, code="2025")
    assert record.announced is not None
    assert (record.announced.is_same_list, record.announced.binds_rule) == (True, True)


def test_a_record_drawn_anew_in_the_same_way_is_the_same(work: Casework) -> None:
    announced(work)

    assert redrawing.redraw(forged(recorded(work))).holds


FORGED = [
    {"lines": others},
    {"lines": other_firms},
    {"lines": swapped},
    {"minimum_per_handler": 0},
    {"maximum_per_handler": None},
    {"number": 7},
    {"stratify_by": (Stratifier.FIRM, Stratifier.HANDLER)},
]


@pytest.mark.parametrize("change", FORGED, ids=[str(n) for n in range(len(FORGED))])
def test_another_rule_or_other_handlers_are_found(
    work: Casework, change: dict[str, object]
) -> None:
    announced(work)

    found = redrawing.redraw(forged(recorded(work), **change))  # type: ignore[arg-type]

    assert (found.list_holds, found.draw_repeats, found.sample_repeats) == (True,) * 3
    assert (found.list_is_announced, found.binds_rule) == (False, None)
    assert not found.holds


def test_what_an_earlier_version_announced_is_still_told(work: Casework) -> None:
    sampling.open_campaign(viewer=work.officer, plan=plan(sample=RULE), at=AT)
    alone = "".join(f"c{n:02},,,0101,civil\n" for n in range(12))
    with unit.transaction():
        unit.change(work.event, Campaign, {}, seed=SEED)
        unit.add(
            work.event,
            SeedAnnouncement,
            bureau_id=work.bureau_id,
            campaign_id=1,
            way=SeedWay.VALUE,
            said=SEED,
            n_listed=12,
            list_digest=hashlib.sha256(alone.encode()).hexdigest(),
            announced_at=AT,
        )

    seen = announcing.announced(viewer=work.officer, code="2025", at=AT)
    body = recorded(work)
    found = redrawing.redraw(body)

    assert seen is not None
    assert seen.is_same_list is True
    assert found.holds
    assert (found.list_is_announced, found.binds_rule) == (True, False)
    record = sampling.record_of(viewer=work.officer, code="2025")
    assert record.announced is not None
    assert (record.announced.is_same_list, record.announced.binds_rule) == (True, False)
    with zipfile.ZipFile(io.BytesIO(body)) as made:
        assert made.read("frozen.txt").decode() == alone


def test_handlers_and_firms_are_masked_and_only_where_they_count() -> None:
    lines = [
        Candidate(1, "b", kind="civil", handlers=("88",), firm="901"),
        Candidate(2, "a", kind="civil", handlers=("77",), firm="900"),
        Candidate(3, "c", kind="civil", handlers=("77",), firm="901"),
    ]
    county = SampleRule(by=SampleBy.NUMBER, number=2, complaints=("a",))

    whole = draws.frozen(lines, rule=RULE).decode().splitlines()
    plain = draws.frozen(lines, rule=county).decode().splitlines()

    assert whole[1:] == ["a,,,,civil,H1,F1", "b,,,,civil,H2,F2", "c,,,,civil,H1,F2"]
    assert plain[1:] == ["a,,,,civil", "b,,,,civil", "c,,,,civil"]
    assert '"minimum_per_handler":1' in whole[0]
    assert "complaints" not in plain[0]


def test_what_a_superior_designates_later_changes_nothing_of_it(
    work: Casework,
) -> None:
    announced(work)
    body = forged(recorded(work), designated=("c01", "c02", "c03"))

    found: Redrawn = redrawing.redraw(body)

    assert (found.list_is_announced, found.binds_rule) == (True, True)


def test_a_seed_of_the_plan_freezes_no_list_before_it_is_announced(
    work: Casework,
) -> None:
    sampling.open_campaign(
        viewer=work.officer, plan=plan(sample=RULE, seed=SEED), at=AT
    )
    shown = [announcing.announced(viewer=work.officer, code="2025", at=AT)]
    same = Announcement(SeedWay.VALUE, SEED, None)
    with pytest.raises(announcing.AlreadyAnnounced):
        announcing.announce(
            viewer=work.officer, code="2025", what=replace(same, said="1"), at=LATER
        )
    for _ in range(2):
        announcing.announce(viewer=work.officer, code="2025", what=same, at=LATER)
    shown += [announcing.announced(viewer=work.officer, code="2025", at=LATER)]

    assert [(each.stood_in_plan, each.n_listed, each.at) for each in shown if each] == [
        (True, None, AT),
        (False, 12, LATER),
    ]
    found = redrawing.redraw(recorded(work))
    assert (found.holds, found.list_is_announced, found.binds_rule) == (True,) * 3


def test_a_record_without_a_frozen_list_says_so(work: Casework) -> None:
    sampling.open_campaign(
        viewer=work.officer, plan=plan(sample=RULE, seed=SEED), at=AT
    )
    found = redrawing.redraw(recorded(work))

    assert (found.seed_is_announced, found.list_is_announced) == (True, None)
    record = sampling.record_of(viewer=work.officer, code="2025")
    assert record.announced is not None
    assert record.announced.stood_in_plan


def test_another_list_than_the_announced_one_is_refused_on_request(
    work: Casework,
) -> None:
    announced(work)
    with unit.transaction():
        work.case("new")
    own = {"viewer": work.officer, "code": "2025", "at": LATER}

    with pytest.raises(sampling.NotTheAnnouncedList) as refused:
        sampling.draw(**own, only_announced=True)

    assert (refused.value.values["then"], refused.value.values["now"]) == (12, 13)
    assert sampling.draw(**own).report.population == 13
