"""The examples of a scheme are tried: what the author expects is what comes out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from review.domain.answers import Answer, InvalidAnswers, full_answer, parse_answers
from review.domain.derivation import plain
from review.domain.errors import N_, RuleBroken
from review.domain.lines import OVERALL
from review.domain.scheme_checks.faults import Fault, Faults, Path
from review.domain.schemes import Example, Scheme
from review.domain.scoring import score
from review.domain.sheets import Sheet

NOTHING_EXPECTED = N_("The example expects nothing: give score, grade or no_result.")
CONTRADICTION = N_("An example with no_result expects neither score nor grade.")
WRONG_SCORE = N_(
    "The example expects a total of %(expected)s; the sheet has %(found)s."
)
WRONG_GRADE = N_("The example expects the grade %(expected)s; the sheet has %(found)s.")
RESULT_FOUND = N_("The example expects no result; the sheet has %(found)s.")
UNFINISHED = N_(
    "Items that the example leaves unanswered: %(n)s. An unfinished sheet "
    "has no result: expect no_result, answer them, or leave out “rest: "
    "missing”."
)
UNKNOWN_GRADE = N_("There is no grade %(grade)s in the grade table.")
NONE = "–"


def examples_are_met(scheme: Scheme) -> Faults:
    """Every example is scored as a review would be."""
    for number, example in enumerate(scheme.examples):
        path = ("examples", number)
        unusable = tuple(_expectation(scheme, path, example))
        answers: dict[str, Answer] = {}
        for code, raw in _all_answers(example).items():
            try:
                answers |= parse_answers(scheme, {code: raw})
            except InvalidAnswers as broken:
                unusable += (_bad_answer(path, example, code, broken),)
        yield from unusable or _outcome(scheme, path, example, answers)


def _all_answers(example: Example) -> dict[str, object]:
    overall = {OVERALL: example.overall} if example.overall else {}
    return {**example.answers, **overall}


def _bad_answer(
    path: Path, example: Example, code: str, broken: InvalidAnswers
) -> Fault:
    beside = code == OVERALL and bool(example.overall)
    at = (*path, "overall") if beside else (*path, "answers", code)
    problem = broken.problems[0]
    return Fault(at, problem.sentence, problem.values)


def _expectation(scheme: Scheme, path: Path, example: Example) -> Faults:
    expects = example.score is not None or bool(example.grade)
    if example.no_result and expects:
        yield Fault((*path, "no_result"), CONTRADICTION)
    elif not example.no_result and not expects:
        yield Fault(path, NOTHING_EXPECTED)
    if example.grade and scheme.grade(example.grade) is None:
        yield Fault((*path, "grade"), UNKNOWN_GRADE, {"grade": example.grade})


def _outcome(
    scheme: Scheme, path: Path, example: Example, answers: Mapping[str, Answer]
) -> Faults:
    sheet = score(scheme, _filled(scheme, example, answers))
    if _is_unfinished(example, sheet):
        if not example.no_result:
            yield Fault((*path, "rest"), UNFINISHED, {"n": sheet.n_missing})
        return
    total = NONE if sheet.total is None else plain(sheet.total)
    if example.score is not None and sheet.total != example.score:
        values = {"expected": plain(example.score), "found": total}
        yield Fault((*path, "score"), WRONG_SCORE, values)
    if example.grade and sheet.grade != example.grade:
        values = {"expected": example.grade, "found": sheet.grade or NONE}
        yield Fault((*path, "grade"), WRONG_GRADE, values)
    if example.no_result and (sheet.total is not None or sheet.grade):
        values = {"found": sheet.grade or total}
        yield Fault((*path, "no_result"), RESULT_FOUND, values)


def _filled(
    scheme: Scheme, example: Example, answers: Mapping[str, Answer]
) -> dict[str, Answer]:
    """What the example leaves out is as good as can be, unless it is to be missing."""
    if example.rest != "full":
        return dict(answers)
    rest = {
        leaf.code: full_answer(scheme, leaf)
        for leaf in scheme.leaves
        if leaf.code not in answers
    }
    return {**rest, **answers}


def _is_unfinished(example: Example, sheet: Sheet) -> bool:
    """Such a sheet cannot be submitted, so it has no result whatever it comes to."""
    return example.rest != "full" and sheet.n_missing > 0


def recounted(scheme: Scheme, example: Example) -> Example | None:
    """The example expecting what the scheme gives; None where it cannot be answered."""
    try:
        answers = parse_answers(scheme, _all_answers(example))
        sheet = score(scheme, _filled(scheme, example, answers))
    except RuleBroken:
        return None
    found = sheet.total is not None or bool(sheet.grade)
    if not found or _is_unfinished(example, sheet):
        return replace(example, score=None, grade="", no_result=True)
    told = example.score is not None or example.no_result
    return replace(
        example,
        score=sheet.total if told else None,
        grade=sheet.grade or "" if example.grade or told else "",
        no_result=False,
    )


def with_recounted_examples(scheme: Scheme) -> Scheme:
    """Examples say what the rules give; those that cannot be answered any more go."""
    found = (recounted(scheme, each) for each in scheme.examples)
    return replace(scheme, examples=tuple(each for each in found if each is not None))
