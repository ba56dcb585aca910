"""How each line is answered, in a few words beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from review.domain.derivation import plain
from review.domain.lines import OVERALL, Line
from review.domain.schemes import (
    ErrorStep,
    ItemKind,
    Option,
    Party,
    Scheme,
    Section,
    Text,
    VetoEffect,
)
from review.files.offline.words import (
    FOUND,
    MET,
    NO,
    NONE_OF_THESE,
    NOT_MET,
    YES,
)

PARTIES: Mapping[Party, Text] = {
    Party.HANDLER: Text("", ""),
    Party.CENTER: Text("责任方：法律援助机构", "Answered for by the legal-aid centre"),
    Party.FIRM: Text("责任方：律师事务所", "Answered for by the law firm"),
}
NOT_COUNTED = Text("不计入等次", "not counted in the grade")
PLACE = Text(
    "扣分须写卷内页码，或选卷内缺失。",
    "What is taken off needs a page, or “absent”.",
)
REASON = Text("须写理由。", "A reason is asked for.")
EFFECTS: Mapping[VetoEffect, Text] = {
    VetoEffect.TOTAL_ZERO: Text(
        "存在任何一项，总分为零。", "Any hit makes the total zero."
    ),
    VetoEffect.GRADE_CAP: Text(
        "存在任何一项，等次最高为%s。", "Any hit leaves at best the grade %s."
    ),
}


def how_of(line: Line, locale: str) -> str:
    """What to write or choose, what it costs or earns, and what must be added."""
    parts = [_HOW[line.item.kind](line, locale), *_demands(line, locale)]
    return "\n".join(part for part in parts if part)


def how_of_option(line: Line, option: Option, locale: str) -> str:
    points = _worth(plain(option.points), line.adds, locale)
    return _say(locale, "有此情形的选“%s”，%s", "Choose %s if so: %s") % (
        YES.in_language(locale),
        points,
    )


def effect_of(scheme: Scheme, section: Section, locale: str) -> str:
    """What a hit in a veto section does."""
    if section.effect is None:
        return ""
    grade = scheme.grade(section.grade_cap)
    words = EFFECTS[section.effect].in_language(locale)
    return words % grade.title.in_language(locale) if grade else words


def party_of(line: Line, locale: str) -> str:
    """Who answers for a line, where it is not the handler, and if that counts."""
    said = [PARTIES[line.answers_for or Party.HANDLER].in_language(locale)]
    if not line.counted:
        said.append(NOT_COUNTED.in_language(locale))
    return " · ".join(each for each in said if each)


def _demands(line: Line, locale: str) -> Iterator[str]:
    if line.item.reason_required:
        yield REASON.in_language(locale)
    if line.item.place_required:
        yield PLACE.in_language(locale)


def _say(locale: str, zh: str, en: str) -> str:
    return Text(zh, en).in_language(locale)


def _worth(points: str, adds: bool, locale: str) -> str:
    if adds:
        return _say(locale, "加%s分", "+%s") % points
    return _say(locale, "扣%s分", "\N{MINUS SIGN}%s") % points


def _steps(line: Line, locale: str) -> str:
    item = line.item
    verb = (
        _say(locale, "填写得分", "Points earned")
        if line.adds
        else _say(locale, "填写扣分", "Points off")
    )
    return _say(locale, "%s：0至%s，每档%s", "%s, 0 to %s in steps of %s") % (
        verb,
        plain(item.points),
        plain(item.step),
    )


def _occurrences(line: Line, locale: str) -> str:
    item = line.item
    most = _worth(plain(item.points), line.adds, locale)
    return _say(
        locale,
        "填写处数：每处%s，最多%s",
        "Number of occurrences: %s each, %s at most",
    ) % (_worth(plain(item.each), line.adds, locale), most)


def _errors(line: Line, locale: str) -> str:
    """The mark from each number of errors on; before the first step nothing is lost."""
    steps = sorted(line.item.table, key=lambda step: step.errors)
    if steps and steps[0].errors > 0:
        steps.insert(0, ErrorStep(0, line.item.points))
    points = _say(locale, "%s处%s分", "%s: %s")
    spans = [
        (f"{a.errors}–{b.errors - 1}" if b.errors - 1 > a.errors else str(a.errors), a)
        for a, b in pairwise(steps)
    ]
    spans += [(f"{step.errors}+", step) for step in steps[-1:]]
    marks = [points % (span, plain(step.mark)) for span, step in spans]
    head = _say(locale, "填写差错数", "Number of errors and what it earns")
    return f"{head}{_colon(locale)}{_comma(locale).join(marks)}"


def _colon(locale: str) -> str:
    return _say(locale, "：", ": ")


def _comma(locale: str) -> str:
    return _say(locale, "，", ", ")


def _met(line: Line, locale: str) -> str:
    return _either(line, MET, NOT_MET, locale)


def _yes_no(line: Line, locale: str) -> str:
    if line.is_veto:
        return _say(
            locale,
            "存在此情形的选“%s”并写明理由",
            "Choose %s if it is so, with the reason",
        ) % FOUND.in_language(locale)
    good, bad = (YES, NO) if line.item.full_on == "yes" else (NO, YES)
    return _either(line, good, bad, locale)


def _either(line: Line, good: Text, bad: Text, locale: str) -> str:
    telling = good if line.adds else bad
    return _say(locale, "从列表选择，“%s”%s", "Choose from the list; %s: %s") % (
        telling.in_language(locale),
        _worth(plain(line.item.points), line.adds, locale),
    )


def _alternatives(line: Line, locale: str) -> str:
    return _say(
        locale,
        "在下列各情形中逐项选择；均无的，本行选“%s”",
        "Choose below what applies; if nothing does, choose %s here",
    ) % NONE_OF_THESE.in_language(locale)


def _levels(line: Line, locale: str) -> str:
    if line.item.code == OVERALL:
        return _indicator(line, locale)
    points = _say(locale, "%s %s分", "%s %s")
    said = []
    for option in line.item.options:
        words = points % (option.title.in_language(locale), plain(option.points))
        if option.guidance:
            words += f"{_colon(locale)}{option.guidance.in_language(locale)}"
        said.append(words)
    return "\n".join([_say(locale, "从列表选择", "Choose from the list"), *said])


def _indicator(line: Line, locale: str) -> str:
    return _say(locale, "从列表选择等级", "Choose the grade from the list")


def _record(line: Line, locale: str) -> str:
    if line.item.options:
        return _say(
            locale, "从列表选择；只记录，不计分", "Choose from the list; not scored"
        )
    return _say(
        locale, "写在“理由”一栏；只记录，不计分", "Write it under “Reason”; not scored"
    )


def _nothing(line: Line, locale: str) -> str:
    return ""


_HOW: Mapping[ItemKind | None, Callable[[Line, str], str]] = {
    None: _nothing,
    ItemKind.STEPS: _steps,
    ItemKind.ALL_OR_NOTHING: _met,
    ItemKind.PER_OCCURRENCE: _occurrences,
    ItemKind.ALTERNATIVES: _alternatives,
    ItemKind.LEVELS: _levels,
    ItemKind.ERROR_COUNT: _errors,
    ItemKind.YES_NO: _yes_no,
    ItemKind.INDICATOR: _indicator,
    ItemKind.RECORD: _record,
}
