"""The words of the audit for what was done, to what, and what was opened."""

from __future__ import annotations

from collections.abc import Mapping

from review.domain.errors import N_

EVENTS: Mapping[str, str] = {
    "account_created": N_("Account made"),
    "account_disabled": N_("Account closed"),
    "account_enabled": N_("Account opened again"),
    "accounts_invited": N_("Invitation slips made"),
    "invitation_accepted": N_("Invitation accepted"),
    "language_chosen": N_("Language chosen"),
    "password_changed": N_("Password changed"),
    "role_granted": N_("Role given"),
    "role_revoked": N_("Role taken back"),
    "session_ended": N_("Session ended"),
    "signed_in": N_("Signed in"),
    "signed_out": N_("Signed out"),
    "bureau_founded": N_("Bureau founded"),
}
OBJECTS: Mapping[str, str] = {
    "user": N_("account"),
    "person": N_("person"),
    "case": N_("case file"),
    "campaign_case": N_("drawn file"),
    "read": N_("review place"),
    "campaign": N_("campaign"),
    "bureau": N_("bureau"),
    "release": N_("release"),
}
OPENINGS: Mapping[str, str] = {
    "review.open": N_("opened the sheet"),
    "case.open": N_("opened the file's reviews and result"),
}
ACTORS: Mapping[str, str] = {
    "user": N_("Account"),
    "reviewer": N_("Reviewer code"),
    "operator": N_("At the server"),
    "system": N_("The program"),
    "public": N_("Nobody signed in"),
}
FAULTS: Mapping[str, str] = {
    "payload": N_("what was recorded was changed"),
    "content": N_("the event or its objects were changed"),
    "link": N_("it does not follow the event before"),
    "gap": N_("events before it are missing"),
    "head": N_("the end of the chain is not where it was left"),
}
