"""Which text layers can be what stands on a page."""

from __future__ import annotations

import pytest

from review.domain.credibility import Reading, agrees, is_credible
from review.domain.places import PageText


def text(said: str, **facts: object) -> PageText:
    return PageText(said, (None,) * len(said), **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("受援人：张晓军，男，汉族，电话13812345678。", True),
        ("（2026）云援民字第1号 —— “结案” ①②③ ★ ％ ℃ ＡＢ", True),
        ("Page 1 of a case file.\r\nSecond line", True),
        ("上訴人張曉軍請求撤銷原判決，並依法改判", True),
        ("受援人⻢晓⻰", True),
        # A rare letter in a name is no fault, and a tick of a symbol font is none.
        ("受援人王喆，由其父堃代为办理，特此证明", True),
        ("\uf0fe同意 \uf0a3不同意，本人已经阅读上述内容并签名", True),
        ("追索劳动\x02\r\n报酬", True),
        ("受援人张\ue863", False),
        ("受援人张\ufffd", False),
        ("受援人\x01\x03\x05", False),
        ("受援人\U000f0000", False),
        ("受援人\u0378", False),
        ("㐀㑁㒂㓃㔄㕅", False),
        ("\uf021\uf022\uf023\uf024\uf025", False),
        ("ÊÜÔ®ÈË£ºÕÅÏþ¾ü", False),
        ("义倾儂唫唼叏佾哕仁喖侉啞势参", False),
    ],
)
def test_text_is_credible_by_its_letters(said: str, expected: bool) -> None:
    assert is_credible(text(said)) == expected


def test_text_of_fonts_that_do_not_tell_is_not_credible() -> None:
    assert not is_credible(text("受援人张晓军", n_unmapped=1))
    assert not is_credible(text("第3页", is_outweighed=True))


@pytest.mark.parametrize(
    ("layer", "read", "doubtful", "expected"),
    [
        ("受援人：张晓军，男", "受援人:张晓军，男", False, True),
        ("受援人：张晓军，男", "受授人:张晓车，男", False, True),
        ("由此可见本院认为应予支持", "受援人：张晓军，男", False, False),
        ("由此可见本院认为应予支持", "受援人：张晓军，男", True, True),
        ("由此可见本院认为应予支持", "印章", False, True),
        # Hidden text beside what is seen does not make it another text.
        ("张晓军到庭" + "看不见的文字" * 9, "张晓军到庭", False, True),
        ("第3页", "第3页 受援人张晓军，男，汉族", False, False),
    ],
)
def test_a_layer_agrees_with_what_was_read(
    layer: str, read: str, doubtful: bool, expected: bool
) -> None:
    found = text(read, is_recognised=True, is_doubtful=doubtful)

    assert agrees(text(layer), found) == expected
    assert agrees(text(layer), None)


def test_what_may_stand_on_a_page() -> None:
    own, other = text("受援人张晓军"), text("由此可见本院认为")
    nothing = text(" ")

    assert [Reading(own, other).is_trusted, Reading(own, own).is_trusted] == [
        False,
        True,
    ]
    assert Reading(own, other).texts == (own, other)
    assert Reading(own, other).best == other
    assert Reading(own).best == own
    assert (Reading(nothing).is_blank, Reading(nothing).is_trusted) == (True, False)
    assert Reading(nothing, other).best == other
