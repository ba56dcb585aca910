"""A ZIP is judged by its directory; what would harm is refused before it is unpacked."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile

import pytest

from review.files import bundles
from review.files.bundles import BundleFault, BundleRefused, EntryFault

MEGABYTE = 1024 * 1024


def zipped(*files: tuple[str | zipfile.ZipInfo, bytes]) -> io.BytesIO:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)
                made.writestr(name, content)
    return body


def faults(body: io.BytesIO, most: int = MEGABYTE) -> list[EntryFault | None]:
    return [each.fault for each in bundles.entries(body, most_bytes=most)]


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def test_files_are_listed_with_their_folders() -> None:
    body = zipped(("a/", b""), ("a/(2025)1号/正卷.pdf", b"x"), ("b.pdf", b"yy"))

    found = bundles.entries(body, most_bytes=MEGABYTE)

    assert [(each.path, each.n_bytes, each.fault) for each in found] == [
        ("a/(2025)1号/正卷.pdf", 1, None),
        ("b.pdf", 2, None),
    ]
    assert [each.names for each in found] == [("正卷", "(2025)1号", "a"), ("b",)]
    with bundles.content(body, found[1]) as stream:
        assert stream.read() == b"yy"


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("../a.pdf", EntryFault.PATH),
        ("a/../../b.pdf", EntryFault.PATH),
        ("/etc/passwd", EntryFault.PATH),
        ("..\\a.pdf", EntryFault.PATH),
        ("C:\\a.pdf", EntryFault.PATH),
        ("a..b/c.pdf", None),
        (link("a.pdf"), EntryFault.LINK),
    ],
)
def test_what_leaves_the_zip_is_refused(
    name: str | zipfile.ZipInfo, fault: EntryFault | None
) -> None:
    assert faults(zipped((name, b"x"))) == [fault]


def test_names_given_twice_are_refused_both() -> None:
    body = zipped(("a.pdf", b"x"), ("A.PDF", b"y"), ("b.pdf", b"z"))

    assert faults(body) == [EntryFault.TWICE, EntryFault.TWICE, None]


def test_bombs_empty_and_large_files_are_refused() -> None:
    body = zipped(("a.pdf", b"\0" * 3 * MEGABYTE), ("b.pdf", b""), ("c.pdf", b"x" * 9))

    assert faults(body, 9 * MEGABYTE) == [EntryFault.BOMB, EntryFault.EMPTY, None]
    assert faults(body, 8) == [EntryFault.TOO_BIG, EntryFault.EMPTY, EntryFault.TOO_BIG]


def test_what_systems_put_beside_files_is_left_out() -> None:
    noise = ["__MACOSX/._a.pdf", "a/.DS_Store", "a/__MACOSX/b.pdf", "b/._a.pdf"]
    body = zipped(*((path, b"x") for path in (*noise, "a.pdf")))

    assert [each.path for each in bundles.entries(body, most_bytes=9)] == ["a.pdf"]


@pytest.mark.parametrize(
    "content",
    [b"", b"no zip", zipped(("a", b"x")).getvalue()[:-9]],
    ids=["empty", "other", "cut off"],
)
def test_what_is_no_zip_is_told(content: bytes) -> None:
    with pytest.raises(BundleRefused) as told:
        bundles.entries(io.BytesIO(content), most_bytes=MEGABYTE)

    assert told.value.fault is BundleFault.NO_ZIP


def test_too_many_entries_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundles, "MOST_ENTRIES", 2)

    with pytest.raises(BundleRefused) as told:
        faults(zipped(("a", b"x"), ("b", b"x"), ("c", b"x")))

    assert told.value.fault is BundleFault.TOO_MANY


def patched(body: io.BytesIO, at: int, value: int) -> io.BytesIO:
    """The last entry of the directory with a number changed."""
    raw = bytearray(body.getvalue())
    place = raw.rindex(b"PK\x01\x02") + at
    raw[place : place + 4] = struct.pack("<I", value)
    return io.BytesIO(bytes(raw))


def test_entries_that_share_their_bytes_are_refused() -> None:
    body = patched(zipped(("a", b"x" * 50), ("b", b"y" * 50)), 42, 0)

    with pytest.raises(BundleRefused) as told:
        faults(body)

    assert told.value.fault is BundleFault.OVERLAPPING


def test_a_size_that_lies_breaks_off() -> None:
    body = patched(zipped(("a", b"x" * 5000)), 24, 10)
    (entry,) = bundles.entries(body, most_bytes=MEGABYTE)

    with pytest.raises(BundleRefused), bundles.content(body, entry) as stream:
        stream.read()


def test_names_in_the_letters_of_old_chinese_systems_are_read() -> None:
    info = zipfile.ZipInfo("x.pdf")
    body = zipped((info, b"x"))
    raw = body.getvalue().replace(b"x.pdf", "卷.p".encode("gb18030") + b"d")

    (entry,) = bundles.entries(io.BytesIO(raw), most_bytes=9)

    assert entry.path == "卷.pd"
