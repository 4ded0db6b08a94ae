"""What a commune's team did before the pictures' Monday, sent by its phones to a running office."""

from collections.abc import Iterator
from datetime import datetime

import httpx

from shiftbook.moments import VN
from tests.browser.office import Office
from tests.server.phone_script import Phone as Script

MONDAY = datetime(2026, 11, 23, 8, 4, tzinfo=VN)


def lived(office: Office) -> None:
    """A month with something in it: check-ins of every grade, acts of help, a difficulty, ballots."""
    people = office.told["members"]
    roster = _shifts(office)

    def post(path: str, **more: object) -> httpx.Response:
        return httpx.post(office.url + path, timeout=30, **more)  # type: ignore[arg-type]

    for place, person in enumerate(people):
        script = Script(post, office.invite(person["id"]))
        for number, (day, session) in enumerate(roster.get(person["id"], [])):
            script.push(*_day(script, office, (day, session), place + number))
    for number in range(9):
        httpx.post(f"{office.url}/q/{office.poster}", data={"rating": [5, 4, 5, 3, 5, 4, 4, 5, 2][number]})


def _shifts(office: Office) -> dict[str, list[tuple[str, str]]]:
    with office.database.reader() as connection:
        rows = connection.exec_driver_sql("SELECT day, session, members FROM duty ORDER BY day, session DESC").all()
    found: dict[str, list[tuple[str, str]]] = {}
    for day, session, members in rows:
        if day < MONDAY.date().isoformat():
            for member in members.strip("[]").replace('"', "").split(", "):
                found.setdefault(member, []).append((day, session))
    return found


def _day(script: Script, office: Office, shift: tuple[str, str], turn: int) -> Iterator[dict[str, object]]:
    day, session = shift
    hour = "08" if session == "morning" else "14"
    at = f"{day}T{hour}:0{turn % 8}:00.000+07:00"
    code = {0: None, 5: "000000"}.get(turn % 6) if turn % 6 in (0, 5) else _code(office, at)
    data = {"point": office.point, "day": day, "session": session, "desk_code": code,
            "facilities": {"computer": "broken" if turn == 3 else "ok", "internet": "ok"}}  # fmt: skip
    here = script.fact("checked_in", data, at)
    yield here
    for minute in range(2 + turn % 3):
        yield script.fact("assisted", _help(office, minute + turn), f"{day}T{hour}:2{minute}:00.000+07:00")
    if turn % 4:
        yield script.fact("checked_out", {"check_in": here["id"]}, f"{day}T{hour}:58:00.000+07:00")


def _code(office: Office, at: str) -> str:
    return str(office.keys.desk(int(office.told["commune"]), office.point).at(datetime.fromisoformat(at)))


def _help(office: Office, number: int) -> dict[str, object]:
    procedure = ["1.001193", "2.000635", "1.004873", "1.004222"][number % 4]
    return {"point": office.point, "procedure": procedure, "rules_version": "2026-11", "mode": "handwritten",
            "applicant": "person", "requested": True, "reviewed": "read", "signed": "signature", "outcome": "ready",
            "missing": []}  # fmt: skip
