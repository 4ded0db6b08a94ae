"""A rehearsal: a copy of the database served beside the real one, by a clock of its own, at an address of its own.

It runs in the same process, in a thread with its own loop, and ends with it; its file stays until it is thrown away.
An address of its own keeps a phone's two books apart, and its own cookie the two sign-ins.
"""

import asyncio
import socket
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import sqlalchemy as sa
import uvicorn

from sync_server import copies, installation, setup
from sync_server import tables as t
from sync_server.clock import Clock
from sync_server.database import Tx
from sync_server.settings import Settings
from sync_server.site import Site

COOKIE: Final = "sotruc-dien-tap"
LEAVE_S: Final = 2


@dataclass
class Rehearsal:
    """One that runs: where people open it, and what ends it."""

    url: str
    site: Site
    server: Any
    thread: threading.Thread

    def stop(self) -> None:
        """Answer what is being asked, then end; the file stays."""
        self.server.should_exit = True
        self.thread.join()


def file(settings: Settings) -> Path:
    """Where the copy is kept."""
    return settings.data_dir / "rehearsal.db"


def address(settings: Settings, port: int) -> str | None:
    """Where people will open it: what was set, else the same host at the port; None when HTTPS has to be set up."""
    if settings.rehearsal_url:
        return settings.rehearsal_url
    public = urlsplit(settings.public_url)
    return f"http://{public.hostname}:{port}" if public.scheme == "http" else None


def begin(here: Site, instant: datetime, *, fresh: bool) -> Rehearsal:
    """Serve a copy as if it were `instant`: a fresh one, or the one that was kept.

    Raises Unusable when the port is taken or the copy cannot be made.
    """
    from sync_server import app, run

    door = run.bound(here.where[0], here.where[1] + 1 if here.where[1] else 0)
    try:
        if fresh or not file(here.settings).exists():
            throw_away(here.settings)
            copies.backup(here.settings, file(here.settings), rehearsal=True)
        site = _opened(here, door, instant)
    except (installation.Unusable, OSError, sa.exc.SQLAlchemyError):
        door.close()
        raise
    server = uvicorn.Server(
        uvicorn.Config(app.build(site), access_log=False, log_level="warning", lifespan="on", proxy_headers=False,
                       server_header=False, timeout_graceful_shutdown=LEAVE_S)
    )  # fmt: skip
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[door])), name="rehearsal", daemon=True)
    here.rehearsal = Rehearsal(site.settings.public_url, site, server, thread)
    thread.start()
    return here.rehearsal


def _opened(here: Site, door: socket.socket, instant: datetime) -> Site:
    url = address(here.settings, door.getsockname()[1]) or here.settings.public_url
    copy = f"sqlite:///{file(here.settings).absolute()}"
    settings, database, keys = installation.opened(
        here.settings.model_copy(update={"database_url": copy, "public_url": url})
    )
    database.write(_begun)
    return Site(settings, database, keys, Clock(instant), cookie=COOKIE)


def _begun(tx: Tx) -> None:
    """Nobody is signed in yet, and phones are told what they belong to."""
    tx.execute(t.web_session.delete())
    for commune in tx.execute(sa.select(t.commune.c.commune_id)).scalars().all():
        setup.tell_commune(tx, commune)


def throw_away(settings: Settings) -> None:
    """Delete the copy that was kept."""
    for ending in ("", "-wal", "-shm"):
        file(settings).with_name(file(settings).name + ending).unlink(missing_ok=True)
