"""A standing campaign: what entered, what stays outside, and how each period came out."""

from __future__ import annotations

from functools import partial

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.aggregation import By
from review.domain.arrivals import Period, ReportEvery
from review.domain.policy import Action, may, may_in
from review.services import (
    arrivals,
    campaigns,
    period_reports,
    publication,
    withdrawing,
)
from review.services.arrivals import Arrived
from review.services.figures import BY_WORDS, RATES
from review.web import release_words
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, query_box
from review.web.bureau.lists import download, one_of
from review.web.clock import now, today
from review.web.display import words
from review.web.language import gettext as _

bp = Guarded("arrivals", __name__, url_prefix="/campaigns/<code>/arrivals")


@bp.get("/", action=Action.RESULTS_READ)
def page(code: str) -> ResponseReturnValue:
    """The periods, newest first; one of them by county, kind, firm or handler."""
    report = period_reports.report(viewer=viewer(), code=code, on=today())
    chosen = one_of("period", {each.period.key for each in report.lines}, "")
    by = By(one_of("by", {each.value for each in By}, By.COUNTY))
    return render_template(
        "arrivals/page.html",
        report=report,
        line=campaigns.line(viewer=viewer(), code=code, on=today()),
        outside=arrivals.left_out(viewer=viewer(), code=code),
        changes=withdrawing.changes(viewer=viewer(), code=code),
        may_withdraw=may_in(viewer(), Action.SAMPLE_DRAW, code),
        files_url=partial(_files_url, code),
        labels=campaign_words.Labels(),
        chosen=next((x.period for x in report.lines if x.period.key == chosen), None),
        period_words=period_words,
        by=by,
        by_words=BY_WORDS,
        rates=RATES,
        found=_chosen(code, chosen, by),
        say=release_words,
        can_take_in=may(viewer(), Action.SAMPLE_DRAW),
        tabs=campaign_words.tabs(code, "sampling.page"),
    )


def _files_url(code: str, period: Period) -> str:
    """The files that closed in a period, in the list of files."""
    query = query_box.asking("closed", f"{period.first}..{period.last}")
    return url_for("reconciliation.files", code=code, q=query)


@bp.get("/report.<any(csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export(code: str, file_format: str) -> Response:
    """The report by period as a file."""
    body = period_reports.export(
        viewer=viewer(),
        code=code,
        at=now(),
        on=today(),
        file_format=file_format,
        words=words,
        named=period_words,
    )
    return download(body, f"periods-{code}", file_format)


def period_words(period: Period) -> str:
    """A month or a quarter as people write it."""
    if period.every is ReportEvery.QUARTER:
        return _("Quarter %(n)s of %(year)s", n=period.number, year=period.year)
    return _("%(year)s-%(month)s", year=period.year, month=f"{period.number:02}")


def _chosen(code: str, period: str, by: By) -> object:
    if not period:
        return None
    return publication.figures(viewer=viewer(), code=code, by=by, period=period)


@bp.post("/", action=Action.SAMPLE_DRAW)
def take_in(code: str) -> ResponseReturnValue:
    """At once, without waiting for the next list of cases or the night."""
    done = arrivals.enter(viewer=viewer(), code=code, at=now(), on=today())
    for sentence in arrived_words(done):
        flash(sentence)
    return redirect(url_for("arrivals.page", code=code))


def arrived_words(done: Arrived) -> list[str]:
    """What came of taking files in, in sentences."""
    said = [
        _(
            "Files entered: %(n)s; reviews given out: %(given)s.",
            n=done.n_entered,
            given=done.n_given,
        )
    ]
    if done.n_waiting:
        n = done.n_waiting
        said.append(
            ngettext(
                "%(num)d file waits until its pages are looked through.",
                "%(num)d files wait until their pages are looked through.",
                n,
            )
        )
    if done.n_missing:
        said.append(
            ngettext(
                "%(num)d place has no reviewer yet.",
                "%(num)d places have no reviewer yet.",
                done.n_missing,
            )
        )
    return said
