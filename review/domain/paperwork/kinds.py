"""The documents that a campaign needs on paper."""

from __future__ import annotations

from review.domain.errors import N_
from review.domain.kinds import Worded


class Paperwork(Worded):
    """Each with its name; the Chinese one also names its file."""

    PLAN = "plan", N_("Review plan"), "评查方案"
    NOTICE = "notice", N_("Notice of review"), "评查通知"
    APPOINTMENT = "appointment", N_("Letters of appointment"), "聘书"
    CONFIDENTIALITY = (
        "confidentiality",
        N_("Confidentiality undertakings"),
        "保密承诺书",
    )
    RECUSAL = "recusal", N_("Recusal declarations"), "回避声明"
    SIGN_IN = "sign-in", N_("Sign-in sheet"), "签到表"
    SUMMARY = "summary", N_("Summary report"), "总结报告"
    EVALUATION = "evaluation", N_("Evaluation report"), "评估报告"

    @property
    def names_reviewers(self) -> bool:
        """Whether reviewers' names are in it: it does not leave the bureau as a whole."""
        return self in (*FOR_EACH, Paperwork.SIGN_IN)

    @property
    def is_for_each(self) -> bool:
        """Whether every reviewer has one, on a page of its own."""
        return self in FOR_EACH

    @property
    def holds(self) -> str:
        return HOLDS[self]


FOR_EACH = (Paperwork.APPOINTMENT, Paperwork.CONFIDENTIALITY, Paperwork.RECUSAL)
HOLDS = {
    Paperwork.PLAN: N_(
        "Scope, sampling rule, standards, readers and recusal, dates, use of the "
        "results; with tables of the schemes and of the files drawn. Names no reviewer."
    ),
    Paperwork.NOTICE: N_(
        "To county bureaus and firms: what is reviewed and how, how files are handed "
        "over. Names neither reviewers nor drawn files."
    ),
    Paperwork.APPOINTMENT: N_("A page for every reviewer and panel lead."),
    Paperwork.CONFIDENTIALITY: N_("A page for every reviewer, to be signed."),
    Paperwork.RECUSAL: N_(
        "A page for every reviewer: the rules of this campaign, the conflicts on "
        "record, and lines for others; to be signed."
    ),
    Paperwork.SIGN_IN: N_("All reviewers and panel leads, with room to sign."),
    Paperwork.SUMMARY: N_(
        "Sample, method, progress, grades with part and whole by kind and county, and "
        "the items most often marked down; only settled files count."
    ),
    Paperwork.EVALUATION: N_(
        "Of the entrusted organisation, to the bureau: contract, sample, method, "
        "progress, grades by kind and county, findings, advice. Names no reviewer."
    ),
}
