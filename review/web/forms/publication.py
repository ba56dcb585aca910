"""The form that publishes: nobody publishes without having said that they looked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import InputRequired, Length


class Publish(FlaskForm):
    basis = HiddenField(validators=[InputRequired(), Length(max=64)])
    seen = BooleanField(
        _l("I have looked at the figures and at who will see what."),
        [InputRequired(_l("Confirm this before you publish."))],
    )
