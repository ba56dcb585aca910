"""The form that brings a spreadsheet."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField
from wtforms.validators import Optional


class BringFile(FlaskForm):
    """`kind` and `campaign` get their choices from the page."""

    kind = SelectField(_l("What the file holds"))
    file = FileField(
        _l("Spreadsheet (XLSX or CSV)"), [FileRequired(_l("Choose a file."))]
    )
    campaign = SelectField(_l("Campaign, for reviews on paper"), [Optional()])
    encoding = SelectField(_l("Encoding, if a CSV file looks garbled"), [Optional()])
