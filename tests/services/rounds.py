"""A round of reviews under way, for the tests of reviewing and settling."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import event

from review.domain.errors import RuleBroken
from review.domain.policy import Viewer
from review.domain.schemes import Combination, Scheme, Section
from review.files import schemes as files
from review.services import adjudication, reviewing
from review.store import unit
from review.store.database import db
from review.store.models import Read, Release
from tests.conftest import AT
from tests.domain.builders import item, points_scheme, section
from tests.factories import World, campaign_under_review

LATER = AT + timedelta(minutes=5)
MEAN = Combination(total_gap=Decimal(10), grade_differs=False, source="own")
_keys = itertools.count(1)


def loaded(scheme: Scheme) -> tuple[Scheme, str]:
    """A scheme as a file would give it, and the file; every line gets its source."""
    sections = tuple(
        replace(each, items=tuple(replace(one, source="own") for one in each.items))
        for each in scheme.sections
    )
    sourced = replace(
        scheme,
        sections=sections,
        points_source="own",
        grades=tuple(replace(each, source="own") for each in scheme.grades),
        indicator_grades=tuple(
            replace(each, source="own") for each in scheme.indicator_grades
        ),
    )
    text = files.dump(sourced)
    return files.load(text), text


def sheet(*sections: Section, combination: Combination = MEAN, **rest: Any) -> Scheme:
    """Ten items of ten points in two sections, two reviews ten points apart at most."""
    made = sections or tuple(
        section(code, *(item(f"{code}{n}", place_required=True) for n in range(5)))
        for code in ("a", "b")
    )
    return points_scheme(
        *made, combination=combination, case_kinds=("civil",), code="civil", **rest
    )


def under_review(scheme: Scheme | None = None, **size: int) -> World:
    """A campaign under review by a scheme, its chain of events begun."""
    world = campaign_under_review(*loaded(scheme or sheet()), **size)
    with unit.transaction():
        chain = f"campaign:{world.campaign_id}"
        unit.record("campaign_opened", chain=chain, actor=unit.SYSTEM, at=AT)
    return world


def lost(points: object, reason: str = "无会见笔录") -> dict[str, object]:
    """An answer as the page sends it: points lost, why, and where."""
    return {"choice": str(points), "reason": reason, "pages": "12"}


def full(world: World, viewer: Viewer, read: str, **raw: object) -> dict[str, object]:
    """Answers to everything the read asks; what is not named loses nothing."""
    desk = reviewing.open_read(viewer=viewer, public_id=read, at=AT)
    codes = desk.items or [leaf.code for leaf in desk.scheme.leaves_of(desk.part)]
    return dict.fromkeys(codes, "full") | raw


def submit(
    world: World, viewer: Viewer, read: str, *, key: str = "", **raw: object
) -> reviewing.Receipt:
    """Fill in a whole sheet and submit it."""
    return reviewing.submit(
        viewer=viewer,
        public_id=read,
        version=0,
        key=key or f"key-{next(_keys)}",
        at=LATER,
        answers=full(world, viewer, read, **raw),
    )


def decide(
    world: World,
    viewer: Viewer,
    read: str,
    *,
    first: dict[str, object],
    reasons: dict[str, str] | None = None,
    **changed: object,
) -> reviewing.Receipt:
    """Decide disputed items: the first view locked, then some answers changed."""
    answers = full(world, viewer, read, **first)
    own: dict[str, Any] = {"viewer": viewer, "public_id": read, "at": LATER}
    reviewing.save_answers(version=0, changes=answers, **own)
    adjudication.lock(version=1, **own)
    if changed:
        reviewing.save_answers(version=2, changes=changed, **own)
    return reviewing.submit(
        version=3 if changed else 2, key=f"key-{next(_keys)}", reasons=reasons, **own
    )


def first_two(world: World, first: object, second: object, case: int = 0) -> None:
    """Both counted reviews of a file, each a raw answer to a0 or several by item."""
    for slot, given in enumerate((first, second)):
        several = isinstance(given, dict) and not given.keys() & {"choice", "special"}
        raw = given if several else {"a0": given}
        submit(world, reader(world, case, slot), world.reads[case][slot], **raw)


def reader(world: World, case: int, slot: int) -> Viewer:
    """Who has this slot (0 or 1) of this file."""
    return world.reviewers[(case + slot) % len(world.reviewers)]


def further_read(
    world: World,
    number: int,
    *,
    case: int = 0,
    purpose: str = "third",
    slot: int = 1,
    **more: Any,
) -> str:
    """A further place at a file, for reviewer `number`, as allocation would make it."""
    public_id = f"{purpose}-{case}-{slot}"
    with unit.transaction():
        unit.add(
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT),
            Read,
            public_id=public_id,
            bureau_id=world.bureau_id,
            campaign_id=world.campaign_id,
            campaign_case_id=world.campaign_case_ids[case],
            purpose=purpose,
            slot=slot,
            reviewer_code=f"code-{number}",
            allocated_at=AT,
            **more,
        )
    return public_id


def rows(model: Any, *columns: str, **where: object) -> list[tuple[Any, ...]]:
    """What a table holds, for looking at facts without a service."""
    table = model.__table__
    statement = table.select().filter_by(**where).order_by(*table.primary_key.columns)
    if columns:
        statement = statement.with_only_columns(*(table.c[name] for name in columns))
    with unit.reading() as connection:
        return [tuple(row) for row in connection.execute(statement)]


@contextmanager
def counted() -> Iterator[list[str]]:
    """The SQL statements sent meanwhile, without those that begin a transaction."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def n_statements(action: Callable[[], object]) -> int:
    with counted() as sent:
        action()
    return len(sent)


def release(bureau_id: int, campaign_id: int, kind: str, number: int = 1) -> None:
    """Nothing but the fact that there is such a release."""
    with unit.transaction():
        unit.add(
            unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT),
            Release,
            bureau_id=bureau_id,
            campaign_id=campaign_id,
            number=number,
            kind=kind,
            header="{}",
            digest="0" * 64,
            published_at=AT,
        )


def at_once(app: Flask, actions: Sequence[Callable[[], object]]) -> list[object]:
    """What each action gave or was refused with, all started together on connections
    of their own; any other failure is raised.
    """
    gate = threading.Barrier(len(actions))

    def run(action: Callable[[], object]) -> object:
        with app.app_context():
            gate.wait()
            try:
                return action()
            except RuleBroken as refused:
                return refused

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions, timeout=60))
