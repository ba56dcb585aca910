"""The forms about a draw: announcing its seed, drawing, and changing the sample."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, RadioField, SelectChoice, StringField
from wtforms.validators import Length, Optional

from review.domain.sampling_seed import MOST_EVENT, MOST_SEED, Announcement, SeedWay
from review.services.replacing import MOST_REASON
from review.web.clock import zone
from review.web.forms.fields import NEEDED

WAYS = {
    SeedWay.EVENT: _l("A public event the seed will come from"),
    SeedWay.VALUE: _l("The seed itself"),
    SeedWay.DIGEST: _l("The SHA-256 of a seed kept secret until the draw"),
}


class MomentField(DateTimeLocalField):
    """A day and a time by the bureau's clocks; told in our words if it is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(
                _l("Give a day and a time such as 2026-03-31 21:30.")
            ) from None


class DrawSample(FlaskForm):
    seed = StringField(_l("Seed"), [Length(max=MOST_SEED)])


class AnnounceSeed(FlaskForm):
    """How the seed will be found; said before the draw, and only once."""

    way = RadioField(
        _l("What is announced"), choices=[SelectChoice(*each) for each in WAYS.items()]
    )
    said = StringField(_l("Announcement"), [NEEDED, Length(max=MOST_EVENT)])
    known_at = MomentField(_l("When the event takes place"), [Optional()])

    def announcement(self) -> Announcement:
        """As it is kept; a moment goes with an event only."""
        way = SeedWay(self.way.data)
        moment = self.known_at.data
        has_moment = way is SeedWay.EVENT and moment is not None
        said = (self.said.data or "").strip()
        return Announcement(
            way,
            said.lower() if way is SeedWay.DIGEST else said,
            moment.replace(tzinfo=zone()) if has_moment else None,
        )


class ReplaceFile(FlaskForm):
    reason = StringField(_l("Reason"), [NEEDED, Length(max=MOST_REASON)])


class ExtendSample(FlaskForm):
    size = StringField(_l("Draw up to"), [NEEDED, Length(max=20)])
    reason = StringField(_l("Reason"), [NEEDED, Length(max=MOST_REASON)])
