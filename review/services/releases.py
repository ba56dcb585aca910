"""Releases as they are read: by everybody, by a lawyer, a firm, a county, the bureau.

Every function here reads over a connection that cannot see reviewers or their reviews,
and only rows that were made for this reader. Nothing tells of what is not released.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from review.domain.errors import NotVisible
from review.domain.policy import Action, Role, Viewer, require
from review.domain.publication import Audience, RowKind
from review.domain.schemes import Scheme, Text
from review.domain.verdicts import from_hundredths
from review.services import schemes
from review.services.case_views import CaseView, case_of, items_of
from review.services.paging import Cut, Page
from review.services.ranking_lists import Line, own_lines
from review.services.recurring import FindingLine, recurring
from review.services.release_views import (
    CaseLine,
    FigureView,
    Head,
    addressee_of,
    content_of,
    figure_of,
    head_of,
    head_shown,
    line_of,
)
from review.store import unit
from review.store.audience import OUTSIDE
from review.store.queries import ranking
from review.store.queries import releases as queries

FIGURES = (
    RowKind.TOTAL,
    RowKind.CASE_KIND,
    RowKind.COUNTY,
    RowKind.FIRM,
    RowKind.HANDLER,
)


@dataclass(frozen=True, slots=True)
class Excellent:
    """The name of an excellent result, and nothing more about it.

    What would name a withheld group is None.
    """

    handler: str
    firm: str | None
    county: str | None
    kind: str | None
    grade: Text

    @property
    def is_named(self) -> bool:
        return bool(self.handler or self.firm)

    @property
    def is_whole(self) -> bool:
        return None not in (self.firm, self.county, self.kind)


@dataclass(frozen=True, slots=True)
class PublicRelease:
    """What everybody may read of a release."""

    head: Head
    total: FigureView
    case_kinds: tuple[FigureView, ...]
    counties: tuple[FigureView, ...]
    firms: tuple[FigureView, ...]
    excellent: tuple[Excellent, ...]
    has_ranking: bool = False

    @property
    def kinds_and_total(self) -> tuple[FigureView, ...]:
        """As bulletins print them: the kinds, and all of them together."""
        return (*self.case_kinds, self.total)

    @property
    def named(self) -> tuple[Excellent, ...]:
        return tuple(each for each in self.excellent if each.is_named)

    @property
    def n_unnamed(self) -> int:
        """Excellent institutions that are not published by themselves."""
        return len(self.excellent) - len(self.named)

    @property
    def has_untold(self) -> bool:
        return not all(each.is_whole for each in self.named)


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """A result from before this program: as it was taken in, in no figure."""

    year: int
    case_no: str
    firm: str
    grade: str
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class OwnCampaign:
    """A lawyer's part of a release; others lead the cases of `shared`.

    `standings` is the own place among all handlers, where there is one to tell.
    """

    head: Head
    figure: FigureView | None
    led: tuple[CaseLine, ...]
    shared: tuple[CaseLine, ...]
    standings: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnResults:
    campaigns: tuple[OwnCampaign, ...]
    earlier: tuple[EarlierLine, ...]


FIRST = Cut()
NO_CASES: Page[CaseLine] = Page((), 0, FIRST)


@dataclass(frozen=True, slots=True)
class GroupResults:
    """A firm's or a county's part of one release; `heads` are all there are.

    `total` is there for the bureau only, which has all of it.
    """

    heads: tuple[Head, ...]
    head: Head | None = None
    total: FigureView | None = None
    groups: tuple[FigureView, ...] = ()
    firms: tuple[FigureView, ...] = ()
    handlers: tuple[FigureView, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    cases: Page[CaseLine] = NO_CASES
    has_ranking: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a viewer reads; the bureau's own need no further key."""

    audience: Audience
    ids: tuple[int, ...]
    bureau_id: int


def published(*, viewer: Viewer) -> tuple[Head, ...]:
    """Every campaign that was published, the newest first."""
    require(viewer, Action.PUBLIC_READ)
    with unit.reading(OUTSIDE):
        return tuple(map(head_of, queries.published()))


def public_release(*, viewer: Viewer, public_id: str) -> PublicRelease:
    """A published campaign; what is provisional is not there."""
    require(viewer, Action.PUBLIC_READ)
    with unit.reading(OUTSIDE):
        row = queries.published_one(public_id)
        if row is None:
            raise NotVisible
        rows = queries.public_rows(row.id)
        rankings = ranking.rankings(row.id, Audience.PUBLIC)
    head = head_shown(row)
    figures = {kind: _figures(rows, kind, head) for kind in FIGURES}
    return PublicRelease(
        head=head,
        total=figures[RowKind.TOTAL][0],
        case_kinds=figures[RowKind.CASE_KIND],
        counties=figures[RowKind.COUNTY],
        firms=figures[RowKind.FIRM],
        excellent=tuple(_excellent(rows, head)),
        has_ranking=bool(rankings),
    )


def _figures(rows: Sequence[Any], kind: RowKind, head: Head) -> tuple[FigureView, ...]:
    found = (row for row in rows if row.kind == kind.value)
    return tuple(figure_of(content_of(row), head.grades) for row in found)


def _excellent(rows: Sequence[Any], head: Head) -> Iterable[Excellent]:
    for row in rows:
        if row.kind == RowKind.EXCELLENT.value:
            said = content_of(row)
            grade = head.grade(said["grade"])
            assert grade is not None
            names = (said["handler"], said["firm"], said["county"])
            yield Excellent(*names, said["case_kind"], grade.title)


def own_results(*, viewer: Viewer) -> OwnResults:
    """Everything released to this lawyer, and what earlier years left."""
    scope = _own(viewer)
    with unit.reading(OUTSIDE):
        found = _releases(scope)
        kinds = (RowKind.HANDLER, RowKind.CASE, RowKind.STANDING)
        ids = [row.id for row in found]
        rows = queries.rows_for(scope.audience, scope.ids, ids, kinds)
        earlier = queries.earlier_results(scope.ids[0], bureau_id=scope.bureau_id)
    return OwnResults(
        campaigns=tuple(_own_campaign(row, rows) for row in found),
        earlier=tuple(
            EarlierLine(
                row.year,
                row.case_no,
                row.firm_name,
                row.grade,
                from_hundredths(row.score),
            )
            for row in earlier
        ),
    )


def _own(viewer: Viewer) -> Scope:
    require(viewer, Action.OWN_RESULTS)
    if viewer.person_id is None:
        raise NotVisible
    return Scope(Audience.HANDLER, (viewer.person_id,), viewer.bureau_id or 0)


def _releases(scope: Scope) -> Sequence[Any]:
    return queries.releases_for(scope.audience, scope.ids, bureau_id=scope.bureau_id)


def _own_campaign(release: Any, rows: Sequence[Any]) -> OwnCampaign:
    head = head_of(release)
    own = [row for row in rows if row.release_id == release.id]
    figures = _figures(own, RowKind.HANDLER, head)
    led, shared = [], []
    for row in own:
        if row.kind == RowKind.CASE.value:
            line = line_of(row.public_id, content_of(row), head)
            key = addressee_of(row)
            leads = any(each.leads and each.key == key for each in line.handlers)
            (led if leads else shared).append(line)
    return OwnCampaign(
        head,
        figures[0] if figures else None,
        tuple(led),
        tuple(shared),
        own_lines(content_of(r) for r in own if r.kind == RowKind.STANDING.value),
    )


def own_case(*, viewer: Viewer, public_id: str) -> CaseView:
    """One case with every deduction, reason and page, and the reviews' comments."""
    return _case(_own(viewer), public_id)


def _case(scope: Scope, public_id: str) -> CaseView:
    with unit.reading(OUTSIDE):
        row = queries.row_for(
            scope.audience, scope.ids, public_id, bureau_id=scope.bureau_id
        )
        if row is None:
            raise NotVisible
        view = case_of(row.row_public_id, content_of(row), head_shown(row))
        digest = view.line.scheme.digest
        scheme = _schemes([digest], scope.bureau_id).get(digest)
    return replace(view, items=items_of(view.reviews, scheme))


def _schemes(digests: Iterable[str], bureau_id: int) -> dict[str, Scheme]:
    """The very schemes that were used: a digest names one text for ever."""
    found = queries.schemes_by_digest(sorted(set(digests)), bureau_id=bureau_id)
    return {digest: schemes.parsed(key, digest) for digest, key in found.items()}


def firm_results(*, viewer: Viewer, release: str = "") -> GroupResults:
    """The firm's figures, its lawyers, its cases, and which findings recur."""
    scope = _firm(viewer)
    with unit.reading(OUTSIDE):
        found = _releases(scope)
        chosen = _chosen(found, release)
        if chosen is None:
            return GroupResults(())
        kinds = (RowKind.FIRM, RowKind.HANDLER, RowKind.CASE)
        rows = queries.rows_for(scope.audience, scope.ids, [chosen.id], kinds)
        cases = [row for row in rows if row.kind == RowKind.CASE.value]
        contents = [content_of(row) for row in cases]
        used = _schemes((c["scheme"]["digest"] for c in contents), scope.bureau_id)
        has_ranking = _is_ranked(scope, chosen.id)
    head = head_shown(chosen)
    lines = (
        line_of(row.public_id, content, head)
        for row, content in zip(cases, contents, strict=True)
    )
    return GroupResults(
        heads=tuple(map(head_of, found)),
        head=head,
        groups=_figures(rows, RowKind.FIRM, head),
        handlers=_figures(rows, RowKind.HANDLER, head),
        findings=recurring(contents, used),
        cases=Page(tuple(lines), len(cases), Cut(1, max(len(cases), 1))),
        has_ranking=has_ranking,
    )


def _is_ranked(scope: Scope, release_id: int) -> bool:
    """What the bureau keeps to itself is no ranking of the others."""
    own = (Audience.BUREAU,)
    if scope.audience is not Audience.BUREAU:
        own = (Audience.PUBLIC, Audience.INTERNAL)
    return ranking.is_ranked(release_id, own)


def _firm(viewer: Viewer) -> Scope:
    grants = require(viewer, Action.FIRM_RESULTS)
    ids = tuple(grant.firm_id for grant in grants if grant.firm_id is not None)
    return Scope(Audience.FIRM, ids, viewer.bureau_id or 0)


def _chosen(found: Sequence[Any], public_id: str) -> Any:
    """The release asked for, else the newest; one that is not theirs is not there."""
    if not public_id:
        return found[0] if found else None
    for row in found:
        if row.public_id == public_id:
            return row
    raise NotVisible


def firm_case(*, viewer: Viewer, public_id: str) -> CaseView:
    return _case(_firm(viewer), public_id)


def county_results(
    *, viewer: Viewer, release: str = "", wanted: RowKind, cut: Cut = FIRST
) -> GroupResults:
    """A county officer's own county and those below; for the bureau all of them.

    One list at a time: counties, firms, handlers, or a page of the cases.
    """
    scope = _county(viewer)
    with unit.reading(OUTSIDE):
        found = _releases(scope)
        chosen = _chosen(found, release)
        if chosen is None:
            return GroupResults(())
        kinds = {RowKind.TOTAL, RowKind.COUNTY, wanted} - {RowKind.CASE}
        rows = queries.rows_for(scope.audience, scope.ids, [chosen.id], sorted(kinds))
        cases, n_cases = _page_of(scope, chosen.id, cut, wanted)
        has_ranking = _is_ranked(scope, chosen.id)
    head = head_shown(chosen)
    counties = _figures(rows, RowKind.COUNTY, head)
    return GroupResults(
        heads=tuple(map(head_of, found)),
        head=head,
        total=next(iter(_figures(rows, RowKind.TOTAL, head)), None),
        groups=counties,
        firms=_figures(rows, RowKind.FIRM, head),
        handlers=_figures(rows, RowKind.HANDLER, head),
        cases=Page(
            tuple(line_of(row.public_id, content_of(row), head) for row in cases),
            n_cases,
            cut,
        ),
        has_ranking=has_ranking,
    )


def _page_of(
    scope: Scope, release_id: int, cut: Cut, wanted: RowKind
) -> tuple[Sequence[Any], int]:
    if wanted is not RowKind.CASE:
        return (), 0
    return queries.cases_for(
        scope.audience, scope.ids, release_id, skip=cut.skip, most=cut.size
    )


def _county(viewer: Viewer) -> Scope:
    grants = require(viewer, Action.RELEASE_READ_AREA)
    bureau_id = viewer.bureau_id or 0
    if any(grant.role is Role.BUREAU_OFFICER for grant in grants):
        return Scope(Audience.BUREAU, (), bureau_id)
    ids = tuple(grant.area_id for grant in grants if grant.area_id is not None)
    return Scope(Audience.AREA, ids, bureau_id)


def county_case(*, viewer: Viewer, public_id: str) -> CaseView:
    return _case(_county(viewer), public_id)
