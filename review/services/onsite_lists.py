"""A session on paper and as a file: the sheet to be signed, and who was there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, tzinfo

from review.domain.errors import N_
from review.domain.paperwork import compose
from review.domain.paperwork.facts import Sitting
from review.domain.paperwork.kinds import Paperwork
from review.domain.policy import Viewer
from review.files.tables import CellKind, Column, Table
from review.files.word import to_docx
from review.services.onsite import Guest, found_session, session
from review.services.openings import note_export
from review.services.paperwork_facts import facts_of
from review.services.readers import written
from review.store import unit
from review.store.queries import onsite as queries

Say = Callable[[str], str]
BY_OFFICE, BY_ONESELF = N_("by the office"), N_("on the own account")


def sign_in_sheet(
    *,
    viewer: Viewer,
    code: str,
    key: str,
    at: datetime,
    on: date,
    zone: tzinfo,
) -> bytes:
    """签到表 of this session as a Word file: its place, day and guests."""
    with unit.reading():
        campaign, row = found_session(viewer, code, key)
        facts = facts_of(viewer, campaign, on=on)
        names = {guest.number for guest in queries.guests(row.id)}
    note_export(viewer, f"{code}/sessions/sign-in", at)
    start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
    hours = f"{start:%H:%M}至{end:%H:%M}"
    guests = tuple(each for each in facts.reviewers if each.number in names)
    sitting = Sitting(row.place, start.date(), hours)
    facts = replace(facts, reviewers=guests, sitting=sitting)
    return to_docx(compose(Paperwork.SIGN_IN, facts), at=at)


def attendance(
    *,
    viewer: Viewer,
    code: str,
    key: str,
    file_format: str,
    at: datetime,
    say: Say,
    zone: tzinfo,
) -> bytes:
    """Everybody invited, and since when they were there."""
    found = session(viewer=viewer, code=code, key=key, at=at)
    note_export(viewer, f"{code}/sessions/attendance", at)
    columns = tuple(_columns(say, zone))
    return written(Table(say(N_("Attendance")), columns, found.guests), file_format)


def _columns(say: Say, zone: tzinfo) -> Iterator[Column[Guest]]:
    def signed(guest: Guest) -> str:
        moment = guest.signed_at and guest.signed_at.astimezone(zone)
        return f"{moment:%Y-%m-%d %H:%M}" if moment else ""

    def how(guest: Guest) -> str:
        words = BY_OFFICE if guest.is_by_office else BY_ONESELF
        return say(words) if guest.signed_at else ""

    yield Column("name", say(N_("Name")))
    yield Column("number", say(N_("Reviewer number")))
    yield Column("signed_at", say(N_("Signed in at")), CellKind.TEXT, of=signed)
    yield Column("how", say(N_("How")), of=how)
