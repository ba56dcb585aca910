"""Chinese unless the reader chose English; the choice is remembered."""

from __future__ import annotations

from babel.core import Locale
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, session
from flask_babel import get_locale, get_translations

from review.config import LANGUAGES

DEFAULT = "zh_Hans"
_catalogues: dict[Locale, NullTranslations] = {}


def init_app(app: Flask) -> None:
    """A page says many words: for each of them the catalogue is only looked up."""
    app.jinja_env.install_gettext_callables(
        gettext=said,
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )


def _catalogue() -> NullTranslations:
    locale = get_locale()
    if locale is None:
        return get_translations()
    if locale not in _catalogues:
        _catalogues[locale] = get_translations()
    return _catalogues[locale]


def said(sentence: str) -> str:
    """A sentence in the reader's language; of nothing a catalogue says its own head."""
    if not sentence:
        return ""
    return _catalogue().ugettext(sentence)


def chosen() -> str:
    """The language of this request: the session's, the account's, else Chinese."""
    if not has_request_context():
        return DEFAULT
    viewer = g.get("viewer")
    for locale in (session.get("locale"), viewer.locale if viewer else ""):
        if locale in LANGUAGES:
            return str(locale)
    return DEFAULT
