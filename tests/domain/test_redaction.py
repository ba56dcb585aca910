"""What is hidden on a page, with which boxes, and what could still be read of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.domain.places import Box, PageText
from review.domain.redaction import (
    LEAST,
    MASK,
    MOST_WORDS,
    SCALE,
    BoxRefused,
    Hide,
    Remaining,
    TooManyWords,
    WordRefused,
    box_of,
    boxes_over,
    boxes_over_all,
    checked_words,
    drawn_box,
    hidden,
    numbers_of,
    remaining,
    times,
    version_of,
    visible,
    words_in,
)

ZHANG = Hide(("张三",), numbers=False)
NUMBERS = Hide()
WHOLE = Box(0, 0, 1, 1)


def page(*lines: str, step: float = 0.01) -> PageText:
    """Characters a hundredth of the page wide, lines a tenth of it apart."""
    pairs = [
        (
            c,
            None
            if c.isspace()
            else Box(x * step, y / 10, (x + 1) * step, y / 10 + 0.02),
        )
        for y, line in enumerate(lines)
        for x, c in enumerate(line)
    ]
    return PageText("".join(c for c, _ in pairs), tuple(box for _, box in pairs))


@pytest.mark.parametrize(
    ("text", "hide", "expected"),
    [
        ("受援人张三诉", ZHANG, "受援人■■诉"),
        ("张三、张三", ZHANG, "■■、■■"),
        ("张 三", ZHANG, "■■■"),
        ("张\r\n三", ZHANG, "■■■■"),
        # Signs that nobody sees: joints, directions, marks of a hyphen, accents alone.
        *((f"张{sign}三", ZHANG, "■■■") for sign in "\u2060\u200e\x02\u0301\ufe0f"),
        ("138\u20600000\u200e1234", NUMBERS, "■" * 13),
        ("张\u00ad三", ZHANG, "■■■"),
        ("张四", ZHANG, "张四"),
        ("⻢力 马力", Hide(("马力",)), "■■ ■■"),
        ("阿不都·热合曼", Hide(("阿不都•热合曼",)), "■■■■■■■"),
        ("阿不都热合曼", Hide(("阿不都·热合曼",)), "■■■■■■"),
        ("阿不都．热合曼", Hide(("阿不都·热合曼",)), "■■■■■■■"),
        ("阿不都 . 热合曼", Hide(("阿不都·热合曼",)), "■■■■■■■■■"),
        ("阿不都●热合曼", Hide(("阿不都热合曼",)), "■■■■■■■"),
        ("阿不都·热合曼", Hide(("阿不都.热合曼",)), "■■■■■■■"),
        ("阿不都-热合曼", Hide(("阿不都．热合曼",)), "■■■■■■■"),
        ("诉阿不都．\n热合曼等", Hide(("阿不都·热合曼",)), "诉■■■■■■■■等"),
        ("见张三.5页", Hide(("张三5",)), "见张三.5页"),
        ("Li Wei, LI WEI, client", Hide(("li wei", "li")), "■■■■■■, ■■■■■■, client"),
        ("ＬＩ　ＷＥＩ", Hide(("li wei",)), "■■■■■■"),
        ("ababa", Hide(("aba",)), "ababa"),
        ("东山县中山路12号", Hide(("中山路 12 号",)), "东山县■■■■■■"),
        ("电话13812345678。", NUMBERS, "电话■■■■■■■■■■■。"),
        ("电话13812345678。", Hide(numbers=False), "电话13812345678。"),
        ("138 1234\r\n5678", NUMBERS, "■" * 14),
        ("1 3 8 1 2 3 4 5 6 7 8", NUMBERS, "■" * 21),
        ("１３８１２３４５６７８", NUMBERS, "■" * 11),
        ("13812345678 13987654321", NUMBERS, f"{'■' * 11} {'■' * 11}"),
        ("+8613812345678", NUMBERS, "+" + "■" * 13),
        ("0472-6888888", NUMBERS, "■" * 12),
        ("0472.6888888", NUMBERS, "■" * 12),
        ("电话138.1234.5678。", NUMBERS, "电话■■■■■■■■■■■■■。"),
        ("（0472）6888888", NUMBERS, "（" + "■" * 12),
        ("11010519491231002X", NUMBERS, "■" * 18),
        ("110105194912310021", NUMBERS, "■" * 18),
        ("110105491231002", NUMBERS, "■" * 15),
        ("6222021234567890129", NUMBERS, "■" * 19),
        ("（2025）青援民字第0001号", NUMBERS, "（2025）青援民字第0001号"),
        ("01\n02\n03\n04\n05\n06", NUMBERS, "01\n02\n03\n04\n05\n06"),
        ("2025-03-05 2025-03-06", NUMBERS, "2025-03-05 2025-03-06"),
        ("14201201310123456", NUMBERS, "14201201310123456"),
    ],
)
def test_what_is_hidden_is_masked(text: str, hide: Hide, expected: str) -> None:
    covered = hidden(text, hide)

    masked = "".join(MASK if n in covered else c for n, c in enumerate(text))
    assert masked == expected


def test_nothing_is_hidden_without_words_and_numbers() -> None:
    assert hidden("张三13812345678", Hide(numbers=False)) == frozenset()


def rounded(boxes: tuple[Box, ...]) -> list[tuple[float, ...]]:
    return [
        tuple(round(edge, 3) for edge in (b.left, b.top, b.right, b.bottom))
        for b in boxes
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["受援人张三诉"], [(0.029, 0, 0.051, 0.022)]),
        (["甲", "受张三诉"], [(0.009, 0.098, 0.031, 0.122)]),
        (["受援人张\n", "三诉"], [(0.029, 0, 0.041, 0.022), (0, 0.098, 0.011, 0.122)]),
        (["张三张三"], [(0, 0, 0.041, 0.022)]),
        (["张三与张三"], [(0, 0, 0.021, 0.022), (0.029, 0, 0.051, 0.022)]),
        (["张　三"], [(0, 0, 0.031, 0.022)]),
        (["张          三"], [(0, 0, 0.011, 0.022), (0.109, 0, 0.121, 0.022)]),
    ],
)
def test_boxes_cover_what_is_hidden_and_little_more(
    lines: list[str], expected: list[tuple[float, ...]]
) -> None:
    text = page(*lines)

    assert rounded(boxes_over(text, hidden(text.text, ZHANG))) == expected


def test_boxes_of_a_column_join() -> None:
    places = tuple(Box(0.5, n / 20, 0.52, n / 20 + 0.04) for n in range(2))

    assert rounded(boxes_over(PageText("张三", places), {0, 1})) == [
        (0.498, 0, 0.522, 0.094)
    ]


def test_text_without_a_place_gets_no_box_and_is_masked() -> None:
    text = PageText("张三", (None, None))

    assert boxes_over(text, {0, 1}) == ()
    assert visible(text, ZHANG).text == MASK * 2


def test_boxes_over_recognised_letters_are_larger() -> None:
    own = page("", "受援人张三丰")
    read = replace(own, is_recognised=True)

    (known,), (guessed,) = (boxes_over(each, {3, 4}) for each in (own, read))

    assert known.share_in(guessed) == 1
    assert round(guessed.width - known.width, 6) == 0.008
    assert round(guessed.height - known.height, 6) == 0.004


def test_the_text_for_the_search_has_no_word_and_nothing_under_a_box() -> None:
    text = page("受援人张三\n", "电话13812345678\n", "李四")
    li = Box(0, 0.2, 0.011, 0.22)

    seen = visible(text, Hide(("张三",)), [li])

    assert seen.text == f"受援人{MASK * 2}\n电话{MASK * 11}\n{MASK}四"
    kept = [c for c, box in zip(seen.text, seen.boxes, strict=True) if box]
    assert "".join(kept) == "受援人电话四"


@pytest.mark.parametrize(
    ("right", "is_searched", "is_read"),
    [(0.001, True, True), (0.004, False, True), (0.0065, False, False)],
)
def test_a_box_that_covers_a_part(
    right: float, is_searched: bool, is_read: bool
) -> None:
    text, box = page("张三"), Box(0, 0, right, 0.1)

    assert (visible(text, Hide(), [box]).text[0] == "张") is is_searched
    left = remaining(text, Hide(("张三",)), [box, Box(0.01, 0, 0.02, 0.1)])
    assert (left.n_words == 1) is is_read


def test_what_is_left_is_counted() -> None:
    text = page("受援人：王五，张三\n", "张三13812345678\n", "11010519491231002X")
    hide = Hide(("张三",))

    assert remaining(text, hide, []) == Remaining(2, 2, ("王五",))
    assert remaining(text, hide, [Box(0, 0.09, 1, 0.13)]) == Remaining(1, 1, ("王五",))
    assert remaining(text, hide, [], ["王五"]).names == ()
    assert remaining(text, Hide(("王五", "张三")), []).names == ()
    assert remaining(text, hide, [WHOLE]) == Remaining()
    assert remaining(text, Hide(numbers=False), []).n_numbers == 2


def test_what_was_covered_is_not_left() -> None:
    text = page("受援人张三与张三\n", "电话138 1234 5678\n", "13812345678。\n", "张 三")
    hide = Hide(("张三",))
    boxes = boxes_over(text, hidden(text.text, hide))

    assert remaining(text, hide, boxes) == Remaining()
    assert remaining(text, hide, boxes[1:]).n > 0


def test_boxes_are_stored_outward_and_come_back() -> None:
    box = Box(0.1234567, 0.2, 0.3000001, 0.4)

    assert numbers_of(box) == (123456, 200000, 300001, 400000)
    assert box_of(numbers_of(box)) == Box(0.123456, 0.2, 0.300001, 0.4)
    assert numbers_of(Box(1, 1, 1, 1)) == (SCALE - LEAST, SCALE - LEAST, SCALE, SCALE)
    assert numbers_of(Box(0.5, 0, 0.5, 0)) == (500000, 0, 500000 + LEAST, LEAST)


@pytest.mark.parametrize(
    "numbers",
    [
        (-1, 0, 10_000, 10_000),
        (0, 0, SCALE + 1, 10_000),
        (10_000, 0, 10_000, 10_000),
        (20_000, 0, 10_000, 10_000),
        (0, 20_000, 10_000, 10_000),
        (0, 0, LEAST - 1, 10_000),
        (0, 0, 10_000, LEAST - 1),
    ],
)
def test_a_box_beside_the_page_is_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(BoxRefused):
        drawn_box(numbers)


def test_a_version_names_the_boxes_and_nothing_else() -> None:
    one, other = (0, 0, 5, 5), (1, 0, 5, 5)

    assert version_of([]) == ""
    assert version_of([one]) != version_of([other])
    assert version_of([one, other]) == version_of([other, one, one])
    assert version_of([one, other]) != version_of([one])


def test_words_are_tidied() -> None:
    typed = [" 张三 ", "", "张　三", "李  四", "LI Wei", "li wei"]

    assert checked_words(typed) == ("张三", "李 四", "LI Wei")


@pytest.mark.parametrize("word", ["张", " · 张", "字" * 61])
def test_words_too_short_or_too_long_are_refused(word: str) -> None:
    with pytest.raises(WordRefused):
        checked_words([word])


def test_more_words_than_anybody_types_are_refused() -> None:
    with pytest.raises(TooManyWords):
        checked_words(f"词{n}" for n in range(MOST_WORDS + 1))


def test_words_are_divided_as_people_write_them() -> None:
    typed = "张晓军，马晓龙、 Zhang San；李四,王五;赵六\r\n钱七\t孙八｜石羊桥路"
    names = ("张晓军", "马晓龙", "Zhang San", "李四", "王五", "赵六", "钱七", "孙八")

    assert checked_words(words_in(typed)) == (*names, "石羊桥路")
    assert checked_words(words_in("张　三")) == ("张 三",)


def test_how_often_words_stand_in_a_text_is_counted() -> None:
    assert times(page("张三与李四", "张", "三"), ["张三", "李四", "王五"]) == [2, 1, 0]


def test_what_a_second_text_of_a_page_adds_is_covered_too() -> None:
    first, second = page("张三在此"), page("某某在此", "张三")

    assert boxes_over_all([first, first], ZHANG) == boxes_over_all([first], ZHANG)
    assert len(boxes_over_all([first, second], ZHANG)) == 2
