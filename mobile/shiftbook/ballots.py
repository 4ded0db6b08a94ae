"""Honest figures of satisfaction: who is satisfied, of how many, how sure that is, and what may be told at all."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from typing import Final

# "Hài lòng" and "Rất hài lòng" over valid answers; "Bình thường" is not satisfied (report.vi.md §2.1, SIPAS).
SATISFIED: Final = (4, 5)
LEVELS: Final = range(1, 6)
# The levels that count as satisfied, and those that do not, the best first.
SIDES: Final = ("54", "321")
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


def rate(answers: Mapping[int, int], good: Container[int] = SATISFIED, valid: Iterable[int] = LEVELS) -> Rate:
    """The rate of answers counted by value: those that are `good` over those that are `valid`."""
    told = {value: answers.get(value, 0) for value in valid}
    ballots = sum(told.values())
    satisfied = sum(number for value, number in told.items() if value in good)
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


def compared(now: Rate, before: Rate) -> int | None:
    """1 for higher, -1 for lower, said only where the two intervals are apart; 0 where they meet, None without both."""
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    return 1 if now.low > before.high else -1 if now.high < before.low else 0


@dataclass(frozen=True, slots=True)
class Heap:
    """Answers counted by value that are told together or not at all, the days they came on, and the moment from which
    none can be added; `apart` when the office counts any of them apart."""

    first: date
    last: date
    answers: Mapping[int, int]
    over: datetime
    apart: bool = False

    @property
    def number(self) -> int:
        """How many answers."""
        return sum(self.answers.values())

    def inside(self, span: tuple[date, date]) -> bool:
        """Whether all of it lies between two days, both included."""
        return span[0] <= self.first and self.last <= span[1]


def heaped(sittings: Iterable[Heap]) -> list[Heap]:
    """Sittings, in the order they ended, put together until each heap has at least 5 answers; the rest waits.

    Every figure shown is a sum of whole heaps, so no subtraction of figures ends at fewer than five answers. A sitting
    that ends later only adds a heap behind and changes none before it, so what was shown yesterday gives nothing away
    either.
    """
    found: list[Heap] = []
    held: list[Heap] = []
    for one in sittings:
        held.append(one)
        if sum(part.number for part in held) >= FEWEST_SHOWN:
            found.append(_together(held))
            held = []
    return found


def _together(parts: list[Heap]) -> Heap:
    answers: Counter[int] = Counter()
    for part in parts:
        answers.update(part.answers)
    days = [day for part in parts for day in (part.first, part.last)]
    over = max(part.over for part in parts)
    return Heap(min(days), max(days), answers, over, any(part.apart for part in parts))


def grouped(answers: Mapping[int, int]) -> dict[str, int]:
    """The five levels as they may be told, the best first: `5`, `21`, `321`… name the levels told together.

    Neighbours are put together until there are 5 ballots or more, never across the line between satisfied and not. A
    side that has fewer stays whole: the rate says as much. A level that nobody chose goes with its neighbour too.
    """
    found: list[tuple[str, int]] = []
    for side in SIDES:
        own: list[tuple[str, int]] = []
        name, number = "", 0
        for level in side:
            name, number = name + level, number + answers.get(int(level), 0)
            if number >= FEWEST_SHOWN:
                own.append((name, number))
                name, number = "", 0
        if name and own:
            before = own.pop()
            name, number = before[0] + name, before[1] + number
        found += [*own, (name, number)] if name else own
    return dict(found)


def added(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """The sum of `grouped` levels, told no finer than every one of them is."""
    ends = set.intersection(*({name[-1] for name in part} for part in parts)) if parts else set()
    found: dict[str, int] = {}
    group = ""
    for level in "".join(SIDES):
        group += level
        if level in ends:
            found[group] = sum(number for part in parts for name, number in part.items() if name in group)
            group = ""
    return found
