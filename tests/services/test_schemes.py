"""Loading schemes: never displaced, never changed; trying answers on them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from review.domain.answers import InvalidAnswers
from review.domain.errors import NotVisible
from review.domain.policy import Granted, Role, Viewer
from review.domain.schemes import Text
from review.files.schemes import SchemeRefused
from review.services import schemes
from review.services.schemes import VersionTaken
from review.store.models import Event, StoredScheme
from tests.conftest import AT
from tests.services.rounds import LATER, counted, loaded, rows, sheet

pytestmark = pytest.mark.usefixtures("app_context")


SCHEME, TEXT = loaded(sheet())


def test_loading_stores_the_text_under_its_digest(operator: Viewer) -> None:
    line = schemes.load(viewer=operator, text=TEXT, at=AT)

    assert rows(StoredScheme, "code", "version", "digest", "text") == [
        (SCHEME.code, "1", SCHEME.digest, TEXT)
    ]
    assert (line.title, line.digest) == (SCHEME.title, SCHEME.digest)
    assert [row[0] for row in rows(Event, "kind")][-1] == "scheme_loaded"


def test_loading_the_same_again_changes_nothing(operator: Viewer) -> None:
    first = schemes.load(viewer=operator, text=TEXT, at=AT)
    spaced = "# the same\n" + TEXT
    second = schemes.load(viewer=operator, text=spaced, at=LATER)

    assert second == first
    assert len(rows(StoredScheme)) == 1
    assert [kind for (kind,) in rows(Event, "kind")].count("scheme_loaded") == 1


def test_other_content_under_the_same_version_is_refused(operator: Viewer) -> None:
    schemes.load(viewer=operator, text=TEXT, at=AT)
    _, other = loaded(replace(SCHEME, title=Text("另一个", "another")))

    with pytest.raises(VersionTaken, match="civil version 1"):
        schemes.load(viewer=operator, text=other, at=LATER)
    assert rows(StoredScheme, "text") == [(TEXT,)]


def test_a_new_version_stands_beside_the_old(operator: Viewer) -> None:
    schemes.load(viewer=operator, text=TEXT, at=AT)
    _, newer = loaded(replace(SCHEME, version="2"))
    schemes.load(viewer=operator, text=newer, at=LATER)

    lines = schemes.listing(viewer=operator)
    assert [(line.code, line.version) for line in lines] == [
        ("civil", "2"),
        ("civil", "1"),
    ]


def test_a_bad_file_displaces_nothing(operator: Viewer) -> None:
    schemes.load(viewer=operator, text=TEXT, at=AT)

    with pytest.raises(SchemeRefused):
        schemes.load(viewer=operator, text=TEXT.replace("points: 10", "x: 10"), at=AT)
    assert rows(StoredScheme, "text") == [(TEXT,)]


def test_a_scheme_is_seen_in_its_bureau_only(operator: Viewer) -> None:
    line = schemes.load(viewer=operator, text=TEXT, at=AT)
    stranger = Viewer(
        user_id=99, bureau_id=2, grants=(Granted(Role.BUREAU_OFFICER, 2),)
    )

    assert schemes.listing(viewer=stranger) == []
    with pytest.raises(NotVisible):
        schemes.view(viewer=stranger, public_id=line.public_id)
    with pytest.raises(NotVisible):
        schemes.try_out(viewer=stranger, public_id=line.public_id, answers={})


def test_only_an_officer_loads(operator: Viewer) -> None:
    reviewer = replace(operator, grants=(Granted(Role.REVIEWER, 1),))

    with pytest.raises(NotVisible):
        schemes.load(viewer=reviewer, text=TEXT, at=AT)


def test_view_shows_scheme_and_text(operator: Viewer) -> None:
    line = schemes.load(viewer=operator, text=TEXT, at=AT)

    view = schemes.view(viewer=operator, public_id=line.public_id)

    assert (view.line, view.scheme, view.text) == (line, SCHEME, TEXT)


def test_trial_answers_are_scored_and_not_stored(operator: Viewer) -> None:
    line = schemes.load(viewer=operator, text=TEXT, at=AT)
    before = len(rows(Event))

    trial = schemes.try_out(
        viewer=operator,
        public_id=line.public_id,
        answers={"a0": {"choice": "2.5", "reason": "缺授权委托书", "pages": "3"}},
    )

    assert (trial.sheet.total, trial.sheet.n_missing) == (Decimal("97.50"), 9)
    assert len(trial.missing) == 9
    assert trial.answers["a0"].choice == Decimal("2.5")
    assert len(rows(Event)) == before


def test_trial_answers_are_read_strictly(operator: Viewer) -> None:
    line = schemes.load(viewer=operator, text=TEXT, at=AT)

    with pytest.raises(InvalidAnswers):
        schemes.try_out(viewer=operator, public_id=line.public_id, answers={"a0": 11})


def test_a_scheme_is_parsed_once(
    operator: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    schemes.load(viewer=operator, text=TEXT, at=AT)
    ((scheme_id, digest),) = rows(StoredScheme, "id", "digest")
    monkeypatch.setattr(schemes, "_held", schemes._Held(2))

    first = schemes.parsed(scheme_id)
    with counted() as sent:
        again = [schemes.parsed(scheme_id), schemes.parsed(scheme_id, digest)]

    assert all(each is first for each in again)
    assert sent == []


def test_only_so_many_schemes_are_held() -> None:
    held = schemes._Held(2)
    made = [replace(SCHEME, digest=str(n)) for n in range(3)]

    held.keep(made[0])
    held.keep(made[1])
    assert held.get("0") is made[0]
    held.keep(made[2])

    assert [held.get(str(n)) for n in range(3)] == [made[0], None, made[2]]


def test_an_unknown_scheme_is_not_there() -> None:
    with pytest.raises(NotVisible):
        schemes.parsed(12345)
