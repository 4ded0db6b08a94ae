"""What a phone's browser may do to the app: kill it while it saves, open it twice, throw its data away, update it."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, Playwright

from sync_server import verification
from tests.browser.driver import FolderServer, Phone
from tests.browser.office import Office
from web_build.seal import seal

pytestmark = pytest.mark.timeout(300)
INSTALLED = "navigator.serviceWorker.ready.then(r => r.active.state)"
ICON_BYTES = "fetch('icons/favicon.png').then(r => r.arrayBuffer()).then(b => b.byteLength)"
NewPhone = Callable[..., Phone]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, built_app: Path) -> Iterator[Office]:
    """An office with an app folder of its own."""
    folder = tmp_path_factory.mktemp("office")
    shutil.copytree(built_app, folder / "app")
    server = Office(folder / "data", folder / "app")
    yield server
    server.close()


@pytest.fixture(scope="module")
def installed(playwright: Playwright, office: Office, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The profile of a phone on which the app is installed and nobody has joined."""
    profile = tmp_path_factory.mktemp("installed") / "profile"
    phone = Phone(playwright, profile, f"{office.url}/app/")
    phone.open()
    assert phone.page.evaluate(INSTALLED) in {"activating", "activated"}
    phone.close()
    return profile


@pytest.fixture
def phone(office: Office, installed: Path, new_phone: NewPhone, tmp_path: Path) -> Iterator[Phone]:
    """The member's newest phone; at the end the ledger and all its figures agree."""
    shutil.copytree(installed, tmp_path / "profile", symlinks=True, ignore=shutil.ignore_patterns("Singleton*"))
    phone = new_phone(f"{office.url}/app/", tmp_path / "profile")
    phone.start()
    joined(office, phone)
    yield phone
    assert verification.differences(office.database, office.keys) == []


def joined(office: Office, phone: Phone) -> None:
    """Join with an invite."""
    phone.fill("Mã mời", office.invite(office.member["id"]))
    phone.tap("button", "Tham gia")
    phone.wait_text("^Văn phòng đã nhận 0/0$")


def saved(phone: Phone, made: int, *, sent: int = 0) -> None:
    """One tap that saves something, until the screen has said so."""
    phone.tap("tab", "Phiếu")  # the first look shows the first slip
    if made > 1:
        phone.tap("button", "Phiếu tiếp theo")
    phone.wait_text(f"^Văn phòng đã nhận {sent}/{made}$")


def all_sent(office: Office, phone: Phone) -> None:
    """The office is back and gets everything."""
    office.start()
    phone.tap("button", "Gửi ngay")
    phone.wait_text(r"^Văn phòng đã nhận (\d+)/\1$")


def sigkill(phone: Phone) -> None:
    """The phone's system takes the whole browser away, and somebody opens it again."""
    process = int(os.readlink(phone.profile / "SingletonLock").rpartition("-")[2])
    os.kill(process, signal.SIGKILL)
    phone.context.close()
    phone.launch()


def crash(phone: Phone) -> None:
    """The tab's process dies, and a new tab is opened."""
    with pytest.raises(Error):
        phone.page.goto("chrome://crash")
    phone.page.close()
    phone.new_page()


def test_killed_while_saving_it_has_what_it_said_was_saved(office: Office, phone: Phone) -> None:
    office.kill()
    saved(phone, 1)
    sigkill(phone)
    phone.start()
    phone.wait_text("^Còn 1 mục chưa gửi$")
    phone.tap("tab", "Phiếu")
    phone.tap("button", "Phiếu tiếp theo")
    crash(phone)
    phone.start()
    phone.wait_text("^Văn phòng đã nhận 0/[12]$")  # that tap had not been answered: it is saved whole, or not at all
    all_sent(office, phone)


@pytest.mark.nightly
def test_a_second_tab_says_so_and_takes_over_when_the_first_closes(office: Office, phone: Phone) -> None:
    saved(phone, 1, sent=1)
    first = phone.page
    phone.new_page()
    phone.start()
    phone.wait_text("^Sổ đang mở ở nơi khác$")
    first.close()
    phone.wait_text("^Văn phòng đã nhận 1/1$")
    saved(phone, 2, sent=2)


@pytest.mark.nightly
def test_evicted_storage_asks_to_join_again_and_the_office_gives_back_what_it_has(office: Office, phone: Phone) -> None:
    phone.fill("Mã quầy", office.desk_code())
    phone.tap("button", "Vào ca")
    phone.wait_text("^Văn phòng đã nhận 1/1$")
    phone.cdp().send("Storage.clearDataForOrigin", {"origin": office.url, "storageTypes": "all"})
    phone.restart()
    phone.wait_text("^Chào bạn$")
    joined(office, phone)
    saved(phone, 1, sent=1)
    phone.tap("tab", "Của tôi")
    phone.wait_text(r"^Tổng cộng: 30\.000 đồng$")
    with office.database.reader() as connection:
        numbers = connection.exec_driver_sql("SELECT device, seq FROM fact").all()
    assert len(set(numbers)) == len(numbers)


@pytest.mark.nightly
def test_an_update_keeps_and_sends_what_was_not_sent(office: Office, phone: Phone) -> None:
    old = phone.page.evaluate(ICON_BYTES)
    office.kill()
    alone = FolderServer(office.app, office.port)  # the app can be fetched, and nothing be sent
    saved(phone, 1)
    with (office.app / "icons" / "favicon.png").open("ab") as icon:
        icon.write(b"new version")
    seal(office.app)
    phone.page.evaluate("lookForNewVersion()")
    phone.page.wait_for_selector("html[data-update=ready]", state="attached")
    phone.restart()
    assert phone.page.evaluate(ICON_BYTES) != old
    phone.wait_text("^Còn 1 mục chưa gửi$")
    alone.stop()
    all_sent(office, phone)
