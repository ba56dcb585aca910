"""Student's t distribution, for intervals and tests of few files."""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt

SMALLEST = 1e-300
ENOUGH = 1e-14
MOST_STEPS = 1000


def both_tails(t: float, df: int) -> float:
    """How often chance alone lies at least as far from nothing as t, on either side."""
    return beta_share(df / (df + t * t), df / 2, 0.5)


@lru_cache(maxsize=4096)
def quantile(both: float, df: int) -> float:
    """The t that chance exceeds, on either side, as often as `both` says."""
    low, high = 0.0, 1.0
    while both_tails(high, df) > both:
        low, high = high, 2 * high
    while high - low > ENOUGH * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if both_tails(middle, df) > both else (low, middle)
    return high


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function (Abramowitz & Stegun 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x > 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    front = a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
    return exp(front) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction 1 + d1/(1 + d2/(1 + …)), from its inmost step outwards."""
    steps = min(MOST_STEPS, 40 + int(5 * sqrt(max(a, b))))
    value = 1.0
    for step in range(steps, 0, -1):
        value = 1 + _part(step, x, a, b) / (value or SMALLEST)
    return value


def _part(step: int, x: float, a: float, b: float) -> float:
    half = step // 2
    if step % 2:
        return -(a + half) * (a + b + half) * x / ((a + step - 1) * (a + step))
    return half * (b - half) * x / ((a + step - 1) * (a + step))
