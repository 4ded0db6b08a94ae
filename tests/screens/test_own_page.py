"""Saying when one cannot serve: the button under the roster opens the member's own page, or says why not."""

import pytest

from phone.http import Answer
from tests.screens.office import Office

PAGE = "https://dailanh.example/calendar/1/an/bi-mat"


@pytest.fixture
def roster(enrolled):
    app = enrolled(Office())
    app.tap("Lịch")
    return app


def opened(app):
    return [str(args) for name, args in app.wire.called if name == "launch_url"]


def test_the_page_the_office_names_is_opened(roster):
    roster.office.own_page = Answer(200, {"page": PAGE, "calendar": f"{PAGE}.ics"})
    roster.tap("Báo lịch bận")
    assert [PAGE in args for args in opened(roster)] == [True]
    assert "Chưa mở được trang của bạn." not in roster.text()


@pytest.mark.parametrize("answer", [None, Answer(200, {}), Answer(200, {"page": "javascript:alert(1)"})])
def test_an_office_that_names_none_is_said_so_until_it_does(roster, answer):
    roster.office.own_page = answer
    roster.tap("Báo lịch bận")
    assert (opened(roster), "Chưa mở được trang của bạn." in roster.text()) == ([], True)
    roster.office.own_page = Answer(200, {"page": PAGE})
    roster.tap("Báo lịch bận")
    assert "Chưa mở được trang của bạn." not in roster.text()


def test_without_network_the_roster_still_stands_and_the_button_says_what_to_do(roster):
    roster.office.online = False
    roster.tap("Báo lịch bận")
    assert "Khi có mạng, hãy bấm lại" in roster.text()
    assert "Thứ Tư 25/11" in roster.text()
