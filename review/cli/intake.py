"""`case-review intake …`: spreadsheets in, templates out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale, gettext

from review.cli.console import Commands, answer, as_json, language, now, operator, today
from review.domain.errors import N_
from review.domain.kinds import IntakeKind
from review.services import intake as service
from review.services.intake import Report, RowsRefused, Upload

KINDS = click.Choice([kind.value for kind in IntakeKind])
SUMMARY = N_(
    "%(rows)s rows: %(created)s created, %(changed)s changed, "
    "%(unchanged)s left alone, %(refused)s refused"
)


class KindOrTemplate(Commands):
    """`intake KIND FILE` beside `intake template KIND FILE`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] in KINDS.choices:
            return "take-in", self.commands["take-in"], args
        return super().resolve_command(ctx, args)


intake = KindOrTemplate(
    "intake", help="Take in a spreadsheet: intake KIND FILE, or write a template."
)


@intake.command("take-in")
@click.argument("kind", type=KINDS)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", default="", help="For reviews: the campaign's code.")
@click.option("--encoding", default="", help="For a CSV that cannot be told apart.")
@click.option("--dry-run", is_flag=True, help="Say what would happen; write nothing.")
@click.option("--good-rows-only", is_flag=True, help="Leave the refused rows out.")
@as_json
def take_in(
    kind: str,
    file: Path,
    campaign: str,
    encoding: str,
    dry_run: bool,
    good_rows_only: bool,
    wants_json: bool,
) -> None:
    """Take in FILE, all rows or none."""
    upload = Upload(IntakeKind(kind), file.read_bytes(), file.name, campaign, encoding)
    viewer = operator()
    report = service.preview(viewer=viewer, upload=upload, today=today())
    _print(report, wants_json)
    if report.refusals and not good_rows_only:
        raise RowsRefused(n=report.counts.refused, rows=report.counts.rows)
    if not dry_run:
        service.take_in(
            viewer=viewer,
            upload=upload,
            at=now(),
            today=today(),
            good_only=good_rows_only,
        )


def _print(report: Report, wants_json: bool) -> None:
    counts = report.counts
    data: dict[str, Any] = {
        "kind": report.kind.value,
        "rows": counts.rows,
        "created": counts.created,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "refused": [
            {"line": s.line, "label": s.label, "reasons": [str(r) for r in s.remarks]}
            for s in report.refusals
        ],
        "new_counties": list(report.new_areas),
        "notices": [str(notice) for notice in report.read.notices],
        "unknown_columns": list(report.read.unknown_columns),
        "set_aside": [
            {"line": a.line, "why": str(a.why)} for a in report.read.set_aside
        ],
    }
    with force_locale(language()):
        lines = [gettext(SUMMARY) % {**data, "refused": counts.refused}]
        lines += [
            _remark(step.line, r) for step in report.refusals for r in step.remarks
        ]
        lines += [_said(notice) for notice in report.read.notices]
        lines += [f"{a.line}: {_said(a.why)}" for a in report.read.set_aside]
    answer(data, wants_json, lines)


def _remark(line: int, remark: Any) -> str:
    column = f" {remark.column}" if remark.column else ""
    return f"{line}{column}: {_said(remark)}"


def _said(remark: Any) -> str:
    text = gettext(remark.sentence)
    return text % dict(remark.values) if remark.values else text


@intake.command()
@click.argument("kind", type=KINDS)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def template(kind: str, file: Path) -> None:
    """Write an empty spreadsheet of KIND, with its instructions, to FILE."""
    file.write_bytes(service.template(kind=IntakeKind(kind)))
    click.echo(str(file))
