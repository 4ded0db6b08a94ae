"""PINs: which are too weak, how they are kept, how often one may try, and that nothing shortens the wait."""

import asyncio
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phone.clock import PhoneClock
from phone.pins import FREE_TRIES, LONGEST_WAIT_S, Pins, stretched, unfit
from phone.strings import say
from tests.unit.store_cast import counts, opened_again, write

RIGHT, OTHER = "2580", "1379"


class Bench:
    """PINs on a phone whose two clocks stand where the test puts them."""

    def __init__(self, run, book):
        self.run, self.wall, self.steady = run, 1_800_000_000.0, 0.0
        self.start(book)

    def start(self, book):
        """Open the app (again)."""
        clock = PhoneClock(lambda: self.wall, lambda: self.steady)
        self.book, self.pins = book, Pins(book, clock, rounds=10)

    def choose(self, pin, member="an"):
        return self.run(self.pins.choose(member, pin))

    def enter(self, pin, member="an"):
        return self.run(self.pins.entered(member, pin))

    def miss(self, times):
        """So many wrong tries, each as soon as it is allowed; the seconds each had to wait."""
        waits = []
        for _ in range(times):
            before = self.steady
            while self.pins.waiting("an"):
                self.steady += 1
            waits.append(self.steady - before)
            assert self.enter(OTHER)
        return waits


@pytest.fixture
def bench(run, book):
    made = Bench(run, book)
    assert made.choose(RIGHT) == ""
    return made


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "１２３４", " 2580"])
def test_a_pin_has_four_to_six_digits(pin):
    assert unfit(pin) == say("pin.digits")


@pytest.mark.parametrize("pin", ["0000", "99999", "1234", "0123", "456789", "4321", "987654"])
def test_what_everybody_tries_first_is_refused(pin):
    assert unfit(pin) == say("pin.weak")


@given(st.integers(0, 999_999), st.integers(4, 6))
def test_hardly_any_other_pin_is_refused(number, length):
    pin = f"{number:06d}"[:length]
    runs = "0123456789", "9876543210", *(digit * 6 for digit in "0123456789")
    assert (unfit(pin) == say("pin.weak")) == any(pin in run for run in runs)


def test_it_is_stretched_by_the_published_way(run):
    """RFC 7914 §11 gives this output of PBKDF2-HMAC-SHA256."""
    told = "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
    assert run(stretched("passwd", b"salt", 1)).hex() == told


def test_the_right_one_opens_also_after_a_restart_and_no_pin_stands_on_the_disk(bench, run, book):
    assert bench.choose(RIGHT, "binh") == ""
    kept = [book.recall(f"pin:{member}") for member in ("an", "binh")]
    assert kept[0]["salt"] != kept[1]["salt"] and kept[0]["digest"] != kept[1]["digest"]
    bench.start(run(opened_again(book)))
    assert bench.enter(OTHER) == say("pin.wrong", count=FREE_TRIES - 1)
    assert bench.enter(RIGHT) == "" and bench.pins.has("an") and not bench.pins.has("chi")
    with open(os.path.join(book.disk.folder, "book.jnl"), encoding="utf-8") as journal:
        assert RIGHT not in {text for line in journal for text in line.replace('"', " ").split()}
    bench.book.close()


def test_five_tries_are_free_and_each_one_more_waits_twice_as_long(bench):
    waits = bench.miss(13)
    assert waits == [0] * 5 + [60, 120, 240, 480, 960, 1920, LONGEST_WAIT_S, LONGEST_WAIT_S]


def test_while_waiting_even_the_right_one_is_not_looked_at_and_then_all_is_well_again(bench):
    bench.miss(FREE_TRIES)
    assert "Đã nhập sai 5 lần liền. Hãy đợi 1 phút" in bench.enter(RIGHT)
    bench.steady += 60
    assert bench.enter(RIGHT) == ""
    assert bench.enter(OTHER) == say("pin.wrong", count=FREE_TRIES - 1)


@pytest.mark.parametrize("jump", [-(10**8), 10**8])
def test_setting_the_wall_clock_neither_shortens_nor_lengthens_the_wait(bench, jump):
    bench.miss(FREE_TRIES)
    bench.wall += jump
    bench.steady += 59
    assert bench.enter(RIGHT)
    bench.steady += 1
    assert bench.enter(RIGHT) == ""


def test_opening_the_app_again_begins_the_wait_again(bench, run, book):
    bench.miss(FREE_TRIES + 1)
    bench.steady = 5000.0
    bench.start(run(opened_again(book)))
    bench.steady += 119
    assert bench.enter(RIGHT)
    bench.steady += 1
    assert bench.enter(RIGHT) == ""
    bench.book.close()


def test_a_try_is_counted_before_it_is_looked_at(bench, run, book, monkeypatch):
    async def died(*_):
        raise asyncio.CancelledError

    monkeypatch.setattr("phone.pins.stretched", died)
    with pytest.raises(asyncio.CancelledError):
        run(bench.pins.entered("an", OTHER))
    assert book.recall("pin:an")["wrong"] == 1


def test_who_forgot_chooses_anew_and_nobody_elses_pin_or_fact_is_touched(bench, run, book):
    run(write(book))
    bench.choose(OTHER, "binh")
    bench.miss(9)
    run(bench.pins.forget("an"))
    assert not bench.pins.has("an") and bench.pins.waiting("an") == ""
    assert bench.choose("8024") == "" and bench.enter("8024") == "" and bench.enter(OTHER, "binh") == ""
    assert counts(book) == (0, 1, 1)
