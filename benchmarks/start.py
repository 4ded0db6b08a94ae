"""How long the phone app takes to open without network, beside the same app as Flet alone would build it."""

import json
import os
import shutil
import statistics
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import flet_web
from flet.controls.types import RouteUrlStrategy, WebRenderer
from playwright.sync_api import Page, Playwright, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mobile"))

from tests.browser.driver import FolderServer, Phone
from web_build.build import APP_PARTS, MOBILE, PROJECT, PYPROJECT, build, files_of
from web_build.packages import LEFT_OUT, fetch, wanted

RUNS = 5
PATIENCE_MS = 240_000
WELL_MS = 4000  # after that a start of ours counts as one that went well
SHOWN, ANSWER = "Tham gia", "Hãy nhập mã mời"
# What a member can read: a text of the screen has come to the page's accessible tree.
WATCH = """const watch = (text, name) => {
  const placeholder = document.querySelector('flt-semantics-placeholder');
  if (placeholder) placeholder.click();
  const host = document.querySelector('flt-semantics-host');
  const said = host ? [host.textContent, ...[...host.querySelectorAll('[aria-label]')].map(n => n.ariaLabel)] : [];
  if (said.some(one => one && one.includes(text))) window[name] = performance.now();
  else setTimeout(watch, 5, text, name);
};
watch('%s', 'shown');
addEventListener('pointerdown', () => { window.tapped = performance.now(); watch('%s', 'answered'); }, true);
"""
# Flet's own page keeps nothing: this is the least that makes it open without network.
KEEP = """const FILES = %s;
self.addEventListener('install', event => event.waitUntil(caches.open('plain').then(cache => cache.addAll(FILES))));
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => event.respondWith(
  caches.match(event.request, { ignoreSearch: true }).then(kept => kept || fetch(event.request))));
"""
REGISTER = "<script>navigator.serviceWorker.register('sw.js')</script></body>"
NOT_KEPT = ("*.symbols", "*.map", "*.d.ts", "skwasm*", "wimp*", "chromium", "experimental_*", "main.dart.wasm")


def build_plain(folder: Path) -> None:
    """The same phone app with Flet's own pages, in Flet's own way: one archive of sources, unpacked at every start."""
    shutil.copytree(flet_web.get_package_web_dir(), folder, ignore=shutil.ignore_patterns(*NOT_KEPT))
    pack_sources(folder / "app.zip")
    index = folder / "index.html"
    flet_web.patch_index_html(
        index_path=str(index), base_href="/app/", pyodide=True, pyodide_script_path="main.py", pyodide_version="here",
        app_package_url="app.zip", web_renderer=WebRenderer.CANVAS_KIT, route_url_strategy=RouteUrlStrategy.HASH,
        no_cdn=True,
    )  # fmt: skip
    flet_web.patch_font_manifest_json(manifest_path=str(folder / "assets" / "FontManifest.json"))
    # As Flet writes it no browser resolves it from a module worker.
    text = index.read_text(encoding="utf-8").replace('flet.pyodideUrl="pyodide/', 'flet.pyodideUrl="/app/pyodide/')
    index.write_text(text.replace("</body>", REGISTER), encoding="utf-8")
    bootstrap = folder / "flutter_bootstrap.js"
    text = bootstrap.read_text(encoding="utf-8")
    text = text.replace("assetBase: flet.assetBase\n", 'assetBase: flet.assetBase,\n    canvasKitVariant: "full"\n')
    before, rest = text.split("    serviceWorkerSettings: {", 1)
    bootstrap.write_text(before + rest.split("    },\n", 1)[1], encoding="utf-8")
    names = ["./", *(file.relative_to(folder).as_posix() for file in files_of(folder))]
    (folder / "sw.js").write_text(KEEP % json.dumps(names), encoding="utf-8")


def pack_sources(archive: Path) -> None:
    """The phone and its packages, as Flet's own packager would put them together."""
    with tempfile.TemporaryDirectory() as temporary, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        site = Path(temporary)
        fetch(wanted(PYPROJECT), site)
        for file in files_of(site):
            if not LEFT_OUT.search(name := file.relative_to(site).as_posix()):
                target.write(file, f"__pypackages__/{name}")
        for file in (file for part in APP_PARTS for file in files_of(MOBILE / part)):
            target.write(file, file.relative_to(MOBILE))


class Installed:
    """An app installed on a phone of its own; after that every start is without network, in a browser just launched."""

    def __init__(self, playwright: Playwright, folder: Path, profile: Path) -> None:
        self.playwright, self.profile = playwright, profile
        self.site = FolderServer(folder)
        for _ in range(2):
            with self.opened() as page:
                page.evaluate("navigator.serviceWorker.ready")
        self.site.stop()
        with self.opened():
            pass

    @contextmanager
    def opened(self) -> Iterator[Page]:
        with closing(Phone(self.playwright, self.profile, f"http://127.0.0.1:{self.site.port}/app/")) as phone:
            phone.page.add_init_script(WATCH % (SHOWN, ANSWER))
            phone.open()
            phone.page.wait_for_function("() => window.shown", timeout=PATIENCE_MS)
            yield phone.page
            phone.page.wait_for_timeout(WELL_MS)

    def start(self) -> tuple[float, float]:
        """Milliseconds to the first screen, and from a tap at once after that to its answer."""
        with self.opened() as page:
            page.get_by_role("button", name=SHOWN, exact=True).click()
            page.wait_for_function("() => window.answered", timeout=PATIENCE_MS)
            shown, tapped, answered = page.evaluate("[window.shown, window.tapped, window.answered]")
            return shown, answered - tapped


def measured(folders: dict[str, Path], runs: int) -> dict[str, tuple[float, float]]:
    """For each app the medians of `runs` starts, taken in turns."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in folders}
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profiles:
        apps = {name: Installed(playwright, folder, Path(profiles, name)) for name, folder in folders.items()}
        for turn in range(runs):
            for name in list(apps)[:: 1 if turn % 2 else -1]:
                found[name].append(apps[name].start())
                print(f"{name}: {found[name][-1][0]:.0f} ms", file=sys.stderr)
    return {name: (statistics.median(r[0] for r in times), statistics.median(r[1] for r in times))
            for name, times in found.items()}  # fmt: skip


def main() -> None:
    """Print the table."""
    build(PROJECT / "build" / "app")
    with tempfile.TemporaryDirectory() as temporary:
        folders = {"ours": PROJECT / "build" / "app", "plain": Path(temporary, "plain")}
        build_plain(folders["plain"])
        both = measured(folders, RUNS)
        cores = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {min(cores)})  # the browser is this process's child
        one = measured(folders, RUNS)
        os.sched_setaffinity(0, cores)
    print(
        "| mở không mạng, trung vị | Sổ Trực | Flet nguyên bản | tỷ lệ | mục tiêu |\n| --- | ---: | ---: | ---: | --- |"
    )
    for what, found, wanted_ms in (("hai nhân (ms)", both, "≤ 0,35; ≤ 1500"), ("một nhân (ms)", one, "≤ 3000")):
        ours, plain = found["ours"][0], found["plain"][0]
        print(f"| {what} | {ours:.0f} | {plain:.0f} | {ours / plain:.2f} | {wanted_ms} |")
    ours, plain = both["ours"][1], both["plain"][1]
    print(f"| chạm đầu tiên (ms) | {ours:.0f} | {plain:.0f} | {ours / plain:.2f} | ≤ 150 |")


if __name__ == "__main__":
    main()
