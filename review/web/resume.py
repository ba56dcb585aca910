"""What was filled in while a session ended or a form grew old is sent after all.

The form's token says whose form it was. Only the same person gets it back; a form that
nobody can vouch for is not offered again.
"""

from __future__ import annotations

import secrets
from hashlib import sha256

from flask import current_app, g, render_template, request, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeTimedSerializer

from review.domain.policy import Viewer

RANDOM = 40
KEEP = "kept-"
SECRET = ("password",)
OF_ACCOUNTS = ("old", "new", "again", "code")
"""Secret where somebody's own account is concerned; a campaign has a code as well."""


def mark_of(viewer: Viewer) -> str:
    """How a form's token names its reader."""
    if not viewer.is_signed_in:
        return ""
    return sha256(viewer.public_id.encode()).hexdigest()[:16]


def begin_tokens(viewer: Viewer) -> None:
    """Forms from now on carry tokens of this reader."""
    session["csrf_token"] = secrets.token_hex(RANDOM // 2) + mark_of(viewer)
    g.pop("csrf_token", None)


def owner() -> str | None:
    """Whose form was sent, as its token says; None where the token is not ours."""
    sent = request.form.get("csrf_token", "")
    try:
        raw = _signer().loads(sent)
    except BadData:
        return None
    return str(raw)[RANDOM:]


def _signer() -> URLSafeTimedSerializer:
    key = current_app.config.get("WTF_CSRF_SECRET_KEY", current_app.secret_key)
    return URLSafeTimedSerializer(key, salt="wtf-csrf-token")


def kept() -> list[tuple[str, str]]:
    """What was filled in, without passwords and codes; files cannot be kept."""
    if request.files or request.method != "POST":
        return []
    left_out = {"csrf_token", *SECRET}
    if request.blueprint == "account":
        left_out.update(OF_ACCOUNTS)
    fields = request.form.items(multi=True)
    return [(name, value) for name, value in fields if name not in left_out]


def page(sentence: str) -> str | None:
    """The page that offers to sign in, if need be, and to send again.

    None where there is nothing to keep, or where the form is somebody else's.
    """
    whose, fields = owner(), kept()
    is_other = g.viewer.is_signed_in and whose != mark_of(g.viewer)
    if not whose or not fields or is_other:
        return None
    return shown(sentence, request.full_path, whose, fields)


def shown(sentence: str, target: str, whose: str, fields: list[tuple[str, str]]) -> str:
    """The kept form; signed in, it is sent to where it was going."""
    return render_template(
        "account/resume.html",
        sentence=sentence,
        target=target,
        whose=_seal(whose, target),
        fields=fields,
        prefix=KEEP,
        token=generate_csrf(),
    )


def _seal(whose: str, target: str) -> str:
    return _sealer().dumps([whose, target])


def opened() -> tuple[str, str, list[tuple[str, str]]] | None:
    """Whose kept form this is, where it goes, and what is in it."""
    try:
        whose, target = _sealer().loads(request.form.get("whose", ""))
    except (BadData, ValueError):
        return None
    fields = request.form.items(multi=True)
    return (
        str(whose),
        str(target),
        [(n.removeprefix(KEEP), v) for n, v in fields if n.startswith(KEEP)],
    )


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="kept form")
