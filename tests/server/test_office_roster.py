"""The roster's week: published, refused whole, and what has begun left alone."""

from collections.abc import Iterator
from datetime import date

import pytest

from shiftbook.moments import week_days
from sync_server import commune as communes
from tests.server import office_cast as cast
from tests.server.office_cast import Office
from tests.server.stand import Stand

WEEK = "2026-W48"
WEDNESDAY = "2026-11-25"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def rostered(stand: Stand, day: str, session: str = "morning") -> list[int]:
    with stand.database.reader() as connection:
        roster = communes.read(connection, stand.commune).ground.roster
    return [stand.members.index(m) for m in roster.members(stand.point, date.fromisoformat(day), session)]


def fields(stand: Stand, week: str = WEEK, **shifts: list[int]) -> dict[str, object]:
    """The form of a week with these shifts, named as wednesday's sessions."""
    named = {f"{WEDNESDAY}.{session}": [stand.members[p] for p in places] for session, places in shifts.items()}
    return {"week": week, "point": stand.point, **named}


def test_a_week_is_published_and_phones_hear_of_it(stand: Stand, office: Office) -> None:
    phone = stand.phone(5)
    phone.pull()
    answer = office.browser("leader").post("/office/roster", fields(stand, morning=[5, 2], afternoon=[3]))
    assert answer.headers["location"] == f"/office/roster?week={WEEK}&point={stand.point}"
    assert (rostered(stand, WEDNESDAY), rostered(stand, WEDNESDAY, "afternoon")) == ([5, 2], [3])
    duties = [change["data"] for change in phone.pull() if change["kind"] == "duty" and not change["deleted"]]
    assert [(d["day"], d["session"]) for d in duties] == [(WEDNESDAY, "morning")]


def test_the_grid_shows_what_is_published(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    shown = browser.get(f"/office/roster?week={WEEK}").text
    for place in rostered(stand, WEDNESDAY):
        assert f'<option value="{stand.members[place]}" selected>' in shown
    assert shown.count("<fieldset") == 4  # the 24th is a holiday
    assert "Thứ Ba, 24/11/2026 không có ca" in shown


def test_only_what_changed_is_published(stand: Stand, office: Office) -> None:
    before = len(office.rows(cast.t.duty))
    same = fields(stand, morning=rostered(stand, WEDNESDAY), afternoon=[0])
    office.browser("leader").post("/office/roster", same)
    assert len(office.rows(cast.t.duty)) == before + 1


@pytest.mark.parametrize(
    ("places", "sentence"),
    [([5, 5], "Một người không thể có tên hai lần trong một ca."), ([5, 2, 3], "Một ca nhiều nhất hai người.")],
)
def test_one_wrong_shift_stops_the_whole_week(stand: Stand, office: Office, places: list[int], sentence: str) -> None:
    before = len(office.rows(cast.t.duty))
    answer = office.browser("leader").post("/office/roster", fields(stand, morning=places, afternoon=[3]))
    assert answer.status_code == 422
    assert f'id="{WEDNESDAY}.morning-problem">{sentence}' in answer.text
    assert f'<option value="{stand.members[3]}" selected>' in answer.text
    assert len(office.rows(cast.t.duty)) == before


def test_nobody_unknown_is_rostered(stand: Stand, office: Office) -> None:
    form = {"week": WEEK, "point": stand.point, f"{WEDNESDAY}.morning": ["ai đó"]}
    answer = office.browser("leader").post("/office/roster", form)
    assert (answer.status_code, "Không có thành viên này." in answer.text) == (422, True)


def test_a_shift_that_has_begun_is_not_changed(stand: Stand, office: Office) -> None:
    stand.set(f"{WEDNESDAY}T08:00:00+07:00")
    was = rostered(stand, WEDNESDAY)
    browser = office.browser("leader")
    assert f'name="{WEDNESDAY}.morning"' not in browser.get(f"/office/roster?week={WEEK}").text
    answer = browser.post("/office/roster", fields(stand, morning=[5, 2]))
    assert (answer.status_code, "Ca này đã bắt đầu" in answer.text) == (422, True)
    assert rostered(stand, WEDNESDAY) == was
    assert browser.post("/office/roster", fields(stand, afternoon=[5])).status_code == 303


def test_an_emptied_shift_is_empty_and_marked(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    form = fields(stand) | {f"{WEDNESDAY}.morning": ["", ""]}
    assert browser.post("/office/roster", form).status_code == 303
    assert rostered(stand, WEDNESDAY) == []
    assert browser.get(f"/office/roster?week={WEEK}").text.count("Chưa có ai") == 1


def test_empty_shifts_are_filled_from_the_week_before_but_not_published(stand: Stand, office: Office) -> None:
    first = week_days("2027-W04")[0]
    browser = office.browser("leader")
    form = {"week": "2027-W04", "point": stand.point, f"{first}.morning": [stand.members[5], stand.members[6]]}
    assert browser.post("/office/roster", form).status_code == 303
    shown = browser.get("/office/roster?week=2027-W05&copy=1").text
    assert shown.count(" selected>") == 2
    assert "chưa công bố" in shown
    assert rostered(stand, str(week_days("2027-W05")[0])) == []


@pytest.mark.parametrize("query", ["week=2026-W60", "week=hôm-nay", "week=0001-W01", "point=p000000"])
def test_what_is_no_week_or_point_is_a_page_that_says_so(office: Office, query: str) -> None:
    assert office.browser("leader").get(f"/office/roster?{query}").status_code in (404, 422)
