"""A whole duty day without network, by somebody with a small phone and large letters, and then in English at night."""

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.driver import LOOK_MS, Late, Phone
from tests.browser.looks import faults
from tests.browser.office import Office

pytestmark = pytest.mark.timeout(420)
SMALL = {"width": 320, "height": 568}
TABS = 80
LARGE_LETTERS = {"webkit": {"webprefs": {"default_font_size": 32}}}  # as set in the browser, 16 being usual


@pytest.fixture
def office(tmp_path: Path, built_app: Path) -> Iterator[Office]:
    server = Office(tmp_path / "data", built_app)
    yield server
    server.close()


@pytest.fixture
def phone(office: Office, new_phone: Callable[..., Phone], tmp_path: Path) -> Phone:
    """One that joined, and has been without network since."""
    (tmp_path / "small" / "Default").mkdir(parents=True)
    (tmp_path / "small" / "Default" / "Preferences").write_text(json.dumps(LARGE_LETTERS))
    made = new_phone(f"{office.url}/app/", tmp_path / "small")
    made.page.set_viewport_size(SMALL)
    made.start(f"#/enrol?code={office.member['invite']}")
    made.tap("button", "Tham gia")
    made.wait_text("^Văn phòng đã nhận 0/0$")
    made.page.wait_for_function("navigator.serviceWorker.ready.then(r => r.active.state === 'activated')")
    office.kill()
    made.offline()
    return made


def ground(phone: Phone) -> int:
    """How light most of the screen is, 0 to 255."""
    picture = Image.open(io.BytesIO(phone.page.screenshot())).convert("L")
    return max(picture.getcolors() or [], default=(0, 255))[1]


def focus(phone: Phone, label: str) -> None:
    """Tap a field until it takes letters: Flutter attaches its editing element late."""
    for _ in range(8):
        phone.page.get_by_label(label, exact=True).first.click(timeout=LOOK_MS)
        with contextlib.suppress(Late):
            phone.page.wait_for_function(TAKES_LETTERS, timeout=1500)
            return
    raise AssertionError(f"{label!r} takes no letters")


def typed_in_telex(phone: Phone, label: str, *steps: str) -> None:
    """What an input method puts there letter by letter, changing what it has put, until it lets go of the last."""
    session = phone.cdp()
    for _ in range(8):
        focus(phone, label)
        phone.page.keyboard.press("Control+A")
        for step in steps:
            session.send("Input.imeSetComposition", {"text": step, "selectionStart": 0, "selectionEnd": len(step)})
        session.send("Input.insertText", {"text": steps[-1]})
        with contextlib.suppress(Late):
            phone.page.wait_for_function("t => document.activeElement.value === t", arg=steps[-1], timeout=1500)
            return
    raise AssertionError(f"{label!r} does not hold {steps[-1]!r}")


def well(phone: Phone) -> None:
    assert faults(phone.page) == []


KEYBOARD = 300
TAKES_LETTERS = "() => /INPUT|TEXTAREA/.test(document.activeElement.tagName)"
ANDROID = """
Object.defineProperty(navigator, 'userAgent', { get: () => 'Mozilla/5.0 (Linux; Android 13) Chrome/140 Mobile' });
Object.defineProperty(navigator, 'platform', { get: () => 'Linux armv81' });
const whole = Object.getOwnPropertyDescriptor(VisualViewport.prototype, 'height').get;
Object.defineProperty(VisualViewport.prototype, 'height',
  { get() { return whole.call(this) - (window.keyboard || 0); } });
"""
RAISE = "height => { window.keyboard = height; visualViewport.dispatchEvent(new Event('resize')); }"
IN_SIGHT = """height => {
  const box = document.activeElement.getBoundingClientRect();
  return /INPUT|TEXTAREA/.test(document.activeElement.tagName) && box.top >= 0 && box.bottom <= innerHeight - height;
}"""


@pytest.mark.nightly
def test_the_keyboard_hides_no_field(office: Office, new_phone: Callable[..., Phone]) -> None:
    """An Android keyboard lies over the page and makes only what is seen of it smaller."""
    phone = new_phone(f"{office.url}/app/")
    phone.page.add_init_script(ANDROID)
    phone.start(f"#/enrol?code={office.member['invite']}")
    phone.tap("button", "Tham gia")
    phone.wait_text("^Văn phòng đã nhận 0/0$")
    phone.open("#/write/1.001193")
    phone.tap("button", "Thêm mã hồ sơ, ngày hẹn")
    for name in ("Ngày hẹn trả (không bắt buộc)", "Mã hồ sơ (không bắt buộc)"):
        focus(phone, name)
        phone.page.evaluate(RAISE, KEYBOARD)
        phone.page.wait_for_function(IN_SIGHT, arg=KEYBOARD)
        phone.page.evaluate(RAISE, 0)


def test_a_duty_day_on_a_small_phone_with_large_letters_then_in_english_and_dark(office: Office, phone: Phone) -> None:
    well(phone)
    place = phone.find("button", "Vào ca").bounding_box()
    assert place and place["y"] + place["height"] <= SMALL["height"] - TABS
    phone.tap("button", "Vào ca")
    phone.wait_text("^Đã lưu trên máy$")
    phone.wait_text("^Còn 1 mục chưa gửi$")
    well(phone)

    phone.tap("tab", "Viết hộ")
    typed_in_telex(phone, "Tìm thủ tục", "d", "dd", "đ", "đa", "đaw", "đă", "đăn", "đăng ký khai sinh")
    phone.wait_text("Đăng ký khai sinh$")
    well(phone)
    phone.page.get_by_role("button", name="Đăng ký khai sinh").first.click()
    for box in ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký"):
        phone.tap("checkbox", box)
    well(phone)
    phone.tap("button", "Lưu lượt viết hộ")
    phone.wait_text("^Còn 2 mục chưa gửi$")

    phone.tap("tab", "Phiếu")
    phone.wait_text("^Mã QR phiếu$")
    well(phone)
    phone.open("#/settings")
    phone.wait_text("^English$")
    phone.tap("radio", "English")
    phone.wait_text("^Settings$")
    well(phone)

    assert ground(phone) > 200
    phone.page.emulate_media(color_scheme="dark")
    phone.tap("tab", "Today")
    phone.tap("button", "Check out")
    phone.wait_text("^The office has 0/4$")
    assert ground(phone) < 80
    well(phone)

    phone.close()
    phone.launch()
    phone.offline()
    phone.start()
    phone.wait_text("^The office has 0/4$")
    office.start()
    phone.offline(False)
    phone.tap("button", "Send now")
    phone.wait_text(r"^The office has 4/4 at \d\d:\d\d\.$")
    assert office.line()["days"][0]["grade"] == "B"
    assert phone.foreign == []
