"""What a reviewer found: one occurrence with its reason and its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from review.domain.kept_pages import Keys, keys_from_json
from review.domain.pins import Pin, from_json, to_json


@dataclass(frozen=True, slots=True)
class Finding:
    """One occurrence: which named deduction, why, and where in the file.

    `pages` is what the reviewer wrote ("12", "3-5"); `absent` says the document is
    missing from the file. Pins show the place; the pages are what a lawyer reads.
    `keys` keep the page that each number meant, and `current` is how `pages` reads today
    where that is something else: it is looked up, never stored.
    """

    option: str = ""
    reason: str = ""
    pages: str = ""
    absent: bool = False
    pins: tuple[Pin, ...] = ()
    keys: Keys = ()
    current: str = ""

    @property
    def has_place(self) -> bool:
        return bool(self.pages) or self.absent

    @property
    def is_contradictory(self) -> bool:
        """What is absent from the file is on none of its pages."""
        return self.absent and bool(self.pages or self.pins)


def finding_to_json(finding: Finding) -> dict[str, object]:
    texts = {name: getattr(finding, name) for name in ("option", "reason", "pages")}
    data: dict[str, object] = {name: text for name, text in texts.items() if text}
    if finding.absent:
        data["absent"] = True
    if finding.pins:
        data["pins"] = to_json(finding.pins)
    if finding.keys:
        data["keys"] = dict(finding.keys)
    return data


def finding_from(stored: Mapping[str, Any]) -> Finding:
    """A finding as `to_json` wrote it."""
    read = {
        "pins": from_json(stored.get("pins")),
        "keys": keys_from_json(stored.get("keys")),
    }
    return Finding(**{**stored, **read})
