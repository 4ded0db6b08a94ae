"""How far the phone's clock is from the office's, and whether anybody has moved it since."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from shiftbook.attendance import LARGEST_OFFSET
from shiftbook.moments import VN

AGREES_WITHIN_S = 2.0
Nap = Callable[[float], Awaitable[object]]


@dataclass(frozen=True)
class Measured:
    """One comparison: server minus device in milliseconds, and both clocks' readings when it was made."""

    offset_ms: int
    wall: float
    steady_s: float | None


@dataclass(frozen=True)
class Asked:
    """Both clocks' readings when a request left."""

    wall: float
    steady_s: float


class PhoneClock:
    """The wall clock, and a clock that never jumps; only readings of this run of the app can vouch for each other.

    `nap` lets so many seconds pass.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
        nap: Nap = asyncio.sleep,
    ) -> None:
        self._wall = wall
        self._steady = steady
        self.nap = nap
        self._measured: Measured | None = None

    def now(self) -> datetime:
        """The wall clock at +07:00."""
        return datetime.fromtimestamp(self._wall(), VN)

    def steady(self) -> float:
        """Seconds by the clock that never jumps."""
        return self._steady()

    def asked(self) -> Asked:
        """A request leaves now whose reply will carry the server's time."""
        return Asked(self._wall(), self._steady())

    def heard(self, server_time: datetime, asked: Asked) -> dict[str, Any] | None:
        """The reply is here; answers what to remember beyond this run of the app. None, and nothing is measured, where
        the clock was set or the phone slept on the way: the half of that time would tell nothing."""
        wall, steady = self._wall(), self._steady()
        took_s = steady - asked.steady_s
        if abs(wall - asked.wall - took_s) > AGREES_WITHIN_S:
            return None
        offset = round((server_time.timestamp() - (wall - took_s / 2)) * 1000)
        self._measured = Measured(offset, wall, steady)
        return {"offset_ms": offset, "wall": wall}

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
        age_s = round(self._steady() - known.steady_s)
        return {"offset_ms": known.offset_ms, "age_s": age_s, "steady": self._agrees(known)}

    def office_now(self) -> datetime:
        """The office's time as well as it is known."""
        return self.now() + self.behind

    def trouble(self) -> Literal["moved", "far"] | None:
        """`moved`: the wall clock has jumped since it was compared; `far`: it was too far off then to be trusted."""
        known = self._measured
        if known is None:
            return None
        by_wall = self._wall() - known.wall
        # Of an earlier run only this much is sure: since then no time can have passed backwards.
        moved = by_wall < -AGREES_WITHIN_S if known.steady_s is None else not self._agrees(known)
        far = abs(known.offset_ms) > LARGEST_OFFSET / timedelta(milliseconds=1)
        return "moved" if moved else "far" if far else None

    @property
    def behind(self) -> timedelta:
        """How far this phone's clock was behind the office's when they were compared; negative when ahead."""
        return timedelta(milliseconds=self._measured.offset_ms if self._measured else 0)

    def _agrees(self, known: Measured) -> bool:
        by_steady = self._steady() - (known.steady_s or 0.0)
        return abs(self._wall() - known.wall - by_steady) <= AGREES_WITHIN_S
