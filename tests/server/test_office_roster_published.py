"""A draft made known: looked at, published whole, told to phones, kept in a history and printed."""

from collections.abc import Iterator

import pytest

from sync_server import setup
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.roster_cast import MONTH, WEDNESDAY, draft, drafted, plan, publish, rostered
from tests.server.stand import Stand


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def test_phones_hear_of_what_is_published(stand: Stand, office: Office) -> None:
    phone, browser = stand.phone(5), office.browser("leader")
    phone.pull()
    before = rostered(stand, WEDNESDAY)
    plan(browser, stand, WEDNESDAY, 5, 2)
    answer = publish(browser, stand)
    assert answer.headers["location"] == f"/office/roster?month={MONTH}&point={stand.point}"
    assert (rostered(stand, WEDNESDAY), drafted(stand)) == ([5, 2], {})
    duties = [change["data"] for change in phone.pull() if change["kind"] == "duty" and not change["deleted"]]
    assert [(d["day"], d["session"]) for d in duties] == [(WEDNESDAY, "morning")]
    was, is_ = (", ".join(name(stand, place) for place in places) for places in (before, [5, 2]))
    assert f"25/11/2026, buổi sáng, {is_}, trước: {was}" in text(office.browser("office").get("/office/audit"))


def test_everyone_concerned_gets_one_notice_of_what_they_got_and_lost(stand: Stand, office: Office) -> None:
    browser, (one, two) = office.browser("leader"), rostered(stand, WEDNESDAY)
    phones = {place: stand.phone(place) for place in (one, two, 5)}
    for phone in phones.values():
        phone.pull()
    plan(browser, stand, WEDNESDAY, one, 5)
    publish(browser, stand)
    shift = [{"day": WEDNESDAY, "session": "morning", "point": stand.point}]
    wanted = {one: ([], [], shift), two: ([], shift, []), 5: (shift, [], [])}
    for place, phone in phones.items():
        (told,) = [change["data"] for change in phone.pull() if change["kind"] == "notice"]
        assert (told["about"], told["member"], told["day"]) == ("roster", stand.members[place], WEDNESDAY)
        assert (told["more"], told["less"], told["others"]) == wanted[place]


def test_before_publishing_everyone_concerned_is_named(stand: Stand, office: Office) -> None:
    browser, (one, two) = office.browser("leader"), rostered(stand, WEDNESDAY)
    plan(browser, stand, WEDNESDAY, one, 5)
    shown = office.browser("office").get(f"/office/roster/publish?month={MONTH}").text
    names = {place: name(stand, place) for place in (one, two, 5)}
    shift = "Thứ Tư 25/11 sáng"
    rows = {one: ("–", "–", shift), two: ("–", shift, "–"), 5: (shift, "–", "–")}
    for place, cells in rows.items():
        assert f'<th scope="row">{names[place]}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) in shown
    assert "1 ca đổi; 3 người được báo" in shown


def test_the_history_of_a_publication_is_in_the_order_of_the_day(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    plan(browser, stand, WEDNESDAY, 5)
    plan(browser, stand, WEDNESDAY, 3, session="afternoon")
    publish(browser, stand)
    shown = browser.get(f"/office/roster/history?month={MONTH}").text.split("<section")[1]
    assert shown.index("Thứ Tư 25/11 sáng") < shown.index("Thứ Tư 25/11 chiều")


def name(stand: Stand, place: int) -> str:
    with stand.database.reader() as connection:
        return cast.communes.read(connection, stand.commune).people[stand.members[place]].name


def test_warnings_are_shown_and_do_not_stop_anybody(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    plan(browser, stand, WEDNESDAY)
    shown = text(browser.get(f"/office/roster/publish?month={MONTH}"))
    assert "Thứ Tư 25/11 sáng</b>: Chưa có ai trực." in shown and "<b>1</b> ca của tháng chưa có ai trực." in shown
    assert publish(browser, stand).status_code == 303
    assert rostered(stand, WEDNESDAY) == []


def test_only_what_was_looked_at_is_published(stand: Stand, office: Office) -> None:
    browser, was = office.browser("leader"), rostered(stand, WEDNESDAY)
    plan(browser, stand, WEDNESDAY, 5)
    seen = str(draft(stand).rev)
    plan(office.browser("office"), stand, WEDNESDAY, 6)
    answer = browser.post("/office/roster/publish", {"month": MONTH, "point": stand.point, "rev": seen})
    assert (answer.status_code, "Chưa công bố gì." in answer.text) == (409, True)
    assert 'href="#rev"' not in answer.text and "Mở lại lịch" in answer.text
    assert rostered(stand, WEDNESDAY) == was


def test_who_left_since_stops_the_publication(stand: Stand, office: Office) -> None:
    browser, was = office.browser("leader"), rostered(stand, WEDNESDAY, "afternoon")
    plan(browser, stand, WEDNESDAY, 5)
    plan(browser, stand, WEDNESDAY, 3, session="afternoon")
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, stand.members[5], {"until": "2026-11-24"}))
    answer = publish(browser, stand)
    assert (answer.status_code, "Không có thành viên này." in answer.text) == (409, True)
    assert rostered(stand, WEDNESDAY, "afternoon") == was


def test_nothing_to_publish_says_so(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    publish(browser, stand)
    shown = text(browser.get(f"/office/roster?month={MONTH}"))
    assert "Không có gì để công bố: bản nháp" in shown
    plan(browser, stand, WEDNESDAY, 5)
    form = {"month": MONTH, "point": stand.point, "rev": str(draft(stand).rev)}
    assert [browser.post("/office/roster/publish", form).status_code for _ in range(2)] == [303, 303]
    shown = text(browser.get(f"/office/roster?month={MONTH}"))
    assert "Lịch này vừa được công bố rồi" in shown and "Đã công bố lịch trực." not in shown
    assert "không có gì để công bố" in office.browser("leader").get("/office/roster/publish").text


def test_the_history_tells_who_changed_what_and_when(stand: Stand, office: Office) -> None:
    browser, before = office.browser("leader"), rostered(stand, WEDNESDAY)
    plan(browser, stand, WEDNESDAY, 5)
    publish(browser, stand)
    shown = text(browser.get(f"/office/roster/history?month={MONTH}"))
    newest, oldest = shown.index("leader · 1 ca"), shown.index("Có sẵn từ khi lập dữ liệu")
    assert newest < oldest
    was = ", ".join(name(stand, place) for place in before)
    assert f"<b>Thứ Tư 25/11 sáng</b>: <del>{was}</del> → {name(stand, 5)}" in shown
    assert "chưa công bố lịch lần nào" in browser.get("/office/roster/history?month=2027-11").text


def test_the_sheet_for_the_wall_holds_only_what_is_published(stand: Stand, office: Office) -> None:
    browser, (one, two) = office.browser("leader"), rostered(stand, WEDNESDAY)
    plan(browser, stand, WEDNESDAY, 5)
    shown = text(browser.get(f"/office/roster/print?month={MONTH}"))
    assert f"<b>S</b> {name(stand, one)}, {name(stand, two)}" in shown
    assert "bản nháp còn 1 ca khác chưa in" in shown
    assert "Tổ trưởng" in shown and "…………" not in shown.split("25/11")[1].split("26/11")[0]
