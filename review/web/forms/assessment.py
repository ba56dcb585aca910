"""The bar association's decision on one proposal."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, Length

from review.domain.assessment_decisions import MOST_LETTERS


class Decide(FlaskForm):
    """One grade or none, and why; never for several people at once."""

    key = HiddenField(validators=[InputRequired(), Length(max=64)])
    former = HiddenField(validators=[Length(max=24)])
    decision = RadioField(
        _l("Decision"), [InputRequired(_l("Choose a decision."))], choices=[]
    )
    reason = TextAreaField(
        _l("Reason"),
        [
            InputRequired(_l("Give the reason.")),
            Length(max=MOST_LETTERS, message=_l("The reason is too long.")),
        ],
        render_kw={"rows": 4, "maxlength": MOST_LETTERS},
    )
