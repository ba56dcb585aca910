"""What carries a message out of the house: one message, one address, one answer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from review.domain.deliveries import Outgoing
from review.domain.errors import N_, RuleBroken


class CarrierMisconfigured(RuleBroken):
    """The settings of mail or text messages contradict themselves."""

    sentence = N_("The settings for messages cannot be used: %(problem)s")


class Carrier(ABC):
    """A way out. `send` returns when the other side has taken the message, or raises
    NotDelivered; whoever it was for is never in the error.
    """

    @abstractmethod
    def send(self, message: Outgoing) -> None: ...

    def close(self) -> None:
        """Let go of whatever is kept between two messages."""
        return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
