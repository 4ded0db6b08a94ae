"""`shiftbook verify` finds every fault that is planted, and nothing where there is none."""

import json
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from shiftbook import imports
from shiftbook.moments import parse_instant
from sync_server import lines, months, setup
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.ledger import known
from tests.server.stand import Stand

AT = "2026-11-17T07:55:00+07:00"


@pytest.fixture
def lived(stand: Stand) -> Stand:
    """A month with something of everything, closed, and life after it."""
    stand.set("2026-11-30T17:00:00+07:00")
    one, two = stand.phone(0), stand.phone(1)
    first = stand.check_in(one, AT)
    weak = stand.check_in(two, AT, data={"desk_code": None})
    fixed = two.fact("corrected", {"target": weak["id"], "reason": "nhầm", "data": weak["data"]}, AT)
    gone = stand.check_in(one, "2026-11-20T07:55:00+07:00")
    unsigned = {"point": stand.point, "procedure": some_procedure(stand), "mode": "typed", "applicant": "person",
                "requested": True, "reviewed": "read", "signed": None, "outcome": "ready"}  # fmt: skip
    one.push(one.fact("assisted", unsigned, AT))
    one.push(first, gone, one.fact("voided", {"target": gone["id"], "reason": "nhầm"}, AT), "junk")
    two.push(weak, fixed)
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    assert stand.act("/api/v1/months/2026-11/close").status_code == 200
    stand.set("2026-12-04T07:56:00+07:00")
    one.push(stand.check_in(one, "2026-12-04T07:55:00+07:00"))
    one.pull()
    assert stand.differences() == []
    return stand


def some_procedure(stand: Stand) -> str:
    with stand.database.reader() as connection:
        query = 'SELECT id FROM procedure WHERE body LIKE \'%"rule": "allowed"%\' LIMIT 1'
        return str(connection.exec_driver_sql(query).scalar_one())


FAULTS = {
    "a body": "UPDATE fact SET body = replace(body, 'morning', 'afternoon') WHERE kind = 'checked_in'",
    "a member": "UPDATE fact SET member = 'someone' WHERE kind = 'voided'",
    "a number": "UPDATE fact SET seq = seq + 1 WHERE kind = 'voided'",
    "a kind": "UPDATE fact SET kind = 'corrected' WHERE kind = 'voided'",
    "a status": "UPDATE fact SET status = 'stored' WHERE status = 'refused'",
    "a written act": "UPDATE fact SET status = 'stored', code = NULL, first_code = NULL WHERE kind = 'assisted'",
    "what a written act's phone was told": "UPDATE fact SET status = 'stored', code = NULL WHERE kind = 'assisted'",
    "what a phone was told": "UPDATE fact SET status = 'refused', code = 'not_counted' WHERE kind = 'checked_in'"
    " AND code IS NULL",
    "the first verdict": "UPDATE fact SET first_code = NULL WHERE first_code = 'desk_code_missing'",
    "a decision": "INSERT INTO decision SELECT commune_id, 9999, member, '2026-11-17', 0, 'x', 'x', 'x' FROM presence"
    " WHERE day = '2026-12-04'",
    "a digest": "UPDATE fact SET digest = x'00' WHERE kind = 'checked_in'",
    "a fact gone": "DELETE FROM fact WHERE kind = 'voided'",
    "junk gone": "DELETE FROM quarantine",
    "a counter": "UPDATE device SET stored = stored + 1 WHERE stored > 0",
    "numbers that came": "UPDATE device SET ranges = '[[1,99]]' WHERE stored > 0",
    "a receipt's figure": "UPDATE device SET receipt = replace(receipt, '\"stored\":', '\"stored\":9')",
    "a receipt's seal": 'UPDATE device SET receipt = replace(receipt, \'"mac":"\', \'"mac":"0\')',
    "a grade": "UPDATE presence SET grade = 'A' WHERE grade = 'B'",
    "a reason": "UPDATE presence SET codes = '[]' WHERE grade = 'B'",
    "a day": "UPDATE presence SET day = '2026-12-07' WHERE day = '2026-12-04'",
    "whose day": "UPDATE presence SET member = 'someone else' WHERE day = '2026-12-04'",
    "a presence gone": "DELETE FROM presence WHERE day = '2026-12-04'",
    "a void gone": "DELETE FROM amendment",
    "a closed total": "UPDATE closing SET body = replace(body, '\"total_dong\":60000', '\"total_dong\":90000')",
    "a closed name": "UPDATE closing SET body = replace(body, 'Trần Văn Bình', 'Trần Văn Bá')",
    "a closed code": "UPDATE closing SET code = 'AAAA-BBBB-CCCC-DDDD'",
    "a phone's line": "UPDATE feed SET body = replace(body, '\"amount_dong\": 30000', '\"amount_dong\": 60000')",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_planted_fault_is_found(lived: Stand, fault: str) -> None:
    with lived.database.engine.begin() as connection:
        changed = connection.exec_driver_sql(FAULTS[fault]).rowcount
    assert changed > 0
    found = lived.differences()
    assert found
    assert all(isinstance(line, str) and line for line in found)


def test_closing_forged_together_with_its_code_is_found(lived: Stand) -> None:
    """The lines are made again from the ledger, so a list that only agrees with itself is not enough."""
    c = t.closing.c
    with lived.database.engine.begin() as connection:
        row = connection.execute(sa.select(c.body)).scalar_one()
        forged: dict[str, Any] = json.loads(row)
        line = next(x for x in forged["lines"] if x["count"])
        line["count"], line["amount_dong"] = 2, 60_000
        forged["total_dong"] += 30_000
        shown = {k: forged[k] for k in ("lines", "adjustments", "total_dong", "total_words")}
        code = months.verify_code("xã Đại Lãnh", "2026-11", shown)
        connection.execute(t.closing.update().values(body=json.dumps(forged), code=code))
    assert lived.differences()


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
    lived.database.write(lambda tx: setup.put_procedures(tx, lived.commune, new, lived.clock.now()))
    assert lived.differences() == []


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
