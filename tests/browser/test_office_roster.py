"""A month of the roster in a real Chromium: without JavaScript, by the keyboard, and judged at every choice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from sync_server import calendar_feed
from tests.browser.test_office import House, barriers, chromium, house, window

__all__ = ["chromium", "house", "window"]
MONTH = "/office/roster?month=2027-03"  # nothing is published there yet


def test_a_month_is_made_without_javascript(house: House, window: Callable[..., Page]) -> None:
    page = window("leader", java_script_enabled=False)
    page.goto(MONTH)
    page.get_by_label("Buổi sáng 01/03, người thứ nhất").select_option(label="Trần Văn Bình")
    page.get_by_role("button", name="Đề xuất đủ hai người").click()
    expect(page.get_by_label("Buổi sáng 01/03, người thứ nhất")).to_have_value(house.stand.members[1])
    page.get_by_text("Vì sao buổi sáng 01/03 xếp như vậy").click()
    expect(page.get_by_text("ít nhất trong").first).to_be_visible()
    page.get_by_role("button", name="Xem lại và công bố").click()
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Trần Văn Bình"))
    expect(row).to_contain_text("Thứ Hai 01/03 sáng")
    page.get_by_role("button", name="Công bố 46 ca").click()
    expect(page.get_by_role("status")).to_contain_text("Đã công bố lịch trực.")
    page.get_by_role("link", name="In để treo tường").click()
    expect(page.get_by_role("table")).to_contain_text("Trần Văn Bình")


def test_a_choice_is_kept_and_judged_at_once_and_the_keyboard_stays_where_it_was(
    house: House, window: Callable[..., Page]
) -> None:
    house.office.browser("office").post(
        f"/office/availability/{house.stand.members[1]}", {"sent": "1", "busy": ["0.morning"]}
    )
    page = window("leader")
    page.goto(MONTH)
    first = page.get_by_label("Buổi sáng 01/03, người thứ nhất")
    first.focus()
    page.keyboard.type("Trần Văn Bình")
    expect(page.get_by_text("Trần Văn Bình báo bận buổi này.")).to_be_visible()
    expect(page.get_by_text("Bản nháp: 1 ca khác lịch đã công bố.")).to_be_visible()
    expect(first).to_be_focused()
    page.wait_for_function("() => !sending && !waiting")
    page.get_by_label("Buổi sáng 01/03, người thứ hai").select_option(label="Trần Văn Bình")
    expect(page.get_by_text("Một người không thể có tên hai lần trong một ca.")).to_be_visible()
    expect(page.get_by_text("Chưa lưu bản nháp.")).to_be_visible()
    page.reload()
    expect(first).to_have_value(house.stand.members[1])


def test_a_name_is_dragged_into_a_shift_and_two_change_places(house: House, window: Callable[..., Page]) -> None:
    page = window("leader")
    page.goto(MONTH)
    page.set_viewport_size({"width": 1280, "height": 1400})  # nothing scrolls while a name is carried
    morning, afternoon = (page.get_by_label(f"Buổi {part} 01/03, người thứ nhất") for part in ("sáng", "chiều"))
    for name, place in (("Trần Văn Bình", morning), ("Lê Hoàng Duy", afternoon)):
        page.locator(".grips .grip", has_text=name).drag_to(place)
        page.wait_for_function("() => !sending && !waiting")
    expect(page.get_by_text("Bản nháp: 2 ca khác lịch đã công bố.")).to_be_visible()
    page.locator(".place", has=morning).locator(".grip").drag_to(afternoon)
    page.wait_for_function("() => !sending && !waiting")
    page.reload()
    expect(morning).to_have_value(house.stand.members[2])
    expect(afternoon).to_have_value(house.stand.members[1])


def test_a_choice_that_could_not_be_kept_is_said_so(house: House, window: Callable[..., Page]) -> None:
    page = window("leader")
    page.goto(MONTH)
    page.context.set_offline(True)
    page.get_by_label("Buổi sáng 01/03, người thứ nhất").select_option(label="Trần Văn Bình")
    expect(page.get_by_text("Lựa chọn vừa rồi chưa lưu được.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Lưu nháp").first.click()
    expect(page.get_by_text("Bản nháp: 1 ca khác lịch đã công bố.")).to_be_visible()


@pytest.mark.parametrize("size", [pytest.param("wide", marks=pytest.mark.nightly), "narrow"])
def test_no_page_of_the_roster_has_a_barrier_or_runs_out_of_its_window(
    house: House, window: Callable[..., Page], size: str
) -> None:
    page = window("leader", size)
    page.goto(MONTH)
    page.get_by_role("button", name="Đề xuất một người").click()
    with house.stand.database.reader() as connection:
        own = calendar_feed.address(connection, house.stand.commune, house.stand.members[1], house.stand.site.keys)
    member = f"/office/availability/{house.stand.members[1]}"
    pages = ("publish", "history", "print")
    paths = [MONTH, *(MONTH.replace("?", f"/{name}?") for name in pages), "/office/availability", member, own]
    for path in paths:
        page.goto(path)
        assert barriers(page) == [], path
        too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert too_wide == 0, path


def test_the_sheet_for_the_wall_is_one_page(house: House, window: Callable[..., Page]) -> None:
    page = window("leader")
    page.goto("/office/roster/print?month=2026-12")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
