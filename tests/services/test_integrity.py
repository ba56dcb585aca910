"""Who may ask whether the data contradict themselves, and what they are told."""

from __future__ import annotations

import pytest

from review.domain.errors import NotVisible
from review.domain.policy import Granted, Role, Viewer
from review.files import shipped
from review.services import assessment, integrity, schemes
from tests.conftest import AT
from tests.planting import plant

pytestmark = pytest.mark.usefixtures("app_context")


def test_the_operator_is_told_what_is_broken_by_ids(operator: Viewer) -> None:
    assert integrity.check_invariants(viewer=operator) == []

    plant("UPDATE chains SET head_seq = 7 WHERE name = 'bureaus'")
    (found,) = integrity.check_invariants(viewer=operator)
    assert (found.name, found.rows) == ("chains_are_whole", [["bureaus", 1, "head"]])


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ("schemes SET text = text || '#'", ""),
        ("schemes SET text = replace(text, '100', '99')", "schemes"),
        ("schemes SET text = '['", "schemes"),
        ("schemes SET structure_digest = digest", "schemes"),
        ("assessment_schemes SET text = text || '#'", ""),
        (
            "assessment_schemes SET text = replace(text, 'default: 3', 'default: 1')",
            "assessment_schemes",
        ),
        ("assessment_schemes SET text = ''", "assessment_schemes"),
    ],
)
def test_a_scheme_says_what_its_digest_was_taken_of(
    operator: Viewer, change: str, name: str
) -> None:
    text = shipped.scoring_schemes()["civil_litigation"]
    schemes.load(viewer=operator, text=text, at=AT)
    year = shipped.assessment_schemes()["annual_legal_aid"]
    assessment.schemes.load(viewer=operator, text=year, at=AT)
    assert integrity.check_invariants(viewer=operator) == []

    plant(f"UPDATE {change}")

    found = [each.name for each in integrity.check_invariants(viewer=operator)]
    assert found == ([f"{name}_match_their_digests"] if name else [])


@pytest.mark.parametrize("role", sorted(Role))
def test_administrators_who_answer_for_it_may_ask(role: Role) -> None:
    viewer = Viewer(kind="user", user_id=1, bureau_id=1, grants=(Granted(role, 1),))

    if role in {Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN}:
        assert integrity.check_invariants(viewer=viewer) == []
        return
    with pytest.raises(NotVisible):
        integrity.check_invariants(viewer=viewer)
