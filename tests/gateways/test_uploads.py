"""What has arrived stays, goes on where it stopped, and is swept away when it is old."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from review.gateways.uploads import (
    SPARE,
    LongerThanSaid,
    NoRoom,
    OffsetWrong,
    Upload,
    Uploads,
)

BODY = bytes(range(256)) * 100


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def begun(uploads: Uploads, n_bytes: int = len(BODY), owner: str = "me") -> Upload:
    return uploads.begin(owner=owner, about="case", n_bytes=n_bytes, key="k")


def content(uploads: Uploads, upload: Upload) -> bytes:
    with uploads.open(upload) as file:
        return file.read()


class Torn(io.RawIOBase):
    """A connection that breaks after some bytes."""

    def __init__(self, n: int) -> None:
        self.left = n

    def read(self, size: int = -1) -> bytes:
        if not self.left:
            raise ConnectionAbortedError("the browser went away")
        taken, self.left = self.left, 0
        return BODY[:taken]


def test_an_upload_is_found_again(uploads: Uploads) -> None:
    made = begun(uploads)

    assert uploads.find(made.id) == made
    assert [uploads.of("me"), uploads.of("you")] == [[made], []]
    assert (uploads.received(made), uploads.state(made)) == (0, {})


@pytest.mark.parametrize("name", ["", "..", "x" * 16, "../../etc/passwd", ".turn"])
def test_what_nobody_began_is_not_there(uploads: Uploads, name: str) -> None:
    with uploads.turn():
        begun(uploads)

    assert uploads.find(name) is None


def test_pieces_follow_each_other(uploads: Uploads) -> None:
    made = begun(uploads)

    assert uploads.append(made, io.BytesIO(BODY[:1000]), offset=0) == 1000
    assert uploads.append(made, io.BytesIO(BODY[1000:]), offset=1000) == len(BODY)
    assert content(uploads, made) == BODY


@pytest.mark.parametrize("offset", [0, 999, 1001])
def test_a_piece_for_another_place_is_refused(uploads: Uploads, offset: int) -> None:
    made = begun(uploads)
    uploads.append(made, io.BytesIO(BODY[:1000]), offset=0)

    with pytest.raises(OffsetWrong) as wrong:
        uploads.append(made, io.BytesIO(b"x"), offset=offset)
    assert (wrong.value.offset, uploads.received(made)) == (1000, 1000)


def test_what_arrived_before_a_break_stays(uploads: Uploads) -> None:
    made = begun(uploads)

    with pytest.raises(Exception, match=r"store of files|went away"):
        uploads.append(made, Torn(700), offset=0)
    assert uploads.received(made) == 700
    uploads.append(made, io.BytesIO(BODY[700:]), offset=700)
    assert content(uploads, made) == BODY


def test_more_than_was_said_is_refused(uploads: Uploads) -> None:
    made = begun(uploads, n_bytes=10)

    with pytest.raises(LongerThanSaid):
        uploads.append(made, io.BytesIO(BODY), offset=0)
    assert uploads.received(made) == 10


def test_two_who_send_at_once_do_not_mix(uploads: Uploads) -> None:
    made = begun(uploads)

    class Meanwhile(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            with pytest.raises(OffsetWrong):
                uploads.append(made, io.BytesIO(b"other"), offset=0)
            return super().read(size)

    uploads.append(made, Meanwhile(BODY), offset=0)
    assert content(uploads, made) == BODY


def test_a_full_disk_is_told_before(uploads: Uploads) -> None:
    with pytest.raises(NoRoom):
        begun(uploads, n_bytes=10**18)
    assert uploads.everything() == []
    assert SPARE > 0


def test_states_and_pages_are_kept_and_emptied(uploads: Uploads) -> None:
    made = begun(uploads)
    uploads.append(made, io.BytesIO(BODY), offset=0)
    uploads.note(made, {"stage": "checking"})
    uploads.keep_page(made, 3, b"image")

    assert (uploads.state(made), uploads.page(made, 3)) == (
        {"stage": "checking"},
        b"image",
    )
    uploads.empty(made)
    assert (uploads.received(made), uploads.page(made, 3)) == (0, None)
    uploads.drop(made)
    uploads.drop(made)
    assert (uploads.find(made.id), list(uploads.folder.iterdir())) == (None, [])


def test_of_an_upload_that_is_gone_nothing_is_noted(uploads: Uploads) -> None:
    made = begun(uploads)
    uploads.drop(made)

    uploads.note(made, {"stage": "checked"})
    uploads.keep_page(made, 1, b"image")
    with uploads.alone(made) as is_ours:
        assert is_ours is False
    assert list(uploads.folder.iterdir()) == []


def test_one_looks_into_it_at_a_time(uploads: Uploads) -> None:
    made = begun(uploads)

    with uploads.alone(made) as first, uploads.alone(made) as second:
        assert (first, second) == (True, False)
    with uploads.alone(made) as again:
        assert again is True


HOLD = """
import json, sys, time
from pathlib import Path
from review.gateways.uploads import Uploads

uploads = Uploads(Path(sys.argv[1]))
with uploads.alone(uploads.find(sys.argv[2])) as is_ours:
    print(json.dumps(is_ours), flush=True)
    time.sleep(600)
"""


def test_a_killed_process_holds_nothing(uploads: Uploads) -> None:
    made = begun(uploads)
    command = [sys.executable, "-c", HOLD, str(uploads.folder), made.id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert json.loads(other.stdout.readline()) is True
        with uploads.alone(made) as is_ours:
            assert is_ours is False
        other.kill()
    with uploads.alone(made) as is_ours:
        assert is_ours is True


def test_what_nobody_touched_for_long_goes(uploads: Uploads) -> None:
    old, young = begun(uploads), begun(uploads)
    now = time.time()
    for path in (uploads.folder / old.id, *(uploads.folder / old.id).iterdir()):
        os.utime(path, (now - 100, now - 100))

    assert uploads.drop_old(before=now - 50, rehearse=True) == 1
    assert uploads.drop_old(before=now - 50) == 1
    assert uploads.everything() == [young]
    uploads.append(young, io.BytesIO(BODY), offset=0)
    assert uploads.drop_old(before=time.time() + 1) == 1
