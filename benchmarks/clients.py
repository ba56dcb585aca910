"""Many browsers at once, each on a connection it keeps, in a process of their own."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from statistics import quantiles

HEAD_END = b"\r\n\r\n"
CHUNK = 1 << 18


class UnexpectedAnswer(RuntimeError):
    """The application did not do what was to be measured."""


@dataclass(frozen=True, slots=True)
class Load:
    """What all clients together got done."""

    n: int
    seconds: float
    latencies: tuple[float, ...]

    @property
    def per_second(self) -> float:
        return self.n / self.seconds

    @property
    def p99_ms(self) -> float:
        return quantiles(self.latencies, n=100)[-1] * 1000


def load(
    port: int, plans: Sequence[Sequence[bytes]], status: int, most_seconds: float
) -> Load:
    """Every client sends its requests one after another, until one has none left.

    A process of its own, so that the measured application shares no interpreter.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as other:
        return other.submit(_load, port, plans, status, most_seconds).result()


@dataclass(slots=True)
class _Client:
    wire: socket.socket
    todo: list[bytes]
    status: bytes
    received: bytearray = field(default_factory=bytearray)
    wanted: int = 0
    sent_at: float = 0.0

    def send(self) -> bool:
        """The next request; False if there is none."""
        if not self.todo:
            return False
        self.received.clear()
        self.wanted = 0
        self.sent_at = time.perf_counter()
        self.wire.sendall(self.todo.pop())
        return True

    def is_answered(self) -> bool:
        """Take in what has arrived; whether the answer is whole now."""
        data = self.wire.recv(CHUNK)
        if not data:
            raise UnexpectedAnswer("the server closed the connection")
        self.received += data
        if not self.wanted and HEAD_END in self.received:
            self.wanted = self._length()
        return bool(self.wanted) and len(self.received) >= self.wanted

    def _length(self) -> int:
        head, _, _ = bytes(self.received).partition(HEAD_END)
        first, *lines = head.split(b"\r\n")
        if first.split(b" ")[1] != self.status:
            raise UnexpectedAnswer(first.decode())
        pairs = (each.lower().split(b":") for each in lines if b":" in each)
        lengths = [int(pair[1]) for pair in pairs if pair[0] == b"content-length"]
        return len(head) + len(HEAD_END) + lengths[0]


def _load(
    port: int, plans: Sequence[Sequence[bytes]], status: int, most_seconds: float
) -> Load:
    clients = [
        _Client(
            socket.create_connection(("127.0.0.1", port), timeout=60),
            list(reversed(plan)),
            str(status).encode(),
        )
        for plan in plans
    ]
    begun = time.perf_counter()
    latencies = _drive(clients, begun + most_seconds)
    taken = time.perf_counter() - begun
    for client in clients:
        client.wire.close()
    return Load(len(latencies), taken, tuple(latencies))


def _drive(clients: Sequence[_Client], until: float) -> list[float]:
    latencies: list[float] = []
    with selectors.EpollSelector() as selector:
        for client in clients:
            selector.register(client.wire, selectors.EVENT_READ, client)
            client.send()
        while time.perf_counter() < until:
            for key, _ in selector.select(timeout=1):
                client = key.data
                if not client.is_answered():
                    continue
                latencies.append(time.perf_counter() - client.sent_at)
                if not client.send():
                    return latencies
    return latencies
