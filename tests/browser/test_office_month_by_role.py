"""A whole month in a real Chromium, a window for each role: from an empty commune to a code that a citizen checks."""

import io
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import docx
import pytest
import structlog
import uvicorn
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from sync_server import commune as communes
from sync_server import installation
from sync_server.database import Database
from sync_server.exports import word
from sync_server.settings import Settings
from tests.browser.test_office import SIZES, chromium, sign_in
from tests.server.office_cast import PASSWORD
from tests.server.stand import SECRET, Stand

__all__ = ["chromium"]
MONTH, SESSIONS = "/office/months/2026-11", {"morning": "07:55", "afternoon": "13:55"}
DAYS = ("2026-11-26", "2026-11-27", "2026-11-30")
NAMES = {
    "name": "xã Vạn Hưng", "from": "2025-07-01", "authority": "ỦY BAN NHÂN DÂN XÃ VẠN HƯNG", "place": "Vạn Hưng",
    "unit": "Văn phòng HĐND và UBND", "counter": "Trung tâm Phục vụ hành chính công", "maker": "Người lập biểu",
    "accountant": "Kế toán", "chairman": "Chủ tịch UBND xã",
}  # fmt: skip
TEAM = "Nguyễn Thị Mai; Đoàn viên; Tổ trưởng\nTrần Văn Bình; Thanh niên\nLê Thị Cúc; Công chức\nVõ Thị Đào; Đoàn viên"
LEADER, WEAK, CLERK, ABSENT = "Nguyễn Thị Mai", "Trần Văn Bình", "Lê Thị Cúc", "Võ Thị Đào"
ROLES = {"leader": "Tổ trưởng", "office": "Văn phòng", "accountant": "Kế toán", "chairman": "Chủ tịch"}


class Commune:
    """A commune with nothing but its administrator, listening on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{door.getsockname()[1]}"
        settings = Settings(data_dir=folder, secret_key=SECRET, database_url="", public_url=self.url)
        database = Database(settings.url)
        installation.migrate(database)
        database.write(lambda tx: installation.first_admin(tx, "admin", PASSWORD, None))
        nobody: dict[str, Any] = {"commune": 1, "points": [{"id": "", "poster_code": ""}], "members": []}
        self.stand = Stand(database, settings, nobody)
        self.stand.set("2026-11-25T17:00:00+07:00")
        config = uvicorn.Config(self.stand.app, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [door]})
        self.thread.start()

    def lives(self) -> None:
        """The month's last three days: all come as rostered, one once without a code or with a wrong one."""
        stand = self.stand
        with stand.database.reader() as connection:
            known = communes.read(connection, 1)
        stand.point, stand.members = next(iter(known.points)), list(known.people)
        names = {member: person.name for member, person in known.people.items()}
        phones = {member: stand.phone(place) for place, member in enumerate(stand.members)}
        weak = {WEAK: {"desk_code": None}, CLERK: {"desk_code": "000000"}}
        for duty in known.ground.roster.current():
            at = f"{duty.day}T{SESSIONS[duty.session]}:00+07:00"
            stand.set(at)
            for member in duty.members:
                if names[member] != ABSENT:
                    told = weak.pop(names[member], {})
                    phones[member].push(stand.check_in(phones[member], at, duty.session, data=told))
        stand.set("2026-11-30T17:30:00+07:00")
        for member, phone in phones.items():
            if names[member] != ABSENT:
                phone.pull()

    def close(self) -> None:
        """Let go of everything."""
        self.server.should_exit = True
        self.thread.join()
        self.stand.close()


@pytest.fixture
def commune(tmp_path: Path) -> Iterator[Commune]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with closing(Commune(tmp_path)) as made:
        yield made
    structlog.reset_defaults()


@pytest.fixture
def window(commune: Commune, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open windows, signed in as whoever is named."""
    contexts: list[BrowserContext] = []

    def open_one(who: str | None, size: str, script: bool) -> Page:
        contexts.append(
            chromium.new_context(
                base_url=commune.url,
                viewport=SIZES[size],
                locale="vi-VN",
                java_script_enabled=script,  # type: ignore[arg-type]
            )
        )
        page = contexts[-1].new_page()
        if who:
            sign_in(page, who)
        return page

    yield open_one
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("size", "script"),
    [
        pytest.param("wide", True, id="script", marks=pytest.mark.nightly),
        pytest.param("narrow", False, id="no-script-on-a-phone"),
    ],
)
def test_a_month_from_an_empty_commune_to_a_code_a_citizen_checks(
    commune: Commune, window: Callable[..., Page], size: str, script: bool
) -> None:
    sets_up(window("admin", size, script))
    leader = window("leader", size, script)
    rosters(leader)
    commune.lives()
    confirms(leader)
    office = window("office", size, script)
    decides_and_closes(office)
    word_on(window("accountant", size, script), "Kế toán đồng ý")
    word_on(window("chairman", size, script), "Chủ tịch duyệt")
    pays(office)
    code = papers(office)
    citizen = window(None, size, script)
    citizen.goto(f"/verify/{code}")
    expect(citizen.get_by_role("heading", name="Danh sách này đúng là của xã Vạn Hưng")).to_be_visible()
    expect(citizen.get_by_text("210.000 đồng")).to_be_visible()
    assert commune.stand.differences() == []


def sets_up(admin: Page) -> None:
    """The administrator names the commune, its point, its team and who signs in."""
    admin.goto("/office/setup")
    for field, text in NAMES.items():
        admin.locator(f"#{field}").fill(text)
    admin.get_by_role("button", name="Lưu tên").click()
    expect(admin.get_by_role("status")).to_contain_text("Đã lưu tên xã và cơ quan.")
    admin.locator("#point_name").fill("Trung tâm Phục vụ hành chính công")
    admin.get_by_role("button", name="Thêm điểm trực").click()
    admin.locator("#members-text").fill(TEAM)
    admin.locator("#since").fill("2026-01-01")
    admin.locator("#adults").check()
    admin.get_by_role("button", name="Thêm thành viên").click()
    expect(admin.get_by_text("Đã có 4 người")).to_be_visible()
    for role, name in ROLES.items():
        admin.locator("#username").fill(role)
        admin.locator("#user_name").fill(name)
        admin.locator("#user_role").select_option(role)
        if role == "leader":
            admin.locator("#user_member").select_option(label=LEADER)
        admin.locator("#password").fill(PASSWORD)
        admin.get_by_role("button", name="Thêm người đăng nhập").click()
        expect(admin.get_by_role("status")).to_contain_text("Đã thêm người đăng nhập.")


def rosters(leader: Page) -> None:
    """The leader lets the rest of the month be proposed, looks at it and publishes it."""
    leader.goto("/office/roster?month=2026-11")
    leader.get_by_role("button", name="Đề xuất đủ hai người").click()
    leader.get_by_role("button", name="Xem lại và công bố").click()
    leader.get_by_role("button", name="Công bố 6 ca").click()
    expect(leader.get_by_role("status")).to_contain_text("Đã công bố lịch trực.")


def confirms(leader: Page) -> None:
    """The leader vouches for who had no code, day by day where somebody waits, and then for the month."""
    leader.goto(f"/office/today?day={DAYS[0]}")
    expect(leader.get_by_text("Không ghi mã quầy.").first).to_be_visible()
    leader.get_by_role("button", name="Xác nhận ngày").click()
    expect(leader.get_by_role("status")).to_contain_text("Đã xác nhận những ngày công đang hiện")
    leader.goto(MONTH)
    leader.get_by_role("button", name="Xác nhận cả tháng").click()
    expect(leader.get_by_text("Tổ trưởng đã xác nhận").first).to_be_visible()


def decides_and_closes(office: Page) -> None:
    """The office decides the wrong code, the absent member's days and their mismatches, and closes."""
    office.goto(MONTH)
    office.get_by_role("link", name=re.compile(f"^{CLERK}, ngày 2[67]: mức C, chờ văn phòng quyết định")).first.click()
    office.get_by_label("Tính ngày này", exact=True).check()
    office.get_by_label("Lý do").fill("Có mặt, gõ nhầm mã")
    office.get_by_role("button", name="Ghi quyết định").click()
    expect(office.get_by_text("Có mặt, gõ nhầm mã").first).to_be_visible()
    office.goto(MONTH)
    office.get_by_label("Thành viên").select_option(label=ABSENT)
    office.locator("#day").select_option("2026-11-26")
    office.get_by_label("Tính ngày này", exact=True).check()
    office.get_by_label("Lý do", exact=True).fill("Điện thoại hỏng, sổ giấy có ký")
    office.get_by_role("button", name="Ghi quyết định").click()
    expect(office.get_by_role("status")).to_contain_text("Đã ghi quyết định.")
    office.get_by_role("link", name="Đối chiếu").click()
    office.get_by_role("checkbox", name=f"{ABSENT} có lịch trực nhưng không vào ca").first.check()
    office.get_by_label("Quyết định", exact=True).select_option("faulted")
    office.get_by_label("Lý do hoặc giải trình").fill("Nghỉ không báo")
    office.get_by_role("button", name="Ghi", exact=True).click()
    expect(office.get_by_role("status")).to_contain_text("Đã ghi cho các chỗ lệch đã chọn.")
    office.goto(MONTH)
    expect(office.get_by_text(re.compile("Không còn gì vướng|Không có gì cản việc chốt"))).to_be_visible()
    office.get_by_label("Tôi đã xem danh sách và chốt tháng này").check()
    office.get_by_role("button", name="Chốt tháng").click()
    expect(office.get_by_role("status")).to_contain_text("Đã chốt tháng 11/2026.")


def word_on(page: Page, step: str) -> None:
    """The accountant or the chairman finds the closed month and says the word that is theirs."""
    page.goto(MONTH)
    page.get_by_role("link", name="Duyệt và chi").click()
    expect(page.get_by_text("210.000 đồng").first).to_be_visible()
    page.get_by_role("button", name=step).click()
    expect(page.get_by_role("definition").filter(has_text=step)).to_be_visible()


def pays(office: Page) -> None:
    """The office marks everybody as paid and sees what the others said."""
    office.goto(MONTH + "/paid")
    for step in ("Kế toán đồng ý", "Chủ tịch duyệt"):
        expect(office.get_by_role("definition").filter(has_text=step)).to_be_visible()
    for box in office.get_by_role("checkbox").all():
        box.check()
    office.get_by_label("Cách chi").select_option("cash")
    office.get_by_label("Số chứng từ").fill("PC 45")
    office.get_by_role("button", name="Đánh dấu đã chi").click()
    expect(office.get_by_text("đã chi 210.000 đồng")).to_be_visible()


def papers(office: Page) -> str:
    """Both files of the payment list have the month's sum and its code, which is answered."""
    office.goto(MONTH)
    files = []
    for ending in ("xlsx", "docx"):
        with office.expect_download() as download:
            office.locator(f"a[href$='/payment-list.{ending}']").click()
        files.append(io.BytesIO(Path(download.value.path()).read_bytes()))
    sheet: Any = load_workbook(files[0], data_only=True).active
    assert [row[5] for row in sheet.iter_rows(values_only=True) if row[0] == "Cộng"] == [210_000]
    said = "\n".join(word.lines(docx.Document(files[1])))
    assert "210.000" in said
    found = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", said)
    assert found
    return found[0]
