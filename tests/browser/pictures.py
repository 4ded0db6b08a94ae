"""Every screen and page as a picture under docs/pictures/, at 390x844 and 1280x800: `make pictures`."""

import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from shiftbook.moments import VN
from tests.browser.driver import CHROMIUM, QUIET, Phone
from tests.browser.lived import MONDAY, lived
from tests.browser.office import Office
from tests.browser.paper_pictures import close_month, papers
from web_build.seal import seal

PROJECT = Path(__file__).parents[2]
FOLDER = PROJECT / "docs" / "pictures"
SIZES = {"390": (390, 844), "1280": (1280, 800)}
MONTH, WEEK = "2026-11", "2026-W47"
# The app's clock is the browser's: this sets it to the pictures' Monday before Python starts.
SHIM = """const Real = Date, OFF = %d;
self.Date = class extends Real {
  constructor(...a) { a.length ? super(...a) : super(Real.now() + OFF); }
  static now() { return Real.now() + OFF; }
};
"""


def keep(page: Page, name: str) -> None:
    """One picture, in few colours, so that all of them together stay small."""
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(96).save(FOLDER / f"{name}.png", optimize=True)
    print(name, flush=True)


class PicturePhone(Phone):
    """A phone of a given size."""

    def __init__(self, playwright: Playwright, office: Office, size: tuple[int, int]) -> None:
        self.size = size
        super().__init__(playwright, office.folder / f"profile{size[0]}", f"{office.url}/app/")

    def launch(self) -> None:
        """Start the browser in the phone's size."""
        super().launch()
        self.page.set_viewport_size({"width": self.size[0], "height": self.size[1]})


def app_of_that_monday(folder: Path) -> Path:
    """A copy of the built app whose clock shows the pictures' Monday."""
    app = folder / "app"
    shutil.copytree(PROJECT / "build" / "app", app)
    worker = app / "python-worker.js"
    shift = SHIM % round((MONDAY - datetime.now(VN)) / timedelta(milliseconds=1))
    worker.write_text(shift + worker.read_text())
    seal(app)
    return app


def settled(phone: Phone) -> None:
    """Wait until nothing moves: two pictures in a row are the same."""
    before = b""
    for _ in range(20):
        now = phone.page.screenshot()
        if now == before:
            return
        before = now


def phone_pictures(playwright: Playwright, office: Office, label: str, member: dict[str, str]) -> None:
    """The phone app, screen by screen."""
    phone = PicturePhone(playwright, office, SIZES[label])

    def shot(name: str) -> None:
        phone.page.mouse.move(SIZES[label][0] / 2, 90)
        settled(phone)
        keep(phone.page, f"phone-{name}-{label}")

    phone.start(f"#/enrol?code={office.invite(member['id'])}")
    shot("enrol")
    phone.tap("button", "Tham gia")
    phone.wait_text("^Vào ca$")
    shot("today")
    phone.fill("Mã quầy", office.desk_code())
    phone.tap("button", "Vào ca")
    phone.wait_text("^Đã lưu trên máy$")
    phone.wait_text("^Văn phòng đã nhận 1/1$")
    shot("on-duty")
    phone.tap("tab", "Viết hộ")
    phone.wait_text("^Tìm thủ tục$")
    shot("write")
    phone.fill("Tìm thủ tục", "khai sinh")
    phone.page.get_by_role("button", name="Đăng ký khai sinh").first.click()
    phone.tap("checkbox", "Người dân yêu cầu")
    phone.tap("checkbox", "Người dân đã xem lại")
    shot("procedure")
    phone.page.goto(f"{office.url}/app/#/write/2.001019")
    phone.wait_text("^Không được viết hộ$")
    shot("barred")
    phone.page.goto(f"{office.url}/app/#/write")
    phone.tap("tab", "Phiếu")
    phone.wait_text("^Mã QR phiếu$")
    shot("ballot")
    phone.tap("tab", "Lịch")
    phone.wait_text("^Lịch")
    shot("roster")
    phone.tap("tab", "Của tôi")
    phone.wait_text(r"^Tổng cộng: ")
    shot("mine")
    phone.page.goto(f"{office.url}/app/#/trouble")
    phone.wait_text("^Cần xem lại$")
    shot("trouble")
    phone.close()


def office_pictures(browser: Browser, office: Office, label: str) -> None:
    """The office's pages, each as the person sees it who uses it most."""
    context = _context(browser, label)
    page = context.new_page()
    page.goto(f"{office.url}/login")
    keep(page, f"office-login-{label}")
    _sign_in(page, office, "office")
    month = f"/office/months/{MONTH}"
    for name, path in {
        "today": "/office/today", "weeks": "/office/weeks", "week": f"/office/weeks/{WEEK}",
        "month": month, "months": "/office/months", "people": "/office/people",
        "imports": "/office/imports", "papers": "/office/papers",
        "screens": "/office/screens", "invites": "/invites", "audit": "/office/audit",
        "desk": f"/desk/{office.point}", "desk-start": "/desk", "poster": f"/office/posters/{office.point}",
        "member": f"/office/people/{office.told['members'][0]['id']}", "matters": f"{month}/matters",
        "several": f"{month}/several", "money": "/office/money", "terms": "/office/terms",
        "difficulties": "/office/registers/difficulties", "handovers": "/office/registers/handovers",
        "satisfaction": "/office/satisfaction", "signs": "/office/satisfaction/signs",
    }.items():  # fmt: skip
        page.goto(office.url + path)
        keep(page, f"office-{name}-{label}")
    page.goto(office.url + month)
    page.goto(office.url + str(page.locator(f"a[href*='{MONTH}/days/']").first.get_attribute("href")))
    keep(page, f"office-day-{label}")
    context.close()
    pages = (("leader", "roster", "/office/roster"), ("admin", "setup", "/office/setup"),
             ("chairman", "chairman", "/office/chairman"))  # fmt: skip
    for user, name, path in pages:
        context = _context(browser, label)
        page = context.new_page()
        _sign_in(page, office, user)
        page.goto(office.url + path)
        keep(page, f"{user if user == 'leader' else 'office'}-{name}-{label}")
        context.close()


def ballot_pictures(browser: Browser, office: Office, label: str) -> None:
    """What a citizen sees."""
    context = _context(browser, label)
    page = context.new_page()
    page.goto(f"{office.url}/q/{office.poster}")
    keep(page, f"ballot-{label}")
    page.goto(f"{office.url}/q/{office.poster}?lang=en")
    keep(page, f"ballot-en-{label}")
    page.goto(f"{office.url}/q/{office.poster}")
    page.locator("input[name=rating][value='5']").check(force=True)
    page.locator("form button").click()
    keep(page, f"ballot-thanks-{label}")
    page.goto(f"{office.url}/r/0000000000")
    keep(page, f"ballot-unknown-{label}")
    page.goto(f"{office.url}/verify/AAAA-BBBB-CCCC-DDDD")
    keep(page, f"verify-{label}")
    context.close()


def _context(browser: Browser, label: str) -> BrowserContext:
    width, height = SIZES[label]
    return browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")


def _sign_in(page: Page, office: Office, user: str) -> None:
    page.goto(f"{office.url}/login")
    page.locator("[name=username]").fill(user)
    page.locator("[name=password]").fill(office.passwords[user])
    page.locator("main form button").first.click()


@contextmanager
def offices() -> Iterator[Callable[[], Office]]:
    """Make offices that are closed in the end."""
    made: list[Office] = []
    with tempfile.TemporaryDirectory() as name:

        def make() -> Office:
            folder = Path(name) / str(len(made))
            folder.mkdir()
            made.append(Office(folder / "data", app_of_that_monday(folder), MONDAY))
            return made[-1]

        yield make
        for office in made:
            office.close()


def index() -> None:
    """One page with all of them."""
    names = sorted(p.stem for p in FOLDER.glob("*.png"))
    papers = [name for name in names if name.startswith("paper-")]
    parts = [
        "# Mọi màn hình và trang\n\nChụp bằng `make pictures` trên dữ liệu trình diễn, đồng hồ diễn tập.\n",
        "\nMọi trạng thái của ứng dụng nằm ở [phone](phone), chụp và soát bằng `make sheet`: mọi màn hình vẻ sáng,",
        " và một tờ cho mỗi vẻ khác (tối, chữ lớn, hẹp, hẹp chữ lớn, nằm ngang, tiếng Anh).\n",
    ]
    for label, wide in (("390", 195), ("1280", 640)):
        parts.append(f"\n## {label} điểm ảnh\n\n")
        parts += [f'<img src="{n}.png" width="{wide}" alt="{n}">\n' for n in names if n.endswith(f"-{label}")]
    parts.append("\n## Giấy\n\nTrang đầu của từng tệp Excel và Word, qua LibreOffice và PDF.\n\n")
    parts += [f'<img src="{n}.png" width="420" alt="{n}">\n' for n in papers]
    (FOLDER / "README.md").write_text("".join(parts))


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright, offices() as new_office:
        office = new_office()
        lived(office)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for label in SIZES:
            ballot_pictures(browser, office, label)
            office_pictures(browser, office, label)
        context = _context(browser, "1280")
        page = context.new_page()
        _sign_in(page, office, "office")
        page.goto(f"{office.url}/office/months/{MONTH}")
        close_month(page)
        page.goto(f"{office.url}/office/months/{MONTH}/paid")
        keep(page, "office-paid-1280")
        papers(context, (f"{office.url}/office/months/{MONTH}", f"{office.url}/office/weeks/{WEEK}"), FOLDER)
        browser.close()
        for label in SIZES:
            own = new_office()
            lived(own)
            phone_pictures(playwright, own, label, _on_duty_today(own))
    index()


def _on_duty_today(office: Office) -> dict[str, str]:
    with office.database.reader() as connection:
        query = "SELECT members FROM duty WHERE day = ? AND session = 'morning'"
        text = connection.exec_driver_sql(query, (MONDAY.date().isoformat(),)).scalar_one()
    return next(m for m in office.told["members"] if m["id"] in text and m["group"] in ("union_member", "youth"))


if __name__ == "__main__":
    main()
