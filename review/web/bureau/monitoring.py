"""How alike reviewers mark: hidden second reads, seeds and common files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length, NumberRange

from review.domain.common_files import MOST as MOST_COMMON
from review.domain.errors import N_, RuleBroken
from review.domain.policy import Action
from review.domain.reviewer_figures import FEWEST_FILES
from review.domain.second_reads import MOST_PERCENT
from review.domain.seeds import MOST_PERCENT as MOST_SEEDS
from review.services import comparing, seeding
from review.services import monitoring as service
from review.services import people_lists as people
from review.services.comparing import Comparison, FileLine, PersonLine
from review.services.monitoring import Line, Monitoring
from review.services.seeding import Seeding
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words, people_lists
from review.web.bureau.lists import cut_of
from review.web.clock import now
from review.web.display import points, words
from review.web.errors import in_words
from review.web.forms.fields import NEEDED, WholeField
from review.web.language import gettext as _
from review.web.reviewer_figure_words import (
    Cell,
    likeness_cell,
    seed_cell,
    share_cell,
    signed,
)

bp = Guarded("monitoring", __name__, url_prefix="/campaigns/<code>/monitoring")


class RateForm(FlaskForm):
    percent = WholeField(
        _l("Files with a hidden second read, in percent; 0 means none"),
        [NEEDED, NumberRange(0, MOST_PERCENT)],
    )


class ShareForm(FlaskForm):
    percent = WholeField(
        _l("Reviews of hidden seeds, in percent; 0 means none"),
        [NEEDED, NumberRange(0, MOST_SEEDS)],
        id="share",
    )


class NumberForm(FlaskForm):
    number = WholeField(
        _l("Common files, read by nearly all reviewers; 0 means none"),
        [NEEDED, NumberRange(0, MOST_COMMON)],
    )


class SeedForm(FlaskForm):
    case_no = StringField(_l("Case number"), [NEEDED, Length(max=200)])
    lead = SelectField(_l("Who sets the agreed answers"), [NEEDED])

    def offer(self, found: Seeding) -> None:
        self.lead.choices = [(key, f"{name} {key}") for key, name in found.leads]


@dataclass(frozen=True, slots=True)
class Row:
    """A reviewer with the figures in words."""

    line: Line
    items: Cell
    grades: Cell


@dataclass(frozen=True, slots=True)
class CommonRow:
    """A common file; when it is settled with its spread and the grades it was given."""

    file: FileLine
    result: str = ""
    spread: str = ""
    grades: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LenientRow:
    """A reviewer on the common files; of too few files no figure."""

    name: str
    number: str
    n_files: int
    value: str = ""
    interval: str = ""
    adjusted: str = ""


@dataclass(frozen=True, slots=True)
class TableRow:
    """Pairs by the grade of the first read; a cell for each grade of the second."""

    grade: str
    cells: tuple[tuple[str, str, bool], ...]
    """Number, its share of all pairs, and whether both graded alike."""


@bp.get("/", action=Action.ALLOCATE)
def page(code: str) -> ResponseReturnValue:
    found = service.monitoring(viewer=viewer(), code=code)
    return _page(found)


@bp.post("/", action=Action.ALLOCATE)
def change(code: str) -> ResponseReturnValue:
    """Set a rate, add a seed or take one out, before files are given out."""
    do = request.form.get("do", "")
    if do == "remove":
        public_id = request.form.get("seed", "")
        seeding.remove_seed(viewer=viewer(), code=code, public_id=public_id, at=now())
        flash(_("The file is no seed any more."))
        return redirect(url_for("monitoring.page", code=code))
    return _add(code) if do == "seed" else _set(code, do)


class Setting(NamedTuple):
    """A number of the page: its form and field, and who stores it under which name."""

    form: type[FlaskForm]
    field: str
    store: Callable[..., None]
    name: str
    done: str


SHARE_SET = N_("The rate is set. Reviewers are told of it before they begin.")
NUMBER_SET = N_("The number is set. Reviewers are told of it before they begin.")
RATE = Setting(RateForm, "percent", service.set_rate, "percent", SHARE_SET)
SETTINGS = {
    "share": Setting(ShareForm, "percent", seeding.set_share, "percent", SHARE_SET),
    "common": Setting(NumberForm, "number", comparing.set_number, "n", NUMBER_SET),
}


def _set(code: str, do: str) -> ResponseReturnValue:
    setting = SETTINGS.get(do, RATE)
    form, found = setting.form(), service.monitoring(viewer=viewer(), code=code)
    field = form[setting.field]
    if not form.validate():
        return _page(found, form)
    given = {setting.name: field.data}
    try:
        setting.store(viewer=viewer(), code=code, at=now(), **given)
    except RuleBroken as refusal:
        field.errors = [in_words(refusal)]
        return _page(found, form)
    flash(_(setting.done))
    return redirect(url_for("monitoring.page", code=code))


def _add(code: str) -> ResponseReturnValue:
    found = service.monitoring(viewer=viewer(), code=code)
    seeds = seeding.seeding(viewer=viewer(), code=code)
    form = SeedForm()
    form.offer(seeds)
    if not form.validate():
        return _page(found, form)
    case_no, lead = form.case_no.data, form.lead.data
    try:
        seeding.add_seed(
            viewer=viewer(), code=code, case_no=case_no, lead=lead, at=now()
        )
    except RuleBroken as refusal:
        form.case_no.errors = [in_words(refusal)]
        return _page(found, form)
    flash(_("The seed is added. The panel lead finds its sheet among the own reviews."))
    return redirect(url_for("monitoring.page", code=code))


def _page(found: Monitoring, sent: FlaskForm | None = None) -> ResponseReturnValue:
    """The page, with the form that was sent and is at fault."""
    seeds = seeding.seeding(viewer=viewer(), code=found.code)
    common = comparing.comparison(viewer=viewer(), code=found.code)
    everybody = people.everybody_in(found.lines, seeds.people, common.people)
    shown, bar = _searched(found.code, everybody)
    form, share, number, seed = (
        sent if isinstance(sent, kind) else kind(formdata=None, data=data)
        for kind, data in (
            (RateForm, {"percent": found.percent}),
            (ShareForm, {"percent": seeds.percent}),
            (NumberForm, {"number": common.n}),
            (SeedForm, {}),
        )
    )
    seed.offer(seeds)
    page = render_template(
        "monitoring/page.html",
        found=found,
        form=form,
        share=share,
        number=number,
        common=common,
        common_files=[_common_row(common, each) for each in common.files],
        lenient=[_lenient(each) for each in people.only(shown, common.people)],
        bar=bar,
        seed=seed,
        seeds=seeds,
        whole_on_seeds=seed_cell(seeds.whole),
        on_seeds=[
            (each, seed_cell(each.figure)) for each in people.only(shown, seeds.people)
        ],
        fewest=FEWEST_FILES,
        tabs=campaign_words.tabs(found.code, "members.listing"),
        **_second_reads(found, people.only(shown, found.lines)),
    )
    return page, 422 if sent is not None and sent.errors else 200


def _searched(
    code: str, everybody: Sequence[people.Somebody]
) -> tuple[Sequence[people.Somebody], people_lists.Bar | None]:
    """One search for all figures of the page; none where there are no figures yet."""
    wanted = people_lists.wanted(people.NO_STATES)
    listed = people.found(everybody, wanted, people.NO_STATES)
    where = "monitoring.page", {"code": code}
    bar = people_lists.bar(*where, (wanted, listed), {"": _("All")})
    return listed.page(cut_of()).rows, bar if everybody else None


def _second_reads(found: Monitoring, lines: Iterable[Line]) -> dict[str, Any]:
    """What the hidden second reads say, in words; of these reviewers by name."""
    whole = found.found.whole
    return {
        "whole": (likeness_cell(whole.items), share_cell(whole.grades)),
        "rows": [_row(line) for line in lines],
        "titles": [words(grade.title) for grade in found.grades],
        "table": list(_table(found)),
        "apart": [
            (each, _grade(found, each.result), _grade(found, each.second))
            for each in found.apart
        ],
    }


def _row(line: Line) -> Row:
    agreement = line.agreement
    return Row(line, likeness_cell(agreement.items), share_cell(agreement.grades))


def _common_row(common: Comparison, file: FileLine) -> CommonRow:
    """Of a file under way no more than how many reviews are in."""
    titles = {grade.code: words(grade.title) for grade in common.grades}
    if file.found is None:
        return CommonRow(file)
    totals = {each for each in (file.found.low, file.found.high) if each is not None}
    given = file.found.grades
    n_without = file.found.n_reads - sum(given.values())
    grades = [f"{titles[code]} {given[code]}" for code in titles if given.get(code)]
    if n_without:
        grades.append(_("no grade %(n)s", n=n_without))
    return CommonRow(
        file,
        result=titles.get(file.result, file.result),
        spread="–".join(points(Decimal(n).scaleb(-2)) for n in sorted(totals)),
        grades=tuple(grades),
    )


def _lenient(line: PersonLine) -> LenientRow:
    told = line.severity
    row = LenientRow(line.name, line.number, told.n_files)
    if told.n_files < FEWEST_FILES:
        return row
    ends = {"low": signed(told.low), "high": signed(told.high)}
    return replace(
        row,
        value=signed(told.raw),
        interval=_("%(low)s to %(high)s", **ends),
        adjusted=signed(told.adjusted),
    )


def _table(found: Monitoring) -> Iterator[TableRow]:
    pairs, n_pairs = found.found.table, found.found.n_pairs
    for first in found.grades if n_pairs else ():
        cells = []
        for second in found.grades:
            n = pairs.get((first.code, second.code), 0)
            share = f"{100 * n / n_pairs:.0f}%" if n else ""
            cells.append((str(n), share, first is second))
        yield TableRow(words(first.title), tuple(cells))


def _grade(found: Monitoring, code: str) -> str:
    return next((words(g.title) for g in found.grades if g.code == code), code)
