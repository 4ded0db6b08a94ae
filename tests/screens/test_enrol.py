"""Joining with an invite, alone and as a second person of one phone."""

import asyncio

import flet as ft

from phone.http import Answer
from phone.strings import say
from tests.screens.office import WRONG_CODE, Office


class SlowOffice(Office):
    """An office that answers when the test says so."""

    def __init__(self):
        super().__init__()
        self.asked = 0
        self.gate = asyncio.Event()
        self.tapped: asyncio.Task

    async def __call__(self, path, body, token):
        self.asked += path.endswith("enrol")
        await self.gate.wait()
        return await super().__call__(path, body, token)

    async def answer_now(self):
        self.gate.set()
        await self.tapped


def test_the_link_fills_the_code_and_joining_leads_to_today(open_app):
    app = open_app("/enrol?code=MA-CUA-AN")
    assert app.find(ft.TextField, "Mã mời").value == "MA-CUA-AN"
    assert not app.has(ft.NavigationBar, "") and "Gửi ngay" not in app.texts()
    app.tap("Tham gia")
    assert app.title == "Hôm nay"
    assert "Văn phòng đã nhận 0/0" in app.texts()


def test_a_refused_code_says_why_and_stays_in_the_field(open_app):
    app = open_app("/mine")
    assert app.title == "Sổ Trực"
    app.tap("Tham gia")
    assert say("enrol.no_code") in app.texts()
    app.fill("Mã mời", "SAI-MA")
    assert say("enrol.no_code") not in app.texts()
    app.tap("Tham gia")
    assert WRONG_CODE in app.texts()
    assert app.find(ft.TextField, "Mã mời").value == "SAI-MA"


def test_while_waiting_the_field_stays_a_field_and_nothing_is_asked_twice(open_app):
    office = SlowOffice()
    app = open_app("/enrol?code=SAI-MA", office)
    button = app.find(ft.FilledButton, "Tham gia")

    async def tap_and_leave_waiting():
        office.tapped = asyncio.create_task(app.session.dispatch_event(button._i, "click", None))

    app.run(tap_and_leave_waiting())
    assert say("enrol.waiting") in app.texts() and not app.find(ft.TextField, "Mã mời").read_only
    assert app.find(ft.FilledButton, "Tham gia").disabled
    app.run(office.answer_now())
    assert WRONG_CODE in app.texts() and office.asked == 1


def test_without_network_the_code_stays_and_can_be_tried_again(open_app):
    app = open_app("/enrol?code=MA-CUA-AN")
    app.office.online = False
    app.tap("Tham gia")
    assert say("enrol.offline") in app.texts()
    assert app.find(ft.TextField, "Mã mời").value == "MA-CUA-AN"
    app.office.online = True
    app.tap("Tham gia")
    assert app.title == "Hôm nay"


def test_a_link_opened_in_the_running_app_fills_the_field(open_app):
    app = open_app("/")
    app.go("/enrol?code=MA-CUA-BINH")
    assert app.find(ft.TextField, "Mã mời").value == "MA-CUA-BINH"


def test_a_portals_answer_enrols_nobody_and_can_be_tried_again(open_app):
    class Portal(Office):
        async def __call__(self, path, body, token):
            return Answer(200, {"status": "ok"}) if self.also else await super().__call__(path, body, token)

    app = open_app("/enrol?code=MA-CUA-AN", Portal())
    app.office.also = {"portal"}
    app.tap("Tham gia")
    assert say("enrol.offline") in app.texts() and app.phone.me is None
    app.office.also = set()
    app.tap("Tham gia")
    assert app.title == "Hôm nay"


def test_the_whole_link_may_be_pasted(open_app):
    app = open_app("/enrol")
    app.fill("Mã mời", "https://dailanh.example/app/#/enrol?code=MA-CUA-AN")
    app.tap("Tham gia")
    assert app.phone.me["name"] == "Nguyễn Thị An"


def test_an_app_installed_from_nowhere_learns_its_office_by_the_link(open_app):
    app, moved = open_app("/enrol"), []
    app.phone.base, app.phone.move = "", moved.append
    app.fill("Mã mời", "MA-CUA-AN")
    app.tap("Tham gia")
    assert say("enrol.whole_link") in app.texts() and app.phone.me is None
    app.fill("Mã mời", "https://dailanh.example/app/#/enrol?code=MA-CUA-AN")
    app.tap("Tham gia")
    assert moved == ["https://dailanh.example"] and app.phone.book.token("https://dailanh.example")


def test_a_tab_on_android_says_how_to_put_the_app_on_the_home_screen(open_app, monkeypatch):
    monkeypatch.setattr("phone.http.in_tab", lambda: True)
    app = open_app("/enrol")
    assert say("install.menu") in app.texts() and say("install.add") in app.texts()
    app.tap(say("install.later"))
    assert say("install.why") not in app.texts()
    assert app.phone.book.recall("install_later") is True


def test_nothing_is_said_of_the_home_screen_elsewhere(open_app):
    assert say("install.why") not in open_app("/enrol").texts()
