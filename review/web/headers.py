"""What every answer says to the browser: nothing from elsewhere, nothing kept."""

from __future__ import annotations

from flask import Flask, Response, request

from review.web import assets, settings
from review.web.access import ASSETS

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
KEEPABLE = (200, 206, 304)
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)


def init_app(app: Flask) -> None:
    app.after_request(_add_headers)


def _add_headers(response: Response) -> Response:
    headers = response.headers
    # No view writes these itself: adding is a quarter of the work of replacing.
    headers.extend(ALWAYS)
    if settings.is_secure():
        headers.add("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    if request.endpoint in ASSETS:
        is_there = response.status_code in KEEPABLE
        headers["Cache-Control"] = assets.KEPT if is_there else "no-store"
        return response
    if "Content-Security-Policy" not in headers:
        headers.add("Content-Security-Policy", POLICY)
    headers["Cache-Control"] = "no-store"
    headers["Vary"] = "Cookie"
    return response
