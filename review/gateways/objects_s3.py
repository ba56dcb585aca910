"""Stored files in an S3-compatible store, one object to a digest."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
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

PART = 8 * CHUNK
PARTS_AT_ONCE = 4
TRIES = {"max_retries": 3}
PANICS = "pyo3_runtime"
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
    """Content passes through a nameless local file: its digest must be known first."""

    def __init__(self, store: S3Store, *, scratch: Path) -> None:
        self.store = store
        self.scratch = scratch

    @classmethod
    def at(cls, url: str, *, scratch: Path, options: Mapping[str, str]) -> S3Objects:
        """`options` as obstore knows them: endpoint, region, keys; else AWS_… is read."""
        plain = str(options.get("endpoint", "")).startswith("http://")
        if strays := sorted(CLIENT_OPTIONS & options.keys()):
            raise UnusableStore(problem=f"OBJECTS_OPTIONS: {', '.join(strays)}")
        with _option_faults():
            store = S3Store.from_url(
                url,
                config=dict(options),
                client_options={"timeout": "60s", "allow_http": plain},
                retry_config=TRIES,
            )
        return cls(store, scratch=scratch)

    def put(self, stream: BinaryIO, *, limit: int | None = None) -> Stored:
        with self._scratch_file() as file:
            stored = copied(stream, file, limit=limit)
            file.seek(0)
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
        file = self._scratch_file()
        try:
            with _store_faults(checked(digest)):
                for piece in obstore.get(self.store, digest).stream(
                    min_chunk_size=CHUNK
                ):
                    file.write(piece)
            file.seek(0)
            return verified(file, digest)
        except BaseException:
            file.close()
            raise

    def lend(self, digest: str) -> Lent:
        """It has to be fetched as a whole: it is verified on the way."""
        return Lent(self.open(digest), lambda: None)

    def read(self, digest: str) -> bytes:
        with self.open(digest) as file:
            return file.read()

    def has(self, digest: str) -> bool:
        name = checked(digest)
        try:
            with _store_faults(name):
                obstore.head(self.store, name)
        except ObjectMissing:
            return False
        return True

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
