"""Keys of bureaus: made once, readable by nobody else, good for one purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from review.gateways import signing


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / "exchange-x.pem"
    signing.make_key(path)
    return path


def test_the_private_key_is_for_us_alone_and_made_once(key: Path) -> None:
    before = key.read_bytes()
    signing.make_key(key)

    assert key.read_bytes() == before
    assert oct(key.stat().st_mode & 0o777) == "0o600"
    assert [each.name for each in key.parent.iterdir()] == [key.name]


def test_a_signature_holds_for_its_message_and_key_only(
    key: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.pem"
    signing.make_key(other)
    public, signature = signing.public_key(key), signing.sign(key, b"said")

    assert signing.is_signed(public, signature, b"said")
    assert not signing.is_signed(public, signature, b"said ")
    assert not signing.is_signed(public, signature[:-1], b"said")
    assert not signing.is_signed(signing.public_key(other), signature, b"said")
    assert not signing.is_signed(b"short", signature, b"said")
