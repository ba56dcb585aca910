"""The form that publishes: nobody publishes without having said that they looked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField
from wtforms.validators import InputRequired, Length

from review.domain.ranking import DISPLAY_WORDS


class Publish(FlaskForm):
    basis = HiddenField(validators=[InputRequired(), Length(max=64)])
    display = SelectField(
        _l("How rankings are shown"),
        default="",
        choices=[
            SelectChoice("", _l("By the rule, each by itself")),
            *(SelectChoice(e.value, _l(words)) for e, words in DISPLAY_WORDS.items()),
        ],
    )
    internal = BooleanField(
        _l("County bureaus and heads of firms receive all rankings, also of handlers.")
    )
    seen = BooleanField(
        _l("I have looked at the figures and at who will see what."),
        [InputRequired(_l("Confirm this before you publish."))],
    )
