"""`case-review intake …`: spreadsheets in, templates out."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from review.cli.commands import Commands, option
from review.cli.console import (
    FILE,
    NEW_FILE,
    answer,
    as_json,
    check_target,
    for_bureau,
    now,
    operator,
    today,
    working,
    write,
)
from review.cli.words import listed, said
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.kinds import IntakeKind
from review.services import intake as service
from review.services.intake import Report, RowsRefused, Upload
from review.services.intake.differences import Difference
from review.services.intake.steps import Effect

KINDS = click.Choice([kind.value for kind in IntakeKind])
SUMMARY = N_(
    "Rows: %(rows)s; created: %(created)s, changed: %(changed)s, left "
    "alone: %(unchanged)s, refused: %(refused)s"
)

REVIEWS = N_(
    "Reviews: %(n)s; created: %(created)s, left alone: %(unchanged)s, "
    "refused: %(refused)s"
)
MOST_NOTES = 50
NEW_COUNTIES = N_("Counties that were not known before: %(names)s")
MORE_CHANGES = ngettext(
    "… and %(n)s more row that changes or is new; --json has them all.",
    "… and %(n)s more rows that change or are new; --json has them all.",
)
MORE_NOTES = N_("… and %(n)s more; --json has all notes.")


class FileThere(RuleBroken):
    sentence = N_("%(file)s is there already; name a new file.")


class NoGoodRow(RuleBroken):
    sentence = N_("None of the rows can be taken in (rows: %(rows)s).")


class KindOrTemplate(Commands):
    """`intake KIND FILE` beside `intake template KIND FILE`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] in KINDS.choices:
            return "take-in", self.commands["take-in"], args
        return super().resolve_command(ctx, args)


intake = KindOrTemplate(
    "intake", help=N_("Take in a spreadsheet: intake KIND FILE; or write a template.")
)


@intake.command("take-in", help=N_("Take in FILE, all rows or none."))
@click.argument("kind", type=KINDS)
@click.argument("file", type=FILE)
@option("--campaign", default="", help=N_("For reviews: the campaign's code."))
@option(
    "--encoding",
    type=click.Choice(service.ENCODINGS),
    help=N_("For a CSV file whose encoding cannot be told."),
)
@option("--dry-run", is_flag=True, help=N_("Say what would happen; write nothing."))
@option("--good-rows-only", is_flag=True, help=N_("Leave the refused rows out."))
@as_json
@for_bureau
def take_in(
    kind: str,
    file: Path,
    campaign: str,
    encoding: str | None,
    dry_run: bool,
    good_rows_only: bool,
    wants_json: bool,
) -> None:
    body = file.read_bytes()
    upload = Upload(IntakeKind(kind), body, file.name, campaign, encoding or "")
    with working(N_("Taking in the spreadsheet")):
        report, refusal = _taken(upload, dry_run=dry_run, good_only=good_rows_only)
    answer(_as_data(report), wants_json, _in_lines(report))
    if refusal is not None:
        raise refusal


def _taken(
    upload: Upload, *, dry_run: bool, good_only: bool
) -> tuple[Report, RuleBroken | None]:
    viewer, day = operator(), today()
    if dry_run:
        report = service.preview(viewer=viewer, upload=upload, today=day)
        if report.refusals and not good_only:
            return report, RowsRefused(report)
        return report, _no_good_row(report)
    try:
        report = service.take_in(
            viewer=viewer, upload=upload, at=now(), today=day, good_only=good_only
        )
    except RowsRefused as refusal:
        return refusal.report, refusal
    return report, _no_good_row(report)


def _no_good_row(report: Report) -> NoGoodRow | None:
    """Who asked for the good rows alone and got none did not succeed."""
    n = report.counts.refused
    return NoGoodRow(rows=n) if n and n == report.counts.n else None


def _as_data(report: Report) -> dict[str, Any]:
    counts, read = report.counts, report.read
    return {
        "kind": report.kind.value,
        "rows": counts.n,
        "created": counts.created,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "n_refused": counts.refused,
        "reviews": asdict(report.reviews) if report.reviews else None,
        "created_rows": [_row(step) for step in _of(report, Effect.CREATED)],
        "changed_rows": [
            {**_row(step), "changes": [_change(each) for each in step.differences]}
            for step in _of(report, Effect.CHANGED)
        ],
        "refused": [
            {**_row(step), "reasons": [_remark(step, each) for each in step.remarks]}
            for step in report.refusals
        ],
        "noted": [
            {**_row(step), "notes": [_remark(step, each) for each in step.remarks]}
            for step in _noted(report)
        ],
        "new_counties": list(report.new_areas),
        "notices": [said(notice) for notice in read.notices],
        "unknown_columns": list(read.unknown_columns),
        "set_aside": [
            {"line": a.line, "sheet": read.sheet_of(a), "why": said(a.why)}
            for a in read.set_aside
        ],
    }


def _in_lines(report: Report) -> list[str]:
    data, read = _as_data(report), report.read
    lines = [said(SUMMARY, **{**data, "refused": data["n_refused"]})]
    if report.reviews:
        lines.append(said(REVIEWS, **asdict(report.reviews)))
    lines += [
        f"{step.place}: {_remark(step, remark)}"
        for step in report.refusals
        for remark in step.remarks
    ]
    lines += _up_to_most(_changes(report), MORE_CHANGES)
    lines += _up_to_most(_notes(report), MORE_NOTES)
    if report.new_areas:
        lines.append(said(NEW_COUNTIES, names=listed(report.new_areas)))
    lines += data["notices"]
    return lines + [f"{read.place_of(a)}: {said(a.why)}" for a in read.set_aside]


def _noted(report: Report) -> list[Any]:
    """Rows that come in, but were read with a doubt somebody should look at."""
    return [s for s in report.steps if s.remarks and s.effect is not Effect.REFUSED]


def _notes(report: Report) -> list[str]:
    return [
        f"{step.place}: {_remark(step, remark)}"
        for step in _noted(report)
        for remark in step.remarks
    ]


def _changes(report: Report) -> list[str]:
    """What becomes of rows that are stored, and before anything is written, the new."""
    changed = [
        f"{step.place}: {step.label}: {_in_words(_change(each))}"
        for step in _of(report, Effect.CHANGED)
        for each in step.differences
    ]
    if report.taken_in:
        return changed
    new = _of(report, Effect.CREATED)
    return changed + [
        f"{s.place}: {s.label}: {said(Effect.CREATED.words)}" for s in new
    ]


def _of(report: Report, effect: Effect) -> list[Any]:
    return [step for step in report.steps if step.effect is effect]


def _row(step: Any) -> dict[str, Any]:
    return {"line": step.line, "sheet": step.sheet, "label": step.label}


def _change(difference: Difference) -> dict[str, str]:
    old, new = (
        listed(said(each) for each in words)
        for words in (difference.old, difference.new)
    )
    return {"field": said(difference.heading), "old": old, "new": new}


def _in_words(change: dict[str, str]) -> str:
    return f"{change['field']}: {change['old'] or '—'} → {change['new'] or '—'}"


def _up_to_most(lines: list[str], more: str) -> list[str]:
    rest = len(lines) - MOST_NOTES
    return lines[:MOST_NOTES] + ([said(more, n=rest)] if rest > 0 else [])


def _remark(step: Any, remark: Any) -> str:
    """A review has several lines; the remark says which, unless it is the first."""
    is_below = remark.line and remark.line != step.line
    where = said(N_("Line %(n)s"), n=remark.line) + ": " if is_below else ""
    where += f"{remark.column}: " if remark.column else ""
    return where + said(remark)


@intake.command(help=N_("Write a spreadsheet to fill in, with its instructions."))
@click.argument("kind", type=KINDS)
@click.argument("file", type=NEW_FILE)
@option("--force", is_flag=True, help=N_("Write over a file that is there."))
def template(kind: str, file: Path, force: bool) -> None:
    check_target(file)
    if file.exists() and not force:
        raise FileThere(file=file.name)
    write(service.template(kind=IntakeKind(kind)), file)
    click.echo(str(file))
