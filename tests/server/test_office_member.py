"""A member corrected: what changes from when, who is told, and what of the past is never touched."""

from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import commune as communes
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.phone_script import Phone
from tests.server.stand import Stand

SAME = {"name": "Trần Văn Bình", "role": "member", "group": "union_member", "group_from": "", "stops": ""}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def member(stand: Stand, place: int = 1) -> communes.Person:
    with stand.database.reader() as connection:
        return communes.read(connection, stand.commune).people[stand.members[place]]


def correct(stand: Stand, office: Office, by: str = "office", **fields: str) -> Any:
    return office.browser(by).post(f"/office/people/{stand.members[1]}", SAME | fields)


def told(phone: Phone, kind: str) -> list[Any]:
    return [change["data"] for change in phone.pull() if change["kind"] == kind]


def works_on(stand: Stand, *days: str) -> Phone:
    phone = stand.phone(1)
    for day in days:
        stand.set(f"{day}T09:00:00+07:00")
        phone.push(stand.check_in(phone, f"{day}T07:55:00+07:00"))
        stand.decide(1, day)
    return phone


def test_the_page_shows_the_member_as_they_stand(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert f'href="/office/people/{stand.members[1]}">Sửa…' in browser.get("/office/people").text
    assert "Sửa…" not in office.browser("leader").get("/office/people").text
    shown = text(browser.get(f"/office/people/{stand.members[1]}"))
    for words in ('value="Trần Văn Bình"', "Đoàn viên từ 01/01/2024", "Tháng đã chốt không bao giờ đổi"):
        assert words in shown, words
    assert browser.get("/office/people/ai").status_code == 404
    assert browser.post("/office/people/ai", SAME).status_code == 404


def test_a_new_name_reaches_the_own_phone_and_those_on_the_same_shift(stand: Stand, office: Office) -> None:
    own, fellow = stand.phone(1), stand.phone(0)
    own.pull(), fellow.pull()
    assert correct(stand, office, name="Trần Văn Bình (Đông)", role="leader").headers["location"] == "/office/people"
    assert [(m["name"], m["role"]) for m in told(own, "member")] == [("Trần Văn Bình (Đông)", "leader")]
    names = {m["name"] for duty in told(fellow, "duty") for m in duty["members"]}
    assert "Trần Văn Bình (Đông)" in names and "Trần Văn Bình" not in names
    assert "Đã lưu thay đổi" not in office.browser("office").get("/office/people").text
    assert stand.differences() == []


def test_a_group_decides_pay_from_its_day_on(stand: Stand, office: Office) -> None:
    phone = works_on(stand, "2026-11-16", "2026-11-17")
    phone.pull()
    assert correct(stand, office, group="militia", group_from="2026-11-17").status_code == 303
    line = next(x for x in stand.month()["lines"] if x["member"] == stand.members[1])
    assert (line["count"], line["amount_dong"], line["group"]) == (2, 30_000, "militia")
    assert [x["amount_dong"] for x in told(phone, "allowance") if x["month"] == "2026-11"] == [30_000]
    assert stand.differences() == []
    assert correct(stand, office, group="union_member", group_from="2026-11-17").status_code == 303
    assert [(g.from_day.isoformat(), g.value) for g in member(stand).groups] == [
        ("2024-01-01", "union_member"), ("2026-11-17", "union_member"),
    ]  # fmt: skip
    assert next(x for x in stand.month()["lines"] if x["member"] == stand.members[1])["amount_dong"] == 60_000


def test_a_closed_month_stays_as_it_was(stand: Stand, office: Office) -> None:
    works_on(stand, "2026-11-16")
    assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"}).status_code == 200
    before = stand.get("/api/v1/months/2026-11").content
    stand.set("2026-12-02T09:00:00+07:00")
    sentence = "Tháng 11/2026 đã chốt; hãy chọn ngày từ 01/12/2026."
    for name, fields in (
        ("group_from", {"group": "militia", "group_from": "2026-11-30"}), ("stops", {"stops": "2026-11-20"}),
    ):  # fmt: skip
        answer = correct(stand, office, **fields)
        assert (answer.status_code, f'id="{name}-problem" role="alert">{sentence}' in answer.text) == (422, True), name
    assert "chỉ đổi được từ 01/12/2026" in text(office.browser("office").get(f"/office/people/{stand.members[1]}"))
    fields = {"name": "Trần Bình", "group": "militia", "group_from": "2026-12-01", "stops": "2026-12-01"}
    assert correct(stand, office, **fields).status_code == 303
    assert stand.get("/api/v1/months/2026-11").content == before
    assert stand.differences() == []


def test_who_leaves_is_off_the_roster_and_may_come_back(stand: Stand, office: Office) -> None:
    works_on(stand, "2026-11-16")
    assert correct(stand, office, stops="2026-11-23").status_code == 303
    assert str(member(stand).until) == "2026-11-22"
    browser = office.browser("office")
    assert "từ 01/01/2024 đến hết 22/11/2026" in text(browser.get("/office/people"))
    assert "còn tên trong lịch trực" in browser.get(f"/office/people/{stand.members[1]}").text
    assert "Trần Văn Bình" not in browser.get("/office/roster?week=2027-W08").text
    assert correct(stand, office).status_code == 303
    assert member(stand).until is None
    assert stand.differences() == []


def test_a_first_day_written_wrongly_is_corrected(stand: Stand, office: Office) -> None:
    works_on(stand, "2026-11-17")
    assert correct(stand, office, since="2026-11-16").status_code == 303
    assert (str(member(stand).since), [str(g.from_day) for g in member(stand).groups]) == (
        "2026-11-16", ["2026-11-16"],
    )  # fmt: skip
    assert "Tham gia từ 16/11/2026" in text(office.browser("office").get(f"/office/people/{stand.members[1]}"))
    refused = correct(stand, office, since="2026-11-18").text
    assert "Ngày 17/11/2026 đã vào ca khi còn tham gia; hãy chọn ngày sớm hơn hoặc đúng ngày ấy." in refused
    assert 'value="2026-11-18"' in refused, "what was typed is kept"
    phone = stand.phone(1)
    stand.set("2026-11-13T09:00:00+07:00")
    phone.push(stand.check_in(phone, "2026-11-13T07:55:00+07:00"))
    assert "Ngày 13/11/2026 có lần vào ca khi chưa tham gia" in correct(stand, office, since="2026-11-12").text
    trail = text(office.browser("office").get("/office/audit"))
    assert "trước: Đoàn viên từ 01/01/2024, 01/01/2024; sau: Đoàn viên từ 16/11/2026, 16/11/2026" in trail
    assert stand.differences() == []


def test_a_first_day_in_a_closed_month_stays(stand: Stand, office: Office) -> None:
    assert correct(stand, office, since="2026-12-01").status_code == 303
    assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"}).status_code == 200
    assert "Tháng 11/2026 đã chốt; hãy chọn ngày từ 01/12/2026." in correct(stand, office, since="2026-11-30").text
    assert correct(stand, office, since="2026-12-02").status_code == 303
    path = f"/office/people/{stand.members[2]}"
    same = SAME | {"name": "Lê Hoàng Duy", "group": "youth", "since": "2026-12-01"}
    assert "Tháng đã chốt tính theo ngày tham gia này" in office.browser("office").post(path, same).text


def test_a_first_day_stays_after_the_guardians_consent(stand: Stand, office: Office) -> None:
    minor = {"of_age": "no", "adult_from": "2028-03-15", "guardian": "Trần Văn An (cha)", "consent_on": "2026-11-01"}
    assert correct(stand, office, since="2026-11-10").status_code == 303
    path = f"/office/people/{stand.members[1]}/particulars"
    assert office.browser("office").post(path, minor).status_code == 303
    assert "ngày người giám hộ đồng ý" in correct(stand, office, since="2026-10-31").text
    assert correct(stand, office, since="2026-11-02").status_code == 303


def test_what_was_judged_of_a_day_stays_true(stand: Stand, office: Office) -> None:
    works_on(stand, "2026-11-16", "2026-11-17")
    answer = correct(stand, office, stops="2026-11-17")
    assert "Ngày 17/11/2026 còn vào ca; hãy chọn ngày từ 18/11/2026." in answer.text
    assert correct(stand, office, stops="2026-11-18").status_code == 303
    phone = stand.phone(1)
    stand.set("2026-11-18T09:00:00+07:00")
    phone.push(stand.check_in(phone, "2026-11-18T07:55:00+07:00"))
    assert "Ngày 18/11/2026 có lần vào ca khi đã thôi tham gia" in correct(stand, office).text
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        ({"name": " "}, "name", "Ô này chưa ghi."),
        ({"name": "Lê Hoàng Duy"}, "name", "Đã có người mang họ tên này"),
        ({"name": "LÊ HOÀNG  DUY"}, "name", "Đã có người mang họ tên này"),
        ({"role": "chairman"}, "role", "Lựa chọn này không có."),
        ({"group": "ai"}, "group", "Lựa chọn này không có."),
        ({"group": "militia"}, "group_from", "Chưa ghi nhóm mới từ ngày nào."),
        ({"group_from": "mai"}, "group_from", "Ngày chưa đúng."),
        ({"group": "militia", "group_from": "2023-12-31"}, "group_from", "Người này tham gia từ 01/01/2024"),
        ({"since": "0202-11-20"}, "since", "Năm này chưa đúng."),
        ({"since": "9999-11-20"}, "since", "Năm này chưa đúng."),
        ({"stops": "2024-01-01"}, "stops", "Ngày thôi phải sau ngày tham gia (01/01/2024)."),
        ({"stops": "0001-01-01"}, "stops", "Năm này chưa đúng."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    stand: Stand, office: Office, fields: dict[str, str], name: str, sentence: str
) -> None:
    before = office.rows(t.member)
    answer = correct(stand, office, **fields)
    assert (answer.status_code, f'id="{name}-problem" role="alert">{sentence}' in answer.text) == (422, True)
    assert office.rows(t.member) == before
    assert not [row for row in office.acts() if row.act == "member_changed"]


def test_the_trail_says_what_it_was_and_what_it_is(stand: Stand, office: Office) -> None:
    correct(stand, office, "admin", group="militia", group_from="2026-12-01", stops="2026-12-31", name="Trần Bình")
    assert correct(stand, office, "admin", name="Trần Bình", stops="2026-12-31").status_code == 303
    shown = text(office.browser("office").get("/office/audit"))
    assert shown.count("Sửa thành viên") == 1
    assert (
        "Trần Bình; trước: Trần Văn Bình, Đoàn viên từ 01/01/2024, đang tham gia; sau: Trần Bình, Đoàn viên từ "
        "01/01/2024, Dân quân từ 01/12/2026, đến hết 30/12/2026"
    ) in shown
