"""Sight over every observer, facet and phase; labels that say nothing about order."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from review.domain.divergence import DivergenceKind, because
from review.domain.phases import CasePhase
from review.domain.reads import Purpose
from review.domain.sentences import Sentence
from review.domain.visibility import (
    RELEASED,
    SETTLED,
    UNSETTLED,
    VISIBLE,
    Facet,
    Observer,
    labels,
    reason_shown,
    sees,
    table,
)
from tests.repository import ROOT

ALL = [*product(Observer, Facet, CasePhase)]


def seen() -> set[tuple[Observer, Facet, CasePhase]]:
    return {each for each in ALL if sees(*each)}


def test_another_reader_and_an_administrator_see_nothing_ever() -> None:
    blind = {Observer.OTHER_READER, Observer.ADMINISTRATOR}

    assert {observer for observer, _, _ in seen()} == set(Observer) - blind


def test_officers_see_no_content_before_settling() -> None:
    hidden = {Facet.CONTENT, Facet.RESULT, Facet.FIGURES}
    phases = {
        (facet, phase)
        for observer, facet, phase in seen()
        if observer is Observer.OFFICER and facet in hidden
    }

    assert phases == {*product(hidden, SETTLED)}
    assert UNSETTLED == set(CasePhase) - SETTLED


def test_nobody_sees_a_name_and_what_its_bearer_wrote() -> None:
    for observer, phase in product(Observer, CasePhase):
        both = {Facet.NAME, Facet.CONTENT}
        assert not all(sees(observer, facet, phase) for facet in both)
    assert any(facet is Facet.NAME for _, facet, _ in seen())


def test_what_is_said_is_also_known_to_exist() -> None:
    """Whoever may read a review of a running round may know that it is in."""
    staff = {Observer.READER, Observer.OFFICER}
    content = {
        (o, p) for o, facet, p in seen() if facet is Facet.CONTENT and o in staff
    }
    progress = {(o, p) for o, facet, p in seen() if facet is Facet.PROGRESS}

    assert content
    assert content <= progress


def test_outside_the_bureau_only_releases_are_seen() -> None:
    outside = {Observer.HANDLER, Observer.COUNTY, Observer.OUTSIDE}
    phases = {phase for observer, _, phase in seen() if observer in outside}

    assert phases == RELEASED


def test_who_decides_disputed_items_sees_answers_and_nothing_else() -> None:
    found = {(f, p) for o, f, p in seen() if o is Observer.ADJUDICATOR}

    assert found == {
        (Facet.CONTENT, CasePhase.DIVERGED),
        (Facet.CONTENT, CasePhase.READ_AGAIN),
        (Facet.CONTENT, CasePhase.AWAITING_LEAD),
    }


def test_a_readers_own_review_closes_with_the_round() -> None:
    phases = {p for o, facet, p in seen() if o is Observer.READER}

    assert phases == set(CasePhase) - {CasePhase.PUBLISHED}


def test_labels_do_not_follow_the_order_of_submission() -> None:
    reads = [(key, Purpose.COUNTED) for key in ("a", "b", "c")]
    found = [labels("secret", order) for order in permutations(reads)]

    assert all(each == found[0] for each in found)
    assert sorted(found[0].values()) == ["1", "2", "3"]


def test_labels_differ_with_the_secret() -> None:
    reads = [(key, Purpose.COUNTED) for key in "abcdef"]

    assert labels("one", reads) != labels("two", reads)


def test_labels_put_further_reads_last() -> None:
    reads = [
        ("lead", Purpose.ADJUDICATION),
        ("third", Purpose.THIRD),
        ("a", Purpose.COUNTED),
        ("b", Purpose.COUNTED),
    ]
    found = labels("secret", reads)

    assert (found["third"], found["lead"]) == ("3", "4")
    assert {found["a"], found["b"]} == {"1", "2"}


def reason(**values: object) -> tuple[DivergenceKind, Sentence]:
    made = because(DivergenceKind.TOTAL_GAP, **values)
    return made.kind, made.sentence


def test_reasons_have_figures_only_where_figures_are_seen() -> None:
    kind, sentence = reason(gap="12.5", limit="10")

    before = reason_shown(kind, sentence, Observer.OFFICER, CasePhase.DIVERGED)
    after = reason_shown(kind, sentence, Observer.OFFICER, CasePhase.SETTLED)

    assert str(before) == "The totals lie further apart than allowed."
    assert after is sentence


@pytest.mark.parametrize("kind", DivergenceKind)
def test_no_reason_shows_a_value_before_settling(kind: DivergenceKind) -> None:
    values = dict.fromkeys(("gap", "limit", "grades", "items", "item"), "CANARY")
    sentence = because(kind, **values).sentence

    shown = reason_shown(kind, sentence, Observer.OFFICER, CasePhase.DIVERGED)

    assert "CANARY" not in str(shown)


def test_page_shows_the_table_of_the_code() -> None:
    page = (ROOT / "docs" / "phases.md").read_text("utf-8")

    assert table() in page
    assert table().count("\n") == len(VISIBLE) + 2
