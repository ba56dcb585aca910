from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.domain.aggregation import By, Graded, figures
from review.domain.canonical import canonical
from review.domain.publication import (
    AUDIENCE_WORDS,
    INSTITUTIONS,
    TOTALS,
    Addressee,
    Audience,
    Part,
    Publicity,
    ReleaseKind,
    Row,
    RowKind,
    addressed,
    addressees,
    excellent_row,
    part_digest,
    release_digest,
    salt_of,
    seal,
    withheld_groups,
)
from review.domain.schemes import Grade, Text

FINAL, PROVISIONAL = ReleaseKind.FINAL, ReleaseKind.PROVISIONAL
PUBLIC, BUREAU = Addressee(Audience.PUBLIC), Addressee(Audience.BUREAU)
SECRET = b"\x01" * 32
HEADER = {"campaign": "2024", "seed": "s"}
LAWYER, FIRM = Addressee(Audience.HANDLER, "h1"), Addressee(Audience.FIRM, "f1")
COUNTY, CITY = Addressee(Audience.AREA, "a1"), Addressee(Audience.AREA, "city")


def a_row(kind: RowKind, key: str = "k", **facts: object) -> Row:
    concerned = {"handlers": ("h1",), "firms": ("f1",), "areas": ("a1", "city")}
    return Row(kind, key, {"key": key, "name": key}, **{**concerned, **facts})


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (RowKind.TOTAL, {PUBLIC}),
        (RowKind.CASE_KIND, {PUBLIC}),
        (RowKind.COUNTY, {PUBLIC, COUNTY, CITY}),
        (RowKind.FIRM, {PUBLIC, FIRM, COUNTY, CITY}),
        (RowKind.HANDLER, {LAWYER, FIRM, COUNTY, CITY}),
        (RowKind.CASE, {LAWYER, FIRM, COUNTY, CITY}),
        (RowKind.EXCELLENT, {PUBLIC}),
    ],
)
def test_rows_go_to_those_they_concern(kind: RowKind, expected: set[Addressee]) -> None:
    final = addressees(a_row(kind), FINAL, Publicity())
    provisional = addressees(a_row(kind), PROVISIONAL, Publicity())

    assert set(final) == expected | {BUREAU}
    assert set(provisional) == (expected | {BUREAU}) - {PUBLIC}
    assert len(final) == len(set(final))


def test_every_handler_of_a_case_and_every_firm_receives_it_once() -> None:
    row = a_row(RowKind.CASE, handlers=("h1", "h2"), firms=("f1", "f1"), areas=())

    assert addressees(row, FINAL, Publicity()) == [
        BUREAU,
        Addressee(Audience.HANDLER, "h1"),
        Addressee(Audience.HANDLER, "h2"),
        Addressee(Audience.FIRM, "f1"),
    ]


def test_row_of_a_sealed_or_secret_file_never_leaves_the_bureau() -> None:
    for kind in RowKind:
        row = a_row(kind, confined=True)

        assert addressees(row, FINAL, Publicity()) == [BUREAU]


def test_bureau_may_widen_or_narrow_what_the_public_sees() -> None:
    full = Publicity(kinds=frozenset(RowKind))
    totals = Publicity(kinds=TOTALS)

    assert PUBLIC in addressees(a_row(RowKind.HANDLER), FINAL, full)
    assert PUBLIC not in addressees(a_row(RowKind.FIRM), FINAL, totals)


BEST = Graded("c", "h", "f1", "a1", "civil", "优秀")


def test_excellent_result_tells_the_name_and_the_grade_alone() -> None:
    row = excellent_row(BEST, handler="王芳", firm="某所", county="某县")

    assert set(row.content) == {"handler", "firm", "county", "case_kind", "grade"}
    assert addressees(row, FINAL, Publicity()) == [BUREAU, PUBLIC]


@pytest.mark.parametrize(
    ("withheld", "itself", "told"),
    [
        ({}, False, ("某所", "某县", "civil")),
        ({RowKind.CASE_KIND: {"civil"}}, False, ("某所", "某县", None)),
        ({RowKind.FIRM: {"f1"}}, False, (None, "某县", "civil")),
        ({RowKind.COUNTY: {"a1"}}, False, ("某所", None, "civil")),
        (
            {RowKind.COUNTY: {"f1"}, RowKind.FIRM: {"a1"}},
            False,
            ("某所", "某县", "civil"),
        ),
        ({RowKind.CASE_KIND: {"civil"}}, True, ("某所", "某县", None)),
        ({RowKind.FIRM: {"f1"}}, True, (None, None, None)),
    ],
)
def test_list_of_names_tells_the_public_no_withheld_group(
    withheld: dict[RowKind, set[str]],
    itself: bool,
    told: tuple[str | None, ...],
) -> None:
    row = excellent_row(BEST, handler="王芳", firm="某所", county="某县", itself=itself)
    hidden = {kind: frozenset(keys) for kind, keys in withheld.items()}

    parts = addressed([row], kind=FINAL, publicity=Publicity(), withheld=hidden)

    read = {part.addressee: part.content for part in parts}
    assert read[BUREAU] == row.content
    assert tuple(read[PUBLIC][k] for k in ("firm", "county", "case_kind")) == told
    assert (read[PUBLIC]["handler"], read[PUBLIC]["grade"]) == ("王芳", "优秀")


def test_parts_are_numbered_in_each_addressees_list() -> None:
    rows = [
        a_row(RowKind.CASE, "c1", handlers=("h1",), firms=(), areas=()),
        a_row(RowKind.CASE, "c2", handlers=("h2",), firms=(), areas=()),
        a_row(RowKind.CASE, "c3", handlers=("h1",), firms=(), areas=()),
    ]

    parts = addressed(rows, kind=FINAL, publicity=Publicity())

    assert [
        (part.position, part.content["key"])
        for part in parts
        if part.addressee == LAWYER
    ] == [(1, "c1"), (2, "c3")]


def test_withheld_group_reaches_the_public_by_name_only() -> None:
    grades = (Grade("pass", Text("合格", "Pass")),)
    cases = [Graded("c", "h", "f1", "a", "civil", "pass")]
    (figure,) = figures(cases, by=By.FIRM, grades=grades).rows
    row = Row(RowKind.FIRM, figure.key, figure.as_json(), firms=("f1",))

    parts = addressed(
        [row],
        kind=FINAL,
        publicity=Publicity(),
        withheld={RowKind.FIRM: frozenset({"f1"})},
    )

    content = {part.addressee: part.content for part in parts}
    assert content == {
        BUREAU: figure.as_json(),
        PUBLIC: {"key": "f1", "name": "f1", "withheld": True},
        FIRM: figure.as_json(),
    }


@pytest.mark.parametrize(
    ("sizes", "minimum_n", "withheld"),
    [
        ({"a": 5, "b": 9}, 5, set()),
        ({"a": 1, "b": 9}, 1, set()),
        ({"a": 4, "b": 9, "c": 8}, 5, {"a", "c"}),
        ({"a": 2, "b": 3, "c": 9}, 5, {"a", "b"}),
        ({"a": 1, "b": 2, "c": 9, "d": 6}, 5, {"a", "b", "d"}),
        ({"b": 4, "a": 7, "c": 7}, 5, {"b", "a"}),
        ({"a": 0, "b": 9}, 5, set()),
        ({"total": 3}, 5, {"total"}),
        ({}, 5, set()),
    ],
)
def test_small_groups_are_withheld_with_enough_others_to_protect_them(
    sizes: dict[str, int], minimum_n: int, withheld: set[str]
) -> None:
    assert withheld_groups(sizes, minimum_n=minimum_n) == withheld


def test_small_firm_is_protected_within_its_county_as_well() -> None:
    sizes = {"f1": 2, "f2": 9, "g1": 3, "g2": 8}
    counties = {"f1": "F", "f2": "F", "g1": "G", "g2": "G"}

    alone = withheld_groups(sizes, minimum_n=5)
    within = withheld_groups(sizes, minimum_n=5, blocks=counties)

    assert alone == {"f1", "g1"}
    assert within == set(sizes)


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 20)),
    st.integers(1, 8),
    st.booleans(),
)
def test_nothing_smaller_than_the_minimum_can_be_worked_out_by_subtraction(
    sizes: dict[str, int], minimum_n: int, two_counties: bool
) -> None:
    county = {key: key in "abcd" and two_counties and "A" or "B" for key in sizes}

    withheld = withheld_groups(sizes, minimum_n=minimum_n, blocks=county)

    for keys in (*({k for k in sizes if county[k] == c} for c in "AB"), set(sizes)):
        hidden = sum(sizes[key] for key in keys & withheld)
        assert hidden == 0 or hidden >= minimum_n or not keys - withheld - empty(sizes)
    shown = set(sizes) - withheld - empty(sizes)
    assert all(sizes[key] >= minimum_n for key in shown)


def empty(sizes: dict[str, int]) -> set[str]:
    return {key for key, n in sizes.items() if not n}


PARTS = addressed(
    [a_row(RowKind.TOTAL, "total"), a_row(RowKind.CASE, "c1")],
    kind=FINAL,
    publicity=Publicity(),
)


def test_sealed_parts_can_be_checked_by_whoever_holds_part_and_salt() -> None:
    release = seal(PARTS, header=HEADER, secret=SECRET)

    digests = [part_digest(s.part, salt=s.salt) for s in release.parts]
    assert digests == [sealed.digest for sealed in release.parts]
    assert release.digest == release_digest(HEADER, digests)


def test_digest_is_what_anyone_can_work_out_by_hand() -> None:
    part = Part(PUBLIC, RowKind.TOTAL, 1, {"n": 60})
    body = (
        '{"addressee":"","audience":"public","content":{"n":60},'
        '"kind":"total","position":1}'
    )
    digest = hashlib.sha256(b"\xab\xcd" + body.encode()).hexdigest()

    assert part_digest(part, salt="abcd") == digest
    assert release_digest({"seed": "s"}, [digest, "00"]) == (
        hashlib.sha256(
            f'{{"format":1,"header":{{"seed":"s"}},"parts":["00","{digest}"]}}'.encode()
        ).hexdigest()
    )


def test_release_digest_does_not_tell_the_order_of_its_parts() -> None:
    assert release_digest(HEADER, ["a", "b"]) == release_digest(HEADER, ["b", "a"])


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"grade": "pass"}},
        {"addressee": Addressee(Audience.HANDLER, "h2")},
        {"kind": RowKind.HANDLER},
        {"position": 2},
    ],
)
def test_any_change_to_a_part_changes_the_release(change: dict[str, object]) -> None:
    part = Part(LAWYER, RowKind.CASE, 1, {"grade": "excellent"})

    one, other = (
        seal([p], header=HEADER, secret=SECRET) for p in (part, replace(part, **change))
    )

    assert one.digest != other.digest


def test_public_digests_reveal_no_grade_that_can_be_guessed() -> None:
    """Knowing everything but the salts, nobody can tell which grade was sealed."""
    guesses = [
        Part(LAWYER, RowKind.CASE, 1, {"case": "c1", "grade": grade})
        for grade in ("excellent", "good", "pass", "fail")
    ]
    published = {s.digest for s in seal(guesses[:1], header={}, secret=SECRET).parts}
    own = Part(LAWYER, RowKind.CASE, 2, {"case": "c2", "grade": "pass"})
    known_salts = ["", salt_of(own, secret=SECRET), salt_of(guesses[0], secret=b"")]

    tried = {part_digest(guess, salt=s) for guess in guesses for s in known_salts}

    assert tried.isdisjoint(published)
    right_salt = salt_of(guesses[0], secret=SECRET)
    assert part_digest(guesses[0], salt=right_salt) in published


def test_salts_differ_between_parts_and_between_releases() -> None:
    salts = [salt_of(part, secret=s) for part in PARTS for s in (SECRET, b"another")]

    assert len(set(salts)) == len(salts)


def test_every_audience_has_words() -> None:
    assert set(AUDIENCE_WORDS) == set(Audience)
    assert TOTALS.isdisjoint(INSTITUTIONS)


def test_partial_row_goes_to_those_it_names_alone() -> None:
    row = a_row(RowKind.FIRM, partial=True, firms=(), areas=("a1",))

    assert addressees(row, FINAL, Publicity()) == [COUNTY]
    assert addressees(row, PROVISIONAL, Publicity()) == [COUNTY]


def test_body_is_the_canonical_form_of_the_whole() -> None:
    content = {"name": "张三", "rates": {"b": 1, "a": [None, "é"]}}
    row = Row(RowKind.FIRM, "f1", content, firms=("f1",))
    for part in addressed([row], kind=FINAL, publicity=Publicity()):
        whole = {
            "audience": part.addressee.audience,
            "addressee": part.addressee.key,
            "kind": part.kind,
            "position": part.position,
            "content": content,
        }

        assert part.body == canonical(whole)
        assert replace(part, written=b"").body == part.body
