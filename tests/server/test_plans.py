"""No question asked on the daily way reads a commune's whole history."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from sync_server import plans
from tests.server.phone_script import uuid7
from tests.server.stand import MONDAY, Stand

GROWING = ("fact", "presence", "feed", "slip", "slip_block", "ballot", "decision", "quarantine", "amendment")


@pytest.fixture
def asked(stand: Stand) -> Iterator[dict[str, list[str]]]:
    """Every question asked of the database, with the steps SQLite plans for it."""
    found: dict[str, list[str]] = {}

    def look(connection: sa.Connection, _cursor: Any, text: str, values: Any, _context: Any, many: bool) -> None:
        if text.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")) and text not in found:
            raw = connection.connection.dbapi_connection
            steps = raw.execute(f"EXPLAIN QUERY PLAN {text}", values[0] if many else values).fetchall()
            found[text] = [step[3] for step in steps]

    event.listen(stand.database.engine, "before_cursor_execute", look)
    yield found
    event.remove(stand.database.engine, "before_cursor_execute", look)


def whole_histories(asked: dict[str, list[str]]) -> list[str]:
    return [
        f"{step}: {' '.join(text.split())}"
        for text, steps in asked.items()
        for step in steps
        for table in GROWING
        if step.startswith((f"SCAN {table}", f"SEARCH {table} USING"))
        and ("SCAN" in step or "(commune_id=?)" in step)
        and "fact_swap" not in step  # an index of requests to swap alone, of which a commune has a few a month
    ]


def test_daily_questions_search_by_a_whole_key(stand: Stand, asked: dict[str, list[str]]) -> None:
    stand.set("2026-11-17T08:00:00+07:00")
    phone = stand.phone(0)
    entry = stand.check_in(phone, "2026-11-17T07:55:00+07:00", data={"desk_code": None})
    phone.push(entry, phone.fact("checked_out", {"check_in": entry["id"]}, MONDAY))
    phone.push(phone.fact("voided", {"target": entry["id"], "reason": "nhầm"}, MONDAY))
    phone.push(*(phone.fact("presence_confirmed", {"check_in": uuid7()}, MONDAY) for i in range(400)))
    phone.pull()
    stand.act("/api/v1/months/2026-11/confirm", {}, "leader")
    assert stand.decide(0, "2026-11-17").status_code == 200
    assert stand.get("/office/today", "leader").status_code == 200
    assert stand.get(f"/office/months/2026-11/days/{stand.members[0]}/2026-11-17").status_code == 200
    assert stand.get("/api/v1/satisfaction?from=2026-11-01&to=2026-11-30").status_code == 200
    assert len(asked) > 30
    assert not whole_histories(asked), "\n".join(["", *whole_histories(asked)])


def test_a_question_without_figures_would_be_seen(stand: Stand, asked: dict[str, list[str]]) -> None:
    with stand.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    stand.database.engine.dispose()
    phone = stand.phone(0)
    phone.push(stand.check_in(phone, MONDAY))
    assert whole_histories(asked)


def test_figures_are_written_once_and_again_when_lost(stand: Stand) -> None:
    def held() -> set[tuple[str, ...]]:
        with stand.database.reader() as connection:
            return {tuple(row) for row in connection.exec_driver_sql("SELECT tbl, idx, stat FROM sqlite_stat1")}

    assert held() == set(plans.figures())
    with stand.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM sqlite_stat1 WHERE tbl = 'fact'")
    plans.steady(stand.database.engine)
    assert held() == set(plans.figures())
