"""Saying when one cannot serve: the button under the roster opens the member's own page, or says why not."""

import flet as ft
import pytest

from phone.http import Answer
from tests.screens.office import Office

PAGE = "https://dailanh.example/calendar/1/an/bi-mat"


@pytest.fixture
def roster(enrolled):
    app = enrolled(Office())
    app.tap("Lịch")
    return app


def offered(app):
    return [button.url for button in app.all() if isinstance(button, ft.OutlinedButton) and button.url]


def test_the_page_the_office_names_is_a_tap_away(roster):
    roster.office.own_page = Answer(200, {"page": PAGE, "calendar": f"{PAGE}.ics"})
    assert offered(roster) == []
    roster.tap("Báo lịch bận")
    assert offered(roster) == [PAGE]
    assert roster.has(ft.OutlinedButton, "Mở trang của tôi")
    assert "Chưa mở được trang của bạn." not in roster.text()


@pytest.mark.parametrize("answer", [None, Answer(200, {}), Answer(200, {"page": "javascript:alert(1)"})])
def test_an_office_that_names_none_is_said_so_until_it_does(roster, answer):
    roster.office.own_page = answer
    roster.tap("Báo lịch bận")
    assert (offered(roster), "Chưa mở được trang của bạn." in roster.text()) == ([], True)
    roster.office.own_page = Answer(200, {"page": PAGE})
    roster.tap("Báo lịch bận")
    assert "Chưa mở được trang của bạn." not in roster.text()


def test_without_network_the_roster_still_stands_and_the_button_says_what_to_do(roster):
    roster.office.online = False
    roster.tap("Báo lịch bận")
    assert "Khi có mạng, hãy bấm lại" in roster.text()
    assert "Thứ Tư 25/11" in roster.text()
