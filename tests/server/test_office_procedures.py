"""One procedure by a form, who approved a rule from memory, and one day of the calendar."""

from collections.abc import Iterator
from datetime import date

import pytest

from sync_server import commune as communes
from sync_server import tables as t
from sync_server.commune import Commune
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand

PATH = "/office/procedures"
MARRIAGE = "1.004873"
FORM = {
    "known": "", "code": "1.009999", "name_vi": "Thủ tục thử", "field_vi": "Hộ tịch", "write_on_behalf": "allowed",
    "record": "full", "same_day": "co", "handling_vi": "Nhắc ký", "legal_basis": "Điều 5",
    "papers": "Căn cước; Tờ khai", "statutory_time_vi": "", "version": "QĐ 7",
    "effective_from": "2027-01-01", "effective_to": "",
}  # fmt: skip


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def known(stand: Stand) -> Commune:
    with stand.database.reader() as connection:
        return communes.read(connection, stand.commune)


def test_a_procedure_by_the_form_holds_from_its_day_and_reaches_phones(stand: Stand, office: Office) -> None:
    browser, phone = office.browser("office"), stand.phone(0)
    phone.pull()
    assert browser.post(PATH, FORM).headers["location"] == f"{PATH}/1.009999"
    commune = known(stand)
    assert commune.procedure_on("1.009999", date(2026, 12, 31)) is None
    kept = commune.procedure_on("1.009999", date(2027, 1, 1))
    assert kept and (kept.same_day, kept.papers, kept.rules_version) == (True, ("Căn cước", "Tờ khai"), "QĐ 7")
    assert [c["data"]["name"] for c in phone.pull() if c["kind"] == "procedure"] == ["Thủ tục thử"]
    again = browser.post(PATH, FORM)
    assert again.status_code == 422 and "Đã có thủ tục này" in text(again) and "Thủ tục thử" in again.text
    assert browser.post(PATH, FORM | {"known": "1.009999", "write_on_behalf": "barred"}).status_code == 303
    changed = known(stand).procedure_on("1.009999", date(2027, 1, 1))
    assert changed and changed.rule == "barred"
    assert "Sửa thủ tục" in text(browser.get("/office/audit"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("code", "7"), ("name_vi", ""), ("effective_to", "2026-01-01"), ("effective_from", "mai"), ("version", ""),
     ("write_on_behalf", "maybe")],
)  # fmt: skip
def test_a_wrong_procedure_comes_back_filled(office: Office, name: str, value: str) -> None:
    answer = office.browser("admin").post(PATH, FORM | {name: value})
    assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True)
    assert "Nhắc ký" in answer.text
    assert not [row for row in office.rows(t.procedure) if row.id == "1.009999"]


def test_who_approved_a_rule_from_memory_is_kept_shown_and_asked_again_when_it_changes(
    stand: Stand, office: Office
) -> None:
    browser = office.browser("office")
    shown = text(browser.get(f"{PATH}?show=unapproved"))
    assert "62 thủ tục" in shown and MARRIAGE in shown
    marks = "tên đã đối chiếu; thời hạn đã đối chiếu; quy tắc suy ra, chưa đối chiếu điều luật"
    assert f"<dd>{marks}</dd>" in text(browser.get(f"{PATH}/{MARRIAGE}"))
    said = {"approved_by": "Bà Lan, công chức tư pháp", "approved_on": "2026-11-16", "approved_ground": "NĐ 123 Đ.22",
            "approved_rule": "2026-11"}  # fmt: skip
    late = browser.post(f"{PATH}/{MARRIAGE}/approve", said | {"approved_on": "2026-11-17"})
    assert 'id="approved_on-problem"' in late.text and "Bà Lan" in late.text
    assert browser.post(f"{PATH}/{MARRIAGE}/approve", said).status_code == 303
    assert browser.post(f"{PATH}/{MARRIAGE}/approve", said | {"approved_rule": "x"}).status_code == 404
    assert "Bà Lan, công chức tư pháp" in text(browser.get(PATH))
    assert MARRIAGE not in text(browser.get(f"{PATH}?show=unapproved"))
    held = known(stand).procedures[MARRIAGE][0]
    wish = FORM | {"known": MARRIAGE, "code": MARRIAGE, "name_vi": held.name, "effective_from": "2026-12-01",
                   "version": "12"}  # fmt: skip
    assert browser.post(PATH, wish).status_code == 303
    same = known(stand).procedure_on(MARRIAGE, date(2026, 12, 1))
    assert same and same.approval and same.approval.by == "Bà Lan, công chức tư pháp"
    assert browser.post(PATH, wish | {"write_on_behalf": "conditional"}).status_code == 303
    other = known(stand).procedure_on(MARRIAGE, date(2026, 12, 1))
    assert other and other.approval is None
    assert "Duyệt quy tắc viết hộ" in text(browser.get("/office/audit"))
    assert stand.differences() == []


def test_a_day_of_the_calendar_is_entered_replaced_and_taken_back(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    wish = {"day": "2027-01-04", "kind": "nghi_bu", "name_vi": "Nghỉ bù", "source": "Thông báo 9"}
    assert browser.post("/office/calendar", wish).headers["location"] == "/office/calendar?year=2027"
    assert not known(stand).ground.calendar.is_working(date(2027, 1, 4))
    assert "Thông báo 9" in text(browser.get("/office/calendar?year=2027"))
    refused = browser.post("/office/calendar", wish | {"day": "2027-01-03"})
    assert (refused.status_code, 'id="kind-problem"' in refused.text, "Thông báo 9" in refused.text) == (
        422,
        True,
        True,
    )
    assert browser.post("/office/calendar", wish | {"kind": "ngay_thuong"}).status_code == 303
    assert known(stand).ground.calendar.is_working(date(2027, 1, 4))
    assert "Thông báo 9" not in text(browser.get("/office/calendar?year=2027"))
    assert "Năm này chưa ghi ngày nào" in text(browser.get("/office/calendar?year=2031"))
