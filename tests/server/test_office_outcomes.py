"""After every form: what was done in green, once, or what was refused in red with the way to the field."""

import re
from collections.abc import Iterator

import pytest

from sync_server.office import words
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand

MONTH = "/office/months/2026-11"
DAY = MONTH + "/days/{member}/2026-11-17"
WISH = {"counted": "yes", "reason": "Điện thoại hỏng"}
REFUSED = [
    ("office", MONTH + "/close", {"looked": "yes"}, "override", "Chưa chốt tháng 11/2026."),
    ("office", MONTH + "/decide", {**WISH, "day": "2026-11-17"}, "member", "Chưa ghi quyết định."),
    ("office", MONTH + "/decide", {**WISH, "member": "{member}", "day": "mai"}, "day", "Chưa ghi quyết định."),
    ("office", DAY, {"reason": "x"}, "counted", "Chưa ghi quyết định."),
    ("office", DAY, {"counted": "no"}, "reason", "Chưa ghi quyết định."),
    ("admin", "/office/people", {"name": "Lý Nhung"}, "group", "Chưa thêm thành viên."),
    ("admin", "/office/points", {}, "point_name", "Chưa thêm điểm trực."),
    ("admin", "/office/users", {"username": "xyz"}, "user_name", "Chưa thêm người đăng nhập."),
    ("admin", "/office/users/chairman/password", {}, "password-chairman", "Chưa đổi mật khẩu."),
    ("admin", "/office/setup/commune", {"name": ""}, "name", "Chưa lưu tên xã và cơ quan."),
    ("admin", "/office/setup/members", {"since": "2026-11-01"}, "members", "Chưa thêm thành viên."),
    ("office", "/office/imports", {"kind": "calendar"}, "text", "Chưa ghi gì."),
    ("leader", "/office/screens", {"point": "p0"}, "point", "Chưa ghi gì."),
]  # fmt: skip


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


@pytest.mark.parametrize(("role", "path", "fields", "name", "refusal"), REFUSED)
def test_a_refusal_is_told_at_the_top_and_leads_to_its_field(
    stand: Stand, office: Office, role: str, path: str, fields: dict[str, str], name: str, refusal: str
) -> None:
    stand.phone(1).push(stand.check_in(stand.phone(1), "2026-11-16T07:50:00+07:00", data={"desk_code": None}))
    known = {"member": stand.members[1]}
    answer = office.browser(role).post(path.format(**known), {k: v.format(**known) for k, v in fields.items()})
    assert answer.status_code in (409, 422)
    box = re.search(r'<p class="outcome wrong" role="alert"><b>([^<]+)</b>(.*?)</p>', answer.text, re.DOTALL)
    assert box and box[1] == refusal
    assert re.findall(r'href="#([^"]+)"', box[2])[0] == name
    for linked in re.findall(r'href="#([^"]+)"', box[2]):
        assert answer.text.count(f' id="{linked}"') == 1, linked
    assert text(answer).index("outcome wrong") < text(answer).index("<h1")
    assert answer.text.count(" autofocus") == 1
    assert re.search(rf'<(input|select|textarea)[^>]* name="{name}"[^>]* autofocus', answer.text)


def test_every_field_that_is_refused_is_named(office: Office) -> None:
    box = office.browser("admin").post("/office/people", {}).text.split("<h1")[0]
    assert re.findall(r'<a href="#(\w+)">', box.split("outcome")[1]) == ["name", "group", "role", "since", "of_age"]


def test_what_was_done_is_told_once(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    for path, fields, after, sentence in (
        (f"{MONTH}/decide", {**WISH, "member": stand.members[1], "day": "2026-11-16"}, MONTH, "Đã ghi quyết định."),
        (f"{MONTH}/close", {"looked": "yes", "override": "Đã đối chiếu"}, MONTH, "Đã chốt tháng 11/2026."),
    ):
        answer = browser.post(path, fields)
        assert answer.headers["location"] == after
        assert f'<p class="outcome done" role="status">{sentence}</p>' in browser.get(after).text
        assert "outcome" not in browser.get(after).text


@pytest.mark.parametrize("told", ["", "closed", "closed.x", "closed.2026-13", "<b>.", "như thế.nào"])
def test_a_browser_is_not_made_to_say_anything_else(told: str) -> None:
    assert words.said(told) == ""
