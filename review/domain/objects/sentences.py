"""What is said of institutions where other words alone would make no good sentence."""

from __future__ import annotations

from collections.abc import Mapping

from review.domain.errors import N_, ngettext

OFFICE: Mapping[str, str] = {
    "By firm": N_("By institution"),
    "Cases": N_("Results"),
    "Cases with a grade": N_("Results with a grade"),
    "Cases without a grade": N_("Results without a grade"),
    "Closed on": N_("Last day of the period"),
    "%(n)s case": ngettext("%(n)s result", "%(n)s results"),
    "%(num)d case": ngettext("%(num)d result", "%(num)d results", by="num"),
    "Firms": N_("Institutions"),
    "Firm": N_("Institution under review"),
    "Cases with all deductions": N_("Results with all deductions"),
    "Names of excellent results": N_("Institutions graded excellent"),
    "Each firm": N_("Each institution under review"),
    "%(n)s firm": ngettext("%(n)s institution", "%(n)s institutions"),
    (
        "For lawyers, firms and counties, so that they can speak up before it is "
        "final. The public sees nothing."
    ): N_(
        "For the institutions and counties, so that they can speak up before it "
        "is final. The public sees nothing."
    ),
    (
        "For everybody: the public sees figures and the names of excellent "
        "results; lawyers, firms and counties see their own in full."
    ): N_(
        "For everybody: the public sees figures and the names of institutions "
        "graded excellent; institutions and counties see their own in full."
    ),
    "Closed from": N_("Periods ending from"),
    "Closed until": N_("Periods ending until"),
    "Reviews of a general case": N_("Reviews of each institution"),
    "Years of practice for general cases": N_("Years of practice asked"),
    "Release provisionally to lawyers first": N_(
        "Release provisionally to the institutions first"
    ),
    "Who holds what": N_("Who reviews which institution"),
    (
        "First reviews only. Third reviews and decisions of files that came apart"
        " are called one by one and stand under “Who holds what”."
    ): N_(
        "First reviews only. Third reviews and decisions of institutions on which"
        " reviewers differed are called one by one and stand under “Who reviews "
        "which institution”."
    ),
    "See who still has files, under Who holds what.": N_(
        "See who still has something to review, under Who reviews which institution."
    ),
    "%(n)s has this case already.": ngettext(
        "%(n)s reviews this institution already.",
        "%(n)s review this institution already.",
    ),
    "Nobody holds a file of this campaign now.": N_(
        "Nobody reviews an institution of this campaign now."
    ),
    "Back to the file": N_("Back to the institution"),
    (
        "Who reads a whole file does not know that, how or why it was read "
        "before; who reads only its disputed items sees the other answers after "
        "having locked the own. Nobody who read a file is called to it again."
    ): N_(
        "Who reviews an institution anew does not know that, how or why it was "
        "reviewed before; who reads only its disputed items sees the other "
        "answers after having locked the own. Nobody who reviewed an institution "
        "is called to it again."
    ),
    (
        "The sample is drawn once. Handler, firm and county of each file are "
        "frozen; reviewers and lawyers see nothing yet."
    ): N_(
        "The sample is drawn once. Name and county of each institution are "
        "frozen; reviewers see nothing yet."
    ),
    "case file": N_("institution's records"),
    "search in the file": N_("search in the records"),
    (
        "This declares a conflict of interest; other open files of yours that it "
        "concerns go back at once. Only the bureau can take it back."
    ): N_(
        "This declares a conflict of interest; other open reviews of yours that "
        "concern this institution go back at once. Only the bureau can take it "
        "back."
    ),
    (
        "Where the volumes of each file are, for campaigns that review paper. "
        "They go from one reviewer to the next through the office only: no "
        "reviewer learns who else reads a file."
    ): N_(
        "Where the records of each institution are, for campaigns that review "
        "paper. They go from one reviewer to the next through the office only: no"
        " reviewer learns who else reads them."
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
        "Only records at the office that the reviewer has still to review. What "
        "another reviewer holds comes back to the office first."
    ),
    "Show the files": N_("Show the records"),
    "A firm brings its files to the office.": N_(
        "An institution brings its records to the office."
    ),
    "A firm gets its files back. What is still under review is not ticked.": N_(
        "An institution gets its records back. What is still under review is not "
        "ticked."
    ),
    "%(n)s belongs to the firm of a handler.": ngettext(
        "%(n)s belongs to the institution.", "%(n)s belong to the institution."
    ),
    "%(n)s used to work at the same firm.": ngettext(
        "%(n)s used to work at the institution.",
        "%(n)s used to work at the institution.",
    ),
    "Reviewer %(reviewer)s is in the firm of a handler of case %(case)s.": N_(
        "Reviewer %(reviewer)s belongs to the institution %(case)s."
    ),
    (
        "Reviewer %(reviewer)s used to work at the same firm as a handler of %(case)s."
    ): N_("Reviewer %(reviewer)s used to work at the institution %(case)s."),
    "A firm cannot review its own files; counties can.": N_(
        "An institution cannot review itself; counties can review their own."
    ),
    "All files that lack something": N_(
        "All institutions whose records lack something"
    ),
    "Amounts in yuan; beneath each role the rate for a file.": N_(
        "Amounts in yuan; beneath each role the rate for one institution."
    ),
    "Allocation as a file": N_("Allocation of institutions as a file"),
    (
        "Each case has a folder named by its case number, or each file has the "
        "number as its name. An interrupted upload goes on where it stopped: "
        "choose the same folder again."
    ): N_(
        "Each institution has a folder named by its review number, or each file "
        "has the number as its name. An interrupted upload goes on where it "
        "stopped: choose the same folder again."
    ),
    (
        "A folder or one ZIP whose folders or file names are case numbers. What "
        "belongs to what is shown before anything is added."
    ): N_(
        "A folder or one ZIP whose folders or file names are review numbers of "
        "institutions. What belongs to what is shown before anything is added."
    ),
    "Scanned files of this case": N_("Scanned files of this institution"),
    "This case has exactly this file already; it was not added again.": N_(
        "This institution has exactly this file already; it was not added again."
    ),
    "The file has been taken out of the case.": N_(
        "The file has been taken out of the institution's records."
    ),
    (
        "Other files are embedded in this file. They are neither opened nor "
        "shown; upload them on their own if they belong to the case."
    ): N_(
        "Other files are embedded in this file. They are neither opened nor "
        "shown; upload them on their own if they belong to the institution's "
        "records."
    ),
    (
        "The file asks for more memory or computing time than a case file may, or"
        " breaks the program that reads it. Print it to PDF anew or scan the "
        "paper."
    ): N_(
        "The file asks for more memory or computing time than a case file may, or"
        " breaks the program that reads it. Print it to PDF anew or scan the "
        "paper."
    ),
    (
        "The file is slightly damaged and was repaired while reading. Compare the"
        " number of pages with the paper file."
    ): N_(
        "The file is slightly damaged and was repaired while reading. Compare the"
        " number of pages with the paper file."
    ),
    (
        "Nothing has been uploaded yet. Without a scan the case is reviewed from "
        "the paper file."
    ): N_(
        "Nothing has been uploaded yet. Without a scan the institution is "
        "reviewed from its paper records."
    ),
    (
        "Such as: the volume is lost; the case was reopened. It stands on the "
        "certificate for everyone to read: no names, and nothing about minors or "
        "secrets."
    ): N_(
        "Such as: the records are lost; the institution was merged into another. "
        "It stands on the certificate for everyone to read: no names, and nothing"
        " about minors or secrets."
    ),
    (
        "The volumes of %(case_no)s were handed over elsewhere meanwhile. Look at"
        " the list again."
    ): N_(
        "The institution's records %(case_no)s were handed over elsewhere "
        "meanwhile. Look at the list again."
    ),
    "Handover list of case files": N_("Handover list of records"),
    "List of files to bring in": N_("List of records to bring in"),
    "Every file was brought in.": N_("All records were brought in."),
    "Yuan for a file": N_("Yuan for an institution"),
    (
        "A role left empty is not paid; its reviews wait until it has a rate. "
        "Where a sheet is divided among reviewers, each part counts as a file."
    ): N_(
        "A role left empty is not paid; its reviews wait until it has a rate. "
        "Where a sheet is divided among reviewers, each part counts as a whole."
    ),
    "Other rates for kinds and classes of files": N_(
        "Other rates for kinds of institution"
    ),
    (
        "Only where some files are paid otherwise, complex ones for instance; all"
        " others keep the rate of the role. Kind and class together go before the"
        " class alone, the class before the kind. Which kind and class a file has"
        " is asked when a list is made."
    ): N_(
        "Only where some institutions are paid otherwise; all others keep the "
        "rate of the role. Which kind an institution is of is asked when a list "
        "is made."
    ),
    (
        "Amounts then tell who read such files: let everybody sign a slip of "
        "their own where reviewers could otherwise find out who else had a file."
    ): N_(
        "Amounts then tell who reviewed such institutions: let everybody sign a "
        "slip of their own where reviewers could otherwise find out who else had "
        "one."
    ),
    (
        "A dash stands for a county, a firm or a case kind with too few cases to "
        "be published, or one that protects such a group: its figures could "
        "otherwise be counted here."
    ): N_(
        "A dash stands for a county, an institution or a kind whose figures are "
        "not published by themselves, as they could otherwise be counted here."
    ),
    "My firm": N_("My institution"),
    "Smaller groups are not published apart.": N_(
        "An institution usually has one file: with more than 1 none is published "
        "by its name."
    ),
    "cases with a grade": N_("results with a grade"),
    "Cases by county": N_("Results by county"),
    (
        "Own files, files of the own firm and the file of the own institution are"
        " never given to a reviewer. Declare here what the program cannot know: "
        "family, partnership, an earlier dispute."
    ): N_(
        "The own institution is never given to a reviewer. Declare here what the "
        "program cannot know: family, partnership, an earlier dispute."
    ),
    "A firm, or a handler beside it: one of both.": N_("Name, pinyin or number"),
    "Reviewer, firm or handler": N_("Reviewer or institution"),
    (
        "Own files, files of the own firm or institution and declared conflicts "
        "always bar. What else the records show weighs as you choose here. "
        "Reviewers are never told of these rules by a file they do not get."
    ): N_(
        "The own institution and declared conflicts always bar. Former employers,"
        " and who heads, runs or mans an institution, weigh as you choose here."
    ),
    "The reviewer, or the reviewer's firm …": N_("The reviewer …"),
    (
        "Found from the lists of cases and of people, and from the spreadsheet "
        "“Relations between cases”."
    ): N_(
        "Found from the lists of institutions and of people, and from the "
        "spreadsheet “Relations between cases”."
    ),
    (
        "If A reviews files of B, then B reviews none of A. With firms or "
        "counties it takes three of them at least, and few reviewers who handle "
        "cases themselves may not be enough either: files then stay without a "
        "reviewer."
    ): N_("If A reviews institutions of B, then B reviews none of A."),
    (
        "A file outside the sample, such as one of an earlier year. Bring its "
        "scans as for any other file."
    ): N_(
        "An institution in an earlier period, outside the sample. Bring scans of "
        "its records as for any other."
    ),
    (
        "Take any line of it: the SHA-256 of the seed, a line feed and the number"
        " of the file (full-width signs written narrow) is its second column, by "
        "which the list is sorted. A file with more tickets also has seed, line "
        "feed, number, line feed, 2 and so on; the smallest counts."
    ): N_(
        "Take any line of it: the SHA-256 of the seed, a line feed and the review"
        " number (full-width signs written narrow) is its second column, by which"
        " the list is sorted. An institution with more tickets also has seed, "
        "line feed, number, line feed, 2 and so on; the smallest counts."
    ),
    (
        "Going down the list, first take the minimum of every lead handler, then "
        "fill each stratum up to its quota. The quotas share the number out by "
        "size: whole parts first, the rest to the largest remainders, ties in the"
        " order of the strata's codes. An unusable file is replaced by the next "
        "one of its stratum."
    ): N_(
        "Going down the list, fill each stratum up to its quota. The quotas share"
        " the number out by size: whole parts first, the rest to the largest "
        "remainders, ties in the order of the strata's codes. An institution that"
        " cannot be reviewed is replaced by the next one of its stratum."
    ),
    "closed %(first)s to %(last)s": N_("Periods ending %(first)s to %(last)s"),
    "Not in this case": N_("Not kept here"),
    "This case has no %(paper)s": N_("This institution keeps no %(paper)s"),
    "Case file": N_("Review number"),
}
