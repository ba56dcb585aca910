"""A record of a draw that was damaged or altered is refused, never half believed."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from review.domain.sampling import SampleBy, SampleRule
from review.domain.sampling_rule import rule_as_data
from review.files import draw_bundles
from review.files.draw_bundles import BundleBroken, from_bundle

RULE = SampleRule(by=SampleBy.NUMBER, number=8)
SAID: dict[str, Any] = {
    "seed": "明年春分",
    "announced": None,
    "rule": rule_as_data(RULE),
    "changes": [],
}
BODY = draw_bundles.to_bundle(
    SAID, list_body=b"list" * 99, frozen=b"", sample_body=b"sample" * 99
)


def test_a_record_is_read_as_it_was_written() -> None:
    found = from_bundle(BODY)

    assert (found.rule, found.seed) == (RULE, "明年春分")
    assert found.list_body == b"list" * 99
    assert found.stated[draw_bundles.LIST] == draw_bundles.digest(found.list_body)


def test_a_byte_that_was_damaged_ends_in_the_refusal_or_in_nothing() -> None:
    n_refused = 0
    for place in range(len(BODY)):
        for bits in (0x01, 0x80, 0xFF):
            damaged = bytearray(BODY)
            damaged[place] ^= bits
            try:
                from_bundle(bytes(damaged))
            except BundleBroken:
                n_refused += 1
    assert n_refused > len(BODY) // 3


@pytest.mark.parametrize(
    "altered",
    [
        {"sha256": None},
        {"sha256": {}},
        {"rule": None},
        {"rule": {**SAID["rule"], "number": "x"}},
        {"rule": {**SAID["rule"], "minimum_per_handler": None}},
        {"rule": {**SAID["rule"], "by": "percent", "percent": "NaN"}},
        {"announced": "yes"},
        {"changes": None},
        {"changes": [{}]},
    ],
)
def test_what_is_no_record_inside_is_refused(altered: dict[str, object]) -> None:
    with pytest.raises(BundleBroken):
        from_bundle(_with(altered))


def _with(altered: dict[str, object]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(BODY)) as found, zipfile.ZipFile(body, "w") as made:
        for name in found.namelist():
            content = found.read(name)
            if name == draw_bundles.RULE:
                content = json.dumps({**json.loads(content), **altered}).encode()
            made.writestr(name, content)
    return body.getvalue()
