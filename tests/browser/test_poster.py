"""The page that looks at the printed poster, by picture and by camera: its ballot answers, is gone or is silent."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from phone.qr import qr_png
from tests.browser.driver import CHROMIUM, QUIET, FolderServer, Phone
from tests.browser.office import Office

pytestmark = pytest.mark.timeout(240)
BALLOT = '<form method="post"><input type="radio" name="rating" value="5"></form>'
# A camera before which somebody holds the picture.
CAMERA = """picture => { navigator.mediaDevices.getUserMedia = async () => {
  const [canvas, image] = [document.createElement('canvas'), new Image()];
  const pen = canvas.getContext('2d');
  image.src = picture;
  await image.decode();
  [canvas.width, canvas.height] = [640, 640];
  setInterval(() => pen.drawImage(image, 0, 0, 640, 640), 50);
  return canvas.captureStream(20);
}; }"""


def photo(address: str) -> bytes:
    """A code as somebody photographs it: large, tilted and with room around it."""
    code = Image.open(io.BytesIO(qr_png(address))).convert("RGB")
    wall = Image.new("RGB", (2400, 1800), "#b9b29f")
    wall.paste(code.resize((900, 900)).rotate(8, expand=True, fillcolor="white"), (700, 300))
    kept = io.BytesIO()
    wall.save(kept, "JPEG", quality=70)
    return kept.getvalue()


class Look:
    """The page, told the poster's address; its ballot answers with a status and a text, or not at all."""

    def __init__(self, page: Page, site: FolderServer) -> None:
        self.page, self.address = page, f"http://127.0.0.1:{site.port}/q/BIENQUAY"
        page.goto(f"{site.url}ap-phich.html#{quote(self.address, safe='')}")

    def answers(self, status: int, text: str = "") -> None:
        self.page.route("**/q/*", lambda route: route.fulfill(status=status, body=text, content_type="text/html"))

    def choose(self, picture: bytes) -> None:
        file = {"name": "ap-phich.jpg", "mimeType": "image/jpeg", "buffer": picture}
        self.page.get_by_label("Chọn ảnh chụp áp phích").set_input_files(file)  # type: ignore[arg-type]

    def leads_back_with(self, found: str, told: str) -> None:
        expect(self.page.get_by_role("status")).to_have_text(told)
        assert str(self.page.locator("#report").get_attribute("href")).endswith(f"#/poster?found={found}")


@pytest.fixture
def look(playwright: Playwright, site: FolderServer) -> Iterator[Look]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    try:
        yield Look(browser.new_context(bypass_csp=True, viewport={"width": 390, "height": 844}).new_page(), site)
    finally:
        browser.close()


@pytest.mark.parametrize(
    ("status", "text", "found", "told"),
    [
        (200, BALLOT, "ok", "Áp phích đúng và đang chạy"),
        (404, "", "dead", "Đúng địa chỉ nhưng trang phiếu không còn"),
        (200, "<p>Wi-Fi miễn phí</p>", "unasked", "Áp phích đúng, chưa hỏi được trang phiếu"),
        (503, "", "unasked", "Áp phích đúng, chưa hỏi được trang phiếu"),
    ],
)
def test_the_right_address_is_asked_whether_it_is_alive(
    look: Look, status: int, text: str, found: str, told: str
) -> None:
    look.answers(status, text)
    look.choose(photo(look.address))
    look.leads_back_with(found, told)
    assert [v["id"] for v in Axe().run(look.page).response["violations"]] == []


def test_without_network_the_right_address_is_still_right(look: Look) -> None:
    look.page.route("**/q/*", lambda route: route.abort())
    look.choose(photo(look.address))
    look.leads_back_with("unasked", "Áp phích đúng, chưa hỏi được trang phiếu")


def test_another_address_is_shown_and_can_be_a_mistake(look: Look) -> None:
    assert [v["id"] for v in Axe().run(look.page).response["violations"]] == []
    look.choose(photo("https://vietqr.example/tra-tien"))
    look.leads_back_with("wrong", "Mã này dẫn tới chỗ khác")
    expect(look.page.get_by_text("https://vietqr.example/tra-tien")).to_be_visible()
    look.page.get_by_role("button", name="Quét lại").click()
    look.answers(200, BALLOT)
    look.choose(photo(look.address))
    look.leads_back_with("ok", "Áp phích đúng và đang chạy")


def test_a_picture_without_a_code_and_a_file_that_is_none_say_so(look: Look) -> None:
    look.choose(b"not a picture")
    expect(look.page.get_by_role("alert")).to_contain_text("Không mở được ảnh này.")
    kept = io.BytesIO()
    Image.new("RGB", (800, 600), "#b9b29f").save(kept, "JPEG")
    look.choose(kept.getvalue())
    look.leads_back_with("unreadable", "Không đọc được mã trong ảnh")


def test_the_camera_reads_it_and_is_let_go(look: Look) -> None:
    look.answers(200, BALLOT)
    picture = "data:image/png;base64," + base64.b64encode(qr_png(look.address)).decode()
    look.page.evaluate(CAMERA, picture)
    look.page.get_by_role("button", name="Bật máy ảnh").click()
    look.leads_back_with("ok", "Áp phích đúng và đang chạy")
    assert look.page.evaluate("stream") is None


def test_opened_by_itself_it_says_where_to_begin(look: Look, site: FolderServer) -> None:
    look.page.goto("about:blank")
    look.page.goto(f"{site.url}ap-phich.html")
    expect(look.page.get_by_role("alert")).to_contain_text("vào Hôm nay")
    expect(look.page.get_by_role("button", name="Bật máy ảnh")).to_be_hidden()
    expect(look.page.get_by_role("link", name="Về Sổ Trực")).to_be_visible()


def test_from_the_app_and_back_with_the_real_ballot(
    new_phone: Callable[..., Phone], built_app: Path, tmp_path: Path
) -> None:
    office = Office(tmp_path / "data", built_app)
    try:
        phone = new_phone(f"{office.url}/app/")
        phone.start(f"#/enrol?code={office.member['invite']}")
        phone.tap("button", "Tham gia")
        phone.wait_text("^Vào ca$")
        phone.tap("button", "Vào ca")
        phone.tap("button", "Kiểm tra mã trên áp phích")
        phone.tap("button", "Quét mã trên áp phích")
        picture = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(f"{office.url}/q/{office.poster}")}
        phone.page.get_by_label("Chọn ảnh chụp áp phích").set_input_files(picture)  # type: ignore[arg-type]
        phone.page.get_by_role("link", name="Xong, về Sổ Trực").click()
        phone.ready()
        phone.wait_text("^Áp phích đúng và đang chạy$")
        phone.tap("button", "Về Hôm nay")
        phone.wait_text("^Ra ca$")
        assert "Kiểm tra mã trên áp phích" not in phone.texts()
    finally:
        office.close()
