"""Archives from elsewhere: judged by their directory, never unpacked to a path."""

from __future__ import annotations

import io
import warnings
import zipfile

import pytest

from review.domain.exchange import BadCard, NoExchangeFile
from review.files import exchange
from review.files.exchange import MANIFEST, SIGNATURE, pack, parsed_card, unpack

PARTS = {MANIFEST: b"{}", SIGNATURE: b"00", "scheme.yaml": b"code: x"}


def archive(parts: dict[str, bytes] | list[tuple[str, bytes]]) -> bytes:
    body = io.BytesIO()
    items = parts.items() if isinstance(parts, dict) else parts
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Names given twice on purpose.
        with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in items:
                made.writestr(name, content)
    return body.getvalue()


def test_what_is_packed_is_unpacked() -> None:
    found = unpack(pack(b'{"a":1}', b"\x01\x02", {"results.json": b"{}"}))

    assert (found.said, found.signature) == ({"a": 1}, b"\x01\x02")
    assert found.members == {"results.json": b"{}"}


def test_the_same_content_is_the_same_file() -> None:
    made = [pack(b"{}", b"\x01", {"scheme.yaml": b"x"}) for _ in range(2)]
    assert made[0] == made[1]


def lied(body: bytes) -> bytes:
    """The directory says that the content is shorter than it is."""
    at = body.rindex(b"PK\x01\x02", 0, body.rindex(b"PK\x05\x06"))
    return body[: at + 24] + (3).to_bytes(4, "little") + body[at + 28 :]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PK\x03\x04 nothing",
        archive(PARTS)[:-30],
        archive({**PARTS, "../../evil": b"x"}),
        archive({MANIFEST: b"{}", SIGNATURE: b"00", "/etc/passwd": b"x"}),
        archive({MANIFEST: b"{}", SIGNATURE: b"00"}),
        archive({**PARTS, "results.json": b"{}"}),
        archive([*PARTS.items(), ("scheme.yaml", b"again")]),
        archive({**PARTS, "scheme.yaml": bytes(exchange.MOST_CONTENT + 1)}),
        archive({**PARTS, MANIFEST: bytes(65 * 1024)}),
        archive({**PARTS, SIGNATURE: b"no hex"}),
        lied(archive(PARTS)),
        bytes(exchange.MOST_PACKED + 1),
    ],
    ids=[
        *("empty", "rubbish", "cut", "path", "absolute", "no content", "two contents"),
        *("twice", "bomb", "long manifest", "no signature", "lied size", "large"),
    ],
)
def test_what_is_none_of_ours_is_refused(body: bytes) -> None:
    with pytest.raises(NoExchangeFile):
        unpack(body)


@pytest.mark.parametrize("body", [b"", b"[" * 100_000, b"\xff", b"{"])
def test_what_is_no_data_is_refused(body: bytes) -> None:
    with pytest.raises(NoExchangeFile):
        exchange.parsed(body)
    with pytest.raises(BadCard):
        parsed_card(body)
