"""Verdict: what an interval for a difference says, given the difference that matters; whatever judges one quotes it."""

from enum import Enum
from math import isfinite

SMALLEST = 1e-6  # smaller than this is 0 to a reader: no verdict depends on it


class Verdict(Enum):
    """What an interval for a difference says, given the difference that matters."""

    EQUAL = "the same in every paired run"
    BEATS = "excludes 0 and exceeds what matters"
    BEATS_PERHAPS_LITTLE = "excludes 0, may or may not exceed what matters"
    BARELY = "excludes 0, inside what matters"
    NO_DIFFERENCE = "includes 0, narrow"
    UNCLEAR = "includes 0, wide"
    UNKNOWN = "has no interval"


def snapped(value: float) -> float:
    """The value without what is too small to be said."""
    return 0.0 if abs(value) < SMALLEST else value


def advantage(estimate: float, low: float, high: float, better: str) -> tuple[float, float, float]:
    """Estimate, low and high of how much better the one is than the other; above 0 where it is better."""
    estimate, low, high = snapped(estimate), snapped(low), snapped(high)
    return (-estimate, -high, -low) if better == "lower" else (estimate, low, high)


def verdict(estimate: float, low: float, high: float, matters: float = 0.0) -> Verdict:
    """The verdict on a difference, whichever of the two is better; 0 where no difference was said to matter."""
    if not (isfinite(estimate) and isfinite(low) and isfinite(high)):
        return Verdict.UNKNOWN
    low, high = snapped(low), snapped(high)
    near, far = sorted((abs(low), abs(high)))
    if low == high == 0.0:
        return Verdict.EQUAL
    if low <= 0.0 <= high:
        return Verdict.NO_DIFFERENCE if far <= matters else Verdict.UNCLEAR
    if near > matters or matters == 0.0:
        return Verdict.BEATS
    return Verdict.BARELY if far <= matters else Verdict.BEATS_PERHAPS_LITTLE


def ahead(low: float, high: float, better: str) -> int:
    """Which side the interval puts ahead: 1 for the one, -1 for the other, 0 where it does not say."""
    _, low, high = advantage(0.0, low, high, better)
    return 1 if low > 0.0 else -1 if high < 0.0 else 0
