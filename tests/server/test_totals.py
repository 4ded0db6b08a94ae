"""Stored month totals: a closed month's for ever, an open one's until anything happens, each commune by itself."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from click.testing import CliRunner

from sync_server import cli, setup, totals
from sync_server import tables as t
from sync_server.database import Tx
from sync_server.totals import Total
from tests.server.stand import SECRET, Stand

MONTH = "2026-11"
PAID, UNPAID = 1, 7


def rows(stand: Stand) -> list[Any]:
    with stand.database.reader() as connection:
        return list(connection.execute(sa.select(t.month_total)))


def holding(stand: Stand) -> tuple[list[Total], list[int]]:
    with stand.database.reader() as connection:
        return totals.stored(connection, MONTH)


def sums(found: list[Total]) -> list[tuple[bool, int, int, int]]:
    return [(one.closed, one.members, one.days, one.amount_dong) for one in found]


def test_a_closed_months_total_is_stored_with_the_list(stand: Stand) -> None:
    stand.set("2026-11-30T17:00:00+07:00")
    stand.decide(PAID, "2026-11-17")
    stand.decide(UNPAID, "2026-11-18")
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"})
    assert sums(holding(stand)[0]) == [(True, 1, 2, 30_000)]
    stand.set("2026-12-04T09:00:00+07:00")
    stand.decide(PAID, "2026-11-17", counted=False, month="2026-12")
    assert sums(holding(stand)[0]) == [(True, 1, 2, 30_000)]
    assert sums(totals.current(stand.database, "2026-12")) == [(False, 1, -1, -30_000)]
    assert stand.differences() == []


def test_an_open_months_total_holds_until_anything_happens(stand: Stand) -> None:
    assert sums(totals.current(stand.database, MONTH)) == [(False, 0, 0, 0)]
    assert holding(stand)[1] == []
    stand.set("2026-11-17T08:10:00+07:00")
    phone = stand.phone(PAID)
    phone.push(stand.check_in(phone, "2026-11-17T08:05:00+07:00"))
    assert holding(stand) == ([], [stand.commune])
    assert sums(totals.current(stand.database, MONTH)) == [(False, 1, 1, 30_000)]
    before = rows(stand)
    assert sums(totals.current(stand.database, MONTH)) == [(False, 1, 1, 30_000)]
    assert rows(stand) == before
    assert stand.differences() == []


def test_a_total_read_before_the_month_was_closed_does_not_take_the_closed_ones_place(stand: Stand) -> None:
    totals.current(stand.database, MONTH)
    stand.set("2026-11-30T17:00:00+07:00")
    [early] = [row._asdict() for row in rows(stand)]
    stand.act("/api/v1/months/2026-11/close", {"override": "Đã hỏi"})
    stand.database.write(lambda tx: totals._put(tx, [early]))
    assert [row.closed for row in rows(stand)] == [True]


def test_each_commune_has_its_own_and_another_ones_work_leaves_it(stand: Stand) -> None:
    def another(tx: Tx) -> int:
        made = setup.new_commune(tx, "xã Tân Lập", setup.plan_config("xã Tân Lập"), demonstration=True)
        setup.add_member(tx, made, setup.NewMember("Lý Thị Xuân", "youth"), 0)
        return made

    second = stand.database.write(another)
    totals.current(stand.database, MONTH)
    stand.decide(PAID, "2026-11-16")
    found, missing = holding(stand)
    assert ([one.name for one in found], missing) == (["xã Tân Lập"], [stand.commune])
    told = totals.told(MONTH, totals.current(stand.database, MONTH))
    assert [(one["commune"], one["amount_dong"]) for one in told["communes"]] == [(stand.commune, 30_000), (second, 0)]
    assert (told["amount_dong"], told["days"], told["members"], told["closed"]) == (30_000, 1, 1, 0)


def test_a_wrong_total_is_named_and_one_command_makes_it_right(stand: Stand) -> None:
    stand.decide(PAID, "2026-11-16")
    totals.current(stand.database, MONTH)
    with stand.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE month_total SET amount_dong = 60000")
    assert stand.differences() == [
        "Tháng 2026-11: tổng đã lưu 60000 đồng, 1 ngày, 1 người, tính lại là 30000 đồng, 1 ngày, 1 người;"
        " hãy chạy `shiftbook totals 2026-11 --rebuild`"
    ]
    totals.current(stand.database, MONTH, rebuild=True)
    assert stand.differences() == []


def test_the_command_tells_people_and_programs(stand: Stand, tmp_path: Path) -> None:
    told_in = {"SHIFTBOOK_DATA_DIR": str(tmp_path), "SHIFTBOOK_SECRET_KEY": SECRET, "SHIFTBOOK_DATABASE_URL": None}

    def said(*arguments: str) -> tuple[int, str]:
        result = CliRunner(env=told_in).invoke(cli.cli, ["totals", *arguments])
        return result.exit_code, result.output

    stand.decide(PAID, "2026-11-16")
    assert said(MONTH) == (0, "xã Đại Lãnh: 1 người, 1 ngày công, 30.000 đồng (chưa chốt)\n")
    code, out = said(MONTH, "--rebuild", "--json")
    one = {"commune": 1, "name": "xã Đại Lãnh", "closed": False, "members": 1, "days": 1, "amount_dong": 30_000}
    sums = {"closed": 0, "members": 1, "days": 1, "amount_dong": 30_000}
    assert (code, json.loads(out)) == (0, {"month": MONTH, "communes": [one], **sums})
    stand.database.write(lambda tx: setup.new_commune(tx, "xã Tân Lập", setup.plan_config("x"), demonstration=True))
    whole = "Cộng 2 xã (0 xã đã chốt): 1 người, 1 ngày công, 30.000 đồng"
    assert said(MONTH)[1].splitlines()[1:] == ["xã Tân Lập: 0 người, 0 ngày công, 0 đồng (chưa chốt)", whole]
    assert said("tháng 11") == (2, "shiftbook: 'tháng 11' không phải một tháng kiểu 2026-11\n")
