"""What is said: in the language in force, with the right plural, and in Vietnamese to those who read nothing else."""

from datetime import date

import pytest

from phone.strings import (
    catalogue,
    day_name,
    language,
    long_day,
    megabytes,
    moment,
    money,
    others,
    relative_day,
    say,
    say_to_others,
    sessions_text,
    speak,
    words,
)
from shiftbook.codes import SENTENCES

MONDAY = date(2026, 11, 23)


@pytest.fixture
def english():
    speak("en")
    yield
    speak("vi")


def test_vietnamese_is_spoken_until_somebody_chooses():
    assert language() == "vi" and say("today.check_in") == "Vào ca"
    assert say("book.codes.shift_full") == SENTENCES["shift_full"] and words("book.codes") == SENTENCES


def test_one_and_many(english):
    assert say("sync.waiting", count=1) == "1 item not sent yet"
    assert say("sync.waiting", count=0) == "0 items not sent yet"
    assert say("pin.wait", wrong=5, count=1, again=MONDAY).startswith("Wrong 5 times in a row. Wait 1 minute, until")


def test_the_book_has_an_english_twin(english):
    assert say("book.codes.shift_full") == "This shift already has its two people by the roster."
    assert words("book.codes").keys() == SENTENCES.keys()


def test_others_read_vietnamese(english):
    assert say_to_others("records.reasons.mistake") == "Ghi nhầm" and say("records.reasons.mistake") != "Ghi nhầm"


def test_a_language_of_a_later_version_is_vietnamese_here():
    speak("fr")
    assert language() == "vi"


def test_days_and_figures_in_vietnamese():
    assert (day_name(MONDAY), long_day(MONDAY)) == ("Thứ Hai 23/11", "Thứ Hai, 23/11/2026")
    assert (
        relative_day(MONDAY, date(2026, 11, 22)) == "Ngày mai"
        and sessions_text(("morning", "afternoon")) == "Sáng, chiều"
    )
    assert moment("2026-11-23T01:02:00Z") == "08:02 ngày 23/11"
    assert (money(360_000), megabytes(1_250_000), megabytes(250_000_000)) == ("360.000 đồng", "1,2 MB", "250 MB")


def test_days_and_figures_in_english(english):
    assert (day_name(MONDAY), long_day(MONDAY)) == ("Monday 23 Nov", "Monday, 23 November 2026")
    assert relative_day(MONDAY, MONDAY) == "Today" and sessions_text(("afternoon",)) == "Afternoon"
    assert moment("2026-11-23T01:02:00Z") == "08:02 on 23 Nov"
    assert (money(360_000), megabytes(1_250_000)) == ("360,000 đồng", "1.2 MB")


@pytest.mark.parametrize("at", [None, "", "hôm qua", "2026-13-01T00:00:00Z", 7])
def test_what_is_no_time_is_not_told(at):
    assert moment(at) == ""


def test_who_is_with_me():
    me = {"id": "an", "name": "An"}
    assert others([me], "an") == "Bạn trực một mình ca này."
    assert others([me, {"id": "b", "name": "Bình"}], "an") == "Cùng ca: Bình"


def test_a_missing_key_is_a_bug():
    with pytest.raises(KeyError):
        say("today.nothing")
    assert catalogue("en") is catalogue("en")
