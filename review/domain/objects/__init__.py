"""What a campaign reviews, and how sentences about case files are said of it.

The program's sentences speak of case files. Where institutions are reviewed, the words
of a sentence are replaced by those of institutions, in either language; what would then
read wrongly is said in another sentence (`INSTEAD`), which is translated as any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from review.domain.errors import Counted, ngettext
from review.domain.kinds import is_object
from review.domain.objects.handlers import HANDLERS
from review.domain.objects.records import RECORDS
from review.domain.objects.sentences import OFFICE
from review.domain.objects.words import in_chinese, in_english

Say = Callable[[str], str]
INSTEAD: Mapping[str, str] = {**OFFICE, **RECORDS, **HANDLERS}
"""Sentences of which words alone would make no good ones, and what is said instead."""
NAMES_THEM = re.compile("institution|station", re.IGNORECASE)
"""A sentence that names them itself has the words it needs."""


OTHER_FILES = re.compile("文件|扫描|上传|编码|引号|Word|CSV")
"""What the Chinese of a sentence speaks of whose file is none under review."""


class Reviewed(StrEnum):
    """The objects of reviews; each has words of its own."""

    FILES = "files"
    INSTITUTIONS = "institutions"


def reviewed(kind: str) -> Reviewed:
    """What is reviewed where the records are of this kind."""
    return Reviewed.INSTITUTIONS if is_object(kind) else Reviewed.FILES


def common_to(found: Iterable[Reviewed]) -> Reviewed:
    """How things of several campaigns are called together: by what all of them are."""
    several = set(found)
    return several.pop() if len(several) == 1 else Reviewed.FILES


def instead_of(sentence: str) -> str | None:
    """The sentence said of institutions, where words alone do not make it one."""
    return INSTEAD.get(sentence)


def of_institutions(sentence: str, told: str, chinese: str) -> str:
    """What a sentence says, `told` in some language, as it is said of institutions.

    Its Chinese tells which file an English one means: 案卷 is reviewed, 文件 is not.
    What has no Chinese is no sentence of the program but somebody's own words.
    """
    if chinese == sentence or NAMES_THEM.search(sentence):
        return told
    turned = in_chinese(chinese)
    if told == chinese:
        return turned
    if turned == chinese and OTHER_FILES.search(chinese):
        return told
    if isinstance(told, Counted):
        return ngettext(in_english(told), in_english(told.many), told.by)
    return in_english(told)


def said_of_institutions(sentence: str, say: Say, chinese: Say) -> str:
    """A sentence about case files said of institutions in the language of `say`."""
    if (instead := instead_of(sentence)) is not None:
        return say(instead)
    return of_institutions(sentence, say(sentence), chinese(sentence))
