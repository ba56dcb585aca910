"""What the name of a file that is brought into a case says of other cases.

A file of another case under this one is a fault that nobody sees before a reviewer does,
so somebody decides. Files of many cases were told apart by their folders before.
"""

from __future__ import annotations

import re

from review.domain.case_numbers import CaseNumbers, folded
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Viewer
from review.files.bundles import names_of
from review.services import scans
from review.services.cases import conditions_of
from review.store import unit
from review.store.queries import scans as queries

TELLING = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d\s*号")
"""Only such names are compared with the numbers of all cases."""


class NamesAnother(RuleBroken):
    sentence = N_("The name of the file speaks of another case: %(numbers)s.")


def named(viewer: Viewer, public_id: str, name: str) -> list[str]:
    """Numbers that the name of a file by itself says, if none of them is its case's."""
    inside, *folders = names_of(name)
    if folders or not TELLING.search(folded(inside)):
        return []
    with unit.reading():
        own = scans.case_of(viewer, public_id).case_no
        known = {
            folded(row.case_no): row.case_no
            for row in queries.cases(conditions_of(viewer))
        }
    found = CaseNumbers(known).others(inside, own)
    return [known.get(number, number) for number in found]
