"""Columns that most tables share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, Any

from sqlalchemy import JSON as PlainJSON
from sqlalchemy import Date, DateTime, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column

from review.store.database import BigInt, new_public_id


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets the zone, so it is put back when read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        return None if value is None else _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Any:
        """What an action writes has one moment in many rows."""
        if dialect.name == "sqlite":
            return _in_sqlite
        return super().bind_processor(dialect)

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """SQLite's text is read here: the rows of a list share a few moments."""
        if dialect.name == "sqlite":
            return _of_sqlite
        return super().result_processor(dialect, coltype)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return value.astimezone(UTC)


@lru_cache(maxsize=1024)
def _in_sqlite(value: datetime | None) -> str | None:
    if value is None:
        return None
    return _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


@lru_cache(maxsize=8192)
def _of_sqlite(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written).replace(tzinfo=UTC) if written else None


JSON = PlainJSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Id = Annotated[int, mapped_column(BigInt, primary_key=True, autoincrement=True)]
PublicId = Annotated[str, mapped_column(String(24), unique=True, default=new_public_id)]
BureauId = Annotated[int, mapped_column(BigInt, ForeignKey("bureaus.id"))]
EventId = Annotated[int, mapped_column(BigInt, ForeignKey("events.id"))]
Code = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
Digest = Annotated[str, mapped_column(String(64))]
Long = Annotated[str, mapped_column(Text)]
At = Annotated[datetime, mapped_column(Moment)]
On = Annotated[date, mapped_column(Date)]
Hundredths = Annotated[int, mapped_column(BigInt)]


def reference(target: str, **options: Any) -> MappedColumn[Any]:
    """A foreign key to another table's id."""
    return mapped_column(BigInt, ForeignKey(f"{target}.id"), **options)
