"""The words of the command line, in Chinese unless CASE_REVIEW_LANGUAGE says en.

The catalogue is read without the application: help and a refused start speak too.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app, has_app_context

from review.domain.errors import COMMA, N_
from review.domain.objects import Reviewed, said_of_institutions
from review.services.spoken import SPOKEN_OF

FOLDER = Path(__file__).parents[1] / "translations"
DEFAULT = "zh_Hans"


def ngettext(one: str, many: str) -> tuple[str, str]:
    """Mark a sentence of Click's that has two forms in English."""
    return one, many


# What Click itself says to those who use our commands, so that the catalogue has it.
CLICK = (
    *(N_("Usage:"), N_("Options"), N_("Commands"), N_("Show this message and exit.")),
    *(N_("Error: {message}"), N_("Missing argument"), N_("Missing option")),
    *(N_("No such option {name!r}."), N_("No such command {name!r}.")),
    N_("Invalid value for {param_hint}: {message}"),
    *(N_("default: {default}"), N_("file"), N_("Aborted!")),
    N_("{name} {filename!r} does not exist."),
    N_("{name} {filename!r} is a directory."),
    N_("{name} {filename!r} is not readable."),
    N_("{name} {filename!r} is not writable."),
    N_("{value!r} is not a valid {number_type}."),
    N_("{value} is not in the range {range}."),
    N_("Option {name!r} does not take a value."),
    N_("Choose from:\n\t{choices}"),
    N_("Invalid value: {message}"),
    *ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    *ngettext(
        "Option {name!r} requires an argument.",
        "Option {name!r} requires {nargs} arguments.",
    ),
    *ngettext(
        "Got unexpected extra argument ({args})",
        "Got unexpected extra arguments ({args})",
    ),
    *ngettext(
        "Did you mean {possibility}?",
        "(Did you mean one of: {possibilities}?)",
    ),
)


def language() -> str:
    """The application's LANGUAGE, else that of the environment, else Chinese."""
    chosen = os.environ.get("CASE_REVIEW_LANGUAGE", DEFAULT)
    return str(
        current_app.config.get("LANGUAGE", chosen) if has_app_context() else chosen
    )


def speak() -> None:
    """Let Click's own sentences come from our catalogue as well."""
    gettext.bindtextdomain("messages", str(FOLDER))
    os.environ["LANGUAGE"] = language()


def _told(name: str, sentence: str) -> str:
    """A sentence in a language, in the words for what the command is about."""
    say = _catalogue(name).gettext
    if SPOKEN_OF.get() is Reviewed.FILES:
        return say(sentence)
    return said_of_institutions(sentence, say, _catalogue(DEFAULT).gettext)


@cache
def _catalogue(name: str) -> gettext.NullTranslations:
    return gettext.translation("messages", str(FOLDER), languages=[name], fallback=True)


def saying(locale: str) -> Callable[[str], str]:
    """Sentences in a reader's language; an account that chose none reads Chinese."""
    name = locale or DEFAULT
    return lambda sentence: _told(name, sentence) if sentence else ""


def said(what: Any, **values: object) -> str:
    """A marked sentence, or what holds one, or a scheme's text, in the language."""
    if isinstance(what, str):
        return _filled(what, values)
    if hasattr(what, "in_language"):
        return str(what.in_language(language()))
    sentence = getattr(what, "sentence", None) or getattr(what, "text", str(what))
    return _filled(sentence, dict(what.values))


def _filled(sentence: str, values: Mapping[str, object]) -> str:
    text = _told(language(), sentence) if sentence else ""
    return (
        text % {key: _value(value) for key, value in values.items()} if values else text
    )


def listed(words: Iterable[str]) -> str:
    """Several words in a row, with the separator of the language."""
    return said(COMMA).join(words)


def _value(value: object) -> object:
    """A name or a code stands as it is written; what has a sentence is told in words."""
    if isinstance(value, tuple):
        return listed(said(each) for each in value)
    is_said = hasattr(value, "in_language") or hasattr(value, "values")
    return said(value) if is_said and not isinstance(value, Mapping) else value
