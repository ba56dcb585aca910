"""Scans over HTTP: half a gigabyte sent in pieces, and the first page of a thick file.

The server is the one of `case-review run`; its memory is what the system counted for all
its processes. The processes that open files are others: they end with their file.
"""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pikepdf

from benchmarks import bureau
from benchmarks.clients import UnexpectedAnswer
from benchmarks.databases import sqlite
from benchmarks.figures import Figure
from benchmarks.pages import MEGABYTE, N_PAGES, POINTS, scanned
from benchmarks.requests import Browser
from benchmarks.serving import served
from benchmarks.timing import seconds
from review.domain.kinds import IntakeKind
from review.services.cases import CaseFilter, listing
from review.services.paging import WHOLE

LARGE, SMALL, PIECE = 499, 5, 8
GROWTH, COLD, WARM = 20, 1000, 150
PATIENCE = 600
WIDTH = 1400
N_WARM = 20


def figures() -> Iterator[Figure]:
    print(f"load before: {os.getloadavg()[0]:.1f}", flush=True)
    with prepared() as place:
        with place.serving() as officer:
            yield from sent(officer)
            taken = officer.brought(2, scanned(N_PAGES))
            name = f"{N_PAGES} pages sent, rendered once each and added"
            yield Figure(name, taken, "s")
        yield from looked_at(place)
    print(f"load after: {os.getloadavg()[0]:.1f}", flush=True)


@dataclass(frozen=True, slots=True)
class Place:
    """A bureau with three cases, and where its files lie."""

    browser: Browser
    cases: list[str]
    settings: dict[str, str]
    folder: Path

    @contextmanager
    def serving(self) -> Iterator[Officer]:
        with served("wsgi:app", self.settings) as port:
            yield Officer(self, port)


@contextmanager
def prepared() -> Iterator[Place]:
    with sqlite() as url, tempfile.TemporaryDirectory(prefix="case-review-") as folder:
        app, viewer = bureau.founded(url)
        with app.app_context():
            bureau.people(viewer, n_reviewers=1)
            rows = bureau.case_rows(3)
            bureau.take_in(viewer, IntakeKind.CASES, bureau.CASE_HEADS, rows)
            found = listing(viewer=viewer, wanted=CaseFilter(), cut=WHOLE)
        officer = bureau.officer(app, viewer)
        cases = [line.public_id for line in found.page.rows]
        settings = {"CASE_REVIEW_DATABASE_URL": url, "CASE_REVIEW_DATA_FOLDER": folder}
        settings["CASE_REVIEW_SECRET_KEY"] = bureau.SECRET
        yield Place(officer, cases, settings, Path(folder))
        bureau.closed(app)


@dataclass(frozen=True, slots=True)
class Officer:
    """A browser that sends files as the script of the page does."""

    place: Place
    port: int

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> bytes:
        own = self.place.browser
        headers = {"Cookie": own.cookies, "X-CSRFToken": own.csrf, "Content-Type": kind}
        headers |= {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
        wire = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with closing(wire):
            wire.request(method, path, body or None, headers)
            answer = wire.getresponse()
            content = answer.read()
        if answer.status >= 300:
            raise UnexpectedAnswer(f"{path}: {answer.status} {content[:200]!r}")
        return content

    def tell(self, path: str, **data: object) -> dict[str, Any]:
        return dict(json.loads(self.ask("POST", path, json.dumps(data).encode())))

    def brought(self, case: int, content: bytes) -> float:
        """Seconds until the file is in its case."""
        begun = time.perf_counter()
        base = f"/cases/{self.place.cases[case]}/scans/uploads/"
        own = base + self.tell(base, bytes=len(content), key="", name="")["id"]
        for at in range(0, len(content), PIECE * MEGABYTE):
            piece = content[at : at + PIECE * MEGABYTE]
            self.ask("PUT", f"{own}?offset={at}", piece, "application/octet-stream")
        self.tell(f"{own}/finish", digest=hashlib.sha256(content).hexdigest())
        while (line := json.loads(self.ask("GET", own)))["stage"] == "checking":
            time.sleep(0.2)
        if line["stage"] != "checked":
            raise UnexpectedAnswer(str(line))
        self.tell(f"{own}/accept")
        return time.perf_counter() - begun

    def peak(self) -> int:
        """The most memory all processes of the server held so far, added up."""
        mark = f"127.0.0.1:{self.port}".encode()
        found = 0
        for path in Path("/proc").glob("[0-9]*"):
            try:
                is_ours = mark in (path / "cmdline").read_bytes()
                status = (path / "status").read_text(encoding="ascii")
            except OSError:
                continue
            if is_ours:
                found += int(status.partition("VmHWM:")[2].split()[0]) * 1024
        return found


def sent(officer: Officer) -> Iterator[Figure]:
    """A hundred times as much must not take more memory."""
    for n in range(2):
        officer.brought(0, weighing(SMALL, n))
    before, content = officer.peak(), weighing(LARGE, 9)
    taken = officer.brought(1, content)
    after = officer.peak()
    words = {"baseline": before / MEGABYTE, "against": f"after {SMALL} MB"}
    yield Figure(f"server after {LARGE} MB uploaded", after / MEGABYTE, "MB", **words)
    name = f"memory more for {LARGE} MB uploaded than for {SMALL} MB"
    yield Figure(name, (after - before) / MEGABYTE, "MB", GROWTH)
    plain = seconds(lambda: copied_twice(content, officer.place.folder))
    words = {
        "baseline": LARGE / plain,
        "against": "written and read twice on this disk",
    }
    yield Figure("uploaded, checked, stored", LARGE / taken, "MB/s", **words)


def weighing(megabytes: int, seed: int) -> bytes:
    """Three pages, and a stream beside them that makes the file so heavy."""
    made = pikepdf.new()
    for _ in range(3):
        made.add_blank_page(page_size=POINTS)
    block = hashlib.shake_256(b"%d" % seed).digest(MEGABYTE)
    made.Root.Noise = made.make_stream(block * megabytes)
    file = io.BytesIO()
    made.save(file, compress_streams=False)
    return file.getvalue()


def copied_twice(content: bytes, folder: Path) -> None:
    """What cannot be less: to disk and back, once as a draft and once for good."""
    for n in range(2):
        path = folder / f"plain-{n}"
        with path.open("wb", buffering=0) as file:
            file.write(content)
            os.fsync(file.fileno())
        with path.open("rb") as file:
            hashlib.file_digest(file, "sha256")
        path.unlink()


def looked_at(place: Place) -> Iterator[Figure]:
    """The first page from an empty cache and a fresh server, and then again."""
    shutil.rmtree(place.folder / "pages")
    home = f"/cases/{place.cases[2]}/scans/"
    image = f"{home}pages/1?width={WIDTH}"
    with place.serving() as officer:
        for _ in range(4):
            officer.ask("GET", home)
        cold = seconds(lambda: officer.ask("GET", image))
        warm = median(seconds(lambda: officer.ask("GET", image)) for _ in range(N_WARM))
    name = f"first page of {N_PAGES} over HTTP"
    yield Figure(f"{name}, nothing cached", cold * 1000, "ms", COLD)
    yield Figure(f"{name}, cached", warm * 1000, "ms", WARM)
