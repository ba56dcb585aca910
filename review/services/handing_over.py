"""Handing paper volumes over by lists that both sides sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from review.domain.custody import CustodyBroken, Move, check_move, is_fresh, is_rest
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer
from review.services import holdings
from review.services.campaign_events import record
from review.services.custody import VolumeLine, line_of
from review.services.holdings import Book
from review.services.sampling import campaign_of
from review.store import unit
from review.store.models import HandedFile, Handover
from review.store.queries import custody as queries
from review.store.queries import kept_volumes

NO_FIRM = "none"
"""Stands in an address for the files of no firm."""
Books = Mapping[int, Book]


class NothingChosen(RuleBroken):
    sentence = N_("Choose at least one case file.")


class FewerVolumes(RuleBroken):
    """Not without a word: who signs the list is to know what stays behind."""

    sentence = N_("Fewer volumes than there are: %(files)s.")


@dataclass(frozen=True, slots=True)
class Side:
    """A reviewer or a firm with so many files to hand over."""

    key: str
    name: str
    n: int


@dataclass(frozen=True, slots=True)
class MovePage:
    """What could be handed over now: to whom or from whom, and which files."""

    campaign: str
    code: str
    move: Move
    sides: tuple[Side, ...]
    chosen: Side | None
    lines: tuple[VolumeLine, ...]


@dataclass(frozen=True, slots=True)
class _Other:
    """The other side as it is stored."""

    code: str | None = None
    firm_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Offer:
    """A file that can be handed over now; of a `rest`, only what was kept back."""

    row: Any
    due: int
    at_hand: int
    rest: int
    last_seq: int


def movable(*, viewer: Viewer, code: str, move: Move | str, side: str = "") -> MovePage:
    """Whom something can be handed over with, and the files of the one chosen."""
    wanted = Move(move)
    with unit.reading():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        books = holdings.books(campaign.id)
        rests = _rests(campaign.id, wanted, books)
        sides = _sides(campaign.id, wanted, books, rests)
        chosen = next((each for each in sides if each.key == side), None)
        found = _offers(campaign.id, wanted, chosen.key, books, rests) if chosen else ()
    return MovePage(
        campaign=campaign.name,
        code=campaign.code,
        move=wanted,
        sides=sides,
        chosen=chosen,
        lines=tuple(_line(offer, books) for offer in found),
    )


def _line(offer: _Offer, books: Books) -> VolumeLine:
    line = line_of(offer.row, books.get(offer.row.id))
    n = offer.at_hand or line.n_volumes
    return replace(line, due=offer.due, n_volumes=n)


def _rests(campaign_id: int, move: Move, books: Books) -> Sequence[Any]:
    """Files of which nothing but what was kept back can go so."""
    if move not in (Move.BACK, Move.RETURNED):
        return ()
    apart = [key for key, book in books.items() if book.is_apart]
    return queries.only(campaign_id, apart)


def _keys(move: Move, row: Any, book: Book) -> tuple[tuple[str, str, str], ...]:
    """With whom: key of the side, its name, and the code of a reviewer."""
    if move is Move.RETURNED:
        sides = [(row.firm_key or NO_FIRM, row.firm or "", "")]
    else:
        sides = [(*book.who(code), code) for code in book.held.readers]
    return tuple(
        side
        for side in sides
        if is_rest(move, book.held, book.place, book.holder, side[-1])
    )


def _sides(
    campaign_id: int, move: Move, books: Books, rests: Sequence[Any]
) -> tuple[Side, ...]:
    if move.is_with_reviewer:
        rows = queries.reviewers(campaign_id, move)
        sides = {row.number: Side(row.number, row.name, row.n) for row in rows}
    else:
        rows = queries.firms(campaign_id, move)
        keys = {row: row.public_id or NO_FIRM for row in rows}
        sides = {key: Side(key, row.name or "", row.n) for row, key in keys.items()}
    for row in rests:
        for key, name, _ in _keys(move, row, books[row.id]):
            sides[key] = Side(key, name, sides[key].n + 1 if key in sides else 1)
    return tuple(sides.values())


def _other(campaign_id: int, move: Move, key: str) -> _Other:
    if move.is_with_reviewer:
        code = queries.code_of(campaign_id, key)
        if code is None:
            raise NotVisible
        return _Other(code=code)
    if key == NO_FIRM:
        return _Other()
    firm_id = queries.firm_of(campaign_id, key)
    if firm_id is None:
        raise NotVisible
    return _Other(firm_id=firm_id)


def _offers(
    campaign_id: int, move: Move, key: str, books: Books, rests: Sequence[Any]
) -> tuple[_Offer, ...]:
    other = _other(campaign_id, move, key)
    sent = {"code": other.code, "firm_id": other.firm_id}
    whole = queries.to_move(campaign_id, move, **sent)
    mine = (row for row in rests if _is_with(key, move, row, books[row.id]))
    return (
        *(_offer(row, move, other.code or "", books.get(row.id)) for row in whole),
        *(_offer(row, move, other.code or "", books[row.id], True) for row in mine),
    )


def _is_with(key: str, move: Move, row: Any, book: Book) -> bool:
    return any(each[0] == key for each in _keys(move, row, book))


def _offer(
    row: Any, move: Move, code: str, book: Book | None, is_kept: bool = False
) -> _Offer:
    held = holdings.held_of(row, book)
    n = held.at_hand(move, code)
    return _Offer(
        row=row,
        due=n if is_kept else held.due(move, code),
        at_hand=n,
        rest=n if is_kept else 0,
        last_seq=book.last_seq if book else row.seq or 0,
    )


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is asked to be handed over, and what is knowingly kept back."""

    campaign: Any
    move: Move
    side: str
    volumes: Mapping[str, int]
    fewer: Mapping[str, int]
    at: datetime


def hand_over(
    *,
    viewer: Viewer,
    code: str,
    move: Move | str,
    side: str,
    volumes: Mapping[str, int],
    at: datetime,
    fewer: Mapping[str, int] | None = None,
) -> str:
    """Hand over what was chosen, so many volumes of each file; gives the list.

    `fewer` says of which files so many volumes are knowingly kept back. Sent twice it
    is one list. A file that moved meanwhile stops all of it.
    """
    if not volumes:
        raise NothingChosen
    with unit.transaction():
        campaign = campaign_of(viewer, code, Action.ALLOCATE)
        unit.hold(f"campaign:{campaign.id}")
        wish = _Wish(campaign, Move(move), side, volumes, fewer or {}, at)
        books = holdings.books(campaign.id)
        rests = _rests(campaign.id, wish.move, books)
        offers = _offers(campaign.id, wish.move, side, books, rests)
        found = {o.row.public_id: o for o in offers if o.row.public_id in volumes}
        if set(found) != set(volumes) or _lacks(found, volumes) != wish.fewer:
            return _done_before(wish, found, books)
        for key, offer in found.items():
            asked = {"case_no": offer.row.case_no, "n_volumes": volumes[key]}
            check_move(wish.move, last=offer.row.last, kept=offer.rest, **asked)
        return _write(viewer, wish, found)


def _lacks(found: Mapping[str, _Offer], volumes: Mapping[str, int]) -> dict[str, int]:
    return {o: x.due - volumes[o] for o, x in found.items() if x.due > volumes[o]}


def _done_before(wish: _Wish, found: Mapping[str, _Offer], books: Books) -> str:
    """The same list asked for again, as by a double click; anything else is refused."""
    rows = kept_volumes.last_of(wish.campaign.id, wish.volumes)
    lists = {row.handover_id for row in rows} - {None}
    if len(rows) == len(wish.volumes) and len(lists) == 1:
        made = queries.handover(wish.campaign.id, handover_id=lists.pop())
        if made and _is_the_same(wish, made, rows, books):
            return str(made.public_id)
    moved = [row.case_no for row in rows if row.public_id not in found]
    if moved or not rows:
        raise CustodyBroken(case_no=moved[0] if moved else "?")
    offers = sorted(found.items(), key=lambda each: each[1].row.case_no)
    files = [
        f"{offer.row.case_no} ({offer.due}→{wish.volumes[key]})"
        for key, offer in offers
        if key in _lacks(found, wish.volumes) or key in wish.fewer
    ]
    raise FewerVolumes(files=tuple(files))


def _is_the_same(wish: _Wish, made: Any, rows: Sequence[Any], books: Books) -> bool:
    """Whether a list was made just now of the same files, and of as many volumes.

    Not longer: who asks later could try whose a file with a result had been.
    """
    if not is_fresh(made_at=made.made_at, at=wish.at):
        return False
    other = _other(wish.campaign.id, wish.move, wish.side)
    same = (wish.move.value, other.code, other.firm_id, len(wish.volumes))
    if same != (made.kind, made.reviewer_code, made.firm_id, made.n_files):
        return False
    if wish.volumes != {row.public_id: row.n_volumes for row in rows}:
        return False
    due = {
        row.public_id: holdings.due_at(row, wish.move, other.code or "", books)
        for row in rows
    }
    lacks = {row.public_id: due[row.public_id] - row.n_volumes for row in rows}
    return wish.fewer == {key: n for key, n in lacks.items() if n > 0}


def _write(viewer: Viewer, wish: _Wish, found: Mapping[str, _Offer]) -> str:
    campaign, number = wish.campaign, queries.n_handovers(wish.campaign.id) + 1
    payload = {"kind": wish.move.value, "number": number, "n": len(found)}
    if kept := sum(wish.fewer.values()):
        payload["n_kept"] = kept
    event = record(
        "volumes_handed_over",
        viewer=viewer,
        campaign=campaign,
        at=wish.at,
        payload=payload,
    )
    other = _other(campaign.id, wish.move, wish.side)
    handover_id = unit.add(
        event,
        Handover,
        bureau_id=campaign.bureau_id,
        campaign_id=campaign.id,
        number=number,
        kind=wish.move.value,
        reviewer_code=other.code,
        firm_id=other.firm_id,
        made_at=wish.at,
    )
    tenant = {"bureau_id": campaign.bureau_id, "handover_id": handover_id}
    unit.add_all(event, HandedFile, _moved(found, wish.volumes, tenant))
    made = queries.handover(campaign.id, handover_id=handover_id)
    return str(made.public_id) if made else ""


def _moved(
    found: Mapping[str, _Offer], volumes: Mapping[str, int], tenant: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The next move of each file."""
    return [
        {
            "campaign_case_id": offer.row.id,
            "seq": offer.last_seq + 1,
            "n_volumes": volumes[key],
            "is_rest": bool(offer.rest),
            **tenant,
        }
        for key, offer in found.items()
    ]
