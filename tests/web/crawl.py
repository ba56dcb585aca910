"""Addresses for every GET route, made from what is stored, and what to compare.

A new parameter name needs a provider: say in `PROVIDERS` which values it takes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from sqlalchemy import select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from review.store import unit
from review.store.database import Base
from review.store.models import (
    Assessment,
    Bureau,
    Campaign,
    CampaignCase,
    CampaignDraft,
    Case,
    Designation,
    Event,
    FeePayout,
    Handover,
    IntakeFile,
    Objection,
    OnsiteSession,
    PanelMeeting,
    Read,
    Release,
    ReleaseRow,
    Result,
    ReviewerCode,
    Scan,
    SchemeProposal,
    SchemeTrial,
    StoredAssessmentScheme,
    StoredScheme,
    Submission,
    User,
)
from review.web import settings
from review.web.forms.setting_up import STEPS
from tests.web.populated import AVOIDED, BELOW, STANDING, pinned
from tests.web.tokens import without_tokens

RANDOM = "nobody-has-this"
REVIEWER = "PY-1"
"""The account of the reviewer."""
UNCHECKED = {"access_log", "sessions"}


@dataclass(frozen=True)
class Values:
    """What a parameter may be: of the own bureau, of another one, or nothing at all."""

    own: Sequence[object]
    foreign: Sequence[object] = ()
    none: Sequence[object] = (RANDOM,)


def column_of(model: type[Base], name: str = "public_id", n: int = 2) -> Values:
    """Some values of a column by bureau; the last ones, as they are the newest."""
    table = model.__table__
    column = table.columns[name]
    rows = [
        _values(select(column).where(_bureau(table) == bureau).order_by(_newest(table)))
        for bureau in (1, 2)
    ]
    return Values(rows[0][:n], [v for v in rows[1] if v not in rows[0]][:1])


def _bureau(table: object) -> object:
    """The tenant of a row; an upload belongs to its account's."""
    columns = table.columns  # type: ignore[attr-defined]
    if "bureau_id" in columns:
        return columns.bureau_id
    return select(User.bureau_id).where(User.id == columns.user_id).scalar_subquery()


def _newest(table: object) -> object:
    return table.columns.id.desc()  # type: ignore[attr-defined]


def _values(statement: object) -> list[object]:
    return list(unit.connection().scalars(statement))  # type: ignore[call-overload]


def designated() -> Values:
    """What the first bureau named for the one below; it is that bureau's files."""
    statement = select(Designation.public_id).where(Designation.superior_id == 1)
    return Values(_values(statement)[:1])


def reads() -> Values:
    """The newest reads, among them the reviewer's own, who draws them by lot."""
    newest = column_of(Read, n=6)
    person = select(User.person_id).where(User.login == REVIEWER)
    codes = select(ReviewerCode.code).where(ReviewerCode.person_id.in_(person))
    own = _values(
        select(Read.public_id)
        .where(Read.reviewer_code.in_(codes), Read.ended_at.is_(None))
        .order_by(Read.id.desc())
    )
    both = dict.fromkeys((*own[:3], *newest.own))
    return Values(list(both)[:6], newest.foreign)


def submitted_reads() -> Values:
    """Reads whose review is in, of every campaign."""
    statement = select(Read.public_id).join(Submission, Submission.read_id == Read.id)
    rows = [
        _values(statement.where(Read.bureau_id == b).order_by(Read.id)) for b in (1, 2)
    ]
    return Values(rows[0][:2], rows[1][:1])


def cases_of(audience: str) -> Callable[[], Values]:
    """Published cases as one kind of reader gets them."""

    def made() -> Values:
        statement = select(ReleaseRow.public_id).where(
            ReleaseRow.audience == audience, ReleaseRow.kind == "case"
        )
        rows = [
            _values(statement.where(ReleaseRow.bureau_id == b).order_by(ReleaseRow.id))
            for b in (1, 2)
        ]
        return Values(rows[0][-3:], rows[1][:1])

    return made


def settled_cases() -> Values:
    """Files that have a result sheet, of every campaign; one under review has none."""
    settled = select(Result.campaign_case_id)
    statement = select(CampaignCase.public_id).where(CampaignCase.id.in_(settled))
    rows = [
        _values(statement.where(CampaignCase.bureau_id == b).order_by(CampaignCase.id))
        for b in (1, 2)
    ]
    return Values(rows[0][-2:], rows[1][:1])


def failed_cases() -> Values:
    """The file that waits for a senior, and one of another bureau."""
    found = select(CampaignCase.public_id).join(
        Result, Result.campaign_case_id == CampaignCase.id
    )
    return Values(
        _values(found.where(Result.replaces_id.is_not(None))),
        _values(found.where(CampaignCase.bureau_id == 2).limit(1)),
    )


def unsettled_cases() -> Values:
    """Drawn files without a result: only these can be replaced."""
    settled = select(Result.campaign_case_id)
    statement = select(CampaignCase.public_id).where(CampaignCase.id.not_in(settled))
    rows = [
        _values(statement.where(CampaignCase.bureau_id == b).order_by(CampaignCase.id))
        for b in (1, 2)
    ]
    return Values(rows[0][:2], rows[1][:1])


def under_way(*, is_bundle: bool) -> Values:
    """What an officer of the own bureau has under way."""
    found = settings.shelf().uploads().everything()
    return Values([each.id for each in found if is_bundle is (each.about == "")])


def events(kind: str) -> Callable[[], Values]:
    """What was done together, by the event that did it."""

    def made() -> Values:
        return Values(_values(select(Event.public_id).where(Event.kind == kind)))

    return made


def uploads(kind: str) -> Callable[[], Values]:
    """Uploads of one kind that wait, of either bureau."""

    def made() -> Values:
        statement = select(IntakeFile.public_id).where(IntakeFile.kind == kind)
        table = IntakeFile.__table__
        rows = [_values(statement.where(_bureau(table) == b)) for b in (1, 2)]
        return Values(rows[0], rows[1])

    return made


def bureaus() -> Values:
    """The one below, and one beside."""
    column = Bureau.public_id
    own, foreign = (
        _values(select(column).where(test))
        for test in (Bureau.code == BELOW, Bureau.id == 2)
    )
    return Values(own, foreign)


def constant(*values: object) -> Callable[[], Values]:
    return lambda: Values(values)


# By endpoint and parameter where the parameter's name alone does not say it.
PROVIDERS: Mapping[str, Callable[[], Values]] = {
    "account_id": lambda: column_of(User),
    "code": lambda: column_of(Campaign, "code", n=5),
    "arrivals code": constant(STANDING),
    # A year is no object: one in which nothing happened shows just that.
    "year": lambda: Values([2025], none=()),
    "digest": lambda: column_of(StoredAssessmentScheme, "digest"),
    "release": lambda: column_of(Release),
    "section": constant("s"),
    "kind": constant("handler", "firm"),
    "file_format": constant("csv", "xlsx"),
    "publication.prepare kind": lambda: Values(["provisional", "final"]),
    "publication.export file_format": constant("json", "csv", "xlsx"),
    "intake.template kind": constant("cases", "reviews"),
    "intake.preview public_id": uploads("firms"),
    "offline.preview public_id": uploads("offline"),
    "allocation.withdraw public_id": lambda: column_of(Read, n=1),
    "allocation.decide_late public_id": lambda: column_of(Read, n=1),
    "reviewer public_id": reads,
    "senior_reads public_id": failed_cases,
    "panels.minutes public_id": lambda: column_of(PanelMeeting),
    "case_pages public_id": reads,
    "scans public_id": lambda: column_of(Case),
    "contents public_id": lambda: column_of(Case),
    "redaction public_id": lambda: column_of(Case),
    "uploads public_id": lambda: column_of(Case),
    "case_dates public_id": lambda: column_of(Case),
    "token": lambda: under_way(is_bundle=True),
    "bundles upload_id": lambda: under_way(is_bundle=True),
    "uploads upload_id": lambda: under_way(is_bundle=False),
    "scan_id": lambda: column_of(Scan),
    "page": lambda: Values([1, 2], none=(0, 3)),
    "draft_id": lambda: column_of(CampaignDraft),
    "step": constant(*(step.code for step in STEPS)),
    "reconciliation.case public_id": lambda: column_of(CampaignCase),
    "replacing public_id": unsettled_cases,
    "moves.export which": constant("now", "proposal"),
    "tracing.show public_id": submitted_reads,
    "reconciliation.pinned_page public_id": lambda: Values(pinned()[:1]),
    "key": lambda: Values(pinned()[1:]),
    "taking_back.taken key": events("reads_withdrawn"),
    "onsite key": lambda: column_of(OnsiteSession),
    "extensions.given key": events("reads_extended"),
    "on_files.classed key": events("case_class_set"),
    "on_files.given key": events("reads_allocated"),
    "on_files.withdrawn key": events("files_withdrawn"),
    "more_time public_id": reads,
    "volumes.handover key": lambda: column_of(Handover),
    "volumes move": constant("received", "handed", "back", "returned"),
    "fees key": lambda: column_of(FeePayout),
    "paperwork.document kind": constant("plan", "recusal"),
    "printing.own_sheet public_id": reads,
    "printing.blank public_id": reads,
    "printing.result_sheet public_id": settled_cases,
    "printing.derivation public_id": settled_cases,
    "printing.scheme_sheet public_id": lambda: column_of(StoredScheme),
    "publication.release public_id": lambda: column_of(Release),
    "publication.bulletin public_id": lambda: column_of(Release),
    "public public_id": lambda: column_of(Release),
    "ranking public_id": lambda: column_of(Release),
    "schemes public_id": lambda: column_of(StoredScheme),
    "replay public_id": lambda: column_of(StoredScheme),
    "bureau_id": bureaus,
    "designation_id": designated,
    "scheme_id": lambda: column_of(StoredScheme, n=1),
    "trial_id": lambda: column_of(SchemeTrial),
    "proposal_id": lambda: column_of(SchemeProposal),
    "assessment.sheet public_id": lambda: column_of(Assessment),
    "bar.sheet public_id": lambda: column_of(Assessment),
    "lawyer.case public_id": cases_of("handler"),
    "own_objections.form public_id": cases_of("handler"),
    "firm_objections.form public_id": cases_of("firm"),
    "own_objections public_id": lambda: column_of(Objection),
    "firm_objections public_id": lambda: column_of(Objection),
    "objections public_id": lambda: column_of(Objection),
    "file": settled_cases,
    "firm.case public_id": cases_of("firm"),
    "county.case public_id": cases_of("area"),
    "firm_year.sheet public_id": lambda: column_of(Assessment, n=8),
    "lawyer_year.sheet public_id": lambda: column_of(Assessment, n=8),
}
# What some pages want to be asked beside their address.
QUERIES: Mapping[str, Mapping[str, str]] = {
    "members.member": {"number": "PY-1"},
    "stopping.page": {"number": "PY-1"},
    "audit.openings": {"case_no": "(2025)青援0001号"},
    "allocation.withdraw_conflict": {
        "number": "PY-1",
        "against": "firm",
        "party": AVOIDED,
    },
}
# Routes that show what any bureau has published.
FOR_ANYBODY = {"public"}


def provider(endpoint: str, name: str) -> Callable[[], Values]:
    """The values of a parameter; by endpoint, by blueprint, or by its own name."""
    blueprint = endpoint.partition(".")[0]
    for key in (f"{endpoint} {name}", f"{blueprint} {name}", name):
        if key in PROVIDERS:
            return PROVIDERS[key]
    raise LookupError(
        f"{endpoint} takes <{name}>: add a provider for it in tests/web/crawl.py"
    )


@dataclass(frozen=True)
class Address:
    """An address to ask for; `is_real` if everything it names is the bureau's own."""

    endpoint: str
    arguments: tuple[tuple[str, object], ...]
    is_real: bool


def addresses(rule: Rule) -> Iterator[Address]:
    """Every combination of own values, and with one foreign or random value in it."""
    names = sorted(rule.arguments)
    values = {name: provider(rule.endpoint, name)() for name in names}
    for combination in product(*(values[name].own for name in names)):
        yield Address(rule.endpoint, tuple(zip(names, combination, strict=True)), True)
    for name in names:
        for wrong in (*values[name].foreign, *values[name].none):
            mixed = [(n, values[n].own[0]) for n in names if n != name]
            yield Address(rule.endpoint, (*mixed, (name, wrong)), False)


def contents() -> dict[str, str]:
    """A digest of every table that reading must leave alone."""
    return {
        table.name: hashlib.sha256(
            "\n".join(sorted(map(repr, _rows(table)))).encode()
        ).hexdigest()
        for table in Base.metadata.sorted_tables
        if table.name not in UNCHECKED
    }


def _rows(table: object) -> Sequence[object]:
    return unit.connection().execute(select(table)).all()  # type: ignore[call-overload]


def answer(response: TestResponse) -> tuple[object, ...]:
    """Status, headers and body, without the address asked for and the form's token."""
    html = response.get_data(as_text=True)
    html = re.sub(r'name="then" value="[^"]*"', "", html)
    html = without_tokens(html)
    headers = {k: v for k, v in response.headers if k not in ("Content-Length", "Date")}
    return (response.status_code, tuple(sorted(headers.items())), html)
