"""`case-review schemes …`: check, load, list and try schemes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from review.cli.console import Commands, answer, as_json, now, operator, table
from review.domain.errors import N_, RuleBroken
from review.services import scheme_files
from review.services import schemes as service

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
schemes = Commands("schemes", help="Schemes: the configurable checklists.")


class NoAnswers(RuleBroken):
    sentence = N_("%(file)s is not JSON: %(problem)s")


def _text(file: Path) -> str:
    return file.read_bytes().decode("utf-8")


@schemes.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@as_json
def check(files: tuple[Path, ...], wants_json: bool) -> None:
    """Report every problem of every file with its line."""
    found: dict[str, list[Any]] = {}
    for file in files:
        found[str(file)] = list(scheme_files.check(text=_text(file)))
    data = {
        name: [{"line": p.line, "where": p.where, "problem": p.text} for p in problems]
        for name, problems in found.items()
    }
    lines = [
        f"{name}:{problem}" for name, problems in found.items() for problem in problems
    ]
    lines += [f"{name}: ok" for name, problems in found.items() if not problems]
    answer(data, wants_json, lines)
    if any(found.values()):
        raise click.exceptions.Exit(1)


@schemes.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@as_json
def load(files: tuple[Path, ...], wants_json: bool) -> None:
    """Load schemes; one already loaded is left alone."""
    viewer, at = operator(), now()
    loaded = [service.load(viewer=viewer, text=_text(file), at=at) for file in files]
    rows = [{"code": s.code, "version": s.version, "digest": s.digest} for s in loaded]
    answer(rows, wants_json, table(rows))


@schemes.command("list")
@as_json
def list_(wants_json: bool) -> None:
    """The loaded schemes."""
    rows = [
        {"code": s.code, "version": s.version, "title": s.title.zh, "digest": s.digest}
        for s in service.listing(viewer=operator())
    ]
    answer(rows, wants_json, table(rows))


@schemes.command()
@click.argument("file", type=FILE)
@click.argument("answers", type=FILE)
@as_json
def score(file: Path, answers: Path, wants_json: bool) -> None:
    """Score ANSWERS (JSON) by the scheme in FILE, with the derivation."""
    try:
        given = json.loads(_text(answers))
    except ValueError as error:
        raise NoAnswers(file=answers, problem=error) from error
    scored = scheme_files.score(text=_text(file), answers=given)
    lines = [f"{scored['total']}  {scored['grade']}"]
    answer(scored, wants_json, lines)


@schemes.command("json-schema")
def json_schema() -> None:
    """The JSON Schema of scheme files, for editors."""
    click.echo(json.dumps(scheme_files.json_schema(), ensure_ascii=False, indent=2))
