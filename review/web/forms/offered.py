"""What the form of a new campaign offers, each with what there is to know of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import SelectChoice

from review.services.plan_choices import Choices, ReviewerChoice


def people(choices: Choices, chosen: Iterable[str] | None) -> list[SelectChoice]:
    known = {
        each.number: " · ".join(
            part
            for part in (each.name, each.number, each.area, *_capacity(each))
            if part
        )
        for each in choices.reviewers
    }
    names = dict.fromkeys((*known, *(chosen or ())))
    return [SelectChoice(number, known.get(number, number)) for number in names]


def campaigns(choices: Choices, chosen: str | None) -> list[SelectChoice]:
    """What could be re-checked, with how far each is settled."""
    none = SelectChoice("", _("no other campaign: this is no re-check"))
    known = {
        each.code: f"{each.name} ({each.n_settled}/{each.n})"
        for each in choices.campaigns
    }
    codes = dict.fromkeys((*known, *filter(None, (chosen,))))
    return [none, *(SelectChoice(code, known.get(code, code)) for code in codes)]


def _capacity(each: ReviewerChoice) -> Iterator[str]:
    """What there is to know of a reviewer before choosing."""
    if each.years is not None:
        yield ngettext("%(num)d year", "%(num)d years", each.years)
    if each.cap is not None:
        yield ngettext("at most %(num)d file", "at most %(num)d files", each.cap)
    if each.is_lead:
        yield _("panel lead")
    if each.organisation:
        yield each.organisation
