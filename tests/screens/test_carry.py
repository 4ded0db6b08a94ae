"""Mang mục chưa gửi đi: the sealed bundle as text, file and QR series, and what each of these screens says."""

import base64
import json

import flet as ft
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from phone.strings import say
from shiftbook import sealed
from tests.screens.office import AN, Office


@pytest.fixture
def waiting(enrolled):
    """A phone with one unsent check-in, at the screen that shows it."""
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    app.tap("Mang mục chưa gửi đi")
    assert app.title == "Mục chưa gửi"
    return app


def opened(app, text):
    """What the office reads in a bundle."""
    found = sealed.from_text(text)
    key = AESGCM(base64.b64decode(app.office.carry_key))
    return json.loads(sealed.unpack(key.decrypt(found.nonce, found.body, sealed.covered("d1", found.items))))["facts"]


def frame(app):
    """The frame on show, by its name."""
    return next(c for c in app.all() if isinstance(c, ft.Image) and "Khung" in str(c.semantics_label)).semantics_label


def test_the_sealed_text_holds_what_is_unsent_and_stays_the_same(waiting):
    waiting.tap("Sao chép")
    waiting.tap("Sao chép")
    first, second = waiting.wire.copied
    assert first == second
    facts = opened(waiting, first)
    assert [fact["id"] for fact in facts] == [waiting.facts("checked_in")[0]["id"]]
    assert waiting.facts("checked_in")[0]["stage"] == "unsent"
    assert any("Đã chép gói 1 mục" in text for text in waiting.texts())


def test_one_more_fact_makes_another_bundle(waiting):
    waiting.tap("Sao chép")
    waiting.go("/write/2.000815")
    waiting.tap("Lưu lượt hướng dẫn")
    waiting.go("/rescue")
    waiting.tap("Sao chép")
    assert [len(opened(waiting, text)) for text in waiting.wire.copied] == [1, 2]


def test_one_frame_needs_no_buttons(waiting):
    waiting.tap("Chiếu mã QR")
    assert frame(waiting) == "Khung 1 trên 1" and not waiting.has(ft.FilledButton, "Dừng")


def test_frames_can_be_stopped_and_stepped_through_for_one_that_was_missed(waiting):
    for number in range(6):
        waiting.go("/")
        waiting.go("/difficulty")
        waiting.fill("Khó khăn gặp phải", f"{number} máy in hỏng")
        waiting.tap("Lưu khó khăn")
    waiting.go("/rescue")
    waiting.tap("Chiếu mã QR")
    waiting.tap("Dừng")
    total = int(frame(waiting).split()[-1])
    assert total > 1
    seen = []
    for _ in range(total + 1):
        waiting.tap("Khung sau")
        seen.append(frame(waiting))
    assert len(set(seen)) == total and seen[0] == seen[-1]
    waiting.tap("Khung trước")
    assert frame(waiting) == seen[-2]
    waiting.tap("Chạy tiếp")
    assert waiting.has(ft.FilledButton, "Dừng")
    waiting.tap("Tốc độ: vừa")
    assert waiting.has(ft.OutlinedButton, "Tốc độ: chậm")


def test_once_the_office_has_all_there_is_nothing_to_show(waiting):
    waiting.go("/rescue/qr")
    waiting.office.online = True
    waiting.tap("Gửi ngay")
    waiting.go("/mine")
    waiting.go("/rescue/qr")
    assert say("carry.all_sent") in waiting.texts()


def test_an_office_that_gave_no_key_is_said_so(enrolled):
    office = Office()
    office.carry_key = ""
    app = enrolled(office)
    app.office.online = False
    app.tap("Vào ca")
    app.tap("Mang mục chưa gửi đi")
    assert say("rescue.no_key") in app.texts() and not app.has(ft.FilledButton, "Chiếu mã QR")
    app.go("/rescue/qr")
    assert say("rescue.no_key") in app.texts()


def test_as_many_other_facts_make_another_bundle(waiting):
    """One is sent and another saved before the screen is drawn again."""
    first = waiting.facts("checked_in")[0]

    async def meanwhile():
        stored = {"id": first["id"], "status": "stored", "code": None, "message": None}
        await waiting.phone.book.settle(verdicts=[stored])
        await waiting.phone.record("difficulty_raised", {"text": "Mất mạng", "urgent": False})

    waiting.run(meanwhile())
    waiting.tap("Sao chép")
    assert [fact["kind"] for fact in opened(waiting, waiting.wire.copied[0])] == ["difficulty_raised"]


def test_who_joins_again_carries_what_the_new_enrolment_seals(waiting):
    """The office may know the old one no longer."""
    waiting.tap("Sao chép")
    old = waiting.phone.book.enrolment()
    told = {"server": old["server"], "token": "t2", "member": AN, "commune": old["commune"], "epoch": "e1"}
    waiting.office.carry_key = base64.b64encode(b"n" * 32).decode()
    waiting.run(waiting.phone.book.set_enrolment(**told, device="d2", carry_key=waiting.office.carry_key))
    assert sealed.from_text(waiting.run(waiting.phone.bundle.text())).device == "d2"


def test_a_phone_that_grants_nothing_is_told_of_the_other_ways_and_goes_on(waiting):
    """Battery saving keeps no screen lit; a browser may withhold clipboard, file and share sheet."""
    waiting.wire.refused = {"set", "save_file", "share_text", "enable", "disable"}
    for way in ("Sao chép", "Lưu thành tệp", "Chia sẻ"):
        waiting.tap(way)
        assert say("common.not_here") in waiting.texts() and not any("Đã" in text for text in waiting.texts()), way
    waiting.tap("Chiếu mã QR")
    assert frame(waiting) == "Khung 1 trên 1"
    waiting.tap("Quay lại")
    waiting.wire.refused.clear()
    waiting.tap("Sao chép")
    assert say("common.not_here") not in waiting.texts() and any(
        "Đã chép gói 1 mục" in text for text in waiting.texts()
    )


@pytest.mark.parametrize("key", ["", "không", "a2V5", {"later": "kind"}])
def test_without_a_key_that_this_version_knows_nothing_is_sealed(enrolled, key):
    office = Office()
    office.carry_key = key
    app = enrolled(office)
    office.online = False
    app.tap("Vào ca")
    app.go("/rescue")
    assert say("rescue.no_key") in app.texts()
    app.go("/rescue/qr")
    assert say("rescue.no_key") in app.texts()
