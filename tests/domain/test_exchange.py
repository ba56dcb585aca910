"""What a signed file must be, decided before anything of it is believed."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from review.domain.errors import RuleBroken
from review.domain.exchange import (
    Altered,
    BadCard,
    Kind,
    Manifest,
    NewerFormat,
    NoExchangeFile,
    OlderThanTaken,
    OtherFingerprint,
    Party,
    WrongWay,
    card_from,
    check_members,
    check_newest,
    check_spoken,
    check_way,
    fingerprint_of,
    from_data,
    spoken,
    to_data,
)

KEY = bytes(range(32))
MARK = fingerprint_of(KEY)
BODY = b"code: civil"
MANIFEST = Manifest(
    kind=Kind.SCHEME,
    sender=Party("市司法局", MARK),
    receiver=Party("东山县司法局", "0" * 64),
    subject="civil",
    number=3,
    made_at=datetime(2026, 3, 2, 1, tzinfo=UTC),
    digests={"scheme.yaml": hashlib.sha256(BODY).hexdigest()},
)


def test_a_manifest_is_read_back_as_it_was() -> None:
    assert from_data(to_data(MANIFEST)) == MANIFEST


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"format": "case-review exchange/3"}, NewerFormat),
        ({"format": "case-review exchange/0"}, NoExchangeFile),
        ({"kind": "request"}, NoExchangeFile),
        ({"kind": "designation_withdrawal"}, NoExchangeFile),
        ({"format": "case-review exchange/x"}, NoExchangeFile),
        ({"format": "another/1"}, NoExchangeFile),
        ({"kind": "grades"}, NoExchangeFile),
        ({"from": {"name": "x"}}, NoExchangeFile),
        ({"to": {"name": "x", "fingerprint": "no"}}, NoExchangeFile),
        ({"number": 0}, NoExchangeFile),
        ({"number": True}, NoExchangeFile),
        ({"number": "1"}, NoExchangeFile),
        ({"made_at": "yesterday"}, NoExchangeFile),
        ({"subject": "x" * 201}, NoExchangeFile),
        ({"sha256": ["a"]}, NoExchangeFile),
    ],
)
def test_what_is_no_manifest_is_refused(
    change: dict[str, Any], refusal: type[RuleBroken]
) -> None:
    with pytest.raises(refusal):
        from_data({**to_data(MANIFEST), **change})


@pytest.mark.parametrize(
    ("kind", "since", "matter"),
    [
        (Kind.SCHEME, 1, {Kind.SCHEME}),
        (Kind.RESULTS, 1, {Kind.RESULTS}),
        (Kind.DESIGNATION, 1, {Kind.DESIGNATION, Kind.DESIGNATION_WITHDRAWAL}),
        (Kind.DESIGNATION_WITHDRAWAL, 2, set(Kind.DESIGNATION.matter)),
        (Kind.REQUEST, 2, {Kind.REQUEST, Kind.REQUEST_WITHDRAWAL}),
        (Kind.REQUEST_WITHDRAWAL, 2, set(Kind.REQUEST.matter)),
    ],
)
def test_a_program_that_does_not_know_a_kind_is_told_to_update(
    kind: Kind, since: int, matter: set[Kind]
) -> None:
    made = to_data(replace(MANIFEST, kind=kind))

    assert (made["format"], set(kind.matter)) == (
        f"case-review exchange/{since}",
        matter,
    )
    assert from_data(made).kind is kind


@pytest.mark.parametrize("data", [None, [], "x", {}, 1])
def test_other_data_is_no_manifest_and_no_card(data: object) -> None:
    with pytest.raises(NoExchangeFile):
        from_data(data)
    with pytest.raises(BadCard):
        card_from(data)


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"scheme.yaml": BODY + b" "},
        {"results.json": BODY},
        {"scheme.yaml": BODY, "results.json": b"{}"},
    ],
)
def test_members_are_exactly_those_that_were_signed(members: dict[str, bytes]) -> None:
    assert check_members(MANIFEST, {"scheme.yaml": BODY}) == BODY
    with pytest.raises(Altered):
        check_members(MANIFEST, members)


@pytest.mark.parametrize(
    ("typed", "is_right"),
    [
        (spoken(MARK), True),
        (spoken(MARK).upper().replace(" ", "-"), True),
        (MARK, True),
        (MARK[:31], False),
        ("", False),
        (spoken("1" * 64), False),
        (MARK[:63] + "x", False),
    ],
)
def test_a_fingerprint_is_compared_as_a_whole(typed: str, is_right: bool) -> None:
    if is_right:
        check_spoken(MARK, typed)
        return
    with pytest.raises(OtherFingerprint):
        check_spoken(MARK, typed)


@pytest.mark.parametrize(
    ("kind", "above", "below", "is_fine"),
    [
        (Kind.SCHEME, True, False, True),
        (Kind.SCHEME, False, True, False),
        (Kind.DESIGNATION, True, False, True),
        (Kind.DESIGNATION, False, False, False),
        (Kind.RESULTS, False, True, True),
        (Kind.RESULTS, True, False, False),
        (Kind.REQUEST, True, False, True),
        (Kind.REQUEST, False, True, False),
        (Kind.REQUEST_WITHDRAWAL, False, True, False),
        (Kind.DESIGNATION_WITHDRAWAL, False, True, False),
    ],
)
def test_each_kind_goes_one_way(
    kind: Kind, above: bool, below: bool, is_fine: bool
) -> None:
    if is_fine:
        check_way(kind, "x", is_above=above, is_below=below)
        return
    with pytest.raises(WrongWay):
        check_way(kind, "x", is_above=above, is_below=below)


def test_an_older_file_does_not_undo_a_newer_one() -> None:
    check_newest(3, 0)
    check_newest(3, 3)
    with pytest.raises(OlderThanTaken):
        check_newest(2, 3)
