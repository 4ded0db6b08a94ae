"""An office of a later version tells what this phone has no word for: nothing is lost, and a later app reads it."""

from phone.clock import PhoneClock
from phone.model import Phone
from shiftbook.moments import parse_instant
from tests.unit.store_cast import AT, BLOCK, TODAY, change, counts, opened_again, settle, verdict, write

SHIFT = {"day": TODAY, "session": "morning"}


def screens(book):
    """Whatever the screens read of the book."""
    phone = Phone(book, None, PhoneClock(lambda: parse_instant(AT).timestamp(), lambda: 0.0), "https://a")
    return phone.troubles(), phone.month("2026-11"), phone.sync_line(), phone.waiting()


def test_an_unknown_status_and_code_settle_and_are_shown_with_their_message(run, book):
    facts = [run(write(book, kind=kind, **SHIFT)) for kind in ("outreach_done", "checked_in")]
    told = [{**verdict(fact, "put_aside", "of_a_later_year"), "because": {"more": 1}} for fact in facts]
    run(settle(book, *told))
    assert counts(book) == (2, 2, 0)
    assert [trouble.sentence for trouble in screens(book)[0]] == ["Vì sao."] * 2
    run(settle(book, changes=[change("outreach_done", facts[0]["id"], {"status": "stored", "code": None})]))
    assert [fact["status"] for fact in book.facts()] == ["stored", "refused"]


def test_a_duplicate_with_an_unknown_code_settles(run, book):
    fact = run(write(book))
    run(settle(book, verdict(fact, "duplicate", "of_a_later_year")))
    assert (counts(book), book.facts()[0]["code"]) == ((1, 1, 0), "of_a_later_year")


def test_changes_of_an_unknown_kind_and_shape_stay_until_a_version_knows_them(run, book):
    """They are kept as told, so that an updated app need not ask for everything again."""
    told = {"wind": "đông", "deeper": [{"x": 1}]}
    odd = [change("weather", str(n), data) for n, data in enumerate((told, ["a list"], "a word", None))]
    run(settle(book, changes=[*odd, change("ballot_slips", "b", {**BLOCK, "colour": "red"})], cursor="c9"))
    assert book.rows("ballot_slips") == [{"id": "b", **BLOCK, "colour": "red"}]
    assert screens(book)
    book = run(opened_again(book))
    assert (book.cursor, book.row("weather", "0")) == ("c9", {"id": "0", **told})
    run(settle(book, changes=[change("weather", "0", {}, deleted=True)]))
    assert book.row("weather", "0") is None
    book.close()


def test_a_fact_of_an_unknown_kind_made_on_another_phone_is_kept_whole(run, book):
    told = {"seq": 1, "member": "an", "at": AT, "clock": None, "data": {"wind": "đông"}, "status": "put_aside"}
    run(settle(book, changes=[change("weather_noted", "w", {**told, "code": None, "message": "Để xem."})]))
    kept = book.fact("w")
    assert (kept["stage"], kept["data"]) == ("foreign", {"wind": "đông"})
    assert [trouble.sentence for trouble in screens(book)[0]] == ["Để xem."]


def test_a_reply_with_more_fields_is_taken(run, book):
    fact = run(write(book, **SHIFT))
    receipt = {
        "device": "d1",
        "contiguous_seq": 1,
        "highest_seq": 1,
        "stored": 1,
        "at": AT,
        "mac": "m",
        "colour": "red",
    }
    run(settle(book, verdict(fact), receipt=receipt))
    assert book.receipt() == receipt
    assert screens(book)[2].received == "Văn phòng đã nhận 1/1"
