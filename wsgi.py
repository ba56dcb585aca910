"""For a WSGI server: `gunicorn wsgi:app`; also found by `flask run`."""

from review import create_app

app = create_app()
