"""People, points, phones, invites and who may sign in."""

import base64
import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest

from shiftbook.search import by_given_name
from sync_server import tables as t
from sync_server import trail
from sync_server.database import Tx
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand

NEW = {"name": "Lý Thị Hồng Nhung", "group": "youth", "role": "member", "since": "2026-11-01", "of_age": "yes"}
USER = {"username": "ke.toan", "user_name": "Kế toán xã", "user_role": "accountant", "password": "mười ký tự trở lên"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def test_phones_are_shown_with_what_they_keep_back(stand: Stand, office: Office) -> None:
    stand.phone(1).send(unsent=3)
    shown = text(office.browser("leader").get("/office/people"))
    for words in ("Redmi 9A Android 11", "ứng dụng 0.1.0", "liên lạc lần cuối vừa xong", "Còn thiếu 3 mục"):
        assert words in shown
    assert "Chưa có điện thoại" in shown and "Chưa nhận mục nào; máy báo còn 3 mục chưa gửi." in shown


def test_a_gap_is_told_apart_from_what_a_phone_holds_wherever_phones_are_looked_at(
    stand: Stand, office: Office
) -> None:
    """The leader asks the person to send what the phone holds; what is missing between is the office's to ask after."""
    phone, whole = stand.phone(1), stand.phone(2)
    facts = [phone.fact("difficulty_raised", {"text": "x", "urgent": False}, cast.NOW) for _ in range(4)]
    phone.push(facts[0], facts[3], unsent=2)
    whole.push(whole.fact("difficulty_raised", {"text": "x", "urgent": False}, cast.NOW))
    numbers = "đã nhận liền đến số 1, cao nhất số 4, ở giữa thiếu 2 mục"
    browser = office.browser("leader")
    shown = text(browser.get("/office/people"))
    assert f"Đ{numbers[1:]}; máy báo còn 2 mục chưa gửi." in shown and "Còn thiếu 4 mục" in shown
    assert "Đủ đến lần liên lạc cuối" in shown and "Đã nhận đủ đến số 1." in shown
    for path in ("/office/today", "/office/months/2026-11"):
        assert f"còn thiếu 4 mục (2 mục máy báo chưa gửi; {numbers}), liên lạc lần cuối" in text(browser.get(path))


def test_people_are_sorted_by_given_name_and_found_without_diacritics(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    shown = re.findall(r'<th scope="row">([^<]+)', browser.get("/office/people").text)
    assert len(shown) == 12 and shown == sorted(shown, key=by_given_name) != sorted(shown)
    choices = re.findall(r"<option value=\"m[^>]*>([^<]+)", browser.get("/office/roster").text)
    assert choices[:12] == shown
    found = re.findall(r'<th scope="row">([^<]+)', browser.get("/office/people?q=thi anh tuyet").text)
    assert found == ["Nguyễn Thị Ánh Tuyết"]
    assert "Không có ai khớp “zzz”." in browser.get("/office/people?q=zzz").text
    told = list(csv.reader(io.StringIO(browser.get("/office/people.csv?q=anh+tuyet").text.removeprefix("\ufeff"))))
    assert [row[:3] for row in told] == [["Thành viên", "Vai trò", "Nhóm"], ["Nguyễn Thị Ánh Tuyết", *told[1][1:3]]]
    assert "Tổ trưởng" in told[1] or "Thành viên" in told[1]


def test_the_office_revokes_a_phone_and_only_the_office_may(stand: Stand, office: Office) -> None:
    phone = stand.phone(1)
    assert "Thu hồi điện thoại" not in office.browser("leader").get("/office/people").text
    browser = office.browser("office")
    assert f"/office/devices/{phone.device}/revoke" in browser.get("/office/people").text
    assert browser.post(f"/office/devices/{phone.device}/revoke").status_code == 303
    assert "Đã thu hồi" in browser.get("/office/people").text
    assert phone.send().status_code == 401
    assert browser.post("/office/devices/không-có/revoke").status_code == 404


def test_an_invite_is_a_code_a_link_and_a_picture(stand: Stand, office: Office) -> None:
    answer = office.browser("leader").post(f"/office/people/{stand.members[2]}/invite")
    shown = text(answer)
    found = re.search(r"http://testserver/app/#/enrol\?code=([0-9A-Z]{10})", shown)
    assert found
    assert f"{found[1][:5]} {found[1][5:]}" in shown
    picture = re.search(r"data:image/svg\+xml;base64,([^\"]+)", shown)
    assert picture and b"<svg" in base64.b64decode(picture[1])
    enrolled = stand.client.post("/api/v1/enrol", json={"code": found[1], "device": {}})
    assert enrolled.json()["member"]["id"] == stand.members[2]
    assert office.browser("leader").post("/office/people/không-có/invite").status_code == 404


def test_a_new_code_takes_the_place_of_the_unused_one(stand: Stand, office: Office) -> None:
    browser, path = office.browser("leader"), f"/office/people/{stand.members[2]}/invite"
    first, second = (re.findall(r"enrol\?code=([0-9A-Z]{10})", browser.post(path).text)[0] for _ in range(2))
    sent = [{"code": code, "device": {}} for code in (first, second)]
    answers = [stand.client.post("/api/v1/enrol", json=body).status_code for body in sent]
    assert answers == [403, 200]


def test_cards_are_made_for_those_without_a_phone_when_asked_for(stand: Stand, office: Office) -> None:
    stand.phone(0)
    browser = office.browser("office")
    assert "11 người chưa có điện thoại" in text(browser.get("/invites"))
    before = {row.hash for row in office.rows(t.invite)}
    page = browser.post("/invites").text
    codes = set(re.findall(r"enrol\?code=([0-9A-Z]{10})", page))
    assert len(codes) == 11
    assert len({row.hash for row in office.rows(t.invite)} - before) == 11
    assert "Mã QR mời Trần Văn Bình" in page
    assert "Mã QR mời Nguyễn Thị Ánh Tuyết" not in page


def test_a_member_is_added_once(office: Office) -> None:
    browser = office.browser("admin")
    assert browser.post("/office/people", NEW).status_code == 303
    assert "Lý Thị Hồng Nhung" in browser.get("/office/people").text
    again = browser.post("/office/people", NEW)
    assert (again.status_code, "Đã có người mang họ tên này trong Tổ." in again.text) == (422, True)
    assert len([row for row in office.rows(t.member) if row.name == NEW["name"]]) == 1


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"name": " "}, "name"), ({"group": "ai"}, "group"), ({"role": "chairman"}, "role"), ({"since": "1/11"}, "since"),
     ({"since": "0202-11-20"}, "since"), ({"since": "9999-11-20"}, "since"), ({"of_age": ""}, "of_age"),
     ({"name": "x" * 201}, "name")],
)  # fmt: skip
def test_a_refused_member_comes_back_filled(office: Office, wrong: dict[str, str], name: str) -> None:
    before = len(office.rows(t.member))
    answer = office.browser("admin").post("/office/people", NEW | wrong)
    assert answer.status_code == 422
    assert f'id="{name}-problem"' in answer.text
    assert (wrong.get("name") or NEW["name"]) in answer.text
    assert len(office.rows(t.member)) == before


def test_a_point_is_added_once_with_its_poster(stand: Stand, office: Office) -> None:
    browser = office.browser("admin")
    assert browser.post("/office/points", {"point_name": "Điểm tiếp nhận Vạn Thọ"}).status_code == 303
    assert browser.post("/office/points", {"point_name": "Điểm tiếp nhận Vạn Thọ"}).status_code == 422
    assert browser.post("/office/points", {"point_name": ""}).status_code == 422
    assert len(office.rows(t.poster)) == 2


@pytest.mark.parametrize("name", ["Trần  Văn   Bình", "TRẦN VĂN BÌNH", "trần văn bình "])
def test_a_name_is_the_same_whatever_its_spaces_and_case(office: Office, name: str) -> None:
    answer = office.browser("admin").post("/office/people", NEW | {"name": name})
    assert (answer.status_code, "Đã có người mang họ tên này trong Tổ." in answer.text) == (422, True)
    assert office.browser("admin").post("/office/people", NEW | {"name": "Trần Văn Bính"}).status_code == 303


def points(office: Office) -> list[tuple[str, str | None]]:
    return [(row.name, row.closed_from) for row in sorted(office.rows(t.point), key=lambda row: row.place)]


def test_a_point_gets_another_name_everywhere(stand: Stand, office: Office) -> None:
    browser, phone = office.browser("admin"), stand.phone(1)
    phone.pull()
    browser.post("/office/points", {"point_name": "Điểm Vạn Thọ"})
    path, name = f"/office/points/{stand.point}", f"name-{stand.point}"
    wrong = browser.post(path, {name: " điểm  VẠN THỌ"})
    assert (wrong.status_code, f'id="{name}-problem" role="alert">Đã có điểm trực' in wrong.text) == (422, True)
    assert browser.post(path, {name: "Một cửa  mới"}).status_code == 303
    assert [name for name, _ in points(office)] == ["Một cửa mới", "Điểm Vạn Thọ"], "in the order they were added"
    told = [change["data"]["points"] for change in phone.pull() if change["kind"] == "commune"][-1]
    assert [p["name"] for p in told] == ["Một cửa mới", "Điểm Vạn Thọ"] and not any("closed_from" in p for p in told)
    assert "Sửa điểm trực" in text(browser.get("/office/audit")) and "sau: Một cửa mới" in text(
        browser.get("/office/audit")
    )
    assert office.browser("office").post(path, {name: "Khác"}).status_code == 403
    assert browser.post("/office/points/ai", {"name-ai": "Khác"}).status_code == 404


def test_a_point_goes_out_of_use_from_a_day_on_and_what_was_written_stays(stand: Stand, office: Office) -> None:
    stand.set("2026-11-20T09:00:00+07:00")
    browser, leader = office.browser("admin"), office.browser("leader")
    browser.post("/office/points", {"point_name": "Điểm Vạn Thọ"})
    new = next(row.id for row in office.rows(t.point) if row.name == "Điểm Vạn Thọ")
    path, closed = f"/office/points/{new}", f"closed-{new}"
    for day, sentence in (("2026-11-19", "Chỉ thôi dùng từ hôm nay trở đi được"), ("9999-01-01", "Năm này chưa đúng")):
        wrong = browser.post(path, {f"name-{new}": "Điểm Vạn Thọ", closed: day})
        assert (wrong.status_code, sentence in wrong.text, f'value="{day}"' in wrong.text) == (422, True, True)
    assert browser.post(path, {f"name-{new}": "Điểm Vạn Thọ", closed: "2026-12-10"}).status_code == 303
    assert points(office)[1] == ("Điểm Vạn Thọ", "2026-12-10")
    assert "thôi dùng từ 10/12/2026" in text(browser.get("/office/people"))
    december, named = leader.get(f"/office/roster?month=2026-12&point={new}").text, "2026-12-{}.morning"
    assert f'name="{named.format("09")}"' in december and f'name="{named.format("10")}"' not in december
    late = {"month": "2026-12", "point": new, named.format("10"): stand.members[:1]}
    assert (leader.post("/office/roster", late).status_code, office.rows(t.roster_draft)) == (422, [])
    assert leader.get(f"/office/roster?month=2027-01&point={new}").status_code == 404
    for day, shown in (("2026-12-09", True), ("2026-12-10", False)):
        assert (f'id="point-{new}"' in leader.get(f"/office/today?day={day}").text) is shown
    stand.set("2026-12-10T08:00:00+07:00")
    assert "Điểm này đã thôi dùng. Hãy gỡ áp phích" in text(leader.get("/office/posters"))
    again = browser.post(path, {f"name-{new}": "Điểm Vạn Thọ", closed: ""})
    assert (again.status_code, "cần lại thì thêm một điểm mới" in again.text) == (422, True)
    assert stand.differences() == []


def test_a_point_with_shifts_ahead_or_without_another_stays_in_use(stand: Stand, office: Office) -> None:
    browser, path = office.browser("admin"), f"/office/points/{stand.point}"
    fields = {f"name-{stand.point}": "Một cửa", f"closed-{stand.point}": "2026-12-01"}
    assert "điểm trực duy nhất còn dùng" in browser.post(path, fields).text
    browser.post("/office/points", {"point_name": "Điểm Vạn Thọ"})
    assert "Lịch trực ở đây đã công bố đến" in browser.post(path, fields).text
    assert points(office)[0][1] is None


def test_a_user_is_added_and_signs_in(office: Office) -> None:
    browser = office.browser("admin")
    assert browser.post("/office/users", USER).status_code == 303
    newcomer = office.browser()
    assert newcomer.sign_in("ke.toan", USER["password"]).headers["location"] == "/office/months/2026-11"
    assert "Kế toán xã" in newcomer.get("/office/months").text


@pytest.mark.parametrize(
    ("wrong", "name", "sentence"),
    [
        ({"username": "office"}, "username", "Tên đăng nhập này đã có người dùng."),
        ({"username": "Kế Toán"}, "username", "chữ thường không dấu"),
        ({"password": "ngắn"}, "password", "Mật khẩu cần ít nhất 10 ký tự."),
        ({"user_role": "screen"}, "user_role", "Lựa chọn này không có."),
        ({"user_member": "ai đó"}, "user_member", "Không có thành viên này."),
    ],
)
def test_a_refused_user_comes_back_without_the_password(
    office: Office, wrong: dict[str, str], name: str, sentence: str
) -> None:
    before = office.rows(t.web_user)
    answer = office.browser("admin").post("/office/users", USER | wrong)
    assert answer.status_code == 422
    assert re.search(f'id="{name}-problem" role="alert">[^<]*{sentence}', answer.text)
    assert USER["password"] not in answer.text
    assert office.rows(t.web_user) == before


def test_a_new_password_ends_old_sign_ins(office: Office) -> None:
    browser, chairman = office.browser("admin"), office.browser("chairman")
    path = "/office/users/chairman/password"
    assert browser.post(path, {"password-chairman": "ngắn"}).status_code == 422
    assert chairman.get("/office/months").status_code == 200
    assert browser.post(path, {"password-chairman": "mật khẩu mới tinh"}).status_code == 303
    assert chairman.get("/office/months").status_code == 303
    assert office.browser().sign_in("chairman").status_code == 401
    assert office.browser().sign_in("chairman", "mật khẩu mới tinh").status_code == 303


def test_a_right_is_taken_away_at_once_but_not_ones_own(office: Office) -> None:
    browser, leader = office.browser("admin"), office.browser("leader")
    assert browser.post("/office/users/leader/remove").status_code == 303
    assert leader.get("/office/today").status_code == 303
    refused = browser.post("/office/users/admin/remove")
    assert (refused.status_code, "Không thể tự bỏ quyền" in refused.text) == (422, True)
    assert browser.post("/office/users/leader/remove").status_code == 404


def test_every_act_is_in_the_trail(stand: Stand, office: Office) -> None:
    browser = office.browser("admin")
    browser.post("/office/people", NEW)
    browser.post("/office/users", USER)
    office.browser("leader").post("/office/screens", {"point": stand.point})
    shown = text(browser.get("/office/audit"))
    for words in ("Thêm thành viên", "Lý Thị Hồng Nhung; Thanh niên; Thành viên; 01/11/2026",
                  "tên đăng nhập: ke.toan; Kế toán", "Tạo màn hình quầy"):  # fmt: skip
        assert words in shown, words
    assert USER["password"] not in shown


def test_the_trail_goes_back_page_by_page(stand: Stand, office: Office) -> None:
    def fill(tx: Tx) -> None:
        for n in range(150):
            row = {"act": "invited", "by": f"người {n}", "at": cast.NOW, "source": "", "detail": "{}"}
            trail.append(tx, stand.commune, row)

    stand.database.write(fill)
    browser = office.browser("office")
    newest = browser.get("/office/audit").text
    older = re.search(r'href="(/office/audit\?[^"]*before=\d+)"', newest)
    assert older
    shown = re.findall(r"<td>người (\d+)</td>", newest + browser.get(unescape(older[1])).text)
    assert [int(n) for n in shown] == list(range(149, -1, -1))
    assert browser.get(f"/office/audit?before={'9' * 30}").text.count("<td>người") == 100
