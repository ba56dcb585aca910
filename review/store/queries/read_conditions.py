"""What the keywords of a query ask of a read: of its file, its reviewer, its state."""

from __future__ import annotations

from sqlalchemy import bindparam, exists, false, func, or_, select

from review.domain.case_queries import Contains
from review.store.models import Person, Read, Reviewer, ReviewerCode, Submission
from review.store.queries import file_conditions
from review.store.queries.query_tests import (
    Condition,
    Finder,
    among,
    anywhere,
    named,
    same,
)

OF_FILE = (
    *("number", "handler", "firm", "cause", "county", "kind", "stage", "class"),
    *("closed", "assigned", "scan", "contents", "secret"),
)
_IS_IN = exists().where(Submission.read_id == Read.id)


NOT_EXTENDED = or_(Read.due_on.is_(None), Read.due_on < bindparam("on"))
"""Once the campaign's day is over: whether the review's own day is over on `:on`."""


def finders(*, is_over: bool) -> dict[str, Finder]:
    """A finder for each keyword of the list of reads; late is what is open then."""
    of_file = file_conditions.of_case()
    late = ~_IS_IN & NOT_EXTENDED if is_over else false()
    return anywhere(
        {
            **{name: of_file[name] for name in OF_FILE},
            "reviewer": _read_by,
            "submitted": lambda test: same(test, _IS_IN),
            "late": lambda test: same(test, late),
            "purpose": lambda test: among(test, Read.purpose),
        }
    )


def _read_by(test: Contains) -> Condition:
    """By name, by how it sounds, or by the whole number."""
    numbers = [text.lower() for text in test.texts]
    is_named = or_(named(test, Person), func.lower(Reviewer.number).in_(numbers))
    return Read.reviewer_code.in_(
        select(ReviewerCode.code)
        .join(Person, Person.id == ReviewerCode.person_id)
        .outerjoin(
            Reviewer,
            (Reviewer.person_id == Person.id)
            & (Reviewer.bureau_id == ReviewerCode.bureau_id),
        )
        .where(is_named)
    )
