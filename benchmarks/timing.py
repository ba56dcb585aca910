"""Time of the processor and of the clock; medians, because the machine is shared."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

from flask import Flask

from benchmarks.requests import Request, call

BATCH = 16


def cpu_ms(app: Flask, requests: Sequence[Request], *, batch: int = BATCH) -> float:
    """Processor time of one request in this process, its system calls included.

    The requests are prepared beforehand; the first batch warms up; the median of the
    others is steadier than their mean on a machine that does other things.
    """
    prepared = [(request.environ(), request.status) for request in requests]
    taken = []
    for start in range(0, len(prepared) - batch + 1, batch):
        begun = time.process_time()
        for environ, status in prepared[start : start + batch]:
            call(app, environ, status)
        taken.append((time.process_time() - begun) / batch)
    return median(taken[1:]) * 1000


def cpu_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
