"""Chinese unless the reader chose English; the choice is remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from babel.core import Locale
from babel.support import NullTranslations
from flask import (
    Flask,
    g,
    has_request_context,
    session,
)
from flask_babel import Domain, force_locale, get_babel, get_domain, get_locale
from markupsafe import Markup

from review.config import LANGUAGES
from review.domain.errors import form
from review.domain.objects import Reviewed, instead_of, of_institutions
from review.services.spoken import SPOKEN_OF, speak_of, speaking_of

DEFAULT = "zh_Hans"
READ_IN = "read_in"
LOCALES = {code: Locale.parse(code) for code in LANGUAGES}
_spoken: ContextVar[Locale | None] = ContextVar("spoken", default=None)
_codes = {id(locale): code for code, locale in LOCALES.items()}
_catalogues: dict[int, NullTranslations] = {}
_of_institutions: dict[int, _OfInstitutions] = {}


class _OfInstitutions:
    """A catalogue whose sentences about case files are said of institutions."""

    def __init__(self, catalogue: NullTranslations, chinese: NullTranslations) -> None:
        self._catalogue = catalogue
        self._chinese = chinese
        self._kept: dict[tuple[str, str, str], str] = {}

    def ugettext(self, sentence: str) -> str:
        if (instead := instead_of(sentence)) is not None:
            return self._catalogue.ugettext(instead)
        return self._turned(sentence, self._catalogue.ugettext(sentence))

    def ungettext(self, one: str, many: str, n: int) -> str:
        if (instead := instead_of(one)) is not None:
            many = getattr(instead, "many", instead)
            return self._catalogue.ungettext(instead, many, n)
        return self._turned(one, self._catalogue.ungettext(one, many, n))

    def _turned(self, sentence: str, told: str) -> str:
        """Worked out once for each sentence of the program; other words may be any."""
        key = (sentence, told, getattr(told, "many", ""))
        found = self._kept.get(key)
        if found is None:
            chinese = self._chinese.ugettext(sentence)
            found = of_institutions(sentence, told, chinese)
            if chinese != sentence:
                self._kept[key] = found
        return found


class _Spoken(Domain):  # type: ignore[misc]
    """Flask-Babel's own functions say a sentence as everything else does."""

    def get_translations(self) -> NullTranslations | _OfInstitutions:
        return _catalogue()


def init_app(app: Flask) -> None:
    """A page says many words: each is one look into a catalogue and nothing else."""
    app.jinja_env.install_gettext_callables(
        gettext=said,
        ngettext=lambda one, many, n: _catalogue().ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals["_"] = in_template
    app.jinja_env.globals["about"] = about
    get_babel(app).instance.domain_instance = _Spoken()
    app.before_request(_listen_anew)
    app.teardown_request(_listen_anew)


def about(what: Reviewed, caller: Callable[[], str]) -> str:
    """A part of a page on which several campaigns stand: what is said inside is about
    what one of them reviews.
    """
    with speaking_of(what):
        return caller()


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


def _catalogue() -> NullTranslations | _OfInstitutions:
    """As it is, or as it is said of what the request is about."""
    if SPOKEN_OF.get() is Reviewed.FILES:
        return _plain_catalogue()
    locale = _locale()
    found = _of_institutions.get(id(locale))
    if found is None:
        with speaking(DEFAULT):
            chinese = _plain_catalogue()
        found = _OfInstitutions(_plain_catalogue(), chinese)
        if id(locale) in _codes:
            _of_institutions[id(locale)] = found
    return found


def _plain_catalogue() -> NullTranslations:
    """Found by the identity of our own locales: comparing them would cost more."""
    found = _catalogues.get(id(locale := _locale()))
    if found is None:
        found = Domain.get_translations(get_domain())
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
    speak_of(Reviewed.FILES)


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
