"""A carrier's hand-in and the phone's own push at once, on two servers over one database, SQLite and PostgreSQL."""

import threading
from typing import Any

from tests.server.stand import Stand
from tests.server.test_hand_in import sealed_by

FRIDAY = "2026-11-20"
AT = f"{FRIDAY}T07:55:00+07:00"


def test_what_comes_by_the_carrier_and_by_its_phone_at_once_counts_once(stand: Stand, other: Stand) -> None:
    phone = stand.phone(0)
    day = stand.check_in(phone, AT)
    void = phone.fact("voided", {"target": day["id"], "reason": "nhầm"}, AT)
    again = stand.check_in(phone, f"{FRIDAY}T07:58:00+07:00")
    told: list[Any] = [phone.fact("difficulty_raised", {"text": str(n)}, AT) for n in range(1300)]
    facts = [day, *told[:650], void, *told[650:], again]
    text, answers = sealed_by(phone, *facts), []

    def carry(place: Stand) -> None:
        answers.append(place.client.post("/api/v1/hand-in", json={"sealed": text}).json()["items"])

    threads = [threading.Thread(target=carry, args=(place,)) for place in (other, stand)]
    for thread in threads:
        thread.start()
    for start in range(len(facts) - 50, -1, -50):
        phone.push(*facts[start : start + 50], unsent=start)
    for thread in threads:
        thread.join()
    phone.push(*facts[:50], unsent=0)
    assert answers == [len(facts)] * 2
    receipt = phone.send().json()["receipt"]
    assert (receipt["contiguous_seq"], receipt["highest_seq"], receipt["stored"]) == (len(facts),) * 3
    assert len({c["id"] for c in phone.pull() if c["kind"] == "difficulty_raised"}) == 1300
    found = stand.day(0, FRIDAY)

    assert found is not None and found["facts"] == [again["id"]]
    [row] = [r for r in stand.month()["unsynced"] if r["device"] == phone.device] or [None]
    assert row is None or row["missing"] == 0
    assert stand.differences() == []
