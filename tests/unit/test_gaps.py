"""A gap in the office's receipt: what this phone holds of it is offered again, once, and nothing is invented."""

import asyncio
import tempfile

from hypothesis import given, settings
from hypothesis import strategies as st

from phone.clock import PhoneClock
from phone.http import Answer
from phone.sync import exchange
from tests.unit.store_cast import AT, ENROLMENT, enrolled, opened_again, settle, verdict, write


class Holed:
    """An office that keeps numbers as the real one does; `deaf` ids it never keeps, although it says so."""

    def __init__(self):
        self.held: dict[str, dict[str, int]] = {}
        self.deaf: set[str] = set()
        self.offered: list[list[int]] = []

    def receipt(self, device):
        numbers = set(self.held.get(device, {}).values())
        first = next(n for n in range(1, 10**6) if n not in numbers)
        told = {"device": device, "contiguous_seq": first - 1, "highest_seq": max(numbers, default=0)}
        return told | {"stored": len(numbers), "at": AT}

    async def __call__(self, _path, body, _token):
        self.offered.append([fact["seq"] for fact in body["facts"]])
        for fact in body["facts"]:
            if fact["id"] not in self.deaf:
                self.held.setdefault(fact.get("device", "d2"), {})[fact["id"]] = fact["seq"]
        verdicts = [{"id": f["id"], "status": "stored", "code": None, "message": None} for f in body["facts"]]
        named = dict.fromkeys(["d2", *(fact.get("device", "d2") for fact in body["facts"])])
        receipts = [self.receipt(device) for device in named]
        told = {"epoch": "e1", "server_time": AT, "verdicts": verdicts, "receipt": receipts[0], "receipts": receipts}
        return Answer(200, {**told, "changes": [], "cursor": "c", "more": False})


def talk(run, book, office):
    """One exchange; the numbers it offered, request by request."""
    office.offered = []
    assert run(exchange(book, office, PhoneClock())).reason is None
    return [numbers for numbers in office.offered if numbers]


def moved_in(run, book):
    """The phone is known as d2 from now on."""
    run(book.set_enrolment(**ENROLMENT, device="d2", member="an"))


def test_a_hole_is_filled_from_what_is_held_and_asked_for_once(run, book):
    moved_in(run, book)
    office = Holed()
    facts = [run(write(book)) for _ in range(5)]
    assert talk(run, book, office) == [[1, 2, 3, 4, 5]]
    del office.held["d2"][facts[1]["id"]]
    assert talk(run, book, office) == [[2, 3, 4, 5]]
    assert book.receipt()["contiguous_seq"] == 5 and book.count_unsent() == 0
    assert talk(run, book, office) == []


def test_a_fact_settled_by_mistake_at_the_end_is_offered_too(run, book):
    moved_in(run, book)
    fact = run(write(book))
    run(settle(book, verdict(fact)))
    assert talk(run, book, Holed()) == [[1]]


def test_an_office_that_never_closes_its_gap_is_not_told_the_same_for_ever(run, book):
    moved_in(run, book)
    office = Holed()
    facts = [run(write(book)) for _ in range(3)]
    office.deaf = {facts[0]["id"]}
    run(settle(book, *map(verdict, facts)))
    assert talk(run, book, office) == [[1, 2, 3]]
    assert talk(run, book, office) == []
    again = run(opened_again(book))
    run(write(again))
    assert talk(run, again, office) == [[4]]
    assert talk(run, again, office) == []
    again.close()


def test_what_a_former_device_made_is_asked_for_by_its_own_receipt(run, book):
    office = Holed()
    first, second = run(write(book)), run(write(book))
    run(settle(book, verdict(first)))
    moved_in(run, book)
    assert talk(run, book, office) == [[2], [1]]
    assert office.held == {"d1": {first["id"]: 1, second["id"]: 2}} and book.count_unsent() == 0


def test_a_number_whose_fact_is_gone_is_left_to_the_office(run, book):
    moved_in(run, book)
    office = Holed()
    fact = run(write(book))
    run(book.settle(verdicts=[verdict(fact)], today="2026-01-01"))
    run(book.purge("2027-06-01"))
    run(write(book))
    assert talk(run, book, office) == [[2]] and talk(run, book, office) == []


@given(st.data())
@settings(max_examples=30)
def test_whatever_the_office_lost_it_gets_back(data):
    with asyncio.Runner() as runner, tempfile.TemporaryDirectory() as folder:
        book = runner.run(enrolled(folder))
        moved_in(runner.run, book)
        office = Holed()
        for _ in range(data.draw(st.integers(1, 4))):
            facts = [runner.run(write(book)) for _ in range(data.draw(st.integers(1, 5)))]
            mistaken = data.draw(st.sets(st.sampled_from(range(len(facts)))))
            runner.run(settle(book, *(verdict(facts[number]) for number in mistaken)))
            talk(runner.run, book, office)
            for lost in data.draw(st.sets(st.sampled_from(sorted(office.held["d2"])))):
                del office.held["d2"][lost]
        talk(runner.run, book, office)
        assert sorted(office.held["d2"].values()) == list(range(1, book.count_all() + 1))
        assert book.count_unsent() == 0
        book.close()


def test_what_an_earlier_version_remembered_of_a_gap_breaks_nothing(run, book):
    moved_in(run, book)
    office = Holed()
    facts = [run(write(book)) for _ in range(3)]
    office.deaf = {facts[1]["id"]}
    talk(run, book, office)
    book._state.keep("gap:d2", ["e1", 1, 3])
    assert talk(run, book, office) == [[2, 3]] and talk(run, book, office) == []
