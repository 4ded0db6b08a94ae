"""The carrier's page against a bad world: portals, a full or forbidden storage, odd codes, an office that is busy."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from shiftbook import sealed
from shiftbook.sealed import Sealed
from tests.browser.driver import CHROMIUM, QUIET
from web_build.build import PROJECT

pytestmark = pytest.mark.timeout(120)
# WebCrypto is there on a safe address only; nothing listens on this one, the test itself answers.
ORIGIN = "http://localhost:9"
AT = "2026-11-23T08:01:00.000+07:00"
NO_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError'); }"
TAKEN = "Máy kia tự biết khi có mạng."


def bundle(number: int, items: int = 4) -> str:
    return sealed.to_text(Sealed(f"d{number}", items, bytes(12), bytes([number]) * 700))


def frames(text: str) -> list[str]:
    return sealed.frames(text)


class Carrier:
    """The page as the app's folder has it, and the office's answers in turn: a status, a JSON, headers."""

    def __init__(self, page: Page, *answers: tuple[int, Any]) -> None:
        self.page, self.answers, self.asked = page, list(answers), 0
        page.route(f"{ORIGIN}/**", self._answer)

    def _answer(self, route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[-1]
        if name == "hand-in":
            self.asked += 1
            status, told = self.answers.pop(0) if self.answers else (200, {"items": 4, "at": AT})
            route.fulfill(status=status, body=json.dumps(told), content_type="application/json")
        elif name in ("nhan-ho.html", "pages.css", "camera.js", "receive.js", "scan.js"):
            route.fulfill(path=PROJECT / "mobile" / "web_build" / "page" / name)
        else:
            route.fulfill(status=404)

    def open(self) -> "Carrier":
        self.page.goto(f"{ORIGIN}/app/nhan-ho.html")
        return self

    def paste(self, text: str) -> None:
        self.page.get_by_label("hoặc dán nội dung gói").fill(text)
        self.page.get_by_role("button", name="Nhận gói").click()

    def sees(self, *codes: str) -> None:
        """What the camera would find."""
        for code in codes:
            self.page.evaluate("code => seen(code)", code)

    @property
    def held(self) -> list[dict[str, Any]]:
        return self.page.evaluate("held()")

    def says(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(re.compile(re.escape(text)))


@pytest.fixture
def carrier(playwright: Playwright) -> Iterator[Callable[..., Carrier]]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)

    def make(*answers: tuple[int, Any], before: str = "") -> Carrier:
        page = browser.new_context(bypass_csp=True, timezone_id="America/Lima").new_page()
        if before:
            page.add_init_script(before)
        return Carrier(page, *answers).open()

    yield make
    browser.close()


@pytest.mark.parametrize("told", [{"status": "ok"}, {}, None, {"items": 3, "at": AT}, {"items": 4, "at": "noon"}])
def test_a_bundle_is_let_go_of_only_for_the_offices_own_word(carrier: Callable[..., Carrier], told: Any) -> None:
    page = carrier((200, told))
    page.paste(bundle(1))
    page.says("Văn phòng đang bận, sẽ tự nộp lại.")
    assert [(one["state"], one["text"]) for one in page.held] == [("waiting", bundle(1))]
    page.page.get_by_role("button", name="Nộp ngay").click()
    page.says(TAKEN)


def test_a_busy_office_is_not_asked_for_the_next_bundle_too(carrier: Callable[..., Carrier]) -> None:
    page = carrier((429, {"code": "busy"}), (429, {"code": "busy"}))
    page.paste(f"Gói của Bình:\n{bundle(1)}\nvà của Chi: {bundle(2).lower()} nhé")
    page.says("Văn phòng đang bận, sẽ tự nộp lại.")
    expect(page.page.get_by_text("Đang nộp…")).to_have_count(0)
    assert page.asked == 1 and {one["text"] for one in page.held} == {bundle(1), bundle(2)}


def test_a_refused_bundle_does_not_hold_up_the_next(carrier: Callable[..., Carrier]) -> None:
    page = carrier((422, {"code": "seal_broken", "message": "Gói đã bị sửa."}))
    page.paste(bundle(1) + bundle(2))
    page.says("Văn phòng chưa nhận: Gói đã bị sửa.")
    page.says(TAKEN)


def test_a_browser_that_may_keep_nothing_says_so_and_hands_in_all_the_same(carrier: Callable[..., Carrier]) -> None:
    page = carrier((503, {}), before=NO_STORAGE)
    page.says("Trình duyệt này không giữ gói khi đóng trang.")
    page.paste(bundle(1))
    page.says("Văn phòng đang bận, sẽ tự nộp lại.")
    page.page.get_by_role("button", name="Nộp ngay").click()
    page.says(TAKEN)


def test_what_was_scanned_on_a_full_phone_need_not_be_scanned_again(carrier: Callable[..., Carrier]) -> None:
    page = carrier(before=FULL)
    page.sees(*frames(bundle(1)))
    page.says("Máy này hết chỗ nên chưa giữ được gói.")
    assert page.page.get_by_label("hoặc dán nội dung gói").input_value() == bundle(1)


def test_odd_codes_and_the_frames_of_another_phone_cost_nothing(carrier: Callable[..., Carrier]) -> None:
    page = carrier()
    mine, other = frames(bundle(1)), frames(bundle(2))
    assert len(mine) == len(other) == 3
    name = mine[0].split("/")[1]
    odd = ("https://x.example/r/AAAA", "STQ1/AAAAAAAA/1/99999999999/A", f"STQ1/{name}/0/3/A", f"STQ1/{name}/9/3/A")
    page.sees(mine[0], *odd, other[0], mine[1], other[2], mine[2])
    page.says(TAKEN)
    assert [one["name"] for one in page.held] == [name]
    page.sees(other[1])
    expect(page.page.get_by_text("4 mục, nhận lúc")).to_have_count(2)


def test_a_second_tab_shows_what_the_first_has_taken(carrier: Callable[..., Carrier]) -> None:
    first = carrier()
    second = Carrier(first.page.context.new_page()).open()
    first.paste(bundle(1))
    second.says("Văn phòng đã nhận lúc 08:01 ngày 23/11.")


def test_a_scanner_that_was_not_loaded_is_told_and_lets_the_camera_go(carrier: Callable[..., Carrier]) -> None:
    page = carrier(
        before="""
        const film = () => { const canvas = document.createElement('canvas'); canvas.getContext('2d'); return canvas; };
        navigator.mediaDevices.getUserMedia = async () => { const canvas = film(); setInterval(
          () => canvas.getContext('2d').fillRect(0, 0, 9, Math.random() * 99), 50); return canvas.captureStream(20); };
    """
    )
    page.page.get_by_role("button", name="Bật máy ảnh").click()
    page.says("Trang này chưa tải đủ để quét.")
    expect(page.page.get_by_role("button", name="Bật máy ảnh")).to_be_visible()
    assert page.page.evaluate("stream") is None
