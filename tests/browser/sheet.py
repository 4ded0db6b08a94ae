"""Every state of every screen of the phone on contact sheets under docs/pictures/phone: `make sheet`.

The real client draws them, but the app runs here and not in the browser, so that a state is there as soon as it is
made. What a state says is held by `tests/screens/test_states.py`; this is for looking at.
"""

import argparse
import contextlib
import io
import os
import re
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import flet as ft
import flet_web
import uvicorn
from PIL import Image, ImageChops, ImageDraw, ImageFont
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late

from phone.app import App, dress
from phone.browser_disk import FolderDisk
from phone.model import Phone
from tests.browser.driver import CHROMIUM, FIND_TEXT, LOOK_MS, QUIET, fill
from tests.browser.looks import LOOKS, axe_faults, english, faults
from tests.screens.states import STATES, State

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "docs" / "pictures" / "phone"
ACROSS, THUMB, LABEL = 6, 260, 34
HIGH, STILL = 4000, 3


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The app with flet's own server; each visit is a phone of its own, in the state that its address names."""
    client = folder / "client"
    shutil.copytree(Path(flet_web.get_package_web_dir()), client)
    shutil.copytree(PROJECT / "build" / "app" / "assets", client / "assets", dirs_exist_ok=True)
    os.environ["FLET_WEB_PATH"] = str(client)
    from flet_web.fastapi import app  # only now: it looks at the environment when it starts

    async def main(page: ft.Page) -> None:
        language, name = page.route.strip("/").split("/")
        await show(page, STATES[name], language, Path(tempfile.mkdtemp(dir=folder)))

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = app(main, no_cdn=True, route_url_strategy=ft.RouteUrlStrategy.HASH)
    server = uvicorn.Server(uvicorn.Config(site, port=port, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


async def show(page: ft.Page, state: State, language: str, folder: Path) -> None:
    """Open the app on a phone in that state, which speaks that language."""

    async def disk_of() -> FolderDisk:
        return FolderDisk(str(folder))

    async def phone_on(disk: FolderDisk) -> Phone:
        phone = await state.phone_on(disk)
        await phone.speak(language)
        return phone

    dress(page)
    page.render_views(App, disk_of, phone_on)
    await page.push_route(state.route)


def take(page: Page, url: str, name: str, look: dict[str, str]) -> tuple[Image.Image, list[str]]:
    """One state as it looks, with whatever `look` changes of it, and what is wrong with it."""
    state, spoken = STATES[name], look.get("language", "vi")
    page.goto(f"{url}/#/{spoken}/{name}")
    page.wait_for_selector("flt-semantics-placeholder", state="attached", timeout=LOOK_MS)
    # Only now: the element that a script would find before the page is parsed is thrown away, and its style with it.
    page.evaluate(f"document.documentElement.style.fontSize = '{look.get('text', '16px')}'")
    page.evaluate("document.querySelector('flt-semantics-placeholder').click()")
    page.wait_for_selector("flt-semantics [role], flt-semantics[role]", state="attached", timeout=LOOK_MS)
    size = page.viewport_size
    assert size
    # A screen that nothing is tapped on is taken as it came, before it is ever another size.
    picture = None if state.taps else _at_rest(page)
    wrong = faults(page)
    # What is below the fold is not in the tree: on a page this high everything is above it.
    page.set_viewport_size({**size, "height": HIGH})
    if state.taps:
        _at_rest(page)  # a tap into a screen that is just being drawn for another size would be lost
    wrong += _reach(page, state, spoken)
    wrong += faults(page) + axe_faults(page)
    page.set_viewport_size(size)
    return picture or _at_rest(page), sorted({f"{name}: {each}" for each in wrong + faults(page)})


def _reach(page: Page, state: State, spoken: str) -> list[str]:
    says = english if spoken == "en" else str
    try:
        for tap in state.taps:
            if isinstance(tap, str):
                _named(page, says(tap)).click(timeout=LOOK_MS)
            else:
                fill(page, says(tap[0]), tap[1])
        if spoken == "vi":
            page.wait_for_function(FIND_TEXT, arg=re.sub(r"([.?()/|+*])", r"\\\1", state.says), timeout=LOOK_MS)
    except Late as late:
        return [f"not reached: {str(late).splitlines()[0]}"]
    return []


def _named(page: Page, name: str) -> Locator:
    found = page.get_by_role("button", name=name, exact=True)
    for role in ("checkbox", "tab", "radio"):
        found = found.or_(page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]
    if ", " in name:  # on a narrow calendar a day is named within its week
        found = found.or_(page.locator(f'flt-semantics[aria-label*="{name}"]'))
    return found.first


def _at_rest(page: Page) -> Image.Image:
    """The picture once some in a row are the same; what the screen says is known before it is drawn."""
    before, same = Image.new("RGB", (0, 0)), 0
    for _ in range(60):
        page.evaluate("new Promise(requestAnimationFrame)")
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        same = same + 1 if _same(before, picture) else 0
        if same == STILL and _drawn(picture):
            return picture
        before = picture
    raise AssertionError(f"never at rest: {page.url}")


def _same(one: Image.Image, other: Image.Image) -> bool:
    """Whether they differ by no more than a caret that blinks."""
    if one.size != other.size:
        return False
    left, top, right, bottom = ImageChops.difference(one, other).getbbox() or (0, 0, 0, 0)
    return right - left <= 4 and bottom - top <= 80


def _drawn(picture: Image.Image) -> bool:
    """Whether more than one pixel in a hundred differs from the ground."""
    counts = picture.getcolors(picture.width * picture.height) or []
    return max(number for number, _ in counts) < picture.width * picture.height * 0.99


def sheet(pictures: dict[str, Image.Image]) -> Image.Image:
    """Pictures side by side, each with its name above it."""
    lying = any(p.width > p.height for p in pictures.values())
    across, wide = (ACROSS // 2, THUMB * 2) if lying else (ACROSS, THUMB)
    thumbs = {name: p.resize((wide, p.height * wide // p.width)) for name, p in pictures.items()}
    high = max(p.height for p in thumbs.values()) + LABEL
    rows = -(-len(thumbs) // across)
    whole = Image.new("RGB", (across * (wide + 12) + 12, rows * (high + 12) + 12), "#888888")
    pen, font = ImageDraw.Draw(whole), ImageFont.load_default(16)
    for number, (name, picture) in enumerate(thumbs.items()):
        x, y = 12 + number % across * (wide + 12), 12 + number // across * (high + 12)
        pen.text((x, y + 6), name, fill="white", font=font)
        whole.paste(picture, (x, y + LABEL))
    return whole.quantize(128)


# What other looks are kept of among the docs.
DOZEN = (
    "enrol-with-code", "today-in-the-window", "today-on-duty-offline", "today-leader", "write-used-before",
    "procedure-nothing-ticked", "ballot-slip", "roster-asked", "mine-month", "team-now", "mine-months", "team-week",
)  # fmt: skip


def _dozens(pictures: dict[str, Image.Image]) -> Iterator[dict[str, Image.Image]]:
    names = list(pictures)
    for first in range(0, len(names), 2 * ACROSS):
        yield {name: pictures[name] for name in names[first : first + 2 * ACROSS]}


def main() -> None:
    """Photograph all states in all looks, or those that are named; not well (1) while a tool finds something wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--look", choices=LOOKS, action="append")
    parser.add_argument("--state", action="append", help="only states whose name begins so")
    parser.add_argument("--to", type=Path, default=FOLDER, help="keep the pictures of every look here")
    wish = parser.parse_args()
    wish.to.mkdir(parents=True, exist_ok=True)
    names = [n for n in STATES if n.startswith(tuple(wish.state or [""]))]
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for label in wish.look or LOOKS:
            pictures, found = _one_look(browser, url, names, LOOKS[label])
            wrong += [f"{label}: {each}" for each in found]
            if label != "light" and wish.to == FOLDER:
                sheet({n: p for n, p in pictures.items() if n in DOZEN}).save(wish.to / f"{label}.png", optimize=True)
                continue
            for number, some in enumerate(_dozens(pictures), 1):
                sheet(some).save(wish.to / f"{label}-{number}.png", optimize=True)
        browser.close()
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


def _one_look(
    browser: Browser, url: str, names: list[str], look: dict[str, str]
) -> tuple[dict[str, Image.Image], list[str]]:
    size = {"width": int(look.get("width", "390")), "height": int(look.get("height", "844"))}
    context = browser.new_context(
        viewport=size, locale="vi-VN", color_scheme=look.get("scheme", "light"),  # type: ignore[arg-type]
        timezone_id="Asia/Ho_Chi_Minh",
    )  # fmt: skip
    pictures, wrong = {}, []
    for name in names:
        page = context.new_page()
        page.set_default_timeout(LOOK_MS)
        pictures[name], found = take(page, url, name, look)
        wrong += found
        page.close()
    context.close()
    return pictures, wrong


if __name__ == "__main__":
    main()
