"""What stands around every page: drawn once for each set of links, then filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup, escape

from review.config import LANGUAGES
from review.domain.objects import Reviewed
from review.services.spoken import speaking_of
from review.web.filling import Kept, Template, template
from review.web.language import language_code
from review.web.navigation import links, place_of_page, shown

MOST_KEPT = 256


@dataclass(frozen=True, slots=True)
class Frame:
    """Links to what a page is drawn with, its head with the navigation, its foot."""

    assets: Markup
    masthead: Markup
    foot: Markup


@dataclass(frozen=True, slots=True)
class _Drawn:
    assets: Template
    masthead: Template
    foot: Template


_kept: Kept[_Drawn] = Kept(MOST_KEPT)


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"frame": frame})


def frame() -> Frame:
    """The frame of this page for its reader."""
    viewer, is_demo = g.get("viewer"), current_app.config["DEMO"]
    is_in = viewer is not None and viewer.is_signed_in
    may_open, here = (shown(), place_of_page()) if is_in else ((), "")
    rooms = tuple(link.endpoint for link in may_open)
    n_unread = viewer.n_unread if is_in else 0
    flags = {"is_demo": is_demo, "is_in": is_in, "is_told": n_unread > 0}
    key = (language_code(), request.script_root, *flags.values(), rooms, here)
    drawn = _kept.get(key, lambda: _drawn(**flags))
    values = {
        "then": escape(_again()),
        "unread": escape(n_unread),
        "name": escape(viewer.name if is_in else ""),
        "token|language": (token := escape(generate_csrf())),
        "token|sign_out": token,
    }
    return Frame(
        drawn.assets.filled(()),
        drawn.masthead.filled(values.items()),
        drawn.foot.filled(()),
    )


def _drawn(**values: Any) -> _Drawn:
    with speaking_of(Reviewed.FILES):
        found = links() if values["is_in"] else []
        return _Drawn(
            template("frame/assets"),
            template("frame/masthead", links=found, languages=LANGUAGES, **values),
            template("frame/foot"),
        )


def _again() -> str:
    """Where a change of language leads: to this page, unless it was a form sent."""
    return request.full_path if request.method == "GET" else url_for("public.home")
