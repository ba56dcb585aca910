"""What is said of an institution's records, where of cases it is said of the file."""

from __future__ import annotations

from collections.abc import Mapping

from review.domain.errors import N_

RECORDS: Mapping[str, str] = {
    "Absent from the file": N_("Absent from the institution's records"),
    "absent from the file": N_("absent from the institution's records"),
    "Absent from the file, and yet pages or pins of it: keep one of them.": N_(
        "Absent from the institution's records, and yet pages or pins of them: "
        "keep one of them."
    ),
    "Give the page, or say that it is absent from the file.": N_(
        "Give the page, or say that it is absent from the institution's records."
    ),
    "The file has no page %(pages)s: correct it, or say that it is absent.": N_(
        "The institution's records have no page %(pages)s: correct it, or say "
        "that it is absent."
    ),
    (
        "The case file has no page %(pages)s, and this item needs one. It is "
        "taken over as it is written; the review can be submitted once the page "
        "is right."
    ): N_(
        "The institution's records have no page %(pages)s, and this item needs "
        "one. It is taken over as it is written; the review can be submitted once"
        " the page is right."
    ),
    (
        "The case file has no page %(pages)s. It is taken over as it is written; "
        "look at it again."
    ): N_(
        "The institution's records have no page %(pages)s. It is taken over as it"
        " is written; look at it again."
    ),
    "The file has no page %(label)s.": N_(
        "The institution's records have no page %(label)s."
    ),
    (
        "Item %(item)s: a finding says absent from the file and names pages or "
        "pins of it; keep one of them."
    ): N_(
        "Item %(item)s: a finding says absent from the institution's records and "
        "names pages or pins of them; keep one of them."
    ),
    ("Item %(item)s: give the page of the file, or say that it is absent from it."): N_(
        "Item %(item)s: give the page of the institution's records, or say that "
        "it is absent from them."
    ),
    (
        "Item %(item)s: the file has no page %(pages)s; correct it, or say that "
        "it is absent from the file."
    ): N_(
        "Item %(item)s: the institution's records have no page %(pages)s; correct"
        " it, or say that it is absent from them."
    ),
    "%(name)s: its page is no longer in the file": N_(
        "%(name)s: its page is no longer in the institution's records"
    ),
    "No longer in the file: the pages of the pins %(names)s.": N_(
        "No longer in the institution's records: the pages of the pins %(names)s."
    ),
    "Page %(label)s of the file, a scanned image": N_(
        "Page %(label)s of the institution's records, a scanned image"
    ),
    "Pages of the file": N_("Pages of the institution's records"),
    "Read the case file": N_("Review the institution's records"),
    (
        "Read the file and the reviews first. Your reason goes to the bureau "
        "without your name."
    ): N_(
        "Read the institution's records and the reviews first. Your reason goes "
        "to the bureau without your name."
    ),
    (
        "Answer them by the file alone. What the reviewers said is shown once you"
        " have locked your answers; you can then keep each of yours, or change it"
        " with a reason. Items that are not in dispute are not opened again."
    ): N_(
        "Answer them by the institution's records alone. What the reviewers said "
        "is shown once you have locked your answers; you can then keep each of "
        "yours, or change it with a reason. Items that are not in dispute are not"
        " opened again."
    ),
    (
        "Every reader's deduction stands with its reason and its place in the "
        "file. The readers did not know of each other."
    ): N_(
        "Every reader's deduction stands with its reason and its place in the "
        "institution's records. The readers did not know of each other."
    ),
    "Search in the file": N_("Search in the institution's records"),
    "These words are not in the file.": N_(
        "These words are not in the institution's records."
    ),
    "This file has no text to search in: its pages are images only.": N_(
        "The institution's records have no text to search in: their pages are "
        "images only."
    ),
    "Width of the case file": N_("Width of the institution's records"),
    "In this file": N_("In the institution's records"),
    (
        "Nothing was kept of this review: its file was read on paper, offline or "
        "without the script, or the days are over."
    ): N_(
        "Nothing was kept of this review: the institution's records were read on "
        "paper, offline or without the script, or the days are over."
    ),
    "in the file: %(pages)s": N_("in the institution's records: %(pages)s"),
    "whether there is a scan of the file": N_(
        "whether there is a scan of the institution's records"
    ),
    "A deduction needs a page of the file.": N_(
        "A deduction needs a page of the institution's records."
    ),
    "These pages of the file cannot be shown: %(pages)s.": N_(
        "These pages of the institution's records cannot be shown: %(pages)s."
    ),
    "Pages %(pages)s of the file": N_("Pages %(pages)s of the institution's records"),
}
