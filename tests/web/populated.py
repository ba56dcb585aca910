"""A bureau in which every kind of object exists, and another one beside it.

One campaign is published and its year assessed and decided, one is settled and not
published, one is under review; an account of every role, uploads that wait, a scan of
every case.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select, update

from review.domain.campaigns import CampaignKind
from review.domain.custody import Move
from review.domain.entrustment import Contract, Ending, OrganisationKind
from review.domain.fees import FeeRole, FeeRule
from review.domain.kinds import CaseClass
from review.domain.page_numbers import page_key
from review.domain.policy import Role, Viewer, operator
from review.files.schemes import dump
from review.services import (
    adoption,
    allocation,
    arrivals,
    assessment,
    bundles,
    classing,
    contracts,
    designating,
    extensions,
    fees,
    giving,
    handing_over,
    offline,
    onsite,
    opening,
    partners,
    plan_drafts,
    replay,
    reviewing,
    sampling,
    schemes,
    taking_back,
    term_requests,
    uploads,
    withdrawing,
)
from review.services.extensions import Which
from review.services.on_files import Which as OnFiles
from review.store import unit
from review.store.models import (
    Assessment,
    Bureau,
    Campaign,
    CampaignCase,
    CampaignReviewer,
    Case,
    Firm,
    IntakeFile,
    Objection,
    ObjectionAnswer,
    ObjectionEnding,
    PanelMeeting,
    PanelMember,
    Read,
    Release,
    Result,
    ReviewerCode,
    Scan,
    StoredFinding,
    Submission,
    User,
)
from review.store.queries import bureaus, entrustments
from review.web import settings
from review.web.bureau import signed_files
from review.web.forms.recusal import GRADED
from tests.casework import CENSUS, casework, plan
from tests.conftest import AT
from tests.released import TODAY, Place, a_place, another_place, with_a_ranking
from tests.scanned import cut_pdf, on_every_case, zipped

YEAR, OWN = 2025, 1
AVOIDED = "avoided-firm"
"""The public id of a firm with which the first reviewer has declared a conflict."""


@dataclass(frozen=True)
class Populated:
    """The two bureaus and somebody of each role in the first."""

    own: Place
    other: Place
    everyone: dict[Role, Viewer]


def populate() -> Populated:
    """Both bureaus, by the real services; inside an application context."""
    own = a_place()
    own.publish("provisional")
    own.publish()
    with_a_ranking(own)
    other = another_place()
    other.publish()
    everyone = _accounts(own)
    _open_campaign(own)
    for place in (own, other):
        _let_files_in(place)
    _workbook(everyone[Role.REVIEWER])
    _traces(everyone[Role.PANEL_LEAD])
    _senior(everyone[Role.REVIEWER])
    _year(own, everyone[Role.BAR_ASSOCIATION])
    _year(other, None)
    for place in (own, other):
        _upload(place)
        _try_rules(place)
        plan_drafts.begin(
            viewer=place.officer, said=SET_UP, name="x", step="sample", at=AT
        )
    _conflict(own)
    on_every_case(settings.shelf())
    _pin(own)
    _on_their_way(own)
    _take_back(own)
    _done_together(own)
    _more_time(own, everyone[Role.REVIEWER])
    _fees(own)
    _fees(other)
    _volumes(own)
    _volumes(other)
    _below(own)
    _entrusted(own)
    _objected(own, "赵一")
    _objected(other, "周五")
    return Populated(own, other, everyone)


def _objected(place: Place, lawyer: str) -> None:
    """A lawyer and the firm object to a result of 2025, by letter, and take it back."""
    stored = settings.shelf().store().put(io.BytesIO(b"%PDF-1.7 a letter"))
    tenant = {"bureau_id": place.work.bureau_id}
    with unit.transaction() as connection:
        file = connection.execute(
            select(CampaignCase.__table__, Result.id.label("result_id"))
            .join(Result, Result.campaign_case_id == CampaignCase.id)
            .join(Campaign, Campaign.id == CampaignCase.campaign_id)
            .where(
                Campaign.code == place.code,
                CampaignCase.lead_person_id == place.work.lawyers[lawyer],
            )
        ).first()
        assert file is not None
        campaign_id = file.campaign_id
        released = select(Release.id).where(Release.campaign_id == campaign_id)
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        for side in ("handler", "firm"):
            is_firm = side == "firm"
            objection_id = unit.add(
                event,
                Objection,
                campaign_id=campaign_id,
                campaign_case_id=file.id,
                release_id=connection.scalar(released),
                result_id=file.result_id,
                side=side,
                person_id=None if is_firm else file.lead_person_id,
                firm_id=file.firm_id if is_firm else None,
                on_paper=True,
                scan=stored.digest,
                received_on=TODAY,
                until_on=TODAY,
                lodged_at=AT,
                **tenant,
            )
            one = {"objection_id": objection_id, "kind": "withdrawn", **tenant}
            unit.add(event, ObjectionEnding, ended_at=AT, **one)
            told = {"body": "{}", "digest": "d", "told_at": AT}
            unit.add(event, ObjectionAnswer, **told, **one)


HANDED_OVER = "handed-over"
"""The code of a campaign that an organisation ran under a contract."""


def _entrusted(place: Place) -> None:
    """An evaluation that was handed over: officers read its report."""
    year = {"closed_from": date(2026, 5, 1), "closed_until": date(2026, 6, 30)}
    contract = Contract(
        "青川市律师协会",
        OrganisationKind.BAR,
        "青律评〔2026〕8号",
        date(2026, 3, 1),
        date(2026, 3, 31),
        "",
    )
    opening.open_campaign(
        viewer=place.officer,
        plan=plan(code=HANDED_OVER, entrusted=contract, **year),
        at=AT,
    )
    with unit.transaction() as connection:
        campaign_id = connection.scalar(
            select(Campaign.id).where(Campaign.code == HANDED_OVER)
        )
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        known = entrustments.in_force(campaign_id)
        contracts.end(event, known, Ending.DELIVERED, at=AT)


BELOW = "below"
"""The code of a bureau that stands under the first."""


def _below(place: Place) -> None:
    """A bureau beneath with numbers named for it, and the key that signs files."""
    own = operator(place.officer.bureau_id or 0)
    partners.make_key(viewer=own, keys=signed_files.keys(), at=AT)
    with unit.transaction():
        made = casework(bureau=BELOW, login="officer below")
        above = {"parent_id": place.officer.bureau_id}
        unit.change(made.event, Bureau, {"id": made.bureau_id}, **above)
        (below,) = bureaus.subordinates(place.officer.bureau_id or 0)
    named = {"name": "重点案卷", "numbers": "(2025)下援0001号"}
    designating.designate(viewer=own, bureau=below.public_id, **named, at=AT)


STANDING = "standing"
SET_UP = (
    *(("name", "2027"), ("code", "2027"), ("kind", "annual")),
    *(("assessment_year", "2027"), ("minimum_n", "5"), ("decimals", "2")),
    *(("closed_from", "2027-01-01"), ("closed_until", "2027-12-31")),
    *(("schemes", "civil"), ("by", "census"), ("per", ""), ("unit", "person")),
    *((name, "block") for name in GRADED),
)
"""A plan in the making: what was typed so far."""


def pinned() -> tuple[str, str]:
    """A settled file of ours, and the key of a page that one of its findings names."""
    with unit.reading() as connection:
        file_id, digest = connection.execute(
            select(CampaignCase.public_id, Scan.digest)
            .join(Result, Result.campaign_case_id == CampaignCase.id)
            .join(Scan, Scan.case_id == CampaignCase.case_id)
            .where(CampaignCase.bureau_id == OWN)
            .order_by(Result.id.desc())
        ).first() or ("", "")
    return file_id, page_key(digest, 1)


def _pin(own: Place) -> None:
    """One more finding for a review that counted, with a page of the scan."""
    file_id, key = pinned()
    with unit.transaction() as connection:
        submission_id = connection.scalar(
            select(Submission.id)
            .join(CampaignCase, CampaignCase.id == Submission.campaign_case_id)
            .where(CampaignCase.public_id == file_id)
        )
        values = {"seq": 99, "item_code": "i1", "pages": "1", "pins": [[key]]}
        own_bureau = {"bureau_id": own.officer.bureau_id}
        unit.add_all(
            own.work.event,
            StoredFinding,
            [{"submission_id": submission_id, **values, **own_bureau}],
        )


def _on_their_way(own: Place) -> None:
    """A ZIP, and a file for the newest case of which a page is in doubt."""
    shelf, body = settings.shelf(), cut_pdf(60, 160, cut=2)
    officer = {"viewer": own.officer, "shelf": shelf}
    bundles.keep(stream=zipped(("a.pdf", b"x")), **officer)
    with unit.reading() as connection:
        newest = select(Case.public_id).where(Case.bureau_id == own.officer.bureau_id)
        public_id = connection.scalar(newest.order_by(Case.id.desc()).limit(1))
    case = {"public_id": public_id, **officer}
    sent = {"stream": io.BytesIO(body), "n_bytes": len(body)}
    line = uploads.bring(at=AT, **sent, **case)
    uploads.settle(upload_id=line.id, at=AT, seconds=20, **case)


def _take_back(own: Place) -> None:
    """The first file of the campaign under review is taken back from its readers."""
    found = {"viewer": own.officer, "code": "2026", "on": AT.date()}
    found["query"] = 'number:"(2026)青援0001号"'
    digest = taking_back.preview(**found).digest
    taking_back.take_back(reason="出国", digest=digest, at=AT, **found)


def _done_together(own: Place) -> None:
    """That file gets another class and is given out again; another one is withdrawn."""
    of = {"viewer": own.officer, "code": "2026", "on": AT.date()}
    first = of | {"which": OnFiles('number:"(2026)青援0001号"')}
    major = first | {"case_class": CaseClass.MAJOR}
    digest = classing.preview(**major).digest
    classing.set_class(digest=digest, at=AT, **major)
    giving.give(digest=giving.preview(**first).digest, at=AT, **first)
    last = of | {"which": OnFiles('number:"(2026)青援0002号"')}
    digest = withdrawing.preview(**last).digest
    withdrawing.withdraw(reason="不属于范围", digest=digest, at=AT, **last)


def _more_time(own: Place, reader: Viewer) -> None:
    """A file gets more time, and more is asked for another one."""
    with unit.transaction() as connection:
        dated = update(Campaign).where(Campaign.code == "2026")
        connection.execute(dated.values(due_on=date(2026, 5, 29)))
    of = {"viewer": own.officer, "code": "2026", "on": AT.date()}
    of |= {"which": Which("submitted:no"), "until": date(2026, 6, 12)}
    digest = extensions.preview(**of).digest
    extensions.extend(reason="出差", digest=digest, at=AT, **of)
    if public_id := reviewing.next_open(viewer=reader, at=AT):
        term_requests.ask(
            viewer=reader,
            public_id=public_id,
            until=date(2026, 6, 26),
            reason="住院",
            at=AT,
            on=AT.date(),
        )


def _fees(place: Place) -> None:
    """A list of review fees for what is finished."""
    of = {"viewer": place.officer, "code": place.code}
    fees.set_rule(rule=FeeRule({FeeRole.FIRST: Decimal(50)}), at=AT, **of)
    basis = fees.page(on=AT.date(), **of).basis
    fees.freeze(basis=basis, at=AT, on=AT.date(), **of)


def _volumes(place: Place) -> None:
    """Every file of a firm is brought in on paper."""
    of = {"viewer": place.officer, "code": place.code, "move": Move.RECEIVED}
    side = handing_over.movable(**of).sides[0].key
    lines = handing_over.movable(side=side, **of).lines
    volumes = {line.public_id: 1 for line in lines}
    handing_over.hand_over(side=side, volumes=volumes, at=AT, **of)


def _conflict(own: Place) -> None:
    work = own.work
    with unit.transaction():
        firm_id = work.firm("无案律师事务所")
        unit.change(work.event, Firm, {"id": firm_id}, public_id=AVOIDED)
        work.conflict("PY-1", firm="无案律师事务所")


def _accounts(own: Place) -> dict[Role, Viewer]:
    work = own.work
    with unit.transaction() as connection:
        campaign_id = connection.scalar(
            select(Campaign.id).where(
                Campaign.code == "2025", Campaign.bureau_id == work.bureau_id
            )
        )
        found = {
            Role.BUREAU_OFFICER: own.officer,
            Role.LAWYER: own.people["赵一"],
            Role.FIRM_HEAD: own.people["甲律师事务所"],
            Role.COUNTY_OFFICER: own.people["东山县"],
            Role.REVIEWER: work.reader("PY-1"),
            Role.PANEL_LEAD: work.reader("PY-2", Role.PANEL_LEAD),
            Role.CAMPAIGN_MANAGER: work.account(
                "manager", Role.CAMPAIGN_MANAGER, campaign_id=campaign_id
            ),
        }
        for role in sorted(set(Role) - set(found)):
            found[role] = work.account(role.value, role)
    return found


def _open_campaign(own: Place) -> None:
    """Files of 2026 lie with their reviewers."""
    with unit.transaction():
        for n in range(1, 4):
            own.work.case(f"(2026)青援000{n}号", closed_on=date(2026, 1, 10))
    year = {"closed_from": date(2026, 1, 1), "closed_until": date(2026, 2, 28)}
    opening.open_campaign(
        viewer=own.officer,
        plan=plan(code="2026", seed="a seed", sample=CENSUS, **year),
        at=AT,
    )
    sampling.draw(viewer=own.officer, code="2026", at=AT)
    allocation.confirm(viewer=own.officer, code="2026", at=AT)
    onsite.arrange(
        viewer=own.officer,
        code="2026",
        starts_at=AT,
        ends_at=AT + timedelta(hours=2),
        place="三楼会议室",
        at=AT,
    )


def _let_files_in(place: Place) -> None:
    """A standing campaign that one file has entered."""
    year = {"closed_from": date(2026, 3, 1), "closed_until": date(2026, 12, 31)}
    with unit.transaction():
        place.work.case("(2026)常1号", closed_on=date(2026, 3, 1))
    values = {"code": STANDING, "kind": CampaignKind.STANDING, **year}
    viewer = place.officer
    opening.open_campaign(viewer=viewer, plan=plan(**values), at=AT)
    arrivals.enter(viewer=viewer, code=STANDING, at=AT, on=date(2026, 3, 2))


def _workbook(reviewer: Viewer) -> None:
    """A workbook that the reviewer took along and brought, and that waits."""
    lines = offline.listing(viewer=reviewer, at=AT).lines
    reads = [each.public_id for each in lines]
    body = offline.workbook(
        viewer=reviewer, reads=reads, locale="zh_Hans", as_of="", at=AT
    )
    offline.keep(viewer=reviewer, body=body, name="x.xlsx", at=AT)


def _traces(lead: Viewer) -> None:
    """Every campaign keeps reading traces, and this is who may see them."""
    with unit.transaction() as connection:
        for row in connection.execute(select(Campaign.id, Campaign.rules)).all():
            rules = row.rules | {"trace_days": 30}
            own = Campaign.id == row.id
            connection.execute(update(Campaign).where(own).values(rules=rules))
        mine = CampaignReviewer.person_id == lead.person_id
        connection.execute(update(CampaignReviewer).where(mine).values(is_lead=True))


def _senior(reviewer: Viewer) -> None:
    """This reviewer is senior, and a file of others fails in the unpublished campaign."""
    with unit.transaction() as connection:
        campaign = connection.execute(select(Campaign).filter_by(code="2024")).first()
        assert campaign is not None
        own = Campaign.id == campaign.id
        rules = {**campaign.rules, "senior_read": True}
        connection.execute(update(Campaign).where(own).values(rules=rules))
        mine = CampaignReviewer.person_id == reviewer.person_id
        connection.execute(update(CampaignReviewer).where(mine).values(is_senior=True))
        code = select(ReviewerCode.code).filter_by(
            person_id=reviewer.person_id, campaign_id=campaign.id
        )
        read = select(Read.campaign_case_id).where(
            Read.reviewer_code.in_(code), Read.campaign_id == campaign.id
        )
        found = connection.execute(
            select(Result.__table__)
            .join(CampaignCase, CampaignCase.id == Result.campaign_case_id)
            .where(
                CampaignCase.campaign_id == campaign.id, CampaignCase.id.not_in(read)
            )
        ).first()
        assert found is not None
        worse = {**found._mapping, "grade": "fail", "replaces_id": found.id}
        del worse["id"], worse["public_id"]
        connection.execute(insert(Result).values(worse))
        _panel(campaign, connection.scalar(code) or "", found.event_id)


def _panel(campaign: Any, reviewer_code: str, event_id: int) -> None:
    """A meeting that decided nothing yet."""
    event = unit.Recorded(event_id, AT)
    tenant = {"bureau_id": campaign.bureau_id}
    meeting_id = unit.add(
        event,
        PanelMeeting,
        campaign_id=campaign.id,
        held_on=AT.date(),
        place="会议室",
        recorded_at=AT,
        **tenant,
    )
    values = {"meeting_id": meeting_id, "reviewer_code": reviewer_code, **tenant}
    unit.add(event, PanelMember, is_lead=True, **values)


def _year(place: Place, bar: Viewer | None) -> None:
    hour = timedelta(hours=1)
    assessment.compile_year(viewer=place.officer, year=YEAR, at=AT - 3 * hour)
    assessment.supply(viewer=place.officer, year=YEAR, at=AT - 2 * hour)
    if bar is None:
        return
    with unit.reading() as connection:
        public_id = connection.scalar(
            select(Assessment.public_id).where(
                Assessment.bureau_id == bar.bureau_id,
                Assessment.subject_id == place.people["赵一"].person_id,
            )
        )
    assessment.decide(
        viewer=bar,
        public_id=public_id or "",
        decision="competent",
        reason="同意建议",
        key="decide",
        at=AT - hour,
    )


def _try_rules(place: Place) -> None:
    """A copy of the sheet under a new version, tried on what is settled and proposed."""
    name = place.scheme.code
    trial = replay.try_rules(
        viewer=place.officer,
        public_id=schemes.named(viewer=place.officer, name=name).public_id,
        text=dump(replace(place.scheme, version="tried")),
        campaigns=["2025"],
        at=AT,
    )
    adoption.propose(viewer=place.officer, trial=trial, reason="理由", at=AT)


def _upload(place: Place) -> None:
    with unit.transaction() as connection:
        user_id = connection.scalar(
            select(User.id).where(User.login == place.officer.login)
        )
        event = unit.record("tested", chain="test", actor=unit.SYSTEM, at=AT)
        unit.add(
            event,
            IntakeFile,
            user_id=user_id,
            kind="firms",
            name="firms.csv",
            body="5b6L5biI5LqL5Yqh5omA5ZCN56ewCg==",
            encoding="utf-8",
            created_at=AT,
        )
