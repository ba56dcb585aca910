"""Hiding personal data on scanned pages before reviewers see them."""

from __future__ import annotations

from review.services.redaction.boxes import (
    BoxLine,
    PageBoxes,
    draw,
    page_image,
    page_of,
    remove,
    restore,
)
from review.services.redaction.campaigns import (
    CampaignStanding,
    FileStanding,
    look_on,
    of_campaign,
    require_looks,
)
from review.services.redaction.choices import Choices, Word, choose, decide_names
from review.services.redaction.eyes import see
from review.services.redaction.looking import Line, Progress, look
from review.services.redaction.originals import Original, original
from review.services.redaction.summary import PageState, Summary, summary
from review.services.redaction.veil import Veil, veil_of
from review.services.redaction.withheld import withheld

__all__ = [
    "BoxLine",
    "CampaignStanding",
    "Choices",
    "FileStanding",
    "Line",
    "Original",
    "PageBoxes",
    "PageState",
    "Progress",
    "Summary",
    "Veil",
    "Word",
    "choose",
    "decide_names",
    "draw",
    "look",
    "look_on",
    "of_campaign",
    "original",
    "page_image",
    "page_of",
    "remove",
    "require_looks",
    "restore",
    "see",
    "summary",
    "veil_of",
    "withheld",
]
