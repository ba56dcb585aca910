"""What is measured beside the reviews, apart from them and from who made them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from review.store.database import Base
from review.store.models.columns import BureauId, Code, reference


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
