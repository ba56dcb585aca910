"""Quality review of legal-aid cases by peers: one case, two blind reviews."""

from __future__ import annotations

import atexit
import gc
import os
from pathlib import Path
from typing import Any

from flask import Flask
from flask.cli import ScriptInfo

__version__ = "0.3.0"


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """The application; it refuses to start with an unguarded page."""
    from review import cli, config, web
    from review.services import shelf
    from review.store import database
    from review.web import assets

    static = assets.address()
    app = Flask(__name__, instance_relative_config=True, static_url_path=static)
    config.configure(app, overrides)
    shelf.check(app.config, Path(app.instance_path))
    database.init_app(app)
    web.init_app(app)
    cli.init_app(app)
    return app


def main() -> None:
    """The console script `case-review`."""
    # Nothing imported becomes garbage; looking for some took a sixth of every start.
    gc.disable()
    from review.cli import group
    from review.cli.words import speak

    speak()
    group.main(prog_name="case-review", obj=ScriptInfo(create_app=started))


def started() -> Flask:
    """The application of a process of its own, in which it stays to the end."""
    gc.disable()
    from review.services.page_images import stand_by
    from review.web.one_at_a_time import OneAtATime

    app = create_app()
    atexit.register(_end, app, os.getpid())
    served = OneAtATime(app.wsgi_app, begin=stand_by)
    app.wsgi_app = served  # type: ignore[method-assign]
    gc.freeze()
    gc.enable()
    return app


def _end(app: Flask, process: int) -> None:
    from review.store import database

    # A process forked off would take the locks of this one with it.
    if os.getpid() == process:
        database.let_go(app)
