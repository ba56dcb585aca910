"""Chinese unless the reader chose English; the choice is remembered."""

from __future__ import annotations

from flask import g, has_request_context, session

from review.config import LANGUAGES

DEFAULT = "zh_Hans"


def chosen() -> str:
    """The language of this request: the session's, the account's, else Chinese."""
    if not has_request_context():
        return DEFAULT
    viewer = g.get("viewer")
    for locale in (session.get("locale"), viewer.locale if viewer else ""):
        if locale in LANGUAGES:
            return str(locale)
    return DEFAULT
