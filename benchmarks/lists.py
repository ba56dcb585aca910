"""Lists of 500 rows out of 10,000 files: the bureau's, a campaign's, who holds what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks import bare, bureau
from benchmarks.databases import sqlite
from benchmarks.figures import Figure
from benchmarks.requests import Request, answered, browser
from benchmarks.timing import cpu_ms
from review.domain.policy import Role

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
    with sqlite() as url:
        app, viewer = bureau.founded(url)
        with app.app_context():
            bureau.under_review(viewer, n_cases=N_CASES, n_reviewers=200)
            token = bureau.session(viewer, None, Role.BUREAU_OFFICER, "officer")
        officer = browser(app, token, "/account")
        for name, path in PAGES.items():
            request = officer.get(path)
            size = answered(app, [request])
            taken = cpu_ms(app, [request] * N_CALLS, batch=BATCH)
            plain = bare_page(Path(url.removeprefix("sqlite:///")).parent, size)
            words = f"bare page, {size // 1000} kB"
            yield Figure(name, taken, "ms CPU", CPU, baseline=plain, against=words)
        bureau.closed(app)


def bare_page(folder: Path, size: int) -> float:
    path = folder / f"bare-{size}.sqlite"
    bare.made(path)
    return cpu_ms(bare.create_app(path, size), [Request("GET", "/page/1")] * 320)
