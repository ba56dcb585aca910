"""For a WSGI server: `gunicorn wsgi:app`; also found by `flask run`."""

from review import started

app = started()
