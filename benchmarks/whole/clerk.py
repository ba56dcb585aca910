"""The command line: the installed program, a process of its own for every command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.serving import ROOT
from benchmarks.whole.place import SEED, Place, plan


class CommandFailed(RuntimeError):
    """A command of the program did not end with exit status 0."""


def run(place: Place, *arguments: str, with_database: bool = True) -> str:
    """What the command said."""
    program = Path(sys.executable).with_name("case-review")
    own = place.settings if with_database else {}
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "CASE_REVIEW_LANGUAGE": "en"}
    # Where compiled modules are not kept, every command would compile everything.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [program, *arguments],
        cwd=place.folder,
        env={**environ, **own},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise CommandFailed(f"{' '.join(arguments)}: {done.stderr}{done.stdout}")
    return done.stdout


def take_everything_in(place: Place) -> None:
    for kind in ("firms", "handlers", "reviewers", "cases"):
        command = ("intake", kind, f"{kind}.csv")
        place.timed(" ".join(command), lambda command=command: run(place, *command))
    place.timed(
        "schemes load scheme.yaml", lambda: run(place, "schemes", "load", "scheme.yaml")
    )


def give_out(place: Place, code: str) -> None:
    """Opened by a plan, drawn by an announced seed, given out."""
    (place.folder / "plan.yaml").write_text(plan(place, code), "utf-8")
    for step, more in (
        ("open", ["plan.yaml"]),
        ("draw", [code, "--seed", SEED]),
        ("allocate", [code]),
    ):
        place.timed(
            f"campaign {step}",
            lambda step=step, more=more: run(place, "campaign", step, *more),
        )


def settle(place: Place, code: str) -> None:
    """Settles what is complete and calls the further readers of what is apart."""
    place.timed("campaign settle", lambda: run(place, "campaign", "settle", code))


def check(place: Place) -> None:
    place.timed("check-invariants", lambda: run(place, "check-invariants"))
