"""The README's walk-through in a real Chromium, with a power cut and no network in the middle of it."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image
from playwright.sync_api import Playwright, expect

from shiftbook.moments import VN
from sync_server import tables as t
from tests.browser.driver import LOOK_MS, Phone
from tests.browser.office import Office

pytestmark = pytest.mark.timeout(420)
INSTALLED = "navigator.serviceWorker.ready.then(r => r.active.state)"


@pytest.fixture
def office(tmp_path: Path, built_app: Path) -> Iterator[Office]:
    server = Office(tmp_path / "data", built_app)
    yield server
    server.close()


def enrolled(new_phone: Callable[..., Phone], office: Office) -> Phone:
    """A phone that joined by its invite link, its app installed."""
    phone = new_phone(f"{office.url}/app/")
    phone.start(f"#/enrol?code={office.member['invite']}")
    phone.tap("button", "Tham gia")
    phone.wait_text("^Văn phòng đã nhận 0/0$")
    assert phone.page.evaluate(INSTALLED) == "activated"
    phone.page.wait_for_function("() => (localStorage.getItem('so-truc-first-sight') || '').includes('0/0')")
    return phone


def slip_on_screen(phone: Phone) -> str:
    """The address in the QR code, as a citizen's camera reads it."""
    picture = Image.open(io.BytesIO(phone.page.screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert found, phone.texts()
    return str(found[0].text)


def slip_looked_at(phone: Phone) -> str:
    """The address when the tab is opened: looking spends nothing, so it stays the same."""
    phone.tap("tab", "Phiếu")
    phone.wait_text("^Mã QR phiếu$")
    return slip_on_screen(phone)


def write_for_citizen(phone: Phone) -> None:
    phone.tap("tab", "Viết hộ")
    phone.fill("Tìm thủ tục", "khai sinh")
    phone.wait_text("Đăng ký khai sinh$")
    phone.page.get_by_role("button", name="Đăng ký khai sinh").first.click()
    for box in ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký"):
        phone.tap("checkbox", box)
    phone.tap("button", "Lưu lượt viết hộ")


def device_names(office: Office) -> list[str]:
    """What the office calls the phones that joined."""
    with office.database.reader() as connection:
        return [f"{row.model} {row.os}".strip() for row in connection.execute(sa.select(t.device))]


def rate(playwright: Playwright, url: str) -> None:
    """A citizen's own phone: one tap and send, no JavaScript."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    try:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(url)
        page.get_by_role("radio", name="Hài lòng", exact=True).check(force=True)
        page.locator("form button").click()
        page.get_by_text("Ý kiến đã được ghi nhận").wait_for()
    finally:
        browser.close()


def month_page(playwright: Playwright, office: Office) -> str:
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
    try:
        page = browser.new_page()
        page.goto(f"{office.url}/login")
        page.locator("[name=username]").fill("office")
        page.locator("[name=password]").fill(office.passwords["office"])
        page.locator("form button").first.click()
        page.get_by_role("button", name="Đăng xuất").wait_for()
        page.goto(f"{office.url}/office/months/{datetime.now(VN):%Y-%m}")
        return str(page.locator("main").inner_text())
    finally:
        browser.close()


def test_from_a_tap_without_network_to_the_payment_list(
    office: Office, new_phone: Callable[..., Phone], playwright: Playwright
) -> None:
    phone = enrolled(new_phone, office)
    # From the user agent, which only a real browser has.
    assert [name.split(" · ")[0] for name in device_names(office)] == ["Linux"]

    phone.fill("Mã quầy", office.desk_code())
    phone.tap("button", "Vào ca")
    phone.wait_text("^Đã lưu trên máy$")
    phone.wait_text("^Văn phòng đã nhận 1/1$")
    assert (office.line()["count"], office.line()["days"][0]["grade"]) == (1, "A")

    office.kill()
    phone.offline()
    write_for_citizen(phone)
    phone.wait_text("^Còn 1 mục chưa gửi$")
    slip = slip_looked_at(phone)
    assert slip.startswith(f"{office.url}/r/")
    phone.wait_text("^Còn 2 mục chưa gửi$")

    phone.close()
    phone.launch()
    phone.offline()
    phone.start()
    phone.wait_text("^Văn phòng đã nhận 1/3$")
    phone.wait_text("^Còn 2 mục chưa gửi$")
    assert slip_looked_at(phone) == slip
    phone.wait_text("^Còn 2 mục chưa gửi$")

    office.start()
    phone.offline(False)
    phone.tap("button", "Gửi ngay")
    phone.wait_text("^Văn phòng đã nhận 3/3$")
    rate(playwright, slip)

    phone.tap("tab", "Của tôi")
    phone.wait_text(r"^Tổng cộng: 30\.000 đồng$")
    shown = month_page(playwright, office)
    assert office.member["name"] in shown
    assert "30.000" in shown
    paper = office.get(f"/office/months/{datetime.now(VN):%Y-%m}/payment-list.xlsx").content
    sheet = openpyxl.load_workbook(io.BytesIO(paper), data_only=True).active
    cells = [cell.value for row in sheet.iter_rows() for cell in row]
    assert office.line()["amount_dong"] == 30_000
    assert office.member["name"] in cells
    assert cells.count(30_000) >= 3
    assert any(isinstance(c, str) and "Ba mươi nghìn đồng" in c for c in cells)
    assert office.get("/api/v1/satisfaction").json()["slip"]["ballots"] == 1
    assert phone.foreign == []


@pytest.mark.nightly
def test_looking_at_the_app_again_is_a_reason_to_send(office: Office, new_phone: Callable[..., Phone]) -> None:
    """Only a browser tells the app that it was out of sight; by the timer alone the wait would be 42 s at least."""
    phone = enrolled(new_phone, office)
    phone.tap("button", "Gửi ngay")
    phone.wait_text("^Vào ca$")
    expect(phone.find("button", "Gửi ngay")).to_be_enabled(timeout=LOOK_MS)
    phone.page.evaluate("window.dispatchEvent(new Event('blur'))")
    with phone.context.expect_event("request", lambda r: r.url.endswith("/api/v1/sync"), timeout=LOOK_MS):
        phone.page.evaluate("window.dispatchEvent(new Event('focus'))")


@pytest.mark.nightly
def test_a_shared_phone_is_handed_over_by_pin(office: Office, new_phone: Callable[..., Phone]) -> None:
    """The browser's Python cannot stretch a PIN; WebCrypto does, also without network."""
    phone = enrolled(new_phone, office)
    first, second = office.member, office.told["members"][2]
    phone.open(f"#/enrol?code={second['invite']}")
    phone.tap("button", "Tham gia")
    for pin, weak in (("1234", True), ("2580", False)):
        phone.fill("Mã PIN mới", pin)
        phone.fill("Nhập lại mã PIN mới", pin)
        phone.tap("button", "Đặt mã PIN")
        phone.wait_text("^Mã PIN này quá dễ đoán" if weak else "^Giao máy cho người khác$")
    phone.offline()
    for person, names, button in (
        (first, ("Mã PIN mới", "Nhập lại mã PIN mới"), "Đặt mã PIN"),
        (second, ("Mã PIN",), "Nhận máy"),
    ):
        phone.tap("button", "Giao máy cho người khác")
        phone.find("radio", person["name"]).click()
        for name in names:
            phone.fill(name, "2580")
        phone.tap("button", button)
        phone.wait_text(f"^{person['name'].split()[-1]}$")
    phone.tap("button", "Giao máy cho người khác")
    phone.find("radio", first["name"]).click()
    phone.fill("Mã PIN", "1379")
    phone.tap("button", "Nhận máy")
    phone.wait_text("Còn 4 lần thử")
