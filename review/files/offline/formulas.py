"""What a sheet's marks come to, in formulas any spreadsheet program knows.

They follow `review.domain.marks` and `review.domain.sections` rule for rule; a test
compares them with the domain. Binary fractions are rounded to nine places first, so
that a half is a half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from review.domain.answers import Special
from review.domain.derivation import plain
from review.domain.lines import OVERALL, Line
from review.domain.schemes import ItemKind, Option
from review.files.offline import words
from review.files.offline.columns import ANSWER, SPECIAL, TEXT, WORTH

NONE = "\N{EM DASH}"


def quoted(text: str) -> str:
    """A short text inside a formula."""
    return '"' + text.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True)
class ItemAt:
    """A line in the row where it stands, with the rows of its named deductions.

    `choices` says in which cell of the lists each of its words stands.
    """

    line: Line
    row: int
    locale: str
    options: Sequence[tuple[Option, int]] = ()
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def answer(self) -> str:
        return f"{ANSWER}{self.row}"

    @property
    def special(self) -> str:
        return f"{SPECIAL}{self.row}"

    @property
    def points(self) -> str:
        return plain(self.line.item.points)

    @property
    def bears_marks(self) -> bool:
        is_judgement = self.line.item.code == OVERALL
        is_marked = self.line.item.kind in _WORTH and not is_judgement
        return is_marked and not self.line.is_veto

    def says(self, value: str) -> str:
        """Whether the answer is this choice."""
        return f"{self.answer}={self.choices[value]}"

    def is_special(self, special: Special) -> str:
        word = quoted(words.SPECIALS[special].in_language(self.locale))
        return f"{self.special}={word}"

    def is_chosen(self, row: int) -> str:
        return f"{ANSWER}{row}={quoted(words.YES.in_language(self.locale))}"


def worth(at: ItemAt) -> str:
    """The mark of a line as a number; a special answer goes before a choice."""
    own = _WORTH[at.line.item.kind](at)
    full = "0" if at.line.is_bonus else at.points
    external = f"IF({at.is_special(Special.NOT_DONE_EXTERNAL)},{full},0)"
    return f'=IF({at.special}="",{own},{external})'


def out(at: ItemAt) -> str:
    """What does not apply of the maximum."""
    return f"=IF({at.is_special(Special.NOT_APPLICABLE)},{at.points},0)"


def given(at: ItemAt) -> str:
    """1 for a line that has an answer."""
    if at.line.is_free_text:
        return f'=IF({TEXT}{at.row}="",0,1)'
    filled = [f'{at.answer}<>""', f'{at.special}<>""']
    filled += [at.is_chosen(row) for _, row in at.options]
    return f"=IF(OR({','.join(filled)}),1,0)"


def shown(at: ItemAt, given_cell: str) -> str:
    """The mark as the reviewer sees it: nothing before the answer, a dash for none."""
    no_mark = (Special.NOT_APPLICABLE, Special.CANNOT_ASSESS)
    dash = ",".join(at.is_special(each) for each in no_mark)
    mark = f"{WORTH}{at.row}"
    return f'=IF({given_cell}=0,"",IF(OR({dash}),{quoted(NONE)},{mark}))'


def _kept(at: ItemAt, points: str) -> str:
    """Never below nothing nor above the maximum; won, or left after losing."""
    rest = points if at.line.adds else f"{at.points}-({points})"
    return f"MIN({at.points},MAX(0,{rest}))"


def _steps(at: ItemAt) -> str:
    return _kept(at, f"N({at.answer})")


def _occurrences(at: ItemAt) -> str:
    return _kept(at, f"{plain(at.line.item.each)}*N({at.answer})")


def _alternatives(at: ItemAt) -> str:
    chosen = [f"IF({at.is_chosen(row)},{plain(o.points)},0)" for o, row in at.options]
    return _kept(at, "+".join(chosen) or "0")


def _met(at: ItemAt) -> str:
    return _either(at, "met", "missing")


def _yes_no(at: ItemAt) -> str:
    good = at.line.item.full_on
    return _either(at, good, "no" if good == "yes" else "yes")


def _either(at: ItemAt, good: str, bad: str) -> str:
    if at.line.adds:
        return f"IF({at.says(good)},{at.points},0)"
    return f"IF({at.says(bad)},0,{at.points})"


def _unanswered(at: ItemAt) -> str:
    return "0" if at.line.adds else at.points


def _levels(at: ItemAt) -> str:
    found = _unanswered(at)
    for option in at.line.item.options:
        mark = plain(_within(option.points, at))
        found = f"IF({at.says(option.code)},{mark},{found})"
    return found


def _errors(at: ItemAt) -> str:
    """The mark of the last step reached; the first test that holds is the highest."""
    found = at.points
    for step in sorted(at.line.item.table, key=lambda each: each.errors):
        mark = plain(_within(step.mark, at))
        found = f"IF(N({at.answer})>={step.errors},{mark},{found})"
    return f'IF({at.answer}="",{_unanswered(at)},{found})'


def _within(mark: Decimal, at: ItemAt) -> Decimal:
    return min(max(mark, Decimal(0)), at.line.item.points)


_WORTH: Mapping[ItemKind | None, Callable[[ItemAt], str]] = {
    ItemKind.STEPS: _steps,
    ItemKind.ALL_OR_NOTHING: _met,
    ItemKind.PER_OCCURRENCE: _occurrences,
    ItemKind.ALTERNATIVES: _alternatives,
    ItemKind.LEVELS: _levels,
    ItemKind.ERROR_COUNT: _errors,
    ItemKind.YES_NO: _yes_no,
}
