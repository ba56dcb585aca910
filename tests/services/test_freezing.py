"""What the public does not get, from the files of a campaign."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from review.domain.publication import RowKind
from review.services.freezing import Basis, withheld


def a_basis(files: dict[tuple[str, str], int]) -> Basis:
    """Graded files by firm and county, at least 5 to be shown."""
    rows = [
        SimpleNamespace(firm=firm, area=area, kind="civil", grade="pass")
        for (firm, area), n in files.items()
        for _ in range(n)
    ]
    known = {name: None for name in Basis.__dataclass_fields__}
    campaign = SimpleNamespace(rules={"minimum_n": 5})
    return Basis(**known | {"campaign": campaign, "files": rows})


@pytest.mark.parametrize(
    ("files", "areas", "firms"),
    [
        # The firm of the protecting county would give away its figures, and with
        # them those of the small one.
        ({("f", "a"): 3, ("g", "b"): 6, ("h", "c"): 9}, {"a", "b"}, {"f", "g"}),
        ({("f", "a"): 3, ("g", "b"): 6, ("i", "c"): 5}, {"a", "c"}, {"f", "i"}),
        ({("f", "a"): 3, ("i", "b"): 5, ("i", "c"): 5}, {"a", "b"}, {"f", "i"}),
        ({("f", "a"): 5, ("g", "b"): 6}, set(), set()),
    ],
)
def test_firms_do_not_give_a_withheld_county_away(
    files: dict[tuple[str, str], int], areas: set[str], firms: set[str]
) -> None:
    found = withheld(a_basis(files))

    assert (found[RowKind.COUNTY], found[RowKind.FIRM]) == (areas, firms)
