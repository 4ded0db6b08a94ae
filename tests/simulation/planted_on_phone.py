"""More faults, all of the phone alone: work that is held up or left out, and people let into each other's work."""

from typing import Any

import pytest
from tinydb import where

from phone.book import Book
from phone.book_reply import Reply
from phone.model import Phone
from phone.offers import MOST_SET_ASIDE, Offers
from phone.pins import Pins
from tests.simulation import ways
from tests.simulation.planting import shown_by

Patch = pytest.MonkeyPatch
UNSENT = where("stage") == "unsent"


@shown_by(ways.one_unwelcome)
def one_refused_holds_up_all(patch: Patch) -> None:
    whole = Offers.refused

    def broken(offers: Offers, facts: Any) -> None:
        whole(offers, facts)
        offers._set_aside = MOST_SET_ASIDE

    patch.setattr(Offers, "refused", broken)


@shown_by(ways.second_person)
def enrolling_begins_a_new_book(patch: Patch) -> None:
    whole = Book.set_enrolment

    async def broken(book: Book, **more: Any) -> None:
        book._facts.truncate()
        await whole(book, **more)

    patch.setattr(Book, "set_enrolment", broken)


@shown_by(ways.second_person)
def switching_clears_the_queue(patch: Patch) -> None:
    whole = Phone.switch

    async def broken(phone: Phone, *more: str) -> str:
        phone.book._facts.remove(UNSENT & (where("member") != more[0]))
        return await whole(phone, *more)

    patch.setattr(Phone, "switch", broken)


@shown_by(ways.settled_by_mistake)
def leaves_gaps_open(patch: Patch) -> None:
    patch.setattr(Reply, "_fill_gap", lambda *_: None)


@shown_by(ways.second_person)
def any_pin_will_do(patch: Patch) -> None:
    async def entered(*_: Any) -> str:
        return ""

    patch.setattr(Pins, "entered", entered)


@shown_by(ways.slip_of_another)
def shows_anothers_slip(patch: Patch) -> None:
    patch.setattr(Phone, "_my_id", lambda phone: str(phone.members[0]["id"]))
