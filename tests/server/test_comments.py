"""Comments on ballots: the urgent are seen at once by who may, and everybody is told what was done."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import comments, setup
from sync_server import tables as t
from sync_server.week_words import OWN_BALLOT
from tests.server import office_cast as cast
from tests.server.ballot_cast import ballots
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.week_cast import vote

PATH = "/office/satisfaction/comments"
MONEY = "Có người đòi tiền viết đơn"
STEP = {"standing": "done", "owner": "Chị Hoa", "due": "2026-11-19", "answer": "Đã nhắc và trả lại tiền",
        "said": "Có người bị hỏi thêm tiền", "published": "yes"}  # fmt: skip


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    stand.set("2026-11-17T09:00:00+07:00")
    with cast.opened(stand) as made:
        yield made


def words(answer: Any) -> str:
    """A page's words without its tags."""
    assert answer.status_code in (200, 422), answer.text
    return " ".join(re.sub("<[^>]+>", " ", text(answer).split("<main")[1]).split())


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Anh trực ĐÒI TIỀN viết đơn", "money"),
        ("co nguoi doi tien viet don", "money"),
        ("bị QUÁT trước mọi người", "rude"),
        ("Quạt ở phòng chờ hỏng", "said"),
        ("đợi tiếp nhận lâu quá", "said"),
        ("Lấy  tiền\nmà không có biên lai", "money"),
        ("Xin lỗi, tôi quên giấy", "said"),
        ("", "said"),
    ],
)
def test_a_word_makes_a_comment_urgent_as_people_write_it(said: str, kind: str) -> None:
    assert comments.kind_of(said, {"money": ["đòi tiền", "lấy tiền"], "rude": ["quát"]}) == kind


MONEYS = [
    "cán bộ đòi thêm tiền", "bắt nộp thêm tiền", "phải đưa 200 nghìn mới làm", "đòi 200.000đ", "xin tôi 100k",
    "chung chi", "gợi ý tiền cà phê", "Cán bộ doi tien", "co nguoi doi them tien", "They asked me for money",
    "asked for 200k",
    "thu tiền viết hộ", "bắt nộp 50 nghìn", "mất 100k mới xong", "phải biếu chị ấy 200k", "viết hộ mất 20.000",
    "phải chi 300 nghìn", "đòi tôi hai trăm nghìn", "doi toi hai tram nghin", "had to pay 200k extra",
    "Không đưa tiền thì không làm", "không ai đòi tiền nhưng chị kia đòi tiền",
]  # fmt: skip
RUDES = ["nói hỗn", "nói chuyện rất hỗn", "nói năng mất dạy", "He insulted me and shouted", "bị quát", "hach sach dan",
         "đuổi tôi về", "gọi tôi là đồ ngu"]  # fmt: skip
HARMLESS = [
    "không đòi tiền", "không ai xin tiền", "chưa từng thấy ai đòi tiền", "Nobody asked for money", "They didn't shout",
    "Tôi mang thiếu giấy tờ", "Bộ phận một cửa không có thẩm quyền", "Phiếu chung có chi phí in", "Đưa 3 bản sao",
    "Lấy phiếu thu tiền ở bàn 2", "Xin biên lai nộp tiền", "Phí 8.000 đồng, đúng niêm yết", "Muốn đổi tiền lẻ ở đâu",
    "đợi 2 tiếng", "Anh ấy không mắng ai", "Thank you, very kind", "Please add more chairs", "gợi ý thêm ghế",
    "không mất tiền", "mất 20 phút", "lệ phí đúng quy định 8.000 đồng nộp ở bộ phận một cửa", "không thu tiền viết hộ",
    "không phải chi tiền", "không bắt nộp tiền", "mất 2 buổi mới xong", "bắt đầu nộp lệ phí 8.000 đồng",
    "đưa ba đồng chí đến", "đưa thủ tục 1.001193", "không ai đuổi tôi về", "toi o duoi xa ve", "xin 2.000 tờ khai",
    "phải chi tiết hơn",
]  # fmt: skip


@pytest.mark.parametrize(("kind", "texts"), [("money", MONEYS), ("rude", RUDES), ("said", HARMLESS)])
def test_the_words_the_product_carries(kind: str, texts: list[str]) -> None:
    words = json.loads(setup.data_text("urgent_words.json"))
    assert [text for text in texts if comments.kind_of(text, words) != kind] == []


def test_the_office_is_told_at_once_and_the_leader_is_not(stand: Stand, office: Office) -> None:
    vote(stand, 1, MONEY)
    vote(stand, 2, "Bị mắng trước mặt mọi người")
    vote(stand, 5, "Cảm ơn các cháu")
    assert "Góp ý cần xem gấp : 2 việc liên quan tiền hoặc thái độ." in words(
        office.browser("office").get("/office/today")
    )
    assert "cần xem gấp" not in words(office.browser("leader").get("/office/today"))
    for path in (PATH, "/office/registers/complaints", "/office/weeks/2026-W47"):
        assert "Cảm ơn" not in office.browser("office").get(path).text, "the sitting is not over"
    stand.set("2026-11-17T12:00:00+07:00")
    for path in ("/office/registers/complaints", "/office/weeks/2026-W47"):
        assert "Cảm ơn" in office.browser("office").get(path).text
    for path in ("/office/registers/complaints", "/office/registers/complaints.csv"):
        assert OWN_BALLOT in text(office.browser("office").get(path))
    page = words(office.browser("office").get(PATH))
    assert page.index(MONEY) < page.index("Cảm ơn các cháu")
    assert "Hạn 20/11/2026" in page
    below_the_tabs = page.split("Lời trên phiếu")[1]
    assert "Rất không hài lòng" not in page and "Áp phích" not in below_the_tabs
    chairman = words(office.browser("chairman").get(PATH))
    assert MONEY in chairman and "Bị mắng" not in chairman and "Cảm ơn" not in chairman
    assert "1 phản ánh trên phiếu chưa xử lý xong" in words(office.browser("chairman").get("/office/chairman"))
    for role in ("leader", "officer", "accountant"):
        for path in (PATH, "/office/registers/complaints", "/office/weeks/2026-W47"):
            assert MONEY not in office.browser(role).get(path).text


def test_a_yes_to_the_question_on_payment_is_a_case_even_without_a_word(stand: Stand, office: Office) -> None:
    assert stand.client.post(f"/q/{stand.poster}", data={"rating": "5", "q8": "1"}).status_code == 200
    assert stand.client.post(f"/q/{stand.poster}", data={"rating": "1", "q8": "0"}).status_code == 200
    page = words(office.browser("chairman").get(PATH))
    assert "Không ghi lời nào Liên quan tiền Trả lời “Có” ở câu có phải trả thêm tiền" in page
    assert page.count("Không ghi lời nào") == 1


def test_it_is_answered_told_to_everybody_and_read_out(stand: Stand, office: Office) -> None:
    vote(stand, 1, MONEY)
    (kept,) = ballots(stand)
    browser = office.browser("office")
    stand.set("2026-11-23T08:00:00+07:00")
    assert "Quá hạn" in words(browser.get(PATH)) and "1 việc quá hạn" in words(browser.get("/office/today"))
    assert browser.post(f"{PATH}/{kept.id}", STEP).headers["location"] == f"{PATH}?show=all"
    assert "Quá hạn" not in words(browser.get(f"{PATH}?show=all"))
    assert "Không còn góp ý nào chờ xử lý." in words(browser.get(PATH))
    for role in ("leader", "officer"):
        sheet = words(office.browser(role).get("/office/said"))
        assert "Có người bị hỏi thêm tiền Xã làm Đã nhắc và trả lại tiền (23/11/2026)" in sheet
        assert MONEY not in sheet
    bulletin = stand.get("/office/weeks/2026-W48/bulletin.txt", "leader").text
    assert "Bà con nói: Có người bị hỏi thêm tiền. Xã đã làm: Đã nhắc và trả lại tiền." in bulletin
    assert stand.differences() == []
    trail = office.acts()[-1]
    assert (trail.act, "trả lại tiền" in trail.detail, kept.id in trail.detail) == ("comment_set", False, True)
    stand.database.write(lambda tx: tx.execute(t.comment_step.update().values(owner="Ai khác")) and None)
    assert len(stand.differences()) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"answer": ""}, "Việc đã xong thì ghi xã đã làm gì."),
        ({"said": ""}, "Ghi lại điều bà con nói, bằng lời của Văn phòng."),
        ({"said": "Ông Ba 0912345678 nói"}, "số điện thoại"),
        ({"standing": "gone"}, "Lựa chọn này không có."),
        ({"due": "mai"}, "Ngày chưa đúng."),
    ],
)
def test_half_an_answer_is_not_told_and_nothing_typed_is_lost(
    stand: Stand, office: Office, wrong: dict[str, str], said: str
) -> None:
    vote(stand, 3, "Thiếu ghế ngồi chờ")
    stand.set("2026-11-17T12:00:00+07:00")
    answer = office.browser("office").post(f"{PATH}/{ballots(stand)[0].id}", STEP | wrong)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert 'value="Chị Hoa"' in answer.text
    assert office.rows(t.comment_step) == []


def test_the_chairman_touches_only_what_is_about_money(stand: Stand, office: Office) -> None:
    vote(stand, 3, "Thiếu ghế")
    assert office.browser("chairman").post(f"{PATH}/{ballots(stand)[0].id}", STEP).status_code == 404


def test_the_office_changes_the_words(stand: Stand, office: Office) -> None:
    vote(stand, 3, "Phải mua hồ sơ ở ngoài")
    browser = office.browser("office")
    assert "Liên quan tiền" not in words(browser.get(PATH)).split("Từ làm một góp ý")[0]
    for few in ("a", "… ..."):
        assert "ít nhất 3 chữ cái" in words(browser.post(f"{PATH}/words", {"money": few, "rude": ""}))
    assert browser.post(f"{PATH}/words", {"money": "mua hồ sơ", "rude": "quát"}).status_code == 303
    assert "Phải mua hồ sơ ở ngoài Liên quan tiền" in words(browser.get(PATH))
    assert "mua hồ sơ" in words(browser.get("/office/audit"))


def test_signs_that_nobody_sees_do_not_hide_a_number(stand: Stand) -> None:
    vote(stand, 4, "gọi 0912\u200b345\u200b678 nhé")
    assert ballots(stand)[0].comment == "gọi [đã che] nhé"
