"""A changed copy of a scheme, made in a form: what can be changed, and what it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from review.domain.errors import NotVisible
from review.domain.policy import Action, Viewer, require
from review.domain.scheme_edits import edited, next_version
from review.domain.schemes import Scheme
from review.files import schemes as files
from review.services import replay, schemes
from review.services.replaying import PastCampaign
from review.services.schemes import SchemeLine
from review.store import unit
from review.store.queries import replay as queries


@dataclass(frozen=True, slots=True)
class RulesForm:
    """What the form begins with: the loaded scheme, or a changed copy tried before."""

    line: SchemeLine
    scheme: Scheme
    version: str
    campaigns: tuple[PastCampaign, ...]
    chosen: frozenset[str]
    in_proportion: bool = False


def form(*, viewer: Viewer, public_id: str, trial: str = "") -> RulesForm:
    """The values as they are now, or as they were tried, and the campaigns to try on."""
    require(viewer, Action.RULES_TRY)
    past = replay.past(viewer=viewer, public_id=public_id)
    found = schemes.view(viewer=viewer, public_id=public_id)
    if trial:
        return _again(viewer, trial, found.line, past)
    taken = schemes.versions(viewer=viewer, code=found.line.code)
    settled = frozenset(each.code for each in past if each.is_settled)
    version = next_version(found.line.version, taken)
    return RulesForm(found.line, found.scheme, version, past, settled)


def _again(
    viewer: Viewer, trial: str, line: SchemeLine, past: tuple[PastCampaign, ...]
) -> RulesForm:
    with unit.reading():
        row = queries.trial(trial, viewer.bureau_id or 0)
    if row is None or row.base_id != line.public_id:
        raise NotVisible
    scheme = files.restore(row.text, row.digest)
    chosen = frozenset(each.code for each in past if each.id in row.campaign_ids)
    return RulesForm(line, scheme, scheme.version, past, chosen, row.in_proportion)


def changed_text(*, form: RulesForm, values: Mapping[str, str], version: str) -> str:
    """The copy as a file; whether it is sound is checked as for every scheme file."""
    return files.dump(edited(form.scheme, values, version.strip()))
