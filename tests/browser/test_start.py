"""The fast start: what it starts from, what wakes up anew, and what happens when it cannot be."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import WELL
from tests.browser.driver import FolderServer, Phone
from web_build.seal import seal

DAMAGE = """how => caches.open('so-truc-app').then(async cache => {
  const key = (await cache.keys()).find(key => key.url.includes('python.snapshot'));
  const bytes = new Uint8Array(await (await cache.match(key)).arrayBuffer());
  if (how === 'a bit') bytes[bytes.length >> 1] ^= 1;
  await cache.put(key, new Response(how === 'cut' ? bytes.slice(0, 1e6) : bytes));
})"""
KEPT = "caches.open('so-truc-app').then(c => c.keys()).then(all => all.map(key => new URL(key.url).pathname))"
WOKEN = """
import datetime, json, os, random, secrets, sys, time, uuid
json.dumps({
    "chance": [random.random(), str(uuid.uuid4()), secrets.token_hex(8), random.Random().random(), os.urandom(8).hex()],
    "zone": [time.timezone, str(datetime.datetime.now().astimezone().utcoffset()), time.tzname[0]],
    "now": time.time(), "steady": time.monotonic(),
    "environment": dict(os.environ), "path": sys.path, "argv": sys.argv,
})
"""
KEEP_SIGHT = """([sight, days]) => localStorage.setItem('so-truc-first-sight', JSON.stringify(
  { ...sight, day: new Date(Date.now() + 25200000 + days * 86400000).toISOString().slice(0, 10) }))"""
PAINTED = """addEventListener('DOMContentLoaded', () => {
  window.painted = [...document.querySelectorAll('#first *')].map(node => node.textContent);
})"""


@pytest.fixture(autouse=True)
def whole_site(site: FolderServer) -> Iterator[None]:
    site.asked.clear()
    yield
    if site.stopped:
        site.start()


def python(phone: Phone, code: str) -> str:
    """What the last line of `code` gives in the app's own Python."""
    worker = next(worker for worker in phone.page.workers if "python-worker" in worker.url)
    return str(worker.evaluate("code => self.pyodide.runPython(code)", code))


def how(phone: Phone) -> tuple[str | None, bool]:
    """Where Python came from, and whether Flutter draws by skwasm."""
    skwasm = phone.page.evaluate("Boolean(window._flutter_skwasmInstance)")
    return phone.page.get_attribute("html", "data-start"), skwasm


def test_a_fast_start_wakes_up_here_and_now(site: FolderServer, phone: Phone) -> None:
    site.stop()
    woken = []
    for _ in range(2):
        phone.start()
        phone.wait_text("^Tham gia$")
        assert how(phone) == ("snapshot", True)
        phone.page.wait_for_function(WELL)  # else the next one would be plain
        woken.append(json.loads(python(phone, WOKEN)))
    for first, second in zip(*(one["chance"] for one in woken), strict=True):
        assert first != second
    for one in woken:
        assert one["zone"] == [-25200, "7:00:00", "+07"]
        assert one["environment"]["LANG"] == "vi_VN.UTF-8"
        assert set(one["environment"]) & {"TZ", "PYTHONHASHSEED", "MSGPACK_PUREPYTHON"} == set()
        assert one["steady"] < 60
    assert woken[1]["now"] > woken[0]["now"] > 1_760_000_000
    assert phone.foreign == []
    assert [line for line in phone.console if line.startswith(("error", "pageerror"))] == []


@pytest.mark.parametrize("damage", ["cut", "a bit"])
def test_a_damaged_memory_is_noticed_and_fetched_again(site: FolderServer, phone: Phone, damage: str) -> None:
    phone.open("version.json")
    phone.page.evaluate(DAMAGE, damage)
    phone.start()
    phone.wait_text("^Tham gia$")
    assert how(phone) == ("plain", True)
    phone.page.wait_for_function(f"() => {KEPT}.then(all => all.includes('/app/python.snapshot'))")
    assert "/app/python.snapshot" in site.asked


@pytest.mark.nightly
def test_a_start_that_did_not_come_up_is_followed_by_a_plain_one(site: FolderServer, phone: Phone) -> None:
    phone.start()
    phone.page.wait_for_function(WELL)
    phone.page.wait_for_function(f"() => {KEPT}.then(all => all.includes('/app/canvaskit/canvaskit.wasm'))")
    site.stop()
    phone.page.reload(wait_until="commit")
    phone.page.wait_for_function("() => / 1$/.test(localStorage.getItem('so-truc-start'))")
    phone.reload()
    assert how(phone) == ("plain", False)
    phone.reload()
    assert how(phone) == ("snapshot", True)
    phone.page.wait_for_function(WELL)


@pytest.mark.nightly
def test_a_memory_that_fails_when_awake_is_not_tried_again(site: FolderServer, new_phone: Callable[..., Phone]) -> None:
    spoil(site.folder)
    phone = new_phone(site.url)
    phone.start()
    phone.wait_text("^Tham gia$")
    assert "main.py did not call ft.run" in "".join(phone.console)
    assert how(phone)[0] == "plain"
    assert phone.page.evaluate("localStorage.getItem('so-truc-start')").endswith(" 3")


def spoil(folder: Path) -> None:
    """Break a word that Python needs a moment after it woke up, and let the digests be right."""
    snapshot = folder / "python.snapshot"
    old = hashlib.sha256(snapshot.read_bytes()).hexdigest()
    snapshot.write_bytes(snapshot.read_bytes().replace(b"start_connection\0", b"start_connectioX\0"))
    new = hashlib.sha256(snapshot.read_bytes()).hexdigest()
    for name in ("python-worker.js", "starting.js"):
        script = folder / name
        script.write_text(script.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    seal(folder)


def test_what_was_last_known_is_painted_first_and_shifts_on_their_day_alone(phone: Phone) -> None:
    sight = {"name": "An", "behind_ms": 0, "today": ["Thứ Tư"], "office": "Lần mở trước"}
    phone.page.add_init_script(PAINTED)
    for days, painted in ((-1, ["An", "Lần mở trước"]), (0, ["An", "Thứ Tư", "Lần mở trước"])):
        phone.open("version.json")
        phone.page.evaluate(KEEP_SIGHT, [sight, days])
        phone.open()
        assert phone.page.evaluate("window.painted") == painted
    phone.ready()
    assert phone.page.locator("#first").count() == 0


@pytest.mark.nightly
def test_a_browser_of_another_kind_starts_plainly(playwright: Playwright, site: FolderServer, tmp_path: Path) -> None:
    safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
    phone = Phone(playwright, tmp_path / "iphone", site.url, more=(f"--user-agent={safari}",))
    try:
        phone.open("#/enrol?code=ABCD-EFGH")
        phone.wait_state("install")
        assert phone.page.locator("#add").is_visible() and not phone.page.locator("#leave").is_visible()
        assert phone.page.locator("#code").input_value() == "ABCD-EFGH"
        assert phone.page.evaluate("'flet' in window") is False, "nothing is loaded, and no code spent, in Safari"
        phone.page.add_init_script("Object.defineProperty(navigator, 'standalone', { value: true })")
        phone.page.goto("about:blank")
        phone.start()
        phone.wait_text("^Tham gia$")
        assert how(phone) == ("plain", False)
        assert not {path for path in phone.page.evaluate(KEPT) if re.search(r"snapshot|skwasm|dart\.wasm", path)}
    finally:
        phone.close()
