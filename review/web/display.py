"""How values look in a page: scores, dates, rates, words in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates
from babel.core import Locale
from flask import Flask, current_app
from flask_babel import format_date, get_locale, ngettext

from review.domain.cases import Remark
from review.domain.documents import DocumentType
from review.domain.schemes import Text
from review.domain.sentences import Sentence
from review.domain.sources import SOURCES, source_in
from review.domain.working_days import day_off
from review.web.language import DEFAULT, language_code, said
from review.web.language import gettext as _
from review.web.wording import listed

FILTERS = (
    *("score", "day", "moment", "clock_time", "words", "rate", "points"),
    *("source_words", "list_words", "papers", "day_and_time", "file_size"),
    "not_worked",
)
KILO = 1024


def init_app(app: Flask) -> None:
    for name in FILTERS:
        app.jinja_env.filters[name] = globals()[name]
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def source_words(value: str) -> str:
    """Where a line of a scheme comes from: material by its name, statutes as cited."""
    parts = [part.strip() for part in value.split(";")]
    return listed(
        words(SOURCES[part]) if part in SOURCES else source_in(part, language_code())
        for part in parts
    )


def papers(codes: Iterable[str]) -> str:
    """Kinds of paper by their codes; a scheme of a later version may know others."""
    known = {kind.value: kind.words for kind in DocumentType}
    return listed(said(known[code]) if code in known else code for code in codes)


def score(value: int | Decimal | None) -> str:
    """A score with two places; integers are hundredths."""
    if value is None:
        return "—"
    exact = Decimal(value).scaleb(-2) if isinstance(value, int) else value
    return f"{exact:.2f}"


def points(value: Decimal) -> str:
    """A number of points without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def day(value: date | datetime | str | None) -> str:
    """A date as the reader writes it: 2024年3月5日 or 5 March 2024."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    if isinstance(value, datetime):
        return format_date(value, "long")
    return _long(value, get_locale() or Locale.parse(DEFAULT))


def not_worked(value: date | None) -> str:
    """Of a day on which offices do not work: why, and the next one; else nothing."""
    off = day_off(value) if value else None
    if value is None or off is None:
        return ""
    shown = {"day": day(value), "why": said(off.words), "next": day(off.next_on)}
    return _("%(day)s is %(why)s; the next working day is %(next)s.", **shown)


@lru_cache(maxsize=4096)
def _long(value: date, locale: Locale) -> str:
    """Pages say the same few days again and again."""
    return dates.format_date(value, "long", locale)


def _here(value: datetime) -> datetime:
    return value.astimezone(ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"]))


def moment(value: datetime | None) -> str:
    return f"{_here(value):%Y-%m-%d %H:%M}" if value else "—"


def day_and_time(value: datetime | None) -> str:
    """A moment beside days that are written out."""
    return f"{day(value)} {_here(value):%H:%M}" if value else "—"


def file_size(n_bytes: int) -> str:
    """How large a file is, in steps of 1,024."""
    if n_bytes < KILO:
        return ngettext("%(num)d byte", "%(num)d bytes", n_bytes)
    size, unit = n_bytes / KILO, "KB"
    if size >= KILO:
        size, unit = size / KILO, "MB"
    return f"{size:.0f} {unit}" if size >= 10 else f"{size:.1f} {unit}"


def clock_time(value: datetime | None) -> str:
    return f"{_here(value):%H:%M:%S}" if value else ""


def time_since(value: datetime | None, now: datetime) -> str:
    """The time of today, or the day as well where it was another."""
    if value is None or _here(value).date() == _here(now).date():
        return clock_time(value)
    return moment(value)


def words(
    value: Text | Sentence | Remark | Mapping[str, str] | str | None,
) -> str:
    """A text of a scheme, or a marked English sentence, in the reader's language."""
    if not value:
        return ""
    if isinstance(value, Sentence):
        return filled(value.text, dict(value.values))
    if isinstance(value, Remark):
        return filled(value.sentence, dict(value.values))
    if isinstance(value, Text):
        return value.in_language(language_code())
    if isinstance(value, str):
        return said(value)
    return Text(value["zh"], value.get("en", "")).in_language(language_code())


def filled(sentence: str, values: Mapping[str, object]) -> str:
    """A marked sentence translated, then its places filled; words among them too."""
    translated = said(sentence)
    if not values:
        return translated
    return translated % {name: _in_words(value) for name, value in values.items()}


def _in_words(value: object) -> object:
    """Several names or titles fill a place of a sentence as a list."""
    if isinstance(value, tuple | list):
        return list_words(value)
    if isinstance(value, Text):
        return words(value)
    return value


def list_words(values: Sequence[str | int]) -> str:
    """Several words, names or numbers in a row, in the reader's language."""
    return listed(
        str(each) if isinstance(each, int) else words(each) for each in values
    )


def rate(value: Mapping[str, Any]) -> str:
    """A percentage never travels without its part and whole."""
    if not value["whole"]:
        return "—"
    return f"{value['percent']}% ({value['part']}/{value['whole']})"
