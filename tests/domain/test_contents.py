"""What a contents list is made of, and what it says beside an item."""

from __future__ import annotations

import pytest

from review.domain.archiving import archive_list
from review.domain.contents import (
    MOST_ENTRIES,
    Contents,
    Entry,
    Mark,
    Standing,
    TooManyEntries,
    check,
    continues,
    evidence,
    numbered,
    order_for_choice,
    ordered,
    proposed,
)
from review.domain.documents import DocumentType as D

CIVIL = archive_list("civil", stage="trial_first", origin="applied")
DEFENCE = archive_list("criminal_defense", stage="trial_first", origin="notified")


def listed(*documents: D, **rest: object) -> Contents:
    """One paper a page, checked by an officer."""
    entries = tuple(Entry(n, each) for n, each in enumerate(documents, 1))
    return Contents(entries, **{"is_checked": True, **rest})  # type: ignore[arg-type]


# A list that lacks nothing, in order.
WHOLE = tuple(each.document for each in (CIVIL.entries if CIVIL else ()))


def without(*documents: D) -> Contents:
    return listed(*(each for each in WHOLE if each not in documents))


# Proposals


@pytest.mark.parametrize(
    ("names", "marks", "expected"),
    [
        (["01 申请表（张三）"], [], [(1, D.APPLICATION_FORM)]),
        (["001", "证据材料"], [], [(1, D.EVIDENCE)]),
        (["正卷"], [], []),
        (
            ["正卷"],
            [Mark("申请表", 1), Mark("张三", 2), Mark("判决书", 9)],
            [(1, D.APPLICATION_FORM), (9, D.JUDGMENT)],
        ),
        # A file that is one paper stays one, whatever its bookmarks say of its parts.
        (["证据材料"], [Mark("书证", 1), Mark("书证", 4)], [(1, D.EVIDENCE)]),
        (["1"], [Mark("判决书", 3)], [(3, D.JUDGMENT)]),
        # Below a paper are its parts; a bookmark that leads nowhere is none.
        (
            [],
            [Mark("证据", 2), Mark("身份证", 3, 1), Mark("调解书", 8), Mark("目录", 0)],
            [(2, D.EVIDENCE), (8, D.JUDGMENT)],
        ),
        ([], [Mark("全卷", 1), Mark("目录", 1, 1), Mark("证据", 5, 1)], [(1, D.INDEX), (5, D.EVIDENCE)]),
    ],
)  # fmt: skip
def test_names_and_bookmarks_propose_papers(
    names: list[str], marks: list[Mark], expected: list[tuple[int, D]]
) -> None:
    found = proposed(names, marks, CIVIL)

    assert [(entry.page, entry.document) for entry in found] == expected


def test_a_first_judgment_is_an_earlier_one_only_in_a_later_instance() -> None:
    second = archive_list("civil", stage="trial_second")

    assert proposed(["一审判决书"], [], CIVIL) == (Entry(1, D.JUDGMENT),)
    assert proposed(["一审判决书"], [], second) == (Entry(1, D.EARLIER_JUDGMENT),)


def test_pages_photographed_one_by_one_are_one_paper() -> None:
    before = (Entry(1, D.EVIDENCE), Entry(4, D.PLEADING))

    assert continues(before, (Entry(1, D.PLEADING),))
    assert not continues(before, (Entry(1, D.EVIDENCE),))
    assert not continues(before, (Entry(1, D.PLEADING), Entry(2, D.JUDGMENT)))
    assert not continues((), (Entry(1, D.PLEADING),))


def test_a_bomb_of_bookmarks_gives_a_list_of_the_usual_length() -> None:
    marks = [Mark("判决书" if n % 2 else "证据", n) for n in range(1, 5 * MOST_ENTRIES)]

    assert len(proposed([], marks, CIVIL)) == MOST_ENTRIES


def test_entries_stand_in_the_order_of_their_pages() -> None:
    two, again, one = Entry(9, D.JUDGMENT), Entry(9, D.JUDGMENT), Entry(1, D.EVIDENCE)
    same = Entry(9, D.CLOSING_REPORT)

    assert ordered([same, two, one, again]) == (one, same, two)
    with pytest.raises(TooManyEntries):
        ordered(Entry(n, D.OTHER) for n in range(1, MOST_ENTRIES + 2))


def test_papers_of_one_kind_are_counted() -> None:
    found = listed(D.EVIDENCE, D.JUDGMENT, D.EVIDENCE).entries

    assert numbered(found) == (1, 0, 2)


# The check


def test_a_whole_list_has_no_faults() -> None:
    found = check(listed(*WHOLE), CIVIL)

    assert (found.missing, found.misplaced, found.foreign) == ((), (), ())


def test_what_is_required_and_not_there_is_missing_unless_waived() -> None:
    lacking = without(D.RISK_NOTICE, D.MEETING_NOTES, D.HEARING_RECORD)

    assert check(lacking, CIVIL).missing == (D.RISK_NOTICE, D.MEETING_NOTES)
    waived = listed(*WHOLE[:2], not_applicable=frozenset({D.RISK_NOTICE}))
    assert D.RISK_NOTICE not in check(waived, CIVIL).missing


@pytest.mark.parametrize(
    ("documents", "expected"),
    [
        ((D.INDEX, D.EVIDENCE, D.JUDGMENT), []),
        ((D.INDEX, D.EVIDENCE, D.EVIDENCE, D.JUDGMENT), []),
        # One that stands too late, one that stands too early.
        (
            (D.INDEX, D.EVIDENCE, D.JUDGMENT, D.APPLICATION_FORM),
            [(D.APPLICATION_FORM, D.EVIDENCE, True)],
        ),
        (
            (D.CLOSING_REPORT, D.INDEX, D.EVIDENCE, D.JUDGMENT),
            [(D.CLOSING_REPORT, D.JUDGMENT, False)],
        ),
        # What may stand anywhere is never out of order, nor is what does not belong.
        ((D.CLOSING_APPROVAL, D.INDEX, D.WORK_RECORD, D.EVIDENCE), []),
        ((D.DEFENSE_OPINION, D.INDEX, D.EVIDENCE), []),
    ],
)
def test_as_few_papers_as_possible_are_out_of_order(
    documents: tuple[D, ...], expected: list[tuple[D, D, bool]]
) -> None:
    found = check(listed(*documents), CIVIL).misplaced

    assert [(m.entry.document, m.other, m.is_late) for m in found] == expected


def test_papers_of_another_kind_of_case_do_not_belong() -> None:
    found = check(listed(D.INDEX, D.DEFENSE_OPINION, D.OTHER), CIVIL)

    assert found.foreign == (Entry(2, D.DEFENSE_OPINION),)


def test_the_order_of_the_secondary_volume_is_not_judged() -> None:
    contents = listed(
        *(D.INDEX, D.JUDGMENT, D.APPROVAL_FORM, D.DEFENSE_OPINION), secondary_from=3
    )
    found = check(contents, CIVIL)

    assert (found.misplaced, found.foreign) == ((), ())
    assert D.APPROVAL_FORM not in found.missing
    asked = evidence((D.APPROVAL_FORM,), contents, CIVIL)
    assert asked.standing is Standing.PRESENT


def test_without_an_archive_list_or_entries_nothing_is_judged() -> None:
    for contents, archive in ((listed(D.JUDGMENT, D.INDEX), None), (Contents(), CIVIL)):
        found = check(contents, archive)
        assert (found.missing, found.misplaced, found.foreign) == ((), (), ())


# Beside an item

OPINIONS = (D.DEFENSE_OPINION, D.REPRESENTATION_OPINION, D.LEGAL_OPINION)


@pytest.mark.parametrize(
    ("documents", "contents", "expected"),
    [
        ((D.JUDGMENT,), listed(*WHOLE), Standing.PRESENT),
        ((D.MEETING_NOTES,), without(D.MEETING_NOTES), Standing.MISSING),
        ((D.HEARING_RECORD,), without(D.HEARING_RECORD), Standing.NOT_LISTED),
        ((D.OPINION_FORM,), listed(*WHOLE), Standing.NOT_LISTED),
        ((D.DEFENSE_OPINION,), listed(*WHOLE), Standing.NOT_APPLICABLE),
        (
            (D.APPLICATION_FORM,),
            listed(D.INDEX, D.EVIDENCE, D.JUDGMENT, D.APPLICATION_FORM),
            Standing.OUT_OF_ORDER,
        ),
        # Of several papers those count that belong to a case of this kind.
        (OPINIONS, listed(*WHOLE), Standing.PRESENT),
        (OPINIONS, without(D.REPRESENTATION_OPINION), Standing.MISSING),
        ((D.AID_LETTER, D.RIGHTS_NOTICE), without(D.RIGHTS_NOTICE), Standing.MISSING),
        ((D.EVIDENCE, D.JUDGMENT), without(D.EVIDENCE), Standing.PRESENT),
        # What a program proposed shows that a paper is there, never that it is not.
        ((D.JUDGMENT,), listed(*WHOLE, is_checked=False), Standing.PRESENT),
        (
            (D.MEETING_NOTES,),
            listed(D.JUDGMENT, is_checked=False),
            Standing.UNKNOWN,
        ),
        (
            (D.AID_LETTER, D.RIGHTS_NOTICE),
            listed(D.AID_LETTER, is_checked=False),
            Standing.UNKNOWN,
        ),
        (
            (D.EVIDENCE, D.JUDGMENT),
            listed(D.JUDGMENT, is_checked=False),
            Standing.PRESENT,
        ),
        ((D.EVIDENCE,), listed(D.JUDGMENT, is_checked=False), Standing.UNKNOWN),
        ((D.JUDGMENT,), Contents(), Standing.UNKNOWN),
        ((D.JUDGMENT,), Contents(is_checked=True), Standing.UNKNOWN),
        ((D.DEFENSE_OPINION,), Contents(), Standing.NOT_APPLICABLE),
        # What an officer said this case has none of.
        (
            (D.RISK_NOTICE,),
            listed(D.INDEX, not_applicable=frozenset({D.RISK_NOTICE})),
            Standing.NOT_APPLICABLE,
        ),
    ],
)
def test_the_list_answers_what_an_item_asks(
    documents: tuple[D, ...], contents: Contents, expected: Standing
) -> None:
    assert evidence(documents, contents, CIVIL).standing is expected


def test_the_answer_names_every_paper_with_its_pages() -> None:
    contents = listed(D.EVIDENCE, D.JUDGMENT, D.EVIDENCE)
    found = evidence((D.EVIDENCE, D.MEETING_NOTES), contents, CIVIL)

    assert [(each.document, each.standing) for each in found.findings] == [
        (D.EVIDENCE, Standing.PRESENT),
        (D.MEETING_NOTES, Standing.MISSING),
    ]
    assert [entry.page for entry in found.entries] == [1, 3]


def test_without_an_archive_list_nothing_is_called_missing() -> None:
    found = evidence((D.MEETING_NOTES, D.JUDGMENT), listed(D.JUDGMENT), None)

    assert [each.standing for each in found.findings] == [
        Standing.NOT_LISTED,
        Standing.PRESENT,
    ]
    assert found.standing is Standing.PRESENT


def test_an_applicants_form_does_not_concern_a_case_by_notice() -> None:
    found = evidence((D.GRANT_DECISION, D.ORGAN_NOTICE), listed(D.INDEX), DEFENCE)

    assert [each.standing for each in found.findings] == [
        Standing.NOT_LISTED,
        Standing.MISSING,
    ]
    form = evidence((D.APPLICATION_FORM,), listed(D.INDEX), DEFENCE)
    assert form.standing is Standing.NOT_APPLICABLE


def test_a_list_is_typed_by_the_numbers_of_the_archive() -> None:
    found = order_for_choice(CIVIL)

    assert found[: len(WHOLE)] == WHOLE
    assert sorted(found) == sorted(D)
    assert order_for_choice(None) == tuple(D)
