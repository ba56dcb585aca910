"""What a campaign's figures and releases are made of; staff connections only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    bindparam,
    case,
    func,
    literal,
    select,
)
from sqlalchemy.orm import aliased

from review.domain.aggregation import TOTAL_KEY, By, GradeCount
from review.domain.phases import CasePhase
from review.domain.reads import Purpose
from review.store import unit
from review.store.models import (
    IN_SAMPLE,
    Area,
    Bureau,
    Campaign,
    CampaignCase,
    Case,
    CaseParticipation,
    Chain,
    Draw,
    Firm,
    Handler,
    PanelDecision,
    Person,
    Read,
    Release,
    ReleaseRow,
    Result,
    StoredFinding,
    StoredScheme,
    StoredText,
    Submission,
)
from review.store.queries.phases import is_current_result, with_phase
from review.store.queries.results import RECONCILED

UNDECIDED = (CasePhase.DIVERGED, CasePhase.READ_AGAIN, CasePhase.AWAITING_LEAD)


def graded_counts(
    campaign_id: int, by: By, closed: tuple[date, date] | None = None
) -> tuple[list[GradeCount], dict[str, tuple[str, str]]]:
    """Graded cases by group and grade, in one statement; and each group's name and
    the key its name sorts by. `closed` are the first and last day of closing.
    """
    values: dict[str, Any] = {"campaign_id": campaign_id}
    if closed is not None:
        values |= {"first": closed[0], "last": closed[1]}
    statement = _counts(by, is_bounded=closed is not None)
    rows = unit.connection().execute(statement, values).all()
    counts = [GradeCount(r.key, r.grade, r.n, r.n_scored, r.hundredths) for r in rows]
    return counts, {row.key: (row.name or "", row.sort_key or "") for row in rows}


@cache
def _counts(by: By, *, is_bounded: bool = False) -> Select[Any]:
    key, name, sort_key, groups = _GROUPS[by]
    statement = _graded(
        key.label("key"),
        name.label("name"),
        sort_key.label("sort_key"),
        Result.grade,
        func.count().label("n"),
        func.count(Result.score).label("n_scored"),
        func.coalesce(func.sum(Result.score), 0).label("hundredths"),
    ).group_by(*groups, Result.grade)
    if not is_bounded:
        return statement
    within = Case.closed_on.between(bindparam("first"), bindparam("last"))
    return statement.join(Case, Case.id == CampaignCase.case_id).where(within)


def _graded(*columns: Any) -> Select[Any]:
    """The settled files of campaign `:campaign_id`, with whose and where they are."""
    return (
        select(*columns)
        .select_from(CampaignCase)
        .join(Result, is_current_result())
        .outerjoin(Firm, Firm.id == CampaignCase.firm_id)
        .outerjoin(Person, Person.id == CampaignCase.lead_person_id)
        .outerjoin(
            Handler,
            (Handler.person_id == CampaignCase.lead_person_id)
            & (Handler.bureau_id == CampaignCase.bureau_id),
        )
        .join(Area, Area.id == CampaignCase.area_id)
        .where(CampaignCase.campaign_id == bindparam("campaign_id"))
    )


# A handler is known by the licence number; a person without one by a random name.
HANDLER_KEY = func.coalesce(Handler.licence_no, Person.public_id, "")
FIRM_KEY = func.coalesce(Firm.code, "")
# 市本级 stands before the counties, which stand by pinyin.
AREA_SORT = case(
    (Area.is_city_proper, literal("0")), else_=literal("1") + Area.name_key
)
_NOTHING = literal("")
_GROUPS: dict[By, tuple[Any, Any, Any, tuple[Any, ...]]] = {
    By.TOTAL: (literal(TOTAL_KEY), _NOTHING, _NOTHING, ()),
    By.CASE_KIND: (CampaignCase.kind, _NOTHING, _NOTHING, (CampaignCase.kind,)),
    By.COUNTY: (Area.code, Area.name, AREA_SORT, (Area.id,)),
    By.FIRM: (FIRM_KEY, Firm.name, Firm.name_key, (Firm.id,)),
    By.HANDLER: (HANDLER_KEY, Person.name, Person.name_key, (Person.id, Handler.id)),
}


def campaign_with_bureau(campaign_id: int) -> Row:
    """What the head of a release says of its campaign; with its secret key."""
    return unit.connection().execute(_CAMPAIGN, {"campaign_id": campaign_id}).one()


def draw_of(campaign_id: int) -> Row | None:
    return unit.connection().execute(_DRAW, {"campaign_id": campaign_id}).first()


def settled_files(campaign_id: int) -> Sequence[Row]:
    """Every settled file with its current result, in no order."""
    return unit.connection().execute(_FILES, {"campaign_id": campaign_id}).all()


def handlings(campaign_id: int) -> Sequence[Row]:
    """Everyone who handled a drawn file, with their share of the work."""
    return unit.connection().execute(_HANDLINGS, {"campaign_id": campaign_id}).all()


def reviews(campaign_id: int) -> Sequence[Row]:
    """Every review that settling looked at; nothing in a row says whose it is."""
    return unit.connection().execute(_REVIEWS, {"campaign_id": campaign_id}).all()


def findings(campaign_id: int) -> Sequence[Row]:
    """The findings of those reviews with their reasons, in the order of the sheet."""
    return unit.connection().execute(_FINDINGS, {"campaign_id": campaign_id}).all()


def texts_of(campaign_id: int) -> Sequence[str]:
    """Every reason and comment that somebody outside would read."""
    return unit.connection().scalars(_TEXTS, {"campaign_id": campaign_id}).all()


def areas() -> Sequence[Row]:
    """The tree of areas."""
    return unit.connection().execute(_AREAS).all()


def heads(chains: Sequence[str], *, hold: bool = False) -> dict[str, int]:
    """How many events each chain has; holding them keeps others from adding one."""
    statement = _HEADS.with_for_update() if hold else _HEADS
    rows = unit.connection().execute(statement, {"names": list(chains)})
    found = {row.name: row.head_seq for row in rows}
    return {name: found.get(name, 0) for name in chains}


def releases_of(campaign_id: int) -> Sequence[Row]:
    """The releases of a campaign, the newest first."""
    return unit.connection().execute(_RELEASES, {"campaign_id": campaign_id}).all()


def stored_rows(release_id: int) -> Sequence[Row]:
    """Every row of a release as it is stored, for the check of its digest."""
    return unit.connection().execute(_ROWS, {"release_id": release_id}).all()


def rows_by_audience(release_id: int) -> Sequence[Row]:
    """How many rows each kind of addressee has, and how many addressees there are."""
    return unit.connection().execute(_BY_AUDIENCE, {"release_id": release_id}).all()


def graded_so_far(campaign_id: int) -> Row:
    """How many files are drawn, graded, settled without a grade, confined."""
    return unit.connection().execute(_GRADED, {"campaign_id": campaign_id}).one()


def still_open(campaign_id: int, n_parts: tuple[tuple[int, int], ...]) -> Row:
    """What keeps files from being settled, counted over the whole campaign."""
    values = {"campaign_id": campaign_id}
    return unit.connection().execute(_open(n_parts), values).one()


@lru_cache(maxsize=64)
def _open(n_parts: tuple[tuple[int, int], ...]) -> Select[Any]:
    files = with_phase(dict(n_parts)).c
    unsettled = files.n_results == 0
    unfilled = files.n_required - files.n_places
    unread = files.n_places - files.n_submitted + files.n_hidden_open
    return select(
        _total("n_slots_unfilled", unsettled & (unfilled > 0), unfilled),
        _total("n_reads_open", unsettled & (unread > 0), unread),
        _total("n_unsettled", files.phase == CasePhase.COMPLETE.value),
        _total("n_diverged", files.phase.in_([each.value for each in UNDECIDED])),
    )


def _total(name: str, test: ColumnElement[bool], value: Any = 1) -> Any:
    return func.coalesce(func.sum(case((test, value), else_=0)), 0).label(name)


_IN_CAMPAIGN = (CampaignCase.campaign_id == bindparam("campaign_id")) & IN_SAMPLE
_CAMPAIGN = (
    select(
        Campaign.__table__,
        Bureau.code.label("bureau_code"),
        Bureau.name.label("bureau_name"),
        Bureau.area_id.label("bureau_area_id"),
    )
    .join(Bureau, Bureau.id == Campaign.bureau_id)
    .where(Campaign.id == bindparam("campaign_id"))
)
_DRAW = select(
    Draw.seed, Draw.rule, Draw.n_population, Draw.n_drawn, Draw.protocol, Draw.digest
).where(Draw.campaign_id == bindparam("campaign_id"))
_FILES = (
    _graded(
        CampaignCase.id,
        CampaignCase.scheme_id,
        CampaignCase.kind,
        CampaignCase.n_reviews,
        Case.id.label("case_id"),
        Case.case_no,
        Case.stage,
        Case.volume_set,
        Case.case_class,
        Case.cause,
        Case.assigned_on,
        Case.closed_on,
        (Case.sealed | Case.secret).label("confined"),
        Area.id.label("area_id"),
        Area.code.label("area"),
        Area.name.label("area_name"),
        AREA_SORT.label("area_sort"),
        CampaignCase.firm_id,
        FIRM_KEY.label("firm"),
        Firm.name.label("firm_name"),
        Firm.name_key.label("firm_sort"),
        CampaignCase.lead_person_id.label("person_id"),
        HANDLER_KEY.label("handler"),
        Person.name.label("handler_name"),
        Person.name_key.label("handler_sort"),
        StoredScheme.digest.label("scheme_digest"),
        Result.outcome,
        Result.rule,
        Result.score,
        Result.handler_score,
        Result.grade,
        Result.used,
        Result.derivation_digest,
        StoredText.body.label("panel_reasons"),
    )
    .join(Case, Case.id == CampaignCase.case_id)
    .join(StoredScheme, StoredScheme.id == CampaignCase.scheme_id)
    # A panel's reasons belong to the result that came instead of the one it had.
    .outerjoin(PanelDecision, PanelDecision.result_id == Result.replaces_id)
    .outerjoin(StoredText, StoredText.id == PanelDecision.text_id)
)
_THEIR_FIRM = aliased(Firm)
_HANDLINGS = (
    select(
        CampaignCase.id.label("file_id"),
        CaseParticipation.person_id,
        HANDLER_KEY.label("handler"),
        Person.name,
        CaseParticipation.share,
        _THEIR_FIRM.name.label("firm_name"),
    )
    .select_from(CampaignCase)
    .join(CaseParticipation, CaseParticipation.case_id == CampaignCase.case_id)
    .join(Person, Person.id == CaseParticipation.person_id)
    .outerjoin(
        Handler,
        (Handler.person_id == CaseParticipation.person_id)
        & (Handler.bureau_id == CaseParticipation.bureau_id),
    )
    .outerjoin(_THEIR_FIRM, _THEIR_FIRM.id == CaseParticipation.firm_id)
    .where(_IN_CAMPAIGN, CaseParticipation.capacity.in_(("lead_handler", "handler")))
    .order_by(CaseParticipation.id)
)
_READ_OF_CAMPAIGN = (
    Read.campaign_id == bindparam("campaign_id"),
    Read.ended_at.is_(None),
    Read.purpose.in_((*RECONCILED, Purpose.APPEAL)),
    # A review of a file that left the sample since is no part of what is published.
    Read.campaign_case_id.in_(select(CampaignCase.id).where(_IN_CAMPAIGN)),
)
_REVIEWS = (
    select(
        Read.campaign_case_id.label("file_id"),
        Read.public_id.label("read_public_id"),
        Read.purpose,
        Read.part,
        Read.items,
        Submission.id,
        Submission.choices,
        Submission.total,
        Submission.grade,
        Submission.summary,
        StoredText.body.label("comment"),
    )
    .join(Submission, Submission.read_id == Read.id)
    .outerjoin(StoredText, StoredText.id == Submission.comment_id)
    .where(*_READ_OF_CAMPAIGN, Read.purpose.in_(RECONCILED))
)
_FINDINGS = (
    select(
        *(StoredFinding.submission_id, StoredFinding.item_code, StoredFinding.option),
        *(StoredFinding.pages, StoredFinding.absent),
        *(StoredFinding.pins, StoredFinding.page_keys),
        StoredText.body,
    )
    .join(Submission, Submission.id == StoredFinding.submission_id)
    .join(Read, Read.id == Submission.read_id)
    .outerjoin(StoredText, StoredText.id == StoredFinding.text_id)
    .where(*_READ_OF_CAMPAIGN)
    .order_by(StoredFinding.submission_id, StoredFinding.seq)
)
_COMMENTS = (
    select(StoredText.body)
    .join(Submission, Submission.comment_id == StoredText.id)
    .join(Read, Read.id == Submission.read_id)
    .where(*_READ_OF_CAMPAIGN)
)
_REASONS = (
    select(StoredText.body)
    .join(StoredFinding, StoredFinding.text_id == StoredText.id)
    .join(Submission, Submission.id == StoredFinding.submission_id)
    .join(Read, Read.id == Submission.read_id)
    .where(*_READ_OF_CAMPAIGN)
)
_PANEL_REASONS = (
    select(StoredText.body)
    .select_from(CampaignCase)
    .join(Result, is_current_result())
    .join(PanelDecision, PanelDecision.result_id == Result.replaces_id)
    .join(StoredText, StoredText.id == PanelDecision.text_id)
    .where(_IN_CAMPAIGN)
)
_TEXTS = _COMMENTS.union_all(_REASONS, _PANEL_REASONS)
_AREAS = select(Area.id, Area.parent_id, Area.code)
_HEADS = (
    select(Chain.name, Chain.head_seq)
    .where(Chain.name.in_(bindparam("names", expanding=True)))
    .order_by(Chain.name)
)
_RELEASES = (
    select(Release.__table__)
    .where(Release.campaign_id == bindparam("campaign_id"))
    .order_by(Release.number.desc())
)
_RELEASE = select(Release.__table__).where(
    Release.public_id == bindparam("public_id"),
    Release.bureau_id == bindparam("bureau_id"),
)
_ROWS = select(
    ReleaseRow.audience,
    ReleaseRow.kind,
    ReleaseRow.position,
    ReleaseRow.body,
    ReleaseRow.salt,
    ReleaseRow.digest,
).where(ReleaseRow.release_id == bindparam("release_id"))
_BY_AUDIENCE = (
    select(
        ReleaseRow.audience,
        ReleaseRow.kind,
        func.count().label("n"),
        func.count(ReleaseRow.audience_id.distinct()).label("n_addressees"),
    )
    .where(ReleaseRow.release_id == bindparam("release_id"))
    .group_by(ReleaseRow.audience, ReleaseRow.kind)
)
_GRADED = (
    select(
        func.count().label("n_drawn"),
        func.count(Result.grade).label("n_graded"),
        _total("n_ungraded", Result.id.is_not(None) & Result.grade.is_(None)),
        _total("n_confined", (Case.sealed | Case.secret) & Result.id.is_not(None)),
    )
    .select_from(CampaignCase)
    .join(Case, Case.id == CampaignCase.case_id)
    .outerjoin(Result, is_current_result())
    .where(_IN_CAMPAIGN)
)
