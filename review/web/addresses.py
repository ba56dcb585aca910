"""Where a form leads back to."""

from __future__ import annotations

from flask import url_for


def local(target: str | None) -> str:
    """Only addresses of this application are followed."""
    is_local = (
        target is not None
        and target.startswith("/")
        and target[1:2] not in ("/", "\\")
        and target.isprintable()
    )
    return target if target and is_local else url_for("account.home")
