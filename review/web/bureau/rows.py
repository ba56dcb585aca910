"""The rows of long lists as markup: a page of five hundred stays quick.

What is written in the rows is escaped all at once, and every word of the program is
looked up once per page, not once per row. A template would work cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache

from flask import url_for
from markupsafe import Markup, escape

from review.domain.phases import CasePhase
from review.domain.sentences import Sentence
from review.services.campaign_files import FileLine
from review.services.cases import CaseLine
from review.services.readers import PURPOSE_WORDS, ReadLine, State
from review.web.bureau.campaign_words import Labels, said
from review.web.cells import escaped, once
from review.web.display import day, moment, score, words
from review.web.language import gettext as _


def _about() -> Callable[[str, str, str], str]:
    """Kind, stage and volume set of a file under its number."""
    about = Labels().of
    return cache(lambda *of: f'<span class="row-about">{escape(about(*of))}</span>')


def case_rows(lines: Sequence[CaseLine]) -> Markup:
    """Each file with its kind, stage and volume set in words, and where its scan is."""
    about, closed = _about(), once(str)
    start, end = url_for("scans.case", public_id="----").split("----")
    has_scan = {True: escape(_("Yes")), False: ""}
    flags = _flags()
    own = escaped([(e.case_no, e.area, e.handler, e.firm) for e in lines], 4)
    return Markup(
        "".join(
            [
                f'<tr><th scope="row"><a href="{start}{line.public_id}{end}">{case_no}'
                f"</a>{flags[line.is_sealed, line.is_secret]}"
                f"{about(line.kind, line.stage, line.volume_set)}</th><td>{area}</td>"
                f"<td>{handler}</td><td>{firm}</td>"
                f'<td class="nowrap">{closed(line.closed_on)}</td>'
                f'<td class="number only-wide">{line.n_campaigns}</td>'
                f"<td>{has_scan[bool(line.has_scan)]}</td></tr>\n"
                for line, (case_no, area, handler, firm) in zip(lines, own, strict=True)
            ]
        )
    )


def _flags() -> dict[tuple[bool, bool], str]:
    """What is marked beside a number: sealed, secret, both or neither."""
    tag = ' <span class="tag-warn">{}</span>'
    sealed, secret = tag.format(escape(_("Sealed"))), tag.format(escape(_("Secret")))
    return {
        (is_sealed, is_secret): sealed * is_sealed + secret * is_secret
        for is_sealed in (False, True)
        for is_secret in (False, True)
    }


def file_rows(
    lines: Sequence[FileLine], code: str, *, pick: bool = False, handled: bool = True
) -> Markup:
    """Each file, how far it is, why it is apart and what it came to; to be ticked.

    Where nobody handled the files there is no such cell.
    """
    start, end = ("<td>", "</td>") if handled else ("", "")
    about, mark = _about(), once(_phase)
    total = once(lambda of: "" if of is None else score(of))
    # By what it is, not by what it says: every row has one of a few titles of schemes.
    titled = {id(line.grade): line for line in lines if line.grade}
    grades = {key: _grade(line) for key, line in titled.items()}
    base = url_for("reconciliation.case", code=code, public_id="")
    own = escaped([(e.case_no, e.area, e.handler, e.firm) for e in lines], 4)
    return Markup(
        "".join(
            [
                f'<tr><td class="number">{line.position}</td><th scope="row">'
                f"{BOX % (line.public_id, case_no) if pick else ''}"
                f'<a href="{base}{line.public_id}">{case_no}</a>'
                f"{about(line.kind, line.stage, line.volume_set)}</th><td>{area}</td>"
                f"{start}{handler}{end}<td>{firm}</td><td>{mark(line.phase)}"
                f"{''.join(map(_reason, line.reasons)) if line.reasons else ''}</td>"
                f'<td class="number">{total(line.score)}</td>'
                f"<td>{grades.get(id(line.grade), '')}</td></tr>\n"
                for line, (case_no, area, handler, firm) in zip(lines, own, strict=True)
            ]
        )
    )


BOX = (
    '<input class="form-check-input" type="checkbox" name="file" value="%s" '
    'aria-label="%s"> '
)


def _phase(phase: CasePhase) -> str:
    return _mark(phase.value, _(phase.words))


def _mark(name: str, words: str) -> str:
    return f'<span class="phase-mark phase-{name}">{escape(words)}</span>'


def _reason(reason: Sentence) -> str:
    return f'<span class="row-about">{escape(said(reason))}</span>'


def _grade(line: FileLine) -> str:
    title = escape(words(line.grade))
    return f'<span class="grade-mark grade-{line.standing}">{title}</span>'


def read_rows(lines: Sequence[ReadLine], code: str) -> Markup:
    """Each read, whose it is and how far; an open one can be taken back."""
    about, at, until = _about(), once(moment), once(_until)
    purpose = once(lambda each: str(escape(_(PURPOSE_WORDS[each]))))
    state, base = once(_state), url_for("allocation.withdraw", code=code, public_id="")
    passed = _passed
    start = f'<a class="btn btn-sm btn-outline-primary" href="{base}'
    end = f'">{escape(_("Take back"))}</a>'
    own = escaped([(e.case_no, e.reviewer, e.number, e.area) for e in lines], 4)
    return Markup(
        "".join(
            [
                f'<tr><th scope="row">{case_no}'
                f"{about(line.kind, line.stage, line.volume_set)}</th>"
                f'<td>{name} <span class="text-secondary">{number}</span>'
                f"{passed(line.passed) if line.passed else ''}</td>"
                f"<td>{area}</td><td>{purpose(line.purpose)}</td>"
                f'<td class="nowrap">{at(line.allocated_at)}</td>'
                f"<td>{state((line.state, line.is_late))}"
                f"{until(line.due_on) if line.is_extended else ''}</td><td>"
                f"{start + line.public_id + end if line.state is State.OPEN else ''}"
                "</td></tr>\n"
                for line, (case_no, name, number, area) in zip(lines, own, strict=True)
            ]
        )
    )


def _passed(sentences: Sequence[Sentence]) -> str:
    words = " ".join(said(each) for each in sentences)
    return f'<span class="row-about row-passed">{escape(words)}</span>'


def _until(due_on: date) -> str:
    words = _("until %(day)s", day=day(due_on))
    return f'<span class="row-about">{escape(words)}</span>'


def _state(state: tuple[State, bool]) -> str:
    known, is_late = state
    if is_late:
        return _mark("late", _("Late"))
    return _mark("open" if known is State.OPEN else "done", _(known.words))
