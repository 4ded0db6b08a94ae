"""A phone app on a folder of its own, with an office inside the test."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import flet as ft
import pytest

from phone.app import App, dress
from phone.book import Book
from phone.browser_disk import FolderDisk
from phone.clock import PhoneClock
from phone.model import Phone
from tests.screens.harness import Screen
from tests.screens.office import Office


class Stage(Screen):
    """The screen with what stands behind it."""

    def __init__(self, folder: Path, office: Office, route: str, disk: Any = None) -> None:
        self.office = office
        self.phone: Phone
        self.skew_s = 0.0
        self.closed = False
        self.disk = disk or FolderDisk(str(folder))
        self.naps: list[asyncio.Future[None]] = []
        super().__init__(self._main, route)

    def _main(self, page: ft.Page) -> None:
        dress(page)
        page.render_views(App, self._disk, self._phone_on)

    async def _disk(self) -> Any:
        return self.disk

    async def _phone_on(self, disk: Any) -> Phone:
        clock = PhoneClock(lambda: self.true_s() + self.skew_s, self.true_s, self._nap)
        self.phone = Phone(await Book.open(disk), self.office, clock, "https://dailanh.example", pin_rounds=10)
        return self.phone

    async def _nap(self, _seconds: float) -> None:
        self.naps.append(asyncio.get_running_loop().create_future())
        await self.naps[-1]

    def later(self, at: str = "") -> None:
        """Time passes, to this instant of 23 November or without any of it, and whatever napped goes on."""
        if at:
            self.office.now = datetime.fromisoformat(f"2026-11-{at}+07:00" if "T" in at else f"2026-11-23T{at}+07:00")
        napping, self.naps = self.naps, []
        for nap in napping:
            nap.set_result(None)
        self.run(asyncio.sleep(0))

    def hide(self) -> None:
        """Another app comes before this one."""
        self.fire(self.page, "app_lifecycle_state_change", {"state": "hide"})

    def true_s(self) -> float:
        """The true time; the phone's wall clock is `skew_s` ahead of it."""
        return self.office.now.timestamp()

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """What is in the phone's book of one kind."""
        return [fact for fact in self.phone.book.facts() if fact["kind"] == kind]

    def close(self) -> None:
        """The system ends the app, whatever it was doing."""
        if self.closed:
            return
        self.closed = True
        if hasattr(self, "phone"):
            self.run(self.phone.courier.stop())
            self.phone.book.close()
        super().close()


@pytest.fixture
def open_app(tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """Open the app at a route, with an office of the test's own if it wants one."""
    opened: list[Stage] = []

    def make(route: str = "/", office: Office | None = None, disk: Any = None) -> Stage:
        opened.append(Stage(tmp_path, office or Office(), route, disk))
        return opened[-1]

    yield make
    for stage in opened:
        stage.close()


@pytest.fixture
def enrolled(open_app: Callable[..., Stage]) -> Callable[..., Stage]:
    """The app as An sees it after joining, with everything the office had for her."""

    def make(office: Office | None = None) -> Stage:
        app = open_app("/enrol?code=MA-CUA-AN", office)
        app.tap("Tham gia")
        return app

    return make
