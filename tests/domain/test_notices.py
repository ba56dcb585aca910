"""What notices say, and what they must never say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from review.domain.chat_texts import FEWEST_PEOPLE, Group, chat_text, personal_text
from review.domain.letters import letter
from review.domain.notice_kinds import PATHS, TITLES, NoticeKind
from review.domain.notices import (
    Line,
    Notice,
    Say,
    SayOf,
    day_words,
    from_data,
    heading,
    sentence,
    to_data,
)
from review.domain.objects import Reviewed

DUE = date(2026, 3, 31)
FILE = Path("review/translations/zh_Hans/LC_MESSAGES/messages.po")


def english(text: str) -> str:
    return text


def plainly(say: Say) -> SayOf:
    """The same words whatever is reviewed."""
    return lambda _what: say


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    with FILE.open("rb") as file:
        return {first(m.id): first(m.string) for m in read_po(file) if m.id}


def first(text: str | tuple[str, ...] | list[str]) -> str:
    """Of a sentence with two forms its key, and the one form of its translation."""
    return text if isinstance(text, str) else text[0]


def reminder(*lines: Line) -> Notice:
    return Notice(NoticeKind.REMINDER, lines)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line("2026", 3), "“2026”: 3 files are not submitted yet."),
        (
            Line("2026", 3, DUE, 2),
            (
                "“2026”: 3 files are not submitted yet; they are due on March 31, 2026. "
                "Working days until then: 2."
            ),
        ),
        (
            Line("2026", 3, DUE, 0),
            (
                "“2026”: 3 files are not submitted yet; they are due on March 31, 2026, "
                "and no working day is left after today."
            ),
        ),
        (
            Line("2026", 3, DUE, 7, is_late=True),
            (
                "“2026”: 3 files are not submitted yet; they were due on March 31, 2026. "
                "Working days since then: 7."
            ),
        ),
    ],
)
def test_a_reminder_says_how_many_and_until_when(line: Line, expected: str) -> None:
    assert sentence(NoticeKind.REMINDER, line, english) == expected


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        (NoticeKind.GIVEN, Line("2026", 3), "“2026”: 3 files were given to you."),
        (
            NoticeKind.GIVEN,
            Line("2026", 3, DUE, 20),
            "“2026”: 3 files were given to you; they are due on March 31, 2026.",
        ),
        (
            NoticeKind.OVERSIGHT,
            Line("2026", 9, DUE, 1, is_late=True),
            (
                "“2026”: 9 reviews are not in; they were due on March 31, 2026. "
                "Working days since then: 1."
            ),
        ),
    ],
)
def test_other_notices_say_theirs(kind: NoticeKind, line: Line, expected: str) -> None:
    assert sentence(kind, line, english) == expected


@pytest.mark.parametrize(
    ("kind", "line", "expected"),
    [
        (
            NoticeKind.TERM,
            Line("2026", 3, DUE),
            "reviews are now due on March 31, 2026",
        ),
        (NoticeKind.TERM, Line("2026", 3), "no longer due on a certain day; 3 files"),
        (NoticeKind.PROVISIONAL, Line("2026", 0), "they are not public."),
        (NoticeKind.PUBLISHED, Line("2026", 0), "the final results were published."),
    ],
)
def test_news_say_what_is_new(kind: NoticeKind, line: Line, expected: str) -> None:
    assert expected in sentence(kind, line, english)
    assert sentence(kind, line, english).startswith("“2026”: ")


def test_a_notice_is_stored_as_it_is() -> None:
    own = reminder(Line("2026", 3, DUE, 2), Line("专项", 1, None, 0, is_late=True))

    assert from_data("reminder", to_data(own)) == own  # type: ignore[arg-type]
    assert heading(own, plainly(english)) == "4 files are waiting for your review"


def test_each_campaign_is_told_in_the_words_for_what_it_reviews() -> None:
    """And all of them together in those of case files, unless all review the same."""
    of_files, stations = Line("2026", 3), Line("甲", 1, reviewed=Reviewed.INSTITUTIONS)

    def say_of(what: Reviewed) -> Say:
        def say(text: str) -> str:
            whole = getattr(text, "many", text)
            return f"{what}: {whole}"

        return say

    mixed = letter(reminder(of_files, stations), say_of=say_of)
    alike = letter(reminder(stations), say_of=say_of)

    assert mixed.body.splitlines()[2:4] == [
        "files: “2026”: 3 files are not submitted yet.",
        "institutions: “甲”: 1 files are not submitted yet.",
    ]
    assert mixed.subject.startswith("files: ")
    assert alike.subject.startswith("institutions: ")
    assert from_data("reminder", to_data(reminder(stations))) == reminder(stations)  # type: ignore[arg-type]


def test_a_notice_of_an_earlier_version_is_about_case_files() -> None:
    stored = to_data(reminder(Line("2026", 3)))
    del stored["lines"][0]["reviewed"]  # type: ignore[index]

    assert from_data("reminder", stored) == reminder(Line("2026", 3))  # type: ignore[arg-type]


def test_an_e_mail_has_everything_and_a_link_to_the_list() -> None:
    own = reminder(Line("2026", 3, DUE, 2), Line("专项", 1))

    found = letter(
        own,
        say_of=plainly(english),
        link="https://review.example/reviews/",
        office="市司法局",
    )

    assert found.subject == "4 files are waiting for your review"
    assert found.body.splitlines() == [
        "Good day,",
        "",
        (
            "“2026”: 3 files are not submitted yet; they are due on March 31, 2026. "
            "Working days until then: 2."
        ),
        "“专项”: 1 file is not submitted yet.",
        "",
        "Sign in here: https://review.example/reviews/",
        "",
        "市司法局",
        (
            "This message was sent automatically; answers are not read. You can switch "
            "off e-mail under “My account”."
        ),
    ]


def test_without_an_address_it_says_what_to_do() -> None:
    body = letter(reminder(Line("2026", 3)), say_of=plainly(english)).body

    assert "Sign in to the review system to see them." in body
    assert "http" not in body


def test_a_text_message_is_one_line(chinese: dict[str, str]) -> None:
    own = reminder(Line("乙", 1, date(2026, 4, 2), 4), Line("甲", 3, DUE, 2))

    short = letter(own, say_of=plainly(english), office="Bureau").short
    assert short == (
        "[Bureau] 4 files are waiting for your review, due on March 31, 2026."
    )
    assert letter(reminder(Line("甲", 1)), say_of=plainly(english)).short == (
        "1 file is waiting for your review."
    )
    in_chinese = letter(
        own, say_of=plainly(chinese.__getitem__), office="市司法局"
    ).short
    assert in_chinese == "【市司法局】您有4份案卷待评查，应于2026年3月31日前提交。"


def test_every_month_is_written(chinese: dict[str, str]) -> None:
    days = [date(2026, month, 9) for month in (1, 5, 12)]

    assert [day_words(day, english) for day in days] == [
        "January 9, 2026",
        "May 9, 2026",
        "December 9, 2026",
    ]
    assert [day_words(day, lambda s: chinese[s]) for day in days] == [
        "2026年1月9日",
        "2026年5月9日",
        "2026年12月9日",
    ]


@pytest.mark.parametrize(
    ("group", "due_on", "expected"),
    [
        (
            Group("", FEWEST_PEOPLE, 12),
            DUE,
            (
                "To all reviewers: “2026” is under review. 12 reviews are not submitted "
                "yet. They are due on March 31, 2026. "
            ),
        ),
        (
            Group("东山县", FEWEST_PEOPLE - 1, 12),
            date(2026, 3, 1),
            (
                "To the reviewers in 东山县: “2026” is under review. Some reviews are not "
                "submitted yet. They were due on March 1, 2026. "
            ),
        ),
        (
            Group("", 1, 1),
            None,
            (
                "To all reviewers: “2026” is under review. Some reviews are not submitted "
                "yet. "
            ),
        ),
    ],
)
def test_a_group_hears_no_number_of_a_few_people(
    group: Group, due_on: date | None, expected: str
) -> None:
    found = chat_text(
        group, campaign="2026", due_on=due_on, today=date(2026, 3, 20), say=english
    )

    assert found.startswith(expected)
    assert found.endswith("thank you to all who have finished.")


def test_one_person_hears_the_own_numbers() -> None:
    found = personal_text(reminder(Line("2026", 3)), say_of=plainly(english))

    assert found.splitlines() == [
        "Good day,",
        "“2026”: 3 files are not submitted yet.",
        "Please sign in to the review system. Thank you!",
    ]


def test_every_kind_has_a_title_and_a_page() -> None:
    assert all(kind.title and kind.path.startswith("/") for kind in NoticeKind)
    assert set(TITLES) == set(PATHS) == set(NoticeKind)
