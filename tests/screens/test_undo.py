"""Taking an act back, where it was saved and from Hôm nay; what the three ticks assert; papers to look at."""

import flet as ft
import pytest

from phone.screens.act import Act, Texts, listed
from phone.screens.confirming import ORDERS, THREE
from phone.strings import say
from tests.screens.office import EVERY_DAY, Office, paper_list

BOXES = ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký")
SAVE = "Lưu lượt viết hộ"
BIRTH = "/write/1.001193"
REASON = "Ghi nhầm, hoàn tác ngay trong ca"


def save(app) -> None:
    for name in (*BOXES, SAVE):
        app.tap(name)


def boxes(app) -> list[str]:
    return [name for name in app.boxes() if name in BOXES]


def voided(app) -> list[tuple[str, str]]:
    return [(f["data"]["target"], f["data"]["reason"]) for f in app.facts("voided")]


def test_what_was_just_saved_is_taken_back_and_its_form_comes_back_unconfirmed(enrolled):
    app = enrolled()
    app.go(BIRTH)
    app.tap("Đánh máy")
    app.tap("Còn thiếu")
    app.fill("Giấy tờ còn thiếu", "giấy chứng sinh")
    save(app)
    app.tap("Hoàn tác")
    assert voided(app) == [(app.facts("assisted")[0]["id"], REASON)]
    assert "Đã hoàn tác" in app.texts()
    assert app.find(ft.TextField, "Giấy tờ còn thiếu").value == "giấy chứng sinh"
    assert [app.boxes()[name] for name in BOXES] == [False] * 3
    save(app)
    first, second = (f["data"] for f in app.facts("assisted"))
    assert first == second and first["mode"] == "typed"


def test_handing_over_is_undone_with_its_note(enrolled):
    app = enrolled()
    app.go("/write/2.000815")
    app.fill("Ghi chú (không bắt buộc)", "bà đi cùng con")
    app.tap("Chuyển công chức")
    app.tap("Hoàn tác")
    assert voided(app) == [(app.facts("handed_over")[0]["id"], REASON)]
    assert app.find(ft.TextField, "Ghi chú (không bắt buộc)").value == "bà đi cùng con"


def test_the_last_acts_of_the_shift_are_undone_from_today_in_two_taps(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    app.go(BIRTH)
    save(app)
    app.tap("Hôm nay")
    assert "Hôm nay bạn đã giúp 1 lượt." in app.texts() and "Vừa ghi trong ca này" in app.texts()
    app.tap("Hoàn tác: Lượt viết hộ: Đăng ký khai sinh, 08:01 ngày 23/11")
    app.tap("Giữ lại")
    assert voided(app) == []
    app.tap("Hoàn tác: Lượt viết hộ: Đăng ký khai sinh, 08:01 ngày 23/11")
    app.tap("Hoàn tác, tôi ghi nhầm")
    assert voided(app) == [(app.facts("assisted")[0]["id"], REASON)]
    assert "Hôm nay bạn đã giúp 0 lượt." in app.texts() and "Vừa ghi trong ca này" not in app.texts()


def test_only_acts_of_this_shift_can_be_undone_from_today(enrolled):
    app = enrolled()
    app.go(BIRTH)
    save(app)
    app.office.now = app.office.now.replace(minute=40)
    app.tap("Hôm nay")
    app.tap("Vào ca")
    assert "Vừa ghi trong ca này" not in app.texts()


def test_the_three_are_asked_in_another_order_after_each_act(enrolled):
    app = enrolled()
    app.go(BIRTH)
    asked = boxes(app)
    assert asked == list(BOXES)
    save(app)
    app.tap("Ghi thêm lượt cùng thủ tục")
    assert sorted(boxes(app)) == sorted(BOXES) and boxes(app)[0] != asked[0]


def test_no_order_begins_like_the_one_before_and_all_six_come():
    assert len(set(ORDERS)) == 6 and {tuple(sorted(o)) for o in ORDERS} == {tuple(sorted(THREE))}
    assert all(a[0] != b[0] for a, b in zip(ORDERS, ORDERS[1:] + ORDERS[:1], strict=True))


def test_each_tick_says_what_it_asserts_and_follows_the_chip(enrolled):
    app = enrolled()
    app.go(BIRTH)
    for name in ("requested", "reviewed.read", "signed.signature"):
        assert say(f"writing.asserts.{name}") in app.texts()
    app.tap("Được đọc cho nghe")
    app.tap("Điểm chỉ")
    for name in ("reviewed.read_aloud", "signed.fingerprint"):
        assert say(f"writing.asserts.{name}") in app.texts()
    assert say("writing.asserts.reviewed.read") not in app.texts()


def test_papers_not_ticked_are_taken_over_as_missing(enrolled):
    papers = ["Giấy báo tử, hoặc giấy thay thế", "Căn cước của người khai", "Tờ khai"]
    app = enrolled(Office(*EVERY_DAY[:1], paper_list("9", "Khai tử", papers)))
    app.go("/write/9")
    app.tap("Tờ khai")
    app.tap("Còn thiếu 2 giấy chưa đánh dấu")
    save(app)
    data = app.facts("assisted")[0]["data"]
    assert (data["outcome"], data["missing"]) == ("incomplete", papers[:2])
    app.tap("Ghi thêm lượt cùng thủ tục")
    for paper in papers:
        app.tap(paper)
    assert "Đã xem đủ các giấy trên." in app.texts()


def test_a_procedure_without_papers_shows_no_list(enrolled):
    app = enrolled()
    app.go(BIRTH)
    assert "Giấy tờ cần mang" not in app.texts()


@pytest.mark.parametrize("words", [[], ["tờ khai"], ["tờ khai", "ảnh"], ["giấy A, bản chính"], ["A; B", "C"]])
def test_what_is_listed_is_read_again_as_the_same_words(words):
    assert Texts(listed(words)).words == words


def test_the_article_is_one_tap_away(enrolled):
    app = enrolled()
    app.go(BIRTH)
    assert "Luật Hộ tịch Điều 16" not in app.text()
    app.tap("Xem điều luật")
    assert "Luật Hộ tịch Điều 16" in app.text()


def test_a_confirmation_is_about_one_act():
    done = Act(mode="typed", requested=True, reviewed="read", signed="signature", outcome="incomplete")
    assert done.unconfirmed() == Act(mode="typed", outcome="incomplete")
