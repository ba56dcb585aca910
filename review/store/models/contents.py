"""The contents lists of case files: one row for each list that was ever in force."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import JSON, At, BureauId, EventId, Id, reference


class StoredContents(Base):
    """A contents list; the one with the highest id is in force, none is ever changed.

    `entries` are kinds of paper with the scan and the page of it on which each begins,
    so that scans may be moved and numbered anew without touching the list. Kinds are
    all it holds: no title that anybody wrote, and so nobody's name.
    """

    __tablename__ = "contents"
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    case_id: Mapped[int] = reference("cases", index=True)
    entries: Mapped[list[list[str | int]]] = mapped_column(JSON)
    """[kind, id of the scan, page of the scan], in the order of the pages."""
    not_applicable: Mapped[list[str]] = mapped_column(JSON)
    """Kinds of which an officer said that this case has none."""
    is_proposed: Mapped[bool]
    """Made from file names and bookmarks when a scan was added; nobody has looked."""
    made_at: Mapped[At]
    event_id: Mapped[EventId]
