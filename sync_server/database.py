"""One database: readers as many as like, and one writer thread that gathers waiting work into one commit."""

import logging
import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event

from sync_server.straight import Straight
from sync_server.tables import feed_head

T = TypeVar("T")
log = logging.getLogger(__name__)
MOST_IN_A_COMMIT = 200
ROWS_IN_A_STATEMENT = 100
TRIES = 5
QUIET_S = 1.0
_PASSING = ("40001", "40P01", "08006")


def engine_for(url: str) -> sa.Engine:
    """An engine with the settings the ledger relies on: on SQLite WAL, FULL and BEGIN IMMEDIATE for writers.

    Its errors tell no values: a log must not hold what somebody wrote.
    """
    address = sa.make_url(url)
    if address.get_backend_name() != "sqlite":
        return sa.create_engine(address.set(drivername="postgresql+psycopg"), pool_size=8, hide_parameters=True)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, pool_size=8, max_overflow=8, hide_parameters=True)
    event.listen(engine, "connect", _sqlite_settings)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_settings(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


_OF_COMMUNE = feed_head.c.commune_id == sa.bindparam("commune")
_HEAD = sa.select(feed_head.c.rev, feed_head.c.epoch).where(_OF_COMMUNE).with_for_update()
_MOVE = feed_head.update().where(_OF_COMMUNE).values(rev=sa.bindparam("to"))


class Tx:
    """The writer's transaction: a connection, and revisions given out under a lock held to the commit."""

    def __init__(self, connection: sa.Connection, memory: dict[Any, Any]) -> None:
        self.connection = connection
        self.memory = memory
        self.later: dict[Any, Callable[[Tx], None]] = {}
        self._heads: dict[int, int] = {}
        self._began: dict[int, int] = {}
        self._epochs: dict[int, str] = {}
        self._moved: set[int] = set()

    def execute(self, statement: sa.Executable, rows: Any = None) -> sa.CursorResult[Any]:
        """Run a statement, once or for many rows."""
        return self.connection.execute(statement, rows)

    def insert(self, table: sa.Table, rows: list[dict[str, Any]]) -> None:
        """Insert rows that all have the same columns in the same order, plain values only."""
        if self.connection.dialect.name != "sqlite":
            self.connection.execute(table.insert(), rows)
            return
        # SQLAlchemy looks at every value, and sqlite3 gives up its turn at every row: each costs more than storing one.
        place = f"({', '.join('?' * len(rows[0]))})"
        for first in range(0, len(rows), ROWS_IN_A_STATEMENT):
            part = rows[first : first + ROWS_IN_A_STATEMENT]
            text = f"INSERT INTO {table.name} ({', '.join(part[0])}) VALUES {', '.join([place] * len(part))}"
            self.connection.exec_driver_sql(text, tuple(value for row in part for value in row.values()))

    def head(self, commune: int) -> int:
        """The commune's last revision, its row locked until the commit."""
        if commune not in self._heads:
            row = self.connection.execute(_HEAD, {"commune": commune}).one()
            self._heads[commune], self._epochs[commune] = row.rev, row.epoch
            self._began[commune] = row.rev
        return self._heads[commune]

    def began(self, commune: int) -> int:
        """The commune's last revision before this transaction."""
        self.head(commune)
        return self._began[commune]

    def epoch(self, commune: int) -> str:
        """The life of the database this revision belongs to; a restore begins a new one."""
        self.head(commune)
        return self._epochs[commune]

    def next_rev(self, commune: int) -> int:
        """A new revision; gaps are normal, going backwards is not."""
        self._heads[commune] = self.head(commune) + 1
        self._moved.add(commune)
        return self._heads[commune]

    def finish(self) -> None:
        """Write the heads that moved."""
        for commune in sorted(self._moved):
            self.connection.execute(_MOVE, {"commune": commune, "to": self._heads[commune]})


_Job = tuple[Callable[[Tx, list[Any]], list[Any]], Any, "Future[Any]"]


class Gone(Exception):
    """The database's file is no longer where it was when it was opened: what is written now would be lost."""


class Database:
    """The engine, its readers and its one writer thread; `close` ends the thread after the work it has."""

    def __init__(self, url: str) -> None:
        self.engine = engine_for(url)
        self.straight = Straight(self.engine)
        self._work: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._memory: dict[Any, Any] = {}
        self._begun = threading.Lock()
        self._later: dict[Any, Callable[[Tx], None]] = {}
        self._log_full = True  # what a killed process left in it too
        self._inode: tuple[int, int] | None = None

    @contextmanager
    def reader(self) -> Iterator[sa.Connection]:
        """A connection that only reads, with one view of the database throughout."""
        # SQLite's readers have that by themselves; PostgreSQL's would see each commit between two statements.
        steady = {} if self.engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
        with self.engine.connect().execution_options(reading=True, **steady) as connection:
            yield connection

    def present(self) -> None:
        """Raise Gone unless the file still is the one that was opened; other databases look after themselves."""
        if self.engine.dialect.name != "sqlite" or not self.engine.url.database:
            return
        path = Path(self.engine.url.database)
        try:
            found = path.stat()
        except FileNotFoundError:
            raise Gone(path) from None
        inode = (found.st_dev, found.st_ino)
        if self._inode not in (None, inode):
            raise Gone(path)
        self._inode = inode

    def submit(self, job: Callable[[Tx], T]) -> "Future[T]":
        """Hand a job to the writer; its future is resolved after the commit that holds it is on disk."""
        return self.gathered(_each, job)

    def gathered(self, handler: Callable[[Tx, list[Any]], list[Any]], item: Any) -> "Future[Any]":
        """Hand an item to a handler that takes all that wait at once; an Exception it answers is raised here."""
        with self._begun:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
        future: Future[Any] = Future()
        self._work.put((handler, item, future))
        return future

    def write(self, job: Callable[[Tx], T]) -> T:
        """Run a job in the writer and wait for its commit."""
        return self.submit(job).result()

    def close(self) -> None:
        """Finish what waits, end the writer and let go of the database."""
        if self._thread is not None:
            self._work.put(None)
            self._thread.join()
            self._thread = None
        self.straight.close()
        self.engine.dispose()

    def _run(self) -> None:
        open_ = True
        while open_:
            jobs = [self._next()]
            while len(jobs) < MOST_IN_A_COMMIT and not self._work.empty():
                jobs.append(self._work.get())
            open_ = None not in jobs
            self._commit([job for job in jobs if job is not None and job[2].set_running_or_notify_cancel()])
        self._quieten()

    def _next(self) -> _Job | None:
        while True:
            try:
                return self._work.get(timeout=QUIET_S if self._later or self._log_full else None)
            except queue.Empty:
                self._quieten()

    def _quieten(self) -> None:
        """Do what was left for a quiet moment (`Tx.later`), then leave no page of it in the write-ahead log.

        A log that somebody reads just now is tried again in the next quiet moment.
        """
        jobs: list[_Job] = [(_each, job, Future()) for job in self._later.values()]
        self._later.clear()
        for job in jobs:
            self._commit([job])
            if job[2].exception():
                log.error("what was left for a quiet moment failed", exc_info=job[2].exception())
        if jobs or self._log_full:
            self._log_full = not self.straight.empty_log()

    def _commit(self, jobs: list[_Job]) -> None:
        """Do all in one transaction; when one of several fails on its own account, each is done alone."""
        answers: list[Any] = []
        failure = self._tried(jobs, answers)
        for attempt in range(1, TRIES):
            if failure is None or not _passing(failure):
                break
            time.sleep(0.02 * 2**attempt)
            failure = self._tried(jobs, answers)
        if failure is not None and len(jobs) > 1:
            for job in jobs:
                self._commit([job])
            return
        for (_, _, future), answer in zip(jobs, answers if failure is None else [failure], strict=False):
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)

    def _tried(self, jobs: list[_Job], answers: list[Any]) -> Exception | None:
        """Whatever went wrong is answered, to be raised where the job came from; nothing is remembered of the try."""
        try:
            answers[:] = self._together(jobs)
        except Exception as error:  # noqa: BLE001
            self._memory.clear()
            return error
        return None

    def _together(self, jobs: list[_Job]) -> list[Any]:
        """Run jobs in one transaction, each handler once with all of its items, and commit."""
        answers: list[Any] = [None] * len(jobs)
        by_handler: dict[Any, list[int]] = {}
        for index, (handler, _, _) in enumerate(jobs):
            by_handler.setdefault(handler, []).append(index)
        with self.engine.connect() as connection, connection.begin():
            self.present()
            tx = Tx(connection, self._memory)
            for handler, places in by_handler.items():
                for place, answer in zip(places, handler(tx, [jobs[p][1] for p in places]), strict=True):
                    answers[place] = answer
            tx.finish()
        self._later |= tx.later
        return answers


def _each(tx: Tx, jobs: list[Callable[[Tx], Any]]) -> list[Any]:
    return [job(tx) for job in jobs]


def _passing(error: Exception) -> bool:
    """Whether trying again may help: a serialization failure, a deadlock, a lost connection.

    A busy SQLite is not among them: its own busy_timeout has tried for long enough, and every phone waits meanwhile.
    """
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    return getattr(error.orig, "sqlstate", None) in _PASSING or error.connection_invalidated


def disk_full(error: BaseException) -> bool:
    """Whether a database error means that there is no room left: on the disk, in a quota or below a file size limit."""
    if not isinstance(error, sa.exc.DBAPIError):
        return False
    # SQLite calls only the first of the three full; of the others it says that it could not write.
    told = getattr(error.orig, "sqlite_errorname", "") or getattr(error.orig, "sqlstate", "")
    return told in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "53100")
