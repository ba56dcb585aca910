"""An answer as people read it: what was chosen, why, and where in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from flask_babel import ngettext

from review.domain.answers import Answer, Finding
from review.domain.choices import Choice
from review.domain.kept_pages import LOST
from review.domain.pins import Pin, pin_name
from review.domain.schemes import ItemKind
from review.web.display import words
from review.web.forms.drawn import Drawn, signed
from review.web.language import gettext as _
from review.web.wording import SPECIALS, bracketed, listed

# Pages and spans of them, and nothing else.
NUMBERS = re.compile(r"[\d\s、,，;；.–—~～?-]+")
PARTED = re.compile(r"\s*[、,，;；]\s*")
NUMBER = re.compile(r"\d+\??")


@dataclass(frozen=True, slots=True)
class Named:
    """A pin and how it is called, on the page and beside the finding."""

    name: str
    pin: Pin


@dataclass(frozen=True, slots=True)
class FindingWords:
    """One finding: what it is about, the reason, the place, and the pins there."""

    about: str
    reason: str
    place: str
    pins: tuple[Named, ...] = ()

    @property
    def where(self) -> str:
        """The place and the names of its pins, where no page is shown beside them."""
        return " · ".join(part for part in (self.place, _pins_words(self.pins)) if part)

    @property
    def said(self) -> tuple[str, ...]:
        """All of it, without what is empty."""
        return tuple(part for part in (self.about, self.reason, self.where) if part)


def answer_words(drawn: Drawn, answer: Answer | None) -> str:
    """The choice or special answer in words; nothing for nothing."""
    if answer is None:
        return ""
    if answer.special is not None:
        outside = " · ".join(text for text in (answer.organ, answer.cause) if text)
        named = _(SPECIALS[answer.special])
        return bracketed(named, outside) if outside else named
    return "" if answer.choice is None else choice_words(drawn, answer.choice)


def choice_words(drawn: Drawn, choice: Choice) -> str:
    """A choice as its line names it."""
    if drawn.item.kind is ItemKind.STEPS and isinstance(choice, Decimal):
        none = "+0" if drawn.line.adds else _("Nothing taken off")
        return signed(choice, drawn.line.adds) or none
    if drawn.item.kind is ItemKind.PER_OCCURRENCE:
        return ngettext("%(num)d occurrence", "%(num)d occurrences", int(choice))
    if drawn.item.kind is ItemKind.ERROR_COUNT:
        return ngettext("%(num)d error", "%(num)d errors", int(choice))
    titles = {each.value: words(each.title) for each in drawn.choices}
    if isinstance(choice, tuple):
        return listed(titles[c] for c in choice) if choice else _("None of these")
    return titles.get(str(choice), str(choice))


def finding_words(drawn: Drawn, answer: Answer | None) -> tuple[FindingWords, ...]:
    """The findings of an answer in the order in which they were written."""
    numbers = count(1)
    return tuple(
        _finding(drawn, each, numbers) for each in (answer.findings if answer else ())
    )


def _finding(drawn: Drawn, finding: Finding, numbers: Iterator[int]) -> FindingWords:
    option = drawn.item.option(finding.option) if finding.option else None
    return FindingWords(
        words(option.title) if option else "",
        finding.reason,
        place_words(finding),
        tuple(Named(pin_name(drawn.number, next(numbers)), p) for p in finding.pins),
    )


def _pins_words(pins: Sequence[Named]) -> str:
    return _("pins %(names)s", names=listed(each.name for each in pins)) if pins else ""


def _pages_words(pages: str) -> str:
    if NUMBERS.fullmatch(pages):
        return _("page %(pages)s", pages=_listed_pages(pages))
    return _("in the file: %(pages)s", pages=pages)


def _listed_pages(pages: str) -> str:
    """Numbers part from each other as in the reader's language, words as written."""
    if not NUMBERS.fullmatch(pages):
        return pages
    return listed(filter(None, PARTED.split(pages)))


def place_words(finding: Finding) -> str:
    """Where in the file: pages, how these are numbered now, or that it is absent."""
    places = [_pages_words(finding.pages)] if finding.pages else []
    if now := _now_words(finding):
        places = [bracketed(*places, now)]
    return " · ".join([*places, *([_("absent from the file")] * finding.absent)])


def _now_words(finding: Finding) -> str:
    """What became of the pages since they were named; mostly nothing."""
    numbers = NUMBER.findall(finding.current or finding.pages)
    gone = [each for each in numbers if LOST in each]
    if finding.current and gone == numbers:
        return _("no longer in the file")
    told = []
    if finding.current:
        told.append(_("now %(pages)s", pages=_listed_pages(finding.current)))
    if gone and (finding.current or finding.keys):
        told.append(_("with a question mark: no longer in the file"))
    return _("; ").join(told)
