"""The small forms of calibration: the standard, and a new anchor file."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Length, NumberRange

from review.services.calibration import Calibration
from review.web.display import words
from review.web.forms.fields import NEEDED, WholeField


class StandardForm(FlaskForm):
    percent = WholeField(
        _l("Items answered exactly as agreed, in percent"),
        [NEEDED, NumberRange(50, 100)],
    )
    is_demanded = BooleanField(
        _l("Nobody reads in this campaign without having met it")
    )


class AnchorForm(FlaskForm):
    case_no = StringField(_l("Case number"), [NEEDED, Length(max=200)])
    scheme = SelectField(_l("Scheme"), [NEEDED])
    lead = SelectField(_l("Who sets the agreed answers"), [NEEDED])

    def offer(self, found: Calibration) -> None:
        self.scheme.choices = [(key, words(title)) for key, title in found.schemes]
        self.lead.choices = [
            (number, f"{name} {number}") for number, name in found.leads
        ]
