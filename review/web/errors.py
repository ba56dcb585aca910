"""One place where a broken rule becomes a page, or an answer to a script."""

from __future__ import annotations

import logging
import secrets

from flask import (
    Flask,
    current_app,
    g,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from review.domain.errors import N_, Busy, NotVisible, RuleBroken, StaleVersion
from review.services import intake
from review.web import resume
from review.web.display import filled
from review.web.language import gettext as _

log = logging.getLogger(__name__)

SENTENCES = {
    400: N_("The request could not be understood. Go back and try again."),
    401: N_("Please sign in first."),
    404: N_("There is nothing here."),
    405: N_("This address cannot be used in this way."),
    413: N_("The file is too large. The limit is %(limit)s MB."),
    429: N_("Too many attempts. Wait a few minutes and try again."),
}


def init_app(app: Flask) -> None:
    app.register_error_handler(RuleBroken, refused)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(Exception, unexpected)


def refused(error: RuleBroken) -> ResponseReturnValue:
    """A rule refused: say which one. What must not be seen looks like nothing."""
    if isinstance(error, NotVisible):
        return _answer(_(SENTENCES[404]), 404)
    if isinstance(error, Busy):
        response = make_response(_answer(in_words(error), 503))
        response.headers["Retry-After"] = "5"
        return response
    status = 409 if isinstance(error, StaleVersion) else 422
    return _answer(in_words(error), status)


def in_words(error: RuleBroken) -> str:
    """The sentence of a broken rule in the reader's language."""
    return filled(error.sentence, error.values)


def form_expired(_error: CSRFError) -> ResponseReturnValue:
    """An old form of the same person is offered again; any other is refused."""
    sentence = _("This form had grown old. Nothing was changed yet.")
    if wants_pages() and (page := resume.page(sentence)):
        return page, 400
    return _answer(
        _("This form has expired. Go back, reload the page and send it again."), 400
    )


def failed(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    sentence = _("Your session has ended. Sign in here to send what you filled in.")
    if code == 401 and wants_pages() and (page := resume.page(sentence)):
        return page, 401
    return _answer(_(SENTENCES.get(code, SENTENCES[400]), limit=_most()), code)


def _most() -> int:
    """Megabytes of a file here; a request of a table has some room for its form."""
    most = (request.max_content_length or 0) // (1024 * 1024)
    if request.endpoint in current_app.extensions["case_review_uploads"]:
        return most
    return min(most, intake.MOST_MEGABYTES)


def wants_pages() -> bool:
    """A person with a browser asks, not a script."""
    return request.accept_mimetypes.best != "application/json"


def unexpected(error: Exception) -> ResponseReturnValue:
    """Our fault: the page shows a reference only, the log has the rest."""
    reference = secrets.token_hex(4)
    log.error("unexpected error, reference %s", reference, exc_info=error)
    sentence = _("Something went wrong on our side. Nothing was changed.")
    return _answer(f"{sentence} ({reference})", 500)


def _answer(sentence: str, status: int) -> ResponseReturnValue:
    g.is_refused = True
    if not wants_pages():
        return jsonify(error=sentence), status
    return render_template("error.html", sentence=sentence, status=status), status
