"""The record of a draw as a file: anyone can check it and draw again from it.

One line per file that could be drawn, in the order of the draw. Handlers appear under
running numbers only, because the minimum per handler needs to tell them apart and
nothing more.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from review.domain.errors import N_, RuleBroken
from review.domain.sampling import Candidate, Drawn, draw_key
from review.files.tables import looks_like_formula

HEADINGS = (
    "位次 position",
    "摘要值 sha256",
    "案号 case_no",
    "阶段 stage",
    "卷册 volume_set",
    "县区 area",
    "类型 kind",
    "主办承办人 handler",
    "抽中 drawn",
)


class ProtocolBroken(RuleBroken):
    """The file is not the record of a draw."""

    sentence = N_("Line %(line)s of the draw's record cannot be read.")


@dataclass(frozen=True, slots=True)
class ProtocolLine:
    """A file as the draw saw it, and why it was drawn; empty if it was not."""

    candidate: Candidate
    key: str
    why: str


def to_protocol(
    ordered: Sequence[Candidate], drawn: Iterable[Drawn], *, seed: str
) -> bytes:
    """UTF-8 with a byte-order mark, lines ended by CR LF, as spreadsheets want it."""
    reasons = {each.position: str(each.why) for each in drawn}
    numbers: dict[str, str] = {}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for position, each in enumerate(ordered, start=1):
        lead = numbers.setdefault(each.lead, f"H{len(numbers) + 1}")
        key, why = draw_key(each.case_no, seed=seed), reasons.get(position, "")
        number, volume = _guarded(each.case_no), _guarded(each.volume)
        place = (number, each.stage, volume, each.area, each.kind)
        writer.writerow((position, key, *place, lead if each.lead else "", why))
    return text.getvalue().encode("utf-8-sig")


def from_protocol(body: bytes) -> list[ProtocolLine]:
    """The lines of a record; the place in the file is each candidate's number."""
    rows = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    if tuple(next(rows, ())) != HEADINGS:
        raise ProtocolBroken(line=1)
    return list(_lines(rows))


def _lines(rows: Iterable[list[str]]) -> Iterator[ProtocolLine]:
    for number, row in enumerate(rows, start=1):
        if len(row) != len(HEADINGS) or row[0] != str(number):
            raise ProtocolBroken(line=number + 1)
        _, key, case_no, stage, volume, area, kind, lead, why = row
        candidate = Candidate(
            case_id=number,
            case_no=_bare(case_no),
            stage=stage,
            volume=_bare(volume),
            area=area,
            kind=kind,
            handlers=(lead,) if lead else (),
        )
        yield ProtocolLine(candidate, key, why)


def _guarded(text: str) -> str:
    """An apostrophe before what a spreadsheet would calculate, and before another one,
    so that taking one away always gives back what was written.
    """
    return f"'{text}" if text.startswith("'") or looks_like_formula(text) else text


def _bare(text: str) -> str:
    return text.removeprefix("'")
