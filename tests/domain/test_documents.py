"""A file name or a bookmark is read for the kind of paper it names, and for nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from review.domain.documents import DocumentType as D
from review.domain.documents import recognised
from review.domain.kinds import squeezed


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("01 法律援助申请表（张三）", D.APPLICATION_FORM),
        ("(2025)青援0001号-起诉状", D.PLEADING),
        ("03_指派通知书(2)", D.ASSIGNMENT_NOTICE),
        ("法律援助指派通知书", D.ASSIGNMENT_NOTICE),
        ("通知辩护公函", D.ORGAN_NOTICE),
        ("民事法律援助公函", D.AID_LETTER),
        ("会见（谈话）笔录", D.MEETING_NOTES),
        ("受援人 权利 义务 告知书", D.RIGHTS_NOTICE),
        ("起诉状（复印件）及证据", D.PLEADING),
        ("证据目录", D.EVIDENCE),
        ("卷内目录", D.INDEX),
        ("结案审批表", D.CLOSING_APPROVAL),
        ("补贴审批表", D.SUBSIDY_FORM),
        ("审批表", D.APPROVAL_FORM),
        ("张三诉李四劳动争议案代理词", D.REPRESENTATION_OPINION),
        ("一审民事判决书", D.EARLIER_JUDGMENT),
        ("民事判决书", D.JUDGMENT),
        ("判决书送达回证", D.DELIVERY_RECEIPT),
        ("和解协议", D.JUDGMENT),
        ("结案报告表．ｐｄｆ", D.CLOSING_REPORT),
        ("scan0001", None),
        ("正卷", None),
        ("张三", None),
        ("", None),
        ("页" * 400 + "判决书", None),
    ],
)
def test_the_paper_a_name_names_is_recognised(words: str, expected: D | None) -> None:
    assert recognised(words) is expected


def test_no_word_names_two_kinds() -> None:
    words = Counter(
        (squeezed(word), kind)
        for kind in D
        for word in {squeezed(w) for w in kind.chinese}
    )
    kinds = Counter(word for word, _ in words)

    assert [word for word, n in kinds.items() if n > 1] == []


@pytest.mark.parametrize("kind", list(D))
def test_every_kind_is_recognised_by_its_own_name(kind: D) -> None:
    assert D.find(kind.zh) is kind
    if "、" not in kind.zh:
        assert recognised(f"卷一 {kind.zh}（复印件）") is kind
