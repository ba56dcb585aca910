"""What is said otherwise of reviewers of institutions, and of the records they read."""

from __future__ import annotations

from collections.abc import Mapping

from review.domain.errors import N_

INSTEAD: Mapping[str, str] = {
    "Paper volumes": N_("Paper records"),
    "Find files": N_("Find institutions"),
    "name or number of a reviewer; only until the file is settled": N_(
        "name or number of a reviewer; only until the institution is settled"
    ),
    "Open files": N_("Open institutions"),
    "how far the file is": N_("how far the institution is"),
    "how many days nothing has happened to the file": N_(
        "how many days nothing has happened to the institution"
    ),
    "the grade of a settled file": N_("the grade of a settled institution"),
    "the score of a settled file": N_("the score of a settled institution"),
    "how far the counted reviews of a settled file lie apart": N_(
        "how far the counted reviews of a settled institution lie apart"
    ),
    "the mark of an item in any review of a settled file": N_(
        "the mark of an item in any review of a settled institution"
    ),
    "a veto found in any review of a settled file": N_(
        "a veto found in any review of a settled institution"
    ),
    "why the file is in the sample": N_("why the institution is in the sample"),
    "Draw the sample first: seeds are files of the sample.": N_(
        "Draw the sample first: seeds are institutions of the sample."
    ),
    "Files with a hidden second read, in percent; 0 means none": N_(
        "Institutions with a hidden second read, in percent; 0 means none"
    ),
    "Settled files": N_("Settled institutions"),
    "Files to read again": N_("Institutions to review again"),
    (
        "Because a reviewer was stopped; files of others are among them. Who read "
        "which of them is not shown; name them in a campaign of their own to have "
        "them read again."
    ): N_(
        "Because a reviewer was stopped; institutions that others reviewed "
        "are among them. Who reviewed which of them is not shown; name them "
        "in a campaign of their own to have them reviewed again."
    ),
    "No file is listed to be read again.": N_(
        "No institution is listed to be reviewed again."
    ),
    "Hand this file back": N_("Hand this institution back"),
    "About the file": N_("About the institution"),
    "none to be seen: read it on paper": N_(
        "none to be seen: read the records on paper"
    ),
    (
        "The days or the contents list of this case have just been changed. Your "
        "answers stay as they are."
    ): N_(
        "The days or the contents list of this institution have just been "
        "changed. Your answers stay as they are."
    ),
    "case file": N_("institution's records"),
    "search in the file": N_("search in the records"),
    "This file": N_("This institution"),
    "Hand the file back": N_("Hand the institution back"),
    (
        "The file %(case)s will be given to someone else. What you entered is "
        "closed with it."
    ): N_(
        "The institution %(case)s will be given to someone else. What you "
        "entered is closed with it."
    ),
    (
        "This declares a conflict of interest; other open files of yours that it "
        "concerns go back at once. Only the bureau can take it back."
    ): N_(
        "This declares a conflict of interest; other open reviews of yours "
        "that concern this institution go back at once. Only the bureau can "
        "take it back."
    ),
    (
        "%(complete)s of %(all)s drawn files are complete, %(lacking)s lack "
        "something, %(paper)s stay on paper."
    ): N_(
        "%(complete)s of %(all)s drawn institutions are complete, "
        "%(lacking)s lack something, %(paper)s stay on paper."
    ),
    "Every file needs": N_("Every institution needs"),
    (
        "Days on which reviewers work together in one place. Who was there is kept "
        "apart from the reviews: the list leads to nobody's files."
    ): N_(
        "Days on which reviewers work together in one place. Who was there "
        "is kept apart from the reviews: the list leads to no institution."
    ),
    (
        "Where the volumes of each file are, for campaigns that review paper. They "
        "go from one reviewer to the next through the office only: no reviewer "
        "learns who else reads a file."
    ): N_(
        "Where the records of each institution are, for campaigns that "
        "review paper. They go from one reviewer to the next through the "
        "office only: no reviewer learns who else reads them."
    ),
    "No file is there.": N_("No records are there."),
    "A reviewer brings files back to the office.": N_(
        "A reviewer brings records back to the office."
    ),
    "There is nothing to hand over in this way now.": N_(
        "There are no records to hand over in this way now."
    ),
    (
        "Only files at the office that the reviewer has still to review. What "
        "another reviewer holds comes back to the office first."
    ): N_(
        "Only records at the office that the reviewer has still to review. "
        "What another reviewer holds comes back to the office first."
    ),
    "Show the files": N_("Show the records"),
    (
        "The drawn files that have a scan. Which words to hide is entered file by "
        "file; numbers are covered wherever the text has them."
    ): N_(
        "The drawn institutions that have a scan. Which words to hide is "
        "entered one by one; numbers are covered wherever the text has them."
    ),
    "No drawn file has a scan yet.": N_("No drawn institution has a scan yet."),
    (
        "The most files this person reads in this campaign. Empty means no limit; "
        "files held already stay."
    ): N_(
        "The most institutions this person reviews in this campaign. Empty "
        "means no limit; those held already stay."
    ),
    (
        "What the settled files, %(n)s so far, say of those who reviewed them. "
        "This is no ranking: intervals that overlap say that no difference is "
        "known."
    ): N_(
        "What the settled institutions, %(n)s so far, say of those who "
        "reviewed them. This is no ranking: intervals that overlap say that "
        "no difference is known."
    ),
    "Draw the sample first: a file of the sample cannot be an anchor.": N_(
        "Draw the sample first: an institution of the sample cannot be an anchor."
    ),
    (
        "Without it, calibration is practice. With it, who is not qualified gets "
        "no files and cannot open those held; open files now: %(n)s."
    ): N_(
        "Without it, calibration is practice. With it, who is not qualified "
        "gets no institutions and cannot open those held; open reviews now: "
        "%(n)s."
    ),
    "Files without a result yet: %(n)s of %(whole)s.": N_(
        "Institutions without a result yet: %(n)s of %(whole)s."
    ),
}
