"""Backup while serving, and restore: a new epoch, nothing lost, never without a copy (wire contract §1 and §3)."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from sync_server import copies, installation
from sync_server import tables as t
from sync_server.installation import Unusable
from tests.server.phone_script import Phone
from tests.server.stand import Stand

AT = "2026-11-17T07:55:00+07:00"


@pytest.fixture(autouse=True)
def on_tuesday(stand: Stand) -> None:
    """Tuesday morning."""
    stand.set("2026-11-17T08:00:00+07:00")


def raised(phone: Phone) -> dict[str, Any]:
    """A small good fact."""
    return phone.fact("difficulty_raised", {"text": "Hết mực", "urgent": False}, AT)


def test_backup_while_phones_write_is_a_whole_database(stand: Stand, tmp_path: Path) -> None:
    phone = stand.phone(0)
    enough, end = threading.Event(), threading.Event()

    def write() -> None:
        while not end.is_set():
            phone.push(raised(phone))
            enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    enough.wait()
    files = [tmp_path / f"copy{n}.db" for n in range(3)]
    for file in files:
        copies.backup(stand.site.settings, file)
    end.set()
    writer.join()
    for file in files:
        with sqlite3.connect(file) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            facts = connection.execute("SELECT count(*) FROM fact").fetchone()[0]
            assert connection.execute("SELECT sum(stored) FROM device").fetchone()[0] == facts > 0
    assert not list(tmp_path.glob("*.part*"))


def test_older_backup_restored_under_a_running_server_loses_nothing(stand: Stand, tmp_path: Path) -> None:
    """The epoch changes, the phone offers again what it holds, a phone enrolled since enrols again."""
    old = stand.phone(0)
    kept = [raised(old), stand.check_in(old, AT)]
    old.push(*kept)
    old.pull()
    copies.backup(stand.site.settings, tmp_path / "old.db")
    since = [raised(old), raised(old)]
    old.push(*since)
    new = stand.phone(1)
    entry = stand.check_in(new, AT)
    new.push(entry)
    beside = copies.restore(stand.site.settings, tmp_path / "old.db")
    assert beside is not None and beside.exists()
    told = old.send(*kept, *since, limit=1000).json()
    assert told["epoch"] != old.epoch
    assert [v["status"] for v in told["verdicts"]] == ["duplicate", "duplicate", "stored", "stored"]
    assert told["receipt"]["contiguous_seq"] == 4
    assert any(c["kind"] == "procedure" for c in told["changes"])
    assert new.send(entry).json()["code"] == "unauthorized"
    again = stand.phone(1)
    assert again.codes({**entry, "device": new.device}) == [("stored", None)]
    assert stand.day(1, "2026-11-17")["counted"]
    assert stand.differences() == []


def test_restoring_changes_the_epoch_even_of_the_same_backup(stand: Stand, tmp_path: Path) -> None:
    phone = stand.phone(0)
    copies.backup(stand.site.settings, tmp_path / "copy.db")
    epochs, kept = [phone.epoch], []
    for _ in range(2):
        kept.append(copies.restore(stand.site.settings, tmp_path / "copy.db"))
        epochs.append(phone.send().json()["epoch"])
    assert len(set(epochs)) == 3
    assert len(set(kept)) == 2
    assert not list(tmp_path.glob("*.restoring*"))


def test_restore_over_a_broken_database_sets_it_aside(stand: Stand, tmp_path: Path) -> None:
    copies.backup(stand.site.settings, tmp_path / "copy.db")
    stand.database.engine.dispose()
    file = tmp_path / "shiftbook.db"
    broken = b"SQLite format 3\x00" + b"broken" * 1000
    file.write_bytes(broken)
    beside = copies.restore(stand.site.settings, tmp_path / "copy.db")
    assert beside is not None
    assert beside.read_bytes() == broken
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_restore_where_there_was_nothing(stand: Stand, tmp_path: Path) -> None:
    copies.backup(stand.site.settings, tmp_path / "copy.db")
    elsewhere = stand.site.settings.model_copy(update={"data_dir": tmp_path / "new"})
    assert copies.restore(elsewhere, tmp_path / "copy.db") is None
    assert (tmp_path / "new" / "shiftbook.db").exists()


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_no_backup_is_refused_and_nothing_touched(stand: Stand, tmp_path: Path, content: bytes) -> None:
    phone = stand.phone(0)
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(content)
    with pytest.raises(Unusable):
        copies.restore(stand.site.settings, wrong)
    assert phone.send().json()["epoch"] == phone.epoch
    assert not list(tmp_path.glob("*.restoring*"))
    assert not list(tmp_path.glob("*.before-*"))


def test_database_of_a_newer_program_is_not_restored(stand: Stand, tmp_path: Path) -> None:
    phone = stand.phone(0)
    copies.backup(stand.site.settings, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unusable):
        copies.restore(stand.site.settings, tmp_path / "copy.db")
    assert phone.send().json()["epoch"] == phone.epoch


def test_a_database_in_use_is_not_taken_for_a_broken_one(stand: Stand, tmp_path: Path) -> None:
    copies.backup(stand.site.settings, tmp_path / "copy.db")
    stand.database.engine.dispose()
    with sqlite3.connect(tmp_path / "shiftbook.db", isolation_level=None) as holder:
        holder.execute("PRAGMA locking_mode=EXCLUSIVE")
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unusable, match="locked"):
            copies.restore(stand.site.settings, tmp_path / "copy.db")
    assert not list(tmp_path.glob("*.before-*"))
    assert not list(tmp_path.glob("*.restoring*"))


def test_a_backup_of_another_key_is_refused_before_anything_is_replaced(stand: Stand, tmp_path: Path) -> None:
    phone = stand.phone(0)
    own = {"name": "key", "value": installation.mark(stand.keys)}
    stand.database.write(lambda tx: tx.execute(t.installation.insert(), own) and None)
    copies.backup(stand.site.settings, tmp_path / "copy.db")
    other = stand.site.settings.model_copy(update={"secret_key": "một khóa khác hẳn, cũng đủ dài cho kiểm thử"})
    with pytest.raises(Unusable, match="khóa bí mật"):
        copies.restore(other, tmp_path / "copy.db")
    assert phone.send().json()["epoch"] == phone.epoch


def test_nothing_is_taken_into_a_file_that_is_gone(stand: Stand, tmp_path: Path) -> None:
    phone = stand.phone(0)
    assert stand.client.get("/readyz").status_code == 200
    (tmp_path / "shiftbook.db").unlink()
    answer = phone.send(raised(phone))
    assert (answer.status_code, answer.json()["code"]) == (503, "storage_gone")
    assert stand.client.get("/readyz").status_code == 503


def test_backup_into_a_folder_that_is_not_there(stand: Stand, tmp_path: Path) -> None:
    with pytest.raises(Unusable):
        copies.backup(stand.site.settings, tmp_path / "no" / "copy.db")


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6, 0.9])
def test_a_damaged_database_is_not_served_and_the_way_out_is_told(stand: Stand, tmp_path: Path, share: float) -> None:
    stand.database.close()
    file = tmp_path / "shiftbook.db"
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = bytearray(file.read_bytes())
    page = int(len(raw) * share) // 4096 * 4096
    raw[page : page + 4096] = bytes(range(256)) * 16
    file.write_bytes(raw)
    settings = {"SHIFTBOOK_DATA_DIR": str(tmp_path), "SHIFTBOOK_SECRET_KEY": stand.site.settings.secret_key}
    command = [sys.executable, "-m", "sync_server.cli", "serve", "--port", "1"]
    done = subprocess.run(command, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("shiftbook: ") and len(done.stderr.splitlines()) == 1
    assert "`shiftbook restore BẢN-SAO`" in done.stderr
