"""What reviewers are told before they begin: what is measured beside their reviews."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from flask import session
from flask_babel import ngettext

from review.domain.campaigns import Announced
from review.domain.objects import reviewed
from review.services.spoken import speaking_of
from review.web.language import gettext as _
from review.web.queue_facts import QueueRow

TOLD = "told"
MARK, MOST = 8, 32


def announcements(rows: Iterable[QueueRow]) -> list[str]:
    """A sentence for each campaign with an open file that measures anything, in the
    words for what it reviews.
    """
    lines = [row.line for row in rows if row.line.submitted_at is None]
    told = dict.fromkeys((x.announced, x.campaign, reviewed(x.kind)) for x in lines)
    found = []
    for announced, campaign, what in told:
        with speaking_of(what):
            found += announcement(announced, campaign)
    return found


def is_new(sentences: Iterable[str]) -> bool:
    """Whether any of them was not told since signing in; afterwards all of them were."""
    told = session.get(TOLD, [])
    marks = [hashlib.sha256(each.encode()).hexdigest()[:MARK] for each in sentences]
    fresh = [each for each in marks if each not in told]
    if fresh:
        session[TOLD] = [*told, *fresh][-MOST:]
    return bool(fresh)


def announcement(announced: Announced, campaign: str) -> list[str]:
    found = []
    if announced.closing_question:
        found.append(
            _(
                "When you submit a review of “%(campaign)s” you are asked whether you "
                "think you know the lawyer or the firm. Answers are only counted, apart "
                "from the reviews: nobody can see yours, and it changes nothing.",
                campaign=campaign,
            )
        )
    if announced.trace_days:
        found.append(
            ngettext(
                "While you read the scanned files of “%(campaign)s” it is kept which "
                "pages are open, for how long, and before which answer. You see your "
                "own trace after submitting; panel leads see it without your name once "
                "the file is settled, and officers how long an item takes all "
                "reviewers together. It is deleted after %(num)d day.",
                "While you read the scanned files of “%(campaign)s” it is kept which "
                "pages are open, for how long, and before which answer. You see your "
                "own trace after submitting; panel leads see it without your name once "
                "the file is settled, and officers how long an item takes all "
                "reviewers together. It is deleted after %(num)d days.",
                announced.trace_days,
                campaign=campaign,
            )
        )
    return [*found, *_of_hidden_reads(announced, campaign)]


def _of_hidden_reads(announced: Announced, campaign: str) -> list[str]:
    """What only measures reviewers: how much of it there is, never which."""
    found = []
    if announced.second_reads:
        found.append(
            _(
                "In “%(campaign)s” about %(percent)s in a hundred files get one more "
                "review, to see how alike reviewers mark. Nobody is told which files "
                "these are; such a review is paid like any other and decides no grade.",
                campaign=campaign,
                percent=announced.second_reads,
            )
        )
    if announced.seeds:
        found.append(
            _(
                "In “%(campaign)s” about %(percent)s in a hundred reviews are of files "
                "whose answers were agreed beforehand, to see whether marking keeps to "
                "them. Nobody is told which; after the final release you see where you "
                "differed. These reviews are paid and decide no grade.",
                campaign=campaign,
                percent=announced.seeds,
            )
        )
    if announced.common_files:
        found.append(
            _(
                "In “%(campaign)s” some files, up to %(n)s, are read by nearly all "
                "reviewers, so that strict and lenient marking can be told apart from "
                "hard and easy files. Nobody is told which; these reviews are paid "
                "like any other, and those added decide no grade.",
                campaign=campaign,
                n=announced.common_files,
            )
        )
    return found
