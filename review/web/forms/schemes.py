"""The form that takes in a scheme file."""

from __future__ import annotations

from contextlib import closing

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import ValidationError

MOST_BYTES = 1024 * 1024


class LoadScheme(FlaskForm):
    """A YAML file in UTF-8, of a size that a person could have written."""

    file = FileField(
        _l("Scheme file (YAML)"),
        [FileRequired(_l("Choose a file."))],
        render_kw={"accept": ".yaml,.yml"},
    )

    def validate_file(self, field: FileField) -> None:
        with closing(field.data) as upload:
            content = upload.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValidationError(_l("The file is too large for a scheme."))
        try:
            self.text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise ValidationError(_l("The file is not UTF-8 text.")) from None
