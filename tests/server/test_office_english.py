"""The office in English: chosen on any page and kept, every page of every role says nothing in Vietnamese but data."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import commune as communes
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Browser, Office, text
from tests.server.stand import Stand
from tests.server.test_office_roles import MONTH, PAGES, WEEK, filled

VIETNAMESE = re.compile(r"\S*(?![×÷])[À-ỹ]\S*")
# Said to be Vietnamese by `lang`; the other language's name; what a field holds.
OWN = re.compile(
    r'<(\w+)[^>]* lang="vi".*?</\1>|<textarea[^>]*>.*?</textarea>|<code>.*?</code>|'
    r' (?:value|content|placeholder)="[^"]*"', re.S,
)  # fmt: skip
# Names of places, documents and buttons of the phone, which pages quote as they are.
QUOTED = (
    "Sổ Trực", "Đoàn Thanh niên, UBMTTQ, Hội Phụ nữ", "12/QĐ-UBND", "766/QĐ-TTg", "Trần Văn An (cha)", "màn hình quầy",
    "Văn phòng HĐND và UBND", "Họ và tên", "Nhóm", "Họ tên; nhóm", "; Tổ trưởng", "Đoàn viên", "Thanh niên", "Cán bộ",
    "Công chức", "Dân quân", "Người lao động", "MTTQ, đoàn thể", "Mục chưa gửi", "Báo khó khăn", "Ghi tuyên truyền",
    "Mã quầy", "Vào ca", "Bản nháp", "Như trên", "ỦY BAN NHÂN DÂN XÃ ĐẠI LÃNH", "Đại Lãnh", "xã", "đồng", "tháng",
    "Không thu bất cứ khoản tiền nào", "Trung tâm Phục vụ hành chính công", "Kế hoạch của xã, mục II.4", "năm",
)  # fmt: skip

TYPED = ("Máy in hết mực, người dân phải chờ.", "Ngày Văn hóa Việt Nam")


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def english(browser: Browser) -> Browser:
    assert browser.post("/language", {"language": "en", "next": "/login"}).headers["location"] == "/login"
    return browser


def data(stand: Stand) -> list[str]:
    """What people typed and what laws are called, the longest first."""
    with stand.database.reader() as connection:
        commune = communes.read(connection, stand.commune)
    procedures = [v for versions in commune.procedures.values() for v in versions]
    found = {commune.name, *commune.points.values(), *(person.name for person in commune.people.values()), *TYPED}
    found |= {word for v in procedures for word in (v.name, v.field)} | set(texts(commune.config))
    return sorted(found, key=len, reverse=True)


def texts(found: Any) -> Iterator[str]:
    """Every text within a configuration."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, dict | list):
        for inner in found.values() if isinstance(found, dict) else found:
            yield from texts(inner)


def vietnamese(page: str, names: list[str]) -> list[str]:
    """The words of a page that are neither English nor somebody's data."""
    said = OWN.sub(" ", page)
    for name in (*names, *QUOTED):
        said = said.replace(name, "·")
    return VIETNAMESE.findall(said)


@pytest.mark.parametrize("role", cast.ROLES)
def test_a_page_says_nothing_in_vietnamese(stand: Stand, office: Office, role: str) -> None:
    cast.week(stand)
    browser, names = english(office.browser(role)), data(stand)
    more = dict.fromkeys(("/login", "/desk", "/verify/AAAA", "/nothing"), cast.ROLES)
    more |= dict.fromkeys(("/office/hand-in", "/office/availability/{member}"), ("leader", "office"))
    left = []
    for path, roles in {**PAGES, **more}.items():
        if role in roles and not path.endswith(".csv"):
            answer = browser.get(filled(stand, path))
            assert '<html lang="en">' in answer.text, path
            left += [f"{path}: {word}" for word in vietnamese(answer.text, names)]
    assert not left, "\n".join(["", *left])


def test_a_closed_month_and_the_trail_say_nothing_in_vietnamese(stand: Stand, office: Office) -> None:
    cast.week(stand)
    browser, names = english(office.browser("office")), data(stand)
    wish = {"member": stand.members[3], "day": "2026-11-17", "counted": "no", "reason": "Not there", "as_of": ""}
    assert browser.post(MONTH + "/decide", wish).status_code == 303
    closed = browser.post(MONTH + "/close", {"looked": "yes", "override": "All is known"})
    assert closed.status_code == 303
    code = office.rows(t.closing)[0].code
    own = re.search(r"/calendar/[^ <]+", browser.get(f"/office/availability/{stand.members[1]}").text)
    assert own
    paths = (MONTH, f"{MONTH}/paid", f"{MONTH}/matters", f"{MONTH}/days/{stand.members[3]}/2026-11-17", "/office/audit",
             f"/verify/{code}", own[0], "/office/months/2026-12", "/office/money")  # fmt: skip
    left = [f"{path}: {word}" for path in paths for word in vietnamese(browser.get(path).text, names)]
    assert not left, "\n".join(["", *left])
    trail = text(browser.get("/office/audit"))
    assert (
        "<td>Close the month</td><td>November 2026; closed in spite, because: All is known; 150,000 VND</td>" in trail
    )
    assert ", network " in trail or "another app" in trail


def test_a_language_is_chosen_on_a_page_and_kept(office: Office) -> None:
    browser = office.browser()
    first = browser.get("/login?next=/office/today")
    assert '<html lang="vi">' in first.text and "Đăng nhập" in first.text
    assert '<input type="hidden" name="next" value="/login?next=/office/today">' in first.text
    assert '<button class="quiet small" name="language" value="en" lang="en">English</button>' in first.text
    answer = browser.post("/language", {"language": "en", "next": "/login?next=/office/today"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/office/today")
    wrong = browser.post("/login", {"username": "office", "password": "x"})
    assert "The user name or the password is wrong." in wrong.text
    assert 'action="/language"' not in wrong.text, "what was typed would be lost"
    browser.sign_in("office")
    assert "Sign out" in browser.get("/office/months").text
    browser.post("/logout")
    assert "Sign in" in browser.get("/login").text, "signing out keeps the language"
    browser.post("/language", {"language": "vi", "next": "/login"})
    assert "Đăng nhập" in browser.get("/login").text


@pytest.mark.parametrize("fields", [{"language": "xx"}, {"language": "en", "next": "//evil.example/"}, {}])
def test_no_other_language_and_no_other_site(office: Office, fields: dict[str, str]) -> None:
    browser = office.browser()
    answer = browser.post("/language", fields)
    assert answer.headers["location"] == "/"
    assert f'<html lang="{"en" if fields.get("language") == "en" else "vi"}">' in browser.get("/login").text


def test_days_amounts_and_plurals_are_english(stand: Stand, office: Office) -> None:
    cast.week(stand)
    browser = english(office.browser("office"))
    month, day = text(browser.get(MONTH)), text(browser.get("/office/today?day=2026-11-16"))
    assert "November 2026" in month and "30,000" in month and "VND" in month
    assert "Monday, 16 Nov 2026" in day and "Morning <small>08:00–10:00" in day
    assert "1 phone to remind" in day.replace("<b>", "").replace("</b>", "") or "phones to remind" in day


def test_what_is_printed_or_read_by_a_phone_stays_vietnamese(stand: Stand, office: Office) -> None:
    cast.week(stand)
    browser = english(office.browser("office"))
    assert "Quyết định ngày công" not in browser.get("/office/audit").text
    assert browser.get("/office/audit.csv").content.decode("utf-8-sig").startswith("Số,Lúc,Ai,Việc")
    assert "Trong tuần, Tổ" in browser.get(f"{WEEK}/bulletin.txt").content.decode("utf-8-sig")
    assert "Trong tuần, Tổ" in browser.get(WEEK).text
    sheet = browser.get("/office/roster/print").text
    assert "Print the roster" in sheet and "<h1>Lịch trực tháng 11/2026</h1>" in sheet
    refused = browser.get("/api/v1/months/2026-13", Accept="application/json").json()
    assert refused["message"] == "Tháng chưa đúng. Hãy ghi dạng năm-tháng, ví dụ 2026-11."


def test_what_is_kept_is_kept_in_vietnamese_and_told_in_english(stand: Stand, office: Office) -> None:
    browser = english(office.browser("leader"))
    plan = {"month": "2027-03", "point": stand.point, "rev": "0", "do": "propose.2"}
    assert browser.post("/office/roster", plan).status_code == 303
    assert "shifts in the three months before and this one" in text(browser.get("/office/roster?month=2027-03"))
    browser.post("/language", {"language": "vi"})
    assert "ca trong ba tháng trước và tháng này, ít nhất trong" in text(browser.get("/office/roster?month=2027-03"))


def test_what_is_wrong_is_told_in_english_and_what_was_typed_stays(office: Office) -> None:
    browser = english(office.browser("office"))
    fields = {"member": "nobody", "day": "2026-11-16", "counted": "yes", "reason": "Điện thoại hỏng"}
    answer = browser.post(MONTH + "/decide", fields)
    assert answer.status_code == 422
    assert "<b>The decision was not saved.</b>" in answer.text and "There is no such" in answer.text
    assert "Điện thoại hỏng</textarea>" in answer.text
    missing = browser.get("/office/registers/nothing").text
    assert "<h1>Not found</h1>" in missing and "There is no such page or item." in missing
