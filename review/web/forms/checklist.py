"""The checklist as a form: drawn once per scheme and language, then only filled in.

What differs from review to review is a few dozen words: see `web.filling`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup, escape

from review.domain.answers import Answer, Answers, Finding, Special
from review.domain.campaigns import reviewed_by
from review.domain.choices import written
from review.domain.kept_pages import Keys
from review.domain.pins import Pin, to_json
from review.domain.schemes import ItemKind, Scheme
from review.services.spoken import speaking_of
from review.web.display import words
from review.web.filling import Kept, Template, template
from review.web.forms.controls import NONE_OF_THESE, draw, veto_effect
from review.web.forms.drawn import NUMBER, TEXT, Drawn, DrawnSheet
from review.web.forms.progress import INCOMPLETE, Progress
from review.web.language import language_code
from review.web.wording import PARTIES, SPECIALS

MOST_KEPT = 64
MOST_EMPTY_ROWS = 6
CHECKED, OPENED = " checked", " open"
COMPLETE = Markup(' class="is-complete"')
Filled = list[tuple[str, str]]
"""Places with their words: hundreds for a page, so that no generator hands them on."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What findings are drawn with; `pinned` stands in those that have pins, `kept` in
    those whose numbers have their pages.
    """

    row: Template
    pinned: Template
    kept: Template
    aside: Template

    def of(self, drawn: Drawn, findings: Iterable[Finding]) -> str:
        return "".join(
            self.row.filled(self._values(drawn, n, each))
            for n, each in enumerate(findings)
        )

    def _values(self, drawn: Drawn, number: int, finding: Finding) -> Filled:
        stem = f"f.{drawn.item.code}.{number}."
        found = _row(drawn, stem, finding)
        pinned = self.pinned.filled(_pinned(stem, finding.pins)) if finding.pins else ""
        if finding.keys:
            pinned += self.kept.filled(_kept_of(stem, finding.keys))
        if pinned:
            found.append(("pinned", pinned))
        return found

    def note(self, code: str, answer: Answer) -> str:
        """What becomes of findings beside an answer that takes nothing off."""
        checked = CHECKED if answer.is_remark else ""
        return self.aside.filled([("name_remark", f"m.{code}"), ("remark", checked)])


@dataclass(frozen=True, slots=True)
class Checklist:
    """The form of one sheet in one language."""

    scheme: Scheme
    drawn: DrawnSheet
    form: Template
    rows: Rows
    proposal: Template
    nav: Template
    dialogs: Template
    blank: Mapping[str, str]
    """The one empty finding of every line nothing was written about."""

    def filled(
        self,
        answers: Answers,
        progress: Progress,
        *,
        problems: Mapping[str, str] | None = None,
        more: str = "",
        papers: Mapping[str, Markup] | None = None,
        proposals: Mapping[str, Markup] | None = None,
        others: Mapping[str, Markup] | None = None,
        beside: Collection[str] = (),
    ) -> Markup:
        """The form with these answers.

        `problems` are sentences about refused ones, `more` a line to write one more
        finding about, `papers` what the contents list says beside a line, `proposals`
        what stands beside it as proposed, `others` the answers to a disputed item,
        `beside` the lines with findings though their answers take nothing off.
        """
        fill = _Filling(self, progress, problems or {}, more, papers or {}, beside)
        offers = ((f"{c}|proposal", html) for c, html in (proposals or {}).items())
        said = ((f"{c}|others", html) for c, html in (others or {}).items())
        return self.form.filled(chain(fill.values(answers), offers, said))

    def nav_filled(self, progress: Progress) -> Markup:
        """The sections beside the form, with their marks."""
        return self.nav.filled(_nav(progress))

    def dialogs_for(self, login: str) -> Markup:
        """What the script opens and says; a session that ended is renewed by login."""
        return self.dialogs.filled([("login", escape(login))])


@dataclass(frozen=True, slots=True)
class _Filling:
    """What goes into the places of a checklist, for one request."""

    checklist: Checklist
    progress: Progress
    problems: Mapping[str, str]
    more: str
    papers: Mapping[str, Markup]
    beside: Collection[str]

    def values(self, answers: Answers) -> Filled:
        found: Filled = []
        for code, drawn in self.checklist.drawn.by_code.items():
            answer = answers.get(code)
            found += self._state(code, answer)
            found += _choices(code, drawn, answer)
            found.append((f"{code}|rows", self._rows(code, drawn, answer)))
        for code in self.beside:
            note = self.checklist.rows.note(code, answers[code])
            found.append((f"{code}|aside", note))
        for code, html in self.papers.items():
            found.append((f"{code}|papers", html))
        for code, section in self.progress.sections.items():
            found.append((f"{code}|section|mark", section.mark))
            found.append((f"{code}|section|done", section.done))
        return found

    def _state(self, code: str, answer: Answer | None) -> Filled:
        state, problem = self.progress.lines[code], self.problems.get(code, "")
        found: Filled = [
            (f"{code}|state", "refused" if problem else state.state),
            (f"{code}|mark", state.mark),
            (f"{code}|lost", state.lost),
        ]
        if problem or state.needs:
            found.append((f"{code}|needs", escape(problem or state.needs)))
        is_told = answer is not None and answer.findings
        if is_told or state.lost or state.state == INCOMPLETE or code == self.more:
            found.append((f"{code}|why", OPENED))
        return found

    def _rows(self, code: str, drawn: Drawn, answer: Answer | None) -> str:
        """The findings of an answer, and empty rows for those still to be written."""
        if answer is None:
            return self.checklist.blank[code]
        if drawn.control == TEXT and not answer.findings:
            return ""
        findings = [*answer.findings, *_to_write(drawn, answer)]
        if code == self.more:
            findings.append(Finding())
        if findings == [Finding()]:
            return self.checklist.blank[code]
        return self.checklist.rows.of(drawn, findings)


def _nav(progress: Progress) -> Iterator[tuple[str, str]]:
    for code, section in progress.sections.items():
        yield f"{code}|nav|mark", section.mark
        yield f"{code}|nav|done", section.done
        if section.is_complete:
            yield f"{code}|nav|complete", COMPLETE


def _row(drawn: Drawn, stem: str, finding: Finding) -> Filled:
    found: Filled = [
        (f"name_{field}", stem + field)
        for field in ("option", "reason", "pages", "absent")
    ]
    found.append(("reason", escape(finding.reason)))
    found.append(("pages", escape(finding.pages)))
    if finding.absent:
        found.append(("absent", CHECKED))
    option = drawn.item.option(finding.option) if finding.option else None
    if option is not None:
        found.append(("option", option.code))
        found.append(("about", escape(words(option.title))))
    return found


def _pinned(stem: str, pins: tuple[Pin, ...]) -> Iterator[tuple[str, str]]:
    yield "name_pins", f"{stem}pins"
    yield "name_unpin", f"{stem}unpin"
    yield "pins", escape(json.dumps(to_json(pins), separators=(",", ":")))
    yield "n", str(len(pins))


def _kept_of(stem: str, keys: Keys) -> Iterator[tuple[str, str]]:
    yield "name_keys", f"{stem}keys"
    yield "keys", escape(json.dumps(dict(keys), separators=(",", ":")))


def _to_write(drawn: Drawn, answer: Answer) -> Iterator[Finding]:
    """One empty row for every finding that the choice counts and nobody explained."""
    choice, known, kind = answer.choice, answer.findings, drawn.item.kind
    if kind is ItemKind.ALTERNATIVES and isinstance(choice, tuple):
        told = {finding.option for finding in known}
        named = [Finding(option) for option in choice if option not in told]
        yield from named if named or known else [Finding()]
    elif kind is ItemKind.PER_OCCURRENCE and isinstance(choice, int):
        wanted = max(1, min(choice, MOST_EMPTY_ROWS))
        yield from [Finding()] * (wanted - len(known))
    elif not known:
        yield Finding()


def _choices(code: str, drawn: Drawn, answer: Answer | None) -> Filled:
    if answer is not None and answer.special is not None:
        return [
            (f"{code}|special|{answer.special}", CHECKED),
            (f"{code}|organ", escape(answer.organ)),
            (f"{code}|cause", escape(answer.cause)),
        ]
    found: Filled = [(f"{code}|special|", CHECKED)]
    if answer is None or answer.choice is None:
        return found
    choice = written(answer.choice)
    if drawn.control in (NUMBER, TEXT):
        found.append((f"{code}|value", escape(str(choice))))
    elif isinstance(choice, list):
        for value in choice or [NONE_OF_THESE]:
            found.append((f"{code}|choice|{value}", CHECKED))
    else:
        found.append((f"{code}|choice|{choice}", CHECKED))
    return found


_kept: Kept[Checklist] = Kept(MOST_KEPT)


def checklist(
    scheme: Scheme, part: str | None = None, items: Collection[str] | None = None
) -> Checklist:
    """The form of a sheet in the reader's language, drawn at its first use."""
    only = None if items is None else tuple(sorted(items))
    key = (scheme.digest, language_code(), part, only)
    return _kept.get(key, lambda: drawn_form(scheme, part, only))


def drawn_form(
    scheme: Scheme, part: str | None = None, only: Collection[str] | None = None
) -> Checklist:
    """The form drawn anew by its templates, in the words for what it reviews."""
    with speaking_of(reviewed_by(scheme)):
        return _drawn_form(scheme, part, only)


def _drawn_form(
    scheme: Scheme, part: str | None, only: Collection[str] | None
) -> Checklist:
    drawn = draw(scheme, part, only)
    names = ("finding", "pinned", "kept", "aside")
    rows = Rows(*(template(f"checklist/{name}") for name in names))
    blank = {
        code: "" if line.control == TEXT else rows.of(line, [Finding()])
        for code, line in drawn.by_code.items()
    }
    return Checklist(
        scheme,
        drawn,
        form=_sheet(scheme, drawn, only is not None),
        rows=rows,
        proposal=template("checklist/proposal"),
        nav=template("checklist/nav", sheet=drawn),
        dialogs=template(
            "checklist/dialogs", row=rows.row.filled(()), aside=rows.aside.filled(())
        ),
        blank=blank,
    )


def _sheet(scheme: Scheme, drawn: DrawnSheet, is_disputed: bool) -> Template:
    return template(
        "checklist/sheet",
        sheet=drawn,
        effects=_effects(scheme, drawn),
        party_words=PARTIES,
        special_words=SPECIALS,
        outside=Special.NOT_DONE_EXTERNAL,
        is_disputed=is_disputed,
    )


def _effects(scheme: Scheme, drawn: DrawnSheet) -> dict[str, str]:
    """What a hit does, by the code of the veto section."""
    return {
        each.section.code: veto_effect(scheme, each.section)
        for each in drawn.sections
        if each.section.effect is not None
    }
