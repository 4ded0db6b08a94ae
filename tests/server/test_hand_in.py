"""What a phone without network has sealed comes in by somebody else's hand, and is the phone's own work there."""

import base64
import json
import os
import zlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shiftbook import sealed
from shiftbook.sealed import Sealed
from sync_server.ledger import exchange
from sync_server.ledger.judging import Entry, earliest, first
from tests.server import office_cast as cast
from tests.server.phone_script import Phone
from tests.server.stand import Stand

FRIDAY = "2026-11-20"
EIGHT = f"{FRIDAY}T07:55:00+07:00"
NOON = f"{FRIDAY}T12:00:00+07:00"


def sealed_by(phone: Phone, *facts: Any, packed: bytes | None = None) -> str:
    """What the phone would hand to a carrier."""
    nonce, front = os.urandom(12), sealed.covered(phone.device, max(1, len(facts)))
    content = sealed.pack(list(facts)) if packed is None else packed
    body = AESGCM(base64.b64decode(phone.carry_key)).encrypt(nonce, content, front)
    return sealed.to_text(Sealed(phone.device, max(1, len(facts)), nonce, body))


def hand_in(stand: Stand, text: Any) -> Any:
    """A carrier's request; nobody's token comes with it."""
    return stand.client.post("/api/v1/hand-in", json={"sealed": text})


def test_carried_facts_count_and_their_phone_learns_it_later(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(unsent=0)
    told = {"text": "mất mạng", "urgent": False}
    facts = [stand.check_in(phone, EIGHT), phone.fact("difficulty_raised", told, EIGHT)]
    stand.set(NOON)
    answer = hand_in(stand, sealed_by(phone, *facts))
    assert (answer.status_code, answer.json()) == (200, {"items": 2, "at": "2026-11-20T12:00:00.000+07:00"})
    day = stand.day(0, FRIDAY)
    assert day and (day["grade"], day["counted"]) == ("A", True)
    assert phone.codes(*facts) == [("duplicate", None), ("duplicate", None)]
    receipt = phone.send().json()["receipt"]
    assert (receipt["contiguous_seq"], receipt["highest_seq"], receipt["stored"]) == (2, 2, 2)
    assert stand.differences() == []


def test_handing_in_twice_counts_once(stand: Stand) -> None:
    phone = stand.phone(0)
    text = sealed_by(phone, stand.check_in(phone, EIGHT))
    assert hand_in(stand, text).json()["items"] == hand_in(stand, text.lower()).json()["items"] == 1
    day = stand.day(0, FRIDAY)
    assert day and day["sessions"] == ["morning"]
    with stand.database.reader() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM audit WHERE act = 'handed_in'").scalar_one() == 1


def test_the_carrier_can_read_nothing_and_change_nothing(stand: Stand) -> None:
    phone, other = stand.phone(0), stand.phone(1)
    text = sealed_by(phone, phone.fact("difficulty_raised", {"text": "bí mật", "urgent": False}, EIGHT))
    found = sealed.from_text(text)
    assert b"difficulty" not in found.body and phone.member.encode() not in found.body
    changed = bytearray(found.body)
    changed[7] ^= 1
    for wrong in (
        found._replace(body=bytes(changed)),
        found._replace(body=found.body[:-1]),
        found._replace(device=other.device),
        found._replace(items=2),
        found._replace(nonce=os.urandom(12)),
    ):
        answer = hand_in(stand, sealed.to_text(wrong))
        assert (answer.status_code, answer.json()["code"]) == (422, "seal_broken")
    assert stand.day(0, FRIDAY) is None and phone.send().json()["receipt"]["stored"] == 0


@pytest.mark.parametrize("text", [None, 7, "", "xin chào", ["SOTRUC1"], "SOTRUC1.D1.1.AAAA"])
def test_what_is_no_bundle_is_told_apart(stand: Stand, text: Any) -> None:
    answer = hand_in(stand, text)
    assert answer.status_code == 422 and answer.json()["code"] in ("no_bundle", "seal_broken")


@pytest.mark.parametrize(
    "packed", [zlib.compress(text) for text in (b"[]", b'{"facts":7}', b"{", b'{"facts":' + b"[" * 90_000)]
)
def test_a_phone_that_seals_nonsense_stops_nobody(stand: Stand, packed: bytes) -> None:
    answer = hand_in(stand, sealed_by(stand.phone(0), packed=packed))
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_odd_items_are_held_like_any_other(stand: Stand) -> None:
    phone = stand.phone(0)
    odd = [None, {"id": "x"}, phone.fact("from_tomorrow", {}, EIGHT), 10**30]
    assert hand_in(stand, sealed_by(phone, *odd, stand.check_in(phone, EIGHT))).json()["items"] == 5
    day = stand.day(0, FRIDAY)
    assert day and day["grade"] == "A"
    assert stand.differences() == []


def test_facts_of_a_former_device_and_of_a_revoked_one(stand: Stand) -> None:
    """The seal speaks for the phone as its token would: what it made under an older name, and after a revocation."""
    old = stand.phone(0)
    fact = stand.check_in(old, EIGHT)
    new = stand.phone(0)
    hand_in(stand, sealed_by(new, {**fact, "device": old.device}))
    day = stand.day(0, FRIDAY)
    assert day and day["grade"] == "A"
    stand.act(f"/api/v1/devices/{new.device}/revoke")
    late = new.fact("difficulty_raised", {"text": "muộn", "urgent": False}, NOON)
    hand_in(stand, sealed_by(new, late))
    assert new.send(late).json()["verdicts"][0]["code"] == "device_revoked"


def test_what_was_carried_is_no_longer_missing_but_the_phone_stays_silent(stand: Stand) -> None:
    phone = stand.phone(0)
    first, *rest = [phone.fact("difficulty_raised", {"text": str(n), "urgent": False}, EIGHT) for n in range(4)]
    stand.set(EIGHT)
    phone.push(first, unsent=3)
    heard = stand.month()["unsynced"][0]["silent_since"]
    stand.set(NOON)
    hand_in(stand, sealed_by(phone, *rest))
    [row] = [r for r in stand.month()["unsynced"] if r["device"] == phone.device]
    assert (row["missing"], row["silent_since"]) == (0, heard)


def test_a_phone_this_database_never_saw_keeps_its_bundle(stand: Stand) -> None:
    phone = stand.phone(0)
    text = sealed_by(phone, stand.check_in(phone, EIGHT))
    with stand.database.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM device_token WHERE device = '{phone.device}'")
    answer = hand_in(stand, text)
    assert (answer.status_code, answer.json()["code"]) == (409, "sealed_elsewhere")


def test_guessing_is_slowed_down(stand: Stand) -> None:
    answers = [hand_in(stand, "SOTRUC1.D1.1.AAAA") for _ in range(11)]
    assert [a.status_code for a in answers] == [422] * 10 + [429] and answers[-1].headers["Retry-After"] == "60"


@pytest.mark.parametrize("role", ["leader", "office"])
def test_the_office_hands_in_on_its_page(stand: Stand, role: str) -> None:
    phone = stand.phone(0)
    stand.set(NOON)
    text = sealed_by(phone, *(stand.check_in(phone, EIGHT) for _ in range(2)))
    with cast.opened(stand) as office:
        browser = office.browser(role)
        told = cast.text(browser.post("/office/hand-in", {"sealed": f"{text[:60]}\r\n{text[60:]}"}))
        assert "Văn phòng đã nhận 2 mục từ điện thoại của" in told and "<b>1</b> mục ghi vào sổ" in told
        again = cast.text(browser.sent("/office/hand-in", {}, text.encode()))
        assert "Mọi mục trong gói đã có trong sổ từ trước" in again
        empty = browser.post("/office/hand-in", {"sealed": " "})
        assert empty.status_code == 422 and "Chưa chọn tệp" in cast.text(empty)
        spoilt = browser.post("/office/hand-in", {"sealed": text[:-4]})
        assert spoilt.status_code == 422 and text[:-4] in cast.text(spoilt) and "Chưa nhận gì." in cast.text(spoilt)
        trail = cast.text(office.browser("office").get("/office/audit"))
        assert "Nộp gói niêm phong" in trail and "số mục: 2; ghi vào sổ: 1; chưa được tính: 1</td>" in trail


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_message_around_the_bundle_and_an_odd_file_are_no_obstacle(stand: Stand, encoding: str) -> None:
    phone = stand.phone(0)
    text = sealed_by(phone, stand.check_in(phone, EIGHT))
    sent = f"Gói của Bình:\u200b\r\n{text[:40]}\u200b{text[40:]}\r\ncảm ơn chị"
    with cast.opened(stand) as office:
        browser = office.browser("office")
        told = cast.text(browser.sent("/office/hand-in", {}, sent.encode(encoding)))
        assert "Văn phòng đã nhận 1 mục" in told
        two = browser.post("/office/hand-in", {"sealed": f"{text}\n{text}"})
        assert two.status_code == 422 and "Chưa nhận gì." in cast.text(two)
        large = browser.sent("/office/hand-in", {}, b"A" * (4 * 1024 * 1024))
        assert large.status_code == 413 and "Tệp quá lớn: nhiều nhất 4 MiB." in cast.text(large)


def test_a_long_bundle_is_taken_in_parts_and_whatever_was_interrupted_is_handed_in_again(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = stand.phone(0)
    phone.push(unsent=1200)
    text = sealed_by(
        phone, *(phone.fact("difficulty_raised", {"text": "x", "urgent": False}, EIGHT) for _ in range(1200))
    )
    push, left = exchange.push, iter([True, False])

    def twice(*told: Any) -> Any:
        return push(*told) if next(left) else 1 / 0

    with monkeypatch.context() as cut:
        cut.setattr(exchange, "push", twice)
        assert hand_in(stand, text).status_code == 500
    assert devices_stored(stand, phone.device) == (500, 700)
    assert hand_in(stand, text).json()["items"] == 1200
    assert devices_stored(stand, phone.device) == (1200, 0)
    with stand.database.reader() as connection:
        told = connection.exec_driver_sql("SELECT detail FROM audit WHERE act = 'handed_in' ORDER BY rev").scalars()
        assert [json.loads(detail)["stored"] for detail in told] == [500, 500, 200]
    assert stand.differences() == []


def devices_stored(stand: Stand, device: str) -> tuple[int, int]:
    """How many items of a phone are in the ledger, and how many it is still thought to hold."""
    with stand.database.reader() as connection:
        query = f"SELECT stored, unsent FROM device WHERE id = '{device}'"
        stored, unsent = connection.exec_driver_sql(query).one()
    return stored, unsent


def test_thousands_of_check_ins_for_one_shift_do_not_cost_their_square() -> None:
    """A phone may hand in 5 000 at once; only each device's earliest is kept to compare the next one with."""
    entries = [Entry("d1" if n % 2 else "d2", n, f"id{9999 - n}") for n in range(5000)]
    assert {e.seq for e in earliest(entries)} == {0, 1}
    assert first(entries) == first(earliest(entries)) == "id9998"
