"""What a release holds, who receives which row of it, and its digest.

A release is frozen rows, each for one addressee. By default the public sees totals,
institutions and the names of excellent results (法律援助法 art. 58); everything else goes
to whom it concerns.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from review.domain.aggregation import Graded
from review.domain.canonical import canonical
from review.domain.errors import N_

FORMAT = 1


class ReleaseKind(StrEnum):
    """A provisional release goes to lawyers, firms and counties, never to the public."""

    PROVISIONAL = "provisional"
    FINAL = "final"


class Audience(StrEnum):
    """Who a row is for.

    INTERNAL are the county bureaus and the heads of firms, if the bureau has decided
    that they receive the internal bulletin (内部通报) with the rankings.
    """

    PUBLIC = "public"
    HANDLER = "handler"
    FIRM = "firm"
    AREA = "area"
    INTERNAL = "internal"
    BUREAU = "bureau"


class RowKind(StrEnum):
    """What a row is about; EXCELLENT is a name and a grade, and nothing else.

    A RANKING is what an ordered list says of itself, a STANDING one of its lines.
    """

    TOTAL = "total"
    CASE_KIND = "case_kind"
    COUNTY = "county"
    FIRM = "firm"
    HANDLER = "handler"
    CASE = "case"
    EXCELLENT = "excellent"
    RANKING = "ranking"
    STANDING = "standing"


AUDIENCE_WORDS = {
    Audience.PUBLIC: N_("The public"),
    Audience.HANDLER: N_("Each handler"),
    Audience.FIRM: N_("Each firm"),
    Audience.AREA: N_("Each county bureau"),
    Audience.INTERNAL: N_("Those who receive the internal bulletin"),
    Audience.BUREAU: N_("The bureau"),
}
INSTITUTIONS = frozenset({RowKind.COUNTY, RowKind.FIRM})
TOTALS = frozenset({RowKind.TOTAL, RowKind.CASE_KIND})
RANKINGS = frozenset({RowKind.RANKING, RowKind.STANDING})
CONCERNED = {
    Audience.HANDLER: frozenset({RowKind.HANDLER, RowKind.CASE, RowKind.STANDING}),
    Audience.FIRM: frozenset({RowKind.FIRM, RowKind.HANDLER, RowKind.CASE}),
    Audience.AREA: INSTITUTIONS | {RowKind.HANDLER, RowKind.CASE},
}


@dataclass(frozen=True, slots=True)
class Publicity:
    """What the public sees, and whether the house's rankings go round (`internal`)."""

    kinds: frozenset[RowKind] = TOTALS | INSTITUTIONS | {RowKind.EXCELLENT} | RANKINGS
    internal: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One frozen row before it is addressed.

    `areas` is the area it belongs to and every area above it. A row from a sealed or
    secret file is `confined`: it never leaves the bureau. A `partial` row holds what
    lies within one addressee's reach of a group that reaches further; whoever has the
    whole has no use for it. What is `is_internal` is not for the public. `tells` says
    which groups a part of the content gives away.
    """

    kind: RowKind
    key: str
    content: Mapping[str, object]
    handlers: tuple[str, ...] = ()
    firms: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    confined: bool = False
    partial: bool = False
    is_internal: bool = False
    tells: Mapping[str, frozenset[tuple[RowKind, str]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, order=True)
class Addressee:
    """One who receives rows; the public and the bureau need no key."""

    audience: Audience
    key: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A row as one addressee receives it, in its place; it has a digest of its own.

    `written` is the content in its canonical form: a row has many addressees, and
    would otherwise be written out anew for each of them.
    """

    addressee: Addressee
    kind: RowKind
    position: int
    content: Mapping[str, object] = field(hash=False)
    written: bytes = field(default=b"", hash=False, compare=False, repr=False)

    @property
    def body(self) -> bytes:
        """What the digest covers: the content, and whose row it is and where.

        The canonical form of all five together, whose keys stand in this order.
        """
        before = {"addressee": self.addressee.key, "audience": self.addressee.audience}
        after = {"kind": self.kind, "position": self.position}
        content = self.written or canonical(self.content)
        head, tail = canonical(before)[:-1], canonical(after)[1:]
        return head + b',"content":' + content + b"," + tail


@dataclass(frozen=True, slots=True)
class SealedPart:
    part: Part
    salt: str
    digest: str


@dataclass(frozen=True, slots=True)
class SealedRelease:
    """A release with the digest that is published and printed on the bulletin."""

    parts: tuple[SealedPart, ...]
    digest: str


def addressees(row: Row, kind: ReleaseKind, publicity: Publicity) -> list[Addressee]:
    """Everyone who receives this row."""
    found = [] if row.partial else [Addressee(Audience.BUREAU)]
    if row.confined:
        return found
    final = kind is ReleaseKind.FINAL and not row.partial
    if final and row.kind in publicity.kinds and not row.is_internal:
        found.append(Addressee(Audience.PUBLIC))
    if final and row.kind in RANKINGS and publicity.internal:
        found.append(Addressee(Audience.INTERNAL))
    keys = {
        Audience.HANDLER: row.handlers,
        Audience.FIRM: row.firms,
        Audience.AREA: row.areas,
    }
    found += [
        Addressee(audience, key)
        for audience, kinds in CONCERNED.items()
        if row.kind in kinds
        for key in dict.fromkeys(keys[audience])
    ]
    return found


def addressed(
    rows: Iterable[Row],
    *,
    kind: ReleaseKind,
    publicity: Publicity,
    withheld: Mapping[RowKind, frozenset[str]] | None = None,
) -> tuple[Part, ...]:
    """Every row for each of its addressees, numbered from 1 in each addressee's list.

    Rows come in the order in which they are shown.
    """
    hidden = withheld or {}
    places: defaultdict[tuple[Addressee, RowKind], int] = defaultdict(int)
    parts = []
    for row in rows:
        written = canonical(row.content)
        for addressee in addressees(row, kind, publicity):
            places[addressee, row.kind] += 1
            place = places[addressee, row.kind]
            if addressee.audience is Audience.PUBLIC:
                told = public_content(row, hidden)
                parts.append(Part(addressee, row.kind, place, told))
            else:
                parts.append(Part(addressee, row.kind, place, row.content, written))
    return tuple(parts)


def public_content(
    row: Row, withheld: Mapping[RowKind, frozenset[str]]
) -> Mapping[str, object]:
    """What the public reads: of a withheld group its name, and of no row such a group.

    Otherwise what is withheld of the group could be counted in the list of names.
    """
    if row.key in withheld.get(row.kind, ()):
        return name_only(row.content)
    untold = {
        name
        for name, groups in row.tells.items()
        if any(key in withheld.get(kind, ()) for kind, key in groups)
    }
    return {k: None if k in untold else value for k, value in row.content.items()}


def excellent_row(
    graded: Graded, *, handler: str, firm: str, county: str, itself: bool = False
) -> Row:
    """An excellent result as the public sees it: no case number, no score.

    Such rows must be listed by name; in the order of scores they would tell the scores.
    Where an institution was reviewed `itself`, its county and kind tell which it is.
    """
    content = {
        "handler": handler,
        "firm": firm,
        "county": county,
        "case_kind": graded.kind,
        "grade": graded.grade,
    }
    own = frozenset({(RowKind.FIRM, graded.firm)})
    also = own if itself else frozenset()
    tells = {
        "firm": own,
        "county": also | {(RowKind.COUNTY, graded.area)},
        "case_kind": also | {(RowKind.CASE_KIND, graded.kind)},
    }
    return Row(RowKind.EXCELLENT, handler or firm, content, tells=tells)


def name_only(content: Mapping[str, object]) -> dict[str, object]:
    """A group too small to be shown: not even its size."""
    return {"key": content["key"], "name": content["name"], "withheld": True}


def withheld_groups(
    sizes: Mapping[str, int],
    *,
    minimum_n: int,
    blocks: Mapping[str, str] | None = None,
) -> frozenset[str]:
    """Groups whose whole is under the minimum, and enough others to protect them.

    What is withheld can be worked out together by subtracting from the total; so it
    must reach the minimum together, or the next larger group is withheld as well.
    `blocks` names a published subtotal each group belongs to (a firm's county), within
    which the same holds. A group without a graded case has nothing to hide.
    """
    filled = {key: n for key, n in sizes.items() if n}
    withheld = {key for key, n in filled.items() if n < minimum_n}
    within: defaultdict[str, list[str]] = defaultdict(list)
    for key in filled:
        within[(blocks or {}).get(key, "")].append(key)
    for keys in (*within.values(), list(filled)):
        _withhold_enough(withheld, {key: filled[key] for key in keys}, minimum_n)
    return frozenset(withheld)


def seal(
    parts: Sequence[Part], *, header: Mapping[str, object], secret: bytes
) -> SealedRelease:
    """Salt and digest every part, then digest the release over header and parts.

    `secret` is random, drawn for this release alone and kept by the bureau.
    """
    sealed = tuple(_sealed(part, salt_of(part, secret=secret)) for part in parts)
    digest = release_digest(header, (each.digest for each in sealed))
    return SealedRelease(sealed, digest)


def salt_of(part: Part, *, secret: bytes) -> str:
    """The part's own salt: telling one addressee theirs gives no other away."""
    place = canonical(
        [part.addressee.audience, part.addressee.key, part.kind, part.position]
    )
    return hmac.new(secret, place, hashlib.sha256).hexdigest()


def part_digest(part: Part, *, salt: str) -> str:
    """SHA-256 of salt and part. Without the salt a grade could be guessed and tried."""
    return hashlib.sha256(bytes.fromhex(salt) + part.body).hexdigest()


def release_digest(header: Mapping[str, object], digests: Iterable[str]) -> str:
    """The published digest. The part digests are sorted, so their order tells nothing."""
    release = {"format": FORMAT, "header": header, "parts": sorted(digests)}
    return hashlib.sha256(canonical(release)).hexdigest()


def _sealed(part: Part, salt: str) -> SealedPart:
    return SealedPart(part, salt, part_digest(part, salt=salt))


def _withhold_enough(
    withheld: set[str], sizes: Mapping[str, int], minimum_n: int
) -> None:
    """Withhold the next smallest groups until what is missing reaches the minimum."""
    hidden = sum(n for key, n in sizes.items() if key in withheld)
    shown = sorted((n, key) for key, n in sizes.items() if key not in withheld)
    for n, key in shown:
        if not 0 < hidden < minimum_n:
            break
        withheld.add(key)
        hidden += n
