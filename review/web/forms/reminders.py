"""The schedule of a campaign's reminders, and where messages for oneself may go."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, ValidationError

from review.domain.reminders import MOST_REMINDERS, Channel, Schedule
from review.services.contacts import OwnContact
from review.web.forms.campaign import WholeField

BETWEEN = re.compile(r"[\s,，、;；]+")
LISTED = _l("Write working days with commas between them, such as 5, 2.")


class DaysField(StringField):
    """Working days in a line, such as "5, 2"."""

    def days(self) -> tuple[int, ...]:
        written = [each for each in BETWEEN.split(self.data or "") if each]
        return tuple(int(each) for each in dict.fromkeys(written))

    def pre_validate(self, form: Any) -> None:
        written = [each for each in BETWEEN.split(self.data or "") if each]
        if any(not (x.isascii() and x.isdecimal() and len(x) < 4) for x in written):
            raise ValidationError(LISTED)


class ScheduleForm(FlaskForm):
    is_on = BooleanField(_l("Remind by this schedule"))
    before = DaysField(_l("Working days before the day"), [Length(max=60)])
    on_the_day = BooleanField(_l("On the day itself"))
    after = DaysField(_l("Working days after the day"), [Length(max=60)])
    most = WholeField(
        _l("Most reminders for one person"),
        [InputRequired(_l("Fill in this field.")), NumberRange(1, MOST_REMINDERS)],
    )
    by_mail = BooleanField(_l("Also by e-mail"))
    by_sms = BooleanField(_l("Also by text message"))

    def schedule(self, before: Schedule, usable: Collection[Channel]) -> Schedule:
        """The schedule of this form; a channel that is not set up stays as it was."""
        asked = {Channel.MAIL: self.by_mail.data, Channel.SMS: self.by_sms.data}
        kept = {channel for channel in before.channels if channel not in usable}
        return Schedule(
            is_on=self.is_on.data,
            before=self.before.days(),
            on_the_day=self.on_the_day.data,
            after=self.after.days(),
            most=self.most.data or 0,
            channels=frozenset({c for c in usable if asked[c]} | kept),
        )


def schedule_data(schedule: Schedule) -> Mapping[str, Any]:
    """A schedule as the form shows it."""
    return {
        "is_on": schedule.is_on,
        "before": ", ".join(map(str, schedule.before)),
        "on_the_day": schedule.on_the_day,
        "after": ", ".join(map(str, schedule.after)),
        "most": schedule.most,
        "by_mail": Channel.MAIL in schedule.channels,
        "by_sms": Channel.SMS in schedule.channels,
    }


class ContactForm(FlaskForm):
    email = StringField(
        _l("E-mail address"),
        [Length(max=254)],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    wants_mail = BooleanField(_l("Send me notices by e-mail"))
    mobile = StringField(
        _l("Mobile number"),
        [Length(max=30)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    wants_sms = BooleanField(_l("Send me notices as text messages"))
    password = PasswordField(
        _l("Present password"),
        [Length(max=128)],
        render_kw={"autocomplete": "current-password"},
    )

    def contact(self) -> OwnContact:
        return OwnContact(
            self.email.data or "",
            self.mobile.data or "",
            self.wants_mail.data,
            self.wants_sms.data,
        )
