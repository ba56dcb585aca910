"""The form of an on-site session: its day, hours and place."""

from __future__ import annotations

from datetime import datetime, tzinfo

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TimeField
from wtforms.validators import Length

from review.domain.onsite import MOST_PLACE
from review.web.forms.fields import NEEDED, DayField


class ClockField(TimeField):
    """An hour of the day; a text that is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Give an hour such as 09:00.")) from None


class Session(FlaskForm):
    day = DayField(_l("Day"), [NEEDED])
    starts = ClockField(_l("Begins at"), [NEEDED])
    ends = ClockField(_l("Ends at"), [NEEDED])
    place = StringField(_l("Venue"), [NEEDED, Length(max=MOST_PLACE)])

    def times(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Beginning and end by the bureau's clocks."""
        hours = (self.starts.data, self.ends.data)
        first, last = (
            datetime.combine(self.day.data, hour, tzinfo=zone) for hour in hours
        )
        return first, last
