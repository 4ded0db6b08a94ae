"""What a database server holds as a SQLite file, and back: a backup of either kind can be restored into the other."""

from pathlib import Path

import sqlalchemy as sa

from sync_server import installation
from sync_server import tables as t
from sync_server.database import Database

AT_ONCE = 2000


def to_file(database: Database, file: Path) -> None:
    """Write everything a database holds at one moment into a new SQLite file."""
    file.unlink(missing_ok=True)
    target = Database(f"sqlite:///{file.absolute()}")
    try:
        installation.migrate(target)
        with database.reader() as source, target.engine.begin() as connection:
            _copy(source, connection)
    finally:
        target.close()


def from_file(file: Path, database: Database) -> None:
    """Put what a SQLite file holds in the place of everything a PostgreSQL database holds, at once or not at all."""
    source = Database(f"sqlite:///{file.absolute()}")
    tables = t.metadata.sorted_tables
    try:
        with source.reader() as rows, database.engine.begin() as connection:
            names = ", ".join(table.name for table in tables)
            connection.exec_driver_sql(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
            for table in reversed(tables):
                connection.execute(table.delete())
            _copy(rows, connection)
    finally:
        source.close()


def _copy(source: sa.Connection, target: sa.Connection) -> None:
    for table in t.metadata.sorted_tables:
        wanted = sa.select(table).order_by(*table.primary_key)  # not as they came
        found = source.execution_options(yield_per=AT_ONCE).execute(wanted).mappings()
        for rows in found.partitions():
            target.execute(table.insert(), [dict(row) for row in rows])
