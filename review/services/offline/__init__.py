"""Reviewing away from the browser: a workbook is taken along and brought back.

`taking` makes the workbook of own open files. `planning` says what one that comes back
would change, cell by cell; `bringing` keeps it for that look and then writes it into
the drafts. Nothing is ever submitted here.
"""

from review.services.offline.bringing import (
    BroughtAlready,
    ChangedMeanwhile,
    ChoiceMissing,
    Done,
    Picked,
    bring,
    keep,
    kept,
    preview,
)
from review.services.offline.planning import (
    MAY_CHOOSE,
    Change,
    FilePlan,
    NotOpen,
    Plan,
    SchemeChanged,
)
from review.services.offline.taking import (
    MOST_FILES,
    NothingToTake,
    TooMany,
    listing,
    workbook,
)

__all__ = [
    "MAY_CHOOSE",
    "MOST_FILES",
    "BroughtAlready",
    "Change",
    "ChangedMeanwhile",
    "ChoiceMissing",
    "Done",
    "FilePlan",
    "NotOpen",
    "NothingToTake",
    "Picked",
    "Plan",
    "SchemeChanged",
    "TooMany",
    "bring",
    "keep",
    "kept",
    "listing",
    "preview",
    "workbook",
]
