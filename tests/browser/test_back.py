"""The phone's own back button, a reload in the middle of work, and the month as a picture, in a real Chromium."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.driver import LOOK_MS, Phone
from tests.browser.office import Office

pytestmark = pytest.mark.timeout(300)
AT = "wanted => (decodeURI(location.hash.slice(1)) || '/') === wanted"


@pytest.fixture
def phone(new_phone: Callable[..., Phone], built_app: Path, tmp_path: Path) -> Iterator[Phone]:
    office = Office(tmp_path / "data", built_app)
    phone = new_phone(f"{office.url}/app/")
    phone.start(f"#/enrol?code={office.member['invite']}")
    phone.tap("button", "Tham gia")
    phone.wait_text("^Văn phòng đã nhận 0/0$")
    yield phone
    office.close()


def back(phone: Phone, route: str, text: str) -> None:
    """The system's back button; then this address and this screen."""
    phone.page.evaluate("history.back()")
    phone.page.wait_for_function(AT, arg=route, timeout=LOOK_MS)
    phone.wait_text(text)


def test_back_leads_up_and_a_reload_loses_nothing(phone: Phone) -> None:
    phone.tap("tab", "Lịch")
    phone.wait_text("^Tuần này")
    phone.tap("tab", "Của tôi")
    phone.wait_text("^Tổng cộng: ")
    phone.tap("button", "Các tháng của tôi")
    phone.wait_text("^Đã chi hay chưa")
    back(phone, "/mine", "^Tổng cộng: ")
    back(phone, "/", "^Mã quầy$")
    phone.tap("tab", "Của tôi")
    phone.wait_text("^Tổng cộng: ")
    phone.tap("button", "Cài đặt")
    phone.wait_text("^Ngôn ngữ")
    phone.tap("button", "Quay lại")
    phone.wait_text("^Tổng cộng: ")
    back(phone, "/", "^Mã quầy$")

    phone.tap("button", "Báo khó khăn")
    phone.fill("Khó khăn gặp phải", "Máy in hết mực")
    phone.tap("tab", "Của tôi")
    phone.wait_text("^Tổng cộng: ")
    phone.reload()
    phone.wait_text("^Tổng cộng: ")
    back(phone, "/", "^Bạn còn một việc ghi dở, chưa lưu.$")
    phone.tap("button", "Ghi tiếp")
    assert phone.value("Khó khăn gặp phải") == "Máy in hết mực"

    with phone.page.expect_download(timeout=LOOK_MS) as saved:
        phone.page.evaluate("location.hash = '#/mine'")
        phone.wait_text("^Tổng cộng: ")
        phone.tap("button", "Chia sẻ tháng này")
        phone.wait_text("^Ảnh này để xem")
        phone.tap("button", "Lưu ảnh vào máy")
    picture = Image.open(io.BytesIO(Path(saved.value.path()).read_bytes()))
    assert picture.width > 800 and picture.height > picture.width
    assert len(picture.convert("RGB").quantize(16).getcolors() or []) > 3
