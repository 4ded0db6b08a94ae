"""The server's two clocks: the one that judges facts, which a rehearsal may set, and the machine's own."""

import time
from datetime import datetime, timedelta

from shiftbook.moments import VN


class Clock:
    """`now()` judges facts, shifts, codes, receipts and months; `real()` serves expiry and rate limits."""

    def __init__(self, rehearsed: datetime | None = None) -> None:
        self.rehearsed = rehearsed
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The judging instant at +07:00; a rehearsal's begins where it was set and ticks on."""
        if self.rehearsed is None:
            return self.real()
        return self.rehearsed.astimezone(VN) + timedelta(seconds=time.monotonic() - self._began)

    def real(self) -> datetime:
        """The machine's own instant at +07:00."""
        return datetime.now(VN)
