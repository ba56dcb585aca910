"""What is wrong with a scheme file, line by line, and the refusal that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from review.domain.errors import N_, RuleBroken, plain

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: the line of the file, the place in words, and what to do.

    `sentence` is the key of the translation catalogue; `values` fill its places.
    """

    line: int
    where: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict, compare=False)

    @property
    def text(self) -> str:
        """The sentence in English with its places filled."""
        return self.sentence % plain(self.values) if self.values else self.sentence

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{self.line}: {place}{self.text}"


class SchemeRefused(RuleBroken):
    """A file with faults never becomes a scheme; all of them are told at once."""

    sentence = N_("Problems in the scheme file: %(n)s. Nothing was loaded.")

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(n=len(problems))
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class SchemeAltered(RuleBroken):
    """A stored scheme was changed behind the program's back."""

    sentence = N_(
        "The stored scheme does not say what it said when it was loaded "
        "(content digest %(digest)s). Restore the database from a backup."
    )
