"""Phones that enrol again, are revoked, or carry another phone's facts (wire contract §2 and §3)."""

from typing import Any

import pytest

from tests.server.phone_script import Phone
from tests.server.stand import Stand

AT = "2026-11-17T07:55:00+07:00"


@pytest.fixture(autouse=True)
def on_tuesday(stand: Stand) -> None:
    """Tuesday morning, when the members at places 0 and 1 are on duty."""
    stand.set("2026-11-17T08:00:00+07:00")


def raised(phone: Phone, **other: Any) -> dict[str, Any]:
    """A small good fact."""
    return phone.fact("difficulty_raised", {"text": "Hết mực", "urgent": False}, AT, **other)


def revoke(stand: Stand, phone: Phone) -> None:
    """The office takes the phone out of use."""
    assert stand.act(f"/api/v1/devices/{phone.device}/revoke").status_code == 204


def test_revoked_phone_is_told_so_and_its_facts_are_taken(stand: Stand) -> None:
    phone = stand.phone(0)
    before = stand.check_in(phone, AT)
    phone.push(before)
    revoke(stand, phone)
    late = stand.check_in(phone, AT)
    answer = phone.send(late, raised(phone), before, "junk")
    assert answer.status_code == 401
    told = answer.json()
    assert (told["code"], bool(told["message"])) == ("device_revoked", True)
    assert [(v["status"], v["code"]) for v in told["verdicts"]] == [
        ("refused", "device_revoked"), ("refused", "device_revoked"), ("duplicate", None), ("quarantined", "bad_field"),
    ]  # fmt: skip
    assert "changes" not in told
    assert told["receipt"]["stored"] == 4
    day = stand.day(0, "2026-11-17")
    assert (day["grade"], day["counted"]) == ("A", True)
    assert stand.differences() == []


def test_check_in_after_revocation_is_c_and_the_office_decides(stand: Stand) -> None:
    phone = stand.phone(0)
    revoke(stand, phone)
    assert phone.send(stand.check_in(phone, AT)).status_code == 401
    day = stand.day(0, "2026-11-17")
    assert (day["grade"], day["counted"], day["codes"]) == ("C", False, ["device_revoked"])
    assert stand.decide(0, "2026-11-17").status_code == 200
    assert stand.day(0, "2026-11-17")["counted"]
    assert stand.differences() == []


def test_pull_of_a_revoked_phone(stand: Stand) -> None:
    phone = stand.phone(0)
    revoke(stand, phone)
    answer = phone.send()
    assert (answer.status_code, answer.json()["code"], answer.json()["verdicts"]) == (401, "device_revoked", [])


def test_unknown_token(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.token = "nobody's"
    answer = phone.send(raised(phone))
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    bare = stand.client.post("/api/v1/sync", json={"facts": []})
    assert (bare.status_code, bare.json()["code"]) == (401, "unauthorized")
    script = stand.client.post("/api/v1/sync", json={"facts": []}, headers=stand.headers("office"))
    assert (script.status_code, script.json()["code"]) == (401, "unauthorized")


def test_enrolled_again_the_facts_are_numbered_under_the_phone_that_made_them(stand: Stand) -> None:
    old = stand.phone(0)
    old.push(raised(old))
    left = [stand.check_in(old, AT), raised(old)]
    new = stand.phone(0)
    told = new.send(*({**f, "device": old.device} for f in left)).json()
    assert [v["status"] for v in told["verdicts"]] == ["stored", "stored"]
    receipt = told["receipt"]
    assert (receipt["device"], receipt["contiguous_seq"], receipt["stored"]) == (old.device, 3, 3)
    own = new.send(raised(new)).json()["receipt"]
    assert (own["device"], own["contiguous_seq"], own["stored"]) == (new.device, 1, 1)
    assert stand.day(0, "2026-11-17")["counted"]
    assert new.codes(*({**f, "device": old.device} for f in left)) == [("duplicate", None)] * 2
    assert stand.differences() == []


def test_unknown_phone_is_made_again(stand: Stand) -> None:
    lost = stand.phone(0)
    entry = stand.check_in(lost, AT)
    phone = stand.phone(0)
    told = phone.send({**entry, "device": "d-of-another-life"}).json()
    assert told["verdicts"][0]["status"] == "stored"
    receipt = told["receipt"]
    assert (receipt["device"], receipt["contiguous_seq"], receipt["stored"]) == ("d-of-another-life", 1, 1)
    assert stand.day(0, "2026-11-17")["counted"]
    assert stand.differences() == []


def test_facts_of_a_member_not_on_the_sender_are_not_allowed(stand: Stand) -> None:
    old, new = stand.phone(1), stand.phone(0)
    facts = [stand.check_in(old, AT), raised(old)]
    assert new.codes(*({**f, "device": old.device} for f in facts)) == [("refused", "not_allowed")] * 2
    assert (
        new.codes(raised(new, member=stand.members[2]), raised(new, member="nobody"))
        == [("refused", "not_allowed")] * 2
    )
    assert stand.day(1, "2026-11-17") is None
    assert stand.differences() == []


def test_facts_out_of_order_under_a_phone_made_again(stand: Stand) -> None:
    """The check-out comes first, alone; when its check-in comes it stands, although its phone is no longer enrolled."""
    lost, phone = stand.phone(0), stand.phone(0)
    entry = stand.check_in(lost, AT)
    out = lost.fact("checked_out", {"check_in": entry["id"]}, AT)
    assert phone.codes({**out, "device": "d-gone"}) == [("refused", "target_unknown")]
    phone.push({**entry, "device": "d-gone"})
    told = phone.whole()["checked_out", out["id"]]["data"]
    assert (told["status"], told["code"]) == ("stored", None)


def test_waiting_fact_that_arrived_before_revocation_is_not_touched_by_it(stand: Stand) -> None:
    phone, other = stand.phone(0), stand.phone(0)
    entry = stand.check_in(phone, AT)
    out = phone.fact("checked_out", {"check_in": entry["id"]}, AT)
    phone.push(out)
    revoke(stand, phone)
    other.push({**entry, "device": other.device, "seq": 1})
    told = other.whole()["checked_out", out["id"]]["data"]
    assert (told["status"], told["code"]) == ("stored", None)


def test_gaps_show_in_the_receipt(stand: Stand) -> None:
    phone = stand.phone(0)
    one, two, three, four = (raised(phone) for _ in range(4))
    seen = []
    for fact in (two, four, one, three):
        told = phone.send(fact).json()["receipt"]
        seen.append((told["contiguous_seq"], told["highest_seq"], told["stored"]))
    assert seen == [(0, 2, 1), (0, 4, 2), (2, 4, 3), (4, 4, 4)]
    assert stand.differences() == []


def test_two_facts_with_one_number_are_both_kept(stand: Stand) -> None:
    phone = stand.phone(0)
    told = phone.send(raised(phone), raised(phone, seq=1)).json()
    assert [v["status"] for v in told["verdicts"]] == ["stored", "stored"]
    assert (told["receipt"]["contiguous_seq"], told["receipt"]["stored"]) == (1, 2)
    assert stand.differences() == []
