"""A phone app on a folder of its own, with an office inside the test."""

from collections.abc import Callable, Iterator
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
        self.disk = disk or FolderDisk(str(folder))
        super().__init__(self._main, route)

    def _main(self, page: ft.Page) -> None:
        dress(page)
        page.render_views(App, self._disk, self._phone_on)

    async def _disk(self) -> Any:
        return self.disk

    async def _phone_on(self, disk: Any) -> Phone:
        clock = PhoneClock(lambda: self.true_s() + self.skew_s, self.true_s)
        self.phone = Phone(await Book.open(disk), self.office, clock, "https://dailanh.example", pin_rounds=10)
        return self.phone

    def true_s(self) -> float:
        """The true time; the phone's wall clock is `skew_s` ahead of it."""
        return self.office.now.timestamp()

    def facts(self, kind: str) -> list[dict[str, Any]]:
        """What is in the phone's book of one kind."""
        return [fact for fact in self.phone.book.facts() if fact["kind"] == kind]

    def close(self) -> None:
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
