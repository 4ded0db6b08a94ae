"""Trouble with sending: what the office will not even judge holds up neither the other facts nor what is to be read."""

import asyncio
import tempfile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from phone import offers
from phone.clock import PhoneClock
from phone.http import Answer, Unreachable
from phone.sync import exchange
from tests.unit.store_cast import AT, change, enrolled, opened_again, verdict, write


class Choosy:
    """An office that refuses a request whole for any fact among those it is `loath` to take, or for their number."""

    def __init__(self, loath=(), most=500, status=422):
        self.loath, self.most, self.status = set(loath), most, status
        self.requests = 0

    async def __call__(self, _path, body, _token):
        self.requests += 1
        ids = [fact["id"] for fact in body["facts"]]
        if len(ids) > self.most or self.loath & set(ids):
            return Answer(self.status, {"code": "malformed"})
        verdicts = [{"id": one, "status": "stored", "code": None, "message": None} for one in ids]
        told = {"epoch": "e1", "server_time": AT, "verdicts": verdicts, "cursor": "c", "more": False}
        return Answer(200, {**told, "changes": [change("notice", "n1", {"text": "Họp Tổ"})]})


def talk(run, book, office):
    return run(exchange(book, office, PhoneClock())).reason


def test_what_is_refused_is_read_past(run, book):
    facts = [run(write(book)) for _ in range(5)]
    office = Choosy([fact["id"] for fact in facts])
    assert talk(run, book, office) == "kept_back"
    assert book.rows("notice") == [{"id": "n1", "text": "Họp Tổ"}] and book.unsent() == facts


def test_a_request_that_is_too_large_is_made_in_parts(run, book):
    facts = [run(write(book)) for _ in range(20)]
    office = Choosy(most=3, status=413)
    assert talk(run, book, office) is None
    assert book.count_unsent() == 0 and office.requests < 3 * len(facts)


def test_an_office_that_answers_nothing_well_is_not_asked_for_every_fact(run, book):
    for _ in range(20):
        run(write(book))
    office = Choosy(most=-1)
    assert talk(run, book, office) == "malformed"
    assert office.requests == 2 and book.count_unsent() == 20 and book.recall("aside") is None


def test_a_fact_set_aside_is_remembered_and_taken_once_the_office_will(run, book):
    first, *others = [run(write(book)) for _ in range(4)]
    assert talk(run, book, Choosy([first["id"]])) == "kept_back"
    assert book.unsent() == [first] and not any(book.waits(fact["id"]) for fact in others)
    again = run(opened_again(book))
    office = Choosy([first["id"]])
    run(write(again))
    assert talk(run, again, office) == "kept_back"
    assert again.unsent() == [first] and office.requests == 3, "alone, after the others, once"
    assert talk(run, again, Choosy()) is None and again.count_unsent() == 0 and again.recall("aside") == []
    again.close()


@given(st.integers(1, 40), st.sets(st.integers(0, 39), max_size=offers.MOST_SET_ASIDE - 1))
@example(40, {0, 39})
@settings(max_examples=25)
def test_only_those_the_office_is_loath_to_take_stay(count, loath):
    async def life():
        with tempfile.TemporaryDirectory() as folder:
            book = await enrolled(folder)
            facts = [await write(book) for _ in range(count)]
            unwelcome = [fact for number, fact in enumerate(facts) if number in loath]
            outcome = await exchange(book, Choosy([fact["id"] for fact in unwelcome]), PhoneClock())
            assert book.unsent() == unwelcome
            assert outcome.reason == ("kept_back" if unwelcome else None)
            book.close()

    asyncio.run(life())


def test_many_unwelcome_facts_are_not_all_looked_for_at_once(run, book):
    facts = [run(write(book)) for _ in range(40)]
    office = Choosy([fact["id"] for fact in facts[:20]])
    for _ in range(20):
        assert talk(run, book, office) == "kept_back"
    assert book.unsent() == facts[:20] and office.requests < 200


def test_a_fact_set_aside_that_was_settled_by_a_last_answer_holds_up_no_other(run, book):
    facts = [run(write(book)) for _ in range(2)]
    run(book.remember("aside", [fact["id"] for fact in facts]))

    async def revoked(_path, body, _token):
        verdicts = [verdict(fact, "refused", "device_revoked") for fact in body["facts"]]
        return Answer(401, {"code": "device_revoked", "verdicts": verdicts})

    assert talk(run, book, revoked) == "device_revoked" and book.unsent() == facts[1:]
    assert talk(run, book, Choosy()) is None and book.count_unsent() == 0


class SlowNetwork:
    """Carries so many facts or changes within the 30 s that a request is waited for; `quick` says how many at once."""

    def __init__(self, most, rows=0, quick=10**9):
        self.most, self.rows, self.quick = most, rows, quick
        self.now_s, self.sizes = 1_800_000_000.0, []
        self.clock = PhoneClock(lambda: self.now_s, lambda: self.now_s)

    async def __call__(self, _path, body, _token):
        ids = [fact["id"] for fact in body["facts"]]
        at = int(body["cursor"] or 0) if (body["cursor"] or "0").isdigit() else 0
        rows = range(at, min(self.rows, at + body["limit"]))
        size = max(len(ids), len(rows))
        self.sizes.append(size)
        self.now_s += 30 if size > self.most else 1 if size <= self.quick else 12
        if size > self.most:
            raise Unreachable
        verdicts = [{"id": one, "status": "stored", "code": None, "message": None} for one in ids]
        told = {"epoch": "e1", "server_time": AT, "verdicts": verdicts, "cursor": str(rows.stop)}
        changes = [change("notice", f"n{place}", {"text": "Họp Tổ"}) for place in rows]
        return Answer(200, {**told, "changes": changes, "more": rows.stop < self.rows})

    def exchanges(self, run, book):
        """How many it takes until all went well."""
        for tries in range(1, 50):
            if run(exchange(book, self, self.clock)).reason is None:
                return tries
        raise AssertionError(self.sizes)


def test_what_is_too_large_for_a_slow_network_goes_in_smaller_parts(run, book):
    for _ in range(100):
        run(write(book))
    network = SlowNetwork(most=30, quick=20)
    assert network.exchanges(run, book) == 3
    assert book.count_unsent() == 0 and network.sizes == [100, 50, 25, 25, 25, 25]
    for _ in range(40):
        run(write(book))
    again = run(opened_again(book))
    assert network.exchanges(run, again) == 1, "it is remembered what the network carried"
    quicker = SlowNetwork(most=500)
    for _ in range(200):
        run(write(again))
    assert quicker.exchanges(run, again) == 1 and quicker.sizes == [25, 50, 100, 25]
    again.close()


def test_what_is_read_comes_in_smaller_parts_too(run, book):
    network = SlowNetwork(most=70, rows=300, quick=40)
    assert network.exchanges(run, book) == 4
    assert network.sizes[:4] == [300, 250, 125, 62] and len(book.rows("notice")) == 300


def test_without_network_nothing_is_made_smaller(run, book):
    facts = [run(write(book)) for _ in range(8)]

    async def gone(_path, _body, _token):
        raise Unreachable

    assert talk(run, book, gone) == "unreachable" and book.recall("carried") is None
    office = Choosy()
    assert talk(run, book, office) is None and office.requests == 1 and not book.waits(facts[-1]["id"])


def test_a_request_given_up_by_the_watchdog_counts_as_too_large(run, book):
    run(write(book))
    run(write(book))
    network = SlowNetwork(most=1)

    async def hangs(_path, _body, _token):
        network.now_s += 90
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        run(exchange(book, hangs, network.clock))
    assert network.exchanges(run, book) > 0 and network.sizes[0] == 1
