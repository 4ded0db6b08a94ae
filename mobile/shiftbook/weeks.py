"""A week at the counter counted: which shifts were held, how people were helped, and when its report is due."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from shiftbook.moments import VN, week_days, week_of

MODES: Final = ("handwritten", "typed", "guided")
UNNAMED: Final = "Không ghi thủ tục"


@dataclass(frozen=True, slots=True)
class Shift:
    """One session at one point: who was to serve, who came, and whether it has begun and is over."""

    day: date
    session: str
    point: str
    rostered: tuple[str, ...]
    came: frozenset[str]
    begun: bool
    over: bool

    @property
    def state(self) -> str:
        """ahead; on (begun, nobody yet); held; short (over, and fewer came than were to); missed (over, nobody)."""
        if self.came:
            return "short" if self.over and len(self.came) < len(self.rostered) else "held"
        return "missed" if self.over else "on" if self.begun else "ahead"


@dataclass(frozen=True, slots=True)
class Organised:
    """Shifts by state (`held` counts the short ones too; `blank`: nobody was to serve and nobody came, `blank_over`
    those of them that are over, counted in `due`, `missed` and `ahead` too), places of begun shifts and those their
    own people filled, turns (everybody who came, once a shift), and who was missing from a shift that is over."""

    due: int
    held: int
    short: int
    missed: int
    ahead: int
    places: int
    filled: int
    turns: int
    blank: int
    blank_over: int
    absent: list[tuple[str, Shift]] = field(default_factory=list)


def organised(shifts: Iterable[Shift]) -> Organised:
    """How the shifts of a time were filled (report.vi.md §7.2, part 1)."""
    known = list(shifts)
    states = Counter(shift.state for shift in known)
    begun = [shift for shift in known if shift.begun]
    return Organised(
        due=len(known),
        held=states["held"] + states["short"],
        short=states["short"],
        missed=states["missed"],
        ahead=states["ahead"] + states["on"],
        places=sum(len(shift.rostered) for shift in begun),
        filled=sum(member in shift.came for shift in begun for member in shift.rostered),
        blank=sum(not shift.rostered and not shift.came for shift in known),
        blank_over=sum(shift.over and not shift.rostered and not shift.came for shift in known),
        turns=sum(len(shift.came) for shift in known),
        absent=[(m, shift) for shift in known if shift.over for m in shift.rostered if m not in shift.came],
    )


@dataclass(frozen=True, slots=True)
class Help:
    """One person or organisation helped; procedure, name and field are empty where none is named."""

    day: date
    mode: str
    procedure: str = ""
    name: str = UNNAMED
    field: str = UNNAMED
    same_day: bool = False
    due_on: date | None = None
    organisation: bool = False
    incomplete: bool = False


def helped(acts: Iterable[Help]) -> dict[str, Any]:
    """How many were helped and how, by field and by procedure, the most frequent first (report.vi.md §7.2, part 2).

    `same_day` counts writings for procedures of the same-day rule: all, those due the same day, those with no day told.
    """
    known = list(acts)
    same_day = [act for act in known if act.same_day and act.mode != "guided"]
    return {
        "served": len(known),
        **_modes(known),
        "written": sum(act.mode != "guided" for act in known),
        "organisations": sum(act.organisation for act in known),
        "incomplete": sum(act.incomplete for act in known),
        "same_day": {
            "written": len(same_day),
            "due_same_day": sum(act.due_on == act.day for act in same_day),
            "not_told": sum(act.due_on is None for act in same_day),
        },
        "fields": [{"field": name, **_modes(own)} for (name,), own in _grouped(known, "field")],
        "procedures": [
            {"procedure": identity, "name": name, "field": area, **_modes(own)}
            for (identity, name, area), own in _grouped(known, "procedure", "name", "field")
            if identity
        ],
    }


def _modes(acts: Iterable[Help]) -> dict[str, int]:
    found = Counter(act.mode for act in acts)
    return {mode: found[mode] for mode in MODES}


def _grouped(acts: Iterable[Help], *names: str) -> list[tuple[tuple[str, ...], list[Help]]]:
    groups: dict[tuple[str, ...], list[Help]] = {}
    for act in acts:
        groups.setdefault(tuple(getattr(act, name) for name in names), []).append(act)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def meeting(week: str, weekday: int, clock: str) -> datetime:
    """The weekly meeting (weekday 1-7 from Monday, HH:MM at +07:00) before which the report of an ISO week is due.

    It is the first such meeting from the week's Friday on, the day the week's report is drawn up (report.vi.md §7.2).
    """
    friday = week_days(week)[4]
    return datetime.combine(friday + timedelta(days=(weekday - 5) % 7), time.fromisoformat(clock), VN)


def week_before(week: str) -> str:
    """The ISO week before one."""
    return week_of(week_days(week)[0] - timedelta(days=7))


def week_after(week: str) -> str:
    """The ISO week after one."""
    return week_of(week_days(week)[0] + timedelta(days=7))
