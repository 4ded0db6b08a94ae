"""A citizen's phone without JavaScript: scan, choose, send, thanks; readable by everyone, from this origin alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.ballot_server import PHONE, Server, browser, commune, server

__all__ = ["browser", "commune", "server"]
HALF = {"width": 195, "height": 422}  # the same phone at 200 % zoom


def phone_page(browser: Browser, *, scripts: bool = False, size: dict[str, int] = PHONE) -> Page:
    """A new citizen's phone; axe itself is a script, so what it looks at must let scripts run."""
    context = browser.new_context(
        viewport={"width": size["width"], "height": size["height"]}, java_script_enabled=scripts, bypass_csp=scripts
    )
    return context.new_page()


def test_citizen_sends_one_slip_without_javascript(browser: Browser, server: Server) -> None:
    page = phone_page(browser)
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(server.slips[0])
    assert page.locator(":checked").count() == 0
    page.get_by_role("radio", name="Rất hài lòng", exact=True).check()
    page.get_by_label("Góp ý thêm").fill("Cô chú dễ mến")
    page.get_by_role("button", name="Gửi phiếu").click()
    page.get_by_text("Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    page.wait_for_url("**/r/*?said=thanks")
    page.reload()
    page.get_by_text("Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()
    assert server.ballots() == [(5, "Cô chú dễ mến", "vi", "slip")]
    page.goto(server.slips[0])
    page.get_by_role("heading", name="Phiếu này đã được gửi").wait_for()
    assert [url for url in requested if not url.startswith((server.origin, "data:"))] == []
    assert {url for url in requested if url.startswith(server.origin)} == {
        server.slips[0], f"{server.slips[0]}?said=thanks"
    }  # fmt: skip
    assert not [text for text in refused if "Content Security Policy" in text]
    assert page.context.cookies() == []


def test_english_is_one_button_away_and_a_missing_choice_keeps_the_words(browser: Browser, server: Server) -> None:
    page = phone_page(browser)
    page.goto(server.poster)
    page.get_by_label("Góp ý thêm").fill("Very kind")
    page.get_by_role("button", name="English").click()
    assert page.get_by_label("Further comments").input_value() == "Very kind"
    page.get_by_role("button", name="Send").click()
    page.get_by_text("No answer chosen yet.").wait_for()
    assert page.get_by_label("Further comments").input_value() == "Very kind"
    page.get_by_role("radio", name="Dissatisfied", exact=True).check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Thank you. Your answer has been recorded.").wait_for()
    page.wait_for_url("**/q/*?said=thanks&lang=en")
    page.reload()
    page.get_by_text("Thank you. Your answer has been recorded.").wait_for()
    assert server.ballots() == [(2, "Very kind", "en", "poster")]


def test_enter_sends_and_does_not_change_the_language(browser: Browser, server: Server) -> None:
    page = phone_page(browser)
    page.goto(server.poster)
    page.get_by_role("radio", name="Hài lòng", exact=True).check()
    page.get_by_role("radio", name="Hài lòng", exact=True).press("Enter")
    page.get_by_text("Cảm ơn Ông/Bà. Ý kiến đã được ghi nhận.").wait_for()


@pytest.mark.parametrize("size", [PHONE, HALF])
def test_everything_is_in_reach_of_a_thumb_at_any_zoom(browser: Browser, server: Server, size: dict[str, int]) -> None:
    page = phone_page(browser, scripts=True, size=size)
    page.goto(server.poster)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    for target in page.locator(".scale label, button:visible, textarea, a").all():
        box = target.bounding_box()
        assert box is not None and box["height"] >= 48 and box["width"] >= 48
    if size == PHONE:
        sent = page.get_by_role("button", name="Gửi phiếu").bounding_box()
        assert sent is not None and sent["y"] + sent["height"] <= PHONE["height"]


def test_axe_finds_nothing(browser: Browser, server: Server) -> None:
    page = phone_page(browser, scripts=True)
    for address in (server.poster, f"{server.poster}?lang=en", f"{server.origin}/r/NONE"):
        page.goto(address)
        assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    page.goto(server.poster)
    page.get_by_role("button", name="Gửi phiếu").click()
    page.get_by_role("alert").wait_for()
    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
