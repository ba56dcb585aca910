"""Chinese unless the reader chose English; the choice is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from babel.core import Locale
from babel.support import NullTranslations
from flask import Flask, g, has_request_context, session
from flask_babel import force_locale, get_locale, get_translations
from markupsafe import Markup

from review.config import LANGUAGES
from review.domain.errors import form

DEFAULT = "zh_Hans"
READ_IN = "read_in"
LOCALES = {code: Locale.parse(code) for code in LANGUAGES}
_spoken: ContextVar[Locale | None] = ContextVar("spoken", default=None)
_codes = {id(locale): code for code, locale in LOCALES.items()}
_catalogues: dict[int, NullTranslations] = {}


def init_app(app: Flask) -> None:
    """A page says many words: each is one look into a catalogue and nothing else."""
    app.jinja_env.install_gettext_callables(
        gettext=said,
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = in_template
    app.before_request(_listen_anew)
    app.teardown_request(_listen_anew)


def in_template(sentence: str, **values: object) -> Markup:
    """A sentence with its values escaped; a percent sign in it is written twice."""
    return Markup(form(said(sentence), values)) % values


def gettext(sentence: str, **values: Any) -> str:
    """A sentence in the reader's language with its values."""
    found = _catalogue().ugettext(sentence)
    return found % values if values else found


def said(sentence: str) -> str:
    """A sentence in the reader's language; of nothing a catalogue says its own head."""
    if not sentence:
        return ""
    return _catalogue().ugettext(sentence)


def _catalogue() -> NullTranslations:
    """Found by the identity of our own locales: comparing them would cost more."""
    found = _catalogues.get(id(locale := _locale()))
    if found is None:
        found = get_translations()
        if id(locale) in _codes:
            _catalogues[id(locale)] = found
    return found


def _locale() -> Locale | None:
    """The language of the request, asked for once; nothing outside the application."""
    found = _spoken.get()
    if found is None:
        found = get_locale()
        if has_request_context():
            _spoken.set(found)
    return found


def _listen_anew(_error: BaseException | None = None) -> None:
    _spoken.set(None)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say everything inside in one language, whoever reads it."""
    token = _spoken.set(LOCALES[code])
    try:
        with force_locale(code):
            yield
    finally:
        _spoken.reset(token)


def language_code() -> str:
    """The language in which words are said now, as texts of schemes name it."""
    return _codes.get(id(locale := _locale())) or str(locale)


def selected() -> Locale:
    """The language of this request for Flask-Babel, always as the same object."""
    return LOCALES[chosen()]


def chosen() -> str:
    """The language of this request: the session's, the account's, else Chinese.

    Whoever has signed out, or was, goes on in the language that was read before; it is
    nobody's choice, so whoever signs in next reads in the own one.
    """
    if not has_request_context():
        return DEFAULT
    viewer = g.get("viewer")
    is_known = viewer is not None and viewer.is_signed_in
    second = viewer.locale if is_known else session.get(READ_IN)
    for locale in (session.get("locale"), second):
        if locale in LANGUAGES:
            return str(locale)
    return DEFAULT
