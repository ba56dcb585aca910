"""What is stored comes back byte for byte or not at all, on a disk and on S3 alike."""

from __future__ import annotations

import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from review.gateways import objects_s3, store_door
from review.gateways.objects import (
    ObjectDamaged,
    ObjectMissing,
    Objects,
    ObjectTooLarge,
    Stored,
    StoreFailed,
    UnusableStore,
    objects_at,
)
from review.gateways.objects_s3 import CLIENT_OPTIONS
from tests.stored import KEYS

CONTENT = b"%PDF-1.7 a case file" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
NOBODY = "0" * 64
PARTS = 20 * 1024 * 1024 + 1
"""More than one part of an upload, and not a whole number of them."""


def put(objects: Objects, content: bytes = CONTENT) -> Stored:
    return objects.put(io.BytesIO(content))


def test_put_gives_digest_and_size(objects: Objects) -> None:
    assert put(objects) == Stored(DIGEST, len(CONTENT))


def test_what_was_put_is_read(objects: Objects) -> None:
    put(objects)

    assert objects.read(DIGEST) == CONTENT
    with objects.open(DIGEST) as file:
        assert (file.tell(), file.read(4)) == (0, b"%PDF")
        assert os.fstat(file.fileno()).st_size == len(CONTENT)


@pytest.mark.parametrize("size", [0, 1, PARTS])
def test_every_length_comes_back(objects: Objects, size: int) -> None:
    content = os.urandom(size)

    assert objects.read(put(objects, content).digest) == content


def test_the_same_content_is_held_once(objects: Objects) -> None:
    put(objects)
    put(objects)

    assert [(held.digest, held.size) for held in objects.held()] == [
        (DIGEST, len(CONTENT))
    ]


def test_another_start_of_the_program_finds_it(place: Any) -> None:
    put(place.store())

    assert place.store().read(DIGEST) == CONTENT


def test_has_and_delete(objects: Objects) -> None:
    assert objects.has(DIGEST) is False
    put(objects)
    assert objects.has(DIGEST) is True
    objects.delete(DIGEST)
    objects.delete(DIGEST)
    assert objects.has(DIGEST) is False
    assert list(objects.held()) == []


def test_held_says_since_when(objects: Objects) -> None:
    put(objects)
    put(objects, b"another")

    held = {each.digest: each.stored_at for each in objects.held()}

    assert set(held) == {DIGEST, hashlib.sha256(b"another").hexdigest()}
    age = datetime.now(UTC) - held[DIGEST]
    assert timedelta(seconds=-5) < age < timedelta(minutes=1)


def test_a_missing_file_is_told(objects: Objects) -> None:
    with pytest.raises(ObjectMissing) as refused:
        objects.read(NOBODY)
    assert refused.value.values == {"digest": NOBODY}


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, f"{NOBODY}\n", "g" * 64]
)
def test_what_is_no_digest_is_nowhere(objects: Objects, name: str) -> None:
    for action in (objects.read, objects.has, objects.delete):
        with pytest.raises(ObjectMissing):
            action(name)


def test_a_file_removed_behind_the_store_is_missing(place: Any) -> None:
    objects = place.store()
    put(objects)
    place.remove(DIGEST)

    with pytest.raises(ObjectMissing):
        objects.open(DIGEST)


def flipped(content: bytes) -> bytes:
    return content[:-1] + bytes([content[-1] ^ 1])


@pytest.mark.parametrize(
    "damage",
    [flipped, lambda c: c[:-1], lambda c: c + b"\0", lambda c: b"", lambda c: c[4096:]],
    ids=["flipped", "truncated", "longer", "empty", "beginning lost"],
)
def test_damage_is_told_and_never_served(place: Any, damage: Any) -> None:
    objects = place.store()
    put(objects)
    place.overwrite(DIGEST, damage(CONTENT))

    with pytest.raises(ObjectDamaged) as refused:
        objects.open(DIGEST)
    assert refused.value.values == {"digest": DIGEST}
    with pytest.raises(ObjectDamaged):
        objects.read(DIGEST)
    with pytest.raises(ObjectDamaged):
        lent = objects.lend(DIGEST)
        with lent.file:
            lent.verify()


def test_what_is_lent_is_verified_where_it_is_read(place: Any) -> None:
    objects = place.store()
    put(objects)

    lent = objects.lend(DIGEST)
    with lent.file as file:
        file.read(4)
        lent.verify()
        assert file.read() == CONTENT[4:]
    with pytest.raises(ObjectMissing):
        objects.lend(NOBODY)


def test_uploading_again_mends_a_damaged_file(place: Any) -> None:
    objects = place.store()
    put(objects)
    place.overwrite(DIGEST, flipped(CONTENT))

    put(objects)

    assert objects.read(DIGEST) == CONTENT


def test_too_many_bytes_store_nothing(place: Any) -> None:
    objects = place.store()
    with pytest.raises(ObjectTooLarge) as refused:
        objects.put(io.BytesIO(bytes(3_000_000)), limit=2 * 1024 * 1024)

    assert refused.value.values == {"limit": 2}
    assert list(objects.held()) == []
    assert leavings(place) == []


def test_the_limit_itself_is_allowed(objects: Objects) -> None:
    assert objects.put(io.BytesIO(CONTENT), limit=len(CONTENT)).size == len(CONTENT)


class Torn(io.RawIOBase):
    """An upload whose connection breaks after some bytes."""

    def __init__(self) -> None:
        self.n_reads = 0

    def read(self, size: int = -1) -> bytes:
        self.n_reads += 1
        if self.n_reads > 2:
            raise ConnectionResetError("the browser went away")
        return CONTENT


def test_a_torn_upload_stores_nothing(place: Any) -> None:
    with pytest.raises(ConnectionResetError):
        place.store().put(Torn())

    assert list(place.store().held()) == []
    assert leavings(place) == []


def leavings(place: Any) -> list[Path]:
    """Files that an upload left behind outside the store's own."""
    folders = [place.scratch, Path(place.at) / "unfinished"]
    return [path for folder in folders for path in folder.glob("*")]


KILLED = """
import json, sys, time
from pathlib import Path
from review.gateways.objects import objects_at

class Slow:
    n = 0
    def read(self, size):
        self.n += 1
        if self.n == 4:
            print("in the middle", flush=True)
            time.sleep(600)
        return b"x" * size

place = json.loads(sys.argv[1])
objects_at(
    place["at"], scratch=Path(place["scratch"]), options=place["options"]
).put(Slow())
"""


def test_a_kill_in_the_middle_stores_nothing(place: Any) -> None:
    facts = {**vars(place), "scratch": str(place.scratch)}
    command = [sys.executable, "-c", KILLED, json.dumps(facts)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "in the middle\n"
        writer.kill()
    objects = place.store()

    assert list(objects.held()) == []
    later = datetime.now(UTC) + timedelta(seconds=5)
    assert objects.drop_unfinished(before=later - timedelta(days=1)) == 0
    objects.drop_unfinished(before=later)
    assert leavings(place) == []
    assert put(objects).digest == DIGEST


FULL = """
import io, resource, sys
from pathlib import Path
from review.gateways.objects import StoreFailed, objects_at

resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))
objects = objects_at(sys.argv[1], scratch=Path(sys.argv[1]))
try:
    objects.put(io.BytesIO(bytes(5_000_000)))
except StoreFailed:
    print(len(list(objects.held())), len(list(Path(sys.argv[1], "unfinished").iterdir())))
"""


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, tmp_path]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.stdout == "0 0\n", done.stderr


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    objects = objects_at(tmp_path / "file" / "objects", scratch=tmp_path)

    with pytest.raises(StoreFailed):
        put(objects)


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    options = {"endpoint": "http://127.0.0.1:1", "region": "x"}
    keys = {"access_key_id": "x", "secret_access_key": "x"}
    objects = objects_at("s3://b/p", scratch=tmp_path, options=options | keys)

    for action in (
        lambda: put(objects),
        lambda: objects.read(DIGEST),
        lambda: objects.has(DIGEST),
        lambda: objects.delete(DIGEST),
        lambda: list(objects.held()),
    ):
        with pytest.raises(StoreFailed):
            action()


@pytest.fixture
def silent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Objects]:
    """A store that takes every connection and never says a word."""
    monkeypatch.setattr(objects_s3, "PROMPT", "400ms")
    monkeypatch.setattr(store_door, "PATIENCE", 0.1)
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        endpoint = f"http://127.0.0.1:{server.getsockname()[1]}"
        options = {"endpoint": endpoint, **KEYS}
        yield objects_at("s3://b/p", scratch=tmp_path, options=options)


def seconds_until_refused(action: Callable[[], object]) -> float:
    began = time.monotonic()
    with pytest.raises(StoreFailed):
        action()
    return time.monotonic() - began


def test_one_thread_alone_waits_for_a_store_that_hangs(silent: Objects) -> None:
    """The threads of a server are few, and other requests need nothing of the store."""
    with ThreadPoolExecutor(5) as threads:
        asked = [
            threads.submit(seconds_until_refused, lambda: silent.open(DIGEST))
            for _ in range(5)
        ]
        waited = sorted(each.result() for each in asked)

    assert [each > 0.5 for each in waited] == [False] * 4 + [True]
    for action in (
        lambda: silent.lend(DIGEST),
        lambda: silent.has(DIGEST),
        lambda: put(silent),
    ):
        assert seconds_until_refused(action) < 0.2


def test_a_store_that_has_just_answered_is_asked_by_all_at_once() -> None:
    door, together = store_door.Door(), threading.Barrier(3)
    may_answer, n_asked = threading.Event(), count()

    def first() -> int:
        number = next(n_asked)
        assert may_answer.wait(20)
        return number

    with ThreadPoolExecutor(3) as threads:
        asked = [threads.submit(door.ask, first) for _ in range(2)]
        time.sleep(0.05)
        # Nobody else asks a store of which nothing is known.
        assert next(n_asked) == 1
        may_answer.set()
        assert sorted(each.result(20) for each in asked) == [0, 2]
        met = [threads.submit(door.ask, lambda: together.wait(20)) for _ in range(3)]
        assert sorted(each.result(20) for each in met) == [0, 1, 2]


def test_a_store_that_answers_again_is_asked_again(
    place: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_door, "SILENCE", 0.05)
    objects = place.store()
    put(objects)
    if place.options:
        with pytest.raises(StoreFailed):
            objects.door.ask(_failing)
        with pytest.raises(StoreFailed):
            objects.read(DIGEST)
        time.sleep(0.06)

    assert objects.read(DIGEST) == CONTENT


def _failing() -> None:
    raise StoreFailed


def test_an_unknown_kind_of_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnusableStore):
        objects_at("gs://bucket", scratch=tmp_path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"allow_http": "true"}, "OBJECTS_OPTIONS: allow_http"),
        ({"timeout": "9s", "proxy_url": "x"}, "OBJECTS_OPTIONS: proxy_url, timeout"),
        ({"endpiont": "http://s"}, "'endpiont' is not valid"),
        ({"region_name": "a"}, "(endpoint, region, access_key_id, secret_access_key"),
        ({"region": 5}, "is not an instance of 'str'"),
        ({"client_options": {"timeout": "9s"}}, "'client_options' is not valid"),
    ],
)
def test_options_the_store_cannot_have_are_told_in_one_line(
    tmp_path: Path, options: dict[str, Any], said: str
) -> None:
    """One of them makes the library panic, which is no Exception."""
    given = {"secret_access_key": "planted", **options}

    with pytest.raises(UnusableStore) as told:
        objects_at("s3://bucket/a", scratch=tmp_path, options=given)

    problem = told.value.values["problem"]
    assert said in problem
    assert "\n" not in problem
    assert "planted" not in problem


def test_the_usual_options_are_taken(tmp_path: Path) -> None:
    options = dict.fromkeys(objects_s3.USUAL.split(", "), "true")
    given = options | {"endpoint": "http://127.0.0.1:1"}

    assert objects_at("s3://bucket/a", scratch=tmp_path, options=given)


@pytest.mark.parametrize("option", sorted(CLIENT_OPTIONS))
def test_no_option_ends_the_process(
    tmp_path: Path, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the library knows more of them than this program."""
    monkeypatch.setattr(objects_s3, "CLIENT_OPTIONS", frozenset())

    with pytest.raises(UnusableStore):
        objects_at("s3://bucket/a", scratch=tmp_path, options={option: "1"})


def test_files_lie_two_folders_deep_and_are_private(tmp_path: Path) -> None:
    put(objects_at(tmp_path, scratch=tmp_path))

    path = tmp_path / DIGEST[:2] / DIGEST[2:4] / DIGEST
    assert path.read_bytes() == CONTENT
    assert path.stat().st_mode & 0o777 == 0o600
