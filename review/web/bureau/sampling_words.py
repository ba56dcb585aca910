"""What the pages of a sample say in words: its rule, and what brought a file in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask_babel import ngettext

from review.domain.kinds import CaseClass, CaseKind
from review.domain.sampling import Why
from review.domain.sampling_rule import SampleBy, SampleRule, Stratifier
from review.web.language import gettext as _
from review.web.scheme_facts import named
from review.web.wording import listed

MOST_QUOTAS = 6
"""More of them do not fit a certificate of one page."""


def rule_words(rule: SampleRule) -> list[str]:
    """The sampling rule, a sentence for each thing it says."""
    return list(_rule_words(rule))


def rule_in_short(rule: SampleRule) -> list[str]:
    """The rule for a certificate of one page; long quotas are in the record alone."""
    some = replace(rule, quotas=rule.quotas[:MOST_QUOTAS])
    short = rule_words(some)
    if len(rule.quotas) > MOST_QUOTAS:
        n = len(rule.quotas) - MOST_QUOTAS
        short.append(
            ngettext(
                "%(num)d more quota stands in the record (ZIP).",
                "%(num)d more quotas stand in the record (ZIP).",
                n,
            )
        )
    return short


def _rule_words(rule: SampleRule) -> Iterator[str]:
    if rule.by is SampleBy.CENSUS:
        yield _("Every file that fits is reviewed.")
    elif rule.by is SampleBy.LISTED:
        n = len(rule.case_numbers)
        yield ngettext(
            "%(num)d case number is named.", "%(num)d case numbers are named.", n
        )
        if rule.next_number:
            yield _("For one that cannot be used the next of its series is taken.")
    else:
        yield from _lot_words(rule)
    if rule.designated:
        yield ngettext(
            "Besides, the superior bureau designated %(num)d case number; one that "
            "cannot be used gives way to the next of its series.",
            "Besides, the superior bureau designated %(num)d case numbers; one "
            "that cannot be used gives way to the next of its series.",
            len(rule.designated),
        )
    if rule.include_secret:
        yield _("Secret files are drawn as well; they are reviewed on paper.")
    if rule.leave_out_drawn:
        yield _("Files that another campaign has in its sample are left out.")


def _lot_words(rule: SampleRule) -> Iterator[str]:
    yield size_words(rule)
    if rule.quotas:
        quotas = listed(f"{group_words(group)} {n}" for group, n in rule.quotas)
        yield _("Quotas of their own: %(quotas)s.", quotas=quotas)
    yield from _strata_words(rule)
    if rule.minimum_per_handler:
        yield _("At least %(n)s of every lead handler.", n=rule.minimum_per_handler)
    if rule.maximum_per_handler is not None:
        yield _("At most %(n)s of any lead handler.", n=rule.maximum_per_handler)
    tickets = dict(rule.extra_tickets)
    if any(tickets.values()):
        risks = listed(f"{_(risk.words)} {n}" for risk, n in tickets.items() if n)
        yield _("Extra tickets in the draw for risks: %(risks)s.", risks=risks)


def size_words(rule: SampleRule) -> str:
    """How much is drawn, and of what."""
    what = per_words(rule)
    if rule.by is SampleBy.PERCENT:
        percent = f"{rule.percent:f}" if rule.percent else "0"
        if what:
            return _(
                "%(percent)s%% of the files of %(what)s are drawn, rounded up.",
                percent=percent,
                what=what,
            )
        return _("%(percent)s%% of the files are drawn, rounded up.", percent=percent)
    if rule.number is None:
        return _("Files are drawn only where there is a quota.")
    if what:
        return ngettext(
            "%(num)d file of %(what)s is drawn.",
            "%(num)d files of %(what)s are drawn.",
            rule.number,
            what=what,
        )
    return ngettext("%(num)d file is drawn.", "%(num)d files are drawn.", rule.number)


def per_words(rule: SampleRule) -> str:
    """What the size is meant for; nothing if it is for all files together."""
    known = {
        frozenset({Stratifier.COUNTY}): _("each county"),
        frozenset({Stratifier.CASE_KIND}): _("each case kind"),
        frozenset({Stratifier.FIRM}): _("each firm"),
        frozenset({Stratifier.HANDLER}): _("each lead handler"),
        frozenset({Stratifier.CASE_CLASS}): _("each class of case"),
        frozenset({Stratifier.COUNTY, Stratifier.CASE_KIND}): _(
            "each kind of each county"
        ),
        frozenset({Stratifier.CASE_KIND, Stratifier.FIRM}): _("each kind of each firm"),
        frozenset({Stratifier.COUNTY, Stratifier.CASE_CLASS}): _(
            "each class of each county"
        ),
        frozenset({Stratifier.CASE_KIND, Stratifier.CASE_CLASS}): _(
            "each class of each kind"
        ),
    }
    other = _("each of %(things)s", things=strata_names(rule.per))
    return known.get(frozenset(rule.per), other) if rule.per else ""


def group_words(group: str) -> str:
    """A quota's group; kinds and classes in words, a star as “each”."""
    return " · ".join(
        _("each") if part == "*" else _word_of(part) for part in group.split("/")
    )


def _word_of(part: str) -> str:
    """A kind or a class in words; a county as it is written."""
    return named(CaseClass if part in list(CaseClass) else CaseKind, [part])


def strata_names(by: tuple[Stratifier, ...]) -> str:
    known = {
        Stratifier.COUNTY: _("county"),
        Stratifier.CASE_KIND: _("case kind"),
        Stratifier.FIRM: _("firm"),
        Stratifier.HANDLER: _("lead handler"),
        Stratifier.CASE_CLASS: _("class of case"),
    }
    return listed(known[each] for each in by)


def _strata_words(rule: SampleRule) -> Iterator[str]:
    """How a size is shared out among the strata within what it is meant for."""
    chosen = frozenset(rule.stratify_by)
    shared = tuple(each for each in rule.stratify_by if each not in rule.per)
    if rule.per:
        if shared:
            names = strata_names(shared)
            yield _("There, files are drawn in proportion by: %(names)s.", names=names)
    elif chosen == frozenset({Stratifier.COUNTY, Stratifier.CASE_KIND}):
        yield _("Counties and case kinds have the same share as among all files.")
    elif chosen == frozenset({Stratifier.COUNTY}):
        yield _("Counties have the same share as among all files.")
    elif chosen == frozenset({Stratifier.CASE_KIND}):
        yield _("Case kinds have the same share as among all files.")
    elif chosen:
        names = strata_names(rule.stratify_by)
        yield _("Each has the same share as among all files: %(names)s.", names=names)
    else:
        yield _("All files are drawn from together.")


def why_words(why: Why) -> str:
    """What brought a file into the sample."""
    return {
        Why.CENSUS: _("Every file is reviewed"),
        Why.MINIMUM: _("Minimum of its handler"),
        Why.STRATUM: _("Drawn by lot"),
        Why.LISTED: _("Named by number"),
        Why.NEXT_NUMBER: _("Next number of a named one"),
        Why.REPLACEMENT: _("In place of another file"),
        Why.EXTENSION: _("Drawn when the sample was extended"),
        Why.ARRIVAL: _("Entered when it closed"),
    }[why]


def stratum_words(line: Any) -> str:
    """A stratum or a group by the names it goes by."""
    kind = named(CaseKind, [line.kind]) if line.kind and line.kind != "*" else line.kind
    hard = _word_of(line.case_class) if line.case_class != "*" else "*"
    parts = (line.area, line.firm, line.handler, kind, hard if line.case_class else "")
    said = [_("each") if part == "*" else part for part in parts if part]
    return " · ".join(said) or _("All files")
