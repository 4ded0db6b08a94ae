"""How many mismatches wait: whatever happens, the number counted day by day is the one counted anew from everything."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest

from shiftbook.workdays import CalendarException
from sync_server import commune as communes
from sync_server import folded, matters, months, setup
from tests.server import office_cast as cast
from tests.server.ballot_cast import put, second_point
from tests.server.phone_script import Phone
from tests.server.stand import Stand

MONTH = "2026-11"
LATER, EVENING = f"{cast.TODAY}T09:12:00+07:00", f"{cast.TODAY}T17:00:00+07:00"
MISTAKEN = {4: "2026-11-16", 5: "2026-11-17", 6: "2026-11-17"}


class Lived(NamedTuple):
    """A week at the counter, the phones by place, and check-ins that turn out to be mistaken."""

    stand: Stand
    phones: dict[int, Phone]
    mistaken: dict[int, Any]


Change = Callable[[Lived], Any]


def came_late(lived: Lived) -> None:
    lived.phones[7].push(lived.stand.check_in(lived.phones[7], "2026-11-16T08:20:00+07:00"))


def served(lived: Lived) -> None:
    phone, told = lived.phones[2], {"point": lived.stand.point, "procedure": None, "mode": "guided"}
    phone.push(phone.fact("assisted", told, "2026-11-17T14:20:00+07:00"))


def _amend(lived: Lived, place: int, kind: str, data: dict[str, Any] | None = None) -> None:
    entry = lived.mistaken[place]
    told = {"target": entry["id"], "reason": "bấm nhầm"}
    phone = lived.phones[place]
    phone.push(phone.fact(kind, {**told, "data": {**entry["data"], **data}} if data else told, LATER))


def corrected(lived: Lived) -> None:
    """Monday morning turns out to have been the afternoon."""
    _amend(lived, 4, "corrected", {"session": "afternoon"})


def moved(lived: Lived) -> None:
    """Tuesday turns out to have been Wednesday."""
    _amend(lived, 6, "corrected", {"day": "2026-11-18"})


def voided(lived: Lived) -> None:
    _amend(lived, 5, "voided")


def rostered_anew(lived: Lived) -> None:
    stand = lived.stand
    where, now = (stand.point, date(2026, 11, 16), "morning"), stand.clock.now()
    members = [stand.members[n] for n in (9, 10)]
    stand.database.write(lambda tx: setup.publish(tx, stand.commune, where, members, now=now))


def left(lived: Lived) -> None:
    stand = lived.stand
    absent = next(line["member"] for line in stand.month()["lines"] if line["name"] == "Huỳnh Gia Hân")
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, absent, {"until": "2026-11-17"}))


def day_off(lived: Lived) -> None:
    stand = lived.stand
    off = [CalendarException(date(2026, 11, 11), "nghi_le", "Nghỉ bão", stand.clock.now())]
    stand.database.write(lambda tx: setup.put_calendar(tx, stand.commune, off))


def in_use(name: str, day: str) -> Change:
    """The second counter is in use from a day on, or no longer."""

    def change(lived: Lived) -> None:
        second = next(p for p in points(lived.stand) if p != lived.stand.point)
        lived.stand.database.write(lambda tx: setup.change_point(tx, lived.stand.commune, second, {name: day}))

    return change


def points(stand: Stand) -> list[str]:
    with stand.database.reader() as connection:
        return list(communes.read(connection, stand.commune).points)


CHANGES: list[Change] = [
    came_late,
    served,
    corrected,
    voided,
    moved,
    rostered_anew,
    left,
    day_off,
    lambda lived: put(lived.stand, "2026-11-10", "5", channel="slip"),
    lambda lived: second_point(lived.stand),
    in_use("opened_from", "2026-11-12"),
    in_use("closed_from", "2026-11-19"),
    lambda lived: lived.stand.decide(3, "2026-11-17", False),
    lambda lived: lived.stand.decide(3, "2026-11-14", True),
    lambda lived: lived.stand.set(EVENING),
]


@pytest.fixture
def lived(stand: Stand) -> Lived:
    phones = cast.week(stand)
    mistaken = {place: stand.check_in(phones[place], f"{day}T08:10:00+07:00") for place, day in MISTAKEN.items()}
    for place, entry in mistaken.items():
        phones[place].push(entry)
    return Lived(stand, phones, mistaken)


def both(stand: Stand, remembered: dict[Any, Any]) -> tuple[int, int]:
    """The number as it is counted on the month's page, and from everything."""
    now = stand.clock.now()
    with stand.database.reader() as connection:
        commune = communes.read(connection, stand.commune)
        anew = sum(one.open for one in matters.matters(connection, commune, MONTH, now))
        known = folded.month(remembered, connection, commune, MONTH, now=now)
        assert known.judged == months.days(connection, commune, MONTH)
        assert known.unmatched == matters.found(connection, commune, matters.compared(commune, MONTH, now), now)
        return folded.waiting(connection, commune, MONTH, known), anew


def test_whatever_happens_it_is_the_number_counted_anew(lived: Lived) -> None:
    stand = lived.stand
    remembered: dict[Any, Any] = {}
    before, anew = both(stand, remembered)
    assert before == anew > 5
    moves = 0
    for change in [*CHANGES, *CHANGES[:2]]:
        change(lived)
        counted, anew = both(stand, remembered)
        assert counted == anew, change
        moves += counted != before
        before = counted
    assert moves > 6


def test_only_days_on_which_something_happened_are_compared_anew(lived: Lived, monkeypatch: pytest.MonkeyPatch) -> None:
    stand = lived.stand
    remembered: dict[Any, Any] = {}
    compared: list[list[str]] = []
    found = matters.found

    def noted(connection: Any, commune: Any, days: list[date], now: Any) -> Any:
        compared.append([str(day) for day in days])
        return found(connection, commune, days, now)

    both(stand, remembered)
    monkeypatch.setattr(matters, "found", noted)
    for change in (served, came_late):
        change(lived)
        with stand.database.reader() as connection:
            commune = communes.read(connection, stand.commune)
            for _ in range(2):
                folded.month(remembered, connection, commune, MONTH, now=stand.clock.now())
    assert compared == [["2026-11-17"], ["2026-11-16"]]
