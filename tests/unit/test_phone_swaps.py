"""Swaps on the phone alone: what the office's row and my own taps since come to, and how long a row is kept."""

import pytest

from phone import swaps
from phone.clock import PhoneClock
from phone.model import Phone
from phone.strings import say, speak
from shiftbook.moments import parse_instant
from tests.unit.store_cast import AT, change, settle

AN, BINH = {"id": "an", "name": "Nguyễn Thị An"}, {"id": "binh", "name": "Trần Quốc Bình"}
HOURS = {"morning": ["08:00", "10:00"], "afternoon": ["14:00", "16:00"]}
ASK = "0199a000-0000-7000-8000-000000000001"


class Bench:
    """A phone of An's at 08:01 on the 23rd, told of one request about the shift of the 25th."""

    def __init__(self, run, book):
        self.run, self.book, self.now_s = run, book, parse_instant(AT).timestamp()
        self.phone = Phone(book, None, PhoneClock(lambda: self.now_s, lambda: 0.0), "https://a")
        run(settle(book, changes=[change("commune", "1", {"hours": HOURS})]))

    def told(self, state="asked", asker=BINH, asked=AN):
        row = {"ask": ASK, "duty": "2026-11-25.morning.p1", "day": "2026-11-25", "session": "morning", "point": "p1"}
        row |= {"from": asker, "with": asked, "state": state, "reason": "Bận họp.", "sentence": "Văn phòng nói."}
        self.run(settle(self.book, changes=[change("swap", f"swap.{ASK}", row)]))
        return self.one()

    def one(self):
        return swaps.swaps(self.phone)[0]

    def may(self):
        one = self.one()
        return [name for name in ("withdraw", "accept", "refuse") if getattr(one, f"may_{name}")]


@pytest.fixture
def bench(run, book):
    return Bench(run, book)


@pytest.mark.parametrize(
    ("state", "mine", "may"),
    [
        ("asked", False, ["accept", "refuse"]),
        ("accepted", False, ["refuse"]),
        ("refused", False, ["accept"]),
        ("approved", False, []),
        ("asked", True, ["withdraw"]),
        ("accepted", True, ["withdraw"]),
        ("refused", True, []),
        ("declined", True, []),
        ("of_a_later_year", True, []),
    ],
)
def test_what_i_may_still_say(bench, state, mine, may):
    bench.told(state, *((AN, BINH) if mine else (BINH, AN)))
    assert bench.may() == may


@pytest.mark.parametrize(
    ("state", "language", "said"),
    [
        ("accepted", "vi", "Nguyễn Thị An đã nhận lời, đang chờ Tổ trưởng duyệt."),
        ("accepted", "en", "Nguyễn Thị An has agreed; the team leader has to approve."),
        ("declined", "vi", "Tổ trưởng không duyệt đổi ca này. Lý do: Bận họp."),
        ("of_a_later_year", "en", "Văn phòng nói."),
    ],
)
def test_a_state_is_said_in_the_language_of_the_phone(bench, state, language, said):
    speak(language)
    try:
        assert bench.told(state).sentence == said
    finally:
        speak("vi")


def test_my_newest_tap_speaks_until_the_office_has_heard_it(run, bench):
    bench.told()
    for accept, state in ((True, "accepted"), (False, "refused"), (True, "accepted")):
        run(swaps.answer(bench.phone, bench.one(), accept))
        assert (bench.one().state, bench.one().unsent) == (state, True)
    assert bench.one().sentence.endswith(say("swap.not_sent"))
    assert bench.told("approved").state == "approved"


def test_an_answer_taken_back_before_it_was_sent_speaks_no_more(run, bench):
    bench.told()
    run(swaps.answer(bench.phone, bench.one(), True))
    run(bench.phone.record("voided", {"target": bench.book.facts("an")[0]["id"], "reason": "Bấm nhầm"}))
    assert bench.one().state == "asked"


def test_a_request_of_two_others_is_not_mine(bench):
    bench.told()
    with pytest.raises(IndexError):
        bench.told("asked", BINH, {"id": "chi", "name": "Lê Thị Kim Chi"})


def test_a_row_goes_with_its_shift(run, bench):
    bench.told()
    run(bench.book.purge("2027-01-15"))
    assert swaps.swaps(bench.phone) != []
    run(bench.book.purge("2027-02-15"))
    assert swaps.swaps(bench.phone) == []
