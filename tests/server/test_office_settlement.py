"""Beside a closed month: the accountant's view, the chairman's approval and the marks of payment, by role."""

from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.test_exports import set_config

PAID = "/office/months/2026-11/paid"
HOW = {"day": "2026-12-03", "way": "cash", "receipt": "PC 45"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    """November closed with three days of one member and one of another."""
    stand.set("2026-11-30T17:00:00+07:00")
    for place, day in ((1, "03"), (1, "04"), (1, "05"), (2, "16")):
        assert stand.decide(place, f"2026-11-{day}").status_code == 200
    assert stand.act("/api/v1/months/2026-11/close").status_code == 200
    stand.set("2026-12-03T10:00:00+07:00")
    with cast.opened(stand) as made:
        yield made


def marks(office: Office) -> list[tuple[str, int, str | None]]:
    """(member, đồng, day) of every mark ever made."""
    return [(row.member, row.amount_dong, row.day) for row in sorted(office.rows(t.payment), key=lambda r: r.rev)]


def test_what_is_owed_is_the_closed_list(stand: Stand, office: Office) -> None:
    shown = text(office.browser("accountant").get(PAID))
    assert 'Phải chi <b class="sum">120.000 đồng</b>' in shown
    assert "90.000 đồng" in shown
    assert shown.count("Chưa chi") == 2


def test_an_open_month_has_nothing_to_pay(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    assert "chưa chốt nên chưa có danh sách" in text(browser.get("/office/months/2026-12/paid"))
    answer = browser.post("/office/months/2026-12/paid", {**HOW, "members": stand.members[1]})
    assert (answer.status_code, "Tháng này chưa chốt" in answer.text) == (409, True)
    assert office.browser("accountant").post("/office/months/2026-12/paid/agreed").status_code == 409


def test_members_are_marked_together_and_the_month_stays_as_it_was(stand: Stand, office: Office) -> None:
    frozen = stand.get("/api/v1/months/2026-11").content
    browser = office.browser("accountant")
    both = [stand.members[1], stand.members[2]]
    assert browser.post(PAID, {**HOW, "members": both}).headers["location"] == PAID
    shown = text(browser.get(PAID))
    assert "✓ 03/12/2026</b>, tiền mặt, số PC 45" in shown
    assert 'đã chi <b class="sum">120.000 đồng</b>' in shown
    assert marks(office) == [(both[0], 90_000, "2026-12-03"), (both[1], 30_000, "2026-12-03")]
    assert stand.get("/api/v1/months/2026-11").content == frozen
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"members": []}, "Chưa chọn ai ở bảng trên."),
        ({"day": "2026-12-04"}, "Ngày này chưa tới."),
        ({"day": "2026-11-29"}, "Ngày này trước ngày chốt tháng"),
        ({"day": "hôm qua"}, "Ngày chưa đúng."),
        ({"way": "card"}, "Lựa chọn này không có."),
        ({"receipt": " "}, "Ô này chưa ghi."),
        ({"members": ["nobody"]}, "Có người không có tiền trong danh sách đã chốt."),
    ],
)
def test_a_refused_mark_comes_back_filled(stand: Stand, office: Office, change: Any, sentence: str) -> None:
    answer = office.browser("office").post(PAID, {**HOW, "members": [stand.members[1]], **change})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    if "receipt" not in change:
        assert 'value="PC 45"' in answer.text
    assert marks(office) == []


def test_of_two_who_mark_the_second_is_told(stand: Stand, office: Office) -> None:
    one, two = office.browser("office"), office.browser("accountant")
    assert one.post(PAID, {**HOW, "members": [stand.members[1]]}).status_code == 303
    answer = two.post(PAID, {**HOW, "members": [stand.members[1], stand.members[2]]})
    assert (answer.status_code, "vừa được đánh dấu đã chi từ nơi khác" in answer.text) == (409, True)
    assert len(marks(office)) == 1


def test_a_mark_is_taken_back_with_a_reason_and_stays_in_the_history(stand: Stand, office: Office) -> None:
    browser = office.browser("accountant")
    browser.post(PAID, {**HOW, "members": [stand.members[1]]})
    fields = {"member": stand.members[1], "reason": " "}
    assert browser.post(f"{PAID}/back", fields).status_code == 422
    assert browser.post(f"{PAID}/back", {**fields, "reason": "Nhầm người"}).status_code == 303
    again = browser.post(f"{PAID}/back", {**fields, "reason": "Nhầm người"})
    assert (again.status_code, "không còn dấu đã chi" in again.text) == (409, True)
    shown = text(browser.get(PAID))
    assert "Bỏ dấu đã chi của Trần Văn Bình: Nhầm người" in shown
    assert "Đã chi 90.000 đồng cho Trần Văn Bình" in shown
    assert browser.post(PAID, {**HOW, "members": [stand.members[1]]}).status_code == 303
    assert stand.differences() == []


def test_the_accountant_and_the_chairman_say_their_word(stand: Stand, office: Office) -> None:
    accountant, chairman = office.browser("accountant"), office.browser("chairman")
    assert accountant.post(f"{PAID}/questioned").status_code == 422
    assert accountant.post(f"{PAID}/questioned", {"note": "Thiếu quyết định thành lập Tổ"}).status_code == 303
    assert accountant.post(f"{PAID}/agreed").status_code == 303
    assert chairman.post(f"{PAID}/approved", {"note": "Chi trước 05/12"}).status_code == 303
    shown = text(office.browser("leader").get(PAID))
    assert "<b>Kế toán đồng ý</b>" in shown
    assert "<b>Chủ tịch duyệt</b>: Chi trước 05/12" in shown
    assert "Kế toán có ý kiến: Thiếu quyết định thành lập Tổ" in shown
    assert stand.differences() == []


def test_a_closed_month_waits_for_the_chairman_and_is_listed_with_its_words(stand: Stand, office: Office) -> None:
    accountant, chairman = office.browser("accountant"), office.browser("chairman")
    asked = f'<a href="{PAID}#word">Duyệt và chi tháng 11/2026</a>'
    shown = text(chairman.get("/office/chairman"))
    assert asked in shown
    assert "Không có việc nào chờ Chủ tịch." not in shown
    listed = text(accountant.get("/office/months"))
    for words in ("Kế toán chưa ghi", "Chủ tịch chưa ghi", "đã chi 0/120.000 đồng"):
        assert words in listed, words
    accountant.post(f"{PAID}/questioned", {"note": "Thiếu quyết định"})
    chairman.post(f"{PAID}/declined", {"note": "Chờ kế toán"})
    accountant.post(PAID, {**HOW, "members": [stand.members[1], stand.members[2]]})
    listed = text(accountant.get("/office/months"))
    for words in ("Kế toán có ý kiến", "Chủ tịch chưa duyệt</span>", "đã chi đủ"):
        assert words in listed, words
    assert asked not in chairman.get("/office/chairman").text


def test_a_large_payment_is_shown_for_the_accountant_to_judge(stand: Stand, office: Office) -> None:
    browser = office.browser("accountant")
    assert 'id="tax"' not in browser.get(PAID).text
    stand.set("2026-12-31T17:00:00+07:00")
    rates(stand, 2_500_000)
    for day in ("2026-12-01", "2026-12-02"):
        stand.decide(1, day)
    assert stand.act("/api/v1/months/2026-12/close").status_code == 200
    shown = text(browser.get(PAID))
    assert "nếu chi một lần mọi khoản chưa chi là 5.090.000 đồng (gộp 2 tháng), từ mức 5.000.000 đồng" in shown
    browser.post(PAID, {**HOW, "members": [stand.members[1]]})
    assert "nếu chi một lần" in text(browser.get("/office/months/2026-12/paid"))
    browser.post("/office/months/2026-12/paid", {**HOW, "day": "2026-12-31", "members": [stand.members[1]]})
    shown = text(browser.get("/office/months/2026-12/paid"))
    assert "chi ngày 31/12/2026 là 5.000.000 đồng, từ mức" in shown
    assert 'id="tax"' not in browser.get(PAID).text


@pytest.fixture
def december(stand: Stand, office: Office) -> str:
    """December closed with one day of November taken from a member and one given to another; answers its paid page."""
    for place, day, counted in ((1, "03", False), (4, "16", True)):
        assert stand.decide(place, f"2026-11-{day}", counted=counted, month="2026-12").status_code == 200
    stand.set("2026-12-31T17:00:00+07:00")
    assert stand.act("/api/v1/months/2026-12/close", {"override": "Hết tháng"}).status_code == 200
    return "/office/months/2026-12/paid"


def test_paying_one_never_makes_up_for_taking_back_from_another(stand: Stand, office: Office, december: str) -> None:
    browser, how = office.browser("accountant"), {**HOW, "day": "2026-12-31"}

    def seen() -> tuple[str, str, str]:
        return text(browser.get("/office/months")), text(browser.get(december)), text(browser.get("/office/money"))

    listed, paid, money = seen()
    assert "đã chi 0/30.000 đồng · đã thu lại 0/30.000 đồng" in listed
    assert 'Phải chi <b class="sum">30.000 đồng</b> · đã chi <b class="sum">0 đồng</b>' in paid
    assert 'Phải thu lại <b class="sum">30.000 đồng</b> · đã thu lại <b class="sum">0 đồng</b>' in paid
    assert (paid.count(">Chưa chi<"), paid.count(">Chưa thu lại<")) == (1, 1)
    assert "<button>Đánh dấu đã chi, đã thu lại</button>" in paid
    assert browser.post(december, {**how, "members": [stand.members[1]], "receipt": "PT 7"}).status_code == 303
    listed, paid, money = seen()
    assert "đã chi 0/30.000 đồng · đã thu lại 30.000/30.000 đồng" in listed
    assert "Đã thu lại 30.000 đồng của Trần Văn Bình ngày 31/12/2026, tiền mặt, số PT 7" in paid
    assert "-30.000 đồng cho" not in paid and "<button>Đánh dấu đã chi</button>" in paid
    assert '0 đồng <span class="muted">trên 150.000 đồng phải chi' in money
    assert '30.000 đồng <span class="muted">trên 30.000 đồng phải thu lại' in money
    assert browser.post(december, {**how, "members": [stand.members[4]]}).status_code == 303
    listed, paid, money = seen()
    assert "đã chi đủ · đã thu lại đủ" in listed
    assert '30.000 đồng <span class="muted">trên 150.000 đồng phải chi' in money
    browser.post(f"{december}/back", {"member": stand.members[1], "reason": "Nhầm người"})
    assert "Bỏ dấu đã thu lại của Trần Văn Bình: Nhầm người" in text(browser.get(december))
    assert stand.differences() == []


def test_what_is_taken_back_hides_no_large_payment(stand: Stand, office: Office, december: str) -> None:
    set_config(stand, tax_thresholds=[{"from": "2024-01-01", "dong": 90_000, "source": "Luật"}])
    shown = text(office.browser("accountant").get(PAID))
    assert "nếu chi một lần mọi khoản chưa chi là 90.000 đồng, từ mức 90.000 đồng" in shown


def test_a_closed_month_says_what_came_to_it_afterwards(stand: Stand, office: Office) -> None:
    browser, path = office.browser("chairman"), "/office/months/2026-11"
    assert 'id="since"' not in browser.get("/office/months/2026-12").text
    assert "Chưa có dòng điều chỉnh nào, không có ngày nào đến muộn." in text(browser.get(path))
    for place, day, counted in ((1, "03", False), (4, "16", True)):
        stand.decide(place, f"2026-11-{day}", counted=counted, month="2026-12")
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, "2026-11-17T07:55:00+07:00", data={"desk_code": None}))
    frozen, shown = stand.get("/api/v1/months/2026-11").content, text(browser.get(path))
    assert '2 dòng điều chỉnh ở <a href="/office/months/2026-12">tháng 12/2026</a>, tổng 0 đồng' in shown
    assert f'<a href="/office/months/2026-12/days/{stand.members[1]}/2026-11-03">Trần Văn Bình, Thứ Ba' in shown
    assert '1 ngày đến muộn chờ quyết định ở <a href="/office/months/2026-12">tháng 12/2026</a>' in shown
    assert f'href="/office/months/2026-12/days/{stand.members[0]}/2026-11-17"' in shown
    stand.set("2026-12-31T17:00:00+07:00")
    assert stand.act("/api/v1/months/2026-12/close", {"override": "Hết tháng"}).status_code == 200
    stand.decide(0, "2026-11-17", month="2027-01")
    shown = text(browser.get(path))
    for lines, month, said in ((2, "2026-12", "12/2026"), (1, "2027-01", "1/2027")):
        assert f'{lines} dòng điều chỉnh ở <a href="/office/months/{month}">tháng {said}</a>' in shown
    assert "đến muộn chờ quyết định" not in shown
    assert stand.get("/api/v1/months/2026-11").content == frozen


def rates(stand: Stand, dong: int) -> None:
    """Another rate from December on."""
    set_config(stand, rates=[{"from": "2024-01-01", "dong": 30_000}, {"from": "2026-12-01", "dong": dong}])


def test_a_planted_mark_is_found(stand: Stand, office: Office) -> None:
    office.browser("office").post(PAID, {**HOW, "members": [stand.members[1]]})
    stand.database.write(lambda tx: tx.execute(t.payment.update().values(amount_dong=95_000)) and None)
    assert any("khác danh sách đã chốt" in line for line in stand.differences())
