"""A copy that follows the database second by second (docs/install.md): back to the moment before a mistake."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sync_server import copies
from tests.server.phone_script import Phone
from tests.server.stand import Stand

LITESTREAM = Path(sys.executable).with_name("litestream")
EIGHT = "2026-11-20T07:55:00+07:00"
NOON = "2026-11-20T12:00:00+07:00"


class Replica:
    """Litestream's own copy of a database."""

    def __init__(self, folder: Path) -> None:
        self.database, self.copy = folder / "shiftbook.db", folder / "replica"

    @contextmanager
    def following(self) -> Iterator[None]:
        """Copy whatever is committed, until the power goes."""
        command = [LITESTREAM, "replicate", self.database, f"file://{self.copy}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.kill()
            process.wait()

    def restored(self, target: Path, *more: str) -> bool:
        """Put the copy, or what it was at a moment, into a file; False when there is none yet."""
        command = [LITESTREAM, "restore", "-force", "-o", target, *more, f"file://{self.copy}"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0

    def wait_for(self, fact: dict[str, Any]) -> None:
        """Look again and again until the copy has a fact; the test's own time limit ends it."""
        target = self.copy.with_name("look.db")
        while not (self.restored(target) and has(target, fact)):
            os.sched_yield()


def has(file: Path, fact: dict[str, Any]) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("SELECT count(*) FROM fact WHERE id = ?", (fact["id"],)).fetchone()[0] == 1


def difficulty(phone: Phone, text: str) -> dict[str, Any]:
    return phone.fact("difficulty_raised", {"text": text, "urgent": False}, EIGHT)


@pytest.mark.timeout(120)
def test_back_to_a_moment_and_the_phones_bring_the_rest(stand: Stand, tmp_path: Path) -> None:
    replica, phone = Replica(tmp_path), stand.phone(0)
    before, after = stand.check_in(phone, EIGHT), difficulty(phone, "sau")
    stand.set(NOON)
    with replica.following():
        phone.push(before)
        replica.wait_for(before)
        moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        phone.push(after)
        replica.wait_for(after)
    figures = stand.month()["lines"]

    assert replica.restored(tmp_path / "then.db", "-timestamp", moment, "-integrity-check", "full")
    assert has(tmp_path / "then.db", before) and not has(tmp_path / "then.db", after)
    epoch = phone.epoch
    copies.restore(stand.site.settings, tmp_path / "then.db")
    stand.tokens.clear()
    assert stand.differences() == []
    answer = phone.send(before, after).json()
    assert answer["epoch"] != epoch
    assert [v["status"] for v in answer["verdicts"]] == ["duplicate", "stored"]
    assert stand.month()["lines"] == figures
    assert stand.differences() == []
