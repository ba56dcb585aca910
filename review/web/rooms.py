"""All blueprints of the application, in the order of the navigation."""

from __future__ import annotations

from review.web.access import Guarded
from review.web.account import bp as account
from review.web.adjudication import bp as adjudication
from review.web.admin import bp as accounts
from review.web.audit import bp as audit
from review.web.bar import bp as bar
from review.web.bureau.adoption import bp as adoption
from review.web.bureau.allocation import bp as allocation
from review.web.bureau.alternates import bp as alternates
from review.web.bureau.arrivals import bp as arrivals
from review.web.bureau.assessment import bp as assessment
from review.web.bureau.board import bp as board
from review.web.bureau.bundles import bp as bundles
from review.web.bureau.calibration import bp as calibration
from review.web.bureau.campaigns import bp as campaigns
from review.web.bureau.case_dates import bp as case_dates
from review.web.bureau.cases import bp as cases
from review.web.bureau.collecting import bp as collecting
from review.web.bureau.contents import bp as contents
from review.web.bureau.designating import bp as designating
from review.web.bureau.entrustment import bp as entrustment
from review.web.bureau.exchange import bp as exchange
from review.web.bureau.fails import bp as fails
from review.web.bureau.fees import bp as fees
from review.web.bureau.intake import bp as intake
from review.web.bureau.item_figures import bp as item_figures
from review.web.bureau.members import bp as members
from review.web.bureau.missing_scans import bp as missing_scans
from review.web.bureau.monitoring import bp as monitoring
from review.web.bureau.more_time import bp as extensions
from review.web.bureau.moves import bp as moves
from review.web.bureau.objections import bp as objections
from review.web.bureau.on_files import bp as on_files
from review.web.bureau.onsite import bp as onsite
from review.web.bureau.overrides import bp as overrides
from review.web.bureau.panels import bp as panels
from review.web.bureau.paperwork import bp as paperwork
from review.web.bureau.publication import bp as publication
from review.web.bureau.queries import bp as queries
from review.web.bureau.rechecks import bp as rechecks
from review.web.bureau.reconciliation import bp as reconciliation
from review.web.bureau.recusal import bp as recusal
from review.web.bureau.redaction import bp as redaction
from review.web.bureau.redaction_files import bp as redaction_files
from review.web.bureau.reminders import bp as reminders
from review.web.bureau.replacing import bp as replacing
from review.web.bureau.replay import bp as replay
from review.web.bureau.reviewer_figures import bp as reviewer_figures
from review.web.bureau.rounds import bp as rounds
from review.web.bureau.sampling import bp as sampling
from review.web.bureau.scans import bp as scans
from review.web.bureau.schemes import bp as schemes
from review.web.bureau.setting_up import bp as setting_up
from review.web.bureau.signed_files import bp as signed_files
from review.web.bureau.stopping import bp as stopping
from review.web.bureau.taking_back import bp as taking_back
from review.web.bureau.uploads import bp as uploads
from review.web.bureau.volumes import bp as volumes
from review.web.calibrating import bp as calibrating
from review.web.case_pages import bp as case_pages
from review.web.county import bp as county
from review.web.firm import bp as firm
from review.web.firm_year import bp as firm_year
from review.web.lawyer import bp as lawyer
from review.web.lawyer_year import bp as lawyer_year
from review.web.more_time import bp as more_time
from review.web.notices import bp as notices
from review.web.offline import bp as offline
from review.web.own_figures import bp as own_figures
from review.web.own_objections import bp as own_objections
from review.web.own_objections import of_firm as firm_objections
from review.web.own_sessions import bp as own_sessions
from review.web.own_volumes import bp as own_volumes
from review.web.printing import bp as printing
from review.web.public import bp as public
from review.web.ranking import bp as ranking
from review.web.reviewer import bp as reviewer
from review.web.senior_reads import bp as senior_reads
from review.web.tracing import bp as tracing

BLUEPRINTS: list[Guarded] = [
    public,
    ranking,
    account,
    notices,
    reviewer,
    more_time,
    own_figures,
    calibrating,
    adjudication,
    senior_reads,
    offline,
    tracing,
    printing,
    case_pages,
    campaigns,
    setting_up,
    arrivals,
    board,
    entrustment,
    sampling,
    replacing,
    allocation,
    alternates,
    recusal,
    rounds,
    rechecks,
    moves,
    taking_back,
    on_files,
    extensions,
    members,
    reviewer_figures,
    stopping,
    calibration,
    monitoring,
    reminders,
    paperwork,
    fees,
    volumes,
    onsite,
    own_sessions,
    own_volumes,
    reconciliation,
    fails,
    panels,
    overrides,
    item_figures,
    publication,
    objections,
    cases,
    queries,
    case_dates,
    scans,
    missing_scans,
    contents,
    redaction,
    uploads,
    redaction_files,
    bundles,
    schemes,
    replay,
    adoption,
    exchange,
    designating,
    collecting,
    signed_files,
    accounts,
    intake,
    audit,
    lawyer,
    own_objections,
    firm,
    firm_objections,
    county,
    lawyer_year,
    firm_year,
    assessment,
    bar,
]
