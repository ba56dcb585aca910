"""The page of a sheet around its checklist: drawn once, then only filled in.

Nothing of one file or one person is drawn: all of it goes into places, every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import count

from flask import request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from review.services.reviewing import CaseFacts, Desk
from review.web.assets import modules_of
from review.web.filling import Kept, Template, place, template
from review.web.forms.checklist import Checklist
from review.web.forms.progress import Progress
from review.web.language import gettext as _
from review.web.language import language_code

MOST_KEPT = 64
ID = "PUBLIC-ID"
SCRIPTS = ("checklist.js", "viewer.js")
BAR = (
    "total",
    "no_total",
    "grade",
    "no_grade",
    "standing",
    "note",
    "so_far",
    "is_final",
)
COUNTS = ("n_lines", "n_done")


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Links to what the page needs, its body with places, and its scripts."""

    head: Markup
    body: Template
    scripts: Markup
    fact: Template

    def filled(
        self,
        desk: Desk,
        progress: Progress,
        facts: Iterable[tuple[str, str]],
        drawn: Mapping[str, Markup],
    ) -> Markup:
        """The body for one file; `drawn` are its parts that are HTML already."""
        values = {name: escape(getattr(progress, name)) for name in BAR}
        values |= {name: escape(getattr(progress, name)) for name in COUNTS}
        values |= _saved(progress) | _named(desk.case) | drawn
        values["facts"] = Markup("").join(
            self.fact.filled([("label", escape(label)), ("value", escape(value))])
            for label, value in facts
        )
        values |= {
            "token": escape(generate_csrf()),
            "version": escape(desk.version),
            "days": escape(desk.days),
            "comment": escape(desk.comment),
            "id": escape(desk.public_id),
        }
        return self.body.filled(
            (name, values[name.partition("|")[0]]) for name in self.body.places
        )


def _saved(progress: Progress) -> dict[str, Markup]:
    if not progress.saved_at:
        words = _("Nothing entered yet")
        return {"saved_words": escape(words), "saved_state": escape("none")}
    words = _("Saved %(time)s", time=progress.saved_at)
    return {"saved_words": escape(words), "saved_state": escape("saved")}


def _named(case: CaseFacts) -> dict[str, Markup]:
    secret = Markup(' <span class="tag tag-secret">%s</span>') % _("secret")
    return {
        "case_no": escape(case.case_no),
        "secret": secret if case.is_secret else Markup(""),
        "wordless": escape(" is-wordless" if case.is_secret else ""),
    }


class _Places:
    """Stands for something whose every property is a place, as often as it is said."""

    def __init__(self) -> None:
        self._numbers = count()

    def __getattr__(self, name: str) -> Markup:
        return place(name, str(next(self._numbers)))

    def of(self, endpoint: str) -> Markup:
        """The address of a page of the file."""
        address = escape(url_for(endpoint, public_id=ID))
        return address.replace(ID, self.id)


_kept: Kept[DeskPage] = Kept(MOST_KEPT)


def desk_page(form: Checklist, desk: Desk) -> DeskPage:
    """The page around this sheet in the reader's language, drawn at its first use."""
    only = None if desk.items is None else tuple(desk.items)
    is_traced = desk.has_scan and bool(desk.announced.trace_days)
    key = (form.scheme.digest, language_code(), desk.part, only)
    key = (*key, request.script_root, desk.has_scan, is_traced)
    return _kept.get(key, lambda: _drawn(desk, is_traced))


def _drawn(desk: Desk, is_traced: bool) -> DeskPage:
    places = _Places()
    shown = {"has_scan": desk.has_scan, "is_traced": is_traced}
    modules = modules_of(*SCRIPTS[: 1 + desk.has_scan])
    return DeskPage(
        head=template("reviewer/desk_head", modules=modules, **shown).filled(()),
        body=template(
            "reviewer/desk",
            scheme=desk.scheme,
            part=desk.part,
            is_some=desk.items is not None,
            progress=places,
            of=places.of,
        ),
        scripts=template("reviewer/desk_scripts", **shown).filled(()),
        fact=template("reviewer/fact"),
    )
