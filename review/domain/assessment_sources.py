"""What the codes stand for that assessment schemes name as their sources."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from review.domain.schemes import Text
from review.domain.sources import SOURCES as CHECKLIST_SOURCES

# Facts about public material, never its sentences. D: planning documents.
SOURCES: Mapping[str, Text] = {
    "D0": Text(
        "一个市的法律援助工作建议（2022）：每名律师每年不少于3件",
        "A city's proposals on legal aid (2022): at least three cases a lawyer a year",
    ),
    "D1": Text(
        "镇江市法律援助工作计划：持证工作人员每年不少于2件",
        "Zhenjiang's plan for legal aid: at least two cases a certified member of staff",
    ),
    "S83": Text(
        "安徽、黑龙江、河北等地律师执业年度考核规则",
        "Rules of Anhui, Heilongjiang and Hebei for the annual assessment of lawyers",
    ),
    "S85": Text(
        "律师执业年度考核等次标准（地方转述）",
        "Criteria for the grades of the annual assessment (as restated locally)",
    ),
    "S86": Text(
        "一个城市律师事务所年度检查考核通知（2013）",
        "A city's notice on the annual inspection of law firms (2013)",
    ),
    "S87": Text(
        "一个城市律师事务所年度检查考核通知（2010）",
        "A city's notice on the annual inspection of law firms (2010)",
    ),
}
_CODE = re.compile(r"\b[DS]\d+[a-z]?\b")


def codes_in(source: str) -> list[str]:
    """The codes a source names, known or not, in order."""
    return _CODE.findall(source)


def unknown_codes(source: str) -> list[str]:
    """Codes that neither list of sources has."""
    known = {*SOURCES, *CHECKLIST_SOURCES}
    return [code for code in codes_in(source) if code not in known]


def explained(sources: Iterable[str]) -> dict[str, Text]:
    """What the codes in these sources stand for, each once, in order."""
    codes = (code for source in sources for code in codes_in(source))
    return {code: SOURCES[code] for code in codes if code in SOURCES}
