"""Which assessment scheme a bureau uses: the shipped ones until it chooses another.

A scheme's text is kept from the moment it is loaded or first used, and never changed:
every proposal names the one it was made by.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from review.domain.assessment import AssessmentScheme, Subject
from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer, require
from review.domain.schemes import Text
from review.files import assessment_schemes as files
from review.files import shipped
from review.files.schemes.problems import Problem
from review.services.accounts import actor_of
from review.services.schemes import VersionTaken
from review.store import unit
from review.store.models import Bureau, StoredAssessmentScheme
from review.store.queries import assessment as queries

SETTING = "assessment_schemes"


@dataclass(frozen=True, slots=True)
class SchemeInUse:
    """A scheme with its text; `id` is None while it is not kept yet."""

    scheme: AssessmentScheme
    text: str
    id: int | None = None


@dataclass(frozen=True, slots=True)
class SchemeChoice:
    """A scheme that may be chosen. The shipped ones are there without being loaded."""

    subject: Subject
    title: Text
    code: str
    version: str
    digest: str
    is_chosen: bool
    is_shipped: bool
    loaded_at: datetime | None


@lru_cache(maxsize=64)
def parsed(text: str) -> AssessmentScheme:
    """A scheme's text, read at most once per process."""
    return files.load(text)


@lru_cache(maxsize=64)
def restored(text: str, digest: str) -> AssessmentScheme:
    """A stored scheme, read at most once per process."""
    return files.restore(text, digest)


def check(*, viewer: Viewer, text: str) -> tuple[Problem, ...]:
    """Everything wrong with a file, with its lines; nothing is stored."""
    require(viewer, Action.ASSESSMENT_COMPILE)
    return files.check(text)


def load(*, viewer: Viewer, text: str, at: datetime) -> SchemeChoice:
    """Take in a scheme and use it from now on; what was compiled stays as it is."""
    require(viewer, Action.ASSESSMENT_COMPILE)
    scheme = files.load(text)
    with unit.transaction():
        event = _record("assessment_scheme_loaded", viewer, scheme, at)
        keep(event, viewer.bureau_id or 0, SchemeInUse(scheme, text))
        _set_choice(event, viewer.bureau_id or 0, scheme)
        return _choices_now(viewer)[scheme.digest]


def choose(*, viewer: Viewer, digest: str, at: datetime) -> SchemeChoice:
    """Use this scheme from now on, one that was loaded before or a shipped one."""
    require(viewer, Action.ASSESSMENT_COMPILE)
    bureau_id = viewer.bureau_id or 0
    with unit.transaction():
        known = {**_shipped(), **_stored(queries.schemes(bureau_id))}
        if digest not in known:
            raise NotVisible
        chosen = known[digest]
        event = _record("assessment_scheme_chosen", viewer, chosen.scheme, at)
        keep(event, bureau_id, chosen)
        _set_choice(event, bureau_id, chosen.scheme)
        return _choices_now(viewer)[digest]


def listing(*, viewer: Viewer) -> list[SchemeChoice]:
    """What may be chosen, those in use first."""
    require(viewer, Action.ASSESSMENT_COMPILE)
    with unit.reading():
        found = _choices_now(viewer).values()
    return sorted(found, key=lambda each: (each.subject.value, not each.is_chosen))


def text_of(*, viewer: Viewer, digest: str) -> SchemeInUse:
    """A scheme and its file, to read it or to change it into a new version."""
    require(viewer, Action.ASSESSMENT_COMPILE)
    with unit.reading():
        stored = _stored(queries.schemes(viewer.bureau_id or 0))
    found = {**_shipped(), **stored}.get(digest)
    if found is None:
        raise NotVisible
    return found


def in_use(
    bureau_id: int, texts: Iterable[str] | None = None
) -> dict[Subject, SchemeInUse]:
    """One scheme for handlers and one for firms; `texts` stand in for the chosen."""
    stored = _stored(queries.schemes(bureau_id))
    shipped_ones = _shipped()
    chosen = queries.settings_of(bureau_id).get(SETTING, {})
    found = {each.scheme.subject: each for each in shipped_ones.values()}
    for digest in chosen.values():
        if digest in stored:
            found[stored[digest].scheme.subject] = stored[digest]
    for given in texts or ():
        scheme = parsed(given)
        found[scheme.subject] = SchemeInUse(scheme, given)
    return {
        subject: stored.get(each.scheme.digest, each) for subject, each in found.items()
    }


def keep(event: unit.Recorded, bureau_id: int, used: SchemeInUse) -> int:
    """The id of the scheme's row, made now if this is its first use."""
    scheme = used.scheme
    rows = queries.known_schemes(bureau_id, scheme.code, scheme.version, scheme.digest)
    if rows and rows[0].digest == scheme.digest:
        return int(rows[0].id)
    if rows:
        raise VersionTaken(code=scheme.code, version=scheme.version)
    return int(
        unit.add(
            event,
            StoredAssessmentScheme,
            bureau_id=bureau_id,
            subject=scheme.subject.value,
            code=scheme.code,
            version=scheme.version,
            title={"zh": scheme.title.zh, "en": scheme.title.en},
            text=used.text,
            digest=scheme.digest,
            loaded_at=event.at,
        )
    )


def _record(
    kind: str, viewer: Viewer, scheme: AssessmentScheme, at: datetime
) -> unit.Recorded:
    return unit.record(
        kind,
        chain=f"bureau:{viewer.bureau_id}",
        actor=actor_of(viewer),
        at=at,
        targets=[("bureau", viewer.bureau_id or 0)],
        payload={
            "subject": scheme.subject.value,
            "code": scheme.code,
            "version": scheme.version,
            "digest": scheme.digest,
        },
    )


def _set_choice(event: unit.Recorded, bureau_id: int, scheme: AssessmentScheme) -> None:
    """The event before it holds the bureau's chain, so nobody else writes meanwhile."""
    settings = dict(queries.settings_of(bureau_id))
    chosen = dict(settings.get(SETTING, {})) | {scheme.subject.value: scheme.digest}
    unit.change(
        event, Bureau, {"id": bureau_id}, settings={**settings, SETTING: chosen}
    )


def _choices_now(viewer: Viewer) -> dict[str, SchemeChoice]:
    bureau_id = viewer.bureau_id or 0
    rows = {row.digest: row for row in queries.schemes(bureau_id)}
    shipped_ones = _shipped()
    used = {each.scheme.digest for each in in_use(bureau_id).values()}
    known = {**shipped_ones, **_stored(rows.values())}
    return {
        digest: SchemeChoice(
            subject=each.scheme.subject,
            title=each.scheme.title,
            code=each.scheme.code,
            version=each.scheme.version,
            digest=digest,
            is_chosen=digest in used,
            is_shipped=digest in shipped_ones,
            loaded_at=rows[digest].loaded_at if digest in rows else None,
        )
        for digest, each in known.items()
    }


def _stored(rows: Iterable[Any]) -> dict[str, SchemeInUse]:
    return {
        row.digest: SchemeInUse(restored(row.text, row.digest), row.text, row.id)
        for row in rows
    }


def _shipped() -> Mapping[str, SchemeInUse]:
    found = [SchemeInUse(parsed(text), text) for text in _shipped_texts()]
    return {each.scheme.digest: each for each in found}


@lru_cache(maxsize=1)
def _shipped_texts() -> Sequence[str]:
    return tuple(shipped.assessment_schemes().values())
