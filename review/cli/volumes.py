"""`case-review volumes …`: where the paper volumes are, and handing them over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from review.cli.commands import Commands, Whole, option
from review.cli.console import answer, as_json, for_bureau, now, operator, table, zone
from review.cli.words import listed, said
from review.domain.custody import FEWER, Move, Place
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.policy import Viewer
from review.services import custody as service
from review.services import custody_lists, handing_over
from review.services.custody import HandoverLine, VolumeLine
from review.services.custody_lists import HandoverPage, PaperFile
from review.services.handing_over import FewerVolumes, Side
from review.services.paging import WHOLE, folded
from review.services.readers import stage_words

MOVES = click.Choice([move.value for move in Move])
PLACES = click.Choice([place.value for place in Place])
NO_SIDE = N_("Nothing can be handed over with %(side)s now: see volumes movable.")
volumes = Commands("volumes", help=N_("Paper volumes: where they are, handing over."))


class NoSide(RuleBroken):
    sentence = NO_SIDE


class SeveralSides(RuleBroken):
    sentence = N_("%(n)s firms are called %(side)s; give the key of one.")


class NotMovable(RuleBroken):
    sentence = N_("%(file)s cannot be handed over so now: see volumes movable.")


class NotANumber(RuleBroken):
    sentence = N_("Write the number of volumes after the sign, as in %(file)s=2.")


class KeptBack(RuleBroken):
    sentence = N_(
        "Fewer volumes than there are: %(files)s. If that is so, add --fewer; what is "
        "kept back stays marked until it comes."
    )


class NoList(RuleBroken):
    sentence = N_("This campaign has no handover list %(number)s.")


@volumes.command(help=N_("Where the volumes of every file are, and the lists so far."))
@click.argument("code")
@option("--place", default=None, type=PLACES, help=N_("Only the files that are there."))
@as_json
@for_bureau
def status(code: str, place: str | None, wants_json: bool) -> None:
    where = Place(place) if place else None
    found = service.page(viewer=operator(), code=code, cut=WHOLE, place=where)
    data = {
        "code": found.code,
        "name": found.campaign,
        "by_place": {each.value: n for each, n in found.counts.items()},
        "files": [_file(line) for line in found.page.rows],
        "kept": [_file(line) for line in found.kept],
        "lists": [_list(line) for line in found.handovers],
    }
    counts = [f"  {said(each.words)}: {n}" for each, n in found.counts.items() if n]
    counts += [f"  {_title(x)}: {_kept_shown(x)}" for x in found.kept]
    files, lists = found.page.rows, found.handovers
    head = f"{found.code}  {found.campaign}"
    shown = [*table(map(_file_shown, files)), *table(map(_list_shown, lists))]
    answer(data, wants_json, [head, *counts, *shown])


@volumes.command(help=N_("What each firm has still to bring in."))
@click.argument("code")
@as_json
@for_bureau
def wanted(code: str, wants_json: bool) -> None:
    groups = custody_lists.wanted(viewer=operator(), code=code).groups
    data = [
        {"firm": firm, "files": [_named(line) for line in lines]}
        for firm, lines in groups
    ]
    rows = [
        {said(N_("Firm")): firm or "—", said(N_("Case file")): _title(line)}
        for firm, lines in groups
        for line in lines
    ]
    shown = table(rows) or [said(N_("Every file was brought in."))]
    answer(data, wants_json, shown)


@volumes.command(help=N_("Whom something can be handed over with now, or which files."))
@click.argument("code")
@click.argument("move", type=MOVES)
@option(
    "--with",
    "side",
    default="",
    metavar="SIDE",
    help=N_("The number of a reviewer or the name of a firm: its files."),
)
@as_json
@for_bureau
def movable(code: str, move: str, side: str, wants_json: bool) -> None:
    viewer, asked = operator(), {"code": code, "move": Move(move)}
    if side:
        key = _side(viewer, code, Move(move), side).key
        lines = handing_over.movable(viewer=viewer, side=key, **asked).lines
        shown = table(map(_file_shown, lines))
        answer([_file(line) for line in lines], wants_json, shown)
        return
    sides = handing_over.movable(viewer=viewer, **asked).sides
    data = [{"key": each.key, "name": each.name, "files": each.n} for each in sides]
    names = (
        f"{x.key} {x.name}" if Move(move).is_with_reviewer else x.name for x in sides
    )
    shown = [f"{name or x.key}: {x.n}" for name, x in zip(names, sides, strict=True)]
    answer(data, wants_json, shown or [said(N_("Nothing can be handed over so now."))])


@volumes.command("move", help=N_("Hand over files to or from one side; makes a list."))
@click.argument("code")
@click.argument("move", type=MOVES)
@click.argument("file", nargs=-1, metavar="[CASE_NO[=N]]...")
@option(
    "--with",
    "side",
    required=True,
    metavar="SIDE",
    help=N_("The number of a reviewer, the name of a firm, or none."),
)
@option(
    "--all",
    "everything",
    is_flag=True,
    help=N_("All of them; back to a firm only what is settled."),
)
@option(
    "--fewer",
    is_flag=True,
    help=N_("Also where fewer volumes go or come than there are."),
)
@as_json
@for_bureau
def hand_over(
    code: str,
    move: str,
    file: tuple[str, ...],
    side: str,
    everything: bool,
    fewer: bool,
    wants_json: bool,
) -> None:
    viewer = operator()
    asked: dict[str, Any] = {"code": code, "move": Move(move)}
    key = _side(viewer, code, Move(move), side).key
    lines = handing_over.movable(viewer=viewer, side=key, **asked).lines
    chosen = _all(Move(move), lines) if everything else {}
    for each in file:
        chosen |= _chosen(each, lines)
    asked |= {"side": key, "volumes": chosen, "at": now()}
    asked["fewer"] = _kept_back(lines, chosen) if fewer else {}
    try:
        made = handing_over.hand_over(viewer=viewer, **asked)
    except FewerVolumes as refusal:
        raise KeptBack(**refusal.values) from refusal
    _answer_list(viewer, code, made, wants_json)


def _side(viewer: Viewer, code: str, move: Move, given: str) -> Side:
    sides = handing_over.movable(viewer=viewer, code=code, move=move).sides
    found = [each for each in sides if each.key == given]
    found = found or [each for each in sides if each.name == given]
    if len(found) > 1:
        raise SeveralSides(n=len(found), side=given)
    if not found:
        raise NoSide(side=given)
    return found[0]


def _all(move: Move, lines: Iterable[VolumeLine]) -> dict[str, int]:
    """What the page ticks: a firm gets back only what is settled, unless named."""
    return {
        line.public_id: line.n_volumes
        for line in lines
        if line.is_settled or move is not Move.RETURNED
    }


def _kept_back(
    lines: Iterable[VolumeLine], chosen: Mapping[str, int]
) -> dict[str, int]:
    known = {x.public_id: x.due for x in lines if x.public_id in chosen}
    return {key: due - chosen[key] for key, due in known.items() if due > chosen[key]}


def _chosen(given: str, lines: Iterable[VolumeLine]) -> dict[str, int]:
    """All files of the number, with as many volumes as was said or is known."""
    name, sign, n = given.partition("=")
    if sign and not (n.isascii() and n.isdecimal()):
        raise NotANumber(file=name)
    same = [
        x for x in lines if name == x.public_id or folded(name) == folded(x.case_no)
    ]
    if not same:
        raise NotMovable(file=name)
    return {line.public_id: int(n) if sign else line.n_volumes for line in same}


@volumes.command("list", help=N_("One handover list with its files."))
@click.argument("code")
@click.argument("number", type=Whole(min=1))
@as_json
@for_bureau
def list_(code: str, number: int, wants_json: bool) -> None:
    viewer = operator()
    lists = service.page(viewer=viewer, code=code, cut=WHOLE).handovers
    found = [line.public_id for line in lists if line.number == number]
    if not found:
        raise NoList(number=number)
    _answer_list(viewer, code, found[0], wants_json)


def _answer_list(viewer: Viewer, code: str, key: str, wants_json: bool) -> None:
    """Looking at a list that names a person is noted, as on its page."""
    made = custody_lists.handover(viewer=viewer, code=code, key=key, at=now())
    files = [{**_named(file), **_numbers(file)} for file in made.files]
    data = {**_list(made.line), "files": files, "settled_not_shown": made.n_hidden}
    answer(data, wants_json, _list_lines(made))


def _numbers(file: PaperFile) -> dict[str, int]:
    due = {"due": file.due} if file.due else {}
    return {"volumes": file.n_volumes, **due}


def _list_lines(made: HandoverPage) -> list[str]:
    words = N_(
        "List %(number)s: %(move)s · %(side)s · files: %(files)s, volumes: %(n)s"
    )
    line = made.line
    lines = [
        said(
            words,
            number=line.number,
            move=said(line.move.words),
            side=line.other_side or "—",
            files=line.n_files,
            n=line.n_volumes,
        )
    ]
    lines += [f"  {_title(file)}  {_counted(file, line.move)}" for file in made.files]
    if made.n_hidden:
        words = ngettext(
            "%(n)s file has a result by now and is not shown.",
            "%(n)s files have a result by now and are not shown.",
        )
        lines.append(said(words, n=made.n_hidden))
    return lines


def _counted(file: PaperFile, move: Move) -> str:
    if not file.due:
        return str(file.n_volumes)
    return said(FEWER[move], due=file.due, n=file.n_volumes)


def _title(file: Any) -> str:
    parts = (file.case_no, said(stage_words(file)), file.volume_set)
    return " · ".join(part for part in parts if part)


def _named(file: Any) -> dict[str, Any]:
    return {
        "case_no": file.case_no,
        "stage": file.stage,
        "volume_set": file.volume_set,
    }


def _file(line: VolumeLine) -> dict[str, Any]:
    return {
        "key": line.public_id,
        **_named(line),
        "firm": line.firm,
        "place": line.place.value,
        "holder": line.holder,
        "since": line.since and line.since.astimezone(zone()).isoformat(),
        "volumes": _known(line),
        "settled": line.is_settled,
        "kept": [{"holder": each.holder, "volumes": each.n} for each in line.kept],
    }


def _known(line: VolumeLine) -> int | None:
    return None if line.place is Place.OWNER else line.n_volumes


def _file_shown(line: VolumeLine) -> Mapping[str, object]:
    return {
        said(N_("Case file")): _title(line),
        said(N_("Firm")): line.firm,
        said(N_("Where they are")): said(line.place.words),
        said(N_("Held by")): line.holder,
        said(N_("Volumes")): _known(line) or "",
    }


def _kept_shown(line: VolumeLine) -> str:
    words = {True: N_("%(n)s with %(name)s"), False: N_("%(n)s at the office")}
    return listed(
        said(words[bool(each.holder)], n=each.n, name=each.holder) for each in line.kept
    )


def _list(line: HandoverLine) -> dict[str, Any]:
    return {
        "list": line.number,
        "move": line.move.value,
        "other_side": line.other_side,
        "made_at": line.made_at.astimezone(zone()).isoformat(),
        "n_files": line.n_files,
        "n_volumes": line.n_volumes,
        "n_kept": line.n_kept,
    }


def _list_shown(line: HandoverLine) -> dict[str, object]:
    words = N_("%(n)s kept back")
    kept = f" ({said(words, n=line.n_kept)})" if line.n_kept else ""
    return {
        said(N_("No.")): line.number,
        said(N_("What")): said(line.move.words),
        said(N_("Other side")): line.other_side,
        said(N_("Files")): line.n_files,
        said(N_("Volumes")): f"{line.n_volumes}{kept}",
    }
