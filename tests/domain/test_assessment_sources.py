from __future__ import annotations

import re

from review.domain.assessment_sources import SOURCES, codes_in, explained, unknown_codes
from tests.repository import ROOT


def test_every_source_of_the_shipped_schemes_is_explained() -> None:
    folder = ROOT / "scoring_schemes" / "assessment"
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")]
    lines = [line for text in texts for line in re.findall(r"source: (.*)", text)]

    assert {code for line in lines for code in codes_in(line)} == set(SOURCES)


def test_each_code_is_explained_once_and_in_order() -> None:
    found = explained(
        ["S83、S85", "D0、S83", "本产品建议", "法律援助法 art. 57", "S999"]
    )

    assert list(found) == ["S83", "S85", "D0"]


def test_a_code_within_a_word_is_none() -> None:
    assert codes_in("D0、D1，其余为本产品建议; ISO9001; S85.") == ["D0", "D1", "S85"]


def test_a_code_of_neither_list_is_unknown() -> None:
    assert unknown_codes("D0、S14、S999; 法律援助法 art. 57; ISO9001; D7") == [
        "S999",
        "D7",
    ]
