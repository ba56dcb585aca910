"""Fields that tell in our words what is wrong with what was typed."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, DecimalField, IntegerField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

NEEDED = InputRequired(_l("Fill in this field."))
WHOLE = _l("Give a whole number.")


class ChecksField(SelectMultipleField):
    """Several of a list, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class WholeField(IntegerField):
    """A whole number; a text that is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(WHOLE) from None


class DayField(DateField):
    """A day; a text that is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Give a day such as 2026-03-31.")) from None


class NumberField(DecimalField):
    """A number as it was written; a text that is none is told in our words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, places=None, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Give a number.")) from None


def lines_of(text: str | None) -> list[str]:
    """The lines of a text field that say something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
