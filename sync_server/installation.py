"""The database of an installation: whether it can be used, its migrations, and what kind it is."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from pydantic import ValidationError

from sync_server import plans, setup
from sync_server import tables as t
from sync_server.database import Database, Tx
from sync_server.security import Keys
from sync_server.settings import Settings

MIGRATIONS = Path(__file__).parent / "migrations"
UNNAMED = "xã chưa đặt tên"
RESTORE = "; hãy chạy `shiftbook restore BẢN-SAO` với bản sao lưu mới nhất, rồi `shiftbook verify`"
BRING_THE_KEY = "hãy đặt lại tệp khóa đã cất cùng nó (mặc định là secret.key trong thư mục dữ liệu)"


class Unusable(Exception):
    """The installation cannot be used; the message is the one line that says why and what to do."""


def writable(settings: Settings) -> None:
    """Make the data folder if need be; raises Unusable when it cannot be written."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unusable(f"không tạo được thư mục dữ liệu {folder}: {error.strerror}") from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Unusable(f"không ghi được vào thư mục dữ liệu {folder}; hãy xem lại quyền của thư mục")
    file = settings.file
    if file and file.exists() and not os.access(file, os.W_OK):
        raise Unusable(f"không ghi được vào cơ sở dữ liệu {file}; hãy xem lại quyền của tệp")


def migrate(database: Database) -> None:
    """Bring the schema to this version; raises Unusable when the database is newer than the program."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = database.engine
    try:
        command.upgrade(config, "head")
    except command.util.CommandError as error:
        raise Unusable(f"cơ sở dữ liệu thuộc phiên bản khác của chương trình: {error}") from None
    plans.steady(database.engine)


def opened(settings: Settings | None = None, *, existing: bool = False) -> tuple[Settings, Database, Keys]:
    """The settings, the migrated database and the keys of this installation; `existing` makes no new database."""
    found = settings or Settings()
    file = found.file
    if existing and file and not file.exists():
        raise Unusable(f"chưa có cơ sở dữ liệu ở {file}; hãy xem lại SHIFTBOOK_DATA_DIR và SHIFTBOOK_DATABASE_URL")
    writable(found)
    database = Database(found.url)
    migrate(database)
    keys = Keys(found.key())
    _own_key(database, keys)
    database.present()
    return found, database, keys


def sound(database: Database) -> None:
    """Read a SQLite file through before anyone relies on it; raises Unusable when it is damaged."""
    if database.engine.dialect.name == "sqlite":
        with database.reader() as connection:
            told = str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
        if told != "ok":
            raise Unusable(f"cơ sở dữ liệu bị hỏng: {' '.join(told.split())}{RESTORE}")


def _own_key(database: Database, keys: Keys) -> None:
    """Remember which key this database belongs to; with another one no token, slip or seal in it could be read."""
    own, i = mark(keys), t.installation.c
    with database.reader() as connection:
        known = connection.execute(sa.select(i.value).where(i.name == "key")).scalar()
    if known is None:
        database.write(lambda tx: tx.execute(t.installation.insert(), {"name": "key", "value": own}) and None)
    elif known != own:
        raise Unusable(f"khóa bí mật không phải của cơ sở dữ liệu này; {BRING_THE_KEY}")


def mark(keys: Keys) -> str:
    """What a database remembers its key by."""
    return keys.hashed("own key")


def failing_in_one_line(job: Callable[[], object]) -> None:
    """Run a job; what can go wrong with disk, database and settings becomes one line and exit code 1."""
    try:
        job()
    except sa.exc.DBAPIError as error:
        damaged = getattr(error.orig, "sqlite_errorname", "") in ("SQLITE_CORRUPT", "SQLITE_NOTADB")
        line = f"cơ sở dữ liệu không dùng được: {str(error.orig).splitlines()[0]}{RESTORE if damaged else ''}"
    except Unusable as error:
        line = str(error)
    except sa.exc.SQLAlchemyError as error:
        line = f"cơ sở dữ liệu không dùng được: {str(error).splitlines()[0]}"
    except OSError as error:
        line = f"không đọc hoặc ghi được {error.filename or ''}: {error.strerror}"
    except ValidationError as error:
        line = "cấu hình không đúng: " + "; ".join(e["msg"].removeprefix("Value error, ") for e in error.errors())
    except ValueError as error:
        line = f"cấu hình không đúng: {' '.join(str(error).split())[:300]}"
    else:
        return
    print(f"shiftbook: {line}", file=sys.stderr)
    sys.exit(1)


def has_people(database: Database) -> bool:
    """Whether anybody is in the database: members or people who sign in."""
    with database.reader() as connection:
        return any(
            connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
            for table in (t.member, t.web_user)
        )


def rehearsable(database: Database) -> bool:
    """Whether the clock may be set: only over demonstration data or a rehearsal copy."""
    with database.reader() as connection:
        query = sa.select(t.installation.c.value).where(t.installation.c.name == "rehearsal")
        copied = connection.execute(query).first() is not None
        communes = connection.execute(sa.select(t.commune.c.demonstration)).scalars().all()
    return copied or (bool(communes) and all(communes))


def demonstration(database: Database) -> bool:
    """Whether this is a demonstration database."""
    with database.reader() as connection:
        return any(connection.execute(sa.select(t.commune.c.demonstration)).scalars())


def first_admin(tx: Tx, username: str, password: str, name: str | None) -> None:
    """A real start: the commune, empty but for the data the product carries, and its administrator."""
    commune = tx.execute(sa.select(t.commune.c.commune_id)).scalar()
    if commune is None:
        named = name or UNNAMED
        commune = setup.new_commune(tx, named, setup.plan_config(named), demonstration=False)
        setup.load_carried_data(tx, commune)
    setup.set_user(tx, commune, username, "admin", name="Quản trị", password=password)
