"""Check-ins beside the roster, the calendar and each other (wire contract §3, design: evidence grades)."""

from datetime import date

import pytest

from shiftbook.moments import parse_instant
from shiftbook.workdays import CalendarException
from sync_server import setup
from sync_server import tables as t
from sync_server.database import Tx
from tests.server.phone_script import DRIFTING
from tests.server.stand import Stand

TUESDAY = "2026-11-17"
IN_TIME = f"{TUESDAY}T07:55:00+07:00"
NO_CODE = {"desk_code": None}


@pytest.fixture(autouse=True)
def on_tuesday(stand: Stand) -> None:
    """Tuesday morning, when the members at places 0 and 1 are on duty."""
    stand.set(f"{TUESDAY}T08:00:00+07:00")


def publish(stand: Stand, places: list[int], at: str, session: str = "morning") -> None:
    """Publish who serves on Tuesday at an instant."""
    duty = (stand.point, date.fromisoformat(TUESDAY), session)
    members, now = [stand.members[p] for p in places], parse_instant(at)
    stand.database.write(lambda tx: setup.publish(tx, stand.commune, duty, members, now=now))


def test_stranger_on_a_shift_with_room_is_not_rostered(stand: Stand) -> None:
    publish(stand, [0], "2026-11-17T06:00:00+07:00")
    phone = stand.phone(4)
    assert phone.codes(stand.check_in(phone, IN_TIME)) == [("refused", "not_rostered")]


def test_rostered_member_never_gets_shift_full(stand: Stand) -> None:
    """Two strangers come first; the two on the roster still count."""
    for place, code in ((4, "shift_full"), (5, "shift_full"), (0, None), (1, None)):
        phone = stand.phone(place)
        assert phone.push(stand.check_in(phone, IN_TIME))[0]["code"] == code


def test_roster_in_force_at_the_corrected_time(stand: Stand) -> None:
    """A change before the session counts from then on; a check-in made before it is judged by what stood."""
    publish(stand, [4, 5], "2026-11-17T07:45:00+07:00")
    before, after = stand.phone(0), stand.phone(1)
    assert before.codes(stand.check_in(before, "2026-11-17T07:40:00+07:00")) == [("stored", None)]
    assert after.codes(stand.check_in(after, "2026-11-17T07:50:00+07:00")) == [("refused", "shift_full")]


def test_roster_published_after_the_session_began_is_not_used(stand: Stand) -> None:
    publish(stand, [4, 5], "2026-11-17T08:00:01+07:00")
    old, new = stand.phone(0), stand.phone(4)
    assert old.codes(stand.check_in(old, "2026-11-17T09:00:00+07:00")) == [("stored", None)]
    assert new.codes(stand.check_in(new, "2026-11-17T09:00:00+07:00")) == [("refused", "shift_full")]


def test_later_roster_never_regrades(stand: Stand) -> None:
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, IN_TIME))
    publish(stand, [4, 5], "2026-11-17T07:56:00+07:00")
    assert stand.day(0, TUESDAY)["grade"] == "A"
    assert stand.differences() == []


def test_not_a_working_day_is_c(stand: Stand) -> None:
    day = CalendarException(date(2026, 11, 17), "nghi_le", "Ngày nghỉ", parse_instant("2026-11-01T00:00:00+07:00"))
    stand.database.write(lambda tx: setup.put_calendar(tx, stand.commune, [day]))
    phone = stand.phone(0)
    assert phone.codes(stand.check_in(phone, IN_TIME)) == [("refused", "not_a_working_day")]
    assert stand.day(0, TUESDAY)["grade"] == "C"


def test_calendar_known_later_is_not_used(stand: Stand) -> None:
    day = CalendarException(date(2026, 11, 17), "nghi_le", "Ngày nghỉ", parse_instant("2026-11-17T07:56:00+07:00"))
    stand.database.write(lambda tx: setup.put_calendar(tx, stand.commune, [day]))
    phone = stand.phone(0)
    assert phone.codes(stand.check_in(phone, IN_TIME)) == [("stored", None)]


def test_a_clock_set_back_lets_no_older_roster_or_holiday_win(stand: Stand) -> None:
    """What the office said last holds, though its server's clock stood earlier when it said so."""
    for places, at in (([4, 5], "2026-11-17T06:30:00+07:00"), ([0, 1], "2026-11-17T06:00:00+07:00")):
        publish(stand, places, at)
    for kind, at in (("nghi_le", "2026-11-02T00:00:00+07:00"), ("ngay_thuong", "2026-11-01T00:00:00+07:00")):
        day = CalendarException(date(2026, 11, 17), kind, "Ngày lễ nhầm", parse_instant(at))
        stand.database.write(lambda tx, day=day: setup.put_calendar(tx, stand.commune, [day]))
    phone, other = stand.phone(0), stand.phone(4)
    assert phone.codes(stand.check_in(phone, IN_TIME)) == [("stored", None)]
    assert other.codes(stand.check_in(other, IN_TIME)) == [("refused", "shift_full")]
    assert stand.differences() == []


def leave(stand: Stand, place: int, until: str) -> None:
    """The member's last day in the team."""
    where = (t.member.c.commune_id == stand.commune, t.member.c.id == stand.members[place])

    def job(tx: Tx) -> None:
        tx.execute(t.member.update().where(*where).values(until=until))
        setup.tell_commune(tx, stand.commune)

    stand.database.write(job)


def test_member_who_left_is_inactive(stand: Stand) -> None:
    phone = stand.phone(0)
    leave(stand, 0, "2026-11-16")
    told = phone.fact("difficulty_raised", {"text": "Hết mực", "urgent": False}, IN_TIME)
    assert phone.codes(stand.check_in(phone, IN_TIME, clock=None), told) == [("refused", "member_inactive")] * 2
    assert stand.day(0, TUESDAY)["grade"] == "C"
    assert stand.differences() == []


def test_member_is_active_on_the_last_day(stand: Stand) -> None:
    phone = stand.phone(0)
    leave(stand, 0, TUESDAY)
    assert phone.codes(stand.check_in(phone, IN_TIME)) == [("stored", None)]


def test_second_check_in_never_lowers_the_first(stand: Stand) -> None:
    phone = stand.phone(0)
    first, second = stand.check_in(phone, IN_TIME), stand.check_in(phone, IN_TIME, clock=None)
    assert phone.codes(first, second) == [("stored", None), ("refused", "already_checked_in")]
    day = stand.day(0, TUESDAY)
    assert (day["grade"], day["counted"]) == ("A", True)
    assert sorted(day["facts"]) == sorted([first["id"], second["id"]])


@pytest.mark.parametrize(
    ("first", "second", "grade"),
    [({"clock": None}, {}, "A"), ({"clock": None}, {"data": NO_CODE}, "B"), ({"data": NO_CODE}, {}, "A"),
     ({"clock": DRIFTING}, {"clock": None}, "B")],
)  # fmt: skip
def test_better_check_in_grades_the_day(stand: Stand, first: dict, second: dict, grade: str) -> None:
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, IN_TIME, **first))
    assert phone.codes(stand.check_in(phone, IN_TIME, **second)) == [("refused", "already_checked_in")]
    day = stand.day(0, TUESDAY)
    assert (day["grade"], day["counted"]) == (grade, grade == "A")


def test_already_checked_in_weighs_less_than_inactive_and_more_than_the_shift(stand: Stand) -> None:
    phone = stand.phone(4)
    phone.push(stand.check_in(phone, IN_TIME))
    assert phone.codes(stand.check_in(phone, IN_TIME, clock=None)) == [("refused", "already_checked_in")]
    leave(stand, 4, "2026-11-16")
    assert phone.codes(stand.check_in(phone, IN_TIME)) == [("refused", "member_inactive")]


def test_two_sessions_are_one_day(stand: Stand) -> None:
    publish(stand, [0, 1], "2026-11-17T06:00:00+07:00", "afternoon")
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, IN_TIME), stand.check_in(phone, "2026-11-17T14:00:00+07:00", "afternoon"))
    line = next(x for x in stand.month()["lines"] if x["member"] == stand.members[0])
    assert (line["count"], line["amount_dong"], line["days"][0]["sessions"]) == (1, 30_000, ["morning", "afternoon"])


def test_one_more_member_of_the_same_shift_has_a_day_of_their_own(stand: Stand) -> None:
    for place in (0, 1):
        phone = stand.phone(place)
        assert phone.codes(stand.check_in(phone, IN_TIME)) == [("stored", None)]
        assert stand.day(place, TUESDAY)["counted"]
    assert stand.month()["total_dong"] == 60_000
    assert stand.month()["total_words"] == "Sáu mươi nghìn đồng"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_order_of_arrival_does_not_say_which_was_first(stand: Stand, order: tuple[int, int]) -> None:
    """The numbers of the phone do: also when the second arrives alone and the first long after."""
    phone = stand.phone(0)
    made = [stand.check_in(phone, IN_TIME), stand.check_in(phone, IN_TIME, clock=None)]
    for place in order:
        phone.push(made[place])
    told = phone.whole()
    seen = [(told["checked_in", f["id"]]["data"]["status"], told["checked_in", f["id"]]["data"]["code"]) for f in made]
    assert seen == [("stored", None), ("refused", "already_checked_in")]
    assert stand.day(0, TUESDAY)["codes"] == ["already_checked_in", "clock_unknown"]
    assert stand.differences() == []
