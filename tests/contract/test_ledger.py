"""The ledger's promises, the same on an SQLite file and on PostgreSQL: any order, any number at once, nothing lost."""

import json
import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from sync_server import commune as communes
from sync_server import installation, months, verification
from sync_server import tables as t
from sync_server.database import Database
from tests.server.phone_script import DRIFTING, STEADY, Phone
from tests.server.stand import Stand

Opened = Callable[[str], Database]
TUESDAY, FRIDAY = "2026-11-17", "2026-11-20"


def test_migrating_an_empty_database_gives_exactly_the_tables(place: Any, opened: Opened) -> None:
    database = opened(place.fresh())
    installation.migrate(database)
    with database.engine.connect() as connection:
        # Alembic takes SQLite's own spelling of an empty text for another default.
        options = {"compare_type": True, "compare_server_default": database.engine.dialect.name == "postgresql"}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, t.metadata) == []


def test_every_key_begins_with_the_commune_or_the_table_is_a_look_up() -> None:
    without = {name for name, x in t.metadata.tables.items() if next(iter(x.primary_key)).name != "commune_id"}
    look_ups = {
        "installation",
        "device_token",
        "invite",
        "api_token",
        "web_user",
        "web_session",
        "poster",
        "slip",
        "code_guess",
    }
    assert without == look_ups


def test_migrating_twice_is_harmless(stand: Stand) -> None:
    before = stand.month()
    installation.migrate(stand.database)
    assert stand.month() == before


def test_a_newer_database_is_left_alone(stand: Stand) -> None:
    with stand.database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from-the-future'"))
    with pytest.raises(installation.Unusable):
        installation.migrate(stand.database)


def week(stand: Stand) -> tuple[list[Phone], list[list[dict[str, Any]]]]:
    """Three phones and everything they have to send of a week: every kind of trouble once."""
    phones = [stand.phone(0), stand.phone(1), stand.phone(0)]
    one, two, three = phones
    desk = {day: stand.desk_code(f"{day}T07:55:00+07:00") for day in (TUESDAY, FRIDAY)}

    def came(phone: Phone, day: str, clock: Any = STEADY, code: str | None = "") -> dict[str, Any]:
        data = {"point": stand.point, "day": day, "session": "morning", "facilities": {},
                "desk_code": desk[day] if code == "" else code}  # fmt: skip
        return phone.fact("checked_in", data, f"{day}T07:55:01+07:00", clock=clock)

    def about(phone: Phone, kind: str, **data: Any) -> dict[str, Any]:
        return phone.fact(kind, data, f"{FRIDAY}T09:00:00+07:00")

    first, better = came(one, TUESDAY, None), came(one, TUESDAY)
    confirmed, doubted = came(two, TUESDAY, code=None), came(two, FRIDAY, DRIFTING)
    third = came(three, FRIDAY, code="000000")
    wrong = about(two, "corrected", target=doubted["id"], reason="nhầm", data={**doubted["data"], "desk_code": None})
    right = about(two, "corrected", target=wrong["id"], reason="nhầm", data=doubted["data"])
    void = about(three, "voided", target=third["id"], reason="nhầm máy")
    unvoid = about(three, "voided", target=void["id"], reason="không nhầm")
    ones = [first, better, about(one, "checked_out", check_in=better["id"]),
            about(one, "presence_confirmed", check_in=confirmed["id"]), about(one, "unheard_of", x=1),
            about(one, "ballot_offered", point=stand.point, channel="slip")]  # fmt: skip
    return phones, [ones, [confirmed, doubted, wrong, right], [third, void, unvoid, came(three, FRIDAY, None)]]


def portrait(stand: Stand, phones: list[Phone]) -> dict[str, Any]:
    """All that must not depend on the order of arrival."""
    stand.set(f"{FRIDAY}T10:06:00+07:00")
    receipts = [p.send().json()["receipt"] for p in phones]
    told = {key: c for p in phones for key, c in p.whole().items() if key[0] not in ("ballot_slips",)}
    facts = {key[1]: {"data": c["data"]} for key, c in told.items() if "status" in c["data"]}
    lines = {key[1]: c["data"] for key, c in told.items() if key[0] == "allowance"}
    return {"month": stand.month(), "receipts": receipts, "facts": facts, "lines": lines}


def wiped(stand: Stand) -> None:
    """The same phones and people, with nothing yet sent."""
    made = (t.fact, t.quarantine, t.presence, t.amendment, t.stale_line, t.slip_block, t.slip)
    with stand.database.engine.begin() as connection:
        for table in made:
            connection.execute(table.delete())
        connection.execute(t.feed.delete().where(t.feed.c.kind.in_(("allowance", "ballot_slips"))))
        connection.execute(t.device.update().values(stored=0, ranges="[]", receipt=None))
    stand.set(f"{FRIDAY}T10:05:00+07:00")


def test_order_batches_and_repetition_leave_no_trace(stand: Stand) -> None:
    phones, sent = week(stand)
    for phone, facts in zip(phones, sent, strict=True):
        phone.push(*facts)
    expected = portrait(stand, phones)
    assert stand.differences() == []
    for seed in range(6):
        wiped(stand)
        order = random.Random(seed)
        items = [(phone, fact) for phone, facts in zip(phones, sent, strict=True) for fact in facts]
        items += order.sample(items, len(items) // 2)
        order.shuffle(items)
        held: dict[int, list[dict[str, Any]]] = {id(phone): [] for phone in phones}
        for phone, fact in items:
            held[id(phone)].append(fact)
            if order.random() < 0.5:
                phone.push(*held[id(phone)])
                held[id(phone)] = []
        for phone in phones:
            phone.push(*held[id(phone)])
        assert portrait(stand, phones) == expected, seed
        assert stand.differences() == [], seed


def test_several_threads_at_once_leave_no_trace(stand: Stand) -> None:
    phones, sent = week(stand)
    for phone, facts in zip(phones, sent, strict=True):
        phone.push(*facts)
    expected = portrait(stand, phones)
    wiped(stand)
    failures: list[str] = []

    def work(place: int, seed: int) -> None:
        facts = sent[place].copy()
        random.Random(seed).shuffle(facts)
        for fact in [*facts, *facts[:2]]:
            answer = phones[place].send(fact)
            if answer.status_code != 200:
                failures.append(answer.text)

    threads = [threading.Thread(target=work, args=(place, seed)) for place in range(3) for seed in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert portrait(stand, phones) == expected
    assert stand.differences() == []


def test_texts_no_database_can_hold(stand: Stand) -> None:
    phone = stand.phone(0)
    at = f"{FRIDAY}T09:00:00+07:00"
    facts = [
        phone.fact("difficulty_raised", {"text": "a\x00b"}, at),
        phone.fact("difficulty_raised", {"text": "tốt", "more\x00": "\x00"}, at),
        phone.fact("odd\x00", {"x": "\x00"}, at, device="d\x00"),
        phone.fact("difficulty_raised", {"text": "tốt"}, at, device="d\x00"),
        "\x00", {"\x00": "\x00"},
    ]  # fmt: skip
    assert {v["status"] for v in phone.push(*facts)} <= {"stored", "quarantined"}
    assert {v["status"] for v in phone.push(*facts)} == {"duplicate"}
    body = {"code": stand.invite(1), "device": {"model": "a\x00b", "os": "\x00", "app_version": "1"}}
    assert stand.client.post("/api/v1/enrol", json=body).status_code == 200
    wish = {"member": stand.members[0], "day": TUESDAY, "counted": True, "reason": "có\x00mặt"}
    assert stand.act("/api/v1/months/2026-11/decide", wish).status_code in (200, 422)
    assert stand.differences() == []


def test_months_close_and_adjust(stand: Stand) -> None:
    stand.set("2026-11-30T17:00:00+07:00")
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, f"{TUESDAY}T07:55:00+07:00"))
    late = stand.check_in(phone, f"{FRIDAY}T07:55:00+07:00")
    phone.push()
    answer = stand.act("/api/v1/months/2026-11/close", {"override": "Một điện thoại còn thiếu"})
    assert answer.status_code == 200, answer.text
    phone.push(late)
    assert stand.get("/api/v1/months/2026-11").content == answer.content
    assert stand.month("2026-12")["total_dong"] == 30_000
    assert stand.differences() == []


def test_reader_sees_one_moment_throughout(stand: Stand) -> None:
    with stand.database.reader() as connection:
        before = months.told(connection, communes.read(connection, stand.commune), "2026-11")
        assert stand.decide(0, TUESDAY).status_code == 200
        assert months.told(connection, communes.read(connection, stand.commune), "2026-11") == before
    assert json.loads(before)["total_dong"] == 0
    assert stand.month()["total_dong"] == 30_000
    assert verification.differences(stand.database, stand.keys) == []
