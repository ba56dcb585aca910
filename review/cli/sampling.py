"""`case-review redraw FILE` anywhere; `campaign announce`, `replace`, `extend`, `record`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext

from review.cli.commands import Command, option
from review.cli.console import (
    FILE,
    answer,
    as_json,
    check_target,
    for_bureau,
    now,
    operator,
    output,
    say,
    write,
    zone,
)
from review.cli.words import listed, said
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.sampling_seed import Announcement, SeedBroken, SeedWay
from review.services import announcing, draw_records, drawn_files, redrawing, replacing


class DrawDiffers(RuleBroken):
    """The record does not repeat; what differs was listed before."""

    sentence = N_("Drawing again does not give what this record says.")


@click.command(
    cls=Command, help=N_("Repeat a draw from its exported record; needs no database.")
)
@click.argument("file", type=FILE)
@output
@as_json
def redraw(file: Path, output: Path | None, wants_json: bool) -> None:
    check_target(output)
    found = redrawing.redraw(file.read_bytes())
    if output is not None:
        write(found.sample_body, output)
    answer(_data(found), wants_json, _lines(found))
    if not found.holds:
        raise DrawDiffers


def _data(found: redrawing.Redrawn) -> dict[str, Any]:
    return {
        "campaign": found.campaign,
        "seed": found.seed,
        "population": found.n_population,
        "sample": found.n_drawn,
        "changes": found.n_changes,
        "list_digest": found.list_digest,
        "sample_digest": found.sample_digest,
        "list_unchanged": found.list_holds,
        "draw_repeats": found.draw_repeats,
        "changes_follow_the_rule": found.changes_follow,
        "sample_repeats": found.sample_repeats,
        **_announced(found),
        "cancelled_draws": [dict(each) for each in found.cancelled],
        "files": [[each.position, each.case_no] for each in found.files],
    }


def _announced(found: redrawing.Redrawn) -> dict[str, Any]:
    what = found.announced
    return {
        "announced": what and {"way": str(what.way), "said": what.said},
        "rule": found.rule,
        "announced_list": found.announced_list or None,
        "seed_is_the_announced_one": found.seed_is_announced,
        "list_is_the_announced_one": found.list_is_announced,
        "rule_is_the_announced_one": _rule_is_announced(found),
    }


def _rule_is_announced(found: redrawing.Redrawn) -> bool | None:
    """None where nothing was announced of it, as by earlier versions."""
    if found.list_is_announced and found.binds_rule is False:
        return None
    return found.list_is_announced


CHECKS = (
    ("list_unchanged", N_("The list is the one the record names.")),
    ("draw_repeats", N_("Drawing again from it gives the same list, byte for byte.")),
    (
        "changes_follow_the_rule",
        N_("Every replacement and extension follows the rule."),
    ),
    ("sample_repeats", N_("The sample is the same, byte for byte.")),
    ("seed_is_the_announced_one", N_("The seed is the one that was announced.")),
    ("list_is_the_announced_one", N_("The list is the one that was announced.")),
    (
        "rule_is_the_announced_one",
        N_("The rule, and who handled which file, are as they were announced."),
    ),
)
CANCELLED = N_(
    "Drawn before and cancelled: %(code)s, on %(drawn_at)s with the seed %(seed)s, "
    "files: %(files)s; cancelled on %(cancelled_at)s: %(reason)s"
)
LIST_ALONE = N_(
    "An earlier version announced the list alone: compare the rule as well with what was "
    "published; of who handled which file nothing was announced."
)
TO_COMPARE = {
    SeedWay.VALUE: N_("Compare with what was published before the draw: seed %(said)s"),
    SeedWay.DIGEST: N_(
        "Compare with what was published before the draw: SHA-256 of the seed %(said)s"
    ),
    SeedWay.EVENT: N_(
        "Compare the seed with what the event published before the draw gave: %(said)s"
    ),
}


def _lines(found: redrawing.Redrawn) -> list[str]:
    data = _data(found)
    lines = [f"{each.position:>6}  {each.case_no}" for each in found.files]
    lines.append(said(N_("files: %(sample)s of %(population)s, seed %(seed)s"), **data))
    lines.append(said(N_("SHA-256 of the list: %(list_digest)s"), **data))
    lines.append(said(N_("SHA-256 of the sample: %(sample_digest)s"), **data))
    for key, sentence in CHECKS:
        if data[key] is not None:
            lines.append(f"{'✓' if data[key] else '✗'} {said(sentence)}")
    lines += [said(CANCELLED, **each) for each in found.cancelled]
    return lines + _to_compare(found)


def _to_compare(found: redrawing.Redrawn) -> list[str]:
    """A record can say of itself what it likes; what was published cannot be changed."""
    if found.announced is None:
        return [
            said(
                N_(
                    "Nothing was announced before the draw; the seed may be a chosen one."
                )
            )
        ]
    lines = [said(TO_COMPARE[found.announced.way], said=found.announced.said)]
    if not found.announced_list:
        lines.append(
            said(
                N_(
                    "No list was frozen before the draw; files may have been added or "
                    "changed when the seed was known."
                )
            )
        )
    if found.announced_list:
        lines.append(
            said(
                N_("Compare with what was published before the draw: list %(digest)s"),
                digest=found.announced_list,
            )
        )
    rule = json.dumps(found.rule, ensure_ascii=False, sort_keys=True)
    lines.append(said(N_("The rule of the draw: %(rule)s"), rule=rule))
    if found.binds_rule is False:
        lines.append(said(LIST_ALONE))
    return lines


MOMENTS = [
    f"%Y-%m-%d{time}" for time in ("", " %H:%M", "T%H:%M", " %H:%M:%S", "T%H:%M:%S")
]
"""Seconds are left out by everybody who writes down when a lottery is drawn."""


class SeveralFiles(RuleBroken):
    sentence = ngettext(
        "%(n)s file of the sample has this in its number: %(numbers)s.",
        "%(n)s files of the sample have this in their number: %(numbers)s.",
    )


class NoSuchFile(RuleBroken):
    sentence = N_("No file of the sample with this number is still to be settled.")


@click.command(cls=Command, help=N_("Announce the seed before the draw, once."))
@click.argument("code")
@option("--seed", default="", help=N_("The seed itself."))
@option("--sha256", default="", help=N_("The SHA-256 of a seed kept secret."))
@option("--event", default="", help=N_("The public event the seed will come from."))
@option(
    "--at",
    "known_at",
    type=click.DateTime(formats=MOMENTS),
    help=N_("When it takes place, such as 2026-03-09 21:30."),
)
@for_bureau
@with_appcontext
def announce(
    code: str, seed: str, sha256: str, event: str, known_at: datetime | None
) -> None:
    said_ = {SeedWay.VALUE: seed, SeedWay.DIGEST: sha256.lower(), SeedWay.EVENT: event}
    ways = [way for way, text in said_.items() if text]
    if len(ways) != 1:
        raise SeedBroken(N_("Give one of --seed, --sha256 and --event."))
    moment = known_at.replace(tzinfo=zone()) if known_at else None
    what = Announcement(
        ways[0], said_[ways[0]], moment if ways[0] is SeedWay.EVENT else None
    )
    announcing.announce(viewer=operator(), code=code, what=what, at=now())
    found = announcing.announced(viewer=operator(), code=code, at=now())
    assert found is not None
    say(
        ngettext(
            "Announced. The list has %(n)s file; its SHA-256: %(digest)s",
            "Announced. The list has %(n)s files; its SHA-256: %(digest)s",
        ),
        n=found.n_listed,
        digest=found.list_digest,
    )


@click.command(cls=Command, help=N_("Replace a drawn file by the next in its order."))
@click.argument("code")
@click.argument("case_no")
@option("--reason", required=True, help=N_("Why; it stands on the certificate."))
@for_bureau
@with_appcontext
def replace(code: str, case_no: str, reason: str) -> None:
    viewer = operator()
    found = drawn_files.find_files(viewer=viewer, code=code, text=case_no)
    exact = [each for each in found if each.case_no == case_no] or found
    if not exact:
        raise NoSuchFile
    if len(exact) > 1:
        numbers = listed(each.case_no for each in exact)
        raise SeveralFiles(n=len(exact), numbers=numbers)
    came = replacing.replace_file(
        viewer=viewer,
        code=code,
        public_id=exact[0].public_id,
        reason=reason,
        at=now(),
    )
    if came is None:
        say(N_("%(case_no)s is out of the sample."), case_no=exact[0].case_no)
        return
    say(
        N_("%(left)s is replaced by %(came)s."),
        left=exact[0].case_no,
        came=came.case_no,
    )


@click.command(cls=Command, help=N_("Draw on up to a larger number or percentage."))
@click.argument("code")
@click.argument("size")
@option("--reason", required=True, help=N_("Why; it stands on the certificate."))
@for_bureau
@with_appcontext
def extend(code: str, size: str, reason: str) -> None:
    n = replacing.extend(
        viewer=operator(), code=code, size=size, reason=reason, at=now()
    )
    say(ngettext("%(n)s further file is drawn.", "%(n)s further files are drawn."), n=n)


@click.command(
    cls=Command, help=N_("Everything a draw rests on, as a ZIP to draw again from.")
)
@click.argument("code")
@output
@for_bureau
@with_appcontext
def record(code: str, output: Path | None) -> None:
    check_target(output)
    write(draw_records.bundle(viewer=operator(), code=code, at=now()), output)
