"""The year lists of the bureau and the bar association: one page, two rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, current_app, request, url_for

from review.domain.assessment import Subject
from review.domain.errors import N_
from review.services import assessment
from review.services.assessment import (
    CHANGED,
    INSUFFICIENT_WORDS,
    Column,
    Filters,
    RowView,
    YearView,
)
from review.services.figures import Format
from review.web import assessment_facts as facts
from review.web.access import viewer
from review.web.clock import now
from review.web.display import words

YEAR = "<int(min=2000, max=2100):year>"
DECIDED: Mapping[str, str] = {
    "no": N_("Not decided"),
    "yes": N_("Decided"),
    CHANGED: N_("Decided on an earlier proposal"),
}
TYPES = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Select:
    """A filter: its name in the address, its label, what may be chosen."""

    name: str
    label: str
    all: str
    options: tuple[Option, ...]


def asked_kind() -> Subject:
    given = request.args.get("kind", Subject.HANDLER.value)
    if given not in {each.value for each in Subject}:
        abort(400)
    return Subject(given)


def asked_filters() -> Filters:
    names = ("outcome", "county", "firm", "decided")
    return Filters(**{name: request.args.get(name, "")[:64] for name in names})


def found(year: int) -> YearView:
    """The page of the list the address asks for."""
    return assessment.year_view(
        viewer=viewer(),
        year=year,
        kind=asked_kind(),
        filters=asked_filters(),
        page=request.args.get("page", 1, type=int),
    )


def listing(view: YearView, endpoint: str) -> dict[str, Any]:
    """What the template needs beside the view: filters, tabs, pages, cells."""
    asked = {k: v for k, v in asdict(view.filters).items() if v}
    here = {"year": view.year, "kind": view.kind.value}
    return {
        "view": view,
        "kinds": [
            (
                kind,
                kind is view.kind,
                url_for(endpoint, year=view.year, kind=kind.value),
            )
            for kind in Subject
        ],
        "kind_words": facts.KINDS,
        "selects": selects(view),
        "is_filtered": bool(asked),
        "reset": url_for(endpoint, **here),
        "before": _page(endpoint, here | asked, view.page - 1, view),
        "after": _page(endpoint, here | asked, view.page + 1, view),
        "rows": [(row, cells(view.columns, row)) for row in view.rows],
        "facts": facts,
        "formats": [each.value for each in Format],
    }


def _page(
    endpoint: str, asked: Mapping[str, Any], number: int, view: YearView
) -> str | None:
    if not 1 <= number <= view.n_pages:
        return None
    return url_for(endpoint, **asked, page=number)


def cells(columns: Sequence[Column], row: RowView) -> list[tuple[str, str, str]]:
    """Heading, number and what it is made of, for each component of the scheme."""
    lines = row.cells(column.component for column in columns)
    return [
        (
            words(column.title),
            facts.number_of(line) if line else "—",
            facts.note_of(line) if line else "",
        )
        for column, line in zip(columns, lines, strict=True)
    ]


def selects(view: YearView) -> list[Select]:
    outcomes = {
        each.outcome: words(each.title) if each.title else words(INSUFFICIENT_WORDS)
        for each in view.tallies
    }
    counties = {each.public_id: each.name for each in view.counties}
    firms = {each.public_id: each.name for each in view.firms}
    decided = {value: words(label) for value, label in DECIDED.items()}
    chosen = view.filters
    found = [
        _select("outcome", N_("Suggestion"), N_("All suggestions"), outcomes, chosen),
        _select("county", N_("County"), N_("All counties"), counties, chosen),
        _select("firm", N_("Firm"), N_("All firms"), firms, chosen),
        _select("decided", N_("Decision"), N_("All decisions"), decided, chosen),
    ]
    is_wanted = {
        "firm": view.kind is Subject.HANDLER,
        "decided": view.supplied_at is not None,
    }
    return [each for each in found if is_wanted.get(each.name, True)]


def _select(
    name: str, label: str, everything: str, options: Mapping[str, str], chosen: Filters
) -> Select:
    now_chosen = getattr(chosen, name)
    return Select(
        name,
        words(label),
        words(everything),
        tuple(Option(v, text, v == now_chosen) for v, text in options.items()),
    )


def exported(year: int, kind: str, form: str) -> Response:
    """All rows of a kind as a file; who takes it is noted."""
    if kind not in set(Subject) or form not in set(Format):
        abort(404)
    body = assessment.export(
        viewer=viewer(),
        year=year,
        kind=kind,
        format=form,
        words=words,
        at=now(),
        zone=ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"]),
    )
    response = Response(body, content_type=TYPES[Format(form)])
    name = f"legal-aid-{year}-{kind}.{form}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
