"""A check-in that the leader takes back: with a reason, with or without network, and told to whose it was."""

import flet as ft
import pytest

from tests.screens.office import Office
from tests.screens.team_cast import CAME, LEADS, SWAPS, taken_back, told

DUNG = "Phạm Văn Dũng: đến 07:40, về 08:10, không có tên trong lịch"


@pytest.fixture
def leader(enrolled):
    """An leads, and the office has something of everything."""
    office = Office(*LEADS)
    office.team = told()
    app = enrolled(office)
    app.tap("Tổ hôm nay")
    return app


def take_back(app):
    app.tap("Rút lại lần vào ca này…")
    app.tap("Không có mặt ở quầy")
    app.tap("Rút lại")


def test_who_came_leads_to_how_that_is_proved(leader):
    leader.tap(DUNG)
    assert leader.title == "Phạm Văn Dũng"
    texts = leader.texts()
    assert {"Vào ca lúc 07:40", "Ra ca lúc 08:10", "Mức C: Văn phòng quyết định"} <= set(texts)
    assert "Không có tên trong lịch ca này." in texts


def test_without_network_it_is_kept_at_once_and_says_so_everywhere(leader):
    leader.office.online = False
    leader.tap(DUNG)
    take_back(leader)
    assert leader.facts("voided")[0]["data"] == {"target": CAME[1], "reason": "Không có mặt ở quầy"}
    assert leader.facts("voided")[0]["member"] == "an"
    assert "Đã lưu trên máy" in leader.texts() and "(chưa gửi)" in leader.text()
    assert "Rút lại lần vào ca này…" not in leader.seen()
    leader.go("/team")
    assert "Phạm Văn Dũng: lần vào ca đã rút lại, không có tên trong lịch" in leader.texts()
    leader.office.online = True
    leader.go("/")
    leader.tap("Gửi ngay")
    assert [f["kind"] for f in leader.office.sent] == ["voided"]


def test_no_reason_takes_nothing_back(leader):
    leader.tap(DUNG)
    leader.tap("Rút lại lần vào ca này…")
    leader.tap("Rút lại")
    assert "Hãy chọn hoặc ghi lý do." in leader.texts() and not leader.facts("voided")
    leader.tap("Thôi")
    assert "Rút lại" not in leader.seen()


def test_a_mistaken_one_stands_again(leader):
    leader.tap(DUNG)
    take_back(leader)
    leader.tap("Tôi rút nhầm, giữ lại lần vào ca này")
    first, second = leader.facts("voided")
    assert second["data"] == {"target": first["id"], "reason": "Tổ trưởng rút nhầm"}
    assert "Lần vào ca của Phạm Văn Dũng lại có giá trị như trước." in leader.texts()
    assert leader.has(ft.OutlinedButton, "Rút lại lần vào ca này…")
    leader.go("/team")
    assert DUNG in leader.texts()


def test_what_the_office_then_tells_says_that_it_was_taken_back(leader):
    change = {"id": "v1", "target": CAME[1], "replaces": False, "at": "2026-11-23T08:20:00+07:00"}
    change |= {"by": "Nguyễn Thị An", "reason": "Không có mặt ở quầy"}
    entries = leader.office.team["check_ins"]
    entries[1] = entries[1] | {"changes": [change]}
    morning = leader.office.team["shifts"][0]
    morning["people"] = [each for each in morning["people"] if each["member"] != "dung"]
    leader.tap("Xem tình hình mới")
    leader.tap("Phạm Văn Dũng: lần vào ca đã rút lại, không có tên trong lịch")
    assert "Nguyễn Thị An rút lại lúc 08:20 ngày 23/11: Không có mặt ở quầy" in leader.texts()


def test_a_day_that_waits_leads_there_too_and_a_closed_month_is_told(leader):
    leader.tap("Xác nhận ngày công")
    leader.go("/team/people/binh/2026-11-19")
    leader.tap("Rút lại lần vào ca này…")
    assert "Văn phòng đã chốt tháng này." in leader.text()
    leader.tap("Không có mặt ở quầy")
    leader.tap("Rút lại")
    leader.tap("Quay lại")
    leader.tap("Xác nhận ngày công")
    assert leader.texts().count("Lần vào ca đã rút lại") == 1
    assert leader.has(ft.FilledButton, "Xác nhận Thứ Sáu 20/11")
    assert not leader.has(ft.FilledButton, "Xác nhận Thứ Năm 19/11")


def test_the_leaders_own_is_taken_back_where_everybody_does(leader):
    assert not leader.has(ft.Semantics, "Nguyễn Thị An: đến lúc 07:55")
    leader.go("/team/people/an/2026-11-23")
    assert "Rút lại lần vào ca này…" not in leader.seen()
    leader.tap("Việc đã ghi")
    assert leader.title == "Việc đã ghi"


def test_an_office_of_an_earlier_version_tells_of_no_check_ins(enrolled):
    office = Office(*LEADS)
    office.team = {name: value for name, value in told().items() if name != "check_ins"}
    app = enrolled(office)
    app.tap("Tổ hôm nay")
    assert DUNG in app.texts() and not app.has(ft.Semantics, DUNG)
    app.go("/team/people/dung/2026-11-23")
    assert "Không còn lần vào ca nào" in app.text()


@pytest.fixture
def told_so(enrolled):
    """An came, and the office tells that the leader took it back."""
    app = enrolled(Office(*SWAPS))
    app.tap("Vào ca")
    row = taken_back(app.facts("checked_in")[0]["id"], "Không có mặt ở quầy")
    kind, identity, data = row
    app.run(app.phone.book.settle(changes=[{"rev": 99, "kind": kind, "id": identity, "data": data}]))
    return app


def test_whose_it_was_sees_by_whom_why_and_what_to_do(told_so):
    app = told_so
    app.go("/mine")
    assert "Cần xem lại" in app.seen()
    assert any(
        text.startswith("Tổ trưởng Phạm Văn Dũng đã rút lại lần vào ca của bạn: Thứ Hai 23/11, buổi sáng")
        for text in app.texts()
    )
    assert {
        "Lý do: Không có mặt ở quầy",
        "Nếu thấy chưa đúng, hãy nói với Tổ trưởng; Văn phòng là nơi quyết định.",
    } <= set(app.texts())
    app.go("/records")
    app.tap("Vào ca")
    assert "Tổ trưởng Phạm Văn Dũng đã rút lại" in app.texts()
    assert "Tổ trưởng Phạm Văn Dũng rút lại lúc 08:20 ngày 23/11: Không có mặt ở quầy" in app.texts()
    assert not app.has(ft.TextButton, "Rút lại…")
    app.go("/")
    assert app.has(ft.FilledButton, "Vào ca") and "Cần xem lại" in app.seen()


def test_a_leader_this_phone_does_not_know_is_just_the_leader(told_so):
    app = told_so
    team = {"rev": 100, "kind": "team", "id": "team", "data": {"members": []}}
    app.run(app.phone.book.settle(changes=[team]))
    app.go("/records")
    assert "08:01 · Tổ trưởng đã rút lại" in app.texts()
