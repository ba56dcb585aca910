"""`case-review schemes …`: check, load, list and try schemes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from review.cli.commands import Commands, located
from review.cli.console import (
    FILE,
    NotUtf8,
    answer,
    as_json,
    for_bureau,
    now,
    operator,
    table,
    text_of,
    working,
)
from review.cli.replay import what_if
from review.cli.words import said
from review.domain.answers import Special
from review.domain.derivation import half_up, plain
from review.domain.errors import N_, RuleBroken
from review.domain.marks import ItemMark
from review.domain.schemes import Scheme
from review.domain.sheets import to_json
from review.services import scheme_files
from review.services import schemes as service
from review.services.scheme_files import Scored

SPECIALS = {
    Special.NOT_APPLICABLE: N_("Not applicable"),
    Special.CANNOT_ASSESS: N_("Cannot assess"),
    Special.NOT_DONE_EXTERNAL: N_("Not done, outside cause"),
}
schemes = Commands("schemes", help=N_("Checklists: check, load, list, try answers."))


class NoAnswers(RuleBroken):
    sentence = N_("%(file)s is not JSON: see line %(line)s, column %(column)s.")


class FileHasProblems(RuleBroken):
    """The first fault of the first bad file; `schemes check` lists them all."""

    sentence = N_("Problems in %(file)s: %(n)s. Nothing was done. The first:")

    def __init__(self, file: Path, problems: Sequence[Any]) -> None:
        super().__init__(file=file.name, n=len(problems))
        self.problems = tuple(problems)


@schemes.command(help=N_("Report every problem of every file, with its line."))
@click.argument("files", nargs=-1, required=True, type=FILE)
@as_json
def check(files: tuple[Path, ...], wants_json: bool) -> None:
    found = {str(file): _problems(file) for file in files}
    lines = [f"{name}:{each['said']}" for name, many in found.items() for each in many]
    lines += [f"{name}: {said(N_('ok'))}" for name, many in found.items() if not many]
    kept = ("line", "where", "problem")
    data = {
        name: [{key: each[key] for key in kept} for each in many]
        for name, many in found.items()
    }
    answer(data, wants_json, lines)
    if any(found.values()):
        raise click.exceptions.Exit(1)


def _problems(file: Path) -> list[dict[str, Any]]:
    try:
        text = text_of(file)
    except NotUtf8 as refusal:
        words = said(refusal)
        return [{"line": 1, "where": "", "problem": words, "said": f"1: {words}"}]
    return [
        {"line": p.line, "where": p.where, "problem": said(p), "said": located(p)}
        for p in scheme_files.check(text=text)
    ]


@schemes.command(help=N_("Load checklists, all or none; what is loaded stays."))
@click.argument("files", nargs=-1, required=True, type=FILE)
@as_json
@for_bureau
def load(files: tuple[Path, ...], wants_json: bool) -> None:
    texts = {file: text_of(file) for file in files}
    with working(N_("Checking the files")):
        for file, text in texts.items():
            if problems := scheme_files.check(text=text):
                raise FileHasProblems(file, problems)
    viewer, at = operator(), now()
    loaded = [
        scheme_files.load(viewer=viewer, text=text, at=at) for text in texts.values()
    ]
    rows = [{"code": s.code, "version": s.version, "digest": s.digest} for s in loaded]
    answer(rows, wants_json, table(map(_shown, loaded)))


def _shown(line: Any, **more: str) -> dict[str, object]:
    """For people the beginning of a digest is enough."""
    return {
        said(N_("Code")): line.code,
        said(N_("Version")): line.version,
        **more,
        said(N_("Digest")): line.digest[:16],
    }


@schemes.command("list", help=N_("The checklists that are loaded."))
@as_json
@for_bureau
def list_(wants_json: bool) -> None:
    loaded = service.listing(viewer=operator())
    data = [
        {
            "code": line.code,
            "version": line.version,
            "title": vars_of(line.title),
            "digest": line.digest,
        }
        for line in loaded
    ]
    titled = (_shown(s, **{said(N_("Title")): said(s.title)}) for s in loaded)
    answer(data, wants_json, table(titled))


def vars_of(text: Any) -> dict[str, str]:
    """A text of a scheme with its languages named."""
    return {"zh": text.zh, "en": text.en}


@schemes.command(help=N_("Score the answers of a JSON file, with the derivation."))
@click.argument("file", type=FILE)
@click.argument("answers", type=FILE)
@as_json
def score(file: Path, answers: Path, wants_json: bool) -> None:
    given, text = _answers(answers), text_of(file)
    if problems := scheme_files.check(text=text):
        raise FileHasProblems(file, problems)
    scored = scheme_files.score(text=text, answers=given)
    answer(_as_data(scored), wants_json, _in_lines(scored))


def _as_data(scored: Scored) -> dict[str, Any]:
    scheme, sheet = scored.scheme, scored.sheet
    return {
        "scheme": scheme.code,
        "version": scheme.version,
        "digest": scheme.digest,
        "total": None if sheet.total is None else f"{sheet.total:.2f}",
        "grade": sheet.grade,
        "derivation": to_json(sheet),
    }


def _in_lines(scored: Scored) -> list[str]:
    """Each section, what was lost in it, and the result."""
    sheet, titles = scored.sheet, _titles(scored.scheme)
    lines = []
    for section in sheet.sections:
        came_to = f"{plain(half_up(section.mark))}/{plain(half_up(section.weight))}"
        lines.append(f"{titles[section.code]}  {came_to}")
        items = (item for item in sheet.items if item.section == section.code)
        lines += [f"  {titles[i.code]}  {_mark(i)}" for i in items if _is_telling(i)]
    grade = said(titles[sheet.grade]) if sheet.grade else "—"
    total = "—" if sheet.total is None else f"{sheet.total:.2f}"
    return [*lines, f"{total}  {grade}"]


def _titles(scheme: Scheme) -> dict[str, str]:
    parts = (*scheme.sections, *scheme.leaves, *scheme.grades, *scheme.indicator_grades)
    return {part.code: said(part.title) for part in parts}


def _is_telling(item: ItemMark) -> bool:
    return bool(item.lost or item.hit or item.special or item.grade)


def _mark(item: ItemMark) -> str:
    if item.mark is None:
        return said(SPECIALS[item.special]) if item.special else item.grade or "✗"
    return f"{plain(item.mark)}/{plain(item.maximum)}"


def _answers(file: Path) -> object:
    try:
        return json.loads(text_of(file))
    except json.JSONDecodeError as fault:
        raise NoAnswers(file=file.name, line=fault.lineno, column=fault.colno) from None


@schemes.command("json-schema", help=N_("Print the JSON Schema, for editors."))
def json_schema() -> None:
    click.echo(json.dumps(scheme_files.json_schema(), ensure_ascii=False, indent=2))


schemes.add_command(what_if)
