"""What the server remembers of the ballots that have just come, in memory only, to see what is odd about the next."""

from collections import deque
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final

from shiftbook.moments import local, local_day
from shiftbook.stuffing import BURST, RUN, WINDOW_MINUTES

Door = tuple[int, str, str]
NIGHT: Final = (22, 5)
# Everybody at a counter's tablet is on its network.
_SHARED: Final = ("tablet",)
_MOST_KEPT: Final = 1000  # of a door's last ten minutes, however many come


class Arrivals:
    """The last ballots of each door (commune, point, channel): gone when the server stops, never written down."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last: dict[Door, deque[datetime]] = {}
        self._run: dict[Door, tuple[tuple[str, date], int]] = {}

    def signs(self, door: Door, network: str, now: datetime) -> tuple[tuple[str, int], ...]:
        """What is odd about a ballot that comes now: `burst` with how many came in the window that it ends, `run` with
        how long the run is by now, `night` with 1, or nothing.

        `network` is a name that lasts a day and from which no address is found again.
        """
        with self._lock:
            last = self._last.setdefault(door, deque(maxlen=_MOST_KEPT))
            last.append(now)
            while now - last[0] > timedelta(minutes=WINDOW_MINUTES):
                last.popleft()
            window = len(last)
            here = (network, local_day(now))
            before, length = self._run.get(door, (None, 0))
            length = length + 1 if before == here else 1
            self._run[door] = (here, length)
        odd = {
            "burst": (window >= BURST, window),
            "run": (length >= RUN and door[2] not in _SHARED, length),
            "night": (local(now).hour >= NIGHT[0] or local(now).hour < NIGHT[1], 1),
        }
        return tuple((name, number) for name, (is_so, number) in odd.items() if is_so)
