"""A citizen's phone with scripts: no network, an answer lost, a page closed too soon, a page that reads aloud."""

import io
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.ballot_server import (
    PHONE,
    Server,
    browser,
    choose,
    commune,
    held,
    keep,
    lose_answers,
    page,
    sent,
    server,
    sign_in,
)
from tests.browser.ballot_server import waiting as ballot

__all__ = ["browser", "commune", "page", "server"]
HELD = "Phiếu được giữ trên máy này và tự gửi khi có mạng lại."
SMALL = {"width": 320, "height": 640}
# 400 kbit/s down and up, 400 ms: what browsers call slow 3G.
SLOW = {"offline": False, "downloadThroughput": 50_000, "uploadThroughput": 50_000, "latency": 400}
# A voice that notes what it is given.
VOICE = """window.told = [];
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => [{ lang: 'vi-VN' }], speaking: false, cancel() {},
  speak(words) { told.push(words.text); words.onend?.(); },
} });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } set voice(_) {} };"""


def test_without_network_it_is_kept_told_and_sent_once_when_the_network_returns(page: Page, server: Server) -> None:
    page.goto(server.slips[0])
    choose(page, "Mất mạng")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text(HELD)
    comment, edit = page.get_by_label("Góp ý thêm"), page.get_by_role("button", name="Sửa phiếu đang giữ")
    expect(edit).to_be_focused()  # and what was chosen and written is out of sight
    assert not comment.is_visible() and page.get_by_role("radio").count() == 0
    edit.click()
    assert comment.input_value() == "Mất mạng" and not edit.is_visible()
    assert server.ballots() == [] and len(held(page)) == 1
    comment.fill("Mất mạng, đã sửa")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(edit).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("heading", name="Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    assert server.ballots() == [(4, "Mất mạng, đã sửa", "vi", "slip")]
    assert held(page) == []


@pytest.mark.parametrize("channel", ["slip", "poster"])
def test_an_answer_that_got_lost_makes_no_second_ballot(page: Page, server: Server, channel: str) -> None:
    page.goto(server.slips[0] if channel == "slip" else server.poster)
    lost = lose_answers(page, 1)
    choose(page, "Sóng yếu")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text(HELD)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("heading", name="Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    assert lost == [200]
    assert server.ballots() == [(4, "Sóng yếu", "vi", channel)]


def test_a_page_closed_too_soon_sends_when_it_is_opened_again(page: Page, server: Server) -> None:
    page.goto(server.poster)
    choose(page, "Tắt máy")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text(HELD)
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(server.poster)
    again.get_by_role("heading", name="Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    assert server.ballots() == [(4, "Tắt máy", "vi", "poster")]
    again.goto(server.poster)
    expect(again.get_by_role("radio", name="Hài lòng", exact=True)).not_to_be_checked()


def test_two_people_on_one_phone_keep_a_ballot_each(page: Page, server: Server) -> None:
    page.set_viewport_size(SMALL)
    page.goto(server.poster)
    page.context.set_offline(True)
    choose(page, "Người thứ nhất")
    page.get_by_role("button", name="Gửi phiếu").click()
    page.get_by_role("button", name="Phiếu mới cho người khác").click()
    expect(page.get_by_label("Góp ý thêm")).to_have_value("")
    choose(page, "Người thứ hai")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_be_in_viewport()
    page.get_by_role("button", name="Phiếu mới cho người khác").click()
    page.get_by_label("Góp ý thêm").fill("Người thứ ba, đang viết")
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_contain_text("Phiếu giữ trên máy này đã được gửi.")
    expect(page.get_by_label("Góp ý thêm")).to_have_value("Người thứ ba, đang viết")
    sent(page)
    assert sorted(server.ballots()) == [(4, f"Người thứ {n}", "vi", "poster") for n in ("hai", "nhất")]


def test_a_ballot_that_has_to_wait_is_kept_and_sent_by_itself(page: Page, server: Server) -> None:
    page.clock.install()
    for code in ("0000000000",) * 30:
        httpx.get(f"{server.origin}/r/{code}")
    page.goto(server.poster)
    keep(page, ballot(server.slips[0], "Bị khóa"))
    page.goto(server.slips[0])
    expect(page.get_by_role("status")).to_contain_text("tự gửi sau 60 giây")
    assert len(held(page)) == 1 and server.ballots() == []
    server.site.limiter.storage.reset()
    page.clock.run_for(61_000)
    page.get_by_role("heading", name="Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    assert server.ballots() == [(4, "Bị khóa", "vi", "slip")] and held(page) == []


def test_what_a_replaced_poster_gives_back_goes_to_the_new_one(page: Page, server: Server) -> None:
    page.goto(server.poster)
    choose(page, "Chờ lâu")
    new = server.replace_poster()
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("alert")).to_contain_text("đã được thay")
    page.get_by_role("button", name="Gửi phiếu").click()
    page.get_by_role("heading", name="Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    assert new not in page.url and server.ballots() == [(4, "Chờ lâu", "vi", "poster")]


def test_what_others_held_for_a_replaced_poster_goes_on_and_is_shown_to_nobody(page: Page, server: Server) -> None:
    page.goto(server.poster)
    once = f"{datetime.now(UTC):%Y%m%d}-0123456789abcdefghij"
    keep(page, ballot(server.poster, "Lời của A", once=once), ballot(server.poster, "Lời của B"))
    server.replace_poster()
    page.goto(server.poster)
    expect(page.get_by_role("status")).to_have_text("Phiếu giữ trên máy này đã được gửi. Cảm ơn Ông/Bà.")
    sent(page)
    assert "Lời của" not in page.locator("main").inner_html()
    keep(page, ballot(server.poster, "Lời của A", once=once))  # its answer got lost
    page.reload()
    sent(page)
    assert sorted(server.ballots()) == [(4, f"Lời của {who}", "vi", "poster") for who in "AB"]


def test_what_is_refused_for_good_is_dropped_and_so_is_what_is_too_old(page: Page, server: Server) -> None:
    spent, old = server.slips[0], f"{datetime.now(UTC) - timedelta(days=9):%Y%m%d}-0123456789abcdefghij"
    assert httpx.post(spent, data={"rating": "5"}).status_code == 200
    page.goto(server.poster)
    keep(page, ballot(server.poster, "Cũ", once=old), ballot(spent, "Đã dùng"), ballot("/r/NONE", "Không có"))
    page.goto(spent)
    expect(page.get_by_role("status")).to_contain_text("Một phiếu giữ trên máy này không gửi được")
    sent(page)
    assert "Đã dùng" not in page.locator("main").inner_html()
    assert server.ballots() == [(5, "", "vi", "slip")]


def test_somebodys_wifi_that_answers_is_no_answer(page: Page, server: Server) -> None:
    page.goto(server.poster)
    page.route("**/*", lambda route: route.fulfill(status=200, body="<main>Wi-Fi miễn phí</main>"))
    choose(page, "Quán cà phê")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text(HELD)
    assert len(held(page)) == 1


def test_what_is_refused_stays_as_it_was_written(page: Page, server: Server) -> None:
    page.goto(server.poster)
    page.get_by_label("Góp ý thêm").fill("Chưa chọn")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("button", name="Trả lời đủ 9 câu").click()
    page.get_by_role("heading", name="Phiếu đầy đủ, 9 câu").wait_for()
    assert page.get_by_label("Góp ý thêm").input_value() == "Chưa chọn"
    page.get_by_role("radio", name="Tôi chưa nhận kết quả").check()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("radio", name="I have not received the result yet")).to_be_checked()
    assert page.evaluate("document.documentElement.lang") == "en"


def test_it_reads_itself_aloud_when_asked(page: Page, server: Server) -> None:
    page.add_init_script(VOICE)
    page.goto(server.poster)
    page.get_by_role("button", name="Nghe đọc phiếu").click()
    told: list[str] = page.evaluate("told")
    assert told[1:] == [
        "Ông/Bà có hài lòng với sự phục vụ hôm nay không?", "Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng",
        "Rất không hài lòng",
    ]  # fmt: skip
    page.get_by_role("button", name="English").click()
    page.get_by_role("button", name="Read aloud").click()
    expect(page.get_by_role("status")).to_have_text("This device has no English voice.")


def test_on_slow_3g_one_answer_is_the_whole_page(page: Page, server: Server) -> None:
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.emulateNetworkConditions", SLOW)
    sizes: list[float] = []
    tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(f"{server.poster}?show=full")
    page.get_by_role("radio", name="Rất hài lòng", exact=True).last.check()
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert len(sizes) == 1 and sizes[0] <= 14_000
    assert painted < 3000


@pytest.mark.parametrize(("size", "text"), [(SMALL, 100), (PHONE, 200), (SMALL, 200)])
def test_all_nine_questions_fit_small_screens_and_large_text(
    browser: Browser, server: Server, size: dict[str, int], text: int
) -> None:
    context = browser.new_context(viewport={"width": size["width"], "height": size["height"]}, bypass_csp=True)
    page = context.new_page()
    for path in (server.poster, f"{server.poster}?show=full", f"{server.poster}?show=full&lang=en"):
        page.goto(path)
        page.add_style_tag(content=f"html{{font-size:{112.5 * text / 100}%}}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        for label in page.locator(".scale label").all():
            box = label.bounding_box()
            assert box is not None and box["height"] >= 48 and box["x"] + box["width"] <= size["width"]
        assert Axe().run(page).response["violations"] == []
    context.close()


def test_by_keyboard_alone(page: Page, server: Server) -> None:
    page.goto(server.poster)
    page.get_by_role("radio", name="Rất hài lòng", exact=True).focus()
    for key in ("Space", "ArrowDown", "ArrowDown", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name="Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    assert server.ballots() == [(3, "", "vi", "poster")]


def test_a_tablet_without_network_keeps_each_ballot_in_the_page_and_comes_back(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, server)
    page.clock.install()
    page.goto(f"{server.origin}/kiosk/{server.point}")
    context.set_offline(True)
    for comment in ("Một", "Hai"):
        choose(page, comment)
        page.get_by_role("button", name="Gửi phiếu").click()
        expect(page.get_by_role("status")).to_contain_text("Phiếu được giữ ở đây và tự gửi")
        page.clock.run_for(6_000)
        expect(page.get_by_label("Góp ý thêm")).to_have_value("")
        assert page.locator(":checked").count() == 0 and held(page) == []
    page.get_by_role("radio", name="Bình thường", exact=True).check()
    page.clock.run_for(119_000)
    page.get_by_label("Góp ý thêm").press("a")
    page.clock.run_for(119_000)
    expect(page.get_by_role("radio", name="Bình thường", exact=True)).to_be_checked()
    page.clock.run_for(2_000)
    expect(page.get_by_role("radio", name="Bình thường", exact=True)).not_to_be_checked()
    with page.expect_response(lambda answer: answer.status == 429):  # the second comes hard upon the first
        context.set_offline(False)
    server.site.limiter.storage.reset()
    with page.expect_response(lambda answer: (answer.request.method, answer.status) == ("POST", 200)):
        page.clock.run_for(6_000)
    expect(page.get_by_role("status")).to_be_hidden()
    assert sorted(server.ballots()) == [(4, "Hai", "vi", "tablet"), (4, "Một", "vi", "tablet")]
    context.close()


def test_every_slip_of_the_printed_sheet_is_read_from_its_picture(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 1000, "height": 1400}, device_scale_factor=2)
    page = context.new_page()
    sign_in(page, server)
    page.goto(f"{server.origin}/office/slips")
    page.get_by_role("button", name="Tạo và in").click()
    page.locator(".cut").first.wait_for()
    page.emulate_media(media="print")
    taken = page.screenshot(full_page=True)
    told = page.locator(".cut-address").all_text_contents()
    codes = {re.sub(r".*/r/|-", "", address) for address in told}
    with Image.open(io.BytesIO(taken)) as picture:
        read = {found.text for found in zxingcpp.read_barcodes(picture)}
    assert len(codes) == 30
    assert {address.rpartition("/")[2] for address in read} == codes
    context.close()
    plain = browser.new_context().new_page()
    answer = plain.goto(f"{server.origin}/r/{codes.pop()}")
    assert answer is not None and answer.status == 200
