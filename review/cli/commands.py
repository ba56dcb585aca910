"""Commands as this program has them: quick to start, translated, errors in one line."""

from __future__ import annotations

import importlib
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError
from flask.cli import AppGroup

from review.cli.words import said
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.objects import Reviewed
from review.services.spoken import speaking_of

TRACEBACK = "CASE_REVIEW_TRACEBACK"
SENTENCE = N_("%(text)s.")
SEE_HELP = N_("See %(command)s --help.")
TOO_DEEP = N_("The file nests deeper than any real one does.")
NO_CAMPAIGN = N_("There is no campaign %(code)s here.")
APART = "case_review.apart"
IS_ENTRUSTED = N_(
    "The reviews of %(code)s are run by an entrusted organisation. What is asked for "
    "here its manager does, or sees, on the pages of the campaign."
)
UNEXPECTED = N_(
    "Something went wrong on our side: %(problem)s (set %(variable)s=1 to see where)."
)


class Told(click.ClickException):
    """An error that is in its one line already."""


@contextmanager
def one_line(ctx: click.Context | None = None) -> Iterator[None]:
    """Every error is one line on standard error and a status that is not 0."""
    try:
        yield
    except (Told, NoArgsIsHelpError, BrokenPipeError):
        raise
    except click.UsageError as error:
        told = Told(_misused(error, ctx))
        told.exit_code = error.exit_code
        raise told from error
    except click.ClickException as error:
        raise Told(_flat(error.format_message())) from error
    except NotVisible as broken:
        hidden = _not_there(ctx) if type(broken) is NotVisible else ""
        raise Told(hidden or sentence(broken)) from broken
    except RuleBroken as broken:
        for each in several(broken):
            click.echo(each, err=True)
        raise Told(sentence(broken)) from broken
    except RecursionError as error:
        raise Told(said(TOO_DEEP)) from error
    except (OSError, UnicodeError) as error:
        raise Told(_flat(str(error))) from error
    except (click.Abort, click.exceptions.Exit):
        raise
    except Exception as error:
        if os.environ.get(TRACEBACK):
            raise
        raise Told(_explained(error)) from error


def _misused(error: click.UsageError, ctx: click.Context | None) -> str:
    where = error.ctx or ctx
    hint = f" {said(SEE_HELP, command=_typed(where))}" if where else ""
    return _closed(_flat(error.format_message())) + hint


def _closed(text: str) -> str:
    """Click ends some sentences with a stop of its own, which is Latin."""
    return said(SENTENCE, text=text[:-1]) if text.endswith(".") else text


def _typed(ctx: click.Context) -> str:
    """The command as it is typed; a command may stand for its group (intake KIND)."""
    return ctx.command_path.removesuffix(" take-in")


def _not_there(ctx: click.Context | None) -> str:
    """The person at the server may know that it is the campaign that is not there, or
    that others run it.
    """
    params = ctx.params if ctx else {}
    code = params.get("code") or params.get("campaign")
    is_apart = ctx is not None and code in ctx.meta.get(APART, ())
    return said(IS_ENTRUSTED if is_apart else NO_CAMPAIGN, code=code) if code else ""


def _explained(error: Exception) -> str:
    """The database says what is wrong with it; anything else is our fault."""
    from review.services import setup

    if broken := setup.database_trouble(error):
        return sentence(broken)
    problem = f"{type(error).__name__}: {error}"
    return _flat(said(UNEXPECTED, problem=problem, variable=TRACEBACK))


def sentence(broken: RuleBroken) -> str:
    """The broken rule in one line, with the first fault of a file or what is open."""
    problems = getattr(broken, "problems", ())
    if "problems" in broken.values:
        return _flat(
            said(broken.sentence, **{**broken.values, "problems": problems[0]})
        )
    first = [located(each) for each in problems[:1]]
    still = [said(item.sentence) for item in getattr(broken, "items", ())]
    return _flat(" ".join([said(broken), *first, *still]))


def several(broken: RuleBroken) -> list[str]:
    """Each of several faults, to be listed before the line that says what it means."""
    problems = getattr(broken, "problems", ())
    if len(problems) < 2:
        return []
    if "problems" in broken.values:
        return [_flat(said(each)) for each in problems]
    return [_flat(located(each)) for each in problems]


def located(problem: Any) -> str:
    """A fault of a file: line, place, and what is wrong."""
    place = f"{problem.where}: " if problem.where else ""
    return f"{problem.line}: {place}{said(problem)}"


def _flat(text: str) -> str:
    return " ".join(text.split())


class _Spoken(click.Command):
    """Help in the language of the command line; errors in one line."""

    def get_short_help_str(self, limit: int = 45) -> str:
        return said(self.help or "")

    def format_help_text(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(said(inspect.cleandoc(self.help or "")))

    def make_context(
        self, info_name: str | None, args: list[str], *rest: Any, **extra: Any
    ) -> click.Context:
        with one_line():
            return super().make_context(info_name, args, *rest, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with speaking_of(Reviewed.FILES), one_line(ctx):
            return super().invoke(ctx)


class Command(_Spoken):
    pass


class Commands(_Spoken, AppGroup):
    """A group of such commands."""

    command_class = Command


class Deferred(_Spoken):
    """A command that is imported when it is run: help stays quick."""

    def __init__(self, name: str, target: str, help: str) -> None:
        super().__init__(name, help=help)
        self.target = target

    def make_context(
        self, info_name: str | None, args: list[str], *rest: Any, **extra: Any
    ) -> click.Context:
        return self.loaded().make_context(info_name, args, *rest, **extra)

    def loaded(self) -> click.Command:
        module, _, name = self.target.partition(":")
        return getattr(importlib.import_module(module), name)


class _Option(click.Option):
    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        kept, self.help = self.help, said(self.help or "")
        try:
            return super().get_help_record(ctx)
        finally:
            self.help = kept


option = partial(click.option, cls=_Option)


class Whole(click.IntRange):
    """A whole number within limits, by a name that is translated."""

    @property
    def name(self) -> str:  # type: ignore[override]
        return said(N_("whole number"))
