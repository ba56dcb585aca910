"""What is reviewed itself, in files without a handler."""

from __future__ import annotations

from sqlalchemy import select

from review.store.models import Case, Firm

INSTITUTION = (
    select(Firm.name)
    .where(Firm.id == Case.object_firm_id)
    .correlate(Case)
    .scalar_subquery()
    .label("institution")
)
"""Its name; whoever reads the file must know it."""
