"""The forms that take in a scheme file, new or changed."""

from __future__ import annotations

from contextlib import closing

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

MOST_BYTES = 1024 * 1024


class LoadScheme(FlaskForm):
    """A YAML file in UTF-8, of a size that a person could have written."""

    file = FileField(
        _l("Scheme file (YAML)"),
        [FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".yaml,.yml"},
    )

    reason = StringField(
        _l("Why it is changed, if it changes a scheme in use"), [Length(max=200)]
    )

    def validate_file(self, field: FileField) -> None:
        self.text = _text_of(field)


def _text_of(field: FileField) -> str:
    with closing(field.data) as upload:
        content = upload.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValidationError(_l("The file is too large for a scheme."))
    try:
        return str(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise ValidationError(_l("The file is not UTF-8 text.")) from None


class ChangedScheme(FlaskForm):
    """A changed copy: by the fields beside this form, as a file, or as its text."""

    version = StringField(_l("Version of the copy"), [Length(max=40)])
    in_proportion = BooleanField(
        _l("Take marks out of another full mark in proportion")
    )
    text = TextAreaField(_l("Or paste the file"), [Length(max=MOST_BYTES)])
    file = FileField(
        _l("Or a changed scheme file (YAML)"), render_kw={"accept": ".yaml,.yml"}
    )
    given = ""

    def validate_file(self, field: FileField) -> None:
        """What was pasted or brought goes before the fields."""
        self.given = (self.text.data or "").strip()
        if field.data:
            self.given = _text_of(field)
