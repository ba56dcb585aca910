"""What the pages of a set-up say of a plan: its steps, and what it leads to, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from review.domain.campaigns import CampaignPlan, reviews_institutions
from review.domain.errors import N_, ngettext
from review.domain.kinds import CaseClass, CaseKind
from review.services.consequences import ClassLine, OpeningPreview, SchemeLine
from review.services.planned_rounds import PlannedRound
from review.web import scheme_facts
from review.web.bureau import sampling_words
from review.web.bureau.campaign_words import Labels, said
from review.web.bureau.rounds import UNIT_WORDS
from review.web.display import words
from review.web.forms import setting_up as steps
from review.web.forms.campaign import OpenCampaign
from review.web.forms.setting_up import Step
from review.web.language import gettext as _
from review.web.scheme_facts import named


@dataclass(frozen=True, slots=True)
class Look:
    """A plan looked at; without a plan some field cannot be read yet."""

    form: OpenCampaign
    plan: CampaignPlan | None = None
    seen: OpeningPreview | None = None
    faults: Sequence[str] = ()
    """What is wrong and stands at no field."""
    labels: Labels = field(default_factory=Labels)

    @property
    def draw(self) -> object:
        return self.seen.draw if self.seen else None

    @property
    def of_institutions(self) -> bool:
        """Whether the chosen schemes are for institutions and stations."""
        found = self.seen.schemes if self.seen else ()
        return any(reviews_institutions(each.scheme) for each in found)

    @property
    def is_sound(self) -> bool:
        return self.seen is not None and not self.seen.faults

    @property
    def remarks(self) -> list[str]:
        return [said(each) for each in self.seen.remarks] if self.seen else []

    @property
    def rule(self) -> list[str]:
        return sampling_words.rule_words(self.plan.sample) if self.plan else []


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step in the line of all steps."""

    code: str
    words: str
    number: int
    is_here: bool
    is_faulty: bool


def path(look: Look, here: Step) -> list[PathStep]:
    faulty = steps.faulty_steps(look.form)
    return [
        PathStep(each.code, _(each.words), n, each is here, each.code in faulty)
        for n, each in enumerate(steps.STEPS, start=1)
    ]


@dataclass(frozen=True, slots=True)
class FitRow:
    """A kind, stage and class with its files and the scheme they fall to."""

    about: str
    n: int
    scheme: str


def fit_rows(look: Look) -> list[FitRow]:
    """Those without a scheme first: they are what has to be seen."""
    if look.seen is None:
        return []
    titles = {each.scheme.code: title(each) for each in look.seen.schemes}
    rows = [
        FitRow(look.labels.unsuited(each), each.n, titles.get(each.scheme, ""))
        for each in look.seen.fits
    ]
    return sorted(rows, key=lambda row: bool(row.scheme))


def title(line: SchemeLine) -> str:
    """A scheme by its title and version."""
    return f"{words(line.scheme.title)} ({line.scheme.code} {line.scheme.version})"


def class_words(line: ClassLine) -> str:
    return named(CaseClass, [line.case_class])


def kind_words(code: str) -> str:
    return named(CaseKind, [code])


def number_words(line: ClassLine) -> str:
    """How many reviews a file of the class gets; schemes may differ."""
    if line.fewest == line.most:
        return str(line.most)
    return _("%(low)s–%(high)s", low=line.fewest, high=line.most)


@dataclass(frozen=True, slots=True)
class LimitGroup:
    """What holds where reviews diverge, and the schemes that all say so."""

    sentences: tuple[str, ...]
    lines: tuple[SchemeLine, ...]


def limit_groups(look: Look) -> list[LimitGroup]:
    """The limits in force, told once for all schemes that share them."""
    found: dict[tuple[str, ...], list[SchemeLine]] = {}
    for line in look.seen.schemes if look.seen else ():
        if line.n_fit:
            said = tuple(scheme_facts.diverging(line.scheme))
            found.setdefault(said, []).append(line)
    return [LimitGroup(said, tuple(lines)) for said, lines in found.items()]


def unit_words(found: PlannedRound) -> str:
    """What stands in a row of who reviews whom."""
    return UNIT_WORDS[found.who.unit]


def n_unnamed(look: Look) -> int:
    """Files with too few reviewers beside those that are named."""
    seen = look.seen
    return seen.sufficiency.n_short - len(seen.short) if seen else 0


def pace(look: Look) -> str:
    """Reviews each working day of whoever has the most, with one place."""
    seen = look.seen
    if seen is None or seen.draw is None or seen.term is None or seen.term.n < 1:
        return ""
    return f"{seen.each[1] / seen.term.n:.1f}" if seen.each[1] else ""


def hidden(look: Look) -> list[str]:
    """The reviews that only measure, by their sort and about how many."""
    if look.seen is None:
        return []
    found = look.seen.hidden
    words = (
        (
            found.second,
            ngettext(
                "about %(n)s hidden second read", "about %(n)s hidden second reads"
            ),
        ),
        (found.seeds, N_("about %(n)s on seeds, once their answers are agreed")),
        (found.common, N_("about %(n)s on common files")),
    )
    return [_(each, n=n) for n, each in words if n]


@dataclass(frozen=True, slots=True)
class UseRow:
    """What a scheme may be narrowed to, by what: kinds, stages or classes."""

    scheme: str
    by: str
    options: Sequence[Any]


def use_rows(form: OpenCampaign) -> list[UseRow]:
    """The boxes of “used only for” of the chosen schemes, by kind, stage and class."""
    chosen = form.schemes.data or ()
    titles = {value: label for value, label, *_rest in form.schemes.iter_choices()}
    by = {
        "case_kinds": _("Case kinds"),
        "stages": _("Stages"),
        "case_classes": _("Classes"),
    }
    found: dict[tuple[str, str], list[Any]] = {}
    for option in form.uses:
        scheme, name, _value = option.data.split("|", 2)
        if scheme in chosen or option.checked:
            found.setdefault((scheme, name), []).append(option)
    return [
        UseRow(str(titles.get(scheme, scheme)), by.get(name, name), options)
        for (scheme, name), options in found.items()
    ]
