"""The whole server for citizens' phones: a demonstration commune made once, a copy of it for each test."""

import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from playwright.sync_api import Browser, Page, Playwright, Route

from sync_server import app, demo, installation, posters
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.security import Keys
from sync_server.settings import Settings
from sync_server.site import Site
from tests.browser.driver import CHROMIUM
from tests.server.phone_script import Phone

PHONE = {"width": 390, "height": 844}


class Server:
    """The whole server on a port of its own, with a demonstration commune and the slips of one phone."""

    def __init__(self, folder: Path, told: dict[str, Any]) -> None:
        settings = Settings(data_dir=folder, database_url="")
        keys, clock = Keys(settings.key()), Clock()
        self.database = Database(settings.url)
        self.site = Site(settings, self.database, keys, clock)
        config = uvicorn.Config(app.build(self.site), log_config=None, ws="none")
        self._server = uvicorn.Server(config)
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._door]})
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.poster = f"{self.origin}/q/{told['points'][0]['poster_code']}"
        self.commune, self.point = int(told["commune"]), told["points"][0]["id"]
        self.leader = next(user for user in told["web_users"] if user["role"] == "leader")
        with httpx.Client(base_url=self.origin) as client:
            changes = Phone(client.post, told["members"][0]["invite"]).pull()
        blocks = (c["data"] for c in changes if c["kind"] == "ballot_slips")
        self.slips = [f"{self.origin}/r/{code}" for code in next(blocks)["slips"]]

    def ballots(self) -> list[tuple[Any, ...]]:
        """Rating, comment, language and channel of what was kept."""
        b = t.ballot.c
        with self.database.reader() as connection:
            return [tuple(row) for row in connection.execute(sa.select(b.rating, b.comment, b.lang, b.channel))]

    def replace_poster(self) -> str:
        """Another code in the poster's place."""
        point, commune = self.point, self.commune
        actor, now = Actor("office", "office"), self.site.clock.now()
        return self.database.write(lambda tx: posters.replace(tx, commune, point, "rách", actor=actor, now=now))

    def stop(self) -> None:
        """Stop serving and let go of the port."""
        self._server.should_exit = True
        self._thread.join()
        self._door.close()


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """The folder of a demonstration commune made once, and what was told of it."""
    folder = tmp_path_factory.mktemp("commune")
    settings = Settings(data_dir=folder, database_url="")
    database, keys, clock = Database(settings.url), Keys(settings.key()), Clock()
    installation.migrate(database)
    told = database.write(lambda tx: demo.fill(tx, keys, clock))
    database.close()
    return folder, told


@pytest.fixture
def server(commune: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Server]:
    """A server on a copy of it."""
    running = Server(shutil.copytree(commune[0], tmp_path / "data"), commune[1])
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A browser for all tests of a module."""
    running = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    yield running
    running.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that keeps to its own content security policy."""
    context = browser.new_context(viewport={"width": PHONE["width"], "height": PHONE["height"]})
    made = context.new_page()
    refused: list[str] = []
    made.on("console", lambda message: refused.append(message.text))
    yield made
    assert not [text for text in refused if "Content Security Policy" in text]
    assert context.cookies() == []
    context.close()


def choose(page: Page, comment: str) -> None:
    """Fill a quick ballot in: satisfied, and a comment."""
    page.get_by_role("radio", name="Hài lòng", exact=True).check()
    page.get_by_label("Góp ý thêm").fill(comment)


def waiting(address: str, comment: str, **other: str) -> str:
    """A held ballot as the page keeps it: where it goes, and its fields."""
    return f"{urlsplit(address).path} " + urlencode({"rating": "4", "comment": comment, "lang": "vi"} | other)


def keep(page: Page, *held: str) -> None:
    """Leave held ballots on the phone."""
    page.evaluate("held => localStorage.setItem('phieu', JSON.stringify(held))", list(held))


def held(page: Page) -> list[str]:
    """What the phone holds."""
    told: list[str] = page.evaluate("Object.values(localStorage)")
    return told


def sent(page: Page) -> None:
    """Wait until the phone holds nothing; the page's own policy lets no `wait_for_function` in."""
    look = "const look = () => (localStorage.length ? requestAnimationFrame(look) : done())"
    page.evaluate(f"new Promise((done) => {{ {look}; look(); }})")


def sign_in(page: Page, server: Server) -> None:
    """Sign the leader in at the office."""
    page.goto(f"{server.origin}/login")
    page.get_by_label("Tên đăng nhập").fill(server.leader["username"])
    page.get_by_label("Mật khẩu").fill(server.leader["password"])
    page.locator("main button").click()


def lose_answers(page: Page, most: int = 1000) -> list[int]:
    """From now on the server gets what is sent and its answer is lost, so many times; the statuses that were lost."""
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and len(lost) < most:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route("**/*", lose)
    return lost
