"""Backup while serving and restore with a new epoch; a database is never replaced without a copy kept beside it."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from sync_server import installation, rows, security
from sync_server import tables as t
from sync_server.database import Database
from sync_server.installation import Unusable
from sync_server.security import Keys
from sync_server.settings import Settings


class _Broken(Unusable):
    """A file that is no whole database of ours; unlike one that only cannot be read now."""


def backup(settings: Settings, file: Path, *, rehearsal: bool = False) -> None:
    """Copy the database as of one moment, also while it is served, into a SQLite file whatever the database's own kind;
    `file` appears whole or not at all."""
    part = file.with_name(file.name + ".part")
    _copy_of(settings, part)
    if rehearsal:
        with closing(sqlite3.connect(part)) as copy:
            copy.execute("INSERT OR REPLACE INTO installation (name, value) VALUES ('rehearsal', '1')")
            copy.commit()
    _synced(part)
    os.replace(part, file)


def restore(settings: Settings, file: Path) -> Path | None:
    """Put a backup in the database's place, in a new epoch; answers where the database it replaced is kept."""
    installation.writable(settings)
    target = settings.file
    part = (target or settings.data_dir / "shiftbook.db").with_name("shiftbook.db.restoring")
    try:
        _copy(file, part)
        _of_this_key(part, settings)
        _new_epoch(part)
        if target is None:
            return _onto_server(settings, part)
        kept = _kept(target) if target.exists() else None
        _copy(part, target)
    finally:
        for name in ("", "-wal", "-shm"):
            part.with_name(part.name + name).unlink(missing_ok=True)
    return kept


def _copy_of(settings: Settings, target: Path) -> None:
    if settings.file is None:
        with closing(Database(settings.url)) as database:
            rows.to_file(database, target)
        return
    if not settings.file.exists():
        raise Unusable(f"chưa có cơ sở dữ liệu ở {settings.file}")
    _copy(settings.file, target, anew=True)


def _onto_server(settings: Settings, file: Path) -> Path:
    """Onto a database server, whose content of before is kept as a SQLite file in the data folder."""
    kept = _free(settings.data_dir / "shiftbook.db")
    with closing(Database(settings.url)) as database:
        installation.migrate(database)
        rows.to_file(database, kept)
        rows.from_file(file, database)
    return kept


def _kept(target: Path) -> Path:
    """A copy of the database about to be replaced, beside it; a broken one is set aside as it is."""
    kept = _free(target)
    try:
        _copy(target, kept)
        _synced(kept)
    except _Broken:
        for name in ("", "-wal", "-shm"):
            if target.with_name(target.name + name).exists():
                os.replace(target.with_name(target.name + name), kept.with_name(kept.name + name))
    return kept


def _free(target: Path) -> Path:
    stem = f"{target.name}.before-{datetime.now():%Y%m%d-%H%M%S}"
    taken = len(list(target.parent.glob(f"{stem}*")))
    return target.with_name(f"{stem}-{taken}" if taken else stem)


def _copy(source: Path, target: Path, *, anew: bool = False) -> None:
    """Copy by SQLite's own online backup, which takes its locks and sees one moment.

    `anew` writes every row again, in the order of its key: how rows lie in the file then says nothing of which came
    first, and nothing deleted is left over.
    """
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as read:
            if read.execute("PRAGMA quick_check").fetchone()[0] != "ok" or not _is_ours(read):
                raise _Broken(f"{source} không phải là cơ sở dữ liệu Sổ Trực lành lặn")
            if anew:
                target.unlink(missing_ok=True)
                read.execute("VACUUM INTO ?", (str(target),))
                return
            with closing(sqlite3.connect(target, timeout=30)) as write:
                read.backup(write)
    except sqlite3.Error as error:
        broken = error.sqlite_errorname in ("SQLITE_CORRUPT", "SQLITE_NOTADB")
        raise (_Broken if broken else Unusable)(f"không sao được {source} sang {target}: {error}") from None


def _is_ours(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'feed_head'").fetchone()[0] == 1


def _of_this_key(file: Path, settings: Settings) -> None:
    """A backup made under another key could be restored, but no token, slip or seal in it could be read."""
    with closing(sqlite3.connect(file)) as copy:
        row = copy.execute("SELECT value FROM installation WHERE name = 'key'").fetchone()
    if row and row[0] != installation.mark(Keys(settings.key())):
        raise Unusable(f"bản sao này thuộc một khóa bí mật khác; {installation.BRING_THE_KEY}")


def _new_epoch(file: Path) -> None:
    database = Database(f"sqlite:///{file.absolute()}")
    installation.migrate(database)
    with database.engine.begin() as connection:
        for commune in connection.execute(sa.select(t.feed_head.c.commune_id)).scalars().all():
            where = t.feed_head.c.commune_id == commune
            connection.execute(t.feed_head.update().where(where).values(epoch=security.code(12)))
    database.close()


def _synced(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
