"""Which version of the rules of conduct somebody has read, and when they are shown again."""

import pytest

from phone import conduct
from phone.clock import PhoneClock
from phone.model import Phone
from tests.unit.store_cast import ENROLMENT, change, settle

RULES = [{"text": "Chỉ viết hộ khi người dân yêu cầu.", "clause": "II.1"}]


def told(version):
    return change("commune", "1", {"conduct": {"version": version, "from": "2024-01-01", "source": "", "rules": RULES}})


@pytest.fixture
def phone(book):
    return Phone(book, None, PhoneClock(lambda: 1_795_000_000.0, lambda: 0.0), ENROLMENT["server"])


def test_the_rules_are_shown_until_they_are_acknowledged_and_again_when_they_change(run, book, phone):
    assert conduct.to_read(phone) is None
    run(settle(book, changes=[told("2024-01")]))
    assert conduct.to_read(phone)["rules"] == RULES
    run(conduct.acknowledge(phone))
    assert (conduct.acknowledged(phone), conduct.to_read(phone)) == ("2024-01", None)
    run(settle(book, changes=[told("2027-01")]))
    assert conduct.to_read(phone)["version"] == "2027-01"


def test_each_member_of_a_phone_reads_them(run, book, phone):
    run(settle(book, changes=[told("2024-01")]))
    run(conduct.acknowledge(phone))
    run(book.set_enrolment(**ENROLMENT, device="d1", member="binh"))
    run(book.remember("active", "binh"))
    assert conduct.to_read(phone) is not None


def test_what_was_read_stays_read_when_the_phone_lets_old_facts_go(run, book, phone):
    run(settle(book, changes=[told("2024-01")]))
    run(conduct.acknowledge(phone))
    fact = book.facts("an")[0]
    run(book.settle(verdicts=[{"id": fact["id"], "status": "stored", "code": None, "rev": 1}], today=fact["day"]))
    run(book.purge("2028-01-01"))
    assert not book.facts("an")
    assert conduct.to_read(phone) is None


def test_taking_it_back_shows_them_again(run, book, phone):
    run(settle(book, changes=[told("2024-01")]))
    run(phone.record("conduct_acknowledged", {"version": "2024-01"}))
    run(phone.record("voided", {"target": book.facts("an")[0]["id"], "reason": "Bấm nhầm"}))
    assert conduct.to_read(phone) is not None
