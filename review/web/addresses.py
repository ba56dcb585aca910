"""Addresses within the application: where a form leads back to, and what lists link."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from urllib.parse import urlencode

from flask import request, url_for

NOTHING: Mapping[str, object] = {}
SAFE = "!$'()*,/:;?@"
"""What stands for itself in a query: as Werkzeug writes addresses."""


def local(target: str | None) -> str:
    """Only addresses of this application are followed."""
    is_local = (
        target is not None
        and target.startswith("/")
        and target[1:2] not in ("/", "\\")
        and target.isprintable()
    )
    return target if target and is_local else url_for("account.home")


def address(
    endpoint: str, asked: Mapping[str, object] = NOTHING, **values: Hashable
) -> str:
    """Flask's `url_for`, kept for lists: finding a rule takes longer than a row.

    What is `asked` stands behind the question mark and is not kept.
    """
    found = _kept(endpoint, request.script_root, tuple(values.items()))
    return f"{found}?{urlencode(asked, safe=SAFE)}" if asked else found


@lru_cache(maxsize=2048)
def _kept(endpoint: str, _root: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    return url_for(endpoint, **dict(values))
