"""The pages of the weekly reports: what each role sees and does there, and that nothing typed is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import setup
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import NAMES, Office, text
from tests.server.stand import Stand
from tests.server.week_cast import PATH, WEEK, lived, told, vote

TEXTS = {"feedback": "Khen nhiệt tình", "causes": "", "proposals": "Xin một máy in", "plan": "", "base": "0"}
TERMS = {"weekday": "2", "time": "8:00"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def words(answer: Any) -> str:
    """A page's words without its tags."""
    return " ".join(re.sub("<[^>]+>", " ", text(answer)).split())


def test_the_list_says_where_each_report_is(stand: Stand, office: Office) -> None:
    stand.set("2026-11-24T09:00:00+07:00")
    office.browser("leader").post(f"{PATH}/text", {**TEXTS, "send": "yes"})
    shown = words(office.browser("chairman").get("/office/weeks"))
    assert "Thứ Hai, 07:30 (mặc định)" in shown
    assert "Tuần 48/2026 23/11 đến 29/11/2026 · tuần này Bản nháp 07:30 ngày 30/11/2026 Chưa gửi" in shown
    sent = "Đã gửi Văn phòng Quá hạn: Văn phòng chưa trình 07:30 ngày 23/11/2026 leader, 09:00 ngày 24/11/2026"
    assert f"Tuần 47/2026 16/11 đến 22/11/2026 {sent}" in shown
    assert "Bản nháp Quá hạn: Tổ chưa gửi 07:30 ngày 16/11/2026" in shown
    assert "Tuần 45/2026" not in shown
    assert "Giao ban và nơi nhận" not in shown


def test_many_weeks_are_turned_over_page_by_page(stand: Stand, office: Office) -> None:
    stand.set("2027-09-20T09:00:00+07:00")
    browser, path, names = office.browser("office"), "/office/weeks", []
    for _ in range(2):
        page = browser.get(path)
        names += re.findall(r'<th scope="row"><a href="/office/weeks/([^"]+)"', page.text)
        older = re.search(r'href="(/office/weeks\?before=[^"]+)"', page.text)
        path = older[1] if older else ""
    assert names[0] == "2027-W38"
    assert names[-1] == "2026-W46"
    assert len(names) == len(set(names)) == 46
    assert path == ""
    assert browser.get("/office/weeks?before=x").status_code == 422


def test_today_says_that_a_report_is_overdue(stand: Stand, office: Office) -> None:
    shown = words(office.browser("leader").get("/office/today"))
    assert "Báo cáo tuần 46/2026 đã quá hạn giao ban: Tổ trưởng chưa gửi Văn phòng." in shown
    office.browser("leader").post("/office/weeks/2026-W46/sent")
    shown = words(office.browser("office").get("/office/today"))
    assert "Báo cáo tuần 46/2026 đã quá hạn giao ban: Văn phòng chưa trình Chủ tịch." in shown
    office.browser("office").post("/office/weeks/2026-W46/forwarded")
    assert "quá hạn" not in words(office.browser("office").get("/office/today"))
    listed = words(office.browser("office").get("/office/weeks"))
    assert "Đã trình Chủ tịch Trình sau giao ban 07:30 ngày 16/11/2026" in listed
    assert listed.count("Trình sau giao ban") == 1


def test_the_six_parts_the_tables_and_the_charts_are_shown(stand: Stand, office: Office) -> None:
    lived(stand)
    page = office.browser("chairman").get(PATH)
    shown = words(page)
    for sentence in (
        "Theo lịch có 10 buổi trực, đã trực 9 buổi (trong đó 1 buổi thiếu người); 1 buổi chưa trực lúc lập báo cáo.",
        "Có lịch mà không vào ca: Huỳnh Gia Hân (buổi sáng 18/11). Không có ai xin đổi ca.",
        "Giúp 9 lượt người dân, tổ chức: hướng dẫn 3 lượt; viết hộ 6 lượt (viết tay 3, đánh máy 3).",
        "Chuyển công chức 1 lượt: thủ tục không được viết hộ 1.",
        "(77,8%; khoảng tin cậy 95%: 45,3% đến 93,7%); chưa đủ phiếu để kết luận.",
        "không phải chỉ số SIPAS", "Máy in hết mực, người dân phải chờ. Mới báo",
        "Nghỉ thứ Ba, 24/11/2026 (Ngày Văn hóa Việt Nam).", "Số liệu chưa đủ.",
    ):  # fmt: skip
        assert sentence in shown, sentence
    assert page.text.count('<svg class="chart"') == 1
    stand.set("2026-11-20T16:30:00+07:00")
    assert (
        'id="levels-words">Hài lòng trở lên: 7; Bình thường trở xuống: 2<' in office.browser("chairman").get(PATH).text
    )
    assert "17/11: 6; 18/11: 0" in page.text
    assert " style=" not in page.text
    assert "<form" not in page.text.split("<main")[1]


def test_an_empty_week_says_so(stand: Stand, office: Office) -> None:
    shown = words(office.browser("office").get("/office/weeks/2026-W45"))
    assert "Tuần này chưa có lịch trực và không có ai vào ca." in shown
    assert "0/10" not in shown and "không có ai trực" not in shown
    shown = words(office.browser("office").get("/office/weeks/2026-W50"))
    assert "10 buổi sẽ trực, tuần chưa bắt đầu" in shown and "0/10" not in shown
    for sentence in ("Chưa ghi lượt hướng dẫn, viết hộ nào.", "Chưa có phiếu nào trong tuần.", "Không ai báo khó khăn",
                     "Chưa ghi lần tuyên truyền nào.", "tuần trước chưa có số liệu để so"):  # fmt: skip
        assert sentence in shown, sentence
    assert "%" not in shown


def test_few_ballots_are_a_number_and_never_a_share(stand: Stand, office: Office) -> None:
    for rating in (5, 5, 1):
        vote(stand, rating)
    shown = words(office.browser("office").get(PATH))
    assert "3 phiếu; chưa có nhóm 5 phiếu trọn trong tuần" in shown
    assert "Năm mức chỉ có sau buổi chiều thứ Sáu" in shown
    assert "%" not in shown


def test_what_the_leader_writes_is_kept_version_by_version(stand: Stand, office: Office) -> None:
    browser = office.browser("leader")
    assert browser.post(f"{PATH}/text", TEXTS).headers["location"] == PATH
    assert "Ghi báo cáo tuần</td><td>tuần 47/2026; bản: 1</td>" in office.browser("office").get("/office/audit").text
    assert "Đã lưu bản mới" in words(browser.get(PATH))
    browser.post(f"{PATH}/text", {**TEXTS, "proposals": "Xin hai máy in", "base": "1"})
    browser.post(f"{PATH}/text", {**TEXTS, "proposals": "Xin hai máy in", "base": "2"})
    shown = words(office.browser("office").get(PATH))
    assert "Bản 2: leader, 07:50 ngày 16/11/2026 · đang dùng trong báo cáo" in shown
    assert "Bản 1: leader" in shown
    assert "Xin một máy in" in shown
    assert "Bản 3" not in shown
    assert told(stand)["texts"]["proposals"] == "Xin hai máy in"


def test_two_who_write_at_once_lose_nothing(stand: Stand, office: Office) -> None:
    one, other = office.browser("leader"), office.browser("leader")
    one.post(f"{PATH}/text", TEXTS)
    answer = other.post(f"{PATH}/text", {**TEXTS, "proposals": "Xin ba cái ghế"})
    assert answer.status_code == 409
    shown = text(answer)
    assert "có người đã lưu một bản khác" in shown
    assert "Xin ba cái ghế</textarea>" in shown
    assert 'name="base" value="1"' in shown
    assert "Xin một máy in" in shown
    assert other.post(f"{PATH}/text", {**TEXTS, "proposals": "Xin ba cái ghế", "base": "1"}).status_code == 303


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("causes", "Bà Lan, 0905 123 456, phải chờ", "giống số điện thoại hoặc số định danh"),
        ("proposals", "x" * 3001, "Dài quá. Hãy ghi ngắn hơn."),
    ],
)
def test_a_refused_text_stays_in_its_field(stand: Stand, office: Office, name: str, typed: str, sentence: str) -> None:
    answer = office.browser("leader").post(f"{PATH}/text", {**TEXTS, name: typed, "plan": "Trực đủ", "send": "yes"})
    assert answer.status_code == 422
    shown = text(answer)
    assert f"{typed}</textarea>" in shown
    assert "Trực đủ</textarea>" in shown
    assert sentence in shown.split(f'id="{name}-problem"')[1][:200]
    assert (office.rows(t.week_text), office.rows(t.week_step)) == ([], [])


def test_a_sent_report_is_not_written_any_more_until_it_is_returned(stand: Stand, office: Office) -> None:
    leader, browser = office.browser("leader"), office.browser("office")
    assert leader.post(f"{PATH}/text", {**TEXTS, "send": "yes"}).status_code == 303
    assert "Lưu bản mới" not in leader.get(PATH).text
    assert leader.post(f"{PATH}/text", {**TEXTS, "base": "1", "plan": "x"}).status_code == 409
    refused = browser.post(f"{PATH}/returned")
    assert refused.status_code == 422
    assert "Chưa ghi lý do" in text(refused)
    browser.post(f"{PATH}/returned", {"note": "Ghi rõ nguyên nhân"})
    shown = leader.get(PATH)
    assert "Ghi rõ nguyên nhân" in shown.text
    assert "Lưu và gửi Văn phòng" in shown.text


def test_only_the_office_reads_what_citizens_wrote(stand: Stand, office: Office) -> None:
    vote(stand, 2, "Phải chờ lâu, gọi 0905123456")
    stand.set("2026-11-22T12:00:00+07:00")
    for role in ("leader", "chairman", "accountant"):
        assert "Phải chờ lâu" not in office.browser(role).get(PATH).text
    shown = office.browser("office").get(PATH).text
    assert "Phải chờ lâu, gọi [đã che]" in shown


def test_the_office_sets_the_meeting(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert browser.post("/office/weeks/terms", {**TERMS, "time": "08:00"}).status_code == 303
    shown = words(browser.get("/office/weeks"))
    assert "Thứ Ba, 08:00" in shown
    assert "(mặc định)" not in shown
    assert "Đổi lịch giao ban" in words(browser.get("/office/audit"))


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("time", "25:00", "Giờ chưa đúng"), ("time", "8h", "Giờ chưa đúng"), ("time", "", "Ô này chưa ghi"),
        ("weekday", "8", "Lựa chọn này không có"),
    ],
)  # fmt: skip
def test_a_wrong_term_is_said_beside_its_field(office: Office, field: str, value: str, sentence: str) -> None:
    answer = office.browser("office").post("/office/weeks/terms", {**TERMS, "time": "08:00", field: value})
    assert answer.status_code == 422
    assert sentence in text(answer).split(f'id="{field}-problem"')[1][:120]
    assert office.rows(t.commune)[0].config.count('"weekly"') == 0


def test_a_sent_report_keeps_the_names_it_was_sent_with(stand: Stand, office: Office) -> None:
    office.browser("leader").post(f"{PATH}/text", {**TEXTS, "send": "yes"})
    office.browser("office").post("/office/names", NAMES | {"office_title": "Phó Chánh Văn phòng"})
    assert told(stand)["paper"]["office_title"] == "Chánh Văn phòng"
    assert told(stand, "2026-W48")["paper"]["office_title"] == "Phó Chánh Văn phòng"


def test_a_commune_with_nothing_yet_has_a_page_too(stand: Stand, office: Office) -> None:
    def empty(tx: Any) -> int:
        return setup.new_commune(tx, "xã Mới", setup.plan_config("xã Mới"), demonstration=False)

    number = stand.database.write(empty)
    browser = office.browser("chairman")
    stand.database.write(lambda tx: tx.execute(t.web_session.update().values(commune_id=number)) and None)
    assert "Tuần 47/2026" in words(browser.get("/office/weeks"))
    shown = words(browser.get("/office/chairman"))
    assert "chưa có lịch trực" in shown and "0/10" not in shown and "tuần 46/2026" not in shown.lower()
    assert "Không có buổi trực nào trong tuần." in words(browser.get(PATH))
    assert f"Báo cáo {'tuần 47/2026'}" in words(browser.get(f"/office/weeks/{WEEK}"))


@pytest.mark.parametrize("path", ["/office/weeks/2026-W60", f"{PATH}/x", "/office/weeks/x/text"])
def test_odd_addresses(office: Office, path: str) -> None:
    answer = (
        office.browser("leader").post(path) if path != "/office/weeks/2026-W60" else office.browser("leader").get(path)
    )
    assert answer.status_code in (404, 422)
