"""What the office reads of a campaign of institutions: its draw, places and results."""

from __future__ import annotations

from collections.abc import Mapping

from review.domain.errors import N_, ngettext

INSTEAD: Mapping[str, str] = {
    "Draw the sample first; there is nothing to allocate yet.": N_(
        "Draw the sample first; there is no institution to allocate yet."
    ),
    "files": N_("institutions to be given out"),
    (
        "First reviews only. Third reviews and decisions of files that came apart "
        "are called one by one and stand under “Who holds what”."
    ): N_(
        "First reviews only. Third reviews and decisions of institutions on "
        "which reviewers differed are called one by one and stand under “Who "
        "reviews which institution”."
    ),
    "Who holds what": N_("Who reviews which institution"),
    "Files and results": N_("Institutions and results"),
    "Every file settled": N_("Every institution settled"),
    (
        "For every file up to three reviewers stand in line, drawn up by secret "
        "lot when the file is given out. Who is next gets it at once when somebody "
        "hands it back, declares a conflict, or a third read is needed; before "
        "that every rule is asked again. Reviewers learn nothing of it."
    ): N_(
        "For every institution up to three reviewers stand in line, drawn up "
        "by secret lot when it is given out. Who is next gets it at once "
        "when somebody hands it back, declares a conflict, or a third review "
        "is needed; before that every rule is asked again. Reviewers learn "
        "nothing of it."
    ),
    "No file is given out, or all of them are settled.": N_(
        "No institution is given out, or all of them are settled."
    ),
    "A file whose sheet is divided among reviewers counts once for each part.": N_(
        "An institution whose sheet is divided among reviewers counts once "
        "for each part."
    ),
    "Every file has at least two alternates.": N_(
        "Every institution has at least two alternates."
    ),
    "Files with fewer than two alternates": N_(
        "Institutions with fewer than two alternates"
    ),
    (
        "Should a reviewer drop out here, or a third read be needed, you may have "
        "to take in somebody or raise a limit."
    ): N_(
        "Should a reviewer drop out here, or a third review of an "
        "institution be needed, you may have to take in somebody or raise a "
        "limit."
    ),
    "%(n)s has this case already.": ngettext(
        "%(n)s reviews this institution already.",
        "%(n)s review this institution already.",
    ),
    "Of %(n_reviewers)s reviewer, %(n_candidates)s may read this case.": ngettext(
        "Of %(n_reviewers)s reviewer, %(n_candidates)s may review this institution.",
        "Of %(n_reviewers)s reviewers, %(n_candidates)s may review this institution.",
    ),
    (
        "Files that are not settled yet. Once a file is settled, who reviewed it "
        "is no longer shown."
    ): N_(
        "Institutions that are not settled yet. Once one is settled, who "
        "reviewed it is no longer shown."
    ),
    "Who handed a file back, when and why, stands with each reviewer.": N_(
        "Who handed an institution back, when and why, stands with each reviewer."
    ),
    "Nobody holds a file of this campaign now.": N_(
        "Nobody reviews an institution of this campaign now."
    ),
    "Take a file back": N_("Take an institution back"),
    (
        "The file leaves this reviewer's list at once; what was answered so far is "
        "kept, but nobody opens it. The place can be given to somebody else, never "
        "again to the same person."
    ): N_(
        "The institution leaves this reviewer's list at once; what was "
        "answered so far is kept, but nobody opens it. The place can be "
        "given to somebody else, never again to the same person."
    ),
    (
        "The rules hold from now on. Open files that they bar are taken back at "
        "once and given to others where somebody is free; submitted reviews stay."
    ): N_(
        "The rules hold from now on. Open reviews of institutions that they "
        "bar are taken back at once and given to others where somebody is "
        "free; submitted reviews stay."
    ),
    (
        "The files leave the reviewers' lists at once. Their places can be given "
        "to others, never again to the same person."
    ): N_(
        "The institutions leave the reviewers' lists at once. Their places "
        "can be given to others, never again to the same person."
    ),
    "Every number leads to the files it counts.": N_(
        "Every number leads to the institutions it counts."
    ),
    "Files by state and days without change": N_(
        "Institutions by state and days without change"
    ),
    "The sample is not drawn yet.": N_("No institution is drawn yet."),
    (
        "A campaign with submitted reviews is not cancelled: they are somebody's "
        "work. Single files can be withdrawn from its sample."
    ): N_(
        "A campaign with submitted reviews is not cancelled: they are "
        "somebody's work. Single institutions can be withdrawn from its "
        "sample."
    ),
    "To the files": N_("To the institutions"),
    (
        "No fail of this campaign is released, provisionally or finally, before a "
        "senior has read it."
    ): N_(
        "No failed institution of this campaign is released, provisionally "
        "or finally, before a senior has read its reviews."
    ),
    "No settled file of this campaign failed.": N_(
        "No settled institution of this campaign failed."
    ),
    "Fails": N_("Failed institutions"),
    "Fails, and what seniors said of them": N_(
        "Failed institutions, and what seniors said of them"
    ),
    "With the files ticked, else with everything found (%(n)s):": N_(
        "With the institutions ticked, else with everything found (%(n)s):"
    ),
    "Scores and grades appear when a file is settled.": N_(
        "Scores and grades appear when an institution is settled."
    ),
    "No file fits this query.": N_("No institution fits this query."),
    (
        "What the reviews say is shown here when the file is settled; by then, no "
        "longer who wrote them."
    ): N_(
        "What the reviews say is shown here when the institution is settled; "
        "by then, no longer who wrote them."
    ),
    "Back to the file": N_("Back to the institution"),
    (
        "Files settle by themselves with their last review; reviews taken in from "
        "paper may wait for this button. Each is settled by the rule of its "
        "scheme, or found to be apart."
    ): N_(
        "Institutions settle by themselves with their last review; reviews "
        "taken in from paper may wait for this button. Each is settled by "
        "the rule of its scheme, or found to be apart."
    ),
    "Settle %(num)d file": ngettext(
        "Settle %(num)d institution",
        "Settle %(num)d institutions",
        by="num",
    ),
    "%(num)d file waits for a panel lead.": ngettext(
        "%(num)d institution waits for a panel lead.",
        "%(num)d institutions wait for a panel lead.",
        by="num",
    ),
    "No file waits for a further reviewer.": N_(
        "No institution waits for a further reviewer."
    ),
    "Call further reviewers? Places: %(n)s, files: %(files)s.": N_(
        "Call further reviewers? Places: %(n)s, institutions: %(files)s."
    ),
    (
        "Who reads a whole file does not know that, how or why it was read before; "
        "who reads only its disputed items sees the other answers after having "
        "locked the own. Nobody who read a file is called to it again."
    ): N_(
        "Who reviews an institution anew does not know that, how or why it "
        "was reviewed before; who reads only its disputed items sees the "
        "other answers after having locked the own. Nobody who reviewed an "
        "institution is called to it again."
    ),
    (
        "How the two independent reviewers of a file answered each item, so that "
        "the checklist and its guidance get better. Only settled files are "
        "counted, %(n)s so far; third reviews are not."
    ): N_(
        "How the two independent reviewers of an institution answered each "
        "item, so that the checklist and its guidance get better. Only "
        "settled institutions are counted, %(n)s so far; third reviews are "
        "not."
    ),
    "No settled file has been answered item by item yet.": N_(
        "No settled institution has been answered item by item yet."
    ),
    "No review of a settled file names such a reason.": N_(
        "No review of a settled institution names such a reason."
    ),
    "Draw the sample first: only then is known whose files there are.": N_(
        "Draw the sample first: only then is known whose institutions there are."
    ),
    "Files have been given out; who reviews whom stays as it is.": N_(
        "Institutions have been given out; who reviews whom stays as it is."
    ),
    "Who has files and reviewers here": N_("Who has institutions and reviewers here"),
    "Own files in the sample": N_("Own institutions in the sample"),
    (
        "The sample is drawn once. Handler, firm and county of each file are "
        "frozen; reviewers and lawyers see nothing yet."
    ): N_(
        "The sample is drawn once. Name and county of each institution are "
        "frozen; reviewers see nothing yet."
    ),
    "See the drawn files": N_("See the drawn institutions"),
    (
        "List and record say which files were drawn for what. Keep them from "
        "reviewers while they read."
    ): N_(
        "List and record say which institutions were drawn for what. Keep "
        "them from reviewers while they review."
    ),
    "Replace a file that cannot be reviewed": N_(
        "Replace an institution that cannot be reviewed"
    ),
    (
        "A drawn file that cannot be reviewed leaves the sample, and the next one "
        "of its stratum in the order of the draw comes in. Which one that is "
        "nobody chooses."
    ): N_(
        "A drawn institution that cannot be reviewed leaves the sample, and "
        "the next one of its stratum in the order of the draw comes in. "
        "Which one that is nobody chooses."
    ),
    "Replace a file": N_("Replace an institution"),
    "No other file is left there; the sample grows smaller by one.": N_(
        "No other institution is left there; the sample grows smaller by one."
    ),
    "This is not undone: a file that left does not come back.": N_(
        "This is not undone: an institution that left does not come back."
    ),
    "All files of the sample": N_("All institutions of the sample"),
    "None of these files has an empty place that can be filled now.": N_(
        "None of these institutions has an empty place that can be filled now."
    ),
    "No file waits for the panel.": N_("No institution waits for the panel."),
    "To the fails": N_("To the failed institutions"),
    "No settled file had a proposal.": N_("No settled institution had a proposal."),
    (
        "How often reviewers accepted what the days and the contents list of a "
        "case proposed, and how often they answered otherwise. Only settled files "
        "are counted."
    ): N_(
        "How often reviewers accepted what the days and the contents list "
        "proposed, and how often they changed it. Only settled institutions "
        "are counted."
    ),
    "See who still has files, under Who holds what.": N_(
        "See who still has something to review, under Who reviews which institution."
    ),
    "Find further readers or let the lead decide, under Files and results.": N_(
        "Find further reviewers or let the lead decide, under Institutions and results."
    ),
    "By name. What the reviews say stays hidden until a file is settled.": N_(
        "By name. What the reviews say stays hidden until an institution is settled."
    ),
    "%(num)d file drawn": ngettext(
        "%(num)d institution drawn",
        "%(num)d institutions drawn",
        by="num",
    ),
    "%(part)s of %(num)d file settled": ngettext(
        "%(part)s of %(num)d institution settled",
        "%(part)s of %(num)d institutions settled",
        by="num",
    ),
    "%(n)s file has a result: see what is to be done before publishing.": ngettext(
        "%(n)s institution has a result: see what is to be done before publishing.",
        "All %(n)s institutions have results: see what is to be done "
        "before publishing.",
    ),
    "The files are given out. The reviewers see them now.": N_(
        "The institutions are given out. The reviewers see them now."
    ),
    "The further reviewers are called. They see the files now.": N_(
        "The further reviewers are called. They see the institutions now."
    ),
    "Call further reviewers to %(n)s place.": ngettext(
        "Call further reviewers of institutions to %(n)s place.",
        "Call further reviewers of institutions to %(n)s places.",
    ),
    "No fail is released that a senior has not read.": N_(
        "No failed institution is released whose reviews a senior has not read."
    ),
    "No file has been drawn yet.": N_("No institution has been drawn yet."),
    "Files": N_("Institutions"),
    (
        "%(num)d file is meant; choose the class, and what follows from it is "
        "shown before anything is done."
    ): ngettext(
        "%(num)d institution is meant; choose the class, and what follows "
        "from it is shown before anything is done.",
        "%(num)d institutions are meant; choose the class, and what "
        "follows from it is shown before anything is done.",
        by="num",
    ),
    "If A reviews files of B, then B reviews none of A.": N_(
        "If A reviews institutions of B, then B reviews none of A."
    ),
    (
        "Counted from the first day of practice in the list of reviewers. Whoever "
        "has no such day there gets no file for which years are asked."
    ): N_(
        "Counted from the first day of practice in the list of reviewers. "
        "Whoever has no such day there gets no institution for which years "
        "are asked."
    ),
    (
        "A senior reads the fails of others before anything is released: never a "
        "file that the person has or had in hand, nor one with which there is a "
        "conflict."
    ): N_(
        "A senior reads the reviews of failed institutions before anything "
        "is released: never of one that the person has or had in hand, nor "
        "where there is a conflict."
    ),
    (
        "A few files that nearly everybody reads put all reviewers on one scale, "
        "whoever their partners are. The counted reviews decide the grade as ever."
    ): N_(
        "A few institutions that nearly everybody reviews put all reviewers "
        "on one scale, whoever their partners are. The counted reviews "
        "decide the grade as ever."
    ),
    (
        "Reviewers qualify on files whose answers a panel lead has set beforehand. "
        "These files count in no result, figure, board, publication or fee."
    ): N_(
        "Reviewers qualify on institutions whose answers a panel lead has "
        "set beforehand. These count in no result, figure, board, "
        "publication or fee."
    ),
    (
        "It can no longer be entrusted: files have been given to reviewers, or it "
        "is a standing campaign, which is reported as it goes."
    ): N_(
        "It can no longer be entrusted: institutions have been given to "
        "reviewers, or it is a standing campaign, which is reported as it "
        "goes."
    ),
    (
        "Reviewers are told of the rate before they begin, never which files. 5 is "
        "usual for many files, 25 for few."
    ): N_(
        "Reviewers are told of the rate before they begin, never which "
        "institutions. 5 is usual for many, 25 for few."
    ),
    "None reads files of the own county.": N_(
        "None reviews institutions of the own county."
    ),
}
