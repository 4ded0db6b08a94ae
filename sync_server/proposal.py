"""A roster proposed: places filled one by one with whom the fewest sessions fell to, then evened out, each explained.

Deterministic: the same people, wishes and roster give the same proposal. Why no solver: docs/decisions/0012.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from shiftbook.availability import Board, Shift, Wishes, at_another_point, sessions_a_week
from shiftbook.roster import SESSIONS

REST_DAYS: Final = 14  # beyond this it no longer matters how long someone's nearest shift lies away


@dataclass(frozen=True)
class Team:
    """Who may be proposed, in the team's own order, the sessions that fell to each before, and who is in on a day."""

    members: tuple[str, ...]
    before: Mapping[str, int]
    active: Callable[[str, date], bool] = lambda member, day: True


@dataclass(frozen=True, slots=True)
class Why:
    """Why a member is on a shift, or is not: a code, the sessions so far, the free people then, another member.

    On it: `fewest`, `couple` (the two had the fewest between them), `partner`, `evened`. Not on it: `gone`, `away`,
    `elsewhere`, `too_many`, `apart`, `alone` (without whom they should serve).
    """

    code: str
    member: str
    sessions: int = 0
    free: int = 0
    other: str = ""


@dataclass
class Proposal:
    """The board with the proposal in it: who was put where and why, and why places stayed empty."""

    board: dict[Shift, tuple[str, ...]]
    load: Counter[str]
    team: Team
    wishes: Wishes
    placed: dict[Shift, dict[str, Why]] = field(default_factory=dict)
    short: dict[Shift, list[Why]] = field(default_factory=dict)


def propose(board: Board, shifts: list[Shift], team: Team, wishes: Wishes, *, places: int) -> Proposal:
    """Fill the shifts up to `places` people each; whoever is on the board already stays where they are.

    `team.before` counts what the shifts do not hold. The board may hold more than the shifts, such as other points.
    """
    load = Counter({m: team.before.get(m, 0) for m in team.members})
    load.update(m for shift in shifts for m in board.get(shift, ()) if m in team.members)
    made = Proposal(dict(board), load, team, wishes)

    def scarce(shift: Shift) -> tuple[int, date, int, str]:
        point, day, session = shift
        free = sum(team.active(m, day) and wishes.of(m).free(day, session) for m in team.members)
        return free, day, SESSIONS.index(session), point

    for shift in sorted(shifts, key=scarce):
        _fill(made, shift, places)
    while _evened_once(made):
        pass
    return made


def blocked(made: Proposal, shift: Shift, member: str) -> Why | None:
    """What keeps a member off a shift as the board stands, but for those they should serve with."""
    _, day, session = shift
    said = made.wishes.of(member)
    foe = next((m for m in made.board.get(shift, ()) if frozenset((m, member)) in made.wishes.apart), "")
    most = said.most_a_week
    checks = (
        ("gone", not made.team.active(member, day)),
        ("away", not said.free(day, session)),
        ("elsewhere", at_another_point(made.board, shift, member)),
        ("too_many", most is not None and sessions_a_week(made.board, member, day) >= most),
        ("apart", bool(foe)),
    )
    return next((Why(code, member, other=foe) for code, wrong in checks if wrong), None)


def _fill(made: Proposal, shift: Shift, places: int) -> None:
    team, wishes = made.team, made.wishes
    while len(members := made.board.get(shift, ())) < places:
        left = [m for m in team.members if m not in members]
        why_not = {m: why for m in left if (why := blocked(made, shift, m))}
        free = [m for m in left if m not in why_not]
        groups = [g for m in free if (g := _group(made, shift, m, free)) and len(g) <= places - len(members)]
        if not groups:
            lone = {m: Why("alone", m, other=min(wishes.partners(m))) for m in free}
            made.short[shift] = [(why_not | lone)[m] for m in left]
            return
        joining = [g for g in groups if wishes.partners(g[0]) & set(members)]
        for member in min(joining or groups, key=lambda g: _cost(made, shift, g)):
            partner = next((m for m in made.board.get(shift, ()) if m in wishes.partners(member)), "")
            code = "partner" if partner else "couple" if wishes.partners(member) else "fewest"
            why = Why(code, member, made.load[member], len(free), partner)
            made.board[shift] = (*made.board.get(shift, ()), member)
            made.placed.setdefault(shift, {})[member] = why
            made.load[member] += 1


def _group(made: Proposal, shift: Shift, member: str, free: list[str]) -> tuple[str, ...]:
    """Whom putting a member on a shift brings: themselves, with a partner when they need one; or nobody."""
    partners = made.wishes.partners(member)
    if not partners or partners & set(made.board.get(shift, ())):
        return (member,)
    able = [p for p in free if p in partners and frozenset((p, member)) not in made.wishes.apart]
    return (member, min(able, key=lambda p: _cost(made, shift, (p,)))) if able else ()


def _cost(made: Proposal, shift: Shift, group: tuple[str, ...]) -> tuple[float, int, int]:
    """What putting a group on a shift costs: their sessions so far, a shift close by, their places in the team."""
    _, day, _ = shift
    held = [on for (_, on, _), members in made.board.items() if group[0] in members]
    rest = min((abs((on - day).days) for on in held), default=REST_DAYS)
    sessions = sum(made.load[m] for m in group) / len(group)
    return sessions, -min(rest, REST_DAYS), made.team.members.index(group[0])


def _evened_once(made: Proposal) -> bool:
    """Give one proposed place to someone with at least two sessions fewer; False when nobody can take one."""
    alone = [m for m in made.team.members if not made.wishes.partners(m)]
    for shift, placed in made.placed.items():
        for member in [m for m in placed if m in alone]:
            for other in sorted(alone, key=lambda m: made.load[m]):
                far = made.load[member] - made.load[other] >= 2
                if far and other not in made.board[shift] and _taken_over(made, shift, member, other):
                    return True
    return False


def _taken_over(made: Proposal, shift: Shift, member: str, other: str) -> bool:
    before = made.board[shift]
    made.board[shift] = tuple(m for m in before if m != member)
    able = blocked(made, shift, other) is None
    made.board[shift] = tuple(other if able and m == member else m for m in before)
    if able:
        del made.placed[shift][member]
        made.placed[shift][other] = Why("evened", other, made.load[other], other=member)
        made.load[member] -= 1
        made.load[other] += 1
    return able
