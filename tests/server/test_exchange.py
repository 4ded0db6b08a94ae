"""The exchange, sentence by sentence (wire contract §3): verdicts, receipts, duplicates, quarantine, re-enrolment."""

import pytest

from shiftbook.codes import SENTENCES
from tests.server.phone_script import DRIFTING, STEADY
from tests.server.stand import Stand

TUESDAY = "2026-11-17"
IN_TIME = f"{TUESDAY}T07:55:00+07:00"


@pytest.fixture(autouse=True)
def on_tuesday(stand: Stand) -> None:
    """Tuesday morning, when the members at places 0 and 1 are on duty, and 2 and 3 in the afternoon."""
    stand.set(f"{TUESDAY}T08:00:00+07:00")


def test_reply_has_its_parts(stand: Stand) -> None:
    phone = stand.phone(0)
    told = phone.send(stand.check_in(phone, IN_TIME)).json()
    assert {"epoch", "server_time", "verdicts", "receipt", "changes", "cursor", "more"} <= told.keys()
    assert told["epoch"] == phone.epoch
    assert told["server_time"] == "2026-11-17T08:00:00.000+07:00"
    assert {"id", "status", "rev", "code", "message"} <= told["verdicts"][0].keys()
    receipt = told["receipt"]
    assert (receipt["device"], receipt["contiguous_seq"], receipt["highest_seq"], receipt["stored"]) == (
        phone.device, 1, 1, 1,
    )  # fmt: skip
    assert receipt["at"] and receipt["mac"]
    assert all({"rev", "kind", "id", "data", "deleted"} <= c.keys() for c in told["changes"])


def test_trusted_check_in_is_stored(stand: Stand) -> None:
    phone = stand.phone(0)
    verdict = phone.push(stand.check_in(phone, IN_TIME))[0]
    assert (verdict["status"], verdict["code"], verdict["message"]) == ("stored", None, None)
    day = stand.day(0, TUESDAY)
    assert day is not None
    assert (day["grade"], day["counted"], day["sessions"], day["codes"]) == ("A", True, ["morning"], [])


@pytest.mark.parametrize(
    ("at", "status"),
    [("07:29:59.999", "refused"), ("07:30:00.000", "stored"), ("10:00:00.000", "stored"), ("10:00:00.001", "refused")],
)
def test_window_includes_both_ends(stand: Stand, at: str, status: str) -> None:
    phone = stand.phone(0)
    verdict = phone.push(stand.check_in(phone, f"{TUESDAY}T{at}+07:00"))[0]
    assert (verdict["status"], verdict["code"]) == (status, None if status == "stored" else "outside_window")


@pytest.mark.parametrize(
    ("clock", "code", "grade"),
    [
        (None, "clock_unknown", "C"),
        (DRIFTING, "clock_drifting", "B"),
        ({**STEADY, "age_s": 86_400}, None, "A"),
        ({**STEADY, "age_s": 86_401}, "clock_drifting", "B"),
        ({**STEADY, "offset_ms": 300_000}, None, "A"),
        ({**STEADY, "offset_ms": -300_001}, "clock_drifting", "B"),
    ],
)
def test_clock_grades(stand: Stand, clock: dict | None, code: str | None, grade: str) -> None:
    phone = stand.phone(0)
    verdict = phone.push(stand.check_in(phone, IN_TIME, clock=clock))[0]
    assert (verdict["status"], verdict["code"]) == ("stored" if grade == "A" else "refused", code)
    assert stand.day(0, TUESDAY)["grade"] == grade


@pytest.mark.parametrize(
    ("made_at", "code"),
    [("07:54:00", None), ("07:55:59", None), ("07:56:59", None), ("07:53:59", "desk_code_wrong"),
     ("07:57:00", "desk_code_wrong")],
)  # fmt: skip
def test_desk_code_one_step_either_side(stand: Stand, made_at: str, code: str | None) -> None:
    phone = stand.phone(0)
    shown = stand.desk_code(f"{TUESDAY}T{made_at}+07:00")
    assert phone.push(stand.check_in(phone, IN_TIME, data={"desk_code": shown}))[0]["code"] == code


MISSING, WRONG = {"desk_code": None}, {"desk_code": "000000"}
AFTER = f"{TUESDAY}T10:00:01+07:00"
SUNDAY = "2026-11-22T08:00:00+07:00"


@pytest.mark.parametrize(
    ("place", "at", "more", "code"),
    [
        (0, IN_TIME, {"data": MISSING}, "desk_code_missing"),
        (0, IN_TIME, {"data": WRONG}, "desk_code_wrong"),
        (0, IN_TIME, {"data": WRONG, "clock": DRIFTING}, "clock_drifting"),
        (0, IN_TIME, {"data": WRONG, "clock": None}, "clock_unknown"),
        (0, AFTER, {"data": WRONG, "clock": None}, "outside_window"),
        (4, AFTER, {"data": WRONG, "clock": None}, "shift_full"),
        (4, IN_TIME, {}, "shift_full"),
        (4, SUNDAY, {"clock": None}, "not_rostered"),
    ],
)
def test_the_code_that_weighs_most(stand: Stand, place: int, at: str, more: dict, code: str) -> None:
    phone = stand.phone(place)
    verdict = phone.push(stand.check_in(phone, at, **more))[0]
    assert (verdict["status"], verdict["code"], verdict["message"]) == ("refused", code, SENTENCES[code])
    assert stand.day(place, at[:10])["grade"] == ("B" if code == "desk_code_missing" else "C")
