"""How many durable commits a second the machine gives, with nothing around them."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from benchmarks import bare

N_PROCESSES, N_CLIENTS = 2, 16


def per_second(path: Path, size: int, *, seconds: float) -> float:
    """Commits of `size` bytes by 16 clients in two processes, as our requests come."""
    bare.made(path)
    with ProcessPoolExecutor(N_PROCESSES, get_context("spawn")) as others:
        jobs = [
            others.submit(_commits, str(path), process, size, seconds)
            for process in range(N_PROCESSES)
        ]
        return sum(job.result() for job in jobs)


def _commits(path: str, process: int, size: int, seconds: float) -> float:
    keys = range(process, N_CLIENTS, N_PROCESSES)
    counts = dict.fromkeys(keys, 0)
    noise, until = os.urandom(2 * size), time.perf_counter() + seconds

    def write(key: int) -> None:
        connection = bare.connected(path)
        while time.perf_counter() < until:
            # Other bytes each time: SQLite writes no page that has not changed.
            start = counts[key] * 97 % size
            bare.write(connection, key, noise[start : start + size])
            counts[key] += 1
        connection.close()

    threads = [threading.Thread(target=write, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts.values()) / seconds
