"""My shifts as I came to them: a shift may be checked in to again, to put its desk code right (wire contract §3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from phone.mine import MyDay
from phone.records import taken_back

DESK_CODES = {"desk_code_wrong", "desk_code_missing"}
CLOCK_CODES = {"clock_unknown", "clock_drifting"}


@dataclass(frozen=True)
class Turn:
    """One shift: its check-ins in the order made, the first one being when I came, and how I left."""

    tries: list[dict[str, Any]]
    left: dict[str, Any] | None

    @property
    def first(self) -> dict[str, Any]:
        """The check-in the office keeps whatever is sent again."""
        return self.tries[0]

    @property
    def last(self) -> dict[str, Any]:
        """The check-in with the desk code that was sent last."""
        return self.tries[-1]

    @property
    def shift(self) -> tuple[str, str]:
        """Day and session."""
        return self.first["data"]["day"], self.first["data"]["session"]


def turns(own: Iterable[dict[str, Any]]) -> list[Turn]:
    """The shifts among one member's facts, which are given in the order made."""
    facts = list(own)
    voided = taken_back(facts)
    outs = {f["data"].get("check_in"): f for f in facts if f["kind"] == "checked_out" and f["id"] not in voided}
    by_shift: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for fact in facts:
        if fact["kind"] == "checked_in" and fact["id"] not in voided:
            by_shift.setdefault((fact["data"]["day"], fact["data"]["session"]), []).append(fact)
    found = [Turn(tries, next((outs[f["id"]] for f in tries if f["id"] in outs), None)) for tries in by_shift.values()]
    return sorted(found, key=lambda turn: turn.first["at"])


def desk_code_lacks(turn: Turn, day: MyDay | None) -> bool:
    """Whether a right desk code is what the shift still lacks, as far as this phone was told.

    A code that is still on its way cannot be judged here; only an empty one is known to be missing.
    """
    last = turn.last
    if last["stage"] == "unsent":
        return last["data"].get("desk_code") is None
    if last["status"] == "stored" or (day and (day.counted or day.decided)):
        return False
    told = set(day.codes) if day else set()
    if last["code"] == "already_checked_in":
        # This verdict hides what the second code was worth; the day's grade and codes tell.
        return day is not None and (day.grade == "C" or (day.grade == "B" and not told & CLOCK_CODES))
    return last["data"].get("desk_code") is None or last["code"] in DESK_CODES or "desk_code_wrong" in told
