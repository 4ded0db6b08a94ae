"""Odd things a phone may send: each spoils nothing but itself, and nobody's number is kept under any name."""

import gzip
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shiftbook import imports
from sync_server import setup
from tests.server.phone_script import Phone
from tests.server.stand import MONDAY, Stand

PRIVATE = "079201234567"


def told(phone: Phone, raw: str) -> Any:
    """The answer to a request whose facts are given as JSON text."""
    body = f'{{"cursor": null, "limit": 0, "unsent": 0, "facts": [{raw}]}}'.encode("utf-8", "surrogatepass")
    answer = phone.post("/api/v1/sync", content=body, headers=phone.headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def difficulty(phone: Phone) -> dict[str, Any]:
    return phone.fact("difficulty_raised", {"text": "hết giấy"}, MONDAY)


@pytest.mark.parametrize("day", ["9999-12-05", "9999-12-31"])
def test_day_at_the_end_of_the_calendar_holds_up_nobody(stand: Stand, day: str) -> None:
    phone = stand.phone(0)
    odd = phone.fact("checked_in", {"point": stand.point, "day": day, "session": "morning"}, MONDAY)
    assert phone.codes(difficulty(phone), odd) == [("stored", None), ("quarantined", "bad_field")]
    assert phone.pull()


@pytest.mark.parametrize(
    "odd",
    ["1e999", "-1e999", "9" * 400, "-" + "9" * 5000, "[" * 1500 + "]" * 1500, '{"a":' * 1500 + "1" + "}" * 1500,
     '"' + "[" * 1500 + '"', r'"\ud800"', "NaN"],
)  # fmt: skip
def test_what_the_parser_refuses_spoils_only_its_own_fact(stand: Stand, odd: str) -> None:
    phone = stand.phone(0)
    good, bad = difficulty(phone), difficulty(phone)
    raw = json.dumps(bad).replace(json.dumps("hết giấy"), odd)
    first = told(phone, f"{json.dumps(good)}, {raw}")["verdicts"]
    assert [v["id"] for v in first] == [good["id"], bad["id"]]
    assert first[0]["status"] == "stored"
    again = told(phone, f"{json.dumps(good)}, {raw}")
    assert [v["status"] for v in again["verdicts"]] == ["duplicate", "duplicate"]
    assert again["receipt"]["contiguous_seq"] == 2


@pytest.mark.parametrize("raw", ['{"facts": [}', "[1, 2", '{"a": "\n', "]" * 300, "{" * 300])
def test_what_is_no_json_stays_malformed(stand: Stand, raw: str) -> None:
    phone = stand.phone(0)
    answer = phone.post("/api/v1/sync", content=raw.encode(), headers=phone.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_an_id_of_another_shape_is_told_as_sent_and_counts(stand: Stand) -> None:
    phone = stand.phone(0)
    odd = difficulty(phone)
    odd["id"] = odd["id"].upper()
    body = phone.send(odd).json()
    assert (body["verdicts"][0]["id"], body["verdicts"][0]["status"]) == (odd["id"], "quarantined")
    assert body["receipt"]["contiguous_seq"] == 1
    assert phone.codes(odd) == [("duplicate", "bad_field")]
    assert stand.differences() == []


@pytest.mark.parametrize(
    "more",
    [{"id": PRIVATE}, {"member": PRIVATE}, {"x": {"day": PRIVATE}}, {"cccd": 79201234567.0}, {"seq": 79201234567},
     {"point": PRIVATE}, {PRIVATE: 1}],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["handed_over", "of_tomorrow"])
def test_a_private_number_is_kept_under_no_name(stand: Stand, more: dict[str, Any], kind: str) -> None:
    phone = stand.phone(0)
    phone.push(phone.fact(kind, {"point": stand.point, "reason": "other", **more}, MONDAY))
    with stand.database.reader() as connection:
        texts = [
            str(row) for table in ("fact", "quarantine") for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        ]
    assert len(texts) == 1
    assert "9201234567" not in texts[0]


def test_what_only_looks_like_a_number_stays(stand: Stand) -> None:
    phone = stand.phone(0)
    odd = phone.fact("of_tomorrow", {"ask": "01990000-1111-7222-8333-444455556666", "on": MONDAY}, MONDAY)
    phone.push(odd)
    with stand.database.reader() as connection:
        assert json.loads(connection.exec_driver_sql("SELECT raw FROM quarantine").scalar_one()) == odd


def test_hostile_text_is_refused_without_being_pondered(stand: Stand) -> None:
    """Two megabytes of a string that never ends: read once, where a careless pattern would take hours."""
    body = gzip.compress(b'"' + b'\\"' * 1_000_000)
    headers = {"Authorization": "Bearer x", "Content-Encoding": "gzip"}
    answer = stand.client.post("/api/v1/sync", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed")


def test_a_twin_of_nobody_spoils_nothing(stand: Stand) -> None:
    phone = stand.phone(0)
    good = difficulty(phone)
    assert phone.codes({**good, "device": 5}, good) == [("quarantined", "bad_field"), ("stored", None)]
    assert stand.differences() == []


def test_a_revoked_phone_puts_nobody_on_another_device(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(difficulty(phone))
    stand.act(f"/api/v1/devices/{phone.device}/revoke")
    ghost = {**difficulty(phone), "member": "nobody-at-all", "device": "ghost", "seq": 9}
    assert phone.send(ghost).status_code == 401
    assert not stand.month()["unsynced"]
    assert stand.get("/office/months/2026-11").status_code == 200


def test_a_long_code_of_a_known_procedure_is_no_private_number(stand: Stand) -> None:
    long = "1.004227.000.00.00.h56"
    rows = imports.read_csv(setup.data_text("procedures.csv"))
    first = imports.procedures(rows, "x", date(2024, 1, 1)).taken[0]
    made = [replace(first, id=long, rule="allowed", record="full")]
    stand.database.write(lambda tx: setup.put_procedures(tx, stand.commune, made))
    phone = stand.phone(0)
    data = {"point": stand.point, "procedure": long, "mode": "guided"}
    assert phone.codes(phone.fact("assisted", data, MONDAY)) == [("stored", None)]
    told = next(c["data"] for c in phone.pull() if c["kind"] == "assisted")
    assert told["data"]["procedure"] == long and "masked" not in told
