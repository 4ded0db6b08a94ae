"""Guessed codes: thirty wrong ones a minute from one network, then it waits; how many there were is kept by the day."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any, Final

import limits
import sqlalchemy as sa

from shiftbook.moments import local_day
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Database, Tx
from sync_server.ledger import known

THIRTY_A_MINUTE: Final = limits.parse("30/minute")
REMEMBERED_S: Final = 60
KEPT_EVERY_S: Final = 5
_WHAT: Final = "ballot code"


class Guesses:
    """The wrong codes of one server: none is remembered, only how many, on which day; addresses never."""

    def __init__(self, database: Database, limiter: Any, clock: Clock) -> None:
        self._database, self._limiter, self._clock = database, limiter, clock
        self._missed_at = self._kept_at = -float(REMEMBERED_S)
        self._lock = threading.Lock()
        self._counted: Counter[tuple[date, str]] = Counter()

    @property
    def lately(self) -> bool:
        """Whether anybody guessed within the last minute."""
        return time.monotonic() - self._missed_at < REMEMBERED_S

    def stopped(self, network: Callable[[], str]) -> bool:
        """Whether this network has to wait; costs nothing while nobody guesses."""
        if not self.lately:
            return False
        if self._limiter.test(THIRTY_A_MINUTE, _WHAT, network()):
            return False
        self._count("stopped")
        return True

    def missed(self, network: str | None) -> None:
        """A code that is none; without a network it is counted and nobody waits for it."""
        if network is not None:
            self._missed_at = time.monotonic()
            self._limiter.hit(THIRTY_A_MINUTE, _WHAT, network)
        self._count("unknown")

    def keep(self) -> None:
        """Write down what was counted, and wait for it."""
        self._database.write(self._written)

    def _count(self, what: str) -> None:
        with self._lock:
            self._counted[local_day(self._clock.now()), what] += 1
        if time.monotonic() - self._kept_at >= KEPT_EVERY_S:
            self._kept_at = time.monotonic()
            self._database.submit(self._written)

    def _written(self, tx: Tx) -> None:
        with self._lock:
            counted, self._counted = self._counted, Counter()
        for (day, what), number in counted.items():
            row = known.insert(tx.connection, t.code_guess).values({"day": day.isoformat(), what: number})
            more = {what: t.code_guess.c[what] + number}
            tx.execute(row.on_conflict_do_update(index_elements=["day"], set_=more))


def by_day(connection: sa.Connection, since: date) -> dict[str, tuple[int, int]]:
    """Day to (wrong codes, tries that had to wait) of the whole server: a wrong code belongs to no commune."""
    g = t.code_guess.c
    rows = connection.execute(sa.select(t.code_guess).where(g.day >= since.isoformat()).order_by(g.day.desc()))
    return {row.day: (row.unknown, row.stopped) for row in rows}
