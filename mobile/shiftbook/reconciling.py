"""Four sides of a shift held against each other: the roster, the check-ins, the people served and the ballots."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

# What does not match, and whose it is to clear up until the office says otherwise: the team's own matters are the
# leader's (plan III.2), who came without being rostered and what citizens sent are the office's (plan III.1).
KINDS: Final = {
    "unstaffed": "leader",
    "absent": "leader",
    "unrostered": "office",
    "served_absent": "leader",
    "idle": "leader",
    "not_offered": "leader",
    "ballots_over": "office",
    "ballots_unmanned": "office",
}


@dataclass(frozen=True, slots=True)
class Sides:
    """One session at one point: who was to serve, who came (`came_that_day`: in any session), whom each member served.

    `served` are people helped or handed over, by member; `offered` how many ballots were offered, `ballots` how many
    came by one-use slip; `polled` says whether ballots are collected then. Only a shift that is over is compared.
    """

    day: date
    session: str
    point: str
    rostered: tuple[str, ...] = ()
    came: frozenset[str] = frozenset()
    came_that_day: frozenset[str] = frozenset()
    served: Mapping[str, int] = field(default_factory=dict)
    offered: int = 0
    ballots: int = 0
    over: bool = True
    polled: bool = True


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Two sides of a shift that do not agree; `member` is None for the shift as a whole, the numbers are of people."""

    kind: str
    day: date
    session: str
    point: str
    member: str | None = None
    served: int = 0
    ballots: int = 0

    @property
    def id(self) -> str:
        """The mismatch's name, the same each time it is found."""
        return f"{self.kind}.{self.day.isoformat()}.{self.session}.{self.point}.{self.member or ''}"


def mismatches(shifts: Iterable[Sides]) -> list[Mismatch]:
    """Every mismatch, by day and in the order given; none for a shift on which all four sides agree."""
    found = [one for sides in shifts if sides.over for one in _of(sides)]
    return sorted(found, key=lambda one: one.day)


def _of(sides: Sides) -> Iterator[Mismatch]:
    where = (sides.day, sides.session, sides.point)
    people, ballots = sum(sides.served.values()), sides.ballots
    if not sides.rostered and not sides.came:
        yield Mismatch("unstaffed", *where)
    for member in sides.rostered:
        if member not in sides.came:
            yield Mismatch("absent", *where, member)
    for member in sorted(sides.came - set(sides.rostered)):
        yield Mismatch("unrostered", *where, member)
    for member, number in sorted(sides.served.items()):
        if number and member not in sides.came_that_day:
            yield Mismatch("served_absent", *where, member, number)
    if sides.came and not people and not ballots:
        yield Mismatch("idle", *where)
    if people and sides.polled and not sides.offered and not ballots:
        yield Mismatch("not_offered", *where, served=people)
    if ballots and not sides.came:
        yield Mismatch("ballots_unmanned", *where, served=people, ballots=ballots)
    elif ballots > people:
        yield Mismatch("ballots_over", *where, served=people, ballots=ballots)
