"""The week's papers read back: the report word for word, the summary on its page, and what the loudspeaker says."""

from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document
from docx.table import Table

from sync_server import setup, week_bulletin, week_words
from sync_server.exports import week_report
from tests.server import office_cast as cast
from tests.server.ballot_cast import put
from tests.server.libreoffice import known, lost, pages
from tests.server.stand import Stand
from tests.server.week_cast import PATH, lived, told

GOLDEN = Path(__file__).parent / "golden"


def document(stand: Stand, name: str, role: str = "chairman") -> Any:
    answer = stand.get(f"{PATH}/{name}.docx", role)
    assert answer.status_code == 200, answer.text
    return Document(BytesIO(answer.content))


def lines(made: Any) -> str:
    """A document's text in its order: a line a paragraph, a line a row with bars between its cells."""
    found = []
    for part in made.iter_inner_content():
        if isinstance(part, Table):
            found += [" | ".join(c.text.replace("\n", " / ") for c in dict.fromkeys(row.cells)) for row in part.rows]
        else:
            found.append(part.text)
    return known("\n".join(line.rstrip() for line in found if line.strip()) + "\n")


def forwarded(stand: Stand) -> None:
    """A report sent and forwarded with the office's word."""
    lived(stand)
    texts = {"feedback": "Khen nhiệt tình, có lúc phải chờ.", "causes": "", "plan": "Trực đủ các buổi.",
             "proposals": "Cấp một máy in.\nThêm hai ghế cho người già.", "base": "0", "send": "yes"}  # fmt: skip
    with cast.opened(stand) as office:
        office.browser("leader").post(f"{PATH}/text", texts)
        office.browser("office").post(f"{PATH}/forwarded", {"note": "Đề nghị Chủ tịch duyệt mua máy in."})


@pytest.mark.parametrize("name", ["report", "summary"])
def test_the_forwarded_papers_word_for_word(stand: Stand, name: str) -> None:
    forwarded(stand)
    assert lines(document(stand, name)) == (GOLDEN / f"week_{name}.txt").read_text(encoding="utf-8")


@pytest.mark.nightly
def test_libreoffice_loses_no_word_of_a_weeks_paper(stand: Stand, tmp_path: Path) -> None:
    forwarded(stand)
    names = ("report", "summary")
    papers = {f"{name}.docx": stand.get(f"{PATH}/{name}.docx", "chairman").content for name in names}
    expected = {f"{name}.docx": (GOLDEN / f"week_{name}.txt").read_text(encoding="utf-8") for name in names}
    assert lost(tmp_path, papers, expected) == {}


@pytest.mark.nightly
def test_the_summary_of_a_full_week_is_one_page(stand: Stand, tmp_path: Path) -> None:
    lived(stand)
    for channel in ("slip", "poster", "tablet", "paper"):
        for day in (*range(9, 13), *range(16, 20)):
            put(stand, f"2026-11-{day:02d}", "5543215", channel=channel)
    found = told(stand)
    assert found["before"]
    found["texts"]["proposals"] = "Đề nghị xã bổ sung thêm máy in, giấy và quạt cho quầy. " * 30
    assert pages(tmp_path, week_report.summary(found, rehearsal=True)) == 1


def test_a_draft_says_that_it_is_one_and_goes_to_the_office(stand: Stand) -> None:
    lived(stand)
    text = lines(document(stand, "report"))
    assert "BẢN NHÁP – TỔ TRƯỞNG CHƯA GỬI – DỮ LIỆU TRÌNH DIỄN" in text
    assert "Kính gửi: Văn phòng HĐND và UBND xã Đại Lãnh" in text
    assert "TỔ “LẤY PHIẾU MỨC ĐỘ HÀI LÒNG” VÀ “VIẾT HỘ”" in text
    assert "TỔ TRƯỞNG" in text.split("Nơi nhận:")[1]
    assert "Đánh giá, đôn đốc" not in text
    assert "Kiến nghị, đề xuất: không có." in text


def test_a_rehearsal_says_so(stand: Stand) -> None:
    stand.clock.rehearsed = stand.clock.now()
    for name in ("report", "summary"):
        assert "DIỄN TẬP" in lines(document(stand, name))


def test_the_page_is_the_decrees(stand: Stand) -> None:
    page = document(stand, "report").sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert [round(m.mm) for m in (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)] == [
        20, 20, 30, 15
    ]  # fmt: skip
    assert page.different_first_page_header_footer
    assert "PAGE" in page.header._element.xml
    assert document(stand, "report").styles["Normal"].font.name == "Times New Roman"


def test_the_files_have_names_and_every_reader_may_have_them(stand: Stand) -> None:
    for role in ("leader", "office", "accountant", "chairman"):
        for name in ("report.docx", "summary.docx", "bulletin.txt"):
            answer = stand.get(f"{PATH}/{name}", role)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
    assert "Báo cáo tuần 2026-W47.docx" in unquote(stand.get(f"{PATH}/report.docx").headers["content-disposition"])
    for name in ("report.docx", "summary.docx", "bulletin.txt"):
        assert stand.get(f"{PATH}/{name}", "admin").status_code == 403
        assert stand.get(f"/office/weeks/2026-W60/{name}").status_code == 422


def test_an_empty_week_has_papers_too(stand: Stand) -> None:
    stand.set("2026-12-10T09:00:00+07:00")
    answer = stand.get("/office/weeks/2026-W50/report.docx")
    text = lines(Document(BytesIO(answer.content)))
    assert "Chưa ghi lượt hướng dẫn, viết hộ nào." in text
    assert "Chưa có phiếu nào trong tuần." in text


def test_a_point_nobody_was_rostered_at_is_not_said_to_be_served(stand: Stand) -> None:
    lived(stand)
    stand.database.write(lambda tx: setup.add_point(tx, stand.commune, "Điểm Vạn Thọ"))
    report = told(stand)
    said = " ".join(week_words.organisation(report))
    assert "Theo lịch có 10 buổi trực, đã trực 9 buổi" in said and "thêm 10 buổi ngày làm việc chưa xếp ai" in said
    assert "không có ai trực" not in said and sum(day["sessions"] for day in report["days"]) == 10
    assert "Điểm Vạn Thọ" not in week_bulletin.bulletin(report)


def test_the_loudspeaker_names_nobody_and_no_small_number(stand: Stand) -> None:
    lived(stand)
    found = told(stand)
    said = week_bulletin.bulletin(found)
    week = next(part for part in said.split("\n\n") if part.startswith("Trong tuần"))
    assert week == (
        "Trong tuần, Tổ đã trực 9 buổi tại Trung tâm Phục vụ hành chính công xã Đại Lãnh. Tổ đã giúp 9 lượt người dân. "
        "Bà con nhờ giúp nhiều nhất là giấy tờ về hộ tịch. Tổ nhận được 9 phiếu bà con gửi về. "
        "Số phiếu này cộng mọi cách gửi, là kết quả lấy phiếu nội bộ của xã, không phải chỉ số SIPAS và "
        "không phải Bộ chỉ số theo Quyết định 766 của Thủ tướng Chính phủ."
    )
    assert not [one["name"] for one in found["organisation"]["members"] if one["name"] in said]
    text = stand.get(f"{PATH}/bulletin.txt").content.decode("utf-8-sig")
    assert text.replace("\r\n", "\n") == said + "\n"


@pytest.mark.parametrize(
    ("satisfied", "ballots", "expected"),
    [
        (30, 30, "Trong 30 phiếu bà con gửi về, có 30 phiếu hài lòng"), (25, 30, "có 25 phiếu hài lòng"),
        (28, 30, "30 phiếu bà con gửi về, phần lớn hài lòng"), (3, 30, "Tổ nhận được 30 phiếu bà con gửi về."),
        (29, 29, "Tổ nhận được 29 phiếu bà con gửi về. "),
        (4, 4, ""), (0, 0, ""),
    ],
)  # fmt: skip
def test_the_loudspeaker_gives_away_no_few(stand: Stand, satisfied: int, ballots: int, expected: str) -> None:
    found = told(stand)
    found["totals"] |= {"satisfied": satisfied, "ballots": ballots, "judged": ballots, "served": 30}
    said = week_bulletin.bulletin(found)
    assert expected in said
    assert ("phiếu bà con gửi về" in said) == bool(expected)


def test_the_loudspeaker_gives_only_the_number_of_ballots_not_to_be_believed_yet(stand: Stand) -> None:
    found = told(stand)
    found["totals"] |= {"satisfied": 40, "ballots": 40, "judged": 40, "served": 40}
    assert "có 40 phiếu hài lòng" in week_bulletin.bulletin(found)
    sent_with_one, one_since = {"ballots": found["ballots"] | {"signs": 1}}, {"undecided_signs": 1}
    too_many = {"totals": found["totals"] | {"served": 39}}
    for odd in (sent_with_one, one_since, too_many):
        said = week_bulletin.bulletin(found | odd)
        assert "Tổ nhận được 40 phiếu bà con gửi về." in said and "hài lòng hoặc" not in said
    found["ballots"].pop("signs")  # frozen before signs were told
    found.pop("undecided_signs")
    assert "có 40 phiếu hài lòng" in week_bulletin.bulletin(found)


def test_more_ballots_than_people_helped_is_said_with_the_share(stand: Stand) -> None:
    lived(stand)
    found = told(stand)
    assert "Nhận 9 phiếu trên 9 lượt người được giúp (100,0%)." in week_words.satisfaction(found)
    found["totals"]["served"] = 4
    said = "Nhận 9 phiếu trên 4 lượt người được giúp (225,0%). Nhiều phiếu hơn lượt được giúp."
    assert said in week_words.satisfaction(found)


@pytest.mark.parametrize(
    ("then", "said"),
    [
        ((20, 36), "tỷ lệ cao hơn, hai khoảng tin cậy tách rời"),
        ((33, 40), "chưa thấy khác, hai khoảng tin cậy còn chồng lên nhau"),
        ((9, 9), "chưa đủ phiếu để so"),
    ],
)
def test_satisfied_ones_stand_beside_last_weeks_only_with_a_word_on_the_intervals(
    then: tuple[int, int], said: str
) -> None:
    now, before = {"satisfied": 36, "judged": 40}, {"satisfied": then[0], "judged": then[1]}
    week = {"totals": now, "before": {"totals": before}, "paper": {"threshold": 30}}
    assert [change for *_, change in week_words.compared(week)][1] == said


def test_a_report_frozen_before_the_threshold_was_told_says_what_it_said(stand: Stand) -> None:
    lived(stand)
    found = told(stand)
    sure = "7 trên 9 phiếu hài lòng hoặc rất hài lòng (77,8%; khoảng tin cậy 95%: 45,3% đến 93,7%)"
    assert f"{sure}; chưa đủ phiếu để kết luận." in " ".join(week_words.satisfaction(found))
    found["paper"].pop("threshold")
    assert f"{sure}. " in " ".join(week_words.satisfaction(found))
    found["ballots"].pop("signs")
    found.pop("undecided_signs")
    assert "9 phiếu bà con gửi về, phần lớn hài lòng" in week_bulletin.bulletin(found)
