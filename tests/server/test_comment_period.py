"""What citizens wrote on ballots goes when its period is over; levels, figures and what was published stay."""

from collections.abc import Iterator

import pytest

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.ballot_cast import ballots
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.week_cast import vote

PATH = "/office/privacy/comments"
COMMENTS = "/office/satisfaction/comments"
STEP = {"standing": "done", "owner": "Chị Hoa", "due": "2026-11-19", "answer": "Đã kê thêm", "said": "Thiếu ghế"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set("2026-11-17T09:00:00+07:00")
    with cast.opened(stand) as made:
        yield made


def test_words_past_their_period_go_and_nothing_else(stand: Stand, office: Office) -> None:
    for rating, comment in ((4, "Thiếu ghế ngồi"), (3, "Nóng quá"), (1, "Có người đòi tiền"), (2, "Bị mắng"), (5, "")):
        vote(stand, rating, comment)
    stand.set("2026-11-17T12:00:00+07:00")
    browser, kept = office.browser("office"), {one.comment: one for one in ballots(stand)}
    for comment, more in (("Nóng quá", {}), ("Thiếu ghế ngồi", {"published": "yes"}), ("Bị mắng", {})):
        assert browser.post(f"{COMMENTS}/{kept[comment].id}", STEP | more).status_code == 303
    stand.set("2027-11-30T23:00:00+07:00")
    browser = office.browser("office")
    assert "Chưa có góp ý nào phải xóa." in text(browser.get("/office/privacy"))
    browser.post(f"{PATH}/erase", {"sure": "yes"})
    assert {one.comment for one in ballots(stand)} == set(kept), "the period ends with its month"
    stand.set("2027-12-01T08:00:00+07:00")
    browser = office.browser("office")
    page = text(browser.get("/office/privacy"))
    assert "Xóa lời của 3 góp ý này" in page and "1 góp ý đã hết hạn nhưng chưa xử lý xong" in page
    assert "Có người đòi tiền" in browser.get(COMMENTS).text, "what waits for the office stays within its reach"
    assert browser.post(f"{PATH}/erase", {}).status_code == 422
    assert browser.post(f"{PATH}/erase", {"sure": "yes"}).status_code == 303
    assert sorted((one.rating, one.comment) for one in ballots(stand)) == [
        (1, "Có người đòi tiền"), (2, "(đã xóa)"), (3, "(đã xóa)"), (4, "(đã xóa)"), (5, ""),
    ]  # fmt: skip
    assert sorted(row.said for row in office.rows(t.comment_step)) == ["(đã xóa)", "(đã xóa)", "Thiếu ghế"]
    assert stand.differences() == []
    assert "số mục: 3" in text(browser.get("/office/audit"))
    page = browser.get(f"{COMMENTS}?show=all").text
    assert "Nóng quá" not in page and "Có người đòi tiền" in page


def test_another_period_holds_from_its_day(stand: Stand, office: Office) -> None:
    vote(stand, 3, "Nóng quá")
    stand.set("2026-12-10T09:00:00+07:00")
    admin = office.browser("admin")
    assert admin.post(PATH, {"comments_from": "2027-01-05", "comments_months": "1"}).status_code == 303
    page = text(admin.get("/office/privacy"))
    assert "Đang giữ <b>12 tháng</b>" in page and "Từ 05/01/2027: 1 tháng" in page
    assert "số tháng giữ: 1" in text(admin.get("/office/audit"))
    stand.set("2027-01-05T09:00:00+07:00")
    assert "1 góp ý đã hết hạn; Văn phòng xóa được." in text(office.browser("admin").get("/office/privacy"))
    office.browser("office").post(f"{PATH}/erase", {"sure": "yes"})
    assert [one.comment for one in ballots(stand)] == ["(đã xóa)"]


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"comments_months": "0"}, "comments_months"), ({"comments_months": ""}, "comments_months"),
     ({"comments_from": "mai"}, "comments_from")],
)  # fmt: skip
def test_a_refused_period_comes_back_filled(office: Office, wrong: dict[str, str], name: str) -> None:
    form = {"comments_from": "2026-12-01", "comments_months": "18"} | wrong
    answer = office.browser("office").post(PATH, form)
    assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True)
    assert all(f'value="{value}"' in answer.text for value in form.values())
    assert not [row for row in office.acts() if row.act == "comment_period_set"]
