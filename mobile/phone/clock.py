"""How far the phone's clock is from the office's, and whether anybody has moved it since."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shiftbook.moments import VN

AGREES_WITHIN_S = 2.0


@dataclass(frozen=True)
class Measured:
    """One comparison: server minus device in milliseconds, and both clocks' readings when it was made."""

    offset_ms: int
    wall: float
    steady_s: float | None


class PhoneClock:
    """The wall clock, and a clock that never jumps; only readings of this run of the app can vouch for each other."""

    def __init__(self, wall: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._wall = wall
        self._steady = steady
        self._measured: Measured | None = None

    def now(self) -> datetime:
        """The wall clock at +07:00."""
        return datetime.fromtimestamp(self._wall(), VN)

    def steady(self) -> float:
        """Seconds by the clock that never jumps."""
        return self._steady()

    def heard(self, server_time: datetime, took_s: float) -> dict[str, Any]:
        """A reply carried the server's time; answers what to remember beyond this run of the app."""
        middle = self._wall() - took_s / 2
        offset = round((server_time.timestamp() - middle) * 1000)
        self._measured = Measured(offset, self._wall(), self._steady())
        return {"offset_ms": offset, "wall": self._measured.wall}

    def remembered(self, told: dict[str, Any] | None) -> None:
        """Take up what an earlier run measured: it can no longer be vouched for."""
        if told and self._measured is None:
            self._measured = Measured(int(told["offset_ms"]), float(told["wall"]), None)

    def stamp(self) -> dict[str, Any] | None:
        """What a fact says of the clock (wire contract §3); None when the office was never heard."""
        known = self._measured
        if known is None:
            return None
        by_wall = self._wall() - known.wall
        if known.steady_s is None:
            return {"offset_ms": known.offset_ms, "age_s": max(0, round(by_wall)), "steady": False}
        by_steady = self._steady() - known.steady_s
        agree = abs(by_wall - by_steady) <= AGREES_WITHIN_S
        return {"offset_ms": known.offset_ms, "age_s": round(by_steady), "steady": agree}

    def office_now(self) -> datetime:
        """The office's time as well as it is known."""
        known = self._measured
        return self.now() + timedelta(milliseconds=known.offset_ms if known else 0)
