"""Names of files and folders say the volume, the innermost first."""

from __future__ import annotations

import pytest

from review.domain.contents import Listed
from review.domain.volumes import Lack, Volume, lacking, volume_named

WHOLE, MAIN, SECONDARY = Volume


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", Volume.WHOLE),
        ("scan.pdf", Volume.WHOLE),
        ("正卷.pdf", Volume.MAIN),
        ("(2025)青援1号 副 卷 2.pdf", Volume.SECONDARY),
        ("(2025)青援1号/副卷/1.pdf", Volume.SECONDARY),
        ("副卷/正卷.pdf", Volume.MAIN),
        ("正卷\\副卷\\1.pdf", Volume.SECONDARY),
        ("正卷和副卷.pdf", Volume.SECONDARY),
        ("卷宗.pdf", Volume.WHOLE),
    ],
)
def test_the_name_says_the_volume(path: str, expected: Volume) -> None:
    assert volume_named(path) is expected


def test_the_secondary_volume_is_read_last() -> None:
    assert max(Volume, key=lambda each: each.rank) is Volume.SECONDARY
    assert len({each.words for each in Volume}) == len(Volume)


@pytest.mark.parametrize(
    ("volumes", "gaps", "both", "expected"),
    [
        ((), False, False, (Lack.SCAN,)),
        ((), True, True, (Lack.SCAN,)),
        ((WHOLE,), False, False, ()),
        ((WHOLE,), False, True, (Lack.SECONDARY,)),
        ((MAIN,), True, True, (Lack.SECONDARY, Lack.PAGES)),
        ((SECONDARY,), False, False, (Lack.MAIN,)),
        ((SECONDARY, SECONDARY), True, True, (Lack.MAIN, Lack.PAGES)),
        ((MAIN, SECONDARY), False, True, ()),
        ((WHOLE, SECONDARY), True, True, (Lack.PAGES,)),
    ],
)
def test_what_a_file_lacks(
    volumes: tuple[Volume, ...], gaps: bool, both: bool, expected: tuple[Lack, ...]
) -> None:
    assert lacking(volumes, has_gaps=gaps, needs_both=both) == expected


@pytest.mark.parametrize(
    ("volumes", "listed", "expected"),
    [
        ((), Listed.NOT_SCANNED, (Lack.SCAN,)),
        ((WHOLE,), Listed.UNLISTED, (Lack.LIST,)),
        ((WHOLE,), Listed.UNCHECKED, (Lack.CHECK,)),
        ((SECONDARY,), Listed.UNCHECKED, (Lack.MAIN, Lack.CHECK)),
        ((WHOLE,), Listed.CHECKED, ()),
    ],
)
def test_a_file_may_lack_its_list(
    volumes: tuple[Volume, ...], listed: Listed, expected: tuple[Lack, ...]
) -> None:
    found = lacking(volumes, has_gaps=False, needs_both=False, listed=listed)

    assert found == expected
