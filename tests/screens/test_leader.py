"""The leader on the phone: sees whom a tap is about, acts with network only, and keeps what was last known without."""

import pytest

from tests.screens.office import Office
from tests.screens.team_cast import LEADS, told


@pytest.fixture
def leader(enrolled):
    """An leads, and the office has something of everything."""
    office = Office(*LEADS)
    office.team = told()
    return enrolled(office)


def test_a_day_is_confirmed_after_its_people_were_named(leader):
    leader.tap("Tổ hôm nay")
    assert "Trần Quốc Bình: chưa vào ca" in leader.texts()
    assert "Nguyễn Thị An: đến lúc 07:55" in leader.texts()
    assert "Phạm Văn Dũng: đến 07:40, về 08:10, không có tên trong lịch" in leader.texts()
    leader.tap("Xác nhận ngày công")
    before = leader.texts()
    assert before.index("Lê Thị Kim Chi") < before.index("Đồng hồ điện thoại chưa đủ tin cậy.")
    leader.tap("Xác nhận Thứ Sáu 20/11")
    assert leader.office.acts == [("confirm", {"day": "2026-11-20"})]
    assert "Đã xác nhận Thứ Sáu 20/11." in leader.texts()
    assert "Lê Thị Kim Chi" not in leader.texts()
    leader.tap("Xác nhận Thứ Năm 19/11")
    assert "Không có ngày nào chờ bạn." in leader.texts()


def test_a_swap_is_approved_once_the_colleague_agreed(leader):
    leader.go("/team/swaps")
    leader.tap("Duyệt đổi ca")
    assert leader.office.acts == [("swaps/s1", {"approve": True, "reason": ""})]
    assert "Phạm Văn Dũng chưa trả lời nên chưa duyệt được." in leader.texts()
    assert "Duyệt đổi ca" not in leader.seen()


def test_declining_asks_for_a_reason_and_sends_it(leader):
    leader.go("/team/swaps")
    leader.tap("Không duyệt")
    assert leader.office.acts == []
    leader.fill("Lý do (không bắt buộc)", "Hôm ấy đông hồ sơ đất")
    leader.tap("Ghi là không duyệt")
    assert leader.office.acts == [("swaps/s1", {"approve": False, "reason": "Hôm ấy đông hồ sơ đất"})]


def test_without_network_nothing_is_done_and_the_last_answer_stays(leader):
    leader.tap("Tổ hôm nay")
    leader.office.online = False
    leader.tap("Xác nhận ngày công")
    assert "Việc này cần mạng." in leader.texts()
    leader.tap("Xác nhận Thứ Năm 19/11")
    assert leader.office.acts == []
    assert "chưa chắc đã ghi" in leader.text()
    assert "Lê Thị Kim Chi" in leader.texts()
    leader.office.online = True
    leader.tap("Xem tình hình mới")
    leader.tap("Xác nhận Thứ Năm 19/11")
    assert leader.office.acts == [("confirm", {"day": "2026-11-19"})]


def test_nobody_else_is_shown_the_way_there(enrolled):
    app = enrolled()
    assert "Tổ hôm nay" not in app.seen()
