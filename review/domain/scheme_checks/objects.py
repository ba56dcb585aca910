"""A scheme for institutions is for them alone, and they answer for every line of it."""

from __future__ import annotations

from review.domain.errors import N_
from review.domain.kinds import is_object
from review.domain.scheme_checks.faults import Fault, Faults, all_leaves
from review.domain.schemes import Party, Scheme

BOTH = N_(
    "A scheme is for case files or for institutions and stations, not for both: %(code)s."
)
OWN_ANSWER = N_(
    "An institution answers for every line itself: write party: center in %(code)s."
)
NO_STEPS = N_("Institutions have no proceedings and no classes; leave %(name)s out.")


def institutions_stand_alone(scheme: Scheme) -> Faults:
    """One sheet never judges a handler's case and an institution's service."""
    if not any(map(is_object, scheme.case_kinds)):
        return
    for number, code in enumerate(scheme.case_kinds):
        if not is_object(code):
            yield Fault(("case_kinds", number), BOTH, {"code": code})
    for name in ("stages", "case_classes"):
        if getattr(scheme, name):
            yield Fault((name,), NO_STEPS, {"name": name})


def institutions_answer_for_themselves(scheme: Scheme) -> Faults:
    """There is no handler and no law firm to whom a mark could be counted."""
    if not any(map(is_object, scheme.case_kinds)):
        return
    for path, _, leaf in all_leaves(scheme):
        if leaf.party is not Party.CENTER:
            yield Fault((*path, "party"), OWN_ANSWER, {"code": leaf.code})


CHECKS = (institutions_stand_alone, institutions_answer_for_themselves)
