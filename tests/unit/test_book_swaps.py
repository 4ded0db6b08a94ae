"""What becomes of a request to swap a shift, whatever was said in whatever order."""

from datetime import date
from itertools import permutations

import pytest

from shiftbook.roster import duty_id, duty_named, unfit
from shiftbook.swaps import OPEN, Answer, Ask, sentence, shown, state
from tests.cast import AN, BINH, CHI, DUNG, POINT, uuid
from tests.house.test_sentences import unfit as unfit_sentence

DAY = date(2026, 11, 24)
DUTY = duty_id(POINT, DAY, "morning")
ASK = Ask(uuid(1), DUTY, AN.id, BINH.id)
SHIFT = (AN.id, CHI.id)


def answer(number, member, accept):
    return Answer(uuid(number), member.id, accept)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), "asked"),
        (((2, BINH, True),), "accepted"),
        (((2, BINH, False),), "refused"),
        (((2, BINH, False), (3, BINH, True)), "accepted"),
        (((2, BINH, True), (3, BINH, False)), "refused"),
        (((2, BINH, True), (3, AN, False)), "withdrawn"),
        (((2, AN, False), (3, BINH, True)), "withdrawn"),
        (((2, AN, True),), "asked"),
        (((2, DUNG, True),), "asked"),
    ],
)
def test_the_newest_answer_holds_and_a_withdrawal_above_it_in_every_order(said, expected):
    for order in permutations(answer(*one) for one in said):
        assert state(ASK, [*order, *order], SHIFT) == expected


@pytest.mark.parametrize("rostered", [(CHI.id,), (), (AN.id, BINH.id)])
def test_a_roster_that_no_longer_needs_it_overtakes_what_is_open(rostered):
    assert state(ASK, [], rostered) == state(ASK, [answer(2, BINH, True)], rostered) == "overtaken"
    assert state(ASK, [answer(2, BINH, False)], rostered) == "refused"


def test_of_two_who_were_asked_the_one_approved_overtakes_the_other():
    other = Ask(uuid(5), DUTY, AN.id, DUNG.id)
    after = (BINH.id, CHI.id)
    assert state(ASK, [answer(2, BINH, True)], after, True) == "approved"
    assert state(other, [answer(6, DUNG, True)], after) == "overtaken"


@pytest.mark.parametrize(("approved", "expected"), [(True, "approved"), (False, "declined")])
def test_what_the_leader_ruled_stays(approved, expected):
    later = [answer(2, BINH, True), answer(3, AN, False), answer(4, BINH, False)]
    for stands in (True, False):
        ask = Ask(ASK.id, DUTY, AN.id, BINH.id, stands)
        assert state(ask, later, (), approved) == expected


def test_a_request_taken_back_is_withdrawn():
    assert state(Ask(ASK.id, DUTY, AN.id, BINH.id, stands=False), [answer(2, BINH, True)], SHIFT) == "withdrawn"


def test_nobody_swaps_with_themselves():
    own = Ask(uuid(7), DUTY, AN.id, AN.id)
    assert state(own, [Answer(uuid(8), AN.id, True)], SHIFT) == "overtaken"


def test_the_beginning_of_the_shift_ends_only_what_is_open():
    for told in ("asked", "accepted", "refused", "withdrawn", "approved", "declined", "overtaken"):
        assert shown(told, begun=False) == told
        assert shown(told, begun=True) == ("overtaken" if told in OPEN else told)
        assert not unfit_sentence(sentence(told, AN.name, BINH.name, "Ca này cần người biết máy"))
    assert sentence("declined", AN.name, BINH.name, "Bận họp.").endswith("Lý do: Bận họp.")


def test_a_shifts_name_is_read_back():
    assert duty_named(DUTY) == (POINT, DAY, "morning")
    assert duty_named(duty_id("a.b", DAY, "afternoon")) == ("a.b", DAY, "afternoon")
    for text in ("", "2026-11-24", "2026-11-24.night.p", "2026-11-31.morning.p", "2026-11-24.morning.", "morning.p"):
        assert duty_named(text) is None, text


@pytest.mark.parametrize(
    ("members", "begun", "expected"),
    [
        ([AN, BINH], False, []),
        ([], False, []),
        ([AN, AN], False, ["twice"]),
        ([AN, BINH, CHI], True, ["begun", "more_than_two"]),
        ([AN, DUNG], False, ["member_unknown"]),
    ],
)
def test_who_can_be_put_on_a_shift(members, begun, expected):
    assert unfit([m.id for m in members], {AN.id, BINH.id, CHI.id}, begun) == expected
