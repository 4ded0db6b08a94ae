"""Sent weekly reports are derived again from the ledger of then: what came later is no fault."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from shiftbook import imports
from shiftbook.workdays import CalendarException
from sync_server import commune as communes
from sync_server import lines, months, setup, weeks
from sync_server import tables as t
from sync_server.database import Tx
from tests.server import office_cast as cast
from tests.server.stand import Stand
from tests.server.week_cast import PATH, SENT_AT, at, lived, vote, written

TEXTS = {**dict.fromkeys(weeks.TEXTS, ""), "base": "0", "send": "yes"}


def sent(stand: Stand) -> dict[int, Any]:
    phones = lived(stand)
    stand.set(SENT_AT)
    with cast.opened(stand) as office:
        browser = office.browser("officer")
        fields = {"day": "2026-11-17", "field-0": "Hộ tịch", "received-0": "7", "same_day-0": ""}
        assert browser.post("/office/registers/handovers", fields).status_code == 303
        assert office.browser("leader").post(f"{PATH}/text", TEXTS).status_code == 303
    return phones


def test_what_comes_after_sending_is_no_fault_of_the_report(stand: Stand) -> None:
    phones = sent(stand)
    stand.set("2026-11-23T08:00:00+07:00")
    one = phones[2]
    late = written(stand, one, 30)
    one.push(late, one.fact("voided", {"target": late["id"], "reason": "nhầm"}, at(31)), written(stand, one, 40))
    vote(stand, 1)
    stand.decide(5, "2026-11-18")
    now = stand.clock.now()
    rows = imports.read_csv(setup.data_text("procedures.csv").replace("Hộ tịch", "Lĩnh vực khác"))

    def later(tx: Tx) -> None:
        setup.put_procedures(tx, stand.commune, imports.procedures(rows, "2026-11", date(2024, 1, 1)).taken)
        setup.put_calendar(tx, stand.commune, [CalendarException(date(2026, 11, 17), "nghi_bu", "Nghỉ", now)])
        setup.add_point(tx, stand.commune, "Điểm mới")
        setup.publish(tx, stand.commune, (stand.point, date(2026, 11, 18), "morning"), stand.members[5:6], now=now)
        setup.change_member(tx, stand.commune, stand.members[1], {"name": "Trần Văn Bá"})
        people = communes.current(tx, stand.commune).people.values()
        absent = next(person.id for person in people if person.name == "Huỳnh Gia Hân")
        setup.change_member(tx, stand.commune, absent, {"until": "2026-11-17"})
        lines.all_stale(tx, stand.commune, stand.members[1])

    stand.database.write(later)
    assert stand.differences() == []


def counted(told: dict[str, Any]) -> None:
    told["results"]["counted"][0]["same_day"] = 0


def served(told: dict[str, Any]) -> None:
    told["totals"]["served"] += 1


def came(told: dict[str, Any]) -> None:
    told["organisation"]["absent"] = []


@pytest.mark.parametrize(
    ("forge", "named"),
    [(served, "lượt người được giúp ghi 10, sổ có 9"), (came, "phần tình hình tổ chức"),
     (counted, "phần kết quả hướng dẫn, viết hộ")],
)  # fmt: skip
def test_a_report_forged_together_with_its_code_is_found(
    stand: Stand, forge: Callable[[dict[str, Any]], None], named: str
) -> None:
    sent(stand)
    assert stand.differences() == []
    s, a = t.week_step.c, t.audit.c
    with stand.database.engine.begin() as connection:
        row = connection.execute(sa.select(t.week_step)).one()
        told = json.loads(row.body)
        forge(told)
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        code = months.code_of(body)
        connection.execute(t.week_step.update().where(s.rev == row.rev).values(body=body, code=code))
        trail = t.audit.update().where(a.act == "week_sent")
        connection.execute(trail.values(detail=sa.func.replace(a.detail, row.code, code)))
    assert named in stand.differences()[0]
