"""What a reviewer chose, item by item: raw choices, never marks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from review.domain.choices import (
    FULL,
    Choice,
    InvalidAnswer,
    full_choice,
    one_of,
    read_choice,
    short_text,
    written,
)
from review.domain.errors import N_, RuleBroken, ngettext
from review.domain.findings import Finding, finding_to_json
from review.domain.kept_pages import read_keys
from review.domain.lines import OVERALL, Line, answerable
from review.domain.pins import Pin, read_pins
from review.domain.schemes import Item, ItemKind, Scheme

MOST_REASON = 2000
MOST_PAGES = 100
MOST_ORGAN = 200
MOST_CAUSE = 1000
MOST_FINDINGS = 100
_PLACE = ("reason", "pages", "absent")
_FIELDS = ("choice", "special", "findings", *_PLACE, "organ", "cause", "remark")
_FINDING_FIELDS = ("option", *_PLACE, "pins", "keys")

# Rows of text that travel beside the vector under names no option can have, so that
# every text of a review lies in one erasable table.
ORGAN, CAUSE, _TEXT = "@organ", "@cause", "@text"


class Special(StrEnum):
    """The three answers that are not a judgement of the work."""

    NOT_APPLICABLE = "not_applicable"
    CANNOT_ASSESS = "cannot_assess"
    NOT_DONE_EXTERNAL = "not_done_external"


@dataclass(frozen=True, slots=True)
class Answer:
    """A choice or a special answer, with its findings.

    The choice is points lost or won (STEPS), "met" or "missing" (ALL_OR_NOTHING), a
    count (PER_OCCURRENCE, ERROR_COUNT), option codes (ALTERNATIVES), a level or grade
    code (LEVELS, INDICATOR), "yes" or "no" (YES_NO) or free text (RECORD).
    """

    choice: Choice | None = None
    special: Special | None = None
    findings: tuple[Finding, ...] = ()
    organ: str = ""
    cause: str = ""
    is_remark: bool = False
    """Of a draft: the findings are meant beside an answer that takes nothing off."""

    @property
    def is_given(self) -> bool:
        """A draft may hold a reason for a choice that is yet to be made."""
        return self.choice is not None or self.special is not None


Answers = Mapping[str, Answer]
UNANSWERED = Answer()


class InvalidAnswers(RuleBroken):
    """Several answers at once are not ones their items can have."""

    sentence = ngettext(
        "%(n)s answer cannot be taken as it is: %(problems)s",
        "%(n)s answers cannot be taken as they are: %(problems)s",
    )

    def __init__(self, problems: Sequence[InvalidAnswer]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            n=len(self.problems), problems=" ".join(str(each) for each in problems)
        )


def parse_answer(scheme: Scheme, item: Item, raw: object) -> Answer:
    """Read one answer strictly: a bare choice, the word "full", or a mapping."""
    return _read(_line(answerable(scheme), item.code), raw)


def parse_answers(scheme: Scheme, mapping: object) -> dict[str, Answer]:
    """Read a whole sheet, in the order of the scheme; all problems come at once."""
    if not isinstance(mapping, Mapping):
        raise InvalidAnswers([InvalidAnswer(_NOT_A_SHEET, item="*")])
    lines, answers, problems = answerable(scheme), {}, []
    for code, raw in mapping.items():
        try:
            answers[code] = _read(_line(lines, code), raw)
        except InvalidAnswer as problem:
            problems.append(problem)
    if problems:
        raise InvalidAnswers(problems)
    return {code: answers[code] for code in lines if code in answers}


_NOT_A_SHEET = N_("Give the answers as a table from item to answer.")


def full_answer(scheme: Scheme, item: Item) -> Answer:
    """The answer that loses nothing: no veto hit, and nothing extra in a bonus."""
    return Answer(choice=full_choice(_line(answerable(scheme), item.code)))


def allowed_specials(line: Line) -> tuple[Special, ...]:
    """Which special answers a line can have.

    Not applicable only where the scheme says so; a recorded line has nothing to
    assess; only work that is owed can be left undone for outside reasons.
    """
    allowed = []
    if line.item.may_not_apply:
        allowed.append(Special.NOT_APPLICABLE)
    if line.is_scored:
        allowed.append(Special.CANNOT_ASSESS)
    if line.is_scored and line.is_standard and line.item.code != OVERALL:
        allowed.append(Special.NOT_DONE_EXTERNAL)
    return tuple(allowed)


def _line(lines: Mapping[str, Line], code: object) -> Line:
    if isinstance(code, str) and code in lines:
        return lines[code]
    shown = code if isinstance(code, str) and code.isprintable() else "?"
    raise InvalidAnswer(
        N_("There is no item %(item)s to answer in this scheme."), item=shown[:40]
    )


def _read(line: Line, raw: object) -> Answer:
    if isinstance(raw, Mapping):
        return _read_mapping(line, raw)
    if isinstance(raw, str) and raw == FULL:
        return Answer(choice=full_choice(line))
    return Answer(choice=read_choice(line, raw))


def _read_mapping(line: Line, raw: Mapping[object, object]) -> Answer:
    code = line.item.code
    _check_fields(code, raw, _FIELDS)
    choice = read_choice(line, raw["choice"]) if "choice" in raw else None
    special = _read_special(line, raw["special"]) if "special" in raw else None
    findings = _read_findings(line, choice, raw)
    answer = Answer(
        choice,
        special,
        findings,
        short_text(code, "organ", raw.get("organ", ""), MOST_ORGAN),
        short_text(code, "cause", raw.get("cause", ""), MOST_CAUSE),
        _read_yes(code, "remark", raw.get("remark", False)) and bool(findings),
    )
    _check_whole(code, answer)
    return answer


def _check_fields(
    code: str, raw: Mapping[object, object], known: tuple[str, ...]
) -> None:
    if not all(isinstance(key, str) and key in known for key in raw):
        raise InvalidAnswer(
            N_("Item %(item)s: an answer says nothing but %(allowed)s."),
            item=code,
            allowed=tuple(known),
        )


def _check_whole(code: str, answer: Answer) -> None:
    """A choice and a special answer exclude each other; outside reasons need one."""
    if answer.choice is not None and answer.special is not None:
        raise InvalidAnswer(
            N_("Item %(item)s: give a choice or a special answer, not both."), item=code
        )
    outside = answer.special is Special.NOT_DONE_EXTERNAL
    if (answer.organ or answer.cause) and not outside:
        raise InvalidAnswer(
            N_("Item %(item)s: organ and cause belong to not_done_external only."),
            item=code,
        )
    if answer == UNANSWERED:
        raise InvalidAnswer(N_("Item %(item)s: this answer says nothing."), item=code)


def _read_special(line: Line, raw: object) -> Special:
    return Special(one_of(line.item.code, raw, allowed_specials(line)))


def _read_findings(
    line: Line, choice: Choice | None, raw: Mapping[object, object]
) -> tuple[Finding, ...]:
    """The list under "findings", or the one finding written beside the choice."""
    code, listed = line.item.code, raw.get("findings", [])
    beside = {key: raw[key] for key in _PLACE if key in raw}
    if not isinstance(listed, list | tuple) or len(listed) > MOST_FINDINGS:
        raise InvalidAnswer(
            N_("Item %(item)s: findings are a list of at most %(most)s."),
            item=code,
            most=MOST_FINDINGS,
        )
    if listed and beside:
        raise InvalidAnswer(
            N_("Item %(item)s: give a list of findings or one beside, not both."),
            item=code,
        )
    found = (_read_finding(line, choice, each) for each in listed or [beside])
    return tuple(finding for finding in found if finding != Finding())


def _read_finding(line: Line, choice: Choice | None, raw: object) -> Finding:
    code = line.item.code
    if not isinstance(raw, Mapping):
        raise InvalidAnswer(
            N_("Item %(item)s: a finding says %(allowed)s."),
            item=code,
            allowed=tuple(_FINDING_FIELDS),
        )
    _check_fields(code, raw, _FINDING_FIELDS)
    option = raw.get("option", "")
    pages = short_text(code, "pages", raw.get("pages", ""), MOST_PAGES)
    return Finding(
        one_of(code, option, _finding_options(line, choice)) if option != "" else "",
        short_text(code, "reason", raw.get("reason", ""), MOST_REASON),
        pages,
        _read_yes(code, "absent", raw.get("absent", False)),
        read_pins(code, raw.get("pins", ())),
        read_keys(code, raw.get("keys", {}), pages),
    )


def _finding_options(line: Line, choice: Choice | None) -> tuple[str, ...]:
    """A finding names a deduction that was made, not one that was left out."""
    if line.item.kind is ItemKind.ALTERNATIVES and isinstance(choice, tuple):
        return choice
    return tuple(option.code for option in line.item.options)


def _read_yes(code: str, field: str, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    raise InvalidAnswer(
        N_("Item %(item)s: %(field)s is true or false."), item=code, field=field
    )


def to_json(answer: Answer) -> dict[str, object]:
    """The canonical form of an answer; reading it gives the same answer back."""
    data: dict[str, object] = {}
    if answer.choice is not None:
        data["choice"] = written(answer.choice)
    if answer.special is not None:
        data["special"] = str(answer.special)
    if answer.findings:
        data["findings"] = [finding_to_json(each) for each in answer.findings]
    if answer.is_remark:
        data["remark"] = True
    outside = {"organ": answer.organ, "cause": answer.cause}
    return data | {name: text for name, text in outside.items() if text}


def pins_in(answers: Answers) -> Iterator[Pin]:
    """Every pin of a review."""
    for answer in answers.values():
        for finding in answer.findings:
            yield from finding.pins


def encode(scheme: Scheme, answers: Answers) -> list[object]:
    """The raw choices by position: the lines of the sheet, then the overall judgement.

    Null is unanswered; a special answer is a mapping. Texts are not in it: they go
    with `texts_of`, so that they can be erased without touching the facts.
    """
    lines = answerable(scheme)
    for code in answers.keys() - lines.keys():
        _line(lines, code)
    return [_encoded(line, answers.get(code)) for code, line in lines.items()]


def _encoded(line: Line, answer: Answer | None) -> object:
    if answer is None:
        return None
    if answer.special is not None:
        return {"special": str(answer.special)}
    if answer.choice is None:
        return None
    return "" if line.is_free_text else written(answer.choice)


def texts_of(scheme: Scheme, answers: Answers) -> Iterator[tuple[str, Finding]]:
    """Everything in the answers that is not in the vector, row by row in order."""
    for code, line in answerable(scheme).items():
        answer = answers.get(code, UNANSWERED)
        if line.is_free_text and answer.choice:
            yield code, Finding(_TEXT, str(answer.choice))
        if answer.organ:
            yield code, Finding(ORGAN, answer.organ)
        if answer.cause:
            yield code, Finding(CAUSE, answer.cause)
        for finding in answer.findings:
            yield code, finding


class VectorMismatch(RuleBroken):
    """A stored vector and a scheme do not belong together."""

    sentence = N_("These answers were given to another version of the scheme.")


def decode(
    scheme: Scheme,
    vector: Sequence[object],
    findings: Iterable[tuple[str, Finding]] = (),
) -> dict[str, Answer]:
    """The answers back from the vector and the rows of `texts_of`."""
    lines = answerable(scheme)
    if len(vector) != len(lines):
        raise VectorMismatch
    rows: dict[str, list[Finding]] = {}
    for code, finding in findings:
        rows.setdefault(code, []).append(finding)
    pairs = zip(lines.items(), vector, strict=True)
    answers = {
        code: _decoded(line, raw, rows.get(code, [])) for (code, line), raw in pairs
    }
    return {code: answer for code, answer in answers.items() if answer != UNANSWERED}


def answer_in(line: Line, raw: object) -> Answer:
    """One place of a vector by itself, without the texts that belong to it."""
    return _decoded(line, raw, ())


def _decoded(line: Line, raw: object, rows: Sequence[Finding]) -> Answer:
    texts = {row.option: row.reason for row in rows if row.option in _RESERVED}
    special = raw.get("special") if isinstance(raw, dict) else None
    choice = None if raw is None or special else read_choice(line, raw)
    if choice is not None and line.is_free_text:
        choice = texts.get(_TEXT, "")
    return Answer(
        choice,
        Special(special) if special else None,
        tuple(row for row in rows if row.option not in _RESERVED),
        texts.get(ORGAN, ""),
        texts.get(CAUSE, ""),
    )


_RESERVED = frozenset((ORGAN, CAUSE, _TEXT))
