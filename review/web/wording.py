"""The words pages use for what a scheme says in codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from review.domain.answers import Special
from review.domain.errors import COMMA, N_
from review.domain.schemes import (
    Direction,
    ItemKind,
    Method,
    NotApplicableRule,
    Party,
    Resolution,
    SectionKind,
    VetoEffect,
)
from review.web.language import gettext as _
from review.web.language import said

SPECIALS: Mapping[Special, str] = {
    Special.NOT_APPLICABLE: N_("Not applicable"),
    Special.CANNOT_ASSESS: N_("Cannot assess"),
    Special.NOT_DONE_EXTERNAL: N_("Not done, outside cause"),
}
PARTIES: Mapping[Party, str] = {
    Party.HANDLER: N_("Handler"),
    Party.CENTER: N_("Legal-aid centre"),
    Party.FIRM: N_("Law firm"),
}
METHODS: Mapping[Method, str] = {
    Method.POINTS: N_("Points sheet"),
    Method.INDICATORS: N_("Indicator sheet"),
}
DIRECTIONS: Mapping[Direction, str] = {
    Direction.DEDUCT: N_("Points are taken off the full mark, never below zero."),
    Direction.ADD: N_("Points are added up from zero, at most to the full mark."),
}
SECTION_KINDS: Mapping[SectionKind, str] = {
    SectionKind.STANDARD: "",
    SectionKind.BONUS: N_("Bonus"),
    SectionKind.VETO: N_("Veto"),
}
VETO_EFFECTS: Mapping[VetoEffect, str] = {
    VetoEffect.TOTAL_ZERO: N_("Any hit makes the total zero."),
    VetoEffect.GRADE_CAP: N_("Any hit leaves at best the grade %(grade)s."),
}
NOT_APPLICABLE_RULES: Mapping[NotApplicableRule, str] = {
    NotApplicableRule.FULL_MARKS: N_("What does not apply counts as done in full."),
    NotApplicableRule.RESCALE_SECTION: N_(
        "What does not apply is left out; the rest of its section is scaled up to "
        "the section's maximum."
    ),
    NotApplicableRule.RESCALE_SHEET: N_(
        "What does not apply is left out; the rest of the sheet is scaled up to the "
        "full mark."
    ),
}
ITEM_KINDS: Mapping[ItemKind, str] = {
    ItemKind.STEPS: N_("Points in steps of %(step)s"),
    ItemKind.ALL_OR_NOTHING: N_("All or nothing"),
    ItemKind.PER_OCCURRENCE: N_("%(each)s for each occurrence, up to the maximum"),
    ItemKind.ALTERNATIVES: N_("Named findings, together up to the maximum"),
    ItemKind.LEVELS: N_("Levels"),
    ItemKind.ERROR_COUNT: N_("The number of errors gives the mark"),
    ItemKind.YES_NO: N_("Yes or no"),
    ItemKind.INDICATOR: N_("Grade of an indicator"),
    ItemKind.RECORD: N_("Recorded, not scored"),
}
COMBINING: Mapping[str, str] = {
    "mean@1": N_("The result is the mean of the reviews."),
    "lower@1": N_("The lower review is the result."),
    "median@1": N_("The result is the median of the reviews."),
    "trimmed_mean@1": N_(
        "The result is the mean without the highest and the lowest review."
    ),
}
THEN: Mapping[str, str] = {
    "third_read@1": N_(
        "Then a third reader reads the file: the third review counts together with "
        "the nearer of the first two, with both if it lies in the middle; if it is "
        "too far from both, the panel lead decides."
    ),
    "panel_majority@1": N_("Then a panel reads the file and its majority decides."),
    "lead@1": N_("Then the panel lead decides."),
}
RESOLUTIONS: Mapping[Resolution, str] = {
    Resolution.THIRD_READ: N_("The further reader reads the whole sheet."),
    Resolution.DISPUTED_ITEMS: N_(
        "The further reader reads only the items in dispute."
    ),
}
OVERALL_RULES: Mapping[str, str] = {
    "counts@1": N_("The counts of the indicators decide the overall grade."),
    "worst@1": N_("The worst indicator decides the overall grade."),
    "majority@1": N_("The grade most indicators have is the overall grade."),
    "judgement@1": N_(
        "The reviewer judges the overall grade, within what the counts allow."
    ),
}


def listed(words: Iterable[str]) -> str:
    """Several words in a row, with the separator of the reader's language."""
    return said(COMMA).join(words)


def bracketed(first: str, beside: str) -> str:
    """With what is said beside it in brackets."""
    return _("%(first)s (%(beside)s)", first=first, beside=beside)


def headed(first: str, rest: str) -> str:
    """What is said of something, after a colon."""
    return _("%(first)s: %(rest)s", first=first, rest=rest)
