"""The form that cancels a campaign opened by mistake."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from review.services.replacing import MOST_REASON
from review.web.forms.fields import NEEDED


class CancelCampaign(FlaskForm):
    """Why it is cancelled; it stands beside the campaign's name."""

    reason = StringField(_l("Reason"), [NEEDED, Length(max=MOST_REASON)])

    @property
    def words(self) -> str:
        return self.reason.data or ""
