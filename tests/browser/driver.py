"""Drives the phone app in a real Chromium by the names people see; serves a built app where no server is needed."""

import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Locator, Page, Playwright
from playwright.sync_api import TimeoutError as Late

CHROMIUM = "/usr/bin/chromium"
# Features of a browser on a desk: the pages behind its address bar take half a second of both cores at each start. With
# what Playwright turns off itself, which this list would undo.
DESK = (
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,"
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,"
    "LensOverlay,MediaRouter,NetworkTimeServiceQuerying,OptimizationHints,PaintHolding,PreconnectToSearch,"
    "ThirdPartyStoragePartitioning"
)
QUIET = [
    f"--disable-features={DESK}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
START_MS = 90_000
LOOK_MS = 20_000

FIND_TEXT = """pattern => {
  const wanted = new RegExp(pattern, 'u');
  const said = node => [node.getAttribute('aria-label'), node.childElementCount ? null : node.textContent];
  return [...document.querySelectorAll('flt-semantics-host *')].some(n => said(n).some(t => t && wanted.test(t)));
}"""
# In the middle: there a screen reader of a phone taps.
TURN_ON = """() => {
  const placeholder = document.querySelector('flt-semantics-placeholder');
  const { left, top, width, height } = placeholder.getBoundingClientRect();
  const middle = { bubbles: true, clientX: left + width / 2, clientY: top + height / 2 };
  placeholder.dispatchEvent(new MouseEvent('click', middle));
}"""
ALL_TEXTS = """() => [...document.querySelectorAll('flt-semantics-host *')]
  .flatMap(n => [n.getAttribute('aria-label'), n.childElementCount ? null : n.textContent])
  .filter(t => t && t.trim())"""


class Phone:
    """One phone: a browser profile on disk, in which the app is installed and its data kept over restarts."""

    def __init__(self, playwright: Playwright, profile: Path, url: str, *, more: tuple[str, ...] = ()) -> None:
        self.playwright, self.profile, self.url, self.more = playwright, profile, url, more
        self.console: list[str] = []
        self.requested: list[str] = []
        self.context: BrowserContext
        self.page: Page
        self.launch()

    def launch(self) -> None:
        """Start the browser; every name but this machine's own is unknown to it."""
        home = urlsplit(self.url).hostname
        rules = "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"
        if home not in LOOPBACK:
            rules = f"MAP {home} 127.0.0.1, {rules}"
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=CHROMIUM,
            args=[*QUIET, f"--host-resolver-rules={rules}", *self.more],
            viewport={"width": 390, "height": 844},
            device_scale_factor=2,
            has_touch=True,
            is_mobile=True,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )
        self.context.on("request", lambda request: self.requested.append(request.url))
        self.new_page()

    def new_page(self) -> Page:
        """Open an empty tab and make it the one that is driven."""
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.console.append(f"{message.type}: {message.text[:600]}"))
        self.page.on("pageerror", lambda error: self.console.append(f"pageerror: {str(error)[:600]}"))
        return self.page

    def open(self, path: str = "") -> None:
        """Go to `path` below the app's address, without waiting for the app."""
        self.page.goto(self.url + path)

    def start(self, path: str = "") -> None:
        """Open the app and wait until its first screen can be used."""
        self.open(path)
        self.ready()

    def ready(self) -> None:
        """Wait until the app runs, then turn its semantics tree on: by it everything else is found."""
        self.wait_state("running")
        self.page.wait_for_selector("#splash", state="detached", timeout=START_MS)
        self.page.wait_for_selector("flt-semantics-placeholder", state="attached", timeout=START_MS)
        self.page.evaluate(TURN_ON)
        self.page.wait_for_selector("flt-semantics", state="attached", timeout=START_MS)

    def wait_state(self, state: str) -> None:
        """Wait until the page says that it is `running`, `failed`, `insecure` or `unsupported`."""
        try:
            self.page.wait_for_selector(f"html[data-state={state}]", state="attached", timeout=START_MS)
        except Late:
            now = self.page.get_attribute("html", "data-state")
            said = json.dumps(self.console[-15:], indent=1, ensure_ascii=False)
            raise AssertionError(f"not {state} but {now}; console: {said}") from None

    def reload(self) -> None:
        self.page.reload()
        self.ready()

    def offline(self, off: bool = True) -> None:
        self.context.set_offline(off)

    def close(self) -> None:
        self.context.close()

    def restart(self, path: str = "") -> None:
        """Quit the whole browser, open it again on the same profile and start the app."""
        self.close()
        self.launch()
        self.start(path)

    def cdp(self) -> CDPSession:
        return self.context.new_cdp_session(self.page)

    @property
    def foreign(self) -> list[str]:
        """Requests to anything but this machine, of page, workers and service worker."""
        own = LOOPBACK | {urlsplit(self.url).hostname}
        return [u for u in self.requested if u.startswith("http") and urlsplit(u).hostname not in own]

    def find(self, role: str, name: str) -> Locator:
        """The control of this role and exact accessible name; a role Flutter does not give falls back to the label."""
        by_role = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        return by_role.or_(self.page.locator(f'flt-semantics[aria-label="{name}"]')).first

    def tap(self, role: str, name: str) -> None:
        self.find(role, name).click(timeout=LOOK_MS)

    def fill(self, label: str, text: str) -> None:
        fill(self.page, label, text)

    def value(self, label: str) -> str:
        """What a field holds: Flutter tells the page only once the field has been tapped."""
        field = self.page.get_by_label(label, exact=True).first
        field.click(timeout=LOOK_MS)
        self.page.wait_for_function("f => f === document.activeElement", arg=field.element_handle(), timeout=LOOK_MS)
        return field.input_value()

    def wait_text(self, pattern: str, timeout: int = LOOK_MS) -> None:
        """Wait until some label or text on the screen matches the regular expression."""
        try:
            self.page.wait_for_function(FIND_TEXT, arg=pattern, timeout=timeout)
        except Late:
            raise AssertionError(f"no {pattern!r} on the screen: {self.texts()}") from None

    def texts(self) -> list[str]:
        """Everything the screen says, in reading order."""
        return list(self.page.evaluate(ALL_TEXTS))

    def shot(self, path: Path) -> None:
        self.page.screenshot(path=path)


def fill(page: Page, label: str, text: str) -> None:
    """Type into a field; Flutter attaches its editing element late, so look at what arrived and type again."""
    field = page.get_by_label(label, exact=True).first
    for _ in range(8):
        field.click(timeout=LOOK_MS)
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(text)
        try:
            page.wait_for_function("([f, t]) => f.value === t", arg=[field.element_handle(), text], timeout=1500)
        except Late:
            continue
        return
    raise AssertionError(f"{label!r} holds {field.input_value()!r}, not {text!r}")


class FolderHandler(SimpleHTTPRequestHandler):
    """Sends files below /app/ from a folder, compressed where the browser takes it, and notes what was asked for."""

    server: "FolderHTTP"

    def translate_path(self, path: str) -> str:
        inside = urlsplit(path).path.removeprefix("/app/") or "index.html"
        return str(self.server.site.folder / inside)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if self.server.site.stopped:
            return  # a browser opens connections ahead of need; after stop() none of them may answer
        self.server.site.asked.append(path)
        target = Path(self.translate_path(self.path))
        if path in self.server.site.gates:
            self.server.site.gates[path].wait(60)
        if not path.startswith("/app/") or path in self.server.site.broken or not target.is_file():
            self.send_error(404)
            return
        packed = target.with_name(target.name + ".gz")
        zipped = packed.exists() and "gzip" in self.headers.get("Accept-Encoding", "")
        body = (packed if zipped else target).read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(target)))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Length", str(len(body)))
        if zipped:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: what was asked for is in `asked`."""


class FolderHTTP(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, site: "FolderServer") -> None:
        self.site = site
        super().__init__(("127.0.0.1", site.port), FolderHandler)

    def handle_error(self, *_: object) -> None:
        """A browser that goes away in the middle of a file is no error here."""


class FolderServer:
    """A server over a built app at /app/, which can be stopped and started again on the same port.

    `broken` addresses answer 404; an address in `gates` answers when its event is set; `asked` is what was asked for.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.broken: set[str] = set()
        self.gates: dict[str, threading.Event] = {}
        self.port = port
        self.stopped = True
        self.start()

    def start(self) -> None:
        self.http = FolderHTTP(self)
        self.port = self.http.server_address[1]
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        self.stopped = False

    def stop(self) -> None:
        if self.stopped:
            return
        self.stopped = True
        self.http.shutdown()
        self.thread.join()
        self.http.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/app/"
