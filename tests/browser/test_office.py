"""The office's pages in a real Chromium: no barrier, nothing beside the page, no script needed, no old code."""

import io
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import structlog
import uvicorn
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from shiftbook.moments import parse_instant
from sync_server import demo, installation, language
from sync_server.clock import Clock
from sync_server.database import Database
from sync_server.security import Keys
from sync_server.settings import Settings
from tests.browser.driver import CHROMIUM, QUIET
from tests.browser.office_pages import MONTH, PAGES, WEEK
from tests.server import office_cast as cast
from tests.server.stand import MONDAY, SECRET, Stand

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 390, "height": 844}}
BOTH = [pytest.param("wide", marks=pytest.mark.nightly), "narrow"]


class House:
    """The office of a demonstration commune after a week, listening on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        settings = Settings(data_dir=folder, secret_key=SECRET, database_url="", public_url=self.url)
        database = Database(settings.url)
        installation.migrate(database)
        told = database.write(lambda tx: demo.fill(tx, Keys(SECRET.encode()), Clock(parse_instant(MONDAY))))
        self.stand = Stand(database, settings, told)
        cast.week(self.stand)
        self.office = cast.Office(self.stand)
        papers = {"point": self.stand.point, "day": "2026-11-19", "session": "morning", "kind": "quick", "papers": "2"}
        opened = self.office.browser("office").post("/office/satisfaction/papers", papers)
        self.box = opened.headers["location"].partition("?")[0]
        self.server = uvicorn.Server(uvicorn.Config(self.office.app, log_level="error", lifespan="off"))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [door]})
        self.thread.start()

    def path(self, pattern: str) -> str:
        """A path with the names of this commune in it."""
        return pattern.format(member=self.stand.members[9], point=self.stand.point, box=self.box)

    def stop(self) -> None:
        """Stop listening; as often as one likes."""
        self.server.should_exit = True
        self.thread.join()

    def close(self) -> None:
        """Let go of everything."""
        self.stop()
        self.office.close()
        self.stand.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with closing(House(tmp_path)) as made:
        yield made
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    with playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET) as browser:
        yield browser


@pytest.fixture
def window(house: House, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open windows of the house, signed in as a role."""
    contexts: list[BrowserContext] = []

    def open_one(role: str | None = None, size: str = "wide", **more: Any) -> Page:
        context = chromium.new_context(base_url=house.url, viewport=SIZES[size], locale="vi-VN", **more)
        contexts.append(context)
        page = context.new_page()
        if role == "screen":
            page.goto(_link(house))
        elif role:
            sign_in(page, role)
        return page

    yield open_one
    for context in contexts:
        context.close()


def _link(house: House) -> str:
    answer = house.office.browser("leader").post("/office/screens", {"point": house.stand.point})
    found = re.search(r'href="(http[^"]+/desk/start/[^"]+)"', answer.text)
    assert found
    return found[1]


def sign_in(page: Page, role: str) -> None:
    page.goto("/login")
    page.get_by_label("Tên đăng nhập").fill(role)
    page.get_by_label("Mật khẩu").fill(cast.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def barriers(page: Page) -> list[str]:
    """What stops someone: rule, and the first element it is about."""
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in Axe().run(page).response["violations"]]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("size", "lang"),
    [pytest.param("wide", "vi", marks=pytest.mark.nightly), ("narrow", "vi"),
     pytest.param("narrow", "en", marks=pytest.mark.nightly)],
)  # fmt: skip
def test_no_page_has_a_barrier_or_runs_out_of_its_window(
    house: House, window: Callable[..., Page], size: str, lang: str
) -> None:
    for role, paths in PAGES.items():
        page = window(role, size)
        page.context.add_cookies([{"name": language.COOKIE, "value": lang, "url": house.url}])
        for path in map(house.path, paths):
            answer = page.goto(path)
            assert answer and answer.status in (200, 404), path  # no such code is a page too
            assert barriers(page) == [], path
            current = page.locator("nav [aria-current=page]").filter(visible=True)
            for place in range(current.count()):
                expect(current.nth(place)).to_be_in_viewport(ratio=1)
            assert page.evaluate(TOO_WIDE) == 0, path


@pytest.mark.parametrize("size", BOTH)
def test_a_closed_months_payments_have_no_barrier(house: House, window: Callable[..., Page], size: str) -> None:
    house.stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu"})
    page = window("accountant", size)
    page.goto(MONTH + "/paid")
    page.get_by_label("Cách chi").select_option("cash")
    page.get_by_label("Số chứng từ").fill("PC 45")
    page.get_by_role("checkbox").first.check()
    assert barriers(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("checkbox").or_(page.get_by_role("heading", name="Đánh dấu đã chi"))).to_have_count(0)
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Đánh dấu đã chi").click()
    expect(page.get_by_text("Đã đánh dấu.")).to_be_visible()
    page.get_by_text("Đánh dấu nhầm?").click()
    assert barriers(page) == []
    assert page.evaluate(TOO_WIDE) == 0
    late = {"counted": "yes", "reason": "Trực thay, đã hỏi " + "x" * 80}
    day = house.path("/office/months/2026-12/days/{member}/2026-11-20")
    house.office.browser("office").post(day, late)
    for path in ("/office/months/2026-12", day):
        page.goto(path)
        expect(page.get_by_text("Trực thay, đã hỏi").first).to_be_visible()
        assert barriers(page) == []
        assert page.evaluate(TOO_WIDE) == 0


@pytest.mark.parametrize("size", BOTH)
def test_refused_forms_and_made_codes_have_no_barrier(house: House, window: Callable[..., Page], size: str) -> None:
    page = window("office", size)
    page.goto(MONTH)
    page.get_by_label("Tôi đã xem danh sách").check()
    page.get_by_role("button", name="Chốt tháng").click()
    expect(page.locator("#override-problem")).to_be_in_viewport()
    expect(page.get_by_label("Lý do vẫn chốt")).to_be_focused()
    box = page.get_by_role("alert").filter(has_text="Chưa chốt tháng 11/2026.")
    expect(box).to_be_visible()
    if size == "wide":
        expect(box).to_be_in_viewport()
    assert barriers(page) == []
    page.goto("/office/people")
    page.get_by_role("button", name="Mã mời mới cho Trần Văn Bình").click()
    expect(page.get_by_role("img", name="Mã QR mời Trần Văn Bình")).to_be_visible()
    assert barriers(page) == []


def test_the_list_of_months_shows_the_money_on_a_phone(house: House, window: Callable[..., Page]) -> None:
    page = window("chairman", "narrow")
    page.goto("/office/months")
    box = page.locator("td b").first.bounding_box()
    assert box is not None and box["x"] + box["width"] <= SIZES["narrow"]["width"]


def test_both_banners_take_one_line_on_a_phone(house: House, window: Callable[..., Page]) -> None:
    house.stand.clock.rehearsed = house.stand.clock.now()
    page = window("office", "narrow")
    box = page.get_by_role("complementary", name="Lưu ý").bounding_box()
    assert box is not None and box["height"] < 36
    expect(page.get_by_text("Trình diễn, không chi tiền")).to_be_in_viewport(ratio=1)
    expect(page.get_by_text("Diễn tập 20/11 09:10")).to_be_in_viewport(ratio=1)


def test_everything_comes_from_this_server_and_no_script_fails(house: House, window: Callable[..., Page]) -> None:
    page = window("leader")
    elsewhere: list[str] = []
    page.on("request", lambda r: elsewhere.append(r.url) if not r.url.startswith((house.url, "data:")) else None)
    page.on("pageerror", lambda error: elsewhere.append(str(error)))
    page.on("console", lambda message: elsewhere.append(message.text) if message.type == "error" else None)
    for path in ("/office/today", MONTH, "/office/people", f"/desk/{house.stand.point}"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
    assert elsewhere == []


def test_a_month_is_run_without_javascript(house: House, window: Callable[..., Page]) -> None:
    leader = window("leader", java_script_enabled=False)
    leader.goto("/office/today")
    leader.get_by_role("button", name="Xác nhận ngày").click()
    expect(leader.get_by_text("Không có ngày công nào chờ xác nhận.")).to_be_visible()
    leader.goto(MONTH)
    leader.get_by_role("button", name="Xác nhận cả tháng").click()
    expect(leader.get_by_text("Đã xác nhận cả tháng 11/2026.")).to_be_visible()
    office = window("office", java_script_enabled=False)
    office.goto(MONTH)
    office.get_by_role("link", name="Đỗ Anh Thư, ngày 20: mức C, chờ văn phòng quyết định").click()
    office.get_by_label("Tính ngày này", exact=True).check()
    office.get_by_label("Lý do").fill("Trực thay anh Bình")
    office.get_by_role("button", name="Ghi quyết định").click()
    expect(office.get_by_text("Văn phòng đã quyết định, lý do: Trực thay anh Bình")).to_be_visible()
    office.goto(MONTH)
    office.get_by_label("Lý do vẫn chốt khi còn vướng").fill("Đã đối chiếu sổ giấy")
    office.get_by_label("Tôi đã xem danh sách và chốt tháng này").check()
    office.get_by_role("button", name="Chốt tháng").click()
    expect(office.get_by_text("Đã chốt lúc 09:10 ngày 20/11/2026")).to_be_visible()


def test_a_report_goes_from_leader_to_chairman_without_javascript(house: House, window: Callable[..., Page]) -> None:
    leader = window("leader", "narrow", java_script_enabled=False)
    leader.goto(WEEK)
    leader.get_by_label("Kiến nghị, đề xuất").fill("Xin một máy in")
    leader.get_by_role("button", name="Lưu và gửi Văn phòng").click()
    expect(leader.get_by_text("Đã gửi báo cáo lên Văn phòng.")).to_be_visible()
    office = window("office", java_script_enabled=False)
    office.goto(WEEK)
    office.get_by_label("Đánh giá, đôn đốc của Văn phòng").fill("Đã nhắc")
    office.get_by_role("button", name="Trình Chủ tịch").click()
    chairman = window("chairman", java_script_enabled=False)
    chairman.goto(WEEK)
    chairman.get_by_role("button", name="Tôi đã xem báo cáo").click()
    expect(chairman.get_by_text("Chủ tịch đã xem").first).to_be_visible()
    expect(chairman.get_by_text("Xin một máy in").first).to_be_visible()


@pytest.mark.parametrize("size", BOTH)
def test_a_citizens_camera_reads_the_poster_from_screen_and_paper(
    house: House, window: Callable[..., Page], size: str
) -> None:
    page = window("leader", size, java_script_enabled=False)
    page.goto("/office/today")
    page.get_by_role("link", name="In áp phích").click()
    for medium in ("screen", "print"):
        page.emulate_media(media=medium)
        read = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot(full_page=True))))
        assert [code.text for code in read] == [f"{house.url}/q/{house.stand.poster}"]
    page.goto(f"/office/posters/{house.stand.point}?size=a5")
    rehearsal = '<p class="notice">Diễn tập – đồng hồ đang đặt lúc 09:00 ngày 24/11/2026</p>'
    page.locator(".notices").evaluate("(one, more) => one.insertAdjacentHTML('beforeend', more)", rehearsal)
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
    page.goto("/office/satisfaction")
    room = page.locator(".rates td:last-child").first.bounding_box()
    assert room and room["width"] > 125, "a conclusion is read in lines, not word by word"


def test_the_counter_shows_the_next_code_by_itself(house: House, window: Callable[..., Page]) -> None:
    """The script asks once the minute is over, and shows what the server says then."""
    house.stand.set("2026-11-20T09:10:58.500+07:00")
    page = window("screen")
    first = page.locator("#code").inner_text()
    house.stand.set("2026-11-20T09:11:00+07:00")
    expect(page.locator("#code")).not_to_have_text(first, timeout=15_000)
    code = house.stand.get(f"/api/v1/desk/{house.stand.point}/code").json()["code"]
    assert re.sub(r"\D", "", page.locator("#code").inner_text()) == code


def test_a_counter_without_network_shows_a_sentence_and_no_code(house: House, window: Callable[..., Page]) -> None:
    house.stand.set("2026-11-20T09:10:58.500+07:00")
    page = window("screen")
    expect(page.locator("#code")).to_be_visible()
    house.stop()
    expect(page.get_by_text("Mất kết nối với máy chủ nên chưa có mã mới.")).to_be_visible(timeout=20_000)
    expect(page.locator("#code")).to_be_hidden()
