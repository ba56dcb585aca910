"""Areas, the bureaus that answer for them, and the firms within them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    BureauId,
    Code,
    EventId,
    Id,
    Name,
    PublicId,
    reference,
)


class Area(Base):
    """A province, prefecture or county; 市本级 is a row beside the counties."""

    __tablename__ = "areas"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    parent_id: Mapped[int | None] = reference("areas", index=True)
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    name_key: Mapped[Name]
    level: Mapped[Code]
    is_city_proper: Mapped[bool] = mapped_column(default=False)


class Bureau(Base):
    """A justice bureau: the tenant. It sees its own and its subordinates' data."""

    __tablename__ = "bureaus"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    parent_id: Mapped[int | None] = reference("bureaus")
    area_id: Mapped[int] = reference("areas")
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_elsewhere: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Works in another installation: known by its key, without accounts here."""


class Firm(Base):
    """A law firm, a grassroots legal service office or a legal-aid centre."""

    __tablename__ = "firms"
    __table_args__ = (UniqueConstraint("bureau_id", "code"),)
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    area_id: Mapped[int] = reference("areas")
    code: Mapped[Code]
    """The licence number, or the name where none was given."""
    name: Mapped[Name]
    name_key: Mapped[Name]
    kind: Mapped[Code]
    head_name: Mapped[Name] = mapped_column(default="")
    """The head of the firm (负责人) as the list says; an account is a separate grant."""
    event_id: Mapped[EventId]
