"""In which order the scans of a case lie: those of the secondary volume come last."""

from __future__ import annotations

from sqlalchemy import case

from review.domain.volumes import Volume
from review.store.models import Scan

IN_ORDER = (
    case((Scan.volume == Volume.SECONDARY, Volume.SECONDARY.rank), else_=0),
    Scan.position,
)
