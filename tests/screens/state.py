"""A state of a screen: how it comes about, where it is seen, and what it must say."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.clock import PhoneClock
from phone.model import Phone
from tests.screens.office import EVERY_DAY, Office

Given = Callable[[Phone, Office], Awaitable[Any]]


@dataclass(frozen=True)
class State:
    """One picture: `given` happens before the app is opened at `route`, `taps` after; then `says` stands on it.

    A tap is the name of what is tapped; a pair is a field and what is typed into it.
    """

    route: str
    says: str
    given: Given | None = None
    taps: tuple[str | tuple[str, str], ...] = ()
    rows: tuple[Any, ...] = EVERY_DAY
    at: str = "2026-11-23T07:55:00+07:00"
    joined: bool = True

    async def phone_on(self, disk: FolderDisk) -> Phone:
        """A phone in this state, with an office of its own, before anything of it is seen."""
        office = Office(*self.rows)
        clock = PhoneClock(lambda: office.now.timestamp(), lambda: office.now.timestamp())
        phone = Phone(await Book.open(disk), office, clock, "https://dailanh.example", pin_rounds=10)
        if self.joined:
            assert await phone.enrol("MA-CUA-AN") is None
            await phone.courier.once()
            set_clock(office, self.at)
            if self.given:
                await self.given(phone, office)
        return phone


def set_clock(office: Office, at: str) -> None:
    """It is that time."""
    office.now = datetime.fromisoformat(at)
