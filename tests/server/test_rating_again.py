"""A ballot that comes again: its answer got lost on the way, and meanwhile the citizen has changed it."""

from collections.abc import Iterator

import httpx
import pytest

from sync_server import comments
from sync_server import commune as communes
from tests.server import office_cast as cast
from tests.server.ballot_cast import ballots
from tests.server.office_cast import Office
from tests.server.stand import Stand
from tests.server.test_rating import IN_HOURS, this_mornings

ONCE = "20261117-0123456789abcdef0123"
MONEY = "Cán bộ đòi tiền, số tôi 0912 345 678"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set(IN_HOURS)
    with cast.opened(stand) as made:
        yield made


def sent(stand: Stand, path: str, **fields: str) -> httpx.Response:
    return stand.client.post(path, data={"once": ONCE} | fields)


def kept(stand: Stand) -> list[tuple[int, str, str]]:
    return [(row.rating, row.comment, row.channel) for row in ballots(stand)]


@pytest.mark.parametrize("channel", ["slip", "poster"])
def test_what_was_changed_meanwhile_is_what_is_kept_and_raises_its_alert(stand: Stand, channel: str) -> None:
    stand.set(IN_HOURS)
    path = f"/q/{stand.poster}" if channel == "poster" else f"/r/{this_mornings(stand, stand.phone(0))[0]}"
    assert sent(stand, path, rating="5").status_code == 200
    stand.database._quieten()
    again = sent(stand, path, rating="1", comment=MONEY, q8="1")
    assert (again.status_code, "Ý kiến đã được ghi nhận" in again.text) == (200, True)
    assert kept(stand) == [(1, "Cán bộ đòi tiền, số tôi [đã che]", channel)]
    with stand.database.reader() as connection:
        commune = communes.read(connection, stand.commune)
        assert comments.waiting(connection, commune, "office", stand.clock.now().date()) == (1, 0)
    assert sent(stand, path, comment="Thiếu mức").status_code == 422
    assert stand.differences() == []


def test_after_the_sitting_it_is_said_that_the_first_was_kept_and_the_words_come_back(stand: Stand) -> None:
    stand.set(IN_HOURS)
    path = f"/r/{this_mornings(stand, stand.phone(0))[0]}"
    sent(stand, path, rating="5")
    stand.set("2026-11-17T10:00:01+07:00")
    late = sent(stand, path, rating="1", comment="Chờ <lâu>")
    assert (late.status_code, "đã được nhận trước khi sửa" in late.text) == (409, True)
    assert "Ý kiến đã được ghi nhận" not in late.text and "Chờ &lt;lâu&gt;</textarea>" in late.text
    assert "Received before it was changed" in sent(stand, path, rating="1", lang="en").text
    assert sent(stand, path, rating="5").status_code == 200
    assert kept(stand) == [(5, "", "slip")]


def test_what_the_office_has_taken_up_stays_as_it_was(stand: Stand, office: Office) -> None:
    path = f"/q/{stand.poster}"
    sent(stand, path, rating="1", comment=MONEY)
    own = ballots(stand)[0].id
    step = {"standing": "done", "owner": "Chị Hoa", "due": "2026-11-19", "answer": "Đã nhắc", "said": ""}
    assert office.browser("office").post(f"/office/satisfaction/comments/{own}", step).status_code == 303
    assert sent(stand, path, rating="5").status_code == 409
    assert [rating for rating, _, _ in kept(stand)] == [1]


def test_thanks_lead_a_page_without_a_script_to_an_address_that_stores_nothing(stand: Stand) -> None:
    stand.set(IN_HOURS)
    slips = this_mornings(stand, stand.phone(0))
    for path in (f"/q/{stand.poster}", f"/r/{slips[0]}"):
        thanks = stand.client.post(path, data={"rating": "5", "lang": "en"})
        led = '<noscript><meta http-equiv="refresh" content="0; url=?said=thanks&amp;lang=en"></noscript>'
        assert (thanks.status_code, led in thanks.text) == (200, True)
        page = stand.client.get(f"{path}?said=thanks&lang=en")
        assert (page.status_code, "Your answer has been recorded" in page.text) == (200, True)
        assert "refresh" not in page.text and "<form" not in page.text
    assert "<form" in stand.client.get(f"/r/{slips[1]}?said=thanks").text  # nothing to thank for yet
    assert len(kept(stand)) == 2
