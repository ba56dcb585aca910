"""The search box over a list: what was typed, what is wrong with it, what may be typed.

The filters beside it are words of the query, so that the address holds nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from flask import render_template, request, url_for
from markupsafe import Markup

from review.domain.case_queries import (
    Among,
    Contains,
    Is,
    Node,
    Range,
    Within,
    chosen,
    replaced,
)
from review.domain.query_keywords import KEYWORDS, VALUES, for_institutions
from review.domain.query_parsing import parse
from review.domain.query_tokens import QueryRefused, as_word
from review.domain.query_values import YES_NO_WORDS
from review.domain.query_words import Asks, Keyword, Subject, Value, Vocabulary
from review.services import saved_queries
from review.services.asking import Asked
from review.services.saved_queries import Saved
from review.web.access import viewer
from review.web.errors import in_words
from review.web.language import gettext as _
from review.web.language import language_code

MOST_TYPED = 2000
"""More than a query may have, so that one too long is told so."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read, between what stands before and after it."""

    before: str
    word: str
    after: str
    sentence: str
    nearest: tuple[str, ...]
    mended_url: str


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A keyword for the panel of help and for completion."""

    name: str
    word: str
    others: str
    finds: str
    example: str
    url: str
    asks: str
    names: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    """Each with what it means, where it does not say so itself."""


@dataclass(frozen=True, slots=True)
class Filter:
    """A choice beside the box: every option is a word of the query."""

    name: str
    label: str
    all: str
    options: Markup


class Kept(NamedTuple):
    """A kept query; `drop` is where its owner lets go of it."""

    name: str
    url: str
    is_shared: bool
    is_here: bool
    drop: str


@dataclass(frozen=True, slots=True)
class Box:
    """The search box of a list."""

    typed: str
    hint: str
    problem: Problem | None
    help: Markup
    filters: tuple[Filter, ...]
    kept: tuple[Kept, ...]
    keep: str
    """Where this query is kept under a name."""
    here: str


def typed() -> str:
    """The query of the address."""
    return request.args.get("q", "").strip()[:MOST_TYPED]


def url_of(query: str) -> str:
    """The same list with another query."""
    return f"?{urlencode({'q': query})}"


def language() -> str:
    return "en" if language_code() == "en" else "zh"


def word_of(known: Vocabulary, name: str, code: str) -> str:
    """The word that asks for one code of a keyword, in the reader's language."""
    keyword = known.named(name)
    if keyword is None:
        return ""
    return _word(keyword, known.values_of(keyword), code, language())


def _word(keyword: Keyword, values: Iterable[Value], code: str, said_in: str) -> str:
    if keyword.asks is Asks.YES_NO:
        code = YES_NO_WORDS[said_in][YES_NO_WORDS["en"].index(code)]
    named = (v.in_language(said_in) for v in values if v.codes == {code})
    return f"{keyword.in_language(said_in)}:{as_word(next(named, code))}"


def asking(name: str, typed: str) -> str:
    """A word of a query for a link: a keyword and what is asked of it, or a code."""
    (keyword,) = (each for each in KEYWORDS if each.name == name)
    said = typed if typed[:1] in "<>" else as_word(typed)
    for value in VALUES.get(name, ()):
        if value.codes == {typed} or typed in value.english:
            said = _said(value)
    if keyword.asks is Asks.YES_NO:
        said = YES_NO_WORDS[language()][YES_NO_WORDS["en"].index(typed)]
    return f"{keyword.in_language(language())}:{said}"


def _said(value: Value) -> str:
    return as_word(value.in_language(language()))


def chosen_code(node: Node, name: str) -> str:
    """The one code, text or year that all that is found has under a keyword."""
    term = chosen(node, name)
    test = term.test if term else None
    if isinstance(test, Among) and len(test.codes) == 1:
        return next(iter(test.codes))
    if isinstance(test, Within) and len(test.ranges) == 1:
        return _year(test.ranges[0])
    if isinstance(test, Contains) and len(test.texts) == 1:
        return test.texts[0]
    if isinstance(test, Is):
        return YES_NO_WORDS["en"][not test.so]
    return ""


def _year(days: Range) -> str:
    """The year whose days these are, all of them."""
    low, high = days.low, days.high
    if not isinstance(low, date) or not isinstance(high, date):
        return ""
    whole = date(low.year, 1, 1), date(low.year, 12, 31)
    return str(low.year) if (low, high) == whole else ""


def with_filters(known: Vocabulary, names: Sequence[str]) -> str:
    """The query with the choices beside the box that were changed; else unchanged.

    A choice counts only if it differs from what the query said when the page was made:
    a word taken out of the box stays out.
    """
    query, was = typed(), request.args.get("was")
    if was is None:
        return query
    try:
        before = parse(was, known)
        for name in names:
            wanted = request.args.get(name, "")
            if wanted != _word_in(known, before, name):
                query = replaced(query, parse(query, known), name, wanted)
    except QueryRefused:
        return query
    return query


def _word_in(known: Vocabulary, node: Node, name: str) -> str:
    code = chosen_code(node, name)
    return word_of(known, name, code) if code else ""


def filter_of(
    known: Vocabulary,
    node: Node,
    name: str,
    labels: tuple[str, str],
    choices: Sequence[tuple[str, str]],
) -> Filter:
    """A choice by code and words; what the query says of it is chosen."""
    keyword, current = known.named(name), _word_in(known, node, name)
    values = tuple(known.values_of(keyword)) if keyword else ()
    options = _options(keyword, values, tuple(choices), current, language())
    return Filter(name, *labels, options)


@lru_cache(maxsize=256)
def _options(
    keyword: Keyword | None,
    values: tuple[Value, ...],
    choices: tuple[tuple[str, str], ...],
    current: str,
    said_in: str,
) -> Markup:
    """Drawn once for the same choices: a campaign has hundreds of reviewers."""
    words = [
        (_word(keyword, values, code, said_in) if keyword else "", words)
        for code, words in choices
    ]
    if current and current not in (word for word, _ in words):
        # What was typed and is not on offer stays chosen, or it would be taken away.
        words.append((current, current))
    option = Markup('<option value="{}"{}>{}</option>\n')
    return Markup("").join(
        option.format(word, CHOSEN if word == current else "", shown)
        for word, shown in words
    )


CHOSEN = Markup(" selected")


def with_word(asked: Asked, name: str, word: str) -> str:
    """The query with another word of a keyword, for a link; as it was if unreadable."""
    if asked.refusal is not None:
        return word
    return replaced(asked.typed, asked.node, name, word)


def box_of(
    subject: Subject,
    asked: Asked,
    filters: Sequence[Filter],
    *,
    of_institutions: bool = False,
) -> Box:
    """The box of a list with everything around it."""
    keywords = asked.known.keywords
    if of_institutions:
        keywords = for_institutions(keywords)
    values = tuple((name, tuple(of)) for name, of in asked.known.values.items())
    hint, help_ = _help(keywords, values, language_code(), of_institutions)
    saved = saved_queries.usable(viewer=viewer(), subject=subject)
    return Box(
        typed=asked.typed,
        hint=hint,
        problem=_problem(asked.typed, asked.refusal) if asked.refusal else None,
        help=help_,
        filters=tuple(filters),
        kept=tuple(_kept(each, asked.typed) for each in saved),
        keep=url_for("queries.keep", subject=subject.value)
        if saved_queries.may_keep(viewer())
        else "",
        here=request.full_path,
    )


@lru_cache(maxsize=64)
def _help(
    keywords: tuple[Keyword, ...],
    values: tuple[tuple[str, tuple[Value, ...]], ...],
    _locale: str,
    of_institutions: bool,
) -> tuple[str, Markup]:
    """The hint and the panel of help, drawn once for each vocabulary and language."""
    known = Vocabulary(keywords, dict(values))
    lines = tuple(_line(known, each) for each in keywords)
    hint = " ".join(each.example for each in lines if each.name in HINTED)
    return hint, Markup(render_template("queries/help.html", lines=lines))


def _kept(each: Saved, typed: str) -> Kept:
    drop = url_for("queries.drop", public_id=each.public_id) if each.is_own else ""
    return Kept(
        each.name, url_of(each.query), each.is_shared, each.query == typed, drop
    )


def _problem(query: str, refusal: QueryRefused) -> Problem:
    start, end = refusal.span.start, refusal.span.end
    return Problem(
        before=query[:start],
        word=query[start:end],
        after=query[end:],
        sentence=in_words(refusal),
        nearest=refusal.nearest,
        mended_url=url_of(refusal.mended) if refusal.mended else "",
    )


def _line(known: Vocabulary, keyword: Keyword) -> HelpLine:
    word = keyword.in_language(language())
    example = keyword.example(language())
    means = language() != "en"
    values = tuple((_said(x), x.means[means]) for x in known.values_of(keyword))
    if keyword.name in ("county", "grade", "item") and values:
        # The table's examples are of no campaign in particular.
        example = f"{word}:{values[-1 if keyword.asks is Asks.CHOICE else 0][0]}"
    if keyword.asks is Asks.YES_NO:
        values = tuple((word, "") for word in YES_NO_WORDS[language()])
    return HelpLine(
        name=keyword.name,
        word=word,
        others=" ".join(name for name in keyword.names if name != word),
        finds=_(keyword.words),
        example=example,
        url=url_of(example),
        asks=keyword.asks.value,
        names=keyword.names,
        values=values,
    )


HINTED = ("firm", "closed")
