"""What is left for a quiet moment is done, whoever reads, stops the server or breaks it meanwhile."""

import asyncio
import shutil
from pathlib import Path
from threading import Event

import pytest
import sqlalchemy as sa

from sync_server import app, database
from sync_server import tables as t
from sync_server.site import Site
from tests.server.stand import Stand
from tests.server.test_no_joins import NUMBER, cast, lying_order, quiet, tells
from tests.server.test_rating import IN_HOURS, this_mornings


@pytest.fixture
def slips(stand: Stand) -> list[str]:
    stand.set(IN_HOURS)
    return this_mornings(stand, stand.phone(0))[:NUMBER]


def test_a_reader_open_in_the_quiet_moment_only_puts_it_off(
    stand: Stand, slips: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    straight, told = stand.database.straight, {True: Event(), False: Event()}
    real = straight.empty_log

    def empty_log() -> bool:
        done = real()
        told[done].set()
        return done

    monkeypatch.setattr(straight, "empty_log", empty_log)
    monkeypatch.setattr(database, "QUIET_S", 0.02)
    log = stand.site.settings.data_dir / "shiftbook.db-wal"
    with stand.database.reader() as connection:
        connection.execute(sa.select(t.commune)).all()
        said = cast(stand, slips[:3])
        told[False].clear()
        assert told[False].wait(5) and any(comment.encode() in log.read_bytes() for comment in said)
        told[True].clear()
    assert told[True].wait(5) and not any(comment.encode() in log.read_bytes() for comment in said)


def test_ballots_of_a_killed_server_are_stirred_when_it_begins_again(
    stand: Stand, slips: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "QUIET_S", 600)
    said = cast(stand, slips)
    folder = tmp_path / "killed"
    folder.mkdir()
    for end in ("", "-wal"):
        shutil.copy(stand.site.settings.data_dir / f"shiftbook.db{end}", folder / f"shiftbook.db{end}")
    settings = stand.site.settings.model_copy(update={"data_dir": folder})
    again = app.build(Site(settings, database.Database(settings.url), stand.keys, stand.clock))

    async def served() -> None:
        async with again.router.lifespan_context(again):
            pass

    asyncio.run(served())
    assert not tells(lying_order((folder / "shiftbook.db").read_bytes(), said), said)


def test_a_shuffle_that_fails_tells_the_log_no_ballot(
    stand: Stand, slips: list[str], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "QUIET_S", 600)
    said = cast(stand, slips[:3])
    trigger = "CREATE TRIGGER broken BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'broken'); END"
    stand.database.write(lambda tx: tx.connection.exec_driver_sql(trigger) and None)
    quiet(stand)
    assert "broken" in caplog.text and not any(comment in caplog.text for comment in said)
