"""`case-review recognise`: reading the pages of case files that have no text."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from flask import current_app
from flask.cli import with_appcontext

from review.cli.commands import Command
from review.cli.console import answer, as_json, for_bureau, now, operator, progress
from review.cli.words import said
from review.domain.errors import N_

if TYPE_CHECKING:
    from review.services.recognition import Counts, File
    from review.services.shelf import Shelf

LINE = N_(
    "%(number)s: pages read %(n_read)s of %(n_pages)s; read before: "
    "%(n_before)s, with a text layer: %(n_own)s, that cannot be read: "
    "%(n_failed)s; hardly readable: %(n_doubtful)s"
)


@click.command(
    cls=Command,
    help=N_("Read the pages without text of all case files, or of those named."),
)
@click.argument("case", nargs=-1)
@as_json
@for_bureau
@with_appcontext
def recognise(case: tuple[str, ...], wants_json: bool) -> None:
    from review.services import recognition, shelf

    viewer = operator()
    place = shelf.shelf_of(current_app.config, Path(current_app.instance_path))
    recognition.check_available(place)
    files = recognition.files(viewer=viewer, numbers=case)
    with progress() as bars, shelf.told_where(place):
        task = bars.add_task(
            said(N_("Reading pages")), total=sum(file.n_pages for file in files)
        )
        found = [
            _read(viewer, file, place, lambda: bars.advance(task)) for file in files
        ]
    lines = [said(LINE, **data) for data in found]
    answer({"files": found}, wants_json, lines or [said(N_("No case has a scan."))])


def _read(viewer: Any, file: File, place: Shelf, on_page: Any) -> dict[str, Any]:
    from review.services import recognition

    counts: Counts = recognition.recognise(
        viewer=viewer, public_id=file.public_id, shelf=place, at=now(), on_page=on_page
    )
    return {"number": file.case_no, "n_pages": file.n_pages, **asdict(counts)}
