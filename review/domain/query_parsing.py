"""Reading a query by a person's vocabulary: what cannot be read is refused in place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from review.domain.case_queries import (
    ANYWHERE,
    Among,
    Both,
    Contains,
    Either,
    Is,
    ItemMarked,
    Node,
    Not,
    Term,
    Test,
    Within,
)
from review.domain.errors import N_
from review.domain.query_tokens import (
    QueryRefused,
    Sign,
    Span,
    Token,
    as_word,
    tokens,
)
from review.domain.query_values import (
    DAY_WANTED,
    NUMBER_WANTED,
    YES_NO_WANTED,
    day_range,
    folded,
    item_marked,
    number_range,
    yes_no,
)
from review.domain.query_words import Asks, Keyword, Vocabulary

MOST_TERMS, DEEPEST = 30, 20
NO_KEYWORD = N_("There is no keyword “%(word)s”.")
NO_VALUE = N_("“%(word)s” is not a value of “%(keyword)s”.")
SEVERAL_VALUES = N_("“%(word)s” may mean several values of “%(keyword)s”.")
VALUE_MISSING = N_("A value is missing after “%(keyword)s”.")
NOT_COMPARED = N_("“%(keyword)s” has no greater or less: write a colon after it.")
KEYWORD_MISSING = N_("A keyword is missing before this sign.")
TERM_MISSING = N_("Something to look for is missing here.")
NEVER_OPENED = N_("There is no opening bracket to this one.")
BRACKET_OPEN = N_("This bracket is never closed.")
TOO_MANY = N_("A query has at most %(most)s conditions.")
TOO_DEEP = N_("These brackets lie too deep in one another.")
WORDS = (Sign.WORD, Sign.QUOTED)
BEFORE_VALUES = (Sign.COLON, Sign.COMPARED)

Reader: TypeAlias = "Callable[[_Query, Keyword, str, list[Token]], Test]"


def parse(typed: str, known: Vocabulary) -> Node:
    """The query as its tests; nothing typed asks for nothing."""
    query = _Query(typed, known)
    found = query.either()
    if query.here.sign is not Sign.END:
        raise query.refused(NEVER_OPENED, query.here)
    return found


class _Query:
    """A place among the tokens of a query, and how to go on from it."""

    def __init__(self, typed: str, known: Vocabulary) -> None:
        self.typed, self.known = typed, known
        self.tokens, self.at = tokens(typed), 0
        self.n_terms, self.depth = 0, 0

    @property
    def here(self) -> Token:
        return self.tokens[self.at]

    @property
    def next(self) -> Token:
        return self.tokens[min(self.at + 1, len(self.tokens) - 1)]

    def taken(self) -> Token:
        token = self.here
        self.at += 1
        return token

    def refused(self, sentence: str, token: Token, **values: object) -> QueryRefused:
        return QueryRefused(sentence, token.span, **values)  # type: ignore[arg-type]

    # How tests are joined: either of alls, all of ones, one or its denial.

    def either(self) -> Node:
        found = [self.both()]
        while self.here.sign is Sign.OR:
            bar = self.taken()
            found.append(self.both())
            if Both() in found:
                raise self.refused(TERM_MISSING, bar)
        return found[0] if len(found) == 1 else Either(tuple(found))

    def both(self) -> Node:
        found: list[Node] = []
        while self.here.sign not in (Sign.END, Sign.CLOSE, Sign.OR):
            if self.here.sign in (Sign.AND, Sign.COMMA):
                self.taken()
            else:
                found.append(self.one())
        return found[0] if len(found) == 1 else Both(tuple(found))

    def one(self) -> Node:
        sign = self.here.sign
        if sign is Sign.NOT:
            return self.denied()
        if sign is Sign.OPEN:
            return self.bracketed()
        if sign in BEFORE_VALUES:
            raise self.refused(KEYWORD_MISSING, self.here)
        return self.term()

    def denied(self) -> Node:
        no = self.taken()
        if self.here.sign in (Sign.END, Sign.CLOSE, Sign.OR, Sign.AND, Sign.COMMA):
            raise self.refused(TERM_MISSING, no)
        with _Deeper(self, no):
            return Not(self.one())

    def bracketed(self) -> Node:
        bracket = self.taken()
        with _Deeper(self, bracket):
            found = self.either()
        if self.here.sign is not Sign.CLOSE:
            raise self.refused(BRACKET_OPEN, bracket)
        end = self.taken()
        if found == Both():
            raise self.refused(TERM_MISSING, end)
        whole = Span(bracket.span.start, end.span.end)
        return replace(found, span=whole) if isinstance(found, Term) else found

    # One test: a keyword and its values, or a word that is looked for anywhere.

    def term(self) -> Node:
        word = self.taken()
        self.n_terms += 1
        if self.n_terms > MOST_TERMS:
            raise self.refused(TOO_MANY, word, most=MOST_TERMS)
        if word.sign is Sign.QUOTED or self.here.sign not in BEFORE_VALUES:
            return Term(ANYWHERE, Contains((folded(word.text),)), word.span)
        if (keyword := self.known.keyword(word.text)) is not None:
            return self.test(keyword, word)
        denied = self.known.keyword(word.text[1:]) if word.text[0] == "非" else None
        if denied is None:
            raise self.unknown(word)
        after = Span(word.span.start + 1, word.span.end)
        return Not(self.test(denied, replace(word, text=word.text[1:], span=after)))

    def unknown(self, word: Token) -> QueryRefused:
        nearest = self.known.nearest(word.text)
        return self.nearest(NO_KEYWORD, word, nearest, word=word.text)

    def nearest(
        self, sentence: str, at: Token, nearest: tuple[str, ...], **values: object
    ) -> QueryRefused:
        before, after = self.typed[: at.span.start], self.typed[at.span.end :]
        mended = f"{before}{as_word(nearest[0])}{after}" if nearest else ""
        return QueryRefused(sentence, at.span, nearest=nearest, mended=mended, **values)

    def test(self, keyword: Keyword, word: Token) -> Node:
        sign = self.taken()
        compared = "" if sign.text == ":" else sign.text
        if not compared and self.here.sign is Sign.COMPARED:
            compared = self.taken().text
        values = self.values(keyword, word)
        unequal = compared == "!="
        how = "" if compared in ("=", "!=") else compared
        found = READERS[keyword.asks](self, keyword, how, values)
        end = self.tokens[self.at - 1].span.end
        made = Term(keyword.name, found, Span(word.span.start, end))
        return Not(made) if unequal else made

    def values(self, keyword: Keyword, word: Token) -> list[Token]:
        """One value, or several with commas; a comma before a keyword ends them."""
        if self.here.sign not in WORDS:
            raise self.refused(VALUE_MISSING, word, keyword=word.text)
        found = [self.taken()]
        if keyword.asks is Asks.ITEM:
            return [*found, *self.mark()]
        while self.here.sign is Sign.COMMA and self.next.sign in WORDS:
            if self.tokens[self.at + 2].sign in BEFORE_VALUES:
                break
            self.taken()
            found.append(self.taken())
        return found

    def mark(self) -> list[Token]:
        """What is asked about an item, if anything: a comparison and a number."""
        if self.here.sign not in BEFORE_VALUES:
            return []
        found = [self.taken()]
        if self.here.sign is Sign.COMPARED:
            found = [self.taken()]
        if self.here.sign not in WORDS:
            raise self.refused(NUMBER_WANTED, found[0])
        return [*found, self.taken()]


class _Deeper:
    """One more bracket or denial around what follows; not without end."""

    def __init__(self, query: _Query, token: Token) -> None:
        self.query, self.token = query, token

    def __enter__(self) -> None:
        self.query.depth += 1
        if self.query.depth > DEEPEST:
            raise self.query.refused(TOO_DEEP, self.token)

    def __exit__(self, *_of: object) -> None:
        self.query.depth -= 1


def _text(query: _Query, of: Keyword, compared: str, given: list[Token]) -> Test:
    _refuse_comparison(query, of, compared, given)
    return Contains(tuple(folded(each.text) for each in given))


def _choice(query: _Query, of: Keyword, compared: str, given: list[Token]) -> Test:
    _refuse_comparison(query, of, compared, given)
    return Among(frozenset[str]().union(*(_codes(query, of, each) for each in given)))


def _codes(query: _Query, of: Keyword, token: Token) -> frozenset[str]:
    codes = query.known.codes(of, token.text)
    if codes:
        return codes
    nearest = query.known.nearest_values(of, token.text)
    values = {"word": token.text, "keyword": of.in_language(_language(query.typed))}
    several = query.known.is_several(of, token.text)
    sentence = SEVERAL_VALUES if several else NO_VALUE
    raise query.nearest(sentence, token, nearest, **values)


def _language(typed: str) -> str:
    return "en" if typed.isascii() else "zh"


def _refuse_comparison(
    query: _Query, of: Keyword, compared: str, given: list[Token]
) -> None:
    if compared:
        word = of.in_language(_language(query.typed))
        raise query.refused(NOT_COMPARED, given[0], keyword=word)


def _numbers(query: _Query, of: Keyword, compared: str, given: list[Token]) -> Test:
    return _within(query, NUMBER_WANTED, compared, given)


def _days(query: _Query, of: Keyword, compared: str, given: list[Token]) -> Test:
    return _within(query, DAY_WANTED, compared, given)


def _within(query: _Query, wanted: str, compared: str, given: list[Token]) -> Test:
    read = number_range if wanted is NUMBER_WANTED else day_range
    ranges = [read(compared, each.text) for each in given]
    for found, token in zip(ranges, given, strict=True):
        if found is None:
            raise query.refused(wanted, token)
    return Within(tuple(each for each in ranges if each is not None))


def _yes_no(query: _Query, of: Keyword, compared: str, given: list[Token]) -> Test:
    _refuse_comparison(query, of, compared, given)
    said = [yes_no(each.text) for each in given]
    if len(said) > 1 or said[0] is None:
        raise query.refused(YES_NO_WANTED, given[-1])
    return Is(said[0])


def _item(query: _Query, of: Keyword, compared: str, given: list[Token]) -> Test:
    _refuse_comparison(query, of, compared, given)
    (item,) = _codes(query, of, given[0])
    if len(given) == 1:
        return ItemMarked(item)
    sign, token = given[1:]
    found = item_marked(item, "" if sign.text in ":=" else sign.text, token.text)
    if found is None:
        raise query.refused(NUMBER_WANTED, token)
    return found


READERS: Mapping[Asks, Reader] = {
    Asks.TEXT: _text,
    Asks.CHOICE: _choice,
    Asks.NUMBER: _numbers,
    Asks.DAY: _days,
    Asks.YES_NO: _yes_no,
    Asks.ITEM: _item,
}
