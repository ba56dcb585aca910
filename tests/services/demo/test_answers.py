"""Invented reviews come out as published ones do: a few files fail, and are seen to."""

from __future__ import annotations

import pytest

from review.domain.answers import parse_answers
from review.domain.lines import answerable
from review.domain.schemes import Scheme, VetoEffect
from review.domain.scoring import score
from review.files import shipped
from review.files.schemes import load
from review.services.demo import answers

CASES = [f"(2026)云援民字第{number:04}号" for number in range(1, 401)]


def fatal(scheme: Scheme, case: str, reader: int) -> set[str]:
    """The basic requirements that a reader finds missed."""
    raw = answers.review(scheme, case=case, reader=reader, part=None)
    given = parse_answers(scheme, raw)
    return {
        code
        for code, line in answerable(scheme).items()
        if line.section.effect is VetoEffect.TOTAL_ZERO and given[code].choice == "yes"
    }


@pytest.mark.parametrize("code", ["civil_litigation", "duty_lawyer_help"])
def test_a_few_files_fail_in_the_eyes_of_every_reader(code: str) -> None:
    scheme = load(shipped.scoring_schemes()[code])
    found = {case: missed for case in CASES if (missed := fatal(scheme, case, 1))}

    assert 1 <= len(found) <= 12
    for case, missed in found.items():
        assert fatal(scheme, case, 2) == missed
        raw = answers.review(scheme, case=case, reader=1, part=None)
        assert score(scheme, parse_answers(scheme, raw)).grade == "fail"


def test_two_readers_of_a_fault_name_its_page_in_words_of_their_own() -> None:
    scheme = load(shipped.scoring_schemes()["civil_litigation"])
    shared = 0
    for case in CASES[:40]:
        one, two = (
            answers.review(scheme, case=case, reader=reader, part=None)
            for reader in (1, 2)
        )
        for code, given in one.items():
            other = two[code]
            both = isinstance(given, dict) and isinstance(other, dict)
            if both and given.get("pages") and given.get("choice") not in ("yes", None):
                if other.get("pages") != given["pages"]:
                    continue
                shared += 1
                assert given["reason"] != other["reason"]
    assert shared > 40
