"""The bulletin of a published campaign as a Word draft, from its frozen rows alone."""

from __future__ import annotations

from datetime import UTC, datetime, time

from review.domain.aggregation import Rate
from review.domain.campaigns import of_institutions
from review.domain.errors import NotVisible
from review.domain.paperwork.bulletin import Counted, Named, Published, bulletin
from review.domain.policy import Viewer
from review.domain.publication import ReleaseKind
from review.files.word import to_docx
from review.services import publication
from review.services.publication import ReleaseView
from review.services.release_views import FigureView
from review.services.releases import PublicRelease, public_release


def draft(*, viewer: Viewer, code: str, public_id: str) -> bytes:
    """What everybody may read of this release, set as an official document.

    Its only moment is the day of publication, so it is the same file every time.
    """
    made = publication.release(viewer=viewer, code=code, public_id=public_id)
    if not has_draft(made):
        raise NotVisible
    found = public_release(viewer=viewer, public_id=public_id)
    at = datetime.combine(found.head.published_on, time(), UTC)
    return to_docx(bulletin(published(found)), at=at)


def has_draft(made: ReleaseView) -> bool:
    """Only what is public and in force, and only of files: its sentences speak of them."""
    is_public = made.kind == ReleaseKind.FINAL and made.is_current
    return is_public and not of_institutions(made.header)


def published(found: PublicRelease) -> Published:
    head = found.head
    total = counted(found.total, name="合计")
    assert isinstance(total, Counted)
    return Published(
        bureau=head.bureau,
        campaign=head.campaign,
        closed_from=head.closed_from,
        closed_until=head.closed_until,
        on=head.published_on,
        digest=head.digest,
        grades=tuple(grade.title.zh for grade in head.grades),
        total=total,
        kinds=tuple(map(counted, found.case_kinds)),
        counties=tuple(map(counted, found.counties)),
        firms=tuple(map(counted, found.firms)),
        excellent=tuple(Named(x.handler, x.firm or "") for x in found.named),
    )


def counted(row: FigureView, name: str = "") -> Counted | str:
    """The frozen numbers as they are; nothing is calculated anew."""
    if row.withheld:
        return name or row.name
    rates = row.rates
    return Counted(
        name or row.name,
        row.n,
        tuple(Rate(**share.rate) for share in row.shares),
        Rate(**rates["excellent_or_good"]),
        Rate(**rates["pass"]),
        row.n_ungraded,
    )
