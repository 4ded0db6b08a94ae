"""The book in a real browser: kept over restarts on either kind of storage, whatever the clock; one tab at a time."""

import threading
import zipfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import flet_web
import pytest
import tinydb
from playwright.sync_api import Error, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ROOT = Path(__file__).resolve().parents[2]
PAGE = """<!doctype html><title>book</title><script>
const worker = new Worker("worker.mjs", {type: "module"}), waiting = [];
worker.onmessage = ({data: {n, value, error}}) => {
  if (error) waiting[n].reject(new Error(error)); else waiting[n].resolve(value);
};
window.py = code => new Promise((resolve, reject) => {
  waiting.push({resolve, reject});
  worker.postMessage({n: waiting.length - 1, code});
});
</script>"""
WORKER = """
import {loadPyodide} from "./pyodide/pyodide.mjs";
const ready = (async () => {
  const python = await loadPyodide();
  python.unpackArchive(await (await fetch("book.zip")).arrayBuffer(), "zip", {extractDir: "/book"});
  python.runPython("import sys; sys.path.insert(0, '/book')");
  return python;
})();
self.onmessage = async ({data: {n, code}}) => {
  try { self.postMessage({n, value: await (await ready).runPythonAsync(code)}); }
  catch (error) { self.postMessage({n, error: String(error)}); }
};
"""
NO_DATABASE = "import js; js.eval('IDBFactory.prototype.open = () => { throw new Error(`shut`) }'); 0"
FULL = "throw new DOMException(``, `QuotaExceededError`)"
NO_ROOM = f"import js; js.eval('IDBObjectStore.prototype.put = () => {{ {FULL} }}'); 0"
CLOCK_SET_BACK = "import js; js.eval('const then = Date.now() - 86400000; Date.now = () => then'); 0"
OPEN = """
from phone.book import Book
from phone.browser_disk import open_disk
disk = await open_disk()
book = None if disk.another_tab_open else await Book.open(disk)
if book and book.device is None:
    terms = {"server": "s", "device": "d", "token": "t", "member": "an", "commune": {}, "epoch": "e"}
    await book.set_enrolment(**terms)
async def write():
    fact = await book.write("checked_in", "an", at="2026-11-23T08:01:00+07:00", clock=None, data={"note": "Đã lưu"})
    return fact["seq"]
disk.kind
"""


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {".mjs": "text/javascript", ".wasm": "application/wasm"}

    def log_message(self, *words):
        return


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "pyodide").symlink_to(Path(flet_web.__file__).parent / "web" / "pyodide")
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "worker.mjs").write_text(WORKER, encoding="utf-8")
    with zipfile.ZipFile(folder / "book.zip", "w") as archive:
        for package in (ROOT / "mobile" / "phone", ROOT / "mobile" / "shiftbook", Path(tinydb.__file__).parent):
            for source in (*package.glob("*.py"), *package.glob("texts/*")):
                archive.write(source, source.relative_to(package.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def browser(tmp_path):
    """Starts the browser of one profile, ending the one before as a restart of the phone does."""
    with sync_playwright() as playwright:
        running = []

        def start():
            while running:
                running.pop().close()
            profile = str(tmp_path / "profile")
            options = {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}
            running.append(playwright.chromium.launch_persistent_context(profile, **options))
            return running[-1]

        yield start
        running.pop().close()


def tab(context, origin, *first):
    page = context.new_page()
    page.goto(origin)
    for code in first:
        run(page, code)
    run(page, OPEN)
    return page


def run(page, code):
    return page.evaluate("code => window.py(code)", code)


@pytest.mark.parametrize(("first", "kind"), [([], "idbfs"), ([NO_DATABASE], "opfs")])
def test_facts_are_there_after_a_restart_and_with_the_clock_set_back(browser, origin, first, kind):
    page = tab(browser(), origin, *first)
    assert run(page, "disk.kind") == kind
    assert [run(page, "await write()") for _ in range(3)] == [1, 2, 3]
    run(page, "room = await disk.room()")
    assert run(page, "0 < room.book_bytes <= room.used_bytes < room.whole_bytes and not room.promised")
    # Without `first`: a book on the second kind of storage is found there when the first kind works again.
    context = browser()
    page = tab(context, origin, CLOCK_SET_BACK)
    assert run(page, "disk.kind") == kind
    assert [run(page, "await write()") for _ in range(3)] == [4, 5, 6]
    assert run(page, "book._storage.compact(); await write()") == 7
    page.close()
    page = tab(context, origin)
    assert run(page, "[fact['seq'] for fact in book.unsent()] == [1, 2, 3, 4, 5, 6, 7]")
    assert run(page, "await write()") == 8 and not run(page, "book.recovery.sentence")


def test_the_second_tab_waits_and_then_has_everything(browser, origin):
    context = browser()
    first = tab(context, origin)
    second = tab(context, origin)
    assert run(second, "disk.another_tab_open and book is None")
    assert run(first, "await write()") == 1
    run(first, NO_ROOM)
    with pytest.raises(Error, match="Máy đã hết chỗ trống"):
        run(first, "await write()")
    assert run(first, "book.count_all()") == 1
    waiting = "await disk.wait_for_turn(); book = await Book.open(disk); book.count_all()"
    second.evaluate("code => { window.turn = window.py(code); }", waiting)
    first.close()
    assert second.evaluate("window.turn") == 1
    assert run(second, "await write()") == 2
