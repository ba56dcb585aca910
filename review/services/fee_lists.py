"""A list of review fees as a file: 发放表 with a place to sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from review.domain.errors import N_
from review.domain.fees import FeeRole
from review.domain.policy import Viewer
from review.files.tables import CellKind, Column, Table
from review.services.fees import PayLine, payout
from review.services.openings import note_export
from review.services.readers import written

Say = Callable[[str], str]


def export(
    *, viewer: Viewer, code: str, key: str, file_format: str, at: datetime, say: Say
) -> bytes:
    """The rows as they were frozen, and beneath them their sum."""
    found = payout(viewer=viewer, code=code, key=key).payout
    note_export(viewer, f"{code}/fees/{found.number}", at)
    whole = PayLine(say(N_("Sum of the rows")), "", "", found.pay)
    roles = [role for role in FeeRole if found.pay.counts.get(role)]
    columns = tuple(_columns(roles, say))
    title = say(N_("Review fees"))
    return written(Table(title, columns, (*found.lines, whole)), file_format)


def _columns(roles: list[FeeRole], say: Say) -> Iterator[Column[PayLine]]:
    yield Column("name", say(N_("Name")))
    yield Column("number", say(N_("Reviewer number")))
    yield Column("firm", say(N_("Firm")))
    for role in roles:
        yield _count(role, say)
    money = CellKind.DECIMAL
    yield Column("gross", say(N_("Before tax")), money, of=lambda x: x.pay.gross)
    yield Column("tax", say(N_("Tax")), money, of=lambda x: x.pay.tax)
    yield Column("net", say(N_("Paid out")), money, of=lambda x: x.pay.net)
    yield Column("signature", say(N_("Signature")), of=lambda _: "")


def _count(role: FeeRole, say: Say) -> Column[PayLine]:
    return Column(
        role.value,
        say(role.words),
        CellKind.INTEGER,
        of=lambda line: line.pay.counts.get(role, 0),
    )
