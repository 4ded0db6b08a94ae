"""When members can serve: typed by the office or told by the member, and pairs; what a roster then says of it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from sync_server import commune as communes
from sync_server import roster_drafts as drafts
from sync_server import setup
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.roster_cast import MONTH, WEDNESDAY, fields, plan
from tests.server.stand import Stand

SAID = {"sent": "1", "busy": ["2.morning"], "away_from": ["2026-12-01", "2026-12-24", ""],
        "away_to": ["2026-12-03", "", ""], "most": "2"}  # fmt: skip
KEPT = {"busy": ["2.morning"], "away": [["2026-12-01", "2026-12-03"], ["2026-12-24", "2026-12-24"]], "most_a_week": 2}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def said(stand: Stand, place: int = 1) -> dict[str, Any]:
    with stand.database.reader() as connection:
        commune = communes.read(connection, stand.commune)
        return drafts.wishes(connection, commune).of(stand.members[place]).json()


def address(stand: Stand, office: Office, place: int = 1) -> str:
    """The path of a member's own page, asked for by their phone."""
    phone = stand.phone(place)
    path = f"/api/v1/calendar?member={stand.members[place]}"
    answer = office.browser().get(path, Authorization=f"Bearer {phone.token}")
    return str(answer.json()["page"].removeprefix(stand.site.settings.public_url))


def test_the_office_writes_down_what_a_member_said(stand: Stand, office: Office) -> None:
    browser, path = office.browser("leader"), f"/office/availability/{stand.members[1]}"
    assert browser.post(path, SAID).headers["location"] == "/office/availability"
    assert said(stand) == KEPT
    told = text(browser.get("/office/availability"))
    assert "Bận Thứ Tư buổi sáng, 01/12–03/12/2026, ngày 24/12; nhiều nhất 2 ca một tuần" in told
    page = text(browser.get(path))
    assert 'value="2.morning" aria-label="Thứ Tư buổi sáng: không trực được" checked' in page
    assert 'name="away_from" value="2026-12-24"' in page
    assert [row.act for row in office.acts()] == ["availability_set"]
    browser.post(path, SAID)
    assert len(office.acts()) == 1  # the same again is no news


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"away_from": ["2026-12-05"], "away_to": ["2026-12-01"]}, 'id="away0-problem">Ngày cuối đứng trước ngày đầu.'),
        ({"away_from": ["mai"], "away_to": [""]}, 'id="away0-problem">Ngày chưa đúng.'),
        ({"most": "không"}, 'id="most-problem">Hãy ghi một số từ 1 đến 10'),
        ({"most": "0"}, 'id="most-problem">Hãy ghi một số từ 1 đến 10'),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    stand: Stand, office: Office, wrong: dict[str, Any], sentence: str
) -> None:
    answer = office.browser("office").post(f"/office/availability/{stand.members[1]}", SAID | wrong)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="2.morning" aria-label="Thứ Tư buổi sáng: không trực được" checked' in answer.text
    assert said(stand)["busy"] == []


def test_absences_that_are_over_are_let_go(stand: Stand, office: Office) -> None:
    past = {"away_from": ["2026-01-05", "2026-01-05"], "away_to": ["2026-01-09", "2027-01-09"]}
    office.browser("office").post(f"/office/availability/{stand.members[1]}", SAID | past)
    assert said(stand)["away"] == [["2026-01-05", "2027-01-09"]]


def test_a_member_tells_it_on_a_page_of_their_own(stand: Stand, office: Office) -> None:
    path, nobody = address(stand, office), office.browser()
    shown = text(nobody.get(path))
    assert "Trang riêng của Trần Văn Bình" in shown and "Thứ " in shown.split("Ca trực tám tuần tới")[1]
    answer = nobody.post(path, SAID)
    assert answer.status_code == 303
    assert "Đã lưu lịch bận." in text(nobody.get(answer.headers["location"]))
    assert said(stand) == KEPT
    assert office.acts()[0].by == "Trần Văn Bình"
    assert nobody.post(path, SAID | {"most": "99"}).status_code == 422


def test_a_roster_against_it_says_so_and_a_proposal_keeps_to_it(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    browser.post(f"/office/availability/{stand.members[1]}", SAID)
    plan(browser, stand, WEDNESDAY, 1)
    assert "Trần Văn Bình báo bận buổi này." in text(browser.get(f"/office/roster?month={MONTH}"))
    browser.post("/office/roster", fields(stand, "2027-03", do="propose.2"))
    with stand.database.reader() as connection:
        commune = communes.read(connection, stand.commune)
        draft = drafts.read(connection, commune, (stand.point, "2027-03"), stand.clock.now())
    days = [(day, session) for (day, session), p in draft.changed.items() if stand.members[1] in p.members]
    assert days and all((day.weekday(), session) != (2, "morning") for day, session in days)
    weeks = [day.isocalendar().week for day, _ in days]
    assert max(weeks.count(week) for week in weeks) <= 2


def test_pairs_are_named_warned_of_and_let_go(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    pair = {"kind": "apart", "one": stand.members[1], "other": stand.members[2]}
    assert browser.post("/office/availability/pairs", pair).status_code == 303
    plan(browser, stand, WEDNESDAY, 1, 2)
    assert "được ghi là không trực chung." in text(browser.get(f"/office/roster?month={MONTH}"))
    twice = browser.post("/office/availability/pairs", pair | {"kind": "together"})
    assert (twice.status_code, "đã có trong một cặp" in twice.text) == (422, True)
    alone = browser.post("/office/availability/pairs", pair | {"other": stand.members[1]})
    assert (alone.status_code, "Hãy chọn hai người khác nhau." in alone.text) == (422, True)
    assert browser.post("/office/availability/pairs", pair | {"drop": "yes"}).status_code == 303
    assert "không trực chung" not in text(browser.get(f"/office/roster?month={MONTH}"))


def events(raw: bytes) -> list[dict[str, str]]:
    """The events of a calendar, unfolded (RFC 5545 §3.1)."""
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    lines = raw.decode().replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2:]) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""])
    found: list[dict[str, str]] = []
    for line in lines[1:-2]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name != "END":
            found[-1][name] = value
    return found


def test_the_calendar_has_exactly_the_members_shifts(stand: Stand, office: Office) -> None:
    path, browser = address(stand, office), office.browser("leader")
    shift = (stand.point, date.fromisoformat(WEDNESDAY), "afternoon")
    people = [stand.members[1], stand.members[2]]
    stand.database.write(lambda tx: setup.publish(tx, stand.commune, shift, people, now=stand.clock.now()))
    answer = browser.get(f"{path}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    told = {event["UID"]: event for event in events(answer.content)}
    with stand.database.reader() as connection:
        commune = communes.read(connection, stand.commune)
    mine = [d for d in commune.ground.roster.current() if stand.members[1] in d.members]
    assert set(told) == {f"{d.id}.{stand.members[1]}@so-truc" for d in mine}
    event = told[f"{WEDNESDAY}.afternoon.{stand.point}.{stand.members[1]}@so-truc"]
    assert (event["DTSTART"], event["DTEND"]) == ("20261125T070000Z", "20261125T090000Z")
    assert event["SUMMARY"] == "Trực buổi chiều"
    fellow = commune.people[stand.members[2]].name
    assert event["DESCRIPTION"] == f"Trực cùng {fellow}. Vào ca được từ 13:30."


def test_names_with_commas_and_breaks_stay_one_value(stand: Stand, office: Office) -> None:
    path = address(stand, office)
    odd = {"name": "Lê; Văn, An\\ xóm 3"}
    with stand.database.reader() as connection:
        roster = communes.read(connection, stand.commune).ground.roster.current()
    fellow = next(m for d in roster if stand.members[1] in d.members for m in d.members if m != stand.members[1])
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, fellow, odd))
    told = [event["DESCRIPTION"] for event in events(office.browser().get(f"{path}.ics").content)]
    assert any("Trực cùng Lê\\; Văn\\, An\\\\ xóm 3." in text for text in told)


def test_a_renewed_address_ends_the_old_one(stand: Stand, office: Office) -> None:
    old, browser = address(stand, office), office.browser("office")
    answer = browser.post(f"/office/availability/{stand.members[1]}/renew")
    assert answer.headers["location"] == f"/office/availability/{stand.members[1]}"
    shown = browser.get(answer.headers["location"]).text
    assert "Đã tạo địa chỉ mới" in shown and old not in shown
    assert [browser.get(old + end).status_code for end in ("", ".ics")] == [404, 404]


def test_addresses_are_guessed_by_nobody_and_end_with_the_membership(stand: Stand, office: Office) -> None:
    path, nobody = address(stand, office), office.browser()
    other = path.replace(stand.members[1], stand.members[2])
    assert nobody.get(other).status_code == 404
    assert [nobody.get(f"/calendar/{odd}").status_code for odd in (f"{10**30}/ai/gì", "1/a%00/x")] == [404, 404]
    gone = {"until": "2026-11-01"}
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[1], gone))
    assert [nobody.get(path + end).status_code for end in ("", ".ics")] == [404, 404]
    assert [nobody.get(other).status_code for _ in range(10)][-1] == 429


def test_only_a_members_own_phone_is_told_the_address(stand: Stand, office: Office) -> None:
    nobody, phone = office.browser(), stand.phone(2)
    path = f"/api/v1/calendar?member={stand.members[1]}"
    wanted = {"Accept": "application/json"}
    assert nobody.get(path, **wanted).status_code == 401
    assert nobody.get(path, **wanted, Authorization=f"Bearer {phone.token}").status_code == 403
