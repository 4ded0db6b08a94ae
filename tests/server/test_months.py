"""An open month: days, grades, confirmation, decisions and who is still silent (wire contract §6)."""

from typing import Any

import pytest

from tests.server.phone_script import DRIFTING, Phone
from tests.server.stand import Stand

MONTH = "/api/v1/months/2026-11"
TUESDAY, FRIDAY = "2026-11-17", "2026-11-20"  # the members at places 0 and 1 serve on both mornings
B = {"data": {"desk_code": None}}


@pytest.fixture(autouse=True)
def on_friday(stand: Stand) -> None:
    """Friday after the morning session."""
    stand.set(f"{FRIDAY}T10:05:00+07:00")


def came(stand: Stand, phone: Phone, day: str, **other: Any) -> dict[str, Any]:
    """A check-in of that morning, sent."""
    fact = stand.check_in(phone, f"{day}T07:55:00+07:00", **other)
    phone.push(fact)
    return fact


def line(stand: Stand, place: int, month: str = "2026-11") -> dict[str, Any]:
    """A member's line."""
    return next(x for x in stand.month(month)["lines"] if x["member"] == stand.members[place])


def confirm(stand: Stand, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What the leader's confirmation answers."""
    answer = stand.act(f"{MONTH}/confirm", body, "leader")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_month_has_the_shape_of_the_contract(stand: Stand) -> None:
    phone = stand.phone(0)
    fact = came(stand, phone, TUESDAY)
    told = stand.month()
    parts = {"status", "lines", "adjustments", "total_dong", "total_words", "unsynced", "verify_code"}
    assert parts <= told.keys()
    assert (told["status"], told["total_dong"], told["total_words"]) == ("open", 30_000, "Ba mươi nghìn đồng")
    assert told["verify_code"]
    own = line(stand, 0)
    assert {"member", "name", "group", "days", "count", "rate_dong", "amount_dong"} <= own.keys()
    assert (own["group"], own["count"], own["rate_dong"], own["amount_dong"]) == ("union_member", 1, 30_000, 30_000)
    day = own["days"][0]
    assert {"day", "grade", "counted", "sessions", "facts", "codes", "decided_by"} <= day.keys()
    assert (day["facts"], day["decided_by"]) == ([fact["id"]], None)


def test_empty_month(stand: Stand) -> None:
    told = stand.month("2026-12")
    assert (told["total_dong"], told["total_words"], told["adjustments"]) == (0, "Không đồng", [])
    assert told["verify_code"] and len(told["lines"]) == 12


def test_unpaid_group_has_a_line_without_money(stand: Stand) -> None:
    stand.set("2026-11-16T08:00:00+07:00")
    phone = stand.phone(8)
    came(stand, phone, "2026-11-16")
    own = line(stand, 8)
    assert (own["group"], own["count"], own["amount_dong"]) == ("civil_servant", 1, 0)
    assert stand.month()["total_dong"] == 0


def test_verify_code_is_of_the_figures(stand: Stand) -> None:
    phone = stand.phone(0)
    before = stand.month()["verify_code"]
    assert stand.month()["verify_code"] == before
    came(stand, phone, TUESDAY)
    assert stand.month()["verify_code"] != before
    assert stand.month("2026-12")["verify_code"] != stand.month("2026-10")["verify_code"]


def test_grade_is_the_best_and_codes_the_union(stand: Stand) -> None:
    phone = stand.phone(0)
    came(stand, phone, TUESDAY, clock=None)
    came(stand, phone, TUESDAY, clock=DRIFTING)
    day = stand.day(0, TUESDAY)
    assert (day["grade"], day["counted"]) == ("B", False)
    assert day["codes"] == ["already_checked_in", "clock_drifting", "clock_unknown"]
    assert len(day["facts"]) == 2


def test_leader_confirms_the_b_days_present_now(stand: Stand) -> None:
    phone, other = stand.phone(0), stand.phone(1)
    came(stand, phone, TUESDAY, **B)
    came(stand, other, TUESDAY, clock=None)
    told = confirm(stand)
    assert told["status"] == "confirmed"
    assert stand.day(0, TUESDAY)["counted"]
    assert not stand.day(1, TUESDAY)["counted"]
    came(stand, phone, FRIDAY, **B)
    assert not stand.day(0, FRIDAY)["counted"]
    assert stand.month()["status"] == "confirmed"
    assert confirm(stand)["total_dong"] == 60_000
    assert confirm(stand)["total_dong"] == 60_000
    assert stand.differences() == []


def test_leader_confirms_one_day(stand: Stand) -> None:
    phone = stand.phone(0)
    came(stand, phone, TUESDAY, **B)
    came(stand, phone, FRIDAY, **B)
    confirm(stand, {"day": TUESDAY})
    assert stand.day(0, TUESDAY)["counted"]
    assert not stand.day(0, FRIDAY)["counted"]


def test_confirmation_never_blocks(stand: Stand) -> None:
    assert confirm(stand)["status"] == "confirmed"
    assert confirm(stand, {"day": "2026-11-01"})["status"] == "confirmed"


def test_b_check_in_late_for_a_confirmed_day_is_covered_by_none(stand: Stand) -> None:
    """The day was confirmed while empty; what comes afterwards waits again."""
    confirm(stand, {"day": TUESDAY})
    came(stand, stand.phone(0), TUESDAY, **B)
    assert not stand.day(0, TUESDAY)["counted"]


def test_office_decision_stands_over_evidence_and_confirmation(stand: Stand) -> None:
    phone = stand.phone(0)
    came(stand, phone, TUESDAY)
    came(stand, phone, FRIDAY, **B)
    confirm(stand)
    assert stand.decide(0, TUESDAY, False).json()["status"] == "confirmed"
    stand.decide(0, FRIDAY, False)
    assert [(d["counted"], bool(d["decided_by"])) for d in line(stand, 0)["days"]] == [(False, True)] * 2
    stand.decide(0, FRIDAY, True)
    confirm(stand)
    assert stand.day(0, FRIDAY)["counted"]
    assert stand.month()["total_dong"] == 30_000
    assert stand.differences() == []


def test_office_decides_a_day_without_facts(stand: Stand) -> None:
    assert stand.decide(2, TUESDAY).status_code == 200
    day = stand.day(2, TUESDAY)
    assert (day["grade"], day["facts"], day["codes"], day["sessions"], day["counted"]) == (None, [], [], [], True)
    assert day["decided_by"]
    assert stand.month()["total_dong"] == 30_000


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"member": "nobody"}, "member"), ({"member": None}, "member"), ({"member": ["a"]}, "member"),
        ({"member": {}}, "member"), ({"day": "2026-11-31"}, "day"), ({"day": None}, "day"), ({"day": ["x"]}, "day"),
        ({"day": "2026-12-01"}, "day"), ({"day": "2026-10-30"}, "day"), ({"counted": None}, "counted"),
        ({"counted": "yes"}, "counted"), ({"counted": 1}, "counted"), ({"reason": ""}, "reason"),
        ({"reason": "  "}, "reason"), ({"reason": None}, "reason"), ({"reason": 5}, "reason"),
    ],
)  # fmt: skip
def test_unreadable_decision_names_its_field(stand: Stand, wish: dict, field: str) -> None:
    good = {"member": stand.members[0], "day": TUESDAY, "counted": True, "reason": "Có mặt"}
    answer = stand.act(f"{MONTH}/decide", {**good, **wish})
    assert answer.status_code == 422
    assert answer.json()["field"] == field
    assert answer.json()["message"]
    assert stand.day(0, TUESDAY) is None


@pytest.mark.parametrize("body", [{"day": "x"}, {"day": 5}, {"day": "2026-12-01"}])
def test_unreadable_confirmation(stand: Stand, body: dict) -> None:
    assert stand.act(f"{MONTH}/confirm", body, "leader").status_code == 422


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "x", "0000-01", "9999-01", "２０２６-11"])
def test_unreadable_month(stand: Stand, month: str) -> None:
    answer = stand.get(f"/api/v1/months/{month}")
    assert (answer.status_code, answer.json()["code"]) == (422, "month_unreadable")


def test_voided_day_is_gone_and_a_corrected_one_is_judged_again(stand: Stand) -> None:
    phone = stand.phone(0)
    fact = came(stand, phone, TUESDAY, data={"session": "afternoon"})
    assert stand.day(0, TUESDAY)["codes"] == ["outside_window", "shift_full"]
    right = {**fact["data"], "session": "morning"}
    correction = phone.fact("corrected", {"target": fact["id"], "reason": "bấm nhầm buổi", "data": right}, fact["at"])
    phone.push(correction)
    day = stand.day(0, TUESDAY)
    assert (day["grade"], day["sessions"], day["facts"]) == ("A", ["morning"], [fact["id"]])
    phone.push(phone.fact("voided", {"target": fact["id"], "reason": "không trực"}, fact["at"]))
    assert stand.day(0, TUESDAY) is None
    assert stand.differences() == []


def unsynced(stand: Stand) -> list[tuple[str, int]]:
    """The member's places and what is missing."""
    rows = stand.month()["unsynced"]
    named = {"device", "member", "missing", "silent_since", "unsent", "gap", "contiguous_seq", "highest_seq"}
    assert all(r.keys() >= named for r in rows)
    return sorted((stand.members.index(r["member"]), r["missing"]) for r in rows)


def raised(phone: Phone, **other: Any) -> dict[str, Any]:
    """A small good fact."""
    return phone.fact("difficulty_raised", {"text": "Hết mực", "urgent": False}, f"{FRIDAY}T08:00:00+07:00", **other)


LAST = "2026-11-30T16:00:01+07:00"  # after every rostered session of the month


def test_phone_never_used_for_a_fact_is_left_out(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.pull()
    phone.push(unsent=3)
    assert unsynced(stand) == []


def test_silent_before_the_end_of_the_last_rostered_session(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(raised(phone))
    row = stand.month()["unsynced"][0]
    assert (row["device"], row["member"], row["missing"]) == (phone.device, stand.members[0], 0)
    assert row["silent_since"] == f"{FRIDAY}T10:05:00.000+07:00"
    stand.set(LAST)
    phone.pull()
    assert unsynced(stand) == []


def test_gap_and_unsent_are_counted_together(stand: Stand) -> None:
    stand.set(LAST)
    phone = stand.phone(0)
    phone.push(raised(phone, seq=2), raised(phone, seq=5), unsent=4)
    assert unsynced(stand) == [(0, 7)]
    phone.push(*(raised(phone, seq=n) for n in (1, 3, 4)), unsent=0)
    assert unsynced(stand) == []


def test_one_row_for_each_member_of_a_phone(stand: Stand) -> None:
    stand.set(LAST)
    phone = stand.phone(0)
    stand.phone(7, bearer=phone.token)
    phone.push(raised(phone), unsent=2)
    assert unsynced(stand) == [(0, 2), (7, 2)]


def test_revoked_phones_are_left_out(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(raised(phone, seq=9))
    assert stand.act(f"/api/v1/devices/{phone.device}/revoke").status_code == 204
    assert unsynced(stand) == []


def test_a_device_made_anew_with_a_gap_keeps_the_month_from_closing(stand: Stand) -> None:
    """After a restore a phone brings what its former device made; what that one never brought is asked for."""
    stand.set("2026-11-30T17:00:00+07:00")
    phone = stand.phone(0)
    carried = phone.fact("difficulty_raised", {"text": "hết giấy"}, "2026-11-20T08:00:00+07:00", device="d-old", seq=5)
    assert phone.codes(carried) == [("stored", None)]
    rows = [(r["device"], r["missing"], r["silent_since"]) for r in stand.month()["unsynced"]]
    assert ("d-old", 4, None) in rows
    assert stand.act("/api/v1/months/2026-11/close").json()["code"] == "unsynced"
    rest = [phone.fact("difficulty_raised", {"text": "x"}, carried["at"], device="d-old", seq=n) for n in range(1, 5)]
    phone.push(*rest)
    assert not [r for r in stand.month()["unsynced"] if r["device"] == "d-old"]


def test_confirming_covers_the_b_check_ins_it_saw_and_nothing_else(stand: Stand) -> None:
    """The leader vouches for a missing code, not for another shift that same day, nor for what is told later."""
    place, day = 0, "2026-11-17"
    stand.set(f"{day}T15:00:00+07:00")
    phone = stand.phone(place)
    weak = stand.check_in(phone, f"{day}T07:55:00+07:00", data={"desk_code": None})
    stranger = stand.check_in(phone, f"{day}T14:00:00+07:00", "afternoon")
    assert phone.codes(weak, stranger) == [("refused", "desk_code_missing"), ("refused", "shift_full")]
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    told = {c["id"]: c["data"]["status"] for c in phone.pull() if c["kind"] == "checked_in"}
    assert told == {weak["id"]: "stored", stranger["id"]: "refused"}
    found = stand.day(place, day)
    assert found and found["counted"] and found["confirmed"]
    new = {**weak["data"], "facilities": {"computer": "broken"}}
    phone.push(phone.fact("corrected", {"target": weak["id"], "reason": "máy hỏng", "data": new}, weak["at"]))
    found = stand.day(place, day)
    assert found and found["undecided"] and not found["counted"]
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    found = stand.day(place, day)
    assert found and found["counted"] and found["confirmed"]
    assert stand.differences() == []
