"""Password hashes: argon2id with the library's current parameters."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""For tests and demo accounts only; a real password always gets the full cost."""


def make_hash(password: str, *, cheap: bool = False) -> str:
    return PasswordHasher(**CHEAP if cheap else {}).hash(password)


def is_right(password: str, stored: str | None) -> bool:
    """Whether the password fits. Without a stored hash it takes just as long."""
    try:
        return PasswordHasher().verify(stored or _nobody(), password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return PasswordHasher().hash("nobody's password")
