"""The numbers on the pages of a file, and the pages that bear them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from review.domain.cited_pages import ON_PAPER, FilePages, file_pages
from review.domain.volumes import Volume
from review.services.scans import parts_of
from review.store.queries import scans as queries


def pages_of_case(case_id: int) -> FilePages:
    """What a finding may name, for a service that lets its viewer see the case."""
    return numbered(queries.of_case(case_id), queries.volumes_taken_out(case_id))


def pages_of_file(public_id: str, *, bureau_id: int | None) -> FilePages:
    """The same of a drawn file; one that stays on paper, or has no scan, has none."""
    rows = queries.of_file(public_id, bureau_id=bureau_id)
    if not rows:
        return ON_PAPER
    return numbered(rows, queries.volumes_taken_out(rows[0].case_id))


def pages_of_campaign(campaign_id: int) -> dict[int, FilePages]:
    """The same of every drawn case that may have scans and has some, by the case."""
    there: defaultdict[int, list[Any]] = defaultdict(list)
    ended: defaultdict[int, list[str]] = defaultdict(list)
    for row in queries.of_campaign(campaign_id):
        if row.has_ended:
            ended[row.case_id].append(row.volume)
        else:
            there[row.case_id].append(row)
    return {case: numbered(rows, ended[case]) for case, rows in there.items()}


def numbered(rows: Sequence[Any], ended: Sequence[str]) -> FilePages:
    """The pages of scans in their order; `ended` are volumes some were taken out of."""
    return file_pages(
        tuple(parts_of(rows)),
        is_divided=any(row.volume for row in rows) or any(ended),
        taken_out=frozenset(Volume(each).rank > 0 for each in ended),
        digests=tuple(row.digest for row in rows),
    )
