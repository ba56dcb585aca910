"""When reviews of one file are too far apart to be combined, and on which items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from review.domain.answers import Answer, Special
from review.domain.choices import Choice, full_choice
from review.domain.combination import standing_of
from review.domain.derivation import plain
from review.domain.errors import N_
from review.domain.grading import rank
from review.domain.lines import OVERALL, Line, answerable
from review.domain.marks import ZERO, mark_line
from review.domain.reads import Read
from review.domain.schemes import Combination, ItemKind, Method, Scheme, Text
from review.domain.sentences import Sentence


class DivergenceKind(StrEnum):
    """Why the reads of a file do not settle it by themselves."""

    TOTAL_GAP = "total_gap"
    GRADE_DIFFERS = "grade_differs"
    VETO_DIFFERS = "veto_differs"
    ITEM_GAP = "item_gap"
    FINDINGS_DIFFER = "findings_differ"
    CANNOT_ASSESS = "cannot_assess"
    NOTHING_APPLICABLE = "nothing_applicable"
    THIRD_APART = "third_apart"
    NO_MAJORITY = "no_majority"
    NOTHING_DISPUTED = "nothing_disputed"


@dataclass(frozen=True, slots=True)
class Divergence:
    """One reason, as data and as a sentence."""

    kind: DivergenceKind
    sentence: Sentence
    items: tuple[str, ...] = ()


_SENTENCES = {
    DivergenceKind.TOTAL_GAP: N_("The totals lie %(gap)s apart, over %(limit)s."),
    DivergenceKind.GRADE_DIFFERS: N_("The grades differ: %(grades)s."),
    DivergenceKind.VETO_DIFFERS: N_("Not every reader found the same veto: %(items)s."),
    DivergenceKind.ITEM_GAP: N_("Item %(item)s lies %(gap)s apart, over %(limit)s."),
    DivergenceKind.FINDINGS_DIFFER: N_(
        "The readers found different things, whatever it costs: %(items)s."
    ),
    DivergenceKind.CANNOT_ASSESS: N_("A reader could not assess the file."),
    DivergenceKind.NOTHING_APPLICABLE: N_(
        "One reader found nothing that applies to this file, another did."
    ),
    DivergenceKind.THIRD_APART: N_(
        "The third reader lies over the limit from every earlier reader."
    ),
    DivergenceKind.NO_MAJORITY: N_("No grade has a majority in the panel."),
    DivergenceKind.NOTHING_DISPUTED: N_("The answers show no item in dispute."),
}
_EQUAL_TOTALS = N_("The totals are equal, and the findings are not: %(items)s.")
_GRADES_APART = N_("The overall grades lie %(gap)s grades apart, over %(limit)s.")


def because(
    kind: DivergenceKind, items: tuple[str, ...] = (), /, **values: object
) -> Divergence:
    """A reason in words."""
    return Divergence(kind, Sentence(_SENTENCES[kind], values), items)


def titled(sentence: Sentence, scheme: Scheme) -> Sentence:
    """The reason with titles instead of codes; a code is no word for people."""
    finders = {"grades": _grade_title, "items": _item_title, "item": _item_title}
    values = {
        name: tuple(finders[name](scheme, code) for code in str(value).split(", "))
        if name in finders
        else value
        for name, value in sentence.values.items()
    }
    return Sentence(sentence.text, values)


def _grade_title(scheme: Scheme, code: str) -> Text:
    grade = scheme.grade(code)
    return grade.title if grade else Text(code or "—", code or "—")


def _item_title(scheme: Scheme, code: str) -> Text:
    item = scheme.item(code)
    return item.title if item else Text(code, code)


def divergences(scheme: Scheme, reads: Sequence[Read]) -> tuple[Divergence, ...]:
    """Every reason the scheme knows why these reads cannot be combined."""
    if len(reads) < 2:
        return ()
    return (
        *_total_gap(scheme, reads),
        *_grade_differs(scheme, reads),
        *_veto_differs(scheme, reads),
        *_item_gaps(scheme, reads),
        *_findings_differ(scheme, reads),
    )


def _total_gap(scheme: Scheme, reads: Sequence[Read]) -> Iterator[Divergence]:
    """The gap of several reads is the highest less the lowest; at the limit is within."""
    limit = scheme.combination.total_gap
    if limit is None:
        return
    standings = [standing_of(scheme, read) for read in reads]
    gap = max(standings) - min(standings)
    if gap > limit:
        shown = plain(Decimal(gap.numerator) / gap.denominator)
        values = {"gap": shown, "limit": plain(limit)}
        graded = scheme.method is Method.INDICATORS
        text = _GRADES_APART if graded else _SENTENCES[DivergenceKind.TOTAL_GAP]
        yield Divergence(DivergenceKind.TOTAL_GAP, Sentence(text, values))


def _grade_differs(scheme: Scheme, reads: Sequence[Read]) -> Iterator[Divergence]:
    grades = [read.verdict.grade or "" for read in reads]
    if scheme.combination.grade_differs and len(set(grades)) > 1:
        yield because(DivergenceKind.GRADE_DIFFERS, grades=", ".join(grades))


def _veto_differs(scheme: Scheme, reads: Sequence[Read]) -> Iterator[Divergence]:
    """A veto that some found and some did not."""
    found = [set(read.verdict.hits) for read in reads]
    items = tuple(sorted(set.union(*found) - set.intersection(*found)))
    if scheme.combination.veto_differs and items:
        yield because(DivergenceKind.VETO_DIFFERS, items, items=", ".join(items))


def _item_gaps(scheme: Scheme, reads: Sequence[Read]) -> Iterator[Divergence]:
    if not scheme.combination.item_gap:
        return
    for code, line in answerable(scheme, _part(scheme, reads)).items():
        limit, gap = line.item.gap_limit, _gap(line, reads)
        if limit is not None and gap > limit:
            yield because(
                DivergenceKind.ITEM_GAP,
                (code,),
                item=code,
                gap=plain(gap),
                limit=plain(limit),
            )


def _findings_differ(scheme: Scheme, reads: Sequence[Read]) -> Iterator[Divergence]:
    """Different findings are no agreement, even where the totals are equal; or there
    alone, where the scheme asks for that.

    An item with a limit of its own says itself how far findings may lie apart.
    """
    always = scheme.combination.findings_differ
    asked = always or scheme.combination.equal_totals_differ
    if not asked or not all(read.answers for read in reads):
        return
    if not always and len({standing_of(scheme, read) for read in reads}) > 1:
        return
    items = tuple(
        code
        for code, line in answerable(scheme, _part(scheme, reads)).items()
        if line.item.gap_limit is None and _differs(scheme, line, reads)
    )
    if items:
        named, kind = {"items": ", ".join(items)}, DivergenceKind.FINDINGS_DIFFER
        text = _SENTENCES[kind] if always else _EQUAL_TOTALS
        yield Divergence(kind, Sentence(text, named), items)


def answers_matter(
    combination: Combination, counted: Iterable[tuple[str, object, object]]
) -> bool:
    """Whether the answers of first reads can part them: by part, total and choices.

    Where only equal totals are looked at more closely, totals that differ and the very
    same answers say all there is. Most files are one or the other, and reading answers
    takes most of the time.
    """
    if not combination.compares_items:
        return False
    if combination.compares_every_item:
        return True
    parts: dict[str, list[tuple[object, object]]] = {}
    for part, total, choices in counted:
        parts.setdefault(part, []).append((total, choices))
    return any(
        len({total for total, _ in own}) == 1
        and any(choices != own[0][1] for _, choices in own)
        for own in parts.values()
    )


def disputed_items(scheme: Scheme, reads: Sequence[Read]) -> tuple[str, ...]:
    """What a further reader has to read: over its own limit where an item has one,
    else any difference. If all differences lie within limits, all are disputed.
    """
    lines = answerable(scheme, _part(scheme, reads))
    differing = [code for code, line in lines.items() if _differs(scheme, line, reads)]
    over = [code for code in differing if _is_over(lines[code], reads)]
    return tuple(over or differing)


def _part(scheme: Scheme, reads: Sequence[Read]) -> str | None:
    """The part these reads are of; None where the sheet is not divided."""
    return reads[0].part if len(scheme.parts) > 1 else None


def _is_over(line: Line, reads: Sequence[Read]) -> bool:
    limit = line.item.gap_limit
    return limit is None or _gap(line, reads) > limit


def _differs(scheme: Scheme, line: Line, reads: Sequence[Read]) -> bool:
    """A different worth, or a special answer that not all gave; where the scheme asks
    for the same findings, any other answer too.
    """
    if not line.is_scored:
        return False
    if scheme.combination.compares_findings:
        return len({found(line, _answer(line, read)) for read in reads}) > 1
    specials = {_answer(line, read).special for read in reads}
    return len(specials) > 1 or _gap(line, reads) > 0


def found(line: Line, answer: Answer) -> tuple[Choice | None, Special | None]:
    """What an answer says was found, without its words; unanswered has found nothing."""
    if answer.is_given:
        return answer.choice, answer.special
    return full_choice(line), None


def _gap(line: Line, reads: Sequence[Read]) -> Decimal:
    worths = [_worth(line, _answer(line, read)) for read in reads]
    return max(worths) - min(worths)


def _answer(line: Line, read: Read) -> Answer:
    return read.answers.get(line.item.code, Answer())


def _worth(line: Line, answer: Answer) -> Decimal:
    """Marks; for a grade its distance from the best; for a veto 1 if hit.

    What does not apply or was beyond the handler costs nothing, so it compares as the
    best; in a bonus it wins nothing.
    """
    mark = mark_line(line, answer)
    if line.is_veto:
        return Decimal(mark.hit)
    if line.item.kind is ItemKind.INDICATOR or line.item.code == OVERALL:
        grade = str(answer.choice or "")
        return Decimal(-rank(line.grades, grade)) if grade else ZERO
    if mark.special is Special.NOT_APPLICABLE and not line.is_bonus:
        return mark.maximum
    return mark.mark or ZERO
