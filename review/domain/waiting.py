"""Who is waiting for what in a campaign, read off its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from review.domain.errors import N_, ngettext
from review.domain.sentences import Sentence


class Step(StrEnum):
    """The steps of a campaign that an officer walks, in order."""

    SAMPLING = "sampling"
    ALLOCATION = "allocation"
    REVIEWING = "reviewing"
    RECONCILIATION = "reconciliation"
    PUBLICATION = "publication"

    @property
    def words(self) -> str:
        return STEP_WORDS[self]


STEP_WORDS = {
    Step.SAMPLING: N_("Sampling"),
    Step.ALLOCATION: N_("Allocation"),
    Step.REVIEWING: N_("Reviewing"),
    Step.RECONCILIATION: N_("Reconciliation"),
    Step.PUBLICATION: N_("Publication"),
}


class Progress(StrEnum):
    """How far a step is; a later step may have begun while this one goes on."""

    DONE = "done"
    UNDER_WAY = "under_way"
    AHEAD = "ahead"

    @property
    def words(self) -> str:
        return PROGRESS_WORDS[self]


PROGRESS_WORDS = {
    Progress.DONE: N_("Done"),
    Progress.UNDER_WAY: N_("Under way"),
    Progress.AHEAD: N_("Ahead"),
}


class Who(StrEnum):
    """Whose turn it is."""

    OFFICER = "officer"
    ORGANISATION = "organisation"
    REVIEWERS = "reviewers"
    FURTHER = "further"
    LEADS = "leads"

    @property
    def words(self) -> str:
        return WHO_WORDS[self]


WHO_WORDS = {
    Who.OFFICER: N_("The bureau"),
    Who.ORGANISATION: N_("The entrusted organisation"),
    Who.REVIEWERS: N_("Reviewers"),
    Who.FURTHER: N_("Further reviewers"),
    Who.LEADS: N_("Panel leads"),
}


@dataclass(frozen=True, slots=True)
class Reads:
    """Reads of one purpose: how many are open, with how many people, and how many in."""

    n_open: int = 0
    n_people: int = 0
    n_submitted: int = 0

    @property
    def n(self) -> int:
        return self.n_open + self.n_submitted


NO_READS = Reads()


@dataclass(frozen=True, slots=True)
class CampaignNumbers:
    """The counts of a campaign. None of them depends on what a review says, before
    the file is settled, except that a further reader or the lead is needed.
    """

    is_drawn: bool = False
    n_cases: int = 0
    n_places: int = 0
    counted: Reads = NO_READS
    further: Reads = NO_READS
    lead: Reads = NO_READS
    n_further_needed: int = 0
    n_lead_needed: int = 0
    n_settled: int = 0
    n_conflicts: int = 0
    """Files of which somebody must say what becomes of a review."""
    is_released: bool = False
    is_published: bool = False

    @property
    def n_empty(self) -> int:
        """Counted places nobody has been given."""
        return max(self.n_places - self.counted.n, 0)

    @property
    def n_further_wanted(self) -> int:
        return max(self.n_further_needed - self.further.n, 0)

    @property
    def n_lead_wanted(self) -> int:
        return max(self.n_lead_needed - self.lead.n, 0)

    @property
    def n_open(self) -> int:
        """Reads of any purpose that somebody holds."""
        return self.counted.n_open + self.further.n_open + self.lead.n_open

    @property
    def n_submitted(self) -> int:
        """Reviews of any purpose that are in."""
        return (
            self.counted.n_submitted + self.further.n_submitted + self.lead.n_submitted
        )

    @property
    def n_ready(self) -> int:
        """Files that wait for nobody, where nothing else is waited for."""
        further = self.n_further_wanted + self.n_lead_wanted
        if self.n_empty or self.n_open or further:
            return 0
        return self.n_cases - self.n_settled - self.n_conflicts

    @property
    def is_settled(self) -> bool:
        return 0 < self.n_cases == self.n_settled


@dataclass(frozen=True, slots=True)
class Wait:
    """Somebody has something to do; `step` says where."""

    who: Who
    step: Step
    sentence: Sentence
    is_late: bool = False
    of_conflicts: bool = False


def waits(
    numbers: CampaignNumbers,
    *,
    due_on: date | None,
    today: date,
    is_entrusted: bool = False,
) -> tuple[Wait, ...]:
    """Everything that is waited for; what the officer can do now comes first.

    In an entrusted campaign the organisation does what follows the draw.
    """
    if numbers.is_published:
        return ()
    if not numbers.is_drawn:
        draw = Sentence(N_("Draw the sample."), {})
        return (Wait(Who.OFFICER, Step.SAMPLING, draw),)
    late = due_on is not None and due_on < today and numbers.n_open > 0
    theirs = tuple(_for_officer(numbers))
    if is_entrusted:
        theirs = tuple(map(_for_organisation, theirs))
    return (*theirs, *_for_readers(numbers, late))


def _for_organisation(wait: Wait) -> Wait:
    """What is settled is handed over to the bureau, which alone may publish."""
    if wait.step is not Step.PUBLICATION:
        return replace(wait, who=Who.ORGANISATION)
    sentence = Sentence(
        ngettext(
            "Hand the evaluation of %(n)s file over to the bureau.",
            "Hand the evaluation of %(n)s files over to the bureau.",
        ),
        wait.sentence.values,
    )
    return Wait(Who.ORGANISATION, Step.PUBLICATION, sentence)


def _for_officer(numbers: CampaignNumbers) -> Iterator[Wait]:
    if numbers.n_conflicts:
        yield _about_conflicts(numbers.n_conflicts)
    yield from _of_places(numbers)
    if numbers.is_settled:
        sentence = (
            N_("Publish finally when the objections are decided.")
            if numbers.is_released
            else ngettext(
                "%(n)s file has a result: see what is to be done before publishing.",
                "All %(n)s files have results: see what is to be done before publishing.",
            )
        )
        yield _officer(Step.PUBLICATION, sentence, numbers.n_cases)
    elif numbers.n_ready > 0:
        yield _officer(
            Step.RECONCILIATION,
            ngettext(
                "Settle %(n)s file whose reviews are all in.",
                "Settle %(n)s files whose reviews are all in.",
            ),
            numbers.n_ready,
        )


def _of_places(numbers: CampaignNumbers) -> Iterator[Wait]:
    further = numbers.n_further_wanted + numbers.n_lead_wanted
    if numbers.n_empty:
        yield _officer(
            Step.ALLOCATION,
            ngettext(
                "Give %(n)s place to reviewers.", "Give %(n)s places to reviewers."
            ),
            numbers.n_empty,
        )
    if further:
        yield _officer(
            Step.RECONCILIATION,
            ngettext(
                "Call further reviewers to %(n)s place.",
                "Call further reviewers to %(n)s places.",
            ),
            further,
        )


def _about_conflicts(n: int) -> Wait:
    sentence = ngettext(
        "Decide on the review of %(n)s file: its reviewer has a conflict that came to "
        "light later. Until then the file gets no result.",
        "Decide on the reviews of %(n)s files: their reviewers have a conflict that came "
        "to light later. Until then the files get no result.",
    )
    return replace(_officer(Step.ALLOCATION, sentence, n), of_conflicts=True)


def _officer(step: Step, sentence: str, n: int) -> Wait:
    return Wait(Who.OFFICER, step, Sentence(sentence, {"n": n}))


def _for_readers(numbers: CampaignNumbers, late: bool) -> Iterator[Wait]:
    for who, step, reads in (
        (Who.REVIEWERS, Step.REVIEWING, numbers.counted),
        (Who.FURTHER, Step.RECONCILIATION, numbers.further),
        (Who.LEADS, Step.RECONCILIATION, numbers.lead),
    ):
        if reads.n_open:
            values = {"people": reads.n_people, "n": reads.n_open}
            sentence = Sentence(
                N_("Reviews not in yet: %(n)s; people who hold them: %(people)s."),
                values,
            )
            yield Wait(who, step, sentence, late)


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step with how much of it is done; `whole` is zero where nothing is counted."""

    step: Step
    progress: Progress
    part: int = 0
    whole: int = 0


def steps(numbers: CampaignNumbers) -> tuple[StepProgress, ...]:
    """The path of a campaign from the draw to publication.

    Places and reviews are counted alike, further readers and leads with the others, so
    that the numbers of the two steps stand beside each other.
    """
    wanted = numbers.n_further_needed + numbers.n_lead_needed
    given = numbers.counted.n + numbers.further.n + numbers.lead.n
    n_places = numbers.n_places + wanted
    placed, submitted = (given, n_places), (numbers.n_submitted, n_places)
    settled = (numbers.n_settled, numbers.n_cases)
    return (
        _step(Step.SAMPLING, numbers.n_cases, numbers.n_cases, begun=True),
        _step(Step.ALLOCATION, *placed, begun=numbers.is_drawn),
        _step(Step.REVIEWING, *submitted, begun=numbers.counted.n > 0),
        _step(Step.RECONCILIATION, *settled, begun=numbers.counted.n_submitted > 0),
        _publication(numbers),
    )


def _step(step: Step, part: int, whole: int, *, begun: bool) -> StepProgress:
    if 0 < whole <= part:
        return StepProgress(step, Progress.DONE, part, whole)
    progress = Progress.UNDER_WAY if begun else Progress.AHEAD
    return StepProgress(step, progress, part, whole)


def _publication(numbers: CampaignNumbers) -> StepProgress:
    if numbers.is_published:
        return StepProgress(Step.PUBLICATION, Progress.DONE)
    begun = numbers.is_released or numbers.is_settled
    progress = Progress.UNDER_WAY if begun else Progress.AHEAD
    return StepProgress(Step.PUBLICATION, progress)
