"""Honest figures of satisfaction: who is satisfied, of how many, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

# "Hài lòng" and "Rất hài lòng" over valid answers; "Bình thường" is not satisfied (report.vi.md §2.1, SIPAS).
SATISFIED: Final = (4, 5)
FEWEST_SHOWN: Final = 5
Z_95: Final = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Rate:
    """Ballots, satisfied ones, and the rate with its 95 % Wilson interval as fractions 0-1; None under 5 ballots."""

    ballots: int
    satisfied: int
    rate: float | None
    low: float | None
    high: float | None


def rate(answers: Mapping[int, int]) -> Rate:
    """The rate of answers counted by value 1-5."""
    ballots = sum(answers.get(v, 0) for v in range(1, 6))
    satisfied = sum(answers.get(v, 0) for v in SATISFIED)
    if ballots < FEWEST_SHOWN:
        return Rate(ballots, satisfied, None, None, None)
    low, high = wilson(satisfied, ballots)
    return Rate(ballots, satisfied, satisfied / ballots, low, high)


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """The 95 % Wilson score interval (Wilson 1927, JASA 22:209-212) of a share; `trials` must be positive."""
    share = successes / trials
    spread = Z_95**2 / trials
    centre = (share + spread / 2) / (1 + spread)
    half = Z_95 / (1 + spread) * sqrt(share * (1 - share) / trials + spread / (4 * trials))
    return max(0.0, centre - half), min(1.0, centre + half)
