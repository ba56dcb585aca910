"""Risks make tickets; tickets make a file likelier, by a rule anyone can repeat."""

from __future__ import annotations

from collections import Counter

import pytest

from review.domain.sampling import Candidate, SampleBy, SampleRule, draw, draw_key
from review.domain.sampling_order import best_ticket, in_draw_order
from review.domain.sampling_risks import Risks, tickets_of
from review.domain.sampling_rule import Risk

RULE = SampleRule(
    SampleBy.NUMBER,
    number=1,
    stratify_by=(),
    extra_tickets=((Risk.COMPLAINT, 4), (Risk.LATE, 1), (Risk.POOR_RESULT, 0)),
)
RISKS = Risks(
    complaints=frozenset({"(2025)7号"}), late=frozenset({3}), poor=frozenset({"9"})
)


@pytest.mark.parametrize(
    ("candidate", "had", "tickets"),
    [
        (Candidate(1, "(2025)1号", handlers=("1",)), (), 1),
        (Candidate(2, "（2025）７号 ", handlers=("1",)), (Risk.COMPLAINT,), 5),
        (Candidate(3, "(2025)3号", handlers=("1", "9")), (Risk.LATE,), 2),
        (Candidate(4, "(2025)4号", handlers=("9",)), (Risk.POOR_RESULT,), 1),
        (Candidate(3, "(2025)7号", handlers=("9",)), tuple(Risk), 6),
    ],
)
def test_every_risk_adds_the_tickets_of_the_rule(
    candidate: Candidate, had: tuple[Risk, ...], tickets: int
) -> None:
    assert RISKS.of(candidate) == had
    assert tickets_of(had, RULE) == tickets


# Worked out with printf and sha256sum, not with this program.
BY_HAND = ["a1bc1acf4c86", "26955cf570a0", "eb4a9dde6ad2"]


def test_ticket_key_is_the_published_formula() -> None:
    keys = [draw_key("（2025）7号", seed="s", ticket=n) for n in (1, 2, 3)]

    assert [key[:12] for key in keys] == BY_HAND


@pytest.mark.parametrize(("tickets", "best"), [(1, 1), (2, 2), (3, 2)])
def test_best_of_a_files_tickets_is_its_place(tickets: int, best: int) -> None:
    file = Candidate(1, "(2025)7号", tickets=tickets)

    key, ticket = best_ticket(file, seed="s")

    assert (key[:12], ticket) == (BY_HAND[best - 1], best)


def test_one_ticket_leaves_the_draw_as_it_was() -> None:
    files = [Candidate(n, f"{n}") for n in range(50)]

    keys = [draw_key(each.case_no, seed="s") for each in in_draw_order(files, seed="s")]

    assert keys == sorted(keys)


def test_three_tickets_make_a_file_three_times_as_likely() -> None:
    files = [Candidate(n, f"{n}", tickets=3 if n == 0 else 1) for n in range(4)]

    firsts = Counter(
        draw(files, rule=RULE, seed=f"{seed}").drawn[0].case.case_id
        for seed in range(3000)
    )

    # Half of 3000, and a sixth for each of the others; five standard deviations wide.
    assert abs(firsts[0] - 1500) < 140
    assert all(abs(firsts[n] - 500) < 105 for n in (1, 2, 3))
