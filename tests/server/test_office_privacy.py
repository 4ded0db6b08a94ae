"""What members are told of their data, a copy of it for who asks, and its end when the period is over."""

from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest

from sync_server import tables as t
from sync_server import verification
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def test_who_is_invited_reads_what_is_kept_of_them(stand: Stand, office: Office) -> None:
    browser, invite = office.browser("office"), f"/office/people/{stand.members[1]}/invite"
    assert "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15" in text(browser.post(invite))
    coming = {"notice": "Lời của xã", "months": "36", "notice_from": "2026-11-20", "notice_source": "Công văn số 7"}
    assert browser.post("/office/privacy", coming).status_code == 303
    page = browser.get("/office/privacy").text
    assert "Lời của xã" not in browser.post(invite).text, "not before its day"
    assert "Từ 20/11/2026: 36 tháng" in page and "Từ 01/01/2024: 24 tháng" in page
    stand.set("2026-11-20T08:00:00+07:00")
    assert '<p class="own-data">Lời của xã</p>' in browser.post(invite).text
    assert browser.post("/invites").text.count('<p class="own-data">Lời của xã</p>') == 12
    assert "Đã lưu thông báo về dữ liệu." in page and 'value="36"' in browser.get("/office/privacy").text
    assert "20/11/2026; thông báo: Lời của xã; số tháng giữ: 36; căn cứ: Công văn số 7" in text(
        browser.get("/office/audit")
    )


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"notice": " "}, "notice"), ({"notice": "x" * 2001}, "notice"), ({"months": ""}, "months"),
     ({"months": "mãi"}, "months"), ({"months": "0"}, "months"), ({"months": "241"}, "months"),
     ({"notice_from": ""}, "notice_from"), ({"notice_source": ""}, "notice_source")],
)  # fmt: skip
def test_a_refused_notice_comes_back_filled(office: Office, wrong: dict[str, str], name: str) -> None:
    form = {"notice": "Lời của xã", "months": "36", "notice_from": "2026-11-20", "notice_source": "Luật"} | wrong
    answer = office.browser("admin").post("/office/privacy", form)
    assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True)
    assert all(value.strip() in answer.text for value in form.values())
    assert not [row for row in office.acts() if row.act == "privacy_set"]


DAY = "2026-11-17T07:55:00+07:00"
LATER = "2029-01-05T08:00:00+07:00"
WRITTEN = "Máy in hết mực, chị Bình gọi thợ"


def left(stand: Stand, office: Office) -> str:
    """A member with a paid day in a closed month, words of their own and a phone, who left that November; the path."""
    stand.set("2026-11-30T17:00:00+07:00")
    phone = stand.phone(1)
    came = stand.check_in(phone, DAY)
    raised = phone.fact("difficulty_raised", {"text": WRITTEN, "urgent": False}, DAY)
    wrong = phone.fact("difficulty_raised", {"text": "nhầm", "urgent": False}, DAY)
    phone.push(came, raised, wrong, phone.fact("voided", {"target": wrong["id"], "reason": "Chị Bình ghi nhầm"}, DAY))
    stand.decide(1, "2026-11-17")
    path, browser = f"/office/people/{stand.members[1]}", office.browser("office")
    browser.post(path + "/particulars", {"phone": "0912 345 678", "organisation": "Đoàn Thanh niên", "of_age": "yes"})
    renamed = {"name": "Trần Văn Bình (Đông)", "role": "member", "group": "union_member", "group_from": ""}
    assert browser.post(path, renamed | {"stops": "2026-11-28"}).status_code == 303
    stand.set("2026-12-01T08:00:00+07:00")
    return path


def close(stand: Stand) -> None:
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu sổ giấy"})


def test_a_copy_of_ones_data_holds_all_of_it_and_reads_in_excel(stand: Stand, office: Office) -> None:
    path = left(stand, office)
    close(stand)
    browser = office.browser("office")
    assert f'href="{path}/data.xlsx"' in browser.get(path).text
    told = browser.get(path + "/data.json").json()
    assert (told["name"], told["particulars"]["phone"]) == ("Trần Văn Bình (Đông)", "0912 345 678")
    assert len(told["facts"]) == 4 and any(x["body"]["data"].get("text") == WRITTEN for x in told["facts"])
    assert [x["reason"] for x in told["decisions"]] and told["phones"][0]["model"] == "Redmi 9A"
    assert [x["lines"][0]["amount_dong"] for x in told["closed_months"]] == [30_000]
    book = openpyxl.load_workbook(BytesIO(browser.get(path + "/data.xlsx").content))
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {"Trần Văn Bình (Đông)", "0912 345 678", "30000", "tháng 11/2026", "Hủy mục đã ghi"} <= cells
    assert any(WRITTEN in cell for cell in cells)
    for wrong in (path + "/data.pdf", "/office/people/ai/data.json"):
        assert browser.get(wrong).status_code == 404
    assert office.browser("leader").get(path + "/data.json").status_code == 403


def test_erasing_keeps_the_money_trail_and_the_book_still_agrees(stand: Stand, office: Office) -> None:
    path = left(stand, office)
    close(stand)
    frozen, days = office.rows(t.closing), office.rows(t.presence)
    office.browser("office").get("/office/months/2026-11")
    stand.set(LATER)
    browser = office.browser("office")
    assert "Đã hết thời hạn lưu" in text(browser.get(path))
    due = f'<a href="{path}#data">Trần Văn Bình (Đông)</a>, tham gia đến hết 27/11/2026</li>'
    assert due in text(browser.get("/office/privacy"))
    assert browser.post(path + "/erase", {}).status_code == 422
    assert browser.post(path + "/erase", {"sure": "yes"}).status_code == 303
    assert "Đã xóa dữ liệu; ngày công và số tiền giữ nguyên." in text(browser.get("/office/people"))
    assert stand.differences() == [] and verification.erased(stand.database) == 3
    assert (office.rows(t.closing), office.rows(t.presence)) == (frozen, days)
    assert "Trần Văn Bình (Đông)" in frozen[0].body, "who signed for the money stays on the closed list"
    told = browser.get(path + "/data.json").text
    kept = told + "".join(row.detail for row in office.acts()) + browser.get("/office/people").text
    for gone in ("0912 345 678", WRITTEN, "Chị Bình ghi nhầm", "Redmi 9A Android 11</p>"):
        assert gone not in kept
    nameless = next(row.name for row in office.rows(t.member) if row.id == stand.members[1])
    assert nameless == "Thành viên đã xóa dữ liệu 1"
    people = browser.get("/office/people").text
    assert f'{path}"' not in people and f"{path}/invite" not in people
    assert "Trần Văn Bình" not in kept.replace(frozen[0].body, "").split('"closed_months"')[0]
    assert all(row.revoked_at and not row.model for row in office.rows(t.device))
    again = browser.post(path + "/erase", {"sure": "yes"})
    assert (again.status_code, "đã xóa rồi" in text(again)) == (422, True)


@pytest.mark.parametrize(
    ("closed", "stays", "now", "why"),
    [
        (True, False, "2028-11-30T17:00:00+07:00", "Chưa hết thời hạn lưu: xóa được từ 01/12/2028."),
        (False, False, LATER, "Còn tháng 11/2026 chưa chốt; hãy chốt trước khi xóa."),
        (True, True, LATER, "Người này còn tham gia"),
    ],
)
def test_nothing_is_erased_too_soon(
    stand: Stand, office: Office, closed: bool, stays: bool, now: str, why: str
) -> None:
    path = left(stand, office)
    if closed:
        close(stand)
    if stays:
        path = f"/office/people/{stand.members[2]}"
    stand.set(now)
    before = office.rows(t.member)
    browser = office.browser("office")
    if not stays:
        assert ("Chưa có ai đến hạn xóa" in browser.get("/office/privacy").text) is closed
    answer = browser.post(path + "/erase", {"sure": "yes"})
    assert (answer.status_code, why in text(answer)) == (422, True)
    assert office.rows(t.member) == before
