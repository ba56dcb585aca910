"""The rows of long lists as markup: a page of five hundred stays quick.

Every word is looked up and escaped once per page, not once per row; what is each row's
own is escaped in place. A template would do the same work cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from typing import Any

from flask import url_for
from markupsafe import Markup, escape

from review.domain.phases import CasePhase
from review.domain.schemes import Text
from review.domain.sentences import Sentence
from review.services.campaign_files import FileLine
from review.services.cases import CaseLine
from review.services.readers import PURPOSE_WORDS, ReadLine, State
from review.web.bureau.campaign_words import Labels, said
from review.web.display import day, moment, score, words
from review.web.language import gettext as _

Maker = Callable[[Any], str]


def once(find: Maker) -> Maker:
    """A look-up that is done once for each thing within a page."""
    return cache(find)


def _text(words: str) -> str:
    return str(escape(words))


def _about() -> Callable[[Any], str]:
    """Kind, stage and volume set of a file under its number."""
    labels = Labels()
    marked = once(lambda words: f'<span class="row-about">{escape(words)}</span>')
    return lambda line: marked(labels.about(line))


def case_rows(lines: Sequence[CaseLine]) -> Markup:
    """Each file with its kind, stage and volume set in words, and where its scan is."""
    about, text, day = _about(), once(_text), once(str)
    start, end = url_for("scans.case", public_id="----").split("----")
    has_scan = {True: escape(_("Yes")), False: ""}
    flags = _flags()
    return Markup(
        "".join(
            f'<tr><th scope="row"><a href="{start}{line.public_id}{end}">'
            f"{_text(line.case_no)}</a>{flags[line.is_sealed, line.is_secret]}"
            f"{about(line)}</th><td>{text(line.area)}</td><td>{text(line.handler)}</td>"
            f'<td>{text(line.firm)}</td><td class="nowrap">{day(line.closed_on)}</td>'
            f'<td class="number only-wide">{line.n_campaigns}</td>'
            f"<td>{has_scan[bool(line.has_scan)]}</td></tr>\n"
            for line in lines
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


def file_rows(lines: Iterable[FileLine], code: str) -> Markup:
    """Each file, how far it is, why it is apart and what it came to."""
    about, text, mark = _about(), once(_text), once(_phase)
    grade, total = once(_grade), once(lambda of: "" if of is None else score(of))
    base = url_for("reconciliation.case", code=code, public_id="")
    return Markup(
        "".join(
            f'<tr><td class="number">{line.position}</td><th scope="row">'
            f'<a href="{base}{line.public_id}">{_text(line.case_no)}</a>{about(line)}'
            f"</th><td>{text(line.area)}</td><td>{text(line.handler)}</td>"
            f"<td>{text(line.firm)}</td><td>{mark(line.phase)}"
            f"{''.join(map(_reason, line.reasons)) if line.reasons else ''}</td>"
            f'<td class="number">{total(line.score)}</td>'
            f"<td>{grade((line.grade, line.standing)) if line.grade else ''}</td></tr>\n"
            for line in lines
        )
    )


def _phase(phase: CasePhase) -> str:
    return _mark(phase.value, _(phase.words))


def _mark(name: str, words: str) -> str:
    return f'<span class="phase-mark phase-{name}">{escape(words)}</span>'


def _reason(reason: Sentence) -> str:
    return f'<span class="row-about">{escape(said(reason))}</span>'


def _grade(grade: tuple[Text, str]) -> str:
    title, standing = grade
    return f'<span class="grade-mark grade-{standing}">{escape(words(title))}</span>'


def read_rows(lines: Iterable[ReadLine], code: str) -> Markup:
    """Each read, whose it is and how far; an open one can be taken back."""
    about, text, at = _about(), once(_text), once(moment)
    purpose = once(lambda each: str(escape(_(PURPOSE_WORDS[each]))))
    until = once(_until)
    state, base = once(_state), url_for("allocation.withdraw", code=code, public_id="")
    back = (
        f'<a class="btn btn-sm btn-outline-primary" href="{base}{{}}">'
        f"{escape(_('Take back'))}</a>"
    )
    return Markup(
        "".join(
            f'<tr><th scope="row">{_text(line.case_no)}{about(line)}</th>'
            f'<td>{text(line.reviewer)} <span class="text-secondary">'
            f"{text(line.number)}</span></td><td>{text(line.area)}</td>"
            f'<td>{purpose(line.purpose)}</td><td class="nowrap">{at(line.allocated_at)}'
            f"</td><td>{state((line.state, line.is_late))}"
            f"{until(line.due_on) if line.is_extended else ''}</td>"
            f"<td>{back.format(line.public_id) if line.state is State.OPEN else ''}</td>"
            "</tr>\n"
            for line in lines
        )
    )


def _until(due_on: date) -> str:
    words = _("until %(day)s", day=day(due_on))
    return f'<span class="row-about">{escape(words)}</span>'


def _state(state: tuple[State, bool]) -> str:
    known, is_late = state
    if is_late:
        return _mark("late", _("Late"))
    return _mark("open" if known is State.OPEN else "done", _(known.words))
