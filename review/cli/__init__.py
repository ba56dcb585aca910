"""The same from the command line: `case-review …` and `flask --app wsgi …`."""

from __future__ import annotations

from flask.cli import AppGroup

group = AppGroup("case-review", help="Quality review of legal-aid cases by peers.")
