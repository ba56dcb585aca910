"""Changed rules tried on settled campaigns: which grades would move, and whose.

Nothing of it touches a campaign: a trial is a changed copy of a scheme, and what it comes
to is counted from the stored reviews each time somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from review.domain.carrying import Misfit
from review.domain.errors import N_, NotVisible, RuleBroken
from review.domain.policy import Action, Viewer, kept_apart, may, require
from review.domain.replay_figures import (
    Cell,
    Compared,
    Fate,
    GroupTally,
    Tally,
    by_group,
    misfits,
    table,
    tally,
)
from review.domain.scheme_differences import Difference, differences
from review.domain.schemes import Scheme
from review.files import schemes as files
from review.services import schemes
from review.services.accounts import actor_of
from review.services.replaying import (
    Counted,
    PastCampaign,
    Trial,
    Tried,
    TriedFile,
    count,
)
from review.store import unit
from review.store.models import SchemeTrial
from review.store.queries import replay as queries
from review.store.queries import schemes as scheme_queries

MOST_KEPT = 4


class NothingSettled(RuleBroken):
    sentence = N_("Choose at least one campaign in which every file is settled.")


class StillRunning(RuleBroken):
    """What a running campaign would come to is nobody's business before it is settled."""

    sentence = N_("The campaign %(code)s is still under way: it cannot be tried on.")


class AnotherScheme(RuleBroken):
    sentence = N_(
        "The changed copy has the code %(new)s. Rules of %(old)s are tried: keep its "
        "code and give the copy a new version."
    )


GROUPS: Mapping[str, Callable[[TriedFile], str]] = {
    "kind": attrgetter("kind"),
    "area": attrgetter("area"),
    "class": attrgetter("case_class"),
}
NAMED_GROUPS: Mapping[str, Callable[[TriedFile], str]] = {
    "firm": attrgetter("firm"),
    "handler": lambda file: str(file.handler_id or ""),
}


@dataclass(frozen=True, slots=True)
class TrialView:
    """A trial and what it comes to. Firms and handlers only for those who may see them."""

    public_id: str
    base_id: str
    old: Scheme
    new: Scheme
    text: str
    in_proportion: bool
    tried_at: datetime | None
    campaigns: tuple[PastCampaign, ...]
    minimum_n: int
    differences: tuple[Difference, ...]
    total: Tally
    fates: Mapping[Fate, int]
    table: Mapping[Cell, int]
    groups: Mapping[str, tuple[GroupTally, ...]]
    handlers: Mapping[str, str]
    misfits: tuple[tuple[Misfit, int], ...]
    n_unsettled: int
    sees_files: bool


def past(*, viewer: Viewer, public_id: str) -> tuple[PastCampaign, ...]:
    """The campaigns of the scheme that this viewer may see results of."""
    require(viewer, Action.RULES_TRY)
    with unit.reading():
        row = scheme_queries.by_public_id(viewer.bureau_id or 0, public_id)
        if row is None:
            raise NotVisible
        return _past(viewer, row.id)


def _past(viewer: Viewer, scheme_id: int) -> tuple[PastCampaign, ...]:
    grants = require(viewer, Action.RESULTS_READ)
    named = {grant.campaign_id for grant in grants}
    return tuple(
        PastCampaign(
            row.id,
            row.code,
            row.name,
            row.rules.get("minimum_n", 1),
            row.n,
            row.n_settled,
            row.n_own,
        )
        for row in queries.past(viewer.bureau_id or 0, scheme_id)
        if row.n_own
        and (row.id in named or (None in named and row.id not in kept_apart(viewer)))
    )


def try_rules(
    *,
    viewer: Viewer,
    public_id: str,
    text: str,
    campaigns: Sequence[str],
    at: datetime,
    in_proportion: bool = False,
) -> str:
    """Keep a changed copy to look at what it would do; gives the trial's address."""
    require(viewer, Action.RULES_TRY)
    new, text = _changed(text)
    with unit.reading():
        base = scheme_queries.by_public_id(viewer.bureau_id or 0, public_id)
        if base is None:
            raise NotVisible
        chosen = _chosen(_past(viewer, base.id), campaigns)
    if new.code != base.code:
        raise AnotherScheme(new=new.code, old=base.code)
    with unit.transaction():
        event = unit.record(
            "scheme_tried",
            chain=f"bureau:{viewer.bureau_id}",
            actor=actor_of(viewer),
            at=at,
            targets=[("campaign", each.id) for each in chosen],
            payload={"scheme": base.digest, "changed": new.digest},
        )
        trial_id = unit.add(
            event,
            SchemeTrial,
            bureau_id=viewer.bureau_id,
            scheme_id=base.id,
            text=text,
            digest=new.digest,
            campaign_ids=[each.id for each in chosen],
            in_proportion=in_proportion,
            tried_at=at,
        )
        return queries.address(int(trial_id))


def _changed(text: str) -> tuple[Scheme, str]:
    """The copy, and its file: as it was brought, unless its examples had to follow."""
    new, has_followed = files.load_changed(text)
    return new, files.dump(new) if has_followed else text


def _chosen(
    known: Iterable[PastCampaign], codes: Sequence[str]
) -> tuple[PastCampaign, ...]:
    """The campaigns by these codes; one that cannot be seen is not there."""
    by_code = {each.code: each for each in known}
    wanted = dict.fromkeys(codes)
    if any(code not in by_code for code in wanted):
        raise NotVisible
    for code in wanted:
        if not by_code[code].is_settled:
            raise StillRunning(code=code)
    if not wanted:
        raise NothingSettled
    return tuple(by_code[code] for code in wanted)


def compare(
    *,
    viewer: Viewer,
    old: str,
    text: str,
    campaigns: Sequence[str],
    in_proportion: bool = False,
) -> TrialView:
    """The same for a scheme named code or code@version; nothing is kept."""
    require(viewer, Action.RULES_TRY)
    new, text = _changed(text)
    with unit.reading():
        base = schemes.named(viewer=viewer, name=old)
        chosen = _chosen(_past(viewer, base.id), campaigns)
        if new.code != base.code:
            raise AnotherScheme(new=new.code, old=base.code)
        before = schemes.parsed(base.id, base.digest)
        trial = Trial(base.id, before, new, chosen, in_proportion)
        found = count(trial)
    return _view(viewer, trial, found, base_id=base.public_id, text=text)


def view(*, viewer: Viewer, public_id: str) -> TrialView:
    """A trial that was kept, counted for what is settled now."""
    row, trial, found = _kept_trial(viewer, public_id)
    more = {"public_id": public_id, "tried_at": row.tried_at, "text": row.text}
    return _view(viewer, trial, found, base_id=row.base_id, **more)


def files_of(
    *, viewer: Viewer, public_id: str, keep: Callable[[TriedFile], bool]
) -> tuple[TriedFile, ...]:
    """The files of a trial one by one, for those who may see whose they are."""
    require(viewer, Action.RULES_CHANGE)
    _row, _trial, found = _kept_trial(viewer, public_id)
    return tuple(file for file in found.files if keep(file))


_counted = Counted(MOST_KEPT)


def schemes_of(*, viewer: Viewer, public_id: str) -> tuple[Scheme, Scheme]:
    """The scheme that was tried to change, and the changed copy."""
    _row, trial, _found = _kept_trial(viewer, public_id)
    return trial.old, trial.new


def _kept_trial(viewer: Viewer, public_id: str) -> tuple[Any, Trial, Tried]:
    require(viewer, Action.RULES_TRY)
    with unit.reading():
        row = queries.trial(public_id, viewer.bureau_id or 0)
        if row is None:
            raise NotVisible
        known = {each.id: each for each in _past(viewer, row.scheme_id)}
        if not set(row.campaign_ids) <= known.keys():
            raise NotVisible
        trial = Trial(
            scheme_id=row.scheme_id,
            old=schemes.parsed(row.scheme_id, row.base_digest),
            new=files.restore(row.text, row.digest),
            campaigns=tuple(known[each] for each in row.campaign_ids),
            in_proportion=row.in_proportion,
        )
        mark = public_id, *queries.mark(trial.campaign_ids)
        return row, trial, _counted.once(mark, lambda: count(trial))


def _view(
    viewer: Viewer,
    trial: Trial,
    found: Tried,
    *,
    base_id: str,
    text: str,
    public_id: str = "",
    tried_at: datetime | None = None,
) -> TrialView:
    compared_files = [file.compared for file in found.files]
    minimum_n = max((each.minimum_n for each in trial.campaigns), default=1)
    sees_files = may(viewer, Action.RULES_CHANGE)
    shown = dict(GROUPS) | (NAMED_GROUPS if sees_files else {})
    return TrialView(
        public_id=public_id,
        base_id=base_id,
        old=trial.old,
        new=trial.new,
        text=text,
        in_proportion=trial.in_proportion,
        tried_at=tried_at,
        campaigns=trial.campaigns,
        minimum_n=minimum_n,
        differences=differences(trial.old, trial.new),
        total=tally(compared_files),
        fates={fate: _n_of(compared_files, fate) for fate in Fate},
        table=table(compared_files),
        groups={
            name: _grouped(found.files, key, minimum_n) for name, key in shown.items()
        },
        handlers={str(f.handler_id): f.handler for f in found.files if f.handler_id},
        misfits=misfits(compared_files),
        n_unsettled=found.n_unsettled,
        sees_files=sees_files,
    )


def _n_of(compared_files: Iterable[Compared], fate: Fate) -> int:
    return sum(each.fate is fate for each in compared_files)


def _grouped(
    tried: Iterable[TriedFile], key: Callable[[TriedFile], str], minimum_n: int
) -> tuple[GroupTally, ...]:
    return by_group(((key(file), file.compared) for file in tried), minimum_n=minimum_n)
