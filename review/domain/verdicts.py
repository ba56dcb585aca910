"""What is stored of a scored sheet beside its answers, and read back without them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from review.domain.derivation import half_up, plain
from review.domain.lines import lines_of
from review.domain.parties import FIRST
from review.domain.schemes import Method, Party, Scheme
from review.domain.sheets import PartyMark, SectionMark, Sheet, Verdict

VETOED = "vetoed"


def summary_of(sheet: Sheet) -> dict[str, Any]:
    """Section marks, party marks and flags, as figures; what is empty is left out."""
    verdict = sheet.verdict
    summary = {
        "sections": {
            each.code: list(_mark_and_weight(each))
            for each in sheet.sections
            if each.weight or each.mark
        },
        "parties": _parties(verdict.parties),
        "party_rule": verdict.party_rule,
        "hits": list(verdict.hits),
        "cannot_assess": verdict.cannot_assess,
        "nothing_applicable": verdict.nothing_applicable,
    }
    return {name: value for name, value in summary.items() if value}


@lru_cache(maxsize=4096)
def _mark_and_weight(section: SectionMark) -> tuple[str, str]:
    return plain(half_up(section.mark)), plain(half_up(section.weight))


def summary_of_total(scheme: Scheme, total: Decimal | None) -> dict[str, Any]:
    """The same of a review of which nothing but the total is known."""
    parties = _parties(parties_of_total(scheme, total))
    return {"parties": parties} if parties else {}


def parties_of_total(scheme: Scheme, total: Decimal | None) -> tuple[PartyMark, ...]:
    """Whose marks a bare total is: the handler's, if nobody else answers for any item.

    Nobody's, where it may hold a bonus, which is told apart; and a total of nothing,
    where a veto that somebody else answers for may have made it so.
    """
    whole = scheme.method is Method.POINTS and len(scheme.parts) == 1
    if total is None or not whole or total > scheme.full_mark:
        return ()
    lines = [line for line in lines_of(scheme) if line.is_scored]
    blurred = any(
        line.is_bonus
        or (line.is_veto and not total and line.item.party is not Party.HANDLER)
        for line in lines
    )
    answering = {line.item.party for line in lines if line.is_standard}
    if blurred or answering != {Party.HANDLER}:
        return ()
    return (PartyMark(Party.HANDLER, scheme.full_mark, total),)


def _parties(marks: Iterable[PartyMark]) -> dict[str, list[str]]:
    return {str(each.party): list(_figures(each)) for each in marks}


def _figures(mark: PartyMark) -> Iterator[str]:
    for number in (mark.mark, mark.maximum, mark.bonus):
        yield plain(number) if isinstance(number, Decimal) else str(number)
    if mark.vetoed:
        yield VETOED


def verdict_from(
    total: int | None, grade: str | None, summary: Mapping[str, Any]
) -> Verdict:
    """The verdict of a stored review, as its sheet gave it."""
    # In their own order: a database may give back keys in another one.
    parties = summary.get("parties", {})
    return Verdict(
        from_hundredths(total),
        grade,
        tuple(summary.get("hits", ())),
        summary.get("cannot_assess", False),
        summary.get("nothing_applicable", False),
        tuple(
            _party_mark(party, *parties[party]) for party in Party if party in parties
        ),
        party_rule_of(summary),
    )


def party_rule_of(summary: Mapping[str, Any]) -> str:
    """By which rule its marks were told apart; the first had no name."""
    return str(summary.get("party_rule", FIRST))


def _party_mark(
    party: Party, mark: str, maximum: str, bonus: str, *flags: str
) -> PartyMark:
    numbers = (_number(each) for each in (maximum, mark, bonus))
    return PartyMark(party, *numbers, vetoed=VETOED in flags)


def _number(text: str) -> Decimal | Fraction:
    return Fraction(text) if "/" in text else Decimal(text)


def in_hundredths(number: Decimal | None) -> int | None:
    """An exact score as the database holds it."""
    return None if number is None else int(number.scaleb(2))


def from_hundredths(number: int | None) -> Decimal | None:
    """A stored score as the domain calculates with it."""
    return None if number is None else Decimal(number).scaleb(-2)
