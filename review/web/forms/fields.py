"""Fields that tell in our words what is wrong with what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import (
    DateField,
    DecimalField,
    IntegerField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from review.domain.name_search import is_found

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


FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Other years are slips; at the ends of the calendar a day is no moment elsewhere."""


class DayField(DateField):
    """A day; a text that is none is told in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
            if self.data and not FIRST_YEAR <= self.data.year < LAST_YEAR:
                raise ValueError
        except ValueError:
            self.data = None
            raise ValueError(_l("Give a day such as 2026-03-31.")) from None


class NumberField(DecimalField):
    """A number as it was written; a text that is none is told in our words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, places=None, **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
            # NaN and infinity can be written too, and can be neither compared nor kept.
            if self.data is not None and not self.data.is_finite():
                raise ValueError
        except ValueError:
            self.data = None
            raise ValueError(_l("Give a number.")) from None


class Named(NamedTuple):
    """One of a long list to choose from: what stands for it, and how it is found."""

    value: str
    words: str
    sound: str


class _Typed(TextInput):
    """A text field over the list; a browser narrows it down by what is typed."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        listed = f"{field.id}-list"
        option = Markup('<option value="{}" label="{}"></option>')
        options = Markup("").join(
            option.format(each.words, each.sound) for each in field.offered
        )
        typed = super().__call__(field, list=listed, autocomplete="off", **kwargs)
        return typed + Markup('<datalist id="{}">{}</datalist>').format(listed, options)


class NamedField(StringField):
    """One of a long list: by its whole line, or by what finds it and nobody else.

    Once validated, the data is the value of the one that was meant.
    """

    widget = _Typed()
    offered: Sequence[Named] = ()

    def __init__(self, *args: Any, takes_others: bool = False, **kwargs: Any) -> None:
        """With `takes_others` what is not on offer is for the service to judge."""
        super().__init__(*args, **kwargs)
        self.takes_others = takes_others

    def offer(self, each: Iterable[Named]) -> None:
        self.offered = tuple(each)

    def pre_validate(self, form: Any) -> None:
        typed = (self.data or "").strip()
        if not typed:
            return
        exact = [each for each in self.offered if typed in (each.value, each.words)]
        found = exact or [each for each in self.offered if _is_meant(each, typed)]
        if not found and self.takes_others:
            return
        if not found:
            raise StopValidation(_("Nothing in the list fits this."))
        if len(found) > 1:
            raise StopValidation(_several(found))
        self.data = found[0].value


MOST_NAMED = 5


def _is_meant(each: Named, typed: str) -> bool:
    return is_found(typed, name=each.words, sound=each.sound)


def _several(found: Sequence[Named]) -> str:
    named = _(", ").join(each.words for each in found[:MOST_NAMED])
    n = len(found)
    return _("%(n)s fit this: %(named)s. Choose one of them.", n=n, named=named) + (
        " …" if n > MOST_NAMED else ""
    )


def lines_of(text: str | None) -> list[str]:
    """The lines of a text field that say something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]
