"""What a rule asks for and does not find: told before a campaign opens and is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from review.domain.errors import N_, ngettext
from review.domain.sampling import SampleReport
from review.domain.sampling_docket import folded
from review.domain.sampling_order import Candidate
from review.domain.sampling_rule import Risk, SampleBy, SampleRule
from review.domain.sentences import Sentence

MOST_TOLD = 20
UNKNOWN_COMPLAINTS = (
    N_("Complained about and not among the files of the period: %(numbers)s"),
    N_("Complained about and not among the files of the period (%(n)s): %(numbers)s …"),
)
UNKNOWN = (
    N_("Named and not among the files of the period: %(numbers)s"),
    N_("Named and not among the files of the period (%(n)s): %(numbers)s …"),
)
WITHHELD = (
    N_("Named and sealed or secret, so not drawn: %(numbers)s"),
    N_("Named and sealed or secret, so not drawn (%(n)s): %(numbers)s …"),
)


def slips(
    rule: SampleRule, report: SampleReport, candidates: Iterable[Candidate]
) -> Iterator[Sentence]:
    """A number larger than all there is, and complaints that meet no file."""
    asked = rule.number or 0
    if rule.by is SampleBy.NUMBER and not rule.per and asked > report.population:
        yield Sentence(
            N_(
                "Files asked for: %(asked)s; files that fit: %(n)s. All of these are "
                "drawn."
            ),
            {"asked": asked, "n": report.population},
        )
    if rule.extra(Risk.COMPLAINT):
        known = {folded(each.case_no) for each in candidates}
        gone = [each for each in rule.complaints if folded(each) not in known]
        yield from _listed(UNKNOWN_COMPLAINTS, gone)


def numbers_missed(report: SampleReport) -> Iterator[Sentence]:
    """Named numbers that cannot be drawn, and which number comes in their stead."""
    yield from _listed(UNKNOWN, report.unknown_numbers)
    yield from _listed(WITHHELD, report.withheld_numbers)
    for each in report.followed[:MOST_TOLD]:
        words = (
            N_("%(asked)s cannot be used; the next number is %(taken)s.")
            if each.taken
            else N_("%(asked)s cannot be used, and its series has no further number.")
        )
        yield Sentence(words, {"asked": each.asked, "taken": each.taken})
    if report.short_groups:
        yield Sentence(
            ngettext(
                "%(n)s group has fewer files than asked of each; what it has is drawn.",
                "%(n)s groups have fewer files than asked of each; what they have is "
                "drawn.",
            ),
            {"n": len(report.short_groups)},
        )


def quotas_unmet(report: SampleReport) -> Iterator[Sentence]:
    """Strata that the maximum per handler leaves short, and minima that are not met."""
    short = [each for each in report.strata if each.drawn < each.quota]
    if short:
        missing = sum(each.quota - each.drawn for each in short)
        words = ngettext(
            "%(n)s stratum gives fewer files than asked, because its handlers have "
            "reached the maximum; files missing: %(missing)s.",
            "%(n)s strata give fewer files than asked, because their handlers have "
            "reached the maximum; files missing: %(missing)s.",
        )
        yield Sentence(words, {"n": len(short), "missing": missing})
    if report.unmet_minima:
        words = ngettext(
            "Of %(n)s handler fewer files can be drawn than the minimum asks.",
            "Of %(n)s handlers fewer files can be drawn than the minimum asks.",
        )
        yield Sentence(words, {"n": len(report.unmet_minima)})


def _listed(words: tuple[str, str], numbers: Sequence[str]) -> Iterator[Sentence]:
    """All of them, or the first of many with how many they are."""
    if numbers:
        told = tuple(numbers[:MOST_TOLD])
        is_many = len(numbers) > MOST_TOLD
        yield Sentence(words[is_many], {"numbers": told, "n": len(numbers)})
