"""Forms of the administrators."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from review.domain.policy import Role
from review.services.account_lists import Places
from review.web.language import gettext as _


class NewAccountForm(FlaskForm):
    login = StringField(
        _l("Account name"),
        [
            InputRequired(_l("Fill in this field.")),
            Length(2, 64, _l("Between 2 and 64 characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    name = StringField(
        _l("Name of the person"),
        [
            InputRequired(_l("Fill in this field.")),
            Length(max=60, message=_l("At most 60 characters.")),
        ],
        render_kw={"autocomplete": "off"},
    )
    role = SelectField(_l("Role"), choices=[], default="")

    def offer(self, roles: Iterable[Role]) -> None:
        """The roles that may be given with the account."""
        none = ("", _("Given later by the security administrator"))
        self.role.choices = [none, *((role.value, _(role.words)) for role in roles)]


class RoleForm(FlaskForm):
    role = SelectField(
        _l("Role"), choices=[], validators=[InputRequired(_l("Fill in this field."))]
    )
    place = SelectField(_l("For"), choices=[], default="")
    starts_on = DateField(_l("From"), [Optional()])
    ends_on = DateField(_l("Until"), [Optional()])

    def offer(self, places: Places) -> None:
        """Every role, and the places a role may be for, by kind."""
        self.role.choices = [("", ""), *((role.value, _(role.words)) for role in Role)]
        self.place.choices = {
            _("The whole bureau"): [("", "—")],
            _("Counties"): list(places.areas),
            _("Firms"): list(places.firms),
            _("Campaigns"): list(places.campaigns),
        }
