"""A real server is killed in the middle of pushes, again and again: what it acknowledged is there when it is back."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from sync_server import setup, verification
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.security import Keys
from tests.server.phone_script import Phone
from tests.server.stand import MONDAY, SECRET

TRIALS, PHONES = 5, 3
AT = "2026-11-16T08:00:00+07:00"


@contextmanager
def serving(folder: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """`shiftbook serve` in a process of its own, and a way to ask it; it ends by kill -9."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "sync_server.cli", "serve", "--port", str(port), "--rehearse", MONDAY]
    environment = {**os.environ, "SHIFTBOOK_DATA_DIR": str(folder), "SHIFTBOOK_SECRET_KEY": SECRET}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _open(port):
            assert process.poll() is None, "the server gave up"
            os.sched_yield()
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client, process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()


def _open(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def enrolled(folder: Path, members: list[str]) -> list[str]:
    """An invite for each phone, made beside the server as `shiftbook invite` does."""
    database, keys = Database(f"sqlite:///{folder / 'shiftbook.db'}"), Keys(SECRET.encode())
    now = Clock().real()
    codes = [
        database.write(lambda tx, m=member: setup.invite(tx, 1, m, keys=keys, real_now=now))  # type: ignore[misc]
        for member in members
    ]
    database.close()
    return codes


def push_until_it_dies(phone: Phone, made: list[dict[str, Any]], enough: threading.Semaphore) -> None:
    """Send facts one after another until nobody answers; the last one made is then in doubt, as on a real phone."""
    while True:
        made.append(phone.fact("difficulty_raised", {"text": f"lần {phone.seq}", "urgent": False}, AT))
        try:
            verdicts = phone.push(made[-1], limit=0)
        except httpx.HTTPError:
            return
        assert verdicts[0]["status"] == "stored"
        enough.release()


def assert_kept(phone: Phone, made: list[dict[str, Any]]) -> None:
    """All but the one in doubt were acknowledged and are known; with it the receipt counts exactly what was made."""
    told = phone.send(*made, limit=0).json()
    statuses = [v["status"] for v in told["verdicts"]]
    assert set(statuses[:-1]) <= {"duplicate"}
    assert set(statuses[-1:]) <= {"duplicate", "stored"}
    receipt = told["receipt"]
    assert (receipt["contiguous_seq"], receipt["highest_seq"], receipt["stored"]) == (len(made),) * 3


def kill_again_and_again(demonstration: tuple[Path, dict[str, Any]], tmp_path: Path, first: int) -> None:
    """Ten kills of a server on one database, the first after so many acknowledgements and each a little later."""
    (tmp_path / "shiftbook.db").write_bytes(demonstration[0].read_bytes())
    codes = enrolled(tmp_path, [m["id"] for m in demonstration[1]["members"][:PHONES]])
    phones: list[Phone] = []
    made: list[list[dict[str, Any]]] = [[] for _ in range(PHONES)]
    for trial in range(TRIALS + 1):
        with serving(tmp_path) as (client, process):
            phones = phones or [Phone(client.post, code) for code in codes]
            for phone, facts in zip(phones, made, strict=True):
                phone.post = client.post
                assert_kept(phone, facts)
            if trial < TRIALS:
                die_while_pushing(process, phones, made, after=first + 4 * trial)
    database = Database(f"sqlite:///{tmp_path / 'shiftbook.db'}")
    assert verification.differences(database, Keys(SECRET.encode())) == []
    database.close()


def test_killed_server_forgets_nothing_it_acknowledged(
    demonstration: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    kill_again_and_again(demonstration, tmp_path, 3)


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(1, 51))
def test_killed_500_times(demonstration: tuple[Path, dict[str, Any]], tmp_path: Path, first: int) -> None:
    kill_again_and_again(demonstration, tmp_path, first)


def die_while_pushing(
    process: subprocess.Popen[bytes], phones: list[Phone], made: list[list[dict[str, Any]]], *, after: int
) -> None:
    """Kill the server once the phones together have so many acknowledgements, while all of them go on sending."""
    enough = threading.Semaphore(0)
    pairs = zip(phones, made, strict=True)
    threads = [threading.Thread(target=push_until_it_dies, args=(phone, facts, enough)) for phone, facts in pairs]
    for thread in threads:
        thread.start()
    for _ in range(after):
        enough.acquire()
    process.send_signal(signal.SIGKILL)
    for thread in threads:
        thread.join()
