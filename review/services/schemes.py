"""Schemes: loading a checklist, showing it, and trying answers on it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from review.domain.adoption import Standing, check_alone, check_changed_here
from review.domain.answers import Answer, parse_answers
from review.domain.completeness import Missing, missing
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Scheme, Text
from review.domain.scoring import score
from review.domain.sheets import Sheet
from review.files import schemes as files
from review.services.accounts import actor_of
from review.store import unit
from review.store.models import StoredScheme
from review.store.queries import issues
from review.store.queries import schemes as queries

MOST_HELD = 128


class VersionTaken(RuleBroken):
    """A scheme never changes under its version: answers point to it."""

    sentence = N_(
        "Scheme %(code)s version %(version)s is already loaded and says something "
        "else. Loaded schemes never change: give the changed one a new version."
    )


class UnknownScheme(RuleBroken):
    sentence = N_("No scheme %(name)s is loaded.")


@dataclass(frozen=True, slots=True)
class SchemeLine:
    """A loaded scheme in the list."""

    public_id: str
    code: str
    version: str
    title: Text
    digest: str
    loaded_at: datetime
    n_campaigns: int = 0
    issuer: str = ""
    """The superior bureau that issued it; nothing for the bureau's own."""


@dataclass(frozen=True, slots=True)
class SchemeView:
    """A scheme with everything its page shows, and its text to download."""

    line: SchemeLine
    scheme: Scheme
    text: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What trial answers come to; nothing is stored of it."""

    sheet: Sheet
    missing: tuple[Missing, ...]
    answers: Mapping[str, Answer]


class _Held:
    """Schemes parsed once per process, found by the digest of what they say.

    A digest stands for one content for ever, and a row of a database for one digest,
    so nothing held can grow stale.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._schemes: OrderedDict[str, Scheme] = OrderedDict()
        self._digests: WeakKeyDictionary[object, dict[int, str]] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def digest_of(self, database: object, scheme_id: int) -> str:
        return self._digests.get(database, {}).get(scheme_id, "")

    def note(self, database: object, scheme_id: int, digest: str) -> None:
        with self._lock:
            self._digests.setdefault(database, {})[scheme_id] = digest

    def get(self, digest: str) -> Scheme | None:
        with self._lock:
            if digest in self._schemes:
                self._schemes.move_to_end(digest)
            return self._schemes.get(digest)

    def keep(self, scheme: Scheme) -> Scheme:
        with self._lock:
            self._schemes[scheme.digest] = scheme
            if len(self._schemes) > self._most:
                self._schemes.popitem(last=False)
        return scheme


_held = _Held(MOST_HELD)


def parsed(scheme_id: int, digest: str = "") -> Scheme:
    """A stored scheme, parsed at most once per process; what is held needs no query."""
    found = _held.get(digest) if digest else None
    if found is not None:
        return found
    with unit.reading() as connection:
        database = connection.engine
        known = _held.digest_of(database, scheme_id)
        return _held.get(known) or _parse(database, scheme_id)


def _parse(database: object, scheme_id: int) -> Scheme:
    row = queries.text_of(scheme_id)
    if row is None:
        raise NotVisible
    _held.note(database, scheme_id, row.digest)
    return _held.get(row.digest) or _held.keep(files.restore(row.text, row.digest))


def load(*, viewer: Viewer, text: str, at: datetime) -> SchemeLine:
    """Take in a scheme's text; loading the same again changes nothing.

    A changed version of what campaigns use, or of what was issued from above, is not
    one person's to load.
    """
    require(viewer, Action.SCHEMES_LOAD)
    scheme = files.load(text)
    bureau_id = viewer.bureau_id or 0
    taken = VersionTaken(code=scheme.code, version=scheme.version)
    with unit.reading():
        found = _already_loaded(bureau_id, scheme)
    if found is None:
        with unit.refusing({"schemes": taken}):
            found = _store(viewer, scheme, text, at)
    _held.keep(scheme)
    return found


def _already_loaded(bureau_id: int, scheme: Scheme) -> SchemeLine | None:
    rows = queries.known(bureau_id, scheme.code, scheme.version, scheme.digest)
    if not rows:
        return None
    if rows[0].digest != scheme.digest:
        raise VersionTaken(code=scheme.code, version=scheme.version)
    return _line(rows[0])


def _store(viewer: Viewer, scheme: Scheme, text: str, at: datetime) -> SchemeLine:
    with unit.transaction():
        check_alone(scheme.code, _standing(viewer, scheme.code))
        said = {"code": scheme.code, "version": scheme.version, "digest": scheme.digest}
        event = unit.record(
            "scheme_loaded",
            chain=f"bureau:{viewer.bureau_id}",
            actor=actor_of(viewer),
            at=at,
            payload=said,
        )
        bureau_id = viewer.bureau_id or 0
        store(event, bureau_id, text, at)
        rows = queries.known(bureau_id, scheme.code, scheme.version, scheme.digest)
        return _line(rows[0])


def store(event: unit.Recorded, bureau_id: int, text: str, at: datetime) -> int:
    """Write a sound scheme down, explained by the event, in the open transaction."""
    scheme = files.load(text)
    scheme_id = unit.add(
        event,
        StoredScheme,
        bureau_id=bureau_id,
        code=scheme.code,
        version=scheme.version,
        title={"zh": scheme.title.zh, "en": scheme.title.en},
        text=text,
        digest=scheme.digest,
        structure_digest=scheme.structure_digest,
        loaded_at=at,
    )
    return int(scheme_id)


def _standing(viewer: Viewer, code: str) -> Standing:
    bureau_id = viewer.bureau_id or 0
    return Standing(issues.n_using(bureau_id, code), issues.issuer_of(bureau_id, code))


def check_is_ours(*, viewer: Viewer, code: str) -> None:
    """Refuse to change what was issued from above."""
    require(viewer, Action.SCHEMES_READ)
    with unit.reading():
        check_changed_here(code, _standing(viewer, code))


def check_is_new(*, viewer: Viewer, scheme: Scheme) -> None:
    """Refuse a version that is loaded already with other content."""
    require(viewer, Action.SCHEMES_READ)
    with unit.reading():
        _already_loaded(viewer.bureau_id or 0, scheme)


def listing(*, viewer: Viewer) -> list[SchemeLine]:
    """The bureau's schemes, the newest version of each first."""
    require(viewer, Action.SCHEMES_READ)
    with unit.reading():
        return [_line(row) for row in queries.listing(viewer.bureau_id or 0)]


def view(*, viewer: Viewer, public_id: str) -> SchemeView:
    """A scheme as reviewers will see it, and the text it was loaded from."""
    require(viewer, Action.SCHEMES_READ)
    with unit.reading():
        row = queries.by_public_id(viewer.bureau_id or 0, public_id)
        if row is None:
            raise NotVisible
        stored = queries.text_of(row.id)
    assert stored is not None
    return SchemeView(_line(row), parsed(row.id, row.digest), stored.text)


def named(*, viewer: Viewer, name: str) -> Any:
    """The stored scheme that code@version, or a code and its newest version, names."""
    require(viewer, Action.SCHEMES_READ)
    code, _, version = name.partition("@")
    with unit.reading():
        row = queries.by_code(viewer.bureau_id or 0, code, version)
    if row is None:
        raise UnknownScheme(name=name)
    return row


def text_named(*, viewer: Viewer, name: str) -> str:
    """The file of a loaded scheme that code or code@version names."""
    row = named(viewer=viewer, name=name)
    with unit.reading():
        stored = queries.text_of(row.id)
    return str(stored.text) if stored else ""


def versions(*, viewer: Viewer, code: str) -> frozenset[str]:
    """The versions of a scheme that are loaded."""
    return frozenset(e.version for e in listing(viewer=viewer) if e.code == code)


def try_out(
    *,
    viewer: Viewer,
    public_id: str,
    answers: Mapping[str, object],
    part: str | None = None,
) -> Trial:
    """Score trial answers; they are read as strictly as real ones."""
    require(viewer, Action.SCHEMES_READ)
    with unit.reading():
        row = queries.by_public_id(viewer.bureau_id or 0, public_id)
    if row is None:
        raise NotVisible
    scheme = parsed(row.id, row.digest)
    given = parse_answers(scheme, answers)
    return Trial(score(scheme, given, part), missing(scheme, given, part), given)


def _line(row: Any) -> SchemeLine:
    return SchemeLine(
        public_id=row.public_id,
        code=row.code,
        version=row.version,
        title=Text(row.title["zh"], row.title.get("en", "")),
        digest=row.digest,
        loaded_at=row.loaded_at,
        n_campaigns=row.n_campaigns,
        issuer=row.issuer or "",
    )
