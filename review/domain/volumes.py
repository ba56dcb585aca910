"""The volumes of a case file: 正卷 with the papers of the case, 副卷 with the inner ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from review.domain.contents import Listed
from review.domain.errors import N_


class Volume(StrEnum):
    """Which volume a scan belongs to; a file of one volume says nothing of it."""

    WHOLE = ""
    MAIN = "main_volume"
    SECONDARY = "secondary_volume"

    @property
    def words(self) -> str:
        return WORDS[self]

    @property
    def rank(self) -> int:
        """The secondary volume is read behind everything else."""
        return int(self is Volume.SECONDARY)


WORDS = {
    Volume.WHOLE: N_("Not divided into volumes"),
    Volume.MAIN: N_("Main volume"),
    Volume.SECONDARY: N_("Secondary volume"),
}
NAMED = {"正": Volume.MAIN, "副": Volume.SECONDARY}
MARK = re.compile(r"([正副])\s*卷")


def volume_named(path: str) -> Volume:
    """What the name of a file says, or of a folder around it; the innermost counts."""
    for part in reversed(path.replace("\\", "/").split("/")):
        if found := MARK.findall(part):
            return NAMED[found[-1]]
    return Volume.WHOLE


class Lack(StrEnum):
    """What a case file still needs before it can be read on the screen."""

    SCAN = "scan"
    MAIN = "main_volume"
    SECONDARY = "secondary_volume"
    PAGES = "pages"
    LIST = "list"
    CHECK = "check"

    @property
    def words(self) -> str:
        return LACKS[self]


LACKS = {
    Lack.SCAN: N_("No scan"),
    Lack.MAIN: N_("Main volume missing"),
    Lack.SECONDARY: N_("Secondary volume missing"),
    Lack.PAGES: N_("Pages that cannot be shown"),
    Lack.LIST: N_("No contents list"),
    Lack.CHECK: N_("Contents list not checked"),
}


NEEDS_LIST = frozenset({Lack.LIST, Lack.CHECK})
"""What only files lack that are to have a contents list."""


def lacking(
    volumes: Iterable[str],
    *,
    has_gaps: bool,
    needs_both: bool,
    listed: Listed = Listed.CHECKED,
) -> tuple[Lack, ...]:
    """What a file with scans of these volumes lacks; undivided counts as the main one."""
    present = {Volume(each) for each in volumes}
    if not present:
        return (Lack.SCAN,)
    is_so = {
        Lack.MAIN: present == {Volume.SECONDARY},
        Lack.SECONDARY: needs_both and Volume.SECONDARY not in present,
        Lack.PAGES: has_gaps,
        Lack.LIST: listed is Listed.UNLISTED,
        Lack.CHECK: listed is Listed.UNCHECKED,
    }
    return tuple(lack for lack in Lack if is_so.get(lack))
