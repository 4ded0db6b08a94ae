"""The month page: the API's own figures, confirming, deciding, closing, and what comes after closing."""

import re
from collections.abc import Iterator

import pytest

from sync_server.exports.paper import PAPERS
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.phone_script import Phone
from tests.server.stand import Stand

MONTH = "/office/months/2026-11"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


@pytest.fixture
def phones(stand: Stand) -> dict[int, Phone]:
    return cast.week(stand)


def days_of(stand: Stand, **wanted: object) -> list[tuple[str, str]]:
    """(member, day) of the month's days that are so."""
    return [
        (line["member"], day["day"])
        for line in stand.month()["lines"]
        for day in line["days"]
        if all(day[name] == value for name, value in wanted.items())
    ]


def test_the_page_and_the_api_tell_the_same(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    told = stand.month()
    page = office.browser("chairman").get(MONTH)
    shown = text(page)
    assert f"{told['total_dong']:,} đồng".replace(",", ".") in shown
    assert f'Bằng chữ: <span lang="vi">{told["total_words"]}</span>' in shown
    assert told["verify_code"] in shown
    for line in told["lines"]:
        for day in line["days"]:
            assert f"{MONTH}/days/{line['member']}/{day['day']}" in page.text
    assert len(re.findall(r'<td class="day (counted|waiting|refused)">', page.text)) == len(days_of(stand))
    for kind, (_, name, use) in PAPERS.items():
        assert f'{name}</b> <span class="muted">{use}' in page.text
        for ending in ("xlsx", "docx"):
            assert f'href="{MONTH}/{kind}.{ending}"' in page.text


def test_the_total_says_which_days_it_is_made_of(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    told, browser = stand.month(), office.browser("chairman")
    counted = sum(line["count"] for line in told["lines"])
    paid = told["total_dong"] // 30_000
    assert 0 < paid < counted
    for path in (MONTH, "/office/months"):
        assert f"{paid} ngày được chi (tổng {counted} ngày công)" in text(browser.get(path)), path
    assert "0 ngày được chi<" in browser.get("/office/months/2026-12").text


def test_a_cell_says_its_grade_without_colour(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    shown = text(office.browser("office").get(MONTH))
    for words in ("mức A, được tính", "mức B, chờ Tổ trưởng xác nhận", "mức C, chờ văn phòng quyết định"):
        assert words in shown
    assert "có lịch trực, không vào ca" in shown


def test_a_phone_that_keeps_something_back_is_named(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    assert "Võ Minh Khôi : còn thiếu 4 mục" in re.sub("<[^>]+>", " ", text(office.browser("office").get(MONTH)))


def test_a_phone_with_shifts_to_come_is_not_accused(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    def shown() -> str:
        page = text(office.browser("office").get(MONTH)).split('id="waiting"')[1]
        return " ".join(re.sub("<[^>]+>", " ", page).split())

    told = shown()
    assert "1 điện thoại còn thiếu dữ liệu Võ Minh Khôi : còn thiếu 4 mục" in told
    assert f"{len(stand.month()['unsynced']) - 1} điện thoại chưa hết ca của tháng (ca cuối 30/11)" in told
    assert "chưa liên lạc sau ca cuối" not in told
    stand.set("2026-11-30T16:30:00+07:00")
    told = shown()
    assert "chưa hết ca của tháng" not in told
    assert f"{len(stand.month()['unsynced']) - 1} điện thoại chưa liên lạc sau ca cuối" in told
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"})
    stand.set("2027-01-30T16:30:00+07:00")
    assert shown().count("chưa liên lạc sau ca cuối") == 1


def test_the_leader_confirms_the_month(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    waiting = days_of(stand, grade="B", undecided=True)
    assert waiting
    browser = office.browser("leader")
    assert browser.post(f"{MONTH}/confirm").headers["location"] == MONTH
    assert set(days_of(stand, grade="B", counted=True)) == set(waiting)
    page = text(office.browser("office").get(MONTH))
    assert "Tổ trưởng tự xác nhận cho mình" in page
    assert "Cả tháng: leader" in page


def test_the_drill_down_tells_every_fact(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    stranger = stand.members[9]
    shown = text(office.browser("accountant").get(f"{MONTH}/days/{stranger}/{cast.TODAY}"))
    for words in (
        "Đỗ Anh Thư", "chưa quyết định", "Ca đã đủ hai người theo lịch", "Không có tên trong lịch trực ngày này",
        "<dt>Mã quầy</dt><dd>đúng</dd>", "<dt>Đồng hồ</dt><dd>tin cậy", "Trần Văn Bình lúc 08:29",
        "08:30 ngày 20/11/2026", "Redmi 9A Android 11 <span class=\"muted\">máy của Đỗ Anh Thư",
    ):  # fmt: skip
        assert words in shown, words
    assert phones[9].device not in shown
    assert "<form" not in shown.split("<main")[1]


def test_a_check_in_taken_back_is_still_shown(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    phone = phones[3]
    came = stand.check_in(phone, f"{cast.TODAY}T09:00:00+07:00")
    taken = phone.fact("voided", {"target": came["id"], "reason": "Bấm nhầm máy"}, f"{cast.TODAY}T09:05:00+07:00")
    phone.push(came, taken)
    shown = text(office.browser("office").get(f"{MONTH}/days/{phone.member}/{cast.TODAY}"))
    assert "Đã rút lại hoặc chuyển ngày" in shown
    assert "Phạm Thị Mỹ Duyên rút lại: Bấm nhầm máy" in shown
    assert "Chưa có lần vào ca và chưa có quyết định nào" in shown


def test_the_office_decides_a_day(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    path = f"{MONTH}/days/{stand.members[9]}/{cast.TODAY}"
    browser = office.browser("office")
    wish = {"counted": "yes", "reason": "Trực thay anh Bình, Tổ trưởng xác nhận"}
    assert browser.post(path, wish).headers["location"] == path
    shown = text(browser.get(path))
    assert "Trực thay anh Bình, Tổ trưởng xác nhận" in shown
    assert days_of(stand, day=str(cast.TODAY), counted=True, decided_by="office") == [
        (stand.members[9], str(cast.TODAY))
    ]
    assert browser.post(path, {"counted": "no", "reason": "Anh Bình có đến"}).status_code == 303
    assert len(re.findall(r"<li><b>(Tính|Không tính)</b>", browser.get(path).text)) == 2


def test_closing_in_spite_of_something_needs_a_reason(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    browser = office.browser("office")
    refused = browser.post(f"{MONTH}/close", {"looked": "yes", "override": "   "})
    assert refused.status_code == 409
    assert 'id="override-problem" role="alert">Còn ngày chưa quyết định.' in refused.text
    assert (
        browser.post(f"{MONTH}/close", {"looked": "yes", "override": "Đã đối chiếu sổ giấy"}).headers["location"]
        == MONTH
    )
    page = text(browser.get(MONTH))
    assert "Đã chốt lúc 09:10 ngày 20/11/2026, người chốt: <b>office</b>" in page
    assert "Đã đối chiếu sổ giấy" in page
    assert "<form" not in page.split("<main")[1]
    assert 'action="/office' not in browser.get(f"{MONTH}/days/{stand.members[9]}/{cast.TODAY}").text


def test_one_press_alone_closes_nothing(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    browser = office.browser("office")
    answer = browser.post(f"{MONTH}/close", {"override": "Đã đối chiếu sổ giấy"})
    assert (answer.status_code, 'id="looked-problem" role="alert">Hãy xem danh sách' in answer.text) == (422, True)
    assert ">Đã đối chiếu sổ giấy</textarea>" in answer.text
    assert re.search(r'<input type="checkbox" id="looked"[^>]* required', browser.get(MONTH).text)
    assert stand.month()["status"] == "open"


def test_a_month_that_has_not_begun_is_not_closed(office: Office) -> None:
    browser = office.browser("office")
    answer = browser.post("/office/months/2027-01/close", {"looked": "yes", "override": "sớm"})
    assert answer.status_code == 409
    assert "Tháng này chưa bắt đầu nên chưa chốt được." in answer.text


def test_nothing_more_is_done_to_a_closed_month(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    browser, leader = office.browser("office"), office.browser("leader")
    browser.post(f"{MONTH}/close", {"looked": "yes", "override": "Đã đối chiếu"})
    before = stand.get("/api/v1/months/2026-11").content
    path = f"{MONTH}/days/{stand.members[9]}/{cast.TODAY}"
    wish = {"counted": "yes", "reason": "muộn"}
    assert "Tháng này đã chốt, không sửa được nữa." in browser.post(path, wish).text
    assert browser.post(f"{MONTH}/close", {"looked": "yes"}).status_code == 409
    assert leader.post(f"{MONTH}/confirm").status_code == 409
    assert leader.post("/office/today/confirm", {"day": str(cast.TODAY)}).status_code == 409
    assert stand.get("/api/v1/months/2026-11").content == before


def test_a_late_day_is_decided_in_the_open_month(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    browser = office.browser("office")
    browser.post(f"{MONTH}/close", {"looked": "yes", "override": "Đã đối chiếu"})
    phone = phones[4]
    phone.push(stand.check_in(phone, "2026-11-13T08:00:00+07:00", data={"desk_code": "000000"}))
    december, late = "/office/months/2026-12", f"/office/months/2026-12/days/{phone.member}/2026-11-13"
    assert late in browser.get(december).text
    assert "quyết định ở tháng 12/2026" in text(browser.get(f"{MONTH}/days/{phone.member}/2026-11-13"))
    assert browser.post(late, {"counted": "yes", "reason": "Có mặt, xem sổ giấy"}).status_code == 303
    page = text(browser.get(december))
    assert "Dòng điều chỉnh" in page
    assert "Có mặt, xem sổ giấy" in page
    assert stand.month("2026-12")["total_dong"] == 30_000


def test_a_day_left_at_a_close_is_not_forgotten(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    browser, december = office.browser("office"), "/office/months/2026-12"
    member, day = days_of(stand, undecided=True)[0]
    name = next(line["name"] for line in stand.month()["lines"] if line["member"] == member)
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"})
    own = f"{december}/days/{member}/{day}"
    shown = re.sub("<[^>]+>", "", text(browser.get(december)))
    assert f"Chuyển từ tháng 11/2026: {name}, {day[8:]}/11, chờ Văn phòng" in shown
    assert f'href="{own}"' in browser.get(december).text
    told = re.sub("<[^>]+>", "", text(browser.get(own)))
    assert "Khi chốt tháng 11/2026 chưa ai quyết định ngày này nên chưa được tính" in told
    assert "Văn phòng còn quyết định được ở tháng 12/2026." in told
    assert "không tính" not in told.split("Quyết định của văn phòng")[0].lower()
    assert browser.post(own, {"counted": "yes", "reason": "Có mặt, xem sổ giấy"}).status_code == 303
    told = re.sub("<[^>]+>", "", text(browser.get(own)))
    assert "Danh sách đã chốt ghi không tính; từ khi chốt đã thành được tính, nên có dòng điều chỉnh." in told
    assert own not in browser.get(december).text.split('id="waiting"')[1]


def test_a_closed_day_says_one_thing(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    member, day = days_of(stand, counted=True)[0]
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"})
    told = re.sub("<[^>]+>", "", text(office.browser("chairman").get(f"{MONTH}/days/{member}/{day}")))
    assert told.count("được tính") == 1
    assert "Theo danh sách đã chốt, ngày này được tính" in told


def test_a_printed_code_is_confirmed_without_a_name(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    anyone, code = office.browser(), stand.month()["verify_code"]
    assert anyone.get(f"/verify/{code}").status_code == 404
    office.browser("office").post(f"{MONTH}/close", {"looked": "yes", "override": "Đã đối chiếu"})
    answer = anyone.get(f"/verify/{code.lower()}")
    shown = text(answer)
    assert answer.status_code == 200
    for words in ("xã Đại Lãnh", "Tháng 11/2026", "Một trăm", "09:10 ngày 20/11/2026"):
        assert words in shown
    assert not [member["name"] for member in stand.month()["lines"] if member["name"] in shown]
    assert 'value="AAAA-AAAA"' in anyone.get("/verify/aaaa aaaa").text
    typed = code.lower().replace("-", " ")
    assert anyone.get(f"/verify?code={typed}").headers["location"] == f"/verify/{code}"
    assert anyone.get(f"/verify/{code.replace('-', '')}").status_code == 200
    assert 'name="code"' in anyone.get("/verify").text
    assert "Không có danh sách nào mang mã này" in text(anyone.get("/verify/AAAA-AAAA-AAAA-AAAA"))


def test_months_are_listed_from_the_first_fact_on(stand: Stand, office: Office, phones: dict[int, Phone]) -> None:
    stand.set("2027-01-05T08:00:00+07:00")
    shown = text(office.browser("chairman").get("/office/months"))
    places = [shown.index(f"Tháng {name}") for name in ("1/2027", "12/2026", "11/2026")]
    assert places == sorted(places)
    assert "Tháng 10/2026" not in shown


@pytest.mark.parametrize("month", ["2026-13", "xx", "2026-1", "9999-12", "0001-01"])
def test_what_is_no_month_is_a_page_that_says_so(office: Office, month: str) -> None:
    assert "Tháng chưa đúng." in office.browser("office").get(f"/office/months/{month}").text


@pytest.mark.parametrize(("member", "day", "status"), [("ai", "2026-11-16", 404), ("m1", "16-11", 422)])
def test_what_is_no_day_of_a_member_is_a_page_that_says_so(office: Office, member: str, day: str, status: int) -> None:
    assert office.browser("office").get(f"{MONTH}/days/{member}/{day}").status_code == status
