"""Requests become one service call and a page."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf.csrf import CSRFProtect

from review.web import (
    access,
    cookies,
    display,
    errors,
    frame,
    headers,
    language,
    navigation,
)
from review.web.rooms import BLUEPRINTS

babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Put the web together: language first, guards before every page."""
    app.session_interface = cookies.KeptSigner()
    babel.init_app(app, locale_selector=language.selected)
    language.init_app(app)
    bootstrap.init_app(app)
    access.init_app(app, BLUEPRINTS)
    csrf.init_app(app)
    errors.init_app(app)
    headers.init_app(app)
    display.init_app(app)
    navigation.init_app(app)
    frame.init_app(app)
