"""The registers, the chairman's screen and the audit trail as pages: what is told, kept, searched and taken away."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from sync_server import tables as t
from tests.server import office_cast as cast
from tests.server.office_cast import Office, text
from tests.server.stand import Stand
from tests.server.week_cast import at, lived, vote

DIFFICULTIES = "/office/registers/difficulties"
HANDOVERS = "/office/registers/handovers"


@pytest.fixture
def office(stand: Stand) -> Iterator[Office]:
    with cast.opened(stand) as made:
        yield made


def words(answer: Any) -> str:
    """A page's words without its tags."""
    assert answer.status_code in (200, 409, 422), answer.text
    return " ".join(re.sub("<[^>]+>", " ", text(answer).split("<main")[1]).split())


def table(answer: Any) -> list[list[str]]:
    """A CSV file's rows."""
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def raised(stand: Stand, said: str, *, urgent: bool = False) -> tuple[Any, str]:
    """A phone that told of a difficulty, and the difficulty's id."""
    phone = stand.phone(3)
    fact = phone.fact("difficulty_raised", {"text": said, "urgent": urgent}, "2026-11-16T07:50:00+07:00")
    assert phone.codes(fact) == [("stored", None)]
    return phone, fact["id"]


STEP = {"standing": "working", "owner": "Chị Hoa, Văn phòng", "due": "2026-11-18", "answer": "Mai có mực"}


def test_a_difficulty_is_taken_up_and_who_raised_it_is_answered(stand: Stand, office: Office) -> None:
    phone, identity = raised(stand, "Máy in hết mực", urgent=True)
    browser = office.browser("office")
    assert "Máy in hết mực Gấp Mới báo" in words(browser.get(DIFFICULTIES))
    assert browser.post(f"{DIFFICULTIES}/{identity}", STEP).status_code == 303
    shown = words(browser.get(DIFFICULTIES))
    assert "Đang xử lý" in shown
    assert "Người xử lý Chị Hoa, Văn phòng Hạn 18/11/2026 Trả lời Mai có mực" in shown
    assert "Quá hạn" not in shown
    notices = [change["data"] for change in phone.pull() if change["kind"] == "notice"]
    assert [(n["about"], n["standing"], n["text"]) for n in notices] == [(identity, "working", "Mai có mực")]
    assert not [change for change in stand.phone(4).pull() if change["kind"] == "notice"]
    stand.set("2026-11-19T08:00:00+07:00")
    assert "Quá hạn" in words(browser.get(DIFFICULTIES))
    assert "Máy in hết mực" in words(office.browser("chairman").get("/office/chairman"))
    browser.post(f"{DIFFICULTIES}/{identity}", {**STEP, "standing": "done"})
    assert "Không còn việc nào chưa xong." in words(browser.get(DIFFICULTIES))
    assert "Đã ghi 2 lần" in words(browser.get(f"{DIFFICULTIES}?show=all"))
    told = words(browser.get("/office/audit?q=muc"))
    before = "người xử lý: Chị Hoa, Văn phòng, hạn 18/11/2026, trả lời: Mai có mực"
    assert f"trước: đang xử lý, {before}; sau: đã xong" in told
    assert stand.differences() == []


def test_the_same_again_is_not_written_again(stand: Stand, office: Office) -> None:
    _, identity = raised(stand, "Thiếu ghế")
    for _ in range(2):
        office.browser("leader").post(f"{DIFFICULTIES}/{identity}", STEP)
    assert len(office.rows(t.difficulty_step)) == 1


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("standing", "không-có", "Lựa chọn này không có"), ("due", "mai", "Ngày chưa đúng"),
        ("owner", "x" * 101, "Dài quá"),
        ("answer", "Gọi 0905 123 456", "giống số điện thoại"), ("answer", "x" * 1001, "Dài quá"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_said_beside_it_and_keeps_what_was_typed(
    stand: Stand, office: Office, field: str, value: str, sentence: str
) -> None:
    _, identity = raised(stand, "Thiếu ghế")
    answer = office.browser("leader").post(f"{DIFFICULTIES}/{identity}", {**STEP, field: value})
    assert answer.status_code == 422
    shown = text(answer)
    assert sentence in shown.split(f'id="{field}-problem"')[1][:200]
    assert "Chị Hoa, Văn phòng" in shown or field == "owner"
    assert (value in shown) == (field != "standing")
    assert office.rows(t.difficulty_step) == []


def test_who_saves_a_difficulty_second_sees_what_the_first_wrote(stand: Stand, office: Office) -> None:
    _, identity = raised(stand, "Thiếu ghế")
    browser = office.browser("leader")
    browser.post(f"{DIFFICULTIES}/{identity}", {**STEP, "steps": "0"})
    answer = browser.post(f"{DIFFICULTIES}/{identity}", mine := {**STEP, "steps": "0", "owner": "Anh Tư"})
    assert answer.status_code == 409
    assert "Người khác vừa ghi việc này" in words(answer) and "Chị Hoa, Văn phòng" in words(answer)
    assert 'value="Anh Tư"' in text(answer) and len(office.rows(t.difficulty_step)) == 1
    assert browser.post(f"{DIFFICULTIES}/{identity}", {**mine, "steps": "1"}).status_code == 303


def test_what_is_done_needs_an_answer_and_what_nobody_raised_is_not_found(stand: Stand, office: Office) -> None:
    _, identity = raised(stand, "Thiếu ghế")
    browser = office.browser("leader")
    answer = browser.post(f"{DIFFICULTIES}/{identity}", {"standing": "done", "answer": " "})
    assert "Việc đã xong thì ghi câu trả lời cho người báo." in text(answer)
    assert browser.post(f"{DIFFICULTIES}/x", STEP).status_code == 404


def test_a_difficulty_is_found_without_diacritics_and_leaves_as_a_safe_file(stand: Stand, office: Office) -> None:
    raised(stand, "=HYPERLINK(1) Đường truyền chậm")
    browser = office.browser("chairman")
    assert "Đường truyền chậm" in words(browser.get(f"{DIFFICULTIES}?q=duong+TRUYEN"))
    assert "Không có việc nào khớp “máy in”." in words(browser.get(f"{DIFFICULTIES}?q=máy in"))
    rows = table(browser.get(f"{DIFFICULTIES}.csv"))
    assert rows[0][:3] == ["Ngày báo", "Người báo", "Khó khăn"]
    assert rows[1][2] == "'=HYPERLINK(1) Đường truyền chậm"
    identity = office.rows(t.fact)[-1].id
    office.browser("leader").post(f"{DIFFICULTIES}/{identity}", STEP)
    assert table(browser.get(f"{DIFFICULTIES}.csv"))[1][6] == "18/11/2026"


def test_the_registers_of_a_week(stand: Stand, office: Office) -> None:
    phones = lived(stand)
    number = json.loads(office.rows(t.commune)[0].config)["conduct"]["version"]
    phones[0].push(phones[0].fact("conduct_acknowledged", {"version": number}, at(30, "2026-11-20")))
    vote(stand, 1, "=Phải chờ, gọi 0905123456")
    vote(stand, 5, "Rất tốt")
    stand.set(f"{cast.TODAY}T12:00:00+07:00")
    browser = office.browser("office")
    assert "Máy vi tính hỏng" in words(browser.get("/office/registers/facilities"))
    assert "loa truyền thanh" in words(browser.get("/office/registers/outreach"))
    conduct = table(browser.get("/office/registers/conduct.csv?by=1"))
    assert [row[1] for row in conduct[1:]] == ["chưa xác nhận"] * 11 + ["đã xác nhận bản đang dùng"]
    *complaints, noted = table(browser.get("/office/registers/complaints.csv"))
    assert "không phải chỉ số SIPAS" in noted[0]
    assert {row[5] for row in complaints[1:]} == {"Mới nhận"}  # as on their page
    assert sorted(row[4] for row in complaints[1:]) == ["'=Phải chờ, gọi [đã che]", "Rất tốt"]
    assert "thủ tục không được viết hộ" in words(browser.get(HANDOVERS))


def test_a_fault_has_a_beginning_and_an_end(stand: Stand, office: Office) -> None:
    phone = stand.phone(0)
    for day, state in (("16", "broken"), ("17", "broken"), ("18", "ok"), ("19", "missing")):
        moment = f"2026-11-{day}T07:55:00+07:00"
        stand.set(moment)
        phone.push(stand.check_in(phone, moment, data={"facilities": {"desk": state}}))
    rows = table(office.browser("leader").get("/office/registers/facilities.csv"))
    name = rows[1][4]
    assert [row[1:] for row in rows[1:]] == [
        ["Bàn ghế", "thiếu", "19/11/2026", name, "1", "chưa"],
        ["Bàn ghế", "hỏng", "16/11/2026", name, "2", "18/11/2026"],
    ]  # fmt: skip
    later = table(office.browser("leader").get("/office/registers/facilities.csv?from=2026-11-18&to=2026-11-18"))
    assert later[1:] == [rows[2]]
    assert table(office.browser("leader").get("/office/registers/facilities.csv?from=2026-11-19"))[1:] == [rows[1]]


def test_a_table_is_sorted_as_vietnamese_names_are(office: Office) -> None:
    rows = table(office.browser("office").get("/office/registers/conduct.csv?by=0"))
    given = [row[0].rpartition(" ")[2] for row in rows[1:]]
    assert len(given) == 12
    assert given.index("Bình") < given.index("Thư") < given.index("Tuyết")


@pytest.mark.parametrize("query", ["from=2026-11-20&to=2026-11-16", "from=2026-01-01&to=2026-11-16", "from=x", "to=x"])
def test_a_span_that_is_none_is_refused_with_a_sentence(office: Office, query: str) -> None:
    for path in ("/office/registers/outreach", HANDOVERS):
        answer = office.browser("office").get(f"{path}?q=loa&{query}")
        assert answer.status_code == 422 and 'role="alert"' in text(answer)
        assert 'value="loa"' in text(answer)
    assert office.browser("office").get("/office/registers/none").status_code == 404


def entry(office: Office) -> dict[str, str]:
    """The officers' form as it is shown, by field name."""
    page = office.browser("officer").get(HANDOVERS).text
    shown = page.split(f'method="post" action="{HANDOVERS}')[1]
    return dict(re.findall(r'name="(field-\d+|day|was-[a-z_]+-\d+)" value="([^"]*)"', shown))


def test_an_officer_enters_a_day_and_blank_stays_blank(stand: Stand, office: Office) -> None:
    fields = entry(office)
    browser = office.browser("officer")
    assert (
        browser.post(HANDOVERS, {**fields, "received-0": "7", "same_day-0": "", "received-1": "0"}).status_code == 303
    )
    page = browser.get(HANDOVERS).text
    totals = re.findall(r"<tr>\s*<td[^>]*>([^<]*)</td><td[^>]*>0</td><td[^>]*>([^<]*)</td><td[^>]*>([^<]*)</td>", page)
    assert [row[1:] for row in totals[:2]] == [("7", ""), ("0", "")]
    browser.post(HANDOVERS, {**entry(office), "received-0": "9", "same_day-0": "4", "received-1": "0"})
    assert len(office.rows(t.counted_day)) == 3
    told = words(office.browser("admin").get("/office/audit?q=so+ho+so"))
    assert "trước: hồ sơ nhận: 7; sau: hồ sơ nhận: 9, trả trong ngày: 4" in told
    assert stand.differences() == []


@pytest.mark.parametrize(
    ("typed", "place", "sentence"),
    [
        ({"received-0": "3", "same_day-0": "4"}, "same_day-0", "không thể nhiều hơn số hồ sơ nhận"),
        ({"received-0": "-1"}, "received-0", "một số từ 0 đến 9999"),
        ({"received-0": "99999"}, "received-0", "một số từ 0 đến 9999"),
        ({"received-0": "năm"}, "received-0", "một số từ 0 đến 9999"),
    ],
)
def test_a_wrong_number_is_said_beside_it(office: Office, typed: dict[str, str], place: str, sentence: str) -> None:
    answer = office.browser("officer").post(HANDOVERS, {**entry(office), **typed})
    assert answer.status_code == 422
    assert sentence in text(answer).split(f'id="{place}-problem"')[1][:120]
    assert f'value="{typed[place]}"' in answer.text
    assert office.rows(t.counted_day) == []


def test_two_officers_of_one_day_lose_nothing_of_each_other(stand: Stand, office: Office) -> None:
    fields = entry(office)
    browser = office.browser("officer")
    browser.post(HANDOVERS, {**fields, "received-0": "12", "same_day-0": "9"})
    assert browser.post(HANDOVERS, {**fields, "received-1": "4"}).status_code == 303
    kept = {row.field: (row.received, row.same_day) for row in office.rows(t.counted_day)}
    assert kept == {fields["field-0"]: (12, 9), fields["field-1"]: (4, None)}
    answer = browser.post(HANDOVERS, {**fields, "received-0": "10", "received-2": "5"})
    assert answer.status_code == 409
    assert "Người khác vừa ghi: 12." in text(answer).split('id="received-0-problem"')[1][:80]
    assert 'value="10"' in answer.text and 'name="was-received-0" value="12"' in answer.text
    assert len(office.rows(t.counted_day)) == 2
    assert stand.differences() == []


def test_a_day_ahead_is_not_counted(office: Office) -> None:
    browser = office.browser("officer")
    assert browser.post(HANDOVERS, {**entry(office), "day": "2026-11-17"}).status_code == 422
    assert "Ngày này chưa đến." in text(browser.get(f"{HANDOVERS}?day=2026-11-17")).split('id="day-problem"')[1][:60]


@pytest.mark.parametrize(
    "statement", [t.counted_day.update().values(received=70), t.difficulty_step.update().values(answer="khác")]
)
def test_verify_sees_a_register_that_was_changed(stand: Stand, office: Office, statement: Any) -> None:
    office.browser("officer").post(HANDOVERS, {**entry(office), "received-0": "7"})
    office.browser("office").post(f"{DIFFICULTIES}/{raised(stand, 'Thiếu ghế')[1]}", STEP)
    assert stand.differences() == []
    stand.database.write(lambda tx: tx.execute(statement) and None)
    assert any("Sổ theo dõi không khớp với nhật ký" in line for line in stand.differences())


def test_the_chairman_sees_what_waits_and_the_weeks_before(stand: Stand, office: Office) -> None:
    lived(stand)
    office.browser("leader").post("/office/weeks/2026-W46/sent")
    office.browser("office").post("/office/weeks/2026-W46/forwarded")
    _, identity = raised(stand, "Xin thêm một máy in")
    office.browser("leader").post(f"{DIFFICULTIES}/{identity}", {"standing": "passed"})
    shown = words(office.browser("chairman").get("/office/chairman"))
    assert "Báo cáo đã trình, chưa xem Báo cáo tuần 46/2026" in shown
    assert "Đề nghị cấp trên xử lý Xin thêm một máy in" in shown
    assert "9/10 buổi đã trực 9 lượt được giúp 6 lượt viết hộ 9 phiếu" in shown
    assert "Tuần 47/2026 9/10 9 9 7" in shown
    assert "Gấp Máy in hết mực" in shown


def test_a_new_commune_has_nothing_to_decide(office: Office) -> None:
    browser = office.browser("chairman")
    assert browser.get("/").headers["location"] == "/office/chairman"
    assert "Không có việc nào chờ Chủ tịch." in words(browser.get("/office/chairman"))


def test_the_trail_says_from_where_and_is_searched_and_taken_away(stand: Stand, office: Office) -> None:
    browser = office.browser("admin")
    agent = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"
    browser.post("/office/points", {"point_name": "=Điểm Vạn Thọ"}, **{"User-Agent": agent})
    office.browser("office").post("/office/people/x/invite")
    assert "Chrome, Android, mạng 127.0.0.*" in words(browser.get("/office/audit?q=van+tho"))
    assert "Không có việc nào khớp." in words(browser.get("/office/audit?q=vạn+ninh"))
    assert "Không có việc nào khớp." in words(browser.get("/office/audit?to=2026-11-15"))
    backwards = browser.get("/office/audit?q=van&from=2026-11-16&to=2026-11-15")
    assert "Ngày đầu đang sau ngày cuối." in words(backwards) and 'value="van"' in backwards.text
    rows = table(browser.get("/office/audit.csv?q=van+tho&from=2026-11-16&to=2026-11-16"))
    assert rows[1][3:6] == ["Thêm điểm trực", rows[1][4], "Chrome, Android, mạng 127.0.0.*"]
    assert "=Điểm Vạn Thọ" in rows[1][4]
    assert rows[1][6] == office.acts()[-1].digest


@pytest.mark.parametrize(
    ("role", "path"),
    [("leader", DIFFICULTIES), ("officer", HANDOVERS), ("accountant", "/office/registers/outreach"), ("admin", None)],
)
def test_the_registers_begin_with_the_first_a_role_may_see(office: Office, role: str, path: str | None) -> None:
    assert office.browser(role).get("/office/registers").headers.get("location") == path
