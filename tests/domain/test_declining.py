"""The reasons for handing a file back."""

from __future__ import annotations

import pytest

from review.domain.declining import DECLINE_WORDS, Decline, reason_of


@pytest.mark.parametrize(
    ("choice", "words", "expected"),
    [
        ("own_firm", "", "The file was handled by my own firm."),
        ("own_firm", "not asked for", "The file was handled by my own firm."),
        ("own_case", "", "I took part in this case myself."),
        ("knows_parties", "", "I know a party or the handler."),
        ("not_competent", "", "I am not competent in this matter."),
        ("other", " 近期出庭较多 ", "近期出庭较多"),
        ("other", "  ", ""),
        ("", "written without a choice", ""),
        ("partner", "x", ""),
    ],
)
def test_a_choice_is_its_sentence_and_another_reason_is_in_own_words(
    choice: str, words: str, expected: str
) -> None:
    assert reason_of(choice, words) == expected


def test_every_choice_has_its_words() -> None:
    assert list(DECLINE_WORDS) == list(Decline)
    assert [each.words for each in Decline] == list(DECLINE_WORDS.values())
