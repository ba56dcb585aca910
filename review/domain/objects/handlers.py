"""What is said of institutions in place of handlers, their firms and their cases."""

from __future__ import annotations

from collections.abc import Mapping

from review.domain.errors import N_, ngettext

HANDLERS: Mapping[str, str] = {
    "Firm or handler": N_("Institution under review"),
    "Not done for reasons outside the handler": N_(
        "Not done for reasons outside the institution"
    ),
    "Reasons outside the handler": N_("Reasons outside the institution"),
    (
        "By organ, for the joint conference. It cost no handler anything; a file "
        "that both reviewers tell of counts once."
    ): N_(
        "By organ, for the joint conference. It cost no institution anything; one"
        " that both reviewers tell of counts once."
    ),
    "Items: how far reviewers agree, and what lay outside the handler": N_(
        "Items: how far reviewers agree"
    ),
    "Item %(item)s: name the organ and the cause that lay outside the handler.": N_(
        "Item %(item)s: name the organ and the cause that lay outside the institution."
    ),
    (
        "Once confirmed, every reviewer sees the own files and nothing else. "
        "Lawyers and firms see nothing."
    ): N_(
        "Once confirmed, every reviewer sees the own institutions and nothing "
        "else. The institutions see nothing."
    ),
    (
        "The program proposes who reads what: never own files, files of the own "
        "firm or with a declared conflict, loads as even as possible, chosen by a"
        " secret lot. You look at the proposal before anything is given out."
    ): N_(
        "The program proposes who reviews which institution: never the own one or"
        " one with a declared conflict, loads as even as possible, chosen by a "
        "secret lot. You look at the proposal before anything is given out."
    ),
    (
        "What reviewers are paid for finished reviews, apart from the case "
        "subsidies of lawyers. Reviews taken back or handed back are not paid, "
        "and none is paid twice."
    ): N_(
        "What reviewers are paid for finished reviews of institutions. Reviews "
        "taken back or handed back are not paid, and none is paid twice."
    ),
    "This campaign promised a provisional release first.": N_(
        "This campaign promised a provisional release to the institutions first."
    ),
    (
        "Always: no reviewer sees another's review or name, before or after; "
        "handlers and firms never learn who read a file; the bureau sees no mark "
        "before a file is settled."
    ): N_(
        "Always: no reviewer sees another's review or name, before or after; "
        "institutions never learn who reviewed them; the bureau sees no mark "
        "before an institution is settled."
    ),
    (
        "Absences, own files and firms, declared conflicts, counties and years "
        "are counted in. What the docket shows beside that is looked at when "
        "files are given out."
    ): N_(
        "Absences, the own institution, declared conflicts, counties and years "
        "are counted in. What the docket shows beside that is looked at when "
        "institutions are given out."
    ),
    "Results go to lawyers and firms provisionally before they are published.": N_(
        "Results go to the institutions provisionally before they are published."
    ),
    (
        "Results go to lawyers and firms provisionally; they have %(num)d working"
        " day, and the final release cannot be made before these are over."
    ): ngettext(
        "Results go to the institutions provisionally; they have %(num)d working day, and the final release cannot be made before these are over.",
        "Results go to the institutions provisionally; they have %(num)d working days, and the final release cannot be made before these are over.",
        by="num",
    ),
    (
        "So that nobody can say the sample was chosen: announce now how the seed "
        "will be found, and publish it. The list is frozen with it, and so are "
        "the rule and who handled which file where the rule counts that; no other"
        " seed draws afterwards, and the certificate states both. It is announced"
        " once."
    ): N_(
        "So that nobody can say the sample of institutions was chosen: announce "
        "now how the seed will be found, and publish it. List and rule are frozen"
        " with it; no other seed draws afterwards, and the certificate states "
        "both. It is announced once."
    ),
    (
        "List and rule were frozen then, with who handled what, and are those of "
        "the draw:"
    ): N_("List and rule of institutions were frozen then and are those of the draw:"),
    "The handlers of cases graded excellent, by name:": N_(
        "Institutions and stations graded excellent, by name:"
    ),
    (
        "Independent reviewers read each file item by item against a published "
        "scheme, without knowing of each other; where they were too far apart, "
        "the scheme says who reads again."
    ): N_(
        "Independent reviewers looked at each institution's records item by item "
        "against a published scheme, without knowing of each other; where they "
        "were too far apart, the scheme says who reads again."
    ),
    "Excellent results": N_("Institutions graded excellent"),
    "Cases as CSV": N_("Results as CSV"),
    (
        "Own files, files of the own firm and declared conflicts always bar. What"
        " else the records show weighs as you choose here. Reviewers are never "
        "told of these rules by a file they do not get."
    ): N_(
        "The own institution and declared conflicts always bar. Former employers,"
        " and who heads, runs or mans an institution, weigh as you choose here."
    ),
    "Not published: too few cases.": N_("Not published by itself."),
    "Case": N_("Review number"),
    "Never give me files of the firm of this file": N_(
        "Never give me reviews of this institution"
    ),
    (
        "What the handler did well, and what to do better. The lawyer reads this "
        "without your name; do not name yourself or the parties."
    ): N_(
        "What the institution does well, and what to do better. Its head reads "
        "this without your name; do not name yourself or recipients."
    ),
    (
        "No reviewer reads files of the own firm, own files or files with a "
        "declared conflict."
    ): N_(
        "No reviewer reads about the own institution or one with a declared "
        "conflict; who worked there, runs it or mans it is kept away as the "
        "recusal rules say."
    ),
    "Lawyers and firms first receive a provisional release.": N_(
        "Institutions and counties first receive a provisional release."
    ),
    "Closed %(first)s to %(last)s": N_("Periods ending %(first)s to %(last)s"),
    (
        "A word alone is looked for in the case number, the names of handler and "
        "firm, and the cause."
    ): N_(
        "A word alone is looked for in the review number and the name of the "
        "institution."
    ),
}
