"""Sixteen reviewers at their desks, and the requests their browsers send."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask

from benchmarks import bureau
from benchmarks.requests import Browser, Request, browser
from review.domain.policy import Role, Viewer
from review.services.demo.reviews import waiting

N_REVIEWERS = 16
N_OPEN = 8
"""Reads of each reviewer that are opened and saved; all the others are submitted."""
FAULT = {"choice": "2", "reason": "关键证人没有申请出庭", "pages": "86"}
Plans = Sequence[Sequence[Request]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Sixteen reviewers in their own browsers, with every sheet filled in."""

    app: Flask
    viewer: Viewer
    url: str
    browsers: list[Browser]
    reads: list[list[str]]
    """The public ids of each reviewer's reads, in the order of the draw."""

    def opening(self, client: int, n: int) -> list[Request]:
        reads, own = self.reads[client], self.browsers[client]
        return [own.get(f"/reviews/{reads[each % N_OPEN]}") for each in range(n)]

    def saving(self, client: int, n: int, read: int) -> list[Request]:
        """One answer after another on a sheet that nobody has saved since."""
        own, path = (
            self.browsers[client],
            f"/reviews/{self.reads[client][read]}/answers",
        )
        return [
            own.send_json(
                path,
                {
                    "version": each + 1,
                    "answers": {"evidence_collected": FAULT if each % 2 else "full"},
                },
            )
            for each in range(n)
        ]

    def submitting(self, client: int, first: int, n: int) -> list[Request]:
        """Whole reviews become final; count them: a refusal is a redirect as well."""
        own = self.browsers[client]
        return [
            own.send_form(
                f"/reviews/{public_id}/submit",
                {"csrf_token": own.csrf, "version": "1", "key": public_id},
            )
            for public_id in self.reads[client][N_OPEN:][first:][:n]
        ]

    def n_waiting(self) -> int:
        with self.app.app_context():
            return len(waiting(self.viewer, bureau.CODE))


def prepared(url: str, n_cases: int) -> Desk:
    app, viewer = bureau.founded(url)
    with app.app_context():
        bureau.under_review(viewer, n_cases=n_cases, n_reviewers=N_REVIEWERS)
        tasks = bureau.tasks(viewer)
        for task in tasks:
            bureau.fill_in(viewer, task)
        people = sorted({task.person_id for task in tasks})
        tokens = [
            bureau.session(viewer, person, Role.REVIEWER, f"reviewer{person}")
            for person in people
        ]
    reads = [[t.public_id for t in tasks if t.person_id == each] for each in people]
    browsers = [browser(app, token, "/reviews/") for token in tokens]
    return Desk(app, viewer, url, browsers, reads)


def plans(of_client: Callable[[int], Sequence[Request]]) -> Plans:
    """What each browser sends, one request after another."""
    return [of_client(client) for client in range(N_REVIEWERS)]


def in_turns(each: Plans) -> list[Request]:
    """The same requests in one line, the browsers taking turns."""
    return [request for turn in zip(*each, strict=True) for request in turn]
