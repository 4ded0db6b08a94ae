"""What is no fact to this server: kept raw and masked, counted, never in the way of others (wire contract §3)."""

import json
from typing import Any

import pytest
import sqlalchemy as sa

from sync_server import tables as t
from tests.server.phone_script import Phone, uuid7
from tests.server.stand import Stand

AT = "2026-11-17T07:55:00+07:00"


@pytest.fixture
def phone(stand: Stand) -> Phone:
    """The phone of the member at place 0."""
    stand.set("2026-11-17T08:00:00+07:00")
    return stand.phone(0)


def raised(phone: Phone, text: str = "Máy tính hỏng", **other: Any) -> dict[str, Any]:
    """A small good fact."""
    return phone.fact("difficulty_raised", {"text": text, "urgent": False}, AT, **other)


def kept(stand: Stand) -> list[str]:
    """The raw texts in quarantine."""
    with stand.database.reader() as connection:
        return list(connection.execute(sa.select(t.quarantine.c.raw)).scalars())


def test_unknown_kind_is_quarantined_and_counts(stand: Stand, phone: Phone) -> None:
    odd = phone.fact("thing_unheard_of", {"note": "một"}, AT)
    told = phone.send(odd, raised(phone)).json()
    verdict = told["verdicts"][0]
    assert (verdict["status"], verdict["code"], verdict["rev"]) == ("quarantined", "unknown_kind", None)
    assert verdict["message"]
    assert told["verdicts"][1]["status"] == "stored"
    receipt = told["receipt"]
    assert (receipt["contiguous_seq"], receipt["highest_seq"], receipt["stored"]) == (2, 2, 2)
    again = phone.send(odd).json()
    assert (again["verdicts"][0]["status"], again["verdicts"][0]["code"]) == ("duplicate", "unknown_kind")
    assert again["receipt"]["stored"] == 2
    assert len(kept(stand)) == 1
    assert stand.differences() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"seq": 0}, {"seq": -1}, {"seq": True}, {"seq": 1.5}, {"seq": 2**53}, {"id": "abc"}, {"id": None},
        {"at": "2026-11-17"}, {"at": "2026-11-17T07:55:00"}, {"at": 5}, {"at": "2026-02-30T07:55:00+07:00"},
        {"clock": {}}, {"clock": {"offset_ms": "1", "age_s": 1, "steady": True}}, {"clock": []},
        {"data": None}, {"data": []}, {"data": {}}, {"data": {"text": ""}}, {"data": {"text": 3}},
        {"data": {"text": "x" * 2001}}, {"data": {"text": "a\x00b"}}, {"kind": None}, {"kind": 7}, {"kind": ["a"]},
        {"member": None}, {"member": ""}, {"member": "x\x00"}, {"member": {}},
    ],
)  # fmt: skip
def test_bad_field_is_quarantined(stand: Stand, phone: Phone, wrong: dict) -> None:
    bad = {**raised(phone), **wrong}
    assert phone.codes(bad, raised(phone)) == [("quarantined", "bad_field"), ("stored", None)]
    assert phone.codes(bad) == [("duplicate", "bad_field")]
    assert stand.differences() == []


@pytest.mark.parametrize("junk", [None, 1, -1.5, "x", True, [], [[]], {}, {"id": 5}, [{"id": "a"}], 2**70, 1e300])
def test_non_facts_get_a_verdict(stand: Stand, phone: Phone, junk: Any) -> None:
    verdicts = phone.push(junk, raised(phone), junk)
    assert [(v["status"], v["code"]) for v in verdicts] == [
        ("quarantined", "bad_field"), ("stored", None), ("duplicate", "bad_field"),
    ]  # fmt: skip
    assert verdicts[0]["id"] is None


def test_fact_without_id_is_kept_but_not_numbered(stand: Stand, phone: Phone) -> None:
    nameless = raised(phone)
    del nameless["id"]
    receipt = phone.send(nameless).json()["receipt"]
    assert (receipt["contiguous_seq"], receipt["highest_seq"], receipt["stored"]) == (0, 0, 1)
    assert stand.differences() == []


def test_other_content_under_a_known_id(stand: Stand, phone: Phone) -> None:
    first = raised(phone)
    other = {**first, "data": {"text": "Máy in hỏng", "urgent": False}}
    rev = phone.push(first)[0]["rev"]
    told = phone.send(other).json()
    assert (told["verdicts"][0]["status"], told["verdicts"][0]["code"]) == ("quarantined", "content_changed")
    assert told["receipt"]["stored"] == 2
    assert phone.codes(other) == [("duplicate", "content_changed")]
    again = phone.push(first)[0]
    assert (again["status"], again["code"], again["rev"]) == ("duplicate", None, rev)
    assert phone.whole()["difficulty_raised", first["id"]]["data"]["data"]["text"] == "Máy tính hỏng"
    assert stand.differences() == []


@pytest.mark.parametrize(
    "other", [{"seq": 9}, {"at": "2026-11-17T07:56:00+07:00"}, {"member": "m1"}, {"kind": "outreach_done"}]
)
def test_every_part_of_the_content_is_content(phone: Phone, other: dict) -> None:
    first = raised(phone)
    phone.push(first)
    assert phone.codes({**first, **other}) == [("quarantined", "content_changed")]


def test_clock_device_and_unknown_fields_are_not_content(phone: Phone) -> None:
    first = raised(phone)
    phone.push(first)
    turned = dict(reversed(first["data"].items()))
    same = {**first, "clock": None, "device": phone.device, "colour": "red", "data": turned}
    assert phone.codes(same) == [("duplicate", None)]


def test_same_text_decomposed_is_the_same_content(phone: Phone) -> None:
    first = raised(phone, "Mất điện")
    phone.push(first)
    apart = {**first, "data": {"text": "Mâ\u0301t điê\u0323n", "urgent": False}}
    assert phone.codes(apart) == [("duplicate", None)]


def test_duplicate_repeats_rev_and_code(stand: Stand, phone: Phone) -> None:
    refused = stand.check_in(phone, AT, clock=None)
    first = phone.push(refused)[0]
    again = phone.push(refused, refused)
    assert [(v["status"], v["rev"], v["code"], v["message"]) for v in again] == [
        ("duplicate", first["rev"], "clock_unknown", first["message"])
    ] * 2


def test_one_bad_fact_spoils_no_other(stand: Stand, phone: Phone) -> None:
    """Broken text, deep nesting and odd names arrive between good facts."""
    deep: Any = "x"
    for _ in range(600):
        deep = [deep]
    bad = [
        raised(phone, "half a pair \ud800"),
        phone.fact("odd \udfff", {}, AT),
        phone.fact("difficulty_raised", {"text": deep}, AT),
        phone.fact("difficulty_raised", {"text": "sâu", "more": deep}, AT),
        raised(phone, device="\x00"),
        raised(phone, device=["a"]),
        {"id": uuid7(), "\ud800": 1},
        "\ud800",
        deep,
    ]
    raw = json.dumps({"facts": [x for item in bad for x in (item, raised(phone))]}).encode()
    for expected in ("stored", "duplicate"):
        told = phone.post("/api/v1/sync", content=raw, headers=phone.headers)
        assert told.status_code == 200, told.text
        verdicts = told.json()["verdicts"]
        assert [v["status"] for v in verdicts[1::2]] == [expected] * len(bad)
        assert {v["status"] for v in verdicts[::2]} <= {expected, "quarantined", "duplicate"}
    assert stand.differences() == []


def test_texts_are_masked_everywhere(stand: Stand, phone: Phone) -> None:
    """A phone number and an identity number are nowhere in what is kept, shown or given back."""
    phone_number, identity = "0912345678", "079203001234"
    text = f"Gọi {phone_number}, căn cước {identity}"
    good = raised(phone, text)
    help_ = phone.fact("handed_over", {"point": stand.point, "reason": "other", "procedure": None, "note": text}, AT)
    odd = phone.fact("thing_unheard_of", {"note": text, "list": [text], text: {"deeper": text}}, AT)
    told = phone.send(good, help_, odd, text, [text], {"id": uuid7(), "text": text})
    assert [v["status"] for v in told.json()["verdicts"]][:2] == ["stored", "stored"]
    changed = phone.send({**good, "data": {"text": "Khác: " + text, "urgent": True}})
    everything = told.text + changed.text + str(phone.whole()) + "".join(kept(stand))
    assert "[đã che]" in everything
    assert phone_number not in everything
    assert identity not in everything
    assert phone.codes(good, odd) == [("duplicate", None), ("duplicate", "unknown_kind")]
    for file in stand.site.settings.data_dir.glob("shiftbook.db*"):
        raw = file.read_bytes()
        assert phone_number.encode() not in raw
        assert identity.encode() not in raw
    assert stand.differences() == []
