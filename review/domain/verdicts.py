"""What is stored of a scored sheet beside its answers, and read back without them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from review.domain.derivation import half_up, plain
from review.domain.schemes import Party
from review.domain.sheets import PartyMark, Sheet, Verdict


def summary_of(sheet: Sheet) -> dict[str, Any]:
    """Section marks, party marks and flags, as figures; what is empty is left out."""
    verdict = sheet.verdict
    summary = {
        "sections": {
            each.code: [plain(half_up(each.mark)), plain(half_up(each.weight))]
            for each in sheet.sections
            if each.weight or each.mark
        },
        "parties": {
            str(each.party): [plain(each.mark), plain(each.maximum), plain(each.bonus)]
            for each in verdict.parties
        },
        "hits": list(verdict.hits),
        "cannot_assess": verdict.cannot_assess,
        "nothing_applicable": verdict.nothing_applicable,
    }
    return {name: value for name, value in summary.items() if value}


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
    )


def _party_mark(party: Party, mark: str, maximum: str, bonus: str) -> PartyMark:
    return PartyMark(party, Decimal(maximum), Decimal(mark), Decimal(bonus))


def in_hundredths(number: Decimal | None) -> int | None:
    """An exact score as the database holds it."""
    return None if number is None else int(number.scaleb(2))


def from_hundredths(number: int | None) -> Decimal | None:
    """A stored score as the domain calculates with it."""
    return None if number is None else Decimal(number).scaleb(-2)
