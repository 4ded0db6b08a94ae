"""A point that is not in use yet, or no longer: its ballots are kept and flagged, and its pages say so."""

from collections.abc import Iterator

import pytest

from sync_server import setup
from tests.server import office_cast as cast
from tests.server.ballot_cast import ballots
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.test_office_desk import started
from tests.server.test_rating import IN_HOURS, this_mornings

TODAY, TOMORROW = "2026-11-17", "2026-11-18"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set(IN_HOURS)
    with cast.opened(stand) as made:
        yield made


def used(stand: Stand, opened_from: str | None, closed_from: str | None) -> None:
    days = {"opened_from": opened_from, "closed_from": closed_from}
    stand.database.write(lambda tx: setup.change_point(tx, stand.commune, stand.point, days))


@pytest.mark.parametrize(
    ("opened_from", "closed_from", "said", "english"),
    [
        (None, TODAY, "Nơi này đã thôi tiếp từ ngày 17/11/2026; phiếu vẫn được giữ.",
         "This place has been closed since 17 November 2026; ballots are still kept."),
        (TOMORROW, None, "Nơi này bắt đầu tiếp từ ngày 18/11/2026; phiếu vẫn được giữ.",
         "This place opens on 18 November 2026; ballots are still kept."),
        (TODAY, TOMORROW, "", ""),
    ],
)  # fmt: skip
def test_a_ballot_on_a_day_without_service_is_kept_flagged_and_told(
    stand: Stand, opened_from: str | None, closed_from: str | None, said: str, english: str
) -> None:
    stand.set(IN_HOURS)
    path, slip = f"/q/{stand.poster}", f"/r/{this_mornings(stand, stand.phone(0))[0]}"
    assert "phiếu vẫn được giữ" not in stand.client.get(path).text
    used(stand, opened_from, closed_from)
    for page in (stand.client.get(path), *(stand.client.post(way, data={"rating": "5"}) for way in (path, slip))):
        assert (page.status_code, "phiếu vẫn được giữ" in page.text) == (200, bool(said))
        assert said in page.text
    assert english in stand.client.get(f"{path}?lang=en").text
    assert [row.outside_period for row in ballots(stand)] == [bool(said)] * 2


def test_a_closed_point_s_tablet_says_so_and_keeps_what_was_written_before(stand: Stand, office: Office) -> None:
    screen, path = started(stand, office), f"/kiosk/{stand.point}"
    assert "<form" in screen.get(path).text
    used(stand, None, TODAY)
    page = screen.get(path)
    assert (page.status_code, "<form" in page.text) == (410, False)
    assert "<h1>Nơi này đã thôi tiếp từ ngày 17/11/2026</h1>" in page.text and 'content="300; url=' in page.text
    assert screen.post(path, {"rating": "4"}).status_code == 200
    assert [(row.channel, row.outside_period) for row in ballots(stand)] == [("tablet", True)]


def test_a_closed_point_s_poster_is_neither_printed_nor_replaced(stand: Stand, office: Office) -> None:
    browser, path = office.browser("office"), f"/office/posters/{stand.point}"
    used(stand, TOMORROW, None)
    assert browser.get(path).status_code == 200  # to be hung up before the first day
    used(stand, None, TODAY)
    for answer in (browser.get(path), browser.post(f"{path}/replace", {"reason": "Rách"})):
        assert (answer.status_code, "đã thôi dùng nên không in" in text(answer)) == (409, True)
    assert f"{stand.poster[:4]}-{stand.poster[4:]}" in text(browser.get("/office/posters"))
