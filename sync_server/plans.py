"""What SQLite is told of its tables' sizes, so that a question is planned the same in a new database and an old one.

Without figures SQLite takes `commune_id = ?` for as good a search as a whole key, and reads a commune's entire history.
"Query Planner Stability" in its documentation: figures in sqlite_stat1 hold until someone runs ANALYZE again.
"""

import sqlalchemy as sa

from sync_server.tables import metadata

ROWS = 1_000_000
STEP = 100  # how much a further column of a key narrows a search
SINGLE = frozenset({"id", "root", "target", "digest", "hash", "rev"})  # columns that narrow it to a row or two


def steady(engine: sa.Engine) -> None:
    """Write the figures into a SQLite database that does not hold them yet; others keep their own."""
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection, connection.begin():
        made = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"
        held: set[tuple[str, ...]] = set()
        if connection.exec_driver_sql(made).first():
            held = {tuple(row) for row in connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1")}
        wanted = figures()
        if held != set(wanted):
            connection.exec_driver_sql("ANALYZE")  # makes the table; its own figures of an empty database are of no use
            connection.exec_driver_sql("DELETE FROM sqlite_stat1")
            connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", wanted)
    engine.dispose()  # a connection reads the figures when it opens


def figures() -> list[tuple[str, str, str]]:
    """Table, index and "rows, then rows alike in the first column, in the first two, …" for each key and index."""
    rows = []
    for table in metadata.sorted_tables:
        rows.append((table.name, table.name, _figures([c.name for c in table.primary_key], unique=True)))
        rows += [
            (table.name, str(index.name), _figures([c.name for c in index.columns], unique=False))
            for index in table.indexes
        ]
    return rows


def _figures(columns: list[str], *, unique: bool) -> str:
    alike, told = ROWS, [ROWS]
    for place, name in enumerate(columns, start=1):
        if name != "commune_id":
            alike = 1 if name in SINGLE else max(1, alike // STEP)
        told.append(1 if unique and place == len(columns) else alike)
    return " ".join(map(str, told))
