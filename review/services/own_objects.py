"""What a reviewer's own pages are about that list no review by itself."""

from __future__ import annotations

from review.domain.objects import common_to, reviewed
from review.domain.policy import Viewer
from review.services.spoken import speak_of
from review.store import unit
from review.store.queries import reviews as queries


def speak_of_own(viewer: Viewer) -> None:
    """From now on this request is about what the viewer reviews."""
    with unit.reading():
        kinds = queries.own_kinds(
            person_id=viewer.person_id, bureau_id=viewer.bureau_id
        )
    speak_of(common_to(map(reviewed, kinds)))
