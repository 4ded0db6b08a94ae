"""Trouble with sending: what the office will not even judge holds up neither the other facts nor what is to be read."""

import asyncio
import tempfile

from hypothesis import example, given, settings
from hypothesis import strategies as st

from phone import offers
from phone.clock import PhoneClock
from phone.http import Answer
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
