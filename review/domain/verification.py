"""Whether a release still is what was published: every digest calculated again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from review.domain.publication import release_digest


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A row of a release as it is kept; `body` is what its digest covers."""

    audience: str
    kind: str
    position: int
    body: str
    salt: str
    digest: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of the check. `digest` is the one just calculated."""

    published: str
    digest: str
    n_rows: int
    n_broken: int

    @property
    def holds(self) -> bool:
        return self.digest == self.published and not self.n_broken


def verify(
    header: Mapping[str, object], published: str, parts: Iterable[StoredPart]
) -> Verified:
    """Digest every row anew, then the release over its header and its rows.

    A row also has to be where its body says it belongs, or it could be moved from one
    reader to another under the same digest.
    """
    digests, n_broken = [], 0
    for part in parts:
        digest = _digest(part)
        digests.append(digest)
        n_broken += digest != part.digest or not _is_in_place(part)
    return Verified(published, release_digest(header, digests), len(digests), n_broken)


def _digest(part: StoredPart) -> str:
    return hashlib.sha256(bytes.fromhex(part.salt) + part.body.encode()).hexdigest()


def _is_in_place(part: StoredPart) -> bool:
    body = json.loads(part.body)
    said = (body.get("audience"), body.get("kind"), body.get("position"))
    return said == (part.audience, part.kind, part.position)
