"""The built app and the browser, for every test that needs a real phone."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.driver import CHROMIUM, FolderServer, Phone
from web_build.build import PROJECT, build

INSTALLED = "navigator.serviceWorker.ready.then(r => r.active.state)"
WELL = "() => / 0$/.test(localStorage.getItem('so-truc-start'))"


@pytest.fixture(scope="session")
def built_app() -> Path:
    """The folder of the app as `make app` leaves it."""
    folder = PROJECT / "build" / "app"
    build(folder)
    return folder


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Let go at a module's end: while it lives, no other test of this process may run an event loop of its own."""
    if not Path(CHROMIUM).exists():
        pytest.fail(f"{CHROMIUM} is missing: install Debian's package `chromium` (`make test` does)")
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def site(built_app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FolderServer]:
    """A server over a copy of the built app, on one port for the whole module: the origin is what a phone remembers."""
    folder = tmp_path_factory.mktemp("site") / "app"
    shutil.copytree(built_app, folder)
    server = FolderServer(folder)
    yield server
    server.stop()


@pytest.fixture
def new_phone(playwright: Playwright, tmp_path: Path) -> Iterator[Callable[..., Phone]]:
    """Make phones that are switched off when the test ends."""
    phones: list[Phone] = []

    def make(url: str, profile: Path | None = None) -> Phone:
        phones.append(Phone(playwright, profile or tmp_path / f"phone{len(phones)}", url))
        return phones[-1]

    yield make
    for phone in phones:
        phone.close()


@pytest.fixture(scope="module")
def installed(playwright: Playwright, site: FolderServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The profile of a phone that started the app once, well, and was switched off."""
    profile = tmp_path_factory.mktemp("installed") / "profile"
    phone = Phone(playwright, profile, site.url)
    phone.open()
    assert phone.page.evaluate(INSTALLED) in {"activating", "activated"}
    phone.page.wait_for_function(WELL)
    phone.close()
    return profile


@pytest.fixture
def phone(installed: Path, site: FolderServer, new_phone: Callable[..., Phone], tmp_path: Path) -> Phone:
    """A phone on which the app is installed."""
    profile = tmp_path / "profile"
    shutil.copytree(installed, profile, symlinks=True, ignore=shutil.ignore_patterns("Singleton*"))
    return new_phone(site.url, profile)
