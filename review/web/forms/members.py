"""The small forms about those who read in a campaign."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from review.services.conflicts import Against, Conflicts, Party
from review.services.membership import Outsider
from review.web.forms.fields import NEEDED, DayField, Named, NamedField, WholeField


class TakeIn(FlaskForm):
    """A reviewer of the list joins a campaign."""

    number = NamedField(_l("Reviewer"), [NEEDED], takes_others=True)
    cap = WholeField(_l("Personal limit"), [Optional(), NumberRange(1, 10_000)])
    is_lead = BooleanField(_l("As a panel lead, who only decides"))

    def offer(self, outsiders: Iterable[Outsider]) -> None:
        self.number.offer(
            Named(each.number, _line(each.name, each.number, each.area), each.sound)
            for each in outsiders
        )


class Limit(FlaskForm):
    cap = WholeField(_l("Personal limit"), [Optional(), NumberRange(1, 10_000)])


class Phone(FlaskForm):
    phone = StringField(_l("Telephone"), [Optional(), Length(max=64)])


class Term(FlaskForm):
    due_on = DayField(_l("Reviews due on"), [Optional()])


class DeclareConflict(FlaskForm):
    """Either a firm or a handler; never both."""

    reviewer = NamedField(_l("Reviewer"), [NEEDED])
    firm = NamedField(_l("Firm"))
    handler = NamedField(_l("Handler"))

    def offer(self, found: Conflicts) -> None:
        if found.of_institutions:
            self.firm.validators = [NEEDED]
        self.reviewer.offer(
            Named(each.number, _line(each.name, each.number), each.sound)
            for each in found.reviewers
        )
        for field, against in (
            (self.firm, Against.FIRM),
            (self.handler, Against.HANDLER),
        ):
            of = (each for each in found.parties if each.against is against)
            field.offer(_party(each) for each in of)

    def validate_handler(self, field: Field) -> None:
        if bool(field.data) == bool(self.firm.data):
            raise ValidationError(_l("Choose either a firm or a handler."))


def _party(each: Party) -> Named:
    return Named(each.public_id, _line(each.name, each.note), each.sound)


def _line(*parts: str) -> str:
    return " · ".join(filter(None, parts))
