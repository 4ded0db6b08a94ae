"""One row straight from SQLite, in microseconds: what a citizen's page asks is asked without the way through a pool."""

import sqlite3
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa


class Straight:
    """A connection for each thread that asks, opened at its first question; other databases are asked as ever."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._own = threading.local()
        self._opened: list[sqlite3.Connection] = []

    @property
    def swift(self) -> bool:
        """Whether an answer takes microseconds, so that even the loop that serves everyone may wait for it."""
        return self._engine.dialect.name == "sqlite"

    def first(self, text: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a statement with a `?` for each value; raises sqlalchemy.exc.OperationalError."""
        if not self.swift:
            with self._engine.connect().execution_options(reading=True) as connection:
                row = connection.exec_driver_sql(text.replace("?", "%s"), values).first()
            return None if row is None else tuple(row)
        try:
            found: tuple[Any, ...] | None = self._connection().execute(text, values).fetchone()
        except sqlite3.Error as error:
            raise sa.exc.OperationalError(text, None, error) from error
        return found

    def state(self) -> int | None:
        """A number that stays while nobody at all has written to the database; None where none is to be had."""
        return self.first("PRAGMA data_version")[0] if self.swift else None  # type: ignore[index]

    def empty_log(self) -> bool:
        """Bring SQLite's write-ahead log into the database and empty it; False when it is not, as while somebody
        reads."""
        if not (self.swift and self._engine.url.database):
            return True
        with suppress(sqlite3.Error), closing(self._connected(timeout_s=0)) as connection:
            return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return False

    def close(self) -> None:
        """Let go of the connections."""
        while self._opened:
            self._opened.pop().close()
        self._own = threading.local()

    def _connection(self) -> sqlite3.Connection:
        own: sqlite3.Connection | None = getattr(self._own, "connection", None)
        if own is None:
            own = self._own.connection = self._connected(timeout_s=5)
            own.execute("PRAGMA query_only=ON")
            self._opened.append(own)
        return own

    def _connected(self, *, timeout_s: int) -> sqlite3.Connection:
        address = f"{Path(self._engine.url.database or '').absolute().as_uri()}?mode=rw"
        return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, timeout=timeout_s)
