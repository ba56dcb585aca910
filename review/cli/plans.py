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
)
from review.cli.words import said
from review.domain.campaigns import CampaignKind, CampaignPlan
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import CaseClass, CaseKind, Stage
from review.domain.policy import Viewer
from review.domain.schemes import Scheme
from review.domain.sufficiency import KindNeeds
from review.services import arrivals, campaigns, consequences, opening, plans
from review.services.consequences import OpeningPreview

NO_SCHEME = N_("No scheme: not reviewed")


class CannotOpen(RuleBroken):
    """All that is wrong is listed first."""

    sentence = N_("This plan cannot be opened: %(n)s faults.")


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
    answer(_consequence(seen), wants_json, list(_lines(seen)))
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
        "reviews": draw.n_reviews,
        "reviewers": draw.n_reviewers,
        "leads": seen.n_leads,
        "each": list(draw.each),
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
        "seed_reads": seen.n_seed_reads,
        "files_short_of_reviewers": seen.sufficiency.n_short,
        "working_days": seen.term.n if seen.term else None,
        "remarks": [said(remark) for remark in seen.remarks],
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


def _lines(seen: OpeningPreview) -> Iterator[str]:
    draw = seen.draw
    yield from map(said, seen.faults)
    if draw is None:
        return
    yield said(
        N_("%(drawn)s of %(population)s files will be drawn, %(reviews)s reviews."),
        drawn=draw.report.drawn,
        population=draw.report.population,
        reviews=draw.n_reviews,
    )
    yield said(
        N_("%(n)s reviewers with %(low)s to %(high)s reviews each, %(leads)s leads."),
        n=draw.n_reviewers,
        low=draw.each[0],
        high=draw.each[1],
        leads=seen.n_leads,
    )
    for fit in seen.fits:
        yield f"  {_what(fit)}: {fit.n} → {fit.scheme or said(NO_SCHEME)}"
    for each in seen.classes:
        words = N_("  %(kind)s: %(files)s files, %(reviews)s reviews")
        kind = CaseClass(each.case_class).words
        yield said(words, kind=kind, files=each.n_files, reviews=each.n_reads)
    if seen.n_second_reads:
        yield said(
            N_("About %(n)s of %(of)s files get a hidden second read."),
            n=seen.n_second_reads,
            of=draw.report.drawn,
        )
    yield from (said(remark) for remark in seen.remarks)
    for short in seen.short:
        reasons = " ".join(map(said, short.reasons))
        yield f"  {short.case_no}: {short.n_reviewers}/{short.needed} {reasons}"


def _what(fit: Any) -> str:
    words = (CaseKind(fit.kind), Stage(fit.stage), CaseClass(fit.case_class))
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
    text = plans.export(viewer=operator(), code=code)
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
    copied = plans.copy(viewer=operator(), code=code, on=today())
    for change in copied.changes:
        click.echo(said(change), err=True)
    write(plans.as_file(copied.plan).encode(), output)
