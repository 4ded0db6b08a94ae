"""Someone who adds and subtracts every published figure, to learn what fewer than five people answered.

Each sitting (a morning's ballots of one point and channel) has a number that is told to everybody and five unknowns:
how many of them chose each level. Every figure is a sum of unknowns; the attacker knows how heaps are made, so which.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations

Sitting = tuple[str, str, date]
Unknown = tuple[Sitting, str]
Equation = tuple[dict[Unknown, int], int]
LEVELS, GOOD, EVERY = "12345", "54", "54321"
PRIME = 2**61 - 1  # the unknowns are small, so reckoning with remainders finds them


@dataclass(frozen=True)
class Figure:
    """A published pair: of so many ballots so many chose one of some levels, in a span, of a point and a channel or of
    all; `weeks` where only what was complete on the Friday of each of these weeks (first and last day) is counted."""

    first: date
    last: date
    point: str | None
    channel: str | None
    judged: int
    satisfied: int
    levels: str = GOOD
    weeks: tuple[tuple[date, date], ...] = ()


def heaps(numbers: dict[Sitting, int], fewest: int) -> list[list[Sitting]]:
    """The attacker's own idea of which sittings are told together."""
    found: list[list[Sitting]] = []
    for place in sorted({(point, channel) for point, channel, _ in numbers}):
        held: list[Sitting] = []
        for one in sorted((s for s in numbers if s[:2] == place), key=lambda s: s[2]):
            held.append(one)
            if sum(numbers[s] for s in held) >= fewest:
                found.append(held)
                held = []
    return found


def equations(
    figures: Iterable[Figure], numbers: dict[Sitting, int], fewest: int, hidden: Iterable[Sitting] = ()
) -> list[Equation]:
    """What each figure says of the unknowns, and that the levels of a sitting add up; a figure whose ballots do not add
    up so is not understood and left out. Heaps with a `hidden` sitting are counted apart and in no figure."""
    grouped = [heap for heap in heaps(numbers, fewest) if not set(heap) & set(hidden)]
    told: dict[tuple[frozenset[Sitting], str], int] = {}
    for one in figures:
        parts = frozenset(
            sitting for heap in grouped if all(_within(one, *sitting) for sitting in heap) for sitting in heap
            if not one.weeks or len({s[2].isocalendar()[:2] for s in heap}) == 1
        )  # fmt: skip
        if parts and sum(numbers[s] for s in parts) == one.judged:
            told[parts, one.levels] = one.satisfied
    known: list[Equation] = [({(s, level): 1 for level in LEVELS}, number) for s, number in numbers.items()]
    for (parts, levels), number in told.items():
        known.append(({(s, level): 1 for s in parts for level in levels}, number))
    return known


def _within(one: Figure, point: str, channel: str, day: date) -> bool:
    """Whether a sitting lies where a figure tells of; levels are of what was there on a week's Friday."""
    spans = [(first, last - timedelta(days=2)) for first, last in one.weeks] or [(one.first, one.last)]
    inside = any(first <= day <= last for first, last in spans) and not (one.weeks and channel == "paper")
    return inside and one.point in (None, point) and one.channel in (None, channel)


def _less(row: dict[Unknown, int], times: int, other: dict[Unknown, int]) -> dict[Unknown, int]:
    left = dict(row)
    for unknown, factor in other.items():
        value = (left.get(unknown, 0) - times * factor) % PRIME
        if value:
            left[unknown] = value
        else:
            left.pop(unknown, None)
    return left


def _solved(told: Iterable[Equation]) -> list[tuple[Unknown, dict[Unknown, int], int]]:
    """The equations in echelon form, each with the unknown it begins with."""
    done: dict[Unknown, tuple[dict[Unknown, int], int]] = {}
    for left, right in told:
        left, right = _reduced(left, right, done)
        if left:
            first = min(left)
            scale = pow(left[first], -1, PRIME)
            done[first] = ({u: f * scale % PRIME for u, f in left.items()}, right * scale % PRIME)
    return [(first, *row) for first, row in done.items()]


def _reduced(
    left: dict[Unknown, int], right: int, done: dict[Unknown, tuple[dict[Unknown, int], int]]
) -> tuple[dict[Unknown, int], int]:
    while pivot := min((unknown for unknown in left if unknown in done), default=None):
        times = left[pivot]
        left, right = _less(left, times, done[pivot][0]), (right - times * done[pivot][1]) % PRIME
    return left, right


def recovered(told: Iterable[Equation], numbers: dict[Sitting, int]) -> dict[tuple[frozenset[Sitting], str], int]:
    """What the figures give away of few: how many of up to two sittings with 1 to 4 ballots together chose a level or
    were satisfied, and every 1 to 4 ballots of one level in anything a figure is of."""
    known = list(told)
    done = {first: (left, right) for first, left, right in _solved(known)}
    few = [frozenset(group) for n in (1, 2) for group in combinations(numbers, n) if _few(group, numbers)]
    wholes = {frozenset(sitting for sitting, _ in left) for left, _ in known}
    found = {}
    for group, levels in [(g, lv) for g in few for lv in (*LEVELS, GOOD)] + [(g, lv) for g in wholes for lv in LEVELS]:
        left, right = _reduced({(s, level): 1 for s in group for level in levels}, 0, done)
        value = -right % PRIME
        if not left and (_few(group, numbers) or 0 < value < 5):
            found[group, levels] = value
    return found


def _few(group: Iterable[Sitting], numbers: dict[Sitting, int]) -> bool:
    return 0 < sum(numbers[one] for one in group) < 5
