"""What the phone says of the office: the receipt beside a check-out, and the line that is on every screen."""

from datetime import datetime

from phone.http import Answer
from phone.strings import say
from tests.screens.office import Office


def test_a_check_out_shows_the_offices_receipt_with_its_time(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    app.office.now = datetime.fromisoformat("2026-11-23T10:02:00+07:00")
    app.tap("Ra ca")
    assert "Văn phòng đã nhận 2/2 lúc 10:02." in app.texts()


def test_without_network_the_receipt_is_promised_and_comes(enrolled):
    app = enrolled()
    app.tap("Vào ca")
    app.office.online = False
    app.tap("Ra ca")
    assert say("sync.receipt_comes") in app.texts() and "Ra ca lúc 08:01." in app.texts()
    app.office.online = True
    app.office.now = datetime.fromisoformat("2026-11-23T16:05:00+07:00")
    app.tap("Gửi ngay")
    assert "Văn phòng đã nhận 2/2 lúc 16:05." in app.texts() and say("sync.receipt_comes") not in app.texts()


def test_the_line_unfolds_to_since_when_and_until_when(enrolled):
    app = enrolled()
    app.office.online = False
    app.office.now = datetime.fromisoformat("2026-11-23T09:30:00+07:00")
    app.tap("Vào ca")
    app.office.now = datetime.fromisoformat("2026-11-24T08:00:00+07:00")
    app.tap("Gửi ngay")
    assert say("sync.why.unreachable") in app.texts() and "Mục chờ lâu nhất" not in app.text()
    app.tap(say("sync.more"))
    assert "Mục chờ lâu nhất: từ 09:30 ngày 23/11." in app.texts()
    assert "Văn phòng trả lời lần cuối lúc 08:01 ngày 23/11." in app.texts()
    app.office.online = True
    app.tap("Gửi ngay")
    assert "Mục chờ lâu nhất" not in app.text()
    assert "Văn phòng trả lời lần cuối lúc 08:00 ngày 24/11." in app.texts()
    app.tap(say("sync.less"))
    assert "lần cuối" not in app.text()


class Loath(Office):
    """An office that refuses every request with a check-in in it."""

    async def __call__(self, path, body, token):
        if any(fact["kind"] == "checked_in" for fact in body.get("facts", [])):
            return Answer(422, {"code": "malformed"})
        return await super().__call__(path, body, token)


def test_what_the_office_will_not_take_is_told_and_the_rest_goes(enrolled):
    app = enrolled(Loath())
    app.tap("Vào ca")
    app.tap("Ra ca")
    assert say("sync.why.kept_back") in app.texts()
    assert "Văn phòng đã nhận 1/2" in app.texts() and "Còn 1 mục chưa gửi" in app.texts()


def test_the_app_sends_when_it_comes_back_to_the_front(enrolled):
    app = enrolled()
    app.office.online = False
    app.tap("Vào ca")
    app.office.online = True
    app.fire(app.page, "app_lifecycle_state_change", {"state": "resume"})
    assert "Văn phòng đã nhận 1/1" in app.texts()
