"""Several servers on one database, and failures of the database itself, on SQLite and PostgreSQL."""

import threading
from typing import Any

import pytest
import sqlalchemy as sa

from shiftbook.moments import parse_instant
from sync_server import setup
from sync_server.database import Tx
from tests.server.stand import Stand

FRIDAY = "2026-11-20"


def test_two_servers_at_once_skip_and_lose_nothing(stand: Stand, other: Stand) -> None:
    """Two servers on one database: a phone that reads in small pages sees every fact both acknowledged."""
    writers, reader = [stand.phone(0), stand.phone(0)], stand.phone(0)
    writers[1].post = other.client.post
    acknowledged: list[set[str]] = [set(), set()]

    def work(place: int) -> None:
        phone = writers[place]
        for number in range(10):
            fact = phone.fact("difficulty_raised", {"text": f"lần {number}"}, f"{FRIDAY}T09:00:00+07:00")
            for verdict in phone.push(fact):
                acknowledged[place].add(verdict["id"])

    threads = [threading.Thread(target=work, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    seen: list[tuple[int, str]] = []
    while any(thread.is_alive() for thread in threads):
        page = reader.send(limit=4).json()
        seen += [(c["rev"], c["id"]) for c in page["changes"]]
        reader.cursor = page["cursor"]
    seen += [(c["rev"], c["id"]) for c in reader.pull()]
    assert [rev for rev, _ in seen] == sorted({rev for rev, _ in seen})
    assert len(acknowledged[0] | acknowledged[1]) == 20
    assert acknowledged[0] | acknowledged[1] <= {identity for _, identity in seen}
    assert stand.differences() == []


def test_one_server_learns_what_the_other_changed(stand: Stand, other: Stand) -> None:
    """A month closed and a roster published by one server are known to the next fact the other judges."""
    phone = stand.phone(0)
    phone.push()
    duty = (stand.point, parse_instant(f"{FRIDAY}T00:00:00+07:00").date(), "morning")
    now = parse_instant(f"{FRIDAY}T06:00:00+07:00")
    other.database.write(lambda tx: setup.publish(tx, stand.commune, duty, [stand.members[5]], now=now))
    fact = stand.check_in(phone, f"{FRIDAY}T07:55:00+07:00")
    assert phone.codes(fact) == [("refused", "not_rostered")]


def test_an_act_of_one_server_does_not_hide_what_the_other_changed(stand: Stand, other: Stand) -> None:
    """An act that needs nothing of the commune leaves it as out of date as it was."""
    phone, stranger = stand.phone(0), stand.phone(1)
    phone.push()
    assert other.act("/api/v1/months/2026-11/close", {"override": "diễn tập"}).status_code == 200
    stand.act(f"/api/v1/devices/{stranger.device}/revoke")
    fact = stand.check_in(phone, f"{FRIDAY}T07:55:00+07:00")
    assert phone.codes(fact) == [("refused", "month_closed")]


def test_one_invite_on_two_servers_is_spent_once(stand: Stand, other: Stand) -> None:
    for _ in range(4):
        code, answers = stand.invite(0), []
        start = threading.Barrier(2)

        def spend(server: Stand, code: str = code, answers: list = answers, start: Any = start) -> None:
            start.wait()
            answers.append(server.client.post("/api/v1/enrol", json={"code": code}).status_code)

        threads = [threading.Thread(target=spend, args=(server,)) for server in (stand, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers) == [200, 403]


class Deadlock(Exception):
    """What the database driver raises when it asks to be tried again."""

    sqlstate = "40P01"


def test_a_passing_failure_is_tried_again(stand: Stand) -> None:
    tried: list[int] = []

    def job(tx: Tx) -> int:
        tried.append(tx.head(stand.commune))
        if len(tried) < 3:
            raise sa.exc.OperationalError("x", {}, Deadlock())
        return tx.next_rev(stand.commune)

    assert stand.database.write(job) == tried[0] + 1
    assert len(tried) == 3


def test_a_lasting_failure_spoils_nobody_elses_work(stand: Stand) -> None:
    def broken(_tx: Tx) -> None:
        raise sa.exc.OperationalError("x", {}, Exception("no such luck"))

    start = threading.Event()
    held = stand.database.submit(lambda _tx: start.wait())
    wrong = stand.database.submit(broken)
    right = stand.database.submit(lambda tx: tx.next_rev(stand.commune))
    start.set()
    held.result()
    with pytest.raises(sa.exc.OperationalError):
        wrong.result()
    assert right.result() > 0
    assert stand.phone(0).send().status_code == 200
