"""Lists of 500 rows out of 10,000 files: the bureau's, a campaign's, who holds what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import bare, bureau
from benchmarks.figures import Figure
from benchmarks.requests import Request, answered
from benchmarks.timing import cpu_ms

N_CASES, N_CALLS, BATCH = 10_000, 80, 4
CPU = 12.0
PAGES: Mapping[str, str] = {
    "list of 500 case files": "/cases/?size=500",
    "list of 500 files of a campaign": f"/campaigns/{bureau.CODE}/files?size=500",
    "list of 500 reads and readers": (
        f"/campaigns/{bureau.CODE}/allocation/reads?size=500"
    ),
}


def figures() -> Iterator[Figure]:
    """Processor time of a page, beside a bare page of as many bytes."""
    with bureau.campaign(n_cases=N_CASES, n_reviewers=200) as own:
        for name, path in PAGES.items():
            request = own.officer.get(path)
            size = answered(own.app, [request])
            taken = cpu_ms(own.app, [request] * N_CALLS, batch=BATCH)
            plain, words = bare_page(own.folder, size), f"bare page, {size // 1000} kB"
            yield Figure(name, taken, "ms CPU", CPU, baseline=plain, against=words)


def bare_page(folder: Path, size: int) -> float:
    path = folder / f"bare-{size}.sqlite"
    bare.made(path)
    return cpu_ms(bare.create_app(path, size), [Request("GET", "/page/1")] * 320)
