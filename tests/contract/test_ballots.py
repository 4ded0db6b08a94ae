"""Citizens' ballots on SQLite and PostgreSQL, by several servers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa

from sync_server import guessing, rating
from sync_server import tables as t
from tests.server.stand import Stand

FRIDAY = "2026-11-20"


def test_two_servers_take_one_ballot_of_one_slip(stand: Stand, other: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rating, "READY_S", 0.0)  # else the other's page may be a second old
    stand.set(f"{FRIDAY}T09:00:00+07:00")
    other.set(f"{FRIDAY}T09:00:00+07:00")
    blocks = [c["data"] for c in stand.phone(0).pull() if c["kind"] == "ballot_slips"]
    path = f"/r/{next(b['slips'] for b in blocks if b['day'] == FRIDAY)[0]}"

    def sent(number: int) -> int:
        client = (stand if number % 2 else other).client
        assert client.get(path).status_code in (200, 409)
        return client.post(path, data={"rating": "5", "q4": "na"}).status_code

    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(sent, range(40)))
    assert sorted(codes) == [200] + [409] * 39
    assert other.client.get(path).status_code == 409
    assert stand.differences() == []


def test_a_ballot_sent_again_to_another_server_is_the_same_ballot(stand: Stand, other: Stand) -> None:
    fields = {"rating": "3", "once": "20261120-0123456789abcdef0123"}
    codes = [server.client.post(f"/q/{stand.poster}", data=fields).status_code for server in (stand, other, stand)]
    assert codes == [200, 200, 200]
    assert stand.client.get("/q/NOWHERE").status_code == 404
    stand.site.guesses.keep()
    stand.database._quieten()
    with stand.database.reader() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.ballot)).scalar_one() == 1
        assert list(guessing.by_day(connection, date(2026, 11, 1)).values()) == [(1, 0)]
    assert stand.differences() == []
