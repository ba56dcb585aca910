"""Reviewers played over HTTP: each opens a sheet, saves the answers and submits."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from benchmarks.clients import UnexpectedAnswer
from benchmarks.requests import CSRF, HOST
from benchmarks.whole.place import Place
from review.domain.lines import answerable
from review.domain.policy import Viewer
from review.services import procedures, schemes
from review.services.demo import answers
from review.services.demo.reviews import SEATS, waiting
from review.web.settings import COOKIE

AT_ONCE = 16
COMMENT = "办案过程规范，法律文书说理可以更充分。"
Times = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Task:
    """A review to give, as its reviewer would answer."""

    public_id: str
    person_id: int
    answers: Mapping[str, Any]


def tasks(viewer: Viewer, code: str) -> list[Task]:
    """What waits; the readers of a file mostly agree, and some do not."""
    return [
        Task(row.public_id, row.person_id, _answers(row))
        for row in waiting(viewer, code)
    ]


def _answers(row: Any) -> dict[str, Any]:
    scheme = schemes.parsed(row.scheme_id)
    found = procedures.proposals_for(answerable(scheme), row.case_id)
    seat = SEATS[row.purpose] + row.slot
    return answers.review(
        scheme, case=row.case_no, reader=seat, part=None, proposals=found
    )


@dataclass(slots=True)
class Reader:
    """One reviewer's browser, on a connection that it keeps."""

    port: int
    token: str
    times: Times = field(default_factory=lambda: defaultdict(list))
    wire: HTTPConnection | None = None
    cookies: str = ""
    csrf: str = ""

    def work(self, own: Sequence[Task]) -> Times:
        self.wire = HTTPConnection(HOST, self.port, timeout=120)
        self._enter()
        for task in own:
            self._review(task)
        self.wire.close()
        return self.times

    def _enter(self) -> None:
        """The queue gives the form token and the cookie it belongs to."""
        self.cookies = f"{COOKIE}={self.token}"
        page, cookies = self._ask("queue", "GET", "/reviews/", 200)
        self.cookies = "; ".join([self.cookies, *cookies])
        found = CSRF.search(page)
        if found is None:
            raise UnexpectedAnswer("/reviews/")
        self.csrf = found[1]

    def _review(self, task: Task) -> None:
        path = f"/reviews/{task.public_id}"
        self._ask("open", "GET", path, 200)
        said = {"version": 0, "answers": task.answers, "comment": COMMENT}
        self._ask("save", "POST", f"{path}/answers", 200, json.dumps(said))
        form = {"csrf_token": self.csrf, "version": "1", "key": task.public_id}
        self._ask("submit", "POST", f"{path}/submit", 302, urlencode(form))

    def _ask(
        self, what: str, method: str, path: str, status: int, body: str = ""
    ) -> tuple[str, list[str]]:
        assert self.wire is not None
        kind = "json" if body.startswith("{") else "x-www-form-urlencoded"
        headers = {
            "Cookie": self.cookies,
            "X-CSRFToken": self.csrf,
            "Sec-Fetch-Site": "same-origin",
            "Content-Type": f"application/{kind}",
        }
        begun = time.perf_counter()
        self.wire.request(method, path, body.encode() or None, headers)
        answer = self.wire.getresponse()
        page = answer.read().decode()
        self.times[what].append(time.perf_counter() - begun)
        if answer.status != status:
            raise UnexpectedAnswer(
                f"{path}: {answer.status}, not {status}: {page[:500]}"
            )
        cookies = [each.partition(";")[0] for each in _set_by(answer.headers)]
        return page, cookies


def _set_by(headers: Any) -> list[str]:
    return list(headers.get_all("Set-Cookie") or ())


def hand_in(
    place: Place, port: int, code: str, tokens: Mapping[int, str]
) -> tuple[int, Times]:
    """Everything that waits is handed in, by sixteen reviewers at a time."""
    with place.looking() as (_app, viewer):
        found = tasks(viewer, code)
    own: dict[int, list[Task]] = defaultdict(list)
    for task in found:
        own[task.person_id].append(task)
    times: Times = defaultdict(list)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        work = pool.map(
            lambda person: Reader(port, tokens[person]).work(own[person]), own
        )
        for each in work:
            for what, taken in each.items():
                times[what] += taken
    return len(found), times


def told(times: Times) -> str:
    """Median and 99th percentile of every kind of request."""
    parts = []
    for what, taken in times.items():
        cuts = quantiles(taken, n=100) if len(taken) > 1 else taken * 99
        parts.append(f"{what} {cuts[49] * 1000:.0f}/{cuts[98] * 1000:.0f} ms")
    return ", ".join(parts)
