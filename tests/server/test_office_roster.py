"""The roster's month: planned apart from what is published, refused whole, and what has begun left alone."""

from collections.abc import Iterator

import pytest

from sync_server import roster_drafts, setup
from sync_server.acts import Actor
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.roster_cast import MONTH, WEDNESDAY, draft, drafted, fields, plan, publish, rostered
from tests.server.stand import Stand


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def test_a_draft_is_kept_and_reaches_no_phone(stand: Stand, office: Office) -> None:
    phone, was = stand.phone(5), rostered(stand, WEDNESDAY)
    phone.pull()
    answer = office.browser("leader").post("/office/roster", fields(stand, morning=[5, 2]))
    assert answer.headers["location"] == f"/office/roster?month={MONTH}&point={stand.point}"
    assert drafted(stand) == {f"{WEDNESDAY}.morning": [5, 2]}
    assert rostered(stand, WEDNESDAY) == was
    assert phone.pull() == []
    shown = office.browser("office").get(f"/office/roster?month={MONTH}").text
    assert f'<option value="{stand.members[5]}" selected>' in shown
    assert "Bản nháp: 1 ca khác lịch đã công bố." in shown


def test_the_grid_shows_what_is_published(stand: Stand, office: Office) -> None:
    shown = office.browser("office").get("/office/roster?week=2026-W48").text
    for place in rostered(stand, WEDNESDAY):
        assert f'<option value="{stand.members[place]}" selected>' in shown
    assert f'name="{WEDNESDAY}.morning"' in shown
    assert 'name="2026-11-24.' not in shown  # a holiday
    assert "Thứ Ba, 24/11/2026 không có ca" in shown


def test_a_shift_put_back_as_published_leaves_the_draft(stand: Stand, office: Office) -> None:
    browser, was = office.browser("leader"), rostered(stand, WEDNESDAY)
    plan(browser, stand, WEDNESDAY, 5)
    plan(browser, stand, WEDNESDAY, *was)
    assert office.rows(cast.t.roster_draft) == []


@pytest.mark.parametrize(
    ("places", "sentence"),
    [([5, 5], "Một người không thể có tên hai lần trong một ca."), ([5, 2, 3], "Một ca nhiều nhất hai người.")],
)
def test_one_wrong_shift_keeps_the_whole_form_back(
    stand: Stand, office: Office, places: list[int], sentence: str
) -> None:
    answer = office.browser("leader").post("/office/roster", fields(stand, morning=places, afternoon=[3]))
    assert answer.status_code == 422
    assert f'id="{WEDNESDAY}.morning-problem">{sentence}' in answer.text
    assert f'<option value="{stand.members[3]}" selected>' in answer.text
    assert drafted(stand) == {}


def test_nobody_unknown_is_planned(stand: Stand, office: Office) -> None:
    form = fields(stand) | {f"{WEDNESDAY}.morning": ["ai đó"]}
    answer = office.browser("leader").post("/office/roster", form)
    assert (answer.status_code, "Không có thành viên này." in answer.text) == (422, True)


def test_a_shift_that_has_begun_is_not_changed(stand: Stand, office: Office) -> None:
    browser, was = office.browser("leader"), rostered(stand, WEDNESDAY)
    plan(browser, stand, WEDNESDAY, 5)
    stand.set(f"{WEDNESDAY}T08:00:00+07:00")
    assert drafted(stand) == {}  # what was planned too late is no longer planned
    assert f'name="{WEDNESDAY}.morning"' not in browser.get(f"/office/roster?month={MONTH}").text
    answer = plan(browser, stand, WEDNESDAY, 2)
    assert (answer.status_code, "Ca này đã bắt đầu" in answer.text) == (422, True)
    assert rostered(stand, WEDNESDAY) == was
    assert plan(browser, stand, WEDNESDAY, 5, session="afternoon").status_code == 303


def test_an_emptied_shift_is_warned_of(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    plan(browser, stand, WEDNESDAY)
    assert drafted(stand) == {f"{WEDNESDAY}.morning": []}
    assert browser.get(f"/office/roster?month={MONTH}").text.count("Chưa có ai trực.") == 1


def test_what_is_against_a_shift_is_said_beside_it(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    with stand.database.reader() as connection:
        names = [p.name for p in cast.communes.read(connection, stand.commune).people.values()]
    point, _ = stand.database.write(lambda tx: setup.add_point(tx, stand.commune, "Nhà văn hóa thôn Đông"))
    elsewhere = fields(stand, morning=[5]) | {"point": point}
    browser.post("/office/roster", elsewhere)
    browser.post("/office/roster/publish", {"month": MONTH, "point": point, "rev": "0"})
    assert rostered(stand, WEDNESDAY) != [5]  # a stale revision publishes nothing
    rev = next(row.rev for row in office.rows(cast.t.roster_draft) if row.point == point)
    assert browser.post("/office/roster/publish", {"month": MONTH, "point": point, "rev": rev}).status_code == 303
    plan(browser, stand, WEDNESDAY, 5)
    shown = text(browser.get(f"/office/roster?month={MONTH}&point={stand.point}"))
    assert f"{names[5]} đã có ca cùng buổi ở điểm trực khác." in shown


def test_two_people_at_one_draft_do_not_undo_each_other(stand: Stand, office: Office) -> None:
    first, second = office.browser("leader"), office.browser("office")
    plan(first, stand, WEDNESDAY, 5)
    seen = str(draft(stand).rev)
    second.post("/office/roster", fields(stand, afternoon=[3]) | {"rev": seen})
    answer = first.post("/office/roster", fields(stand, afternoon=[4]) | {"rev": seen})
    assert (answer.status_code, "Có người vừa lưu bản nháp này." in answer.text) == (422, True)
    assert f'<option value="{stand.members[4]}" selected>' in answer.text
    assert drafted(stand)[f"{WEDNESDAY}.afternoon"] == [3]


def test_a_dropped_draft_leaves_what_is_published(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    plan(browser, stand, WEDNESDAY, 5)
    assert browser.post("/office/roster", fields(stand, do="drop")).status_code == 303
    assert (drafted(stand), office.rows(cast.t.roster_draft)) == ({}, [])


def test_what_cannot_be_undone_asks_once_more(stand: Stand, office: Office) -> None:
    plan(office.browser("leader"), stand, WEDNESDAY, 5)
    pages = {
        ("leader", f"/office/roster?month={MONTH}"): 'value="drop"',
        (
            "office",
            f"/office/availability/{stand.members[0]}",
        ): f'action="/office/availability/{stand.members[0]}/renew"',
        ("admin", "/office/people"): 'action="/office/users/leader/remove"',
    }
    for (role, path), act in pages.items():
        before = office.browser(role).get(path).text.split(act)[0]
        assert before.count("<details") > before.count("</details>"), path


def test_a_shift_swapped_since_it_was_planned_is_told_of(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    plan(browser, stand, WEDNESDAY, 5)
    shift = (stand.point, cast.date.fromisoformat(WEDNESDAY), "morning")
    stand.database.write(lambda tx: setup.publish(tx, stand.commune, shift, [stand.members[9]], now=stand.clock.now()))
    assert "đã đổi sau khi ghi nháp" in browser.get(f"/office/roster?month={MONTH}").text


def test_empty_shifts_are_copied_from_the_week_before_into_the_draft(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    plan(browser, stand, "2027-03-03", 5, 6)
    plan(browser, stand, "2027-03-10", 7, session="afternoon")
    form = fields(stand, "2027-03", do="copy.2027-03-08")
    browser.post("/office/roster", form)
    assert drafted(stand, "2027-03") == {
        "2027-03-03.morning": [5, 6],
        "2027-03-10.morning": [5, 6],
        "2027-03-10.afternoon": [7],
    }
    browser.post("/office/roster", form)
    assert "Không có gì để chép" in browser.get("/office/roster?month=2027-03").text


def test_a_month_is_copied_from_four_weeks_before_without_who_has_left(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    for place, day in ((5, "2027-03-01"), (6, "2027-03-02")):
        plan(browser, stand, day, place, 7)
    publish(browser, stand, "2027-03")
    gone = {"until": "2027-03-15"}
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[6], gone))
    browser.post("/office/roster", fields(stand, "2027-03", do="copy"))
    made = drafted(stand, "2027-03")
    assert (made["2027-03-29.morning"], made["2027-03-30.morning"]) == ([5, 7], [7])


def test_a_proposal_fills_what_is_empty_and_says_why(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    plan(browser, stand, "2027-03-01", 5)
    answer = browser.post("/office/roster", fields(stand, "2027-03", do="propose.2"))
    assert answer.status_code == 303
    shown = text(browser.get("/office/roster?month=2027-03"))
    assert "Đã đề xuất vào bản nháp" in shown
    made = drafted(stand, "2027-03")
    assert made["2027-03-01.morning"][0] == 5
    assert {len(places) for places in made.values()} == {2}
    counts = [sum(place in places for places in made.values()) for place in range(12)]
    assert max(counts) - min(counts) <= 1
    assert "ít nhất trong" in shown
    browser.post("/office/roster", fields(stand, "2027-03", do="propose.2"))
    assert "Không còn chỗ trống nào" in browser.get("/office/roster?month=2027-03").text


def test_who_has_left_is_named_on_the_roster_and_today_and_is_not_kept_by_a_proposal(
    stand: Stand, office: Office
) -> None:
    browser, (one, two) = office.browser("leader"), rostered(stand, WEDNESDAY)
    gone = {"until": "2026-11-24"}
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[one], gone))
    shown = text(browser.get(f"/office/roster?month={MONTH}"))
    assert "không ở trong Tổ ngày này: đã thôi hoặc chưa tham gia." in shown
    assert "không ở trong Tổ nhưng còn tên ở" in shown and "Thứ Tư 25/11 sáng" in shown
    assert "chỗ sắp tới còn tên người không ở trong Tổ." in text(browser.get("/office/today"))
    browser.post("/office/roster", fields(stand, do="propose.1"))
    assert drafted(stand)[f"{WEDNESDAY}.morning"] == [two]
    assert "còn tên ở" not in text(browser.get(f"/office/roster?month={MONTH}"))


def test_a_place_nobody_can_take_says_what_kept_everyone(stand: Stand, office: Office) -> None:
    gone = {"until": "2027-02-28"}
    for member in stand.members[1:]:
        stand.database.write(lambda tx, m=member: setup.change_member(tx, stand.commune, m, gone))
    browser = office.browser("leader")
    away = {"busy": ["0.morning"], "away": [], "most_a_week": 1}
    now, actor = stand.clock.now(), Actor("leader", "leader")
    stand.database.write(
        lambda tx: roster_drafts.set_availability(tx, stand.commune, stand.members[0], away, actor=actor, now=now)
    )
    browser.post("/office/roster", fields(stand, "2027-03", do="propose.1"))
    shown = text(browser.get("/office/roster?month=2027-03"))
    assert "Còn thiếu người – báo bận: " in shown and "Còn thiếu người – đã đủ số ca trong tuần: " in shown
    assert drafted(stand, "2027-03")["2027-03-01.afternoon"] == [0]


@pytest.mark.parametrize("query", ["month=2026-13", "month=hôm-nay", "month=0001-01", "week=2026-W60", "point=p000000"])
def test_what_is_no_month_or_point_is_a_page_that_says_so(office: Office, query: str) -> None:
    assert office.browser("leader").get(f"/office/roster?{query}").status_code in (404, 422)
