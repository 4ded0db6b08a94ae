"""Members from the office's own Excel list, with a report line by line, and the guardian's consent under 18."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from sync_server import particulars
from sync_server import tables as t
from sync_server.office import newcomers
from tests.server import office_cast as cast
from tests.server.office_cast import Browser, Office, text
from tests.server.stand import Stand

FORM = {"kind": "members", "version": "", "effective_from": "2026-11-01", "text": ""}
HEADINGS = ["STT", "Họ và tên", "NHÓM", "Vai trò", "Tham gia từ ngày", "Tổ chức", "Số quyết định",
            "Điện thoại liên hệ", "Đủ 18 tuổi từ ngày", "Người giám hộ đồng ý", "Ngày đồng ý", "Số CCCD",
            "Ngày sinh"]  # fmt: skip
LIST = [
    [1, "Lý Thị Hồng Nhung", "Đoàn viên", "Tổ trưởng", datetime(2026, 11, 2), "Đoàn Thanh niên", "12/QĐ-UBND",
     912345678, None, None, None, "056123456789", 1999],
    [2, "Trần Văn Bình", "Thanh niên", None, None, None, None, None, None, None, None, None, "2/11/2000"],
    [3, "Cao Văn Út", "Học sinh", None, "31/02/2026", None, None, "gọi cô Mai", None, None, None, None, "mùa xuân"],
    [None] * 13,
    [4, "Mai Gia Bảo", "thanh nien", None, None, "UBMTTQ", None, None, None, None, None, None, datetime(2010, 3, 1)],
    [5, "Đinh An Nhiên", "Thanh niên", None, None, None, None, None, "15/03/2028", "Đinh Văn An (cha)", "25/10/2026",
     None, None],
    [6, "LÝ THỊ HỒNG NHUNG", "Dân quân", None, None, None, None, None, None, None, None, None, None],
]  # fmt: skip
MINOR = {"of_age": "no", "adult_from": "2028-03-15", "guardian": "Trần Văn An (cha)", "consent_on": "2026-10-25"}
BEFORE_THEY_CAME = {"consent_on": "2023-12-30"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def workbook(*rows: list[Any]) -> bytes:
    book, file = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file.getvalue()


def kept(stand: Stand, office: Office, name: str) -> dict[str, str]:
    """What is kept of a member, of the fields that say something."""
    with stand.database.reader() as connection:
        known = particulars.read(connection, stand.commune)
    identity = next(row.id for row in office.rows(t.member) if row.name == name)
    return {field: value for field, value in known[identity].items() if value}


def accepted(browser: Browser, raw: bytes) -> str:
    """What the page says after the lines it showed were taken: their text travels as the form carries it."""
    return text(browser.post("/office/imports/accept", FORM | {"text": newcomers.as_csv(raw)}))


def test_every_line_of_a_workbook_is_told_before_anything_is_written(office: Office) -> None:
    before = office.rows(t.member)
    shown = text(office.browser("admin").sent("/office/imports", FORM, workbook(HEADINGS, *LIST)))
    for words in (
        "nhận được 2 dòng, không nhận 4 dòng",
        "<b>Dòng 3</b>: Cột “Họ và tên” ghi “Trần Văn Bình”: đã có trong Tổ.",
        "<b>Dòng 4</b>: Cột “Nhóm” ghi “Học sinh”: hãy ghi một trong: Đoàn viên, Thanh niên",
        "Cột “Tham gia từ ngày” ghi “31/02/2026”: hãy ghi ngày/tháng/năm",
        "Cột “Điện thoại liên hệ” ghi “gọi cô Mai”: Hãy ghi số điện thoại gọi được",
        "<b>Dòng 6</b>: Cột “Người giám hộ đồng ý”: Chưa đủ 18 tuổi thì cha mẹ",
        "<b>Dòng 8</b>: Cột “Họ và tên” ghi “LÝ THỊ HỒNG NHUNG”: đã có ở dòng 2.",
        "Cột “Ngày sinh” ghi “mùa xuân”: hãy ghi ngày/tháng/năm, ví dụ 15/03/2010.",
        "Cột “Đủ 18 tuổi khi tham gia”: Hãy ghi Đủ hoặc Chưa.",
        "<b>Dòng 1</b>: Cột “Ngày sinh” chỉ đọc để xét đủ 18 tuổi khi tham gia, không giữ lại.",
        "<b>Dòng 1</b>: Sổ không giữ cột “Số CCCD” nên không nhận cột ấy.",
        "<b>Dòng 2</b>: Số điện thoại thiếu số 0 ở đầu, đã ghi là 0912345678.",
    ):
        assert words in shown, words
    assert office.rows(t.member) == before


def test_the_good_lines_become_members_with_what_is_kept_of_them(stand: Stand, office: Office) -> None:
    admin = office.browser("admin")
    assert "Đã nhận 2 dòng" in accepted(admin, workbook(HEADINGS, *LIST))
    assert kept(stand, office, "Lý Thị Hồng Nhung") == {
        "organisation": "Đoàn Thanh niên", "decision": "12/QĐ-UBND", "phone": "0912345678",
        "of_age": "yes",
    }  # fmt: skip
    assert kept(stand, office, "Đinh An Nhiên") == MINOR | {"guardian": "Đinh Văn An (cha)"}
    added = {row.name: (row.role, row.since) for row in office.rows(t.member)}
    assert added["Lý Thị Hồng Nhung"] == ("leader", "2026-11-02") and added["Đinh An Nhiên"][1] == "2026-11-01"
    shown = text(admin.get("/office/people"))
    assert "0912345678" in shown and "chưa đủ 18 tuổi</b>, Đinh Văn An (cha) đã đồng ý" in shown
    assert "Đã nhận" not in accepted(admin, workbook(HEADINGS, *LIST)), "nobody is added twice"
    trail = "".join(row.detail for row in office.acts())
    assert "0912345678" not in trail and "Đinh Văn An" not in trail, "the trail only grows: it holds no phone number"


@pytest.mark.parametrize(
    ("born", "kept"),
    [
        ("15/03/2010", {"of_age": "no", "adult_from": "2028-03-15"}),
        ("2010", {"of_age": "no", "adult_from": "2028-12-31"}),
        ("29/02/2012", {"of_age": "no", "adult_from": "2030-03-01"}),
        ("01/11/2008", {}),
        ("02/11/2008", {"of_age": "no", "adult_from": "2026-11-02"}),
    ],
)
def test_a_birth_date_is_read_to_judge_by_and_then_dropped(born: str, kept: dict[str, str]) -> None:
    row = {"Họ và tên": "Đinh An Nhiên", "Nhóm": "Thanh niên", "Ngày sinh": born}
    agreed = {"Người giám hộ đồng ý": "Đinh Văn An (cha)", "Ngày đồng ý": "25/10/2026"}
    took = newcomers.members([row], (), date(2026, 11, 1), today=date(2026, 11, 16))
    assert bool(took.taken) is not bool(kept), "a minor needs a guardian's consent"
    took = newcomers.members([row | (agreed if kept else {})], (), date(2026, 11, 1), today=date(2026, 11, 16))
    consent = {"guardian": "Đinh Văn An (cha)", "consent_on": "2026-10-25"}
    assert [dict(new.particulars) for new in took.taken] == [kept | consent if kept else {"of_age": "yes"}]


def test_the_template_is_a_list_that_would_be_taken(office: Office) -> None:
    admin = office.browser("admin")
    assert 'href="/office/imports/mau-thanh-vien.xlsx"' in admin.get("/office/imports?kind=members").text
    file = admin.get("/office/imports/mau-thanh-vien.xlsx").content
    shown = text(admin.sent("/office/imports", FORM, file))
    assert "2 dòng không nhận" in shown and shown.count("dòng ví dụ của tệp mẫu") == 2
    book = openpyxl.load_workbook(BytesIO(file))
    for line in (2, 3):
        book.worksheets[0].cell(line, 1).value = f"Người mới {line}"
    changed = BytesIO()
    book.save(changed)
    assert "nhận được 2 dòng, không nhận 0 dòng" in text(admin.sent("/office/imports", FORM, changed.getvalue()))


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"PK\x03\x04 no workbook", "Không mở được bảng tính này."),
        (b"\xd0\xcf\x11\xe0 an old one", "Không mở được bảng tính này."),
        (workbook(["Họ và tên", "Ngày sinh"], ["Lý Thị Na", 1999]), "Thiếu cột “Nhóm”."),
        (workbook(["Họ và tên", "Nhóm"], ["Lý Thị Na", "Thanh niên"]), "Thiếu cột “Đủ 18 tuổi khi tham gia”."),
        (workbook(["Họ và tên", "Nhóm"]), "Hãy ghi mỗi người một dòng"),
        (workbook(["Họ và tên", "Nhóm"], *([f"Người {n}", "Thanh niên"] for n in range(1001))), "dài quá 1000 dòng"),
    ],
)
def test_a_list_that_cannot_be_read_says_what_to_do(office: Office, raw: bytes, sentence: str) -> None:
    assert sentence in text(office.browser("admin").sent("/office/imports", FORM, raw))


def test_a_calendar_comes_from_a_workbook_too(office: Office) -> None:
    raw = workbook(["date", "kind", "name_vi"], [datetime(2027, 4, 26), "nghi_bu", "Nghỉ bù Giỗ Tổ"])
    shown = text(office.browser("office").sent("/office/imports", {"kind": "calendar", "text": ""}, raw))
    assert "nhận được 1 dòng, không nhận 0 dòng" in shown


def test_only_the_administrator_brings_people(office: Office) -> None:
    browser = office.browser("office")
    assert "Thành viên Tổ" not in browser.get("/office/imports?kind=members").text
    assert browser.get("/office/imports/mau-thanh-vien.xlsx").status_code == 403
    answer = browser.sent("/office/imports", FORM, workbook(HEADINGS, *LIST))
    assert (answer.status_code, 'id="kind-problem"' in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"guardian": ""}, "guardian", "cha mẹ hoặc người giám hộ phải đồng ý"),
        ({"consent_on": ""}, "consent_on", "Chưa ghi cha mẹ"),
        ({"consent_on": "2026-11-02"}, "consent_on", "phải đồng ý trước khi"),
        ({"consent_on": "hôm qua"}, "consent_on", "Ngày chưa đúng"),
        ({"since": "2026-12-01", "consent_on": "2026-11-30"}, "consent_on", "Ngày này chưa đến"),
        ({"of_age": ""}, "of_age", "Hãy ghi Đủ hoặc Chưa."),
        ({"of_age": "yes"}, "of_age", "Đã đủ 18 tuổi khi tham gia thì để trống"),
        ({"adult_from": ""}, "adult_from", "Chưa ghi ngày người này đủ 18 tuổi."),
        ({"adult_from": "2099-03-15"}, "adult_from", "Ngày này quá xa"),
        ({"consent_on": "0202-10-25"}, "consent_on", "Năm này chưa đúng"),
        ({"adult_from": "2010-03-15"}, "adult_from", "không ghi ngày sinh"),
        ({"adult_from": "mai"}, "adult_from", "Ngày chưa đúng"),
        ({"phone": "không có"}, "phone", "Hãy ghi số điện thoại gọi được"),
        ({"tasks": "x" * 201}, "tasks", "Dài quá"),
    ],
)
def test_nobody_under_18_joins_without_a_guardians_consent(
    stand: Stand, office: Office, wrong: dict[str, str], field: str, sentence: str
) -> None:
    admin = office.browser("admin")
    new = {"name": "Đinh An Nhiên", "group": "youth", "role": "member", "since": "2026-11-01"} | MINOR
    before = office.rows(t.member)
    own = f"/office/people/{stand.members[1]}/particulars"
    consent = {"consent_on": "2024-01-02"} if wrong == {"consent_on": "2026-11-02"} else wrong
    forms = [("/office/people", new | wrong), (own, MINOR | BEFORE_THEY_CAME | consent)]
    for path, form in forms[: 1 if "since" in wrong else 2]:
        answer = admin.post(path, form)
        assert answer.status_code == 422
        assert sentence in text(answer).split(f'id="{field}-problem"')[1].split("</p>")[0]
        assert all(
            f'value="{value}"' in answer.text
            for key, value in form.items()
            if value and key not in ("group", "role", "of_age")
        ), "what was typed is kept"
    assert office.rows(t.member) == before
    assert admin.post("/office/people", new).status_code == 303
    assert kept(stand, office, "Đinh An Nhiên") == MINOR


def test_what_is_kept_of_a_member_is_corrected_without_leaving_the_old(stand: Stand, office: Office) -> None:
    browser, path = office.browser("office"), f"/office/people/{stand.members[1]}/particulars"
    told = {"phone": "0912 345 678", "organisation": "UBMTTQ", "decision": "7/QĐ-UBND", "tasks": "Trực quầy"}
    of_age = {"of_age": "yes"}
    assert browser.post(path, told | of_age).status_code == 303
    page = browser.get(f"/office/people/{stand.members[1]}").text
    assert all(f'value="{value}"' in page for value in told.values())
    assert browser.post(path, {"organisation": "UBMTTQ"} | of_age).status_code == 303
    assert kept(stand, office, "Trần Văn Bình") == {"organisation": "UBMTTQ"} | of_age
    shown = text(browser.get("/office/audit"))
    assert "Sửa thông tin thành viên" in shown and "Trần Văn Bình; số quyết định, nhiệm vụ, điện thoại liên hệ" in shown
    assert browser.post("/office/people/ai/particulars", told | of_age).status_code == 404
