"""`case-review campaign open, plan, copy`: plans looked at, carried out, taken out."""

from __future__ import annotations

from collections.abc import Iterator
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
    text_of,
    today,
    write,
    zone,
)
from review.cli.words import said
from review.domain.campaigns import CampaignKind, CampaignPlan
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import CaseClass, CaseKind, Stage, is_object
from review.domain.policy import Viewer
from review.domain.schemes import Scheme
from review.domain.sufficiency import KindNeeds
from review.services import arrivals, campaigns, consequences, opening, plans
from review.services.consequences import OpeningPreview

NO_SCHEME = N_("No scheme: not reviewed")


class CannotOpen(RuleBroken):
    """All that is wrong is listed first."""

    sentence = N_("This plan cannot be opened; faults: %(n)s.")


@click.command(
    "open", cls=Command, help=N_("Open the campaign that FILE (YAML) plans.")
)
@click.argument("file", type=FILE)
@option("--dry-run", is_flag=True, help=N_("Only show what it would lead to."))
@as_json
@for_bureau
@with_appcontext
def open_(file: Path, dry_run: bool, wants_json: bool) -> None:
    text, viewer = text_of(file), operator()
    plan = opening.read_plan(viewer=viewer, text=text)
    if dry_run:
        _look(viewer, plan, wants_json)
        return
    opening.open_campaign(viewer=viewer, plan=plan, at=now())
    if plan.kind is CampaignKind.STANDING:
        arrivals.enter(viewer=viewer, code=plan.code, at=now(), on=today())
    page = campaigns.page(viewer=viewer, code=plan.code, on=today())
    data = {
        "code": plan.code,
        "name": page.line.name,
        "assessment_year": plan.assessment_year,
        "schemes": [f"{each.code}@{each.version}" for each in page.schemes],
        "reviewers": page.n_reviewers,
        "leads": page.n_leads,
    }
    answer(data, wants_json, [f"{plan.code}  {page.line.name}"])


def _look(viewer: Viewer, plan: CampaignPlan, wants_json: bool) -> None:
    seen = consequences.preview(viewer=viewer, plan=plan, on=today())
    answer(_consequence(seen), wants_json, list(_lines(seen, plan)))
    if seen.faults:
        raise CannotOpen(n=len(seen.faults))


def _consequence(seen: OpeningPreview) -> dict[str, Any]:
    draw, faults = seen.draw, [said(fault) for fault in seen.faults]
    if draw is None:
        return {"faults": faults}
    return {
        "faults": faults,
        "population": draw.report.population,
        "drawn": draw.report.drawn,
        "reviews": seen.n_reviews,
        "counted_reviews": draw.n_reviews,
        "reviewers": draw.n_reviewers,
        "leads": seen.n_leads,
        "each": list(seen.each),
        "sealed": draw.report.n_sealed,
        "secret": draw.report.n_secret,
        "schemes": [
            {"scheme": _named(each.scheme), "fit": each.n_fit, "drawn": each.n_drawn}
            for each in seen.schemes
        ],
        "without_scheme": [
            {"kind": f.kind, "stage": f.stage, "class": f.case_class, "files": f.n}
            for f in seen.fits
            if not f.scheme
        ],
        "classes": [
            {"class": c.case_class, "drawn": c.n_files, "reviews": c.n_reads}
            for c in seen.classes
        ],
        "kinds": [_kind(each) for each in seen.sufficiency.kinds],
        "second_reads": seen.n_second_reads,
        "seed_reads": seen.hidden.seeds,
        "common_files": seen.common.n_files,
        "common_reads": seen.common.n_reads,
        **_between_data(seen),
        "files_short_of_reviewers": seen.sufficiency.n_short,
        "working_days": seen.term.n if seen.term else None,
        "remarks": [said(remark) for remark in (*seen.remarks, *draw.unmet)],
    }


def _between_data(seen: OpeningPreview) -> dict[str, Any]:
    return {
        "recheck_of": seen.recheck.name if seen.recheck else None,
        "who_reviews": seen.round.who.value,
        "units": [
            {
                "code": line.code,
                "name": line.name,
                "drawn": line.n_files,
                "reviewers": line.n_reviewers,
                "reads": line.reads or None,
            }
            for line in seen.round.lines
        ],
    }


def _named(scheme: Scheme) -> str:
    return f"{scheme.code}@{scheme.version}"


def _kind(needs: KindNeeds) -> dict[str, Any]:
    return {
        "kind": needs.kind,
        "drawn": needs.n_files,
        "reviews": needs.n_reads,
        "reviewers": needs.n_reviewers,
        "room": needs.room,
    }


def _lines(seen: OpeningPreview, plan: CampaignPlan) -> Iterator[str]:
    draw = seen.draw
    yield from map(said, seen.faults)
    if draw is None:
        return
    yield said(
        N_("Files to be drawn: %(drawn)s of %(population)s; reviews: %(reviews)s."),
        drawn=draw.report.drawn,
        population=draw.report.population,
        reviews=seen.n_reviews,
    )
    yield said(
        N_(
            "Reviewers: %(n)s, with %(low)s to %(high)s reviews each (conflicts are not "
            "counted); leads: %(leads)s."
        ),
        n=draw.n_reviewers,
        low=seen.each[0],
        high=seen.each[1],
        leads=seen.n_leads,
    )
    yield from _counted(seen, draw)
    for fit in seen.fits:
        yield f"  {_what(fit)}: {fit.n} → {fit.scheme or said(NO_SCHEME)}"
    of_institutions = any(is_object(fit.kind) for fit in seen.fits if fit.scheme)
    for each in () if of_institutions else seen.classes:
        words = N_("  %(kind)s: files %(files)s, reviews %(reviews)s")
        kind = said(CaseClass(each.case_class).words)
        yield said(words, kind=kind, files=each.n_files, reviews=each.n_reads)
    yield from _hidden(seen, draw)
    yield from _common(seen, plan, draw.n_reviewers)
    yield from _between(seen, draw)
    yield from (said(remark) for remark in (*seen.remarks, *draw.unmet))
    for short in seen.short:
        reasons = " ".join(map(said, short.reasons))
        yield f"  {short.case_no}: {short.n_reviewers}/{short.needed} {reasons}"


NONE_COMMON = N_(
    "There are too few reviewers for common files: two are left without each, for a third "
    "review and should one be handed back."
)
TOO_FEW = N_(
    "With so few reviewers some read only %(least)s of them, too few for a figure: ask "
    "for more."
)


def _between(seen: OpeningPreview, draw: Any) -> Iterator[str]:
    """What is re-checked, and who reviews whom as far as it is known."""
    if first := seen.recheck:
        words = N_("Re-checked of the files settled in “%(name)s”: %(drawn)s of %(n)s.")
        drawn = draw.report.drawn
        yield said(words, drawn=drawn, n=first.n_settled, name=first.name)
    if seen.round.lines:
        yield said(seen.round.who.words)
    for line in seen.round.lines:
        row = f"  {line.name}: {line.n_files} / {line.n_reviewers}"
        yield f"{row} → {line.reads}" if line.reads else row


def _counted(seen: OpeningPreview, draw: Any) -> Iterator[str]:
    """The sums above are of everything that reviewers are asked for."""
    if seen.hidden.n:
        words = N_(
            "Reviews that count: %(n)s; those that only measure reviewers: about "
            "%(more)s."
        )
        yield said(words, n=draw.n_reviews, more=seen.hidden.n)


def _hidden(seen: OpeningPreview, draw: Any) -> Iterator[str]:
    """What only measures reviewers, and how many reviews it costs."""
    if seen.n_second_reads:
        yield said(
            N_("Files that get a hidden second read: about %(n)s of %(of)s."),
            n=seen.n_second_reads,
            of=draw.report.drawn,
        )
    if n := seen.hidden.seeds:
        yield said(N_("Reviews added on seeds: about %(n)s."), n=n)


def _common(seen: OpeningPreview, plan: CampaignPlan, of: int) -> Iterator[str]:
    """What was asked for and costs reviews, or why it comes to nothing."""
    common = seen.common
    if common.n_files:
        yield said(
            N_(
                "Common files: %(n)s, each read by %(readers)s of the reviewers "
                "(%(of)s); further reviews: about %(more)s."
            ),
            n=common.n_files,
            readers=common.n_readers,
            of=of,
            more=common.n_reads,
        )
    elif plan.common_files:
        yield said(NONE_COMMON)
    if common.is_too_few:
        yield said(TOO_FEW, least=common.least)


def _classed(fit: Any) -> list[CaseClass]:
    """Cases have a class, institutions have none."""
    return [] if is_object(fit.kind) else [CaseClass(fit.case_class)]


def _what(fit: Any) -> str:
    words = (CaseKind(fit.kind), Stage(fit.stage), *_classed(fit))
    return " · ".join(said(each.words) for each in words if each.value)


@click.command(
    "plan",
    cls=Command,
    help=N_("The plan of a campaign as a file (YAML), to use again."),
)
@click.argument("code")
@output
@for_bureau
@with_appcontext
def plan(code: str, output: Path | None) -> None:
    check_target(output)
    text = plans.export(viewer=operator(), code=code, zone=zone())
    write(text.encode(), output)


@click.command(
    "copy",
    cls=Command,
    help=N_("The plan of a campaign moved on by a year, as a file (YAML) to open."),
)
@click.argument("code")
@output
@for_bureau
@with_appcontext
def copy(code: str, output: Path | None) -> None:
    check_target(output)
    copied = plans.copy(viewer=operator(), code=code, on=today(), zone=zone())
    for change in copied.changes:
        click.echo(said(change), err=True)
    write(plans.as_file(copied.plan).encode(), output)
