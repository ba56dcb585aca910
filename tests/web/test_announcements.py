"""What reviewers are told of a campaign before they begin: what is kept, and measured."""

from __future__ import annotations

import pytest

from review.domain.campaigns import Announced
from review.web.announcements import announcement

pytestmark = pytest.mark.usefixtures("request_in_english")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"closing_question": True}, "you are asked whether you think you know"),
        ({"trace_days": 30}, "It is deleted after 30 days."),
        ({"second_reads": 5}, "about 5 in a hundred files get one more review"),
        ({"seeds": 4}, "about 4 in a hundred reviews are of files whose answers"),
        ({"common_files": 6}, "some files, up to 6, are read by nearly all reviewers"),
    ],
)
def test_each_rule_is_told_by_itself(rule: dict[str, int], told: str) -> None:
    (sentence,) = announcement(Announced(**rule), "2026")

    assert told in sentence
    assert "“2026”" in sentence


def test_where_nothing_is_measured_nothing_is_told() -> None:
    assert announcement(Announced(), "2026") == []
