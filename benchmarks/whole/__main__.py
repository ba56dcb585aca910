"""`python -m benchmarks.whole`: a campaign of 2,000 files and 200 reviewers, twice.

Once by the command line, once in the browser; the reviews come over HTTP. Whatever does
not hold ends the run with exit status 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import databases
from benchmarks.serving import served
from benchmarks.whole import clerk, officer, proof, readers
from benchmarks.whole.place import Place, Size, accounts, write_files

BY_COMMAND, BY_BROWSER = "command", "browser"
ROUNDS = 6
DATABASES = {"sqlite": databases.sqlite, "postgresql": databases.postgres}


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.whole")
    asked.add_argument("--files", type=int, default=2000)
    asked.add_argument("--reviewers", type=int, default=200)
    asked.add_argument("--database", choices=DATABASES, action="append")
    said = asked.parse_args()
    faults: list[str] = []
    for name in said.database or DATABASES:
        print(
            f"\n## {name}: {said.files} files, {said.reviewers} reviewers", flush=True
        )
        with DATABASES[name]() as url, tempfile.TemporaryDirectory() as folder:
            size = Size(said.files, said.reviewers)
            faults += campaigns(Place(Path(folder), url, size))
    print("\n".join(["", *faults]) if faults else "\neverything holds")
    return bool(faults)


def campaigns(place: Place) -> list[str]:
    """Both campaigns; what does not hold."""
    write_files(place)
    clerk.take_everything_in(place)
    clerk.give_out(place, BY_COMMAND)
    with place.looking() as (_app, viewer):
        own, tokens = accounts(viewer)
    with served("wsgi:app", place.settings) as port:
        _reviewed(
            place, port, BY_COMMAND, tokens, partial(clerk.settle, place, BY_COMMAND)
        )
        with officer.sitting(place, port, own) as bureau:
            bureau.set_up(BY_BROWSER)
            bureau.draw(BY_BROWSER)
            bureau.give_out(BY_BROWSER)
            bureau.look_around(BY_BROWSER)
            call = partial(bureau.call_further, BY_BROWSER)
            _reviewed(place, port, BY_BROWSER, tokens, call)
            bureau.look_around(BY_BROWSER)
    clerk.check(place)
    return [
        fault
        for code in (BY_COMMAND, BY_BROWSER)
        for fault in _proved(place, code, own)
    ]


def _reviewed(
    place: Place,
    port: int,
    code: str,
    tokens: dict[int, str],
    call_further: Callable[[], object],
) -> None:
    """The reviews, then those of third readers, then those of leads, until none waits.

    Third readers are called by the officer, or at once where an alternate is ready.
    """
    for number in range(1, ROUNDS + 1):
        step = f"reviews of “{code}”, round {number}"
        n, times = place.timed(step, lambda: readers.hand_in(place, port, code, tokens))
        if not n:
            return
        rate, said = n / place.took, readers.told(times)
        print(f"  {n} reviews, {rate:.0f} a second; {said}", flush=True)
        call_further()


def _proved(place: Place, code: str, own: str) -> list[str]:
    broken = proof.broken(place, code)
    same = proof.sample_of(place, code) == proof.sample_of(place, BY_COMMAND)
    again = proof.drawn_elsewhere(place, code)
    print(f"\n### “{code}”\nreviews: {proof.counts(place, code)}")
    print(f"loads: {proof.loads(place, code)}")
    for name, n in broken.items():
        print(f"{name}: {n}")
    print(f"drawn again elsewhere byte for byte: {'yes' if again else 'NO'}")
    print(f"the same sample by the same seed: {'yes' if same else 'NO'}")
    for name, n in proof.statements(place, code, own):
        print(f"statements, {name}: {n}")
    faults = [f"{code}: {name}: {n}" for name, n in broken.items() if n]
    return faults + [f"{code}: drawn otherwise"] * (not (again and same))


if __name__ == "__main__":
    sys.exit(main())
