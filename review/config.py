"""Defaults; the environment (CASE_REVIEW_…) and instance/config.py override them."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Config, Flask

DEFAULTS: dict[str, Any] = {
    "SQLALCHEMY_DATABASE_URI": "sqlite:///review.sqlite",
    # A table of 30 MB, the most that is read of one, and the form that it comes with.
    "MAX_CONTENT_LENGTH": 32 * 1024 * 1024,
    "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
    "MAX_FORM_PARTS": 4000,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_NAME": "case_review",
    "SESSION_IDLE": timedelta(minutes=30),
    "SESSION_LENGTH": timedelta(hours=12),
    "WTF_CSRF_TIME_LIMIT": None,
    "BABEL_DEFAULT_LOCALE": "zh_Hans",
    "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    "BOOTSTRAP_SERVE_LOCAL": True,
    "BUREAU_NAME": "市司法局",
    "BUREAU_AREA": "本市",
    "SECURE_COOKIES": False,
    "DEMO": False,
    "PASSWORD_COST": "full",
    "TRUSTED_PROXIES": 0,
    # Scanned case files: where they lie (nothing is below instance/), and what they may
    # take. UPLOAD_MEGABYTES is for everything sent at once.
    "DATA_FOLDER": "",
    "OBJECTS": "",
    "OBJECTS_OPTIONS": {},
    "SCAN_MEGABYTES": 500,
    "SCAN_PAGES": 3000,
    "UPLOAD_MEGABYTES": 2048,
    # Seconds that a plain form waits for the check of its file.
    "UPLOAD_PATIENCE": 2,
    # The images of pages are cut back to this by the nightly run.
    "CACHE_MEGABYTES": 4096,
    "ACCEPT_UNISOLATED": False,
    # Text recognition on pages without text, where the extra for it is installed.
    "OCR": True,
    # Messages: where links in them lead, the mail server, and a provider of text
    # messages. Without any of these, notices stay in the application.
    "PUBLIC_URL": "",
    "MAIL_HOST": "",
    "MAIL_PORT": 0,
    "MAIL_SECURITY": "starttls",
    "MAIL_USER": "",
    "MAIL_PASSWORD": "",
    "MAIL_FROM": "",
    "SMS_URL": "",
    "SMS_FORMAT": "json",
    "SMS_BODY": {},
    "SMS_HEADERS": {},
    "SMS_SECRET": "",
    "SMS_SUCCESS": "",
    "MESSAGE_TIMEOUT": 20,
    "MESSAGE_CA": "",
}
LANGUAGES = {"zh_Hans": "中文", "en": "English"}


def configure(app: Flask, overrides: dict[str, Any] | None) -> None:
    """Defaults, then instance/config.py, then the environment, then `overrides`."""
    app.config.from_mapping(DEFAULTS)
    app.config.from_pyfile("config.py", silent=True)
    app.config.from_prefixed_env("CASE_REVIEW")
    if url := os.environ.get("CASE_REVIEW_DATABASE_URL"):
        app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config.update(overrides or {})
    _read_sessions(app.config)
    if not app.config.get("SECRET_KEY"):
        app.config["SECRET_KEY"] = _kept_secret(Path(app.instance_path))


class CheapPasswords(RuntimeError):
    """Passwords of real people were to be hashed as cheaply as those of a test."""


def _read_sessions(config: Config) -> None:
    """Durations may be given in minutes; secure cookies belong to this host alone."""
    for name in ("SESSION_IDLE", "SESSION_LENGTH"):
        if isinstance(config[name], int):
            config[name] = timedelta(minutes=config[name])
    config["SESSION_COOKIE_SECURE"] = config["SECURE_COOKIES"]
    if config["SECURE_COOKIES"]:
        config["SESSION_COOKIE_NAME"] = f"__Host-{config['SESSION_COOKIE_NAME']}"
    if config["PASSWORD_COST"] == "cheap" and not (config["DEMO"] or config["TESTING"]):
        raise CheapPasswords("PASSWORD_COST=cheap is for demonstrations and tests only")


def _kept_secret(folder: Path) -> str:
    """The key of this installation, made at the first start and kept."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "secret_key"
    if not path.exists():
        # Linking is atomic: of two first starts, one key wins and both read it.
        draft = folder / f"secret_key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")
