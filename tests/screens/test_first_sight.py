"""What is kept for the page to paint at the next start."""

import json

from phone.first_sight import first_sight
from tests.screens.office import AN, Office, duty


def test_it_tells_the_owner_the_shifts_of_the_day_and_the_office(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    sight = json.loads(first_sight(app.phone))
    assert sight["name"] == app.phone.me["name"]
    assert (sight["day"], sight["behind_ms"]) == ("2026-11-23", 0)
    assert sight["today"] == ["Thứ Hai, 23/11/2026", "Buổi sáng, 08:00–10:00, Bộ phận Một cửa"]
    assert sight["office"] == "Lần mở trước: Văn phòng đã nhận 0/1. Còn 1 mục chưa gửi."


def test_a_day_without_a_shift_says_so(enrolled):
    app = enrolled(Office(duty("2026-11-25", "afternoon", AN)))
    assert json.loads(first_sight(app.phone))["today"][1:] == ["Hôm nay bạn không có ca trực."]


def test_a_phone_that_is_shared_shows_nobody(enrolled):
    app = enrolled()
    assert "Nguyễn Thị An" in first_sight(app.phone)
    app.go("/enrol?code=MA-CUA-BINH")
    app.tap("Tham gia")
    assert first_sight(app.phone) == ""
