"""Who may do what, in which state: one table that pages, searches and exports ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from review.domain.entrustment import Standing
from review.domain.errors import N_, NotVisible


class Role(StrEnum):
    """The roles an account may be granted; each has its words for the page."""

    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"
    BUREAU_OFFICER = "bureau_officer"
    COUNTY_OFFICER = "county_officer"
    CAMPAIGN_MANAGER = "campaign_manager"
    REVIEWER = "reviewer"
    PANEL_LEAD = "panel_lead"
    LAWYER = "lawyer"
    FIRM_HEAD = "firm_head"
    BAR_ASSOCIATION = "bar_association"

    @property
    def words(self) -> str:
        return ROLE_WORDS[self]


ROLE_WORDS = {
    Role.SYSTEM_ADMIN: N_("System administrator"),
    Role.SECURITY_ADMIN: N_("Security administrator"),
    Role.AUDIT_ADMIN: N_("Audit administrator"),
    Role.BUREAU_OFFICER: N_("Bureau officer"),
    Role.COUNTY_OFFICER: N_("County officer"),
    Role.CAMPAIGN_MANAGER: N_("Campaign manager"),
    Role.REVIEWER: N_("Reviewer"),
    Role.PANEL_LEAD: N_("Panel lead"),
    Role.LAWYER: N_("Lawyer"),
    Role.FIRM_HEAD: N_("Head of a firm"),
    Role.BAR_ASSOCIATION: N_("Bar association"),
}
ADMINS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})
CAMPAIGN_STAFF = frozenset({Role.BUREAU_OFFICER, Role.CAMPAIGN_MANAGER})
READERS = frozenset({Role.REVIEWER, Role.PANEL_LEAD})
# What a person of the lists is anyway; whoever invites the person gives it.
BY_CAPACITY = READERS | {Role.LAWYER, Role.FIRM_HEAD}
# The place without which a role would reach further than it should.
PLACE_OF = {
    Role.COUNTY_OFFICER: "area_id",
    Role.FIRM_HEAD: "firm_id",
    Role.CAMPAIGN_MANAGER: "campaign_id",
}


class Action(StrEnum):
    """What a person does; every page and every export names one."""

    PUBLIC_READ = "public.read"
    SIGN_IN = "account.sign_in"
    OWN_ACCOUNT = "account.own"
    HOME = "account.home"
    ACCOUNTS_READ = "accounts.read"
    ACCOUNTS_INVITE = "accounts.invite"
    ROLES_GRANT = "accounts.grant"
    SESSIONS_END = "accounts.end_sessions"
    AUDIT_READ = "audit.read"
    INTEGRITY_CHECK = "audit.check"
    SCHEMES_READ = "schemes.read"
    SCHEMES_LOAD = "schemes.load"
    RULES_TRY = "rules.try"
    RULES_CHANGE = "rules.change"
    EXCHANGE = "exchange.use"
    INTAKE = "intake.take_in"
    REDACT = "scans.redact"
    ORIGINALS = "scans.original"
    REDACT_FIRST = "scans.redact_first"
    CASES_READ = "cases.read"
    CAMPAIGN_READ = "campaign.read"
    CAMPAIGN_OPEN = "campaign.open"
    ENTRUST = "campaign.entrust"
    DELIVER = "campaign.deliver"
    PHONES_READ = "contacts.read"
    SAMPLE_DRAW = "sample.draw"
    ALLOCATE = "allocation.confirm"
    REMIND = "reminders.send"
    CONFLICTS_DECLARE = "conflicts.declare"
    REVIEW = "review.answer"
    SENIOR_READ = "fails.read"
    TRACES_READ = "traces.read"
    RECONCILE = "reconciliation.settle"
    SUMMARIZE = "paperwork.summarize"
    FEES = "fees.pay"
    RESULTS_READ = "results.read"
    PUBLISH = "publication.publish"
    OBJECTIONS = "objections.answer"
    RELEASE_READ_AREA = "release.read_area"
    RANKING_READ = "release.read_ranking"
    OWN_RESULTS = "release.read_own"
    FIRM_RESULTS = "release.read_firm"
    ASSESSMENT_COMPILE = "assessment.compile"
    ASSESSMENT_DECIDE = "assessment.decide"
    ASSESSMENT_OWN = "assessment.read_own"
    ASSESSMENT_FIRM = "assessment.read_firm"


@dataclass(frozen=True, slots=True)
class Rule:
    """The roles an action is for; `own` needs any account, `public` none at all."""

    roles: frozenset[Role] = frozenset()
    own: bool = False
    public: bool = False


def _for(*roles: Role) -> Rule:
    return Rule(frozenset(roles))


POLICY: dict[Action, Rule] = {
    Action.PUBLIC_READ: Rule(public=True),
    Action.SIGN_IN: Rule(public=True),
    Action.OWN_ACCOUNT: Rule(own=True),
    Action.HOME: Rule(own=True),
    Action.ACCOUNTS_READ: Rule(ADMINS),
    Action.ACCOUNTS_INVITE: _for(Role.SYSTEM_ADMIN),
    Action.ROLES_GRANT: _for(Role.SECURITY_ADMIN),
    Action.SESSIONS_END: _for(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN),
    Action.AUDIT_READ: _for(Role.AUDIT_ADMIN),
    Action.INTEGRITY_CHECK: _for(Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN),
    Action.SCHEMES_READ: Rule(CAMPAIGN_STAFF | READERS | {Role.COUNTY_OFFICER}),
    Action.SCHEMES_LOAD: _for(Role.BUREAU_OFFICER),
    Action.RULES_TRY: Rule(CAMPAIGN_STAFF),
    Action.RULES_CHANGE: _for(Role.BUREAU_OFFICER),
    Action.EXCHANGE: _for(Role.BUREAU_OFFICER),
    Action.INTAKE: Rule(CAMPAIGN_STAFF),
    Action.REDACT: Rule(CAMPAIGN_STAFF),
    Action.ORIGINALS: _for(Role.BUREAU_OFFICER),
    Action.REDACT_FIRST: _for(Role.BUREAU_OFFICER),
    Action.CASES_READ: Rule(CAMPAIGN_STAFF),
    Action.CAMPAIGN_READ: Rule(CAMPAIGN_STAFF),
    Action.CAMPAIGN_OPEN: _for(Role.BUREAU_OFFICER),
    Action.ENTRUST: _for(Role.BUREAU_OFFICER),
    Action.DELIVER: _for(Role.CAMPAIGN_MANAGER),
    Action.PHONES_READ: _for(Role.BUREAU_OFFICER),
    Action.SAMPLE_DRAW: Rule(CAMPAIGN_STAFF),
    Action.ALLOCATE: Rule(CAMPAIGN_STAFF),
    Action.REMIND: Rule(CAMPAIGN_STAFF),
    Action.CONFLICTS_DECLARE: Rule(READERS),
    Action.REVIEW: Rule(READERS),
    Action.SENIOR_READ: Rule(READERS),
    Action.TRACES_READ: _for(Role.PANEL_LEAD),
    Action.RECONCILE: Rule(CAMPAIGN_STAFF),
    Action.SUMMARIZE: _for(Role.BUREAU_OFFICER),
    Action.FEES: _for(Role.BUREAU_OFFICER),
    Action.RESULTS_READ: Rule(CAMPAIGN_STAFF),
    Action.PUBLISH: _for(Role.BUREAU_OFFICER),
    Action.OBJECTIONS: _for(Role.BUREAU_OFFICER),
    Action.RELEASE_READ_AREA: _for(Role.BUREAU_OFFICER, Role.COUNTY_OFFICER),
    Action.RANKING_READ: _for(Role.BUREAU_OFFICER, Role.COUNTY_OFFICER, Role.FIRM_HEAD),
    Action.OWN_RESULTS: _for(Role.LAWYER),
    Action.FIRM_RESULTS: _for(Role.FIRM_HEAD),
    Action.ASSESSMENT_COMPILE: _for(Role.BUREAU_OFFICER),
    Action.ASSESSMENT_DECIDE: _for(Role.BAR_ASSOCIATION),
    Action.ASSESSMENT_OWN: _for(Role.LAWYER),
    Action.ASSESSMENT_FIRM: _for(Role.FIRM_HEAD),
}


# What an organisation does under its contract. Files, the draw and whatever reaches
# beyond the one campaign stay with the bureau.
_LOOKING = frozenset(
    {Action.CAMPAIGN_READ, Action.SCHEMES_READ, Action.RESULTS_READ, Action.DELIVER}
)
UNDER_CONTRACT: dict[Standing, frozenset[Action]] = {
    Standing.AHEAD: frozenset(),
    Standing.IN_FORCE: _LOOKING | {Action.ALLOCATE, Action.REMIND, Action.RECONCILE},
    Standing.OVER: frozenset(),
    Standing.DELIVERED: _LOOKING,
    Standing.CLOSED: frozenset(),
    Standing.TAKEN_BACK: frozenset(),
}
# What the bureau keeps its hands off while an organisation runs the reviews: who reads
# what, what came out, and everything that shows either of them.
KEPT_APART = frozenset(
    {
        Action.ALLOCATE,
        Action.REMIND,
        Action.RECONCILE,
        Action.RESULTS_READ,
        Action.SUMMARIZE,
        Action.FEES,
        Action.PUBLISH,
        Action.OBJECTIONS,
    }
)


@dataclass(frozen=True, slots=True)
class Granted:
    """A role and the places it is for; None is everywhere in the bureau.

    `standing` is that of the contract by which the campaign of a manager is run.
    """

    role: Role
    bureau_id: int
    area_id: int | None = None
    firm_id: int | None = None
    campaign_id: int | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks or acts: an account with its grants, the operator, or nobody."""

    kind: str = "public"
    user_id: int | None = None
    public_id: str = ""
    person_id: int | None = None
    bureau_id: int | None = None
    login: str = ""
    name: str = ""
    must_change: bool = False
    locale: str = ""
    grants: tuple[Granted, ...] = field(default_factory=tuple)
    n_unread: int = 0
    """Notices that the account has not looked at."""
    kept_apart: tuple[tuple[int, str], ...] = ()
    """Campaigns, by id and code, whose reviews an organisation runs for the bureau."""

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    def granted(self, roles: Collection[Role]) -> tuple[Granted, ...]:
        return tuple([grant for grant in self.grants if grant.role in roles])


PUBLIC = Viewer()


def operator(bureau_id: int) -> Viewer:
    """The person at the server's command line, acting for a bureau's officers."""
    grants = tuple(
        Granted(role, bureau_id)
        for role in (
            Role.BUREAU_OFFICER,
            Role.SYSTEM_ADMIN,
            Role.SECURITY_ADMIN,
            Role.BAR_ASSOCIATION,
        )
    )
    return Viewer(
        kind="operator",
        public_id="operator",
        login="operator",
        bureau_id=bureau_id,
        grants=grants,
    )


def may(viewer: Viewer, action: Action) -> bool:
    """Whether the table lets this viewer do this at all; places are checked apart."""
    rule = POLICY[action]
    if rule.public or (rule.own and viewer.is_signed_in):
        return True
    return any(_covers(grant, action) for grant in viewer.granted(rule.roles))


def may_in(viewer: Viewer, action: Action, code: str) -> bool:
    """Whether the viewer may do this in the campaign of this code."""
    apart = {campaign_id for campaign_id, known in viewer.kept_apart if known == code}
    return any(
        _counts(viewer, grant, action, campaign_id)
        for grant in viewer.granted(POLICY[action].roles)
        for campaign_id in (apart or {grant.campaign_id})
    )


def require(
    viewer: Viewer, action: Action, *, campaign_id: int | None = None
) -> tuple[Granted, ...]:
    """The grants that allow it; otherwise it looks as if nothing were there.

    A campaign manager's grant names one campaign; for another one it does not count,
    and under a contract it counts for what the contract covers.
    """
    grants = tuple(
        grant
        for grant in viewer.granted(POLICY[action].roles)
        if _counts(viewer, grant, action, campaign_id)
    )
    if not grants and (POLICY[action].roles or not may(viewer, action)):
        raise NotVisible
    return grants


def _counts(
    viewer: Viewer, grant: Granted, action: Action, campaign_id: int | None
) -> bool:
    if not _covers(grant, action):
        return False
    if grant.campaign_id is not None:
        return campaign_id in (None, grant.campaign_id)
    return not (action in KEPT_APART and campaign_id in kept_apart(viewer))


def _covers(grant: Granted, action: Action) -> bool:
    return grant.standing is None or action in UNDER_CONTRACT[grant.standing]


def kept_apart(viewer: Viewer) -> frozenset[int]:
    """Campaigns of which the bureau's officers see nothing but how far they are."""
    return frozenset(campaign_id for campaign_id, _ in viewer.kept_apart)


def runs_under_contract(viewer: Viewer, campaign_id: int) -> bool:
    """Whether the viewer is an entrusted organisation's manager of this campaign."""
    return any(
        grant.campaign_id == campaign_id and grant.standing is not None
        for grant in viewer.grants
    )


def may_stand_together(roles: Iterable[Role]) -> bool:
    """三员分立: one administrator's role, and no other role beside it.

    Whoever gives files out sees who reads them, and therefore reads none.
    """
    held = frozenset(roles)
    admins = held & ADMINS
    if admins:
        return len(admins) == 1 and held == admins
    return not (held & CAMPAIGN_STAFF and held & READERS)


def may_give(viewer: Viewer, role: Role, *, vacant: frozenset[Role]) -> bool:
    """Whether this viewer may give an account this role.

    The security administrator gives roles. Whoever invites may give what a person is
    anyway, and fill the posts of the other two administrators while they are vacant;
    without that nobody could follow the first administrator.
    """
    if may(viewer, Action.ROLES_GRANT):
        return True
    return may(viewer, Action.ACCOUNTS_INVITE) and role in BY_CAPACITY | (
        vacant & {Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}
    )
