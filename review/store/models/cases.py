"""Case files and who took part in them."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, Numeric, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    BureauId,
    Code,
    EventId,
    Hundredths,
    Id,
    Name,
    On,
    PublicId,
    reference,
)

IN_FORCE = text("ended_event_id IS NULL")


class Case(Base):
    """A case file: (bureau, case number, stage, volume set). Texts are minimal."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("bureau_id", "case_no", "stage", "volume_set"),
        Index("ix_cases_bureau_closed", "bureau_id", "closed_on"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    area_id: Mapped[int] = reference("areas")
    case_no: Mapped[Name]
    stage: Mapped[Code] = mapped_column(default="")
    volume_set: Mapped[Code] = mapped_column(default="")
    kind: Mapped[Code]
    case_class: Mapped[Code] = mapped_column(default="general")
    origin: Mapped[Code] = mapped_column(default="applied")
    cause: Mapped[Name] = mapped_column(default="")
    assigned_on: Mapped[On | None]
    closed_on: Mapped[On]
    sealed: Mapped[bool] = mapped_column(default=False)
    """A sealed juvenile record: never sampled, never released."""
    secret: Mapped[bool] = mapped_column(default=False)
    """State secrets (涉密): reviewed on paper only, nothing is uploaded."""
    hides_handler: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its scanned pages hide the handler's name and firm from reviewers."""
    shows_numbers: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether they show identity, phone and bank card numbers."""
    object_firm_id: Mapped[int | None] = reference("firms")
    """The institution whose service is reviewed; such a file has no handler."""
    event_id: Mapped[EventId]


class CaseDate(Base):
    """A day on which something happened in a case; one in force for each kind.

    A changed day is a new row: what a review was given on can be looked up.
    """

    __tablename__ = "case_dates"
    __table_args__ = (
        Index(
            "uq_case_dates_kind",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId] = mapped_column(index=True)
    case_id: Mapped[int] = reference("cases")
    kind: Mapped[Code]
    happened_on: Mapped[On]
    source: Mapped[Code]
    """spreadsheet or officer."""
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")


class CaseParticipation(Base):
    """Who took part in a case, in which capacity, and for which firm then."""

    __tablename__ = "case_participation"
    __table_args__ = (UniqueConstraint("case_id", "person_id", "capacity"),)
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    case_id: Mapped[int] = reference("cases")
    person_id: Mapped[int] = reference("people", index=True)
    capacity: Mapped[Code]
    """lead_handler, handler; later also reviewer, adjudicator, decider."""
    firm_id: Mapped[int | None] = reference("firms", index=True)
    share: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    event_id: Mapped[EventId]


class CaseRelation(Base):
    """What the docket says beside the handlers: who else acted, matters and parties.

    A relation is to one person, one firm, or one key: a number of the same matter, or
    the digest of a party's name. Never changed; one taken in by mistake is ended.
    """

    __tablename__ = "case_relations"
    __table_args__ = (
        CheckConstraint(
            "(person_id IS NOT NULL AND firm_id IS NULL AND key = '') OR "
            "(person_id IS NULL AND firm_id IS NOT NULL AND key = '') OR "
            "(person_id IS NULL AND firm_id IS NULL AND key <> '')",
            name="one_target",
        ),
        Index("ix_case_relations_case", "case_id"),
        Index("ix_case_relations_key", "key"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId] = mapped_column(index=True)
    case_id: Mapped[int] = reference("cases")
    relation: Mapped[Code]
    person_id: Mapped[int | None] = reference("people")
    firm_id: Mapped[int | None] = reference("firms")
    key: Mapped[Name] = mapped_column(default="")
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")


class EarlierResult(Base):
    """A grade of a year before this program: shown as such, never ranked."""

    __tablename__ = "earlier_results"
    __table_args__ = (
        UniqueConstraint(
            *("bureau_id", "year", "case_no", "handler_name", "licence_no"),
            name="uq_earlier_results_bearer",
        ),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    year: Mapped[int]
    case_no: Mapped[Name]
    handler_name: Mapped[Name]
    licence_no: Mapped[Code] = mapped_column(default="")
    """Tells the results of namesakes apart where no case number does."""
    person_id: Mapped[int | None] = reference("people", index=True)
    firm_name: Mapped[Name] = mapped_column(default="")
    grade: Mapped[Code]
    score: Mapped[Hundredths | None]
    event_id: Mapped[EventId]
