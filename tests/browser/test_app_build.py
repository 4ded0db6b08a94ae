"""The built app on a phone: first start, no network, a new version, and the pages shown where it cannot run."""

import json
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.browser.driver import FolderServer, Phone
from web_build.seal import seal

BIG = {"/app/python.snapshot", "/app/main.dart.wasm", "/app/pyodide/pyodide.asm.wasm", "/app/canvaskit/skwasm.wasm"}
ICON_BYTES = "fetch('icons/favicon.png').then(r => r.arrayBuffer()).then(b => b.byteLength)"
LOSE_THE_APP = """caches.open('so-truc-app').then(async cache => {
  for (const key of await cache.keys()) if (key.url.includes('app.zip')) await cache.delete(key);
})"""

NewPhone = Callable[..., Phone]


@pytest.fixture(autouse=True)
def whole_site(site: FolderServer) -> Iterator[None]:
    """Every test finds the server running, without faults of an earlier one."""
    site.asked.clear()
    yield
    site.broken.clear()
    site.gates.clear()
    if site.stopped:
        site.start()


def test_first_start_shows_progress_then_the_app_and_asks_no_one_else(site: FolderServer, new_phone: NewPhone) -> None:
    site.gates["/app/canvaskit/skwasm.wasm"] = threading.Event()
    phone = new_phone(site.url)
    phone.open()
    assert phone.page.inner_text("#opening h1") == "Sổ Trực"
    assert phone.page.get_attribute("html", "lang") == "vi"
    phone.page.wait_for_function("() => /^Đang tải ứng dụng: [0-9,]+ \\/ [0-9,]+ MB$/.test(doing.textContent)")
    site.gates["/app/canvaskit/skwasm.wasm"].set()
    phone.ready()
    phone.wait_text("^Tham gia$")
    assert phone.foreign == []
    assert phone.page.locator("#splash").count() == 0
    assert [line for line in phone.console if line.startswith(("error", "pageerror"))] == []
    assert [path for path in site.asked if not path.startswith("/app/")] == []


def test_it_can_be_installed(phone: Phone) -> None:
    phone.open()
    cdp = phone.cdp()
    told = cdp.send("Page.getAppManifest")
    manifest = json.loads(told["data"])
    assert told["errors"] == []
    assert cdp.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
    assert (manifest["short_name"], manifest["lang"], manifest["display"]) == ("Sổ Trực", "vi", "standalone")
    assert manifest["start_url"] == manifest["scope"] == "/app/"


def test_it_starts_from_an_invite_link_with_the_server_gone(site: FolderServer, phone: Phone) -> None:
    site.stop()
    phone.start("#/enrol?code=K7QM-2XPD")
    phone.wait_text("^Tham gia$")
    assert phone.value("Mã mời") == "K7QM-2XPD"
    phone.fill("Mã mời", "ĐẠI-LÃNH-01")


@pytest.mark.nightly
def test_a_new_version_waits_for_the_next_start(site: FolderServer, phone: Phone) -> None:
    old = (site.folder / "icons" / "favicon.png").stat().st_size
    phone.start()
    with (site.folder / "icons" / "favicon.png").open("ab") as icon:
        icon.write(b"new version")
    seal(site.folder)
    site.asked.clear()
    phone.page.evaluate("lookForNewVersion()")
    phone.page.wait_for_selector("html[data-update=ready]", state="attached")
    assert phone.page.evaluate(ICON_BYTES) == old
    assert "/app/icons/favicon.png" in site.asked
    assert not BIG & set(site.asked)
    phone.restart()
    assert phone.page.evaluate(ICON_BYTES) == old + len(b"new version")
    phone.wait_text("^Tham gia$")


def test_a_download_cut_short_goes_on_where_it_stopped(site: FolderServer, new_phone: NewPhone) -> None:
    site.broken.add("/app/version.json")
    phone = new_phone(site.url)
    phone.open()
    phone.wait_state("failed")
    assert "Phần đã tải vẫn được giữ" in phone.page.inner_text("#failed")
    assert set(site.asked) > BIG
    site.broken.clear()
    site.asked.clear()
    phone.page.get_by_role("button", name="Thử lại").click()
    phone.page.wait_for_function("() => navigator.serviceWorker.controller")
    assert "/app/version.json" in site.asked
    assert not BIG & set(site.asked)


def test_a_start_that_fails_says_so(site: FolderServer, phone: Phone) -> None:
    phone.open("version.json")
    phone.page.evaluate(LOSE_THE_APP)
    site.stop()
    phone.open()
    phone.wait_state("failed")
    assert phone.page.get_by_role("button", name="Thử lại").is_visible()
    assert "đã lưu trên máy vẫn còn nguyên" in phone.page.inner_text("#failed")


def test_an_address_without_https_explains_itself(site: FolderServer, new_phone: NewPhone) -> None:
    phone = new_phone(f"http://so-truc.xa.test:{site.port}/app/")
    phone.open("#/enrol?code=K7QM-2XPD")
    phone.wait_state("insecure")
    said = phone.page.inner_text("#splash")
    assert "Cần địa chỉ an toàn (HTTPS)" in said
    assert "Văn phòng cần làm" in said
    assert phone.page.get_attribute("#secure", "href") == "https://so-truc.xa.test/app/#/enrol?code=K7QM-2XPD"
    assert "/app/boot.js" not in site.asked


@pytest.mark.parametrize(
    ("lacking", "named"),
    [("delete Navigator.prototype.serviceWorker", "service worker"), ("delete window.WebAssembly", "WebAssembly")],
)
def test_a_browser_too_old_is_told(site: FolderServer, new_phone: NewPhone, lacking: str, named: str) -> None:
    phone = new_phone(site.url)
    phone.page.add_init_script(lacking)
    phone.open()
    phone.wait_state("unsupported")
    assert named in phone.page.inner_text("#missing")
