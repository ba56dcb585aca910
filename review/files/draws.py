"""The record of a draw as a file: anyone can check it and draw again from it.

One line per file that could be drawn, in the order of the draw. Handlers and firms appear
under running numbers only, because minima and quotas need to tell them apart and nothing
more. Columns that a rule does not use are not there.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from review.domain.errors import N_, RuleBroken
from review.domain.sampling import Candidate, Drawn
from review.domain.sampling_order import best_ticket, numbered
from review.domain.sampling_rule import SampleRule, Stratifier, announced_rule
from review.files.tables import looks_like_formula

FIRM, CLASS = "律所 firm", "难度 case_class"
TICKETS, WHY = "签数 tickets", "抽中 drawn"
HEADINGS = (
    "位次 position",
    "摘要值 sha256",
    "案号 case_no",
    "阶段 stage",
    "卷册 volume_set",
    "县区 area",
    "类型 kind",
    "主办承办人 handler",
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


def headings(rule: SampleRule) -> tuple[str, ...]:
    """The columns of the record of a draw by this rule."""
    firm = (FIRM,) if Stratifier.FIRM in rule.stratify_by else ()
    hard = (CLASS,) if Stratifier.CASE_CLASS in rule.stratify_by else ()
    tickets = (TICKETS,) if rule.extra_tickets else ()
    return (*HEADINGS, *firm, *hard, *tickets, WHY)


def to_protocol(
    ordered: Sequence[Candidate], drawn: Iterable[Drawn], *, rule: SampleRule, seed: str
) -> bytes:
    """UTF-8 with a byte-order mark, lines ended by CR LF, as spreadsheets want it."""
    reasons = {each.position: str(each.why) for each in drawn}
    numbers: dict[str, str] = {}
    columns = headings(rule)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    for position, each in enumerate(ordered, start=1):
        lead = numbers.setdefault(each.lead, f"H{len(numbers) + 1}")
        key, _ticket = best_ticket(each, seed=seed)
        number, volume = guarded(each.case_no), guarded(each.volume)
        place = (number, each.stage, volume, each.area, each.kind)
        own = {FIRM: each.firm, CLASS: each.case_class, TICKETS: each.tickets}
        own[WHY] = reasons.get(position, "")
        rest = (own[column] for column in columns[len(HEADINGS) :])
        writer.writerow((position, key, *place, lead if each.lead else "", *rest))
    return text.getvalue().encode("utf-8-sig")


def from_protocol(body: bytes) -> list[ProtocolLine]:
    """The lines of a record; the place in the file is each candidate's number."""
    rows = csv.reader(io.StringIO(_text(body), newline=""))
    columns = tuple(next(rows, ()))
    rest = columns[len(HEADINGS) :]
    if columns[: len(HEADINGS)] != HEADINGS or rest not in POSSIBLE:
        raise ProtocolBroken(line=1)
    return list(_lines(rows, rest))


POSSIBLE = {
    (*firm, *hard, *tickets, WHY)
    for firm in ((), (FIRM,))
    for hard in ((), (CLASS,))
    for tickets in ((), (TICKETS,))
}


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ProtocolBroken(line=1) from None


def _lines(rows: Iterable[list[str]], rest: tuple[str, ...]) -> Iterator[ProtocolLine]:
    width = len(HEADINGS) + len(rest)
    for number, row in enumerate(rows, start=1):
        if len(row) != width or row[0] != str(number):
            raise ProtocolBroken(line=number + 1)
        _, key, case_no, stage, volume, area, kind, lead = row[: len(HEADINGS)]
        own = dict(zip(rest, row[len(HEADINGS) :], strict=True))
        tickets = own.get(TICKETS, "1")
        if not (tickets.isascii() and tickets.isdecimal() and 0 < int(tickets) < 1000):
            raise ProtocolBroken(line=number + 1)
        candidate = Candidate(
            case_id=number,
            case_no=_bare(case_no),
            stage=stage,
            volume=_bare(volume),
            area=area,
            kind=kind,
            handlers=(lead,) if lead else (),
            firm=own.get(FIRM, ""),
            tickets=int(tickets),
            case_class=own.get(CLASS, ""),
        )
        yield ProtocolLine(candidate, key, own[WHY])


def frozen(candidates: Iterable[Candidate], *, rule: SampleRule) -> bytes:
    """What can be frozen before there is a seed: all that decides beside it.

    The rule as JSON in the first line, then the files in plain order: case number,
    stage, volume set, county, kind, and where the rule uses them class, tickets, a
    running number of the lead handler and one of the firm, with commas between. Each
    line is ended by a line feed.
    """
    plain = sorted(candidates, key=lambda each: _plain(each, rule))
    said = announced_rule(rule)
    head = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    lines = (_whole(each, rule) for each in numbered(plain))
    return "".join(f"{line}\n" for line in (head, *lines)).encode()


def frozen_before(candidates: Iterable[Candidate], *, rule: SampleRule) -> bytes:
    """The list as earlier versions froze it: without rule, handlers and firms."""
    lines = sorted(_plain(each, rule) for each in candidates)
    return "".join(f"{line}\n" for line in lines).encode()


def _plain(each: Candidate, rule: SampleRule) -> str:
    by_class = Stratifier.CASE_CLASS in rule.stratify_by
    return ",".join(
        (
            *(each.case_no, each.stage, each.volume, each.area, each.kind),
            *((each.case_class,) if by_class else ()),
            *((str(each.tickets),) if rule.extra_tickets else ()),
        )
    )


def _whole(each: Candidate, rule: SampleRule) -> str:
    lead = (each.lead,) if rule.counts_handlers else ()
    firm = (each.firm,) if Stratifier.FIRM in rule.stratify_by else ()
    return ",".join((_plain(each, rule), *lead, *firm))


def guarded(text: str) -> str:
    """An apostrophe before what a spreadsheet would calculate, and before another one,
    so that taking one away always gives back what was written.
    """
    return f"'{text}" if text.startswith("'") or looks_like_formula(text) else text


def _bare(text: str) -> str:
    return text.removeprefix("'")
