"""The year's money: budget, spent, left, forecast; rates, thresholds and costs entered with day and source."""

from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import tables as t
from sync_server.office.forms import Form
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand

MONEY = "/office/money"
BUDGET = {"year": "2026", "allowance_dong": "10.000.000", "outreach_dong": "2 000 000",
          "budget_source": "QĐ giao dự toán 2026"}  # fmt: skip
COST = {"day": "2026-11-20", "cost_dong": "500.000", "about": "In tờ rơi", "receipt": "PC 12"}
RATE = {"from": "2026-12-10", "rate_dong": "50,000 VND", "rate_source": "Nghị quyết của HĐND xã"}


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    """November closed with four days that are paid, December open with two."""
    stand.set("2026-11-30T17:00:00+07:00")
    for place, day in ((1, "03"), (1, "04"), (1, "05"), (2, "16")):
        assert stand.decide(place, f"2026-11-{day}").status_code == 200
    assert stand.act("/api/v1/months/2026-11/close").status_code == 200
    stand.set("2026-12-11T10:00:00+07:00")
    for day in ("2026-12-09", "2026-12-10"):
        assert stand.decide(1, day).status_code == 200
    with cast.opened(stand) as made:
        yield made


def test_an_empty_year_says_what_is_missing(office: Office) -> None:
    shown = text(office.browser("chairman").get(f"{MONEY}?year=2025"))
    assert "Kinh phí năm 2025" in shown
    assert "Năm này chưa có tháng nào có tiền hỗ trợ." in shown
    assert "ghi dự toán thì tính được" in shown
    for other in ("9999", "x", "٢٠٢٥"):
        assert "Kinh phí năm 2026" in text(office.browser("chairman").get(f"{MONEY}?year={other}"))


def test_spent_left_and_forecast(stand: Stand, office: Office) -> None:
    browser = office.browser("accountant")
    assert browser.post(f"{MONEY}/budget", BUDGET).headers["location"] == f"{MONEY}?year=2026"
    assert browser.post(f"{MONEY}/cost", COST).status_code == 303
    shown = text(browser.get(MONEY))
    assert '<b>120.000 đồng</b> <span class="muted">và 60.000 đồng ở tháng chưa chốt' in shown
    assert "<b>9.820.000 đồng</b>" in shown
    assert "<b>1.500.000 đồng</b>" in shown
    worked = 29  # working days from 1 November to 11 December 2026: 24 November is a holiday
    assert f"{180_000 + 180_000 * 14 // worked:,} đồng".replace(",", ".") in shown
    assert "QĐ giao dự toán 2026" in shown
    assert stand.differences() == []


def test_a_forecast_above_the_budget_is_marked(office: Office) -> None:
    browser = office.browser("office")
    browser.post(f"{MONEY}/budget", {**BUDGET, "allowance_dong": "200.000"})
    assert '<span class="tag warn">Vượt 66.896 đồng</span>' in browser.get(MONEY).text
    browser.post(f"{MONEY}/budget", {**BUDGET, "allowance_dong": "100.000"})
    assert "Vượt dự toán" in browser.get(MONEY).text


def test_a_rate_changes_in_the_middle_of_an_open_month_only(stand: Stand, office: Office) -> None:
    browser, frozen = office.browser("office"), stand.get("/api/v1/months/2026-11").content
    phone = stand.phone(1)
    assert browser.post(f"{MONEY}/rate", {**RATE, "from": "2026-11-30"}).status_code == 422
    assert browser.post(f"{MONEY}/rate", RATE).status_code == 303
    assert stand.month("2026-12")["total_dong"] == 80_000
    assert "1 × 30.000<br>1 × 50.000" in browser.get("/office/months/2026-12").text
    rows = browser.get("/office/months/2026-12?csv=1").content.decode("utf-8-sig").splitlines()
    assert rows[-1].split(",")[-3:] == ["2 ngày được chi", "", "80000"]
    assert stand.get("/api/v1/months/2026-11").content == frozen
    told = phone.whole()
    assert (
        next(c["data"]["amount_dong"] for (kind, i), c in told.items() if kind == "allowance" and "2026-12" in i)
        == 80_000
    )
    assert next(c["data"]["rates"] for (kind, _), c in told.items() if kind == "commune")[-1] == {
        "from": "2026-12-10", "dong": 50_000,
    }  # fmt: skip
    shown = text(browser.get(MONEY))
    assert "Nghị quyết của HĐND xã" in shown
    assert "Kế hoạch của xã, mục II.4" in shown
    assert stand.differences() == []


def test_a_threshold_is_dated_and_has_its_source(office: Office) -> None:
    browser = office.browser("accountant")
    assert "Thông tư 111/2013/TT-BTC" in text(browser.get(MONEY))
    new = {"threshold_from": "2026-12-01", "threshold_dong": "60.000", "threshold_source": "Thông tư mới"}
    assert 'id="tax"' not in browser.get(MONEY).text
    assert browser.post(f"{MONEY}/threshold", new).status_code == 303
    shown = text(browser.get(MONEY))
    assert "Trần Văn Bình</b>: nếu chi một lần mọi khoản chưa chi là 90.000 đồng, từ mức 60.000 đồng" in shown
    assert "Nghị định 253/2026/NĐ-CP" in shown


def test_a_cost_is_taken_back_by_a_negative_one(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    browser.post(f"{MONEY}/cost", COST)
    browser.post(f"{MONEY}/cost", {**COST, "cost_dong": "-500.000", "about": "Ghi nhầm"})
    shown = text(browser.get(MONEY))
    assert "Ghi nhầm" in shown
    assert "<dt>Đã ghi chi</dt><dd><b>0 đồng</b>" in shown
    assert len(office.rows(t.outreach_cost)) == 2
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("path", "fields", "change", "sentence"),
    [
        ("budget", BUDGET, {"allowance_dong": "mười triệu"}, "Số tiền chưa đúng."),
        ("budget", BUDGET, {"allowance_dong": "15,5"}, "Số tiền chưa đúng."),
        ("budget", BUDGET, {"allowance_dong": "-5"}, "Số tiền quá nhỏ."),
        ("budget", BUDGET, {"outreach_dong": "1.5"}, "Số tiền chưa đúng."),
        ("budget", BUDGET, {"outreach_dong": "50.00"}, "Số tiền chưa đúng."),
        ("budget", BUDGET, {"outreach_dong": "1.500,000"}, "Số tiền chưa đúng."),
        ("budget", BUDGET, {"outreach_dong": "15.000 000"}, "Số tiền chưa đúng."),
        ("budget", BUDGET, {"year": "26"}, "Lựa chọn này không có."),
        ("budget", BUDGET, {"budget_source": ""}, "Ô này chưa ghi."),
        ("cost", COST, {"day": "2026-12-12"}, "Ngày này chưa tới."),
        ("cost", COST, {"cost_dong": "9" * 16}, "Số tiền quá lớn."),
        ("cost", COST, {"cost_dong": "9" * 5000}, "Dài quá."),
        ("rate", RATE, {"rate_dong": "0"}, "Số tiền quá nhỏ."),
        ("rate", RATE, {"rate_dong": "1.5"}, "Số tiền chưa đúng."),
        ("rate", RATE, {"rate_dong": "15"}, "Dưới 1.000 đồng một ngày"),
        ("rate", RATE, {"from": "mai"}, "Ngày chưa đúng."),
        ("rate", RATE, {"from": "0001-01-01"}, "Năm này chưa đúng."),
        ("cost", COST, {"cost_dong": "-1"}, "Trừ quá số đã ghi chi trong năm."),
        ("rate", RATE, {"from": "2026-11-01"}, "tháng đã chốt giữ mức cũ"),
    ],
)
def test_what_is_wrong_comes_back_filled(
    office: Office, path: str, fields: dict[str, Any], change: dict[str, str], sentence: str
) -> None:
    answer = office.browser("office").post(f"{MONEY}/{path}", {**fields, **change})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    kept = next(value for name, value in fields.items() if name not in change)
    assert f'value="{kept}"' in answer.text


@pytest.mark.parametrize(
    "typed",
    ["1500000", "1.500.000", "1,500,000", "1 500 000", "1\u00a0500\u202f000", "1.500.000 đồng", "1 500 000 VND"],
)
def test_thousands_are_written_in_each_usual_way(typed: str) -> None:
    form = Form.of(dong=typed)
    assert (form.dong("dong", 10**9), form.problems) == (1_500_000, {})


def test_the_trail_says_what_stood_before(stand: Stand, office: Office) -> None:
    browser, member = office.browser("office"), stand.members[1]
    other = {**BUDGET, "allowance_dong": "12.000.000"}
    limit = {"threshold_from": "2026-12-01", "threshold_dong": "60.000", "threshold_source": "Thông tư mới"}
    day = {"day": "2026-12-10", "kind": "nghi_le", "name_vi": "Ngày hội xã", "source": "Thông báo"}
    for path, fields in (
        (f"{MONEY}/budget", BUDGET), (f"{MONEY}/budget", other), (f"{MONEY}/rate", RATE), (f"{MONEY}/threshold", limit),
        (f"{MONEY}/groups", {"groups_from": "2026-12-10", "groups": ["youth"], "groups_source": "Nghị quyết"}),
        ("/office/weeks/terms", {"weekday": "2", "time": "07:00"}),
        ("/office/names", {**cast.NAMES, "from": "2026-12-01", "accountant": "Kế toán trưởng"}),
        ("/office/calendar", day), ("/office/calendar", {**day, "name_vi": "Hội làng"}),
        (f"/office/months/2026-12/days/{member}/2026-12-09", {"counted": "no", "reason": "Nghỉ ốm"}),
    ):  # fmt: skip
        assert browser.post(path, fields).status_code == 303, path
    assert browser.get(f"/office/people/{member}/data.json").status_code == 200
    shown = text(browser.get("/office/audit"))
    for told in (
        "trước: hỗ trợ 10.000.000 đồng", "trước: 01/01/2024, 30.000 đồng", "trước: 01/07/2026, 5.000.000 đồng",
        "trước: Đoàn viên, Thanh niên, 01/01/2024", "trước: giao ban Thứ Hai", "trước: 01/07/2025, Kế toán",
        "trước: Ngày hội xã", "không tính; lý do: Nghỉ ốm; trước: tính, lý do: Có mặt, đã hỏi Tổ trưởng",
        "Tải bản sao dữ liệu của một người</td><td>Trần Văn Bình; tệp: json",
    ):  # fmt: skip
        assert told in shown, told
    assert stand.differences() == []
