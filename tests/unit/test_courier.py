"""The courier in the background, on a loop whose hours pass at once: when it sends, waits, gives up, begins again."""

import asyncio
import selectors

import pytest

from phone.book import Book
from phone.clock import PhoneClock
from phone.http import Answer, Unreachable
from phone.sync import LONGEST_RETRY_S, STUCK_AFTER_S, Courier
from tests.unit.store_cast import FullBrowser, enrolled, write


class Hours(asyncio.SelectorEventLoop):
    """A loop that never waits: where nothing is to be done its clock goes on to the next moment something is."""

    def __init__(self):
        self.passed = 0.0
        super().__init__(_Hasty(self))

    def time(self):
        return self.passed


class _Hasty(selectors.DefaultSelector):
    def __init__(self, hours):
        super().__init__()
        self.hours = hours

    def select(self, timeout=None):
        self.hours.passed += timeout or 0
        return super().select(0)


@pytest.fixture
def run():
    with asyncio.Runner(loop_factory=Hours) as runner:
        yield runner.run


GOOD = {"epoch": "e1", "server_time": "2026-11-23T08:00:00+07:00", "changes": [], "cursor": "c", "more": False}


class Office:
    """Answers as it is told to, in turn, and well from then on; `calls` are the moments it was called at."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.calls = []
        self.bodies = []

    async def __call__(self, _path, body, _token):
        self.calls.append(asyncio.get_running_loop().time())
        self.bodies.append(body)
        answer = self.answers.pop(0) if self.answers else None
        if answer == "silence":
            await asyncio.Event().wait()
        if isinstance(answer, Exception):
            raise answer
        if answer is not None:
            return answer
        verdicts = [{"id": f["id"], "status": "stored", "code": None, "message": None} for f in body["facts"]]
        return Answer(200, {**GOOD, "verdicts": verdicts})

    def pauses(self):
        """Seconds between the calls."""
        return [after - before for before, after in zip(self.calls, self.calls[1:], strict=False)]


async def lived(book, office, hours, at=()):
    """A courier's life of so many seconds; `at` are (second, what happens then)."""
    courier = Courier(book, office, PhoneClock(), lambda: None)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    for second, act in at:
        loop.call_at(begun + second, act, courier)
    courier.start()
    await asyncio.sleep(hours)
    await courier.stop()
    return courier


def test_it_sends_on_opening_and_looks_again_about_once_a_minute(run, book):
    office = Office()
    run(lived(book, office, 600))
    assert office.calls[0] == 0
    assert all(42 <= pause <= 78 for pause in office.pauses()) and len(set(office.pauses())) > 3


@pytest.mark.parametrize("answer", [Unreachable(), Answer(500, {"code": "failed"}), Answer(401, {})])
def test_it_tries_later_and_later_and_never_at_the_same_distance(run, book, answer):
    office = Office(*[answer] * 400)
    run(lived(book, office, 3600))
    pauses = office.pauses()
    assert pauses[0] <= 5.2 and pauses[4] >= 40 and max(pauses) <= LONGEST_RETRY_S * 1.3
    assert len(set(pauses[10:])) == len(pauses[10:])


@pytest.mark.parametrize("status", [401, 429, 503])
def test_the_offices_wish_to_be_left_alone_is_kept_whatever_is_saved_meanwhile(run, book, status):
    office = Office(Answer(status, {"code": "busy"}, 60.0))
    run(lived(book, office, 120, [(5, Courier.wake), (30, Courier.wake)]))
    assert 60 <= office.pauses()[0] <= 65


def test_a_wish_that_no_office_would_have_is_not_kept_for_a_day(run, book):
    office = Office(Answer(503, {"code": "busy"}, 1e9))
    run(lived(book, office, 3600))
    assert len(office.calls) > 1


def test_a_save_or_the_network_coming_back_is_a_reason_to_send_at_once(run, book):
    office = Office(*[Unreachable()] * 9)
    run(lived(book, office, 1000, [(900, Courier.wake)]))
    assert 900 in office.calls


def test_an_exchange_that_never_ends_is_ended_and_begun_again(run, book):
    fact = run(write(book))
    office = Office("silence")
    courier = run(lived(book, office, 200))
    assert STUCK_AFTER_S <= office.calls[1] <= STUCK_AFTER_S + 6
    assert courier.last.reason is None and book.fact(fact["id"])["stage"] == "settled"


def test_a_full_disk_in_the_midst_of_an_answer_ends_one_exchange_only(run, folder):
    run(enrolled(folder)).close()
    book = run(Book.open(FullBrowser(folder)))
    fact = run(write(book))
    book.disk.full = True
    courier = run(lived(book, Office(), 1))
    assert courier.last.reason == "store_full" and book.waits(fact["id"])

    def place(_courier):
        book.disk.full = False

    run(lived(book, Office(), 10, [(1, place)]))
    assert not book.waits(fact["id"])
    book.close()


def test_work_that_a_fault_has_ended_is_begun_again_by_the_next_reason_to_send(run, book):
    office = Office(RuntimeError("a fault of ours"))
    run(lived(book, office, 30, [(20, Courier.wake)]))
    assert office.calls == [0, 20]


def test_an_answer_that_is_none_of_an_office_does_not_end_the_work(run, book):
    fact = run(write(book))
    office = Office(*[Answer(200, {"status": "ok"})] * 3)
    courier = run(lived(book, office, 60))
    assert len(office.calls) == 4 and courier.last.reason is None and not book.waits(fact["id"])
