"""Asking a colleague to take a shift and answering one: each tap a fact, with or without network."""

import flet as ft
import pytest

from tests.screens.office import AN, EVERY_DAY, Office
from tests.screens.team_cast import AHEAD, ASK, ASKED, CHI, SWAPS, swap

CHI_NAME = CHI["name"]


@pytest.fixture
def afternoon(enrolled):
    """An's shift on Wednesday, opened from Lịch, without network."""
    app = enrolled(Office(*SWAPS))
    app.office.online = False
    app.tap("Lịch")
    app.tap("Thứ Tư 25/11")
    return app


def test_a_colleague_is_asked_in_three_taps_and_the_request_taken_back(afternoon):
    afternoon.tap("Nhờ người trực thay")
    assert not afternoon.has(ft.Semantics, AN["name"])
    afternoon.tap(CHI_NAME)
    assert afternoon.facts("swap_asked") == []
    afternoon.tap(f"Nhờ {CHI_NAME}")
    asked = afternoon.facts("swap_asked")[0]
    assert asked["data"] == {"duty": AHEAD, "with": "chi"}
    assert "người kia sẽ thấy khi máy gửi xong" in afternoon.text()
    afternoon.tap("Nhờ thêm người khác")
    assert not afternoon.has(ft.Semantics, CHI_NAME)
    afternoon.tap("Thôi, không nhờ nữa")
    assert afternoon.facts("swap_answered")[0]["data"] == {"ask": asked["id"], "accept": False}
    assert "Lời xin đổi ca này đã rút lại." in afternoon.text()


def test_another_name_can_be_chosen_and_a_glance_at_another_tab_keeps_it(afternoon):
    afternoon.tap("Nhờ người trực thay")
    afternoon.tap(CHI_NAME)
    afternoon.tap("Chọn người khác")
    afternoon.tap("Phạm Văn Dũng")
    afternoon.tap("Phiếu")
    afternoon.tap("Lịch")
    afternoon.tap("Nhờ Phạm Văn Dũng")
    assert afternoon.facts("swap_asked")[0]["data"]["with"] == "dung"


def test_who_is_asked_answers_on_today_and_may_think_better_of_it(enrolled):
    app = enrolled(Office(*ASKED))
    app.office.online = False
    app.tap("Tôi nhận ca này")
    assert "đang chờ Tổ trưởng duyệt" in app.text()
    app.tap("Tôi không nhận được nữa")
    assert [f["data"] for f in app.facts("swap_answered")] == [
        {"ask": ASK, "accept": True}, {"ask": ASK, "accept": False},
    ]  # fmt: skip
    assert "nhờ bạn trực thay" not in app.text()
    app.tap("Lịch")
    app.tap("Tôi nhận ca này")
    assert app.facts("swap_answered")[-1]["data"]["accept"]


def test_what_came_to_nothing_is_told_where_the_shift_still_stands(enrolled):
    app = enrolled(Office(*SWAPS, swap("a0", "refused", AN, CHI)))
    assert "Ca này vẫn là của bạn." in app.texts()
    app.tap("Xem ca này")
    assert app.title == "Ca trực"
    app.tap("Nhờ thêm người khác")
    assert not app.has(ft.Semantics, CHI_NAME)


def test_of_several_requests_for_a_shift_the_newest_speaks(enrolled):
    older, newer = swap("a0", "refused", AN, CHI), swap("a1", "asked", AN, {"id": "dung", "name": "Phạm Văn Dũng"})
    app = enrolled(Office(*EVERY_DAY, older, newer))
    assert "Ca này vẫn là của bạn." not in app.texts()
