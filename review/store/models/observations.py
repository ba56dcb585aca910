"""What is measured beside the reviews, apart from them and from who made them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import BureauId, Code, Id, On, reference


class ClosingCount(Base):
    """How often a campaign's closing question was answered so.

    Counts only: there is no row of which anybody could say whose answer it was.
    """

    __tablename__ = "closing_counts"
    __table_args__ = (CheckConstraint("n > 0", name="counts_something"),)
    campaign_id: Mapped[int] = reference("campaigns", primary_key=True)
    answer: Mapped[Code] = mapped_column(primary_key=True)
    bureau_id: Mapped[BureauId]
    n: Mapped[int]


class ReadingSpan(Base):
    """A page that a reviewer had open for some seconds, in the order in which it was.

    Kept for the days that the campaign says; of no account for any review.
    """

    __tablename__ = "reading_spans"
    __table_args__ = (
        CheckConstraint("page > 0 AND seconds > 0", name="says_something"),
    )
    id: Mapped[Id]
    bureau_id: Mapped[BureauId]
    campaign_id: Mapped[int] = reference("campaigns", index=True)
    read_id: Mapped[int] = reference("reads", index=True)
    page: Mapped[int]
    seconds: Mapped[int]
    item: Mapped[Code] = mapped_column(default="")
    """What was answered next, if that was known when it was sent."""
    seen_on: Mapped[On]
