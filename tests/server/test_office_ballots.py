"""The office's side of the citizen's ballot: slips on paper, posters that are read or not, and words from a day on."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import ballot_texts
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Browser, Office, text
from tests.server.stand import Stand
from tests.server.test_rating import ballots, rows

DAY = "2026-11-20"
SHIFT = {"day": DAY, "session": "morning", "blocks": "1"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set(cast.NOW)
    with cast.opened(stand) as made:
        yield made


def printed(stand: Stand, browser: Browser, **other: str) -> list[str]:
    answer = browser.post("/office/slips", {"point": stand.point, **SHIFT, **other})
    assert answer.status_code == 200
    return re.findall(r"testserver/r/(\w{5}-\w{5})<", answer.text)


def acts(office: Office, name: str) -> list[dict[str, Any]]:
    return [json.loads(row.detail) for row in office.acts() if row.act == name]


def test_a_block_is_printed_once_and_each_slip_takes_one_ballot(stand: Stand, office: Office) -> None:
    leader = office.browser("leader")
    codes = printed(stand, leader, blocks="2")
    assert len(set(codes)) == 60
    raw = b"".join(f.read_bytes() for f in stand.site.settings.data_dir.glob("shiftbook.db*"))
    assert not [code for code in codes if code.replace("-", "").encode() in raw]
    assert acts(office, "slips_printed") == [{"point": stand.point, "day": DAY, "session": "morning", "slips": 60}]
    path = f"/r/{codes[0].lower()}"
    assert [stand.client.post(path, data={"rating": "4"}).status_code for _ in range(2)] == [200, 409]
    assert not set(codes) & set(re.findall(r"\w{5}-\w{5}", leader.get("/office/slips").text))
    assert not set(codes) & set(printed(stand, leader))
    assert stand.differences() == []
    stand.set("2026-11-28T09:00:00+07:00")
    assert stand.client.get(f"/r/{codes[1]}").status_code == 410


def test_given_printed_offered_used_and_served_stand_side_by_side(stand: Stand, office: Office) -> None:
    leader, phone = office.browser("leader"), stand.phone(0)
    slip = next(c["data"]["slips"][0] for c in phone.pull() if c["kind"] == "ballot_slips" and c["data"]["day"] == DAY)
    at = f"{DAY}T09:00:00+07:00"
    offers = [
        phone.fact("ballot_offered", {"point": stand.point, "channel": c}, at) for c in ("slip", "slip", "poster")
    ]
    helped = phone.fact(
        "assisted", {"point": stand.point, "mode": "guided", "applicant": "person", "outcome": "ready"}, at
    )
    phone.push(*offers, helped)
    for path in (f"/r/{slip}", f"/r/{printed(stand, leader)[0]}", f"/q/{stand.poster}"):
        stand.client.post(path, data={"rating": "5"})
    shown = text(leader.get("/office/slips"))
    row = shown.split("Buổi sáng Thứ Sáu 20/11")[1].split("</tr>")[0]
    assert re.findall(r"data-name=\"([^\"]+)\">(\d+)<", row) == [
        ("Cấp cho máy", "60"), ("In giấy", "30"), ("Đã mời", "2"), ("Đã dùng", "2"), ("Lượt được giúp", "1"),
    ]  # fmt: skip
    assert "Phiếu nhiều hơn lượt giúp và chuyển công chức" in row
    chart = text(leader.get(f"/office/satisfaction?from={DAY}&to={DAY}")).split("từ phát đến dùng")[1]
    assert re.findall(r"<td class=\"number\">([^<]+)<", chart)[:6] == ["150", "–", "32", "21,3%", "2", "6,2%"]
    assert "Đã mời và in giấy" in chart
    assert "chưa có mã nào" in text(leader.get("/office/slips?day=2026-10-01"))


def test_slips_printed_early_count_from_their_printing_on(stand: Stand, office: Office) -> None:
    """Printed today for next month and used today: nobody is accused, and used never passes offered."""
    leader = office.browser("leader")
    (code, *_) = printed(stand, leader, day="2026-12-21")
    assert stand.client.post(f"/r/{code}", data={"rating": "5"}).status_code == 200
    assert "Dùng nhiều hơn số đã mời và đã in" not in text(leader.get("/office/slips")).split("<tbody>")[1]
    assert "Dùng nhiều hơn mời" not in text(leader.get(f"/office/satisfaction/signs?from={DAY}&to={DAY}"))
    funnels = []
    for day in (DAY, "2026-12-21"):
        page = text(leader.get(f"/office/satisfaction?from={day}&to={day}")).split("từ phát đến dùng")[1]
        funnels.append(re.findall(r"<td class=\"number\">([^<]+)<", page.split("</table>")[0]))
    assert funnels == [["30", "–", "30", "100,0%", "1", "3,3%"], ["30", "–", "30", "100,0%", "0", "0,0%"]]
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"day": "2026-11-19"}, "Hãy chọn từ hôm nay đến 60 ngày tới."),
        ({"day": "2027-02-01"}, "Hãy chọn từ hôm nay đến 60 ngày tới."),
        ({"day": "mai"}, "Ngày chưa đúng"),
        ({"blocks": "5"}, "từ 1 đến 4 tập"),
        ({"blocks": "-1"}, "từ 1 đến 4 tập"),
        ({"session": "đêm"}, "Lựa chọn này không có"),
        ({"point": "p000"}, "Lựa chọn này không có"),
    ],
)
def test_what_cannot_be_printed_is_said_beside_its_field(
    stand: Stand, office: Office, wrong: dict[str, str], told: str
) -> None:
    answer = office.browser("office").post("/office/slips", {"point": stand.point, **SHIFT, **wrong})
    assert (answer.status_code, told in answer.text, "Chưa in phiếu nào." in answer.text) == (422, True, True)
    assert rows(stand, t.slip) == []


def test_guessing_is_shown_by_the_day(stand: Stand, office: Office) -> None:
    leader = office.browser("leader")
    assert "không ai mở mã nào không có" in text(leader.get("/office/slips"))
    for n in range(33):
        stand.client.get(f"/r/{n:010d}")
    shown = text(leader.get("/office/slips"))
    assert re.search(r'20/11/2026</th><td class="number">30</td><td class="number"><span class="tag warn">3<', shown)
    assert "127.0.0.1" not in shown


def test_a_poster_somebody_only_asked_about_was_not_opened(stand: Stand, office: Office) -> None:
    path = f"/q/{stand.poster}"
    assert stand.client.request("HEAD", path).status_code == 200
    stand.database.write(lambda tx: None)
    assert rows(stand, t.poster_read) == []
    stand.client.get(path)
    stand.database.write(lambda tx: None)
    assert [row["opened"] for row in rows(stand, t.poster_read)] == [True]


def read(stand: Stand, at: str, *, check: bool = False) -> None:
    stand.set(at)
    headers = {"Sec-Fetch-Dest": "empty"} if check else {}
    assert stand.client.get(f"/q/{stand.poster}", headers=headers).status_code == 200
    stand.database.write(lambda tx: None)  # the page does not wait for the note that it was read; this does


def test_a_poster_nobody_reads_is_reported_after_so_many_working_days(stand: Stand, office: Office) -> None:
    leader, warning = office.browser("leader"), "ã 3 ngày làm việc không ai đọc mã"
    read(stand, "2026-11-18T09:00:00+07:00")
    read(stand, "2026-11-18T09:00:00+07:00", check=True)
    for today, silent in (("2026-11-20", False), ("2026-11-23", False), ("2026-11-24", True)):
        stand.set(f"{today}T09:00:00+07:00")  # Thursday, Friday and Monday went by
        assert (warning in leader.get("/office/today").text, warning in leader.get("/office/posters").text) == (
            silent, silent,
        ), today  # fmt: skip
    shown = text(leader.get("/office/posters"))
    assert shown.count("Thứ Tư, 18/11/2026") == 2 and "Đã 3 ngày làm việc" in shown
    read(stand, "2026-11-24T09:30:00+07:00", check=True)
    assert warning not in leader.get("/office/today").text
    assert {(r["day"], r["opened"], r["checked"]) for r in rows(stand, t.poster_read)} == {
        ("2026-11-18", True, True), ("2026-11-24", False, True),
    }  # fmt: skip


def test_the_office_sets_after_how_many_days(stand: Stand, office: Office) -> None:
    browser, warning = office.browser("office"), "ã 1 ngày làm việc không ai đọc mã"
    read(stand, "2026-11-18T09:00:00+07:00")
    stand.set(cast.NOW)
    assert browser.post("/office/posters", {"days": "1"}).status_code == 303
    assert warning in browser.get("/office/today").text
    for wrong in ("0", "61", "x", ""):
        answer = browser.post("/office/posters", {"days": wrong})
        assert (answer.status_code, f'value="{wrong}"' in answer.text) == (422, True)
    assert acts(office, "poster_quiet_set") == [{"days": 1}]


def test_a_poster_is_replaced_with_a_reason_and_stays_in_its_history(stand: Stand, office: Office) -> None:
    browser, path = office.browser("admin"), f"/office/posters/{stand.point}/replace"
    refused = browser.post(path, {"reason": " "})
    assert (refused.status_code, "Chưa thay áp phích." in refused.text) == (422, True)
    assert browser.post(path, {"reason": "Bị chụp đưa lên mạng"}).status_code == 303
    shown = text(browser.get("/office/posters"))
    assert f"{stand.poster[:4]}-{stand.poster[4:]}" in shown.split("Các mã đã thay (1)")[1]
    assert f"{stand.poster[:4]}-{stand.poster[4:]}" not in browser.get(f"/office/posters/{stand.point}?size=a5").text
    assert stand.client.get(f"/q/{stand.poster}").status_code == 410
    assert "admin thay: Bị chụp đưa lên mạng" in shown.split("Các mã đã thay (1)")[1]
    assert acts(office, "poster_replaced") == [
        {"point": stand.point, "old": stand.poster, "reason": "Bị chụp đưa lên mạng"}
    ]
    assert stand.differences() == []
    assert browser.post("/office/posters/p000/replace", {"reason": "x"}).status_code == 404


def words(**other: str) -> dict[str, str]:
    return dict(ballot_texts.fields()) | {"from": "2026-11-21", "lang": "vi"} | other


def test_words_are_seen_first_and_hold_from_their_day(stand: Stand, office: Office) -> None:
    browser, new = office.browser("office"), "Hôm nay <b>mọi việc</b> thế nào?"
    seen = browser.post("/office/wording/preview/quick", words(question_vi=new))
    assert "Hôm nay &lt;b&gt;mọi việc&lt;/b&gt; thế nào?" in seen.text and "Xem trước" in seen.text
    assert "I did not ask for help" in browser.post("/office/wording/preview/full", words(lang="en")).text
    assert rows(stand, t.ballot_text) == []
    assert browser.post("/office/wording", words(question_vi=new)).headers["location"] == "/office/wording"
    shown = text(browser.get("/office/wording"))
    assert shown.count("Bản số") >= 1 and "Chưa đến ngày" in shown and "Đang dùng" in shown.split("Bản có sẵn")[1]
    stand.set("2026-11-21T09:00:00+07:00")
    assert "mọi việc" in stand.client.get(f"/q/{stand.poster}").text
    assert ballots(stand) == []


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"from": "2026-11-19"}, "ngày đã qua không đổi được"),
        ({"q3_vi": " "}, "Ô này chưa ghi."),
        ({"q3_vi": "a" * 401}, "Dài quá."),
    ],
)
def test_words_that_cannot_be_kept_come_back_as_typed(
    stand: Stand, office: Office, wrong: dict[str, str], told: str
) -> None:
    answer = office.browser("office").post("/office/wording", words(thanks_vi="Cảm ơn nhiều!", **wrong))
    assert (answer.status_code, told in answer.text, "Cảm ơn nhiều!</textarea>" in answer.text) == (422, True, True)
    assert rows(stand, t.ballot_text) == []
