"""The book's face: facts numbered without gaps, counts that tell the truth, replies taken whole or not at all."""

from datetime import datetime

from tinydb import where

from phone.clock import PhoneClock
from phone.http import Answer
from phone.ids import Ids
from phone.sync import exchange
from tests.unit.store_cast import (
    AT,
    BLOCK,
    ENROLMENT,
    PLACE,
    TODAY,
    change,
    counts,
    opened_again,
    settle,
    verdict,
    write,
)


def test_facts_are_numbered_from_one_and_wait(run, book):
    facts = [run(write(book, point="p1")) for _ in range(3)]
    assert [fact["seq"] for fact in facts] == [1, 2, 3]
    content = {"kind": "checked_in", "member": "an", "at": AT, "clock": None, "data": {"point": "p1"}}
    assert facts[0] == {"id": facts[0]["id"], "seq": 1, **content}
    assert book.unsent() == facts and book.unsent(2) == facts[:2] and book.oldest_unsent() == facts[0]
    assert counts(book) == (0, 3, 3)
    again = run(opened_again(book))
    assert again.unsent() == facts and again.device == "d1" and again.token("https://a") == "t1"
    assert run(write(again))["seq"] == 4
    again.close()


def test_ids_rise_and_carry_the_time():
    ids = Ids()
    made = [ids.make(1_700_000_000_000) for _ in range(5000)]
    assert made == sorted(made) and len(set(made)) == 5000
    assert {(one[14], one[19] in "89ab") for one in made} == {("7", True)}
    assert int(made[0].replace("-", "")[:12], 16) == 1_700_000_000_000
    assert int(Ids().make(5).replace("-", "")[:12], 16) == 5


def test_each_verdict_settles_and_keeps_its_reason(run, book):
    facts = [run(write(book)) for _ in range(5)]
    statuses = ("stored", "duplicate", "refused", "quarantined")
    receipt = {"device": "d1", "highest_seq": 4, "contiguous_seq": 4, "stored": 4}
    run(settle(book, *map(verdict, facts, statuses, (None, None, "not_rostered", "content_changed")), receipt=receipt))
    assert [book.fact(fact["id"])["status"] for fact in facts] == ["stored", "stored", "refused", "quarantined", None]
    assert book.unsent() == facts[4:] and counts(book) == (4, 5, 1)
    assert [(fact["seq"], fact["code"], fact["message"]) for fact in book.troubles("an")] == [
        (3, "not_rostered", "Vì sao."),
        (4, "content_changed", "Vì sao."),
    ]
    assert book.troubles("binh") == [] and book.receipt() == receipt
    run(settle(book, verdict(facts[2], "duplicate", "not_rostered"), verdict(facts[4], "duplicate", "shift_full")))
    assert [fact["status"] for fact in book.troubles("an")] == ["refused", "quarantined", "refused"]
    assert counts(book) == (5, 5, 0)


def test_a_later_decision_of_the_office_changes_the_verdict(run, book):
    fact = run(write(book))
    decided = change("checked_in", fact["id"], {**fact, "status": "stored", "code": None, "message": None}, rev=9)
    run(settle(book, verdict(fact, "refused", "not_rostered"), changes=[decided]))
    assert book.troubles("an") == [] and book.fact(fact["id"])["rev"] == 9


def test_a_row_of_a_fact_does_not_stand_for_its_verdict(run, book):
    """The reply was lost on the way: the fact is offered again until its verdict comes."""
    fact = run(write(book))
    run(settle(book, changes=[change("checked_in", fact["id"], {**fact, "status": "stored", "code": None})]))
    assert book.fact(fact["id"])["status"] == "stored" and book.unsent() == [fact] and counts(book) == (0, 1, 1)


def test_facts_of_other_phones_are_shown_and_not_counted(run, book):
    fact = {
        "id": "f9",
        "seq": 4,
        "kind": "assisted",
        "member": "an",
        "at": "2026-10-31T23:30:00Z",
        "clock": None,
        "data": {},
    }
    run(write(book))
    run(settle(book, changes=[change("assisted", "f9", {**fact, "status": "refused", "code": "not_signed"})]))
    assert [found["id"] for found in book.facts("an", "2026-11") if found["stage"] == "foreign"] == ["f9"]
    assert book.facts("an", "2026-10") == [] and [found["code"] for found in book.troubles("an")] == ["not_signed"]
    assert counts(book) == (0, 1, 1) and len(book.unsent()) == 1
    unreadable = {**fact, "at": "hôm qua", "seq": None, "status": "quarantined", "code": None}
    run(settle(book, changes=[change("assisted", "f9", {}, deleted=True), change("assisted", "f8", unreadable)]))
    assert book.fact("f9") is None and book.fact("f8")["status"] == "quarantined"


def test_rows_are_laid_over_and_removed(run, book):
    run(settle(book, changes=[change("procedure", "a", {"code": "1"}), change("duty", "a", {"day": TODAY})]))
    run(
        settle(
            book,
            changes=[change("procedure", "a", {"code": "2"}), change("procedure", "b", {"code": "3"})],
            cursor="c2",
        )
    )
    run(settle(book, changes=[change("procedure", "b", None, deleted=True)], cursor="c3"))
    again = run(opened_again(book))
    assert again.rows("procedure") == [{"id": "a", "code": "2"}] and again.row("duty", "a") == {"id": "a", "day": TODAY}
    assert again.row("procedure", "b") is None and again.rows("notice") == [] and again.cursor == "c3"
    again.close()


def test_a_401_settles_facts_and_leaves_the_rest(run, book):
    fact = run(write(book))
    run(settle(book, changes=[change("procedure", "a", {})], cursor="c7"))
    run(book.settle(verdicts=[verdict(fact, "refused", "device_revoked")]))
    assert (book.cursor, book.epoch, counts(book)) == ("c7", "e1", (1, 1, 0))
    assert book.rows("procedure") and book.token("https://a") == "t1"


def test_a_new_epoch_offers_all_again_that_is_kept(run, book):
    days = ("2016-09-23", "2026-09-24", TODAY, TODAY)  # the first by a clock that was ten years late
    facts = [run(write(book, at=f"{day}T08:00:00+07:00")) for day in days]
    rows = [
        change("procedure", "kept", {}),
        change("procedure", "gone", {}),
        change("assisted", "x", {**facts[0], "id": "x"}),
    ]
    run(settle(book, *map(verdict, facts), changes=rows))
    assert counts(book) == (4, 4, 0)
    run(settle(book, verdict(facts[3]), epoch="e2", cursor="n1", changes=[change("procedure", "kept", {})], more=True))
    assert counts(book) == (1, 4, 3) and [fact["seq"] for fact in book.unsent()] == [1, 2, 3]
    assert {row["id"] for row in book.rows("procedure")} == {"kept", "gone"}
    run(settle(book, *(verdict(fact, "duplicate") for fact in facts[:3]), epoch="e2", cursor="n2"))
    assert counts(book) == (4, 4, 0) and book.cursor == "n2"
    assert [row["id"] for row in book.rows("procedure")] == ["kept"] and book.fact("x") is None


def test_enrolling_again_keeps_facts_and_names_their_maker(run, book):
    old = run(write(book))
    run(book.set_enrolment(**{**ENROLMENT, "token": "t2"}, device="d2", member={"id": "binh", "name": "Bình"}))
    new = run(write(book, "binh"))
    assert new["seq"] == 1 and book.unsent() == [{**old, "device": "d1"}, new]
    assert book.members() == [{"id": "an", "on": "d1"}, {"id": "binh", "name": "Bình", "on": "d2"}]
    assert book.cursor is None and book.enrolment()["token"] == "t2" and counts(book) == (0, 2, 2)
    run(settle(book, verdict(old), verdict(new)))
    run(book.set_enrolment(**{**ENROLMENT, "server": "https://b", "epoch": "e5"}, device="d3", member="an"))
    assert [fact["device"] for fact in book.unsent()] == ["d1", "d2"] and counts(book) == (0, 2, 2)


def test_slips_are_shown_once(run, book):
    blocks = [
        change("ballot_slips", "b", BLOCK),
        change("ballot_slips", "o", {**BLOCK, "session": "afternoon", "slips": ["S3"]}),
    ]
    run(settle(book, changes=blocks))
    assert book.slips_left(*PLACE) == 2 and book.slips_left("p2", *PLACE[1:]) == 0
    assert run(book.take_slip(*PLACE, "an")) == "S1"
    again = run(opened_again(book))
    run(settle(again, changes=blocks, epoch="e2"))
    assert [run(again.take_slip(*PLACE, "an")) for _ in range(3)] == ["S2", None, None]
    assert again.slips_left(*PLACE) == 0 and again.slips_left("p1", TODAY, "afternoon") == 1
    again.close()


def test_purging_keeps_two_months_sixty_days_and_all_unsent(run, book):
    days = ("2026-08-31", "2026-09-30", "2026-10-01", "2026-11-23", "2026-01-02")
    facts = [run(write(book, at=f"{day}T08:00:00+07:00")) for day in days]
    run(
        settle(
            book,
            *map(verdict, facts[:4]),
            changes=[change("ballot_slips", "b", BLOCK), change("duty", "d", {"day": TODAY})],
        )
    )
    run(book.take_slip(*PLACE, "an"))
    assert run(book.purge("2026-11-30")) == 2
    assert {fact["day"] for fact in book.facts()} == {"2026-10-01", "2026-11-23", "2026-01-02"}
    assert counts(book) == (4, 5, 1) and book.slips_left(*PLACE) == 1
    assert run(book.purge("2026-12-01")) == 1 and book.rows("ballot_slips") == [] and book.rows("duty")
    again = run(opened_again(book))
    assert counts(again) == (4, 5, 1) and run(write(again))["seq"] == 6
    # In March the sixty days that a new epoch asks for reach behind the first of February.
    run(settle(again, verdict(run(write(again, at="2027-01-05T08:00:00+07:00")))))
    run(again.purge("2027-03-01"))
    assert "2027-01-05" in {fact["day"] for fact in again.facts()}
    again.close()


def test_numbers_the_office_has_seen_are_not_given_again(run, book):
    run(write(book))
    run(settle(book, receipt={"device": "d1", "highest_seq": 3}))
    assert counts(book) == (2, 3, 1) and run(write(book))["seq"] == 4
    run(settle(book, receipt={"device": "d0", "highest_seq": 99}))
    assert run(write(book))["seq"] == 5


def test_what_no_verdict_settled_is_kept_like_what_was_settled_today(run, book):
    """However old it says it is: a fault may have taken it for settled, and the office be restored without it."""
    old = run(write(book, at="2016-11-23T08:00:00+07:00"))
    book._facts.update({"stage": "settled", "status": "stored"}, where("id") == old["id"])
    assert run(book.purge(TODAY)) == 0
    assert run(book.purge("2026-12-31")) == 0 and run(book.purge("2027-02-15")) == 1


def test_small_things_are_remembered(run, book):
    run(book.remember("clock", {"offset_ms": -1200}))
    again = run(opened_again(book))
    assert again.recall("clock") == {"offset_ms": -1200} and again.recall("pin") is None
    again.close()


def test_what_was_acknowledged_lately_is_kept_whatever_day_it_tells(run, book):
    """By a clock ten years late a fact of today would be dropped at once, and lost when the office is restored."""
    late = run(write(book, at="2016-11-23T08:00:00+07:00"))
    run(book.settle(verdicts=[verdict(late)], today=TODAY))
    assert run(book.purge("2026-12-31")) == 0
    assert run(book.purge("2027-02-15")) == 1


def test_old_facts_are_let_go_once_a_day_by_the_offices_time(run, book):
    async def post(_path, _body, _token):
        told = {"epoch": "e1", "server_time": "2027-02-15T08:00:00+07:00", "verdicts": [], "changes": [], "cursor": "c"}
        return Answer(200, {**told, "more": False})

    old = run(write(book))
    run(book.settle(verdicts=[verdict(old)], today=TODAY))
    clock = PhoneClock(lambda: datetime.fromisoformat("2036-11-23T08:00:00+07:00").timestamp(), lambda: 0.0)
    assert run(exchange(book, post, clock)).reason is None
    assert book.fact(old["id"]) is None and book.recall("tidied") == "2027-02-15"
    assert counts(book) == (1, 1, 0)
