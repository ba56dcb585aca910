"""Ed25519 keys of bureaus: the private half stays in a file that only we may read."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PURPOSE = b"case-review exchange\n"
"""Stands before what is signed, so that no signature serves anything else."""
MODE = 0o600


def has_key(path: Path) -> bool:
    return path.exists()


def make_key(path: Path) -> None:
    """Make the key once; of two at the same time one wins and stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    body = Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=MODE)
    draft.write_bytes(body)
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def public_key(path: Path) -> bytes:
    return _private(path).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def sign(path: Path, message: bytes) -> bytes:
    return _private(path).sign(PURPOSE + message)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, PURPOSE + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _private(path: Path) -> Ed25519PrivateKey:
    found = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(found, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is no Ed25519 key")
    return found
