"""A scheme file from text to scheme, or to the list of everything wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from review.domain.scheme_checks import Fault, faults
from review.domain.scheme_checks.examples import with_recounted_examples
from review.domain.schemes import Scheme
from review.files.schemes.building import build
from review.files.schemes.digests import with_digests
from review.files.schemes.problems import Path, Problem, SchemeAltered, SchemeRefused
from review.files.schemes.reading import Reading, read
from review.files.schemes.shaping import Shaping, place, shape_of


@dataclass(frozen=True, slots=True)
class _Checked:
    scheme: Scheme | None
    problems: tuple[Problem, ...]


@lru_cache(maxsize=64)
def load(text: str) -> Scheme:
    """The scheme with its digests; a file with any fault at all is refused."""
    checked = _checked(text)
    if checked.problems or checked.scheme is None:
        raise SchemeRefused(checked.problems)
    return with_digests(checked.scheme)


def load_changed(text: str) -> tuple[Scheme, bool]:
    """The same of a changed copy: its examples may still expect what was before.

    They then expect what the changed rules give, and the text says something else.
    """
    checked = _checked(text)
    grave = [p for p in checked.problems if not p.where.startswith("examples")]
    if grave or checked.scheme is None:
        raise SchemeRefused(checked.problems)
    if not checked.problems:
        return with_digests(checked.scheme), False
    return with_digests(with_recounted_examples(checked.scheme)), True


def restore(text: str, digest: str) -> Scheme:
    """A scheme that was loaded before, told by its digest alone.

    What a later version of the check would refuse was right when it was loaded, and
    reviews rest on it; a text that says something else than it did then is refused.
    """
    reading = read(text)
    shape = shape_of(reading).shape if reading.usable else None
    if shape is not None:
        scheme = with_digests(build(shape))
        if scheme.digest == digest:
            return scheme
    raise SchemeAltered(digest=digest)


def check(text: str) -> tuple[Problem, ...]:
    """Everything wrong with a file, in the order of its lines; nothing if it is good."""
    return _checked(text).problems


def _checked(text: str) -> _Checked:
    reading = read(text)
    problems, scheme = list(reading.problems), None
    if reading.usable:
        shaping = shape_of(reading)
        problems += shaping.problems
        if shaping.shape is not None:
            scheme = build(shaping.shape, _example_lines(reading, shaping))
            problems += _meant(scheme, reading, shaping)
    return _Checked(scheme, tuple(sorted(problems)))


def _example_lines(reading: Reading, shaping: Shaping) -> list[int]:
    n = len(shaping.shape.examples) if shaping.shape else 0
    return [reading.line_of(("examples", number)) for number in range(n)]


def _meant(scheme: Scheme, reading: Reading, shaping: Shaping) -> list[Problem]:
    """Faults of meaning, but for those that a fault of form may have caused."""
    return [
        Problem(
            reading.line_of(fault.path),
            place(reading.value, fault.path),
            fault.sentence,
            fault.values,
        )
        for fault in faults(scheme)
        if not _is_doubtful(fault, shaping.spoiled)
    ]


def _is_doubtful(fault: Fault, spoiled: list[Path]) -> bool:
    """Whether the block around the fault holds something that was taken out.

    An example is scored with the whole sheet, so any hole in the sheet spoils it.
    """
    around = () if fault.path[:1] == ("examples",) else fault.path[:-1]
    return any(path[: len(around)] == around for path in spoiled)
