"""The certificate of a draw on paper: one page, however much there is to be said."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pikepdf
import pytest

from review.domain.kinds import CaseKind
from review.domain.sampling_changes import ChangeKind
from review.domain.sampling_rule import SampleBy
from review.domain.sampling_seed import SeedWay
from review.services import sampling
from review.services.draw_records import (
    AnnouncedLine,
    ChangeLine,
    DrawProof,
    DrawRecord,
)
from review.services.strata import StratumLine
from review.web.bureau import sampling as pages
from tests.browser.conftest import LANGUAGES, Open, speak
from tests.casework import Casework, plan
from tests.conftest import AT
from tests.databases import Once
from tests.web.bureau.conftest import six_files

EVENT = (
    "中国体育彩票超级大乐透第26035期开奖号码，由小到大各写两位，以一个空格分隔，" * 2
)
REASON = "承办律师所在律所已将卷宗移交检察机关，一时不能取回；" * 8


def drawn() -> Casework:
    work = six_files()
    own = {"viewer": work.officer, "at": AT}
    sampling.open_campaign(plan=plan(), **own)
    sampling.draw(code="2025", seed="7", **own)
    return work


def longest(record: DrawRecord) -> DrawRecord:
    """Many strata that lack files, many changes, all schemes, an event, a bad proof."""
    kinds = [each.value for each in CaseKind if each.value != "institution"]
    areas = [f"达里诺尔第{n}旗" for n in range(30)]
    strata = (StratumLine(a, kinds[n % 5], 120, 20, 17) for n, a in enumerate(areas))
    changes = (
        ChangeLine(
            n, ChangeKind.WITHDRAWAL, AT, f"(2025)云援民字第{n:04}号", (), 3, "", REASON
        )
        for n in range(1, 39)
    )
    code = "criminal_defense_investigation"
    quotas = tuple((f"达里诺尔第{n}旗/civil", 3) for n in range(60))
    return replace(
        record,
        rule=replace(
            record.rule,
            by=SampleBy.NUMBER,
            number=600,
            quotas=quotas,
            maximum_per_handler=3,
            leave_out_drawn=True,
        ),
        strata=tuple(strata),
        changes=tuple(changes),
        schemes=tuple((f"{code}_{n}", "12", "ab" * 32) for n in range(9)),
        announced=AnnouncedLine(SeedWay.EVENT, EVENT, AT, AT, 1885, "c" * 64, True),
        proof=DrawProof(False, False, False),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_certificate_is_one_page(
    browse: Open, once: Once, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    work, found = once(drawn), sampling.record_of

    def record_of(**asked: Any) -> DrawRecord:
        return longest(found(**asked))

    monkeypatch.setattr(pages.sampling, "record_of", record_of)
    page = browse(work.officer, "/campaigns/2025/sample/certificate")
    speak(page, language)

    printed = page.pdf(prefer_css_page_size=True)
    with pikepdf.open(io.BytesIO(printed)) as paper:
        assert len(paper.pages) == 1
