"""A list of review fees as a file: 发放表 with a place to sign."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from review.domain.errors import N_
from review.domain.fees import ANY_REVIEW, PaidAs
from review.domain.kinds import CaseClass, CaseKind
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
    page = payout(viewer=viewer, code=code, key=key)
    found = page.handed_out
    note_export(viewer, f"{code}/fees/{found.number}", at)
    whole = PayLine(say(N_("Sum of the rows")), "", "", found.pay)
    columns = tuple(_columns(list(found.pay.counts), say, is_by_role=page.is_by_role))
    title = say(N_("Review fees"))
    return written(Table(title, columns, (*found.lines, whole)), file_format)


def _columns(
    kinds: list[PaidAs], say: Say, *, is_by_role: bool
) -> Iterator[Column[PayLine]]:
    yield Column("name", say(N_("Name")))
    yield Column("number", say(N_("Reviewer number")))
    yield Column("firm", say(N_("Firm")))
    for each in kinds:
        yield _count(each, say, is_by_role=is_by_role)
    money = CellKind.DECIMAL
    yield Column("gross", say(N_("Before tax")), money, of=lambda x: x.pay.gross)
    yield Column("tax", say(N_("Tax")), money, of=lambda x: x.pay.tax)
    yield Column("net", say(N_("Paid out")), money, of=lambda x: x.pay.net)
    yield Column("signature", say(N_("Signature")), of=lambda _: "")


def _count(paid_as: PaidAs, say: Say, *, is_by_role: bool) -> Column[PayLine]:
    is_any = paid_as == ANY_REVIEW and not is_by_role
    return Column(
        "reviews" if is_any else paid_as.code,
        say(N_("Reviews")) if is_any else in_words(paid_as, say),
        CellKind.INTEGER,
        of=lambda line: line.pay.counts.get(paid_as, 0),
    )


def in_words(paid_as: PaidAs, say: Say) -> str:
    """The role, and the files where these have a rate of their own."""
    said = [say(paid_as.role.words)]
    if paid_as.case_kind:
        said.append(say(CaseKind(paid_as.case_kind).words))
    if paid_as.case_class:
        said.append(say(CaseClass(paid_as.case_class).words))
    return " · ".join(said)
