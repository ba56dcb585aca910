"""Random identifiers are typed to commands."""

from __future__ import annotations

from review.store.database import new_public_id


def test_no_identifier_begins_like_an_option() -> None:
    made = [new_public_id() for _ in range(1000)]

    assert [each for each in made if not each[0].isalnum()] == []
    assert (len(set(made)), {len(each) for each in made}) == (1000, {16})
