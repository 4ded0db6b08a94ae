"""Closing a month, and after: nothing signed changes, late work is settled in the next (wire contract §6)."""

import json
from datetime import date
from typing import Any

import pytest

from shiftbook.moments import parse_instant
from sync_server import setup
from sync_server import tables as t
from sync_server.database import Tx
from tests.server.phone_script import DRIFTING, Phone
from tests.server.stand import Stand

TUESDAY, FRIDAY = "2026-11-17", "2026-11-20"
NOVEMBER, DECEMBER = "2026-11", "2026-12"
B = {"data": {"desk_code": None}}


@pytest.fixture(autouse=True)
def on_the_last_day(stand: Stand) -> None:
    """After the last session of November."""
    stand.set("2026-11-30T17:00:00+07:00")


def made(stand: Stand, phone: Phone, day: str, **other: Any) -> dict[str, Any]:
    """A check-in of that morning, not yet sent."""
    return stand.check_in(phone, f"{day}T07:55:00+07:00", **other)


def close(stand: Stand, month: str = NOVEMBER, **body: Any) -> Any:
    """What the office's closing answers."""
    return stand.act(f"/api/v1/months/{month}/close", body)


def closed(stand: Stand) -> bytes:
    """November, closed: its bytes."""
    answer = close(stand)
    assert answer.status_code == 200, answer.text
    return bytes(answer.content)


def adjusted(stand: Stand, month: str = DECEMBER) -> list[tuple[int, str, int, int]]:
    """Adjustments as (place, day, days, amount)."""
    found = stand.month(month)["adjustments"]
    assert all(a.keys() >= {"member", "day", "days", "amount_dong", "reason", "from_month"} for a in found)
    return [(stand.members.index(a["member"]), a["day"], a["days"], a["amount_dong"]) for a in found]


def test_closed_month_never_changes_by_a_byte(stand: Stand) -> None:
    phone = stand.phone(0)
    first = made(stand, phone, TUESDAY)
    phone.push(first)
    frozen = closed(stand)
    assert stand.month()["status"] == "closed"
    late = made(stand, phone, FRIDAY)
    void = phone.fact("voided", {"target": first["id"], "reason": "nhầm"}, late["at"])
    phone.push(late, void)
    stand.database.write(lambda tx: rename(tx, stand))
    assert stand.get("/api/v1/months/2026-11").content == frozen
    answer = stand.decide(0, TUESDAY, False)
    assert (answer.status_code, answer.json()["code"]) == (409, "closed")
    for path, role in (("close", "office"), ("confirm", "leader")):
        again = stand.act(f"/api/v1/months/2026-11/{path}", {}, role)
        assert (again.status_code, again.json()["code"]) == (409, "closed")
    assert stand.get("/api/v1/months/2026-11", "chairman").content == frozen


def rename(tx: Tx, stand: Stand) -> None:
    """A member takes another name, and goes to an unpaid group from December on."""
    where = (t.member.c.commune_id == stand.commune, t.member.c.id == stand.members[0])
    groups = '[{"from":"2024-01-01","group":"union_member"},{"from":"2026-12-01","group":"employee"}]'
    tx.execute(t.member.update().where(*where).values(name="Nguyễn Thị Tuyết", groups=groups))
    setup.tell_commune(tx, stand.commune)


def test_verify_code_of_the_closed_month_is_that_of_the_open_one(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(made(stand, phone, TUESDAY))
    before = stand.month()["verify_code"]
    assert close(stand).json()["verify_code"] == before


def test_undecided_days_keep_the_month_open(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(made(stand, phone, TUESDAY, **B), made(stand, phone, FRIDAY, clock=None))
    assert (close(stand).status_code, close(stand).json()["code"]) == (409, "undecided")
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    assert close(stand).json()["code"] == "undecided"
    stand.decide(0, FRIDAY, False)
    assert close(stand).status_code == 200


def test_rostered_day_without_a_check_in_never_blocks(stand: Stand) -> None:
    assert close(stand).status_code == 200


def test_unsynced_phones_keep_the_month_open(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(made(stand, phone, TUESDAY), unsent=1)
    assert (close(stand).status_code, close(stand).json()["code"]) == (409, "unsynced")
    phone.push()
    assert close(stand).status_code == 200


@pytest.mark.parametrize("override", ["", "  ", 5, [], True])
def test_override_is_a_reason(stand: Stand, override: Any) -> None:
    phone = stand.phone(0)
    phone.push(made(stand, phone, TUESDAY, **B), unsent=1)
    assert close(stand, override=override).status_code == 422
    assert stand.month()["status"] == "open"


def test_override_closes_and_counts_nothing_undecided(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(made(stand, phone, TUESDAY, **B), made(stand, phone, FRIDAY), unsent=1)
    told = close(stand, override="Điện thoại hỏng, đã hỏi Tổ trưởng").json()
    assert (told["status"], told["total_dong"]) == ("closed", 30_000)
    assert stand.differences() == []


def test_late_a_becomes_an_adjustment(stand: Stand) -> None:
    phone = stand.phone(0)
    closed(stand)
    assert phone.codes(made(stand, phone, TUESDAY)) == [("refused", "month_closed")]
    assert adjusted(stand) == [(0, TUESDAY, 1, 30_000)]
    told = stand.month(DECEMBER)
    assert (told["total_dong"], told["adjustments"][0]["from_month"]) == (30_000, NOVEMBER)
    assert told["adjustments"][0]["reason"]
    assert adjusted(stand, "2027-01") == []
    assert stand.differences() == []


@pytest.mark.parametrize("other", [{"clock": None}, {"clock": DRIFTING}, B])
def test_late_b_and_c_wait_for_the_office_in_the_open_month(stand: Stand, other: dict) -> None:
    phone = stand.phone(0)
    closed(stand)
    assert phone.codes(made(stand, phone, TUESDAY, **other)) == [("refused", "month_closed")]
    assert adjusted(stand) == []
    stand.set("2026-12-31T17:00:00+07:00")
    phone.pull()
    assert close(stand, DECEMBER).json()["code"] == "undecided"
    assert stand.decide(0, TUESDAY, month=DECEMBER).status_code == 200
    assert adjusted(stand) == [(0, TUESDAY, 1, 30_000)]
    told = phone.whole()
    late = next(c["data"] for (kind, _), c in told.items() if kind == "checked_in")
    assert late["status"] == "stored"
    assert close(stand, DECEMBER).json()["total_dong"] == 30_000
    assert stand.differences() == []


def test_late_day_that_is_not_counted_makes_no_line(stand: Stand) -> None:
    phone = stand.phone(0)
    closed(stand)
    phone.push(made(stand, phone, TUESDAY))
    stand.decide(0, TUESDAY, False, month=DECEMBER)
    assert adjusted(stand) == []


def test_decided_there_without_facts(stand: Stand) -> None:
    closed(stand)
    assert stand.decide(4, TUESDAY, month=DECEMBER).status_code == 200
    assert adjusted(stand) == [(4, TUESDAY, 1, 30_000)]
    assert stand.decide(4, TUESDAY, month="2027-01").status_code == 422


def test_void_and_correction_take_a_day_back(stand: Stand) -> None:
    one, two = stand.phone(0), stand.phone(1)
    facts = [made(stand, one, TUESDAY), made(stand, two, TUESDAY)]
    one.push(facts[0])
    two.push(facts[1])
    closed(stand)
    at = facts[0]["at"]
    assert one.codes(one.fact("voided", {"target": facts[0]["id"], "reason": "nhầm"}, at)) == [
        ("refused", "month_closed")
    ]
    wrong = {**facts[1]["data"], "session": "afternoon"}
    two.push(two.fact("corrected", {"target": facts[1]["id"], "reason": "nhầm buổi", "data": wrong}, at))
    assert sorted(adjusted(stand)) == [(0, TUESDAY, -1, -30_000), (1, TUESDAY, -1, -30_000)]
    told = stand.month(DECEMBER)
    assert (told["total_dong"], told["total_words"]) == (-60_000, "Âm sáu mươi nghìn đồng")
    assert stand.differences() == []


def test_correction_into_another_month_takes_the_closed_day_back(stand: Stand) -> None:
    """Otherwise one check-in would be paid in both."""
    phone = stand.phone(0)
    fact = made(stand, phone, TUESDAY)
    phone.push(fact)
    closed(stand)
    moved = {**fact["data"], "day": "2026-12-01"}
    phone.push(phone.fact("corrected", {"target": fact["id"], "reason": "nhầm ngày", "data": moved}, fact["at"]))
    assert adjusted(stand) == [(0, TUESDAY, -1, -30_000)]
    assert stand.day(0, "2026-12-01")["grade"] == "C"


def test_correction_that_changes_nothing_paid_makes_no_line(stand: Stand) -> None:
    phone = stand.phone(0)
    fact = made(stand, phone, TUESDAY)
    phone.push(fact)
    closed(stand)
    same = {**fact["data"], "facilities": {"computer": "broken"}}
    phone.push(phone.fact("corrected", {"target": fact["id"], "reason": "máy hỏng", "data": same}, fact["at"]))
    assert adjusted(stand) == []


def test_second_session_of_a_day_already_paid_makes_no_line(stand: Stand) -> None:
    day = (stand.point, date.fromisoformat(TUESDAY), "afternoon")
    now = parse_instant(f"{TUESDAY}T06:00:00+07:00")
    stand.database.write(lambda tx: setup.publish(tx, stand.commune, day, [stand.members[0]], now=now))
    phone = stand.phone(0)
    phone.push(made(stand, phone, TUESDAY))
    closed(stand)
    phone.push(stand.check_in(phone, f"{TUESDAY}T14:00:00+07:00", "afternoon"))
    assert adjusted(stand) == []


def test_adjustment_uses_the_rate_and_group_of_the_day_worked(stand: Stand) -> None:
    phone = stand.phone(0)
    closed(stand)

    def dearer(tx: Tx) -> None:
        rename(tx, stand)
        config = {**setup.plan_config("xã Đại Lãnh"), "rates": [
            {"from": "2024-01-01", "dong": 30_000}, {"from": "2026-12-01", "dong": 50_000}]}  # fmt: skip
        tx.execute(t.commune.update().where(t.commune.c.commune_id == stand.commune).values(config=json.dumps(config)))
        setup.tell_commune(tx, stand.commune)

    stand.database.write(dearer)
    phone.push(made(stand, phone, TUESDAY))
    assert adjusted(stand) == [(0, TUESDAY, 1, 30_000)]


def test_adjustment_closed_in_its_month_is_not_made_twice(stand: Stand) -> None:
    phone = stand.phone(0)
    closed(stand)
    fact = made(stand, phone, TUESDAY)
    phone.push(fact)
    stand.set("2026-12-31T17:00:00+07:00")
    phone.pull()
    assert close(stand, DECEMBER).json()["total_dong"] == 30_000
    assert adjusted(stand, "2027-01") == []
    phone.push(phone.fact("voided", {"target": fact["id"], "reason": "nhầm"}, fact["at"]))
    assert adjusted(stand, "2027-01") == [(0, TUESDAY, -1, -30_000)]
    assert stand.differences() == []


def test_nobody_takes_back_another_members_day_of_a_closed_month(stand: Stand) -> None:
    leader, phone, other = (stand.phone(place) for place in range(3))
    fact = made(stand, phone, TUESDAY)
    phone.push(fact)
    closed(stand)
    void, change = ({"target": fact["id"], "reason": "không phải tôi"}, {"data": fact["data"]})
    wrong = [other.fact("voided", void, fact["at"]), other.fact("corrected", {**void, **change}, fact["at"])]
    assert other.codes(*wrong) == [("refused", "not_allowed")] * 2
    assert adjusted(stand) == [] and stand.differences() == []
    assert leader.codes(leader.fact("voided", void, fact["at"])) == [("refused", "month_closed")]
    assert adjusted(stand) == [(1, TUESDAY, -1, -30_000)]


def test_everything_else_that_comes_late_is_kept_as_month_closed(stand: Stand) -> None:
    phone = stand.phone(0)
    closed(stand)
    at = f"{TUESDAY}T08:10:00+07:00"
    late = [
        phone.fact("handed_over", {"point": stand.point, "procedure": None, "reason": "other", "note": ""}, at),
        phone.fact("ballot_offered", {"point": stand.point, "channel": "slip"}, at),
        phone.fact("outreach_done", {"channel": "radio", "note": ""}, at),
    ]
    assert phone.codes(*late) == [("refused", "month_closed")] * 3


def test_phone_line_of_a_closed_month_is_the_frozen_one(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(made(stand, phone, TUESDAY))
    closed(stand)
    phone.push(made(stand, phone, FRIDAY))
    lines = [c["data"] for (kind, _), c in phone.whole().items() if kind == "allowance"]
    assert [(x["month"], x["count"]) for x in lines if x["month"] == NOVEMBER] == [(NOVEMBER, 1)]
    own = next(x for x in stand.month()["lines"] if x["member"] == stand.members[0])
    assert {k: lines[0][k] for k in own} == own
