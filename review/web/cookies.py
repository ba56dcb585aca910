"""The cookie of a session, whose signer is made once and not for every request."""

from __future__ import annotations

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class KeptSigner(SecureCookieSessionInterface):
    """Flask's own sessions: the same keys, the same checks."""

    def __init__(self) -> None:
        self._made: tuple[object, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        keys = app.secret_key, *(app.config["SECRET_KEY_FALLBACKS"] or ())
        known, signer = self._made
        if known != keys:
            signer = super().get_signing_serializer(app)
            self._made = keys, signer
        return signer
