"""`case-review campaign …`: from the plan to the publication."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from review.cli.commands import Commands, option
from review.cli.console import (
    answer,
    as_json,
    check_target,
    for_bureau,
    now,
    operator,
    output,
    table,
    today,
    working,
    write,
    zone,
)
from review.cli.figures import as_file
from review.cli.paperwork import paperwork
from review.cli.plans import copy, open_, plan
from review.cli.sampling import announce, extend, record, replace
from review.cli.standing import standing
from review.cli.words import said
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.publication import ReleaseKind
from review.domain.publication_gate import NotesUnseen
from review.domain.ranking import Display, Showing
from review.domain.sampling import SampleReport
from review.domain.sentences import Sentence
from review.services import (
    allocation,
    campaigns,
    publication,
    reader_tables,
    reconciliation,
    sampling,
)

campaign = Commands(
    "campaign", help=N_("Campaigns: open, draw, allocate, settle, publish.")
)


for each in (open_, plan, copy, announce, replace, extend, record, paperwork, standing):
    campaign.add_command(each)


class PlacesEmpty(RuleBroken):
    """The others were filled; a script has to notice all the same."""

    sentence = ngettext(
        "%(n)s place has no reviewer; the reasons are listed.",
        "%(n)s places have no reviewer; the reasons are listed.",
    )


class NotesToSee(NotesUnseen):
    """What the page shows above its form; here it is read before going on."""

    sentence = ngettext(
        "Nothing was published yet: %(n)s point is to be seen first; "
        "--despite-notes publishes all the same.",
        "Nothing was published yet: %(n)s points are to be seen first; "
        "--despite-notes publishes all the same.",
    )


@campaign.command("list", help=N_("All campaigns, the newest first."))
@as_json
@for_bureau
def list_(wants_json: bool) -> None:
    lines = campaigns.listing(viewer=operator(), on=today())
    answer([_line(line) for line in lines], wants_json, table(map(_shown, lines)))


def _line(line: Any) -> dict[str, Any]:
    return {
        "code": line.code,
        "name": line.name,
        "assessment_year": line.assessment_year,
        "phase": line.phase.value,
        "cases": line.n_cases,
    }


def _shown(line: Any) -> dict[str, object]:
    return {
        said(N_("Code")): line.code,
        said(N_("Campaign")): line.name,
        said(N_("Assessment year")): line.assessment_year,
        said(N_("Phase")): said(line.phase.words),
        said(N_("Files")): line.n_cases,
    }


@campaign.command(help=N_("Draw the sample, once."))
@click.argument("code")
@option("--seed", default="", help=N_("Announced beforehand; else one is made."))
@option(
    "--changed-list",
    is_flag=True,
    help=N_("Draw although list or rule are not those that were announced."),
)
@as_json
@for_bureau
def draw(code: str, seed: str, changed_list: bool, wants_json: bool) -> None:
    viewer = operator()
    asked = {"seed": seed, "only_announced": not changed_list}
    with working(N_("Drawing the sample")):
        preview = sampling.draw(viewer=viewer, code=code, at=now(), **asked)
        record = sampling.record_of(viewer=viewer, code=code)
    report = preview.report
    data = {
        "seed": record.seed,
        "population": report.population,
        "drawn": report.drawn,
        "reviews": preview.n_reviews,
        "without_scheme": preview.n_without_scheme,
        "record_digest": record.digest,
        "unknown_numbers": list(report.unknown_numbers),
        "asked": report.target,
        "withheld_numbers": list(report.withheld_numbers),
        "next_numbers": [[each.asked, each.taken] for each in report.followed],
        "remarks": [said(each) for each in (*_raised(report), *preview.told)],
    }
    answer(data, wants_json, _drawn(data))


def _raised(report: SampleReport) -> tuple[Sentence, ...]:
    """That the minimum per handler makes more of what the rule asks for."""
    return (report.beyond.sentence,) if report.beyond else ()


def _drawn(data: dict[str, Any]) -> list[str]:
    lines = [
        said(
            N_("Files drawn: %(drawn)s of %(population)s; reviews: %(reviews)s."),
            **data,
        ),
        said(N_("Seed: %(seed)s"), **data),
        said(N_("Digest of the record: %(record_digest)s"), **data),
    ]
    if data["without_scheme"]:
        words = ngettext(
            "%(without_scheme)s file fits no scheme and was left out.",
            "%(without_scheme)s files fit no scheme and were left out.",
            by="without_scheme",
        )
        lines.append(said(words, **data))
    return [*lines, *data["remarks"]]


@campaign.command(help=N_("Give every empty place a reviewer; say what stays empty."))
@click.argument("code")
@option(
    "--ready-only",
    is_flag=True,
    help=N_("Leave out the files whose pages are still to be looked through."),
)
@as_json
@for_bureau
def allocate(code: str, ready_only: bool, wants_json: bool) -> None:
    viewer = operator()
    own = {"viewer": viewer, "code": code, "ready_only": ready_only}
    with working(N_("Allocating")):
        proposal = allocation.confirm(at=now(), on=today(), **own)
    answer(_allocated(proposal), wants_json, _allocated_lines(proposal))
    if proposal.n_missing:
        raise PlacesEmpty(n=proposal.n_missing)


def _allocated(proposal: Any) -> dict[str, Any]:
    return {
        "reads": proposal.n_pairs,
        "cases": proposal.n_cases,
        "loads": {load.number: load.n_after for load in proposal.loads},
        "unfilled": [
            {
                "case_no": each.case_no,
                "stage": each.stage,
                "volume_set": each.volume_set,
                "part": each.part,
                "missing": each.missing,
                "reasons": [said(reason) for reason in each.sentences],
            }
            for each in proposal.unfilled
        ],
        "concerns": [
            {
                "case_no": each.case_no,
                "number": each.number,
                "strength": each.strength.value,
                "reason": said(each.sentence),
            }
            for each in proposal.concerns
        ],
        "left_out": [each.case_no for each in proposal.waiting],
        "quality": [said(each) for each in proposal.quality],
    }


def _allocated_lines(proposal: Any) -> list[str]:
    words = N_("Places filled: %(reads)s; files: %(cases)s.")
    lines = [said(words, reads=proposal.n_pairs, cases=proposal.n_cases)]
    lines += map(said, proposal.quality)
    if proposal.waiting:
        words = ngettext(
            "%(n)s file is left out until its pages are looked through:",
            "%(n)s files are left out until their pages are looked through:",
        )
        lines.append(said(words, n=len(proposal.waiting)))
        lines += [f"  {each.case_no}" for each in proposal.waiting]
    if proposal.concerns:
        lines.append(said(N_("Given in spite of a relation:")))
        lines += [f"  {_concern(each)}" for each in proposal.concerns]
    for each in proposal.unfilled:
        lines.append(f"{_named(each)}: {' '.join(map(said, each.sentences))}")
    return lines


def _named(each: Any) -> str:
    """Several files may have one number."""
    stage = said(each.stage_words) if each.stage_words else ""
    return " · ".join(filter(None, (each.case_no, stage, each.volume_set, each.part)))


def _concern(each: Any) -> str:
    return f"{said(each.sentence)} ({each.number}, {said(each.strength.words)})"


@campaign.command("readers", help=N_("Who reads which file, as JSON, CSV or XLSX."))
@click.argument("code")
@as_file
@output
@for_bureau
def readers_(code: str, form: str, output: Path | None) -> None:
    check_target(output, form)
    body = reader_tables.export_reads(
        viewer=operator(),
        code=code,
        at=now(),
        on=today(),
        file_format=form,
        say=said,
        zone=zone(),
    )
    write(body, output)


@campaign.command(help=N_("Settle complete files; call further readers and leads."))
@click.argument("code")
@as_json
@for_bureau
def settle(code: str, wants_json: bool) -> None:
    viewer = operator()
    with working(N_("Settling")):
        settled = reconciliation.settle(viewer=viewer, campaign_code=code, at=now())
        called = allocation.call_readers(viewer=viewer, code=code, at=now(), on=today())
        view = reconciliation.overview(viewer=viewer, campaign_code=code)
    data = {
        "settled": settled.n_settled,
        "diverged": settled.n_diverged,
        "waiting": settled.n_waiting,
        "readers_called": called.n_pairs,
        "cases": view.n_cases,
        "by_phase": _phases(view),
    }
    words = N_(
        "Files settled now: %(settled)s, diverged: %(diverged)s, waiting: "
        "%(waiting)s; further readers called: %(readers_called)s."
    )
    answer(data, wants_json, [said(words, **data), *_phase_lines(view)])
    if called.n_missing:
        raise PlacesEmpty(n=called.n_missing)


@campaign.command(help=N_("How many files are in each phase, and who is waited for."))
@click.argument("code")
@as_json
@for_bureau
def status(code: str, wants_json: bool) -> None:
    viewer = operator()
    view = reconciliation.overview(viewer=viewer, campaign_code=code)
    line = campaigns.page(viewer=viewer, code=code, on=today()).line
    data = {
        "code": view.code,
        "name": view.name,
        "phase": view.phase.value,
        "due_on": view.due_on,
        "cases": view.n_cases,
        "by_phase": _phases(view),
        "waiting_for": [
            {"who": w.who.value, "what": said(w.sentence)} for w in line.waits
        ],
    }
    lines = [f"{view.code}  {view.name}  {said(view.phase.words)}", *_phase_lines(view)]
    lines += [f"{said(wait.who.words)}: {said(wait.sentence)}" for wait in line.waits]
    answer(data, wants_json, lines)


def _phases(view: Any) -> dict[str, int]:
    return {phase.value: n for phase, n in view.by_phase.items()}


def _phase_lines(view: Any) -> list[str]:
    return [f"  {said(phase.words)}: {n}" for phase, n in view.by_phase.items() if n]


@campaign.command(help=N_("Freeze the results and publish them."))
@click.argument("code")
@option("--provisional", is_flag=True, help=N_("For lawyers and firms, before all."))
@option(
    "--despite-notes",
    is_flag=True,
    help=N_("Publish although there are points that should be seen before."),
)
@option(
    "--rankings",
    type=click.Choice([each.value for each in Display]),
    help=N_("Show rankings so, whatever the rule says of each."),
)
@option(
    "--internal",
    is_flag=True,
    help=N_(
        "County bureaus and heads of firms receive all rankings, also of handlers."
    ),
)
@option("--key", default="", help=N_("Repeat the same request safely under this key."))
@as_json
@for_bureau
def publish(
    code: str,
    provisional: bool,
    despite_notes: bool,
    rankings: str | None,
    internal: bool,
    key: str,
    wants_json: bool,
) -> None:
    kind = ReleaseKind.PROVISIONAL if provisional else ReleaseKind.FINAL
    viewer = operator()
    found = publication.gate(viewer=viewer, code=code, kind=kind, on=today())
    try:
        with working(N_("Publishing")):
            release = publication.publish(
                viewer=viewer,
                code=code,
                kind=kind,
                at=now(),
                on=today(),
                key=key or f"cli-{viewer.bureau_id}-{kind}-{code}",
                despite_notes=despite_notes,
                rankings=Showing.chosen(rankings, internal=internal),
            )
    except NotesUnseen as unseen:
        raise NotesToSee(unseen.items) from unseen
    # Nothing that blocks is left by now; the rest is what was to be seen.
    notes = [said(item.sentence) for item in found]
    data = {"kind": kind.value, "number": release.number, "digest": release.digest}
    words = N_("Release %(number)s of %(code)s. SHA-256: %(digest)s")
    lines = [said(words, code=code, **data), *notes]
    answer({**data, "notes": notes}, wants_json, lines)
