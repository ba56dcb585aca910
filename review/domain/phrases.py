"""The reviewer's own recent wordings of findings, to use again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

MOST = 5


@dataclass(frozen=True, slots=True)
class Phrase:
    """A reason as the reviewer wrote it: about which item, and when."""

    item: str
    text: str
    at: datetime


def recent(item: str, written: Iterable[Phrase]) -> tuple[str, ...]:
    """What was written about this item, then about others; the newest first.

    The same words stand once, whatever the spaces around them.
    """
    newest = sorted(written, key=lambda each: each.at, reverse=True)
    ordered = sorted(newest, key=lambda each: each.item != item)
    texts = dict.fromkeys(each.text.strip() for each in ordered)
    return tuple(text for text in texts if text)[:MOST]
