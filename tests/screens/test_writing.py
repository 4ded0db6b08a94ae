"""Writing on behalf: nothing is saved without the three confirmations, and what is barred offers no writing."""

from datetime import date

import flet as ft
import pytest

from phone.screens.act import Act, Texts, due_day, faults, odd_code
from phone.strings import say
from shiftbook.codes import SENTENCES

BOXES = ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký")
SAVE = "Lưu lượt viết hộ"


@pytest.fixture
def birth(enrolled):
    """The form for a birth certificate."""
    app = enrolled()
    app.tap("Viết hộ")
    app.fill("Tìm thủ tục", "dang ky khai")
    app.tap("Đăng ký khai sinh")
    return app


def test_finding_needs_no_diacritics_and_says_when_there_is_nothing(enrolled):
    app = enrolled()
    app.tap("Viết hộ")
    app.fill("Tìm thủ tục", "chung thuc")
    assert app.has(ft.Semantics, "Chứng thực di chúc")
    assert not app.has(ft.Semantics, "Đăng ký khai sinh")
    app.fill("Tìm thủ tục", "1.001193")
    assert app.has(ft.Semantics, "Đăng ký khai sinh")
    app.fill("Tìm thủ tục", "máy bay")
    assert "Không thấy thủ tục nào có “máy bay”." in app.texts()


def test_three_ticks_and_a_tap_save_what_is_in_sight(birth):
    for name in BOXES:
        birth.tick(name)
    birth.tap(SAVE)
    assert birth.facts("assisted")[0]["data"] == {
        "point": "dai-lanh-1", "procedure": "1.001193", "rules_version": "2026-07", "mode": "handwritten",
        "applicant": "person", "requested": True, "reviewed": "read", "signed": "signature", "outcome": "ready",
        "missing": [], "dossier_code": None, "due_on": None,
    }  # fmt: skip
    assert "Đã lưu trên máy" in birth.texts()
    assert not birth.has(ft.FilledButton, SAVE)


@pytest.mark.parametrize(
    ("lacking", "code"), list(zip(BOXES, ("not_requested", "not_reviewed", "not_signed"), strict=True))
)
def test_each_lacking_confirmation_is_named_and_the_others_stay(birth, lacking, code):
    for name in BOXES:
        if name != lacking:
            birth.tick(name)
    birth.tap(SAVE)
    assert birth.facts("assisted") == []
    assert SENTENCES[code] in birth.texts()
    assert [birth.boxes()[name] for name in BOXES] == [name != lacking for name in BOXES]
    birth.tick(lacking)
    birth.tap(SAVE)
    assert len(birth.facts("assisted")) == 1


def test_taking_a_tick_back_takes_back_how_it_was_done(birth):
    birth.tick(BOXES[0])
    birth.tap("Được đọc cho nghe")
    birth.tap("Điểm chỉ")
    assert birth.boxes()[BOXES[1]]
    birth.tick(BOXES[1], on=False)
    birth.tap(SAVE)
    assert SENTENCES["not_reviewed"] in birth.texts()
    birth.tap("Được đọc cho nghe")
    birth.tap(SAVE)
    data = birth.facts("assisted")[0]["data"]
    assert (data["reviewed"], data["signed"]) == ("read_aloud", "fingerprint")


def test_guidance_needs_no_confirmation(birth):
    birth.tap("Hướng dẫn")
    assert BOXES[0] not in birth.boxes()
    birth.tap(SAVE)
    data = birth.facts("assisted")[0]["data"]
    assert data["mode"] == "guided" and "requested" not in data


def test_what_is_missing_is_asked_for_and_stays_typed(birth):
    for name in BOXES:
        birth.tick(name)
    birth.tap("Còn thiếu")
    birth.tap(SAVE)
    assert "Hãy ghi giấy tờ còn thiếu, cách nhau bằng dấu phẩy." in birth.texts()
    birth.fill("Giấy tờ còn thiếu", "căn cước 079203001234")
    birth.tap(SAVE)
    assert say("common.private") in birth.texts()
    assert birth.find(ft.TextField, "Giấy tờ còn thiếu").value == "căn cước 079203001234"
    birth.fill("Giấy tờ còn thiếu", "giấy chứng sinh, ảnh 3x4")
    birth.tap(SAVE)
    data = birth.facts("assisted")[0]["data"]
    assert (data["outcome"], data["missing"]) == ("incomplete", ["giấy chứng sinh", "ảnh 3x4"])


def test_an_odd_dossier_code_is_only_remarked_on(birth):
    for name in BOXES:
        birth.tick(name)
    birth.tap("Thêm mã hồ sơ, ngày hẹn")
    birth.fill("Mã hồ sơ (không bắt buộc)", "H32-1")
    assert "vẫn lưu được" in birth.text()
    birth.fill("Ngày hẹn trả (không bắt buộc)", "31/11/2026")
    birth.tap(SAVE)
    assert "Hãy ghi ngày theo dạng 25/11/2026, hoặc để trống." in birth.texts()
    birth.fill("Ngày hẹn trả (không bắt buộc)", "25/11/2026")
    birth.tap(SAVE)
    data = birth.facts("assisted")[0]["data"]
    assert (data["dossier_code"], data["due_on"]) == ("H32-1", "2026-11-25")


def test_what_is_barred_offers_the_officer_and_guidance_only(enrolled):
    app = enrolled()
    app.go("/write/2.000815")
    assert "Không được viết hộ" in app.texts()
    assert not app.has(ft.FilledButton, SAVE)
    app.fill("Ghi chú (không bắt buộc)", "số 0912345678")
    app.tap("Chuyển công chức")
    assert say("common.private") in app.texts()
    app.fill("Ghi chú (không bắt buộc)", "bà đi cùng con")
    app.tap("Chuyển công chức")
    assert app.facts("handed_over")[0]["data"] == {
        "point": "dai-lanh-1", "procedure": "2.000815", "reason": "barred", "note": "bà đi cùng con",
    }  # fmt: skip
    app.tap("Ghi thêm lượt cùng thủ tục")
    app.tap("Lưu lượt hướng dẫn")
    assert app.facts("assisted")[0]["data"]["mode"] == "guided"


def test_a_denunciation_leaves_no_trace(enrolled):
    app = enrolled()
    app.go("/write/2.002396")
    assert "Đưa người dân đến công chức" in app.texts()
    named = [c for c in app.all() if isinstance(c, ft.FilledButton | ft.OutlinedButton)]
    assert named == []


def test_a_sensitive_matter_is_counted_without_its_name(enrolled):
    app = enrolled()
    app.go("/write/3.000527")
    app.tap("Chuyển công chức")
    assert app.facts("handed_over")[0]["data"]["procedure"] is None
    app.tap("Ghi thêm lượt cùng thủ tục")
    app.tap("Lưu lượt hướng dẫn")
    assert app.facts("assisted")[0]["data"]["procedure"] is None


def test_an_allowed_one_is_handed_over_with_a_reason(birth):
    birth.tap("Chuyển công chức…")
    birth.tap("Chuyển công chức")
    assert "Hãy chọn vì sao chuyển công chức." in birth.texts()
    birth.tap("Người dân không nhờ viết")
    birth.tap("Chuyển công chức")
    assert birth.facts("handed_over")[0]["data"]["reason"] == "not_requested"


def test_an_unknown_procedure_says_so(enrolled):
    app = enrolled()
    app.go("/write/khong-co")
    assert "Không thấy thủ tục này trên máy." in app.texts()


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("code", ["", "000.15.32.H32-261120-0003", "H15.50.05.13-261008-0975", "h32.7-261123-1234567"])
def test_a_usual_dossier_code_is_let_be(code):
    assert odd_code(code, TODAY) == ""


@pytest.mark.parametrize("code", ["H32", "000.15.32.H32-261124-0003", "H32.7-261301-0001", "H32.7-261123-001"])
def test_an_unusual_dossier_code_is_remarked_on(code):
    assert odd_code(code, TODAY)


def test_a_day_is_read_as_people_write_it():
    assert due_day(" 5/3/2027 ") == date(2027, 3, 5)
    assert due_day("29/02/2027") is None
    assert due_day("mai") is None


def test_an_identity_number_is_no_dossier_code():
    assert set(faults(Act(mode="guided"), Texts(dossier_code="079203001234"))) == {"dossier_code"}
