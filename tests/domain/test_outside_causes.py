"""A file counts once for an organ, however many of its readers and items name it."""

from __future__ import annotations

from review.domain.outside_causes import OrganFigure, Outside, outside_figures


def told(file: int, organ: str, cause: str, item: str = "interview") -> Outside:
    return Outside(file, 7, item, organ, cause)


def test_files_are_counted_by_organ_item_and_cause() -> None:
    found = outside_figures(
        [
            told(1, "看守所", "停止会见"),
            told(1, "看守所", "停止会见"),
            told(1, "看守所", "停止会见", "notes"),
            told(2, "看守所", "会见室维修"),
            told(3, "法院", "未通知开庭", "hearing"),
        ]
    )

    assert found == (
        OrganFigure(
            "看守所",
            2,
            (((7, "interview"), 2), ((7, "notes"), 1)),
            (("会见室维修", 1), ("停止会见", 1)),
        ),
        OrganFigure("法院", 1, (((7, "hearing"), 1),), (("未通知开庭", 1),)),
    )


def test_spellings_that_differ_in_width_or_spaces_are_one_organ() -> None:
    found = outside_figures([told(1, "第１ 看守所", ""), told(2, " 第1  看守所", "")])

    assert [(each.organ, each.n_files) for each in found] == [("第1 看守所", 2)]


def test_what_most_write_is_shown_with_its_own_signs() -> None:
    wide, plain = "会见室不足，未能安排", "会见室不足,未能安排"
    found = outside_figures(
        [told(1, "看守所", wide), told(2, "看守所", wide), told(3, "看守所", plain)]
    )

    assert found[0].causes == ((wide, 3),)
    assert outside_figures([told(1, "看守所（新）", wide)])[0].organ == "看守所（新）"


def test_without_a_word_there_is_nothing() -> None:
    assert outside_figures([]) == ()
