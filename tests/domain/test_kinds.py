"""The words that spreadsheets use for kinds, stages, classes and origins."""

from __future__ import annotations

import pickle

import pytest

from review.domain.answers import Special
from review.domain.kinds import (
    CaseClass,
    CaseKind,
    FirmKind,
    HandlerCategory,
    IntakeKind,
    Origin,
    Stage,
    UnknownWords,
    Worded,
    competence,
    kind_and_stage,
    special_of,
)

ALL = [IntakeKind, CaseKind, Stage, CaseClass, Origin, HandlerCategory, FirmKind]


@pytest.mark.parametrize("kind", ALL)
def test_every_value_is_found_by_its_code_its_english_and_its_chinese(
    kind: type[Worded],
) -> None:
    for member in kind:
        assert kind.from_words(member.value) is member
        assert kind.from_words(member.words) is member
        for word in member.chinese:
            assert kind.from_words(word) is member, word


@pytest.mark.parametrize("kind", ALL)
def test_every_value_has_words_in_both_languages(kind: type[Worded]) -> None:
    assert [m for m in kind if not m.words or not m.zh] == []


def test_values_survive_pickling_and_are_plain_text() -> None:
    assert pickle.loads(pickle.dumps(CaseKind.CIVIL)) is CaseKind.CIVIL
    assert f"{CaseKind.CIVIL}" == "civil"
    assert CaseKind("civil") is CaseKind.CIVIL


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        (CaseKind, "民事案件", CaseKind.CIVIL),
        (CaseKind, "非诉讼", CaseKind.NON_LITIGATION),
        (CaseKind, "非诉讼案件", CaseKind.NON_LITIGATION),
        (CaseKind, " 民 事 ", CaseKind.CIVIL),
        (CaseKind, "Civil Litigation", CaseKind.CIVIL),
        (Stage, "First instance", Stage.TRIAL_FIRST),
        (Stage, "second instance", Stage.TRIAL_SECOND),
        (CaseKind, "刑事代理", CaseKind.CRIMINAL_REPRESENTATION),
        (CaseKind, "劳动争议仲裁案件", CaseKind.ARBITRATION),
        (CaseKind, "认罪认罚", CaseKind.PLEA_WITNESS),
        (Stage, "审查起诉阶段", Stage.PROSECUTION),
        (Stage, "侦查阶段", Stage.INVESTIGATION),
        (Stage, "审判（二审）", Stage.TRIAL_SECOND),
        (Stage, "—", Stage.NONE),
        (Stage, "", Stage.NONE),
        (CaseClass, "重大、疑难", CaseClass.MAJOR),
        (CaseClass, "复杂案件", CaseClass.COMPLEX),
        (Origin, "通知辩护类", Origin.NOTIFIED),
        (HandlerCategory, "法工", HandlerCategory.GRASSROOTS_WORKER),
        (FirmKind, "律所", FirmKind.LAW_FIRM),
    ],
)
def test_variants_met_in_use_are_understood(
    kind: type[Worded], words: str, expected: Worded
) -> None:
    assert kind.from_words(words) is expected


def test_unknown_words_are_refused_with_what_is_possible() -> None:
    with pytest.raises(UnknownWords) as refused:
        CaseClass.from_words("特级")

    assert str(refused.value) == "“特级” is not one of: 一般, 复杂, 重大疑难."


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("民事一审", (CaseKind.CIVIL, Stage.TRIAL_FIRST)),
        ("刑事辩护（侦查阶段）", (CaseKind.CRIMINAL_DEFENSE, Stage.INVESTIGATION)),
        ("刑事辩护-审查起诉", (CaseKind.CRIMINAL_DEFENSE, Stage.PROSECUTION)),
        ("二审民事", (CaseKind.CIVIL, Stage.TRIAL_SECOND)),
        ("刑事代理", (CaseKind.CRIMINAL_REPRESENTATION, None)),
        ("行政诉讼再审", (CaseKind.ADMINISTRATIVE, Stage.RETRIAL)),
    ],
)
def test_kind_and_stage_may_share_a_cell(
    words: str, expected: tuple[CaseKind, Stage | None]
) -> None:
    assert kind_and_stage(words) == expected


@pytest.mark.parametrize("words", ["民事无", "一审", "民", ""])
def test_half_a_kind_is_no_kind(words: str) -> None:
    with pytest.raises(UnknownWords):
        kind_and_stage(words)


def test_competences_are_case_kinds_where_they_name_any() -> None:
    assert competence("刑事") == ("criminal_defense", "criminal_representation")
    assert competence("民事") == ("civil",)
    assert competence("未成年人") == ("未成年人",)


def test_special_answers_are_known_by_their_words() -> None:
    assert special_of("不适用") is Special.NOT_APPLICABLE
    assert special_of(" N/A ") is Special.NOT_APPLICABLE
    assert special_of("无法评判") is Special.CANNOT_ASSESS
    assert special_of("客观原因未完成") is Special.NOT_DONE_EXTERNAL
    assert special_of("not_applicable") is Special.NOT_APPLICABLE
    assert special_of("2") is None
    assert special_of("") is None
