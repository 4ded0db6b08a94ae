"""Answers that no office gives: nothing of them is taken in, sending goes on later, and the screens stay readable."""

import pytest

from phone import answers
from phone.clock import PhoneClock
from phone.http import Answer
from phone.sync import exchange
from tests.unit.store_cast import AT, change, counts, settle, verdict, write

RECEIPT = {"device": "d1", "contiguous_seq": 1, "highest_seq": 1, "stored": 1, "at": AT, "mac": "m"}
REPLY = {"epoch": "e1", "server_time": AT, "verdicts": [], "receipt": RECEIPT, "changes": []} | {
    "cursor": "c",
    "more": False,
}
JOINED = {"device": "d1", "token": "t", "member": {"id": "an"}, "commune": {}, "epoch": "e1", "server_time": AT}
ODD = [
    {"epoch": None}, {"epoch": 7}, {"server_time": "noon"}, {"server_time": 7}, {"server_time": "9999-12-31T23:00:00Z"},
    {"verdicts": None}, {"verdicts": {}}, {"verdicts": ["stored"]}, {"verdicts": [{"id": ["x"], "status": "stored"}]},
    {"verdicts": [{"id": "x"}]}, {"changes": "none"}, {"changes": [None]}, {"changes": [{"kind": "duty"}]},
    {"changes": [{"kind": "duty", "id": 7}]}, {"cursor": None}, {"cursor": 5}, {"more": "no"}, {"more": None},
    {"receipt": "yes"}, {"receipt": {}}, {"receipt": {**RECEIPT, "at": "noon"}}, {"receipt": {**RECEIPT, "device": 1}},
    {"receipt": {**RECEIPT, "highest_seq": "1"}}, {"receipt": {**RECEIPT, "contiguous_seq": True}},
    {"receipts": RECEIPT}, {"receipts": [RECEIPT, None]},
]  # fmt: skip


def test_what_an_office_answers_is_taken():
    assert answers.of_exchange(REPLY, whole=True) and answers.of_enrolment(JOINED)
    assert answers.of_exchange({**REPLY, "receipts": [RECEIPT], "later": 1}, whole=True)
    assert answers.of_exchange({"code": "device_revoked", "verdicts": [], "receipt": RECEIPT}, whole=False)


@pytest.mark.parametrize("name", ["epoch", "server_time", "verdicts", "changes", "cursor", "more"])
def test_a_reply_needs_all_its_fields(name):
    assert not answers.of_exchange({key: told for key, told in REPLY.items() if key != name}, whole=True)


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("status", [200, 401])
def test_an_odd_reply_is_taken_in_nowhere_and_ends_one_exchange_only(run, book, odd, status):
    fact = run(write(book))
    before = book.cursor, book.epoch, counts(book)

    async def office(_path, _body, _token):
        return Answer(status, {**REPLY, "verdicts": [verdict(fact)], "changes": [change("duty", "x", {})], **odd}, 60.0)

    outcome = run(exchange(book, office, PhoneClock()))
    assert (outcome.reason, outcome.retry_after_s) == ("failed", 60.0)
    assert (book.cursor, book.epoch, counts(book)) == before and book.rows("duty") == []


@pytest.mark.parametrize("name", ["device", "token", "member", "commune", "epoch", "server_time"])
@pytest.mark.parametrize("odd", [None, 7, []])
def test_an_odd_enrolment_is_none(name, odd):
    assert not answers.of_enrolment({**JOINED, name: odd})


def test_a_verdict_whose_code_is_no_text_still_settles(run, book):
    facts = [run(write(book)) for _ in range(2)]
    odd = {"code": {"of": "a later year"}, "message": ["Vì sao."]}
    run(settle(book, {**verdict(facts[0], "refused"), **odd}, {**verdict(facts[1], "duplicate"), **odd}))
    assert [(f["stage"], f["code"], f["message"]) for f in book.facts()] == [("settled", None, None)] * 2


def test_an_office_that_has_always_more_and_never_goes_on_is_not_asked_for_ever(run, book):
    calls = []

    async def office(*asked):
        calls.append(asked)
        assert len(calls) < 9
        return Answer(200, {**REPLY, "more": True})

    assert run(exchange(book, office, PhoneClock())).reason == "failed" and len(calls) == 2
