"""Items and vetoes as values of a query: by their number on the sheet, or by name.

The same number is another item on the sheet of another scheme: it asks each file for
the item that has it on the file's own sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from review.domain.query_marks import AT, numbers
from review.domain.query_words import Value
from review.domain.schemes import Scheme, Text

MOST_TITLES = 3

_Titles = dict[str, dict[Text, None]]
_Places = dict[tuple[str, Text], dict[str, None]]


def items(schemes: Iterable[Scheme]) -> tuple[Value, ...]:
    """First the numbers of the sheets, each with what stands there; then the names."""
    titles, places = _Titles(), _Places()
    for scheme in schemes:
        for each in numbers(scheme):
            item = each.line.item
            titles.setdefault(each.number, {})[item.title] = None
            places.setdefault((item.code, item.title), {})[each.number] = None
    by_number = (_number(each, titles[each]) for each in sorted(titles, key=_place))
    return (*by_number, *_named(places))


def vetoes(schemes: Iterable[Scheme]) -> tuple[Value, ...]:
    """The names of the lines that veto."""
    places = _Places()
    for scheme in schemes:
        for each in numbers(scheme):
            if each.line.is_veto:
                item = each.line.item
                places.setdefault((item.code, item.title), {})[each.number] = None
    return tuple(_named(places))


def _place(number: str) -> list[int]:
    return [int(part) for part in number.split(".")]


def _number(number: str, titles: Iterable[Text]) -> Value:
    """Sheets differ in what stands at a number; not all of it is told."""
    told = tuple(titles)
    means = [
        " / ".join(list(dict.fromkeys(names))[:MOST_TITLES])
        for names in ([_english(each) for each in told], [each.zh for each in told])
    ]
    codes = frozenset({f"{AT}{number}"})
    return Value(codes, (number,), (number,), (means[0], means[1]), is_number=True)


def _named(places: Mapping[tuple[str, Text], Iterable[str]]) -> Iterable[Value]:
    """A name that several items share has the code behind it, to tell them apart."""
    codes = {(code, title.zh) for code, title in places}
    n_codes = Counter(zh for _, zh in codes)
    for (code, title), numbers_of in places.items():
        more = f" {code}" if n_codes[title.zh] > 1 else ""
        at = ", ".join(numbers_of)
        yield Value(
            frozenset({code}),
            (f"{title.zh}{more}",),
            (f"{_english(title)}{more}",),
            (at, at),
        )


def _english(title: Text) -> str:
    return title.en or title.zh
