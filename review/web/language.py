"""Chinese unless the reader chose English; the choice is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from babel.core import Locale
from babel.support import NullTranslations
from flask import (
    Flask,
    before_render_template,
    g,
    has_request_context,
    request,
    session,
)
from flask_babel import force_locale, get_locale, get_translations
from markupsafe import Markup

from review.config import LANGUAGES
from review.domain.errors import form
from review.domain.kinds import is_object
from review.web.institution_words import ON_PAGES

DEFAULT = "zh_Hans"
READ_IN = "read_in"
LOCALES = {code: Locale.parse(code) for code in LANGUAGES}
_spoken: ContextVar[Locale | None] = ContextVar("spoken", default=None)
_is_of_institutions: ContextVar[bool] = ContextVar("of_institutions", default=False)
_codes = {id(locale): code for code, locale in LOCALES.items()}
_catalogues: dict[int, NullTranslations] = {}


class _OfInstitutions:
    """The same catalogue; of sentences about case files, those about institutions."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._catalogue = catalogue

    def ugettext(self, sentence: str) -> str:
        return self._catalogue.ugettext(ON_PAGES.get(sentence, sentence))

    def ungettext(self, one: str, many: str, n: int) -> str:
        instead = ON_PAGES.get(one, one)
        return self._catalogue.ungettext(instead, getattr(instead, "many", many), n)


def init_app(app: Flask) -> None:
    """A page says many words: each is one look into a catalogue and nothing else."""
    app.jinja_env.install_gettext_callables(
        gettext=said,
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = in_template
    before_render_template.connect(_hear, app)
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


def speak_of_institutions() -> None:
    """From now on this request is about institutions and not about case files."""
    _is_of_institutions.set(True)


def _hear(_app: Flask, context: Mapping[str, Any], **_others: object) -> None:
    """A campaign's page speaks of institutions where what it shows is about them."""
    if "code" in (has_request_context() and request.view_args or ()) and any(
        name == "of_institutions" and each is True or _is_about_one(each)
        for name, each in context.items()
        if not callable(each)
    ):
        speak_of_institutions()


def _is_about_one(shown: object) -> bool:
    kind = getattr(shown, "kind", "")
    is_one = isinstance(kind, str) and is_object(kind)
    return is_one or getattr(shown, "of_institutions", False) is True


@contextmanager
def speaking_plainly() -> Iterator[None]:
    """What is kept for every page is said as on every page."""
    token = _is_of_institutions.set(False)
    try:
        yield
    finally:
        _is_of_institutions.reset(token)


def _catalogue() -> NullTranslations | _OfInstitutions:
    """As it is, or as a page about institutions says it."""
    found = _plain_catalogue()
    return _OfInstitutions(found) if _is_of_institutions.get() else found


def _plain_catalogue() -> NullTranslations:
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
    _is_of_institutions.set(False)


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
