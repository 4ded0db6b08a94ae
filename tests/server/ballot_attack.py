"""Someone who adds and subtracts every published figure, to learn what fewer than five people answered.

Each sitting (a morning's ballots of one point and channel) has a number that is told to everybody and an unknown: how
many of them were satisfied. Every figure is a sum of unknowns. The attacker knows how heaps are made, so knows which.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import combinations

Sitting = tuple[str, str, date]
Equation = tuple[dict[Sitting, int], int]


@dataclass(frozen=True)
class Figure:
    """A published pair: of so many ballots so many were satisfied, in a span, of a point and a channel or of all."""

    first: date
    last: date
    point: str | None
    channel: str | None
    judged: int
    satisfied: int


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


def equations(figures: Iterable[Figure], numbers: dict[Sitting, int], fewest: int) -> list[Equation]:
    """What each figure says of the unknowns; a figure whose ballots do not add up so is not understood and left out."""
    grouped, told = heaps(numbers, fewest), {}
    for one in figures:
        parts = [
            sitting
            for heap in grouped
            if all(
                one.first <= day <= one.last and one.point in (None, point) and one.channel in (None, channel)
                for point, channel, day in heap
            )
            for sitting in heap
        ]
        if parts and sum(numbers[s] for s in parts) == one.judged:
            told[frozenset(parts)] = one.satisfied
    return [(dict.fromkeys(parts, 1), satisfied) for parts, satisfied in told.items()]


def reduced(told: list[Equation], unknowns: list[Sitting]) -> list[tuple[list[Fraction], Fraction]]:
    """The equations in reduced row echelon form."""
    rows = [([Fraction(left.get(u, 0)) for u in unknowns], Fraction(right)) for left, right in told]
    done: list[tuple[list[Fraction], Fraction]] = []
    for column in range(len(unknowns)):
        pivot = next((row for row in rows if row[0][column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        scale = pivot[0][column]
        pivot = ([value / scale for value in pivot[0]], pivot[1] / scale)

        def without(
            row: tuple[list[Fraction], Fraction], pivot: tuple[list[Fraction], Fraction] = pivot, column: int = column
        ) -> tuple[list[Fraction], Fraction]:
            times = row[0][column]
            return [a - times * b for a, b in zip(row[0], pivot[0], strict=True)], row[1] - times * pivot[1]

        rows, done = [without(row) for row in rows], [*(without(row) for row in done), pivot]
    return done


def recovered(figures: Iterable[Figure], numbers: dict[Sitting, int], fewest: int) -> dict[frozenset[Sitting], int]:
    """Every group of up to two sittings with 1 to 4 ballots together whose satisfied ones the figures give away."""
    unknowns = sorted(numbers)
    rows = reduced(equations(figures, numbers, fewest), unknowns)
    small = [{s} for s in unknowns] + [set(pair) for pair in combinations(unknowns, 2)]
    found = {}
    for group in small:
        if 0 < sum(numbers[s] for s in group) < 5:
            rest, value = [Fraction(u in group) for u in unknowns], Fraction(0)
            for left, right in rows:
                place = next(n for n, coefficient in enumerate(left) if coefficient)
                times = rest[place]
                rest = [a - times * b for a, b in zip(rest, left, strict=True)]
                value += times * right
            if not any(rest):
                found[frozenset(group)] = int(value)
    return found
