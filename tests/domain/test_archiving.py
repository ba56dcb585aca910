"""Archive lists by kind, stage and origin of the case; none is made up."""

from __future__ import annotations

import pytest

from review.domain.archiving import ANYWHERE, ArchiveList, archive_list
from review.domain.documents import DocumentType as D
from review.domain.kinds import CaseKind
from review.domain.sources import SOURCES, cited

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
        assert documents[-1] is D.CLOSING_REPORT


def test_every_demand_says_where_it_comes_from() -> None:
    sources = {entry.source for each in listed() for entry in each.entries}
    codes = {code for source in sources for code, _ in cited(source)}

    assert "" not in sources
    assert codes <= set(SOURCES) and "S46" in codes
