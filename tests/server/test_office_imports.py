"""Nạp dữ liệu: a file is shown line by line before anything is taken, and nothing of it is lost."""

from collections.abc import Iterator
from html import unescape

import pytest

from sync_server import commune as communes
from sync_server import setup
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand

PROCEDURES = """code,name_vi,field_vi,write_on_behalf,handling_vi,legal_basis
1.001193,Đăng ký khai sinh (mới),Hộ tịch,co_dieu_kien,Xem giấy chứng sinh,Luật Hộ tịch
99,Sai mã,Hộ tịch,duoc_viet_ho,,
,Xác nhận tình trạng chỗ ở,Cư trú,duoc_viet_ho,Người dân ký,Luật Cư trú
"""
CALENDAR = "date,kind,name_vi\n2027-04-26,nghi_bu,Nghỉ bù Giỗ Tổ\n2027-04-25,nghi_bu,Chủ nhật\n"
FORM = {"kind": "procedures", "version": "QĐ 12", "effective_from": "2026-12-01"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def commune(stand: Stand) -> communes.Commune:
    with stand.database.reader() as connection:
        return communes.read(connection, stand.commune)


def test_a_preview_tells_every_line_and_writes_nothing(stand: Stand, office: Office) -> None:
    before = commune(stand).procedures
    answer = office.browser("office").post("/office/imports", FORM | {"text": PROCEDURES})
    shown = text(answer)
    assert answer.status_code == 200
    assert "nhận được 2 dòng, không nhận 1 dòng" in shown
    assert "<b>Dòng 3</b>: Cột “code”: “99” không phải mã thủ tục." in shown
    assert "Thay bản cũ" in shown and "Mới" in shown
    assert commune(stand).procedures == before


def test_a_table_in_vietnamese_is_taken_and_answered_in_its_own_words(office: Office) -> None:
    head = "Mã thủ tục,TÊN THỦ TỤC,Lĩnh vực,Viết hộ,Lời nhắc cho người viết hộ,Căn cứ pháp lý,Áp dụng từ ngày"
    rows = ("1.001193,Đăng ký khai sinh,Hộ tịch,viết hộ có điều kiện,Xem giấy,Luật Hộ tịch,1/12/2026",
            "99,Sai mã,Hộ tịch,Được viết hộ,,,", ",Tách hộ,Cư trú,tùy lúc,,,", ",,Cư trú,Được viết hộ,,,")  # fmt: skip
    browser = office.browser("office")
    shown = text(browser.post("/office/imports", FORM | {"text": "\n".join((head, *rows))}))
    for words in (
        "nhận được 1 dòng, không nhận 3 dòng",
        "Cột “Mã thủ tục”: “99” không phải mã thủ tục.",
        "Cột “Viết hộ”: “tùy lúc” không hiểu được. Hãy ghi một trong: Được viết hộ, Viết hộ có điều kiện,",
        "Cột “TÊN THỦ TỤC”: cần tên thủ tục",
        "Không có cột “Sổ ghi gì”",
    ):
        assert words in shown, words
    without = "Mã thủ tục,Tên thủ tục\n1.001193,Đăng ký khai sinh"
    assert "Thiếu cột “Lĩnh vực”, “Viết hộ”" in text(browser.post("/office/imports", FORM | {"text": without}))
    days = {"kind": "calendar", "text": "Ngày,Loại,Tên ngày nghỉ hoặc lý do\n26/4/2027,nghỉ bù,Giỗ Tổ\n1/5/2027,chơi,x"}
    shown = text(browser.post("/office/imports", days))
    assert "nhận được 1 dòng" in shown and "Cột “Loại”: “chơi” không hiểu được. Hãy ghi một trong: Nghỉ lễ" in shown


def test_a_file_is_read_like_pasted_text_and_travels_on(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    for raw in (PROCEDURES.encode("utf-8-sig"), PROCEDURES.encode("utf-16")):
        answer = browser.sent("/office/imports", FORM | {"text": ""}, raw)
        assert "nhận được 2 dòng" in answer.text
        assert answer.text.count("1.001193,Đăng ký khai sinh (mới),Hộ tịch") == 2


def test_accepting_takes_the_good_lines_from_their_day_on(stand: Stand, office: Office) -> None:
    phone = stand.phone(1)
    phone.pull()
    answer = office.browser("office").post("/office/imports/accept", FORM | {"text": PROCEDURES})
    assert "Đã nhận 2 dòng" in answer.text
    assert "<b>Dòng 3</b>" in answer.text
    told = {change["data"]["name"] for change in phone.pull() if change["kind"] == "procedure"}
    assert told == {"Đăng ký khai sinh (mới)", "Xác nhận tình trạng chỗ ở"}
    now, then = (commune(stand).procedure_on("1.001193", d) for d in (cast.TODAY, cast.date(2026, 12, 1)))
    assert now and then and (now.rule, then.rule) == ("allowed", "conditional")


def test_the_calendar_is_imported_too(stand: Stand, office: Office) -> None:
    form = {"kind": "calendar", "text": CALENDAR}
    browser = office.browser("admin")
    assert "nhận được 1 dòng, không nhận 1 dòng" in browser.post("/office/imports", form).text
    assert commune(stand).ground.calendar.is_working(cast.date(2027, 4, 26))
    assert "Đã nhận 1 dòng" in browser.post("/office/imports/accept", form).text
    assert not commune(stand).ground.calendar.is_working(cast.date(2027, 4, 26))


def test_the_carried_file_imports_whole(stand: Stand, office: Office) -> None:
    answer = office.browser("office").post("/office/imports", FORM | {"text": setup.data_text("procedures.csv")})
    assert "nhận được 86 dòng, không nhận 0 dòng" in answer.text


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"text": ""}, "text"), ({"text": 'a,"b'}, "text"), ({"kind": "ai"}, "kind"), ({"version": ""}, "version"),
     ({"effective_from": "mai"}, "effective_from")],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/office/imports", "/office/imports/accept"])
def test_a_refused_form_comes_back_filled(
    stand: Stand, office: Office, wrong: dict[str, str], name: str, path: str
) -> None:
    answer = office.browser("office").post(path, FORM | {"text": PROCEDURES} | wrong)
    assert answer.status_code == 422
    assert f'id="{name}-problem"' in answer.text
    assert wrong.get("text", "1.001193,Đăng ký khai sinh") in text(answer)
    assert len(commune(stand).procedures) == 86


def test_what_is_no_text_is_refused_with_what_to_do(office: Office) -> None:
    answer = office.browser("office").sent("/office/imports", FORM, b"\xff\xd8\xff\xe0 a picture")
    assert (answer.status_code, "CSV UTF-8" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ('date,kind,name_vi\n2027-04-26,nghi_bu,"Nghỉ bù\n2027-04-27,nghi_bu,Nghỉ', 2),
        ('date,kind,name_vi\n2027-04-26,nghi_bu,"Hai\ndòng"\n2027-04-27,nghi_bu,"Nghỉ" bù\n', 4),
        ('date;"kind;name_vi', 1),
    ],
)
def test_a_quote_out_of_place_is_named_by_its_line(office: Office, table: str, line: int) -> None:
    browser = office.browser("office")
    told = f"Dòng {line} có dấu ngoặc kép đặt sai: “{table.splitlines()[line - 1]}”."
    pasted = browser.post("/office/imports", {"kind": "calendar", "text": table})
    uploaded = browser.sent("/office/imports", {"kind": "calendar", "text": ""}, table.encode("utf-16"))
    for answer in (pasted, uploaded):
        assert (answer.status_code, told in unescape(answer.text)) == (422, True)


@pytest.mark.parametrize(("kind", "name"), [("procedures", "mau-thu-tuc"), ("calendar", "mau-ngay-nghi")])
def test_the_template_is_a_file_that_would_be_taken(office: Office, kind: str, name: str) -> None:
    browser = office.browser("office")
    path = f"/office/imports/{name}.csv"
    assert f'href="{path}"' in browser.get("/office/imports").text
    file = browser.get(path)
    assert (file.headers["content-type"], file.content[:3]) == ("text/csv; charset=utf-8", b"\xef\xbb\xbf")
    answer = browser.sent("/office/imports", FORM | {"kind": kind, "text": ""}, file.content)
    assert "nhận được 2 dòng, không nhận 0 dòng" in answer.text
    assert browser.get("/office/imports/khac.csv").status_code == 404
    assert office.browser("leader").get(path).status_code == 403


def test_a_preview_without_a_good_line_promises_nothing(office: Office) -> None:
    only_wrong = "\n".join(PROCEDURES.splitlines()[:1] + PROCEDURES.splitlines()[2:3])
    for path in ("/office/imports", "/office/imports/accept"):
        shown = text(office.browser("office").post(path, FORM | {"text": only_wrong}))
        assert "Không nhận được dòng nào" in shown
        assert "Đã nhận" not in shown


def test_nothing_to_take_is_not_taken(stand: Stand, office: Office) -> None:
    only_wrong = "\n".join(PROCEDURES.splitlines()[:1] + PROCEDURES.splitlines()[2:3])
    office.browser("office").post("/office/imports/accept", FORM | {"text": only_wrong})
    assert not [row for row in office.acts() if row.act == "imported"]


def test_a_body_too_large_is_not_read(office: Office) -> None:
    browser = office.browser("office")
    assert browser.post("/office/imports", FORM | {"text": "x" * 4_300_000}).status_code == 413
