"""A demonstration database made once, and a fresh copy of it with its server for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shiftbook.moments import parse_instant
from sync_server import demo, installation
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.security import Keys
from sync_server.settings import Settings
from tests.server.stand import MONDAY, SECRET, Stand

Demonstration = tuple[Path, dict[str, Any]]


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The file of a demonstration database and what `demo` told of it."""
    return new_demonstration(tmp_path_factory.mktemp("demonstration"))


def new_demonstration(folder: Path) -> Demonstration:
    """A demonstration database in a folder, as if today were the Monday of the tests."""
    file = folder / "shiftbook.db"
    database = Database(f"sqlite:///{file}")
    installation.migrate(database)
    told = database.write(lambda tx: demo.fill(tx, Keys(SECRET.encode()), Clock(parse_instant(MONDAY))))
    database.close()
    return file, told


def stand_on(demonstration: Demonstration, folder: Path) -> Stand:
    """A server on a copy of a database, in a folder."""
    file, told = demonstration
    shutil.copy(file, folder / "shiftbook.db")
    settings = Settings(data_dir=folder, secret_key=SECRET, database_url="", public_url="http://testserver")
    return Stand(Database(settings.url), settings, told)


@pytest.fixture
def stand(demonstration: Demonstration, tmp_path: Path) -> Iterator[Stand]:
    """A server on a database of its own."""
    made = stand_on(demonstration, tmp_path)
    yield made
    made.close()
