"""Releases as those read them for whom they were made; connections from outside.

Only releases that nothing replaces are read, and of each only the rows that are
addressed to the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select

from review.domain.publication import RANKINGS, Audience, ReleaseKind, RowKind
from review.store import unit
from review.store.models import EarlierResult, Release, ReleaseRow, StoredScheme

_HEAD = (
    Release.id,
    Release.public_id,
    Release.bureau_id,
    Release.kind,
    Release.header,
    Release.digest,
)
_ROW = (
    ReleaseRow.release_id,
    ReleaseRow.public_id,
    ReleaseRow.kind,
    ReleaseRow.position,
    ReleaseRow.body,
)


def published() -> Sequence[Row]:
    """Every final release that counts, of whichever bureau, the newest first."""
    return unit.connection().execute(_PUBLISHED).all()


def published_one(public_id: str) -> Row | None:
    return unit.connection().execute(_ONE_PUBLISHED, {"public_id": public_id}).first()


def public_rows(release_id: int) -> Sequence[Row]:
    """What the public may read of a release, but for its rankings."""
    return unit.connection().execute(_PUBLIC_ROWS, {"release_id": release_id}).all()


def proof(release_id: int) -> Sequence[Row]:
    """The digests of all rows; those of the public's with place, body and salt."""
    return unit.connection().execute(_PROOF, {"release_id": release_id}).all()


def releases_for(
    audience: Audience, ids: Sequence[int], *, bureau_id: int
) -> Sequence[Row]:
    """The current releases in which there is something for these, newest first."""
    statement = _releases_for(audience is Audience.BUREAU)
    values = _values(audience, ids) | {"bureau_id": bureau_id}
    return unit.connection().execute(statement, values).all()


def rows_for(
    audience: Audience,
    ids: Sequence[int],
    release_ids: Sequence[int],
    kinds: Sequence[RowKind],
) -> Sequence[Row]:
    """Their rows of these kinds, in the order in which they are shown."""
    values = _values(audience, ids) | {
        "release_ids": list(release_ids),
        "kinds": [kind.value for kind in kinds],
    }
    statement = _rows_for(audience is Audience.BUREAU)
    return unit.connection().execute(statement, values).all()


def cases_for(
    audience: Audience,
    ids: Sequence[int],
    release_id: int,
    *,
    skip: int,
    most: int,
) -> tuple[Sequence[Row], int]:
    """A page of the case rows, and how many there are."""
    values = _values(audience, ids) | {
        "release_ids": [release_id],
        "kinds": [RowKind.CASE.value],
    }
    count, rows = _page_for(audience is Audience.BUREAU)
    connection, page = unit.connection(), {"skip": skip, "most": most}
    n = connection.scalar(count, values)
    return connection.execute(rows, values | page).all(), int(n or 0)


def row_for(
    audience: Audience, ids: Sequence[int], public_id: str, *, bureau_id: int
) -> Row | None:
    """One case row of a current release, with the head of its release."""
    values = _values(audience, ids)
    values |= {"public_id": public_id, "bureau_id": bureau_id}
    statement = _one_row(audience is Audience.BUREAU)
    return unit.connection().execute(statement, values).first()


def _values(audience: Audience, ids: Sequence[int]) -> dict[str, Any]:
    """The bureau's own rows need no further address."""
    whole = audience is Audience.BUREAU
    return {"audience": audience.value} | ({} if whole else {"ids": list(ids)})


def earlier_results(person_id: int, *, bureau_id: int) -> Sequence[Row]:
    """A handler's results from years before this program, the newest first."""
    values = {"person_id": person_id, "bureau_id": bureau_id}
    return unit.connection().execute(_EARLIER, values).all()


def schemes_by_digest(digests: Sequence[str], *, bureau_id: int) -> dict[str, int]:
    """The stored schemes that frozen rows name by their digests."""
    values = {"digests": list(digests), "bureau_id": bureau_id}
    rows = unit.connection().execute(_SCHEMES, values)
    return {row.digest: row.id for row in rows}


def _is_current() -> ColumnElement[bool]:
    later = Release.__table__.alias("later")
    replaced = select(later.c.id).where(later.c.replaces_id == Release.id).exists()
    return ~replaced


def _is_addressed(whole: bool) -> ColumnElement[bool]:
    """Two plain conditions and no "or" between them, so that the index is used."""
    to_audience = ReleaseRow.audience == bindparam("audience")
    if whole:
        return to_audience
    return to_audience & ReleaseRow.audience_id.in_(bindparam("ids", expanding=True))


def _addressed(whole: bool, *columns: Any) -> Select[Any]:
    return select(*columns).where(
        _is_addressed(whole),
        ReleaseRow.release_id.in_(bindparam("release_ids", expanding=True)),
        ReleaseRow.kind.in_(bindparam("kinds", expanding=True)),
    )


_NEWEST_FIRST = (Release.published_at.desc(), Release.id.desc())
_FINAL = Release.kind == ReleaseKind.FINAL.value
_PUBLISHED = select(*_HEAD).where(_FINAL, _is_current()).order_by(*_NEWEST_FIRST)
_ONE_PUBLISHED = select(*_HEAD).where(
    _FINAL, _is_current(), Release.public_id == bindparam("public_id")
)
_IS_PUBLIC = ReleaseRow.audience == Audience.PUBLIC.value
_IS_RANKING = ReleaseRow.kind.in_([kind.value for kind in RANKINGS])
_PUBLIC_ROWS = (
    select(*_ROW)
    .where(_IS_PUBLIC, ReleaseRow.release_id == bindparam("release_id"), ~_IS_RANKING)
    .order_by(ReleaseRow.kind, ReleaseRow.position)
)
_PROOF = (
    select(
        ReleaseRow.digest,
        _IS_PUBLIC.label("is_public"),
        ReleaseRow.salt,
        ReleaseRow.body,
    )
    .where(ReleaseRow.release_id == bindparam("release_id"))
    .order_by(ReleaseRow.digest)
)


@cache
def _releases_for(whole: bool) -> Select[Any]:
    has_rows = select(ReleaseRow.id).where(
        _is_addressed(whole), ReleaseRow.release_id == Release.id
    )
    return (
        select(*_HEAD)
        .where(
            _is_current(),
            Release.bureau_id == bindparam("bureau_id"),
            has_rows.exists(),
        )
        .order_by(*_NEWEST_FIRST)
    )


@cache
def _rows_for(whole: bool) -> Select[Any]:
    return _addressed(whole, *_ROW).order_by(
        ReleaseRow.release_id.desc(),
        ReleaseRow.kind,
        ReleaseRow.audience_id,
        ReleaseRow.position,
    )


@cache
def _page_for(whole: bool) -> tuple[Select[Any], Select[Any]]:
    page = (
        _addressed(whole, *_ROW)
        .order_by(ReleaseRow.audience_id, ReleaseRow.position)
        .offset(bindparam("skip"))
        .limit(bindparam("most"))
    )
    return _addressed(whole, func.count()), page


@cache
def _one_row(whole: bool) -> Select[Any]:
    return (
        select(ReleaseRow.public_id.label("row_public_id"), ReleaseRow.body, *_HEAD)
        .join(Release, Release.id == ReleaseRow.release_id)
        .where(
            _is_addressed(whole),
            _is_current(),
            ReleaseRow.kind == RowKind.CASE.value,
            ReleaseRow.public_id == bindparam("public_id"),
            Release.bureau_id == bindparam("bureau_id"),
        )
    )


_EARLIER = (
    select(
        EarlierResult.year,
        EarlierResult.case_no,
        EarlierResult.firm_name,
        EarlierResult.grade,
        EarlierResult.score,
    )
    .where(
        EarlierResult.person_id == bindparam("person_id"),
        EarlierResult.bureau_id == bindparam("bureau_id"),
    )
    .order_by(EarlierResult.year.desc(), EarlierResult.case_no)
)
_SCHEMES = select(StoredScheme.id, StoredScheme.digest).where(
    StoredScheme.digest.in_(bindparam("digests", expanding=True)),
    StoredScheme.bureau_id == bindparam("bureau_id"),
)
