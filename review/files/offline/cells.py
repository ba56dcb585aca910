"""What a single cell of a workbook brought back says, or why it cannot be taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from review.domain.answers import Special
from review.domain.cells import CALENDAR, EXCEL_ERROR, Cell, CellRefused
from review.domain.choices import InvalidAnswer, short_text
from review.domain.errors import N_, RuleBroken
from review.domain.kinds import special_of, squeezed
from review.domain.lines import Line
from review.domain.paper import raw_choice
from review.domain.schemes import Text
from review.domain.sentences import Sentence
from review.files.offline import words
from review.files.offline.columns import BY_NAME
from review.files.offline.reading import BroughtRow
from review.files.sheets.uncalculated import Formula

LONGEST_SHOWN = 40


class CellsRefused(RuleBroken):
    """What is written cannot be an answer here, and what to do about it."""

    long = N_("This cell takes plain text of at most %(most)s characters.")
    choose = N_("Choose one of: %(allowed)s; or clear the cell.")
    both = N_("There is an answer and a special answer: clear one of them.")
    none_and_some = N_(
        "“None of these” is chosen and a finding below as well: clear one of them."
    )
    not_chosen = N_(
        "Something is written in this row, but the finding is not chosen: choose Yes "
        "here, or clear the row."
    )
    organ = N_(
        "An organ belongs to “not done, outside cause” only: choose that under special "
        "answers, or clear this cell."
    )
    uncalculated = N_(
        "There is a formula here whose value was not saved with the file; nothing is "
        "taken from it. Type the value itself."
    )
    no_page = N_(
        "The case file has no page %(pages)s. It is taken over as it is written; look "
        "at it again."
    )
    no_page_needed = N_(
        "The case file has no page %(pages)s, and this item needs one. It is taken over "
        "as it is written; the review can be submitted once the page is right."
    )
    no_item = N_("Choose the item to which this finding belongs.")
    missing = N_(
        "The row of this item is missing from the sheet; nothing about it was read."
    )
    twice = N_("The row of this item stands in the sheet twice: remove one of them.")
    stray = N_("This row belongs to no item of this sheet; it was not read.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that cannot be taken, with what it holds and what to do."""

    cell: str
    value: str
    why: Sentence


@dataclass(frozen=True, slots=True)
class Cited:
    """A cell that names pages of the case file."""

    cell: str
    pages: str


@dataclass
class RowReader:
    """Reads the cells of a row and notes what cannot be read."""

    row: BroughtRow
    item: str
    number: str
    refusals: list[Refusal] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)

    def address(self, name: str) -> str:
        return f"{BY_NAME[name]}{self.row.number}"

    def text(self, name: str, most: int) -> str:
        """A text as it was written, its line ends single."""
        cell = self.row.cells[name]
        try:
            plain = plain_text(cell)
            return short_text(self.item, name, plain, most)
        except InvalidAnswer:
            self.refuse(name, CellsRefused.long, most=most)
        except RuleBroken as broken:
            self.refuse_as(name, broken)
        return ""

    def pages(self, most: int) -> str:
        """The pages as they were written, and the cell that names them."""
        said = self.text("pages", most)
        if said:
            self.cited.append(Cited(self.address("pages"), said))
        return said

    def is_yes(self, name: str) -> bool:
        """Yes or nothing; whatever else stands there is refused."""
        said = self.word(name)
        if said is None or said in _YES:
            return said is not None
        self.refuse(name, CellsRefused.choose, allowed=(words.YES,))
        return False

    def special(self, allowed: Iterable[Special]) -> Special | None:
        """The special answer that is chosen, if it is one of this line's."""
        known = tuple(allowed)
        said = self.word("special")
        if said is None:
            return None
        found = _SPECIAL_WORDS.get(said) or special_of(said)
        if found in known:
            return found
        self.refuse(
            "special",
            CellsRefused.choose,
            allowed=tuple(words.SPECIALS[each] for each in known),
        )
        return None

    def choice(self, line: Line) -> object:
        """What the answer's cell chooses, as raw as a page would send it."""
        cell = self.row.cells["answer"]
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return cell
        try:
            said = unicodedata.normalize("NFKC", plain_text(cell))
        except RuleBroken as broken:
            self.refuse_as("answer", broken)
            return None
        if not said:
            return None
        return _values(line).get(squeezed(said)) or raw_choice(line, said)

    def refuse(self, name: str, sentence: str, **values: object) -> None:
        self.refusals.append(
            Refusal(
                self.address(name),
                shown(self.row.cells[name]),
                Sentence(sentence, values),
            )
        )

    def refuse_as(self, name: str, broken: RuleBroken) -> None:
        """With the sentence of a broken rule; it names the line by its number."""
        self.refuse(name, broken.sentence, **broken.values | {"item": self.number})

    def word(self, name: str) -> str | None:
        """The word in a cell as words are compared; None in an empty cell."""
        try:
            said = plain_text(self.row.cells[name])
        except RuleBroken as broken:
            self.refuse_as(name, broken)
            return None
        return squeezed(said) if said.strip() else None


def plain_text(cell: Cell) -> str:
    """A cell as its writer meant it; a date or an error was meant by nobody."""
    if isinstance(cell, Formula):
        raise CellRefused(CellsRefused.uncalculated)
    if isinstance(cell, CALENDAR):
        raise CellRefused(CellRefused.became_date)
    if isinstance(cell, bool):
        return words.YES.zh if cell else words.NO.zh
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()
    if EXCEL_ERROR.fullmatch(text):
        raise CellRefused(CellRefused.error)
    return text


def shown(cell: Cell) -> str:
    """The beginning of what a cell holds, for the sentence about it."""
    is_count = isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15
    text = " ".join(str(int(cell) if is_count else cell).split())
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"


def offered(line: Line) -> tuple[Text, ...]:
    return tuple(text for _, text in words.choices(line))


def _values(line: Line) -> Mapping[str, str]:
    """The values of a line's words, in either language."""
    found: dict[str, str] = {}
    for value, text in words.choices(line):
        for word in (text.zh, text.en):
            found.setdefault(squeezed(word), value)
    return found


_YES = frozenset(
    squeezed(word) for word in (words.YES.zh, words.YES.en, words.FOUND.zh, "y", "1")
)
_SPECIAL_WORDS: Mapping[str, Special] = {
    squeezed(word): special
    for special, text in words.SPECIALS.items()
    for word in (text.zh, text.en)
}
