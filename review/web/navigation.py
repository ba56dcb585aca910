"""The links a person may follow; the page only draws them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

from review.domain.errors import N_
from review.domain.policy import Action, may
from review.web.language import chosen


@dataclass(frozen=True, slots=True)
class Link:
    endpoint: str
    words: str
    action: Action


LINKS = (
    Link("reviewer.queue", N_("My reviews"), Action.REVIEW),
    Link("campaigns.overview", N_("Campaigns"), Action.CAMPAIGN_READ),
    Link("intake.start", N_("Intake"), Action.INTAKE),
    Link("cases.listing", N_("Case files"), Action.CASES_READ),
    Link("schemes.listing", N_("Schemes"), Action.SCHEMES_READ),
    Link("exchange.page", N_("Superior and subordinates"), Action.EXCHANGE),
    Link("lawyer.results", N_("My results"), Action.OWN_RESULTS),
    Link("lawyer_year.latest", N_("My annual assessment"), Action.ASSESSMENT_OWN),
    Link("firm.results", N_("My firm"), Action.FIRM_RESULTS),
    Link("firm_year.latest", N_("Firm's annual assessment"), Action.ASSESSMENT_FIRM),
    Link("county.results", N_("County results"), Action.RELEASE_READ_AREA),
    Link("assessment.years", N_("Annual assessment"), Action.ASSESSMENT_COMPILE),
    Link("bar.years", N_("Annual assessment"), Action.ASSESSMENT_DECIDE),
    Link("accounts.listing", N_("Accounts"), Action.ACCOUNTS_READ),
    Link("audit.events", N_("Audit"), Action.AUDIT_READ),
)

# The pages of a campaign's steps stand under the campaigns.
WITHIN = dict.fromkeys(
    (
        *(
            "sampling",
            "replacing",
            "allocation",
            "reconciliation",
            "overrides",
            "item_figures",
            "publication",
            "objections",
        ),
        "members",
        "setting_up",
        "arrivals",
        "reminders",
        "board",
        "taking_back",
        "extensions",
    ),
    "campaigns",
) | {
    "scans": "cases",
    "redaction": "cases",
    "redaction_files": "campaigns",
    "contents": "cases",
    "bundles": "cases",
    "case_dates": "cases",
    "case_pages": "reviewer",
    "offline": "reviewer",
    "designating": "exchange",
    "collecting": "exchange",
    "signed_files": "exchange",
    "tracing": "reviewer",
    "more_time": "reviewer",
    "own_objections": "lawyer",
    "firm_objections": "firm",
}


def init_app(app: Flask) -> None:
    app.context_processor(_for_every_page)


def links() -> list[dict[str, Any]]:
    """What this viewer may open, with the current place marked."""
    here = place_of_page()
    return [
        {
            "url": url_for(link.endpoint),
            "words": link.words,
            "here": link.endpoint.split(".")[0] == here,
        }
        for link in shown()
    ]


def shown() -> tuple[Link, ...]:
    """The links that this viewer may follow."""
    known, viewer = current_app.view_functions, g.viewer
    return tuple(
        link for link in LINKS if link.endpoint in known and may(viewer, link.action)
    )


def place_of_page() -> str:
    """Under which link the page stands; a refusal says nothing of where it was."""
    here = "" if g.get("is_refused") else (request.endpoint or "").split(".")[0]
    return WITHIN.get(here, here)


def _for_every_page() -> dict[str, Any]:
    return {
        "viewer": g.get("viewer"),
        "language": chosen(),
    }
