"""What a checklist's use says of its items, for the bureau's officers."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from review.domain.answers import Special
from review.domain.policy import Action
from review.services import item_figures
from review.services.item_figures import Order
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download, one_of
from review.web.display import words
from review.web.language import said
from review.web.wording import SPECIALS

bp = Guarded("item_figures", __name__, url_prefix="/campaigns/<code>/items")


@bp.get("/", action=Action.RESULTS_READ)
def page(code: str) -> ResponseReturnValue:
    """Item by item, of settled files only; then the organs that stood in the way.

    One scheme at a time: a campaign with eight has hundreds of items.
    """
    found = item_figures.of_campaign(viewer=viewer(), code=code)
    schemes = {line.scheme_code: line.scheme for line in found.lines}
    chosen = one_of("scheme", schemes, next(iter(schemes), ""))
    order = Order(one_of("order", set(Order), Order.SHEET))
    lines = [line for line in found.lines if line.scheme_code == chosen]
    return render_template(
        "reconciliation/items.html",
        found=found,
        schemes=schemes,
        chosen=chosen,
        order=order,
        orders=list(Order),
        lines=item_figures.in_order(lines, order),
        specials=[(each, SPECIALS[each]) for each in Special],
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )


@bp.get("/items.<any(csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export_items(code: str, file_format: str) -> Response:
    body = item_figures.export_items(
        viewer=viewer(), code=code, file_format=file_format, say=said, words=words
    )
    return download(body, f"items-{code}", file_format)


@bp.get("/organs.<any(csv, xlsx):file_format>", action=Action.RESULTS_READ)
def export_organs(code: str, file_format: str) -> Response:
    body = item_figures.export_organs(
        viewer=viewer(), code=code, file_format=file_format, say=said, words=words
    )
    return download(body, f"organs-{code}", file_format)
