"""One next step for a day, told in the same words everywhere; and what was decided is told as decided."""

import re
from datetime import datetime
from pathlib import Path

import flet as ft
import pytest

import phone
from phone.strings import catalogue, say
from shiftbook.codes import CHECK_IN_ORDER, SENTENCES
from tests.screens.office import EVERY_DAY, Office, allowance, duty, worked

DAY = "2026-11-23"


@pytest.fixture
def decided(enrolled):
    """An's day of grade C after the office has decided it."""

    def make(*, counted):
        day = worked(DAY, "C", "outside_window", counted=counted)
        day |= {"undecided": False, "decided_by": "office", "reason": "Có mặt theo sổ giấy"}
        office = Office(*EVERY_DAY, allowance("an", "2026-11", [day]))
        office.refuse = {} if counted else {"checked_in": "outside_window"}
        app = enrolled(office)
        app.tap("Vào ca")
        return app

    return make


@pytest.fixture
def graded_c(enrolled):
    """An's day of grade C that nobody has decided yet, after the shift."""
    day = worked(DAY, "C", "outside_window", "desk_code_missing")
    office = Office(*EVERY_DAY, allowance("an", "2026-11", [day]))
    office.refuse["checked_in"] = "outside_window"
    office.now = datetime.fromisoformat("2026-11-23T06:30:00+07:00")
    app = enrolled(office)
    app.tap("Vào ca")
    return app


@pytest.mark.parametrize("screen", ["Hôm nay", "Của tôi", "Cần xem lại"])
def test_a_day_of_grade_c_has_one_next_step_everywhere(graded_c, screen):
    graded_c.tap(screen)
    text = graded_c.text()
    assert text.count("quyết định.") == 1 and say("mine.do.wait") in graded_c.texts()
    assert say("mine.do.confirm") not in text and "Tổ trưởng xác nhận" not in text
    assert SENTENCES["outside_window"] in text and "Chưa có mã quầy." in text


def test_what_the_office_counted_is_told_as_counted_with_its_reason(decided):
    app = decided(counted=True)
    for screen in ("Hôm nay", "Của tôi"):
        app.tap(screen)
        assert "Mức C: Văn phòng đã tính" in app.texts()
        assert "Lý do của Văn phòng: Có mặt theo sổ giấy" in app.texts()
        assert "quyết định" not in app.text() and not app.has(ft.Semantics, "Cần xem lại")


def test_what_the_office_did_not_count_is_told_as_that(decided):
    app = decided(counted=False)
    for screen in ("Hôm nay", "Của tôi"):
        app.tap(screen)
        assert "Mức C: Văn phòng không tính" in app.texts()
        assert "Lý do của Văn phòng: Có mặt theo sổ giấy" in app.texts()
        assert "sẽ quyết định" not in app.text()
    app.tap("Cần xem lại")
    assert f"{say('mine.not_counted')} Lý do của Văn phòng: Có mặt theo sổ giấy" in app.texts()
    assert "sẽ quyết định" not in app.text()


def test_a_day_the_leader_confirmed_says_so(enrolled):
    day = worked("2026-11-16", "B", "desk_code_missing", counted=True)
    app = enrolled(Office(*EVERY_DAY, allowance("an", "2026-11", [day])))
    app.tap("Của tôi")
    assert "Mức B: Tổ trưởng đã xác nhận" in app.texts()


def test_the_leaders_confirmation_is_promised_where_it_helps(enrolled):
    app = enrolled()
    assert say("today.desk_code") in app.texts() and say("today.no_promise") not in app.texts()


@pytest.mark.parametrize("at", ["2026-11-23T06:30:00+07:00", "2026-11-23T10:01:00+07:00"])
def test_outside_the_window_nothing_is_promised(enrolled, at):
    office = Office(duty(DAY))
    office.now = datetime.fromisoformat(at)
    app = enrolled(office)
    assert (
        say("today.no_promise") in app.texts()
        and say("today.desk_code") not in app.texts()
        and say("today.may_begin") in app.texts()
    )


def test_who_is_not_rostered_is_promised_nothing(enrolled):
    app = enrolled(Office(duty("2026-12-01")))
    assert say("today.no_promise") in app.texts() and say("today.desk_code") not in app.texts()


def test_reasons_leave_what_happens_next_to_whoever_shows_them():
    assert [code for code in CHECK_IN_ORDER if re.search(r"sẽ (xem và )?quyết định|hãy báo", SENTENCES[code])] == []
    english = catalogue("en")["book"]["codes"]
    assert [code for code in CHECK_IN_ORDER if re.search(r"will decide|tell the", english[code])] == []


def test_the_office_is_written_in_one_way():
    here = Path(phone.__file__).parent
    files = [*sorted(here.rglob("*.py")), here / "texts" / "vi.json", here.parent / "shiftbook" / "codes.py"]
    found = [f"{file.name}: {line.strip()}" for file in files for line in file.read_text().splitlines()
             if re.search(r"\bvăn phòng\b|\btổ trưởng\b", line)]  # fmt: skip
    assert found == []
