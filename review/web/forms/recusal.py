"""The form of a campaign's rules on conflicts of interest, to and from the rules."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField
from wtforms.validators import NumberRange, Optional

from review.domain.candidates import GRADES, Bar, Strength, Unit
from review.domain.docket import MOST_YEARS, ConflictRules
from review.domain.kinds import CaseClass
from review.web.forms.fields import WholeField

YEARS = [Optional(), NumberRange(0, MOST_YEARS)]


class Recusal(FlaskForm):
    """How each relation weighs, how far back, and whose turns are kept apart."""

    opposing = SelectField(_l("Acted for the other side"))
    co_counsel = SelectField(_l("Acted beside the handler"))
    predecessor = SelectField(_l("Had the matter before the handler"))
    staff = SelectField(_l("Heads, runs or mans the institution under review"))
    matter = SelectField(_l("Handled another case of the same matter"))
    party = SelectField(_l("Handled a case with the same party"))
    employer = SelectField(_l("Used to work at the same firm"))
    employer_years = WholeField(_l("A former firm counts for so many years"), YEARS)
    general = WholeField(_l("Years of practice for general cases"), YEARS)
    complex = WholeField(_l("Years of practice for complex cases"), YEARS)
    major = WholeField(_l("Years of practice for major cases"), YEARS)
    unit = SelectField(_l("Who must not review each other"))

    def offer(self) -> None:
        strengths = [SelectChoice(each.value, _(each.words)) for each in Strength]
        for bar in GRADED:
            self[bar].choices = [*strengths, SelectChoice("", _("does not matter"))]
        self.unit.choices = [
            SelectChoice(Unit.PERSON.value, _("two people")),
            SelectChoice(Unit.FIRM.value, _("two people, or two firms")),
            SelectChoice(Unit.COUNTY.value, _("two people, or two counties")),
            SelectChoice(Unit.NOBODY.value, _("nobody: the pool is too small for it")),
        ]

    def rules(self) -> ConflictRules:
        given = {bar: self[bar].data for bar in GRADED}
        return ConflictRules(
            grades={Bar(bar): Strength(w) if w else None for bar, w in given.items()},
            employer_years=self.employer_years.data,
            years={each: self[each.value].data or 0 for each in CaseClass},
            unit=Unit(self.unit.data),
        )


class InstitutionRecusal(Recusal):
    """Where institutions are reviewed: none has a handler, a party or a class."""

    def keep(self, rules: ConflictRules) -> None:
        """What only cases have stays as it is and is not asked for."""
        known = data_of(rules)
        for name in OF_CASES:
            self[name].data = known[name]
            self[name].validators = []
            self[name].validate_choice = False  # type: ignore[attr-defined]
        self.general.label.text = _l("Years of practice asked")
        self.employer.label.text = _l("Used to work at the institution")
        self.employer_years.label.text = _l(
            "A former institution counts for so many years"
        )


GRADED = tuple(bar.value for bar in GRADES)
OF_CASES = (
    *("opposing", "co_counsel", "predecessor", "matter", "party"),
    *("complex", "major"),
)


def data_of(rules: ConflictRules) -> dict[str, Any]:
    """The rules as the form shows them."""
    return {
        **{bar.value: each or "" for bar, each in rules.grades.items()},
        **{each.value: n or None for each, n in rules.years.items()},
        "employer_years": rules.employer_years,
        "unit": rules.unit.value,
    }
