"""Areas, bureaus and firms."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, bindparam, select

from review.store import unit
from review.store.models import Area, Bureau, Firm


def first_bureau_id() -> int | None:
    return unit.connection().scalar(select(Bureau.id).order_by(Bureau.id).limit(1))


def bureaus() -> Sequence[Row]:
    """Every bureau that works here, the first one first."""
    return (
        unit.connection()
        .execute(
            select(Bureau.id, Bureau.code, Bureau.name)
            .where(Bureau.is_elsewhere.is_(False))
            .order_by(Bureau.id)
        )
        .all()
    )


def bureau(bureau_id: int) -> Row:
    return (
        unit.connection()
        .execute(select(Bureau.__table__).where(Bureau.id == bureau_id))
        .one()
    )


def areas_of(bureau_id: int) -> Sequence[Row]:
    """The bureau's own area and the counties below it, 市本级 first."""
    return unit.run(_AREAS_OF, {"bureau_id": bureau_id}).all()


_TOP = (
    select(Bureau.area_id).where(Bureau.id == bindparam("bureau_id")).scalar_subquery()
)
_AREAS_OF = (
    select(Area.__table__)
    .where((Area.id == _TOP) | (Area.parent_id == _TOP))
    .order_by(Area.level.desc(), Area.is_city_proper.desc(), Area.code)
)


def firms_of(bureau_id: int) -> Sequence[Row]:
    return (
        unit.connection()
        .execute(
            select(Firm.__table__)
            .where(Firm.bureau_id == bureau_id)
            .order_by(Firm.name_key)
        )
        .all()
    )
