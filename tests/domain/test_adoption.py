"""Two people for changed rules, in offices of every size."""

from __future__ import annotations

import pytest

from review.domain.adoption import (
    ANOTHER_OFFICER,
    NOBODY,
    THE_SUPERIOR,
    Decision,
    IssuedFromAbove,
    NotTheProposer,
    Office,
    OnePerson,
    Part,
    Standing,
    TakesTwo,
    check_alone,
    check_changed_here,
    check_decision,
    part_of,
    waits_for,
)
from review.domain.errors import RuleBroken

OWN, ABOVE, BESIDE = 1, 9, 2
ANNE, BERT = 11, 12
LARGE, SMALL, ALONE = Office(OWN, 3, ABOVE), Office(OWN, 1, ABOVE), Office(OWN, 1)


@pytest.mark.parametrize(
    ("office", "user", "bureau", "part"),
    [
        (LARGE, ANNE, OWN, Part.PROPOSER),
        (LARGE, BERT, OWN, Part.COLLEAGUE),
        (LARGE, BERT, ABOVE, Part.NONE),
        (LARGE, BERT, BESIDE, Part.NONE),
        (LARGE, None, OWN, Part.NONE),
        (SMALL, ANNE, OWN, Part.PROPOSER),
        (SMALL, BERT, OWN, Part.COLLEAGUE),  # who took the place of the proposer
        (SMALL, BERT, ABOVE, Part.SUPERIOR),
        (SMALL, ANNE, ABOVE, Part.PROPOSER),  # who moved up in the meantime
        (SMALL, BERT, BESIDE, Part.NONE),
        (Office(OWN, 0, ABOVE), BERT, ABOVE, Part.SUPERIOR),
        (ALONE, BERT, ABOVE, Part.NONE),
        (ALONE, BERT, None, Part.NONE),
    ],
)
def test_who_is_what_to_a_proposal(
    office: Office, user: int | None, bureau: int | None, part: Part
) -> None:
    assert part_of(office, proposer=ANNE, user_id=user, bureau_id=bureau) is part


ADOPT, REFUSE, WITHDRAW = Decision


@pytest.mark.parametrize(
    ("part", "decision", "refusal"),
    [
        (Part.PROPOSER, ADOPT, OnePerson),
        (Part.PROPOSER, REFUSE, OnePerson),
        (Part.PROPOSER, WITHDRAW, None),
        (Part.COLLEAGUE, ADOPT, None),
        (Part.COLLEAGUE, REFUSE, None),
        (Part.COLLEAGUE, WITHDRAW, NotTheProposer),
        (Part.SUPERIOR, ADOPT, None),
        (Part.SUPERIOR, REFUSE, None),
        (Part.SUPERIOR, WITHDRAW, NotTheProposer),
        (Part.NONE, ADOPT, OnePerson),
    ],
)
def test_nobody_decides_what_they_proposed(
    part: Part, decision: Decision, refusal: type[RuleBroken] | None
) -> None:
    if refusal is None:
        check_decision(part, decision)
        return
    with pytest.raises(refusal):
        check_decision(part, decision)


@pytest.mark.parametrize(
    ("office", "sentence"),
    [(LARGE, ANOTHER_OFFICER), (SMALL, THE_SUPERIOR), (ALONE, NOBODY)],
)
def test_it_is_said_whose_turn_it_is(office: Office, sentence: str) -> None:
    assert waits_for(office) == sentence


@pytest.mark.parametrize(
    ("standing", "alone", "by_two"),
    [
        (Standing(), None, None),
        (Standing(n_campaigns=2), TakesTwo, None),
        (Standing(issuer="省司法厅"), IssuedFromAbove, IssuedFromAbove),
        (Standing(2, "省司法厅"), IssuedFromAbove, IssuedFromAbove),
    ],
)
def test_rules_in_use_take_two_and_those_from_above_stay(
    standing: Standing,
    alone: type[RuleBroken] | None,
    by_two: type[RuleBroken] | None,
) -> None:
    for check, refusal in ((check_alone, alone), (check_changed_here, by_two)):
        if refusal is None:
            check("civil", standing)
            continue
        with pytest.raises(refusal):
            check("civil", standing)
