"""The figures of satisfaction as the office sees them: honest, by channel, and silent on fewer than five."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from shiftbook import ballots as book
from sync_server import week_words
from tests.server import office_cast as cast
from tests.server.ballot_cast import put, second_point
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.week_cast import told as week_told
from tests.server.week_cast import written

PATH = "/office/satisfaction"
SPAN = "from=2026-11-01&to=2026-11-30"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set("2026-11-25T07:00:00+07:00")
    with cast.opened(stand) as made:
        yield made


def words(answer: Any) -> str:
    """A page's words without its tags."""
    assert answer.status_code in (200, 422), answer.text
    return " ".join(re.sub("<[^>]+>", " ", text(answer).split("<main")[1]).split())


def shown(office: Office, query: str = SPAN, role: str = "leader") -> str:
    return words(office.browser(role).get(f"{PATH}?{query}"))


def test_an_empty_time_says_so_and_whose_ballots_these_are(office: Office) -> None:
    page = shown(office)
    for said in ("0 phiếu trên 0 lượt được giúp", "– tỷ lệ lấy phiếu", "Cộng các kênh: chưa có phiếu",
                 "không phải chỉ số SIPAS và không phải Bộ chỉ số theo Quyết định số 766/QĐ-TTg",
                 "Chưa phát mã nào", "Cần ít nhất hai tuần đủ phiếu để vẽ."):  # fmt: skip
        assert said in page
    assert not re.search(r"\d+,\d%", page)


@pytest.mark.parametrize("path", ["", "/comments", "/signs", "/papers", "../posters", "../slips", "../wording"])
def test_every_page_of_ballots_says_that_they_are_the_communes_own(office: Office, path: str) -> None:
    address = f"/office/{path[3:]}" if path.startswith("..") else f"{PATH}{path}"
    assert words(office.browser("office").get(address)).count("không phải chỉ số SIPAS") == 1


def test_what_is_put_on_walls_says_so_too(stand: Stand, office: Office) -> None:
    for address in (f"/office/posters/{stand.point}", "/office/said"):
        assert "Bộ chỉ số theo Quyết định số 766/QĐ-TTg" in words(office.browser("office").get(address))


def test_figures_say_which_channels_they_are_of(stand: Stand, office: Office) -> None:
    put(stand, "2026-11-17", "55555")
    page = shown(office)
    assert page.index("Các số dưới đây cộng bốn kênh") < page.index("5 phiếu trên 0 lượt được giúp")
    assert "Từng tuần, cộng các kênh" in page
    page = shown(office, f"{SPAN}&channel=slip")
    assert page.index("Các số dưới đây chỉ của kênh: Mã phiếu một lần") < page.index("0 phiếu trên 0 lượt được giúp")
    assert "Từng tuần, mã phiếu một lần" in page and "cộng bốn kênh" not in page


def test_each_channel_is_told_apart_with_its_interval_and_what_may_be_concluded(stand: Stand, office: Office) -> None:
    phone = stand.phone(1)
    assert {v["status"] for v in phone.push(*(written(stand, phone, n) for n in range(10)))} == {"stored"}
    put(stand, "2026-11-17", "5" * 20 + "4" * 10 + "3" * 10, "slip")
    put(stand, "2026-11-17", "55554", "poster")
    put(stand, "2026-11-18", "111", "tablet")
    page = shown(office)
    assert "Bốn kênh chung 10 lượt được giúp" in page
    assert "Tuần 46/2026 0 0 0 –" in page and "Tuần 47/2026 48 10 (480,0%) 45 35 77,8%" in page
    file = office.browser("leader").get(f"{PATH}.csv?{SPAN}").content.decode("utf-8-sig").splitlines()
    for part, told in (("Kênh", ",,"), ("Đang xem", ',10,"480,0%",')):
        assert told in next(line for line in file if line.startswith(part))
    assert any(line.startswith('"Tuần') and ',10,"480,0%",' in line for line in file)
    assert "48 phiếu trên 10 lượt được giúp 480,0% tỷ lệ lấy phiếu Nhiều phiếu hơn lượt được giúp" in page
    assert "Mã phiếu một lần 40 40 30 75,0% 59,8% đến 85,8% đủ phiếu để kết luận" in page
    assert "Áp phích (ai cũng quét được) 5 5 5 100,0% 56,6% đến 100,0% chưa đủ phiếu để kết luận" in page
    assert "Máy tính bảng 3 0 – – – chưa có nhóm 5 phiếu trọn trong thời gian này" in page
    assert "3 phiếu không nằm trong tỷ lệ" in page
    assert "Rất hài lòng 24 53,3% Hài lòng 11 24,4% Bình thường trở xuống 10 22,2%" in page


def test_a_heap_over_two_weeks_is_said_to_be_one_once_its_sittings_are_over(stand: Stand, office: Office) -> None:
    """Three of one week and nine of the next are one heap: neither week has a rate, and none waits for more."""
    put(stand, "2026-11-13", "555")
    put(stand, "2026-11-16", "555555555")
    page = shown(office, "from=2026-11-16&to=2026-11-22")
    assert "9 phiếu không nằm trong tỷ lệ: chung nhóm (ít nhất 5 phiếu) với phiếu ngoài những ngày này" in page
    said = "9 phiếu không nằm trong tỷ lệ của tuần này: chung nhóm (ít nhất 5 phiếu) với phiếu tuần khác"
    assert said in " ".join(week_words.satisfaction(week_told(stand)))
    assert "không nằm trong tỷ lệ" not in shown(office)
    put(stand, "2026-11-25", "5")
    assert "1 phiếu chưa nằm trong tỷ lệ: buổi chưa xong" in shown(office)


def test_who_is_signed_in_gets_the_contracts_shape_and_no_answers_of_a_cut_heap(stand: Stand, office: Office) -> None:
    put(stand, "2026-11-17", "55512", "slip")
    put(stand, "2026-11-18", "123", "slip")
    browser, path = office.browser("chairman"), "/api/v1/satisfaction?from=2026-11-01&to="
    whole, cut = (browser.get(f"{path}{day}").json()["slip"] for day in ("2026-11-17", "2026-11-18"))
    exact = stand.get(f"{path}2026-11-18").json()["slip"]
    assert whole.keys() == cut.keys() == exact.keys()
    assert (whole["ballots"], whole["satisfied"], whole["rate"]) == (5, 3, 0.6)
    assert (cut["ballots"], cut["satisfied"], cut["rate"], cut["low"]) == (8, None, None, None)
    assert (exact["ballots"], exact["satisfied"], exact["rate"]) == (8, 3, 0.375)


def test_two_times_are_compared_only_where_their_intervals_are_apart(stand: Stand, office: Office) -> None:
    put(stand, "2026-11-10", "5" * 30 + "1" * 10)
    put(stand, "2026-11-17", "5" * 34 + "1" * 6)
    week = "from=2026-11-16&to=2026-11-22"
    assert "Chưa thấy khác kỳ liền trước (85,0%, kỳ trước 75,0%): hai khoảng tin cậy còn chồng lên nhau." in shown(
        office, week
    )
    put(stand, "2026-11-11", "1" * 40)
    assert "Cao hơn kỳ liền trước (85,0%, kỳ trước 37,5%): hai khoảng tin cậy tách rời nhau." in shown(office, week)
    assert "Chưa so được" in shown(office, "from=2026-11-09&to=2026-11-15")


def test_points_are_compared_with_all_others_and_never_ranked(stand: Stand, office: Office) -> None:
    other = second_point(stand)
    put(stand, "2026-11-17", "5" * 40)
    put(stand, "2026-11-17", "5" * 10 + "2" * 30, point=other)
    phone = stand.phone(1)
    phone.push(*(written(stand, phone, n) for n in range(10)))
    page = shown(office)
    assert "40 10 (400,0%) 40 40 100,0%" in page
    assert "Vạn Thọ 40 0 40 10 25,0% 14,2% đến 40,2% thấp hơn các điểm khác" in page
    assert "40 phiếu trên 0" in shown(office, f"{SPAN}&point={other}")


def test_a_question_counts_who_answered_it_and_not_who_had_nothing_to_say(stand: Stand, office: Office) -> None:
    put(stand, "2026-11-17", "5" * 6, answers={"q1": 2, "q4": "na", "q7": 1, "q8": 0})
    put(stand, "2026-11-17", "5" * 4, answers={"q1": 5, "q4": 4})
    page = shown(office)
    assert "Tỷ lệ hài lòng, rất hài lòng 10 4 40,0%" in page
    assert "Tỷ lệ chỉ phải đến 1 lần 6 6 100,0%" in page
    assert page.count("chưa có nhóm 5 câu trả lời trọn trong thời gian này") == 5


def test_levels_are_told_of_whole_weeks_over_all_channels_and_points_alone(stand: Stand, office: Office) -> None:
    """One point, one day: ten and one from the poster, five by slip; no filter may tell the one from the others."""
    put(stand, "2026-11-17", "5" * 10 + "1")
    put(stand, "2026-11-17", "55541", "slip")
    week = "from=2026-11-16&to=2026-11-22"
    assert "16 phiếu của 1 tuần trọn" in shown(office, week)
    assert "Hài lòng trở lên 14 87,5% Bình thường trở xuống 2 12,5%" in shown(office, week)
    for query in ("channel=slip", "channel=poster", f"point={stand.point}"):
        page = shown(office, f"{week}&{query}")
        assert "Năm mức chỉ nói cho mọi điểm và cộng các kênh" in page and "trở xuống" not in page
    for day in ("from=2026-11-17&to=2026-11-17", "from=2026-11-16&to=2026-11-21"):
        assert "Năm mức chỉ nói cho tuần trọn." in shown(office, day)


@pytest.mark.parametrize(("answers", "told"), [
    ({5: 10, 4: 6, 3: 5, 2: 5, 1: 9}, {"5": 10, "4": 6, "3": 5, "2": 5, "1": 9}),
    ({5: 10, 4: 4, 3: 5, 2: 4, 1: 4}, {"54": 14, "3": 5, "21": 8}),
    ({5: 4, 4: 9, 3: 4, 2: 4, 1: 5}, {"54": 13, "32": 8, "1": 5}),
    ({5: 9}, {"54": 9, "321": 0}), ({5: 1, 4: 1, 3: 1}, {"54": 2, "321": 1}),
    ({4: 5, 2: 6, 1: 4}, {"54": 5, "321": 10}),
])  # fmt: skip
def test_neighbouring_levels_are_put_together_until_they_are_five(answers: Any, told: Any) -> None:
    assert list(book.grouped(answers).items()) == list(told.items())


def test_weeks_added_up_are_told_no_finer_than_each() -> None:
    fine, coarse = {"5": 10, "4": 6, "3": 5, "21": 5}, {"5": 7, "4": 5, "32": 6, "1": 5}
    assert book.added([fine, coarse]) == {"5": 17, "4": 11, "321": 21}
    assert book.added([fine]) == fine and book.added([]) == {}


def test_the_weeks_are_drawn_once_two_have_enough(stand: Stand, office: Office) -> None:
    put(stand, "2026-11-10", "55541")
    put(stand, "2026-11-17", "55551")
    answer = office.browser("chairman").get(f"{PATH}?{SPAN}")
    assert (
        'id="trend-words">tuần 44/2026 (từ 01/11): –; tuần 45/2026: –; tuần 46/2026: 80,0%; tuần 47/2026: 80,0%'
        in answer.text
    )
    assert "T44*" in answer.text and "T46<" in answer.text and "Dấu *" in answer.text


def test_four_weeks_are_shown_from_a_monday_on_and_cut_ones_are_marked(stand: Stand, office: Office) -> None:
    page = shown(office, "")
    assert "26/10/2026 đến 25/11/2026" in page
    assert "Tuần 44/2026 0 " in page and "Tuần 48/2026 (đến 25/11) 0 " in page
    assert "Tuần 44/2026 (từ 28/10 đến 30/10) 0 " in shown(office, "from=2026-10-28&to=2026-10-30")
    file = office.browser("leader").get(f"{PATH}.csv?from=2026-10-28&to=2026-11-08").content.decode("utf-8-sig")
    assert "tuần 44/2026 (từ 28/10)" in file and "tuần 45/2026," in file


def test_the_threshold_has_a_day_and_a_ground(stand: Stand, office: Office) -> None:
    put(stand, "2026-11-17", "5" * 40)
    browser = office.browser("office")
    wrong = browser.post(f"{PATH}/threshold", {"since": "2026-11-20", "ballots": "3", "source": ""})
    assert wrong.status_code == 422 and "Hãy ghi một số từ 20 đến 9999." in words(wrong)
    sent = {"since": "2026-11-20", "ballots": "50", "source": "Thông báo 12"}
    assert browser.post(f"{PATH}/threshold", sent).headers["location"] == PATH
    assert "Cộng các kênh: chưa đủ phiếu để kết luận" in shown(office)
    assert "Cộng các kênh: đủ phiếu để kết luận" in shown(office, "from=2026-11-16&to=2026-11-19")
    assert office.acts()[-1].act == "ballot_threshold_set"


@pytest.mark.parametrize(("query", "status"), [
    ("from=2025-01-01&to=2026-11-01", 422), ("from=2026-11-02&to=2026-11-01", 422), ("from=x", 422),
    ("point=nowhere", 404), ("channel=email", 404),
])  # fmt: skip
def test_what_cannot_be_read_is_refused(office: Office, query: str, status: int) -> None:
    assert office.browser("office").get(f"{PATH}?{query}").status_code == status
