"""An answer as people read it: what was chosen, why, and where in the file."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from flask_babel import gettext as _

from review.domain.answers import Answer, Finding
from review.domain.choices import Choice
from review.domain.schemes import ItemKind
from review.web.display import words
from review.web.forms.drawn import Drawn, signed
from review.web.wording import SPECIALS, listed


@dataclass(frozen=True, slots=True)
class FindingWords:
    """One finding: what it is about, the reason, the place."""

    about: str
    reason: str
    place: str


def answer_words(drawn: Drawn, answer: Answer | None) -> str:
    """The choice or special answer in words; nothing for nothing."""
    if answer is None:
        return ""
    if answer.special is not None:
        outside = " · ".join(text for text in (answer.organ, answer.cause) if text)
        named = _(SPECIALS[answer.special])
        return f"{named} ({outside})" if outside else named
    return "" if answer.choice is None else _choice_words(drawn, answer.choice)


def _choice_words(drawn: Drawn, choice: Choice) -> str:
    if drawn.item.kind is ItemKind.STEPS and isinstance(choice, Decimal):
        none = "+0" if drawn.line.adds else _("Nothing taken off")
        return signed(choice, drawn.line.adds) or none
    if drawn.item.kind is ItemKind.PER_OCCURRENCE:
        return _("%(n)s occurrences", n=choice)
    if drawn.item.kind is ItemKind.ERROR_COUNT:
        return _("%(n)s errors", n=choice)
    titles = {each.value: words(each.title) for each in drawn.choices}
    if isinstance(choice, tuple):
        return listed(titles[c] for c in choice) if choice else _("None of these")
    return titles.get(str(choice), str(choice))


def finding_words(drawn: Drawn, answer: Answer | None) -> tuple[FindingWords, ...]:
    """The findings of an answer in the order in which they were written."""
    return tuple(_finding(drawn, each) for each in (answer.findings if answer else ()))


def _finding(drawn: Drawn, finding: Finding) -> FindingWords:
    option = drawn.item.option(finding.option) if finding.option else None
    return FindingWords(
        words(option.title) if option else "", finding.reason, place_words(finding)
    )


def place_words(finding: Finding) -> str:
    """Where in the file: pages, or that it is absent from it."""
    places = [_("page %(pages)s", pages=finding.pages)] if finding.pages else []
    return " · ".join([*places, *([_("absent from the file")] * finding.absent)])
