"""Stored files in an S3-compatible store, one object to a digest."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from review.gateways.objects import (
    CHUNK,
    DIGEST,
    Held,
    Lent,
    ObjectMissing,
    Stored,
    StoreFailed,
    UnusableStore,
    checked,
    copied,
    verified,
)
from review.gateways.store_door import Door

PART = 8 * CHUNK
PARTS_AT_ONCE = 4
TRIES = {"max_retries": 3}
PROMPT, PROMPT_TRIES = "2s", {"max_retries": 1}
"""For an answer without content."""
PIECE, PIECE_TIME = 4 * CHUNK, "10s"
"""Files are fetched in pieces: each of them comes soon, however long the file is."""
PANICS = "pyo3_runtime"
USUAL = (
    "endpoint, region, access_key_id, secret_access_key, virtual_hosted_style_request"
)
CLIENT_OPTIONS = frozenset(
    {
        *("allow_http", "allow_invalid_certificates", "connect_timeout"),
        *("default_content_type", "default_headers", "http1_only", "http2_only"),
        *("http2_keep_alive_interval", "http2_keep_alive_timeout"),
        *("http2_keep_alive_while_idle", "http2_max_frame_size", "pool_idle_timeout"),
        *(
            "pool_max_idle_per_host",
            "proxy_ca_certificate",
            "proxy_excludes",
            "proxy_url",
        ),
        *("randomize_addresses", "timeout", "user_agent"),
    }
)
"""Known to obstore among those of a store, where they make it panic."""


class S3Objects:
    """Content passes through a nameless local file: its digest must be known first.

    Whether the store answers at all is asked before anything that may take long.
    """

    def __init__(
        self, store: S3Store, *, prompt: S3Store, pieces: S3Store, scratch: Path
    ) -> None:
        self.store, self.prompt, self.pieces = store, prompt, pieces
        self.scratch = scratch
        self.door = Door()

    @classmethod
    def at(cls, url: str, *, scratch: Path, options: Mapping[str, str]) -> S3Objects:
        """`options` as obstore knows them: endpoint, region, keys; else AWS_… is read."""
        if strays := sorted(CLIENT_OPTIONS & options.keys()):
            raise UnusableStore(problem=f"OBJECTS_OPTIONS: {', '.join(strays)}")
        return cls(
            _client(url, options, "60s", TRIES),
            prompt=_client(url, options, PROMPT, PROMPT_TRIES),
            pieces=_client(url, options, PIECE_TIME, PROMPT_TRIES),
            scratch=scratch,
        )

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> Stored:
        with self._scratch_file() as file:
            stored = copied(stream, file, limit=limit)
            file.seek(0)
            self.has(stored.digest)
            with _store_faults(stored.digest):
                # Large files go up in parts; the object appears when all have arrived.
                obstore.put(
                    *(self.store, stored.digest, file),
                    chunk_size=PART,
                    max_concurrency=PARTS_AT_ONCE,
                )
                held = obstore.head(self.store, stored.digest)["size"]
        if held != stored.size:
            raise StoreFailed
        return stored

    def open(self, digest: str) -> BinaryIO:
        size = self.door.ask(lambda: self._size(checked(digest)))
        file = self._scratch_file()
        try:
            for start in range(0, size, PIECE):
                self.door.heed(partial(self._fetch, digest, file, start, size))
            file.seek(0)
            return verified(file, digest)
        except BaseException:
            file.close()
            raise

    def _size(self, digest: str) -> int:
        with _store_faults(digest):
            return obstore.head(self.prompt, digest)["size"]

    def _fetch(self, digest: str, file: BinaryIO, start: int, size: int) -> None:
        end = min(start + PIECE, size)
        with _store_faults(digest):
            file.write(obstore.get_range(self.pieces, digest, start=start, end=end))

    def lend(self, digest: str) -> Lent:
        """It has to be fetched as a whole: it is verified on the way."""
        return Lent(self.open(digest), lambda: None)

    def read(self, digest: str) -> bytes:
        with self.open(digest) as file:
            return file.read()

    def has(self, digest: str) -> bool:
        name = checked(digest)
        return self.door.is_there(lambda: self._size(name))

    def delete(self, digest: str) -> None:
        with _store_faults(checked(digest)):
            obstore.delete(self.store, digest)

    def held(self) -> Iterator[Held]:
        with _store_faults(""):
            for batch in obstore.list(self.store):
                for each in batch:
                    if DIGEST.fullmatch(each["path"]):
                        yield Held(each["path"], each["size"], each["last_modified"])

    def drop_unfinished(self, *, before: datetime) -> int:
        """Nothing here: the bucket's own rule for unfinished uploads removes them."""
        return 0

    def _scratch_file(self) -> BinaryIO:
        try:
            self.scratch.mkdir(parents=True, exist_ok=True)
            return cast("BinaryIO", tempfile.TemporaryFile(dir=self.scratch))
        except OSError:
            raise StoreFailed from None


def _client(
    url: str, options: Mapping[str, str], timeout: str, tries: Mapping[str, int]
) -> S3Store:
    """One way of asking the store: how long for, and how often."""
    plain = str(options.get("endpoint", "")).startswith("http://")
    with _option_faults():
        return S3Store.from_url(
            url,
            config=dict(options),
            client_options={"timeout": timeout, "allow_http": plain},
            retry_config=dict(tries),
        )


@contextmanager
def _option_faults() -> Iterator[None]:
    """What obstore says of the options, in one line; it tells no value of them.

    Options of its HTTP client among those of the store make it panic, and a panic is
    no Exception: it would end the process.
    """
    try:
        yield
    except BaseException as fault:
        is_panic = type(fault).__module__ == PANICS
        if not is_panic and not isinstance(fault, BaseError | TypeError | ValueError):
            raise
        said = next(iter(str(fault).splitlines()), "")
        if "not valid" in said:
            said = f"{said} ({USUAL}, …)"
        raise UnusableStore(problem=said) from None


@contextmanager
def _store_faults(digest: str) -> Iterator[None]:
    """Absent, cut off in the middle, or not answering: each told as what it is."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise ObjectMissing(digest=digest) from None
    except (BaseError, OSError) as fault:
        raise StoreFailed from fault
