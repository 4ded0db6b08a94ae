"""What the office sets by day: names and who signs, target, ballot period, the counter's notice, who is paid."""

import json
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from io import BytesIO

import openpyxl
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from docx import Document

from sync_server import commune as communes
from sync_server import dated, setup
from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import NAMES, Office, text
from tests.server.stand import Stand
from tests.server.week_cast import PATH as WEEK
from tests.server.week_cast import told

SIGNED = {"maker_name": "Trần Thị Lan", "accountant_name": "Lê Văn Sổ", "chairman_name": "Phạm Văn Chủ",
          "leader_name": "Nguyễn Thị Ánh Tuyết", "office_name": "Võ Thị Chánh",
          "grounds": "Căn cứ Kế hoạch số 12/KH-UBND của UBND xã;\nCăn cứ Quyết định số 3/QĐ-UBND;"}  # fmt: skip


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def sheet(stand: Stand, paper: str, month: str = "2026-11") -> str:
    answer = stand.get(f"/office/months/{month}/{paper}.xlsx")
    cells = (c.value for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows() for c in row)
    return "\n".join(str(value) for value in cells if value is not None)


def word(stand: Stand, path: str) -> str:
    made = Document(BytesIO(stand.get(path, "chairman").content))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(line.text for line in made.paragraphs), *cells])


def close(stand: Stand) -> None:
    stand.set("2026-12-01T08:00:00+07:00")
    assert stand.act("/api/v1/months/2026-11/close", {"override": "Đã đối chiếu sổ giấy"}).status_code == 200


def test_papers_carry_who_signs_where_they_go_and_on_what_grounds(stand: Stand, office: Office) -> None:
    assert office.browser("office").post("/office/names", NAMES | SIGNED).status_code == 303
    for paper in ("payment-list", "payment-request"):
        for found in (sheet(stand, paper), word(stand, f"/office/months/2026-11/{paper}.docx")):
            assert "Lê Văn Sổ" in found and "Phạm Văn Chủ" in found
    for found in (sheet(stand, "payment-request"), word(stand, "/office/months/2026-11/payment-request.docx")):
        assert "Căn cứ Quyết định số 3/QĐ-UBND;" in found and "- Lưu: VT." in found
    report = word(stand, f"{WEEK}/report.docx")
    assert "Nguyễn Thị Ánh Tuyết" in report and "Căn cứ Kế hoạch số 12/KH-UBND của UBND xã;" in report
    assert told(stand)["paper"]["recipients"] == ["Đảng ủy;", "Lưu: VT."]


def test_names_hold_from_their_day_and_an_old_paper_prints_as_it_did(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    close(stand)
    before = sheet(stand, "payment-request")
    refused = browser.post("/office/names", NAMES | SIGNED | {"from": "2026-11-15"})
    assert refused.status_code == 422
    assert "hãy chọn ngày từ 01/12/2026" in text(refused) and "Phạm Văn Chủ" in refused.text
    assert browser.post("/office/names", NAMES | SIGNED).status_code == 422, "the same day, other names"
    assert browser.post("/office/names", NAMES | SIGNED | {"from": "2026-12-01"}).status_code == 303
    assert sheet(stand, "payment-request") == before
    assert "Phạm Văn Chủ" in sheet(stand, "payment-request", "2026-12")
    assert "Đổi tên, người ký, nơi nhận" in text(browser.get("/office/audit"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("from", "mai"), ("authority", ""), ("chairman", " "), ("place", "chưa đặt tên"), ("leader_name", "x" * 101),
     ("grounds", "x" * 1501)],
)  # fmt: skip
def test_a_wrong_name_is_said_beside_its_field(office: Office, name: str, value: str) -> None:
    answer = office.browser("admin").post("/office/names", NAMES | SIGNED | {name: value})
    assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True)
    assert "Lê Văn Sổ" in answer.text and not [row for row in office.acts() if row.act == "names_set"]


def test_the_weekly_report_measures_itself_by_the_target_of_its_week(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    wish = {"target_from": "2026-11-23", "percent": "95", "target_source": "Kế hoạch năm 2027"}
    assert browser.post("/office/terms/target", wish).status_code == 303
    assert (told(stand)["paper"]["target"], told(stand, "2026-W48")["paper"]["target"]) == (90, 95)
    assert "từ 90%" in text(browser.get("/office/terms")), "in force today, the 16th"
    for wrong in ("0", "101", "chín", ""):
        assert 'id="percent-problem"' in browser.post("/office/terms/target", wish | {"percent": wrong}).text


def test_the_ballot_period_marks_what_comes_after_it_was_set(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    plan = "Kế hoạch số 5"
    wish = {"period_day": "2026-11-16", "period_from": "2026-01-01", "period_to": "2026-10-31", "period_source": plan}
    assert 'id="period_to-problem"' in browser.post("/office/terms/period", wish | {"period_to": "2025-01-01"}).text
    for field, wrong in (("period_day", "2026-11-15"), ("period_source", "")):
        assert f'id="{field}-problem"' in browser.post("/office/terms/period", wish | {field: wrong}).text
    assert stand.client.post(f"/q/{stand.poster}", data={"rating": "5"}).status_code == 200
    assert browser.post("/office/terms/period", wish).status_code == 303
    assert stand.client.post(f"/q/{stand.poster}", data={"rating": "5"}).status_code == 200
    assert sorted(bool(row.outside_period) for row in office.rows(t.ballot)) == [False, True]
    coming = wish | {"period_day": "2026-12-01", "period_from": "", "period_to": ""}
    assert browser.post("/office/terms/period", coming).status_code == 303
    shown = text(browser.get("/office/terms"))
    assert "Đang dùng: <b>từ 01/01/2026 đến hết 31/10/2026</b>" in shown and "Từ 01/12/2026: quanh năm" in shown
    assert 'Từ 01/01/2024: quanh năm <span class="muted"></span></li><li>Từ 16/11/2026: từ 01/01/2026' in shown
    trail = text(browser.get("/office/audit"))
    assert f"16/11/2026; lấy phiếu từ 01/01/2026; đến hết 31/10/2026; căn cứ: {plan}" in trail


def test_the_counters_notice_is_printed_as_it_holds_today(stand: Stand, office: Office) -> None:
    browser = office.browser("admin")
    wish = {"notice_from": "2026-11-20", "text": "Lời mới.\n\n Dòng hai. "}
    assert browser.post("/office/terms/notice", wish).status_code == 303
    leader = office.browser("leader")
    assert "Lời mới" not in leader.get("/office/terms/notice").text
    stand.set("2026-11-20T08:00:00+07:00")
    shown = leader.get("/office/terms/notice").text
    assert "<p>Lời mới.</p>" in shown and "<p>Dòng hai.</p>" in shown and "20/11/2026" in shown
    assert 'id="text-problem"' in browser.post("/office/terms/notice", wish | {"text": " "}).text


def test_who_is_paid_changes_from_a_day_that_is_not_closed(stand: Stand, office: Office) -> None:
    browser = office.browser("office")
    militia = 7
    for day in ("2026-11-17", "2026-11-25"):
        stand.decide(militia, day)
    wish = {"groups_from": "2026-11-23", "groups": ["youth", "militia"], "groups_source": "Quyết định 5"}
    assert browser.post("/office/money/groups", wish).status_code == 303
    line = next(x for x in stand.month()["lines"] if x["member"] == stand.members[militia])
    assert (line["count"], line["amount_dong"]) == (2, 30_000)
    assert "Nhóm được chi: Thanh niên, Dân quân" in text(browser.get("/office/money"))
    assert 'id="groups-problem"' in browser.post("/office/money/groups", wish | {"groups": []}).text
    close(stand)
    assert 'id="groups_from-problem"' in browser.post("/office/money/groups", wish).text
    assert stand.differences() == []


def test_an_entry_holds_from_its_day_and_the_first_before_it() -> None:
    known = [{"from": "2026-02-01", "x": 2}, {"from": "2025-01-01", "x": 1}]
    days = (date(2024, 1, 1), date(2026, 1, 31), date(2026, 2, 1))
    assert [dated.on(known, day)["x"] for day in days] == [1, 1, 2]
    assert [entry["x"] for entry in dated.put(known, {"from": "2025-01-01", "x": 3})] == [3, 2]


def test_names_of_before_move_to_where_every_paper_finds_them(stand: Stand) -> None:
    """The migration: titles and recipients of the weekly report become the dated names' own."""
    weekly = {"weekday": 2, "time": "08:00", "office_title": "Phó Chánh", "recipients": ["Đảng ủy;"]}
    with stand.database.engine.begin() as connection:
        old = communes.read(connection, stand.commune).config | {"weekly": weekly}
        connection.execute(t.commune.update().values(config=json.dumps(old, ensure_ascii=False)))
        with Operations.context(MigrationContext.configure(connection)):
            import_module("sync_server.migrations.versions.0003_dated_terms")._move_names()
        found = communes.read(connection, stand.commune)
    assert found.config["weekly"] == {"weekday": 2, "time": "08:00"}
    carried = found.office_on(date(2026, 11, 22))
    assert (carried["office_title"], carried["recipients"]) == ("Phó Chánh", ["Đảng ủy;"])


HOURS = {"hours_day": "2026-11-23", "morning_begin": "07:30", "morning_end": "10:30", "afternoon_begin": "13:30",
         "afternoon_end": "16:30", "opens_before": "45", "hours_source": "Kế hoạch 9"}  # fmt: skip


def test_hours_change_from_a_day_to_come_and_judged_days_keep_theirs(stand: Stand, office: Office) -> None:
    browser, phone = office.browser("office"), stand.phone(0)
    duties = [(d.day, d.session) for d in known(stand).ground.roster.current() if stand.members[0] in d.members]
    mornings = [day for day, session in duties if session == "morning" and day >= date(2026, 11, 16)]
    before, after = mornings[0], next(day for day in mornings if day >= date(2026, 11, 23))
    stand.set(f"{before}T10:20:00+07:00")
    assert phone.codes(stand.check_in(phone, f"{before}T10:15:00+07:00")) == [("refused", "outside_window")]
    assert browser.post("/office/terms/hours", HOURS | {"hours_day": str(before)}).status_code == 422
    assert browser.post("/office/terms/hours", HOURS).status_code == 303
    shift = (stand.point, after, "morning")
    stand.database.write(
        lambda tx: setup.publish(tx, stand.commune, shift, [stand.members[0], stand.members[1]], now=stand.clock.now())
    )
    early = stand.phone(1)
    stand.set(f"{after}T06:50:00+07:00")
    assert early.codes(stand.check_in(early, f"{after}T06:45:00+07:00")) == [("stored", None)]
    stand.set(f"{after}T10:20:00+07:00")
    assert phone.codes(stand.check_in(phone, f"{after}T10:15:00+07:00")) == [("stored", None)]
    told = next(c["data"] for c in phone.pull() if c["kind"] == "commune")
    assert told["hours_from"][0]["morning"] == ["07:30", "10:30"] and told["hours"]["morning"] == ["08:00", "10:00"]
    assert "sáng 07:30–10:30" in text(browser.get("/office/terms")) and stand.differences() == []
    assert "Vào ca tính từ 45 phút trước giờ bắt đầu" in text(browser.get("/office/terms"))
    wrong = (
        ("morning_end", "07:00"),
        ("opens_before", "121"),
        ("opens_before", "x"),
        ("afternoon_begin", "25:00"),
        ("hours_source", ""),
        ("hours_day", "x"),
    )
    for name, value in wrong:
        answer = browser.post("/office/terms/hours", HOURS | {"hours_day": "2030-01-01", name: value})
        assert (answer.status_code, f'id="{name}-problem"' in answer.text) == (422, True), name


def known(stand: Stand) -> communes.Commune:
    with stand.database.reader() as connection:
        return communes.read(connection, stand.commune)
