"""Archive lists by kind, stage and origin of the case; none is made up."""

from __future__ import annotations

import pytest

from review.domain.archiving import ANYWHERE, ArchiveList, archive_list
from review.domain.documents import DocumentType as D
from review.domain.documents import recognised
from review.domain.kinds import FILE_KINDS, OBJECT_KINDS, CaseKind
from review.domain.sources import OWN, SOURCES, cited

HEAD = (
    *(D.COVER, D.INDEX, D.APPLICATION_FORM, D.IDENTITY_PROOF, D.MEANS_PROOF),
    *(D.APPROVAL_FORM, D.GRANT_DECISION, D.ASSIGNMENT_NOTICE, D.AID_LETTER),
    D.RIGHTS_NOTICE,
)
COURT = (
    *(D.RISK_NOTICE, D.POWER_OF_ATTORNEY, D.PLEADING, D.EVIDENCE, D.READING_NOTES),
    *(D.MEETING_NOTES, D.HEARING_RECORD, D.REPRESENTATION_OPINION, D.JUDGMENT),
    D.CLOSING_REPORT,
)


def papers(kind: str, **case: str) -> tuple[D, ...]:
    found = archive_list(kind, **case)
    assert found is not None
    return tuple(each.document for each in found.entries)


def required(kind: str, **case: str) -> set[D]:
    found = archive_list(kind, **case)
    assert found is not None
    return set(found.required)


@pytest.mark.parametrize("kind", ["civil", "administrative", "arbitration"])
def test_cases_in_court_follow_the_public_list(kind: str) -> None:
    assert papers(kind, stage="trial_first", origin="applied") == HEAD + COURT


def test_a_second_instance_begins_with_the_first_judgment() -> None:
    second = papers("civil", stage="trial_second")

    assert second[second.index(D.PLEADING) + 1] is D.EARLIER_JUDGMENT
    assert D.EARLIER_JUDGMENT in required("civil", stage="trial_second")
    assert D.EARLIER_JUDGMENT not in papers("civil", stage="trial_first")


def test_where_an_organ_gave_notice_nobody_applied() -> None:
    notified = papers("criminal_defense", stage="trial_first", origin="notified")

    assert {D.APPLICATION_FORM, D.MEANS_PROOF, D.APPROVAL_FORM}.isdisjoint(notified)
    assert D.ORGAN_NOTICE in notified
    assert D.ORGAN_NOTICE not in papers("criminal_defense", stage="trial_first")


@pytest.mark.parametrize(
    ("stage", "absent"),
    [
        (
            "investigation",
            {D.READING_NOTES, D.HEARING_RECORD, D.PLEADING, D.JUDGMENT},
        ),
        ("prosecution", {D.HEARING_RECORD}),
        ("trial_first", set()),
    ],
)
def test_a_stage_has_only_the_papers_there_can_be(stage: str, absent: set[D]) -> None:
    late = {D.READING_NOTES, D.HEARING_RECORD, D.PLEADING, D.JUDGMENT}

    assert late - set(papers("criminal_defense", stage=stage)) == absent


def test_defenders_owe_meeting_reading_and_opinion() -> None:
    owed = {D.MEETING_NOTES, D.READING_NOTES, D.DEFENSE_OPINION, D.CLOSING_REPORT}

    assert owed <= required("criminal_defense", stage="trial_first")
    assert D.REPRESENTATION_OPINION in required("criminal_representation")
    assert D.DEFENSE_OPINION not in papers("criminal_representation")


@pytest.mark.parametrize(
    ("kind", "volume_set"),
    [
        ("duty_lawyer_help", ""),
        ("plea_witness", ""),
        ("drafting", ""),
        ("maritime", ""),
        ("civil", "副卷"),
    ],
)
def test_where_no_list_is_known_there_is_none(kind: str, volume_set: str) -> None:
    assert archive_list(kind, volume_set=volume_set) is None


def listed() -> list[ArchiveList]:
    stages = ("", "investigation", "prosecution", "trial_first", "trial_second")
    found = (
        archive_list(kind.value, stage=stage, origin=origin)
        for kind in CaseKind
        for stage in stages
        for origin in ("applied", "notified")
    )
    return [each for each in found if each is not None]


def test_a_list_names_each_paper_once_and_none_that_may_stand_anywhere() -> None:
    for each in listed():
        documents = [entry.document for entry in each.entries]
        assert len(documents) == len(set(documents))
        assert ANYWHERE.isdisjoint(documents)


def test_every_file_of_a_case_ends_with_its_closing() -> None:
    for each in (archive_list(kind.value) for kind in FILE_KINDS):
        assert each is None or each.entries[-1].document is D.CLOSING_REPORT


def test_every_demand_says_where_it_comes_from() -> None:
    sources = {entry.source for each in listed() for entry in each.entries}
    codes = {code for source in sources for code, _ in cited(source)}

    assert "" not in sources
    assert codes <= set(SOURCES) and "S46" in codes


REGISTERS = {
    "institution": {
        *(D.ADVICE_REGISTER, D.APPLICATION_REGISTER),
        *(D.ASSIGNMENT_REGISTER, D.CLOSING_REGISTER),
    },
    "station": {
        *(D.DUTY_ROSTER, D.DUTY_SIGN_IN),
        *(D.ADVICE_REGISTER, D.REFERRAL_REGISTER),
    },
}


@pytest.mark.parametrize("kind", sorted(OBJECT_KINDS))
def test_institutions_keep_registers_in_the_order_of_the_stages(kind: str) -> None:
    found = archive_list(kind)

    assert found is not None
    assert set(found.required) == REGISTERS[kind]
    # No public list is known: every line says that it is a suggestion.
    assert {OWN in entry.source for entry in found.entries} == {True}
    assert found.source == OWN


def test_cases_have_no_registers() -> None:
    registers = set().union(*REGISTERS.values()) | {D.HELP_RECORD, D.SERVICE_NOTICE}

    for kind in FILE_KINDS:
        assert registers.isdisjoint(
            papers(kind) if archive_list(kind) is not None else ()
        )


@pytest.mark.parametrize(
    ("words", "document"),
    [
        ("2025年咨询登记簿.pdf", D.ADVICE_REGISTER),
        ("受理登记簿（上半年）", D.APPLICATION_REGISTER),
        ("法律援助申请登记簿", D.APPLICATION_REGISTER),
        ("派案台账", D.ASSIGNMENT_REGISTER),
        ("结案登记表", D.CLOSING_REGISTER),
        ("值班律师值班表", D.DUTY_ROSTER),
        ("值班签到表", D.DUTY_SIGN_IN),
        ("申请转交登记", D.REFERRAL_REGISTER),
        ("法律帮助记录", D.HELP_RECORD),
        ("法律援助申请表", D.APPLICATION_FORM),
        ("结案报告表", D.CLOSING_REPORT),
    ],
)
def test_registers_are_told_by_their_names(words: str, document: D) -> None:
    assert recognised(words) is document


def test_what_people_number_in_a_case_keeps_its_number() -> None:
    """New papers stand behind 其他材料, which was the last one."""
    kinds = list(D)

    assert kinds.index(D.OTHER) == 34
