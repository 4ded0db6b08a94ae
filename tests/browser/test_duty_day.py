"""A whole duty day without network, by somebody with a small phone and large letters, and then in English at night."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.driver import Phone
from tests.browser.office import Office

pytestmark = pytest.mark.timeout(420)
SMALL = {"width": 320, "height": 568}
LARGE_LETTERS = "document.documentElement.style.fontSize = '32px'"
# What can be tapped or read and reaches over an edge of the window, to the left or right; a row that a thumb pushes
# sideways may.
OUTSIDE = """() => {
  const pushed = node => {
    const box = node.parentElement.closest('[style*="overflow: hidden"]');
    return box && box.children.length > 2 && box.getBoundingClientRect().height < 100;
  };
  return [...document.querySelectorAll('flt-semantics[role], flt-semantics[aria-label], flt-semantics > span')]
    .map(node => [node, node.getBoundingClientRect()])
    .filter(([node, box]) => box.width && box.left < innerWidth && (box.left < -1 || box.right > innerWidth + 1))
    .filter(([node]) => !pushed(node))
    .map(([node, box]) => `${node.ariaLabel || node.textContent}: ${box.left}-${box.right}`);
}"""


@pytest.fixture
def office(tmp_path: Path, built_app: Path) -> Iterator[Office]:
    server = Office(tmp_path / "data", built_app)
    yield server
    server.close()


@pytest.fixture
def phone(office: Office, new_phone: Callable[..., Phone]) -> Phone:
    """One that joined, and has been without network since."""
    made = new_phone(f"{office.url}/app/")
    made.page.set_viewport_size(SMALL)
    made.start(f"#/enrol?code={office.member['invite']}")
    made.page.evaluate(LARGE_LETTERS)
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


def in_the_window(phone: Phone) -> None:
    assert phone.page.evaluate(OUTSIDE) == []


def test_a_duty_day_on_a_small_phone_with_large_letters_then_in_english_and_dark(office: Office, phone: Phone) -> None:
    in_the_window(phone)
    phone.tap("button", "Vào ca")
    phone.wait_text("^Đã lưu trên máy$")
    phone.wait_text("^Còn 1 mục chưa gửi$")
    in_the_window(phone)

    phone.tap("tab", "Viết hộ")
    phone.fill("Tìm thủ tục", "khai sinh")
    phone.wait_text("Đăng ký khai sinh$")
    in_the_window(phone)
    phone.page.get_by_role("button", name="Đăng ký khai sinh").first.click()
    for box in ("Người dân yêu cầu", "Người dân đã xem lại", "Người dân đã ký"):
        phone.tap("checkbox", box)
    in_the_window(phone)
    phone.tap("button", "Lưu lượt viết hộ")
    phone.wait_text("^Còn 2 mục chưa gửi$")

    phone.tap("tab", "Phiếu")
    phone.wait_text("^Mã QR phiếu$")
    in_the_window(phone)
    phone.open("#/settings")
    phone.wait_text("^English$")
    phone.tap("radio", "English")
    phone.wait_text("^Settings$")
    in_the_window(phone)

    assert ground(phone) > 200
    phone.page.emulate_media(color_scheme="dark")
    phone.tap("tab", "Today")
    phone.tap("button", "Check out")
    phone.wait_text("^The office has 0/4$")
    assert ground(phone) < 80
    in_the_window(phone)

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
