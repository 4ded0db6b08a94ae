"""`shiftbook verify` finds every fault that is planted, and nothing where there is none."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shiftbook import imports
from shiftbook.moments import parse_instant
from sync_server import acts, lines, months, retention, setup
from sync_server import tables as t
from sync_server.acts import Actor
from sync_server.database import Tx
from sync_server.ledger import known
from tests.server import verify_ballots
from tests.server.conftest import Demonstration, stand_on
from tests.server.phone_script import Phone
from tests.server.stand import Stand

AT = "2026-11-17T07:55:00+07:00"


@pytest.fixture(scope="module")
def life(demonstration: Demonstration, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database that has lived."""
    folder = tmp_path_factory.mktemp("lived")
    stand = stand_on(demonstration, folder)
    live(stand)
    assert stand.differences() == []
    stand.close()
    return folder / "shiftbook.db"


@pytest.fixture
def lived(life: Path, demonstration: Demonstration, tmp_path: Path) -> Iterator[Stand]:
    """A copy of it, on the day after its last."""
    stand = stand_on((life, demonstration[1]), tmp_path)
    stand.set("2027-01-05T08:00:00+07:00")
    yield stand
    stand.close()


def live(stand: Stand) -> None:
    """Two closed months with something of everything, and life after them."""
    stand.set("2026-11-30T17:00:00+07:00")
    one, two, three = stand.phone(0), stand.phone(1), stand.phone(4)
    first = stand.check_in(one, AT)
    weak = stand.check_in(two, AT, data={"desk_code": None})
    fixed = two.fact("corrected", {"target": weak["id"], "reason": "nhầm", "data": weak["data"]}, AT)
    gone = stand.check_in(one, "2026-11-20T07:55:00+07:00")
    unsigned = {"point": stand.point, "procedure": some_procedure(stand), "mode": "typed", "applicant": "person",
                "requested": True, "reviewed": "read", "signed": None, "outcome": "ready"}  # fmt: skip
    one.push(one.fact("assisted", unsigned, AT), one.fact("kind_of_a_later_version", {}, AT))
    one.push(first, gone, one.fact("voided", {"target": gone["id"], "reason": "nhầm"}, AT), "junk")
    two.push(weak, fixed)
    three.push(three.fact("difficulty_raised", {"text": "hết mực", "urgent": False}, AT))
    assert stand.act(f"/api/v1/devices/{three.device}/revoke").status_code == 204
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    stand.database.write(
        lambda tx: acts.record(tx, stand.commune, "noted", {}, actor=acts.Actor("x", "office"), now=stand.clock.now())
    )
    assert stand.decide(2, "2026-11-18").status_code == 200
    assert stand.act("/api/v1/months/2026-11/close").status_code == 200
    stand.set("2026-12-04T07:56:00+07:00")
    late = stand.check_in(one, "2026-11-26T07:55:00+07:00")
    assert one.codes(late, stand.check_in(one, "2026-12-04T07:55:00+07:00")) == [
        ("refused", "month_closed"),
        ("stored", None),
    ]
    rate(stand, one)
    verify_ballots.reword(stand)
    stand.set("2027-01-04T08:00:00+07:00")
    one.pull()
    assert stand.act("/api/v1/months/2026-12/close", {"override": "hết năm"}).status_code == 200
    one.pull()


def rate(stand: Stand, phone: Phone) -> None:
    """A citizen rates by one of the phone's slips."""
    told = next(c["data"] for c in phone.pull() if c["kind"] == "ballot_slips" and c["data"]["day"] == "2026-12-04")
    assert stand.client.post(f"/r/{told['slips'][0]}", data={"rating": "4"}).status_code == 200


def some_procedure(stand: Stand) -> str:
    with stand.database.reader() as connection:
        query = 'SELECT id FROM procedure WHERE body LIKE \'%"rule": "allowed"%\' LIMIT 1'
        return str(connection.exec_driver_sql(query).scalar_one())


# What is planted, and how the first line that tells of it begins or what it names.
FAULTS = {
    "a body": ("UPDATE fact SET body = replace(body, 'morning', 'afternoon') WHERE kind = 'checked_in'", "nội dung"),
    "a member": ("UPDATE fact SET member = 'someone' WHERE kind = 'voided'", "cột trong sổ"),
    "a number": ("UPDATE fact SET seq = seq + 9 WHERE kind = 'voided'", "bộ đếm"),
    "a kind": ("UPDATE fact SET kind = 'corrected' WHERE kind = 'voided'", "cột trong sổ"),
    "a target": ("UPDATE fact SET target = 'another' WHERE kind = 'voided'", "cột trong sổ"),
    "a status": ("UPDATE fact SET status = 'stored' WHERE status = 'refused'", "trạng thái"),
    "a written act": (
        "UPDATE fact SET status = 'stored', code = NULL, first_code = NULL WHERE kind = 'assisted'", "Lượt viết hộ"),
    "what a written act's phone was told": (
        "UPDATE fact SET status = 'stored', code = NULL WHERE kind = 'assisted'", "Lượt viết hộ"),
    "what a phone was told": (
        "UPDATE fact SET status = 'refused', code = 'not_counted' WHERE kind = 'checked_in' AND code IS NULL",
        "điện thoại được báo"),
    "the first verdict": (
        "UPDATE fact SET first_code = NULL WHERE first_code = 'desk_code_missing'", "điện thoại được báo"),
    "a digest": ("UPDATE fact SET digest = x'00' WHERE kind = 'checked_in'", "nội dung đã bị sửa"),
    "a fact gone": ("DELETE FROM fact WHERE kind = 'voided'", "bộ đếm"),
    "junk gone": ("DELETE FROM quarantine WHERE code = 'bad_field'", "bộ đếm"),
    "what was not understood gone": ("DELETE FROM quarantine WHERE code = 'unknown_kind'", "bộ đếm"),
    "a quarantined number": ("UPDATE quarantine SET seq = 77 WHERE seq IS NOT NULL", "bộ đếm"),
    "a counter": ("UPDATE device SET stored = stored + 1 WHERE stored > 0", "bộ đếm"),
    "numbers that came": ("UPDATE device SET ranges = '[[1,99]]' WHERE stored > 0", "bộ đếm"),
    "a receipt's figure": ("UPDATE device SET receipt = replace(receipt, '\"stored\":', '\"stored\":9')", "biên nhận"),
    "a receipt's seal": (
        "UPDATE device SET receipt = replace(receipt, '\"mac\":\"', '\"mac\":\"0')", "dấu của biên nhận"),
    "a revocation gone": ("UPDATE device SET revoked_at = NULL WHERE revoked_at IS NOT NULL", "thu hồi"),
    "a grade": ("UPDATE presence SET grade = 'A' WHERE grade = 'B'", "sổ ghi hạng A"),
    "a reason": ("UPDATE presence SET codes = '[]' WHERE grade = 'B'", "sổ ghi hạng B []"),
    "a day": ("UPDATE presence SET day = '2026-12-07' WHERE day = '2026-12-04'", "ca ghi trong sổ"),
    "whose day": ("UPDATE presence SET member = 'someone else' WHERE day = '2026-12-04'", "ca ghi trong sổ"),
    "a presence gone": ("DELETE FROM presence WHERE day = '2026-12-04'", "không còn kết quả xét"),
    "a void gone": ("DELETE FROM amendment", "không còn dấu sửa"),
    "a decision more": (
        "INSERT INTO decision SELECT commune_id, 9999, member, '2026-11-17', 0, 'x', 'x', 'x' FROM presence"
        " WHERE day = '2026-12-04'", "được báo None, tính lại là not_counted"),
    "a decision turned": ("UPDATE decision SET counted = 0", "nhật ký: decided"),
    "a decision gone": ("DELETE FROM decision", "nhật ký: decided"),
    "a decision's reason": ("UPDATE decision SET reason = 'khác'", "nhật ký: decided"),
    "a confirmation gone": ("DELETE FROM confirmation", "điện thoại được báo"),
    "a harmless act gone from the middle": (
        "DELETE FROM audit WHERE act = 'noted'", "Nhật ký bị đứt trước việc"),
    "who did it": ("UPDATE audit SET \"by\" = 'khác' WHERE act = 'noted'", "Nhật ký bị đứt trước việc noted"),
    "from where": ("UPDATE audit SET source = 'khác' WHERE act = 'noted'", "Nhật ký bị đứt trước việc noted"),
    "an act made up": (
        "INSERT INTO audit SELECT commune_id, 1, 'x', \"by\", at, source, '{}', digest FROM audit WHERE act = 'noted'",
        "Nhật ký bị đứt trước việc x"),
    "the chain's end": ("UPDATE feed_head SET audit_head = 'x'", "việc sau cùng đã bị bớt"),
    "an act gone from the trail": ("DELETE FROM audit WHERE act = 'closed'", "nhật ký: closed"),
    "a closed total": (
        "UPDATE closing SET body = replace(body, '\"total_dong\":90000', '\"total_dong\":30000')", "nhật ký: closed"),
    "a closed name": ("UPDATE closing SET body = replace(body, 'Trần Văn Bình', 'Trần Văn Bá')", "mã kiểm tra"),
    "a closed code": ("UPDATE closing SET code = 'AAAA-BBBB-CCCC-DDDD'", "Tháng 2026-11: danh sách"),
    "an adjustment": (
        "UPDATE closing SET body = replace(body, '\"days\":1,', '\"days\":2,')", "Tháng 2026-12: danh sách"),
    "a phone's line": (
        "UPDATE feed SET body = replace(body, '\"amount_dong\": 30000', '\"amount_dong\": 60000')", "Dòng hỗ trợ"),
    "an adjustment on a phone": (
        "UPDATE feed SET body = replace(body, '\"days\": 1,', '\"days\": 2,')", "Dòng hỗ trợ 2026-12"),
    **verify_ballots.FAULTS,
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found_and_named_first(lived: Stand, fault: str) -> None:
    statement, named = FAULTS[fault]
    with lived.database.engine.begin() as connection:
        changed = connection.exec_driver_sql(statement).rowcount
    assert changed > 0
    assert named in next(iter(lived.differences()), "nothing found")


def forge(stand: Stand, month: str, change: Callable[[dict[str, Any]], None]) -> list[str]:
    """Change a closed list, its total, its code and what the trail says of it: it agrees with itself throughout."""
    c, a = t.closing.c, t.audit.c
    with stand.database.engine.begin() as connection:
        forged = json.loads(connection.execute(sa.select(c.body).where(c.month == month)).scalar_one())
        change(forged)
        forged["total_dong"] = sum(x["amount_dong"] for x in [*forged["lines"], *forged["adjustments"]])
        shown = {k: forged[k] for k in ("lines", "adjustments", "total_dong", "total_words")}
        code, body = months.verify_code("xã Đại Lãnh", month, shown), json.dumps(forged)
        connection.execute(t.closing.update().where(c.month == month).values(body=body, code=code))
        for row in connection.execute(sa.select(t.audit).where(a.act == "closed")).all():
            detail = json.loads(row.detail)
            if detail["month"] == month:
                told = json.dumps({**detail, "total_dong": forged["total_dong"]}, ensure_ascii=False)
                connection.execute(t.audit.update().where(a.rev == row.rev).values(detail=told))
    return stand.differences()


def test_a_closing_forged_together_with_its_code_is_found(lived: Stand) -> None:
    """The lines are made again from the ledger, so a list that only agrees with itself is not enough."""

    def more(frozen: dict[str, Any]) -> None:
        line = next(x for x in frozen["lines"] if x["name"] == "Nguyễn Thị Ánh Tuyết")
        line["count"], line["amount_dong"] = 2, 60_000

    assert "Tháng 2026-11: dòng của Nguyễn Thị Ánh Tuyết" in forge(lived, "2026-11", more)[0]


def test_a_line_taken_out_of_a_closing_is_found(lived: Stand) -> None:
    def fewer(frozen: dict[str, Any]) -> None:
        frozen["lines"] = [x for x in frozen["lines"] if x["name"] != "Trần Văn Bình"]

    assert "Tháng 2026-11: dòng của Trần Văn Bình" in forge(lived, "2026-11", fewer)[0]


def test_an_adjustment_taken_out_of_a_closing_is_found(lived: Stand) -> None:
    def none(frozen: dict[str, Any]) -> None:
        frozen["adjustments"] = []

    assert "Tháng 2026-12: điều chỉnh ngày 2026-11-26" in forge(lived, "2026-12", none)[0]


def test_a_new_name_of_the_commune_leaves_closed_months_true(lived: Stand) -> None:
    with lived.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE commune SET name = 'xã Tên Mới'")
    assert lived.differences() == []
    code = lived.month()["verify_code"]
    assert "xã Đại Lãnh" in lived.client.get(f"/verify/{code}").text


def test_a_roster_published_after_a_hasty_check_in_arrived_regrades_nothing(stand: Stand) -> None:
    """The phone's clock runs ahead and was never compared: it says 07:55 when the office has 07:40."""
    day = date(2026, 11, 17)
    stand.set("2026-11-17T07:40:00+07:00")
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, "2026-11-17T07:55:00+07:00", clock=None, data={"desk_code": None}))
    duty = (stand.point, day, "morning")
    later = parse_instant("2026-11-17T07:45:00+07:00")
    stand.database.write(lambda tx: setup.publish(tx, stand.commune, duty, stand.members[5:7], now=later))
    stand.set("2026-11-17T09:00:00+07:00")
    assert stand.differences() == []


def test_a_rule_imported_later_regrades_nothing(lived: Stand) -> None:
    rows = imports.read_csv(setup.data_text("procedures.csv").replace("duoc_viet_ho", "khong_viet_ho"))
    new = imports.procedures(rows, "2026-11", date(2024, 1, 1)).taken
    lived.database.write(lambda tx: setup.put_procedures(tx, lived.commune, new))
    assert lived.differences() == []


def test_a_rule_imported_by_a_clock_set_back_holds_from_then_on_and_regrades_nothing(stand: Stand) -> None:
    """What the office imported last is in force, whatever the server's clock said; what came before it stays."""
    stand.set("2026-11-17T09:00:00+07:00")
    phone, procedure = stand.phone(0), some_procedure(stand)
    told = {"point": stand.point, "procedure": procedure, "mode": "typed", "applicant": "person", "requested": True,
            "reviewed": "read", "signed": "signature", "outcome": "ready"}  # fmt: skip
    assert phone.codes(phone.fact("assisted", told, AT)) == [("stored", None)]
    for rule, at in (("khong_viet_ho", "2026-11-17T09:10:00+07:00"), ("duoc_viet_ho", "2026-11-16T08:00:00+07:00")):
        stand.set(at)
        rows = imports.read_csv(setup.data_text("procedures.csv").replace("duoc_viet_ho", rule))
        new = imports.procedures(rows, "2026-11", date(2024, 1, 1)).taken
        stand.database.write(lambda tx, new=new: setup.put_procedures(tx, stand.commune, new))
    assert phone.codes(phone.fact("assisted", told, AT)) == [("stored", None)]
    assert stand.differences() == []


def test_an_earlier_check_in_that_comes_late_undoes_no_decision(stand: Stand) -> None:
    stand.set("2026-11-17T09:00:00+07:00")
    phone = stand.phone(0)
    early = stand.check_in(phone, "2026-11-17T08:00:00+07:00")
    late = stand.check_in(phone, "2026-11-17T08:03:00+07:00")
    assert phone.codes(late) == [("stored", None)]
    assert stand.decide(0, "2026-11-17", counted=True).status_code == 200
    phone.push(early)
    told = {c["id"]: c["data"]["status"] for c in phone.pull() if c["kind"] == "checked_in"}
    assert told[late["id"]] == "stored"
    assert stand.differences() == []


def test_a_line_that_is_no_more_is_taken_from_the_phone(lived: Stand) -> None:
    """A member who stops before a month has no line in it, also when the phone was told one before."""
    phone = lived.phone(3)
    member = lived.members[3]

    def stop(tx: Tx) -> None:
        known.mark_stale(tx, lived.commune, {(member, "2027-01")})

    lived.database.write(stop)
    assert any(c["kind"] == "allowance" and not c["deleted"] for c in phone.pull())

    def leave(tx: Tx) -> None:
        setup.change_member(tx, lived.commune, member, {"until": "2026-12-31"})
        lines.all_stale(tx, lived.commune, member)

    lived.database.write(leave)
    told = {c["id"]: c["deleted"] for c in phone.pull() if c["kind"] == "allowance"}
    assert [month for month, gone in told.items() if gone] == [f"2027-01.{member}"]
    assert lived.differences() == []


def test_everybody_may_be_erased_and_every_figure_still_agrees(lived: Stand) -> None:
    now = parse_instant("2029-01-05T08:00:00+07:00")
    for member in lived.members:

        def erase(tx: Tx, member: str = member) -> None:
            retention.erase(tx, lived.commune, member, actor=Actor("office", "office"), now=now)

        lived.database.write(erase)
        assert lived.differences() == []
