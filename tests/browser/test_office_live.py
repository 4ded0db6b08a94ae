"""What htmx makes nicer: searching while typing, and word of what phones have sent since a page was opened."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from sync_server import tables as t
from tests.browser.test_office import House, chromium, house, window

__all__ = ["chromium", "house", "window"]


def test_people_are_found_while_typing_and_the_keyboard_stays(house: House, window: Callable[..., Page]) -> None:
    page = window("leader")
    page.goto("/office/people")
    page.evaluate("window.same = true")
    rows, box = page.locator("#found tbody tr"), page.get_by_label("Tìm", exact=True)
    expect(rows).to_have_count(12)
    box.press_sequentially("binh")
    expect(rows).to_have_count(1)
    expect(page.locator("#tally")).to_have_text("Tìm thấy 1")
    expect(box).to_be_focused()
    expect(box).to_have_value("binh")
    assert page.url.endswith("?q=binh")
    box.fill("xyz")
    expect(page.get_by_text("Không có ai khớp “xyz”.")).to_be_visible()
    box.press("Control+a")
    box.press("Delete")
    expect(rows).to_have_count(12)
    assert page.evaluate("window.same"), "the page was never loaded anew"


def test_who_is_not_signed_in_any_more_is_led_to_sign_in(house: House, window: Callable[..., Page]) -> None:
    page = window("office")
    page.goto("/office/audit")
    house.stand.database.write(lambda tx: tx.execute(t.web_session.delete()) and None)
    page.get_by_label("Tìm", exact=True).press_sequentially("binh")
    expect(page.get_by_label("Mật khẩu")).to_be_visible()


def test_a_page_left_open_says_that_phones_have_sent_more(house: House, window: Callable[..., Page]) -> None:
    page = window("leader")
    page.clock.install()
    page.goto("/office/today")
    news = page.locator("#news")
    with page.expect_response("**/office/news?**"):
        page.clock.run_for(31_000)
    expect(news).to_have_text("")
    phone = house.stand.phone(7)
    phone.push(house.stand.check_in(phone, "2026-11-20T09:05:00+07:00"))
    page.clock.run_for(31_000)
    expect(news).to_contain_text("Điện thoại vừa gửi thêm mục từ lúc mở trang này.")
    news.get_by_role("link", name="Xem bản mới").click()
    expect(news).to_have_text("")
