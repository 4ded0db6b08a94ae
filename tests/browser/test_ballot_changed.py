"""A ballot its citizen changes while it is held, or after its answer got lost on the way."""

from playwright.sync_api import Page, expect

from tests.browser.ballot_server import Server, browser, choose, commune, held, lose_answers, page, server
from tests.browser.test_ballot_script import HELD

__all__ = ["browser", "commune", "page", "server"]


def test_what_is_changed_after_an_answer_got_lost_is_what_is_kept(page: Page, server: Server) -> None:
    page.goto(server.poster)
    lose_answers(page)
    choose(page, "Rất tốt")
    page.get_by_role("button", name="Gửi phiếu").click()
    expect(page.get_by_role("status")).to_contain_text(HELD)
    page.unroute("**/*")
    page.get_by_role("button", name="Sửa phiếu đang giữ").click()
    page.get_by_role("button", name="English").click()  # a new form, the same ballot
    page.get_by_role("radio", name="Very dissatisfied").check()
    page.get_by_label("Further comments").fill("Bị đòi tiền")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="Thank you. Your answer has been recorded.").wait_for()
    assert server.ballots() == [(1, "Bị đòi tiền", "en", "poster")]


def test_a_change_left_half_way_is_told_when_the_page_is_opened_again(page: Page, server: Server) -> None:
    page.goto(server.poster)
    choose(page, "Như đã gửi")
    page.context.set_offline(True)
    page.get_by_role("button", name="Gửi phiếu").click()
    page.get_by_role("button", name="Sửa phiếu đang giữ").click()
    page.get_by_label("Góp ý thêm").fill("Đang sửa dở")
    page.close()
    page.context.set_offline(False)
    again = page.context.new_page()
    again.goto(server.poster)
    again.get_by_role("heading", name="Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    expect(again.get_by_role("status")).to_contain_text("như trước khi sửa. Chỗ đang sửa dở chưa được gửi.")
    assert server.ballots() == [(4, "Như đã gửi", "vi", "poster")] and held(again) == []
