"""The kinds of things a bureau takes in, with the words its spreadsheets use for them."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import cache
from typing import Self

from review.domain.answers import Special
from review.domain.errors import N_, RuleBroken

# What people append to the name of a kind, a stage or a class.
TAIL = re.compile("(案件?|阶段|程序|类型?|代理)+$")


class UnknownWords(RuleBroken):
    """The words name none of the values that are possible here."""

    sentence = N_("“%(value)s” is not one of: %(allowed)s.")


def squeezed(words: str) -> str:
    """Words as they are compared: one width, no spaces, no marks, no capitals."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", words).casefold())


class Worded(StrEnum):
    """A value with its English words and the Chinese ones that spreadsheets use.

    The first Chinese word is the official one; the others are variants met in use.
    """

    words: str
    chinese: tuple[str, ...]

    def __new__(cls, code: str, words: str = "", *chinese: str) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.words = words
        member.chinese = chinese
        return member

    @property
    def zh(self) -> str:
        return self.chinese[0] if self.chinese else ""

    @classmethod
    @cache
    def by_words(cls) -> dict[str, Self]:
        """Every word that names a value, squeezed."""
        named = {}
        for member in cls:
            for word in (member.value, member.words, *member.chinese):
                named.setdefault(squeezed(word), member)
        return named

    @classmethod
    def find(cls, words: str) -> Self | None:
        """The value these words name, with or without 案件, 阶段 and the like."""
        key, named = squeezed(words), cls.by_words()
        return named[key] if key in named else named.get(TAIL.sub("", key))

    @classmethod
    def from_words(cls, words: str) -> Self:
        member = cls.find(words)
        if member is None:
            allowed = tuple(m.zh for m in cls if m.value)
            raise UnknownWords(value=words, allowed=allowed)
        return member


class IntakeKind(Worded):
    """The kinds of spreadsheet that are taken in."""

    FIRMS = "firms", N_("Firms"), "机构名册"
    HANDLERS = "handlers", N_("Handlers"), "承办人名册"
    REVIEWERS = "reviewers", N_("Reviewers"), "评查员名册"
    CASES = "cases", N_("Case files"), "案件清单"
    REVIEWS = "reviews", N_("Reviews on paper"), "线下评查结果"
    EARLIER_RESULTS = "earlier_results", N_("Results of earlier years"), "往年结果"
    DOCKET = "docket", N_("Relations between cases"), "案件关联信息"
    OBJECTS = "objects", N_("Institutions and stations under review"), "受评机构清单"


class CaseKind(Worded):
    """Forms of legal aid (法律援助法 art. 22), as bureaus count them; and what is
    reviewed by its service over a period, in a file without a handler.
    """

    CRIMINAL_DEFENSE = (
        "criminal_defense",
        N_("Criminal defence"),
        *("刑事辩护", "刑辩", "刑事", "刑事法律援助", "通知辩护", "指定辩护"),
    )
    CRIMINAL_REPRESENTATION = (
        "criminal_representation",
        N_("Criminal representation"),
        *(
            "刑事代理",
            "刑事被害人代理",
            "被害人代理",
            "刑事附带民事",
            "刑事附带民事诉讼",
            "自诉代理",
        ),
    )
    CIVIL = "civil", N_("Civil litigation"), "民事诉讼", "民事", "民事法律援助"
    ADMINISTRATIVE = (
        "administrative",
        N_("Administrative litigation"),
        *("行政诉讼", "行政", "行政法律援助"),
    )
    STATE_COMPENSATION = "state_compensation", N_("State compensation"), "国家赔偿"
    ARBITRATION = (
        "arbitration",
        N_("Arbitration"),
        *("仲裁", "劳动仲裁", "劳动争议仲裁", "劳动人事争议仲裁", "人事仲裁"),
    )
    NON_LITIGATION = (
        "non_litigation",
        N_("Non-litigation"),
        *("非诉讼", "非诉", "非诉讼代理", "非诉讼法律事务", "调解", "和解"),
    )
    DUTY_LAWYER_HELP = (
        "duty_lawyer_help",
        N_("Duty-lawyer help"),
        *("值班律师法律帮助", "法律帮助", "值班律师", "值班律师帮助"),
    )
    PLEA_WITNESS = (
        "plea_witness",
        N_("Plea witnessing"),
        *("认罪认罚见证", "认罪认罚", "见证", "认罪认罚具结见证"),
    )
    ENFORCEMENT = "enforcement", N_("Enforcement"), "执行", "强制执行", "申请执行"
    DRAFTING = (
        "drafting",
        N_("Drafting"),
        *("代拟文书", "代拟法律文书", "代写文书", "代书", "代拟"),
    )
    INSTITUTION = (
        "institution",
        N_("Legal-aid institution"),
        *("法律援助机构", "援助机构", "机构", "法律援助中心", "法律援助处"),
    )
    STATION = (
        "station",
        N_("Station or duty desk"),
        *("工作站（值班点）", "工作站", "值班点", "法律援助工作站", "值班律师工作站"),
        *("法律援助联络点", "联络点", "接待点"),
    )

    @property
    def is_object(self) -> bool:
        """Whether an institution is reviewed and not what one handler did."""
        return self in OBJECT_KINDS


OBJECT_KINDS = frozenset({CaseKind.INSTITUTION, CaseKind.STATION})
FILE_KINDS = tuple(kind for kind in CaseKind if kind not in OBJECT_KINDS)


STATION_NAMES = re.compile("工作站|值班|联络点|接待点|服务点")


def kind_by_name(name: str) -> CaseKind:
    """What an institution is by its name, where a spreadsheet does not say."""
    found = STATION_NAMES.search(unicodedata.normalize("NFKC", name))
    return CaseKind.STATION if found else CaseKind.INSTITUTION


def is_object(kind: str) -> bool:
    """Whether files of this kind have no handler: an institution is reviewed."""
    return kind in OBJECT_KINDS


class Stage(Worded):
    """Where in the proceedings the file belongs; each stage has a file of its own."""

    NONE = "", N_("No stage"), "无", "-", "/", "不分阶段", "不适用"
    INVESTIGATION = "investigation", N_("Investigation"), "侦查", "侦察", "公安侦查"
    PROSECUTION = (
        "prosecution",
        N_("Prosecution"),
        *("审查起诉", "起诉", "检察", "检察院审查起诉"),
    )
    TRIAL_FIRST = (
        "trial_first",
        N_("Trial, first instance"),
        *("一审", "第一审", "审判一审", "一审审判", "法院一审", "审判", "初审"),
        "First instance",
    )
    TRIAL_SECOND = (
        "trial_second",
        N_("Trial, second instance"),
        *("二审", "第二审", "审判二审", "二审审判", "法院二审", "上诉", "终审"),
        *("Second instance", "Appeal"),
    )
    RETRIAL = "retrial", N_("Retrial"), "再审", "审判监督", "申诉再审"
    DEATH_REVIEW = "death_review", N_("Death-sentence review"), "死刑复核"
    ENFORCEMENT = "enforcement", N_("Enforcement"), "执行", "执行程序"

    @classmethod
    def find(cls, words: str) -> Self | None:
        """A mark that stands for nothing squeezes to nothing, which is no stage."""
        return super().find(words) if squeezed(words) else cls.NONE


class CaseClass(Worded):
    """How hard a case is (案件分级); a scheme may ask for more reviews."""

    GENERAL = "general", N_("General"), "一般", "普通", "简单", "一般案件", "简易"
    COMPLEX = "complex", N_("Complex"), "复杂", "较复杂", "疑难"
    MAJOR = (
        "major",
        N_("Major"),
        *("重大疑难", "重大", "重大疑难复杂", "重大复杂", "特别复杂", "疑难复杂"),
    )


class Origin(Worded):
    """Whether a person applied, or the police, procuratorate or court gave notice."""

    APPLIED = "applied", N_("Applied for"), "申请", "申请类", "依申请", "申请援助"
    NOTIFIED = (
        "notified",
        N_("By notice"),
        *("通知", "通知类", "通知辩护", "通知代理", "指定", "公检法通知", "法院通知"),
    )


class HandlerCategory(Worded):
    """Who may handle legal-aid cases; each has a yearly minimum of its own."""

    LAWYER = (
        "lawyer",
        N_("Lawyer"),
        *("律师", "社会律师", "执业律师", "专职律师", "兼职律师"),
    )
    GRASSROOTS_WORKER = (
        "grassroots_worker",
        N_("Grassroots legal worker"),
        *("基层法律服务工作者", "基层法律工作者", "法律服务工作者", "法工"),
    )
    CENTER_LAWYER = (
        "center_lawyer",
        N_("Centre lawyer"),
        *("法律援助机构律师", "法律援助律师", "法援律师", "中心律师", "公职律师"),
    )
    VOLUNTEER = (
        "volunteer",
        N_("Volunteer"),
        *("法律援助志愿者", "志愿者", "志愿律师", "法律援助志愿律师"),
    )


class FirmKind(Worded):
    """The houses that handlers belong to."""

    LAW_FIRM = "law_firm", N_("Law firm"), "律师事务所", "律所", "事务所"
    GRASSROOTS_SERVICE_OFFICE = (
        "grassroots_service_office",
        N_("Grassroots legal service office"),
        *("基层法律服务所", "法律服务所", "服务所"),
    )
    LEGAL_AID_CENTER = (
        "legal_aid_center",
        N_("Legal-aid centre"),
        *("法律援助中心", "法律援助机构", "援助中心"),
    )
    DUTY_STATION = (
        "duty_station",
        N_("Legal-aid station or duty desk"),
        *("法律援助工作站（值班点）", "法律援助工作站", "工作站", "值班点"),
        *("值班律师工作站", "联络点"),
    )
    OTHER = "other", N_("Another body"), "其他", "其他机构", "高校", "社会组织"


FIRM_OF_OBJECT = {
    CaseKind.INSTITUTION: FirmKind.LEGAL_AID_CENTER,
    CaseKind.STATION: FirmKind.DUTY_STATION,
}
"""As what an institution stands among the firms."""


SPECIAL_WORDS = {
    "不适用": Special.NOT_APPLICABLE,
    "无此项": Special.NOT_APPLICABLE,
    "na": Special.NOT_APPLICABLE,
    "notapplicable": Special.NOT_APPLICABLE,
    "无法评判": Special.CANNOT_ASSESS,
    "无法评价": Special.CANNOT_ASSESS,
    "cannotassess": Special.CANNOT_ASSESS,
    "客观原因未完成": Special.NOT_DONE_EXTERNAL,
    "客观原因": Special.NOT_DONE_EXTERNAL,
    "notdoneexternal": Special.NOT_DONE_EXTERNAL,
    "notdoneforoutsidecause": Special.NOT_DONE_EXTERNAL,
}


def special_of(words: str) -> Special | None:
    """The special answer these words name; None when they are a choice."""
    return SPECIAL_WORDS.get(squeezed(words))


CRIMINAL_IS_DEFENCE = N_(
    "刑事 was read as 刑事辩护. Write 刑事代理 for representation."
)
TRIAL_IS_FIRST = N_("审判 was read as 一审. Write 二审 for the second instance.")
HARD_IS_COMPLEX = N_("疑难 was read as 复杂. Write 重大疑难 for the highest class.")
LOOSE_WORDS = {
    "刑事": CRIMINAL_IS_DEFENCE,
    "刑事案件": CRIMINAL_IS_DEFENCE,
    "刑事法律援助": CRIMINAL_IS_DEFENCE,
    "审判": TRIAL_IS_FIRST,
    "审判阶段": TRIAL_IS_FIRST,
    "疑难": HARD_IS_COMPLEX,
}


def kind_and_stage(words: str) -> tuple[CaseKind, Stage | None]:
    """A kind, or a kind and a stage in one: 民事一审, 刑事辩护（侦查阶段）."""
    if (kind := CaseKind.find(words)) is not None:
        return kind, None
    key = squeezed(words)
    for cut in range(2, len(key) - 1):
        for first, second in ((key[:cut], key[cut:]), (key[cut:], key[:cut])):
            kind, stage = CaseKind.find(first), Stage.find(second)
            if kind is not None and stage:
                return kind, stage
    return CaseKind.from_words(words), None


def competence(words: str) -> tuple[str, ...]:
    """The case kinds a specialty covers, or the words themselves."""
    if squeezed(words) in LOOSE_WORDS:
        return CaseKind.CRIMINAL_DEFENSE.value, CaseKind.CRIMINAL_REPRESENTATION.value
    kind = CaseKind.find(words)
    return (kind.value if kind else words,)
