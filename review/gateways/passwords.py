"""Password hashes: argon2id with the library's current parameters."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
"""For tests and demo accounts only; a real password always gets the full cost."""


def make_hash(password: str, *, cheap: bool = False) -> str:
    return PasswordHasher(**CHEAP if cheap else {}).hash(password)


def is_right(password: str, stored: str | None, *, cheap: bool = False) -> bool:
    """Whether the password fits. Without a stored hash it takes just as long."""
    against = stored or _nobody(cheap)
    try:
        return PasswordHasher().verify(against, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody(cheap: bool) -> str:
    return make_hash("nobody's password", cheap=cheap)
