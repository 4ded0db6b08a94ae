"""Several people on one phone: each with a PIN, each one's work apart, and nobody's work lost by a switch."""

from datetime import timedelta

import flet as ft
import pytest

from phone.pins import FREE_TRIES
from phone.strings import say
from tests.screens.office import AN, BINH, INVITES

NEW, AGAIN, OLD = "Mã PIN mới", "Nhập lại mã PIN mới", "Mã PIN đang dùng"


def choose(app, pin, again=None):
    app.fill(NEW, pin)
    app.fill(AGAIN, pin if again is None else again)
    app.tap("Đặt mã PIN")


def hand_to(app, name, pin):
    app.tap("Giao máy cho người khác")
    app.tap(name)
    app.fill("Mã PIN", pin)
    app.tap("Nhận máy")


@pytest.fixture
def shared(enrolled):
    """An's phone, which Bình joined and then gave back to her; her PIN is 2580, his 1379."""
    app = enrolled()
    app.go("/people")
    app.tap("Thêm người dùng máy này")
    app.fill("Mã mời", "MA-CUA-BINH")
    app.tap("Tham gia")
    choose(app, "1379")
    app.tap("Giao máy cho người khác")
    app.tap("Nguyễn Thị An")
    choose(app, "2580")
    return app


def test_one_person_alone_is_asked_for_nothing(enrolled):
    app = enrolled()
    assert "Giao máy cho người khác" not in app.text()
    app.go("/people")
    assert "mã PIN của tôi" not in app.text()


def test_who_joins_chooses_a_pin_and_the_first_when_the_phone_comes_back(shared):
    assert shared.phone.me["id"] == "an" and shared.title == "Hôm nay"
    assert shared.phone.pins.has("an") and shared.phone.pins.has("binh")


def test_a_pin_must_be_typed_twice_and_be_hard_to_guess(enrolled):
    app = enrolled()
    app.go("/enrol?code=MA-CUA-BINH")
    app.tap("Tham gia")
    assert app.title == "Mã PIN"
    for pin, again, said in (
        ("2580", "2581", say("pin.not_alike")),
        ("1234", None, say("pin.weak")),
        ("258", None, say("pin.digits")),
    ):
        choose(app, pin, again)
        assert said in app.texts() and not app.phone.pins.has("binh")
    choose(app, "2580")
    assert app.title == "Hôm nay" and app.phone.me["id"] == "binh"


def test_only_the_right_pin_hands_the_phone_over(shared):
    hand_to(shared, "Trần Quốc Bình", "2580")
    assert say("pin.wrong", count=FREE_TRIES - 1) in shared.texts() and say("pin.forgotten") in shared.texts()
    assert shared.phone.me["id"] == "an"
    shared.fill("Mã PIN", "1379")
    shared.tap("Nhận máy")
    assert shared.phone.me["id"] == "binh" and shared.title == "Hôm nay"


def test_after_five_wrong_ones_it_says_when_to_try_again(shared):
    hand_to(shared, "Trần Quốc Bình", "9999")
    for _ in range(FREE_TRIES):
        shared.fill("Mã PIN", "9999")
        shared.tap("Nhận máy")
    assert "Đã nhập sai 5 lần liền. Hãy đợi 1 phút, đến 08:02, rồi thử lại." in shared.texts()
    shared.office.now += timedelta(seconds=61)
    shared.fill("Mã PIN", "1379")
    shared.tap("Nhận máy")
    assert shared.phone.me["id"] == "binh"


def test_a_forgotten_pin_is_solved_by_a_new_invite_and_nothing_is_lost(shared, monkeypatch):
    shared.office.online = False
    shared.tap("Vào ca")
    shared.office.online = True
    monkeypatch.setitem(INVITES, "MA-MOI-CUA-AN", AN)
    shared.go("/enrol?code=MA-MOI-CUA-AN")
    shared.tap("Tham gia")
    assert shared.has(ft.TextField, NEW) and not shared.has(ft.TextField, OLD)
    choose(shared, "8024")
    assert shared.phone.me["id"] == "an" and len(shared.facts("checked_in")) == 1
    hand_to(shared, "Trần Quốc Bình", "1379")
    assert shared.phone.me["id"] == "binh", "the other one's PIN is untouched"


def test_ones_own_pin_is_changed_by_giving_the_old_one(shared):
    shared.go("/people")
    shared.tap("Đổi mã PIN của tôi")
    for old, new in (("1379", "8024"), ("2580", "8024")):
        shared.fill(OLD, old)
        shared.fill(NEW, new)
        shared.fill(AGAIN, new)
        shared.tap("Đổi mã PIN")
    assert shared.title == "Hôm nay"
    hand_to(shared, "Trần Quốc Bình", "1379")
    hand_to(shared, "Nguyễn Thị An", "2580")
    assert shared.phone.me["id"] == "binh"
    shared.fill("Mã PIN", "8024")
    shared.tap("Nhận máy")
    assert shared.phone.me["id"] == "an"


def test_each_ones_shift_slips_and_trouble_are_apart_and_the_queue_is_whole(shared):
    shared.office.refuse["checked_in"] = "desk_code_missing"
    shared.tap("Vào ca")
    shared.tap("Phiếu")
    shared.tap("Phiếu tiếp theo")
    first = shared.phone.address_on_show()
    shared.office.online = False
    shared.tap("Hôm nay")
    shared.tap("Ra ca")
    hand_to(shared, "Trần Quốc Bình", "1379")
    assert shared.has(ft.FilledButton, "Vào ca") and say("trouble.title") not in shared.texts()
    assert "Còn 1 mục chưa gửi" in shared.texts() and shared.phone.troubles() == []
    assert shared.phone.address_on_show() is None
    shared.tap("Phiếu")
    shared.tap("Phiếu tiếp theo")
    assert shared.phone.address_on_show() not in (None, first)
    shared.tap("Hôm nay")
    hand_to(shared, "Nguyễn Thị An", "2580")
    assert say("trouble.title") in shared.texts() and shared.phone.address_on_show() == first
    shared.office.online = True
    shared.tap("Gửi ngay")
    assert shared.phone.book.count_unsent() == 0
    assert {fact["member"] for fact in shared.office.sent} == {AN["id"], BINH["id"]}


def test_who_did_not_join_again_with_the_others_is_told_that_their_work_is_not_taken(shared, monkeypatch):
    monkeypatch.setitem(INVITES, "MA-MOI-CUA-AN", AN)
    told = {say("sync.joined_by_another"), say("sync.join_again")}
    assert not told & set(shared.texts())
    shared.office.device = "d2"
    shared.go("/enrol?code=MA-MOI-CUA-AN")
    shared.tap("Tham gia")
    choose(shared, "8024")
    assert shared.title == "Hôm nay" and not told & set(shared.texts())
    hand_to(shared, "Trần Quốc Bình", "1379")
    assert told <= set(shared.texts())
    shared.go("/enrol?code=MA-CUA-BINH")
    shared.tap("Tham gia")
    choose(shared, "1379")
    assert shared.title == "Hôm nay" and not told & set(shared.texts())
