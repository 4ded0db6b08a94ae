"""The ballot on a counter's tablet: its own channel, back to the empty form by itself, a pause between two."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office
from tests.server.stand import Stand
from tests.server.test_office_desk import started


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def kept(stand: Stand) -> list[tuple[str, int]]:
    with stand.database.reader() as connection:
        return [(row.channel, row.rating) for row in connection.execute(sa.select(t.ballot))]


def test_a_ballot_of_the_tablet_is_counted_apart_and_the_screen_comes_back(stand: Stand, office: Office) -> None:
    screen, path = started(stand, office), f"/kiosk/{stand.point}"
    form = screen.get(path)
    assert f'<noscript><meta http-equiv="refresh" content="120; url={path}"></noscript>' in form.text
    assert 'data-alone="120"' in form.text and "refresh" not in form.headers  # with a script the page goes back itself
    assert "set-cookie" not in form.headers
    thanks = screen.post(path, {"rating": "4"})
    assert thanks.status_code == 200
    assert f'<noscript><meta http-equiv="refresh" content="6; url={path}"></noscript>' in thanks.text
    assert "Màn hình tự trở lại cho người tiếp theo." in thanks.text
    assert kept(stand) == [("tablet", 4)]
    told = stand.get("/api/v1/satisfaction").json()
    assert {channel: found["ballots"] for channel, found in told.items()} == {
        "slip": 0, "poster": 0, "tablet": 1, "paper": 0,
    }  # fmt: skip


def test_a_second_ballot_at_once_waits_and_keeps_what_was_chosen(stand: Stand, office: Office) -> None:
    screen, path = started(stand, office), f"/kiosk/{stand.point}"
    screen.post(path, {"rating": "5"})
    hasty = screen.post(path, {"rating": "1", "comment": "Chờ lâu"})
    assert (hasty.status_code, hasty.headers["retry-after"]) == (429, "5")
    assert "xin đợi vài giây" in hasty.text
    assert "Chờ lâu" in hasty.text
    assert kept(stand) == [("tablet", 5)]


def test_a_ballot_without_a_choice_is_no_ballot_and_costs_no_pause(stand: Stand, office: Office) -> None:
    screen, path = started(stand, office), f"/kiosk/{stand.point}"
    assert screen.post(path, {"comment": "Tốt", "lang": "en"}).status_code == 422
    assert "Thank you" in screen.post(path, {"rating": "5", "lang": "en"}).text


def test_only_the_points_own_screen_the_leader_and_the_office_open_it(stand: Stand, office: Office) -> None:
    path = f"/kiosk/{stand.point}"
    for role, status in (("leader", 200), ("office", 200), ("chairman", 403), ("admin", 403)):
        assert office.browser(role).get(path).status_code == status, role
    assert stand.client.get(path).status_code in (303, 401)
    screen = started(stand, office)
    assert screen.get(path).status_code == 200
    assert screen.get("/kiosk/noi-khac").status_code in (403, 404)
    assert office.browser("office").get("/kiosk/noi-khac").status_code == 404


def test_a_tablet_may_keep_it_and_open_it_without_bars(stand: Stand, office: Office) -> None:
    told = started(stand, office).get(f"/kiosk/{stand.point}/app.json")
    assert told.json()["display"] == "fullscreen"
    assert told.json()["start_url"] == f"/kiosk/{stand.point}"
    assert (
        f'<link rel="manifest" href="/kiosk/{stand.point}/app.json"'
        in started(stand, office).get(f"/kiosk/{stand.point}").text
    )
