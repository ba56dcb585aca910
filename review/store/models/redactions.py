"""What of a case's scanned pages is hidden from everybody but the bureau."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import (
    JSON,
    At,
    BureauId,
    Code,
    Digest,
    EventId,
    Id,
    PublicId,
    reference,
)


class Redaction(Base):
    """A box burned into the image of one page, in millionths of its width and height.

    It belongs to the content of the file: taken out and brought again, the page comes
    back with its boxes. `by_hand` says that a person ended it, and not the next look at
    the page: what a person uncovered is not covered again.
    """

    __tablename__ = "redactions"
    __table_args__ = (
        CheckConstraint("page > 0", name="counts_from_one"),
        CheckConstraint(
            "0 <= x_from AND x_from < x_to AND x_to <= 1000000", name="lies_across"
        ),
        CheckConstraint(
            "0 <= y_from AND y_from < y_to AND y_to <= 1000000", name="lies_down"
        ),
        Index("ix_redactions_page", "case_id", "digest", "page"),
    )
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    case_id: Mapped[int] = reference("cases")
    digest: Mapped[Digest]
    page: Mapped[int]
    x_from: Mapped[int]
    y_from: Mapped[int]
    x_to: Mapped[int]
    y_to: Mapped[int]
    origin: Mapped[Code]
    """Drawn by a person, or found by looking through the text."""
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")
    by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())


class RedactionWord(Base):
    """A word of a case: to hide, proposed as a name, or a name that may be read."""

    __tablename__ = "redaction_words"
    id: Mapped[Id]
    public_id: Mapped[PublicId]
    bureau_id: Mapped[BureauId]
    case_id: Mapped[int] = reference("cases", index=True)
    text_id: Mapped[int] = reference("texts")
    state: Mapped[Code]
    event_id: Mapped[EventId]
    ended_event_id: Mapped[int | None] = reference("events")


class ScanLook(Base):
    """How far the text of a scan has been looked through, and what was found.

    Working data: whatever changes what is to be hidden sets `n_looked` back to nought.
    `pages` has a line for each page looked at: whether it has text and pictures, how
    many boxes it has, and how many words, numbers and names are still to be read.
    """

    __tablename__ = "scan_looks"
    __table_args__ = (
        UniqueConstraint("case_id", "digest"),
        CheckConstraint("n_looked >= 0", name="is_not_negative"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    case_id: Mapped[int] = reference("cases")
    digest: Mapped[Digest]
    n_looked: Mapped[int]
    n_blank: Mapped[int]
    """Pages without text, of which nothing can be said."""
    n_pictures: Mapped[int]
    """Pages with text on which more is drawn than the text has."""
    n_recognised: Mapped[int] = mapped_column(server_default="0")
    """Pages whose text was read off their images."""
    n_doubtful: Mapped[int] = mapped_column(server_default="0")
    """Those of them that could hardly be read."""
    n_unsure: Mapped[int] = mapped_column(server_default="0")
    """Pages whose text is not what stands on them, and that nobody has looked at."""
    seen: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    """The pages that a person has looked at."""
    found: Mapped[dict[str, int]] = mapped_column(
        JSON, default=dict, server_default="{}"
    )
    """How often each word to hide stands on the pages, by its address."""
    n_left: Mapped[int]
    pages: Mapped[list[Any]] = mapped_column(JSON)
    looked_at: Mapped[At]
    event_id: Mapped[EventId]
