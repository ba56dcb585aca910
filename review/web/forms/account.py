"""Forms about one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

PASSWORD = [
    InputRequired(_l("Fill in this field.")),
    Length(12, 128, _l("Choose a longer password: at least 12 characters.")),
]


class SignIn(FlaskForm):
    login = StringField(
        _l("Account name"),
        [InputRequired(_l("Fill in this field.")), Length(max=200)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Fill in this field.")), Length(max=128)],
        render_kw={"autocomplete": "current-password"},
    )


class SetPassword(FlaskForm):
    new = PasswordField(
        _l("New password"), PASSWORD, render_kw={"autocomplete": "new-password"}
    )
    again = PasswordField(
        _l("New password again"),
        [EqualTo("new", _l("The two passwords differ."))],
        render_kw={"autocomplete": "new-password"},
    )


class AcceptInvitation(SetPassword):
    login = StringField(
        _l("Account name"),
        [InputRequired(_l("Fill in this field.")), Length(max=200)],
        render_kw={"autocomplete": "username"},
    )
    code = StringField(
        _l("Code on the slip"),
        [InputRequired(_l("Fill in this field.")), Length(max=64)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters"},
    )


class ChangePassword(SetPassword):
    old = PasswordField(
        _l("Present password"),
        [InputRequired(_l("Fill in this field.")), Length(max=128)],
        render_kw={"autocomplete": "current-password"},
    )
