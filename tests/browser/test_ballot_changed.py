"""A ballot its citizen changes while it is held, or after its answer got lost on the way."""

from playwright.sync_api import Page, Route, expect

from tests.browser.ballot_server import Server, browser, choose, commune, page, server
from tests.browser.test_ballot_script import HELD

__all__ = ["browser", "commune", "page", "server"]


def test_what_is_changed_after_an_answer_got_lost_is_what_is_kept(page: Page, server: Server) -> None:
    def lose(route: Route) -> None:
        if route.request.method == "POST":
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.goto(server.poster)
    page.route("**/*", lose)
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
