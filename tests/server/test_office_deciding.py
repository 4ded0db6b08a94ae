"""The form that decides a day: what it refuses, all at once and filled, and the days that nobody can have served."""

import re
from collections.abc import Iterator

import pytest

from sync_server import setup
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office
from tests.server.stand import Stand

MONTH = "/office/months/2026-11"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


@pytest.mark.parametrize(
    ("fields", "sentence", "kept"),
    [
        ({"reason": "Có mặt thật"}, "Chưa chọn tính hay không tính ngày này.", ">Có mặt thật</textarea>"),
        ({"counted": "no", "reason": "  "}, "Chưa ghi lý do.", 'value="no" required checked'),
        ({"counted": "maybe", "reason": "x"}, "Chưa chọn tính hay không tính ngày này.", ">x</textarea>"),
    ],
)
def test_a_refused_decision_comes_back_filled(
    stand: Stand, office: Office, fields: dict[str, str], sentence: str, kept: str
) -> None:
    browser = office.browser("office")
    for path, more in (
        (f"{MONTH}/days/{stand.members[1]}/2026-11-17", {}),
        (f"{MONTH}/decide", {"member": stand.members[1], "day": "2026-11-17"}),
    ):
        answer = browser.post(path, fields | more)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert kept in answer.text
    assert not office.rows(t.decision)


def test_a_day_without_facts_is_decided_on_the_month(stand: Stand, office: Office) -> None:
    stand.set(cast.NOW)
    browser = office.browser("office")
    fields = {"member": stand.members[1], "day": "2026-11-17", "counted": "yes", "reason": "Điện thoại hỏng"}
    assert browser.post(f"{MONTH}/decide", fields | {"day": "17/11/2026"}).status_code == 422
    assert browser.post(f"{MONTH}/decide", fields | {"member": "ai đó"}).status_code == 422
    stand.set("2026-12-01T09:00:00+07:00")
    wrong = browser.post(f"{MONTH}/decide", fields | {"day": "2026-12-01"})
    assert wrong.status_code == 422
    assert "Ngày 01/12/2026 quyết định ở tháng 12/2026. Hãy mở tháng ấy." in wrong.text
    assert browser.post(f"{MONTH}/decide", fields).status_code == 303
    assert "không có lần vào ca, văn phòng tính" in browser.get(MONTH).text


def test_members_stand_by_given_name(stand: Stand, office: Office) -> None:
    page = office.browser("office").get(MONTH).text
    chosen = re.findall(r'<option value="m[^"]+">([^<]+)<', page.split('<select id="member"')[1].split("</select>")[0])
    names = [line["name"] for line in stand.month()["lines"]]
    assert names == chosen == re.findall(r'<th scope="row">([^<]+)<small>', page)
    given = "Bình Duy Duyên Hân Khôi Ngân Phong Thảo Thư Tín Tuyết Vy"
    assert [name.rpartition(" ")[2] for name in names] == given.split()


def test_the_days_to_choose_from_are_the_months_own_in_vietnamese(office: Office) -> None:
    shown = office.browser("office").get(MONTH).text.split('<select id="day"')[1].split("</select>")[0]
    told = re.findall(r'<option value="(2026[^"]+)">([^<]+)<', shown)
    assert len(told) == 16  # up to today
    assert (told[0], told[-1]) == (("2026-11-01", "Chủ nhật 01/11"), ("2026-11-16", "Thứ Hai 16/11"))


def test_everything_that_is_missing_is_named_at_once(office: Office) -> None:
    browser = office.browser("office")
    shown = browser.post(f"{MONTH}/decide").text
    for sentence in ("Chưa chọn thành viên.", "Chưa chọn ngày.", "Chưa chọn tính hay không tính", "Chưa ghi lý do."):
        assert shown.count(sentence) == 2, sentence  # above, and beside its field
    shown = browser.post(f"{MONTH}/several").text
    for sentence in ("Chưa chọn tính hay không tính", "Chưa ghi lý do."):
        assert sentence in shown


def test_a_day_nobody_can_have_served_is_not_counted(stand: Stand, office: Office) -> None:
    browser, member = office.browser("office"), stand.members[1]
    wish = {"member": member, "counted": "yes", "reason": "Điện thoại hỏng"}
    stand.database.write(lambda tx: setup.change_member(tx, stand.commune, member, {"until": "2026-11-12"}))
    for day, sentence in (("2026-11-17", "Ngày này chưa tới"), ("2026-11-13", "Ngày này người ấy chưa vào Tổ hoặc")):
        for path in (f"{MONTH}/decide", f"{MONTH}/days/{member}/{day}"):
            answer = browser.post(path, {**wish, "day": day})
            assert (answer.status_code, sentence in answer.text) == (422, True)
            assert ">Điện thoại hỏng</textarea>" in answer.text
    assert not office.rows(t.decision)
    for day, counted in (("2026-11-12", "yes"), ("2026-11-12", "no")):
        assert browser.post(f"{MONTH}/decide", {**wish, "day": day, "counted": counted}).status_code == 303


def test_a_month_to_come_has_no_day_to_decide(office: Office) -> None:
    assert 'id="decide"' not in office.browser("office").get("/office/months/2026-12").text


def test_a_day_of_a_closed_month_without_a_fact_is_decided_in_the_open_one(stand: Stand, office: Office) -> None:
    stand.set("2026-11-30T17:00:00+07:00")
    assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"}).status_code == 200
    browser, december = office.browser("office"), "/office/months/2026-12"
    assert 'type="date"' in browser.get(december).text.split('id="decide"')[1].split("</section>")[0]
    fields = {"member": stand.members[1], "day": "2026-11-17", "counted": "yes", "reason": "Điện thoại hỏng"}
    elsewhere = browser.post("/office/months/2027-01/decide", fields)
    assert "Ngày 17/11/2026 quyết định ở tháng 12/2026. Hãy mở tháng ấy." in elsewhere.text
    assert browser.post(f"{december}/decide", fields).status_code == 303
    assert [a["day"] for a in stand.month("2026-12")["adjustments"]] == ["2026-11-17"]


def test_nothing_is_taken_from_a_day_that_has_nothing(stand: Stand, office: Office) -> None:
    stand.set(cast.NOW)
    browser = office.browser("office")
    fields = {"member": stand.members[1], "day": "2026-11-14", "counted": "no", "reason": "Nhầm"}
    for path in (f"{MONTH}/decide", f"{MONTH}/days/{stand.members[1]}/2026-11-14"):
        answer = browser.post(path, fields)
        assert answer.status_code == 422
        assert "nên không có gì để bỏ." in answer.text
    assert not office.rows(t.decision)
    assert browser.post(f"{MONTH}/decide", fields | {"counted": "yes"}).status_code == 303
    assert browser.post(f"{MONTH}/decide", fields).status_code == 303  # what was counted may be taken back
