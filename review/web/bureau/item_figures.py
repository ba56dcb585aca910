"""What a checklist's use says of its items, for the bureau's officers."""

from __future__ import annotations

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from review.domain.answers import Special
from review.domain.item_times import FEWEST_TIMED
from review.domain.policy import Action
from review.services import item_figures
from review.services.item_figures import ItemsView, Order
from review.web.access import Guarded, viewer
from review.web.bureau import campaign_words
from review.web.bureau.lists import download, one_of
from review.web.display import words
from review.web.language import gettext as _
from review.web.language import said
from review.web.tracing_facts import minutes
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
    is_timed = any(line.time.n_timed for line in found.lines)
    return render_template(
        "reconciliation/items.html",
        found=found,
        schemes=schemes,
        chosen=chosen,
        order=order,
        orders=[each for each in Order if is_timed or each is not Order.TIME],
        lines=item_figures.in_order(lines, order),
        specials=[(each, SPECIALS[each]) for each in Special],
        is_timed=is_timed,
        is_proposed=any(line.overridden.whole for line in found.lines),
        is_objected=any(line.upheld.whole for line in found.lines),
        time_words=_time_words(found, is_timed),
        minutes=minutes,
        tabs=campaign_words.tabs(code, "reconciliation.files"),
    )


def _time_words(found: ItemsView, is_timed: bool) -> str:
    """How the time for an item is measured, or why it is not known."""
    if is_timed:
        return _(
            "“Reading time” is the median, over reviews with a reading trace, of how "
            "long pages of the scanned file were open between the answer before and the "
            "one to the item; fewer than %(n)s reviews give none. What was read before "
            "a review's first answer belongs to no item, and what was read on paper, "
            "offline or thought over without a page is not known.",
            n=FEWEST_TIMED,
        )
    if found.trace_days:
        return ngettext(
            "No time for an item is known: no settled review has a reading trace, "
            "or the %(num)d day for which traces are kept is over.",
            "No time for an item is known: no settled review has a reading trace, "
            "or the %(num)d days for which traces are kept are over.",
            found.trace_days,
        )
    return _(
        "No time for an item is known, as this campaign keeps no reading traces; "
        "answers themselves have no moments."
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
