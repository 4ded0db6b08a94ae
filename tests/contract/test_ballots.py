"""Citizens' ballots on SQLite and PostgreSQL, by several servers at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import sqlalchemy as sa

from sync_server import ballots, guessing
from sync_server import tables as t
from sync_server.ballots import Answer, Sent
from sync_server.doors import Door
from tests.server.stand import Stand

FRIDAY = "2026-11-20"


def test_two_servers_take_one_ballot_of_one_slip(stand: Stand, other: Stand) -> None:
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

    def sent(number: int) -> int:
        return (stand if number % 2 else other).client.post(f"/q/{stand.poster}", data=fields).status_code

    with ThreadPoolExecutor(10) as pool:
        assert list(pool.map(sent, range(20))) == [200] * 20
    assert stand.client.get("/q/NOWHERE").status_code == 404
    stand.site.guesses.keep()
    stand.database._quieten()
    with stand.database.reader() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.ballot)).scalar_one() == 1
        assert list(guessing.by_day(connection, date(2026, 11, 1)).values()) == [(1, 0)]
    assert stand.differences() == []


def test_ballots_that_wait_together_are_judged_one_by_one(stand: Stand) -> None:
    stand.set(f"{FRIDAY}T09:00:00+07:00")
    with stand.database.reader() as connection:
        commune, point = connection.execute(sa.select(t.point.c.commune_id, t.point.c.id)).first() or ("", "")
    slip, poster = (
        Door(commune, point, channel, mark=mark) for channel, mark in (("slip", "m" * 32), ("poster", None))
    )
    ways = [(slip, "a", ()), (slip, "b", ()), (poster, "c", ("c", "c0")), (poster, "c", ("c", "c0")), (poster, "d", ())]
    sent = [
        Sent(door, Answer(5, "", "vi", {}, name, again), stand.clock.now(), (("burst", 8), ("night", 1)))
        for door, name, again in ways
    ]
    assert stand.database.write(lambda tx: ballots.keep(tx, sent)) == ["thanks", "spent", "thanks", "thanks", "thanks"]
    assert stand.database.write(lambda tx: ballots.keep(tx, sent[1:4])) == ["spent", "thanks", "thanks"]
    with stand.database.reader() as connection:
        assert sorted(connection.execute(sa.select(t.ballot.c.id)).scalars()) == ["a", "c", "d"]
        signs = connection.execute(sa.select(t.ballot_sign.c.channel, t.ballot_sign.c.sign, t.ballot_sign.c.number))
        counted = {(row.channel, row.sign): row.number for row in signs}
    assert counted == {
        (c, s): n for c, nights in (("slip", 1), ("poster", 2)) for s, n in (("burst", 8), ("night", nights))
    }


def test_other_answers_under_a_known_name_replace_the_first_while_the_sitting_lasts(stand: Stand) -> None:
    stand.set(f"{FRIDAY}T09:00:00+07:00")
    with stand.database.reader() as connection:
        commune, point = connection.execute(sa.select(t.point.c.commune_id, t.point.c.id)).first() or ("", "")
    slip = Door(commune, point, "slip", mark="m" * 32)

    def kept(*told: tuple[int, str]) -> list[str]:
        sent = [Sent(slip, Answer(n, word, "vi", {"q7": n}, "a", ("a", "a0")), stand.clock.now()) for n, word in told]
        return stand.database.write(lambda tx: ballots.keep(tx, sent))

    def stored() -> list[tuple[object, ...]]:
        b = t.ballot.c
        with stand.database.reader() as connection:
            rows = connection.execute(sa.select(b.id, b.session, b.rating, b.comment, b.answers, b.outside_hours))
            return [tuple(row) for row in rows]

    assert kept((5, ""), (4, "")) == ["thanks", "thanks"]
    assert stored() == [("a", "morning", 4, "", '{"q7": 4}', False)]
    assert kept((3, ""), (1, "Đòi tiền, gọi 0912 345 678")) == ["thanks", "thanks"]
    last = ("a", "morning", 1, "Đòi tiền, gọi [đã che]", '{"q7": 1}', False)
    assert stored() == [last]
    assert stand.database._later
    stand.database._quieten()
    stand.set(f"{FRIDAY}T10:00:00.001+07:00")
    assert kept((1, "Đòi tiền, gọi 0912 345 678"), (5, "Rất tốt")) == ["thanks", "changed"]
    assert stored() == [last]
    with stand.database.reader() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(t.slip_spent)).scalar_one() == 1
