"""`case-review schemes what-if`: what settled campaigns would come to by other rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from review.cli.commands import Command, option
from review.cli.console import (
    answer,
    as_json,
    for_bureau,
    operator,
    table,
    text_of,
    working,
)
from review.cli.words import said
from review.domain.errors import N_
from review.domain.replay_figures import Fate
from review.domain.schemes import Scheme
from review.services import replay, schemes
from review.services.replay import TrialView


@click.command(
    "what-if",
    cls=Command,
    help=N_(
        "Which grades of settled campaigns would move. OLD is a loaded scheme (code or "
        "code@version); NEW a changed scheme file, or another loaded version."
    ),
)
@click.argument("old")
@click.argument("new")
@option(
    "--campaign",
    "campaigns",
    multiple=True,
    required=True,
    metavar="CODE",
    help=N_("A settled campaign to try on; may be given several times."),
)
@option(
    "--in-proportion",
    is_flag=True,
    help=N_("Take marks out of another full mark in proportion: an assumption."),
)
@as_json
@for_bureau
@with_appcontext
def what_if(
    old: str,
    new: str,
    campaigns: tuple[str, ...],
    in_proportion: bool,
    wants_json: bool,
) -> None:
    viewer, file = operator(), Path(new)
    text = (
        text_of(file) if file.is_file() else schemes.text_named(viewer=viewer, name=new)
    )
    with working(N_("Trying the rules on what is settled")):
        found = replay.compare(
            viewer=viewer,
            old=old,
            text=text,
            campaigns=campaigns,
            in_proportion=in_proportion,
        )
    answer(_data(found), wants_json, _lines(found))


def _data(found: TrialView) -> dict[str, Any]:
    """Counts with their wholes; grades by code, none as null."""
    return {
        "old": f"{found.old.code}@{found.old.version}",
        "new": f"{found.new.code}@{found.new.version}",
        "campaigns": [each.code for each in found.campaigns],
        "in_proportion": found.in_proportion,
        **found.total.to_json(),
        "open": found.fates[Fate.OPEN],
        "unfit": found.fates[Fate.UNFIT],
        "corrected": found.fates[Fate.CORRECTED],
        "without_result": found.n_unsettled,
        "moves": [
            {"from": before, "to": after, "files": n}
            for (before, after), n in found.table.items()
        ],
        "misfits": [
            {"item": each.item, "why": each.why.value, "files": n}
            for each, n in found.misfits
        ],
        "groups": {
            name: [
                {
                    "group": row.key or None,
                    "groups": row.n_groups,
                    **row.tally.to_json(),
                }
                for row in rows
            ]
            for name, rows in found.groups.items()
        },
    }


def _lines(found: TrialView) -> list[str]:
    words = N_(
        "Grades that move: %(moved)s of %(compared)s; better: %(better)s, "
        "worse: %(worse)s; mean change in points: %(mean_change)s."
    )
    data = found.total.to_json() | {"mean_change": found.total.mean_change or 0}
    lines = [said(words, **data), *table(_grades(found))]
    lines += [
        f"{said(fate.words)}: {found.fates[fate]}"
        for fate in (Fate.OPEN, Fate.UNFIT, Fate.CORRECTED)
        if found.fates[fate]
    ]
    if found.n_unsettled:
        lines.append(said(N_("Without a result: %(n)s"), n=found.n_unsettled))
    lines += [f"{m.item or '*'}: {said(m.why.words)} ({n})" for m, n in found.misfits]
    if found.in_proportion:
        lines.append(said(N_("Marks out of another full mark: in proportion.")))
    return lines


def _grades(found: TrialView) -> list[dict[str, object]]:
    """A line for each grade before, a column for each after."""
    before = dict.fromkeys([g.code for g in found.old.grades] + [None])
    after = dict.fromkeys([g.code for g in found.new.grades] + [None])
    rows = []
    for old in before:
        cells = {new: found.table.get((old, new), 0) for new in after}
        if old is not None or sum(cells.values()):
            named = {_title(found.new, new): n for new, n in cells.items()}
            rows.append({said(N_("Grade now")): _title(found.old, old), **named})
    return rows


def _title(scheme: Scheme, code: str | None) -> str:
    grade = scheme.grade(code or "")
    return said(grade.title) if grade else said(N_("No grade"))
