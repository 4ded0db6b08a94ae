"""Paper ballots: read twice by two people who do not see each other's reading, settled, stored, and forgotten."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.ballot_cast import ballots
from tests.server.office_cast import PASSWORD, Browser, Office, text
from tests.server.stand import Stand

PATH = "/office/satisfaction/papers"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set("2026-11-20T09:00:00+07:00")
    with cast.opened(stand) as made:
        stored = next(row.password for row in made.rows(t.web_user) if row.role == "office")
        row = {"username": "hoa", "commune_id": stand.commune, "password": stored, "role": "office", "name": "Hoa"}
        stand.database.write(lambda tx: tx.execute(t.web_user.insert(), row) and None)
        yield made


def words(answer: Any) -> str:
    """A page's words without its tags."""
    assert answer.status_code in (200, 409, 422), answer.text
    return " ".join(re.sub("<[^>]+>", " ", text(answer).split("<main")[1]).split())


def second(office: Office) -> Browser:
    """The office's other person."""
    browser = office.browser()
    assert browser.sign_in("hoa", PASSWORD).status_code == 303
    return browser


def opened(office: Office, browser: Browser, **other: str) -> str:
    box = {"point": office.stand.point, "day": "2026-11-19", "session": "morning", "kind": "quick", "papers": "3"}
    answer = browser.post(PATH, box | other)
    assert answer.status_code == 303, words(answer)
    return str(answer.headers["location"])


def read(*ratings: str, **other: str) -> dict[str, str]:
    return {f"rating-{n}": rating for n, rating in enumerate(ratings, 1)} | other


def test_two_who_agree_store_at_once_and_nothing_is_left_of_their_reading(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), second(office)
    box = opened(office, one)
    assert one.post(box, read("5", "0", "4", **{"comment-1": "Ghế ít, gọi 0912345678"})).status_code == 303
    assert "Lượt hai phải do người khác" in words(one.get(box))
    assert "0912" not in office.rows(t.paper_entry)[0].body
    assert "Ghế ít" not in two.get(box).text and "Chờ bạn nhập lượt 2" in words(two.get(PATH))
    assert two.post(box, read("5", "0", "4", **{"comment-1": "ghế ít,  gọi 0912345678"})).status_code == 303
    kept = ballots(stand)
    assert sorted((b.rating, b.comment) for b in kept) == [(4, ""), (5, "Ghế ít, gọi [đã che]")]
    assert {(b.channel, b.day, b.session, b.outside_hours) for b in kept} == {("paper", "2026-11-19", "morning", False)}
    assert office.rows(t.paper_entry) == []
    assert "2 phiếu được nhận, 1 tờ không hợp lệ" in words(two.get(box))
    link = re.search(r'href="(/office/satisfaction/signs[^"#]+)', text(two.get(box)))
    assert link and "Buổi sáng Thứ Năm, 19/11/2026 Phiếu giấy 2 phiếu" in words(two.get(link[1]))
    assert [row.by for row in office.acts() if row.act == "paper_entered"] == ["office", "hoa"]
    assert stand.differences() == []
    stand.database.write(lambda tx: tx.execute(t.ballot.delete().where(t.ballot.c.rating == 4)) and None)
    assert len(stand.differences()) == 1


def test_a_box_of_many_papers_is_read_in_parts_and_stored_whole(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), second(office)
    box = opened(office, one, papers="90")
    parts = [{f"rating-{n}": "5" for n in range(first, min(first + 40, 91))} for first in (1, 41, 81)]
    assert "Lưu, sang tờ 41" in words(one.get(box))
    assert one.post(box, parts[0]).status_code == two.post(box, parts[0]).status_code == 303
    assert "Tờ 41 đến 80, trong 90 tờ" in words(one.get(box)) and "lượt 1, từ tờ 41" in words(one.get(PATH))
    assert 'name="first" value="41"' in one.get(box).text
    again = one.post(box, {f"rating-{n}": "1" for n in range(1, 41)} | {"first": "1"})  # gone back, sent once more
    assert again.status_code == 303 and "Phần này đã lưu từ trước" in words(one.get(box))
    for browser, rest in ((one, parts[1:]), (two, [parts[1], parts[2] | {"rating-90": "1"}])):
        assert ballots(stand) == []
        assert [browser.post(box, part).status_code for part in rest] == [303, 303]
    assert "Tờ 90, hài lòng chung 5 Rất hài lòng 1 Rất không hài lòng" in words(one.get(box))
    assert one.post(f"{box}/settle", {"d-rating-90": "2", "reason": "Chữ mờ"}).status_code == 303
    assert sorted(b.rating for b in ballots(stand)) == [1] + [5] * 89
    assert stand.differences() == []


def test_one_person_alone_is_told_who_can_be_the_second(stand: Stand, office: Office) -> None:
    browser, told = office.browser("office"), "chưa ai nhập được lượt hai"
    assert told not in words(browser.get(PATH))
    stand.database.write(lambda tx: tx.execute(t.web_user.delete().where(t.web_user.c.username == "hoa")) and None)
    box = opened(office, browser)
    browser.post(box, read("5", "5", "5"))
    assert told in words(browser.get(PATH)) and told in words(browser.get(box))


def test_where_they_differ_a_third_look_decides_with_a_reason(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), second(office)
    box = opened(office, one, kind="full")
    one.post(box, read("5", "3", "1", **{"q1-1": "5", "q4-1": "na", "q8-3": "1"}))
    assert two.post(box, read("5", "2", "1", **{"q1-1": "4", "q4-1": "na", "q8-3": "1"})).status_code == 303
    page = words(two.get(box))
    assert "Xem lần ba: 2 chỗ hai người đọc khác nhau" in page
    assert "Tờ 1, tiếp cận dịch vụ 5 Rất hài lòng 4 Hài lòng" in page
    assert "Tờ 2, hài lòng chung 3 Bình thường 2 Không hài lòng" in page
    half = two.post(f"{box}/settle", {"d-q1-1": "2", "reason": ""})
    assert half.status_code == 422 and "Tờ 2: hãy xem lại tờ giấy rồi chọn một." in words(half)
    assert ballots(stand) == []
    settled = {"d-q1-1": "2", "d-rating-2": "1", "reason": "Chữ mờ"}
    assert two.post(f"{box}/settle", settled).status_code == 303
    found = sorted((b.rating, json.dumps(json.loads(b.answers))) for b in ballots(stand))
    assert found == [(1, '{"q8": 1}'), (3, "{}"), (5, '{"q1": 4, "q4": "na"}')]
    assert "lệch 2 chỗ: Chữ mờ" in words(one.get(box))
    assert two.post(f"{box}/settle", settled).status_code == 409
    assert len(ballots(stand)) == 3
    assert stand.differences() == []


def test_nobody_reads_a_box_twice(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    box = opened(office, browser)
    browser.post(box, read("5", "5", "5"))
    again = browser.post(box, read("5", "5", "5"))
    assert again.status_code == 409 and "Lượt hai phải do người khác nhập." in words(again)
    assert ballots(stand) == []


def test_what_is_not_read_is_said_beside_the_paper_and_the_rest_is_kept(office: Office) -> None:
    browser = office.browser("office")
    answer = browser.post(opened(office, browser), read("5", "", "9", **{"comment-1": "Còn đây"}))
    page = words(answer)
    assert answer.status_code == 422
    assert "Tờ 2: chưa chọn hài lòng chung." in page and "Tờ 3: chưa chọn" in page and "Còn đây" in page
    assert office.rows(t.paper_entry) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"papers": "401"}, "từ 1 đến 400"),
        ({"papers": "x"}, "từ 1 đến 400"),
        ({"day": "2026-11-21"}, "Ngày này chưa đến."),
        ({"point": "nowhere"}, "Lựa chọn này không có."),
    ],
)
def test_a_box_that_cannot_be(office: Office, wrong: dict[str, str], said: str) -> None:
    box = {"point": office.stand.point, "day": "2026-11-19", "session": "morning", "kind": "quick", "papers": "3"}
    answer = office.browser("office").post(PATH, box | wrong)
    assert answer.status_code == 422
    assert said in words(answer)
    assert office.rows(t.paper_batch) == []


def test_one_box_a_session_and_one_opened_by_mistake_is_dropped_with_a_reason(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    box = opened(office, browser)
    again = browser.post(
        PATH, {"point": stand.point, "day": "2026-11-19", "session": "morning", "kind": "quick", "papers": "2"}
    )
    assert again.status_code == 409 and "đã có một lô" in words(again)
    assert browser.post(f"{box}/drop", {"drop_reason": ""}).status_code == 422
    assert browser.post(f"{box}/drop", {"drop_reason": "Nhầm buổi"}).headers["location"] == PATH
    assert browser.get(box).status_code == 404
    assert "Chưa có lô phiếu giấy nào." in words(browser.get(PATH))
    assert opened(office, browser)


def test_a_late_box_adds_a_heap_and_moves_none(stand: Stand, office: Office) -> None:
    """What an older box said is shown as before when a box of an earlier day is entered after it."""
    one, two = office.browser("office"), second(office)
    for day, ratings in (("2026-11-19", "55551"), ("2026-11-18", "12"), ("2026-11-17", "111")):
        box = opened(office, one, day=day, papers=str(len(ratings)))
        for browser in (one, two):
            browser.post(box, read(*ratings))
        page = words(one.get("/office/satisfaction?from=2026-11-19&to=2026-11-19"))
        assert "Phiếu giấy 5 5 4 80,0%" in page
    assert "Phiếu giấy 10 10 4 40,0%" in words(one.get("/office/satisfaction"))
