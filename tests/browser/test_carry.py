"""From a phone without network to the office by another phone's camera, in two real Chromiums; and without a camera."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Page, Playwright, expect

from tests.browser.driver import CHROMIUM, QUIET, Phone
from tests.browser.office import Office

pytestmark = pytest.mark.timeout(300)
SEEN = (720, 1558)
TEN_A_SECOND = b"YUV4MPEG2 W720 H1558 F10:1 Ip A1:1 C420jpeg\n"
FRAME_STAYS = 5
# A frame may be missing for a moment only: what the page said then is looked at afterwards.
NOTE_WHAT_IS_SAID = """() => {
  window.said = [];
  const frames = document.getElementById("frames");
  new MutationObserver(() => window.said.push(frames.textContent)).observe(frames, { childList: true, subtree: true });
}"""


@pytest.fixture
def office(tmp_path: Path, built_app: Path) -> Iterator[Office]:
    server = Office(tmp_path / "data", built_app)
    yield server
    server.close()


@pytest.fixture
def phone(new_phone: Callable[..., Phone], office: Office) -> Phone:
    """A phone whose network went away after it joined, with a check-in and three difficulties unsent."""
    phone = new_phone(f"{office.url}/app/")
    phone.start(f"#/enrol?code={office.member['invite']}")
    phone.tap("button", "Tham gia")
    phone.wait_text("^Văn phòng đã nhận 0/0$")
    phone.page.wait_for_function("navigator.serviceWorker.ready.then(r => r.active.state === 'activated')")
    code = office.desk_code()
    office.kill()
    phone.offline()
    phone.fill("Mã quầy", code)
    phone.tap("button", "Vào ca")
    phone.wait_text("^Còn 1 mục chưa gửi$")
    for number in (2, 3, 4):
        phone.tap("button", "Báo khó khăn")
        phone.fill("Khó khăn gặp phải", f"Mất mạng lần {number}")
        phone.tap("button", "Lưu khó khăn")
        phone.wait_text(f"^Còn {number} mục chưa gửi$")
        phone.tap("button", "Về Hôm nay")
    phone.tap("button", "Mang mục chưa gửi đi")
    return phone


def frames_on_show(phone: Phone) -> dict[str, Image.Image]:
    """Each frame of the series as another phone's camera sees it, by what is in it."""
    phone.tap("button", "Chiếu mã QR")
    phone.tap("button", "Dừng")
    seen: dict[str, Image.Image] = {}
    while True:
        picture = Image.open(io.BytesIO(phone.page.screenshot()))
        found = zxingcpp.read_barcodes(picture)
        assert found, phone.texts()
        if found[0].text in seen:
            return seen
        seen[found[0].text] = picture
        _, _, at, of, _ = found[0].text.split("/")
        place = int(at) % int(of) + 1
        phone.tap("button", "Khung sau")
        phone.wait_text(f"^Khung {place}/")


def film(pictures: list[Image.Image], target: Path) -> Path:
    """What a camera would see of the pictures, one after the other (YUV4MPEG2, grey)."""
    with target.open("wb") as file:
        file.write(TEN_A_SECOND)
        for picture in pictures:
            seen = picture.convert("L").resize(SEEN).tobytes()
            for _ in range(FRAME_STAYS):
                file.write(b"FRAME\n" + seen + b"\x80" * (len(seen) // 2))
    return target


@pytest.fixture
def carrier(playwright: Playwright) -> Iterator[Callable[..., Page]]:
    """Somebody else's phone, whose camera sees a film."""
    opened = []

    def make(office: Office, seen: Path | None = None) -> Page:
        camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
        camera = [*camera, f"--use-file-for-fake-video-capture={seen}"] if seen else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *camera])
        opened.append(browser)
        # axe is a script of its own, so what it looks at must let scripts in.
        page = browser.new_page(base_url=office.url, viewport={"width": 390, "height": 844}, bypass_csp=True)
        page.goto("/app/nhan-ho.html")
        return page

    yield make
    for browser in opened:
        browser.close()


@pytest.mark.nightly
def test_what_a_phone_holds_is_carried_by_camera_and_by_file(
    phone: Phone, office: Office, carrier: Callable[..., Page], tmp_path: Path
) -> None:
    with phone.page.expect_download() as saved:
        phone.tap("button", "Lưu thành tệp")
    assert saved.value.suggested_filename.endswith("-4-muc.txt")
    frames = list(frames_on_show(phone).values())
    assert len(frames) == 2
    # Whoever has the app has this page too, without network.
    receiving = phone.context.new_page()
    receiving.goto(f"{office.url}/app/nhan-ho.html")
    expect(receiving.get_by_role("heading", name="Nhận hộ máy khác")).to_be_visible()
    receiving.close()
    office.start()
    by_camera(carrier(office, film([frames[1]] * 4 + [frames[0]], tmp_path / "seen.y4m")))
    assert (office.line()["count"], office.line()["days"][0]["grade"]) == (1, "A")
    by_file(carrier(office), saved.value.path())
    assert office.line()["count"] == 1

    phone.offline(False)
    phone.tap("button", "Quay lại")
    phone.tap("button", "Gửi ngay")
    phone.wait_text("^Văn phòng đã nhận 4/4$")


def by_camera(page: Page) -> None:
    """One frame is missed for a while, and comes at last."""
    page.evaluate(NOTE_WHAT_IS_SAID)
    page.get_by_role("button", name="Bật máy ảnh").click()
    expect(page.locator("#said")).to_contain_text("Văn phòng đã nhận 4 mục lúc", timeout=30_000)
    expect(page.get_by_text("Máy kia tự biết khi có mạng.")).to_be_visible()
    said = page.evaluate("window.said")
    assert any("Đã nhận 1/2 khung." in text and "Còn thiếu khung" in text for text in said), said


def by_file(page: Page, file: Path) -> None:
    """A carrier who has no network either keeps it until there is one; what was pasted badly stays to be mended."""
    text = file.read_text()
    page.context.set_offline(True)
    box, take = page.get_by_label("hoặc dán nội dung gói"), page.get_by_role("button", name="Nhận gói")
    box.fill(text[:90])
    take.click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy lấy lại cả gói.")
    assert box.input_value() == text[:90]
    box.fill(f"{text[:90]}\n{text[90:].lower()}")
    take.click()
    expect(page.get_by_text("Chưa có mạng. Gói nằm trên máy này")).to_be_visible()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    page.context.set_offline(False)
    expect(page.locator("#said")).to_contain_text("Văn phòng đã nhận 4 mục lúc", timeout=30_000)
    page.get_by_label("Chọn tệp").set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("Gói này đã có trên máy.")
    page.get_by_role("button", name="Bỏ khỏi máy này").click()
    expect(page.get_by_text("Chưa nhận gói nào.")).to_be_visible()


def test_a_carrier_without_camera_is_told_the_other_way(office: Office, carrier: Callable[..., Page]) -> None:
    page = carrier(office)
    page.get_by_role("button", name="Bật máy ảnh").click()
    expect(page.get_by_role("alert").first).to_contain_text("hoặc")
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
